"""The tables of a release that is not published yet: written one by one, and read back at once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.product.arrow import arrow_schema, row_digest
from pipeline.product.parquet import read_rows, reads_back, write_rows
from pipeline.product.stack import Beside, Looked, Stack
from pipeline.words.columns import Table, Type
from pipeline.words.schema import TABLE


class PublishError(Exception):
    """A release could not be written; the message names the folder and what to do."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of a release: number of rows, digest of what the sorted rows and the schema say, SHA-256 of the file."""

    rows: int
    row_digest: str
    sha256: str


class Draft:
    """A folder of tables in the making. ``files`` tells what was written so far, by name of the table; ``spares``
    whether little memory is to be used, which takes some time."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: where it shall lie; what is there is deleted.

        Raises:
            OSError: the folder cannot be written.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.files: dict[str, TableFile] = {}
        self.spares = True
        self._looked: list[Looked] = []

    def stack(self, name: str) -> Stack | Beside:
        """For the rows of a table that come part by part."""
        if not self.spares:
            return Beside(arrow_schema(TABLE[name]))
        self._looked.append(Looked())
        return Stack(self.folder, arrow_schema(TABLE[name]), self._looked[-1])

    def let_go(self) -> None:
        """Give back the memory that looking at stacked rows took."""
        for looked in self._looked:
            looked.let_go()

    def _let_go_of_last(self) -> None:
        for looked in self._looked[-1:]:
            looked.let_go()

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
        write_rows(path, rows, _repeating(TABLE[name]), self._let_go_of_last)
        if not reads_back(path, rows, self._let_go_of_last):
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
def drafting(processed: Path) -> Iterator[Draft]:
    """A draft beside the releases, which is gone in the end unless it was moved to its place.

    Args:
        processed: the folder of releases.

    Raises:
        PublishError: the folder cannot be written.
    """
    folder = processed / "releases" / ".draft-new"
    try:
        yield Draft(folder)
    except OSError as error:
        raise PublishError(
            f"{processed}: cannot write a release ({error}). The current release is as it was; make room or give "
            "write access, then run again."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _repeating(table: Table) -> list[str]:
    """The columns that are worth a dictionary: numbers, and words of a closed list. Of other texts the compression
    finds what is the same, and they are too long to be looked at all at once."""
    return [column.name for column in table.columns if column.type is not Type.STRING or column.values]


def _with_gaps_allowed(rows: pa.Table) -> pa.Table:
    """The same rows, those columns nullable that have gaps: no file can be written of them otherwise."""
    fields = [field.with_nullable(field.nullable or rows[field.name].null_count > 0) for field in rows.schema]
    return pa.Table.from_arrays(rows.columns, schema=pa.schema(fields, rows.schema.metadata))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
