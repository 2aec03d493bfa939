"""What a passage is in its report, and where it stands: what the outline gives and all else in meaning takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pipeline.vocabulary import Question
from pipeline.words.model import FindingKind, Passage, Subject


class Role(StrEnum):
    FURNITURE = "furniture"
    TITLE = "title"
    IMPRINT = "imprint"
    """What else stands on a cover."""
    DATE = "date"
    PILLAR = "pillar"
    """A pillar's word or headline."""
    QUESTIONS = "questions"
    """The heading "Questions for Effectiveness"."""
    NUMBER = "number"
    QUESTION = "question"
    LABEL = "label"
    JUDGED = "judged"
    """A title or grade in a report's list of judgments, which stands before all sections, or both in one line."""
    FINDINGS = "findings"
    """The heading of a findings box."""
    STATEMENT = "statement"
    """A finding set as a heading."""
    HEADING = "heading"
    ITEM = "item"
    CELL = "cell"
    BODY = "body"


class Outlined(NamedTuple):
    """A passage with its place in the report. A named tuple, since there is one for every passage.

    ``slot`` is true where a grade label of the current pillar or question may stand: after its title, before
    its text. ``block`` and ``block_number`` tell the findings box it belongs to.
    """

    passage: Passage
    role: Role
    level: int | None
    path: tuple[str, ...]
    pillar: str | None
    question: Question | None
    slot: bool
    block: FindingKind | None
    block_number: int | None

    @property
    def heading(self) -> str | None:
        """The nearest heading above, or itself."""
        return self.path[-1] if self.path else None


class Outline(list[Outlined]):
    """The places of a document in reading order, and those of each role, since most rooms look at one or two only."""

    def __init__(self, places: Iterable[Outlined]) -> None:
        super().__init__(places)
        self._by_role: dict[Role, list[Outlined]] = {}
        for place in self:
            self._by_role.setdefault(place.role, []).append(place)

    def of(self, role: Role) -> Sequence[Outlined]:
        """The places of a role, in reading order."""
        return self._by_role.get(role, ())


@dataclass(frozen=True, slots=True)
class Topic:
    """A pillar or question that a document has a section on. ``title`` is as printed."""

    subject: Subject
    question: Question | None
    title: str
    places: tuple[Outlined, ...]

    @property
    def opening(self) -> Outlined:
        return self.places[0]
