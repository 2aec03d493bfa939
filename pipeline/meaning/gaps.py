"""What a document does not show of the grades that it should: labels, questions and summaries that a capture lost.

Source: the same pages compared in the three text renderings.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import vocabulary
from pipeline.meaning.places import Outline, Outlined, Role, Topic
from pipeline.words.model import GradeReading, Identity, PageKind, Problem, Severity, Status

_OWN_PAGE = {PageKind.PILLAR_PAGE, PageKind.DETAILED_FINDINGS}

_WHY = "Either the page was saved in part, or it leaves out what was not inspected."
_WHY_ABSENT = {
    "A": "This rendering often leaves out questions that were not inspected anew, and may be cut short.",
    "C": "This rendering holds the article only, and may be cut short.",
}


def carried_unseen(topics: list[Topic], rendering: str | None, readings: list[GradeReading]) -> Iterator[Problem]:
    """The questions whose judgment is said to be carried over, without the document telling what it is."""
    shown = {reading.subject for reading in readings if reading.grade is not None}
    carried = {r.subject: r.carried_from for r in readings if r.status is Status.CARRIED_FORWARD}
    for topic in topics:
        if topic.subject in carried and topic.subject not in shown:
            place = topic.opening.passage
            lost = f" {trace(topic, rendering)}" if rendering in {"A", "C"} else ""
            yield Problem(
                Severity.WARNING if lost else Severity.INFO,
                "carried_grade_not_shown",
                f"says that the judgment on {topic.title!r} stands from {carried[topic.subject]}, but not what it "
                f"was.{lost} The report of that year tells it.",
                place.ordinal,
                place.text,
            )


def trace(topic: Topic, rendering: str | None) -> str:
    """What a rendering leaves where a topic's label should stand, in words."""
    if rendering == "C":
        return "This rendering keeps no labels, so its absence tells nothing."
    if rendering == "A":
        after_title = next((place for place in topic.places if place.role not in {Role.PILLAR, Role.QUESTION}), None)
        if after_title is not None and after_title.passage.lost_before:
            return (
                "A line of one word was dropped after the title: a label other than Requires improvement stood there."
            )
        return "This rendering drops labels of one word."
    return "No label and no sentence states one."


def absent_questions(
    topics: list[Topic], outlined: list[Outlined], identity: Identity, rendering: str | None
) -> Iterator[Problem]:
    """The graded questions that a pillar's page lacks: absence from a capture is no "not inspected"."""
    if identity.page_kind not in _OWN_PAGE or identity.cycle_id is None or identity.pillar is None:
        return
    there = {topic.question for topic in topics}
    absent = [q for q in vocabulary.questions_of(identity.cycle_id, identity.pillar) if q.graded and q not in there]
    if not absent:
        return
    names = "; ".join(question.text for question in absent)
    why = _WHY_ABSENT.get(rendering or "", _WHY)
    yield Problem(
        Severity.INFO,
        "question_not_on_page",
        f"has no section on {len(absent)} of the pillar's graded questions: {names} {why} "
        "That they were not inspected does not follow.",
        outlined[0].passage.ordinal,
    )


def lost_summaries(outlined: Outline, identity: Identity, rendering: str | None) -> Iterator[Problem]:
    """That rendering C has lost the summaries of pillars, in which grades of questions may be told too."""
    if rendering != "C" or identity.page_kind not in {*_OWN_PAGE, PageKind.FORCE_PAGE}:
        return
    pillars = outlined.of(Role.PILLAR)
    after = outlined[outlined.index(pillars[0]) :] if pillars else []
    if pillars and not any(place.role is Role.BODY and place.question is None for place in after):
        yield Problem(
            Severity.INFO,
            "summary_not_in_capture",
            f"shows {len(pillars)} headings of pillars without their summaries, which this rendering drops; what they "
            "say of the grades of questions is not in this capture. Add the page as HTML or PDF to get it.",
            pillars[0].passage.ordinal,
            pillars[0].passage.text,
        )


def lost_titles(outlined: list[Outlined], identity: Identity, rendering: str | None) -> Iterator[Problem]:
    """That rendering A drops titles of one word as it drops labels, so that a separate report may lack an area."""
    if rendering != "A" or identity.page_kind is not PageKind.SEPARATE_REPORT or identity.cycle_id is None:
        return
    short = [q for q in vocabulary.questions_of(identity.cycle_id) if q.graded and len(q.text.split()) == 1]
    if short and any(place.passage.lost_before for place in outlined):
        yield Problem(
            Severity.WARNING,
            "titles_not_in_capture",
            f"may have lost areas with their grades: {'; '.join(question.text for question in short)}. This rendering "
            "drops titles of one word. Add the page as HTML or PDF to settle it.",
            outlined[0].passage.ordinal,
        )
