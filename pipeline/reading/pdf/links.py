"""The links of a page: addresses with the area that leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.pdftypes import list_value, resolve1

from pipeline.reading.pdf.drawn import PageContent

_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link's address and the area of the page that leads to it."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    address: str


def links_of(page: Any, content: PageContent, number: int) -> Iterator[Link]:
    """The web addresses linked from a pdfminer page; broken annotations and turned pages are passed over."""
    if page.rotate:
        return
    for reference in list_value(page.annots)[:_MOST] if page.annots else ():
        annotation = resolve1(reference)
        if not isinstance(annotation, dict):
            continue
        action = resolve1(annotation.get("A"))
        address = resolve1(action.get("URI")) if isinstance(action, dict) else None
        corners = resolve1(annotation.get("Rect"))
        if not isinstance(address, bytes) or not isinstance(corners, list) or len(corners) != 4:
            continue
        corners = [resolve1(corner) for corner in corners]
        if not all(isinstance(corner, int | float) for corner in corners):
            continue
        left, top = page.cropbox[0], page.cropbox[3]
        x0, x1 = sorted((corners[0] - left, corners[2] - left))
        high, low = sorted((top - corners[1], top - corners[3]))
        yield Link(number, x0, high, x1, low, address.decode("utf-8", "replace"))
