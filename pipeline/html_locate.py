"""Places in a page as CSS paths: made for passages, and found again in the same bytes."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from pipeline import html_tags as tags
from pipeline.blocks import fold
from pipeline.html_decode import decode_page

_DEEPEST = 64
"""Steps of the longest path. Deeper elements are placed by the ancestor at that depth, which holds their words."""
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9]*")
_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def parse(text: str) -> BeautifulSoup:
    """The tree of a page. Attribute values stay texts, for lists of classes are not needed and cost time."""
    return BeautifulSoup(text, "lxml", multi_valued_attributes=None)


class Locator:
    """Makes CSS paths for the elements of one page, from the nearest id that is unique on it."""

    def __init__(self, ids: Counter[str]) -> None:
        self._ids = ids
        self._paths: dict[int, tuple[str, int]] = {}
        self._places: dict[int, tuple[int, int]] = {}

    def path(self, tag: Tag) -> str:
        """A selector whose first match is the element, or its ancestor if it lies very deep."""
        climbed: list[Tag] = []
        node = tag
        while id(node) not in self._paths:
            climbed.append(node)
            own = self._own_path(node)
            if own is not None:
                self._paths[id(node)] = (own, 1)
                climbed.pop()
                break
            parent = node.parent
            if parent is None:
                break
            node = parent
        for node in reversed(climbed):
            self._paths[id(node)] = self._path_under(node)
        return self._paths[id(tag)][0]

    def _own_path(self, tag: Tag) -> str | None:
        """The path of an element that needs none of its ancestors'."""
        if tag.parent is None:
            return ":root"
        if tag.parent.parent is None:
            return self._step(tag)
        name = tag.attrs.get("id")
        if isinstance(name, str) and self._ids[name] == 1 and _PLAIN_ID.fullmatch(name):
            return f"#{name}"
        return None

    def _path_under(self, tag: Tag) -> tuple[str, int]:
        above, depth = self._paths[id(tag.parent)]
        if depth >= _DEEPEST:
            return above, depth
        return f"{above} > {self._step(tag)}", depth + 1

    def _step(self, tag: Tag) -> str:
        if id(tag) not in self._places:
            self._number_siblings(tag)
        place, kind = self._places[id(tag)]
        name = tag.name
        if not _PLAIN_NAME.fullmatch(name):
            return f":nth-child({place})"
        if name in ("html", "body"):
            return name if kind == 1 else f"{name}:nth-of-type({kind})"
        return f"{name}:nth-of-type({kind})"

    def _number_siblings(self, tag: Tag) -> None:
        """Note the place of each child of an element, among all and among its kind."""
        parent = tag.parent
        if parent is None:
            return
        kinds: dict[str, int] = {}
        for place, child in enumerate((node for node in parent.contents if isinstance(node, Tag)), start=1):
            kind = kinds[child.name] = kinds.get(child.name, 0) + 1
            self._places[id(child)] = (place, kind)


def resolve(content: bytes, locator: str, *, declared_encoding: str | None = None) -> str | None:
    """The words at a locator in the saved bytes of a page.

    Args:
        content: The bytes that the locator was made from.
        locator: A CSS path, as in :attr:`pipeline.model.Passage.locator`.
        declared_encoding: What the server said, as given to the reader.

    Returns:
        The text of the element, its lines separated by line feeds; for an element without text the words that
        stand in for it (``alt``, ``aria-label``, ``title``, or its class or file name). None if there is no
        such element or the locator is no CSS path.
    """
    soup = parse(decode_page(content, declared_encoding).text)
    try:
        tag = soup.select_one(locator)
    except (SelectorSyntaxError, ValueError):
        return None
    if tag is None:
        return None
    return _text_of(tag) or _words_instead(tag)


def _text_of(tag: Tag) -> str:
    lines = [""]
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name == "br" or node.name not in tags.INLINE:
                lines.append("")
        elif node.__class__ in tags.TEXT_CLASSES:
            lines[-1] += str(node)
    return "\n".join(filter(None, map(fold, lines)))


def _words_instead(tag: Tag) -> str | None:
    attributes = tags.attributes_of(tag)
    spoken = tags.picture_words(tag.name, attributes, tag)
    return spoken or tags.name_words(tag.name, attributes) or None
