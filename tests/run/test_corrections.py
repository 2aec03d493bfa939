"""Corrections of the source's own errors: applied when the error is there, refused when it is not."""

from __future__ import annotations

from pipeline.product.checks import check_rows
from pipeline.product.corrections import correct
from pipeline.product.tables import Rows
from pipeline.vocabulary import Correction


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
    assert all(check.passed is not False for check in check_rows(rows) if check.required)


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
