"""List markers at the start of a line: which glyph or number it is, and whether it is one at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.glyphs import STRONG_MARKERS, WEAK_MARKERS, is_private
from pipeline.reading.pdf.lines import Line

_RARE = frozenset("*·o")
_CID_MARK = re.compile(r"^\(cid:\d+\)$")
_NUMBER = re.compile(
    r"^(?P<open>\()?(?P<value>\d{1,3}(?:\.\d{1,2}){0,3}|[a-z]|[A-Z]|[ivx]{1,5}|[IVX]{1,5})(?P<close>[.)])$"
)
_SECTION = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,3}$")
_BARE = re.compile(r"^\d{1,3}$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}

TAB_GAP = 0.55
"""A gap of this part of the type size after a marker is a tab; a justified space is seldom wider."""

_BARE_GAP = 1.0
_SAME_PLACE = 4.0


@dataclass(frozen=True, slots=True)
class Marker:
    """A list marker. ``text`` as drawn, ``x0`` where it stands, ``text_x`` where the words begin.

    ``shape`` is what siblings share ("•", "1.", "(a)"), ``value`` its number, None for a bullet; a letter like "i"
    can be both a letter and a roman number, so ``other`` is its second value.
    """

    text: str
    x0: float
    text_x: float
    shape: str
    value: int | None = None
    other: int | None = None


def marker_of(
    line: Line,
    after: Sequence[Line],
    recent: Sequence[Marker],
    *,
    opens: bool,
    plain_style: bool,
    tagged: bool = False,
) -> Marker | None:
    """The marker that a line begins with, or None.

    ``after`` are the next lines of the region, ``recent`` the markers of the list so far. ``opens`` tells that the
    line begins a paragraph by itself (by space, indent or a short line before), ``plain_style`` that it is set like
    body text, ``tagged`` that the file itself calls it the beginning of a list item.
    """
    bullet = _bullet(line, after, recent, opens, tagged)
    if bullet is not None:
        return bullet
    return _number(line, after, recent, opens, tagged) if plain_style else None


def blank_marker(line: Line) -> Marker:
    """The marker of an item that shows none."""
    return Marker("", line.x0, line.x0, "")


def _bullet(line: Line, after: Sequence[Line], recent: Sequence[Marker], opens: bool, tagged: bool) -> Marker | None:
    first = line.first
    glyph = first[0]
    strong = glyph in STRONG_MARKERS or is_private(glyph)
    if strong and len(first) > 1 and first[1].isalnum():
        return Marker(glyph, line.x0, _hang(line, after) or line.x0 + line.size, glyph)
    drawn = bool(_CID_MARK.match(first)) and line.gap >= TAB_GAP
    if line.second_x0 is None or not (drawn or (len(first) == 1 and (strong or glyph in WEAK_MARKERS))):
        return None
    marker = Marker(first, line.x0, line.second_x0, first)
    if strong or drawn:
        return marker
    sibling = any(one.shape == first and abs(one.x0 - line.x0) <= _SAME_PLACE for one in recent)
    if glyph in _RARE:
        # Also a letter, a footnote's star or a decimal point: believed only where a second one stands in line.
        below = any(after_line.first == first and abs(after_line.x0 - line.x0) <= _SAME_PLACE for after_line in after)
        return marker if sibling or tagged or (opens and below) else None
    return marker if line.gap >= TAB_GAP or opens or sibling else None


def _number(line: Line, after: Sequence[Line], recent: Sequence[Marker], opens: bool, tagged: bool) -> Marker | None:
    marker = _numbered(line)
    if marker is None:
        return None
    follows = any(
        one.shape == marker.shape and abs(one.x0 - marker.x0) <= _SAME_PLACE and _succeeds(marker, one)
        for one in recent
    )
    if follows:
        return marker
    bare = bool(_BARE.match(marker.text))
    if bare and (line.gap < _BARE_GAP or not opens):
        return None
    hangs = _hang(line, after) is not None
    if bare:
        return marker if hangs else None
    if line.gap >= TAB_GAP and (opens or hangs):
        return marker
    if not opens:
        return None
    if hangs:
        return marker
    if tagged:
        return marker
    starts = marker.value == 1 or marker.other == 1
    return marker if starts and _successor_below(marker, after) else None


def _numbered(line: Line) -> Marker | None:
    """A marker if the first word has the form of one; a number without stop needs a letter after it."""
    if line.second_x0 is None:
        return None
    first = line.first
    if _BARE.match(first):
        rest = line.text[len(first) :].strip()
        if not rest[:1].isalpha() and rest[:1] not in "‘“'\"(":
            return None
        return Marker(first, line.x0, line.second_x0, "1", int(first))
    if _SECTION.match(first):
        return Marker(first, line.x0, line.second_x0, "1.1", int(first.rsplit(".", 1)[1]))
    match = _NUMBER.match(first)
    if match is None or (match["open"] and match["close"] == "."):
        return None
    value = match["value"]
    frame = ("(" if match["open"] else "") + "{}" + match["close"]
    if value[0].isdigit():
        return Marker(first, line.x0, line.second_x0, frame.format("1"), int(value.rsplit(".", 1)[-1]))
    roman = _roman(value.lower())
    letter = ord(value.lower()) - 96 if len(value) == 1 else None
    kind = "A" if value.isupper() else "a"
    return Marker(first, line.x0, line.second_x0, frame.format(kind), letter or roman, roman)


def _roman(text: str) -> int | None:
    values = [_ROMAN_VALUES.get(letter, 0) for letter in text]
    if not values or 0 in values:
        return None
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _succeeds(marker: Marker, before: Marker) -> bool:
    """Whether the number is the next one, or one further on where an item was lost."""
    now = {value for value in (marker.value, marker.other) if value is not None}
    then = {value for value in (before.value, before.other) if value is not None}
    return any(0 < value - old <= 2 for value in now for old in then)


def _hang(line: Line, after: Sequence[Line]) -> float | None:
    """Where the next line begins if it hangs below the words of this one, else None."""
    for below in after[:1]:
        if below.base - line.base > 2.2 * line.size or below.x0 <= line.x0 + _SAME_PLACE:
            return None
        if line.second_x0 is None or abs(below.x0 - line.second_x0) <= _SAME_PLACE:
            return below.x0
        if line.first[0] in STRONG_MARKERS and below.x0 < line.x0 + 3 * line.size:
            return below.x0
    return None


def _successor_below(marker: Marker, after: Sequence[Line]) -> bool:
    for below in after[:12]:
        if abs(below.x0 - marker.x0) <= _SAME_PLACE:
            second = _numbered(below)
            if second is not None and second.shape == marker.shape and _succeeds(second, marker):
                return True
    return False
