"""Lines → blocks: paragraphs, list items and headings of each region, and which of them go on over a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.reading.pdf.drawn import Style
from pipeline.reading.pdf.furniture import Furniture, begins_note
from pipeline.reading.pdf.guide import Guide
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.markers import Marker, blank_marker, marker_of
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.typography import BIGGER, SAME_SIZE, TERMINAL, Typography, colour_apart
from pipeline.words.model import PassageKind

_SAME_PLACE = 4.0
_RECENT = 16
_CELL_STEP = 2.4
_GLUED_MARK = re.compile(r"[^\W\d_][’”\"')]?[.,;:!?][’”\"')]?(?P<mark>\d{1,3})(?=\s|$)")
_LINK = re.compile(r"@|https?://|www\.")


@dataclass(slots=True)
class Block:
    """A passage in the making: its lines with the region that holds them. ``by_tag``: only the tags call it so."""

    kind: PassageKind
    lines: list[Line]
    region: Region
    marker: Marker | None = None
    note: bool = False
    outside: bool = False
    by_tag: bool = False
    box_number: int | None = None

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def style(self) -> Style:
        letters: Counter[Style] = Counter()
        for line in self.lines:
            letters[line.style] += len(line.text)
        return max(letters, key=letters.__getitem__)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for line in self.lines)


@dataclass(slots=True)
class BlockCutter:
    """Cuts region after region; remembers the latest list markers, which tell what "4." is on the next page."""

    type: Typography
    furniture: Furniture
    guide: Guide
    recent: list[Marker] = field(default_factory=list)

    def cut(self, region: Region) -> list[Block]:
        """The blocks of one region from top to bottom."""
        inside = [line for line in region.lines if line.key not in self.furniture.outside]
        text = [line for line in inside if line.key not in self.furniture.notes]
        notes = [line for line in inside if line.key in self.furniture.notes]
        first = inside[0].base if inside else 0.0
        outside = [line for line in region.lines if line.key in self.furniture.outside]
        above = [line for line in outside if line.base < first]
        below = [line for line in outside if line.base >= first]
        blocks = [Block(PassageKind.PARAGRAPH, [line], region, outside=True) for line in above]
        blocks += self._cut_text(text, region)
        blocks += _cut_notes(notes, region)
        blocks += [Block(PassageKind.PARAGRAPH, [line], region, outside=True) for line in below]
        return blocks

    def _cut_text(self, lines: Sequence[Line], region: Region) -> list[Block]:
        right = self._right(region, lines)
        blocks: list[Block] = []
        for at, line in enumerate(lines):
            block = blocks[-1] if blocks else None
            before = block.lines[-1] if block else None
            opens = before is None or self._opens(before, line, right)
            marker = self._marker(line, lines[at + 1 : at + 14], opens, region)
            if marker is None and line.key in self.guide.unmarked:
                marker = blank_marker(line)
                self.guide.followed["list items without a marker"] += 1
            if marker is not None:
                blocks.append(Block(PassageKind.LIST_ITEM, [line], region, marker))
                self.recent = [*self.recent[-_RECENT:], marker]
            elif block is not None and self._goes_on(block, line, right):
                block.lines.append(line)
            else:
                blocks.append(Block(PassageKind.PARAGRAPH, [line], region))
        if region.kind is RegionKind.CELL and len(blocks) == 1 and blocks[0].marker and blocks[0].marker.value:
            # The number of a table row, not of a list.
            blocks[0].marker, blocks[0].kind = None, PassageKind.PARAGRAPH
        for block in blocks:
            if block.marker is None and self._is_heading(block):
                block.kind = PassageKind.HEADING
                self.recent = []
        return blocks

    def _right(self, region: Region, lines: Sequence[Line]) -> float:
        """How far lines can reach: the usual edge in running text, the same margin as at the left in a box."""
        reached = max((line.x1 for line in lines), default=region.right)
        if region.area is not None:
            padding = min((line.x0 for line in lines), default=region.area.x0) - region.area.x0
            return max(reached, region.area.x1 - max(0.0, padding))
        return max(reached, self.type.right) if not region.narrow else reached

    def _opens(self, before: Line, line: Line, right: float) -> bool:
        return (
            not self.type.is_tight(before, line)
            or is_short(before, line, right)
            or abs(before.size - line.size) > SAME_SIZE
            or before.bold != line.bold
            or (bool(TERMINAL.search(before.text)) and line.x0 < before.x0 - _SAME_PLACE)
        )

    def _marker(self, line: Line, after: Sequence[Line], opens: bool, region: Region) -> Marker | None:
        body = self.type.body
        plain = (line.size < BIGGER * body.size and (not line.bold or body.bold)) or region.kind is RegionKind.CELL
        if not plain and line.bold and line.size < BIGGER * body.size:
            # A bold number before bold words is a heading's, unless the words run on over hanging lines.
            plain = bool(after) and line.second_x0 is not None and abs(after[0].x0 - line.second_x0) < 2
        marker = marker_of(line, after, self.recent, opens=opens, plain_style=plain)
        if marker is None and line.key in self.guide.opens_item:
            marker = marker_of(line, after, self.recent, opens=True, plain_style=plain, tagged=True)
            self.guide.followed["list markers"] += marker is not None
        return marker

    def _goes_on(self, block: Block, line: Line, right: float) -> bool:
        """Whether a line without marker belongs to the block above it."""
        before = block.lines[-1]
        in_cell = block.region.kind is RegionKind.CELL and not block.region.stacked
        near = _is_next_in_cell(block.region, before, line) if in_cell else self.type.is_tight(before, line)
        if not near or abs(before.size - line.size) > SAME_SIZE:
            return False
        if block.marker is not None and not block.marker.text and self.guide.is_other_item(before, line):
            return False
        short = is_short(before, line, right)
        ended = bool(TERMINAL.search(before.text)) or block.region.kind is RegionKind.CELL
        if TERMINAL.search(before.text) and not line.text[:1].islower() and self.guide.are_two_texts(before, line):
            self.guide.followed["paragraphs"] += not short
            return False
        changed = before.bold != line.bold or colour_apart(before.style.colour, line.style.colour)
        if changed and (short or (ended and line.bold) or (block.bold and self._is_heading(block))):
            return False
        if short and ended and not line.text[:1].islower():
            return False
        if block.marker is not None:
            return _item_goes_on(block, line, short, ended)
        return _paragraph_goes_on(block, line, short)

    def _is_heading(self, block: Block) -> bool:
        """By style against the body: bigger, bold or coloured, and short."""
        text = block.lines[-1].text.strip()
        words = block.words
        style, body = block.style, self.type.body
        if (
            words > 45
            or len(block.lines) > 5
            or not any(letter.isalpha() for line in block.lines for letter in line.text)
        ):
            return False
        if _LINK.search(text) and words < 4:
            return False
        sentence = text.endswith((".", ";", ","))
        if style.size >= BIGGER * body.size:
            return not (sentence and words > 15)
        bold = block.bold and not body.bold and style.size >= body.size - 1.1
        if bold:
            return not (sentence and words > 20) and not (text.endswith(":") and words > 15)
        starts_low = block.lines[0].text[:1].islower()
        if style.italic and not body.italic and all(line.style.italic for line in block.lines):
            return words <= 12 and not text.endswith((".", ";", ",", ":")) and not starts_low
        coloured = colour_apart(style.colour, body.colour) and style.size >= body.size - SAME_SIZE
        one_colour = all(line.style.colour == style.colour for line in block.lines)
        return coloured and one_colour and not sentence and not starts_low and words <= 25 and not _LINK.search(text)


def _is_next_in_cell(region: Region, before: Line, line: Line) -> bool:
    """Whether two lines of a cell are no further apart than its lines are anyway; cells are often set wide."""
    steps = [below.base - above.base for above, below in zip(region.lines, region.lines[1:], strict=False)]
    step = line.base - before.base
    return step <= 1.25 * min(steps, default=step) and step <= _CELL_STEP * line.size


def is_short(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of ``line`` would have fitted at the end of ``before``."""
    return right - before.x1 > line.head_width + 0.3 * line.size + 6


def _item_goes_on(block: Block, line: Line, short: bool, ended: bool) -> bool:
    marker = block.marker
    if marker is None or line.x0 < marker.x0 - _SAME_PLACE:
        return False
    if line.x0 >= marker.text_x - _SAME_PLACE or abs(line.x0 - marker.x0) > _SAME_PLACE:
        return True
    hangs = any(other.x0 > marker.x0 + _SAME_PLACE for other in block.lines[1:])
    low = line.text[:1].islower()
    return not hangs and ((low and not ended) or (not short and (low or not ended)))


def _paragraph_goes_on(block: Block, line: Line, short: bool) -> bool:
    before = block.lines[-1]
    shift = line.x0 - before.x0
    if abs(shift) <= _SAME_PLACE:
        return True
    centred = abs((line.x0 + line.x1) - (before.x0 + before.x1)) < 2 * _SAME_PLACE
    if centred:
        return True
    if len(block.lines) == 1 and shift < 0:
        # A first line set in.
        return not short
    return False


def _cut_notes(lines: Iterable[Line], region: Region) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        if not blocks or begins_note(line):
            blocks.append(Block(PassageKind.PARAGRAPH, [line], region, note=True))
        else:
            blocks[-1].lines.append(line)
    return blocks


def take_glued_marks(block: Block, notes: frozenset[str]) -> None:
    """Takes footnote marks out of the words where the font, not the place, raises them ("promises.1").

    Only ``notes``, the marks that footnotes of the document begin with, count, and only after a letter and a stop.
    """
    if block.note or block.outside:
        return
    for at, line in enumerate(block.lines):
        found = [match for match in _GLUED_MARK.finditer(line.text) if match["mark"] in notes]
        if found:
            text = line.text
            for match in reversed(found):
                text = text[: match.start("mark")] + text[match.end("mark") :]
            marks = (*line.marks, *(match["mark"] for match in found))
            block.lines[at] = replace(line, text=text, marks=marks)
