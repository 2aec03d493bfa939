"""Passages in the making. They are changed in place until the whole page is known; then they become values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from pipeline.words.model import Cell, Passage, PassageKind, Shown


@dataclass(slots=True, eq=False)
class ListMark:
    """Stands for one list of the document, with all that is nested in it; numbered at the end."""


@dataclass(slots=True, eq=False)
class Spot:
    """A table cell. ``cell`` is set once its table has proved to hold facts; a layout table leaves it empty.

    ``outer`` is the cell around the cell's table.
    """

    tag: Tag
    row: int
    header: bool
    scope: str
    rows: int
    columns: int
    outer: Spot | None
    column: int = 0
    cell: Cell | None = None
    is_layout: bool = False
    drafts: list[Draft] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of the cell, as a header for others."""
        return " ".join(draft.text for draft in self.drafts if draft.shown is not Shown.NAME)


class Block:
    """A block element that is being read, what it hands down to the blocks inside it, and what its end undoes.

    A plain class with defaults, because one is made for each block of a page.

    Attributes:
        start, end: Bounds of its drafts.
        heard: What the walk had heard before it, to tell at its end whether it had words.
        heading: The level of the heading it is or stands in; 0 where the level is not told.
        item: The list item that it is or stands in.
        spot: The table cell that it is or stands in.
        box: The drawn or marked box that it is or stands in.
        in_section: Whether it is or stands in a section, article or the main element.
        bold, whispers: Whether it is the one that made its words bold, or spoken only.
        listed, opens_table: The list that it opened, and whether it opened a table.
        outside: The lists around a table cell, for those inside it are on their own.
        undoes: Whether any of these tells what its end undoes.
    """

    end = 0
    undoes = False
    bold = False
    whispers = False
    listed: OpenList | None = None
    opens_table = False
    outside: tuple[list[OpenList], OpenList | None, OpenList | None] | None = None

    def __init__(self, tag: Tag, outer: Block | None, start: int, heard: int) -> None:
        self.tag = tag
        self.parent = outer
        self.start = start
        self.heard = heard
        self.heading: int | None = None
        self.item: OpenItem | None = None
        self.spot: Spot | None = None
        self.box: Block | None = None
        self.indent = 0.0
        self.keeps_lines = False
        self.in_section = False
        if outer is not None:
            self.heading = outer.heading
            self.item = outer.item
            self.spot = outer.spot
            self.box = outer.box
            self.indent = outer.indent
            self.keeps_lines = outer.keeps_lines
            self.in_section = outer.in_section


@dataclass(slots=True, eq=False)
class OpenList:
    """A list element that is being read.

    ``mark`` is shared with all lists inside it. ``style`` is what markers are made from, None for none. ``last``
    is its latest item that has words: what a list directly inside it, beside its parent's ``li``, is nested
    under. ``outer`` is the item around it, ``home`` the element around a top list, ``inner`` the latest list in
    it, which may go on in another element.
    """

    mark: ListMark
    style: str | None
    number: int
    step: int = 1
    level: int = 0
    outer: Draft | None = None
    last: Draft | None = None
    home: Tag | None = None
    inner: OpenList | None = None


@dataclass(slots=True, eq=False)
class OpenItem:
    """A list item that is being read; ``draft`` is its first passage once it has words."""

    of: OpenList
    marker: str | None
    draft: Draft | None = None


class Draft:
    """A passage whose numbers are not yet known; fields as in :class:`pipeline.words.model.Passage`.

    A plain class with defaults, as :class:`Block` is.

    Attributes:
        line: The words with no-break spaces where they may begin with a typed bullet.
        linked: Characters inside links and buttons.
        by_weight: Whether it is a heading only by being bold.
    """

    level: int | None = None
    marker: str | None = None
    list_mark: ListMark | None = None
    parent: Draft | None = None
    continues: Draft | None = None
    spot: Spot | None = None
    line: str | None = None
    linked = 0
    by_weight = False
    furniture = False
    ordinal = 0

    def __init__(self, text: str, block: Block, tag: Tag, shown: Shown, links: tuple[str, ...]) -> None:
        self.kind = PassageKind.PARAGRAPH
        self.text = text
        self.block = block
        self.tag = tag
        self.shown = shown
        self.links = links
        self.indent = block.indent


def finish(drafts: Iterable[Draft], path_of: Callable[[Tag], str]) -> Iterator[Passage]:
    """Turn drafts into passages; lists and boxes get numbers.

    Args:
        drafts: In reading order, with their ordinals set.
        path_of: Makes the locator of an element.
    """
    lists: dict[int, int] = {}
    boxes: dict[int, int] = {}
    for draft in drafts:
        mark = draft.list_mark
        box = draft.block.box
        # By position, for to hand over sixteen names takes longer than all the rest.
        yield Passage(
            draft.ordinal,
            draft.kind,
            draft.text,
            draft.level,
            draft.marker,
            None if mark is None else lists.setdefault(id(mark), len(lists) + 1),
            None if draft.parent is None else draft.parent.ordinal,
            None if draft.continues is None else draft.continues.ordinal,
            draft.furniture,
            False,
            draft.shown,
            None if draft.spot is None else draft.spot.cell,
            None if box is None else boxes.setdefault(id(box), len(boxes) + 1),
            None,
            path_of(draft.tag),
            draft.links,
        )
