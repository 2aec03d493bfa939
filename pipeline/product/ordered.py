"""Rows that were made apart, put into the order of the whole a part at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.product.arrow import in_order
from pipeline.words.columns import Table

_AT_ONCE = 4096
"""Rows, more or less, that are put in order together."""

_SAMPLE = 16
"""One value in so many is looked at to find out where to cut."""


def in_turn(table: Table, parts: list[pa.Table], let_go: Callable[[pa.Table], None]) -> Iterator[pa.Table]:
    """The rows of all parts in the declared order, as parts to be put one below the other. Where a part as a whole
    comes before another they stay where they are held; where parts lie among each other some rows of all are put in
    order at a time.

    Args:
        table: that the rows are of.
        parts: each in the declared order.
        let_go: called with each part, or some rows of one, that was looked at, to give back the memory that it took.
    """
    parts = [part for part in parts if part.num_rows]
    first, *others = table.order
    if _follow_each_other(first, parts, let_go):
        yield from each(parts, let_go)
        return
    by_value: dict[Any, list[pa.Table]] = {}
    for part in each(parts, let_go):
        for value, rows in runs(part, first):
            by_value.setdefault(value, []).append(rows)
    for value in sorted(by_value, key=lambda value: (value is not None, value)):
        alike = by_value[value]
        if not others:
            yield pa.concat_tables(alike)
        elif _follow_each_other(others[0], alike, let_go):
            yield from each(alike, let_go)
        else:
            for some in _cut(others[0], alike, let_go):
                yield in_order(table, pa.concat_tables(map(copied, each(some, let_go))))


def runs(rows: pa.Table, name: str) -> Iterator[tuple[Any, pa.Table]]:
    """The rows that stand together and have one value in a column, with that value."""
    found = pc.run_end_encode(rows[name].combine_chunks())
    ends = found.run_ends.to_pylist()
    for value, start, end in zip(found.values.to_pylist(), [0, *ends], ends, strict=False):
        yield value, rows.slice(start, end - start)


def copied(rows: pa.Table) -> pa.Table:
    """The same rows in memory of their own, in one piece."""
    return pa.Table.from_arrays([pa.concat_arrays(column.chunks) for column in rows.columns], schema=rows.schema)


def each(parts: Iterable[pa.Table], let_go: Callable[[pa.Table], None]) -> Iterator[pa.Table]:
    """Parts one after the other, with a call for each that was looked at."""
    for part in parts:
        yield part
        let_go(part)


def _follow_each_other(name: str, parts: list[pa.Table], let_go: Callable[[pa.Table], None]) -> bool:
    """Whether what is first in each part comes after what is last in the one before, by the leading column alone."""
    ends = [(part[name][0].as_py(), part[name][-1].as_py()) for part in each(parts, let_go)]
    known = all(first is not None and last is not None for first, last in ends)
    return known and all(before[1] < after[0] for before, after in pairwise(ends))


def _cut(name: str, parts: list[pa.Table], let_go: Callable[[pa.Table], None]) -> Iterator[list[pa.Table]]:
    """Parts that are in the order of a column, cut into runs of some rows of each, so that all rows of one run come
    before those of the next by that column."""
    looked_at = (value for part in each(parts, let_go) for value in part[name].to_pylist()[::_SAMPLE])
    sample = sorted(value for value in looked_at if value is not None)
    ends = sample[_AT_ONCE // _SAMPLE :: _AT_ONCE // _SAMPLE]
    places = [_places(part[name], ends) for part in each(parts, let_go)]
    for which in range(len(ends) + 1):
        spans = [(at[which], at[which + 1]) for at in places]
        some = [part.slice(begin, end - begin) for part, (begin, end) in zip(parts, spans, strict=True) if end > begin]
        if some:
            yield some


def _places(values: pa.ChunkedArray, ends: list[Any]) -> list[int]:
    """Where the values begin, where those end that come before each of the ends, and where all end. Nothing comes
    before something."""
    known = values.drop_null().to_pylist()
    return [0, *(values.null_count + bisect_left(known, end) for end in ends), len(values)]
