"""Heads side by side with items stacked under them: a table whose columns nothing but their place shows.

Each head is a cell of the first row; what stands under it, down to the next text that runs across the columns, is
a column of cells.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.pdf.lines import Word, lines_of_words
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area, Grid

_SLACK = 3.0
_MAX_GAP = 45.0
_MIN_HEADS = 2


def take_stacked(
    grid: Grid, index: int, loose: Sequence[Word], floor: float, page: int
) -> tuple[list[Region], list[Word]]:
    """The columns below the one-row table ``grid``, and the words that are left.

    ``index`` is the number of the table on its page, ``floor`` the top of the next drawn thing below.
    """
    heads = [(cell, column) for cell, _, column in grid.cells]
    if len(heads) < _MIN_HEADS:
        return [], list(loose)
    columns = _columns(heads, grid.area)
    taken: dict[int, list[Word]] = {}
    last = grid.area.bottom
    for row in _rows_below(loose, grid.area.bottom, floor):
        size = max(word.style.size for word in row)
        places = [_column_of(word, columns) for word in row]
        if row[0].base - last > _MAX_GAP or None in places or _runs_across(row, places, size):
            break
        for word, place in zip(row, places, strict=True):
            if place is not None:
                taken.setdefault(place, []).append(word)
        last = row[0].base
    if not taken:
        return [], list(loose)
    used = {id(word) for words in taken.values() for word in words}
    regions = [
        Region(
            RegionKind.CELL,
            tuple(lines_of_words(words, page)),
            columns[column].x1,
            Area(columns[column].x0, grid.area.bottom, columns[column].x1, last + _SLACK),
            None,
            index,
            1,
            column,
            stacked=True,
        )
        for column, words in sorted(taken.items())
    ]
    return regions, [word for word in loose if id(word) not in used]


def _columns(heads: Sequence[tuple[Area, int]], area: Area) -> dict[int, Area]:
    """The heads' columns, widened to the middle of the gaps between them."""
    ordered = sorted(heads, key=lambda head: head[0].x0)
    bounds = [area.x0 - _SLACK]
    for (one, _), (two, _) in itertools.pairwise(ordered):
        bounds.append((one.x1 + two.x0) / 2)
    bounds.append(area.x1 + _SLACK)
    return {column: Area(bounds[at], area.top, bounds[at + 1], area.bottom) for at, (_, column) in enumerate(ordered)}


def _rows_below(loose: Sequence[Word], top: float, floor: float) -> list[list[Word]]:
    rows: list[list[Word]] = []
    below = sorted((word for word in loose if top - 1 < word.base < floor), key=lambda word: (word.base, word.x0))
    for word in below:
        if not rows or word.base - rows[-1][0].base > 1:
            rows.append([])
        rows[-1].append(word)
    return rows


def _column_of(word: Word, columns: dict[int, Area]) -> int | None:
    for column, area in columns.items():
        if area.x0 <= word.x0 and word.x1 <= area.x1:
            return column
    return None


def _runs_across(row: Sequence[Word], places: Sequence[int | None], size: float) -> bool:
    """Whether words of one line touch across the border of two columns."""
    ordered = sorted(zip(row, places, strict=True), key=lambda one: one[0].x0)
    return any(
        at != next_at and after.x0 - word.x1 < 0.6 * size
        for (word, at), (after, next_at) in itertools.pairwise(ordered)
    )
