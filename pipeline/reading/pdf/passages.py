"""Entries → passages: the last kinds decided, ordinals and places in tables given."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.boxes import TablePlace
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.typography import Typography
from pipeline.words.model import Cell, Passage, PassageKind

_LABEL_WORDS = 6


def label_boxes(entries: Iterable[Entry], typography: Typography) -> None:
    """A few words alone in a filled area are a label."""
    by_box: dict[tuple[int, Area], list[Entry]] = {}
    for entry in entries:
        if entry.region.kind is RegionKind.BOX and entry.region.area and not entry.outside:
            by_box.setdefault((entry.page, entry.region.area), []).append(entry)
    for alone in by_box.values():
        entry, area = alone[0], alone[0].region.area
        if len(alone) > 1 or area is None or area.fill is None or entry.marker is not None:
            continue
        low = area.bottom - area.top <= max(4.5 * entry.size, 3 * typography.body.size)
        if len(entry.text.split()) <= _LABEL_WORDS and low and not entry.text.endswith((".", ";", ",")):
            entry.kind = PassageKind.LABEL


@dataclass(slots=True)
class PassageBuilder:
    """Numbers the entries and turns them into passages; ``tables`` are the places of cell regions by their keys."""

    tables: Mapping[int, TablePlace]

    def build(self, entries: list[Entry]) -> tuple[Passage, ...]:
        """The passages of ``entries``, which is emptied: they need not all be held twice."""
        heads = self._table_heads(entries)
        kept = [entry for entry in entries if entry.text or entry.marker]
        for position, entry in enumerate(kept, start=1):
            entry.position = position
        entries.clear()
        rows_used: dict[int, int] = {}
        kept.reverse()
        passages: list[Passage] = []
        while kept:
            passages.append(self._passage(kept.pop(), heads, rows_used))
        return tuple(passages)

    def _passage(self, entry: Entry, heads: _Heads, rows_used: dict[int, int]) -> Passage:
        place = self.tables.get(entry.region.key)
        cell = self._cell(entry.region, place, heads, rows_used) if place else None
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

    # -- tables ---------------------------------------------------------------------------------------------------

    def _table_heads(self, entries: Iterable[Entry]) -> _Heads:
        """The texts of first rows and first columns, where the table shows that they head the others."""
        cells: dict[int, list[tuple[Region, TablePlace]]] = {}
        texts: dict[int, str] = {}
        for entry in entries:
            key = entry.region.key
            place = self.tables.get(key)
            if place is None:
                continue
            if key not in texts:
                cells.setdefault(place.table, []).append((entry.region, place))
            texts[key] = " ".join(part for part in (texts.get(key), entry.text) if part)
        return _Heads(cells, texts)

    def _cell(self, region: Region, place: TablePlace, heads: _Heads, rows_used: dict[int, int]) -> Cell:
        row = place.row
        if region.stacked:
            row += rows_used.get(region.key, 0)
            rows_used[region.key] = rows_used.get(region.key, 0) + 1
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
                row_header = self._texts[other.key]
            over = other.column == region.column or (
                other.area
                and region.area
                and other.area.x0 - 2 <= region.area.x0
                and region.area.x1 <= other.area.x1 + 2
            )
            if at.row == 0 and place.row > 0 and over and self._has_head[place.table]:
                column_header = self._texts[other.key]
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
        if all(region.bold for region in first) and not all(region.bold for region in second):
            return True
        fills = {region.area.fill for region in first if region.area}
        if fills != {region.area.fill for region in second if region.area}:
            return True
        return not any(
            self._texts[one.key] == self._texts[two.key] for one in first for two in below if one.column == two.column
        )
