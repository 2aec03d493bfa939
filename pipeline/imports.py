"""Saved files into the raw store: what a path holds, as bytes with the facts that the file itself tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.addresses import archived_address
from pipeline.model import CaptureMethod
from pipeline.store import CaptureFacts

_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")


@dataclass(frozen=True, slots=True)
class Import:
    """One capture found in a path, ready to be put into the store."""

    path: Path
    content: bytes
    facts: CaptureFacts


def files_in(path: Path) -> list[Path]:
    """The file itself, or all files below a folder in name order, hidden ones left out.

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
        if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts)
    )


def media_type_of(content: bytes) -> str:
    """The media type that the bytes themselves show, whatever the file is called."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(_HTML_STARTS) or b"<html" in start:
        return "text/html"
    if b"\0" in content[:8192] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "application/octet-stream"
    return "text/plain"


def imports_of(path: Path, url: str | None = None, captured_at: datetime | None = None) -> Iterator[Import]:
    """The captures that a file or folder holds.

    ``url`` and ``captured_at`` (UTC) hold for every file; an address inside a web archive gives the original
    address and, unless ``captured_at`` is given, the time of capture.

    Raises:
        FileNotFoundError: there is no such path.
    """
    archived = archived_address(url) if url else None
    for file in files_in(path):
        content = file.read_bytes()
        yield Import(
            file,
            content,
            CaptureFacts(
                url=archived.url if archived else url,
                method=CaptureMethod.FILE,
                media_type=media_type_of(content),
                captured_at=captured_at or (archived.captured_at if archived else None),
                archive_url=archived.archive_url if archived else None,
                file_name=file.name,
            ),
        )
