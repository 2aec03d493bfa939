"""Counting what a page shows by ways that do not go through the passages: the drawing order, and a second engine.

pdfium, which pdfplumber brings along, reads each page again at a tenth of the cost. Where it sees letters that the
first engine did not give, they are taken from it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.reading.pdf.drawn import BLACK, Glyph, PageContent, Style
from pipeline.reading.pdf.glyphs import clean
from pipeline.words.blocks import words_of
from pipeline.words.model import Passage

_GAP = 0.2
_DOUBLE_SHIFT = 0.1
_AT_ONCE = 200
_PAGES_AT_ONCE = 100


def letters_of(text: str) -> Counter[str]:
    """The letters and digits of a text, ligatures and full-width forms undone, each with its count."""
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def without_doubles(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without those drawn a second time within a tenth of their size, as a false bold is."""
    places = {(glyph.text, round(glyph.x0), round(glyph.base)) for glyph in glyphs if glyph.text != " "}
    if len(places) == sum(1 for glyph in glyphs if glyph.text != " "):
        return glyphs
    seen: dict[tuple[str, int], list[float]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        shift = _DOUBLE_SHIFT * glyph.style.size
        rows = [seen.get((glyph.text, round(glyph.base) + step), []) for step in (-1, 0, 1)]
        if glyph.text.strip() and any(abs(x0 - glyph.x0) < shift for row in rows for x0 in row):
            continue
        seen.setdefault((glyph.text, round(glyph.base)), []).append(glyph.x0)
        kept.append(glyph)
    return kept


def drawn_words(glyphs: Iterable[Glyph]) -> Counter[str]:
    """The words in drawing order: cut at spaces and wherever the pen jumps."""
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None:
            gap = glyph.x0 - last.x1
            size = max(last.style.size, 1.0)
            if abs(glyph.base - last.base) > 0.1 * size or not -size < gap < _GAP * size:
                parts.append(" ")
        parts.append(clean(glyph.text))
        last = glyph
    return Counter(words_of("".join(parts)))


def compare_words(
    drawn: Counter[str], passages: Sequence[Passage], marks: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Words drawn but in no passage, and words that passages hold but the page does not show.

    ``marks`` are the footnote marks left out of the sentences. Letters are compared first: how a word was cut or
    a hyphen joined makes no difference, a lost or doubled letter does.
    """
    texts = [text for passage in passages for text in (passage.marker, passage.text) if text] + list(marks)
    seen: Counter[str] = Counter()
    for word, count in drawn.items():
        for letter, times in letters_of(word).items():
            seen[letter] += times * count
    written: Counter[str] = Counter()
    for at in range(0, len(texts), _AT_ONCE):
        written.update(letters_of(" ".join(texts[at : at + _AT_ONCE])))
    if seen == written:
        return [], []
    held = Counter(word for text in texts for word in words_of(text))
    all_written = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", " ".join(texts))))
    lost = [
        word
        for word in (drawn - held).elements()
        if "".join(filter(str.isalnum, unicodedata.normalize("NFKC", word))) not in all_written
    ]
    lost = lost or (sorted((drawn - held).elements()) if seen - written else [])
    doubled = sorted((held - drawn).elements()) if written - seen else []
    return lost, doubled


class SecondEngine:
    """pdfium on the same bytes. Every call answers with nothing where pdfium cannot read the file or page.

    pdfium keeps what it has read, so the file is opened anew every so many pages.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._until = _PAGES_AT_ONCE
        self._document: Any = None
        self._open()

    def _open(self) -> None:
        try:
            self._document = pypdfium2.PdfDocument(self._content)
        except pypdfium2.PdfiumError:
            self._document = None

    def close(self) -> None:
        if self._document is not None:
            self._document.close()
            self._document = None

    def _page(self, number: int) -> Any:
        if number > self._until and self._document is not None:
            self._until = number + _PAGES_AT_ONCE
            self.close()
            self._open()
        return self._document[number - 1]

    def text(self, number: int) -> str:
        """The text of page ``number`` (from 1)."""
        try:
            page = self._page(number)
            text_page = page.get_textpage()
            text = str(text_page.get_text_range()) if text_page.count_chars() else ""
            text_page.close()
            page.close()
        except (pypdfium2.PdfiumError, IndexError, TypeError, AttributeError):
            return ""
        return text

    def missing_letters(self, number: int, glyphs: Iterable[Glyph]) -> int:
        """How many letters of page ``number`` pdfium sees beyond ``glyphs``."""
        if self._document is None:
            return 0
        ours = letters_of("".join(clean(glyph.text) for glyph in glyphs if not glyph.text.startswith("(cid:")))
        return (letters_of(self.text(number)) - ours).total()

    def named_symbols(self, number: int, glyphs: list[Glyph]) -> list[Glyph]:
        """The glyphs with those that have no letter named as pdfium names them, where that is a symbol (a bullet).

        Letters are not taken: where a font has no Unicode pdfium guesses them.
        """
        if not any(glyph.text.startswith("(cid:") for glyph in glyphs):
            return glyphs
        cells = _cells(self._symbols(number))
        named = []
        for glyph in glyphs:
            if glyph.text.startswith("(cid:"):
                # A font without the letter may give it no width either.
                wide = glyph._replace(x1=max(glyph.x1, glyph.x0 + 0.5 * glyph.style.size))
                found = next((other.text for other in cells.get(_cell(wide), ()) if _covers(wide, other)), glyph.text)
                glyph = glyph._replace(text=found)
            named.append(glyph)
        return named

    def _symbols(self, number: int) -> Iterator[Glyph]:
        for glyph in self.glyphs(number, None):
            if not glyph.text.isalnum():
                yield glyph

    def glyphs(self, number: int, content: PageContent | None) -> list[Glyph]:
        """pdfium's characters of a page as glyphs, for those places where ``content`` has none (all where it is None).

        Where ``content`` has a glyph without a letter ("(cid:12)") pdfium only guesses: not taken.
        """
        try:
            page = self._page(number)
            text_page = page.get_textpage()
            cells = _cells(content.glyphs if content else ())
            found = [
                glyph
                for at in range(text_page.count_chars())
                if (glyph := _glyph(text_page, at, page)) is not None
                and not any(_covers(other, glyph) for other in cells.get(_cell(glyph), ()))
            ]
            text_page.close()
            page.close()
        except (pypdfium2.PdfiumError, IndexError, TypeError, AttributeError):
            return []
        return found


def _cell(glyph: Glyph) -> tuple[int, int]:
    return (int((glyph.x0 + glyph.x1) / 20), int((glyph.top + glyph.bottom) / 20))


def _cells(glyphs: Iterable[Glyph]) -> dict[tuple[int, int], list[Glyph]]:
    """Glyphs by squares of ten points, each with its neighbours, so that a look-up needs one square only."""
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = _cell(glyph)
        for across in (-1, 0, 1):
            for along in (-1, 0, 1):
                cells.setdefault((column + across, row + along), []).append(glyph)
    return cells


def _covers(one: Glyph, two: Glyph) -> bool:
    x, y = (two.x0 + two.x1) / 2, (two.top + two.bottom) / 2
    return one.x0 - 0.5 <= x <= one.x1 + 0.5 and one.top <= y <= one.bottom


def _glyph(text_page: Any, at: int, page: Any) -> Glyph | None:
    """One of pdfium's characters; spaces that pdfium makes up are left out, gaps tell them."""
    code = pdfium.FPDFText_GetUnicode(text_page.raw, at)
    if code in (0, 0xFFFE, 0xFFFF) or chr(code).isspace() or pdfium.FPDFText_IsGenerated(text_page.raw, at) == 1:
        return None
    left, low, right, high = text_page.get_charbox(at, loose=True)
    crop = page.get_cropbox()
    top, bottom = crop[3] - high, crop[3] - low
    size = round(float(pdfium.FPDFText_GetFontSize(text_page.raw, at)) or bottom - top, 1)
    style = Style("", size, False, False, BLACK)
    base = bottom - 0.2 * (bottom - top)
    return Glyph(chr(code), left - crop[0], top, right - crop[0], bottom, base, style, None, False, True, False)
