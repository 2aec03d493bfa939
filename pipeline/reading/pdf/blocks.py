"""Lines → blocks: paragraphs, list items and headings of each region, and which of them go on over a page."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.reading.pdf.drawn import Rgb, Style
from pipeline.reading.pdf.furniture import NOTE_START, Furniture, begins_note
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.markers import Marker, marker_of
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.words.model import PassageKind

_SAME_SIZE = 0.6
_SAME_PLACE = 4.0
_BIGGER = 1.08
_COLOUR_APART = 110
_RECENT = 16
_CELL_STEP = 2.4
_TERMINAL = re.compile(r"[.?!:;][’”\"')\]]*$")
_GLUED_MARK = re.compile(r"[^\W\d_][’”\"')]?[.,;:!?][’”\"')]?(?P<mark>\d{1,3})(?=\s|$)")
_LINK = re.compile(r"@|https?://|www\.")


@dataclass(slots=True)
class Block:
    """A passage in the making: its lines with the region that holds them."""

    kind: PassageKind
    lines: list[Line]
    region: Region
    marker: Marker | None = None
    note: bool = False
    outside: bool = False
    level: int | None = None
    parent: Block | None = None
    continues: Block | None = None
    list_number: int | None = None
    box_number: int | None = None
    position: int = 0

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


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in a document: the style of its text, its line distances by size, its right edge."""

    body: Style
    leading: dict[float, float]
    right: float

    def is_tight(self, above: Line, below: Line) -> bool:
        """Whether the distance of two lines is that of lines of one paragraph."""
        size = max(above.size, below.size)
        usual = self.leading.get(round(size), 0.0) or 1.32 * size
        body = self.leading.get(round(self.body.size))
        if body and size >= _BIGGER * self.body.size:
            # Headings one above the other are no lines of one: large type is set no wider than the text.
            usual = min(usual, max(1.05 * body / self.body.size, 1.2) * size)
        return 0 < below.base - above.base <= 1.2 * usual + 0.6


def typography(pages: Sequence[PageLayout], outside: frozenset[int]) -> Typography:
    """Measures the document; lines outside the text do not count."""
    letters: Counter[Style] = Counter()
    steps: dict[float, Counter[float]] = {}
    rights: list[float] = []
    for page in pages:
        for region in page.regions:
            lines = [line for line in region.lines if id(line) not in outside]
            for line in lines:
                letters[line.style._replace(font="", bold=line.bold, italic=False)] += len(line.text)
            if region.kind is RegionKind.FLOW and not region.narrow:
                rights.append(region.right)
            for above, below in itertools.pairwise(lines):
                step = below.base - above.base
                size = round(above.size)
                # Where a sentence ends and the next line begins one, two paragraphs may meet.
                inside = not (_TERMINAL.search(above.text) and not below.text[:1].islower())
                wide = above.x1 >= region.right - 0.2 * (region.right - min(above.x0, region.right))
                if abs(above.size - below.size) < _SAME_SIZE and 0.9 * size < step < 2 * size and wide and inside:
                    steps.setdefault(size, Counter())[round(2 * step) / 2] += 1
    body = max(letters, key=letters.__getitem__, default=Style("", 10.0, False, False, (0, 0, 0)))
    leading = {size: _usual_step(counts) for size, counts in steps.items()}
    right = sorted(rights)[int(0.8 * (len(rights) - 1))] if rights else 0.0
    return Typography(body, leading, right)


def _usual_step(counts: Counter[float]) -> float:
    """The smallest distance that is frequent: paragraphs of one line can outnumber those of many."""
    most = max(counts.values())
    return min(step for step, count in counts.items() if count >= 0.4 * most)


def colour_apart(one: Rgb, two: Rgb) -> bool:
    return sum(abs(a - b) for a, b in zip(one, two, strict=True)) > _COLOUR_APART


@dataclass(slots=True)
class BlockCutter:
    """Cuts region after region; remembers the latest list markers, which tell what "4." is on the next page."""

    type: Typography
    furniture: Furniture
    recent: list[Marker] = field(default_factory=list)

    def cut(self, region: Region) -> list[Block]:
        """The blocks of one region from top to bottom."""
        inside = [line for line in region.lines if id(line) not in self.furniture.outside]
        text = [line for line in inside if id(line) not in self.furniture.notes]
        notes = [line for line in inside if id(line) in self.furniture.notes]
        first = inside[0].base if inside else 0.0
        outside = [line for line in region.lines if id(line) in self.furniture.outside]
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
            or _is_short(before, line, right)
            or abs(before.size - line.size) > _SAME_SIZE
            or before.bold != line.bold
            or (bool(_TERMINAL.search(before.text)) and line.x0 < before.x0 - _SAME_PLACE)
        )

    def _marker(self, line: Line, after: Sequence[Line], opens: bool, region: Region) -> Marker | None:
        body = self.type.body
        plain = (line.size < _BIGGER * body.size and (not line.bold or body.bold)) or region.kind is RegionKind.CELL
        if not plain and line.bold and line.size < _BIGGER * body.size:
            # A bold number before bold words is a heading's, unless the words run on over hanging lines.
            plain = bool(after) and line.second_x0 is not None and abs(after[0].x0 - line.second_x0) < 2
        return marker_of(line, after, self.recent, opens=opens, plain_style=plain)

    def _goes_on(self, block: Block, line: Line, right: float) -> bool:
        """Whether a line without marker belongs to the block above it."""
        before = block.lines[-1]
        in_cell = block.region.kind is RegionKind.CELL and not block.region.stacked
        near = _is_next_in_cell(block.region, before, line) if in_cell else self.type.is_tight(before, line)
        if not near or abs(before.size - line.size) > _SAME_SIZE:
            return False
        short = _is_short(before, line, right)
        ended = bool(_TERMINAL.search(before.text)) or block.region.kind is RegionKind.CELL
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
        if style.size >= _BIGGER * body.size:
            return not (sentence and words > 15)
        bold = block.bold and not body.bold and style.size >= body.size - 1.1
        if bold:
            return not (sentence and words > 20) and not (text.endswith(":") and words > 15)
        starts_low = block.lines[0].text[:1].islower()
        if style.italic and not body.italic and all(line.style.italic for line in block.lines):
            return words <= 12 and not text.endswith((".", ";", ",", ":")) and not starts_low
        coloured = colour_apart(style.colour, body.colour) and style.size >= body.size - _SAME_SIZE
        one_colour = all(line.style.colour == style.colour for line in block.lines)
        return coloured and one_colour and not sentence and not starts_low and words <= 25 and not _LINK.search(text)


def _is_next_in_cell(region: Region, before: Line, line: Line) -> bool:
    """Whether two lines of a cell are no further apart than its lines are anyway; cells are often set wide."""
    steps = [below.base - above.base for above, below in zip(region.lines, region.lines[1:], strict=False)]
    step = line.base - before.base
    return step <= 1.25 * min(steps, default=step) and step <= _CELL_STEP * line.size


def _is_short(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of ``line`` would have fitted at the end of ``before``."""
    return right - before.x1 > line.head_width + 0.3 * line.size + 6


def _item_goes_on(block: Block, line: Line, short: bool, ended: bool) -> bool:
    marker = block.marker
    if marker is None or line.x0 < marker.x0 - _SAME_PLACE:
        return False
    if line.x0 >= marker.text_x - _SAME_PLACE or abs(line.x0 - marker.x0) > _SAME_PLACE:
        return True
    hangs = any(other.x0 > marker.x0 + _SAME_PLACE for other in block.lines[1:])
    return not hangs and not short and not (ended and not line.text[:1].islower())


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


def take_glued_marks(blocks: Iterable[Block]) -> None:
    """Takes footnote marks out of the words where the font, not the place, raises them ("promises.1").

    Only numbers that a footnote of the document begins with count, and only after a letter and a stop.
    """
    blocks = list(blocks)
    notes = {match[0] for block in blocks if block.note and (match := NOTE_START.match(block.lines[0].first))}
    for block in blocks:
        if block.note or block.outside:
            continue
        for at, line in enumerate(block.lines):
            found = [match for match in _GLUED_MARK.finditer(line.text) if match["mark"] in notes]
            if found:
                text = line.text
                for match in reversed(found):
                    text = text[: match.start("mark")] + text[match.end("mark") :]
                marks = (*line.marks, *(match["mark"] for match in found))
                block.lines[at] = replace(line, text=text, marks=marks)


# -- over the page ------------------------------------------------------------------------------------------------


def join_over_breaks(blocks: Sequence[Block], type_: Typography) -> list[Block]:
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
        if before is not None and region is not block.region and _runs_on(before, block, type_):
            before.lines.extend(block.lines)
            continue
        open_block[key] = block
        kept.append(block)
    return kept


def _runs_on(before: Block, block: Block, type_: Typography) -> bool:
    """Whether ``block``, first in its region, goes on with the sentence that ``before`` left open."""
    if block.marker is not None or before.kind is PassageKind.HEADING or block.kind is PassageKind.HEADING:
        return False
    last, first = before.lines[-1], block.lines[0]
    if abs(last.size - first.size) > _SAME_SIZE or before.bold != block.bold:
        return False
    if first.page == last.page and not before.region.narrow:
        return False
    low = first.text[:1].islower()
    ended = bool(_TERMINAL.search(last.text))
    right = max(before.region.right, type_.right if not before.region.narrow else 0.0)
    short = _is_short(last, first, right)
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
