"""The regions of a page in reading order: column after column, boxes and tables at their place among the lines."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.reading.pdf.columns import columns_of
from pipeline.reading.pdf.gutters import crossing, find_gutter
from pipeline.reading.pdf.lines import Line, Word, lines_of_words
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area


@dataclass(frozen=True, slots=True)
class Ordered:
    """Regions in reading order; ``unsure`` are words whose order is not certain."""

    regions: list[Region]
    unsure: tuple[str, ...]


def in_order(drawn: Sequence[Region], loose: Sequence[Word], page: int) -> Ordered:
    """Loose words as columns of lines, with the drawn regions at their place among them."""
    spans = [(region, _span(region)) for region in drawn if region.lines]
    gutter = find_gutter(loose)
    if gutter is not None:
        return Ordered(_nested_in_place(_joined(_in_columns(loose, spans, gutter, page))), ())
    columns = columns_of(loose, [span for _, span in spans])
    ordered: list[Region] = []
    above = float("-inf")
    for band in columns.bands:
        ordered += _between(loose, spans, above, band.top, page)
        inside = [word for word in loose if band.top < word.base <= band.bottom]
        beside = [one for one in spans if band.top <= one[1].top < band.bottom]
        ordered += _in_columns(inside, beside, band.gutter, page)
        above = band.bottom
    ordered += _between(loose, spans, above, float("inf"), page)
    return Ordered(_nested_in_place(_joined(ordered) if columns.bands else ordered), columns.unsure)


def _between(
    loose: Sequence[Word], spans: Sequence[tuple[Region, Area]], above: float, below: float, page: int
) -> list[Region]:
    """What stands between two heights of a page, over its whole width."""
    words = [word for word in loose if above < word.base <= below]
    return _interleave(lines_of_words(words, page), [one for one in spans if above <= one[1].top < below])


def _in_columns(loose: Sequence[Word], spans: Sequence[tuple[Region, Area]], gutter: float, page: int) -> list[Region]:
    """Words left and right of a gutter; what runs across it divides the columns above from those below."""
    ordered: list[Region] = []
    wide_words = crossing(loose, gutter)
    wide = lines_of_words(wide_words, page)
    across = {id(word) for word in wide_words}
    narrow = [word for word in loose if id(word) not in across]
    left = lines_of_words([word for word in narrow if word.x1 <= gutter + 1], page)
    right = lines_of_words([word for word in narrow if word.x1 > gutter + 1], page)
    wide_spans = [(region, span) for region, span in spans if span.x0 < gutter - 5 and span.x1 > gutter + 5]
    cuts = sorted([line.base for line in wide] + [span.top for _, span in wide_spans])
    bounds = [float("-inf"), *cuts, float("inf")]
    for low, high in itertools.pairwise(bounds):
        ordered += _interleave(
            [line for line in wide if line.base == low], [one for one in wide_spans if one[1].top == low]
        )
        for column, at_left in ((left, True), (right, False)):
            here = [line for line in column if low < line.base <= high]
            beside = [
                one
                for one in spans
                if one not in wide_spans and low < one[1].top <= high and (one[1].x0 < gutter - 5) == at_left
            ]
            ordered += _interleave(here, beside, narrow=True)
    return ordered


def _span(region: Region) -> Area:
    """Where a region stands in the order of its page: the box or table that it belongs to."""
    if region.area is None:
        raise ValueError("only drawn regions have a span")
    return region.area


def _interleave(lines: list[Line], spans: Sequence[tuple[Region, Area]], *, narrow: bool = False) -> list[Region]:
    """One column: its lines as flow regions, cut where a drawn region stands between them."""
    cuts = sorted(
        spans,
        key=lambda one: (
            (one[0].table is not None and _table_top(one[0], spans)) or one[1].top,
            one[0].table or 0,
            one[0].row,
            one[0].column,
            one[1].x0,
        ),
    )
    ordered: list[Region] = []
    rest = list(lines)
    right = max((line.x1 for line in lines), default=0.0)
    for region, span in cuts:
        top = _table_top(region, spans) if region.table is not None else span.top
        above = [line for line in rest if line.base <= top + 1]
        if above:
            ordered.append(Region(RegionKind.FLOW, tuple(above), right, narrow=narrow))
            rest = rest[len(above) :]
        ordered.append(region)
    if rest:
        ordered.append(Region(RegionKind.FLOW, tuple(rest), right, narrow=narrow))
    return ordered


def _nested_in_place(regions: list[Region]) -> list[Region]:
    """Boxes and tables inside a box put between the lines of that box, above and below which they stand."""
    boxes = [region for region in regions if region.kind is RegionKind.BOX and region.area is not None]
    for box in sorted(boxes, key=lambda region: region.area.size if region.area else 0.0, reverse=True):
        inner = [region for region in regions if region.outer is not None and region.outer == box.area]
        if not inner:
            continue
        rest = [region for region in regions if region not in inner and region is not box]
        place = sum(1 for region in regions[: regions.index(box)] if region not in inner)
        woven = _interleave(list(box.lines), [(region, _span(region)) for region in inner])
        parts = [replace(box, lines=region.lines) if region.kind is RegionKind.FLOW else region for region in woven]
        regions = rest[:place] + parts + rest[place:]
    return regions


def _table_top(region: Region, spans: Sequence[tuple[Region, Area]]) -> float:
    return min(span.top for other, span in spans if other.table == region.table)


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
