"""A page's glyphs and shapes → regions of lines in reading order: columns, boxes, table cells, turned text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area, Drawn, Grid, find_drawn
from pipeline.reading.pdf.stacks import take_stacked
from pipeline.reading.pdf.tags import TaggedCell
from pipeline.reading.pdf.unruled import take_unruled

_GUTTER = 9.0
_MIN_ROWS = 5
_MIN_COLUMN = 70.0
_MOST_LINES = 1_000_000


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page ready to be cut into blocks; ``regions`` are in reading order, ``rules`` its ruled lines.

    ``pictures`` are those that a tag can name,
    ``doubtful`` are words that may be a table and are read as text, ``disagreeing`` counts tagged tables whose words
    do not stand like one.
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
    ordered = _nested_in_place(_order(regions, loose, number))
    turned = [
        Region(RegionKind.TURNED, (line,), line.x1)
        for run in turned_words(glyph for glyph in glyphs if not glyph.upright)
        for line in [_turned_line(run, number)]
    ]
    return PageLayout(
        number,
        content.width,
        content.height,
        tuple(_keyed(ordered + turned, number)),
        drawn.rules,
        drawn.skipped,
        tuple(picture for picture in content.pictures if picture.mcid is not None),
        tuple(unruled.doubtful),
        unruled.disagreeing,
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


# -- reading order ------------------------------------------------------------------------------------------------


def _order(drawn: list[Region], loose: Sequence[Word], page: int) -> list[Region]:
    """Loose words as columns of lines, with the drawn regions at their place among them."""
    gutter = find_gutter(loose)
    spans = [(region, _span(region)) for region in drawn if region.lines]
    if gutter is None:
        lines = lines_of_words(loose, page)
        return _interleave(lines, spans)
    ordered: list[Region] = []
    wide_words = _crossing(loose, gutter)
    wide = lines_of_words(wide_words, page)
    crossing = {id(word) for word in wide_words}
    narrow = [word for word in loose if id(word) not in crossing]
    left = lines_of_words([word for word in narrow if word.x1 <= gutter + 1], page)
    right = lines_of_words([word for word in narrow if word.x1 > gutter + 1], page)
    wide_spans = [(region, span) for region, span in spans if span.x0 < gutter - 5 and span.x1 > gutter + 5]
    cuts = sorted([line.base for line in wide] + [span.top for _, span in wide_spans])
    bounds = [float("-inf"), *cuts, float("inf")]
    for low, high in itertools.pairwise(bounds):
        ordered += _interleave(
            [line for line in wide if line.base == low], [one for one in wide_spans if one[1].top == low]
        )
        for column, at_left in ((left, True), (right, False)):
            here = [line for line in column if low < line.base <= high]
            beside = [
                one
                for one in spans
                if one not in wide_spans and low < one[1].top <= high and (one[1].x0 < gutter - 5) == at_left
            ]
            ordered += _interleave(here, beside, narrow=True)
    return _joined(ordered)


def _span(region: Region) -> Area:
    """Where a region stands in the order of its page: the box or table that it belongs to."""
    if region.area is None:
        raise ValueError("only drawn regions have a span")
    return region.area


def _interleave(lines: list[Line], spans: list[tuple[Region, Area]], *, narrow: bool = False) -> list[Region]:
    """One column: its lines as flow regions, cut where a drawn region stands between them."""
    cuts = sorted(
        spans,
        key=lambda one: (
            (one[0].table is not None and _table_top(one[0], spans)) or one[1].top,
            one[0].table or 0,
            one[0].row,
            one[0].column,
            one[1].x0,
        ),
    )
    ordered: list[Region] = []
    rest = list(lines)
    right = max((line.x1 for line in lines), default=0.0)
    for region, span in cuts:
        top = _table_top(region, spans) if region.table is not None else span.top
        above = [line for line in rest if line.base <= top + 1]
        if above:
            ordered.append(Region(RegionKind.FLOW, tuple(above), right, narrow=narrow))
            rest = rest[len(above) :]
        ordered.append(region)
    if rest:
        ordered.append(Region(RegionKind.FLOW, tuple(rest), right, narrow=narrow))
    return ordered


def _nested_in_place(regions: list[Region]) -> list[Region]:
    """Boxes and tables inside a box put between the lines of that box, above and below which they stand."""
    boxes = [region for region in regions if region.kind is RegionKind.BOX and region.area is not None]
    for box in sorted(boxes, key=lambda region: region.area.size if region.area else 0.0, reverse=True):
        inner = [region for region in regions if region.outer is not None and region.outer == box.area]
        if not inner:
            continue
        rest = [region for region in regions if region not in inner and region is not box]
        place = sum(1 for region in regions[: regions.index(box)] if region not in inner)
        woven = _interleave(list(box.lines), [(region, _span(region)) for region in inner])
        parts = [replace(box, lines=region.lines) if region.kind is RegionKind.FLOW else region for region in woven]
        regions = rest[:place] + parts + rest[place:]
    return regions


def _table_top(region: Region, spans: list[tuple[Region, Area]]) -> float:
    return min(span.top for other, span in spans if other.table == region.table)


def _joined(regions: list[Region]) -> list[Region]:
    """Flow regions that follow each other in the same column as one, so that paragraphs are not cut."""
    joined: list[Region] = []
    for region in regions:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind is region.kind is RegionKind.FLOW
            and region.lines[0].base > last.lines[-1].base
            and abs(min(line.x0 for line in region.lines) - min(line.x0 for line in last.lines)) < 40
            and abs(region.right - last.right) < 40
            and last.narrow is region.narrow
        ):
            right = max(last.right, region.right)
            joined[-1] = Region(RegionKind.FLOW, last.lines + region.lines, right, narrow=last.narrow)
        else:
            joined.append(region)
    return joined


def find_gutter(words: Sequence[Word]) -> float | None:
    """The middle of the white band between two columns of text, None where the page has one column.

    At least five rows must have words on both sides, the right column must begin at one place, and few rows may
    cross. A column of numbers or single words at the right is no column of text.
    """
    if len(words) < 4 * _MIN_ROWS:
        return None
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    wide = x1 - x0
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.base), []).append(word)
    covered = [0] * (int(wide / 2) + 2)
    for row in rows.values():
        seen: set[int] = set()
        for word in row:
            seen.update(range(int((word.x0 - x0) / 2), int((word.x1 - x0) / 2) + 1))
        for bin_number in seen:
            covered[bin_number] += 1
    low, high = int(0.25 * wide / 2), int(0.75 * wide / 2)
    best: tuple[int, int] | None = None
    start: int | None = None
    for at in range(low, high + 1):
        if covered[at] <= 0.25 * len(rows):
            start = at if start is None else start
            if best is None or at - start > best[1] - best[0]:
                best = (start, at)
        else:
            start = None
    if best is None or 2 * (best[1] - best[0]) < _GUTTER - 2:
        return None
    middle = x0 + best[0] + best[1] + 1
    return middle if _two_columns(rows, middle, x0 + 2 * best[0], x0 + 2 * best[1] + 2) else None


def _two_columns(rows: dict[int, list[Word]], middle: float, low: float, high: float) -> bool:
    """Whether the words left and right of the white band between ``low`` and ``high`` are two columns of text."""
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    both = touching = 0
    for row in rows.values():
        before = [word for word in row if word.x0 < middle]
        after = [word for word in row if word.x0 >= middle]
        reach = max((word.x1 for word in before), default=None)
        begin = min((word.x0 for word in after), default=None)
        if reach is not None and begin is not None:
            both += 1
            # In one wide column the words on both sides stand no further apart than anywhere in the line.
            touching += begin - reach < 0.7 * row[0].style.size
        if reach is not None and reach < high:
            left.append((min(word.x0 for word in before), reach))
        if begin is not None and begin > low:
            right.append((begin, max(word.x1 for word in after)))
    if len(left) < _MIN_ROWS or len(right) < _MIN_ROWS or touching > 0.2 * both:
        return False
    starts = sorted(start for start, _ in right)
    usual = starts[len(starts) // 4]
    aligned = sum(1 for start in starts if abs(start - usual) <= 3 or abs(start - usual - 18) <= 6)
    return aligned >= 0.6 * len(right) and min(_usual_width(left), _usual_width(right)) >= _MIN_COLUMN


def _usual_width(spans: Sequence[tuple[float, float]]) -> float:
    return sorted(end - start for start, end in spans)[len(spans) // 2]


def _crossing(words: Sequence[Word], gutter: float) -> list[Word]:
    """The words of rows that run across the gutter without the gap of a gutter there."""
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.base), []).append(word)
    crossing: list[Word] = []
    for row in rows.values():
        before = max((word.x1 for word in row if word.x0 < gutter), default=None)
        after = min((word.x0 for word in row if word.x0 >= gutter), default=None)
        over = before is not None and before > gutter
        touching = before is not None and after is not None and after - before < 0.7 * row[0].style.size
        if over or touching:
            crossing.extend(row)
    return crossing
