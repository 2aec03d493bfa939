"""Saved files into the raw store: what a path holds, as bytes with the facts that the files themselves tell.

Taken are: HTML, MHTML, PDF and text files, folders and zips of them, WARC and WACZ, and a CSV manifest that
tells where files come from. A file's own date is never its time of capture: it tells when it was copied.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.capture.imported import CAPTURE_LIMIT, Import, Imported, Refusal
from pipeline.capture.imports_archive import WarcRules, captures_in_warc, is_warc
from pipeline.capture.ledger import CaptureFacts
from pipeline.capture.manifest import ManifestRow, read_manifest
from pipeline.capture.media import READABLE, TEXT, looks_like, media_type_of
from pipeline.capture.saved_page import Told, is_mhtml, told_by_address, told_by_html, unpack_mhtml
from pipeline.capture.store import RawStore
from pipeline.words.addresses import Mirror, canonical_url, is_site_address, original_address
from pipeline.words.model import Capture, CaptureMethod

__all__ = ["AddSummary", "Import", "Imported", "Refusal", "add", "files_in", "imports_of", "media_type_of"]

ZIP_DEPTH = 3
"""Zips inside zips are opened so deep."""

ZIP_LIMIT = 10 * CAPTURE_LIMIT
"""The most bytes that a zip inside a zip may have."""

_HEAD = 8192
_TEXT_ENDINGS = frozenset({".txt", ".text", ""})
"""Among many files only these are text captures; a text file named by itself may be called anything."""

_PROMISING = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".pdf"})
"""A file of such a name is meant to be a report."""

_MANIFEST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What adding did: captures that are new, captures that were held already, and what was refused."""

    added: tuple[Capture, ...]
    known: tuple[Capture, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A file on disk or in a zip. ``name`` is its path inside what was named, with ``/``."""

    path: Path
    place: str
    name: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """``alone``: somebody named this very file, so it is taken whatever it is called."""

    mirrors: tuple[Mirror, ...]
    alone: bool
    depth: int = 0

    def of_archive(self) -> WarcRules:
        return WarcRules(
            lambda url: is_site_address(url) or original_address(url, self.mirrors) is not None,
            lambda url: original_address(url, self.mirrors),
        )


def add(
    store: RawStore,
    paths: Iterable[Path],
    url: str | None = None,
    captured_at: datetime | None = None,
    mirrors: Iterable[Mirror] = (),
    note: str | None = None,
) -> AddSummary:
    """Put all captures of these paths into the store. ``note`` is a remark for the ledger.

    Other arguments and errors are those of :func:`imports_of`.

    Raises:
        StoreError: the store cannot be written; what was added before stays.
    """
    added: list[Capture] = []
    known: list[Capture] = []
    refused: list[Refusal] = []
    for path in paths:
        for found in imports_of(path, url, captured_at, mirrors):
            if isinstance(found, Refusal):
                refused.append(found)
                continue
            capture, new = store.put(found.content, replace(found.facts, note=note))
            (added if new else known).append(capture)
    return AddSummary(tuple(added), tuple(known), tuple(refused))


def files_in(path: Path) -> list[Path]:
    """The file itself, or all files below a folder in name order, hidden ones left out.

    A link that leads nowhere is among them, so that it is named as unreadable.

    Raises:
        FileNotFoundError: there is no such path.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: no such file or folder")
    return sorted(
        found
        for found in path.rglob("*")
        if (found.is_file() or not found.exists())
        and not any(part.startswith(".") for part in found.relative_to(path).parts)
    )


def imports_of(
    path: Path,
    url: str | None = None,
    captured_at: datetime | None = None,
    mirrors: Iterable[Mirror] = (),
) -> Iterator[Imported]:
    """The captures that a file or folder holds, and refusals for what is none.

    ``url`` and ``captured_at`` (UTC) hold for every file; an address inside a web archive gives the original
    address and, unless ``captured_at`` is given, the time of capture. ``mirrors`` are further sites whose
    answers in a WARC file are taken.

    Raises:
        FileNotFoundError: there is no such path.
        ValueError: ``url`` is not an absolute http or https address.
    """
    if url:
        canonical_url(url)
    given = told_by_address(url, captured_at)
    rules = _Rules(tuple(mirrors), alone=path.is_file())
    if path.is_file():
        source = _on_disk(path, path.name)
        rows = _manifest_of(source)
        if rows is None:
            yield from _imports_from(source, given, rules)
        else:
            yield from _listed_on_disk(source, rows, given, rules)
        return
    sources = [_on_disk(file, file.relative_to(path).as_posix()) for file in files_in(path)]
    yield from _imports_from_many(sources, given, rules)


def _on_disk(path: Path, name: str) -> _Source:
    return _Source(path, str(path), name, lambda: path.open("rb"))


def _listed_on_disk(manifest: _Source, rows: list[ManifestRow], given: Told, rules: _Rules) -> Iterator[Imported]:
    for row in rows:
        file = manifest.path.parent / row.path
        if row.wrong or not file.is_file():
            yield _wrong_row(manifest, row)
        else:
            yield from _imports_from(_on_disk(file, row.path), _told_by_row(row, given), rules)


def _imports_from_many(sources: list[_Source], given: Told, rules: _Rules) -> Iterator[Imported]:
    """The captures of files that lie together; manifests among them tell about the others."""
    by_name = {source.name: source for source in sources}
    listed: dict[str, Told] = {}
    manifests = set()
    for source in sources:
        rows = _manifest_of(source)
        if rows is None:
            continue
        manifests.add(source.name)
        for row in rows:
            name = (PurePosixPath(source.name).parent / row.path).as_posix()
            if row.wrong or name not in by_name:
                yield _wrong_row(source, row)
            else:
                listed[name] = _told_by_row(row, given)
    for source in sources:
        if source.name in manifests or _belongs_to_saved_page(source.name, by_name):
            continue
        named = replace(rules, alone=source.name in listed)
        yield from _imports_from(source, listed.get(source.name, given), named)


def _manifest_of(source: _Source) -> list[ManifestRow] | None:
    if not source.name.lower().endswith(".csv"):
        return None
    try:
        with source.open() as stream:
            return read_manifest(stream.read(_MANIFEST_BYTES))
    except (OSError, zipfile.BadZipFile, RuntimeError, zlib.error):
        return None


def _told_by_row(row: ManifestRow, given: Told) -> Told:
    if not row.url:
        return Told(given.url, row.captured_at or given.captured_at, given.archive_url)
    return told_by_address(row.url, row.captured_at or given.captured_at)


def _wrong_row(manifest: _Source, row: ManifestRow) -> Refusal:
    wrong = row.wrong or f"there is no file {row.path!r} beside the manifest"
    return Refusal(manifest.path, f"Line {row.line} of the manifest: {wrong}.", f"{manifest.place}:{row.line}")


def _belongs_to_saved_page(name: str, names: Iterable[str]) -> bool:
    """Whether the file lies in the folder that a browser saved beside a page, with its pictures and scripts."""
    folders = [str(folder) for folder in PurePosixPath(name).parents if str(folder).endswith("_files")]
    return any(f"{folder.removesuffix('_files')}{end}" in names for folder in folders for end in (".html", ".htm"))


def _imports_from(source: _Source, given: Told, rules: _Rules) -> Iterator[Imported]:
    try:
        with source.open() as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            if head.startswith(b"PK\x03\x04"):
                yield from _imports_from_zip(source, stream, given, rules)
            elif is_warc(head):
                yield from captures_in_warc(stream, source.path, source.place, rules.of_archive())
            else:
                yield _page(source, stream.read(CAPTURE_LIMIT + 1), given, rules)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error) as error:
        # RuntimeError and NotImplementedError: encrypted members and compressions that zipfile does not know.
        yield Refusal(source.path, f"It cannot be read ({error}).", source.place)


def _page(source: _Source, content: bytes, given: Told, rules: _Rules) -> Imported:
    if len(content) > CAPTURE_LIMIT:
        return _refused(source, f"It is larger than {CAPTURE_LIMIT:,} bytes.")
    told = Told()
    if is_mhtml(content):
        page = unpack_mhtml(content)
        if page is None:
            return _refused(source, "It is an MHTML file without a page in it.")
        content, told = page.content, page.told
    media_type = media_type_of(content)
    reason = _why_no_document(source, content, media_type, rules)
    if reason:
        return _refused(source, reason)
    if media_type == "text/html" and not told.url:
        inside = told_by_html(content)
        told = Told(inside.url, told.captured_at or inside.captured_at, inside.archive_url)
    url = given.url or told.url or _address_in_name(source.name)
    return Import(
        source.path,
        content,
        CaptureFacts(
            url=url,
            method=CaptureMethod.FILE,
            media_type=media_type,
            captured_at=given.captured_at or told.captured_at,
            archive_url=given.archive_url if given.url else told.archive_url,
            file_name=PurePosixPath(source.name).name,
            stands_for=original_address(url, rules.mirrors) if url else None,
        ),
        source.place,
    )


def _why_no_document(source: _Source, content: bytes, media_type: str, rules: _Rules) -> str | None:
    ending = PurePosixPath(source.name).suffix.lower()
    if ending in _PROMISING:
        # Called a report but none inside: it is kept, and each run tells what is wrong until it is replaced.
        return None
    if not content.strip():
        return "It is empty."
    known = looks_like(content)
    if known or media_type not in READABLE:
        return f"It is {known or 'a file of an unknown kind'}. Reports are read from HTML, PDF or text: save it so."
    if media_type == TEXT and not rules.alone and ending not in _TEXT_ENDINGS:
        return f"It is text, but its name ends in {ending}. Call it .txt, or name the file itself, to add it."
    return None


def _address_in_name(name: str) -> str | None:
    """The address that a folder of a mirroring program spells, ``…/<host>/<path>[/index.html]``."""
    parts = PurePosixPath(name).parts
    for number in range(len(parts) - 1):
        address = "https://" + "/".join(parts[number:])
        if is_site_address(address):
            return address.removesuffix("index.html")
    return None


def _imports_from_zip(source: _Source, stream: IO[bytes], given: Told, rules: _Rules) -> Iterator[Imported]:
    if rules.depth >= ZIP_DEPTH:
        yield _refused(source, f"Zips inside zips are opened {ZIP_DEPTH} deep. Unpack it first.")
        return
    with _seekable(stream, rules.depth) as whole:
        if whole is None:
            yield _refused(source, f"It is larger than {ZIP_LIMIT:,} bytes. Unpack it first.")
            return
        with zipfile.ZipFile(whole) as opened:
            names = [entry.filename for entry in opened.infolist() if not entry.is_dir()]
            if "[Content_Types].xml" in names:
                yield _refused(source, "It is a Word or Excel file. Save it as PDF.")
                return
            members = [_member(source, opened, name) for name in sorted(names) if _is_wanted(name, names)]
            inner = _Rules(rules.mirrors, alone=False, depth=rules.depth + 1)
            yield from _imports_from_many(members, given, inner)


def _member(source: _Source, opened: zipfile.ZipFile, name: str) -> _Source:
    return _Source(source.path, f"{source.place}: {name}", name, lambda: opened.open(name))


def _is_wanted(name: str, names: list[str]) -> bool:
    parts = PurePosixPath(name).parts
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return False
    # A WACZ describes itself beside its archive; only the archive holds pages.
    return "datapackage.json" not in names or parts[0] == "archive" or not _holds_archive(names)


def _holds_archive(names: list[str]) -> bool:
    return any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in names)


@contextmanager
def _seekable(stream: IO[bytes], depth: int) -> Iterator[IO[bytes] | None]:
    """A zip's bytes to jump about in; one inside a zip is copied first. None if it is too large."""
    if depth == 0:
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(_Limited(stream, ZIP_LIMIT + 1), copy)
        yield copy if copy.tell() <= ZIP_LIMIT else None


class _Limited(io.RawIOBase):
    """A stream's first bytes, up to a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._left = limit

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(piece)
        return piece


def _refused(source: _Source, message: str) -> Refusal:
    return Refusal(source.path, message, source.place)
