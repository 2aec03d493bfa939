"""A second look at a page that does not go through the passages: its visible lines, words and list markers.

It shares with the walk what an element means (:mod:`pipeline.html_tags`) and what a typed bullet looks like, but
neither its order nor its state: it goes through the soup's nodes as they come, and a line ends wherever the
nearest block of the text changes. So a word that the walk drops, doubles or glues to another shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from pipeline import html_tags as tags
from pipeline.accounting import word_problems
from pipeline.blocks import count_words, fold, words_of
from pipeline.html_lists import is_lone_bullet, may_begin_with_bullet, split_inline_bullets, typed_bullet
from pipeline.model import Passage, Problem, Shown

_Place: TypeAlias = tuple[int, int, bool, int]
"""Where text stands, by identity: its nearest block (0 if it is not shown), list item, whether in a heading, and
its table. A plain tuple, for one is made for each block."""
_UNSEEN: _Place = (0, 0, False, 0)


@dataclass(frozen=True, slots=True)
class Count:
    """``tokens`` are the visible runs of characters without typed markers, in order; ``words`` is how many of
    them are words; ``ids`` tells how often each id occurs."""

    tokens: list[str]
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
    lines = _Lines(panels)
    lines.read(soup)
    return lines.sum_up(fact_tables)


class _Lines:
    def __init__(self, panels: frozenset[str]) -> None:
        self._panels = panels
        self._lines: list[tuple[str, _Place, bool]] = []
        """Text, place, and whether the line is spoken or pictured."""
        self._outer_tables: dict[int, int] = {}
        self._ids: list[str] = []
        self._parts: list[str] = []
        self._current: _Place = _UNSEEN

    def read(self, soup: BeautifulSoup) -> None:
        """Go through all nodes in document order."""
        places: dict[int, _Place] = {id(soup): (id(soup), 0, False, 0)}
        text_classes = tags.TEXT_CLASSES
        silent_inline = tags.INLINE - tags.VOID - {"svg"}
        is_plain = tags.NOTABLE.isdisjoint
        parts = self._parts
        node: PageElement | None = soup.contents[0] if soup.contents else None
        while node is not None:
            place = places[id(node.parent)]
            if isinstance(node, Tag):
                attributes = node.attrs
                if "id" in attributes:
                    self._ids.append(tags.attributes_of(node)["id"])
                if not place[0] or (node.name in silent_inline and is_plain(attributes)):
                    places[id(node)] = place
                else:
                    places[id(node)] = self._enter(node, place)
            elif place[0] and node.__class__ in text_classes:
                if place[0] != self._current[0]:
                    self._end_line()
                    self._current = place
                parts.append(str(node))
            node = node.next_element
        self._end_line()

    def _end_line(self) -> None:
        if self._parts:
            text = "".join(self._parts)
            self._parts.clear()
            if not text.isspace():
                self._lines.append((text, self._current, False))
        self._current = _UNSEEN

    def _speak(self, words: str, place: _Place) -> None:
        self._end_line()
        if words:
            self._lines.append((words, place, True))

    def _enter(self, tag: Tag, place: _Place) -> _Place:
        name = tag.name
        attributes = tags.attributes_of(tag)
        if name in tags.VOID or name == "svg":
            if not tags.is_unshown(name, attributes, self._panels):
                self._meet_leaf(tag, name, attributes, place)
            return _UNSEEN
        if name in tags.UNSHOWN:
            return _UNSEEN
        if tags.NOTABLE.isdisjoint(attributes):
            if name == "dialog":
                return _UNSEEN
            self._end_line()
            return self._place_in(tag, name, None, place)
        if tags.is_unshown(name, attributes, self._panels):
            return _UNSEEN
        inside = self._inside_notable(tag, name, attributes, place)
        words = tags.spoken_words(attributes, tag)
        if words:
            self._speak(words, inside)
        return inside

    def _inside_notable(self, tag: Tag, name: str, attributes: tags.Attributes, place: _Place) -> _Place:
        if not tags.is_inline(name, attributes):
            self._end_line()
            return self._place_in(tag, name, attributes.get("role"), place)
        if not tags.is_reader_only(attributes):
            return place
        self._end_line()
        return (id(tag), *place[1:])

    def _meet_leaf(self, tag: Tag, name: str, attributes: tags.Attributes, place: _Place) -> None:
        if name == "br":
            if place[1] or place[2]:
                self._parts.append(" ")
            else:
                self._end_line()
        elif name in ("img", "area", "svg") or (name == "input" and attributes.get("type") == "image"):
            kind = "svg" if name == "svg" else "img"
            self._speak(tags.picture_words(kind, attributes, tag), place)
            for text in tags.drawn_texts(tag) if kind == "svg" else ():
                self._speak(text, place)
        elif name == "hr":
            self._end_line()

    def _place_in(self, tag: Tag, name: str, role: str | None, place: _Place) -> _Place:
        _, item, in_heading, table = place
        if name in tags.HEADINGS or name == "summary" or role == "heading":
            in_heading = True
        elif name == "li" or role == "listitem" or (name == "dd" and tags.is_listed_definition(tag)):
            item = 0 if tags.is_card(tag) else id(tag)
        elif tags.is_table(name, role):
            self._outer_tables[id(tag)] = table
            table = id(tag)
        elif table and tags.is_cell(name, role):
            item, in_heading = 0, False
        return (id(tag), item, in_heading, table)

    def sum_up(self, fact_tables: set[int]) -> Count:
        """Words and markers of the lines that were read."""
        texts: list[str] = []
        marked: set[int] = set()
        typed = 0
        after_bullet = False
        for text, (_, item, in_heading, table), is_spoken in self._lines:
            if item or in_heading or is_spoken:
                texts.append(text)
                if item and not in_heading and item not in marked and fold(text):
                    marked.add(item)
                continue
            folded = fold(text)
            if not folded or not may_begin_with_bullet(folded):
                after_bullet = after_bullet and not folded
                texts.append(text)
                continue
            in_cell = self._is_in_facts(table, fact_tables)
            for part in split_inline_bullets(text):
                bullet = typed_bullet(part, after_bullet=after_bullet, in_cell=in_cell)
                after_bullet = bullet is not None
                typed += after_bullet or (is_lone_bullet(folded) and not in_cell)
                texts.append(bullet.text if bullet else part)
        text = fold("\n".join(texts))
        return Count(text.split(), count_words(text), len(marked) + typed, Counter(self._ids))

    def _is_in_facts(self, table: int, fact_tables: set[int]) -> bool:
        """Whether a table, or one around it, holds facts."""
        while table:
            if table in fact_tables:
                return True
            table = self._outer_tables[table]
        return False


def differing_words(count: Count, passages: Sequence[Passage]) -> Iterable[Problem]:
    """Problems for words that no passage holds, and for those that passages hold too often.

    Most often the words even stand in the same order; then there is nothing to compare one by one.
    """
    if " ".join(passage.text for passage in passages if passage.shown is not Shown.NAME).split() == count.tokens:
        return ()
    return word_problems(Counter(words_of(" ".join(count.tokens))), passages)
