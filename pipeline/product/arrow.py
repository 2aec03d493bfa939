"""Rows as Arrow: the declared types and order of a table, and a digest of what its rows say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
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


@cache
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


def row_digest(table: pa.Table) -> str:
    """SHA-256 over columns and rows in their order: equal for equal rows, on any platform or version, however the
    rows are cut into chunks."""
    gaps = [column.null_count > 0 for column in table.columns]
    digest = hashlib.sha256(json.dumps([table.num_rows, _heads(table.schema), gaps]).encode())
    for column, has_gaps in zip(table.columns, gaps, strict=True):
        for which in zip(*(_values(chunk, has_gaps=has_gaps) for chunk in column.chunks), strict=True):
            for values in which:
                digest.update(values)
    return digest.hexdigest()


DIGEST = b"row_digest"
"""Names, in the metadata of rows that were made apart, the digest of these rows."""


def digested(part: pa.Table) -> pa.Table:
    """Rows that carry their digest, so that they can be kept with it. Where there are none there is nothing to tell."""
    return part.replace_schema_metadata({DIGEST: row_digest(part)} if part.num_rows else {})


def digest_of_parts(table: Table, digests: Iterable[str | None]) -> str:
    """A digest of rows that were made apart. It is the same for the same parts in the same order; parts without rows do
    not count.

    Args:
        table: that they are of.
        digests: what :func:`digest_of` says of each.
    """
    told = [digest for digest in digests if digest is not None]
    return hashlib.sha256(json.dumps([_heads(arrow_schema(table)), told]).encode()).hexdigest()


def digest_of(part: pa.Table) -> str | None:
    """The digest that :func:`digested` rows carry, None if there are no rows."""
    return part.schema.metadata[DIGEST].decode() if part.num_rows else None


def _heads(schema: pa.Schema) -> list[str]:
    return [f"{field.name} {field.type}" for field in schema]


def _values(chunk: pa.Array, *, has_gaps: bool) -> Iterator[bytes | memoryview]:
    """Which values are there, if some of the column are not, and the values themselves, by the layout that Arrow's
    format lays down. As many parts for each chunk, of a length that the rows, the gaps or an earlier part tell."""
    if has_gaps:
        yield _plain(chunk.is_valid().cast(pa.uint8())).tobytes()
    if pa.types.is_string(chunk.type):
        text = chunk.fill_null("") if chunk.null_count else chunk
        offsets = np.frombuffer(text.buffers()[1], dtype="<i4")[text.offset : text.offset + len(text) + 1]
        yield np.diff(offsets).tobytes()
        words = text.buffers()[2]
        yield memoryview(words)[offsets[0] : offsets[-1]] if words is not None and len(text) else b""
        return
    numbers = chunk.cast(_PLAIN.get(chunk.type, chunk.type))
    array = _plain(numbers.fill_null(0) if chunk.null_count else numbers)
    yield array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()


def _plain(numbers: pa.Array) -> np.ndarray[Any, Any]:
    """Numbers without gaps, by Arrow's layout: its own way would load pandas."""
    kind = np.dtype(str(numbers.type))
    held = numbers.buffers()[1]
    return np.frombuffer(held or b"", kind)[numbers.offset : numbers.offset + len(numbers)]
