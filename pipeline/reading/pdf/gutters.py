"""The gutter between two columns that run over a whole page, and the lines that divide them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.pdf.columns import TextRow, is_tight, text_rows
from pipeline.reading.pdf.lines import Word

_GUTTER = 9.0
_MIN_ROWS = 5
_MIN_COLUMN = 70.0
_CLEAR_ABOVE = 1.3
"""So far, in parts of its size, a heading over both columns stands from the words above it."""


def find_gutter(words: Sequence[Word]) -> float | None:
    """The middle of the white band between two columns of text, None where the page has one column.

    At least five rows must have words on both sides, the right column must begin at one place, and few rows may
    cross. A column of numbers or single words at the right is no column of text.
    """
    if len(words) < 4 * _MIN_ROWS:
        return None
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    wide = x1 - x0
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.base), []).append(word)
    covered = [0] * (int(wide / 2) + 2)
    for row in rows.values():
        seen: set[int] = set()
        for word in row:
            seen.update(range(int((word.x0 - x0) / 2), int((word.x1 - x0) / 2) + 1))
        for bin_number in seen:
            covered[bin_number] += 1
    low, high = int(0.25 * wide / 2), int(0.75 * wide / 2)
    best: tuple[int, int] | None = None
    start: int | None = None
    for at in range(low, high + 1):
        if covered[at] <= 0.25 * len(rows):
            start = at if start is None else start
            if best is None or at - start > best[1] - best[0]:
                best = (start, at)
        else:
            start = None
    if best is None or 2 * (best[1] - best[0]) < _GUTTER - 2:
        return None
    middle = x0 + 2 * _clearest(covered, *best) + 1
    return middle if _two_columns(rows, middle, x0 + 2 * best[0], x0 + 2 * best[1] + 2) else None


def _clearest(covered: Sequence[int], low: int, high: int) -> float:
    """The middle of the widest part of a band that fewest rows reach into."""
    fewest = min(covered[low : high + 1])
    clear = [at for at in range(low, high + 1) if covered[at] == fewest]
    runs = [list(run) for _, run in itertools.groupby(clear, key=lambda at: at - clear.index(at))]
    widest = max(runs, key=len)
    return (widest[0] + widest[-1]) / 2


def _two_columns(rows: dict[int, list[Word]], middle: float, low: float, high: float) -> bool:
    """Whether the words left and right of the white band between ``low`` and ``high`` are two columns of text."""
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    both = touching = 0
    for row in rows.values():
        before = [word for word in row if word.x0 < middle]
        after = [word for word in row if word.x0 >= middle]
        reach = max((word.x1 for word in before), default=None)
        begin = min((word.x0 for word in after), default=None)
        if reach is not None and begin is not None:
            both += 1
            # In one wide column the words on both sides stand no further apart than anywhere in the line.
            touching += begin - reach < 0.7 * row[0].style.size
        if reach is not None and reach < high:
            left.append((min(word.x0 for word in before), reach))
        if begin is not None and begin > low:
            right.append((begin, max(word.x1 for word in after)))
    if len(left) < _MIN_ROWS or len(right) < _MIN_ROWS or touching > 0.2 * both:
        return False
    starts = sorted(start for start, _ in right)
    usual = starts[len(starts) // 4]
    aligned = sum(1 for start in starts if abs(start - usual) <= 3 or abs(start - usual - 18) <= 6)
    return aligned >= 0.6 * len(right) and min(_usual_width(left), _usual_width(right)) >= _MIN_COLUMN


def _usual_width(spans: Sequence[tuple[float, float]]) -> float:
    return sorted(end - start for start, end in spans)[len(spans) // 2]


def crossing(words: Sequence[Word], gutter: float) -> list[Word]:
    """The words that divide the columns above from those below.

    These are rows that run across the gutter without the gap of a gutter there, the short last lines of a paragraph of
    such rows, and short headings below which both columns begin at one height, or the page is wide again.
    """
    rows = text_rows(words)
    wide = [_is_across(row, gutter) for row in rows]
    spans = [any(word.x0 < gutter < word.x1 for word in row.words) for row in rows]
    for at in range(1, len(rows)):
        if (spans[at - 1] or (wide[at - 1] and not _is_across(rows[at - 1], gutter))) and not wide[at]:
            wide[at] = _is_left(rows[at], gutter) and is_tight(rows[at - 1], rows[at])
    for at, row in enumerate(rows):
        if not wide[at] and _is_left(row, gutter) and _divides(rows, wide, at, gutter):
            wide[at] = True
    return [word for row, across in zip(rows, wide, strict=True) if across for word in row.words]


def _is_left(row: TextRow, gutter: float) -> bool:
    return row.words[-1].x1 <= gutter


def _is_across(row: TextRow, gutter: float) -> bool:
    before = max((word.x1 for word in row.words if word.x0 < gutter), default=None)
    after = min((word.x0 for word in row.words if word.x0 >= gutter), default=None)
    if before is None:
        return False
    return before > gutter or (after is not None and after - before < 0.7 * row.size)


def _divides(rows: Sequence[TextRow], wide: Sequence[bool], at: int, gutter: float) -> bool:
    """Whether a short line is a heading over both columns: no words stand beside it, and below it both begin anew."""
    row = rows[at]
    below = [other for other in rows[at + 1 :] if other.heading < row.heading]
    if not below or below[0].heading[0] > row.size + 0.6:
        return False
    beside = [other.base for other in rows if other.words[-1].x0 >= gutter and not _is_left(other, gutter)]
    last = max((base for base in beside if base < row.base), default=None)
    if last is None or row.base - last < _CLEAR_ABOVE * row.size:
        return False
    first = below[0]
    if wide[rows.index(first)]:
        return True
    right = [word for word in first.words if word.x0 >= gutter]
    left = [word for word in first.words if word.x0 < gutter]
    return bool(left and right)
