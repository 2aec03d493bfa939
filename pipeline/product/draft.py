"""The tables of a release that is not published yet: written one by one, in pieces, and read back at once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.product.arrow import RowsDigest, arrow_schema
from pipeline.words.schema import TABLE

_ALL_ROWS = 1 << 26
"""More rows than a row group gets: each table is one group, as every reader takes it."""

_READ_AT_ONCE = 1 << 14
"""Rows that are held while a table is read back."""


class PublishError(Exception):
    """A release could not be written; the message names the folder and what to do."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of a release: rows, digest of the sorted rows and schema, and SHA-256 of the file."""

    rows: int
    row_digest: str
    sha256: str


class Draft:
    """A folder of tables in the making. ``files`` tells what was written so far, by name of the table."""

    def __init__(self, folder: Path) -> None:
        """
        Raises:
            OSError: the folder cannot be written.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.files: dict[str, TableFile] = {}

    def write(self, name: str, pieces: Iterable[pa.Table]) -> None:
        """Write a table and read it back.

        Args:
            name: of the table.
            pieces: its rows, in the declared order and with the declared schema; no more than one piece is held.

        Raises:
            OSError: the file cannot be written.
            PublishError: it reads back differently from what was written.
        """
        path = self.folder / f"{name}.parquet"
        written = write_rows(path, arrow_schema(TABLE[name]), pieces)
        if not _reads_back(path, written):
            raise PublishError(
                f"{path} reads back differently from what was written. Nothing was published; the current release is "
                "as it was. Look for damage of the disk or of memory, then run again."
            )
        self.files[name] = TableFile(written.rows, written.hexdigest(), sha256_of(path))

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


def write_rows(path: Path, schema: pa.Schema, pieces: Iterable[pa.Table]) -> RowsDigest:
    """Write rows as one Parquet file of one row group, without holding them all. Equal rows give equal bytes if they
    come in equal pieces.

    Raises:
        OSError: the file cannot be written.
    """
    digest = RowsDigest(schema)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for piece in pieces:
            digest.add(piece)
            for batch in piece.to_batches():
                writer.write_batch(batch, row_group_size=_ALL_ROWS)
        if not digest.rows:
            writer.write_table(schema.empty_table(), row_group_size=1)
    return digest


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reads_back(path: Path, written: RowsDigest) -> bool:
    try:
        with pq.ParquetFile(path) as file:
            read = RowsDigest(file.schema_arrow)
            for batch in file.iter_batches(batch_size=_READ_AT_ONCE, use_threads=False):
                read.add(pa.Table.from_batches([batch]))
            same = file.schema_arrow.equals(written.schema, check_metadata=True)
    except (OSError, pa.ArrowException):
        return False
    return bool(same) and read.hexdigest() == written.hexdigest()
