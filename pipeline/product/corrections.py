"""Known errors of the source, put right on the way out. What a document says is read and shown as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from pipeline import vocabulary
from pipeline.product.arrow import Row, Rows
from pipeline.product.history import grade_history
from pipeline.vocabulary import Correction
from pipeline.words.columns import Type
from pipeline.words.ids import problem_id
from pipeline.words.model import Grade, Severity
from pipeline.words.schema import TABLE

CORRECTABLE = ("gradings", "findings", "bullets", "documents")
"""The tables that tell what a report says; the others are counted, derived or kept as they came."""


def correct(rows: Rows, corrections: Iterable[Correction]) -> None:
    """Apply the corrections to some rows, in place, with a problem for each.

    A correction expects to find the error. Where the row reads otherwise, the publisher has mended it or our reading
    has changed: nothing is altered, and an error asks for the correction to be taken out. Corrections of rows that
    are not held do nothing. ``grade_history`` and ``coverage`` follow the gradings.

    Raises:
        ValueError: a correction is of another table than :data:`CORRECTABLE`, or its value is not of its column's type.
    """
    corrected = False
    for correction in corrections:
        if correction.table not in CORRECTABLE:
            raise ValueError(f"{correction.correction_id}: rows of {correction.table} cannot be corrected")
        key = TABLE[correction.table].key[0]
        row = next((row for row in rows.get(correction.table, ()) if row[key] == correction.row_id), None)
        if row is None:
            continue
        found = _as_text(row[correction.column])
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
        row[correction.column] = typed(correction)
        corrected = True
        if correction.column == "grade":
            _follow_grade(row)
        rows["problems"].append(
            _problem(
                correction, Severity.INFO, "corrected", f"reads {found!r} and was corrected to {correction.corrected!r}"
            )
        )
    if corrected and "gradings" in rows:
        _follow_gradings(rows)


def typed(correction: Correction) -> object:
    """The corrected value as its column holds it; nothing stands for null.

    Raises:
        ValueError: there is no such column, it may not be null, or the value is not of its type.
    """
    column = next((c for c in TABLE[correction.table].columns if c.name == correction.column), None)
    if column is None:
        raise ValueError(f"{correction.correction_id}: {correction.table} has no column {correction.column}")
    if not correction.corrected:
        if column.required:
            raise ValueError(f"{correction.correction_id}: {correction.column} may not be null")
        return None
    return _KINDS[column.type](correction.corrected)


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


_KINDS: dict[Type, Callable[[str], object]] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.BOOLEAN: _flag,
    Type.DATE: date.fromisoformat,
    Type.TIMESTAMP: datetime.fromisoformat,
}


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _follow_gradings(rows: Rows) -> None:
    rows["grade_history"] = list(grade_history(rows["gradings"]))
    keys = TABLE["coverage"].key
    states = {tuple(row[key] for key in keys): row["status"] for row in rows["gradings"]}
    for row in rows["coverage"]:
        row["state"] = states.get(tuple(row[key] for key in keys), row["state"])


def _follow_grade(row: Row) -> None:
    """Let rank and status say what the corrected grade says."""
    grade = row["grade"]
    row["grade_rank"] = vocabulary.grades_of(row["cycle_id"])[Grade(grade)] if grade else None
    if grade and row["status"] not in {"graded", "carried_forward"}:
        row["status"] = "graded"


def _problem(correction: Correction, severity: Severity, code: str, what: str) -> Row:
    message = (
        f"{correction.column} of {correction.row_id} in {correction.table} {what} (correction "
        f"{correction.correction_id}: {correction.reason}; source: {correction.source})."
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
