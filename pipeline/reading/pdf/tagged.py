"""Blocks against the tags of the file: headings taken over where the look leaves them open, and what disagrees."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.guide import Guide, heading_lines
from pipeline.reading.pdf.regions import RegionKind
from pipeline.reading.pdf.tags import Tagged
from pipeline.words.model import PassageKind


def take_headings(block: Block, guide: Guide) -> list[Block]:
    """The block, with a heading that only the tags tell: the whole paragraph, or its first lines.

    What looks like a heading stays one, whatever its tag: authors often set headings by hand.
    """
    open_kind = block.kind is PassageKind.PARAGRAPH and block.marker is None and not block.note and not block.outside
    length = 0
    if open_kind and block.region.kind in (RegionKind.FLOW, RegionKind.BOX):
        length = heading_lines(guide, block.lines)
    if not length:
        return [block]
    guide.followed["headings"] += 1
    heading = Block(PassageKind.HEADING, block.lines[:length], block.region, box_number=block.box_number)
    heading.by_tag = True
    block.lines = block.lines[length:]
    return [heading, block] if block.lines else [heading]


def compare_tags(guide: Guide, entries: Sequence[Entry], tables: int) -> list[tuple[str, str]]:
    """Problem codes and sentences: on what the tags decided, and on where they and the page disagree.

    ``tables`` counts the tagged tables whose words do not stand like one.
    """
    tags = guide.tags
    if not tags.present:
        return []
    kinds: dict[tuple[int, int], set[str]] = {}
    for entry in entries:
        kind = "item" if entry.marker is not None or entry.continues is not None else entry.kind.value
        for content in entry.contents:
            kinds.setdefault(content, set()).add(kind)
    tagged_items = {key for item in tags.items for key in item.content}
    missed = sum(1 for one in tags.headings if not _seen_as(one, kinds, PassageKind.HEADING.value))
    lost = sum(1 for one in tags.items if not _seen_as(one, kinds, "item"))
    only_here = sum(
        1 for entry in entries if entry.marker is not None and entry.contents and not tagged_items & {*entry.contents}
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
