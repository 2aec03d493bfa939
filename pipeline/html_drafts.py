"""Passages in the making. They are changed in place until the whole page is known; then they become values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from pipeline.model import Cell, Passage, PassageKind, Shown


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


@dataclass(slots=True, eq=False)
class Block:
    """A block element that is being read, and what it hands down to the blocks inside it.

    ``start`` and ``end`` bound its drafts. ``heading`` is 0 where the level is not told.
    """

    tag: Tag
    parent: Block | None
    start: int
    heading: int | None = None
    item: OpenItem | None = None
    spot: Spot | None = None
    box: Block | None = None
    indent: float = 0.0
    keeps_lines: bool = False
    end: int = 0


@dataclass(slots=True, eq=False)
class OpenList:
    """A list element that is being read.

    ``mark`` is shared with all lists inside it. ``style`` is what markers are made from, None for none. ``last``
    is its latest item that has words: what a list directly inside it, beside its parent's ``li``, is nested
    under. ``outer`` is the item around it.
    """

    mark: ListMark
    style: str | None
    number: int
    step: int = 1
    level: int = 0
    outer: Draft | None = None
    last: Draft | None = None


@dataclass(slots=True, eq=False)
class OpenItem:
    """A list item that is being read; ``draft`` is its first passage once it has words."""

    of: OpenList
    marker: str | None
    draft: Draft | None = None


@dataclass(slots=True, eq=False)
class Draft:
    """A passage whose numbers are not yet known; fields as in :class:`pipeline.model.Passage`.

    ``line`` holds the words with no-break spaces where they may begin with a typed bullet. ``linked`` is the
    number of characters inside links and buttons. ``by_weight`` marks a heading that is one only by being bold.
    """

    kind: PassageKind
    text: str
    block: Block
    tag: Tag
    shown: Shown = Shown.TEXT
    level: int | None = None
    marker: str | None = None
    list_mark: ListMark | None = None
    parent: Draft | None = None
    continues: Draft | None = None
    spot: Spot | None = None
    links: tuple[str, ...] = ()
    line: str | None = None
    linked: int = 0
    indent: float = 0.0
    by_weight: bool = False
    furniture: bool = False
    ordinal: int = 0


class _Numbers:
    """Numbers things from 1 in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._given: dict[int, int] = {}

    def of(self, thing: object | None) -> int | None:
        if thing is None:
            return None
        return self._given.setdefault(id(thing), len(self._given) + 1)


def finish(drafts: Iterable[Draft], locators: Iterable[str]) -> Iterator[Passage]:
    """Turn drafts, in reading order and with their ordinals set, into passages."""
    lists = _Numbers()
    boxes = _Numbers()
    for draft, locator in zip(drafts, locators, strict=True):
        yield Passage(
            ordinal=draft.ordinal,
            kind=draft.kind,
            text=draft.text,
            level=draft.level,
            marker=draft.marker,
            list_number=lists.of(draft.list_mark),
            parent=draft.parent.ordinal if draft.parent else None,
            continues=draft.continues.ordinal if draft.continues else None,
            furniture=draft.furniture,
            shown=draft.shown,
            cell=draft.spot.cell if draft.spot else None,
            box_number=boxes.of(draft.block.box),
            locator=locator,
            links=draft.links,
        )
