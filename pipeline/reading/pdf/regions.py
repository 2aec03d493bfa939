"""The kinds of places on a page whose lines are read one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.shapes import Area


class RegionKind(StrEnum):
    FLOW = "flow"
    BOX = "box"
    CELL = "cell"
    TURNED = "turned"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that are read one after the other.

    ``right`` is how far its lines can reach. ``area`` is the drawn rectangle of a box or cell. ``outer`` is the box
    that a region stands in. ``table`` counts the page's tables from 0; ``row`` and ``column`` are those of a cell.
    ``narrow`` tells that the page is set in columns, ``stacked`` that a cell is a column of items below its head,
    ``head`` that it heads others for certain.
    ``key`` tells regions of a document apart; ``left`` is where its leftmost line begins, ``bold``: all lines are.
    """

    kind: RegionKind
    lines: tuple[Line, ...]
    right: float
    area: Area | None = None
    outer: Area | None = None
    table: int | None = None
    row: int = 0
    column: int = 0
    narrow: bool = False
    stacked: bool = False
    head: bool = False
    key: int = 0
    left: float = 0.0
    bold: bool = False

    def keyed(self, key: int, first: int) -> Region:
        """The region and its lines with numbers, and what is asked of the lines once they are gone."""
        lines = tuple(replace(line, key=first + at) for at, line in enumerate(self.lines))
        left = min((line.x0 for line in lines), default=0.0)
        return replace(self, lines=lines, key=key, left=left, bold=all(line.bold for line in lines))

    def emptied(self) -> Region:
        return replace(self, lines=())
