"""Captures to documents: the distinct contents of each canonical address, and which of them is current."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.product.extracted import Extracted, Gist
from pipeline.words.ids import document_id
from pipeline.words.model import Capture, Identity

_RICHNESS = {"C": 0, "A": 1, "B": 2, None: 3}
"""How much of a page a rendering keeps; HTML and PDF (no rendering) keep all."""


@dataclass(frozen=True, slots=True)
class Document:
    """Distinct content of one canonical address, with its captures in time order."""

    document_id: str
    canonical_url: str | None
    sha256: str
    media_type: str
    captures: tuple[Capture, ...]

    @property
    def name(self) -> str:
        """How a message names it: file and address, whichever are known."""
        file_name = next((c.file_name for c in self.captures if c.file_name), None)
        if file_name and self.canonical_url:
            return f"{file_name} ({self.canonical_url})"
        return self.canonical_url or (f"{file_name} (no address)" if file_name else f"original {self.sha256[:12]}")


@dataclass(frozen=True, slots=True)
class Held:
    """A document with its gist; ``is_current`` says whether rows are made from it."""

    document: Document
    gist: Gist
    is_current: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A current document with all that it says."""

    document: Document
    extracted: Extracted

    @property
    def identity(self) -> Identity:
        return self.extracted.identity


def documents_of(captures: Iterable[Capture]) -> list[Document]:
    """The documents that captures hold, by id.

    A capture without address joins the document with the same bytes whose address is known, if there is one.
    """
    captures = list(captures)
    addressed: dict[str, str] = {}
    for capture in sorted(captures, key=lambda c: c.canonical_url or ""):
        if capture.canonical_url:
            addressed.setdefault(capture.sha256, capture.canonical_url)
    groups: dict[tuple[str | None, str], list[Capture]] = {}
    for capture in captures:
        url = capture.canonical_url or addressed.get(capture.sha256)
        groups.setdefault((url, capture.sha256), []).append(capture)
    documents = [
        Document(
            document_id(url, sha256),
            url,
            sha256,
            _media_type(group),
            tuple(sorted(group, key=lambda c: (_instant(c.captured_at), c.capture_id))),
        )
        for (url, sha256), group in groups.items()
    ]
    return sorted(documents, key=lambda document: document.document_id)


def with_current(read: Iterable[tuple[Document, Gist]]) -> list[Held]:
    """Every document with whether it is the current one of its address.

    The newest by the page's own date is; among those of one date the one that awaits fewest grades, then the one
    that keeps most of the page, then the one captured last. What the page says comes before the time of capture,
    because old hosts kept showing the state before a grade was published. A page that awaits a grade which another
    one states is not current, unless it is known to be the newer: not every capture keeps the date.
    """
    pairs = list(read)
    by_address: dict[str, list[tuple[Document, Gist]]] = {}
    for document, gist in pairs:
        if document.canonical_url is not None and gist.is_read:
            by_address.setdefault(document.canonical_url, []).append((document, gist))
    newest: dict[str, str] = {}
    for address, held in by_address.items():
        later = (
            [pair for pair in held if not any(_overtakes(other, pair[1]) for _, other in held)] if held[1:] else held
        )
        newest[address] = max(later or held, key=lambda pair: _stage(*pair))[0].document_id
    return [
        Held(
            document,
            gist,
            document.canonical_url is None
            or newest.get(document.canonical_url, document.document_id) == document.document_id,
        )
        for document, gist in pairs
    ]


def _overtakes(other: Gist, gist: Gist) -> bool:
    """Whether ``other`` states a grade, or that there is none, where ``gist`` awaits it, and is not the older."""
    dated, others = _dated(gist), _dated(other)
    if dated and others and dated > others:
        return False
    return not set(gist.awaits).isdisjoint(other.settles)


def _dated(gist: Gist) -> date | None:
    return gist.identity.last_updated or gist.identity.published


def _stage(document: Document, gist: Gist) -> tuple[object, ...]:
    return (
        _dated(gist) or date.min,
        -len(gist.awaits),
        _RICHNESS[gist.rendering],
        max(_instant(capture.captured_at) for capture in document.captures),
        document.sha256,
    )


def _instant(captured_at: datetime | None) -> datetime:
    return captured_at or datetime.min.replace(tzinfo=UTC)


def _media_type(captures: list[Capture]) -> str:
    return min(capture.media_type for capture in captures)
