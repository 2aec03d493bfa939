"""Grades in tables and in a report's list of judgments.

A table cell with a grade counts if a head of its row or column names a subject; so does a cell that names a subject
under a grade. In a list of judgments without table marks the order decides, and an order that can be read in two
ways is not read at all. Source: form of the overview's "accessible table" and of the judgments since 2021/22, both
known by description only.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from pipeline import vocabulary
from pipeline.meaning.force_names import forces_named
from pipeline.meaning.judged_groups import groups_in
from pipeline.meaning.page_titles import cycles_named
from pipeline.meaning.places import Outline, Outlined, Role
from pipeline.meaning.table_heads import of_another_time, tells_of
from pipeline.meaning.titles import Titles
from pipeline.meaning.wording import grade_or_status, label_of, label_words, may_hold_label, titled_grade
from pipeline.vocabulary import PILLARS, Question
from pipeline.words.blocks import plain
from pipeline.words.model import (
    HEADER_SEPARATOR,
    Cell,
    Evidence,
    Grade,
    GradeReading,
    Identity,
    Problem,
    Reading,
    Severity,
    Shown,
    Status,
    Subject,
)

_CELL = "cell of a table of grades"
_LIST = "list of judgments"
_GROUP = "areas after their grade in one line"
_LAST_INSPECTED = {"last inspected", "year last inspected", "last inspection", "when last inspected"}
_LINED = frozenset({Role.JUDGED, Role.ITEM})
_LINE = "title and grade in one line"
_ITEM = "grade under its title in one list item"


@dataclass(frozen=True, slots=True)
class Judged:
    """A grade or status beside a title, with the subject it is bound to."""

    subject: Subject
    question: Question | None
    title: str
    said: Grade | Status
    evidence: Evidence
    carried_from: str | None = None
    """The year of an earlier inspection, where the table says that the grade is that year's."""

    @property
    def reading(self) -> GradeReading:
        grade = self.said if isinstance(self.said, Grade) else None
        status = Status.GRADED if isinstance(self.said, Grade) else self.said
        if self.carried_from:
            status = Status.CARRIED_FORWARD
        return GradeReading(self.subject, self.title, grade, status, self.evidence, self.carried_from)


def judged_in_tables(outlined: Outline, identity: Identity) -> Iterator[Judged]:
    """What the table cells of a document say, of its own force or of the forces that head rows or columns."""
    if identity.cycle_id is None:
        return
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    years = _last_inspected(outlined)
    for place in outlined.of(Role.CELL):
        cell = place.passage.cell
        if cell is None:
            continue
        heads = heads_of(cell)
        parts = [part for head in heads for part in head.split(HEADER_SEPARATOR)]
        force_id = identity.force_id or _only_force(parts) or _only_force(list(place.path[-1:]))
        said = label_of(place.passage)
        named = [] if said is None else [title for head in heads for title in _titles_in(head, titles)]
        over = next((head for head in heads if grade_or_status(head) is not None), None) if said is None else None
        if over is not None:
            said, heads, named = grade_or_status(over), [over], titles.in_cell(place.passage.text)
        if said is None or force_id is None:
            continue
        all_known = all(tells_of(head, identity, titles, force_id) for head in heads_of(cell))
        if not all_known or (place.heading and of_another_time(place.heading, identity)):
            continue
        evidence = Evidence(Reading.TABLE, place.passage.ordinal, " | ".join((*heads, place.passage.text)), _CELL)
        found = [_judged(title, force_id, identity, titles, said, evidence) for title in named]
        year = years.get((cell.table, cell.row)) if isinstance(said, Grade) else None
        for judged in [known for known in found if known][: None if over else 1]:
            yield replace(judged, carried_from=_earlier(year, identity.cycle_id)) if year else judged


def heads_of(cell: Cell) -> list[str]:
    """What heads a cell's row and column, where anything does."""
    return [head for head in (cell.row_header, cell.column_header) if head]


def unbound_cells(outlined: Outline, claimed: Container[int]) -> Iterator[Problem]:
    """A warning for each table cell that holds a grade and nothing else, and whose grade was bound to no subject.

    Args:
        outlined: the passages with their places.
        claimed: ordinals of the passages whose grade was taken. Heads of rows and columns are no such cells.
    """
    cells = [place.passage for place in outlined.of(Role.CELL) if place.passage.cell]
    heads = {
        head for passage in cells if passage.cell for head in (passage.cell.row_header, passage.cell.column_header)
    }
    parts = {part for head in heads if head for part in head.split(HEADER_SEPARATOR)}
    for passage in cells:
        if passage.ordinal in claimed or passage.text in parts or not (passage.cell and passage.cell.column_header):
            continue
        if isinstance(grade_or_status(passage.text), Grade):
            yield Problem(
                Severity.WARNING,
                "grade_cell_unbound",
                f"has a table cell {passage.text!r} whose row and column do not name one question or pillar; it was "
                "not taken as a grade. Look at the table.",
                passage.ordinal,
                passage.text,
            )


def _titles_in(head: str, titles: Titles) -> list[str]:
    """The title that a header names, by itself or as the narrowest of several set one above the other.

    The others may be the pillar around a question, a force, or the word for a grade; of any other, such as a year,
    it is not known what it makes of the title.
    """
    parts = head.split(HEADER_SEPARATOR)
    if len(parts) == 1:
        return [head]
    asked = [part for part in parts if titles.question(part, heading=True)]
    pillars = [part for part in parts if part not in asked and (titles.pillar(part) or plain(part) in PILLARS)]
    others = [part for part in parts if part not in asked and part not in pillars]
    if any(not (label_words(part) or forces_named(part, whole=True)) for part in others):
        return []
    return (asked or pillars)[-1:] if len(asked) < 2 else []


def _last_inspected(outlined: Outline) -> dict[tuple[int, int], str]:
    """By table and row what stands under "Last inspected": the year that the row's grade was given in.

    Source: summary tables of the integrated reports of 2018/19, known by description only.
    """
    return {
        (passage.cell.table, passage.cell.row): passage.text.strip()
        for passage in (place.passage for place in outlined.of(Role.CELL))
        if passage.cell and plain(passage.cell.column_header or "") in _LAST_INSPECTED and passage.text.strip()
    }


def _earlier(year: str, cycle_id: str) -> str | None:
    """The year, if it is that of another cycle than the report's own."""
    named = cycles_named(year)
    return year if named and cycle_id not in named else None


def judged_in_lines(outlined: Outline, identity: Identity) -> Iterator[Judged]:
    """What lines say that hold a title and its grade: "Vetting: requires improvement"; so may an item's two blocks."""
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    for place, following in zip(outlined, [*outlined[1:], None], strict=True):
        if place.role not in _LINED:
            continue
        text = place.passage.text
        goes_on = following is not None and following.passage.continues == place.passage.ordinal
        if not (goes_on or may_hold_label(text)):
            continue
        said = grade_or_status(following.passage.text) if following and goes_on else None
        if said is not None and following is not None:
            evidence = Evidence(Reading.LABEL, following.passage.ordinal, following.passage.text, _ITEM)
            asked = titles.question(text, heading=False) is not None and identity.force_id
            judged = _judged(text, identity.force_id or "", identity, titles, said, evidence) if asked else None
            if judged:
                yield judged
            continue
        label = titles.label(text)
        titled = (text, label) if label is not None else titled_grade(text)
        if titled and identity.force_id:
            evidence = Evidence(Reading.LABEL, place.passage.ordinal, text, _LINE)
            judged = _judged(titled[0], identity.force_id, identity, titles, titled[1], evidence)
            if judged:
                yield judged


def judged_in_list(
    outlined: Outline, announced: list[Outlined], identity: Identity, rendering: str | None
) -> tuple[list[Judged], list[Problem]]:
    """What a list of judgments says, and why it was not read if it was not.

    Args:
        outlined: the passages with their places.
        announced: those after the sentence that announces the judgments.
        identity: its cycle must be known.
        rendering: of a text capture.
    """
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    judged = _listed_judgments(outlined, announced, titles)
    entries = [p for p in judged if not titled_grade(p.passage.text) and titles.label(p.passage.text) is None]
    words = [label_of(place.passage) for place in entries]
    if identity.force_id is None or not any(words) or all(words):
        return [], []
    if rendering in {"A", "C"}:
        left = _under_heads_left(outlined, entries) if rendering == "A" else []
        found = [_listed(place, word, identity, titles) for place, word in left]
        why = "this rendering drops grades of one word, so that titles and grades shift"
        if left:
            why += f"; only what stands under {left[0][1]}, which is left, was taken"
        return [judged for judged in found if judged], [_unread(entries[0], why)]
    first = words[0] is not None
    if not first and not _pairs(words):
        return [], [_unread(entries[0], "titles and grades do not come in turn")]
    if not first and not _defines(entries) and _in_scale_order([word for word in words if word is not None], identity):
        return [], [_unread(entries[0], "its grades may stand before or after their areas")]
    read: list[Judged | None] = []
    said: Grade | Status | None = None
    for index, place in enumerate(entries):
        if words[index] is not None:
            said = words[index]
            continue
        word = said if first else words[index + 1]
        if word is not None:
            read.append(_listed(place, word, identity, titles))
    return [judged for judged in read if judged], []


def _listed_judgments(outlined: Outline, announced: list[Outlined], titles: Titles) -> list[Outlined]:
    """Titles and grades directly after the sentence that announces them, items of lists among them."""
    directly = takewhile(
        lambda place: label_of(place.passage) is not None or titles.question(place.passage.text, heading=True),
        announced,
    )
    found = [place for place in directly if place.role is not Role.CELL]
    listed = list(outlined.of(Role.JUDGED))
    return found if any(place.role is Role.ITEM for place in found) else listed


def _defines(entries: list[Outlined]) -> bool:
    """Whether the markup says what belongs to what: an area as ``dt``, its grade as ``dd``."""
    marks = [(place.passage.locator or "").rpartition("> ")[2].partition(":")[0] for place in entries]
    return marks == ["dt", "dd"] * (len(marks) // 2)


def judged_in_groups(announced: list[Outlined], identity: Identity) -> Iterator[Judged]:
    """What lines and pictures say that give the areas of each grade; see :mod:`pipeline.meaning.judged_groups`."""
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    for place, grade, title in groups_in(announced, identity) if identity.force_id else ():
        pictured = place.passage.shown is not Shown.TEXT
        reading, rule = (Reading.IMAGE, "words of a picture") if pictured else (Reading.TABLE, _GROUP)
        evidence = Evidence(reading, place.passage.ordinal, place.passage.text, rule)
        judged = (
            _judged(title, identity.force_id or "", identity, titles, grade, evidence) if identity.force_id else None
        )
        if judged:
            yield judged


def _under_heads_left(outlined: list[Outlined], entries: list[Outlined]) -> list[tuple[Outlined, Grade | Status]]:
    """The areas of a list under the grades that rendering A kept, where the traces of dropped lines show its form.

    Grades stand before their areas where a line fell out before the first area and none after the last; and under one
    another, not beside each area, where lines fell out before some areas only.
    """
    words = [label_of(place.passage) for place in entries]
    after = outlined[outlined.index(entries[-1]) + 1 :][:1]
    heads = [place.passage.lost_before or word is not None for place, word in zip(entries, words, strict=True)]
    ends_in_area = words[-1] is None and bool(after) and not after[0].passage.lost_before
    if not (heads[0] and ends_in_area and any(heads[1:]) and not all(heads)):
        return []
    found: list[tuple[Outlined, Grade | Status]] = []
    said: Grade | Status | None = None
    for place, word in zip(entries, words, strict=True):
        if word is not None or place.passage.lost_before:
            said = word
        elif said is not None:
            found.append((place, said))
    return found


def _listed(place: Outlined, said: Grade | Status, identity: Identity, titles: Titles) -> Judged | None:
    evidence = Evidence(Reading.TABLE, place.passage.ordinal, f"{said}: {place.passage.text}", _LIST)
    return _judged(place.passage.text, identity.force_id or "", identity, titles, said, evidence)


def _judged(
    title: str, force_id: str, identity: Identity, titles: Titles, said: Grade | Status, evidence: Evidence
) -> Judged | None:
    question = titles.question(title, heading=True)
    pillar = question.pillar if question else titles.pillar(title)
    if (
        question is None
        and pillar is None
        and plain(title) in PILLARS
        and vocabulary.pillars_of(identity.cycle_id or "")
    ):
        pillar = plain(title)
    if question is None and pillar is None:
        return None
    subject = Subject(force_id, identity.cycle_id or "", pillar, question.question_id if question else None)
    return Judged(subject, question, titles.as_printed(title), said, evidence)


def _only_force(heads: list[str]) -> str | None:
    named = {force_id for head in heads for force_id in forces_named(head, whole=True)}
    return named.pop() if len(named) == 1 else None


def _pairs(words: list[Grade | Status | None]) -> bool:
    """Whether a title and a grade take turns to the end."""
    return len(words) % 2 == 0 and all((word is None) == (index % 2 == 0) for index, word in enumerate(words))


def _in_scale_order(words: list[Grade | Status], identity: Identity) -> bool:
    """Whether each grade comes once, best to worst: then they may as well be heads of columns whose first is lost."""
    scale = vocabulary.grades_of(identity.cycle_id or "")
    ranks = [scale.get(word, -1) if isinstance(word, Grade) else -1 for word in words]
    return len(set(words)) == len(words) and ranks == sorted(ranks, reverse=True)


def _unread(place: Outlined, why: str) -> Problem:
    return Problem(
        Severity.WARNING,
        "judgments_ambiguous",
        f"has a list of judgments that was not read: {why}. Add the page as HTML or PDF to settle it.",
        place.passage.ordinal,
    )
