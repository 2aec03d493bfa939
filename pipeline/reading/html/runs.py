"""Runs of text and what becomes of them: the part of the walk that hears words and makes passages.

A *run* is what stands in one flow of lines: the text between two edges of blocks, or two hard breaks. Words that
are spoken, or stand for a picture, are no part of a run; they become passages of their own beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import Tag

from pipeline.reading.html.drafts import Block, Draft, OpenList
from pipeline.reading.html.lists import (
    BREAK_IN_ITEM,
    may_begin_with_bullet,
    split_inline_bullets,
    split_item,
    without_typed_marker,
)
from pipeline.words.blocks import count_words, fold, has_word
from pipeline.words.model import PassageKind, Shown

_SHORT_LABEL = 12
"""Words that a spoken or pictured text may have and still be a label."""
_LONG_HEADING = 25
"""A bold paragraph of more words is text that someone wanted to be read, not a heading."""
_SENTENCE_ENDS = (".", ";", ",")


class _Beside(NamedTuple):
    """Words that stand beside a run. ``after`` tells on which side of its words."""

    text: str
    shown: Shown
    tag: Tag
    after: bool
    links: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """What the walk finds. ``landmarks`` are blocks that may be furniture or the main content.

    ``fact_tables`` holds the ``id()`` of the ``table`` elements whose cells are facts, ``unshown_words`` counts
    the words that were left out because nothing on the page shows them.
    """

    root: Block
    drafts: list[Draft] = field(default_factory=list)
    landmarks: list[Block] = field(default_factory=list)
    fact_tables: set[int] = field(default_factory=set)
    title: str | None = None
    canonical_link: str | None = None
    has_password: bool = False
    has_frames: bool = False
    unshown_words: int = 0


class Runs:
    """Collects runs and turns each into drafts that fit the block they stand in."""

    def __init__(self, root: Tag) -> None:
        self.block = Block(root, None, 0, 0)
        self.page = Page(self.block)
        self.drafts = self.page.drafts
        # How the current place is shown; depths, because such elements nest.
        self.bold = 0
        self.pressable = 0
        self.whispering = 0
        self.link: str | None = None
        self.heard = 0
        """Counts the texts with words, so that an element can tell at its end whether it had any."""
        # Lists around the current place, and lists that may go on in a later element.
        self.lists: list[OpenList] = []
        self.closed: OpenList | None = None
        self.counted: OpenList | None = None
        self._pieces: list[str] = []
        self.has_text = False
        self._has_plain = False
        self._linked = 0
        self._links: list[str] = []
        self._beside: list[_Beside] = []
        self._whisper: list[str] = []

    def hear(self, text: str) -> None:
        """Take in a string of the page."""
        if self.whispering:
            self._whisper.append(text)
            if has_word(text):
                self.heard += 1
        elif self.block.keeps_lines and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.break_line()
                self._collect(line)
        else:
            self._collect(text)

    def _collect(self, text: str) -> None:
        if text.isspace():
            # At the start of a run only a no-break space says something: how far a typed bullet is indented.
            if self._pieces or not text.isascii():
                self._pieces.append(text)
            return
        self._pieces.append(text)
        self.has_text = True
        if self.pressable:
            self._linked += len(text)
        if has_word(text):
            self.heard += 1
            if not self.bold:
                self._has_plain = True

    def break_line(self) -> None:
        """A hard break: the edge of a passage, but a space inside an item or a heading."""
        if self.whispering:
            self._whisper.append(" ")
        elif self.block.heading is not None:
            self._pieces.append(" ")
        elif self.block.item is not None:
            self._pieces.append(BREAK_IN_ITEM)
        else:
            self.flush()

    def follow(self, address: str) -> None:
        """Note a link that the run goes through."""
        self.link = address
        self._links.append(address)

    def part(self) -> None:
        """A picture, or words beside the run, stand between the words before and after."""
        if self._whisper:
            self.end_whisper(self.block.tag)
        self._pieces.append(" ")

    def stand_beside(self, text: str, shown: Shown, tag: Tag) -> None:
        """Note words that are no part of the run."""
        if not text:
            return
        if shown is not Shown.NAME:
            self.heard += has_word(text) is not None
            self.part()
        links = (self.link,) if self.link else ()
        self._beside.append(_Beside(text, shown, tag, self.has_text, links))

    def end_whisper(self, tag: Tag) -> None:
        """Words for screen readers are complete; ``tag`` is the element that holds them."""
        text = fold("".join(self._whisper))
        self._whisper.clear()
        self.stand_beside(text, Shown.HIDDEN, tag)

    def begin_whisper(self) -> None:
        """Words for screen readers follow; they do not touch the words before them."""
        if self._whisper:
            self.end_whisper(self.block.tag)
        self.whispering += 1
        self._pieces.append(" ")

    def flush(self) -> None:
        """End the run and make drafts of it and of what stands beside it."""
        if self._whisper:
            self.end_whisper(self.block.tag)
        if self.has_text:
            self._emit_run()
        elif self._beside:
            self._emit_without_text()
        if self._pieces:
            self._pieces.clear()
        if self._links or self.link:
            self._links = [self.link] if self.link else []

    def _emit_run(self) -> None:
        raw = "".join(self._pieces)
        text = fold(raw)
        if text and not self._beside:
            self._emit_text(raw, text)
        elif text and not self._is_drawn(text):
            beside, self._beside = self._beside, []
            # What stands in a heading beside its words belongs to it, and not to what was read before it.
            before = 0 if self.block.heading is not None else sum(not words.after for words in beside)
            for words in beside[:before]:
                self._emit_beside(words)
            self._emit_text(raw, text)
            for words in beside[before:]:
                self._emit_beside(words)
        else:
            self._emit_without_text()
        self.has_text = self._has_plain = False
        self._linked = 0

    def _is_drawn(self, text: str) -> bool:
        """Whether a run is only signs ("●●○") that a label beside it puts into words. In a cell they are a value."""
        if self.block.spot is not None or has_word(text):
            return False
        return any(words.shown is not Shown.NAME for words in self._beside)

    def _emit_text(self, raw: str, text: str) -> None:
        block = self.block
        links = tuple(self._links)
        is_bold = not self._has_plain
        lines = split_item(raw) if block.item is not None and BREAK_IN_ITEM in raw else [raw]
        if block.heading is None and (len(lines) > 1 or may_begin_with_bullet(text)):
            for line in lines if block.item is not None else split_inline_bullets(raw):
                draft = self._draft(fold(line), Shown.TEXT, block.tag, links)
                draft.line = line
                self._settle(draft, is_bold)
                draft.linked = min(self._linked, len(draft.text))
            return
        draft = self._draft(text, Shown.TEXT, block.tag, links)
        if self._linked:
            draft.linked = min(self._linked, len(text))
        self._settle(draft, is_bold)

    def _emit_without_text(self) -> None:
        """A block that holds nothing but spoken or pictured words: the first of them stand for its text."""
        beside, self._beside = self._beside, []
        is_settled = False
        for words in beside:
            if is_settled or words.shown is Shown.NAME:
                self._emit_beside(words)
                continue
            draft = self._draft(words.text, words.shown, words.tag, words.links)
            self._settle(draft, is_bold=False)
            is_settled = True

    def _emit_beside(self, words: _Beside) -> None:
        draft = self._draft(words.text, words.shown, words.tag, words.links)
        draft.kind = _kind_beside(draft)
        draft.linked = len(draft.text) if words.links else 0

    def _draft(self, text: str, shown: Shown, tag: Tag, links: tuple[str, ...]) -> Draft:
        block = self.block
        draft = Draft(text, block, tag, shown, links)
        spot = block.spot
        if spot is not None:
            draft.spot = spot
            spot.drafts.append(draft)
        self.drafts.append(draft)
        return draft

    def _settle(self, draft: Draft, is_bold: bool) -> None:
        """Give a draft the kind that its place asks for."""
        block = self.block
        if not self.lists:
            self.closed = None
        if block.heading is not None:
            self.counted = None
            draft.kind = PassageKind.HEADING
            draft.level = block.heading or None
        elif block.item is not None:
            self._settle_in_item(draft)
        elif draft.shown is not Shown.TEXT:
            draft.kind = _kind_beside(draft)
        elif is_bold and _is_heading_like(draft.text):
            draft.kind = PassageKind.HEADING
            draft.by_weight = True

    def _settle_in_item(self, draft: Draft) -> None:
        item = self.block.item
        if item is None:
            return
        if item.draft is not None:
            if draft.shown is Shown.TEXT:
                draft.continues = item.draft
            else:
                draft.kind = _kind_beside(draft)
            return
        item.draft = item.of.last = draft
        draft.text = without_typed_marker(draft.text)
        draft.kind = PassageKind.LIST_ITEM
        draft.marker = item.marker
        draft.list_mark = item.of.mark
        draft.level = item.of.level
        draft.parent = item.of.outer


def _kind_beside(draft: Draft) -> PassageKind:
    if draft.shown is Shown.TEXT or count_words(draft.text) > _SHORT_LABEL:
        return PassageKind.PARAGRAPH
    return PassageKind.LABEL


def _is_heading_like(text: str) -> bool:
    return not text.endswith(_SENTENCE_ENDS) and 0 < count_words(text) <= _LONG_HEADING
