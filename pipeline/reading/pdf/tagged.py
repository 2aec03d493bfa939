"""Blocks against the tags of the file: headings taken over where the look leaves them open, and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.guide import Guide, heading_lines
from pipeline.reading.pdf.regions import RegionKind
from pipeline.reading.pdf.tags import Tagged
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


@dataclass(slots=True)
class TagCheck:
    """Counts, entry after entry, where tags and look agree."""

    guide: Guide
    _kinds: dict[int, dict[int, int]] = field(default_factory=dict)
    _only_here: int = 0

    def add(self, entries: Iterable[Entry]) -> None:
        """Take the entries of a page, their kinds decided."""
        tags = self.guide.tags
        if not tags.present:
            return
        for entry in entries:
            is_item = entry.marker is not None or entry.continues is not None
            kind = _ITEM if is_item else _HEADING if entry.kind is PassageKind.HEADING else _OTHER
            for page, mcid in entry.contents:
                on_page = self._kinds.setdefault(page, {})
                on_page[mcid] = on_page.get(mcid, 0) | kind
            if entry.marker is not None and entry.contents:
                self._only_here += all(tags.mark(page, mcid).item < 0 for page, mcid in entry.contents)

    def told(self, tables: int) -> list[tuple[str, str]]:
        """Problem codes and sentences: on what the tags decided, and on where they and the page disagree.

        ``tables`` counts the tagged tables whose words do not stand like one.
        """
        guide, tags = self.guide, self.guide.tags
        if not tags.present:
            return []
        missed = sum(1 for one in tags.headings if not self._seen_as(one, _HEADING))
        lost = sum(1 for one in tags.items if not self._seen_as(one, _ITEM))
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

    def _seen_as(self, one: Tagged, kind: int) -> bool:
        """Whether the geometry agrees; an element without any words to see counts as agreed."""
        seen = [found for page, mcid in one.content if (found := self._kinds.get(page, {}).get(mcid))]
        return not seen or any(found & kind for found in seen)
