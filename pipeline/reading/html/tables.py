"""Tables of an HTML page: which hold facts, which only lay out the page, and the headers of each cell.

Source of the rules: the HTML standard's table model (spans, ``scope``, ``thead``), simplified to one row header
and one column header per cell. A table is one of facts if it says so (``th``, ``scope``, ``thead``, the role of
a table or grid), if its first row is bold throughout, or if it is a plain grid of short texts. One column, or
the role of presentation, is layout.
"""

from __future__ import annotations

from collections.abc import Iterable

from bs4 import Tag

from pipeline.reading.html.drafts import Draft, Spot
from pipeline.reading.html.elements import nature_of
from pipeline.reading.html.tags import attributes_of
from pipeline.words.blocks import count_words
from pipeline.words.model import HEADER_SEPARATOR, Cell, PassageKind, Shown

_MOST_SPAN = 64
"""No report's table is wider; the cap keeps a hostile page from asking for millions of cells."""
_ROW_SCOPES = ("row", "rowgroup")
_SHORT_CELL = 12


class OpenTable:
    """A table that is being read. ``outer`` is the cell around it."""

    def __init__(self, tag: Tag, outer: Spot | None) -> None:
        self.tag = tag
        self.outer = outer
        self.rows = 0
        self.spots: list[Spot] = []
        self.head_rows = 0
        """Rows inside a ``thead``."""
        self.has_blocks = False
        """Whether a cell holds a heading element, a list or a table: no plain grid."""

    def next_row(self, *, in_head: bool) -> None:
        """Start a row."""
        self.rows += 1
        self.head_rows += in_head

    def next_cell(self, tag: Tag) -> Spot:
        """Start a cell in the current row; a cell outside any row opens one."""
        if self.rows == 0:
            self.rows = 1
        attributes = attributes_of(tag)
        role = attributes.get("role")
        spot = Spot(
            tag=tag,
            row=self.rows - 1,
            header=tag.name == "th" or role in ("columnheader", "rowheader"),
            scope=attributes.get("scope", "") or {"rowheader": "row", "columnheader": "col"}.get(role or "", ""),
            rows=_span(attributes.get("rowspan")),
            columns=_span(attributes.get("colspan")),
            outer=self.outer,
        )
        self.spots.append(spot)
        return spot

    def holds_facts(self) -> bool:
        """Whether the cells are facts with headers; called once all cells are read."""
        self._place_cells()
        role = attributes_of(self.tag).get("role")
        if role in ("presentation", "none"):
            return False
        columns = {spot.column for spot in self.spots}
        if len(columns) < 2:
            return False
        if role in ("table", "grid", "treegrid") or self.head_rows:
            return True
        if any(spot.header or spot.scope for spot in self.spots):
            return True
        return self._has_bold_head() or self._is_plain_grid(len(columns))

    def _has_bold_head(self) -> bool:
        first = [spot for spot in self.spots if spot.row == 0]
        return self.rows > 1 and len(first) > 1 and all(_is_bold(spot) for spot in first)

    def _is_plain_grid(self, columns: int) -> bool:
        """At least three by three, every row as long as the first, every text short, nothing but texts."""
        if columns < 3 or self.rows < 3 or self.has_blocks or len(self.spots) != columns * self.rows:
            return False
        return all(spot.drafts and count_words(spot.text) <= _SHORT_CELL for spot in self.spots)

    def _place_cells(self) -> None:
        """Give each cell its column, with cells that span rows and columns taking their places."""
        taken: dict[int, int] = {}
        row = column = -1
        for spot in self.spots:
            if spot.row != row:
                row, column = spot.row, 0
            while taken.get(column, 0) > row:
                column += 1
            spot.column = column
            for covered in range(column, column + spot.columns):
                taken[covered] = row + spot.rows
            column += spot.columns

    def settle(self, number: int) -> None:
        """Give each cell its place and headers, and make passages of its texts."""
        rows = _by_row(self.spots)
        head_rows = self._count_head_rows(rows)
        heads = _column_headers(rows[:head_rows])
        sides = _row_headers([spot for spot in self.spots if spot.row >= head_rows])
        for spot in self.spots:
            in_body = spot.row >= head_rows
            side = sides.get(spot.row, [])
            spot.cell = Cell(
                table=number,
                row=spot.row,
                column=spot.column,
                row_header=_joined(text for place, text in side if place < spot.column),
                column_header=_joined(_heads_over(spot, heads)) if in_body else None,
            )
            for draft in spot.drafts:
                _to_cell(draft)

    def is_drawn_box(self) -> bool:
        """Whether a layout table of one column has a frame or a shade: a callout."""
        if any(spot.column for spot in self.spots):
            return False
        return any(_is_drawn(tag) for tag in (self.tag, *(spot.tag for spot in self.spots)))

    def settle_as_layout(self) -> None:
        """Let the texts stay ordinary blocks."""
        for spot in self.spots:
            spot.is_layout = True

    def _count_head_rows(self, rows: list[list[Spot]]) -> int:
        """How many rows at the top hold column headers."""
        if self.head_rows:
            return self.head_rows
        count = 0
        for row in rows[:-1]:
            if not all(spot.header and spot.scope not in _ROW_SCOPES for spot in row if spot.column or spot.drafts):
                break
            count += 1
        if count or self._has_bold_head():
            return max(count, 1)
        return 0 if any(spot.header or spot.scope for spot in self.spots) else 1


def _by_row(spots: list[Spot]) -> list[list[Spot]]:
    rows: dict[int, list[Spot]] = {}
    for spot in spots:
        rows.setdefault(spot.row, []).append(spot)
    return list(rows.values())


def _column_headers(rows: list[list[Spot]]) -> dict[int, list[str]]:
    """Header texts by column, from the top down."""
    found: dict[int, list[str]] = {}
    for row in rows:
        for spot in row:
            for column in range(spot.column, spot.column + spot.columns):
                found.setdefault(column, []).append(spot.text)
    return found


def _heads_over(spot: Spot, heads: dict[int, list[str]]) -> list[str]:
    """The header texts over all columns that a cell spans: it does not stand under the first alone."""
    return [text for column in range(spot.column, spot.column + spot.columns) for text in heads.get(column, ())]


def _row_headers(spots: list[Spot]) -> dict[int, list[tuple[int, str]]]:
    """Columns and texts of the headers of each row: its ``th`` cells, or its first cell if it has none."""
    named: dict[int, list[tuple[int, str]]] = {}
    first: dict[int, list[tuple[int, str]]] = {}
    for spot in spots:
        if not spot.header and spot.column > 0:
            continue
        for row in range(spot.row, spot.row + spot.rows):
            (named if spot.header else first).setdefault(row, []).append((spot.column, spot.text))
    return {**first, **named}


def _is_bold(spot: Spot) -> bool:
    return bool(spot.drafts) and all(draft.by_weight for draft in spot.drafts if draft.shown is Shown.TEXT)


def _joined(texts: Iterable[str]) -> str | None:
    """The different texts in order; None if there are none."""
    return HEADER_SEPARATOR.join(dict.fromkeys(text for text in texts if text)) or None


def _to_cell(draft: Draft) -> None:
    """Bullets of a cell stay bullets; all else in it is the cell's text."""
    if draft.kind is PassageKind.LIST_ITEM or draft.continues is not None:
        return
    draft.kind = PassageKind.TABLE_CELL
    draft.level = None
    draft.by_weight = False


def _is_drawn(tag: Tag) -> bool:
    attributes = attributes_of(tag)
    has_frame = attributes.get("border", "0").strip() not in ("", "0")
    return has_frame or "bgcolor" in attributes or nature_of(tag).is_box


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), _MOST_SPAN) if digits.isdecimal() and len(digits) < 7 else 1


def resolve_spots(drafts: list[Draft]) -> None:
    """Let each draft stand in the innermost cell of a table of facts, if in any. Linear even in deep nesting."""
    for draft in drafts:
        if draft.spot is not None:
            draft.spot = _facts_around(draft.spot)


def _facts_around(spot: Spot) -> Spot | None:
    passed: list[Spot] = []
    found: Spot | None = spot
    while found is not None and found.is_layout:
        passed.append(found)
        found = found.outer
    for layout in passed:
        layout.outer = found
    return found
