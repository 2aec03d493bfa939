"""The tables of a release that is not published yet: written one by one, and read back at once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.product.arrow import row_digest

_AT_ONCE = 4096
"""Rows that are read back together."""


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

    def write(self, name: str, rows: pa.Table) -> None:
        """Write a table, in the declared order and with the declared schema, and read it back.

        Raises:
            OSError: the file cannot be written.
            PublishError: it reads back differently from what was written.
        """
        path = self.folder / f"{name}.parquet"
        write_rows(path, rows)
        if not _reads_back(path, rows):
            raise PublishError(
                f"{path} reads back differently from what was written. Nothing was published; the current release is "
                "as it was. Look for damage of the disk or of memory, then run again."
            )
        self.files[name] = TableFile(rows.num_rows, row_digest(rows), sha256_of(path))

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


def write_rows(path: Path, rows: pa.Table) -> None:
    """Write rows as a Parquet file of one row group and without pandas' own notes, which every reader takes. Equal rows
    in equal chunks give equal bytes.

    Raises:
        OSError: the file cannot be written.
    """
    pq.write_table(rows, path, compression="zstd", row_group_size=max(1, rows.num_rows))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reads_back(path: Path, rows: pa.Table) -> bool:
    """Whether a file holds these rows. Some at a time, so that they are not held a second time."""
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(rows.schema, check_metadata=True):
                return False
            seen = 0
            for some in file.iter_batches(_AT_ONCE, use_threads=False):
                if not pa.Table.from_batches([some]).equals(rows.slice(seen, some.num_rows)):
                    return False
                seen += some.num_rows
            return bool(seen == rows.num_rows)
    except (OSError, pa.ArrowException):
        return False
