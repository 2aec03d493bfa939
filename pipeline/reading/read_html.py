"""Bytes of an HTML page → passages. Knows nothing of policing, and of no site's class names.

The page is decoded (:mod:`pipeline.words.decoding`), parsed by BeautifulSoup with lxml, walked once
(:mod:`pipeline.reading.html.walk`), and counted a second time without the passages
(:mod:`pipeline.reading.html.count`), so that each word that is lost or doubled becomes a problem. How each kind
of markup is read:

* Headings: ``h1`` to ``h6``, ``role="heading"``, ``summary``; a bold-only paragraph is a heading of unknown level.
* A block's flow of text is one passage; a hard break ends it, but is a space inside an item or a heading.
* Lists: an item's own text excludes nested lists; its further paragraphs and its words after a nested list are
  paragraphs that ``continue`` it. A nested list is bound to the item before it, also when it stands beside it.
  Lists without words between them are one. A list item that holds a heading is a card, not a bullet. Bullets typed
  by hand are items. A term (``dt``) is a paragraph; its definition is one too, or list items if there are several.
* Tables with headers become cells; other tables are layout and their content stands as ordinary blocks.
* Words that only a screen reader speaks are passages with ``shown`` hidden, those of pictures with ``shown``
  image. A class or file name is a passage of its own only where nothing else has words, and counts as no words.
* Not read: comments, scripts, styles, templates, ``noscript`` (trackers, second copies of pictures), and what is
  hidden from all. A hidden panel that a control of the page opens is read.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

from bs4 import BeautifulSoup

from pipeline.reading.html.count import Count, count_page, differing_words
from pipeline.reading.html.drafts import Draft, finish
from pipeline.reading.html.furniture import mark_furniture
from pipeline.reading.html.lists import with_typed_lists
from pipeline.reading.html.locate import Locator, resolve
from pipeline.reading.html.parse import parse
from pipeline.reading.html.refusals import find_cut, refuse_bytes, refuse_page, refuse_text
from pipeline.reading.html.runs import Page
from pipeline.reading.html.tables import resolve_spots
from pipeline.reading.html.walk import Walker
from pipeline.words.blocks import plain
from pipeline.words.decoding import Decoded, decode_page
from pipeline.words.model import Medium, Passage, PassageKind, Problem, ReadDocument, Severity, Shown

__all__ = ["MAX_BYTES", "read_html", "resolve"]

MAX_BYTES = 20_000_000
"""A page takes some fifty times the memory of its bytes while it is read, and a second for each million of them."""
_CONTROLLED = re.compile(r"""aria-controls\s*=\s*["']?([^"'>]+)""", re.IGNORECASE)
_MANY_HIDDEN = 50
_NEAR = 12
"""How many passages on either side are looked at for a stronger form of the words of a name."""
_LABEL_WORDS = 2
"""Words that may stand beside those of a name in its stronger form ("Judgment: good"); prose has more."""


def read_html(content: bytes, *, declared_encoding: str | None = None, max_bytes: int = MAX_BYTES) -> ReadDocument:
    """Read a page.

    Args:
        content: The bytes as captured, already unpacked.
        declared_encoding: What the server said about their encoding, if anything.
        max_bytes: Pages with more bytes are not parsed.

    Returns:
        All visible words in passages, in reading order. Bad content never raises: it gives problems, and
        passages as far as they could be read.
    """
    refusal = refuse_bytes(content, max_bytes)
    if refusal is not None:
        return _nothing(refusal)
    decoded = decode_page(content, declared_encoding)
    refusal = refuse_text(decoded.text)
    if refusal is not None:
        return _nothing(refusal, decoded.encoding)
    with _no_search_for_garbage():
        return _read(decoded)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """While a page is read all that is made of it is in use, and Python would look through it for garbage in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read(decoded: Decoded) -> ReadDocument:
    soup = parse(decoded.text)
    panels = _panels(decoded.text)
    page = Walker(soup, panels).walk()
    count = count_page(soup, panels, page.fact_tables)
    drafts = _settle(page)
    passages = tuple(finish(drafts, Locator(count.ids).path))
    problems = [*decoded.problems, *_problems_of(decoded.text, page, passages, count)]
    return ReadDocument(
        medium=Medium.HTML,
        passages=passages,
        words=count.words,
        markers_seen=count.markers,
        title=page.title or _first_heading(passages),
        language=_language(soup),
        canonical_link=page.canonical_link,
        encoding=decoded.encoding,
        problems=tuple(problems),
    )


def _nothing(problem: Problem, encoding: str | None = None) -> ReadDocument:
    return ReadDocument(Medium.HTML, (), 0, 0, encoding=encoding, problems=(problem,))


def _panels(text: str) -> frozenset[str]:
    """The ids of elements that a control on the page opens."""
    if "aria-controls" not in text:
        return frozenset()
    return frozenset(name for names in _CONTROLLED.findall(text) for name in names.split())


def _settle(page: Page) -> list[Draft]:
    """Furniture, cells, typed lists, names: what needs the whole page. The drafts with their ordinals."""
    mark_furniture(page)
    resolve_spots(page.drafts)
    kept = _without_repeated_names(with_typed_lists(page.drafts))
    for ordinal, draft in enumerate(kept, start=1):
        draft.ordinal = ordinal
    return kept


def _without_repeated_names(drafts: list[Draft]) -> list[Draft]:
    """Drop class and file names whose words stand directly beside them in a stronger form, or as a name already."""
    return [
        draft for place, draft in enumerate(drafts) if draft.shown is not Shown.NAME or not _is_repeated(drafts, place)
    ]


def _is_repeated(drafts: list[Draft], place: int) -> bool:
    draft = drafts[place]
    words = set(plain(draft.text).split())
    before, names = _nearest(drafts, range(place - 1, max(place - _NEAR, -1), -1))
    after, _ = _nearest(drafts, range(place + 1, min(place + _NEAR, len(drafts))))
    if any(words == set(plain(name.text).split()) for name in names):
        return True
    for other in (before, after):
        if other is not None and other.spot is draft.spot:
            spoken = set(plain(other.text).split())
            if words <= spoken and len(spoken) <= len(words) + _LABEL_WORDS:
                return True
    return False


def _nearest(drafts: list[Draft], places: range) -> tuple[Draft | None, list[Draft]]:
    """The nearest draft that is more than a name, and the names on the way to it."""
    names: list[Draft] = []
    for place in places:
        if drafts[place].shown is not Shown.NAME:
            return drafts[place], names
        names.append(drafts[place])
    return None, names


def _problems_of(text: str, page: Page, passages: tuple[Passage, ...], count: Count) -> list[Problem]:
    seen = [passage for passage in passages if passage.shown is not Shown.NAME]
    candidates = (
        find_cut(text),
        refuse_page(page, [passage.text for passage in seen if not passage.furniture]),
        _hidden_words(page),
        *differing_words(count, passages),
    )
    return [problem for problem in candidates if problem is not None]


def _hidden_words(page: Page) -> Problem | None:
    if page.unshown_words < _MANY_HIDDEN:
        return None
    message = f"{page.unshown_words} words are hidden on the page and were not read. See whether they matter."
    return Problem(Severity.INFO, "hidden_text", message)


def _first_heading(passages: tuple[Passage, ...]) -> str | None:
    headings = (passage for passage in passages if passage.kind is PassageKind.HEADING and not passage.furniture)
    best = min(headings, key=lambda passage: passage.level or 7, default=None)
    return best.text if best else None


def _language(soup: BeautifulSoup) -> str | None:
    html = soup.html
    if html is None:
        return None
    language = html.attrs.get("lang") or html.attrs.get("xml:lang")
    return str(language).strip() or None if language else None
