"""A second look at a page that does not go through the passages: its visible lines, words and list markers.

It shares with the walk what an element means (:mod:`pipeline.html_tags`) and what a typed bullet looks like, but
neither its order nor its state: it goes through the soup's nodes as they come, and a line ends wherever the
nearest block of the text changes. So a word that the walk drops, doubles or glues to another shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from pipeline import html_tags as tags
from pipeline.accounting import word_problems
from pipeline.blocks import fold, has_word, visible
from pipeline.html_lists import is_lone_bullet, may_begin_with_bullet, split_inline_bullets, typed_bullet
from pipeline.model import Passage, Problem, Shown


class _Place(NamedTuple):
    """Where text stands, by identity of elements; 0 for none.

    ``block`` is the nearest block, 0 if the text is not shown; ``speaker`` the element whose words are only
    spoken or stand for a picture; ``table`` the nearest table, ``cell`` the nearest table with a cell around it.
    """

    block: int
    speaker: int = 0
    item: int = 0
    in_heading: bool = False
    table: int = 0
    cell: int = 0
    keeps_lines: bool = False


_UNSEEN = _Place(0)


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
        self._lines: list[tuple[str, _Place]] = []
        self._outer_cells: dict[int, int] = {}
        """By table: the table with a cell around it."""
        self._ids: list[str] = []
        self._parts: list[str] = []
        self._current = _UNSEEN
        # Words that are only spoken stand beside the line around them and do not end it.
        self._spoken: list[str] = []
        self._speaker = _UNSEEN

    def read(self, soup: BeautifulSoup) -> None:
        """Go through all nodes in document order."""
        places: dict[int, _Place] = {id(soup): _Place(id(soup))}
        text_classes = tags.TEXT_CLASSES
        silent_inline = tags.INLINE - tags.VOID - {"svg"}
        is_plain = tags.NOTABLE.isdisjoint
        node: PageElement | None = soup.contents[0] if soup.contents else None
        while node is not None:
            place = places[id(node.parent)]
            if isinstance(node, Tag):
                attributes = node.attrs
                if "id" in attributes:
                    self._ids.append(tags.attributes_of(node)["id"])
                if not place.block or (node.name in silent_inline and (not attributes or is_plain(attributes))):
                    places[id(node)] = place
                else:
                    places[id(node)] = self._enter(node, place)
            elif place.block and node.__class__ in text_classes:
                self._hear(str(node), place)
            node = node.next_element
        self._end_line()

    def _hear(self, text: str, place: _Place) -> None:
        if place.speaker:
            if place.speaker != self._speaker.speaker or place.block != self._speaker.block:
                self._end_spoken()
                self._speaker = place
            self._spoken.append(text)
            return
        if place.block != self._current.block:
            self._end_line()
            self._current = place
        if place.keeps_lines and "\n" in text and not place.item and not place.in_heading:
            first, *others = text.split("\n")
            self._parts.append(first)
            for line in others:
                self._end_line()
                self._current = place
                self._parts.append(line)
        else:
            self._parts.append(text)

    def _end_spoken(self) -> None:
        if self._spoken:
            text = "".join(self._spoken)
            self._spoken.clear()
            if text and not text.isspace():
                self._lines.append((text, self._speaker))
        self._speaker = _UNSEEN

    def _end_line(self) -> None:
        self._end_spoken()
        if self._parts:
            text = "".join(self._parts)
            self._parts.clear()
            if text and not text.isspace():
                self._lines.append((text, self._current))
        self._current = _UNSEEN

    def _speak(self, words: str, place: _Place, tag: Tag) -> None:
        """Words that stand for a picture or an element: beside the line, but a gap in it."""
        self._end_spoken()
        self._parts.append(" ")
        if words:
            self._lines.append((words, place._replace(speaker=id(tag))))

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
            self._speak(words, inside, tag)
        return inside

    def _inside_notable(self, tag: Tag, name: str, attributes: tags.Attributes, place: _Place) -> _Place:
        is_spoken = tags.is_reader_only(attributes)
        if not tags.is_inline(name, attributes):
            self._end_line()
            inside = self._place_in(tag, name, attributes.get("role"), place)
            return inside._replace(speaker=id(tag)) if is_spoken else inside
        if not is_spoken:
            return place
        self._end_spoken()
        self._parts.append(" ")
        return place._replace(speaker=id(tag))

    def _meet_leaf(self, tag: Tag, name: str, attributes: tags.Attributes, place: _Place) -> None:
        if name == "br":
            if place.speaker:
                self._spoken.append(" ")
            elif place.item or place.in_heading:
                self._parts.append(" ")
            else:
                self._end_line()
        elif name in ("img", "area", "svg") or (name == "input" and attributes.get("type") == "image"):
            kind = "svg" if name == "svg" else "img"
            self._speak(tags.picture_words(kind, attributes, tag), place, tag)
            for text in tags.drawn_texts(tag) if kind == "svg" else ():
                self._speak(text, place, tag)
        elif name == "hr":
            self._end_line()

    def _place_in(self, tag: Tag, name: str, role: str | None, place: _Place) -> _Place:
        _, speaker, item, in_heading, table, cell, keeps_lines = place
        if name in tags.HEADINGS or name == "summary" or role == "heading":
            in_heading = True
        elif name == "li" or role == "listitem" or (name == "dd" and tags.is_listed_definition(tag)):
            item = 0 if tags.is_card(tag) else id(tag)
        elif tags.is_table(name, role):
            self._outer_cells[id(tag)] = cell
            table = id(tag)
        elif table and tags.is_cell(name, role):
            item, in_heading, cell = 0, False, table
        elif name in tags.LINE_KEEPERS:
            keeps_lines = True
        return _Place(id(tag), speaker, item, in_heading, table, cell, keeps_lines)

    def sum_up(self, fact_tables: set[int]) -> Count:
        """Words and markers of the lines that were read."""
        sums = _Sums(self._outer_cells, fact_tables)
        for text, place in self._lines:
            sums.add(text, place)
        tokens = visible("\n".join(sums.texts)).split()
        return Count(tokens, _count_words(tokens), sums.finish(), Counter(self._ids))


class _Sums:
    """Adds up markers, line by line, and takes typed ones out of the words."""

    def __init__(self, outer_cells: dict[int, int], fact_tables: set[int]) -> None:
        self.texts: list[str] = []
        self._outer_cells = outer_cells
        self._fact_tables = fact_tables
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
        speaking = self._speaking
        if speaking is not None and (place.block != speaking.block or place.speaker == 0):
            self._speaking = None
            if place.block != speaking.block:
                self._begin(speaking)
        if place.speaker:
            self.texts.append(text)
            if place.in_heading:
                self._begin(place)
            elif self._is_first(place):
                self._speaking = place
        elif place.in_heading or self._is_first(place):
            self.texts.append(text)
            self._begin(place)
        elif may_begin_with_bullet(text):
            self._add_typed(text, place)
        else:
            self.texts.append(text)
            self._after_bullet = False
            if self._after_lone:
                self._after_lone, self._after_bullet = False, True
                self._typed += 1

    def finish(self) -> int:
        """How many markers there are."""
        if self._speaking is not None:
            self._begin(self._speaking)
        return len(self._marked) + self._typed

    def _is_first(self, place: _Place) -> bool:
        return place.item != 0 and not place.in_heading and place.item not in self._marked

    def _begin(self, place: _Place) -> None:
        """An item or a heading begins; either ends a typed list."""
        if not place.in_heading:
            self._marked.add(place.item)
        self._after_bullet = self._after_lone = False

    def _add_typed(self, text: str, place: _Place) -> None:
        in_facts = self._is_in_facts(place.cell)
        for part in [text] if place.item else split_inline_bullets(text):
            bullet = typed_bullet(part, after_bullet=self._after_bullet, in_cell=in_facts)
            was_lone = self._after_lone
            self._after_lone = place.cell != 0 and not in_facts and is_lone_bullet(fold(part))
            self._after_bullet = not self._after_lone and (was_lone or bullet is not None)
            self._typed += self._after_bullet
            self.texts.append(bullet.text if bullet else part)

    def _is_in_facts(self, cell: int) -> bool:
        """Whether a table with a cell around the text, or one further out, holds facts."""
        while cell:
            if cell in self._fact_tables:
                return True
            cell = self._outer_cells[cell]
        return False


def differing_words(count: Count, passages: Sequence[Passage]) -> Iterable[Problem]:
    """Problems for words that no passage holds, and for those that passages hold too often.

    Most often the words even stand in the same order; then there is nothing to compare one by one.
    """
    read = " ".join(passage.text for passage in passages if passage.shown is not Shown.NAME).split()
    if read == count.tokens:
        return ()
    words = list(filter(has_word, count.tokens))
    if words == list(filter(has_word, read)):
        return ()
    return word_problems(Counter(words), passages)


def _count_words(tokens: list[str]) -> int:
    """How many tokens are words. Few different ones are none, so it is cheaper to look at each only once."""
    signs = {token for token in set(tokens) if not has_word(token)}
    return len(tokens) - sum(token in signs for token in tokens) if signs else len(tokens)
