"""Press notices: the grades that their bullets state, each bound to the force that its section is about.

A notice on a batch of forces has a heading for each, then "HMICFRS judged that X:" or a paragraph, then bullets "is
‘good’ at …". Counts ("‘good’ in four areas") name no area and are no grading. Source: force press releases of 2017 and
2018/19, notices since 2021.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline import vocabulary
from pipeline.meaning.force_names import full_names_in
from pipeline.meaning.formulas import Stated, formulas_of, press_steps
from pipeline.meaning.frameworks import has_two
from pipeline.meaning.places import Outlined, Role
from pipeline.meaning.sentences import sentences
from pipeline.meaning.subjects import named_by
from pipeline.meaning.wording import NUMBER_WORDS, OTHER_YEAR, grade_in
from pipeline.words.ids import grading_id
from pipeline.words.model import (
    Evidence,
    Grade,
    GradeReading,
    Identity,
    PassageKind,
    Problem,
    Reading,
    Severity,
    Status,
    Subject,
)

PRESS_RULE = "press notice"
"""How the rules of this room begin: a press notice tells a grade, but not whether it was given anew or carried over."""

_MAX_HEADING_WORDS = 25
_NOTES = re.compile(r"notes(?: (?:to|for) editors)?", re.IGNORECASE)
_COUNT = re.compile(
    r"[‘'“\"]?(?P<grade>outstanding|good|adequate|inadequate|requires improvement)[’'”\"]? in "
    rf"(?P<number>\d{{1,2}}|{'|'.join(NUMBER_WORDS)}) areas?\b"
)


_WISHED = re.compile(r"\b(?:wants?|hopes?|would|should|expects?|every force|forces)\b")
_SAID = re.compile(r"\b(?:says?|said|told|tells?|believes?|thinks?|claims?|feels?)\b")
_WE_SAID = re.compile(
    r"\b(?:HMIC(?:FRS)?|[Ii]nspectors?|[Ii]nspectorate|[Ww]e|[Rr]eport) (?:also |has |have )*(?:says?|said|told)\b"
)
"""A list that somebody else than the inspectorate introduces tells no grades."""


@dataclass(slots=True)
class Noticed:
    """What a press notice says: readings, the passages they claim, and what could not be bound."""

    readings: list[GradeReading] = field(default_factory=list)
    claims: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def noticed_in(outlined: list[Outlined], identity: Identity) -> Noticed:
    """The readings of a press notice.

    Args:
        outlined: its passages.
        identity: its cycle must be known; its force only if the whole notice is about one.
    """
    noticed = Noticed()
    if identity.cycle_id is None:
        return noticed
    identity = _with_framework(outlined, identity)
    section = identity.force_id
    speaks_of = section
    for place in outlined:
        text = place.passage.text
        if place.role is Role.FURNITURE:
            continue
        if place.role is Role.ITEM:
            _bullet(place, speaks_of, identity, noticed)
            continue
        named = full_names_in(text)
        if _is_heading(place):
            if named or _NOTES.fullmatch(text):
                section = named.pop() if len(named) == 1 else None
            speaks_of = section
            if section:
                _heading(place, section, identity, noticed)
            continue
        speaks_of = _introduced(text, named, section)
        if section and named == {section}:
            _sentences(place, section, identity, noticed)
        _counts(place, noticed)
    return noticed


def _with_framework(outlined: list[Outlined], identity: Identity) -> Identity:
    """The identity with the framework, where a cycle has two and only one grades all that the notice says is graded."""
    cycle_id = identity.cycle_id or ""
    frameworks = {question.framework for question in vocabulary.questions_of(cycle_id)}
    if not has_two(cycle_id) or identity.framework:
        return identity
    topics = [s.topic for place in outlined if place.role is Role.ITEM for s in press_steps(place.passage.text)]
    fitting = set(frameworks)
    for topic in filter(None, topics):
        grading = {
            framework
            for framework in frameworks
            if any(n.question and n.question.graded for n in named_by(topic, cycle_id, framework, identity.pillar))
        }
        fitting &= grading or frameworks
    return replace(identity, framework=fitting.pop()) if len(fitting) == 1 else identity


def _is_heading(place: Outlined) -> bool:
    text = place.passage.text
    return place.passage.kind is PassageKind.HEADING or (
        len(text.split()) <= _MAX_HEADING_WORDS and not text.rstrip().endswith((".", ":", ";", "”", ","))
    )


def _introduced(text: str, named: set[str], section: str | None) -> str | None:
    """The force of the list that a paragraph introduces; None where it names another one than its section."""
    if not text.rstrip().endswith(":"):
        return section
    if OTHER_YEAR.search(text) or _WISHED.search(text) or (_SAID.search(text) and not _WE_SAID.search(text)):
        return None
    if not named:
        return section
    return section if named == {section} else (named.pop() if section is None and len(named) == 1 else None)


def _heading(place: Outlined, force_id: str, identity: Identity, noticed: Noticed) -> None:
    for stated in formulas_of(vocabulary.forces()[force_id].names).stated_in(place.passage.text):
        if stated.explicit:
            _bind(stated, place, force_id, identity, noticed)


def _sentences(place: Outlined, force_id: str, identity: Identity, noticed: Noticed) -> None:
    """Sentences that say what the force, by its full name, was judged to be; not what somebody is quoted to say."""
    if place.passage.text.startswith(("“", "‘", '"')):
        return
    for sentence in sentences(place.passage.text):
        if full_names_in(sentence) != {force_id} or OTHER_YEAR.search(sentence):
            continue
        for stated in formulas_of(vocabulary.forces()[force_id].names).stated_in(sentence):
            if stated.explicit:
                _bind(stated, place, force_id, identity, noticed)


def _bullet(place: Outlined, force_id: str | None, identity: Identity, noticed: Noticed) -> None:
    for stated in press_steps(place.passage.text):
        if force_id is None or not _bind(stated, place, force_id, identity, noticed):
            noticed.problems.append(
                Problem(
                    Severity.WARNING,
                    "press_grade_unbound",
                    f"states the grade {stated.grade}, but not clearly of which force and question; it was not taken.",
                    place.passage.ordinal,
                    place.passage.text,
                )
            )


def _bind(stated: Stated, place: Outlined, force_id: str, identity: Identity, noticed: Noticed) -> bool:
    cycle_id = identity.cycle_id or ""
    scale = vocabulary.grades_of(cycle_id)
    subjects = named_by(stated.topic, cycle_id, identity.framework, identity.pillar) if stated.topic else []
    for named in subjects:
        question_id = named.question.question_id if named.question else None
        subject = Subject(force_id, cycle_id, named.pillar, question_id)
        grade = stated.grade
        if not isinstance(grade, Grade) or grade not in scale or (named.question and named.question.graded is False):
            return False
        title = named.question.text if named.question else (named.pillar or "").capitalize()
        rule = stated.rule if stated.rule.startswith(PRESS_RULE) else f"{PRESS_RULE}: {stated.rule}"
        evidence = Evidence(Reading.SENTENCE, place.passage.ordinal, place.passage.text, rule)
        noticed.readings.append(GradeReading(subject, title, grade, Status.GRADED, evidence))
        noticed.claims[place.passage.ordinal] = f"grading:{grading_id(subject)}"
    return bool(subjects)


def _counts(place: Outlined, noticed: Noticed) -> None:
    counts = [
        f"{int(match['number']) if match['number'].isdigit() else NUMBER_WORDS[match['number']]} "
        f"{grade_in(match['grade'])}"
        for match in _COUNT.finditer(place.passage.text)
    ]
    if counts:
        noticed.problems.append(
            Problem(
                Severity.INFO,
                "press_counts_only",
                f"counts grades without naming their areas ({', '.join(counts)}); compare them with the report, "
                "to which areas may have been added since.",
                place.passage.ordinal,
                place.passage.text,
            )
        )
