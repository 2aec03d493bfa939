"""Grades side by side with names below them, and nothing drawn around: whose grade is whose, by alignment alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.reading.pdf.lines import Word
from pipeline.reading.pdf.wordrows import Chunk, Row, rows_of, text_of_chunks
from pipeline.words.blocks import plain
from pipeline.words.model import Grade

_GRADES = {plain(grade) for grade in Grade}
_LEAST_HEADS = 3
_LEAST_NAMES = 3
_EDGE, _MIDDLE = 4.0, 5.0
_FIRST_GAP, _GAP = 3.5, 2.6
"""How far the first row of names stands below the heads, and rows from each other, in parts of the type size."""


class Placed(NamedTuple):
    """The words of one cell; ``stacked``: a column of several cells below its head."""

    row: int
    column: int
    words: tuple[Word, ...]
    head: bool = False
    stacked: bool = False


def is_grade(text: str) -> bool:
    """Whether words are a grade and nothing else."""
    return plain(text) in _GRADES


def take_scale(words: Sequence[Word]) -> tuple[list[Placed], str] | None:
    """The first table whose heads are grades; with the words of it instead where it cannot be read with certainty."""
    rows = rows_of(words)
    for at, row in enumerate(rows):
        heads, length = _heads(rows, at)
        if not heads:
            continue
        below = _body(rows[at + length :], row)
        shown = " / ".join(text_of_chunks(one.chunks) for one in [*rows[at : at + length], *below[:6]])
        if not below:
            continue
        table = _assigned(heads, below)
        return (table, "") if table else ([], shown)
    return None


def _heads(rows: Sequence[Row], at: int) -> tuple[list[tuple[Chunk, ...]], int]:
    """The heads that begin in a row, and how many rows they take: "Requires" may stand above "improvement"."""
    first = rows[at].chunks
    if len(first) < _LEAST_HEADS:
        return [], 1
    if all(is_grade(chunk.text) for chunk in first) and len({plain(chunk.text) for chunk in first}) == len(first):
        return [(chunk,) for chunk in first], 1
    if at + 1 == len(rows) or rows[at + 1].base - rows[at].base > 1.6 * rows[at].size:
        return [], 1
    heads = [(chunk, *(low for low in rows[at + 1].chunks if _is_below(chunk, low))) for chunk in first]
    texts = [plain(text_of_chunks(head)) for head in heads]
    whole = sum(len(head) - 1 for head in heads) == len(rows[at + 1].chunks)
    fits = whole and all(text in _GRADES for text in texts) and len(set(texts)) == len(texts)
    return (heads, 2) if fits else ([], 1)


def _is_below(high: Chunk, low: Chunk) -> bool:
    return abs(high.x0 - low.x0) <= _EDGE or abs(high.x0 + high.x1 - low.x0 - low.x1) <= 2 * _MIDDLE


def _body(rows: Sequence[Row], head: Row) -> list[Row]:
    """The rows that follow closely and are set alike: a heading after the table is set in another type."""
    body: list[Row] = []
    for row in rows:
        last = body[-1] if body else head
        if row.base - last.base > (_GAP if body else _FIRST_GAP) * max(row.size, head.size):
            break
        if body and not _set_alike(body[0], row):
            break
        body.append(row)
    return body


def _set_alike(one: Row, two: Row) -> bool:
    first, second = one.words[0].style, two.words[0].style
    return abs(first.size - second.size) < 0.6 and first.bold == second.bold and first.colour == second.colour


def _assigned(heads: Sequence[tuple[Chunk, ...]], body: Sequence[Row]) -> list[Placed]:
    """The cells, if all names stand at the edge of a head, or all below its middle; empty if neither or both.

    Rows after the table end it: from the first that fits no way on, what is left is text.
    """
    readings = []
    for measure, slack in ((_by_edge, _EDGE), (_by_middle, _MIDDLE)):
        columns: dict[int, list[Chunk]] = {}
        for row in body:
            places = [_nearest(chunk, heads, measure, slack) for chunk in row.chunks]
            if None in places:
                break
            for chunk, place in zip(row.chunks, places, strict=True):
                columns.setdefault(place or 0, []).append(chunk)
        count = sum(map(len, columns.values()))
        if count >= _LEAST_NAMES and _apart(heads, columns):
            readings.append((count, columns))
    if not readings:
        return []
    count, columns = max(readings, key=lambda reading: reading[0])
    if any(other != columns for other_count, other in readings if other_count == count):
        return []
    table = [
        Placed(0, at, tuple(word for chunk in head for word in chunk.words), head=True) for at, head in enumerate(heads)
    ]
    for at, chunks in sorted(columns.items()):
        table.append(Placed(1, at, tuple(word for chunk in chunks for word in chunk.words), stacked=True))
    return table


def _by_edge(chunk: Chunk) -> float:
    return chunk.x0


def _by_middle(chunk: Chunk) -> float:
    return (chunk.x0 + chunk.x1) / 2


def _nearest(
    chunk: Chunk, heads: Sequence[tuple[Chunk, ...]], measure: Callable[[Chunk], float], slack: float
) -> int | None:
    place = measure(chunk)
    near = [at for at, head in enumerate(heads) if any(abs(place - measure(part)) <= slack for part in head)]
    return near[0] if len(near) == 1 else None


def _apart(heads: Sequence[tuple[Chunk, ...]], columns: dict[int, list[Chunk]]) -> bool:
    """Whether no column, head included, reaches into the next one."""
    spans = []
    for at, head in enumerate(heads):
        chunks = [*head, *columns.get(at, [])]
        spans.append((min(chunk.x0 for chunk in chunks), max(chunk.x1 for chunk in chunks)))
    return all(one[1] < two[0] for one, two in itertools.pairwise(spans))
