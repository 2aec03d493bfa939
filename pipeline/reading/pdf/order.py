"""The regions of a page in reading order: column after column, boxes and tables at their place among the lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.reading.pdf.columns import columns_of
from pipeline.reading.pdf.gutters import crossing, find_gutter
from pipeline.reading.pdf.lines import Line, Word, lines_of_words
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area

_SAME_SIZE = 0.6
_TIGHT = 1.45
"""Lines of one paragraph are no further apart, in parts of the type size."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Regions in reading order; ``unsure`` are words whose order is not certain."""

    regions: list[Region]
    unsure: tuple[str, ...]


class _Placed(NamedTuple):
    """A drawn region, the area it covers, and that of its box or the whole of its table."""

    region: Region
    area: Area
    whole: Area

    @property
    def top(self) -> float:
        return self.whole.top


def in_order(drawn: Sequence[Region], loose: Sequence[Word], page: int) -> Ordered:
    """Loose words as columns of lines, with the drawn regions at their place among them."""
    placed = _placed(region for region in drawn if region.lines)
    writer = _Writer(page)
    gutter = find_gutter(loose)
    ordered = writer.bands(loose, placed) if gutter is None else writer.columns(loose, placed, gutter)
    if any(region.narrow for region in ordered):
        ordered = _joined(ordered)
    return Ordered(_nested_in_place(ordered), tuple(writer.unsure))


def _placed(regions: Iterable[Region]) -> list[_Placed]:
    spans = [(region, _span(region)) for region in regions]
    tables: dict[int, Area] = {}
    for region, span in spans:
        if region.table is not None:
            other = tables.get(region.table, span)
            tables[region.table] = Area(
                min(span.x0, other.x0), min(span.top, other.top), max(span.x1, other.x1), max(span.bottom, other.bottom)
            )
    return [_Placed(region, span, span if region.table is None else tables[region.table]) for region, span in spans]


def _span(region: Region) -> Area:
    """Where a region stands in the order of its page: the box or table that it belongs to."""
    if region.area is None:
        raise ValueError("only drawn regions have a span")
    return region.area


@dataclass(slots=True)
class _Writer:
    """Orders one page; ``unsure`` are the words of stretches that can be read in two ways."""

    page: int
    unsure: list[str] = field(default_factory=list)

    def bands(self, words: Sequence[Word], placed: Sequence[_Placed], *, narrow: bool = False) -> list[Region]:
        """Words over the whole width, or that of one column, with columns where some stand side by side."""
        found = columns_of(words, [one.area for one in placed])
        self.unsure += found.unsure
        ordered: list[Region] = []
        above = float("-inf")
        for band in found.bands:
            ordered += self._between(words, placed, above, band.top, narrow=narrow)
            inside = [word for word in words if band.top < word.base <= band.bottom]
            beside = [one for one in placed if band.top <= one.top < band.bottom]
            ordered += self.columns(inside, beside, band.gutter)
            above = band.bottom
        return ordered + self._between(words, placed, above, float("inf"), narrow=narrow)

    def _between(
        self, words: Sequence[Word], placed: Sequence[_Placed], above: float, below: float, *, narrow: bool
    ) -> list[Region]:
        """What stands between two heights, over the whole width."""
        lines = lines_of_words([word for word in words if above < word.base <= below], self.page)
        return _interleave(lines, [one for one in placed if above <= one.top < below], narrow=narrow)

    def columns(self, words: Sequence[Word], placed: Sequence[_Placed], gutter: float) -> list[Region]:
        """Words left and right of a gutter; what runs across it divides the columns above from those below."""
        ordered: list[Region] = []
        wide_words = crossing(words, gutter)
        wide = lines_of_words(wide_words, self.page)
        across = {id(word) for word in wide_words}
        narrow = [word for word in words if id(word) not in across]
        sides = (
            [word for word in narrow if word.x1 <= gutter + 1],
            [word for word in narrow if word.x1 > gutter + 1],
        )
        several = [bool(columns_of(side, [one.area for one in placed]).bands) for side in sides]
        lines = [lines_of_words(side, self.page) for side in sides]
        wide_placed = [one for one in placed if one.area.x0 < gutter - 5 and one.area.x1 > gutter + 5]
        cuts = sorted([line.base for line in wide] + [one.top for one in wide_placed])
        bounds = [float("-inf"), *cuts, float("inf")]
        for low, high in itertools.pairwise(bounds):
            ordered += _interleave(
                [line for line in wide if line.base == low], [one for one in wide_placed if one.top == low]
            )
            for at in (0, 1):
                beside = [
                    one
                    for one in placed
                    if one not in wide_placed and low < one.top <= high and (one.area.x0 >= gutter - 5) == at
                ]
                if several[at]:
                    ordered += self.bands([word for word in sides[at] if low < word.base <= high], beside, narrow=True)
                else:
                    here = [line for line in lines[at] if low < line.base <= high]
                    ordered += _interleave(here, beside, narrow=True)
        return ordered


def _interleave(lines: list[Line], placed: Sequence[_Placed], *, narrow: bool = False) -> list[Region]:
    """One column: its lines as flow regions, cut where a drawn region stands between them."""
    cuts = sorted(
        placed, key=lambda one: (one.top, one.region.table or 0, one.region.row, one.region.column, one.area.x0)
    )
    ordered: list[Region] = []
    rest = list(lines)
    right = max((line.x1 for line in lines), default=0.0)
    table: int | None = None
    for one in cuts:
        above = [] if one.region.table is not None and one.region.table == table else rest[: _place_among(rest, one)]
        table = one.region.table
        if above:
            ordered.append(Region(RegionKind.FLOW, tuple(above), right, narrow=narrow))
            rest = rest[len(above) :]
        ordered.append(one.region)
    if rest:
        ordered.append(Region(RegionKind.FLOW, tuple(rest), right, narrow=narrow))
    return ordered


def _place_among(lines: Sequence[Line], one: _Placed) -> int:
    """How many lines come before a drawn region: those above it, and no paragraph is cut by what stands beside it.

    What stands at the left of a paragraph comes before it, what stands at the right after it.
    """
    at = sum(1 for line in itertools.takewhile(lambda line: line.base <= one.top + 1, lines))
    if at == len(lines) or not one.whole.top < lines[at].base < one.whole.bottom:
        return at
    if lines[at].x1 <= one.whole.x0:
        begins = lines[at].top <= one.top + lines[at].size
        at += at == 0 or begins
        while at < len(lines) and _is_tight(lines[at - 1], lines[at]):
            at += 1
    elif lines[at].x0 >= one.whole.x1:
        while at > 0 and _is_tight(lines[at - 1], lines[at]):
            at -= 1
    return at


def _is_tight(above: Line, below: Line) -> bool:
    return below.base - above.base <= _TIGHT * above.size and abs(above.size - below.size) < _SAME_SIZE


def _nested_in_place(regions: list[Region]) -> list[Region]:
    """Boxes and tables inside a box put between the lines of that box, above and below which they stand."""
    boxes = [region for region in regions if region.kind is RegionKind.BOX and region.area is not None]
    for box in sorted(boxes, key=lambda region: region.area.size if region.area else 0.0, reverse=True):
        inner = [region for region in regions if region.outer is not None and region.outer == box.area]
        if not inner:
            continue
        rest = [region for region in regions if region not in inner and region is not box]
        place = sum(1 for region in regions[: regions.index(box)] if region not in inner)
        woven = _interleave(list(box.lines), _placed(inner))
        parts = [replace(box, lines=region.lines) if region.kind is RegionKind.FLOW else region for region in woven]
        regions = rest[:place] + parts + rest[place:]
    return regions


def _joined(regions: list[Region]) -> list[Region]:
    """Flow regions that follow each other in the same column as one, so that paragraphs are not cut."""
    joined: list[Region] = []
    for region in regions:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind is region.kind is RegionKind.FLOW
            and region.lines[0].base > last.lines[-1].base
            and abs(min(line.x0 for line in region.lines) - min(line.x0 for line in last.lines)) < 40
            and abs(region.right - last.right) < 40
            and last.narrow is region.narrow
        ):
            right = max(last.right, region.right)
            joined[-1] = Region(RegionKind.FLOW, last.lines + region.lines, right, narrow=last.narrow)
        else:
            joined.append(region)
    return joined
