"""Nothing lost: the words of a document against the words of its passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.words.blocks import words_of
from pipeline.words.model import Passage, Problem, Severity, Shown

_SHOWN = 40
"""How many words a message names."""


def word_problems(printed: Counter[str], passages: Iterable[Passage]) -> Iterator[Problem]:
    """A problem for words that stand in the document but in no passage, and one for words that no one printed.

    Args:
        printed: the document's words with their number, counted without the passages.
        passages: what the reader made of it. Clues that only a class or file name gives are no words.
    """
    written = Counter(
        word for passage in passages if passage.shown is not Shown.NAME for word in words_of(passage.text)
    )
    for code, what, words in (
        ("words_lost", "has words that no passage holds", printed - written),
        ("words_doubled", "has words more often in its passages than in the file", written - printed),
    ):
        if words:
            listed = " ".join(list(words.elements())[:_SHOWN])
            yield Problem(Severity.ERROR, code, f"{what} ({words.total()}): {listed}. Please report it.", text=listed)
