"""What is kept of a document once it is read and interpreted, in three parts by who needs them.

A run with one new report makes the tables of all: it must not have to load everything of everyone. The gist of a
document is looked at whenever tables are made, what it says only when the rows of its force are, its passages only to
be copied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pyarrow as pa

from pipeline.meaning.wording import Areas, areas_stated
from pipeline.product.arrow import Row, to_arrow
from pipeline.words.blocks import count_words
from pipeline.words.model import (
    Bullet,
    Finding,
    GradeReading,
    Identity,
    Interpretation,
    PlacedPassage,
    Problem,
    ReadDocument,
    Shown,
    Status,
    Subject,
)
from pipeline.words.schema import TABLE

_FINAL = {Status.GRADED, Status.NOT_GRADED, Status.CARRIED_FORWARD}


@dataclass(frozen=True, slots=True)
class Gist:
    """What the tables as a whole need to know of a document.

    ``is_read`` tells whether there was anything to read. ``awaits`` are the subjects whose grade is not out yet,
    ``settles`` those whose grade, or that there is none, is told. ``forces`` are those that it says something about.
    ``areas`` are the numbers of areas that it announces. ``words_claimed`` leaves out what a picture or file name says,
    which is no printed word.
    """

    identity: Identity
    rendering: str | None
    pages: int | None
    words: int
    words_claimed: int
    is_read: bool
    awaits: tuple[Subject, ...]
    settles: tuple[Subject, ...]
    forces: tuple[str, ...]
    areas: tuple[Areas, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a document says of gradings, findings and bullets.

    ``pages`` has the page of each passage that is evidence, by its ordinal; empty where there are no pages.
    """

    identity: Identity
    grades: tuple[GradeReading, ...]
    findings: tuple[Finding, ...]
    bullets: tuple[Bullet, ...]
    pages: dict[int, int]


def gist_of(document: ReadDocument, said: Interpretation) -> Gist:
    """The gist of a document as a reader gave it and as it was interpreted."""
    about: list[GradeReading | Finding | Bullet] = [*said.grades, *said.findings, *said.bullets]
    forces = {entry.subject.force_id for entry in about} | {said.identity.force_id}
    return Gist(
        identity=said.identity,
        rendering=document.rendering,
        pages=document.pages,
        words=document.words,
        words_claimed=count_words("\n".join(p.passage.text for p in said.passages if _is_claimed_print(p))),
        is_read=bool(said.passages),
        awaits=_subjects(said, {Status.NOT_YET_GRADED}),
        settles=_subjects(said, _FINAL),
        forces=tuple(sorted(force_id for force_id in forces if force_id)),
        areas=tuple(stated for placed in said.passages if (stated := areas_stated(placed.passage.text))),
        problems=said.problems,
    )


def _is_claimed_print(placed: PlacedPassage) -> bool:
    return placed.claimed_by is not None and placed.passage.shown is not Shown.NAME


def _subjects(said: Interpretation, statuses: set[Status]) -> tuple[Subject, ...]:
    return tuple(dict.fromkeys(reading.subject for reading in said.grades if reading.status in statuses))


def extracted_of(said: Interpretation) -> Extracted:
    """What a document says, without its passages."""
    evidence = [
        *(reading.evidence for reading in said.grades),
        *(place for finding in said.findings for place in finding.evidence),
        *(bullet.evidence for bullet in said.bullets),
    ]
    boxes = {placed.passage.ordinal: placed.passage.box for placed in said.passages}
    return Extracted(
        identity=said.identity,
        grades=said.grades,
        findings=said.findings,
        bullets=said.bullets,
        pages={place.passage: box.page for place in evidence if (box := boxes.get(place.passage))},
    )


def passages_table(document_id: str, said: Interpretation) -> pa.Table:
    """The rows of the table ``passages`` of one document."""
    rows = [{"document_id": document_id, **placed_row(placed)} for placed in said.passages]
    return to_arrow(TABLE["passages"], rows)


def placed_row(placed: PlacedPassage) -> Row:
    """The columns of ``passages`` but the document's id. Boxes are rounded outwards to whole points."""
    passage, box = placed.passage, placed.passage.box
    return {
        "ordinal": passage.ordinal,
        "kind": str(placed.kind),
        "level": placed.level,
        "section_path": placed.section_path,
        "text": passage.text,
        "claimed_by": placed.claimed_by,
        "page": box.page if box else None,
        "x0": math.floor(box.x0) if box else None,
        "top": math.floor(box.top) if box else None,
        "x1": math.ceil(box.x1) if box else None,
        "bottom": math.ceil(box.bottom) if box else None,
        "locator": passage.locator,
    }
