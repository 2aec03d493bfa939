"""What a file is called, and in which language it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from pipeline.reading.pdf.tags import Tags
from pipeline.words.blocks import fold
from pipeline.words.model import Passage, PassageKind

_NO_TITLE = re.compile(r"microsoft word|\(?anonymous|untitled|.*\.docx?$", re.IGNORECASE)
"""What programs write where the author gave no title."""


def title_of(document: PDFDocument) -> str | None:
    """The title the file carries, unless it is a file name that a word processor put there."""
    for entry in document.info:
        value = resolve1(entry.get("Title"))
        text = fold(decode_text(value)) if isinstance(value, bytes) else ""
        if text and not _NO_TITLE.match(text):
            return text
    return None


def first_heading(passages: Sequence[Passage]) -> str | None:
    headings = [passage for passage in passages[:40] if passage.kind is PassageKind.HEADING]
    highest = min((passage.level or 9 for passage in headings), default=None)
    return next((passage.text for passage in headings if (passage.level or 9) == highest), None)


def language_of(document: PDFDocument, tags: Tags) -> str | None:
    """The language that most tagged words have by their tags, else that of the file."""
    told, count = max(tags.languages.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    value = resolve1(document.catalog.get("Lang"))
    whole = fold(decode_text(value)) if isinstance(value, bytes) else ""
    return (told if told and 2 * count > tags.languages.total() else whole or told) or None
