"""What a page of a PDF draws, as slim records. Places are points from the left and top edge of the page as shown."""

from __future__ import annotations

from typing import NamedTuple

Rgb = tuple[int, int, int]
"""Red, green, blue, 0 to 255 each; whatever colour space the file used."""

BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)
_WHITISH = 253


class Style(NamedTuple):
    """How a glyph looks. ``size`` in points, rounded to a tenth; ``font`` without its subset prefix."""

    font: str
    size: float
    bold: bool
    italic: bool
    colour: Rgb


class Glyph(NamedTuple):
    """One drawn character. ``base`` is the height of its base line; ``upright`` is false for turned text.

    ``mcid`` is the number of the marked content it stands in (the link to the tags), ``artifact`` tells that the
    file itself calls it a running head or foot.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    style: Style
    mcid: int | None
    artifact: bool
    upright: bool
    hidden: bool


class Shape(NamedTuple):
    """A drawn straight-edged area or line. ``fill`` and ``stroke`` are None where it is not painted so."""

    x0: float
    top: float
    x1: float
    bottom: float
    fill: Rgb | None
    stroke: Rgb | None


class Dot(NamedTuple):
    """A small drawn disc, ring or square: browsers draw their bullets so. ``text`` is the glyph it looks like."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str


class Picture(NamedTuple):
    """A picture, and the number of the marked content it stands in."""

    x0: float
    top: float
    x1: float
    bottom: float
    mcid: int | None


class PageContent(NamedTuple):
    """All that one page draws. ``grounds`` are the corners of whatever is painted in a colour, of any form."""

    width: float
    height: float
    glyphs: list[Glyph]
    shapes: list[Shape]
    dots: list[Dot]
    pictures: list[Picture]
    grounds: list[tuple[float, float, float, float]]


def is_white_on_white(glyph: Glyph, content: PageContent) -> bool:
    """Whether a glyph is white and nothing coloured, no drawing and no picture, lies anywhere under it."""
    if min(glyph.style.colour) < _WHITISH:
        return False
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    pictures = ((one.x0, one.top, one.x1, one.bottom) for one in content.pictures)
    return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in (*content.grounds, *pictures))


def rgb(colour: object) -> Rgb:
    """Any colour pdfminer gives (grey, RGB, CMYK, bare or in a tuple) as RGB; a pattern counts as black."""
    values = colour if isinstance(colour, tuple | list) else (colour,)
    parts = [float(value) for value in values if isinstance(value, int | float)]
    if len(parts) == 1:
        parts = parts * 3
    elif len(parts) == 4:
        cyan, magenta, yellow, key = parts
        parts = [(1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key)]
    elif len(parts) != 3:
        return BLACK
    red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in parts)
    return (red, green, blue)
