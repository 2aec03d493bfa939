"""Which regions stand in one box or table, over pages too: numbers for boxes and tables of the document."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from pipeline.reading.pdf.drawn import Rgb, Style
from pipeline.reading.pdf.furniture import Furniture
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.typography import SAME_SIZE, Typography

_SIDES = 4.0
_STACKED = 4.0
_NEAR_FOOT = 70.0
"""A box that ends further than this from the lowest text of the document's pages does not run over."""


Look = tuple[float, bool, Rgb]


@dataclass(slots=True)
class _OpenBox:
    """A box that may go on. ``title`` is the look of its first line, ``below`` are the looks of the lines below it.

    ``repeats``: a line further down looks like the title. ``headed``: all lines so far look like headings.
    """

    number: int
    page: int
    area: Area
    title: Look
    below: set[Look] = field(default_factory=set)
    repeats: bool = False
    headed: bool = True

    def take(self, page: int, area: Area, lines: Sequence[Line], body: Style) -> None:
        self.page, self.area = page, area
        looks = list(map(_look, lines))
        self.below.update(looks[1:])
        self.repeats = self.repeats or any(two == self.title != one for one, two in itertools.pairwise(looks))
        self.headed = self.headed and all(_is_headed(line, body) for line in lines)


@dataclass(slots=True)
class BoxNumbers:
    """Numbers the boxes of page after page; it remembers the last one only, which may run over.

    A box at the head of a page goes on with the one at the foot of the page before if it has the same sides and fill,
    and begins with text, or with a heading of the kind that stands inside that box. Where its heading looks like the
    title of a box and like those inside too, it is a box of its own, and unsure unless its words entitle other boxes.
    ``over`` are the numbers of boxes that stand on more than one page.
    """

    furniture: Furniture
    type: Typography
    over: set[int] = field(default_factory=set)
    _last: _OpenBox | None = None
    _used: int = 0
    _titles: Counter[str] = field(default_factory=Counter)
    _unsure: list[tuple[int, str]] = field(default_factory=list)

    def on(self, page: PageLayout) -> dict[int, int]:
        """Box numbers, from 1, by the key of each region of the next page that stands in a box."""
        numbers: dict[int, int] = {}
        lines_in = list(_text(page, self.furniture.outside))
        text = [line for line in lines_in if line.key not in self.furniture.notes]
        last = self._last
        for area, regions in _roots(page, self.furniture.outside):
            lines = sorted((line for region in regions for line in region.lines), key=lambda line: line.base)
            over = _runs_over(last, area, page, lines[0], text, self.type) if last is not None else _Over.NO
            if last is None or not (over is _Over.YES or _stacked(last, area, page.number)):
                self._used += 1
                last = _OpenBox(self._used, page.number, area, _look(lines[0]))
                self._titles[lines[0].text.casefold()] += 1
                if over is _Over.UNSURE:
                    self._unsure.append((page.number, lines[0].text))
            elif over is _Over.YES:
                self.over.add(last.number)
            last.take(page.number, area, lines, self.type.body)
            for region in regions:
                numbers[region.key] = last.number
        if last is not None and last.page == page.number:
            notes = [line.top for line in lines_in if line.key in self.furniture.notes]
            foot = min(notes, default=self.furniture.foot)
            low = last.area.bottom >= foot - _NEAR_FOOT or last.headed
            if not low or any(line.top > last.area.bottom for line in text):
                # It ends far above the foot, or text stands below it on its page: it is closed.
                last = None
        self._last = last
        return numbers

    def unsure(self) -> Iterator[tuple[int, str]]:
        """Page and first words of each box that may be the rest of the one before, once all pages went by."""
        for number, words in self._unsure:
            if self._titles[words.casefold()] == 1:
                yield number, words


def _look(line: Line) -> Look:
    return (round(line.size, 1), line.bold, line.style.colour)


def _is_headed(line: Line, body: Style) -> bool:
    return line.size > body.size + SAME_SIZE or (line.bold and not body.bold)


def _text(page: PageLayout, outside: frozenset[int]) -> list[Line]:
    return [line for region in page.regions for line in region.lines if line.key not in outside]


def _roots(page: PageLayout, outside: frozenset[int]) -> list[tuple[Area, list[Region]]]:
    """The outermost boxes of a page with the regions in them, from top to bottom."""
    roots: dict[Area, list[Region]] = {}
    areas = [region.area for region in page.regions if region.kind is RegionKind.BOX and region.area]
    for region in page.regions:
        if region.area is None or all(line.key in outside for line in region.lines):
            continue
        around = region.area if region.kind is RegionKind.BOX else region.outer
        if around is None:
            continue
        outer = [area for area in areas if around.inside(area) and area.size > 1.02 * around.size]
        root = max([around, *outer, *([region.outer] if region.outer else [])], key=lambda area: area.size)
        roots.setdefault(root, []).append(region)
    return sorted(roots.items(), key=lambda one: (one[0].top, one[0].x0))


def _same_sides(one: Area, two: Area) -> bool:
    return abs(one.x0 - two.x0) <= _SIDES and abs(one.x1 - two.x1) <= _SIDES


def _stacked(last: _OpenBox, area: Area, page: int) -> bool:
    """A title bar directly on top of its box."""
    return last.page == page and _same_sides(last.area, area) and -_STACKED <= area.top - last.area.bottom <= _STACKED


class _Over(Enum):
    NO = 0
    UNSURE = 1
    YES = 2


def _runs_over(
    last: _OpenBox, area: Area, page: PageLayout, first: Line, text: Sequence[Line], type_: Typography
) -> _Over:
    """Whether this box, first on its page, goes on with the one that ended the page before."""
    if last.page != page.number - 1 or not _same_sides(last.area, area) or last.area.fill != area.fill:
        return _Over.NO
    if any(line.bottom < area.top for line in text):
        return _Over.NO
    if not _is_headed(first, type_.body):
        return _Over.YES
    if last.headed:
        return _Over.NO
    look = _look(first)
    if look == last.title:
        return _Over.UNSURE if last.repeats else _Over.NO
    return _Over.YES if look in last.below else _Over.NO


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a cell region stands: table of the document from 1, row from 0; ``repeats``: a head printed again."""

    table: int
    row: int
    repeats: bool = False


@dataclass(slots=True)
class _OpenTable:
    number: int
    page: int
    bottom: float
    edges: tuple[int, ...]
    rows: int
    head: tuple[str, ...]


@dataclass(slots=True)
class TableNumbers:
    """Numbers the tables of page after page; one that runs over a page keeps its number."""

    outside: frozenset[int]
    _last: _OpenTable | None = None
    _used: int = 0

    def on(self, page: PageLayout) -> dict[int, TablePlace]:
        """The places of all cell regions of the next page by their keys."""
        places: dict[int, TablePlace] = {}
        last = self._last
        text = list(_text(page, self.outside))
        for index in sorted({region.table for region in page.regions if region.table is not None}):
            cells = [region for region in page.regions if region.table == index]
            areas = [region.area for region in cells if region.area]
            top, bottom = min(area.top for area in areas), max(area.bottom for area in areas)
            edges = tuple(sorted({round(cell.area.x0 / 3) for cell in cells if cell.area and not cell.stacked}))
            head = tuple(_words(region) for region in cells if region.row == 0)
            runs_over = (
                last is not None
                and last.page == page.number - 1
                and last.edges == edges
                and not any(line.bottom < top for line in text)
            )
            rows = 1 + max(region.row for region in cells)
            if last is not None and runs_over:
                again = head == last.head and any(head)
                table = replace(last, page=page.number, bottom=bottom, rows=last.rows + rows - again)
                offset = last.rows - again
            else:
                self._used += 1
                again, offset = False, 0
                table = _OpenTable(self._used, page.number, bottom, edges, rows, head)
            for region in cells:
                repeats = again and region.row == 0
                places[region.key] = TablePlace(table.number, 0 if repeats else region.row + offset, repeats)
            last = table
        if last is not None and any(line.top > last.bottom + 2 for line in text):
            last = None
        self._last = last
        return places


def _words(region: Region) -> str:
    return " ".join(line.text for line in region.lines)
