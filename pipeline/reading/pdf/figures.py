"""The words that stand for a picture (its alternative text), put where the picture stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.drawn import BLACK, Style
from pipeline.reading.pdf.furniture import FOOT_ZONE, HEAD_ZONE
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.tags import Figure, Tags
from pipeline.words.model import PassageKind

_LABEL_WORDS = 6
_NO_WORDS = re.compile(
    r"(?:a |an )?(?:picture|image|figure|graphic|logo|icon|shape|text box|chart|diagram|line|rectangle)s?[ \d]*$"
    r"|\S+\.(?:png|jpe?g|gif|svg|emf|wmf|tiff?|bmp)$|\S*[_\\/]\S*$|.*(?:\b|_)logo(?:\b|_)|.*automatically generated$",
    re.IGNORECASE,
)
"""What programs write where no one gave a picture words."""


def figure_blocks(tags: Tags, pages: Sequence[PageLayout]) -> list[Block]:
    """A block for each figure with words, in the order of the tags; those in a page's margin stand outside the text.

    A picture on most pages is a page's ornament and given once.
    """
    by_number = {page.number: page for page in pages}
    known = [figure for figure in tags.figures if not _NO_WORDS.match(figure.alt)]
    repeated = Counter(figure.alt for figure in known)
    blocks = []
    seen: set[str] = set()
    for figure in known:
        often = repeated[figure.alt] > max(2, len(pages) // 2)
        if often and figure.alt in seen:
            continue
        seen.add(figure.alt)
        number = min((page for page, _ in figure.content), default=figure.page)
        page = by_number.get(number) if number is not None else None
        if page is None:
            continue
        area = _place(figure, page)
        line = _line(figure.alt, area, page.number)
        block = Block(PassageKind.PARAGRAPH, [line], Region(RegionKind.PICTURE, (line,), area.x1, area))
        if block.words <= _LABEL_WORDS:
            block.kind = PassageKind.LABEL
        in_margin = area.bottom < HEAD_ZONE * page.height or area.top > FOOT_ZONE * page.height
        block.outside = in_margin or often
        blocks.append(block)
    return blocks


def among(blocks: Sequence[Block], figures: Iterable[Block]) -> list[Block]:
    """The blocks with each figure before the first that begins below its middle on its page."""
    kept = list(blocks)
    for figure in figures:
        area = figure.lines[0]
        middle = (area.top + area.bottom) / 2
        at = next(
            (
                at
                for at, block in enumerate(kept)
                if block.page > figure.page
                or (block.page == figure.page and block.lines[0].top >= middle and _beside(block.lines[0], area))
            ),
            len(kept),
        )
        kept.insert(at, figure)
    return kept


def _beside(line: Line, figure: Line) -> bool:
    """Whether a line stands in the same column as a figure, or one of the two fills the page."""
    return line.x0 < figure.x1 and line.x1 > figure.x0


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


def _line(alt: str, area: Area, page: int) -> Line:
    first = alt.split(" ", 1)[0]
    return Line(
        page=page,
        x0=area.x0,
        top=area.top,
        x1=area.x1,
        bottom=area.bottom,
        base=area.bottom,
        text=alt,
        style=Style("", 0.0, False, False, BLACK),
        bold=False,
        first=first,
        first_x1=area.x0,
        second_x0=None,
        gap=0.0,
        head_width=0.0,
        marks=(),
        note_mark=None,
        mcids=(),
        artifact=False,
    )
