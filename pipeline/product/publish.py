"""Tables to a release: built beside, read back, then visible at once.

``processed/releases/<version>/`` never changes once it is there; ``processed/current`` is a link to the newest
that is swapped in one step. A reader that resolves the link first sees one version to the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.product.changes import ENTITIES
from pipeline.product.dictionary import datapackage, dictionary
from pipeline.product.notes import NOTED, changes_note
from pipeline.product.tables import Row, Rows, row_digest, to_arrow
from pipeline.words.schema import ATTRIBUTION, SCHEMA_VERSION, TABLE, TABLES

MANIFEST = "release.json"
INTENT = ".publishing"
"""Names the release that is about to become the current one, until it is."""
_VERSION = re.compile(r"(?P<number>\d{4,})-[0-9a-f]{10}")


class PublishError(Exception):
    """A release could not be written; the message names the folder and what to do."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of a release: rows, digest of the sorted rows and schema, and SHA-256 of the file."""

    rows: int
    row_digest: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """A published release.

    ``made_from`` names all that its rows were made from, each with a digest; ``companions`` are the files beside the
    tables (dictionary, note of changes, data package) with their SHA-256.
    """

    version: str
    folder: Path
    schema_version: str
    made_from: dict[str, str]
    digest: str
    tables: dict[str, TableFile]
    companions: dict[str, str]

    @property
    def number(self) -> int:
        """Its place among the releases of a folder, from 1."""
        return int(self.version.partition("-")[0])


def current_release(processed: Path) -> Release | None:
    """The release that ``current`` points to, None if there is none or its manifest cannot be read."""
    folder = (processed / "current").resolve()
    try:
        return _release_in(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def releases(processed: Path) -> list[Release]:
    """All readable releases, oldest first."""
    found = []
    for folder in sorted((processed / "releases").glob("*")):
        if _VERSION.fullmatch(folder.name):
            try:
                found.append(_release_in(folder))
            except (OSError, ValueError, KeyError, TypeError):
                continue
    return found


def _release_in(folder: Path) -> Release:
    record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    tables = {name: TableFile(**entry) for name, entry in record["tables"].items()}
    return Release(
        version=record["version"],
        folder=folder,
        schema_version=record["schema_version"],
        made_from=record.get("made_from", {}),
        digest=record["digest"],
        tables=tables,
        companions=record["companions"],
    )


def is_whole(release: Release) -> bool:
    """Whether every file of a release is there with the bytes it was published with."""
    files = {f"{name}.parquet": table.sha256 for name, table in release.tables.items()} | release.companions
    return all((path := release.folder / name).is_file() and _sha256(path) == sha256 for name, sha256 in files.items())


def rows_of_release(release: Release, names: Container[str] = TABLE) -> Rows:
    """The rows of a release, read back from its files; none for a table that it was published before.

    Args:
        release: a published release.
        names: the tables that are wanted; the others are left out.
    """
    return {
        table.name: pq.read_table(release.folder / f"{table.name}.parquet").to_pylist()
        if table.name in release.tables
        else []
        for table in TABLES
        if table.name in names
    }


def row_digests(tables: dict[str, pa.Table]) -> dict[str, str]:
    """The digest of the rows of each table, which takes a while: make them once."""
    return {name: row_digest(table) for name, table in tables.items()}


def meaning_digest(digests: dict[str, str]) -> str:
    """What a release says, as one digest. ``changes`` compares with the release before and is left out.

    Args:
        digests: of the rows of all tables, as :func:`row_digests` makes them.
    """
    digest = hashlib.sha256()
    for name, of_rows in sorted(digests.items()):
        if name != "changes":
            digest.update(f"{name} {of_rows}\n".encode())
    return digest.hexdigest()


def as_tables(rows: Rows) -> dict[str, pa.Table]:
    """The rows of all tables as Arrow, in the declared order."""
    return {table.name: to_arrow(table, rows[table.name]) for table in TABLES}


def newest_whole(processed: Path) -> Release | None:
    """The newest release whose files are all as they were published, None if there is none."""
    return next(filter(is_whole, reversed(releases(processed))), None)


def publish(
    tables: dict[str, pa.Table],
    digests: dict[str, str],
    processed: Path,
    made_from: Mapping[str, str],
    before: Release | None,
) -> Release:
    """Write a new release and make it the current one.

    Args:
        tables: all tables of the contract.
        digests: of their rows.
        processed: the folder of releases.
        made_from: names and digests of what the rows were made from.
        before: the whole release that ``changes`` compares with, None if there is none.

    Raises:
        PublishError: the folder cannot be written, or what was written reads back differently. The current
            release is untouched.
    """
    digest = meaning_digest(digests)
    version = f"{_next_number(processed):04d}-{digest[:10]}"
    folder = processed / "releases" / version
    draft = folder.with_name(f".draft-{version}")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write(tables, digests, draft, version, made_from, before)
        _read_back(tables, draft)
        # From here on the release is good: a run that is killed before the link is swapped lets the next one swap it.
        _write_flushed(processed / INTENT, version)
        os.replace(draft, folder)
        _flush(folder.parent)
        point_to(processed, folder)
        (processed / INTENT).unlink()
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise PublishError(
            f"{processed}: cannot write a release ({error}). The current release is as it was; make room or give "
            "write access, then run again."
        ) from error
    return _release_in(folder)


def keep_draft(tables: dict[str, pa.Table], processed: Path, before: Release | None) -> Path:
    """Write tables that may not be published beside the releases, for the one who has to look. Returns the folder.

    Raises:
        PublishError: the folder cannot be written.
    """
    draft = processed / "work" / "draft"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write(tables, row_digests(tables), draft, "draft", {}, before)
    except OSError as error:
        raise PublishError(f"{draft}: cannot write the draft ({error}).") from error
    return draft


def point_to(processed: Path, folder: Path) -> None:
    """Make ``current`` point to a release in one step; readers see the old or the new one, never none."""
    link = processed / "current"
    if link.is_dir() and not link.is_symlink():
        raise PublishError(
            f"{link} is a folder, not the link that releases are published by. Move it away, then run again."
        )
    fresh = processed / f".current-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(folder, processed), target_is_directory=True)
    os.replace(fresh, link)
    _flush(processed)


def _next_number(processed: Path) -> int:
    folders = (processed / "releases").glob("*")
    numbers = [int(match["number"]) for folder in folders if (match := _VERSION.fullmatch(folder.name))]
    return max(numbers, default=0) + 1


def _write(
    tables: dict[str, pa.Table],
    digests: dict[str, str],
    folder: Path,
    version: str,
    made_from: Mapping[str, str],
    before: Release | None,
) -> None:
    files: dict[str, TableFile] = {}
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        # One row group and no dictionary of pandas: every reader takes it, and equal rows give equal bytes.
        pq.write_table(table, path, compression="zstd", row_group_size=max(1, table.num_rows))
        files[name] = TableFile(table.num_rows, digests[name], _sha256(path))
    rows = {name: file.rows for name, file in files.items()}
    companions = {
        "README.md": dictionary(version, rows),
        "CHANGES.md": _note(tables, version, before),
        "datapackage.json": datapackage(version, rows),
    }
    for name, text in companions.items():
        (folder / name).write_text(text, encoding="utf-8")
    manifest = {
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "attribution": ATTRIBUTION,
        "made_from": dict(made_from),
        "digest": meaning_digest(digests),
        "tables": {name: asdict(file) for name, file in files.items()},
        "companions": {name: _sha256(folder / name) for name in companions},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for path in [*sorted(folder.iterdir()), folder]:
        _flush(path)


def _note(tables: dict[str, pa.Table], version: str, before: Release | None) -> str:
    changes = tables["changes"].to_pylist()
    if before is None:
        return changes_note(None, {"changes": changes}, version, None)
    old = {name: _changed(_read(before, name), name, changes) for name in NOTED}
    new = {name: _changed(tables[name], name, changes) for name in NOTED}
    return changes_note(old, new | {"changes": changes}, version, before.version)


def _changed(table: pa.Table, name: str, changes: list[Row]) -> list[Row]:
    """The rows that changed; of a table that is not compared, all."""
    if name in ENTITIES:
        ids = {change["entity_id"] for change in changes if change["entity"] == name}
        table = table.filter(pc.is_in(table[TABLE[name].key[0]], pa.array(sorted(ids), pa.string())))
    rows: list[Row] = table.to_pylist()
    return rows


def _read(release: Release, name: str) -> pa.Table:
    return pq.read_table(release.folder / f"{name}.parquet")


def _write_flushed(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    _flush(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    """Make a file, or the names in a folder, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_back(tables: dict[str, pa.Table], folder: Path) -> None:
    for name, table in tables.items():
        if not _reads_back(folder / f"{name}.parquet", table):
            raise PublishError(
                f"{folder / name}.parquet reads back differently from what was written. The draft is kept until "
                "the next run; the current release is as it was."
            )


def _reads_back(path: Path, table: pa.Table) -> bool:
    try:
        return bool(pq.read_table(path).equals(table, check_metadata=True))
    except (OSError, pa.ArrowException):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
