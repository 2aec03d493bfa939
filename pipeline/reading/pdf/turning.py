"""Pages that stand sideways: read as if they lay before the reader, and their places told as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfinterp import PDFResourceManager

from pipeline.reading.pdf.chars import PageDevice, read_content
from pipeline.reading.pdf.drawn import Glyph, PageContent
from pipeline.words.model import Box, Passage

_LEAST = 60
_MOSTLY = 0.6
_RIGHT, _LEFT = 90, 270


@dataclass(frozen=True, slots=True)
class Turn:
    """``angle``: degrees to the right by which a page was turned, ``width`` and ``height`` are those after it."""

    angle: int
    width: float
    height: float


def is_sideways(glyphs: Sequence[Glyph]) -> bool:
    """Whether most letters of a page are turned; some alone are those of a diagram or a margin."""
    turned = sum(not glyph.text.isspace() for glyph in [glyph for glyph in glyphs if not glyph.upright])
    return turned >= _LEAST and turned >= _MOSTLY * sum(not glyph.text.isspace() for glyph in glyphs)


def read_turned(page: Any, device: PageDevice, resources: PDFResourceManager) -> tuple[PageContent, Turn] | None:
    """The content of a sideways pdfminer page with its letters upright; None where no turn makes them so."""
    stands = page.rotate
    for angle in (_RIGHT, _LEFT):
        page.rotate = (stands + angle) % 360
        try:
            content = read_content(page, device, resources)
        finally:
            page.rotate = stands
        if not is_sideways(content.glyphs):
            return content, Turn(angle, content.width, content.height)
    return None


def turned_back(passages: Iterable[Passage], turns: Mapping[int, Turn]) -> Iterator[Passage]:
    """The passages with their places on the pages as these stand."""
    for passage in passages:
        turn = turns.get(passage.box.page) if passage.box else None
        yield passage._replace(box=_back(passage.box, turn)) if passage.box and turn else passage


def _back(box: Box, turn: Turn) -> Box:
    if turn.angle == _RIGHT:
        return Box(box.page, box.top, turn.width - box.x1, box.bottom, turn.width - box.x0)
    return Box(box.page, turn.height - box.bottom, box.x0, turn.height - box.top, box.x1)
