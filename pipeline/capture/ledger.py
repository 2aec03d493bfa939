"""The lines of the raw store's ledger: what they say, and how they are written and read back.

One JSON object a line. ``record`` names its kind: a ``capture`` (bytes were kept), a ``visit`` (an address was
asked and gave no new document: not modified, gone, blocked, failed, a listing) or a ``round`` (a scrape began or
ended). A line that ends with the control character CANCEL was cut off by a crash and stands for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pipeline.words.addresses import canonical_url
from pipeline.words.model import Capture, CaptureMethod


class VisitOutcome(StrEnum):
    """What became of an address that was asked and gave no new capture."""

    SAME = "same"
    """Answered in full with the bytes that were held already."""
    NOT_MODIFIED = "not_modified"
    READ = "read"
    """A page that only leads to others (robots.txt, sitemap, listing); its bytes are kept, it is no document."""
    REDIRECTED = "redirected"
    GONE = "gone"
    BLOCKED = "blocked"
    """The host said stop."""
    FAILED = "failed"
    REFUSED = "refused"
    """Not asked: robots.txt, a foreign host or a private address."""


class RoundEvent(StrEnum):
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What is known of a capture beside its bytes. Times are UTC; None means that nothing tells.

    ``stands_for`` is the original address when ``url`` is a mirror's; the canonical address is made from it.
    ``robots`` is the decision of robots.txt at that time, ``round_id`` the scrape that asked.
    """

    url: str | None
    method: CaptureMethod
    media_type: str
    captured_at: datetime | None = None
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    archive_url: str | None = None
    file_name: str | None = None
    note: str | None = None
    stands_for: str | None = None
    robots: str | None = None
    round_id: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that was asked and gave no new capture. ``sha256`` names kept bytes, ``visited_at`` is UTC."""

    url: str
    visited_at: datetime
    method: CaptureMethod
    outcome: VisitOutcome
    http_status: int | None = None
    message: str | None = None
    media_type: str | None = None
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    archive_url: str | None = None
    stands_for: str | None = None
    robots: str | None = None
    round_id: str | None = None

    @property
    def canonical_url(self) -> str:
        """The one address of the page, by today's rules."""
        return canonical_url(self.stands_for or self.url)


@dataclass(frozen=True, slots=True)
class Round:
    """A scrape with its scope, as the caller describes it. Unended after a crash, or where a host said stop.

    ``found`` is how many documents the site held within the scope; None while unended.
    """

    round_id: str
    scope: str
    began_at: datetime
    ended: bool
    found: int | None = None


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A capture with what its ledger line tells beside it."""

    capture: Capture
    stands_for: str | None
    round_id: str | None


@dataclass(frozen=True, slots=True)
class RoundEntry:
    round_id: str
    event: RoundEvent
    at: datetime
    scope: str
    found: int | None = None


Entry = CaptureEntry | Visit | RoundEntry

CANCELLED = b"\x18\n"
"""Ends a line that a crash cut off; JSON never holds this character. Cut off itself, it can be written again."""


def capture_of(content: bytes, facts: CaptureFacts) -> Capture:
    """The capture that these bytes and facts make; its id comes from address, time, method and hash.

    Raises:
        ValueError: the address is not an absolute http or https address.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    captured_at = facts.captured_at.astimezone(UTC) if facts.captured_at else None
    address = facts.stands_for or facts.url
    return Capture(
        capture_id=_capture_id(facts.url, captured_at, facts.method, sha256),
        url=facts.url,
        canonical_url=canonical_url(address) if address else None,
        captured_at=captured_at,
        method=facts.method,
        http_status=facts.http_status,
        media_type=facts.media_type,
        bytes=len(content),
        sha256=sha256,
        etag=facts.etag,
        last_modified=facts.last_modified,
        archive_url=facts.archive_url,
        file_name=facts.file_name,
    )


def capture_line(capture: Capture, facts: CaptureFacts, added_at: datetime) -> bytes:
    """The ledger line of a capture, with its line end."""
    beside = {
        "note": facts.note,
        "stands_for": facts.stands_for,
        "robots": facts.robots,
        "round_id": facts.round_id,
        "added_at": added_at,
    }
    return _line("capture", {**asdict(capture), **beside})


def visit_line(visit: Visit) -> bytes:
    """The ledger line of a visit, with its line end."""
    return _line("visit", {**asdict(visit), "canonical_url": visit.canonical_url})


def round_line(round_id: str, event: RoundEvent, at: datetime, scope: str, found: int | None = None) -> bytes:
    """The ledger line that says that a scrape began, or ended and found so many documents."""
    return _line("round", {"round_id": round_id, "event": event, "at": at, "scope": scope, "found": found})


def line_end_for(tail: bytes) -> bytes:
    """What has to be written behind a last line without an end, before another line: a whole line is ended, a
    torn one is cancelled."""
    if not tail:
        return b""
    try:
        entry_from(tail)
    except ValueError:
        return CANCELLED
    return b"\n"


def entry_from(line: bytes) -> Entry:
    """What a ledger line says.

    Raises:
        ValueError: it is no JSON object, lacks a field, or its id does not follow from its fields.
    """
    record = json.loads(line)
    try:
        kind = record.get("record", "capture")
        if kind == "capture":
            return _capture_entry(record)
        if kind == "visit":
            return _visit_from(record)
        if kind == "round":
            return RoundEntry(
                record["round_id"],
                RoundEvent(record["event"]),
                _time(record["at"]),
                record["scope"],
                record.get("found"),
            )
    except AttributeError as error:
        raise ValueError("it is no JSON object") from error
    except KeyError as error:
        raise ValueError(f"{error.args[0]} is missing") from error
    except TypeError as error:
        raise ValueError(f"a field has the wrong type ({error})") from error
    raise ValueError(f"{kind!r} is no known kind of record")


def _capture_id(url: str | None, captured_at: datetime | None, method: CaptureMethod, sha256: str) -> str:
    identity = json.dumps([url, captured_at.isoformat() if captured_at else None, method, sha256])
    return "c-" + hashlib.sha256(identity.encode()).hexdigest()[:16]


def _line(kind: str, values: Mapping[str, object]) -> bytes:
    told = {name: value for name, value in values.items() if value is not None}
    return json.dumps({"record": kind, **told}, ensure_ascii=False, default=_as_text).encode() + b"\n"


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} does not belong in the ledger")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


_CAPTURE_FIELDS = tuple(field.name for field in fields(Capture))
_VISIT_FIELDS = tuple(field.name for field in fields(Visit))


def _capture_entry(record: dict[str, Any]) -> CaptureEntry:
    known: dict[str, Any] = {name: record.get(name) for name in _CAPTURE_FIELDS}
    for name in ("capture_id", "sha256", "media_type", "bytes"):
        if known[name] is None:
            raise KeyError(name)
    known["captured_at"] = _time(known["captured_at"]) if known["captured_at"] else None
    known["method"] = CaptureMethod(record["method"])
    stands_for = record.get("stands_for")
    address = stands_for or known["url"]
    # The canonical form follows the code, not the ledger: a better rule must reach old captures.
    known["canonical_url"] = canonical_url(address) if address else None
    capture = Capture(**known)
    expected = _capture_id(capture.url, capture.captured_at, capture.method, capture.sha256)
    if expected != capture.capture_id:
        raise ValueError("its address, time, method or hash was changed after it was written")
    return CaptureEntry(capture, stands_for, record.get("round_id"))


def _visit_from(record: dict[str, Any]) -> Visit:
    known: dict[str, Any] = {name: record.get(name) for name in _VISIT_FIELDS}
    known["url"] = record["url"]
    known["visited_at"] = _time(record["visited_at"])
    known["method"] = CaptureMethod(record["method"])
    known["outcome"] = VisitOutcome(record["outcome"])
    return Visit(**known)
