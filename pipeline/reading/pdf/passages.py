"""Blocks → passages: words of lines joined, kinds decided, ordinals and places given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.boxes import TablePlace
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.typography import Typography
from pipeline.words.blocks import fold
from pipeline.words.model import Box, Cell, Passage, PassageKind, Shown

_LABEL_WORDS = 6
_MAX_LEVEL = 6
_BROKEN = re.compile(r"(?P<head>[^\W\d_][^\W_]*)[-\u00ad]$")
_TAIL = re.compile(r"^(?P<tail>[^\W\d_]+)")
_SUSPENDED = {"and", "or", "to", "nor", "a", "neu", "ac"}
"""After "short-" at a line's end these words tell that the hyphen stands for a left-out part."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link's address and the area of the page that leads to it."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    address: str


def join_lines(texts: Sequence[str], vocabulary: Mapping[str, int]) -> str:
    """The text of a block. A word broken at a line's end is made whole if the document has it elsewhere.

    Otherwise the hyphen stays and the halves stand together ("multi-agency"); a soft hyphen always goes.
    """
    parts: list[str] = []
    for text in texts:
        if parts:
            parts[-1], between = _seam(parts[-1].rstrip(), text, vocabulary)
            parts.append(between)
        parts.append(text)
    return fold("".join(parts))


def _seam(before: str, text: str, vocabulary: Mapping[str, int]) -> tuple[str, str]:
    """The line before as it stays, and what stands between it and the next: a space or nothing."""
    if before.endswith("\u00ad"):
        return before[:-1], ""
    last = before.rsplit(" ", 1)[-1]
    if last.endswith(("-", "\u2010", "\u2011")) and len(last) > 1 and last[-2].isalnum():
        if text.split(" ", 1)[0].strip(",.;") in _SUSPENDED:
            return before, " "
        head, tail = _BROKEN.search(last), _TAIL.match(text)
        if head and tail and tail["tail"].islower():
            whole = (head["head"] + tail["tail"]).casefold()
            if vocabulary.get(whole) and not vocabulary.get(f"{head['head']}-{tail['tail']}".casefold()):
                return before[:-1], ""
        return before, ""
    if last.endswith("/") and re.search(r"(?:https?://|www\.)\S*$", last):
        return before, ""
    return before, " "


def words_for_joining(lines: Iterable[Line]) -> dict[str, int]:
    """How often each word stands whole on a line; what ends in a hyphen at a line's end does not count."""
    counts: dict[str, int] = {}
    for line in lines:
        tokens = line.text.casefold().split()
        if tokens and tokens[-1].endswith(("-", "\u00ad")):
            tokens.pop()
        for token in tokens:
            word = token.strip(".,;:!?()[]‘’“”'\"")
            counts[word] = counts.get(word, 0) + 1
            if word.endswith(("’s", "'s")):
                counts[word[:-2]] = counts.get(word[:-2], 0) + 1
    return counts


def text_of(block: Block, vocabulary: Mapping[str, int]) -> str:
    """The words of a block without its list marker."""
    texts = [line.text for line in block.lines]
    if block.note:
        texts[0] = re.sub(r"^(\d{1,3})(?=[^\W\d_])", r"\1 ", texts[0])
    if block.marker is not None:
        texts[0] = texts[0][len(block.marker.text) :].lstrip()
    return join_lines(texts, vocabulary)


def label_boxes(blocks: Sequence[Block], typography: Typography) -> None:
    """A few words alone in a filled area are a label."""
    by_box: dict[tuple[int, Area], list[Block]] = {}
    for block in blocks:
        if block.region.kind is RegionKind.BOX and block.region.area and not block.outside:
            by_box.setdefault((block.page, block.region.area), []).append(block)
    for alone in by_box.values():
        block, area = alone[0], alone[0].region.area
        if len(alone) > 1 or area is None or area.fill is None or block.marker is not None:
            continue
        low = area.bottom - area.top <= max(4.5 * block.style.size, 3 * typography.body.size)
        if block.words <= _LABEL_WORDS and low and not block.lines[-1].text.rstrip().endswith((".", ";", ",")):
            block.kind = PassageKind.LABEL


def box_of(block: Block) -> Box:
    """The place of a block's lines on the page it begins on."""
    lines = [line for line in block.lines if line.page == block.page]
    return Box(
        block.page,
        round(min(line.x0 for line in lines), 2),
        round(min(line.top for line in lines), 2),
        round(max(line.x1 for line in lines), 2),
        round(max(line.bottom for line in lines), 2),
    )


@dataclass(slots=True)
class PassageBuilder:
    """Numbers the blocks and turns them into passages."""

    vocabulary: Mapping[str, int]
    tables: Mapping[int, TablePlace]
    links: Sequence[Link]

    def build(self, blocks: Sequence[Block]) -> tuple[Passage, ...]:
        heads = self._table_heads(blocks)
        kept = [(block, text) for block in blocks if (text := text_of(block, self.vocabulary)) or block.marker]
        for position, (block, _) in enumerate(kept, start=1):
            block.position = position
        rows_used: dict[int, int] = {}
        return tuple(self._passage(block, text, heads, rows_used) for block, text in kept)

    def _passage(self, block: Block, text: str, heads: _Heads, rows_used: dict[int, int]) -> Passage:
        place = self.tables.get(id(block.region))
        cell = self._cell(block.region, place, heads, rows_used) if place else None
        kind = block.kind
        if cell is not None and block.marker is None and block.continues is None:
            kind = PassageKind.TABLE_CELL
        box = box_of(block)
        is_item, is_heading = block.marker is not None, kind is PassageKind.HEADING
        return Passage(
            ordinal=block.position,
            kind=kind,
            text=text,
            level=block.level if is_item or is_heading else None,
            marker=block.marker.text or None if block.marker else None,
            list_number=block.list_number,
            parent=block.parent.position if block.parent else None,
            continues=block.continues.position if block.continues else None,
            shown=Shown.IMAGE if block.region.kind is RegionKind.PICTURE else Shown.TEXT,
            furniture=block.outside or bool(place and place.repeats),
            cell=cell,
            box_number=block.box_number,
            box=box,
            locator=f"page {block.page}",
            links=self._links_in(block, box),
        )

    def _links_in(self, block: Block, box: Box) -> tuple[str, ...]:
        found: list[str] = []
        for link in self.links:
            if link.page != box.page or link.address in found:
                continue
            middle = (link.top + link.bottom) / 2
            if any(
                line.top <= middle <= line.bottom and link.x0 < line.x1 and link.x1 > line.x0
                for line in block.lines
                if line.page == link.page
            ):
                found.append(link.address)
        return tuple(found)

    # -- tables ---------------------------------------------------------------------------------------------------

    def _table_heads(self, blocks: Sequence[Block]) -> _Heads:
        """The texts of first rows and first columns, where the table shows that they head the others."""
        cells: dict[int, list[tuple[Region, TablePlace]]] = {}
        texts: dict[int, str] = {}
        for block in blocks:
            place = self.tables.get(id(block.region))
            if place is None:
                continue
            if id(block.region) not in texts:
                cells.setdefault(place.table, []).append((block.region, place))
            texts[id(block.region)] = " ".join(
                part for part in (texts.get(id(block.region)), text_of(block, self.vocabulary)) if part
            )
        return _Heads(cells, texts)

    def _cell(self, region: Region, place: TablePlace, heads: _Heads, rows_used: dict[int, int]) -> Cell:
        row = place.row
        if region.stacked:
            row += rows_used.get(id(region), 0)
            rows_used[id(region)] = rows_used.get(id(region), 0) + 1
        row_header, column_header = heads.of(region, place)
        return Cell(place.table, row, region.column, row_header, column_header)


class _Heads:
    """Looks up what heads a cell's row and column."""

    def __init__(self, cells: Mapping[int, list[tuple[Region, TablePlace]]], texts: Mapping[int, str]) -> None:
        self._texts = texts
        self._cells = cells
        self._has_head = {table: self._is_headed(regions) for table, regions in cells.items()}

    def of(self, region: Region, place: TablePlace) -> tuple[str | None, str | None]:
        row_header = column_header = None
        for other, at in self._cells[place.table]:
            if at.row == place.row and other.column == 0 and region.column > 0 and not region.stacked:
                row_header = self._texts[id(other)]
            over = other.column == region.column or (
                other.area
                and region.area
                and other.area.x0 - 2 <= region.area.x0
                and region.area.x1 <= other.area.x1 + 2
            )
            if at.row == 0 and place.row > 0 and over and self._has_head[place.table]:
                column_header = self._texts[id(other)]
        if place.row == 0 and self._has_head[place.table]:
            row_header = None
        return row_header, column_header

    def _is_headed(self, regions: Sequence[tuple[Region, TablePlace]]) -> bool:
        """Whether the first row differs in look from the second, or at least repeats none of its column's words."""
        first = [region for region, place in regions if place.row == 0]
        below = [region for region, place in regions if place.row > 0]
        if any(region.stacked for region in below) or (below and any(region.head for region in first)):
            return True
        if len(first) < 2 or not below:
            return False
        second = [region for region, place in regions if place.row == 1]
        bold = all(line.bold for region in first for line in region.lines)
        if bold and not all(line.bold for region in second for line in region.lines):
            return True
        fills = {region.area.fill for region in first if region.area}
        if fills != {region.area.fill for region in second if region.area}:
            return True
        return not any(
            self._texts[id(one)] == self._texts[id(two)] for one in first for two in below if one.column == two.column
        )
