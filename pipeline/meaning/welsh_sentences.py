"""Sentences of Welsh editions that state the grade of the section they open: "Mae’r heddlu’n dda am atal troseddau."

Only a sentence whose words after the grade are the section's own title counts, since our knowledge of Welsh wording is
thin. Source: a Welsh notice on a report; grade words as in :mod:`pipeline.meaning.wording`.
"""

from __future__ import annotations

import re

from pipeline.meaning.wording import WELSH_GRADE_WORDS
from pipeline.words.blocks import plain
from pipeline.words.model import Grade

_WHO = r"(?:[’']r (?:heddlu|llu)| Heddlu [A-Z][\w-]+(?: [A-Z][\w-]+)?)"
_GOOD = re.compile(
    rf"Mae{_WHO}(?:[’']n| yn) (?P<grade>rhagorol|dda|ddigonol|annigonol) (?:am|wrth|o ran) (?P<topic>[^.;:,]+)\.?"
)
_IMPROVE = re.compile(
    r"Mae angen i(?:[’']r (?:heddlu|llu)| Heddlu [A-Z][\w-]+(?: [A-Z][\w-]+)?) wella (?:am|wrth|o ran) "
    r"(?P<topic>[^.;:,]+)\.?"
)
_SOFTENED = [pair.split() for pair in ("dd d", "d t", "f m", "f b", "b p", "g c", "r rh", "l ll")]
"""First letters of a word as they sound after "am", and as they stand in a title."""


def welsh_grade(sentence: str, titles: tuple[str, ...]) -> Grade | None:
    """The grade that a sentence states of the matter that one of the titles names; None if it states none of it."""
    match = _GOOD.fullmatch(sentence)
    grade = WELSH_GRADE_WORDS[match["grade"]] if match else Grade.REQUIRES_IMPROVEMENT
    match = match or _IMPROVE.fullmatch(sentence)
    if match is None:
        return None
    named = {plain(title) for title in titles}
    return grade if any(form in named for form in _unsoftened(plain(match["topic"]))) else None


def _unsoftened(words: str) -> set[str]:
    return {words} | {before + words[len(after) :] for after, before in _SOFTENED if words.startswith(after)}
