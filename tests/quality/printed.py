"""The drawn pages as HTML and as PDF, by the makers of :mod:`tests.editions.pages`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph
from tests.drawn import LABELS, ONE_WORD_TITLES
from tests.editions.nodes import Columns, Node, Table
from tests.editions.pages import MAKERS
from tests.editions.web import html_page
from tests.quality.places import rows_of

_ITEM = re.compile(r"(?P<indent>\s*)• (?P<text>.*)")


def in_html(text: str) -> bytes:
    """The page as HTML: titles as headings, nested lists, labels and dates as paragraphs, tables as tables."""
    return html_page(list(_nodes(text)))


def in_pdf(text: str, maker: str) -> bytes:
    """The page set by a maker: titles as headings, labels in filled boxes, all else as it is drawn."""
    return MAKERS[maker](list(_nodes(text)), "")


def _nodes(text: str) -> Iterator[Node]:
    items: list[tuple[int, str]] = []
    tables = iter(rows_of(text))
    above = ""
    for line in [*text.split("\n"), "."]:
        above, before = line, above
        words = line.strip()
        item = _ITEM.fullmatch(line)
        if item:
            items.append((len(item["indent"]) // 2, item["text"]))
        elif line.startswith("    ") and items:
            items[-1] = (items[-1][0], f"{items[-1][1]} {words}")
        elif words:
            if items:
                yield Bullets(tuple(_tree(items)))
                items = []
            if line.startswith("|"):
                if not before.startswith("|"):
                    yield _table(next(tables))
            elif words != ".":
                yield _block(words)


def _block(words: str) -> Node:
    if words in LABELS:
        return Grade(words)
    titled = not words.endswith((".", ":", ";", ",")) and 1 < len(words.split()) <= 22 and words[0].isupper()
    titled = titled or words in ONE_WORD_TITLES
    return Heading(words, 2) if titled and not words.startswith("Last updated") else Paragraph(words)


def _table(rows: list[list[str]]) -> Node:
    """A table of grades beside titles; or, where all heads are grades, of areas under them."""
    head, *rest = rows
    if len(rest) == 1 and all(word in LABELS for word in head):
        stacks = (tuple(entry.strip() for entry in cell.split(";") if entry.strip()) for cell in rest[0])
        return Columns(tuple(zip(head, stacks, strict=True)))
    return Table(tuple(map(tuple, rows)))


def _tree(items: list[tuple[int, str]]) -> Iterator[Item]:
    """Items of the first one's depth, each with those that stand deeper below it."""
    starts = [at for at, (depth, _) in enumerate(items) if depth == items[0][0]]
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        below = items[start + 1 : end]
        yield Item(items[start][1], tuple(_tree(below)) if below else ())
