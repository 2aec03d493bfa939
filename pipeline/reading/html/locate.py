"""Places in a page as CSS paths: made for passages, and found again in the same bytes."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import Tag
from soupsieve import SelectorSyntaxError

from pipeline.reading.html.elements import TEXT_CLASSES, UNSHOWN, nature_of
from pipeline.reading.html.parse import parse
from pipeline.reading.html.tags import attributes_of, is_picture, name_words, picture_words, spoken_words
from pipeline.words.blocks import fold
from pipeline.words.decoding import decode_page

_DEEPEST = 64
"""Steps of the longest path. Deeper elements are placed by the ancestor at that depth, which holds their words."""
_ONCE = frozenset({"html", "head", "body", "main"})
"""Elements that a page has one of, so their first needs no number."""
_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Locator:
    """Makes CSS paths for the elements of one page, from the nearest id that is unique on it."""

    def __init__(self, ids: Counter[str]) -> None:
        self._ids = ids
        self._paths: dict[int, tuple[str, int]] = {}
        """Path and number of steps, by the identity of the element."""
        self._steps: dict[int, str] = {}
        """The step from an element's parent to it."""

    def path(self, tag: Tag) -> str:
        """A selector whose first match is the element, or its ancestor if it lies very deep."""
        known = self._paths.get(id(tag))
        return self._path_from_above(tag) if known is None else known[0]

    def _path_from_above(self, tag: Tag) -> str:
        """The path of an element from the nearest one around it whose path is known or needs no other."""
        paths = self._paths
        climbed: list[Tag] = []
        node = tag
        while (known := paths.get(id(node))) is None:
            parent = node.parent
            if parent is None or parent.parent is None or "id" in node.attrs:
                own = self._own_path(node, parent)
                if own is not None or parent is None:
                    known = paths[id(node)] = (own or ":root", 1)
                    break
            climbed.append(node)
            node = parent
        above, depth = known
        for node in reversed(climbed):
            if depth < _DEEPEST:
                above = f"{above} > {self._step(node)}"
                depth += 1
            paths[id(node)] = (above, depth)
        return above

    def _own_path(self, tag: Tag, parent: Tag | None) -> str | None:
        """The path of an element that needs none of its ancestors'."""
        if parent is None:
            return None
        if "id" in tag.attrs:
            name = attributes_of(tag)["id"]
            if parent.parent is not None and self._ids[name] == 1 and _PLAIN_ID.fullmatch(name):
                return f"#{name}"
        return self._step(tag) if parent.parent is None else None

    def _step(self, tag: Tag) -> str:
        if id(tag) not in self._steps:
            self._number_children(tag.parent)
        return self._steps[id(tag)]

    def _number_children(self, parent: Tag | None) -> None:
        """All at once, or long lists would cost dearly."""
        kinds: dict[str, int] = {}
        place = 0
        for child in parent.contents if parent is not None else ():
            if not isinstance(child, Tag):
                continue
            place += 1
            name = child.name
            kinds[name] = kind = kinds.get(name, 0) + 1
            if kind == 1 and name in _ONCE:
                step = name
            elif name.isalnum() and name.isascii():
                step = f"{name}:nth-of-type({kind})"
            else:
                step = f":nth-child({place})"
            self._steps[id(child)] = step


def resolve(content: bytes, locator: str, *, declared_encoding: str | None = None) -> str | None:
    """The words at a locator in the saved bytes of a page.

    Args:
        content: The bytes that the locator was made from.
        locator: A CSS path, as in :attr:`pipeline.words.model.Passage.locator`.
        declared_encoding: What the server said, as given to the reader.

    Returns:
        The text of the element, its lines separated by line feeds, after the words that stand in for it (``alt``,
        ``aria-label``, ``title``); its class or file name if there is nothing else. None if there is no such
        element or the locator is no CSS path.
    """
    soup = parse(decode_page(content, declared_encoding).text)
    try:
        tag = soup.select_one(locator)
    except (SelectorSyntaxError, ValueError):
        return None
    if tag is None:
        return None
    return "\n".join(filter(None, (_words_beside(tag), _text_of(tag)))) or " ".join(
        name_words(tag.name, attributes_of(tag))
    )


def _text_of(tag: Tag) -> str:
    lines: list[str] = []
    current: Tag | None = None
    for node in tag.descendants:
        if isinstance(node, Tag):
            current = current if _is_in_line(node) else None
        elif node.__class__ in TEXT_CLASSES:
            block = _block_of(node.parent)
            if block is None or block.name == "svg" or (node.parent is not None and node.parent.name in UNSHOWN):
                continue
            if block is not current:
                lines.append("")
                current = block
            lines[-1] += str(node)
    return "\n".join(filter(None, map(fold, lines)))


def _is_in_line(tag: Tag) -> bool:
    """Whether an element goes on with the line around it; one that is not shown does not part it either."""
    nature = nature_of(tag)
    if tag.name in UNSHOWN:
        return True
    return tag.name not in ("svg", "img") and nature.is_inline and not nature.is_spoken


def _block_of(tag: Tag | None) -> Tag | None:
    while tag is not None and _is_in_line(tag) and tag.parent is not None:
        tag = tag.parent
    return tag


def _words_beside(tag: Tag) -> str:
    """What stands in for a picture, or is spoken of an element."""
    return picture_words(tag) if is_picture(tag) or tag.name == "input" else spoken_words(tag)
