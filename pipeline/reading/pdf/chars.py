"""What is drawn on a page of a PDF: glyphs and shapes, straight from the content stream.

A device of pdfminer that writes slim records. pdfplumber's ``page.chars`` takes more than twice as long for the
same characters (``tests/pdf/test_chars.py`` compares the two on every fixture). All places are in points from the
left and top edge of the page as it is shown (its crop box), y growing downwards.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, decode_text, mult_matrix

from pipeline.reading.pdf.drawn import WHITE, Dot, Glyph, PageContent, Picture, Rgb, Shape, Style, rgb
from pipeline.reading.pdf.fonts import FontFacts
from pipeline.reading.pdf.glyphs import with_spoken

Matrix = tuple[float, float, float, float, float, float]

_HIDDEN_RENDER_MODE = 3
_STROKED_RENDER_MODE = 2
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 8.0
_MOST_CORNERS = 9
"""Rectangles with rounded corners have at most nine points; what has more is a drawing."""


class PageTooLargeError(Exception):
    """The page draws more characters or forms than the limits allow."""


class OutOfTimeError(Exception):
    """The time for the document is used up."""


class PageDevice(PDFTextDevice):
    """Collects glyphs and shapes of one page after the other; ``content`` holds the last page's.

    ``max_glyphs`` and ``max_forms`` bound a page, ``out_of_time`` the whole document.
    """

    def __init__(
        self, resources: PDFResourceManager, *, max_glyphs: int, max_forms: int, out_of_time: Callable[[], bool]
    ) -> None:
        super().__init__(resources)
        self._max_glyphs = max_glyphs
        self._max_forms = max_forms
        self._out_of_time = out_of_time
        self._fonts: dict[int, FontFacts] = {}
        self._styles: dict[tuple[object, ...], Style] = {}
        self._colours: dict[object, Rgb] = {}

    # -- the page ---------------------------------------------------------------------------------------------

    def begin_page(self, page: Any, ctm: Matrix) -> None:
        media = apply_matrix_rect(ctm, page.mediabox)
        crop = apply_matrix_rect(ctm, page.cropbox) if page.cropbox else media
        x0, y0 = max(crop[0], media[0]), max(crop[1], media[1])
        x1, y1 = min(crop[2], media[2]), min(crop[3], media[3])
        if x1 <= x0 or y1 <= y0:
            x0, y0, x1, y1 = media
        self._left, self._top = x0, y1
        self.content = PageContent(x1 - x0, y1 - y0, [], [], [], [], [])
        self._forms = 0
        self._inside_forms = 0
        self._tags: list[tuple[int | None, bool]] = []
        self._spoken: list[tuple[int, int, str]] = []

    def end_page(self, page: Any) -> None:
        while self._spoken:
            self._end_spoken()

    # -- marked content ---------------------------------------------------------------------------------------

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        mcid, artifact = self._tags[-1] if self._tags else (None, False)
        if isinstance(props, dict):
            number = props.get("MCID")
            # A drawing inside the page numbers its contents anew.
            mcid = number if isinstance(number, int) and not self._inside_forms else mcid
            spoken = resolve1(props.get("ActualText"))
            if isinstance(spoken, bytes):
                self._spoken.append((len(self._tags), len(self.content.glyphs), decode_text(spoken)))
        if tag.name == "Artifact":
            kind = props.get("Type") if isinstance(props, dict) else None
            artifact = artifact or getattr(kind, "name", "Pagination") == "Pagination"
        self._tags.append((mcid, artifact))

    def end_tag(self) -> None:
        if self._tags:
            self._tags.pop()
        if self._spoken and self._spoken[-1][0] >= len(self._tags):
            self._end_spoken()

    def _end_spoken(self) -> None:
        """Gives the glyphs since the mark the text that the file says they stand for, if they have none themselves."""
        _, start, text = self._spoken.pop()
        glyphs = self.content.glyphs
        glyphs[start:] = with_spoken(glyphs[start:], text)

    # -- forms and pictures -----------------------------------------------------------------------------------

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        self._inside_forms += 1
        self._forms += 1
        if self._forms > self._max_forms:
            raise PageTooLargeError(f"more than {self._max_forms} nested drawings")
        self._watch_clock()

    def end_figure(self, name: str) -> None:
        self._inside_forms -= 1

    def render_image(self, name: str, stream: Any) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(self._place(), (0, 0, 1, 1))
        mcid = self._tags[-1][0] if self._tags else None
        picture = Picture(x0 - self._left, self._top - y1, x1 - self._left, self._top - y0, mcid)
        self.content.pictures.append(picture)

    # -- text -------------------------------------------------------------------------------------------------

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        glyphs = self.content.glyphs
        if len(glyphs) > self._max_glyphs:
            raise PageTooLargeError(f"more than {self._max_glyphs:,} characters")
        facts = self._facts(textstate.font)
        matrix = mult_matrix(textstate.matrix, self._place())
        # A slant of the letters (c) is a made italic, still upright; anything else is turned or mirrored.
        upright = matrix[1] == 0 and matrix[0] > 0 and matrix[3] > 0 and not facts.vertical
        draw = self._draw_upright if upright else self._draw_turned
        textstate.linematrix = draw(facts, matrix, textstate, seq, graphicstate)

    def _draw_upright(self, facts: FontFacts, matrix: Any, state: Any, seq: Any, graphics: Any) -> Any:
        """The common case, where all glyphs of the string share one base line."""
        scale_x, _, slant, scale_y, left, bottom = matrix
        size = state.fontsize
        scaling = state.scaling * 0.01
        charspace = state.charspace * scaling
        wordspace = 0.0 if facts.multibyte else state.wordspace * scaling
        style = self._style(facts, abs(size * scale_y), graphics, state.render, slanted=slant != 0)
        mcid, artifact = self._tags[-1] if self._tags else (None, False)
        hidden = state.render == _HIDDEN_RENDER_MODE
        x, y = state.linematrix
        left += slant * (y + state.rise) - self._left
        base = self._top - (scale_y * (y + state.rise) + bottom)
        low = base - scale_y * facts.descent * size
        high = low - scale_y * size
        top, bottom = (high, low) if high <= low else (low, high)
        known = facts.by_code
        append = self.content.glyphs.append
        spaced = False
        for part in seq:
            if isinstance(part, int | float):
                x -= part * 0.001 * size * scaling
                spaced = True
                continue
            if not isinstance(part, bytes):
                continue
            for code in facts.font.decode(part):
                if spaced:
                    x += charspace
                text, width = known.get(code) or facts.text_and_width(code)
                start = left + scale_x * x
                x += width * size * scaling
                end = left + scale_x * x
                if end < start:
                    start, end = end, start
                append(Glyph(text, start, top, end, bottom, base, style, mcid, artifact, True, hidden))
                if code == 32 and wordspace:
                    x += wordspace
                spaced = True
        return (x, y)

    def _draw_turned(self, facts: FontFacts, matrix: Any, state: Any, seq: Any, graphics: Any) -> Any:
        """Turned, mirrored or vertical text, glyph by glyph, as pdfminer places it."""
        size = state.fontsize
        scaling = state.scaling * 0.01
        charspace = state.charspace * scaling
        wordspace = 0.0 if facts.multibyte else state.wordspace * scaling
        a, b, c, d, e, f = matrix
        style = self._style(facts, size * abs(a * d - b * c) ** 0.5, graphics, state.render)
        mcid, artifact = self._tags[-1] if self._tags else (None, False)
        hidden = state.render == _HIDDEN_RENDER_MODE
        x, y = state.linematrix
        spaced = False
        for part in seq:
            if isinstance(part, int | float):
                step = part * 0.001 * size * scaling
                x, y = (x, y - step) if facts.vertical else (x - step, y)
                spaced = True
                continue
            if not isinstance(part, bytes):
                continue
            for code in facts.font.decode(part):
                step = charspace if spaced else 0.0
                x, y = (x, y + step) if facts.vertical else (x + step, y)
                text, width = facts.text_and_width(code)
                advance = width * size * scaling
                box = self._turned_box(facts, code, size, state.rise, advance)
                place = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
                x0, y0, x1, y1 = apply_matrix_rect(place, box)
                top, bottom = self._top - max(y0, y1), self._top - min(y0, y1)
                self.content.glyphs.append(
                    Glyph(
                        text,
                        min(x0, x1) - self._left,
                        top,
                        max(x0, x1) - self._left,
                        bottom,
                        bottom,
                        style,
                        mcid,
                        artifact,
                        False,
                        hidden,
                    )
                )
                step = advance + (wordspace if code == 32 else 0.0)
                x, y = (x, y + step) if facts.vertical else (x + step, y)
                spaced = True
        return (x, y)

    @staticmethod
    def _turned_box(
        facts: FontFacts, code: int, size: float, rise: float, advance: float
    ) -> tuple[float, float, float, float]:
        if not facts.vertical:
            low = facts.descent * size + rise
            return (0.0, low, advance, low + size)
        shift = facts.font.char_disp(code)
        across, along = shift if isinstance(shift, tuple) else (None, float(shift))
        left = size * 0.5 if across is None else across * size * 0.001
        low = (1000 - along) * size * 0.001 + rise
        return (-left, low + advance, -left + size, low)

    def _facts(self, font: PDFFont) -> FontFacts:
        facts = self._fonts.get(id(font))
        if facts is None:
            # The record holds the font, so its id is not given to another one.
            facts = self._fonts[id(font)] = FontFacts(font)
            self._watch_clock()
        return facts

    def _style(self, facts: FontFacts, size: float, graphics: Any, render: int, *, slanted: bool = False) -> Style:
        colour = graphics.ncolor if not isinstance(graphics.ncolor, list) else None
        key = (id(facts), size, colour, render, slanted)
        style = self._styles.get(key)
        if style is None:
            bold = facts.bold or render == _STROKED_RENDER_MODE
            style = Style(facts.name, round(size, 1), bold, facts.italic or slanted, rgb(graphics.ncolor))
            self._styles[key] = style
        return style

    # -- shapes -----------------------------------------------------------------------------------------------

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        """Keeps straight-edged paths whose edges run along the page; others cannot bound a table or box."""
        if len(self.content.shapes) > self._max_glyphs:
            raise PageTooLargeError(f"more than {self._max_glyphs:,} drawn shapes")
        fill_colour = rgb(graphicstate.ncolor) if fill else None
        stroke_colour = rgb(graphicstate.scolor) if stroke else None
        points: list[tuple[float, float]] = []
        curved = False
        for segment in path:
            if segment[0] == "m":
                self._add_shape(points, fill_colour, stroke_colour, curved=curved)
                points, curved = [], False
            if segment[0] != "h":
                points.append(apply_matrix_pt(self._place(), segment[-2:]))
                curved = curved or segment[0] in "cvy"
        self._add_shape(points, fill_colour, stroke_colour, curved=curved)

    def _add_shape(
        self, points: list[tuple[float, float]], fill: Rgb | None, stroke: Rgb | None, *, curved: bool
    ) -> None:
        if len(points) < 2:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        wide, high = x1 - x0, y1 - y0
        if min(wide, high) >= _SMALLEST_DOT and max(wide, high) <= _LARGEST_DOT and 0.8 <= wide / high <= 1.25:
            text = "▪" if len(points) <= 5 and not curved else "•" if fill is not None else "◦"
            dot = Dot(x0 - self._left, self._top - y1, x1 - self._left, self._top - y0, text)
            self.content.dots.append(dot)
            return
        if fill is not None and fill != WHITE:
            self.content.grounds.append((x0 - self._left, self._top - y1, x1 - self._left, self._top - y0))
        if len(points) > _MOST_CORNERS:
            return
        if len(points) <= 5:
            along = all(
                abs(one[0] - two[0]) < 0.5 or abs(one[1] - two[1]) < 0.5 for one, two in itertools.pairwise(points)
            )
            if not along:
                return
        self.content.shapes.append(
            Shape(x0 - self._left, self._top - y1, x1 - self._left, self._top - y0, fill, stroke)
        )

    def _place(self) -> Matrix:
        """The current matrix; pdfminer sets it before it draws anything."""
        return self.ctm or (1, 0, 0, 1, 0, 0)

    def _watch_clock(self) -> None:
        if self._out_of_time():
            raise OutOfTimeError


class PageInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter without the copy of the graphics state for every string; our device keeps none."""

    def do_TJ(self, seq: Any) -> None:
        if self.textstate.font is not None:
            self.device.render_string(self.textstate, seq, self.graphicstate.ncs, self.graphicstate)


def read_content(page: Any, device: PageDevice, resources: PDFResourceManager) -> PageContent:
    """The content of a pdfminer page. Raises what pdfminer raises on broken pages, and the two limits above."""
    PageInterpreter(resources, device).process_page(page)
    return device.content
