"""Releases: whole or not at all, healed when damaged, with what changed since the one before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline import build
from pipeline.capture.imports import imports_of
from pipeline.capture.store import RawStore
from pipeline.cli import app
from pipeline.extraction import work_folder
from pipeline.product import publish
from pipeline.product.arrow import Row, to_arrow
from pipeline.product.checks import Check
from pipeline.product.publish import PublishError, current_release, kept_draft, rows_of_release
from pipeline.settings import Settings
from pipeline.words.columns import Table

ROOT = Path(__file__).parents[2]
ADDRESS = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/legitimacy/"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    chosen = Settings.chosen(tmp_path / "raw", tmp_path / "processed")
    build.refresh(chosen)
    return chosen


def kent(grade: str, updated: str, bullet: str) -> str:
    return (
        "Skip to content\n\nKent PEEL 2017\n\nLegitimacy\n\n"
        "How legitimate is the force at keeping people safe and reducing crime?\n\n"
        f"Last updated {updated}\n{grade}\n\nSome words.\n\nAreas for improvement\n\n  • {bullet}\n"
    )


def add(settings: Settings, text: str) -> None:
    path = settings.raw.parent / "page.txt"
    path.write_text(text, encoding="utf-8")
    for found in imports_of(path, ADDRESS):
        RawStore(settings.raw).put(found.content, found.facts)


@pytest.mark.parametrize("harm", ["delete", "change", "companion", "manifest", "link"])
def test_a_damaged_release_is_made_again(settings: Settings, harm: str) -> None:
    before = current_release(settings.processed)
    assert before is not None
    target = before.folder / "gradings.parquet"
    if harm == "delete":
        target.unlink()
    elif harm == "change":
        target.write_bytes(b"PAR1 not really")
    elif harm == "companion":
        (before.folder / "CHANGES.md").unlink()
    elif harm == "manifest":
        (before.folder / "release.json").write_text("{", encoding="utf-8")
    else:
        (settings.processed / "current").unlink()
    outcome = build.refresh(settings)
    assert outcome.release is not None
    after = current_release(settings.processed)
    assert after is not None
    assert publish.is_whole(after)
    assert after.digest == before.digest


def test_lost_results_are_made_again(settings: Settings) -> None:
    shutil.rmtree(work_folder(settings.processed))
    outcome = build.refresh(settings)
    assert (outcome.read, outcome.published) == (1, False)


def test_damaged_results_are_made_again(settings: Settings) -> None:
    stores = {"read", "passages", "pieces", "extracted", "gists", "together", "forces", "ingredients"}
    results = [path for store in stores for path in (work_folder(settings.processed) / store).rglob("*.*")]
    assert {path.parent.name for path in results} == stores
    for path in results:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    outcome = build.refresh(settings)
    assert outcome.release is not None
    rows = rows_of_release(outcome.release)
    assert {row["force_id"] for row in rows["gradings"]} == {"gwent", "kent"}


def test_a_write_that_fails_leaves_the_release_before(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_release(settings.processed)
    add(settings, kent("Good", "12/12/2017", "The force should do better."))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pyarrow.parquet.write_table", full)
        with pytest.raises(PublishError, match="No space left"):
            build.refresh(settings)
    assert current_release(settings.processed) == before
    assert [p.name for p in (settings.processed / "releases").iterdir()] == [before.version if before else ""]
    assert build.refresh(settings).published


def test_a_failed_required_check_publishes_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_release(settings.processed)
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    failing = Check("made_up", "gradings", "none", "1", False, "this test", required=True, rows=("kent-2017",))
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.assembly.content", lambda tables, held: [failing])
        outcome = build.refresh(settings)
    assert (outcome.published, outcome.exit_code) == (False, 1)
    assert outcome.failed == (failing,)
    assert current_release(settings.processed) == before
    assert outcome.draft is not None
    drafted = pq.read_table(outcome.draft / "gradings.parquet").column("grading_id").to_pylist()
    assert "kent-2017-legitimacy" in drafted
    assert build.refresh(settings).published
    assert not outcome.draft.exists()


def test_the_draft_of_a_run_that_was_held_back_goes_once_a_run_is_well(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if that finds nothing new: what was wrong may have been taken away."""
    ledger = settings.raw / "ledger.jsonl"
    before = ledger.read_bytes()
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    failing = Check("made_up", "gradings", "none", "1", False, "this test", required=True)
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.assembly.content", lambda tables, held: [failing])
        drafts = [build.refresh(settings).draft for _ in range(2)]
    assert drafts == [kept_draft(settings.processed)] * 2
    folders = ["--raw", str(settings.raw), "--processed", str(settings.processed)]
    assert f"its draft is in {drafts[0]}" in CliRunner().invoke(app, ["status", *folders]).output
    ledger.write_bytes(before)
    assert not build.refresh(settings).published
    assert kept_draft(settings.processed) is None


@pytest.mark.parametrize("table", ["passages", "gradings"])
def test_a_required_value_that_is_missing_is_told_by_row(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    before = current_release(settings.processed)
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    column = {"passages": "text", "gradings": "status"}[table]
    declared = to_arrow

    def lacking(of: Table, rows: list[Row]) -> pa.Table:
        return declared(of, [row | {column: None} for row in rows] if of.name == table else rows)

    with monkeypatch.context() as patched:
        for module in ("product.arrow", "product.extracted"):
            patched.setattr(f"pipeline.{module}.to_arrow", lacking)
        outcome = build.refresh(settings)
    assert not outcome.published
    failed = next(check for check in outcome.failed if check.check_id == "required_values")
    assert failed.scope == table
    assert failed.rows[0].startswith(f"{column} of ")
    assert current_release(settings.processed) == before
    assert outcome.draft is not None
    drafted = pq.read_table(outcome.draft / f"{table}.parquet")
    assert drafted[column].null_count
    assert build.refresh(settings, everything=True).published


def test_checks_and_changes_are_checked_like_other_tables(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    add(settings, kent("Good", "12/12/2017", "The force should do better."))
    twice = Check("made_up", "gradings", "none", "0", True, "this test")
    moon = {
        "entity": "gradings",
        "entity_id": "kent-2017",
        "change": "removed",
        "column": None,
        "before": "Good",
        "after": None,
        "cause": "the moon",
    }
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.assembly.content", lambda tables, held: [twice, twice])
        patched.setattr("pipeline.assembly.changes_between", lambda *_: [moon])
        outcome = build.refresh(settings)
    assert not outcome.published
    assert [(check.check_id, check.scope, check.rows) for check in outcome.failed] == [
        ("closed_lists", "changes", ("cause=the moon",)),
        ("unique_key", "checks", ("made_up gradings",)),
    ]
    assert outcome.draft is not None
    drafted = pq.read_table(outcome.draft / "checks.parquet").to_pylist()
    assert sum(row["passed"] is False for row in drafted) == 2
    published = build.refresh(settings).release
    assert published is not None
    rows = rows_of_release(published)["checks"]
    assert {row["scope"] for row in rows if row["check_id"] == "unique_key"} == set(published.tables)


def test_changes_tell_what_moved_and_why(settings: Settings) -> None:
    add(settings, kent("To be graded", "09/11/2017", "The force should do better."))
    first = build.refresh(settings).release
    assert first is not None
    added = rows_of_release(first)["changes"]
    assert {(row["change"], row["cause"]) for row in added} == {("added", "new_document")}
    add(settings, kent("Good", "12/12/2017", "The force should do much better."))
    second = build.refresh(settings).release
    assert second is not None
    moved = {(row["entity"], row["change"], row["column"]): row for row in rows_of_release(second)["changes"]}
    assert moved["gradings", "changed", "status"]["before"] == "not_yet_graded"
    assert moved["gradings", "changed", "status"]["after"] == "graded"
    assert moved["gradings", "changed", "grade"]["after"] == "Good"
    assert ("findings", "added", None) in moved
    assert ("findings", "removed", None) in moved
    assert {row["cause"] for row in moved.values()} == {"revised_page"}
    documents = [d for d in rows_of_release(second)["documents"] if d["force_id"] == "kent"]
    assert [d["is_current"] for d in sorted(documents, key=lambda d: d["last_updated"])] == [False, True]


@pytest.mark.parametrize("seconds", [0, 0.1])
def test_a_run_that_finds_another_at_work_says_so(
    settings: Settings, seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="pipeline")
    impatient = Settings(raw=settings.raw, processed=settings.processed, lock_seconds=seconds)
    with build.only_run(settings), pytest.raises(PublishError, match="Another run"):
        build.refresh(impatient)
    # Who looks at the page of a run sees no progress bar.
    assert ("waiting for it to end" in caplog.text) == bool(seconds)


def test_a_folder_in_the_place_of_the_link_is_not_touched(settings: Settings) -> None:
    link = settings.processed / "current"
    link.unlink()
    link.mkdir()
    (link / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(PublishError, match="Move it away"):
        build.refresh(settings)
    assert (link / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_the_manifest_counts_rows_and_digests(settings: Settings) -> None:
    release = current_release(settings.processed)
    assert release is not None
    record = json.loads((release.folder / "release.json").read_text(encoding="utf-8"))
    rows = rows_of_release(release)
    assert {name: entry["rows"] for name, entry in record["tables"].items()} == {
        name: len(held) for name, held in rows.items()
    }
