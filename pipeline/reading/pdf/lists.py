"""Depth, parent and list of each item, by where its marker stands; paragraphs that go on with an item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.markers import Marker
from pipeline.reading.pdf.regions import RegionKind
from pipeline.words.model import PassageKind

_DEEPER = 5.0
"""Markers at least this many points further right are nested; Word's smallest step is about 14."""


@dataclass(slots=True)
class _Level:
    block: Block
    marker: Marker
    x0: float


@dataclass(slots=True)
class _Container:
    """The open list of the running text, of one box, or of one table cell."""

    levels: list[_Level] = field(default_factory=list)
    list_number: int = 0


def nest_items(blocks: Iterable[Block]) -> None:
    """Sets ``level``, ``parent``, ``list_number`` and ``continues`` on the blocks, given in reading order."""
    containers: dict[object, _Container] = {}
    lists = 0
    for block in blocks:
        if block.outside or block.note:
            continue
        container = containers.setdefault(_key(block), _Container())
        if block.marker is not None:
            lists = _place_item(block, block.marker, container, lists)
        elif block.kind is PassageKind.PARAGRAPH or _is_lead_in(block):
            _place_paragraph(block, container)
        else:
            container.levels.clear()


def _key(block: Block) -> object:
    if block.region.kind is RegionKind.CELL:
        return ("cell", block.page, block.region.table, block.region.row, block.region.column)
    return ("box", block.box_number) if block.box_number else "flow"


def _left(block: Block) -> float:
    """The left edge that indents are measured from: in columns that of the column, else the page's."""
    if not block.region.narrow:
        return 0.0
    return min(line.x0 for line in block.region.lines)


def _place_item(block: Block, marker: Marker, container: _Container, lists: int) -> int:
    x0 = marker.x0 - _left(block)
    levels = container.levels
    popped: _Level | None = None
    while levels and x0 < levels[-1].x0 - _DEEPER:
        popped = levels.pop()
    if levels and x0 <= levels[-1].x0 + _DEEPER:
        popped = levels.pop()
    top = levels[-1] if levels else None
    if top is None and (popped is None or _is_other_list(popped.marker, marker)):
        lists += 1
        container.list_number = lists
    block.level = len(levels)
    block.parent = top.block if top else None
    block.list_number = container.list_number
    levels.append(_Level(block, marker, x0))
    return lists


def _is_other_list(before: Marker, marker: Marker) -> bool:
    """Whether a marker at the same depth begins a list of its own: another kind, or the count begins anew."""
    if (before.value is None) != (marker.value is None):
        return True
    if before.value is None or marker.value is None:
        return False
    return before.shape != marker.shape or (marker.value == 1 and before.value >= 1)


def _is_lead_in(block: Block) -> bool:
    """Whether a bold line is the lead-in of a nested list ("Immediately:") if it stands below an item's words."""
    return block.kind is PassageKind.HEADING and block.lines[-1].text.rstrip().endswith(":")


def _place_paragraph(block: Block, container: _Container) -> None:
    """A paragraph at or right of an item's words goes on with that item; any other ends the list."""
    x0 = block.lines[0].x0 - _left(block)
    levels = container.levels
    while levels:
        top = levels[-1]
        text_x = top.marker.text_x - top.marker.x0 + top.x0
        if x0 >= text_x - _DEEPER and x0 > top.x0 + _DEEPER:
            block.continues, block.kind = top.block, PassageKind.PARAGRAPH
            return
        levels.pop()
