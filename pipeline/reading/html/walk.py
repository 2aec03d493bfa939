"""One walk over the tree of a page: what each element opens and closes. It iterates, so depth does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from pipeline.reading.html import tags
from pipeline.reading.html.drafts import Block, OpenItem, OpenList
from pipeline.reading.html.elements import STRUCK, TEXT_CLASSES, UNSHOWN, Element, Nature, is_unshown
from pipeline.reading.html.lists import DRAWN_BULLET, next_marker, open_list
from pipeline.reading.html.runs import Page, Runs
from pipeline.reading.html.tables import OpenTable
from pipeline.words.blocks import count_words, fold
from pipeline.words.model import Shown

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_BOX_ELEMENTS = frozenset({"aside", "blockquote", "fieldset"})
_SECTIONS = frozenset({"article", "main", "section"})
_PLAIN_ROLES = frozenset({"presentation", "none"})
_TELLING = (
    frozenset({"summary", "li", "dd", "table", "tr", "td", "th"})
    | frozenset(tags.HEADINGS)
    | _LISTS
    | _BOX_ELEMENTS
    | _SECTIONS
    | tags.LINE_KEEPERS
    | tags.LANDMARK_ELEMENTS
)
_BLOCKQUOTE_INDENT = 40.0
_DEFAULT_HEADING = 2
"""The level of ``role="heading"`` without ``aria-level``, as WAI-ARIA has it."""


@dataclass(slots=True, eq=False)
class _Inline:
    """An inline element that changes what is inside it, until it ends."""

    tag: Tag
    heard: int
    bold: bool = False
    presses: bool = False
    whispers: bool = False
    outer_link: str | None = None


_Opened = _Inline | Block | None
_CLOSED = _Inline(Tag(name="closed"), 0)
"""Stands for an element that is not gone into."""


class Walker(Runs):
    """Reads a soup once; make one for each page.

    Args:
        soup: The page.
        panels: The ids of elements that a control on the page opens.
    """

    def __init__(self, soup: BeautifulSoup, panels: frozenset[str]) -> None:
        super().__init__(soup)
        self._soup = soup
        self._panels = panels
        self._tables: list[OpenTable] = []
        self._table_count = 0

    def walk(self) -> Page:
        """Read the whole soup and tell what stands in it."""
        text_classes = TEXT_CLASSES
        outside: list[tuple[Iterator[PageElement], _Opened]] = []
        children: Iterator[PageElement] = iter(self._soup.contents)
        opened: _Opened = None
        while True:
            for node in children:
                if isinstance(node, Element):
                    inner = self._open(node)
                    if inner is _CLOSED:
                        continue
                    contents = node.contents
                    if len(contents) == 1 and contents[0].__class__ in text_classes:
                        # Most elements hold one text; for them there is no need to go down.
                        self.hear(contents[0])
                        if inner is not None:
                            self._close(inner)
                        continue
                    outside.append((children, opened))
                    children, opened = iter(contents), inner
                    break
                if node.__class__ in text_classes:
                    self.hear(node)
            else:
                if opened is not None:
                    self._close(opened)
                if not outside:
                    break
                children, opened = outside.pop()
        self.flush()
        self.block.end = len(self.drafts)
        return self.page

    def _open(self, tag: Element) -> _Opened:
        """Begin an element; the answer is what its end undoes, or that nothing inside it is to be read."""
        nature = tag.nature
        if not nature.is_plain and self._is_met(tag, nature):
            return _CLOSED
        words = tags.spoken_words(tag) if tag.has_title else ""
        if words and tag.name in tags.ABBREVIATIONS:
            self._meet_abbreviation(tag, words)
            return _CLOSED
        opened = self._open_inline(tag, nature) if nature.is_inline else self._open_block(tag, nature)
        if words:
            self.stand_beside(words, Shown.IMAGE if nature.role == "img" else Shown.HIDDEN, tag)
        return opened

    def _is_met(self, tag: Element, nature: Nature) -> bool:
        """Read an element that is not gone into, if it is one: void, not shown, a drawing, or a struck label."""
        if nature.is_void:
            self._meet_void(tag, nature)
        elif (nature.is_gone or nature.is_hidden) and is_unshown(tag, nature, self._panels):
            self._leave_out(tag)
        elif tag.name == "svg":
            self._meet_drawing(tag)
        else:
            label = tags.struck_label(tag, self._panels) if tag.name in STRUCK else None
            if label is None:
                return False
            self.stand_beside(label, Shown.STRUCK, tag)
        return True

    def _meet_void(self, tag: Tag, nature: Nature) -> None:
        name = tag.name
        if name == "br":
            self.break_line()
        elif name == "hr":
            self.flush()
            self.closed = None
        elif tags.is_picture(tag):
            if not is_unshown(tag, nature, self._panels):
                self._meet_picture(tag, tags.picture_words(tag))
        elif name == "input":
            self.page.has_password = self.page.has_password or tag.attrs.get("type", "").lower() == "password"
        elif name in ("link", "meta"):
            self._note_head(tag)

    def _meet_picture(self, tag: Tag, words: str) -> None:
        self.part()
        if words:
            self.stand_beside(words, Shown.IMAGE, tag)
        else:
            self._name(tag)

    def _meet_abbreviation(self, tag: Element, words: str) -> None:
        """A few letters that stand apart: they are no part of the sentence before them."""
        self.stand_beside(words, Shown.HIDDEN, tag)
        letters = tags.shown_inside(tag, self._panels) or ""
        if self.has_text:
            self.stand_beside(letters, Shown.TEXT, tag)
        else:
            self.hear(letters)

    def _name(self, tag: Tag) -> None:
        """Note what only the names of an element say."""
        for words in tags.name_words(tag.name, tags.attributes_of(tag)):
            self.stand_beside(words, Shown.NAME, tag)

    def _meet_drawing(self, tag: Tag) -> None:
        words = tags.picture_words(tag)
        self._meet_picture(tag, words)
        for shared in tag.find_all("use") if not words else ():
            self._name(shared)
        for text in tags.drawn_texts(tag):
            self.stand_beside(text, Shown.TEXT, tag)

    def _leave_out(self, tag: Tag) -> None:
        """Pass over an element that is not shown, keeping what it says about the page."""
        name = tag.name
        if name == "frame":
            self.page.has_frames = True
        elif name == "title" or name == "head":
            for node in tag.descendants if name == "head" else (tag,):
                if isinstance(node, Tag):
                    self._note_head(node)
        elif name == "object":
            self._meet_picture(tag, "")
        elif name not in UNSHOWN:
            self.page.unshown_words += count_words(tag.get_text(" "))

    def _note_head(self, tag: Tag) -> None:
        attributes = tags.attributes_of(tag)
        page = self.page
        if tag.name == "title" and page.title is None:
            page.title = fold(tag.get_text()) or None
        elif tag.name == "link" and "canonical" in attributes.get("rel", "").lower().split():
            page.canonical_link = attributes.get("href", "").strip() or page.canonical_link
        elif tag.name == "meta" and attributes.get("property") == "og:url" and page.canonical_link is None:
            page.canonical_link = attributes.get("content", "").strip() or None

    # Inline elements -------------------------------------------------------------------------------------

    def _open_inline(self, tag: Tag, nature: Nature) -> _Opened:
        is_link = tag.name in ("a", "button")
        if not (is_link or nature.is_bold or nature.is_spoken or nature.is_named):
            return None
        inline = _Inline(tag, self.heard, nature.is_bold, is_link, nature.is_spoken, self.link)
        if is_link:
            self.pressable += 1
            address = tags.attributes_of(tag).get("href", "").strip()
            if address and not address.lower().startswith("javascript:"):
                self.follow(address)
        if nature.is_spoken:
            self.begin_whisper()
        self.bold += nature.is_bold
        return inline

    def _close_inline(self, inline: _Inline) -> None:
        if self.heard == inline.heard:
            self._name(inline.tag)
        self.bold -= inline.bold
        self.pressable -= inline.presses
        self.link = inline.outer_link
        if inline.whispers:
            self.end_whisper(inline.tag)
            self.whispering -= 1

    # Blocks ----------------------------------------------------------------------------------------------

    def _open_block(self, tag: Tag, nature: Nature) -> Block:
        self.flush()
        block = Block(tag, self.block, len(self.drafts), self.heard)
        self.block = block
        if nature.is_styled:
            self._heed_style(block, nature)
        if tag.name in _TELLING or nature.role is not None:
            self._open_telling(block, tag.name, nature.role)
        return block

    def _open_telling(self, block: Block, name: str, role: str | None) -> None:
        """Open a block whose name or role tells what its words are."""
        if tags.is_landmark(name, role):
            self.page.landmarks.append(block)
        if name in _SECTIONS or role in _SECTIONS:
            block.in_section = True
        if role == "heading":
            level = tags.attributes_of(block.tag).get("aria-level", "").strip()
            self._open_heading(block, min(max(int(level), 1), 6) if level.isdecimal() else _DEFAULT_HEADING)
        elif role == "note":
            block.box = block
        if name in tags.HEADINGS:
            self._open_heading(block, tags.HEADINGS[name])
        elif name == "summary":
            self._open_heading(block, 0)
        elif name in _LISTS or role == "list":
            if role not in _PLAIN_ROLES:
                self._open_list(block)
        elif name in ("li", "dd") or role == "listitem":
            self._open_item(block, name)
        elif tags.is_table(name, role):
            self._open_table(block)
        elif name == "tr" or role == "row":
            self._open_row(block.tag)
        elif tags.is_cell(name, role):
            self._open_cell(block)
        elif name in _BOX_ELEMENTS:
            block.box = block
            block.indent += _BLOCKQUOTE_INDENT if name == "blockquote" else 0.0
        elif name in tags.LINE_KEEPERS:
            block.keeps_lines = True

    def _heed_style(self, block: Block, nature: Nature) -> None:
        block.indent += nature.indent
        if nature.is_box:
            block.box = block
        if nature.is_bold:
            block.bold = block.undoes = True
            self.bold += 1
        if nature.is_spoken:
            block.whispers = block.undoes = True
            self.whispering += 1

    def _open_heading(self, block: Block, level: int) -> None:
        block.heading = level
        self._mark_blocks_in_cell(block)

    def _mark_blocks_in_cell(self, block: Block) -> None:
        if self._tables and block.spot is not None:
            self._tables[-1].has_blocks = True

    def _open_list(self, block: Block) -> None:
        outer = self.lists[-1] if self.lists else None
        item = block.item
        outer_item = item.draft if item is not None and item.of is outer else None
        block.listed = open_list(block.tag, outer, outer_item, (self.closed, self.counted))
        block.undoes = True
        self.lists.append(block.listed)
        self._mark_blocks_in_cell(block)

    def _open_item(self, block: Block, name: str) -> None:
        tag = block.tag
        if name == "dd" and not tags.is_listed_definition(tag):
            return
        is_within_definition = tag.parent is not None and tag.parent.name == "dd"
        if (name == "dd" and not is_within_definition) or not self.lists:
            self._open_list(block)
        listed = self.lists[-1]
        marker = next_marker(listed, tag)
        block.item = None if tags.is_card(tag) else OpenItem(listed, marker)

    def _open_table(self, block: Block) -> None:
        self._mark_blocks_in_cell(block)
        self._tables.append(OpenTable(block.tag, block.spot))
        block.opens_table = block.undoes = True

    def _open_row(self, tag: Tag) -> None:
        if self._tables:
            parent = tag.parent
            self._tables[-1].next_row(in_head=parent is not None and parent.name == "thead")

    def _open_cell(self, block: Block) -> None:
        if not self._tables:
            return
        block.spot = self._tables[-1].next_cell(block.tag)
        block.item = block.heading = None
        block.outside = (self.lists, self.closed, self.counted)
        block.undoes = True
        self.lists = []
        self.closed = self.counted = None

    def _close(self, opened: _Inline | Block) -> None:
        if isinstance(opened, _Inline):
            self._close_inline(opened)
        else:
            self._close_block(opened)

    def _close_block(self, block: Block) -> None:
        tag = block.tag
        if self.heard == block.heard and tag.attrs and tag.name not in ("html", "body"):
            self._name(tag)
        self.flush()
        block.end = len(self.drafts)
        if block.undoes:
            self._undo(block)
        if block.parent is not None:
            self.block = block.parent

    def _undo(self, block: Block) -> None:
        """End what a block began besides its flow of text."""
        self.bold -= block.bold
        self.whispering -= block.whispers
        if block.outside is not None:
            self.lists, self.closed, self.counted = block.outside
        if block.listed is not None:
            self._close_list(block.listed)
        if block.opens_table:
            self._close_table(self._tables.pop(), block)

    def _close_list(self, listed: OpenList) -> None:
        self.lists.pop()
        if self.lists:
            return
        self.closed = listed
        if listed.style not in (None, DRAWN_BULLET):
            self.counted = listed

    def _close_table(self, table: OpenTable, block: Block) -> None:
        if table.holds_facts():
            self._table_count += 1
            table.settle(self._table_count)
            self.page.fact_tables.add(id(block.tag))
            return
        table.settle_as_layout()
        if table.is_drawn_box():
            for draft in self.drafts[block.start :]:
                draft.block.box = draft.block.box or block
