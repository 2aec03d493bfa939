"""Paragraphs and items that run over a page or column: which block goes on with which."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.reading.pdf.blocks import Block, is_short
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.guide import Guide
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.typography import SAME_SIZE, TERMINAL, Typography
from pipeline.words.model import PassageKind

_SAME_PLACE = 4.0


_Key: TypeAlias = tuple[str, int | None]
"""The running text, or a box by its number."""


@dataclass(slots=True)
class Joiner:
    """Takes block after block, and settles each at its place when nothing can go on with it any more."""

    type: Typography
    guide: Guide
    settle: Callable[[Block], Entry]
    _kept: deque[Block | Entry] = field(default_factory=deque)
    _given: int = 0
    _open: dict[_Key, int] = field(default_factory=dict)
    _regions: dict[_Key, Region] = field(default_factory=dict)
    _seen_on: dict[_Key, int] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """Joins paragraphs and items that run over a page or column; the others are kept, in order."""
        key = ("box" if block.box_number else "flow", block.box_number)
        if block.box_number:
            self._seen_on[key] = block.page
        if block.outside or block.note or block.region.kind in (RegionKind.CELL, RegionKind.TURNED):
            self._kept.append(self.settle(block))
            return
        at, region = self._open.get(key), self._regions.get(key)
        self._regions[key] = block.region
        if at is not None:
            before = self._kept[at - self._given]
            if isinstance(before, Block):
                if region is not block.region and _runs_on(before, block, self.type, self.guide):
                    before.lines.extend(block.lines)
                    return
                self._kept[at - self._given] = self.settle(before)
        self._open[key] = self._given + len(self._kept)
        self._kept.append(block)

    def settled(self, page: int) -> Iterator[Entry]:
        """The next entries that are settled for good, in order, before the blocks of ``page`` are added."""
        for key in [key for key, seen_on in self._seen_on.items() if seen_on < page - 1]:
            # No box leaves out a page.
            self._end_box(key)
        while self._kept:
            one = self._kept[0]
            if isinstance(one, Block):
                return
            self._kept.popleft()
            self._given += 1
            yield one

    def finish(self) -> Iterator[Entry]:
        """All other entries in order."""
        while self._kept:
            one = self._kept.popleft()
            yield self.settle(one) if isinstance(one, Block) else one

    def _end_box(self, key: _Key) -> None:
        del self._seen_on[key]
        self._regions.pop(key, None)
        at = self._open.pop(key, None)
        block = self._kept[at - self._given] if at is not None else None
        if at is not None and isinstance(block, Block):
            self._kept[at - self._given] = self.settle(block)


def _runs_on(before: Block, block: Block, type_: Typography, guide: Guide) -> bool:
    """Whether ``block``, first in its region, goes on with the sentence that ``before`` left open."""
    if block.marker is not None or before.kind is PassageKind.HEADING or block.kind is PassageKind.HEADING:
        return False
    last, first = before.lines[-1], block.lines[0]
    if abs(last.size - first.size) > SAME_SIZE or before.bold != block.bold:
        return False
    if first.page == last.page and not before.region.narrow:
        return False
    if guide.is_one_text(last, first):
        guide.followed["paragraphs over a page"] += 1
        return True
    low = first.text[:1].islower()
    ended = bool(TERMINAL.search(last.text))
    right = max(before.region.right, type_.right if not before.region.narrow else 0.0)
    short = is_short(last, first, right)
    shift = 0.0
    if before.region.narrow:
        shift = min(line.x0 for line in block.region.lines) - min(line.x0 for line in before.region.lines)
    if before.marker is not None:
        at_text = abs(first.x0 - shift - before.marker.text_x) <= 2 * _SAME_PLACE
        if len(before.lines) > 1:
            at_text = at_text or abs(first.x0 - shift - last.x0) <= _SAME_PLACE
        if at_text:
            return low or not ended or not short
        return low and not ended and first.x0 - shift > before.marker.x0 - _SAME_PLACE
    if abs(first.x0 - shift - last.x0) > 2 * _SAME_PLACE:
        return False
    return not ended if not low else not (ended and short)
