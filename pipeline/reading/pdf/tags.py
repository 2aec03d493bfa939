"""The structure tree of a tagged PDF: what the file itself calls headings, list items, cells and figures.

Only what it says, as places in the marked contents of the pages; how far it is believed is decided elsewhere
(``pdf/guide.py``, ``pdf/unruled.py``). Tags tell items and headings well, but often not depth: Word writes sub-lists
as flat siblings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from pipeline.reading.pdf.marks import NOWHERE, Mark, Marks
from pipeline.reading.pdf.objects import let_go
from pipeline.words.blocks import fold

_HEADING = re.compile(r"^H(?P<level>[1-6])?$|^Title$")
_TEXT = frozenset({"P", "LI", "TD", "TH", "Caption", "Note", "FENote", "BlockQuote", "TOCI", "BibEntry", "Formula"})
"""Elements that hold a paragraph of their own."""

_MOST_NODES = 300_000
_AT_ONCE = 500
"""So many elements are read before they are let go."""


@dataclass(slots=True)
class TaggedHeading:
    """A heading; ``content`` are pairs of page and number of the marked content."""

    level: int | None
    content: set[tuple[int, int]] = field(default_factory=set)


class TaggedCell(NamedTuple):
    """A cell: the number of its table, its row and column from 0; ``spans``: it covers more than one of either."""

    table: int
    row: int
    column: int
    head: bool
    spans: bool


@dataclass(slots=True)
class Figure:
    """A figure with words that stand for it; ``page`` is None where nothing tells it."""

    alt: str
    page: int | None
    content: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class Tags:
    """What the tree of a file says; ``marks`` are by page and number of the marked content.

    ``items`` has the number of the list that each item is in.
    """

    marks: Marks = field(default_factory=Marks)
    headings: list[TaggedHeading] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    cells: list[TaggedCell] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)

    @property
    def present(self) -> bool:
        return bool(self.marks)

    def mark(self, page: int, mcid: int) -> Mark:
        """What is said of a marked content; nothing where the tree does not hold it."""
        return self.marks.on(page).get(mcid, NOWHERE)

    def cells_on(self, page: int) -> dict[int, TaggedCell]:
        """The cells of a page by number of the marked contents in them."""
        if not self.cells:
            return {}
        return {number: self.cells[mark.cell] for number, mark in self.marks.on(page).items() if mark.cell >= 0}


def read_tags(document: PDFDocument) -> Tags:
    """What the structure tree says; what is broken in it is passed over."""
    root = resolve1(document.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return Tags()
    pages = {objid: number for number, objid in enumerate(_page_ids(document), start=1)}
    walk = _Walk(pages, _roles(root), lambda: let_go(document))
    walk.visit(root)
    return walk.tags


def _page_ids(document: PDFDocument) -> list[int]:
    """Object numbers of the pages in order."""
    found: list[int] = []
    seen: set[int] = set()
    stack: list[Any] = [document.catalog.get("Pages")]
    while stack and len(found) < _MOST_NODES:
        reference = stack.pop()
        node = resolve1(reference)
        if not isinstance(node, dict):
            continue
        objid = reference.objid if isinstance(reference, PDFObjRef) else 0
        if objid and objid in seen:
            continue
        seen.add(objid)
        kids = resolve1(node.get("Kids"))
        if isinstance(kids, list):
            stack.extend(reversed(kids))
        elif objid:
            found.append(objid)
    return found


def _roles(root: dict[str, Any]) -> dict[str, str]:
    """The file's own names of elements with the standard names they stand for."""
    roles = resolve1(root.get("RoleMap"))
    if not isinstance(roles, dict):
        return {}
    return {name: _text(value.name) for name, value in roles.items() if isinstance(value, PSLiteral)}


def _text(name: str | bytes) -> str:
    return name.decode("latin-1") if isinstance(name, bytes) else name


class _Place(NamedTuple):
    """Where the walk stands: the page, the elements around, and the counters of the table around."""

    page: int | None
    lists: int
    list_number: int
    mark: Mark
    figure: int
    language: str
    table: _OpenTable | None


@dataclass(slots=True)
class _OpenTable:
    number: int
    row: int = -1
    column: int = 0


class _Walk:
    """Goes through the tree without recursion: trees of thousands of levels exist."""

    def __init__(self, pages: dict[int, int], roles: dict[str, str], forget: Callable[[], None] = lambda: None) -> None:
        self.tags = Tags()
        self._forget = forget
        self._pages = pages
        self._roles = roles
        self._texts = 0
        self._lists = 0
        self._tables = 0

    def visit(self, root: dict[str, Any]) -> None:
        start = _Place(None, 0, -1, NOWHERE, -1, "", None)
        stack: list[tuple[Any, _Place]] = [(kid, start) for kid in reversed(_kids(root))]
        seen: set[int] = set()
        nodes = 0
        while stack and nodes < _MOST_NODES:
            nodes += 1
            if nodes % _AT_ONCE == 0:
                self._forget()
            reference, place = stack.pop()
            if isinstance(reference, PDFObjRef):
                if reference.objid in seen:
                    continue
                seen.add(reference.objid)
            node = resolve1(reference)
            if isinstance(node, int):
                self._keep(node, place)
            elif isinstance(node, dict):
                place = place._replace(page=self._page(node, place.page))
                if "S" not in node:
                    # A marked content of a drawing inside the page ("Stm") has a numbering of its own.
                    number = resolve1(node.get("MCID"))
                    if isinstance(number, int) and "Stm" not in node:
                        self._keep(number, place)
                    continue
                place = self._entered(node, place)
                stack.extend((kid, place) for kid in reversed(_kids(node)))

    def _keep(self, number: int, place: _Place) -> None:
        if place.page is None:
            return
        key = (place.page, number)
        self.tags.marks.put(place.page, number, place.mark)
        self.tags.languages[place.language] += 1
        if place.mark.heading >= 0:
            self.tags.headings[place.mark.heading].content.add(key)
        if place.figure >= 0:
            self.tags.figures[place.figure].content.add(key)

    def _entered(self, node: dict[str, Any], place: _Place) -> _Place:
        """The place inside an element."""
        name = self._name(node)
        mark, language = place.mark, _string(node.get("Lang")) or place.language
        heading = _HEADING.match(name)
        if heading or name in _TEXT:
            mark = mark._replace(text=self._texts)
            self._texts += 1
        if heading:
            mark = mark._replace(heading=len(self.tags.headings))
            self.tags.headings.append(TaggedHeading(int(heading["level"]) if heading["level"] else None))
        elif name == "L":
            place = place._replace(lists=place.lists + 1, list_number=self._lists)
            self._lists += 1
        elif name == "LI":
            mark = mark._replace(item=len(self.tags.items))
            self.tags.items.append(place.list_number)
        elif name == "Figure":
            alt = _string(node.get("Alt")) or _string(node.get("ActualText"))
            if alt:
                place = place._replace(figure=len(self.tags.figures))
                self.tags.figures.append(Figure(alt, place.page))
        elif name == "Table":
            place = place._replace(table=_OpenTable(self._tables))
            mark = mark._replace(cell=-1)
            self._tables += 1
        elif name == "TR" and place.table is not None:
            place.table.row += 1
            place.table.column = 0
        elif name in ("TD", "TH") and place.table is not None:
            mark = mark._replace(cell=len(self.tags.cells))
            across, along = _span(node, "ColSpan"), _span(node, "RowSpan")
            table = place.table
            spans = across > 1 or along > 1
            self.tags.cells.append(TaggedCell(table.number, table.row, table.column, name == "TH", spans))
            table.column += across
        return place._replace(mark=mark, language=language)

    def _name(self, node: dict[str, Any]) -> str:
        kind = resolve1(node.get("S"))
        name = _text(kind.name) if isinstance(kind, PSLiteral) else ""
        return self._roles.get(name, name) if not _HEADING.match(name) else name

    def _page(self, node: dict[str, Any], inherited: int | None) -> int | None:
        reference = node.get("Pg")
        return self._pages.get(reference.objid, inherited) if isinstance(reference, PDFObjRef) else inherited


def _kids(node: dict[str, Any]) -> list[Any]:
    kids = resolve1(node.get("K"))
    if isinstance(kids, list):
        return kids
    return [] if kids is None else [kids]


def _string(value: object) -> str:
    value = resolve1(value)
    return fold(decode_text(value)) if isinstance(value, bytes) else ""


def _span(node: dict[str, Any], name: str) -> int:
    """How many rows or columns a cell covers."""
    attributes = resolve1(node.get("A"))
    for one in attributes if isinstance(attributes, list) else [attributes]:
        entry = resolve1(one)
        value = resolve1(entry.get(name)) if isinstance(entry, dict) else None
        if isinstance(value, int) and 1 < value < 100:
            return value
    return 1
