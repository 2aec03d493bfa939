"""Grades and statuses: what labels, sentences and tables of one document say about which subject.

A label counts where one may stand: after a title, before its text. A sentence counts where it has one of the
formulas that state a grade, speaks of the force, of this year and of exactly one subject. Everything else
that holds a grade word is prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from pipeline import vocabulary
from pipeline.meaning.areas import announced_in
from pipeline.meaning.gaps import absent_questions, carried_unseen, lost_summaries, lost_titles, trace
from pipeline.meaning.grade_sentences import SentenceGrades
from pipeline.meaning.grade_tables import (
    Judged,
    judged_in_groups,
    judged_in_lines,
    judged_in_list,
    judged_in_tables,
    unbound_cells,
)
from pipeline.meaning.judged_groups import judgments_announced
from pipeline.meaning.page_titles import LAST_UPDATED
from pipeline.meaning.places import Outline, Outlined, Role, Topic
from pipeline.meaning.titles import Titles
from pipeline.meaning.withdrawn import JUDGMENT_WITHDRAWN, without_withdrawn
from pipeline.meaning.wording import (
    CARRIED,
    NEVER_INSPECTED,
    NO_JUDGMENT,
    STANDS,
    grade_or_status,
    label_of,
    may_tell_status,
)
from pipeline.words.ids import grading_id
from pipeline.words.model import (
    Evidence,
    Grade,
    GradeReading,
    Identity,
    PageKind,
    Problem,
    Reading,
    Severity,
    Shown,
    Status,
    Subject,
)

_READINGS = {
    Shown.TEXT: (Reading.LABEL, "label after its title"),
    Shown.HIDDEN: (Reading.LABEL, "label in hidden words"),
    Shown.IMAGE: (Reading.IMAGE, "alternative text of a picture"),
    Shown.STRUCK: (Reading.LABEL, "label struck through"),
    Shown.NAME: (Reading.IMAGE, "class or file name only"),
}

_OPENING = frozenset({Role.PILLAR, Role.QUESTION})
"""What opens a section on a pillar or question."""
_SECTION = attrgetter("pillar", "question")


@dataclass(slots=True)
class Graded:
    """The grade readings of a document, the passages they claim, and what could not be read."""

    readings: list[GradeReading]
    claims: dict[int, str]
    problems: list[Problem]


def grades_in(outlined: Outline, identity: Identity, rendering: str | None) -> Graded:
    """Every statement of a document about a grade, and one row for each of its subjects without any.

    Args:
        outlined: the passages with their places.
        identity: force and cycle must be known.
        rendering: of a text capture, since A and C cannot hold certain labels.
    """
    graded = Graded([], {}, [])
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    topics = list(_topics(outlined, identity, titles))
    sentences = SentenceGrades(identity)
    own_statuses = [list(_statuses(topic)) for topic in topics]
    statuses = {topic.subject: own for topic, own in zip(topics, own_statuses, strict=True)}
    for topic, own in zip(topics, own_statuses, strict=True):
        stated = [*_labels(topic, titles, graded), *own]
        stated += sentences.of_topic(topic.subject, topic.title, topic.places, own)
        graded.readings.extend(_sensible(topic, stated, graded))
    graded.readings.extend(_of_summaries(outlined, identity, sentences, statuses, graded))
    graded.readings.extend(_tabled(outlined, identity, rendering, graded))
    graded.problems.extend(unbound_cells(outlined, graded.claims))
    settled = {reading.subject for reading in graded.readings}
    for topic in topics:
        # A question's own page names its pillar on the way, and owes no grade of it.
        on_the_way = identity.page_kind is PageKind.QUESTION_PAGE and topic.question is None
        if topic.subject not in settled and not on_the_way:
            graded.readings.append(_unstated(topic, rendering, graded))
            settled.add(topic.subject)
    graded.problems.extend(carried_unseen(topics, rendering, graded.readings))
    announced = announced_in(outlined, identity, graded.readings)
    graded.readings.extend(announced.readings)
    graded.problems.extend(announced.problems)
    graded.problems.extend(absent_questions(topics, outlined, identity, rendering))
    graded.problems.extend(lost_summaries(outlined, identity, rendering))
    graded.problems.extend(lost_titles(outlined, identity, rendering))
    for place in outlined.of(Role.LABEL):
        if place.passage.ordinal not in graded.claims:
            _stray(place, graded)
    kept = without_withdrawn(outlined, graded.readings)
    graded.readings = kept.readings
    graded.problems.extend(kept.problems)
    return graded


def _of_summaries(
    outlined: Outline,
    identity: Identity,
    sentences: SentenceGrades,
    statuses: dict[Subject, list[GradeReading]],
    graded: Graded,
) -> Iterator[GradeReading]:
    """What the summaries say. An earlier year's grade counts where it is said to stand, or no section says more."""
    if identity.force_id is None or identity.cycle_id is None:
        return
    asked = [
        Subject(identity.force_id, identity.cycle_id, question.pillar, question.question_id)
        for question in vocabulary.questions_of(identity.cycle_id)
        if question.inspection == "risk-based"
    ]
    carried = {
        subject
        for subject in asked
        if subject not in statuses or any(s.status is Status.CARRIED_FORWARD for s in statuses[subject])
    }
    for reading in sentences.of_summaries(outlined, carried):
        years = {status.carried_from for status in statuses.get(reading.subject, ()) if status.carried_from}
        if reading.carried_from and years and reading.carried_from not in years:
            continue
        question = vocabulary.questions().get(reading.subject.question_id or "")
        yield from _sensible(Topic(reading.subject, question, reading.title, ()), [reading], graded)


def _tabled(outlined: Outline, identity: Identity, rendering: str | None, graded: Graded) -> Iterator[GradeReading]:
    announced = judgments_announced(outlined)
    listed, problems = judged_in_list(outlined, announced, identity, rendering)
    graded.problems.extend(problems)
    for judged in (
        *judged_in_tables(outlined, identity),
        *judged_in_lines(outlined, identity),
        *listed,
        *judged_in_groups(announced, identity),
    ):
        graded.claims[judged.evidence.passage] = f"grading:{grading_id(judged.subject)}"
        topic = Topic(judged.subject, judged.question, judged.title, ())
        yield from _sensible(topic, [judged.reading], graded)


def _topics(outlined: Outline, identity: Identity, titles: Titles) -> Iterator[Topic]:
    """The sections on pillars and questions; a title printed twice in a row opens one section."""
    if identity.force_id is None or identity.cycle_id is None or not any(map(outlined.of, _OPENING)):
        return
    furniture = Role.FURNITURE
    placed = [place for place in outlined if place.role is not furniture]
    for (pillar, question), run in groupby(placed, key=_SECTION):
        places = tuple(run)
        headings = [place for place in places if place.role in _OPENING]
        if not headings or (question is None and not _has_own_row(pillar, identity.cycle_id)):
            continue
        start = places.index(headings[0])
        named = [heading.passage.text for heading in headings if heading.passage.text.casefold() != pillar]
        printed = next((text for text in named if text.endswith("?")), named[0] if named else None)
        subject = Subject(identity.force_id, identity.cycle_id, pillar, question.question_id if question else None)
        title = titles.as_printed(printed or headings[0].passage.text)
        yield Topic(subject, question, title, places[start:])


def _has_own_row(pillar: str | None, cycle_id: str) -> bool:
    """Whether a pillar has a headline of its own; leadership has questions only."""
    return any(known.pillar == pillar and known.headline for known in vocabulary.pillars_of(cycle_id))


def _labels(topic: Topic, titles: Titles, graded: Graded) -> list[GradeReading]:
    """The labels in a topic's slot, legends left out. Several different ones there are a shift, and tell nothing."""
    found: list[tuple[Outlined, Grade | Status]] = []
    slots = [place for place in topic.places if place.slot]
    for place in slots:
        said = _label(place, titles)
        if said is not None:
            found.append((place, said))
    for start in _legends([said for _, said in found], vocabulary.grades_of(topic.subject.cycle_id)):
        for place, _ in found[start]:
            graded.claims[place.passage.ordinal] = "narrative"
        del found[start]
    if any(place.passage.shown is not Shown.NAME for place, _ in found):
        found = [(place, said) for place, said in found if place.passage.shown is not Shown.NAME]
    if any(place.passage.shown is not Shown.STRUCK for place, _ in found):
        # A label that was struck through gave way to another one beside it.
        found = [(place, said) for place, said in found if place.passage.shown is not Shown.STRUCK]
    differing = {said for _, said in found} - {Status.WITHDRAWN}
    if len(differing) > 1:
        for place, _ in found:
            graded.claims[place.passage.ordinal] = "problem:labels_conflict"
        graded.problems.append(
            Problem(
                Severity.ERROR,
                "labels_conflict",
                f"has several labels under {topic.title!r}: {', '.join(p.passage.text for p, _ in found)}. "
                "None was taken; look at the page.",
                found[0][0].passage.ordinal,
            )
        )
        return []
    readings = []
    for place, said in found:
        reading, rule = _READINGS[place.passage.shown]
        graded.claims[place.passage.ordinal] = f"grading:{grading_id(topic.subject)}"
        readings.append(_reading(topic, said, Evidence(reading, place.passage.ordinal, place.passage.text, rule)))
    for place in slots:
        open_label = place.role is Role.LABEL and place.passage.ordinal not in graded.claims
        if open_label and not place.passage.lost_before:
            graded.claims[place.passage.ordinal] = "section"
    return readings


def _legends(said: list[Grade | Status], scale: Mapping[Grade, int]) -> list[slice]:
    """Where labels list all grades of a scale, best or worst first: such a run explains the scale. Last run first."""
    by_rank = sorted(scale, key=lambda grade: scale[grade])
    length = len(by_rank)
    starts = range(len(said) - length, -1, -1) if length > 2 else range(0)
    found: list[slice] = []
    for start in starts:
        run = said[start : start + length]
        if run in (by_rank, by_rank[::-1]) and (not found or start + length <= found[-1].start):
            found.append(slice(start, start + length))
    return found


def _label(place: Outlined, titles: Titles) -> Grade | Status | None:
    """The label that a passage is, or that stands in one block with the title or with the date of the page."""
    if place.role is Role.LABEL:
        # What fell out between title and label may have been another title.
        return None if place.passage.lost_before else label_of(place.passage)
    if place.role in _OPENING:
        return titles.label(place.passage.text)
    dated = LAST_UPDATED.match(place.passage.text) if place.role is Role.DATE else None
    return grade_or_status(dated["rest"]) if dated else None


def _reading(topic: Topic, said: Grade | Status, evidence: Evidence) -> GradeReading:
    if isinstance(said, Grade):
        return GradeReading(topic.subject, topic.title, said, Status.GRADED, evidence)
    return GradeReading(topic.subject, topic.title, None, said, evidence)


def _statuses(topic: Topic) -> Iterator[GradeReading]:
    """The fixed sentences that say that a question was carried over, not inspected or is never judged."""
    if not may_tell_status("\n".join([place.passage.text for place in topic.places])):
        return
    for place in topic.places:
        text = place.passage.text
        if not may_tell_status(text):
            continue
        for pattern, status, rule in (
            (CARRIED, Status.CARRIED_FORWARD, "sentence: judgment carried over"),
            (STANDS, Status.CARRIED_FORWARD, "sentence: last year's grade still stands"),
            (NEVER_INSPECTED, Status.NOT_GRADED, "sentence: not inspected or graded"),
            (NO_JUDGMENT, Status.NOT_GRADED, "sentence: no graded judgment"),
            (JUDGMENT_WITHDRAWN, Status.WITHDRAWN, "sentence: judgment withdrawn"),
        ):
            match = pattern.search(text)
            if not match:
                continue
            carried_from = None
            if pattern is CARRIED:
                carried_from = match["year"]
            elif pattern is STANDS:
                carried_from = str(int(match["year"]) - 1)
            evidence = Evidence(Reading.SENTENCE, place.passage.ordinal, match[0], rule)
            yield GradeReading(topic.subject, topic.title, None, status, evidence, carried_from)


def _sensible(topic: Topic, stated: list[GradeReading], graded: Graded) -> Iterator[GradeReading]:
    """The readings that the cycle allows: only its scale's grades, and none where it never grades."""
    scale = vocabulary.grades_of(topic.subject.cycle_id)
    for reading in stated:
        passage = reading.evidence.passage
        if reading.grade is not None and reading.grade not in scale:
            _refuse(graded, passage, "grade_off_scale", f"{reading.grade} is no grade of {topic.subject.cycle_id}")
        elif reading.grade is not None and _never_graded(topic):
            _refuse(
                graded,
                passage,
                "grade_on_ungraded",
                f"{reading.grade} stands at {topic.title!r}, never graded",
            )
        else:
            yield reading


def _refuse(graded: Graded, passage: int, code: str, what: str) -> None:
    if passage in graded.claims:
        graded.claims[passage] = f"problem:{code}"
    graded.problems.append(
        Problem(Severity.ERROR, code, f"says that {what}. It was not taken; look at the page.", passage)
    )


def sensible(judged: Judged, problems: list[Problem]) -> list[GradeReading]:
    """The reading of a table cell if the cycle allows it, else none and a problem."""
    graded = Graded([], {}, problems)
    topic = Topic(judged.subject, judged.question, judged.title, ())
    return list(_sensible(topic, [judged.reading], graded))


def _never_graded(topic: Topic) -> bool:
    if topic.question is not None:
        return topic.question.graded is False
    pillar = _pillar(topic)
    return pillar is not None and not pillar.graded


def _pillar(topic: Topic) -> vocabulary.Pillar | None:
    known = vocabulary.pillars_of(topic.subject.cycle_id)
    return next((pillar for pillar in known if pillar.pillar == topic.subject.pillar), None)


def _unstated(topic: Topic, rendering: str | None, graded: Graded) -> GradeReading:
    """The row of a subject that has a section, but about whose grade nothing in the document says anything."""
    place = topic.opening.passage
    if _never_graded(topic):
        evidence = Evidence(Reading.SENTENCE, place.ordinal, place.text, "catalogue: never graded in this cycle")
        return GradeReading(topic.subject, topic.title, None, Status.NOT_GRADED, evidence, counted=False)
    left = trace(topic, rendering)
    code = "label_not_in_capture" if rendering in {"A", "C"} else "label_missing"
    graded.problems.append(
        Problem(
            Severity.WARNING,
            code,
            f"shows no grade for {topic.title!r}. {left} Add the page as HTML or PDF to settle it.",
            place.ordinal,
            place.text,
        )
    )
    evidence = Evidence(Reading.LABEL, place.ordinal, place.text, f"no grade found: {code}")
    return GradeReading(topic.subject, topic.title, None, Status.UNREADABLE, evidence, counted=False)


def _stray(place: Outlined, graded: Graded) -> None:
    passage = place.passage
    graded.claims[passage.ordinal] = "problem:stray_label"
    if grade_or_status(passage.text) is None:
        graded.claims[passage.ordinal] = "narrative"
        return
    graded.problems.append(
        Problem(
            Severity.WARNING,
            "stray_label",
            f"has the label {passage.text!r} where it belongs to no title; it was not taken as a grade.",
            passage.ordinal,
            passage.text,
        )
    )
