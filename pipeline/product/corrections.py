"""Known errors of the source, put right on the way out. What a document says is read and shown as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

import pyarrow.compute as pc

from pipeline import vocabulary
from pipeline.product.arrow import Row, Rows, Tables
from pipeline.product.history import grade_history
from pipeline.vocabulary import Correction
from pipeline.words.columns import Type
from pipeline.words.ids import problem_id
from pipeline.words.model import Grade, Severity
from pipeline.words.schema import TABLE

CORRECTABLE = ("gradings", "findings", "bullets", "documents")
"""The tables that tell what a report says; the others are counted, derived or kept as they came."""


_OF_GRADINGS = {
    "scale_id": "follows from the cycle",
    "grade_rank": "follows from the grade",
    **dict.fromkeys(("force_id", "cycle_id", "pillar", "question_id"), "is what grading_id is made from"),
}
"""Columns of ``gradings`` that cannot be another without the row telling something false, and why."""


class CorrectionError(ValueError):
    """A row of the reviewed file can do nothing but harm; the message says which and why."""


def require_sound(corrections: Iterable[Correction]) -> None:
    """See that each correction could be applied, has a reason and a source, and a name of its own.

    Raises:
        CorrectionError: one is not in order.
    """
    names: set[str] = set()
    for correction in corrections:
        name = correction.correction_id
        if not name or name in names:
            raise CorrectionError(f"{name!r}: each correction needs a correction_id of its own")
        names.add(name)
        if correction.table not in CORRECTABLE:
            raise CorrectionError(
                f"{name}: rows of {correction.table!r} cannot be corrected, only of {', '.join(CORRECTABLE)}"
            )
        if not correction.reason or not correction.source:
            raise CorrectionError(f"{name}: a correction needs a reason and a source")
        if correction.column in TABLE[correction.table].key:
            raise CorrectionError(f"{name}: {correction.column} names the row and cannot be corrected")
        if correction.table == "gradings" and correction.column in _OF_GRADINGS:
            raise CorrectionError(
                f"{name}: {correction.column} {_OF_GRADINGS[correction.column]} and cannot be corrected"
            )
        if correction.reads == correction.corrected:
            raise CorrectionError(f"{name}: it changes nothing")
        typed(correction)


def correct(rows: Rows, corrections: Iterable[Correction]) -> None:
    """Apply the corrections to some rows, in place, with a problem for each.

    A correction expects to find the error. Where the row reads otherwise, the publisher has mended it or our reading
    has changed: nothing is altered, and an error asks for the correction to be taken out. Corrections of rows that
    are not among these do nothing. ``grade_history`` and ``coverage`` follow the gradings.

    Args:
        rows: what to correct.
        corrections: sound ones.

    Raises:
        CorrectionError: a grade is not on the scale of its cycle.
    """
    corrected = False
    for correction in corrections:
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
            _follow_grade(row, correction)
        rows["problems"].append(
            _problem(
                correction, Severity.INFO, "corrected", f"reads {found!r} and was corrected to {correction.corrected!r}"
            )
        )
    if corrected and "gradings" in rows:
        _follow_gradings(rows)


def unused(corrections: Iterable[Correction], tables: Tables) -> Iterator[Row]:
    """A problem for each correction whose row is not there. The id of a finding or bullet is made from its words: once
    the publisher mends them, no row has the old one, and nothing is left that the correction could be compared with.

    Args:
        corrections: sound ones.
        tables: the :data:`CORRECTABLE` tables, at least their keys.
    """
    for correction in corrections:
        key = TABLE[correction.table].key[0]
        if pc.index(tables[correction.table][key], correction.row_id).as_py() < 0:
            yield _problem(
                correction,
                Severity.WARNING,
                "correction_unused",
                "is not there: its report is not held, or the publisher has mended it, or the id is misspelt",
            )


def typed(correction: Correction) -> object:
    """The corrected value as its column holds it; nothing stands for null.

    Raises:
        CorrectionError: there is no such column, it may not be null, or the value is not of its type or list.
    """
    name, column_name, text = correction.correction_id, correction.column, correction.corrected
    column = next((c for c in TABLE[correction.table].columns if c.name == column_name), None)
    if column is None:
        raise CorrectionError(f"{name}: {correction.table} has no column {column_name!r}")
    if not text:
        if column.required:
            raise CorrectionError(f"{name}: {column_name} may not be null")
        return None
    if column.values and text not in column.values:
        raise CorrectionError(f"{name}: {column_name} is one of {', '.join(column.values)}, not {text!r}")
    try:
        return _KINDS[column.type](text)
    except ValueError as error:
        raise CorrectionError(f"{name}: {column_name} is of type {column.type}, which {text!r} is not") from error


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError
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


def _follow_grade(row: Row, correction: Correction) -> None:
    """Let rank and status say what the corrected grade says."""
    grade = row["grade"]
    ranks = vocabulary.grades_of(row["cycle_id"])
    if grade and grade not in ranks:
        raise CorrectionError(
            f"{correction.correction_id}: {grade!r} is no grade of cycle {row['cycle_id']}, only {', '.join(ranks)}"
        )
    row["grade_rank"] = ranks[Grade(grade)] if grade else None
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
