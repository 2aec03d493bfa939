"""Entries → passages: the last kinds decided, ordinals and places in tables given."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.reading.pdf.boxes import TablePlace
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.typography import Typography
from pipeline.words.model import Cell, Passage, PassageKind

_LABEL_WORDS = 6


def label_boxes(entries: Iterable[Entry], typography: Typography, over: Collection[int]) -> None:
    """A few words alone in a filled area are a label, unless they entitle a box of ``over``, those that run over."""
    by_box: dict[tuple[int, Area], list[Entry]] = {}
    for entry in entries:
        if entry.region.kind is RegionKind.BOX and entry.region.area and not entry.outside:
            by_box.setdefault((entry.page, entry.region.area), []).append(entry)
    for alone in by_box.values():
        entry, area = alone[0], alone[0].region.area
        if entry.box_number in over:
            continue
        if len(alone) > 1 or area is None or area.fill is None or entry.marker is not None:
            continue
        low = area.bottom - area.top <= max(4.5 * entry.size, 3 * typography.body.size)
        if len(entry.text.split()) <= _LABEL_WORDS and low and not entry.text.endswith((".", ";", ",")):
            entry.kind = PassageKind.LABEL


@dataclass(slots=True)
class PassageBuilder:
    """Numbers the entries of page after page and turns them into passages.

    A passage in a table waits for the end of the table, whose head may be told by its last row.
    """

    passages: list[Passage] = field(default_factory=list)
    _numbered: int = 0
    _waiting: deque[Entry] = field(default_factory=deque)
    _places: dict[int, TablePlace] = field(default_factory=dict)
    _tables: dict[int, _Table] = field(default_factory=dict)
    _rows_used: dict[int, int] = field(default_factory=dict)

    def place(self, page: int, places: Mapping[int, TablePlace]) -> None:
        """Where the cells of a page stand, by the keys of their regions. Comes before the entries of that page."""
        self._places.update(places)
        for number in {place.table for place in places.values()}:
            self._tables.setdefault(number, _Table()).last_page = page

    def add(self, page: int, entries: Sequence[Entry]) -> None:
        """All entries of a page, once the tables of the page after it are placed too."""
        for entry in entries:
            place = self._places.get(entry.region.key)
            if place is not None:
                self._tables[place.table].add(entry, place)
            if entry.text or entry.marker:
                self._numbered += 1
                entry.position = self._numbered
                self._waiting.append(entry)
        while self._waiting:
            place = self._places.get(self._waiting[0].region.key)
            table = self._tables[place.table] if place else None
            if table is not None and table.last_page > page:
                return
            self.passages.append(self._passage(self._waiting.popleft(), place, table))
        self._forget(page)

    def _forget(self, page: int) -> None:
        """What is known of tables that ended."""
        for number in [number for number, table in self._tables.items() if table.last_page <= page]:
            del self._tables[number]
        for key in [key for key, place in self._places.items() if place.table not in self._tables]:
            del self._places[key]
            self._rows_used.pop(key, None)

    def _passage(self, entry: Entry, place: TablePlace | None, table: _Table | None) -> Passage:
        cell = self._cell(entry.region, place, table) if place and table else None
        kind = entry.kind
        if cell is not None and entry.marker is None and entry.continues is None:
            kind = PassageKind.TABLE_CELL
        is_item, is_heading = entry.marker is not None, kind is PassageKind.HEADING
        return Passage(
            ordinal=entry.position,
            kind=kind,
            text=entry.text,
            level=entry.level if is_item or is_heading else None,
            marker=entry.marker.text or None if entry.marker else None,
            list_number=entry.list_number,
            parent=entry.parent.position if entry.parent else None,
            continues=entry.continues.position if entry.continues else None,
            shown=entry.shown,
            furniture=entry.outside or bool(place and place.repeats),
            cell=cell,
            box_number=entry.box_number,
            box=entry.box,
            locator=sys.intern(f"page {entry.page}"),
            links=entry.links,
        )

    def _cell(self, region: Region, place: TablePlace, table: _Table) -> Cell:
        row = place.row
        if region.stacked:
            row += self._rows_used.get(region.key, 0)
            self._rows_used[region.key] = self._rows_used.get(region.key, 0) + 1
        row_header, column_header = table.heads_of(region, place)
        return Cell(place.table, row, region.column, row_header, column_header)


class _Table:
    """The cells of a table and their texts, which tell what heads a cell's row and column."""

    def __init__(self) -> None:
        self.last_page = 0
        self._texts: dict[int, str] = {}
        self._cells: list[tuple[Region, TablePlace]] = []
        self._first_columns: dict[int, int] = {}
        self._first_row: list[Region] = []
        self._has_head: bool | None = None

    def add(self, entry: Entry, place: TablePlace) -> None:
        """Take what stands in a cell."""
        key = entry.region.key
        if key not in self._texts:
            self._cells.append((entry.region, place))
            if entry.region.column == 0:
                self._first_columns[place.row] = key
            if place.row == 0:
                self._first_row.append(entry.region)
        self._texts[key] = " ".join(part for part in (self._texts.get(key), entry.text) if part)

    def heads_of(self, region: Region, place: TablePlace) -> tuple[str | None, str | None]:
        """The texts that head the row and the column of a cell, once all cells are there."""
        if self._has_head is None:
            self._has_head = self._is_headed(self._cells)
        row_header = column_header = None
        first = self._first_columns.get(place.row)
        if first is not None and region.column > 0 and not region.stacked:
            row_header = self._texts[first]
        for other in self._first_row if place.row > 0 and self._has_head else ():
            over = other.column == region.column or (
                other.area
                and region.area
                and other.area.x0 - 2 <= region.area.x0
                and region.area.x1 <= other.area.x1 + 2
            )
            if over:
                column_header = self._texts[other.key]
        if place.row == 0 and self._has_head:
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
        if all(region.bold for region in first) and not all(region.bold for region in second):
            return True
        fills = {region.area.fill for region in first if region.area}
        if fills != {region.area.fill for region in second if region.area}:
            return True
        return not any(
            self._texts[one.key] == self._texts[two.key] for one in first for two in below if one.column == two.column
        )
