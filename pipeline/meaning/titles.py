"""The titles of a cycle's questions and pillars, looked up by what is printed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import sub

from pipeline import vocabulary
from pipeline.meaning.frameworks import has_two
from pipeline.meaning.wording import grade_or_status, labelled_title
from pipeline.vocabulary import Question
from pipeline.words.blocks import plain
from pipeline.words.model import Grade, Passage, PassageKind, Shown, Status

_NUMBERED = re.compile(r"^(?:Question )?\d{1,2}(?:[.:)]| [-–—])?\s+(?=\S)")
_MOST_CUTS = 2
LONGEST_TITLE = 250
"""No title has more characters, its label included."""
_COUNTED = "abcdefghijklmnopqrstuvwxyz "
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
def _counted_titles(cycle_id: str, framework: str | None, language: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((title, _counts(title)) for title in _question_titles(cycle_id, framework, language))


def _counts(title: str) -> tuple[int, ...]:
    """How often each letter stands in a title."""
    return tuple(map(title.count, _COUNTED))


@lru_cache(maxsize=1024)
def _alike(key: str, cycle_id: str, framework: str | None, language: str) -> Question | None:
    """The question whose title is the most like ``key``, if it is alike.

    The letters that only one of two titles has bound how alike they can be; so hardly any need be compared in full.
    """
    counts = _counts(key)
    near = []
    for title, others in _counted_titles(cycle_id, framework, language):
        both = len(key) + len(title)
        if both - abs(len(key) - len(title)) >= _ALIKE * both:
            apart = sum(map(abs, map(sub, counts, others)))
            if both - apart >= _ALIKE * both:
                near.append(title)
    close = difflib.get_close_matches(key, near, n=1, cutoff=_ALIKE) if near else []
    return _question_titles(cycle_id, framework, language)[close[0]] if close else None


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

    def as_printed(self, text: str) -> str:
        """The title as a report prints it, its number and a label in the same line left out."""
        labelled = self._labelled(text)
        return without_number(labelled[0] if labelled else text)

    def question(self, text: str, *, heading: bool) -> Question | None:
        """The question that the text is the title of, alone or with its label in the same line.

        A full question is its title in any block; a short title of an area only in a heading, since the same
        words also stand in running text.
        """
        labelled = self._labelled(text)
        return self._question(labelled[0] if labelled else text, heading=heading)

    def pillar(self, text: str) -> str | None:
        """The pillar whose headline the text is, alone or with its label in the same line."""
        labelled = self._labelled(text)
        return self._pillars.get(plain(labelled[0] if labelled else text)) if len(text) <= LONGEST_TITLE else None

    def label(self, text: str) -> Grade | Status | None:
        """The label that stands in one line with a title."""
        labelled = self._labelled(text)
        return labelled[1] if labelled else None

    def in_cell(self, text: str) -> list[str]:
        """The titles that fill a cell: one, or several set one under the other and read as one text.

        Several count only where the whole text can be cut into titles, in one way.
        """
        if self.question(text, heading=True) or len(text) > 4 * LONGEST_TITLE:
            return [text]
        words = text.split()
        keys = [plain(word) for word in words]
        cuts: list[list[list[str]]] = [[[]], *([] for _ in words)]
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1) if cuts[start] else ():
                if " ".join(filter(None, keys[start:end])) in self._questions:
                    cuts[end] += [[*cut, " ".join(words[start:end])] for cut in cuts[start]][:_MOST_CUTS]
        return cuts[-1][0] if len(cuts[-1]) == 1 else [text]

    def _labelled(self, text: str) -> tuple[str, Grade | Status] | None:
        """Title and label of a line that holds both, if it does and is not as a whole a title."""
        parts = labelled_title(text) if len(text) <= LONGEST_TITLE else None
        if parts is None or plain(without_number(text)) in self._questions:
            return None
        title = plain(without_number(parts[0]))
        return parts if title in self._questions or title in self._pillars else None

    def _question(self, text: str, *, heading: bool) -> Question | None:
        if len(text) > LONGEST_TITLE:
            return None
        key = plain(without_number(text))
        found = self._questions.get(key)
        if found is not None:
            return found if heading or text.rstrip().endswith("?") else None
        if not text.rstrip().endswith("?") or not self._questions:
            return None
        return _alike(key, *self._of)


def is_graded_title(titles: Titles, passages: Sequence[Passage], index: int) -> bool:
    """Whether a button, link or item that stands alone is the title of a question, for its label follows."""
    title = passages[index]
    if index == 0 or title.continues is not None or not title.text.endswith("?"):
        return False
    if not titles.question(title.text, heading=False):
        return False
    before = passages[index - 1]
    rest = passages[index + 1 :]
    after = next((p for p in rest if p.shown is not Shown.NAME or grade_or_status(p.text) is not None), None)
    if after is None or grade_or_status(after.text) is None or after.continues is not None:
        return False
    is_listed = before.kind is PassageKind.LIST_ITEM and before.list_number == title.list_number
    return not (is_listed or before.furniture or after.furniture or after.kind is PassageKind.LIST_ITEM)


def is_lone_label(passages: Sequence[Passage], index: int) -> bool:
    """Whether an item is a label with a sign drawn before it: a grade and nothing else, in a list of its own."""
    item = passages[index]
    if not item.marker or item.marker[0].isalnum() or grade_or_status(item.text) is None:
        return False
    beside = (*passages[max(0, index - 1) : index], *passages[index + 1 : index + 3])
    return all(p.list_number != item.list_number and p.continues != item.ordinal for p in beside)
