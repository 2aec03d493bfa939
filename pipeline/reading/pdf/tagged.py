"""Blocks against the tags of the file: headings taken over where the look leaves them open, and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.guide import Guide, heading_lines
from pipeline.reading.pdf.regions import RegionKind
from pipeline.reading.pdf.tags import Tagged
from pipeline.words.model import PassageKind


def take_headings(blocks: Iterable[Block], guide: Guide) -> list[Block]:
    """The blocks with headings that only the tags tell: whole paragraphs, and first lines of them.

    What looks like a heading stays one, whatever its tag: authors often set headings by hand.
    """
    kept: list[Block] = []
    for block in blocks:
        length = 0
        open_kind = block.kind is PassageKind.PARAGRAPH and block.marker is None and not block.note
        if open_kind and not block.outside and block.region.kind in (RegionKind.FLOW, RegionKind.BOX):
            length = heading_lines(guide, block.lines)
        if length:
            guide.followed["headings"] += 1
            heading = Block(PassageKind.HEADING, block.lines[:length], block.region, box_number=block.box_number)
            heading.by_tag = True
            kept.append(heading)
            if length < len(block.lines):
                block.lines = block.lines[length:]
                kept.append(block)
        else:
            kept.append(block)
    return kept


def heading_level(block: Block, guide: Guide) -> int | None:
    """The level that the tags give a heading block, None where they give none or several."""
    if not guide.heads:
        return None
    numbers = {guide.heading_of(line) for line in block.lines}
    number = numbers.pop() if len(numbers) == 1 else None
    return guide.tags.headings[number].level if number is not None else None


def compare_tags(guide: Guide, blocks: Sequence[Block], tables: int) -> list[tuple[str, str]]:
    """Problem codes and sentences: on what the tags decided, and on where they and the page disagree.

    ``tables`` counts the tagged tables whose words do not stand like one.
    """
    tags = guide.tags
    if not tags.present:
        return []
    kinds: dict[tuple[int, int], set[str]] = {}
    for block in blocks:
        kind = "item" if block.marker is not None or block.continues is not None else block.kind.value
        for line in block.lines:
            for mcid in line.mcids:
                kinds.setdefault((line.page, mcid), set()).add(kind)
    tagged_items = {key for item in tags.items for key in item.content}
    missed = sum(1 for one in tags.headings if not _seen_as(one, kinds, PassageKind.HEADING.value))
    lost = sum(1 for one in tags.items if not _seen_as(one, kinds, "item"))
    only_here = sum(
        1
        for block in blocks
        if block.marker is not None
        and (keys := {(line.page, mcid) for line in block.lines for mcid in line.mcids})
        and not keys & tagged_items
    )
    told = []
    followed = ", ".join(f"{count} {what}" for what, count in sorted(guide.followed.items()) if count)
    if followed:
        told.append(
            ("pdf_tags_followed", f"the look of the page leaves open what only the file's tags decided: {followed}.")
        )
    if missed or lost or only_here or tables:
        told.append(
            (
                "pdf_tags_disagree",
                f"the file's tags disagree with the look of the page: of {len(tags.headings)} tagged headings {missed} "
                f"do not look like one, of {len(tags.items)} tagged list items {lost} have no marker, {only_here} "
                f"items by look are not tagged as such, and {tables} tagged tables do not stand like one. The look was "
                "followed.",
            )
        )
    return told


def _seen_as(one: Tagged, kinds: dict[tuple[int, int], set[str]], kind: str) -> bool:
    """Whether the geometry agrees; an element without any words to see counts as agreed."""
    seen = [kinds[key] for key in one.content if key in kinds]
    return not seen or any(kind in found for found in seen)
