"""Blocks against the tags of the file: headings taken over where the look leaves them open, and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.guide import Guide, heading_lines
from pipeline.reading.pdf.regions import RegionKind
from pipeline.words.model import PassageKind

_OTHER, _HEADING, _ITEM = 1, 2, 4


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


class TagCheck:
    """Counts, entry after entry, where tags and look agree: what each tagged heading and item was read as."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._headings = bytearray(len(guide.tags.headings))
        self._items = bytearray(len(guide.tags.items))
        self._only_here = 0

    def add(self, entries: Iterable[Entry]) -> None:
        """Take the entries of a page, their kinds decided."""
        tags = self._guide.tags
        for entry in entries if tags.present else ():
            is_item = entry.marker is not None or entry.continues is not None
            kind = _ITEM if is_item else _HEADING if entry.kind is PassageKind.HEADING else _OTHER
            marks = [tags.mark(page, mcid) for page, mcid in entry.contents]
            for mark in marks:
                if mark.heading >= 0:
                    self._headings[mark.heading] |= kind
                if mark.item >= 0:
                    self._items[mark.item] |= kind
            if entry.marker is not None and marks:
                self._only_here += all(mark.item < 0 for mark in marks)

    def told(self, tables: int) -> list[tuple[str, str]]:
        """Problem codes and sentences: on what the tags decided, and on where they and the page disagree.

        ``tables`` counts the tagged tables whose words do not stand like one.
        """
        guide, tags = self._guide, self._guide.tags
        if not tags.present:
            return []
        # An element without any words to see counts as agreed.
        missed = sum(1 for seen in self._headings if seen and not seen & _HEADING)
        lost = sum(1 for seen in self._items if seen and not seen & _ITEM)
        told = []
        followed = ", ".join(f"{count} {what}" for what, count in sorted(guide.followed.items()) if count)
        if followed:
            told.append(
                (
                    "pdf_tags_followed",
                    f"the look of the page leaves open what only the file's tags decided: {followed}.",
                )
            )
        if missed or lost or self._only_here or tables:
            told.append(
                (
                    "pdf_tags_disagree",
                    f"the file's tags disagree with the look of the page: of {len(tags.headings)} tagged headings "
                    f"{missed} do not look like one, of {len(tags.items)} tagged list items {lost} have no marker, "
                    f"{self._only_here} items by look are not tagged as such, and {tables} tagged tables do not stand "
                    "like one. The look was followed.",
                )
            )
        return told
