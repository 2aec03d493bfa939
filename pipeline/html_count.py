"""A second look at a page that does not go through the passages: its visible lines, words and list markers.

It shares with the walk what an element means (:mod:`pipeline.html_tags`) and what a typed bullet looks like, but
neither its order nor its state: it goes through the soup's nodes as they come, and a line ends wherever the
nearest block of the text changes. So a word that the walk drops, doubles or glues to another shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from pipeline import html_tags as tags
from pipeline.blocks import count_words, fold, words_of
from pipeline.html_lists import is_lone_bullet, may_begin_with_bullet, split_inline_bullets, typed_bullet


class _Place(NamedTuple):
    """Where text stands: the nearest block, item and table, by identity; 0 for none. ``block`` 0 is unseen."""

    block: int
    item: int
    in_heading: bool
    table: int


class _Line(NamedTuple):
    text: str
    place: _Place
    is_spoken: bool


@dataclass(frozen=True, slots=True)
class Count:
    """``lines`` are the visible lines without their typed markers, ``ids`` all ids of the page."""

    words: int
    markers: int
    lines: tuple[str, ...]
    ids: Counter[str]


_UNSEEN = _Place(0, 0, False, 0)


def count_page(soup: BeautifulSoup, panels: frozenset[str], fact_tables: set[int]) -> Count:
    """Count what a page shows.

    Args:
        soup: The page.
        panels: The ids of elements that a control on the page opens.
        fact_tables: ``id()`` of the tables that hold facts: in them a dash before a figure is no bullet.
    """
    counter = _Lines(panels)
    counter.read(soup)
    return _sum_up(counter, fact_tables)


class _Lines:
    def __init__(self, panels: frozenset[str]) -> None:
        self._panels = panels
        self.lines: list[_Line] = []
        self.outer_tables: dict[int, int] = {}
        self.ids: list[str] = []
        self._parts: list[str] = []
        self._current: _Place | None = None

    def read(self, soup: BeautifulSoup) -> None:
        places: dict[int, _Place] = {id(soup): _Place(id(soup), 0, False, 0)}
        text_classes = tags.TEXT_CLASSES
        parts = self._parts
        for node in soup.descendants:
            place = places[id(node.parent)]
            if isinstance(node, Tag):
                if "id" in node.attrs:
                    self.ids.append(tags.attributes_of(node)["id"])
                places[id(node)] = self._enter(node, place) if place.block else _UNSEEN
            elif place.block and node.__class__ in text_classes:
                if place is not self._current:
                    if self._current is None or place.block != self._current.block:
                        self._end_line()
                    self._current = place
                parts.append(node)  # type: ignore[arg-type]
        self._end_line()

    def _end_line(self) -> None:
        if self._parts:
            text = "".join(self._parts)
            self._parts.clear()
            if self._current is not None and not text.isspace():
                self.lines.append(_Line(text, self._current, False))
        self._current = None

    def _speak(self, words: str, place: _Place) -> None:
        self._end_line()
        if words:
            self.lines.append(_Line(words, place, True))

    def _enter(self, tag: Tag, place: _Place) -> _Place:
        name = tag.name
        attributes = tags.attributes_of(tag)
        is_notable = not tags.NOTABLE.isdisjoint(attributes)
        if name in tags.INLINE and not is_notable and name not in tags.VOID and name != "svg":
            return place
        if tags.is_unshown(name, attributes, self._panels):
            return _UNSEEN
        if name in tags.VOID or name == "svg":
            return self._meet_leaf(tag, name, attributes, place)
        inside = self._place_in(tag, name, attributes, place)
        if is_notable:
            words = tags.spoken_words(attributes, tag)
            if words:
                self._speak(words, inside)
        return inside

    def _meet_leaf(self, tag: Tag, name: str, attributes: tags.Attributes, place: _Place) -> _Place:
        if name == "br":
            if not place.item and not place.in_heading:
                self._end_line()
            else:
                self._parts.append(" ")
        elif name in ("img", "area", "svg") or (name == "input" and attributes.get("type") == "image"):
            kind = "svg" if name == "svg" else "img"
            self._speak(tags.picture_words(kind, attributes, tag), place)
            for text in tags.drawn_texts(tag) if kind == "svg" else ():
                self._speak(text, place)
        elif name == "hr":
            self._end_line()
        return _UNSEEN

    def _place_in(self, tag: Tag, name: str, attributes: tags.Attributes, place: _Place) -> _Place:
        if tags.is_inline(name, attributes):
            if not tags.is_reader_only(attributes):
                return place
            self._end_line()
            return place._replace(block=id(tag))
        self._end_line()
        role = attributes.get("role")
        _, item, in_heading, table = place
        if name in tags.HEADINGS or name == "summary" or role == "heading":
            in_heading = True
        elif name == "li" or role == "listitem" or (name == "dd" and tags.is_listed_definition(tag)):
            item = 0 if tags.is_card(tag) else id(tag)
        elif tags.is_table(name, role):
            self.outer_tables[id(tag)] = table
            table = id(tag)
        elif table and tags.is_cell(name, role):
            item, in_heading = 0, False
        return _Place(id(tag), item, in_heading, table)


def _sum_up(counter: _Lines, fact_tables: set[int]) -> Count:
    lines: list[str] = []
    marked: set[int] = set()
    markers = 0
    after_bullet = False
    for line in counter.lines:
        place = line.place
        if place.in_heading or place.item or line.is_spoken:
            lines.append(line.text)
            if place.item and not place.in_heading and place.item not in marked and fold(line.text):
                marked.add(place.item)
                markers += 1
            continue
        text = fold(line.text)
        if not text or not may_begin_with_bullet(text):
            after_bullet = after_bullet and not text
            lines.append(line.text)
            continue
        in_cell = _is_in(place.table, counter.outer_tables, fact_tables)
        for part in split_inline_bullets(line.text):
            bullet = typed_bullet(part, after_bullet=after_bullet, in_cell=in_cell)
            after_bullet = bullet is not None
            markers += after_bullet or (is_lone_bullet(text) and not in_cell)
            lines.append(bullet.text if bullet else part)
    return Count(count_words("\n".join(lines)), markers, tuple(lines), Counter(counter.ids))


def _is_in(table: int, outer_tables: dict[int, int], fact_tables: set[int]) -> bool:
    """Whether a table, or one around it, holds facts."""
    while table:
        if table in fact_tables:
            return True
        table = outer_tables[table]
    return False


def differing_words(expected: Iterable[str], found: Iterable[str]) -> tuple[list[str], list[str]]:
    """The words of the lines that the passages lack, and those that they have too often."""
    wanted = list("\n".join(expected).split())
    read = list("\n".join(found).split())
    if wanted == read:
        return [], []
    wanted_words = Counter(words_of(" ".join(wanted)))
    read_words = Counter(words_of(" ".join(read)))
    return list((wanted_words - read_words).elements()), list((read_words - wanted_words).elements())
