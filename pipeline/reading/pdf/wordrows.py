"""Words of one height of the page as rows, cut into chunks at gaps as wide as a tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reading.pdf.lines import Word

_SAME_BASE = 1.0
_TAB = 0.75
"""Words further apart, in parts of the type size, may stand in two cells; word processors leave 0.9 between columns."""


class Chunk(NamedTuple):
    words: tuple[Word, ...]
    x0: float
    x1: float
    text: str


class Row(NamedTuple):
    base: float
    size: float
    chunks: tuple[Chunk, ...]

    @property
    def words(self) -> list[Word]:
        return [word for chunk in self.chunks for word in chunk.words]


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The rows from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.base, word.x0)):
        if not rows or word.base - rows[-1][0].base > _SAME_BASE:
            rows.append([])
        rows[-1].append(word)
    return [_row(row) for row in rows]


def _row(words: list[Word]) -> Row:
    words.sort(key=lambda word: word.x0)
    size = max(word.style.size for word in words)
    cut: list[list[Word]] = [[words[0]]]
    for word in words[1:]:
        if word.x0 - cut[-1][-1].x1 > _TAB * size:
            cut.append([])
        cut[-1].append(word)
    return Row(words[0].base, size, tuple(map(_chunk, cut)))


def _chunk(words: Sequence[Word]) -> Chunk:
    return Chunk(tuple(words), words[0].x0, words[-1].x1, " ".join(word.text for word in words))


def text_of_chunks(chunks: Sequence[Chunk]) -> str:
    return " ".join(chunk.text for chunk in chunks)
