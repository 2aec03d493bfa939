"""The titles of a cycle's questions and pillars, looked up by what is printed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from math import ceil
from typing import NamedTuple

from pipeline import vocabulary
from pipeline.meaning.frameworks import has_two
from pipeline.meaning.wording import LONGEST_TITLE, grade_or_status, labelled_title, may_hold_label
from pipeline.vocabulary import Question
from pipeline.words.blocks import plain
from pipeline.words.model import Grade, Passage, PassageKind, Shown, Status

_NUMBERED = re.compile(r"^(?:Question )?\d{1,2}(?:[.:)]| [-–—])?\s+(?=\S)")
_MOST_CUTS = 2
_COUNTED = " etaoinsrhldcumfpgwybvkxjqz"
"""Signs of the plain form, the frequent first: in them two titles differ the most."""
_ALIKE = 0.93
"""How alike two titles must be to be one; "arrangement" and "arrangements" are, two questions never."""


def without_number(text: str) -> str:
    """The title without the number printed before it: "3. How effective …", "Question 2: …"."""
    numbered = text[:1].isdigit() or text.startswith("Question ")
    return _NUMBERED.sub("", text, count=1) if numbered else text


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


@lru_cache(maxsize=1024)
def _titles_near(length: int, cycle_id: str, framework: str | None, language: str) -> list[tuple[str, list[int], int]]:
    """The titles that a text of a length may be alike, by their length.

    Returns:
        Each title with how often it has each of the counted letters, and how many letters may stand in one of the
        two without one like it in the other.
    """
    near = []
    for title in _question_titles(cycle_id, framework, language):
        both = length + len(title)
        spare = both - ceil(_ALIKE * both)
        if abs(length - len(title)) <= spare:
            near.append((title, [title.count(letter) for letter in _COUNTED], spare))
    return near


def _alike(key: str, cycle_id: str, framework: str | None, language: str) -> Question | None:
    """The question whose title is the most like ``key``, if it is alike.

    The letters that only one of two titles has bound how alike they can be; so hardly any need be compared in full,
    and hardly any is left after the first letters.
    """
    near = _titles_near(len(key), cycle_id, framework, language)
    for number, letter in enumerate(_COUNTED):
        if not near:
            return None
        count = key.count(letter)
        near = [
            (title, counts, left) for title, counts, spare in near if (left := spare - abs(counts[number] - count)) >= 0
        ]
    close = difflib.get_close_matches(key, [title for title, _, _ in near], n=1, cutoff=_ALIKE)
    return _question_titles(cycle_id, framework, language)[close[0]] if close else None


@cache
def _pillar_titles(cycle_id: str) -> dict[str, str]:
    return {
        plain(title): pillar.pillar
        for pillar in vocabulary.pillars_of(cycle_id)
        for title in (pillar.headline or "", *pillar.other_headlines)
        if title
    }


class _Line(NamedTuple):
    """What a line is that may be a title, alone or with its label: how it is printed, and whose title it is."""

    title: str
    label: Grade | Status | None
    question: Question | None
    pillar: str | None


@lru_cache(maxsize=1024)
def _line(text: str, cycle_id: str, framework: str | None, language: str) -> _Line:
    """Several rooms ask it of the same lines, and of the same titles in every document, hence the memory."""
    questions = _question_titles(cycle_id, framework, language) if cycle_id else {}
    pillars = _pillar_titles(cycle_id) if cycle_id else {}
    title, label = text, None
    key = plain(without_number(text))
    parts = labelled_title(text) if may_hold_label(text) and key not in questions else None
    if parts is not None:
        own = plain(without_number(parts[0]))
        if own in questions or own in pillars:
            (title, label), key = parts, own
    question = questions.get(key)
    if question is None and questions and title.rstrip().endswith("?"):
        question = _alike(key, cycle_id, framework, language)
    return _Line(title, label, question, pillars.get(plain(title)))


class Titles:
    """Titles of one cycle. Without a cycle nothing is found."""

    def __init__(self, cycle_id: str | None, framework: str | None = None, language: str = "en") -> None:
        self._of = (cycle_id or "", framework, language)
        self._questions = _question_titles(cycle_id, framework, language) if cycle_id else {}

    def as_printed(self, text: str) -> str:
        """The title as a report prints it, its number and a label in the same line left out."""
        return without_number(self._line(text).title if len(text) <= LONGEST_TITLE else text)

    def question(self, text: str, *, heading: bool) -> Question | None:
        """The question that the text is the title of, alone or with its label in the same line.

        A full question is its title in any block; a short title of an area only in a heading, since the same
        words also stand in running text.
        """
        if len(text) > LONGEST_TITLE:
            return None
        line = self._line(text)
        return line.question if heading or line.title.rstrip().endswith("?") else None

    def pillar(self, text: str) -> str | None:
        """The pillar whose headline the text is, alone or with its label in the same line."""
        return self._line(text).pillar if len(text) <= LONGEST_TITLE else None

    def label(self, text: str) -> Grade | Status | None:
        """The label that stands in one line with a title."""
        return self._line(text).label if len(text) <= LONGEST_TITLE else None

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

    def _line(self, text: str) -> _Line:
        return _line(text, *self._of)


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
