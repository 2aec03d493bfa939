"""The tables of a release that is not published yet: written one by one, and read back at once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.product.arrow import row_digest
from pipeline.words.schema import TABLE

_AT_ONCE = 4096
"""Values that are read back together."""

_OFTEN = 16 * 1024
"""Bytes that are written before the memory of the rows that were looked at for them is let go."""

_MUCH = 1024 * 1024
"""Bytes of rows that are looked at, to compare them with what was written, before their memory is let go."""

_PAGE = 256 * 1024
"""Bytes of a page of a column: what the writer holds of a column whose pages it can write at once."""


class PublishError(Exception):
    """A release could not be written; the message names the folder and what to do."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of a release: number of rows, digest of what the sorted rows and the schema say, SHA-256 of the file."""

    rows: int
    row_digest: str
    sha256: str


class Draft:
    """A folder of tables in the making. ``files`` tells what was written so far, by name of the table."""

    def __init__(self, folder: Path, let_go: Callable[[], None] = lambda: None) -> None:
        """
        Args:
            folder: where it shall lie; what is there is deleted.
            let_go: called again and again while a table is written, to give back what looking at its rows took.

        Raises:
            OSError: the folder cannot be written.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.let_go = let_go
        self.files: dict[str, TableFile] = {}

    def write(self, name: str, rows: pa.Table, digest: str | None = None) -> None:
        """Write a table, in the declared order and with the declared schema, and read it back. A column that is
        declared to have no gaps and has some is written as one that may: to be looked at, for a check fails.

        Args:
            name: of the table.
            rows: its rows.
            digest: another digest of what they say, where one is known; that of the whole table otherwise.

        Raises:
            OSError: the file cannot be written.
            PublishError: it reads back differently from what was written.
        """
        path = self.folder / f"{name}.parquet"
        rows = _with_gaps_allowed(rows)
        repeating = [column.name for column in TABLE[name].columns if not column.varied]
        write_rows(path, rows, repeating, self.let_go)
        if not _reads_back(path, rows, self.let_go):
            raise PublishError(
                f"{path} reads back differently from what was written. Nothing was published; the current release is "
                "as it was. Look for damage of the disk or of memory, then run again."
            )
        self.files[name] = TableFile(rows.num_rows, digest or row_digest(rows), sha256_of(path))

    def read(self, name: str) -> pa.Table:
        """A table that was written.

        Raises:
            OSError: the file cannot be read.
        """
        return read_rows(self.folder / f"{name}.parquet")

    @property
    def digest(self) -> str:
        """What the tables say, as one digest. ``changes`` compares with the release before and is left out."""
        digest = hashlib.sha256()
        for name, file in sorted(self.files.items()):
            if name != "changes":
                digest.update(f"{name} {file.row_digest}\n".encode())
        return digest.hexdigest()


@contextmanager
def drafting(processed: Path, let_go: Callable[[], None] = lambda: None) -> Iterator[Draft]:
    """A draft beside the releases, which is gone in the end unless it was moved to its place.

    Args:
        processed: the folder of releases.
        let_go: as for :class:`Draft`.

    Raises:
        PublishError: the folder cannot be written.
    """
    folder = processed / "releases" / ".draft-new"
    try:
        yield Draft(folder, let_go)
    except OSError as error:
        raise PublishError(
            f"{processed}: cannot write a release ({error}). The current release is as it was; make room or give "
            "write access, then run again."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Watched:
    """A file that is written, with a call whenever some more of it was."""

    def __init__(self, path: Path, call: Callable[[], None]) -> None:
        self._file = path.open("wb")
        self._call = call
        self._since = 0

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
        repeating: the columns whose values are worth a dictionary. The writer holds all of such a column till it has
            seen its last value; of others a page.
        let_go: called after every few pages.

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


def _with_gaps_allowed(rows: pa.Table) -> pa.Table:
    """The same rows, those columns nullable that have gaps: no file can be written of them otherwise."""
    fields = [field.with_nullable(field.nullable or rows[field.name].null_count > 0) for field in rows.schema]
    return pa.Table.from_arrays(rows.columns, schema=pa.schema(fields, rows.schema.metadata))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reads_back(path: Path, rows: pa.Table, let_go: Callable[[], None]) -> bool:
    """Whether a file holds these rows. A large table is read some values of one column at a time, so that it is not
    held a second time."""
    names = rows.column_names
    together = [names] if rows.num_rows <= _AT_ONCE else [[name] for name in names]
    try:
        with pq.ParquetFile(path, memory_map=True) as file:
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
    return seen == len(written)
