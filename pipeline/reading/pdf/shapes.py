"""Drawn lines and areas → tables and boxes of a page, as places. Knows nothing of the text in them, in points."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from pipeline.reading.pdf.drawn import WHITE, Rgb, Shape

THIN = 3.0
"""A painted area thinner than this is a line; Word draws its rules as filled areas of half a point."""

_SNAP = 3.0
_MIN_WIDTH, _MIN_HEIGHT = 24.0, 9.0
_MAX_EDGES = 3000
_PAGE_SHARE = 0.9
_ABREAST = 3
_APART = 20.0
"""Cells of one table may stand this far apart."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the page. ``fill`` is its colour where it is filled and not white."""

    x0: float
    top: float
    x1: float
    bottom: float
    fill: Rgb | None = None

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def inside(self, other: Area, slack: float = 2.0) -> bool:
        return (
            self.x0 >= other.x0 - slack
            and self.x1 <= other.x1 + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )

    @property
    def size(self) -> float:
        return (self.x1 - self.x0) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its cells with row and column, both from 0, and the area they cover together."""

    area: Area
    cells: tuple[tuple[Area, int, int], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The tables and boxes of one page. ``skipped`` is true where there are too many lines to sort out."""

    grids: tuple[Grid, ...]
    boxes: tuple[Area, ...]
    rules: tuple[Area, ...]
    skipped: bool = False


def find_drawn(shapes: Sequence[Shape], width: float, height: float) -> Drawn:
    """The tables and boxes that a page's shapes draw; ``width`` and ``height`` are those of the page."""
    fills = _fills(shapes, width, height)
    edges = [edge for shape in shapes for edge in _edges(shape, width, height)]
    rules = tuple(
        Area(edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in edges if edge["orientation"] == "h"
    )
    for area in _cells_drawn_by_fill(fills):
        edges.extend(_outline(area.x0, area.top, area.x1, area.bottom))
    if len(edges) > _MAX_EDGES:
        return Drawn((), tuple(_merged(fills)), rules, skipped=True)
    grids, boxes = _grids(edges, fills)
    boxes += [area for area in _merged(fills) if not _known(area, boxes, grids)]
    apart, boxes = _grids_of_boxes(boxes)
    grids += apart
    return Drawn(tuple(grids), tuple(sorted(boxes, key=lambda area: (area.top, area.x0))), rules)


def _grids_of_boxes(boxes: list[Area]) -> tuple[list[Grid], list[Area]]:
    """Tables whose cells stand apart: three or more boxes abreast, and such rows below each other. And what is left."""
    rows: dict[tuple[int, int], list[Area]] = {}
    for box in sorted(boxes, key=lambda box: (box.top, box.x0)):
        rows.setdefault((round(box.top / 2), round(box.bottom / 2)), []).append(box)
    tables: list[list[list[Area]]] = []
    for row in rows.values():
        gaps = [two.x0 - one.x1 for one, two in itertools.pairwise(row)]
        if len(row) < _ABREAST or not all(0 <= gap <= _APART for gap in gaps):
            continue
        above = tables[-1][-1] if tables else None
        if above is not None and _continues_columns(above, row):
            tables[-1].append(row)
        else:
            tables.append([row])
    grids = [_grid_of_rows(table) for table in tables]
    used = {id(cell) for grid in grids for cell, _, _ in grid.cells}
    return grids, [box for box in boxes if id(box) not in used]


def _continues_columns(above: Sequence[Area], row: Sequence[Area]) -> bool:
    same = len(above) == len(row) and all(
        abs(one.x0 - two.x0) <= _SNAP and abs(one.x1 - two.x1) <= _SNAP for one, two in zip(above, row, strict=True)
    )
    return same and 0 <= row[0].top - above[0].bottom <= _APART


def _grid_of_rows(rows: Sequence[Sequence[Area]]) -> Grid:
    cells = tuple((cell, at, column) for at, row in enumerate(rows) for column, cell in enumerate(row))
    first, last = rows[0][0], rows[-1][-1]
    return Grid(Area(first.x0, first.top, last.x1, last.bottom), cells)


def _fills(shapes: Iterable[Shape], width: float, height: float) -> list[Area]:
    """Filled areas that show on paper and are neither lines nor the page's ground."""
    areas = []
    for shape in shapes:
        if shape.fill is None or shape.fill == WHITE or min(shape.fill) >= 252:
            continue
        wide, high = shape.x1 - shape.x0, shape.bottom - shape.top
        if wide < _MIN_WIDTH or high < _MIN_HEIGHT or wide * high > _PAGE_SHARE * width * height:
            continue
        areas.append(Area(shape.x0, shape.top, shape.x1, shape.bottom, shape.fill))
    return areas


def _edges(shape: Shape, width: float, height: float) -> list[dict[str, Any]]:
    """The ruled edges of a shape in pdfplumber's form: a thin area is one edge, a stroked rectangle four."""
    wide, high = shape.x1 - shape.x0, shape.bottom - shape.top
    white = (shape.stroke or shape.fill or WHITE) == WHITE
    if white or wide * high > _PAGE_SHARE * width * height:
        return []
    if high <= THIN < wide:
        middle = (shape.top + shape.bottom) / 2
        return [_edge(shape.x0, middle, shape.x1, middle)]
    if wide <= THIN < high:
        middle = (shape.x0 + shape.x1) / 2
        return [_edge(middle, shape.top, middle, shape.bottom)]
    if shape.stroke is not None and wide > THIN and high > THIN:
        return _outline(shape.x0, shape.top, shape.x1, shape.bottom)
    return []


def _outline(x0: float, top: float, x1: float, bottom: float) -> list[dict[str, Any]]:
    return [
        _edge(x0, top, x1, top),
        _edge(x0, bottom, x1, bottom),
        _edge(x0, top, x0, bottom),
        _edge(x1, top, x1, bottom),
    ]


def _edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    orientation = "h" if top == bottom else "v"
    return {
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "orientation": orientation,
        "width": x1 - x0,
        "height": bottom - top,
        "object_type": "line",
    }


def _cells_drawn_by_fill(fills: Sequence[Area]) -> list[Area]:
    """Filled areas that stand side by side with equal top and bottom, at least two rows or three abreast."""
    outer = [
        area
        for area in fills
        if not any(area is not other and area.inside(other) and area.size < 0.98 * other.size for other in fills)
    ]
    rows: dict[tuple[int, int], list[Area]] = {}
    for area in outer:
        rows.setdefault((round(area.top / 2), round(area.bottom / 2)), []).append(area)
    cells: list[Area] = []
    for row in rows.values():
        row.sort(key=lambda area: area.x0)
        abreast = [two for one, two in itertools.pairwise(row) if -_SNAP <= two.x0 - one.x1 <= _SNAP]
        if abreast:
            cells.extend(row)
    return cells


def _grids(edges: list[dict[str, Any]], fills: Sequence[Area]) -> tuple[list[Grid], list[Area]]:
    """Ruled tables, and ruled boxes: single cells and stacks of one column."""
    if not edges:
        return [], []
    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    cells = intersections_to_cells(edges_to_intersections(merged, _SNAP, _SNAP))
    cells = [cell for cell in cells if cell[2] - cell[0] > 5 and cell[3] - cell[1] > 5]
    grids: list[Grid] = []
    boxes: list[Area] = []
    in_table: set[tuple[float, float, float, float]] = set()
    for table in cells_to_tables(cells):
        in_table.update(table)
        grid = _grid([_area(cell, fills) for cell in table])
        columns = {column for _, _, column in grid.cells}
        if len(columns) > 1:
            grids.append(grid)
        else:
            boxes.append(grid.area)
    for cell in cells:
        if cell not in in_table and cell[2] - cell[0] >= _MIN_WIDTH and cell[3] - cell[1] >= _MIN_HEIGHT:
            boxes.append(_area(cell, fills))
    return grids, boxes


def _area(cell: tuple[float, float, float, float], fills: Sequence[Area]) -> Area:
    """A cell with the colour that covers most of it, the last one painted first."""
    x0, top, x1, bottom = cell
    place = Area(x0, top, x1, bottom)
    for area in reversed(fills):
        across = min(area.x1, place.x1) - max(area.x0, place.x0)
        along = min(area.bottom, place.bottom) - max(area.top, place.top)
        if across > 0 and along > 0 and across * along > 0.5 * place.size:
            return Area(x0, top, x1, bottom, area.fill)
    return place


def _grid(cells: list[Area]) -> Grid:
    tops = _steps([cell.top for cell in cells])
    lefts = _steps([cell.x0 for cell in cells])
    placed = [(cell, _step_of(cell.top, tops), _step_of(cell.x0, lefts)) for cell in cells]
    placed.sort(key=lambda entry: (entry[1], entry[2]))
    area = Area(
        min(cell.x0 for cell in cells),
        min(cell.top for cell in cells),
        max(cell.x1 for cell in cells),
        max(cell.bottom for cell in cells),
    )
    return Grid(area, tuple(placed))


def _steps(values: list[float]) -> list[float]:
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > _SNAP:
            steps.append(value)
    return steps


def _step_of(value: float, steps: list[float]) -> int:
    return min(range(len(steps)), key=lambda at: abs(steps[at] - value))


def _merged(fills: Sequence[Area]) -> list[Area]:
    """Filled areas of one colour that stand on top of each other as one: Word shades paragraph by paragraph."""
    merged: list[Area] = []
    for area in sorted(fills, key=lambda area: (area.top, area.x0)):
        for at, above in enumerate(merged):
            if area.inside(above) and area.fill == above.fill:
                break
            same_sides = abs(area.x0 - above.x0) <= 2 and abs(area.x1 - above.x1) <= 2
            if same_sides and area.fill == above.fill and area.top - above.bottom <= 2:
                merged[at] = Area(above.x0, above.top, above.x1, max(area.bottom, above.bottom), above.fill)
                break
        else:
            merged.append(area)
    return merged


def _known(area: Area, boxes: Sequence[Area], grids: Sequence[Grid]) -> bool:
    """Whether a filled area is the ground of a ruled box or part of a table."""
    if any(area.inside(box, 4.0) and area.size > 0.7 * box.size for box in boxes):
        return True
    return any(
        area.inside(grid.area, 4.0)
        and any(
            (area.inside(cell, 4.0) and area.size > 0.4 * cell.size) or cell.inside(area) for cell, _, _ in grid.cells
        )
        for grid in grids
    )
