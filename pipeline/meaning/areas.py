"""The judgments that a report since 2021/22 announces: whether they are in the document, and as many as it says.

Source: opening of the report pages ("… in nine areas of policing. We make graded judgments in eight of these nine as
follows:"); no text capture holds the table that follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import vocabulary
from pipeline.meaning.frameworks import has_two
from pipeline.meaning.places import Outline, Outlined, Role
from pipeline.meaning.wording import areas_stated, judgments_follow, may_state_areas
from pipeline.vocabulary import Question
from pipeline.words.model import Evidence, GradeReading, Identity, Problem, Reading, Severity, Status, Subject


@dataclass(frozen=True, slots=True)
class Announced:
    """Readings and problems that follow from what a report announces."""

    readings: list[GradeReading]
    problems: list[Problem]


def announced_in(outlined: Outline, identity: Identity, readings: list[GradeReading]) -> Announced:
    """What a report announces and does not show.

    Args:
        outlined: its passages.
        identity: force and cycle must be known.
        readings: what was read in it about grades so far.
    """
    bodies = outlined.of(Role.BODY)
    if not may_state_areas("\n".join([place.passage.text for place in bodies])):
        return Announced([], [])
    place = next((p for p in bodies if areas_stated(p.passage.text)), None)
    stated = areas_stated(place.passage.text) if place else None
    if place is None or stated is None:
        return Announced([], [])
    graded = {reading.subject for reading in readings if reading.grade and reading.subject.question_id}
    problems = []
    from_table = any(reading.evidence.reading in {Reading.TABLE, Reading.IMAGE} for reading in readings)
    if judgments_follow(place.passage.text) and not from_table:
        problems.append(_not_in_capture(place, stated.graded, len(graded)))
    elif len(graded) != stated.graded:
        problems.append(_count_differs(place, stated.graded, len(graded)))
    told = {reading.subject for reading in readings}
    missing = [
        _unreadable(place, subject, question)
        for subject, question in _always_graded(identity)
        if subject not in told and len(graded) < stated.graded
    ]
    return Announced(missing, problems)


def _always_graded(identity: Identity) -> Iterator[tuple[Subject, Question]]:
    if identity.force_id is None or identity.cycle_id is None:
        return
    if has_two(identity.cycle_id) and identity.framework is None:
        return
    for question in vocabulary.questions_of(identity.cycle_id):
        mine = identity.framework in (None, question.framework)
        if question.graded and question.inspection == "always" and mine:
            yield (
                Subject(identity.force_id, identity.cycle_id, question.pillar, question.question_id),
                question,
            )


def _unreadable(place: Outlined, subject: Subject, question: Question) -> GradeReading:
    evidence = Evidence(
        Reading.TABLE, place.passage.ordinal, place.passage.text, "no grade found: judgments_not_in_capture"
    )
    return GradeReading(subject, question.text, None, Status.UNREADABLE, evidence, counted=False)


def _not_in_capture(place: Outlined, stated: int, found: int) -> Problem:
    return Problem(
        Severity.WARNING,
        "judgments_not_in_capture",
        f"announces {stated} graded judgments, but their table or picture is not in this capture; {found} were read "
        "from its sections. Add the page as HTML or PDF to get the others.",
        place.passage.ordinal,
        place.passage.text,
    )


def _count_differs(place: Outlined, stated: int, found: int) -> Problem:
    return Problem(
        Severity.WARNING,
        "judgments_count_differs",
        f"says that it makes {stated} graded judgments, but {found} were read; look for the others on the page.",
        place.passage.ordinal,
        place.passage.text,
    )
