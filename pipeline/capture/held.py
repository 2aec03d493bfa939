"""What the store knew before a scrape, and what an interrupted one has asked already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeline.capture.ledger import CaptureEntry, Visit, VisitOutcome
from pipeline.capture.store import RawStore
from pipeline.words.model import Capture, CaptureMethod

_ANSWERED = frozenset(
    {
        VisitOutcome.SAME,
        VisitOutcome.NOT_MODIFIED,
        VisitOutcome.READ,
        VisitOutcome.REDIRECTED,
        VisitOutcome.GONE,
    }
)
"""Outcomes that need no second asking in one scrape. What failed or was blocked may go well after a crash."""


@dataclass(frozen=True, slots=True)
class Known:
    """The version that one address gave last, with what its server told about it. ``at`` is UTC."""

    at: datetime
    sha256: str
    media_type: str | None
    etag: str | None
    last_modified: str | None


class Held:
    """A picture of the store at the beginning of a scrape; ``round_id`` is that scrape's own."""

    def __init__(self, store: RawStore, round_id: str) -> None:
        self._store = store
        self._latest: dict[str, Capture] = {}
        self._in_round: dict[str, CaptureEntry | Visit] = {}
        self._known: dict[str, Known] = {}
        self._gone: dict[str, datetime] = {}
        self._archived: dict[str, Capture] = {}
        for entry in store.entries():
            self._take_capture(entry, round_id)
        for visit in store.visits():
            self._take_visit(visit, round_id)

    def latest(self, canonical_url: str) -> Capture | None:
        """The newest capture of a page from before this scrape, by whatever way it came."""
        return self._latest.get(canonical_url)

    def is_same(self, capture: Capture, content: bytes) -> bool:
        """Whether the bytes are those of the capture."""
        return hashlib.sha256(content).hexdigest() == capture.sha256

    def in_round(self, url: str) -> CaptureEntry | Visit | None:
        """What this very address gave when the interrupted scrape asked it."""
        return self._in_round.get(url)

    def for_address(self, url: str) -> Known | None:
        """The version that exactly this address gave last, if its bytes are in the store."""
        known = self._known.get(url)
        return known if known and self._store.path_of(known.sha256) else None

    def live_addresses(self) -> Iterator[str]:
        """Addresses at which pages were found and which were not gone when they were asked last, sorted."""
        for url, known in sorted(self._known.items()):
            if url not in self._gone or self._gone[url] < known.at:
                yield url

    def archived(self, archive_url: str) -> Capture | None:
        """The capture that this address of a web archive gave; it never changes."""
        return self._archived.get(archive_url)

    def _take_capture(self, entry: CaptureEntry, round_id: str) -> None:
        capture = entry.capture
        in_round = entry.round_id == round_id
        if in_round and capture.url:
            self._in_round[capture.archive_url or capture.url] = entry
        if capture.archive_url:
            self._archived[capture.archive_url] = capture
        if capture.canonical_url and not in_round:
            before = self._latest.get(capture.canonical_url)
            if before is None or _age(before) <= _age(capture):
                self._latest[capture.canonical_url] = capture
        if capture.method is CaptureMethod.LIVE and capture.url and capture.captured_at:
            known = Known(capture.captured_at, capture.sha256, capture.media_type, capture.etag, capture.last_modified)
            self._take_known(capture.url, known)

    def _take_visit(self, visit: Visit, round_id: str) -> None:
        address = visit.archive_url or visit.url
        if visit.round_id == round_id and visit.outcome in _ANSWERED:
            self._in_round[address] = visit
        if visit.method is not CaptureMethod.LIVE:
            return
        if visit.sha256 and visit.outcome in _ANSWERED:
            known = Known(visit.visited_at, visit.sha256, visit.media_type, visit.etag, visit.last_modified)
            self._take_known(visit.url, known)
        if visit.outcome is VisitOutcome.GONE and visit.round_id != round_id:
            self._gone[visit.url] = visit.visited_at

    def _take_known(self, url: str, known: Known) -> None:
        if url not in self._known or self._known[url].at <= known.at:
            self._known[url] = known


def _age(capture: Capture) -> str:
    return capture.captured_at.isoformat() if capture.captured_at else ""
