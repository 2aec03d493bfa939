"""Whether rows are what is declared. A draft that breaks one of these rules is never published."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.product.arrow import Tables, outside, row_codes
from pipeline.product.checks import Check, none_of
from pipeline.words.columns import Table
from pipeline.words.schema import TABLE


def structure(name: str, rows: pa.Table, tables: Tables) -> Iterator[Check]:
    """Whether the rows of a table are what is declared: keys unique, required values there, closed lists kept,
    references resolved. All required.

    Args:
        name: of the table.
        rows: its rows.
        tables: those that it refers to.
    """
    yield from by_themselves(name, rows)
    yield references(name, rows, tables)


def by_themselves(name: str, rows: pa.Table) -> Iterator[Check]:
    """What of :func:`structure` is told from the rows alone."""
    for check_id, offending in _BY_THEMSELVES.items():
        yield none_of(check_id, name, offending(TABLE[name], rows))


def references(name: str, rows: pa.Table, tables: Tables) -> Check:
    """What of :func:`structure` is told from the tables that the rows refer to."""
    return none_of("references", name, _dangling(TABLE[name], rows, tables))


def _repeated(table: Table, rows: pa.Table) -> Iterator[str]:
    by = table.order[: len(table.key)]
    if set(by) == set(table.key) and _ascend(rows.select(by)):
        return
    _, first, count = np.unique(row_codes(rows, table.key), return_index=True, return_counts=True)
    for row in rows.select(table.key).take(first[count > 1]).to_pylist():
        yield " ".join(str(row[name]) for name in table.key)


def _ascend(rows: pa.Table) -> bool:
    """Whether each row comes after the one before and is not the same; where there are gaps it is not looked for. Takes
    less memory than to find out which rows are the same, and is true of nearly all tables."""
    if any(column.null_count for column in rows.columns):
        return False
    ascend = pa.scalar(False, pa.bool_())
    for column in reversed(rows.columns):
        ones, nexts = column.slice(0, max(0, len(column) - 1)), column.slice(1)
        ascend = pc.or_(pc.less(ones, nexts), pc.and_(pc.equal(ones, nexts), ascend))
    return bool(pc.all(ascend, min_count=0).as_py())


def _missing(table: Table, rows: pa.Table) -> Iterator[str]:
    for column in table.columns:
        if column.required and rows[column.name].null_count:
            for row in rows.filter(pc.is_null(rows[column.name])).select(table.key[:1]).to_pylist():
                yield f"{column.name} of {row[table.key[0]]}"


def _off_list(table: Table, rows: pa.Table) -> Iterator[str]:
    for column in table.columns:
        if column.values:
            allowed = pa.array(column.values, pa.string())
            yield from (f"{column.name}={value}" for value in outside(rows[column.name], allowed))


def _dangling(table: Table, rows: pa.Table, referred: Tables) -> Iterator[str]:
    for reference in table.references:
        source = rows if reference.table == table.name else referred[reference.table]
        known = source[reference.other_column]
        yield from (f"{reference.column}={value}" for value in outside(rows[reference.column], known))


_BY_THEMSELVES: dict[str, Callable[[Table, pa.Table], Iterator[str]]] = {
    "unique_key": _repeated,
    "required_values": _missing,
    "closed_lists": _off_list,
}
