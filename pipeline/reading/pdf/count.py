"""How many list markers a document shows, counted line by line and apart from the lists that are made of them.

It shares with the making of lists what a line is and which glyphs are bullets, but neither its blocks nor its memory:
every line is judged by itself and its neighbours, and numbers by the whole row of numbers they stand in. So an item
that is lost, swallowed by another or given twice on its way from the lines to the passages shows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.reading.pdf.furniture import Furniture
from pipeline.reading.pdf.glyphs import STRONG_MARKERS, WEAK_MARKERS, is_private
from pipeline.reading.pdf.guide import Guide
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.typography import BIGGER, SAME_SIZE, TERMINAL, Typography

_TAB = 0.55
_WIDE_TAB = 1.0
_IN_LINE = 4.0
_NEAR = 16
_ALSO_WORDS = frozenset("*·o")
_OPENING = ("‘", "“", "'", '"', "(")
_NUMBER = re.compile(
    r"(?P<open>\(?)(?:(?P<digits>\d{1,3}(?:\.\d{1,2}){0,3})|(?P<letter>[a-z]|[ivx]{2,5}|[A-Z]|[IVX]{2,5}))"
    r"(?P<close>[.)]?)$"
)


class _Sign(NamedTuple):
    """What a line begins with that may be a marker.

    ``look`` is what the signs of one list share, ``values`` the numbers that it can stand for, none for a glyph;
    ``bare`` tells a number without stop or bracket.
    """

    look: str
    x0: float
    values: frozenset[int] = frozenset()
    bare: bool = False


class MarkerCount:
    """Counts page after page; it remembers the latest signs, which tell what "4." is on the next page."""

    def __init__(self, type_: Typography, furniture: Furniture, guide: Guide) -> None:
        self.markers = 0
        self._type = type_
        self._aside = furniture.outside | furniture.notes
        self._guide = guide
        self._latest: list[_Sign] = []

    def see(self, page: PageLayout) -> None:
        """Take the next page."""
        self.markers += sum(1 for _ in self.marked(page))

    def marked(self, page: PageLayout) -> Iterator[Line]:
        """The lines of the next page that begin with a marker, and those that the tags call items without one."""
        for region in page.regions:
            lines = [line for line in region.lines if line.key not in self._aside]
            for at, line in enumerate(lines):
                sign = _sign_of(line)
                if sign is not None and self._is_marker(sign, lines, at, region):
                    self._latest = [*self._latest[1 - _NEAR :], sign]
                    yield line
                elif line.key in self._guide.unmarked:
                    yield line

    def _is_fresh(self, above: Line, line: Line, region: Region) -> bool:
        """Whether a line begins something: by the space above, by its look, or since the line above ends early."""
        return (
            not self._type.is_tight(above, line)
            or abs(above.size - line.size) > SAME_SIZE
            or above.bold is not line.bold
            or self._edge(region) - above.x1 - line.head_width > 0.3 * line.size + 6
            or (line.x0 < above.x0 - _IN_LINE and bool(TERMINAL.search(above.text)))
        )

    def _edge(self, region: Region) -> float:
        """How far the lines of a region could reach."""
        lines = [line for line in region.lines if line.key not in self._aside]
        reached = max(line.x1 for line in lines)
        if region.area is not None:
            margin = max(0.0, min(line.x0 for line in lines) - region.area.x0)
            return max(reached, region.area.x1 - margin)
        return reached if region.narrow else max(reached, self._type.right)

    def _is_row_number(self, lines: Sequence[Line], region: Region) -> bool:
        """Whether a number counts the rows of a table: a cell holds it and no more than one text."""
        return region.kind is RegionKind.CELL and not any(
            self._is_fresh(above, line, region) for above, line in itertools.pairwise(lines)
        )

    def _is_marker(self, sign: _Sign, lines: Sequence[Line], at: int, region: Region) -> bool:
        line = lines[at]
        first = line.first[0]
        if not sign.values and (first in STRONG_MARKERS or is_private(first)):
            return True
        in_list = any(_are_of_one_list(other, sign) for other in self._latest)
        fresh = at == 0 or self._is_fresh(lines[at - 1], line, region)
        tabbed = line.gap >= _TAB
        tagged = line.key in self._guide.opens_item
        below = lines[at + 1 : at + 14]
        if not sign.values:
            if len(line.first) > 1:
                return tabbed
            if first in _ALSO_WORDS:
                again = any(other.first == line.first and abs(other.x0 - line.x0) <= _IN_LINE for other in below)
                return in_list or tagged or (fresh and again)
            return in_list or tabbed or fresh
        if self._is_row_number(lines, region):
            return False
        hangs = bool(below) and _hangs(line, below[0])
        if not self._is_like_text(line, region, hangs=hangs):
            return False
        if in_list:
            return True
        if sign.bare:
            return fresh and hangs and line.gap >= _WIDE_TAB
        fresh = fresh or tagged
        if tabbed and (fresh or hangs):
            return True
        goes_on = 1 in sign.values and any(_goes_on(sign, _sign_of(other)) for other in below[:12])
        return fresh and (hangs or tagged or goes_on)

    def _is_like_text(self, line: Line, region: Region, *, hangs: bool) -> bool:
        """Whether a line is set like text, not like a numbered heading; bold text runs on below its first word."""
        body = self._type.body
        if region.kind is RegionKind.CELL:
            return True
        if line.size >= BIGGER * body.size:
            return False
        return not line.bold or body.bold or hangs


def _sign_of(line: Line) -> _Sign | None:
    """What a line may begin with; None where it begins with words, or holds nothing else."""
    first = line.first
    if first[0] in STRONG_MARKERS or is_private(first[0]):
        glued = len(first) > 1 and first[1].isalnum()
        return _Sign(first[0], line.x0) if glued or (len(first) == 1 and line.second_x0 is not None) else None
    if line.second_x0 is None:
        return None
    if first in WEAK_MARKERS or first.startswith("(cid:"):
        return _Sign(first, line.x0)
    match = _NUMBER.fullmatch(first)
    if match is None or (match["open"] and match["close"] != ")"):
        return None
    digits, letter = match["digits"], match["letter"]
    frame = match["open"] + "{}" + match["close"]
    if digits is not None:
        parts = digits.split(".")
        bare = not match["close"] and len(parts) == 1
        rest = line.text[len(first) :].lstrip()[:1]
        if bare and not rest.isalpha() and rest not in _OPENING:
            return None
        look = "1.1" if not match["close"] and len(parts) > 1 else frame.format("1")
        return _Sign(look, line.x0, frozenset({int(parts[-1])}), bare)
    if not match["close"]:
        return None
    values = {ord(letter.lower()) - 96} if len(letter) == 1 else set()
    if set(letter.lower()) <= set("ivx"):
        values.add(_roman(letter.lower()))
    return _Sign(frame.format("A" if letter.isupper() else "a"), line.x0, frozenset(values))


def _roman(letters: str) -> int:
    worth = ["ivx".index(letter) for letter in letters]
    values = [(1, 5, 10)[one] for one in worth]
    return sum(-now if now < then else now for now, then in zip(values, [*values[1:], 0], strict=True))


def _are_of_one_list(before: _Sign, sign: _Sign) -> bool:
    if before.look != sign.look or abs(before.x0 - sign.x0) > _IN_LINE:
        return False
    return not sign.values or _goes_on(before, sign)


def _goes_on(before: _Sign, sign: _Sign | None) -> bool:
    """Whether a number is the next one, or the one after that."""
    if sign is None or sign.look != before.look or abs(before.x0 - sign.x0) > _IN_LINE:
        return False
    return any(0 < now - then <= 2 for now in sign.values for then in before.values)


def _hangs(line: Line, below: Line) -> bool:
    """Whether the next line begins below the words of this one."""
    near = below.base - line.base <= 2.2 * line.size
    return (
        near
        and line.second_x0 is not None
        and below.x0 - line.x0 > _IN_LINE
        and abs(below.x0 - line.second_x0) <= _IN_LINE
    )
