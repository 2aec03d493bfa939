"""A page's glyphs and shapes → regions of lines in reading order: columns, boxes, table cells, turned text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.drawn import Glyph, PageContent, Picture
from pipeline.reading.pdf.lines import (
    Line,
    Word,
    drawn_bullets,
    lines_of_words,
    picture_dots,
    turned_words,
    words_of_glyphs,
)
from pipeline.reading.pdf.order import in_order
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area, Drawn, Grid, find_drawn
from pipeline.reading.pdf.stacks import take_stacked
from pipeline.reading.pdf.tags import TaggedCell
from pipeline.reading.pdf.unruled import take_unruled

_MOST_LINES = 1_000_000


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page ready to be cut into blocks; ``regions`` are in reading order, ``rules`` its ruled lines.

    ``pictures`` are those that a tag can name,
    ``doubtful`` are words that may be a table and are read as text, ``disagreeing`` counts tagged tables whose words
    do not stand like one. ``unsure`` are words side by side whose order is not certain.
    """

    number: int
    width: float
    height: float
    regions: tuple[Region, ...]
    rules: tuple[Area, ...]
    too_many_lines: bool
    pictures: tuple[Picture, ...] = ()
    doubtful: tuple[str, ...] = ()
    disagreeing: int = 0
    unsure: tuple[str, ...] = ()


def lay_out(content: PageContent, number: int, glyphs: Sequence[Glyph], cells: Mapping[int, TaggedCell]) -> PageLayout:
    """The regions of page ``number``; ``glyphs`` are the visible ones of ``content``, ``cells`` its tagged cells."""
    drawn = find_drawn(content.shapes, content.width, content.height)
    words = words_of_glyphs(glyph for glyph in glyphs if glyph.upright)
    words += drawn_bullets([*content.dots, *picture_dots(content.pictures)], words)
    loose, held = _sort_into(words, drawn)
    regions: list[Region] = []
    for index, grid in enumerate(drawn.grids):
        regions.extend(_cell_regions(grid, index, held, number, drawn.boxes))
        if not any(row for _, row, _ in grid.cells):
            floor = min((area.top for area in _below(grid, drawn)), default=content.height)
            stacked, loose = take_stacked(grid, index, loose, floor, number)
            regions.extend(stacked)
    unruled = take_unruled(loose, len(drawn.grids), number, cells)
    loose = unruled.rest
    for box in drawn.boxes:
        if id(box) in held:
            first = len(drawn.grids) + len({region.table for region in unruled.regions})
            inside = take_unruled(held[id(box)], first, number, cells, box)
            held[id(box)] = inside.rest
            unruled.regions += inside.regions
            unruled.doubtful += inside.doubtful
            unruled.disagreeing += inside.disagreeing
    regions += unruled.regions
    for box in drawn.boxes:
        if held.get(id(box)):
            lines = tuple(lines_of_words(held[id(box)], number))
            regions.append(Region(RegionKind.BOX, lines, box.x1, box, _outer(box, drawn.boxes)))
    ordered = in_order(regions, loose, number)
    turned = [
        Region(RegionKind.TURNED, (line,), line.x1)
        for run in turned_words(glyph for glyph in glyphs if not glyph.upright)
        for line in [_turned_line(run, number)]
    ]
    return PageLayout(
        number,
        content.width,
        content.height,
        tuple(_keyed([*ordered.regions, *turned], number)),
        drawn.rules,
        drawn.skipped,
        tuple(picture for picture in content.pictures if picture.mcid is not None),
        tuple(unruled.doubtful),
        unruled.disagreeing,
        () if unruled.doubtful else ordered.unsure,
    )


def _keyed(regions: Sequence[Region], page: int) -> Iterator[Region]:
    """The regions with numbers that tell them and their lines apart in the whole document."""
    first = page * _MOST_LINES
    for at, region in enumerate(regions):
        yield region.keyed(page * _MOST_LINES + at, first)
        first += len(region.lines)


def _turned_line(words: list[Word], page: int) -> Line:
    """A run of turned words as one line, in drawing order."""
    placed = [
        word._replace(base=words[0].base, x0=words[0].x0 + at, x1=words[0].x0 + at + 0.5, spaced=True)
        for at, word in enumerate(words)
    ]
    (line,) = lines_of_words(placed, page)
    return Line(
        page=page,
        x0=min(word.x0 for word in words),
        top=min(word.top for word in words),
        x1=max(word.x1 for word in words),
        bottom=max(word.bottom for word in words),
        base=line.base,
        text=line.text,
        style=line.style,
        bold=line.bold,
        first=line.first,
        first_x1=line.first_x1,
        second_x0=line.second_x0,
        gap=line.gap,
        head_width=line.head_width,
        marks=(),
        note_mark=None,
        mcids=line.mcids,
        artifact=line.artifact,
    )


def _outer(box: Area, boxes: Sequence[Area]) -> Area | None:
    """The smallest other box that holds this one."""
    around = [other for other in boxes if other is not box and box.inside(other) and other.size > 1.02 * box.size]
    return min(around, key=lambda area: area.size, default=None)


def _sort_into(words: Sequence[Word], drawn: Drawn) -> tuple[list[Word], dict[int, list[Word]]]:
    """Words outside of everything drawn, and the others by the identity of the smallest area that holds them."""
    areas = [cell for grid in drawn.grids for cell, _, _ in grid.cells] + list(drawn.boxes)
    areas.sort(key=lambda area: area.size)
    loose: list[Word] = []
    held: dict[int, list[Word]] = {}
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.base - 0.3 * word.style.size
        for area in areas:
            if area.holds(x, y):
                held.setdefault(id(area), []).append(word)
                break
        else:
            loose.append(word)
    for box in drawn.boxes:
        if id(box) in held and _is_highlight(held[id(box)], loose):
            loose.extend(held.pop(id(box)))
    return loose, held


def _is_highlight(words: Sequence[Word], loose: Sequence[Word]) -> bool:
    """Whether a filled area only marks words in the middle of a line, whose other words touch it."""
    first, last = min(words, key=lambda word: word.x0), max(words, key=lambda word: word.x1)
    if max(word.base for word in words) - min(word.base for word in words) > 1:
        return False
    reach = 0.7 * first.style.size
    return any(
        abs(word.base - first.base) <= 1 and (0 <= first.x0 - word.x1 < reach or 0 <= word.x0 - last.x1 < reach)
        for word in loose
    )


def _cell_regions(
    grid: Grid, index: int, held: dict[int, list[Word]], page: int, boxes: Sequence[Area]
) -> list[Region]:
    outer = _outer(grid.area, boxes)
    return [
        Region(
            RegionKind.CELL,
            tuple(lines_of_words(held.get(id(cell), []), page)),
            cell.x1,
            cell,
            outer,
            index,
            row,
            column,
        )
        for cell, row, column in grid.cells
    ]


def _below(grid: Grid, drawn: Drawn) -> list[Area]:
    areas = [*drawn.boxes, *(other.area for other in drawn.grids)]
    return [area for area in areas if area.top >= grid.area.bottom - 1]
