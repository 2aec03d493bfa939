"""A second look at a page that does not go through the passages: its visible lines, words and list markers.

It shares with the walk what an element means (:mod:`pipeline.reading.html.tags`) and what a typed bullet looks
like, but neither its order nor its state: it goes through the soup's nodes as they come, and a line ends wherever the
nearest block of the text changes. So a word that the walk drops, doubles or glues to another shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from pipeline.reading.accounting import word_problems
from pipeline.reading.html import tags
from pipeline.reading.html.lists import (
    BREAK_IN_ITEM,
    is_lone_bullet,
    may_begin_with_bullet,
    split_inline_bullets,
    split_item,
    typed_bullet,
    without_typed_marker,
)
from pipeline.words.blocks import count_of, fold, visible, words_of
from pipeline.words.model import Passage, Problem, Shown


class _Around(NamedTuple):
    """What text stands in besides its block.

    ``speaker`` is the element whose words are only spoken or stand for a picture, ``item`` the nearest list item
    and ``table`` the nearest table, all by identity, 0 for none. ``in_facts`` tells whether a table of facts has
    a cell around it.
    """

    speaker: int = 0
    item: int = 0
    in_heading: bool = False
    table: int = 0
    in_cell: bool = False
    in_facts: bool = False
    keeps_lines: bool = False


_Place: TypeAlias = tuple[int, _Around]
"""The nearest block, by identity (0 if the text is not shown), and what is around it. Most blocks share the latter."""
_TELLING = frozenset(tags.HEADINGS) | tags.LINE_KEEPERS | {"summary", "li", "dd", "table", "td", "th"}
"""Blocks that change what is around their text."""
_PAGE = _Around()
_UNSEEN: _Place = (0, _PAGE)


@dataclass(frozen=True, slots=True)
class Count:
    """``text`` is what is visible, without typed markers, in order and folded; ``words`` is how many words it has;
    ``ids`` tells how often each id occurs."""

    text: str
    words: int
    markers: int
    ids: Counter[str]


def count_page(soup: BeautifulSoup, panels: frozenset[str], fact_tables: set[int]) -> Count:
    """Count what a page shows.

    Args:
        soup: The page.
        panels: The ids of elements that a control on the page opens.
        fact_tables: ``id()`` of the tables that hold facts: in them a dash before a figure is no bullet.
    """
    sums = _Sums()
    lines = _Lines(panels, fact_tables, sums)
    lines.read(soup)
    text = " ".join(map(fold, sums.texts))
    return Count(text, count_of(text.split()), sums.finish(), Counter(lines.ids))


class _Lines:
    """Finds where the lines of a page end, and hands each to the sums."""

    def __init__(self, panels: frozenset[str], fact_tables: set[int], sums: _Sums) -> None:
        self.ids: list[str] = []
        self._panels = panels
        self._fact_tables = fact_tables
        self._sums = sums
        self._parts: list[str] = []
        self._block = 0
        self._around = _PAGE
        # Words that are only spoken stand beside the line around them and do not end it.
        self._spoken: list[str] = []
        self._spoken_in: _Place = _UNSEEN

    def read(self, soup: BeautifulSoup) -> None:
        """Go through all nodes in document order."""
        places: dict[int, _Place] = {id(soup): (id(soup), _PAGE)}
        text_classes = tags.TEXT_CLASSES
        node: PageElement | None = soup.contents[0] if soup.contents else None
        while node is not None:
            place = places[id(node.parent)]
            if isinstance(node, Tag):
                attributes = node.attrs
                if "id" in attributes:
                    self.ids.append(tags.attributes_of(node)["id"])
                places[id(node)] = self._enter(node, place) if place[0] else place
            elif place[0] and node.__class__ in text_classes:
                self._hear(str(node), place)
            node = node.next_element
        self._end_line()

    def _hear(self, text: str, place: _Place) -> None:
        block, around = place
        if around.speaker:
            if block != self._spoken_in[0] or around.speaker != self._spoken_in[1].speaker:
                self._end_spoken()
                self._spoken_in = place
            self._spoken.append(text)
            return
        if block != self._block:
            self._end_line()
            self._block, self._around = place
        if around.keeps_lines and "\n" in text and not around.item and not around.in_heading:
            self._hear_lines(text.split("\n"), place)
        else:
            self._parts.append(text)

    def _hear_lines(self, lines: list[str], place: _Place) -> None:
        for number, line in enumerate(lines):
            if number:
                self._end_line()
                self._block, self._around = place
            self._parts.append(line)

    def _end_spoken(self) -> None:
        if self._spoken:
            text = "".join(self._spoken)
            self._spoken.clear()
            if text and not text.isspace():
                self._sums.add(text, *self._spoken_in)
        self._spoken_in = _UNSEEN

    def _end_line(self) -> None:
        if self._spoken:
            self._end_spoken()
        if self._parts:
            text = "".join(self._parts)
            self._parts.clear()
            if text and not text.isspace():
                around = self._around
                for part in split_item(text) if around.item and BREAK_IN_ITEM in text else (text,):
                    self._sums.add(part, self._block, around)
        self._block = 0

    def _speak(self, words: str, place: _Place, tag: Tag) -> None:
        """Words that stand for a picture or an element: beside the line, but a gap in it."""
        self._end_spoken()
        self._parts.append(" ")
        if words:
            self._sums.add(words, place[0], place[1]._replace(speaker=id(tag)))

    def _enter(self, tag: Tag, place: _Place) -> _Place:
        nature = tags.nature_of(tag)
        if (nature.is_gone or nature.is_hidden) and tags.is_unshown(tag, nature, self._panels):
            if tag.name == "object":
                self._speak("", place, tag)
            return _UNSEEN
        name = tag.name
        if nature.is_void or name == "svg":
            self._meet_leaf(tag, name, place)
            return _UNSEEN
        block, around = place
        if not nature.is_inline:
            self._end_line()
            block = id(tag)
            if name in _TELLING or nature.role is not None:
                around = self._around_in(tag, name, nature.role, around)
        if nature.is_spoken:
            if nature.is_inline:
                self._end_spoken()
                self._parts.append(" ")
            around = around._replace(speaker=id(tag))
        inside = (block, around)
        words = tags.spoken_words(tag)
        if words:
            self._speak(words, inside, tag)
        return inside

    def _meet_leaf(self, tag: Tag, name: str, place: _Place) -> None:
        around = place[1]
        if name == "br":
            if around.speaker:
                self._spoken.append(" ")
            elif around.in_heading:
                self._parts.append(" ")
            elif around.item:
                self._parts.append(BREAK_IN_ITEM)
            else:
                self._end_line()
        elif tags.is_picture(tag):
            self._speak(tags.picture_words(tag), place, tag)
            for text in tags.drawn_texts(tag) if name == "svg" else ():
                self._speak(text, place, tag)
        elif name == "hr":
            self._end_line()

    def _around_in(self, tag: Tag, name: str, role: str | None, around: _Around) -> _Around:
        if name in tags.HEADINGS or name == "summary" or role == "heading":
            return around._replace(in_heading=True)
        if name == "li" or role == "listitem" or (name == "dd" and tags.is_listed_definition(tag)):
            return around._replace(item=0 if tags.is_card(tag) else id(tag))
        if tags.is_table(name, role):
            return around._replace(table=id(tag))
        if around.table and tags.is_cell(name, role):
            in_facts = around.in_facts or around.table in self._fact_tables
            return around._replace(item=0, in_heading=False, in_cell=True, in_facts=in_facts)
        return around._replace(keeps_lines=around.keeps_lines or name in tags.LINE_KEEPERS)


class _Sums:
    """Adds up markers, line by line, and takes typed ones out of the words."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._marked: set[int] = set()
        self._typed = 0
        self._after_bullet = False
        self._after_lone = False
        self._speaking: _Place | None = None
        """Where words were spoken in an item that has no words yet: those of the same block come before them."""

    def add(self, text: str, block: int, around: _Around) -> None:
        """Take the next line."""
        if not text.isascii() and not visible(text).strip():
            return
        speaking = self._speaking
        if speaking is not None and (block != speaking[0] or around.speaker == 0):
            self._speaking = None
            if block != speaking[0]:
                self._begin(speaking[1])
        if around.speaker:
            self.texts.append(text)
            if around.in_heading:
                self._begin(around)
            elif self._is_first(around):
                self._speaking = (block, around)
        elif around.in_heading or self._is_first(around):
            self.texts.append(text if around.in_heading else without_typed_marker(text))
            self._begin(around)
        elif may_begin_with_bullet(text):
            self._add_typed(text, around)
        else:
            self.texts.append(text)
            self._after_bullet = self._after_lone and not around.in_facts
            self._typed += self._after_bullet
            self._after_lone = False

    def finish(self) -> int:
        """How many markers there are."""
        if self._speaking is not None:
            self._begin(self._speaking[1])
        return len(self._marked) + self._typed

    def _is_first(self, around: _Around) -> bool:
        return around.item != 0 and not around.in_heading and around.item not in self._marked

    def _begin(self, around: _Around) -> None:
        """An item or a heading begins; either ends a typed list."""
        if not around.in_heading:
            self._marked.add(around.item)
        self._after_bullet = self._after_lone = False

    def _add_typed(self, text: str, around: _Around) -> None:
        in_facts = around.in_facts
        for part in [text] if around.item else split_inline_bullets(text):
            bullet = typed_bullet(part, after_bullet=self._after_bullet, in_cell=in_facts)
            was_lone = self._after_lone and not in_facts
            self._after_lone = around.in_cell and not in_facts and is_lone_bullet(fold(part))
            self._after_bullet = not self._after_lone and (was_lone or bullet is not None)
            self._typed += self._after_bullet
            self.texts.append(bullet.text if bullet else part)


def differing_words(count: Count, passages: Sequence[Passage]) -> Iterable[Problem]:
    """Problems for words that no passage holds, and for those that passages hold too often.

    Most often the words even stand in the same order; then there is nothing to compare one by one.
    """
    read = " ".join(passage.text for passage in passages if passage.shown is not Shown.NAME)
    if read == count.text:
        return ()
    words = words_of(count.text)
    if words == words_of(read):
        return ()
    return word_problems(Counter(words), passages)
