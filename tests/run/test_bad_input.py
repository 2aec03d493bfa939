"""Files that cannot be read as a report: each becomes a problem that names it, and the others are published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.product.arrow import Row, Rows
from pipeline.product.publish import current_release, rows_of_release

ROOT = Path(__file__).parents[2]
RUNNER = CliRunner()

NEWS = (
    "Skip to content\n\nCouncil news\n\nThe bakery on the corner is outstanding and its bread is good.\n\n"
    "  • rye\n  • wheat and barley\n"
)
NO_FORCE = (
    "Skip to content\n\nHow effective is the force at tackling serious and organised crime?\n\n"
    "Requires improvement\n\nThe force requires improvement at tackling serious and organised crime.\n"
)
BAD = {
    "empty.txt": (b"", "empty", "add it"),
    "spaces.txt": (" \n\u00a0\n".encode(), "empty", "add it"),
    "binary.txt": (bytes(range(256)) * 40, "not_text", "HTML"),
    "control.txt": (b"\x01\x02\x03 word \x04" * 400, "not_text", "Add the original"),
    "news.txt": (NEWS.encode(), "not_a_peel_page", "--url"),
    "which-force.txt": (NO_FORCE.encode(), "force_unknown", "--url"),
    "large.txt": (b"The force should read less. " * 400_000, "too_large", "split it"),
}


@pytest.fixture(scope="module")
def run_on_bad_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Rows]:
    folder = tmp_path_factory.mktemp("bad")
    shutil.copytree(ROOT / "raw", folder / "raw")
    (folder / "in").mkdir()
    for name, (content, _, _) in BAD.items():
        (folder / "in" / name).write_bytes(content)
    folders = ["--raw", str(folder / "raw")]
    added = RUNNER.invoke(app, ["add", str(folder / "in"), *folders])
    assert added.exit_code == 0, added.output
    result = RUNNER.invoke(app, ["run", "--plain", *folders, "--processed", str(folder / "processed")])
    release = current_release(folder / "processed")
    assert release is not None
    return result.exit_code, result.output, rows_of_release(release)


def problems_of(name: str, rows: Rows) -> list[Row]:
    return [row for row in rows["problems"] if row["message"].startswith(f"{name} ") and row["severity"] == "error"]


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_a_problem_that_names_it(name: str, run_on_bad_files: tuple[int, str, Rows]) -> None:
    _, output, rows = run_on_bad_files
    _, code, advice = BAD[name]
    problems = problems_of(name, rows)
    assert code in {problem["code"] for problem in problems}
    assert any(advice in problem["message"] for problem in problems)
    assert all(problem["document_id"] for problem in problems)
    assert name in output


def test_the_good_report_is_published_all_the_same(run_on_bad_files: tuple[int, str, Rows], bundled_rows: Rows) -> None:
    exit_code, output, rows = run_on_bad_files
    assert exit_code == 1
    assert "Traceback" not in output
    for table in ("gradings", "findings", "bullets", "evidence", "coverage"):
        assert rows[table] == bundled_rows[table]


def test_every_file_is_a_document_and_no_word_is_dropped(run_on_bad_files: tuple[int, str, Rows]) -> None:
    _, _, rows = run_on_bad_files
    assert len(rows["documents"]) == len(BAD) + 1
    news = next(row for row in rows["documents"] if row["title"] == "Council news")
    texts = [row["text"] for row in rows["passages"] if row["document_id"] == news["document_id"]]
    assert "The bakery on the corner is outstanding and its bread is good." in texts
    assert news["words"] == news["words_claimed"]
    claims = {row["claimed_by"] for row in rows["passages"] if row["document_id"] == news["document_id"]}
    assert claims <= {"problem:not_a_peel_page", "furniture"}


def test_a_damaged_original_is_told_and_stops_nothing(tmp_path: Path, bundled_rows: Rows) -> None:
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    (tmp_path / "other.txt").write_text(NEWS, encoding="utf-8")
    RUNNER.invoke(app, ["add", str(tmp_path / "other.txt"), "--raw", str(tmp_path / "raw")])
    damaged = next(p for p in (tmp_path / "raw" / "originals").rglob("*.txt") if b"bakery" in p.read_bytes())
    damaged.write_text("someone else's words", encoding="utf-8")
    arguments = ["run", "--plain", "--raw", str(tmp_path / "raw"), "--processed", str(tmp_path / "processed")]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 1
    assert damaged.name in result.output
    release = current_release(tmp_path / "processed")
    assert release is not None
    assert rows_of_release(release)["gradings"] == bundled_rows["gradings"]
    damaged.write_text(NEWS, encoding="utf-8")
    healed = RUNNER.invoke(app, arguments)
    assert "original_damaged" not in {row["code"] for row in problems_after(tmp_path)}
    assert damaged.name not in healed.output


def problems_after(folder: Path) -> list[Row]:
    release = current_release(folder / "processed")
    assert release is not None
    return rows_of_release(release)["problems"]
