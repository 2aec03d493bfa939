"""The structure tree of a tagged PDF, as a check on what the geometry says.

Tags tell items and headings well, but often not depth: Word writes sub-lists as flat siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

from pipeline.reading.pdf.blocks import Block
from pipeline.words.model import PassageKind

_HEADING = re.compile(r"^H(?P<level>[1-6])?$|^Title$")
_MOST_NODES = 300_000

Content = frozenset[tuple[int, int]]
"""Marked contents as pairs of page number and mcid."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """One heading or list item of the tree; ``level`` is that of a heading, or how many lists are around an item."""

    content: Content
    level: int | None


@dataclass(slots=True)
class Tags:
    """What the tree of a file says; ``present`` is false where it has none."""

    present: bool = False
    headings: list[Tagged] = field(default_factory=list)
    items: list[Tagged] = field(default_factory=list)


def read_tags(document: PDFDocument) -> Tags:
    """The headings and list items of the structure tree; what is broken in it is passed over."""
    root = resolve1(document.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return Tags()
    pages = {objid: number for number, objid in enumerate(_page_ids(document), start=1)}
    walk = _Walk(pages, _roles(root))
    walk.visit(root)
    walk.tags.present = bool(walk.tags.headings or walk.tags.items)
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


class _Walk:
    """Goes through the tree without recursion: trees of thousands of levels exist."""

    def __init__(self, pages: dict[int, int], roles: dict[str, str]) -> None:
        self.tags = Tags()
        self._pages = pages
        self._roles = roles

    def visit(self, root: dict[str, Any]) -> None:
        stack: list[tuple[Any, int | None, int]] = [(kid, None, 0) for kid in reversed(_kids(root))]
        seen: set[int] = set()
        nodes = 0
        while stack and nodes < _MOST_NODES:
            nodes += 1
            reference, page, lists = stack.pop()
            if isinstance(reference, PDFObjRef):
                if reference.objid in seen:
                    continue
                seen.add(reference.objid)
            node = resolve1(reference)
            if not isinstance(node, dict):
                continue
            page = self._page(node, page)
            name = self._name(node)
            heading = _HEADING.match(name)
            if heading:
                level = heading["level"]
                self.tags.headings.append(Tagged(self._content(node, page), int(level) if level else None))
                continue
            if name == "LI":
                self.tags.items.append(Tagged(self._content(node, page, nested=False), lists))
            lists += name == "L"
            stack.extend((kid, page, lists) for kid in reversed(_kids(node)))

    def _name(self, node: dict[str, Any]) -> str:
        kind = resolve1(node.get("S"))
        name = _text(kind.name) if isinstance(kind, PSLiteral) else ""
        return self._roles.get(name, name) if not _HEADING.match(name) else name

    def _page(self, node: dict[str, Any], inherited: int | None) -> int | None:
        reference = node.get("Pg")
        return self._pages.get(reference.objid, inherited) if isinstance(reference, PDFObjRef) else inherited

    def _content(self, node: dict[str, Any], page: int | None, *, nested: bool = True) -> Content:
        """All marked contents below an element; without those of lists inside it where ``nested`` is false."""
        found: set[tuple[int, int]] = set()
        stack: list[tuple[Any, int | None, int]] = [(kid, page, 0) for kid in _kids(node)]
        while stack:
            reference, page, depth = stack.pop()
            kid = resolve1(reference)
            if isinstance(kid, int):
                if page is not None:
                    found.add((page, kid))
            elif isinstance(kid, dict) and depth < 60:
                page = self._page(kid, page)
                number = resolve1(kid.get("MCID"))
                if isinstance(number, int) and page is not None:
                    found.add((page, number))
                elif nested or self._name(kid) != "L":
                    stack.extend((below, page, depth + 1) for below in _kids(kid))
        return frozenset(found)


def _kids(node: dict[str, Any]) -> list[Any]:
    kids = resolve1(node.get("K"))
    if isinstance(kids, list):
        return kids
    return [] if kids is None else [kids]


def compare_tags(tags: Tags, blocks: Sequence[Block]) -> str | None:
    """A sentence on where tags and geometry disagree about headings and items, None where they do not."""
    if not tags.present:
        return None
    kinds: dict[tuple[int, int], set[str]] = {}
    for block in blocks:
        kind = "item" if block.marker is not None or block.continues is not None else block.kind.value
        for line in block.lines:
            for mcid in line.mcids:
                kinds.setdefault((line.page, mcid), set()).add(kind)
    tagged_items = {key for item in tags.items for key in item.content}
    missed = sum(1 for one in tags.headings if not _seen_as(one, kinds, PassageKind.HEADING.value))
    lost = sum(1 for one in tags.items if not _seen_as(one, kinds, "item"))
    only_here = sum(
        1
        for block in blocks
        if block.marker is not None
        and (keys := {(line.page, mcid) for line in block.lines for mcid in line.mcids})
        and not keys & tagged_items
    )
    if not missed and not lost and not only_here:
        return None
    return (
        f"the file's tags disagree with the look of the page: of {len(tags.headings)} tagged headings {missed} do not "
        f"look like one, of {len(tags.items)} tagged list items {lost} have no marker, and {only_here} items by look "
        "are not tagged as such. The look was followed."
    )


def _seen_as(one: Tagged, kinds: dict[tuple[int, int], set[str]], kind: str) -> bool:
    """Whether the geometry agrees; an element without any words to see counts as agreed."""
    seen = [kinds[key] for key in one.content if key in kinds]
    return not seen or any(kind in found for found in seen)
