"""Rows as a Parquet file: written, read, and compared with what was to be written, a column at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

_AT_ONCE = 4096
"""Values that are read back together."""

_OFTEN = 16 * 1024
"""Bytes that are written before the memory of the rows that were looked at for them is let go."""

_MUCH = 1024 * 1024
"""Bytes of rows that are looked at, to compare them with what was written, before their memory is let go."""

_PAGE = 256 * 1024
"""Bytes of a page of a column: what the writer holds of a column whose pages it can write at once."""

_BUFFER = 64 * 1024
"""Bytes of a file that are read at once."""


class _Watched:
    """A file that is written, with a call at its beginning and whenever some more of it was."""

    def __init__(self, path: Path, call: Callable[[], None]) -> None:
        self._file = path.open("wb")
        self._call = call
        self._since = _OFTEN

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        return self._file.closed

    def write(self, content: bytes) -> int:
        self._since += len(content)
        if self._since > _OFTEN:
            self._since = 0
            self._call()
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def write_rows(path: Path, rows: pa.Table, repeating: list[str], let_go: Callable[[], None]) -> None:
    """Write rows as a Parquet file of one row group and without pandas' own notes, which every reader takes. Equal rows
    in equal chunks give equal bytes.

    Args:
        path: the file.
        rows: what to write.
        repeating: the columns whose values are worth a dictionary. The writer looks at all of such a column, and holds
            what it makes of it, till it can write the first page; of others it holds a page.
        let_go: called again and again, to give back what looking at the rows took.

    Raises:
        OSError: the file cannot be written.
    """
    with _Watched(path, let_go) as file:
        pq.write_table(
            rows,
            pa.PythonFile(file, mode="w"),
            compression="zstd",
            row_group_size=max(1, rows.num_rows),
            use_dictionary=repeating,
            data_page_size=_PAGE,
        )


def read_rows(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of a Parquet file.

    Args:
        path: the file.
        columns: those that are wanted, None for all.

    Raises:
        OSError: the file cannot be read.
        pyarrow.ArrowException: it is damaged.
    """
    # Not pq.read_table, which loads all that Arrow knows of data sets, and pandas with it.
    with pq.ParquetFile(path) as file:
        return file.read(columns, use_threads=False)


def reads_back(path: Path, rows: pa.Table, let_go: Callable[[], None]) -> bool:
    """Whether a file holds these rows. A large table is read some values of one column at a time, so that it is not
    held a second time.

    Args:
        path: the file.
        rows: what it should hold, with what is told of it beside.
        let_go: called again and again, to give back what looking at the rows took.
    """
    names = rows.column_names
    together = [names] if rows.num_rows <= _AT_ONCE else [[name] for name in names]
    try:
        with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            return bool(
                file.schema_arrow.equals(rows.schema, check_metadata=True)
                and file.metadata.num_rows == rows.num_rows
                and all(_columns_read_back(file, rows.select(columns), let_go) for columns in together)
            )
    except (OSError, pa.ArrowException):
        return False


def _columns_read_back(file: pq.ParquetFile, written: pa.Table, let_go: Callable[[], None]) -> bool:
    seen = looked_at = 0
    for some in file.iter_batches(_AT_ONCE, columns=written.column_names, use_threads=False):
        if not pa.Table.from_batches([some]).equals(written.slice(seen, len(some))):
            return False
        seen += len(some)
        looked_at += some.nbytes
        if looked_at > _MUCH:
            looked_at = 0
            let_go()
    let_go()
    return seen == len(written)
