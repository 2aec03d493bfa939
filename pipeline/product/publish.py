"""Tables to a release: built beside, read back, then visible at once.

``processed/releases/<version>/`` never changes once it is there; ``processed/current`` is a link to the newest
that is swapped in one step. A reader that resolves the link first sees one version to the end.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.product.arrow import Rows, arrow_schema
from pipeline.product.dictionary import datapackage, dictionary
from pipeline.product.draft import Draft, PublishError, TableFile, sha256_of
from pipeline.product.parquet import read_rows
from pipeline.words.schema import ATTRIBUTION, SCHEMA_VERSION, TABLE, TABLES

MANIFEST = "release.json"
INTENT = ".publishing"
"""Names the release that is about to become the current one, until it is."""
_VERSION = re.compile(r"\d{4,}-[0-9a-f]{10}")


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

    def rows(self, table: str) -> int:
        """How many rows a table has; none where the release was published before there was such a table."""
        return self.tables[table].rows if table in self.tables else 0


def current_release(processed: Path) -> Release | None:
    """The release that ``current`` points to, None if there is none or its manifest cannot be read."""
    folder = (processed / "current").resolve()
    try:
        return _release_in(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def releases(processed: Path) -> list[Release]:
    """All readable releases, oldest first."""
    return [release for _, release in _by_folder(processed) if release is not None]


def version_folders(processed: Path) -> list[Path]:
    """The folders of all releases, readable or not, oldest first."""
    return sorted(path for path in (processed / "releases").glob("*") if _VERSION.fullmatch(path.name))


def damaged_releases(processed: Path) -> list[Path]:
    """The folders of releases of which a file is missing or changed, oldest first."""
    return [folder for folder, release in _by_folder(processed) if release is None or not is_whole(release)]


def _by_folder(processed: Path) -> Iterator[tuple[Path, Release | None]]:
    for folder in version_folders(processed):
        try:
            yield folder, _release_in(folder)
        except (OSError, ValueError, KeyError, TypeError):
            yield folder, None


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
    paths = {release.folder / name: sha256 for name, sha256 in files.items()}
    return all(path.is_file() and sha256_of(path) == sha256 for path, sha256 in paths.items())


def tables_of_release(
    release: Release, names: Iterable[str] = TABLE, columns: list[str] | None = None
) -> dict[str, pa.Table]:
    """Tables of a release, read back from its files; empty ones where it was published before there was such a table.

    Args:
        release: a published release.
        names: the tables that are wanted.
        columns: those that are wanted of each, None for all.
    """
    return {
        name: read_rows(release.folder / f"{name}.parquet", columns)
        if name in release.tables
        else arrow_schema(TABLE[name]).empty_table()
        for name in names
    }


def rows_of_release(release: Release, names: Iterable[str] = TABLE) -> Rows:
    """The rows of :func:`tables_of_release`."""
    return {name: table.to_pylist() for name, table in tables_of_release(release, names).items()}


def newest_whole(processed: Path) -> Release | None:
    """The newest release whose files are all as they were published, None if there is none."""
    return next(filter(is_whole, reversed(releases(processed))), None)


def publish(draft: Draft, note: Callable[[str], str], processed: Path, made_from: Mapping[str, str]) -> Release:
    """Make a draft the newest release, and that the current one.

    Args:
        draft: all tables of the contract, written.
        note: what changed, for people, when it is given the version of the release.
        processed: the folder of releases.
        made_from: names and digests of what the rows were made from.

    Raises:
        OSError: the folder cannot be written. The current release is untouched.
        PublishError: ``current`` is no link.
    """
    version = f"{_next_number(processed):04d}-{draft.digest[:10]}"
    folder = processed / "releases" / version
    _complete(draft, note, version, made_from)
    # From here on the release is good: a run that is killed before the link is swapped lets the next one swap it.
    _write_flushed(processed / INTENT, version)
    os.replace(draft.folder, folder)
    _flush(folder.parent)
    point_to(processed, folder)
    (processed / INTENT).unlink()
    return _release_in(folder)


def keep_draft(draft: Draft, note: Callable[[str], str], processed: Path) -> Path:
    """Put a draft that may not be published aside for the one who has to look, until a run is well. Returns the folder.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = _place_of_draft(processed)
    drop_draft(processed)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _complete(draft, note, "draft", {})
    os.replace(draft.folder, folder)
    return folder


def kept_draft(processed: Path) -> Path | None:
    """The folder of a draft that was put aside, None if the last run was well."""
    folder = _place_of_draft(processed)
    return folder if folder.is_dir() else None


def drop_draft(processed: Path) -> None:
    """Delete a draft that was put aside: what was wrong with it is no longer so."""
    shutil.rmtree(_place_of_draft(processed), ignore_errors=True)


def _place_of_draft(processed: Path) -> Path:
    return processed / "work" / "draft"


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
    return max((int(folder.name.partition("-")[0]) for folder in version_folders(processed)), default=0) + 1


def _complete(draft: Draft, note: Callable[[str], str], version: str, made_from: Mapping[str, str]) -> None:
    """Put beside the tables what belongs to a release, and see that all of it survives a loss of power."""
    folder = draft.folder
    rows = {table.name: draft.files[table.name].rows for table in TABLES}
    companions = {
        "README.md": dictionary(version, rows),
        "CHANGES.md": note(version),
        "datapackage.json": datapackage(version, rows),
    }
    for name, text in companions.items():
        (folder / name).write_text(text, encoding="utf-8")
    manifest = {
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "attribution": ATTRIBUTION,
        "made_from": dict(made_from),
        "digest": draft.digest,
        "tables": {name: asdict(draft.files[name]) for name in rows},
        "companions": {name: sha256_of(folder / name) for name in companions},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for path in [*sorted(folder.iterdir()), folder]:
        _flush(path)


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
