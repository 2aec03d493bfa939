"""Corrections of the source's own errors: applied when the error is there, refused when it is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import build, vocabulary
from pipeline.cli import app
from pipeline.product.arrow import Rows, as_tables
from pipeline.product.checks import content
from pipeline.product.corrections import CorrectionError, correct, require_sound, typed
from pipeline.product.publish import current_release, rows_of_release
from pipeline.product.structure import structure
from pipeline.settings import Settings
from pipeline.vocabulary import Correction

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
    require_sound(vocabulary.corrections())


def test_a_grade_of_another_scale_is_refused(bundled_rows: Rows) -> None:
    with pytest.raises(CorrectionError, match="made-up-1: 'Adequate' is no grade of cycle 2017, only Inadequate, "):
        correct(copy_of(bundled_rows), [correction("Requires improvement", "Adequate")])


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


GOOD = "made-up,gradings,gwent-2017-effectiveness,grade,Requires improvement,Good,a misprint,a letter\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (GOOD.replace("gradings", "coverage"), "made-up: rows of 'coverage' cannot be corrected, only of gradings, "),
        (GOOD.replace("gradings", "grades"), "made-up: rows of 'grades' cannot be corrected"),
        (GOOD.replace(",grade,", ",grad,"), "made-up: gradings has no column 'grad'"),
        (GOOD.replace(",grade,", ",grading_id,"), "made-up: grading_id names the row and cannot be corrected"),
        (
            GOOD.replace(",grade,Requires improvement,Good,", ",scale_id,four-grade,five-grade,"),
            "made-up: scale_id follows from the cycle and cannot be corrected",
        ),
        (
            GOOD.replace(",grade,Requires improvement,Good,", ",grade_rank,1,4,"),
            "made-up: grade_rank follows from the grade and cannot be corrected",
        ),
        (
            GOOD.replace(",grade,Requires improvement,Good,", ",cycle_id,2017,2023-25,"),
            "made-up: cycle_id is what grading_id is made from and cannot be corrected",
        ),
        (GOOD.replace("Good", "Excellent"), "made-up: grade is one of Outstanding, Good, "),
        (GOOD.replace("Good", "Adequate"), "made-up: 'Adequate' is no grade of cycle 2017"),
        (GOOD.replace(",grade,", ",agree,"), "made-up: agree is of type bool, which 'Good' is not"),
        (GOOD.replace("Good", "Requires improvement"), "made-up: it changes nothing"),
        (GOOD.replace("a misprint", ""), "made-up: a correction needs a reason and a source"),
        (GOOD + GOOD, "'made-up': each correction needs a correction_id of its own"),
        (GOOD + GOOD.replace("a misprint", "a misprint, told"), "row 2 has not one cell for each column"),
        (GOOD.replace(",a letter", ""), "row 1 has not one cell for each column"),
    ],
)
def test_a_file_that_is_not_in_order_is_told_and_nothing_published(
    vocabulary_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rows: str,
    told: str,
) -> None:
    # Other processes would read the pipeline's own vocabulary.
    monkeypatch.setenv("PEEL_WORKERS", "1")
    (vocabulary_folder / "corrections.csv").write_text(HEAD + rows, encoding="utf-8")
    processed = tmp_path / "processed"
    with pytest.raises(SystemExit) as ended:
        app(["run", "--plain", "--raw", str(ROOT / "raw"), "--processed", str(processed)])
    assert ended.value.code == 2
    assert f"corrections.csv is not in order: {told}" in capsys.readouterr().err
    assert current_release(processed) is None


def test_a_correction_whose_row_is_gone_is_told(vocabulary_folder: Path, tmp_path: Path) -> None:
    """As that of a bullet whose words the publisher mended: its id is made from them."""
    gone = GOOD.replace("gradings,gwent-2017-effectiveness,grade", "bullets,b-0000000000000000,text")
    (vocabulary_folder / "corrections.csv").write_text(HEAD + gone, encoding="utf-8")
    release = build.refresh(Settings(raw=ROOT / "raw", processed=tmp_path / "processed", workers=1)).release
    assert release is not None
    (problem,) = (p for p in rows_of_release(release)["problems"] if p["code"] == "correction_unused")
    assert problem["severity"] == "warning"
    assert problem["message"].startswith("text of b-0000000000000000 in bullets is not there: ")


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
