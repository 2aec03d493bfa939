"""Known errors of the source, put right on the way out. What a document says is read and shown as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline import vocabulary
from pipeline.product.tables import Row, Rows
from pipeline.vocabulary import Correction
from pipeline.words.ids import problem_id
from pipeline.words.model import Grade, Severity
from pipeline.words.schema import TABLE


def correct(rows: Rows, corrections: Iterable[Correction]) -> None:
    """Apply the corrections to the rows, in place, with a problem for each.

    A correction expects to find the error. Where the row reads otherwise, the publisher has mended it or our reading
    has changed: nothing is altered, and an error asks for the correction to be taken out. Corrections of rows that
    are not held do nothing.
    """
    for correction in corrections:
        key = TABLE[correction.table].key[0]
        row = next((row for row in rows[correction.table] if row[key] == correction.row_id), None)
        if row is None:
            continue
        found = "" if row[correction.column] is None else str(row[correction.column])
        if found != correction.reads:
            rows["problems"].append(
                _problem(
                    correction,
                    Severity.ERROR,
                    "correction_outdated",
                    f"expects {correction.reads!r} but finds {found!r}; take the correction out if the publisher has "
                    "mended the report",
                )
            )
            continue
        row[correction.column] = correction.corrected or None
        if correction.column == "grade":
            _follow_grade(row)
        rows["problems"].append(
            _problem(
                correction, Severity.INFO, "corrected", f"reads {found!r} and was corrected to {correction.corrected!r}"
            )
        )


def _follow_grade(row: Row) -> None:
    """Let rank and status say what the corrected grade says."""
    grade = row["grade"]
    row["grade_rank"] = vocabulary.grades_of(row["cycle_id"])[Grade(grade)] if grade else None
    if grade and row["status"] not in {"graded", "carried_forward"}:
        row["status"] = "graded"


def _problem(correction: Correction, severity: Severity, code: str, what: str) -> Row:
    message = (
        f"{correction.column} of {correction.row_id} in {correction.table} {what} (correction "
        f" {correction.correction_id}: {correction.reason}; source: {correction.source})."
    )
    return {
        "problem_id": problem_id(code, correction.correction_id),
        "severity": str(severity),
        "code": code,
        "message": message,
        "document_id": None,
        "capture_id": None,
        "passage_ordinal": None,
        "text": correction.reads,
    }
