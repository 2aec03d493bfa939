"""Paragraphs and items that run over a page or column: which block goes on with which."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading.pdf.blocks import Block, is_short
from pipeline.reading.pdf.guide import Guide
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.typography import SAME_SIZE, TERMINAL, Typography
from pipeline.words.model import PassageKind

_SAME_PLACE = 4.0


def join_over_breaks(blocks: Sequence[Block], type_: Typography, guide: Guide) -> list[Block]:
    """The blocks with paragraphs and items that run over a page or column joined, at the place they begin."""
    kept: list[Block] = []
    open_block: dict[tuple[str, int | None], Block] = {}
    open_region: dict[tuple[str, int | None], Region] = {}
    for block in blocks:
        if block.outside or block.note or block.region.kind in (RegionKind.CELL, RegionKind.TURNED):
            kept.append(block)
            continue
        key = ("box" if block.box_number else "flow", block.box_number)
        before, region = open_block.get(key), open_region.get(key)
        open_region[key] = block.region
        if before is not None and region is not block.region and _runs_on(before, block, type_, guide):
            before.lines.extend(block.lines)
            continue
        open_block[key] = block
        kept.append(block)
    return kept


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
