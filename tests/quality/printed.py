"""The drawn pages as PDF, by the two makers of :mod:`tests.editions.pages`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph
from tests.drawn import LABELS
from tests.editions.pages import MAKERS, Node

_ITEM = re.compile(r"(?P<indent>\s*)• (?P<text>.*)")


def in_pdf(text: str, maker: str) -> bytes:
    """The page set by a maker: titles as headings, labels in filled boxes, all else as it is drawn."""
    return MAKERS[maker](list(_nodes(text)), "")


def _nodes(text: str) -> Iterator[Node]:
    items: list[tuple[int, str]] = []
    for line in [*text.split("\n"), "."]:
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
            if words != ".":
                yield _block(words)


def _block(words: str) -> Node:
    if words in LABELS:
        return Grade(words)
    titled = not words.endswith((".", ":", ";", ",")) and 1 < len(words.split()) <= 22 and words[0].isupper()
    return Heading(words, 2) if titled and not words.startswith("Last updated") else Paragraph(words)


def _tree(items: list[tuple[int, str]]) -> Iterator[Item]:
    """Items of the first one's depth, each with those that stand deeper below it."""
    starts = [at for at, (depth, _) in enumerate(items) if depth == items[0][0]]
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        below = items[start + 1 : end]
        yield Item(items[start][1], tuple(_tree(below)) if below else ())
