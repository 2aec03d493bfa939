"""Corrections of the source's own errors: applied when the error is there, refused when it is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import build, vocabulary
from pipeline.product.arrow import Rows, as_tables
from pipeline.product.checks import content
from pipeline.product.corrections import correct, typed
from pipeline.product.publish import rows_of_release
from pipeline.product.structure import structure
from pipeline.settings import Settings
from pipeline.vocabulary import Correction
from pipeline.words.schema import TABLE

ROOT = Path(__file__).parents[2]
HEAD = "correction_id,table,row_id,column,reads,corrected,reason,source\n"


def correction(reads: str, corrected: str, row_id: str = "gwent-2017-effectiveness") -> Correction:
    return Correction("made-up-1", "gradings", row_id, "grade", reads, corrected, "a misprint", "a made-up letter")


def copy_of(rows: Rows) -> Rows:
    return {name: [dict(row) for row in held] for name, held in rows.items()}


def test_a_correction_changes_the_row_and_says_so(bundled_rows: Rows) -> None:
    rows = copy_of(bundled_rows)
    correct(rows, [correction("Requires improvement", "Good")])
    row = next(row for row in rows["gradings"] if row["grading_id"] == "gwent-2017-effectiveness")
    assert (row["grade"], row["grade_rank"], row["status"]) == ("Good", 2, "graded")
    (problem,) = (p for p in rows["problems"] if p["code"] == "corrected")
    assert problem["severity"] == "info"
    assert "a misprint" in problem["message"]
    tables = as_tables(rows)
    structural = [check for name, held in tables.items() for check in structure(name, held, tables)]
    checks = [*structural, *content(tables, [])]
    assert all(check.passed is not False for check in checks if check.required)


def test_a_correction_of_what_is_mended_fails(bundled_rows: Rows) -> None:
    rows = copy_of(bundled_rows)
    correct(rows, [correction("Inadequate", "Good")])
    assert rows["gradings"] == bundled_rows["gradings"]
    (problem,) = (p for p in rows["problems"] if p["code"] == "correction_outdated")
    assert problem["severity"] == "error"
    assert "made-up-1" in problem["message"]


def test_a_correction_of_what_is_not_held_waits(bundled_rows: Rows) -> None:
    rows = copy_of(bundled_rows)
    correct(rows, [correction("Good", "Outstanding", "kent-2017-effectiveness")])
    assert rows == bundled_rows


def test_history_and_coverage_follow_the_gradings(bundled_rows: Rows) -> None:
    rows = copy_of(bundled_rows)
    row_id = "gwent-2017-effectiveness-specialist-capabilities"
    correct(rows, [correction("", "Good", row_id)])
    (step,) = (row for row in rows["grade_history"] if row["grading_id"] == row_id)
    assert (step["grade"], step["grade_rank"], step["status"]) == ("Good", 2, "graded")
    question = "2017-effectiveness-specialist-capabilities"
    states = {row["state"] for row in rows["coverage"] if (row["force_id"], row["question_id"]) == ("gwent", question)}
    assert states == {"graded"}


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("gradings", "last_updated", "2018-03-22", "2018-03-22"),
        ("documents", "first_captured_at", "2018-03-22T10:00:00+00:00", "2018-03-22 10:00:00+00:00"),
        ("findings", "ordinal", "3", "3"),
        ("gradings", "agree", "false", "False"),
        ("findings", "addressee", "", "None"),
    ],
)
def test_a_corrected_value_is_of_its_columns_type(table: str, column: str, text: str, value: str) -> None:
    corrected = Correction("made-up", table, "row", column, "x", text, "reason", "source")
    assert str(typed(corrected)) == value


@pytest.mark.parametrize(
    ("column", "text"), [("last_updated", "March"), ("agree", "yes"), ("no_such", "x"), ("status", "")]
)
def test_a_corrected_value_that_does_not_fit_is_refused(column: str, text: str) -> None:
    with pytest.raises(ValueError):
        typed(Correction("made-up", "gradings", "row", column, "x", text, "reason", "source"))


def test_the_reviewed_file_is_in_order() -> None:
    for held in vocabulary.corrections():
        assert held.table in TABLE
        assert held.reason
        assert held.source
        typed(held)


@pytest.fixture
def vocabulary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the vocabulary that the pipeline reads instead of its own."""
    folder = tmp_path / "vocabulary"
    shutil.copytree(ROOT / "pipeline" / "vocabulary", folder)
    kept = (vocabulary.corrections, vocabulary.fingerprint)
    monkeypatch.setattr("pipeline.vocabulary.files", lambda _: folder)
    for cached in kept:
        cached.cache_clear()
    yield folder
    for cached in kept:
        cached.cache_clear()


def test_a_row_of_the_file_corrects_a_run_and_fails_once_the_publisher_mends_it(
    vocabulary_folder: Path, tmp_path: Path
) -> None:
    settings = Settings(raw=ROOT / "raw", processed=tmp_path / "processed", workers=1)
    build.refresh(settings)
    row = "misprint-1,gradings,gwent-2017-effectiveness,last_updated,2018-03-22,2018-03-23,a misprint,a letter\n"
    (vocabulary_folder / "corrections.csv").write_text(HEAD + row, encoding="utf-8")
    vocabulary.corrections.cache_clear()
    vocabulary.fingerprint.cache_clear()

    outcome = build.refresh(settings)
    assert (outcome.read, outcome.interpreted) == (0, 0)
    release = outcome.release
    assert release is not None
    rows = rows_of_release(release)
    (corrected,) = (r for r in rows["gradings"] if r["grading_id"] == "gwent-2017-effectiveness")
    assert corrected["last_updated"].isoformat() == "2018-03-23"
    assert [(c["column"], c["after"], c["cause"]) for c in rows["changes"]] == [("last_updated", "2018-03-23", "code")]
    (problem,) = (p for p in rows["problems"] if p["code"] == "corrected")
    assert "(correction misprint-1: a misprint; source: a letter)" in problem["message"]

    (vocabulary_folder / "corrections.csv").write_text(HEAD + row.replace("2018-03-22", "2018-03-21"), "utf-8")
    vocabulary.corrections.cache_clear()
    vocabulary.fingerprint.cache_clear()
    outcome = build.refresh(settings)
    assert outcome.exit_code == 1
    assert outcome.release is not None
    (problem,) = (p for p in rows_of_release(outcome.release)["problems"] if p["code"] == "correction_outdated")
    assert problem["severity"] == "error"
