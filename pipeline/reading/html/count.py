"""A second look at a page that does not go through the passages: its visible lines, words and list markers.

It shares with the walk what an element means (:mod:`pipeline.reading.html.elements`, :mod:`pipeline.reading.html.tags`)
and what a typed bullet looks like, but neither its order nor its state: it goes through the soup's nodes as they come,
and a line ends wherever the nearest block of the text changes. So a word that the walk drops, doubles or glues to
another shows.
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
from pipeline.reading.html.elements import STRUCK, TEXT_CLASSES, Element, is_unshown
from pipeline.reading.html.lists import (
    BREAK_IN_ITEM,
    is_lone_bullet,
    may_begin_with_bullet,
    split_inline_bullets,
    split_item,
    typed_bullet,
    without_typed_marker,
)
from pipeline.words.blocks import fold, signs_among, visible, words_of
from pipeline.words.model import Passage, Problem, Shown


class _Around(NamedTuple):
    """What text stands in besides its block and its item.

    ``speaker`` is the element whose words are only spoken, stand for a picture or are struck, and ``table`` the nearest
    table, by identity, 0 for none. ``in_facts`` tells whether a table of facts has a cell around it.
    """

    speaker: int = 0
    in_heading: bool = False
    table: int = 0
    in_cell: bool = False
    in_facts: bool = False
    keeps_lines: bool = False
    struck: bool = False


_Place: TypeAlias = tuple[int, int, _Around]
"""The nearest block (0 if the text is not shown) and the nearest list item (0 for none), by identity, and what else is
around them. Most blocks and items share the latter."""
_TELLING = frozenset(tags.HEADINGS) | tags.LINE_KEEPERS | {"summary", "li", "dd", "table", "td", "th"}
"""Blocks that change what is around their text."""
_FEW_SIGNS = 8
"""So many kinds of signs are quickly taken out of a text."""
_UNSEEN: _Place = (0, 0, _Around())


@dataclass(frozen=True, slots=True)
class Count:
    """``text`` is what is visible, without typed markers, in order and folded; ``words`` is how many words it has and
    ``signs`` are its tokens that are none; ``ids`` tells how often each id occurs."""

    text: str
    words: int
    signs: set[str]
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
    tokens = visible("\n".join(sums.texts)).split()
    signs = signs_among(tokens)
    words = len(tokens) - sum(map(tokens.count, signs))
    return Count(" ".join(tokens), words, signs, sums.finish(), Counter(lines.ids))


class _Lines:
    """Finds where the lines of a page end, and hands each to the sums."""

    def __init__(self, panels: frozenset[str], fact_tables: set[int], sums: _Sums) -> None:
        self.ids: list[str] = []
        self._panels = panels
        self._fact_tables = fact_tables
        self._sums = sums
        self._parts: list[str] = []
        self._place = _UNSEEN
        """Of the latest line."""
        # Words that are only spoken stand beside the line around them and do not end it.
        self._spoken: list[str] = []
        self._spoken_in = _UNSEEN

    def read(self, soup: BeautifulSoup) -> None:
        """Go through all nodes in document order."""
        text_classes, parts, spoken = TEXT_CLASSES, self._parts, self._spoken
        around: Tag | None = soup
        place: _Place = (id(soup), 0, _UNSEEN[2])
        places = {id(soup): place}
        node: PageElement | None = soup.contents[0] if soup.contents else None
        while node is not None:
            if node.parent is not around:
                around = node.parent
                place = places[id(around)]
            if isinstance(node, Element):
                attributes = node.attrs
                if attributes and "id" in attributes:
                    self.ids.append(tags.attributes_of(node)["id"])
                if place[0]:
                    nature = node.nature
                    if not nature.is_plain or node.name in _TELLING or node.has_title:
                        place = self._enter(node, place)
                    elif not nature.is_inline:
                        if parts or spoken:
                            self._end_line()
                        place = (id(node), place[1], place[2])
                around = node
                places[id(node)] = place
            elif (
                place[0]
                and node.__class__ in text_classes
                and (parts or spoken or not node.isspace() or not node.isascii())
            ):
                # White space at the start of a line says nothing, but a separator of lines is a break in an item.
                self._hear(node, place)
            node = node.next_element
        self._end_line()

    def _hear(self, text: str, place: _Place) -> None:
        block, item, around = place
        if around.speaker:
            if block != self._spoken_in[0] or around.speaker != self._spoken_in[2].speaker:
                self._end_spoken()
                self._spoken_in = place
            self._spoken.append(text)
            return
        if block != self._place[0]:
            if self._parts or self._spoken:
                self._end_line()
            self._place = place
        if around.keeps_lines and "\n" in text and not item and not around.in_heading:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._end_line()
                self._parts.append(line)
        else:
            self._parts.append(text)

    def _end_spoken(self) -> None:
        if self._spoken:
            text = "".join(self._spoken)
            self._spoken.clear()
            if text and not text.isspace():
                self._sums.add(text, self._spoken_in)

    def _end_line(self) -> None:
        if self._spoken:
            self._end_spoken()
        if self._parts:
            text = "".join(self._parts)
            self._parts.clear()
            if text and not text.isspace():
                place = self._place
                for part in split_item(text) if place[1] and BREAK_IN_ITEM in text else (text,):
                    self._sums.add(part, place)

    def _speak(self, words: str, place: _Place, tag: Tag) -> None:
        """Words that stand for a picture or an element: beside the line, but a gap in it."""
        self._end_spoken()
        self._parts.append(" ")
        if words:
            self._sums.add(words, (place[0], place[1], place[2]._replace(speaker=id(tag))))

    def _enter(self, tag: Element, place: _Place) -> _Place:
        nature = tag.nature
        if (nature.is_gone or nature.is_hidden) and is_unshown(tag, nature, self._panels):
            if tag.name == "object":
                self._speak("", place, tag)
            return _UNSEEN
        name = tag.name
        if nature.is_void or name == "svg":
            self._meet_leaf(tag, name, place)
            return _UNSEEN
        label = tags.struck_label(tag, self._panels) if name in STRUCK and not place[2].struck else None
        if label == "":
            return _UNSEEN
        if not nature.is_inline:
            self._end_line()
            place = (id(tag), place[1], place[2])
            if name in _TELLING or nature.role is not None:
                place = self._place_in(tag, name, nature.role, place)
        if nature.is_spoken:
            if nature.is_inline:
                self._end_spoken()
                self._parts.append(" ")
            place = (place[0], place[1], place[2]._replace(speaker=id(tag)))
        if label is not None:
            self._end_spoken()
            self._parts.append(" ")
            place = (place[0], place[1], place[2]._replace(speaker=id(tag), struck=True))
        words = tags.spoken_words(tag) if tag.has_title else ""
        if words:
            self._speak(words, place, tag)
        return place

    def _meet_leaf(self, tag: Tag, name: str, place: _Place) -> None:
        _, item, around = place
        if name == "br":
            if around.speaker:
                self._spoken.append(" ")
            elif around.in_heading:
                self._parts.append(" ")
            elif item:
                self._parts.append(BREAK_IN_ITEM)
            else:
                self._end_line()
        elif tags.is_picture(tag):
            self._speak(tags.picture_words(tag), place, tag)
            for text in tags.drawn_texts(tag) if name == "svg" else ():
                self._speak(text, place, tag)
        elif name == "hr":
            self._end_line()

    def _place_in(self, tag: Tag, name: str, role: str | None, place: _Place) -> _Place:
        """The place inside a block that tells something."""
        block, item, around = place
        if name in tags.HEADINGS or name == "summary" or role == "heading":
            return block, item, around._replace(in_heading=True)
        if name == "li" or role == "listitem" or (name == "dd" and tags.is_listed_definition(tag)):
            return block, 0 if tags.is_card(tag) else block, around
        if tags.is_table(name, role):
            return block, item, around._replace(table=block)
        if around.table and tags.is_cell(name, role):
            in_facts = around.in_facts or around.table in self._fact_tables
            return block, 0, around._replace(in_heading=False, in_cell=True, in_facts=in_facts)
        if name in tags.LINE_KEEPERS:
            return block, item, around._replace(keeps_lines=True)
        return place


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

    def add(self, text: str, place: _Place) -> None:
        """Take the next line."""
        if not text.isascii() and not visible(text).strip():
            return
        block, item, around = place
        speaking = self._speaking
        if speaking is not None and (block != speaking[0] or around.speaker == 0):
            self._speaking = None
            if block != speaking[0]:
                self._begin(speaking)
        is_first = item != 0 and not around.in_heading and item not in self._marked
        if around.speaker:
            self.texts.append(text)
            if around.in_heading:
                self._begin(place)
            elif is_first:
                self._speaking = place
        elif around.in_heading or is_first:
            self.texts.append(text if around.in_heading else without_typed_marker(text))
            self._begin(place)
        elif may_begin_with_bullet(text):
            self._add_typed(text, place)
        else:
            self.texts.append(text)
            self._after_bullet = self._after_lone and not around.in_facts
            self._typed += self._after_bullet
            self._after_lone = False

    def finish(self) -> int:
        """How many markers there are."""
        if self._speaking is not None:
            self._begin(self._speaking)
        return len(self._marked) + self._typed

    def _begin(self, place: _Place) -> None:
        """An item or a heading begins; either ends a typed list."""
        if not place[2].in_heading:
            self._marked.add(place[1])
        self._after_bullet = self._after_lone = False

    def _add_typed(self, text: str, place: _Place) -> None:
        _, item, around = place
        in_facts = around.in_facts
        for part in [text] if item else split_inline_bullets(text):
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
    read = " ".join([passage.text for passage in passages if passage.shown is not Shown.NAME])
    if read == count.text:
        return ()
    if len(count.signs) <= _FEW_SIGNS and _without(count.signs, read) == _without(count.signs, count.text):
        return ()
    words = words_of(count.text)
    if words == words_of(read):
        return ()
    return word_problems(Counter(words), passages)


def _without(signs: set[str], text: str) -> str:
    """A folded text without some of the signs that stand alone in it; what is left has all its words."""
    text = f" {text} "
    for sign in signs:
        text = text.replace(f" {sign} ", " ")
    return text
