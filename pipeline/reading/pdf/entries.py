"""What becomes of a block when its lines are let go: its text and place, and what is still asked of its look.

A document's lines take far more memory than its words, so each block is settled as soon as nothing can join it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.guide import Guide
from pipeline.reading.pdf.joining import join_lines
from pipeline.reading.pdf.links import Link
from pipeline.reading.pdf.markers import Marker
from pipeline.reading.pdf.regions import Region
from pipeline.words.model import Box, PassageKind, Shown

_RECENT = 4


@dataclass(slots=True)
class Entry:
    """A passage in the making, without its lines; ``region`` is emptied.

    ``size``, ``bold`` and ``italic`` are those of most of its letters, ``x0`` is where its first line begins,
    ``contents`` are its marked contents by page and number, ``tag_level`` the level its tags give a heading. What
    its place among the others tells (``level`` to ``position``) is set later.
    """

    kind: PassageKind
    region: Region
    text: str
    box: Box
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    x0: float = 0.0
    marker: Marker | None = None
    note: bool = False
    outside: bool = False
    by_tag: bool = False
    box_number: int | None = None
    links: tuple[str, ...] = ()
    contents: tuple[tuple[int, int], ...] = ()
    tag_level: int | None = None
    shown: Shown = Shown.TEXT
    level: int | None = None
    parent: Entry | None = None
    continues: Entry | None = None
    list_number: int | None = None
    position: int = 0

    @property
    def page(self) -> int:
        return self.box.page


@dataclass(slots=True)
class Settler:
    """Turns blocks into entries. ``links`` are those of the document by page."""

    vocabulary: Mapping[str, int]
    links: Mapping[int, Sequence[Link]]
    guide: Guide
    regions: dict[int, Region] = field(default_factory=dict)

    def settle(self, block: Block) -> Entry:
        region = self.regions.get(block.region.key)
        if region is None:
            # Only the latest are kept: blocks come region by region.
            self.regions = dict(list(self.regions.items())[-_RECENT:])
            region = self.regions[block.region.key] = block.region.emptied()
        style = block.style
        box = _box_of(block)
        return Entry(
            block.kind,
            region,
            _text_of(block, self.vocabulary),
            box,
            style.size,
            block.bold,
            style.italic,
            block.lines[0].x0,
            block.marker,
            block.note,
            block.outside,
            block.by_tag,
            block.box_number,
            self._links_in(block, box),
            tuple({(line.page, mcid): None for line in block.lines for mcid in line.mcids}),
            self.guide.level_of(block.lines) if block.kind is PassageKind.HEADING else None,
        )

    def _links_in(self, block: Block, box: Box) -> tuple[str, ...]:
        found: list[str] = []
        for link in self.links.get(box.page, ()):
            if link.address in found:
                continue
            middle = (link.top + link.bottom) / 2
            if any(
                line.top <= middle <= line.bottom and link.x0 < line.x1 and link.x1 > line.x0
                for line in block.lines
                if line.page == link.page
            ):
                found.append(link.address)
        return tuple(found)


def _text_of(block: Block, vocabulary: Mapping[str, int]) -> str:
    """The words of a block without its list marker."""
    texts = [line.text for line in block.lines]
    if block.note:
        texts[0] = re.sub(r"^(\d{1,3})(?=[^\W\d_])", r"\1 ", texts[0])
    if block.marker is not None:
        texts[0] = texts[0][len(block.marker.text) :].lstrip()
    return join_lines(texts, vocabulary)


def _box_of(block: Block) -> Box:
    """The place of a block's lines on the page it begins on."""
    lines = [line for line in block.lines if line.page == block.page]
    return Box(
        block.page,
        round(min(line.x0 for line in lines), 2),
        round(min(line.top for line in lines), 2),
        round(max(line.x1 for line in lines), 2),
        round(max(line.bottom for line in lines), 2),
    )
