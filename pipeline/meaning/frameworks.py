"""Which of a cycle's assessment frameworks a report follows, by what it says it grades.

Since 2021/22 a report says how many areas it inspected and how many of them it graded. In that cycle framework A
(the first eight forces) left two areas ungraded, the strategic policing requirement and armed threats; framework B
(the other 35) only the service to victims. Source: opening paragraphs of report pages of both frameworks, in English
and Welsh.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline import vocabulary
from pipeline.meaning.wording import LONGEST_TITLE, areas_stated, may_state_areas
from pipeline.words.blocks import lower_letters, plain
from pipeline.words.model import Problem, Severity

_UNGRADED = {
    "A": re.compile(
        r"strategic policing requirement, and how well it protects the public from armed threats"
        r"|Gofyniad Plismona Strategol, a pha mor dda",
        re.IGNORECASE,
    ),
    "B": re.compile(
        r"how effective a service .{3,60} gives to (?:the )?victims of crime"
        r"|pa mor effeithiol yw gwasanaeth .{3,60} i ddioddefwyr",
        re.IGNORECASE,
    ),
}
_NAMING_UNGRADED = ("from armed threats", "strategol, a pha mor dda", "how effect", "yw gwasanaeth")
"""What one of stands in every text that these patterns fit, in lower case; few texts have any."""

_LEFT_UNGRADED = {2: "A", 1: "B"}


def framework_of(texts: Sequence[str], cycle_id: str) -> tuple[str | None, list[Problem]]:
    """The framework of a report, None in a cycle with only one; a problem if nothing or two things tell it.

    Args:
        texts: the words of its passages.
        cycle_id: its cycle.
    """
    if not has_two(cycle_id):
        return None, []
    for signs in (_sentences, _counts, _areas):
        said = signs(texts, cycle_id)
        if len(said) == 1:
            return said.pop(), []
        if said:
            break
    reason = "says things that belong to both" if said else "does not say how many areas it inspected and graded"
    return None, [
        Problem(
            Severity.ERROR,
            "framework_unknown",
            f"belongs to {cycle_id}, where two assessment frameworks ask for different areas, and {reason}. No area "
            "was bound; add the whole report page, whose summary tells it.",
        )
    ]


@cache
def has_two(cycle_id: str) -> bool:
    """Whether a cycle has two frameworks with the same areas, so that a title alone tells no question."""
    return set(_UNGRADED) <= {question.framework for question in vocabulary.questions_of(cycle_id)}


def _sentences(texts: Sequence[str], cycle_id: str) -> set[str]:
    """By the sentence that names the areas left ungraded."""
    naming = list(filter(_may_name_ungraded, texts)) if _may_name_ungraded("\n".join(texts)) else []
    return {framework for framework, pattern in _UNGRADED.items() for text in naming if pattern.search(text)}


def _may_name_ungraded(text: str) -> bool:
    folded = lower_letters(text)
    return any(words in folded for words in _NAMING_UNGRADED)


def _counts(texts: Sequence[str], cycle_id: str) -> set[str]:
    """By the numbers of areas inspected and graded; a page that grew later still leaves the same ones ungraded."""
    stated = [areas for text in texts if (areas := areas_stated(text))] if may_state_areas("\n".join(texts)) else []
    left = [_LEFT_UNGRADED.get(areas.inspected - areas.graded) for areas in stated]
    return {framework for framework in left if framework}


def _areas(texts: Sequence[str], cycle_id: str) -> set[str]:
    """By the title of an area that only one of the frameworks has."""
    known = _holders(cycle_id)
    held = [known[key] for text in texts if len(text) <= LONGEST_TITLE and (key := plain(text)) in known]
    return {framework for holders in held if len(holders) == 1 for framework in holders}


@cache
def _holders(cycle_id: str) -> dict[str, frozenset[str]]:
    """For each title of an area, in the plain form, the frameworks that have the area."""
    asked = [question for question in vocabulary.questions_of(cycle_id) if question.framework]
    concepts: dict[str, set[str]] = {}
    for question in asked:
        for title in (question.text, *question.other_texts):
            concepts.setdefault(plain(title), set()).add(question.concept_id)
    return {
        title: frozenset(q.framework for q in asked if q.concept_id in named and q.framework)
        for title, named in concepts.items()
    }
