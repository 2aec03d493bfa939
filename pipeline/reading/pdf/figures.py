"""The words that stand for a picture (its alternative text), put where the picture stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from pipeline.reading.pdf.entries import Entry
from pipeline.reading.pdf.furniture import FOOT_ZONE, HEAD_ZONE
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.tags import Figure, Tags
from pipeline.words.model import Box, PassageKind, Shown

_LABEL_WORDS = 6
_NO_WORDS = re.compile(
    r"(?:a |an )?(?:picture|image|figure|graphic|logo|icon|shape|text box|chart|diagram|line|rectangle)s?[ \d]*$"
    r"|\S+\.(?:png|jpe?g|gif|svg|emf|wmf|tiff?|bmp)$|\S*[_\\/]\S*$|.*(?:\b|_)logo(?:\b|_)|.*automatically generated$",
    re.IGNORECASE,
)
"""What programs write where no one gave a picture words."""


def figures_of(tags: Tags, pages: Collection[PageLayout]) -> list[Entry]:
    """An entry for each figure with words, page by page; those in a page's margin stand outside the text.

    A picture on most pages is a page's ornament and given once.
    """
    known = [figure for figure in tags.figures if not _NO_WORDS.match(figure.alt)]
    repeated = Counter(figure.alt for figure in known)
    by_page: dict[int, list[Figure]] = defaultdict(list)
    for figure in known:
        number = min((page for page, _ in figure.content), default=figure.page)
        if number is not None:
            by_page[number].append(figure)
    entries = []
    seen: set[str] = set()
    for page in pages if by_page else ():
        for figure in by_page.get(page.number, ()):
            often = repeated[figure.alt] > max(2, len(pages) // 2)
            if often and figure.alt in seen:
                continue
            seen.add(figure.alt)
            area = _place(figure, page)
            is_label = len(figure.alt.split()) <= _LABEL_WORDS
            box = Box(page.number, round(area.x0, 2), round(area.top, 2), round(area.x1, 2), round(area.bottom, 2))
            in_margin = area.bottom < HEAD_ZONE * page.height or area.top > FOOT_ZONE * page.height
            entries.append(
                Entry(
                    PassageKind.LABEL if is_label else PassageKind.PARAGRAPH,
                    Region(RegionKind.PICTURE, (), area.x1, area),
                    figure.alt,
                    box,
                    outside=in_margin or often,
                    shown=Shown.IMAGE,
                )
            )
    return entries


def among(entries: Sequence[Entry], figures: Iterable[Entry]) -> list[Entry]:
    """The entries with each figure before the first that begins below its middle on its page."""
    kept = list(entries)
    for figure in figures:
        middle = (figure.box.top + figure.box.bottom) / 2
        at = next(
            (
                at
                for at, entry in enumerate(kept)
                if entry.page > figure.page
                or (entry.page == figure.page and entry.box.top >= middle and _beside(entry.box, figure.box))
            ),
            len(kept),
        )
        kept.insert(at, figure)
    return kept


def _beside(one: Box, figure: Box) -> bool:
    """Whether words stand in the same column as a figure, or one of the two fills the page."""
    return one.x0 < figure.x1 and one.x1 > figure.x0


def _place(figure: Figure, page: PageLayout) -> Area:
    """Where its pictures stand, else the words that are drawn for it, else the page."""
    numbers = {number for on, number in figure.content if on == page.number}
    places = [(one.x0, one.top, one.x1, one.bottom) for one in page.pictures if one.mcid in numbers]
    if not places:
        lines = [line for region in page.regions for line in region.lines if numbers.intersection(line.mcids)]
        places = [(line.x0, line.top, line.x1, line.bottom) for line in lines]
    if not places:
        return Area(0.0, 0.0, page.width, page.height)
    x0, tops, x1, bottoms = zip(*places, strict=True)
    return Area(max(0.0, min(x0)), max(0.0, min(tops)), min(page.width, max(x1)), min(page.height, max(bottoms)))
