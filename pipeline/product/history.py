"""The grades of one force on one matter in time order, and where a step between them may be read as a change.

Built from the rows of other tables only. Cycles are comparable where the inspectorate says so; matters whose
questions were reworded or joined are not read as better or worse even then.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipeline import vocabulary
from pipeline.words.schema import DIRECTIONS

Row = dict[str, Any]

BETTER, WORSE, SAME = DIRECTIONS


def grade_history(gradings: list[Row]) -> Iterator[Row]:
    """One row per grading that has a matter known across cycles, the oldest first.

    Args:
        gradings: rows of the table ``gradings``.
    """
    order = {cycle_id: number for number, cycle_id in enumerate(vocabulary.cycles())}

    def place(row: Row) -> tuple[str, str, int, str]:
        return (row["force_id"], concept_of(row) or "", order[row["cycle_id"]], row["grading_id"])

    known = sorted((row for row in gradings if concept_of(row)), key=place)
    for (_, concept_id), run in groupby(known, key=lambda row: (row["force_id"], concept_of(row))):
        before: Row | None = None
        for row in run:
            yield _step(row, concept_id or "", before)
            before = row


def concept_of(row: Row) -> str | None:
    """The matter of a grading: its question's concept, or the pillar as a whole."""
    if row["question_id"]:
        return vocabulary.questions()[row["question_id"]].concept_id
    return f"pillar-{row['pillar']}" if row["pillar"] else None


def _step(row: Row, concept_id: str, before: Row | None) -> Row:
    comparable, note = _comparable(before["cycle_id"], row["cycle_id"], concept_id) if before else (None, None)
    return {
        "grading_id": row["grading_id"],
        "force_id": row["force_id"],
        "concept_id": concept_id,
        "cycle_id": row["cycle_id"],
        "pillar": row["pillar"],
        "question_id": row["question_id"],
        "subject": row["subject"],
        "grade": row["grade"],
        "grade_rank": row["grade_rank"],
        "scale_id": row["scale_id"],
        "status": row["status"],
        "carried_from": row["carried_from"],
        "previous_grading_id": before["grading_id"] if before else None,
        "comparable": comparable,
        "comparability_note": note,
        "direction": _direction(row, before) if before and comparable else None,
    }


def _comparable(earlier: str, later: str, concept_id: str) -> tuple[bool | None, str | None]:
    """Whether two rows may be compared: every step between their cycles must allow it, for this matter too."""
    between = _cycles_after(earlier, later)
    loose = [note for cycle_id in between if (note := vocabulary.loose_ties().get((concept_id, cycle_id)))]
    allowed = [vocabulary.cycles()[cycle_id].comparable_with_previous for cycle_id in between]
    refused = [
        vocabulary.cycles()[cycle_id].comparability_note
        for cycle_id, allows in zip(between, allowed, strict=True)
        if not allows
    ]
    notes = " ".join(note for note in (*refused, *loose) if note) or None
    if not between:
        return None, "Both gradings are of one cycle."
    if False in allowed or loose:
        return False, notes
    return (None if None in allowed else True), notes


def _cycles_after(earlier: str, later: str) -> list[str]:
    known = list(vocabulary.cycles())
    return known[known.index(earlier) + 1 : known.index(later) + 1]


def _direction(row: Row, before: Row) -> str | None:
    """How a grade given anew differs from the one before; a carried one tells nothing new."""
    ranks = (before["grade_rank"], row["grade_rank"])
    if row["status"] != "graded" or ranks[0] is None or ranks[1] is None or row["scale_id"] != before["scale_id"]:
        return None
    return SAME if ranks[0] == ranks[1] else (BETTER if ranks[1] > ranks[0] else WORSE)
