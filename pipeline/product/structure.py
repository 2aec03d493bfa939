"""Whether rows are what is declared. A draft that breaks one of these rules is never published."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.product.arrow import Tables, outside
from pipeline.product.checks import Check, none_of
from pipeline.words.columns import Table
from pipeline.words.schema import TABLE


class Structure:
    """Whether the rows of one table are what is declared: keys unique, required values there, closed lists kept,
    references resolved. All required. Rows may come in pieces, if no key is in two of them."""

    def __init__(self, table: Table, referred: Tables) -> None:
        """``referred`` holds the tables that this one refers to; where it refers to itself, in the rows themselves."""
        self._table = table
        self._referred = referred
        self._offending: dict[str, list[str]] = {name: [] for name in _STRUCTURE}

    def look_at(self, rows: pa.Table) -> None:
        """Look at the next rows."""
        for name, offending in _STRUCTURE.items():
            self._offending[name] += offending(self._table, rows, self._referred)

    def checks(self) -> Iterator[Check]:
        for name, offending in self._offending.items():
            yield none_of(name, self._table.name, offending)


def structure(tables: Tables) -> Iterator[Check]:
    """The :class:`Structure` of each of these tables, which refer to no other but these."""
    for name, rows in tables.items():
        looked = Structure(TABLE[name], tables)
        looked.look_at(rows)
        yield from looked.checks()


def _repeated(table: Table, rows: pa.Table, referred: Tables) -> Iterator[str]:
    counts = rows.group_by(list(table.key)).aggregate([([], "count_all")])
    for row in counts.filter(pc.greater(counts["count_all"], 1)).to_pylist():
        yield " ".join(str(row[name]) for name in table.key)


def _missing(table: Table, rows: pa.Table, referred: Tables) -> Iterator[str]:
    for column in table.columns:
        if column.required and rows[column.name].null_count:
            for row in rows.filter(pc.is_null(rows[column.name])).select(table.key[:1]).to_pylist():
                yield f"{column.name} of {row[table.key[0]]}"


def _off_list(table: Table, rows: pa.Table, referred: Tables) -> Iterator[str]:
    for column in table.columns:
        if column.values:
            allowed = pa.array(column.values, pa.string())
            yield from (f"{column.name}={value}" for value in outside(rows[column.name], allowed))


def _dangling(table: Table, rows: pa.Table, referred: Tables) -> Iterator[str]:
    for reference in table.references:
        source = rows if reference.table == table.name else referred[reference.table]
        known = source[reference.other_column]
        yield from (f"{reference.column}={value}" for value in outside(rows[reference.column], known))


_STRUCTURE: dict[str, Callable[[Table, pa.Table, Tables], Iterator[str]]] = {
    "unique_key": _repeated,
    "required_values": _missing,
    "closed_lists": _off_list,
    "references": _dangling,
}
