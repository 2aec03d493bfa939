"""The values that imports give: a capture found in a file, or the reason why something in it is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.capture.ledger import CaptureFacts

CAPTURE_LIMIT = 100_000_000
"""The most bytes that one page or PDF may have; the largest report known has a tenth of it. Guards against
compressed files that unfold without end."""


@dataclass(frozen=True, slots=True)
class Import:
    """One capture found in a path, ready to be put into the store.

    ``place`` names it for a person: the file, and for a member of an archive its name or address.
    """

    path: Path
    content: bytes
    facts: CaptureFacts
    place: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that is not imported, why, and what to do. ``on_purpose`` if nobody would expect it to be."""

    path: Path
    message: str
    place: str
    on_purpose: bool = False


Imported = Import | Refusal
