"""What pdfminer keeps of a document, and making it little.

It keeps all objects it has read: the contents and pictures of every page, and the whole structure tree. And it has a
table of where each object is, of which tagged files have some fifty a page. Fonts are kept elsewhere.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pdfminer.pdfdocument import PDFDocument, PDFXRef

_PACKED_HELD = 16
"""So many packed objects' streams are kept: the next pages want the same ones again, and unpacking takes long."""

_LARGEST = 2**62


def let_go(document: PDFDocument) -> None:
    """Forgets what was read; it is read again if it is wanted again."""
    document._cached_objs.clear()
    if len(document._parsed_objs) > _PACKED_HELD:
        document._parsed_objs.clear()


_Place: TypeAlias = tuple[int | None, int, int]
"""Number of the stream that packs an object (of none here), its offset, its generation."""


class PackedOffsets(Mapping[int, _Place]):
    """Where objects are, in a twentieth of the memory of a dictionary."""

    def __init__(self, offsets: Mapping[int, _Place]) -> None:
        self._numbers = array("q", sorted(offsets))
        self._offsets = array("q", (offsets[number][1] for number in self._numbers))
        self._generations = {number: place[2] for number, place in offsets.items() if place[2]}

    def __getitem__(self, number: int) -> _Place:
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            raise KeyError(number)
        return None, self._offsets[at], self._generations.get(number, 0)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def pack_offsets(document: PDFDocument) -> None:
    """Packs the tables of places of a document; those in streams are packed anyway."""
    for xref in document.xrefs:
        offsets: Any = getattr(xref, "offsets", None)
        if isinstance(xref, PDFXRef) and isinstance(offsets, dict) and _fits(offsets):
            changeable: Any = xref
            changeable.offsets = PackedOffsets(offsets)


def _fits(offsets: Mapping[int, _Place]) -> bool:
    """Whether no damaged table points beyond any file."""
    return all(stream is None and abs(number) | abs(place) < _LARGEST for number, (stream, place, _) in offsets.items())
