"""Which regions stand in one box or table, over pages too: numbers for boxes and tables of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.reading.pdf.furniture import Furniture
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.typography import Typography

_SIDES = 4.0
_STACKED = 4.0
_NEAR_FOOT = 70.0
"""A box that ends further than this from the lowest text of the document's pages does not run over."""


@dataclass(slots=True)
class _OpenBox:
    number: int
    page: int
    area: Area


@dataclass(slots=True)
class BoxNumbers:
    """Numbers the boxes of page after page; it remembers the last one only, which may run over."""

    furniture: Furniture
    type: Typography
    _last: _OpenBox | None = None
    _used: int = 0

    def on(self, page: PageLayout) -> dict[int, int]:
        """Box numbers, from 1, by the key of each region of the next page that stands in a box."""
        numbers: dict[int, int] = {}
        outside, foot = self.furniture.outside, self.furniture.foot
        text = list(_text(page, outside))
        last = self._last
        for area, regions in _roots(page, outside):
            if last is not None and (
                _stacked(last, area, page.number) or _runs_over(last, area, page, regions, text, foot, self.type)
            ):
                last = _OpenBox(last.number, page.number, area)
            else:
                self._used += 1
                last = _OpenBox(self._used, page.number, area)
            for region in regions:
                numbers[region.key] = last.number
        if last is not None and last.page == page.number and any(line.top > last.area.bottom for line in text):
            # Text below the box on its page: it is closed.
            last = None
        self._last = last
        return numbers


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


def _runs_over(
    last: _OpenBox,
    area: Area,
    page: PageLayout,
    regions: Sequence[Region],
    text: Sequence[Line],
    foot: float,
    type_: Typography,
) -> bool:
    """Whether this box, first on its page, goes on with the one that ended the page before."""
    if last.page != page.number - 1 or not _same_sides(last.area, area) or last.area.fill != area.fill:
        return False
    if last.area.bottom < foot - _NEAR_FOOT or any(line.bottom < area.top for line in text):
        return False
    first = min((line for region in regions for line in region.lines), key=lambda line: line.base)
    return first.size <= type_.body.size + 0.6 and (not first.bold or type_.body.bold)


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
            edges = tuple(sorted({round(area.x0 / 3) for area in areas}))
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
