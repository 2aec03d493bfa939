"""Where a drawn page states a grade, and whether the bytes of a medium still state it there.

A labeller writes the words of each place, lines one after another joined by " / ". A medium holds the place if its
bytes show these words one directly after the other. They are taken from the bytes as barely as can be, never by the
readers that are measured.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import pypdfium2

_FOOT, _HEAD = 60, 790
"""Between them, in points from below, the makers print a page's text; beyond, its number."""
_BLOCK = re.compile(r"<[^>]*>")


def words_in(content: bytes, media_type: str) -> str:
    """All words of a drawing in one line, with a blank at each end."""
    if media_type == "application/pdf":
        document = pypdfium2.PdfDocument(content)
        text = "\n".join(page.get_textpage().get_text_bounded(bottom=_FOOT, top=_HEAD) for page in document)
    else:
        text = content.decode()
        if media_type == "text/html":
            text = html.unescape(_BLOCK.sub(" ", text))
    return _spaced(re.sub("[\x02\ufffe]", "-", text))


def stands_in(place: str, words: str) -> bool:
    """Whether the words of a place stand one after the other in the words of a medium; "(x)" may be left out."""
    with_all = re.sub(r"/ \((.*?)\) /", r"/ \1 /", place)
    without = re.sub(r"/ \(.*?\) /", "/", place)
    return any(_spaced(form.replace(" / ", " ")) in words for form in (with_all, without))


def rows_of(text: str) -> list[list[list[str]]]:
    """The tables of a drawing: rows of cells. A table's lines begin with a bar."""
    tables: list[list[list[str]]] = []
    above = ""
    for line in text.split("\n"):
        if line.startswith("|"):
            if not above.startswith("|"):
                tables.append([])
            tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        above = line
    return tables


def table_words(place: str, text: str) -> str:
    """The words of the whole drawn table with a cell that a place names: its words in a row or under a head."""
    named = [part.strip() for part in place.split(" / ")]
    for table in rows_of(text):
        head, *rows = table
        for row in rows:
            for at, cell in enumerate(row):
                entries = [entry.strip() for entry in cell.split(";")]
                if named in ([head[at], entry] for entry in entries) or named == [row[0], head[at], cell]:
                    return " ".join(entry for line in table for cell in line for entry in cell.split(";"))
    raise ValueError(f"no table of the drawing has {place!r}")


def _spaced(text: str) -> str:
    """Words with one blank between them, without bullets and without hyphens, which may stand at the end of a line."""
    without = re.sub(r"-\s*", "", re.sub(r"[•–](?=\s)|^- ", " ", text, flags=re.MULTILINE))
    return " " + " ".join(without.split()) + " "


def titles_in(texts: Iterable[str]) -> str:
    """Texts folded for a look whether they name a title."""
    return " ".join(texts).casefold().replace("’", "'")
