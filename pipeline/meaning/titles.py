"""The titles of a cycle's questions and pillars, looked up by what is printed."""

from __future__ import annotations

import difflib
import re
from functools import cache

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
        if not text.rstrip().endswith("?"):
            return None
        close = difflib.get_close_matches(key, self._questions, n=1, cutoff=_ALIKE)
        return self._questions[close[0]] if close else None

    def pillar(self, text: str) -> str | None:
        """The pillar whose headline the text is."""
        return self._pillars.get(plain(text)) if len(text) <= 250 else None
