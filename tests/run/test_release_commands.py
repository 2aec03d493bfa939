"""Going back, tidying up, comparing, exporting: what an operator does with releases."""

from __future__ import annotations

import csv
import json
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline import build
from pipeline.capture.imports import imports_of
from pipeline.capture.store import RawStore
from pipeline.cli import app
from pipeline.extraction import work_folder
from pipeline.product.arrow import as_tables
from pipeline.product.draft import drafting
from pipeline.product.export import _WRITERS, CELL_LIMIT, Format, export
from pipeline.product.publish import Release, current_release, publish, rows_of_release
from pipeline.settings import Settings
from pipeline.words.schema import ATTRIBUTION, TABLES
from tests.stored import store_instead, stored_as

ROOT = Path(__file__).parents[2]
RUNNER = CliRunner()
ADDRESS = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/legitimacy/"
KENT = (
    "Skip to content\n\nKent PEEL 2017\n\nLegitimacy\n\n"
    "How legitimate is the force at keeping people safe and reducing crime?\n\nLast updated 12/12/2017\n{}\n\nWords.\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two releases: the bundled report alone, then with a made-up page."""
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    chosen = Settings.chosen(tmp_path / "raw", tmp_path / "processed")
    build.refresh(chosen)
    add(chosen, "Good")
    build.refresh(chosen)
    return chosen


def add(settings: Settings, grade: str) -> None:
    page = settings.raw.parent / "kent.txt"
    page.write_text(KENT.format(grade), encoding="utf-8")
    for found in imports_of(page, ADDRESS):
        RawStore(settings.raw).put(found.content, found.facts)


def peel(settings: Settings, *arguments: str) -> tuple[int, str]:
    environment = {"PEEL_RAW": str(settings.raw), "PEEL_PROCESSED": str(settings.processed)}
    result = RUNNER.invoke(app, list(arguments), env=environment)
    return result.exit_code, result.output


def versions(settings: Settings) -> list[str]:
    return sorted(folder.name for folder in (settings.processed / "releases").iterdir())


def test_releases_are_listed_with_the_current_one_marked(settings: Settings) -> None:
    first, second = versions(settings)
    code, output = peel(settings, "releases")
    assert code == 0
    assert output.splitlines()[0].startswith(f"  {first}")
    assert output.splitlines()[1].startswith(f"* {second}")
    assert output.splitlines()[2].startswith("    differs in captures, documents, passages, gradings, ")


def test_rollback_and_the_next_run(settings: Settings) -> None:
    first, second = versions(settings)
    assert peel(settings, "rollback", first)[0] == 0
    release = current_release(settings.processed)
    assert release is not None
    assert release.version == first
    assert peel(settings, "rollback", "0009-0000000000")[0] == 2
    code, output = peel(settings, "run", "--plain")
    assert code == 0
    assert f"still release {first}" in output
    assert f"{second} says what this run found and was rolled back" in " ".join(output.split())
    assert current_release(settings.processed) == release
    assert "up to date" in peel(settings, "status")[1]
    assert peel(settings, "rollback", second)[0] == 0
    assert peel(settings, "rollback", first)[0] == 0
    add(settings, "Inadequate")
    outcome = build.refresh(settings)
    assert outcome.published
    assert outcome.release is not None
    assert outcome.release.version.startswith("0003-")
    assert f"Compared with {first}" in (outcome.release.folder / "CHANGES.md").read_text(encoding="utf-8")


def test_prune_keeps_the_newest_and_the_current_one(settings: Settings) -> None:
    first, second = versions(settings)
    add(settings, "Inadequate")
    build.refresh(settings)
    third = versions(settings)[-1]
    peel(settings, "rollback", first)
    code, output = peel(settings, "prune", "--keep", "1")
    assert (code, output.splitlines()) == (0, [f"deleted {second}", "1 deleted, 2 kept."])
    assert versions(settings) == [first, third]


def test_diff_and_note_tell_the_same(settings: Settings) -> None:
    first, second = versions(settings)
    code, output = peel(settings, "diff", first, second)
    assert code == 0
    assert "From reports that are new here" in output
    assert "## New reports (1)\n\n- Kent PEEL 2017: https://hmicfrs" in output
    assert re.search(r"^- new: Kent PEEL 2017, “How legitimate .*” \(`kent-2017-legitimacy`\): Good$", output, re.M)
    assert output == (settings.processed / "current" / "CHANGES.md").read_text(encoding="utf-8")
    assert "nothing to compare" in (settings.processed / "releases" / first / "CHANGES.md").read_text(encoding="utf-8")
    assert peel(settings, "diff", first, "nonsense")[0] == 2


def test_what_differs_beside_gradings_findings_and_bullets_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The page of Kent is captured once more: nothing is said by it that was not known."""
    page = settings.raw.parent / "kent.txt"
    for found in imports_of(page, ADDRESS, datetime(2018, 1, 1, tzinfo=UTC)):
        RawStore(settings.raw).put(found.content, found.facts)
    caplog.set_level("INFO", logger="pipeline")
    assert build.refresh(settings).published
    _, second, third = versions(settings)
    note = (settings.processed / "current" / "CHANGES.md").read_text(encoding="utf-8")
    assert "0 gradings, 0 findings, 0 bullets came, went or changed." in note
    told = "## Other tables that differ (2)\n\n- captures: 3 rows, 2 before\n- documents: 2 rows, as many as before\n"
    assert note.endswith(told)
    assert peel(settings, "diff", second, third)[1] == note
    assert f"Published release {third}. Tables that differ from {second}: captures, documents." in caplog.text
    listed = peel(settings, "releases")[1].splitlines()
    assert listed[-1] == "    differs in captures, documents"
    assert listed[-3].startswith("    differs in captures, documents, passages, gradings, ")
    assert len(listed) == 5


def test_status_tells_what_is_stale_and_why(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0 of 2 documents are stale" in peel(settings, "status")[1]
    add(settings, "Outstanding")
    output = peel(settings, "status")[1]
    assert "kent.txt" in output
    assert "never read" in output
    monkeypatch.setattr("pipeline.vocabulary.fingerprint", lambda **_: "another vocabulary")
    output = peel(settings, "status")[1]
    assert output.count("changed: vocabulary; will be interpreted") == 2
    assert "kent.txt (https" in output
    assert "never read; will be read" in output
    assert "The tables will be made again: changed: ledger, changed: documents" in output
    assert "3 of 3 documents are stale" in output


def test_status_tells_what_was_stored_by_an_older_version(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had no check sums, or knew of other ingredients."""
    first, second = sorted((work_folder(settings.processed) / "ingredients").iterdir())
    first.write_text(stored_as(first), encoding="utf-8")
    store_instead(second, lambda told: told.replace('"limits":', '"bounds":'))
    monkeypatch.setattr("pipeline.vocabulary.fingerprint", lambda **_: "another vocabulary")
    add(settings, "Outstanding")
    output = peel(settings, "status")[1]
    assert output.count("what is stored of it is of an older version, or damaged; will be interpreted") == 2
    assert output.count("never read; will be read") == 1


def test_changed_meaning_reads_nothing_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.vocabulary.fingerprint", lambda **_: "another vocabulary")
    outcome = build.refresh(settings)
    assert (outcome.read, outcome.interpreted, outcome.published) == (0, 2, False)


def test_verify_finds_a_changed_original(settings: Settings) -> None:
    assert peel(settings, "verify") == (0, "2 captures, 2 releases, 0 damages found.\n")
    original = next((settings.raw / "originals").rglob("*.txt"))
    original.write_text("changed", encoding="utf-8")
    code, output = peel(settings, "verify")
    assert code == 1
    assert original.name in output


def test_verify_looks_at_all_releases_and_their_manifests(settings: Settings) -> None:
    first, second = versions(settings)
    folder = settings.processed / "releases" / first
    (folder / "CHANGES.md").write_text("changed", encoding="utf-8")
    assert peel(settings, "verify") == (
        1,
        f"Release {first} has missing or changed files; it cannot be gone back to, so delete {folder}.\n"
        "2 captures, 2 releases, 1 damages found.\n",
    )
    (settings.processed / "current" / "release.json").write_text("{", encoding="utf-8")
    assert f"Release {second} has missing or changed files; peel run makes it again." in peel(settings, "verify")[1]
    assert "made again: the current release cannot be read" in peel(settings, "status")[1]
    (settings.processed / "current").unlink()
    assert "leads to no release" in peel(settings, "verify")[1]


def test_all_is_well_again_once_what_verify_names_is_done(settings: Settings) -> None:
    _, second = versions(settings)
    damaged = settings.processed / "releases" / second
    (damaged / "gradings.parquet").unlink()
    assert "peel run makes it again" in peel(settings, "verify")[1]
    assert peel(settings, "run", "--plain")[0] == 0
    code, output = peel(settings, "verify")
    assert (code, f"delete {damaged}." in output) == (1, True)
    shutil.rmtree(damaged)
    assert peel(settings, "verify") == (0, "2 captures, 2 releases, 0 damages found.\n")
    assert "nothing new, still release 0003-" in peel(settings, "run", "--plain")[1]


@pytest.mark.parametrize("command", ["verify", "status"])
def test_a_raw_store_that_is_not_there_is_not_well(settings: Settings, command: str) -> None:
    code, output = peel(settings, command, "--raw", str(settings.raw / "misspelt"))
    assert (code, "There is no raw store at" in output) == (2, True)


def test_a_folder_without_releases_is_told(settings: Settings, tmp_path: Path) -> None:
    assert peel(settings, "releases", "--processed", str(tmp_path))[1] == f"No release in {tmp_path}.\n"


def test_prune_deletes_what_cannot_be_read_among_the_older(settings: Settings) -> None:
    first, second = versions(settings)
    (settings.processed / "releases" / first / "release.json").write_text("{", encoding="utf-8")
    assert peel(settings, "prune", "--keep", "1") == (0, f"deleted {first}\n1 deleted, 1 kept.\n")
    assert versions(settings) == [second]
    (settings.processed / "releases" / second / "release.json").write_text("{", encoding="utf-8")
    assert peel(settings, "prune", "--keep", "1") == (0, "0 deleted, 1 kept.\n")


def test_csv_holds_every_row(settings: Settings, tmp_path: Path) -> None:
    assert peel(settings, "export", "--format", "csv", "--to", str(tmp_path / "out"))[0] == 0
    release = current_release(settings.processed)
    assert release is not None
    for name, held in rows_of_release(release).items():
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) == len(held) + 1
    assert ATTRIBUTION in (tmp_path / "out" / "LICENCE.txt").read_text(encoding="utf-8")


def test_csv_is_valid_by_its_own_data_package(settings: Settings, tmp_path: Path) -> None:
    from frictionless import validate

    assert peel(settings, "export", "--format", "csv", "--to", str(tmp_path / "out"))[0] == 0
    report = validate(tmp_path / "out" / "datapackage.json")
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])
    assert report.stats["tasks"] == len(TABLES)
    # That the tool looks at all: a grade of no scale is found.
    gradings = tmp_path / "out" / "gradings.csv"
    gradings.write_text(gradings.read_text(encoding="utf-8").replace("Requires improvement", "Fine"), encoding="utf-8")
    report = validate(tmp_path / "out" / "datapackage.json")
    assert {row[0] for row in report.flatten(["fieldName"])} == {"grade"}


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_databases_answer_queries(settings: Settings, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"peel.{form}"
    assert peel(settings, "export", "--format", form, "--to", str(target))[0] == 0
    connection = sqlite3.connect(target) if form == "sqlite" else duckdb.connect(str(target))
    query = "SELECT grade, status FROM gradings WHERE grading_id = 'kent-2017-legitimacy'"
    assert connection.execute(query).fetchall() == [("Good", "graded")]
    count = "SELECT count(*) FROM bullets"
    assert connection.execute(count).fetchone() == (23,)
    connection.close()
    code, output = peel(settings, "export", "--format", form, "--to", str(target))
    assert (code, "exists" in output) == (2, True)


def test_workbooks_of_one_release_are_equal_and_tell_what_they_cut(settings: Settings, tmp_path: Path) -> None:
    release = current_release(settings.processed)
    assert release is not None
    rows = rows_of_release(release)
    rows["bullets"][0]["full_text"] = "long " * CELL_LIMIT
    tables = as_tables(rows)
    with drafting(tmp_path / "altered") as draft:
        for name, table in tables.items():
            draft.write(name, table)
        altered = publish(draft, "Release {}".format, tmp_path / "altered", {"made by": "a test"})
    for name in ("a.xlsx", "b.xlsx"):
        export(altered, Format.XLSX, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = book.read("xl/workbook.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert all(f'name="{table.name}"' in sheets for table in TABLES)
    assert 'name="about"' in sheets
    assert f"bullets, row 2, full_text: {len('long ') * CELL_LIMIT:,} characters" in strings


def test_rows_that_a_sheet_cannot_hold_are_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.product.export.SHEET_LIMIT", 40)
    assert peel(settings, "export", "--format", "xlsx", "--to", str(tmp_path / "a.xlsx"))[0] == 0
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "forces: the last 3 of 43 rows are left out" in strings


@pytest.mark.parametrize("form", list(Format))
def test_what_cannot_be_written_is_told_and_leaves_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Format
) -> None:
    target = tmp_path / "out" / "peel"
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, room[1]))
    # By default a process that writes too large a file is ended.
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        code, output = peel(settings, "export", "--format", form, "--to", str(target))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, room)
        signal.signal(signal.SIGXFSZ, ignored)
    assert code == 2
    assert f"{target}: cannot be written (" in output
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


KILLED = """
import os, signal, sys
from pipeline.cli import app
from pipeline.product import export

def written_in_part(release, target):
    target.write_text("the beginning")
    os.kill(os.getpid(), signal.SIGKILL)

export._WRITERS[export.Format.SQLITE] = written_in_part
app(sys.argv[1:])
"""


def test_what_a_killed_export_left_goes_with_the_next_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But not what one is writing that is still at work."""
    out = tmp_path / "out"
    arguments = ["export", "--format", "sqlite", "--processed", str(settings.processed), "--to"]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments, str(out / "a")], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = out.iterdir()
    assert [path.name for path in left.iterdir() if path.name != ".lock"] == ["a"]

    write = _WRITERS[Format.SQLITE]

    def while_another_exports(release: Release, target: Path) -> list[Path]:
        monkeypatch.setitem(_WRITERS, Format.SQLITE, write)
        assert peel(settings, *arguments, str(out / "b"))[0] == 0
        return write(release, target)

    monkeypatch.setitem(_WRITERS, Format.SQLITE, while_another_exports)
    assert peel(settings, *arguments, str(out / "a"))[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("form", list(Format))
def test_a_damaged_release_is_not_exported(settings: Settings, tmp_path: Path, form: Format) -> None:
    table = settings.processed / "current" / "findings.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"?")
    code, output = peel(settings, "export", "--format", form, "--to", str(tmp_path / "out"))
    assert (code, "has missing or changed tables" in output) == (2, True)
    assert not (tmp_path / "out").exists()
    code, output = peel(settings, "diff", *versions(settings))
    assert (code, "damaged" in output) == (2, True)


@pytest.mark.parametrize("form", list(Format))
def test_a_release_from_before_a_table_is_exported_with_it_empty(
    settings: Settings, tmp_path: Path, form: Format
) -> None:
    manifest = settings.processed / "current" / "release.json"
    record = json.loads(manifest.read_text(encoding="utf-8"))
    del record["tables"]["grade_history"]
    manifest.write_text(json.dumps(record), encoding="utf-8")
    (manifest.parent / "grade_history.parquet").unlink()
    assert peel(settings, "tables")[0] == 0
    assert peel(settings, "export", "--format", form, "--to", str(tmp_path / "out"))[0] == 0
    if form is Format.DUCKDB:
        with duckdb.connect(str(tmp_path / "out")) as connection:
            assert connection.execute("SELECT count(grade) FROM grade_history").fetchone() == (0,)


def test_an_unknown_format_is_refused(settings: Settings) -> None:
    code, output = peel(settings, "export", "--format", "docx")
    assert code == 2
    assert "csv, xlsx, duckdb, sqlite" in output


def test_status_tells_of_table_code_and_damage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The tables are up to date." in peel(settings, "status")[1]
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.fingerprints._code", lambda *places: f"another {places}")
        output = peel(settings, "status")[1]
    assert output.count("changed: reading code, meaning code; will be read") == 2
    assert "changed: table code" in output
    (settings.processed / "current" / "gradings.parquet").unlink()
    assert "will be made again: the current release is damaged" in peel(settings, "status")[1]
