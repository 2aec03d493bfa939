"""WARC files, plain, gzipped or inside a WACZ: their responses as captures.

Only answers with status 200 of the inspectorate's hosts that are HTML, PDF or text are captures. The library
gives a short body without an error where a file is cut off, so lengths and digests are compared here.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from pipeline.capture.imported import CAPTURE_LIMIT, Import, Imported, Refusal
from pipeline.capture.ledger import CaptureFacts
from pipeline.capture.media import READABLE, media_type_of
from pipeline.capture.saved_page import told_by_address
from pipeline.words.addresses import canonical_url
from pipeline.words.model import CaptureMethod

GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class WarcRules:
    """Which addresses are ours, and the original that a mirror's address stands for (None: it is no mirror's)."""

    is_ours: Callable[[str], bool]
    original_of: Callable[[str], str | None]


def is_warc(content: bytes) -> bool:
    """Whether the first bytes of a file are those of a WARC file, gzipped or not. A few kilobytes are enough."""
    if content.startswith(GZIP_MAGIC):
        try:
            content = zlib.decompressobj(31).decompress(content, 16)
        except zlib.error:
            return False
    return content.startswith(b"WARC/")


def captures_in_warc(stream: IO[bytes], path: Path, place: str, rules: WarcRules) -> Iterator[Imported]:
    """The captures of a WARC file, read from its beginning; ends with what was left out and why.

    ``path`` and ``place`` name the file in messages. The stream must be able to seek.
    """
    is_whole = _gzip_is_whole if stream.read(2) == GZIP_MAGIC else _plain_is_whole
    stream.seek(0)
    if not is_whole(stream):
        yield Refusal(path, _CUT_FILE, place)
    stream.seek(0)
    left_out: Counter[str] = Counter()
    for record in _records(stream):
        if isinstance(record, str):
            yield Refusal(path, record, place)
            break
        found = _why_not(record, rules) or _capture_from(record, path, place, rules)
        if isinstance(found, str):
            left_out[found] += 1
        else:
            yield found
    if left_out:
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))
        yield Refusal(path, f"Records left out: {told}.", place, on_purpose=True)


def _records(stream: IO[bytes]) -> Iterator[Any]:
    """The records of the file; where it cannot be read on, a message as the last value."""
    records = iter(ArchiveIterator(stream, check_digests=True))
    while True:
        try:
            yield next(records)
        except StopIteration:
            return
        except Exception as error:
            # A damaged record makes the library fail with whatever its parsing happens to meet.
            yield f"The WARC file cannot be read on from here ({type(error).__name__}: {error})."
            return


_CUT_FILE = "The file is cut off: its last record is missing or short. Get the whole file; the rest was read."


def _why_not(record: ArcWarcRecord, rules: WarcRules) -> str | None:
    if record.rec_type == "revisit":
        return "that repeat an earlier answer"
    if record.rec_type not in {"response", "resource"}:
        return f"of type {record.rec_type}"
    url = _address(record)
    if not url or not rules.is_ours(told_by_address(url).url or url):
        return "of other hosts"
    if record.rec_type == "response":
        status = record.http_headers.get_statuscode() if record.http_headers else ""
        if status != "200":
            return f"with status {status or 'unknown'}"
    return None


def _address(record: ArcWarcRecord) -> str:
    # wget writes the address in angle brackets.
    return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")


def _capture_from(record: ArcWarcRecord, path: Path, place: str, rules: WarcRules) -> Imported | str:
    """The capture of a record, a refusal if it is damaged, or the reason why it is none."""
    url = _address(record)
    where = f"{place}: {url}"
    content = record.content_stream().read(CAPTURE_LIMIT + 1)
    if len(content) > CAPTURE_LIMIT:
        return Refusal(path, f"The answer is larger than {CAPTURE_LIMIT:,} bytes.", where)
    damage = _damage_of(record, content)
    if damage:
        return Refusal(path, f"{damage} Get the whole file, or the page again.", where)
    media_type = media_type_of(content)
    if media_type not in READABLE or _is_not_text(record, media_type):
        return "that are no HTML, PDF or text"
    if not content.strip():
        return "without content"
    try:
        canonical_url(url)
    except ValueError as error:
        return Refusal(path, f"Its address cannot be used: {error}.", where)
    told = told_by_address(url, _time(record))
    headers = record.http_headers
    return Import(
        path,
        content,
        CaptureFacts(
            url=told.url,
            method=CaptureMethod.WARC,
            media_type=media_type,
            captured_at=told.captured_at,
            http_status=200 if headers else None,
            etag=headers.get_header("ETag") if headers else None,
            last_modified=headers.get_header("Last-Modified") if headers else None,
            archive_url=told.archive_url,
            file_name=path.name,
            stands_for=rules.original_of(url),
        ),
        where,
    )


def _damage_of(record: ArcWarcRecord, content: bytes) -> str | None:
    """How a record whose content was read falls short of what it announces, None if it does not."""
    while record.raw_stream.read(_PIECE):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        return "The record is cut off: it is shorter than its Content-Length."
    if record.digest_checker is not None and record.digest_checker.passed is False:
        return "The bytes do not have the digest that the record states."
    headers = record.http_headers
    if headers and not headers.get_header("Content-Encoding") and not headers.get_header("Transfer-Encoding"):
        stated = headers.get_header("Content-Length")
        if stated and stated.isdigit() and int(stated) != len(content):
            return f"The answer has {len(content):,} bytes where its server announced {int(stated):,}."
    return None


def _is_not_text(record: ArcWarcRecord, media_type: str) -> bool:
    """Whether bytes that could be any text are stated to be something else (script, style, JSON, picture)."""
    headers = record.http_headers or record.rec_headers
    stated = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return media_type == "text/plain" and stated not in {"text/plain", "text/html", ""}


def _time(record: ArcWarcRecord) -> datetime | None:
    stated = record.rec_headers.get_header("WARC-Date")
    try:
        time = datetime.fromisoformat(stated) if stated else None
    except ValueError:
        return None
    if time is None:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _gzip_is_whole(stream: IO[bytes]) -> bool:
    """Whether a file of gzip members ends with the end of one."""
    member = None
    while piece := stream.read(_PIECE):
        while piece:
            member = member or zlib.decompressobj(31)
            try:
                member.decompress(piece, _PIECE)
            except zlib.error:
                return False
            if member.eof:
                piece, member = member.unused_data.lstrip(b"\0"), None
            else:
                piece = member.unconsumed_tail
    if member:
        member.flush()
    return member is None or member.eof


def _plain_is_whole(stream: IO[bytes]) -> bool:
    """Whether a file of uncompressed records has all the bytes that their headers announce."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    while line := stream.readline():
        if not line.strip():
            continue
        length = None
        while line.strip():
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
            line = stream.readline()
        if length is None or stream.seek(length, os.SEEK_CUR) > end:
            return False
    return True
