"""Reports and judgments that their publisher has taken back.

None is known of this inspectorate. The forms are those in which public bodies of this country say so: a box above the
title ("This publication was withdrawn on …"), "[Withdrawn]" before a title, a sentence or label at a judgment. A
judgment that is under review stands until it is withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.meaning.places import Outline, Outlined, Role
from pipeline.words.model import GradeReading, Passage, Problem, Severity, Status

_FRONT = 15
"""How many passages from the start may say that the whole report is withdrawn."""
_OF_SECTIONS = frozenset({Role.PILLAR, Role.QUESTION, Role.QUESTIONS, Role.ITEM, Role.CELL})

_NOTE = r"(?:Please note|Note|Update|Notice)?[:.]? ?"
_THIS = r"[Tt]his (?:(?:PEEL|inspection|separate) )?(?:report|publication|page|document|assessment|press release)"
_REPORT = re.compile(
    rf"(?:\[?withdrawn\]?(?: on .{{5,30}})?$|\[withdrawn\] |{_NOTE}{_THIS} (?:was|has been|is(?: now)?) withdrawn\b"
    rf"|{_NOTE}We have withdrawn {_THIS.replace('[Tt]', 't')}\b"
    r"|(?:All|The) (?:graded )?judge?ments in this report (?:were|are|have been) withdrawn\b)",
    re.IGNORECASE,
)
JUDGMENT_WITHDRAWN = re.compile(
    r"(?:^|(?<=[.!?] ))(?:(?:This|The|Our) (?:graded )?(?:judge?ment|grade)"
    r"(?: (?:for|on|in|of) this (?:question|area|pillar))? (?:was|has been|is(?: now)?) withdrawn\b"
    r"|We have withdrawn (?:this|our|the) (?:graded )?(?:judge?ment|grade)"
    r"(?: (?:for|on|in|of) this (?:question|area|pillar))?(?=[ .,;]))"
)
_UNDER_REVIEW = re.compile(
    r"(?:^|(?<=[.!?] ))(?:This|The|Our) (?:graded )?(?:judge?ment|grade)"
    r"(?: (?:for|on|in|of) this (?:question|area|pillar))? is (?:now |currently )?under review\b"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The readings after what was withdrawn is taken from them, and the problems that tell of it."""

    readings: list[GradeReading]
    problems: list[Problem]


def report_withdrawn(outlined: Sequence[Outlined]) -> Passage | None:
    """The passage that says that the whole report is withdrawn; it stands before any section."""
    for place in outlined[:_FRONT]:
        if place.role in _OF_SECTIONS:
            return None
        if _REPORT.match(place.passage.text):
            return place.passage
    return None


def without_withdrawn(outlined: Outline, readings: list[GradeReading]) -> Kept:
    """The readings of a document; those of a withdrawn judgment or report tell no grade, but keep its words.

    What a cycle never grades stays so.
    """
    banner = report_withdrawn(outlined)
    taken_back = {reading.subject for reading in readings if reading.status is Status.WITHDRAWN}
    problems = [report_problem(banner, sum(r.grade is not None for r in readings))] if banner else []
    if not banner:
        problems += [_judgment_problem(r, readings) for r in readings if r.status is Status.WITHDRAWN]
    kept = [
        _withdrawn(reading, "report" if banner else "judgment")
        if reading.status is not Status.NOT_GRADED and (banner or reading.subject in taken_back)
        else reading
        for reading in readings
    ]
    problems += [
        Problem(
            Severity.INFO,
            "judgment_under_review",
            "says that a judgment is under review; the grade stands in the table until it is withdrawn.",
            place.passage.ordinal,
            place.passage.text,
        )
        for place in outlined.of(Role.BODY)
        if "under review" in place.passage.text and _UNDER_REVIEW.search(place.passage.text)
    ]
    return Kept(kept, problems)


def _withdrawn(reading: GradeReading, what: str) -> GradeReading:
    was = f": it was {reading.grade}" if reading.grade else ""
    evidence = reading.evidence._replace(rule=f"{what} withdrawn{was}, by {reading.evidence.rule}")
    return replace(reading, grade=None, status=Status.WITHDRAWN, evidence=evidence, carried_from=None, counted=True)


def report_problem(banner: Passage, grades: int) -> Problem:
    return Problem(
        Severity.WARNING,
        "report_withdrawn",
        f"says that it is withdrawn. The {grades} grades that it states are not in the table; their words are kept as "
        "evidence. Look whether a new report has come out.",
        banner.ordinal,
        banner.text,
    )


def _judgment_problem(said: GradeReading, readings: list[GradeReading]) -> Problem:
    was = sorted({str(reading.grade) for reading in readings if reading.subject == said.subject and reading.grade})
    return Problem(
        Severity.WARNING,
        "judgment_withdrawn",
        f"says that the judgment on {said.title!r} is withdrawn"
        + (f"; the {' and '.join(was)} that it shows is not in the table." if was else "."),
        said.evidence.passage,
        said.evidence.quote,
    )
