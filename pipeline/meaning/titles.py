"""The titles of a cycle's questions and pillars, looked up by what is printed."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from functools import cache, lru_cache

from pipeline import vocabulary
from pipeline.meaning.frameworks import has_two
from pipeline.vocabulary import Question
from pipeline.words.blocks import plain

_NUMBERED = re.compile(r"^(?:Question )?\d{1,2}(?:[.:)]| [-–—])?\s+(?=\S)")
_ALIKE = 0.93
"""How alike two titles must be to be one; "arrangement" and "arrangements" are, two questions never."""


def without_number(text: str) -> str:
    """The title without the number printed before it: "3. How effective …", "Question 2: …"."""
    return _NUMBERED.sub("", text, count=1)


@cache
def _question_titles(cycle_id: str, framework: str | None, language: str) -> dict[str, Question]:
    """Titles that name one question. Where two frameworks print the same title and nothing tells which, none does."""
    titles: dict[str, Question] = {}
    welsh = vocabulary.welsh_titles() if language == "cy" else {}
    for question in vocabulary.questions_of(cycle_id):
        if has_two(cycle_id) and question.framework != framework:
            continue
        for title in (question.text, *question.other_texts, *welsh.get(question.concept_id, ())):
            titles.setdefault(plain(title), question)
    return titles


@cache
def _letters(title: str) -> Counter[str]:
    return Counter(title)


@lru_cache(maxsize=1024)
def _alike(key: str, cycle_id: str, framework: str | None, language: str) -> Question | None:
    """The question whose title is the most like ``key``, if it is alike.

    The letters that two titles share bound how alike they can be; so hardly any need be compared in full.
    """
    questions = _question_titles(cycle_id, framework, language)
    letters = Counter(key)
    near = [
        title
        for title in questions
        if 2 * min(len(key), len(title)) >= _ALIKE * (len(key) + len(title))
        and 2 * (letters & _letters(title)).total() >= _ALIKE * (len(key) + len(title))
    ]
    close = difflib.get_close_matches(key, near, n=1, cutoff=_ALIKE) if near else []
    return questions[close[0]] if close else None


@cache
def _pillar_titles(cycle_id: str) -> dict[str, str]:
    return {
        plain(title): pillar.pillar
        for pillar in vocabulary.pillars_of(cycle_id)
        for title in (pillar.headline or "", *pillar.other_headlines)
        if title
    }


class Titles:
    """Titles of one cycle. Without a cycle nothing is found."""

    def __init__(self, cycle_id: str | None, framework: str | None = None, language: str = "en") -> None:
        self._of = (cycle_id or "", framework, language)
        self._questions = _question_titles(cycle_id, framework, language) if cycle_id else {}
        self._pillars = _pillar_titles(cycle_id) if cycle_id else {}

    @staticmethod
    def as_printed(text: str) -> str:
        """The title as a report prints it, its number left out."""
        return without_number(text)

    def question(self, text: str, *, heading: bool) -> Question | None:
        """The question that the text is the title of.

        A full question is its title in any block; a short title of an area only in a heading, since the same
        words also stand in running text.
        """
        if len(text) > 250:
            return None
        key = plain(without_number(text))
        found = self._questions.get(key)
        if found is not None:
            return found if heading or text.rstrip().endswith("?") else None
        if not text.rstrip().endswith("?") or not self._questions:
            return None
        return _alike(key, *self._of)

    def pillar(self, text: str) -> str | None:
        """The pillar whose headline the text is."""
        return self._pillars.get(plain(text)) if len(text) <= 250 else None
