"""Rows as Arrow: the declared types and order of a table, and a digest of what its rows say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.words.columns import Table, Type
from pipeline.words.schema import ATTRIBUTION, LICENCE_URL, SCHEMA_VERSION, TABLE

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Tables = Mapping[str, pa.Table]

_ARROW = {
    Type.STRING: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}
_PLAIN = {pa.bool_(): pa.uint8(), pa.date32(): pa.int32(), pa.timestamp("us", tz="UTC"): pa.int64()}
"""What the values of a type are digested as."""


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table: descriptions in its fields, and again in the file for tools that show only those."""
    fields = [
        pa.field(
            column.name,
            _ARROW[column.type],
            nullable=not column.required,
            metadata={"description": column.description},
        )
        for column in table.columns
    ]
    return pa.schema(
        fields,
        metadata={
            "title": table.name,
            "description": f"One row per {table.row}.",
            "attribution": ATTRIBUTION,
            "licence": LICENCE_URL,
            "schema_version": SCHEMA_VERSION,
            "key": json.dumps(table.key),
            "columns": json.dumps({c.name: c.description for c in table.columns}, ensure_ascii=False),
        },
    )


def to_arrow(table: Table, rows: list[Row]) -> pa.Table:
    """The rows as an Arrow table, in the declared order.

    Raises:
        ValueError: a row has a column that is not declared, or lacks one.
        pyarrow.ArrowInvalid: a value is not of its column's type.
    """
    names = set(table.column_names)
    for row in rows:
        if row.keys() != names:
            raise ValueError(f"{table.name}: a row has columns {sorted(row)}, declared are {sorted(names)}")
    return in_order(table, pa.Table.from_pylist(rows, schema=arrow_schema(table)))


def in_order(table: Table, held: pa.Table) -> pa.Table:
    """The same rows in the declared order: nothing before something, text by its characters, paths by their numbers."""
    by = pa.table({name: _as_key(name, held[name]) for name in table.order})
    order = pc.sort_indices(by, sort_keys=[(name, "ascending", "at_start") for name in table.order])
    return held.take(order).combine_chunks()


def _as_key(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    if name == "path":
        padded = [path and ".".join(part.zfill(9) for part in path.split(".")) for path in column.to_pylist()]
        return pa.chunked_array([pa.array(padded, pa.string())])
    return column.cast(pa.uint8()) if column.type == pa.bool_() else column


def joined(table: Table, parts: Iterable[pa.Table]) -> pa.Table:
    """Rows that were made apart, each part in the declared order, as one table in that order."""
    schema = arrow_schema(table)
    parts = [part.replace_schema_metadata() for part in parts if part.num_rows]
    whole = pa.concat_tables([schema.empty_table(), *parts]).cast(schema)
    return whole.combine_chunks() if _follow_each_other(table.order[0], parts) else in_order(table, whole)


def _follow_each_other(name: str, parts: list[pa.Table]) -> bool:
    """Whether what is first in each part comes after what is last in the one before, by the leading column alone."""
    ends = [(part[name][0].as_py(), part[name][-1].as_py()) for part in parts]
    known = all(first is not None and last is not None for first, last in ends)
    return known and all(before[1] < after[0] for before, after in pairwise(ends))


def as_tables(rows: Rows) -> dict[str, pa.Table]:
    """The rows of some tables as Arrow, in the declared order."""
    return {name: to_arrow(TABLE[name], held) for name, held in rows.items()}


def outside(values: pa.ChunkedArray, known: pa.Array | pa.ChunkedArray) -> list[object]:
    """The values that are there, and not among the known ones."""
    values = values.drop_null()
    outside: list[object] = values.filter(pc.invert(pc.is_in(values, known))).to_pylist()
    return outside


def row_codes(rows: pa.Table, names: Iterable[str]) -> np.ndarray[Any, Any]:
    """A number for each row, the same where rows have the same values in these columns. Arrow's own grouping would
    load pandas."""
    codes, bound = np.zeros(rows.num_rows, np.int64), 1
    for name in names:
        encoded = rows[name].dictionary_encode(null_encoding="encode").combine_chunks()
        size = max(1, len(encoded.dictionary))
        if bound * size > _MOST:
            codes = np.unique(codes, return_inverse=True)[1]
            bound = max(1, rows.num_rows)
        codes, bound = codes * size + _plain(encoded.indices), bound * size
    return codes


_MOST = 2**62


class RowsDigest:
    """SHA-256 over columns and rows in their order: equal for equal rows, on any platform or version, however the
    rows are cut into pieces."""

    def __init__(self, schema: pa.Schema) -> None:
        self._heads = [f"{field.name} {field.type}" for field in schema]
        self._columns = [(hashlib.sha256(), hashlib.sha256(), hashlib.sha256()) for _ in schema]
        self.rows = 0

    def add(self, rows: pa.Table) -> None:
        """Count in the next rows, whose columns are those of the schema."""
        self.rows += rows.num_rows
        for digests, column in zip(self._columns, rows.columns, strict=True):
            for chunk in column.chunks:
                for digest, values in zip(digests, _values(chunk), strict=False):
                    digest.update(values)

    def hexdigest(self) -> str:
        columns = [[digest.hexdigest() for digest in column] for column in self._columns]
        return hashlib.sha256(json.dumps([self.rows, self._heads, columns]).encode()).hexdigest()


def row_digest(table: pa.Table) -> str:
    """The :class:`RowsDigest` of a whole table."""
    digest = RowsDigest(table.schema)
    digest.add(table)
    return digest.hexdigest()


def _values(chunk: pa.Array) -> Iterable[bytes | memoryview]:
    """Which values are there, and the values themselves, by the layout that Arrow's format lays down."""
    missing = chunk.null_count
    yield _plain(pc.is_valid(chunk).cast(pa.uint8())).tobytes()
    if pa.types.is_string(chunk.type):
        text = pc.fill_null(chunk, "") if missing else chunk
        offsets = np.frombuffer(text.buffers()[1], dtype="<i4")[text.offset : text.offset + len(text) + 1]
        yield np.diff(offsets).tobytes()
        if len(text) and text.buffers()[2] is not None:
            yield memoryview(text.buffers()[2])[offsets[0] : offsets[-1]]
        return
    numbers = chunk.cast(_PLAIN.get(chunk.type, chunk.type))
    numbers = pc.fill_null(numbers, 0) if missing else numbers
    array = _plain(numbers)
    yield array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()


def _plain(numbers: pa.Array) -> np.ndarray[Any, Any]:
    """Numbers without gaps, by Arrow's layout: its own way would load pandas."""
    kind = np.dtype(str(numbers.type))
    held = numbers.buffers()[1]
    return np.frombuffer(held or b"", kind)[numbers.offset : numbers.offset + len(numbers)]
