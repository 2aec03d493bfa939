"""Rows that come part by part, laid out column by column in files that nobody else sees.

What writes or compares a column then looks at that column and at nothing that lies between, and the system can have the
memory back that looking at it took. Held in memory, or looked at in the files of the parts, all rows would be there at
once: Parquet's writer takes the whole table in one call, and makes sure of it before it begins.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple
from weakref import WeakValueDictionary

import pyarrow as pa

from pipeline.product.mapped import drop, mapped

_ALIGNED = 64
"""Bytes that what Arrow looks at should lie a multiple of from the beginning."""


class Looked:
    """Contents of files that are looked at where they lie."""

    def __init__(self) -> None:
        self._contents: WeakValueDictionary[int, pa.Buffer] = WeakValueDictionary()

    def at(self, path: str) -> pa.Buffer:
        """The content of a file.

        Raises:
            OSError: it cannot be read.
        """
        content = mapped(path)
        self._contents[content.address] = content
        # Not the content itself, of which Arrow would hold no more than the memory.
        return pa.py_buffer(memoryview(content))

    def let_go(self) -> None:
        """Give back the memory that looking at them took. They can be looked at again: the system reads what is
        needed."""
        for content in self._contents.values():
            drop(content)


class _Chunk(NamedTuple):
    """Some values of a column: how many, how many gaps, and where each of their buffers begins and how long it is."""

    length: int
    gaps: int
    places: list[tuple[int, int] | None]


class _Buffers:
    """Buffers one after the other in a file."""

    def __init__(self, folder: Path) -> None:
        self._file = NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 (closed once all is in it)
        self._end = 0

    def put(self, buffer: pa.Buffer) -> tuple[int, int]:
        """Write one. Gives back where it begins and how long it is."""
        start, size = self._end, buffer.size
        gap = -size % _ALIGNED
        self._file.write(buffer)
        if gap:
            self._file.write(bytes(gap))
        self._end = start + size + gap
        return start, size

    def seen(self, looked: Looked) -> pa.Buffer:
        """All of them as they lie in the file, which has no name from now on and is gone when nobody looks at it."""
        with self._file:
            pass
        content = looked.at(self._file.name)
        os.unlink(self._file.name)
        return content


class Beside:
    """The same where memory is no matter: rows stay where they are held, which takes no time."""

    def __init__(self, schema: pa.Schema) -> None:
        self._parts = [schema.empty_table()]

    def add(self, rows: pa.Table) -> None:
        """Put rows below those that are there."""
        self._parts.append(rows)

    def rows(self) -> pa.Table:
        """All that was put there."""
        return pa.concat_tables(self._parts)


class Stack:
    """Rows of one table in the making. What tells where values are and begin is in one file, for there is little of it
    and all is looked at first; the values of each column are in another."""

    def __init__(self, folder: Path, schema: pa.Schema, looked: Looked) -> None:
        """
        Args:
            folder: of the files.
            schema: of the rows, with what is told of them beside.
            looked: lets go of the files once they are looked at.

        Raises:
            OSError: the folder cannot be written.
        """
        self._schema = schema
        self._looked = looked
        self._chunks: list[list[_Chunk]] = [[] for _ in schema]
        self._heads = _Buffers(folder)
        self._values = [_Buffers(folder) for _ in schema]

    def add(self, rows: pa.Table) -> None:
        """Put rows below those that are there. They need not be held any longer.

        Raises:
            OSError: the folder cannot be written.
        """
        if not rows.num_rows:
            return
        for column, chunks, values in zip(rows.columns, self._chunks, self._values, strict=True):
            chunk = column.chunk(0)
            if column.num_chunks > 1 or chunk.offset:
                # What is cut out of a table begins somewhere in its buffers.
                chunk = pa.concat_arrays(column.chunks)
            *heads, last = chunk.buffers()
            places = [None if head is None else self._heads.put(head) for head in heads]
            chunks.append(_Chunk(len(chunk), chunk.null_count, [*places, None if last is None else values.put(last)]))

    def rows(self) -> pa.Table:
        """All that was put there, looked at where it lies. Nothing can be added any more.

        Raises:
            OSError: the folder cannot be written.
        """
        heads = self._heads.seen(self._looked)
        columns = [
            _column(field.type, chunks, heads, values.seen(self._looked))
            for field, chunks, values in zip(self._schema, self._chunks, self._values, strict=True)
        ]
        rows = pa.Table.from_arrays(columns, schema=self._schema)
        self._looked.let_go()
        return rows


def _column(kind: pa.DataType, chunks: list[_Chunk], heads: pa.Buffer, values: pa.Buffer) -> pa.ChunkedArray:
    arrays = []
    for chunk in chunks:
        files = [*(heads for _ in chunk.places[1:]), values]
        buffers = [place and file.slice(*place) for place, file in zip(chunk.places, files, strict=True)]
        arrays.append(pa.Array.from_buffers(kind, chunk.length, buffers, chunk.gaps))
    return pa.chunked_array(arrays, kind)
