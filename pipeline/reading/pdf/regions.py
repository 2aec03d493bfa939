"""The kinds of places on a page whose lines are read one after the other."""

from __future__ import annotations

from dataclasses import dataclass
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
