"""Where a page's loose words stand in columns: the gutter of a whole page, or of a stretch of it.

Words side by side are two columns, or the rows of a list of keys and values. They are columns only where the page shows
it: a sentence runs on below itself on one side while another begins beside it, lines stand between the lines of the
other side, both sides are lists, or both hold sentences. Where both readings are possible, ``Columns.unsure`` tells.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.glyphs import is_marker
from pipeline.reading.pdf.lines import Line, Word, lines_of_words
from pipeline.reading.pdf.shapes import Area

_GUTTER = 9.0
_SAME_ROW = 1.5
_TIGHT, _LEAST_OFF = 1.45, 0.25
_FURTHEST = 6.0
"""Lines further apart, in parts of the type size, are no lines of one column."""

_BESIDE = 0.8
_ZONE = (0.15, 0.85)
_ENDED = re.compile(r"[.?!:;][’”\"')\]]*$")
_SENTENCE = re.compile(r"[.?!;][’”\"')\]]*$|; (?:and|or)$")
_NUMERAL = re.compile(r"[\W\d_]+$")
_COUNT = re.compile(r"\(?\w{1,4}[.)]$")
_MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a page from ``top`` to ``bottom`` with two columns left and right of ``gutter``."""

    top: float
    bottom: float
    gutter: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The bands of a page from top to bottom. ``unsure``: words side by side that can be read in two ways."""

    bands: tuple[Band, ...]
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRow:
    """Words with one base line, from left to right."""

    words: tuple[Word, ...]

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return self.words[0].style.size

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def heading(self) -> tuple[float, bool]:
        """What a heading has more of than the lines below it."""
        return self.size, all(word.style.bold for word in self.words)


def columns_of(words: Sequence[Word], areas: Iterable[Area]) -> Columns:
    """The bands of columns among loose words; ``areas`` are the boxes and tables that stand between them."""
    rows = text_rows(words)
    gaps = [_gaps(rows, at) for at in range(len(rows))]
    if len(rows) > _MOST_ROWS or not any(gaps):
        return Columns(())
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    low, high = (x0 + part * (x1 - x0) for part in _ZONE)
    drawn = list(areas)
    bands: list[Band] = []
    unsure: list[str] = []
    at = 0
    while at < len(rows):
        stretches = (_stretch(rows, at, gap, drawn) for gap in gaps[at])
        found = next((one for one in stretches if one and low < (one[2] + one[3]) / 2 < high), None)
        if found is None:
            at += 1
            continue
        first, last, left_end, right_start = found
        gutter = (left_end + right_start) / 2
        told = _judge(rows[first : last + 1], gutter)
        if told is not None:
            taken = _trimmed(rows, first, last, gutter)
            if told.columns:
                top = min(word.top for word in rows[taken[0]].words)
                bands.append(Band(top, max(word.bottom for word in rows[taken[1]].words), gutter))
            if told.unsure:
                unsure.append(" / ".join(row.text for row in rows[taken[0] : taken[1] + 1]))
        at = max(last, at) + 1
    return Columns(tuple(bands), tuple(unsure))


def text_rows(words: Iterable[Word]) -> list[TextRow]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.base, word.x0)):
        if not rows or word.base - rows[-1][0].base > _SAME_ROW:
            rows.append([])
        rows[-1].append(word)
    return [TextRow(tuple(sorted(row, key=lambda word: word.x0))) for row in rows]


def _gaps(rows: Sequence[TextRow], at: int) -> list[tuple[float, float]]:
    """The white between words of a row, and of the next one where it stands beside it, half a line lower.

    That between a list's marker and its words is none.
    """
    words = list(rows[at].words)
    size = rows[at].size
    if at + 1 < len(rows) and rows[at + 1].base - rows[at].base < _BESIDE * size:
        words = sorted((*words, *rows[at + 1].words), key=lambda word: word.x0)
    gaps: list[tuple[float, float]] = []
    last = words[0]
    reach, least = last.x1, max(_GUTTER, 0.8 * size)
    for word in words[1:]:
        if word.x0 - reach >= least and not (is_marker(last.text) or _COUNT.match(last.text)):
            gaps.append((reach, word.x0))
        if word.x1 > reach:
            last, reach = word, word.x1
    return gaps


def _stretch(
    rows: Sequence[TextRow], at: int, gap: tuple[float, float], areas: Sequence[Area]
) -> tuple[int, int, float, float] | None:
    """The rows around ``at`` through which a white band runs at ``gap``: first, last, and the band's sides."""
    first = last = at
    band = gap
    while last + 1 < len(rows):
        wider = _next(rows[last], rows[last + 1], band, areas)
        if wider is None:
            break
        band, last = wider, last + 1
    while first > 0:
        wider = _next(rows[first - 1], rows[first], band, areas, up=True)
        if wider is None:
            break
        band, first = wider, first - 1
    return (first, last, *band) if last > first else None


def _next(
    above: TextRow, below: TextRow, band: tuple[float, float], areas: Sequence[Area], *, up: bool = False
) -> tuple[float, float] | None:
    """The band as the next row leaves it, None where it ends."""
    if below.base - above.base > _FURTHEST * max(above.size, below.size):
        return None
    row = above if up else below
    held = [(word.x0, word.x1, is_marker(word.text)) for word in row.words]
    held += [(area.x0, area.x1, False) for area in areas if area.top < below.base and area.bottom > above.base]
    low, high = band
    for x0, x1, opens in held:
        if x1 <= low or x0 >= high:
            continue
        # A marker opens a line: it is the right column's, however near it stands to the left one.
        if x1 - low < high - x0 and not (opens and x0 > low):
            low = x1
        else:
            high = x0
        if high - low < _GUTTER - 2:
            return None
    return low, high


# -- what stands side by side -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    columns: bool
    unsure: bool = False


@dataclass(slots=True)
class _Side:
    """The lines of one side. ``goes_on`` are the places of those that run on from the line above."""

    lines: list[Line]
    goes_on: set[int]

    @property
    def marked(self) -> int:
        return sum(1 for line in self.lines if line.second_x0 is not None and is_marker(line.first))

    @property
    def sentences(self) -> bool:
        return any(len(line.text.split()) >= 3 and _SENTENCE.search(line.text) for line in self.lines)

    @property
    def runs(self) -> bool:
        """Whether these are sentences or items, and not names or values."""
        return bool(self.goes_on) or self.sentences or self.marked >= 2

    @property
    def labels(self) -> bool:
        """Whether most lines are single words or figures."""
        few = sum(1 for line in self.lines if " " not in line.text or _NUMERAL.match(line.text.replace(" ", "")))
        return few >= 0.6 * len(self.lines)

    def begins(self, at: int) -> bool:
        line = self.lines[at]
        return at not in self.goes_on and (not line.text[:1].islower() or is_marker(line.first))


def _side(words: Sequence[Word]) -> _Side:
    lines = lines_of_words(words, 0)
    goes_on = {
        at + 1
        for at, (above, below) in enumerate(itertools.pairwise(lines))
        if below.base - above.base <= _TIGHT * above.size
        and below.text[:1].islower()
        and not is_marker(below.first)
        and not _ENDED.search(above.text)
    }
    return _Side(lines, goes_on)


def _judge(rows: Sequence[TextRow], gutter: float) -> _Told | None:
    """Whether the words left and right of the gutter are columns; None where they are rows beyond doubt."""
    words = [word for row in rows for word in row.words]
    left = _side([word for word in words if word.x0 < gutter])
    right = _side([word for word in words if word.x0 >= gutter])
    keys = sum(1 for line in left.lines if line.text.endswith(":"))
    keyed = not left.runs and 2 * keys >= len(left.lines)
    if len(left.lines) < 2 or len(right.lines) < 2 or left.labels or right.labels or keyed:
        return None
    beside = _side_by_side(left, right)
    off = _between(left, right) + _between(right, left)
    if not (left.runs and right.runs):
        # Names beside names: a key has its value in its own row, a column goes its own way.
        loose = len(left.lines) + len(right.lines) - 2 * len(beside)
        if off >= 2 and (left.runs or right.runs) and not (_is_valued(left, right, beside)):
            return _Told(columns=True, unsure=True)
        return _Told(columns=False, unsure=True) if not left.runs and not right.runs and off + loose >= 1 else None
    shown = off >= 2 or left.marked >= 2 <= right.marked
    shown = shown or any(
        (one in left.goes_on and right.begins(two)) or (two in right.goes_on and left.begins(one))
        for one, two in beside
    )
    if shown:
        return _Told(columns=True)
    starts = [(one, two) for one, two in beside if left.begins(one) and right.begins(two)]
    return _Told(columns=True, unsure=len(starts) >= 2 and _same_starts(left, right, starts))


def _side_by_side(left: _Side, right: _Side) -> list[tuple[int, int]]:
    """The places of the lines that stand in one row."""
    at_base = {line.base: at for at, line in enumerate(right.lines)}
    found = []
    for at, line in enumerate(left.lines):
        near = min(at_base, key=lambda base: abs(base - line.base))
        if abs(near - line.base) <= _SAME_ROW:
            found.append((at, at_base[near]))
    return found


def _between(one: _Side, other: _Side) -> int:
    """How many lines of one side stand between two lines of the other that follow each other closely."""
    found = 0
    for line in one.lines:
        for above, below in itertools.pairwise(other.lines):
            off = _LEAST_OFF * line.size
            if above.base + off < line.base < below.base - off and below.base - above.base <= _TIGHT * above.size:
                found += 1
                break
    return found


def _is_valued(left: _Side, right: _Side, beside: Sequence[tuple[int, int]]) -> bool:
    """Whether every line at the left that begins something has a line at the right in its row."""
    begun = [at for at in range(len(left.lines)) if left.begins(at)]
    return {at for at, _ in beside} >= set(begun)


def _same_starts(left: _Side, right: _Side, starts: Sequence[tuple[int, int]]) -> bool:
    """Whether what begins on one side begins beside something on the other, as cells of a table do."""
    one = sum(1 for at in range(len(left.lines)) if left.begins(at))
    two = sum(1 for at in range(len(right.lines)) if right.begins(at))
    return len(starts) == one == two


def _trimmed(rows: Sequence[TextRow], first: int, last: int, gutter: float) -> tuple[int, int]:
    """The rows of a stretch without what stands above or below both columns."""

    def sides(at: int) -> tuple[bool, bool]:
        words = rows[at].words
        return words[0].x0 < gutter, words[-1].x0 >= gutter

    both = [at for at in range(first, last + 1) if sides(at)[1]]
    begin, end = both[0], both[-1]
    lefts = [at for at in range(first, last + 1) if sides(at)[0]]
    begin = min(begin, next((at for at in lefts if at >= begin), begin))
    usual = max(
        {row.heading for row in rows[begin : end + 1]}, key=[row.heading for row in rows[begin : end + 1]].count
    )
    while begin > first and sides(begin - 1)[0] and is_tight(rows[begin - 1], rows[begin]):
        begin -= 1
    if begin > 0 and begin == first and is_tight(rows[begin - 1], rows[begin]):
        # The last short lines of a paragraph above, which runs over both columns.
        while begin < both[0] and is_tight(rows[begin - 1], rows[begin]):
            begin += 1
    while end < last and rows[end + 1].heading <= usual and rows[end + 1].base - rows[end].base <= 2.6 * rows[end].size:
        end += 1
    return begin, end


def is_tight(above: TextRow, below: TextRow) -> bool:
    return below.base - above.base <= _TIGHT * above.size and abs(above.size - below.size) < 0.6
