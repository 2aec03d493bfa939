"""Depth, parent and list of each item, by where its marker stands; paragraphs that go on with an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.markers import Marker
from pipeline.reading.pdf.regions import RegionKind
from pipeline.words.model import PassageKind

_DEEPER = 5.0
"""Markers at least this many points further right are nested; Word's smallest step is about 14."""

_FLOW, _BOX, _CELL = ("flow",), "box", "cell"


@dataclass(slots=True)
class _Level:
    entry: Entry
    marker: Marker
    x0: float


@dataclass(slots=True)
class _Container:
    """The open list of the running text, of one box, or of one table cell."""

    levels: list[_Level] = field(default_factory=list)
    list_number: int = 0


@dataclass(slots=True)
class ItemNester:
    """Takes the entries of page after page, and remembers no more than the lists that may go on."""

    _containers: dict[tuple[object, ...], _Container] = field(default_factory=dict)
    _lists: int = 0

    def nest(self, entries: Sequence[Entry]) -> None:
        """Sets ``level``, ``parent``, ``list_number`` and ``continues`` on the entries of a page in reading order."""
        for entry in entries:
            if entry.outside or entry.note:
                continue
            container = self._containers.setdefault(_key(entry), _Container())
            if entry.marker is not None:
                self._lists = _place_item(entry, entry.marker, container, self._lists)
            elif entry.kind is PassageKind.PARAGRAPH or _is_lead_in(entry):
                _place_paragraph(entry, container)
            else:
                container.levels.clear()
        first = min((entry.box_number for entry in entries if entry.box_number), default=0)
        for key in [key for key in self._containers if _is_done(key, first)]:
            del self._containers[key]


@dataclass(slots=True)
class NoteOrder:
    """Puts each footnote below the box or list that it stands in the middle of, which runs over a page."""

    _waiting: list[Entry] = field(default_factory=list)
    _before: Entry | None = None

    def ordered(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries of the next page, nested, with the notes that waited for them; without those that wait now."""
        found: list[Entry] = []
        for entry in entries:
            if entry.note or (entry.outside and self._waiting):
                self._waiting.append(entry)
            elif entry.outside:
                found.append(entry)
            else:
                goes_on = self._before is not None and _is_one_with(self._before, entry)
                found += [one for one in self._waiting if one.outside or not goes_on]
                self._waiting = [one for one in self._waiting if one.note and goes_on]
                found.append(entry)
                self._before = entry
        return found

    def rest(self) -> list[Entry]:
        """What still waits after the last page."""
        rest, self._waiting = self._waiting, []
        return rest


def _is_one_with(before: Entry, entry: Entry) -> bool:
    if entry.box_number is not None or before.box_number is not None:
        return entry.box_number == before.box_number
    return entry.continues is not None or (entry.list_number is not None and entry.list_number == before.list_number)


def _key(entry: Entry) -> tuple[object, ...]:
    if entry.region.kind is RegionKind.CELL:
        return (_CELL, entry.page, entry.region.table, entry.region.row, entry.region.column)
    return (_BOX, entry.box_number) if entry.box_number else _FLOW


def _is_done(key: tuple[object, ...], first_box: int) -> bool:
    """Whether nothing of a later page stands here: a cell, or a box before the first of the latest page with any."""
    return key[0] == _CELL or (key[0] == _BOX and isinstance(key[1], int) and key[1] < first_box)


def _left(entry: Entry) -> float:
    """The left edge that indents are measured from: in columns that of the column, else the page's."""
    if not entry.region.narrow:
        return 0.0
    return entry.region.left


def _place_item(entry: Entry, marker: Marker, container: _Container, lists: int) -> int:
    x0 = marker.x0 - _left(entry)
    levels = container.levels
    popped: _Level | None = None
    while levels and x0 < levels[-1].x0 - _DEEPER:
        popped = levels.pop()
    if levels and x0 <= levels[-1].x0 + _DEEPER:
        popped = levels.pop()
    top = levels[-1] if levels else None
    if top is None and (popped is None or _is_other_list(popped.marker, marker)):
        lists += 1
        container.list_number = lists
    entry.level = len(levels)
    entry.parent = top.entry if top else None
    entry.list_number = container.list_number
    levels.append(_Level(entry, marker, x0))
    return lists


def _is_other_list(before: Marker, marker: Marker) -> bool:
    """Whether a marker at the same depth begins a list of its own: another kind, or the count begins anew."""
    if (before.value is None) != (marker.value is None):
        return True
    if before.value is None or marker.value is None:
        return False
    return before.shape != marker.shape or (marker.value == 1 and before.value >= 1)


def _is_lead_in(entry: Entry) -> bool:
    """Whether a bold line is the lead-in of a nested list ("Immediately:") if it stands below an item's words."""
    return entry.kind is PassageKind.HEADING and entry.text.endswith(":")


def _place_paragraph(entry: Entry, container: _Container) -> None:
    """A paragraph at or right of an item's words goes on with that item; any other ends the list."""
    x0 = entry.x0 - _left(entry)
    levels = container.levels
    while levels:
        top = levels[-1]
        text_x = top.marker.text_x - top.marker.x0 + top.x0
        if x0 >= text_x - _DEEPER and x0 > top.x0 + _DEEPER:
            entry.continues, entry.kind = top.entry, PassageKind.PARAGRAPH
            return
        levels.pop()
