"""Text of a page → tree, by BeautifulSoup with lxml."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import PageElement

from pipeline.reading.html.elements import Element

_EMPTY = frozenset({"bgsound", "command", "embed", "keygen", "source", "track", "wbr"})
"""Elements without content by the HTML standard that lxml does not know as such: it puts all that follows into them,
such as the ``img`` of a ``picture`` into its ``source``."""


class _Builder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder without its work on XML name spaces, which lxml never reports for HTML.

    It takes texts as they come, where BeautifulSoup looks at each character of each to shorten white space. The
    trees are equal but for white space between elements, and what follows an element that has no content stands
    beside it; a test compares them, also when BeautifulSoup changes.
    """

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        super().initialize_soup(soup)
        self._open: list[Tag] = [soup]
        self._latest: PageElement | None = None
        self._texts: list[str] = []
        self.data = self._texts.append  # type: ignore[method-assign, assignment]

    def start(self, tag: str, attrib: Mapping[str, str], nsmap: Mapping[str, str] | None = None) -> None:
        if self._texts:
            self.end_text()
        # Elements without attributes share one mapping of lxml's own kind, which is slow to ask.
        opened = Element(tag, attrib if isinstance(attrib, dict) else {})
        self._append(opened)
        if tag not in _EMPTY:
            self._open.append(opened)

    def end(self, tag: str) -> None:
        if self._texts:
            self.end_text()
        if tag in _EMPTY:
            return
        around = self._open
        if around[-1].name == tag:
            around.pop()
        elif any(outer.name == tag for outer in around):
            while around.pop().name != tag:
                pass

    def end_text(self, kind: type[NavigableString] = NavigableString) -> None:
        """Put the text since the latest tag into the tree."""
        if self._texts:
            text = str.__new__(kind, "".join(self._texts))
            self._texts.clear()
            text.next_element = text.next_sibling = None
            self._append(text)

    def _append(self, node: PageElement) -> None:
        """Link a node to what stands around it."""
        parent = self._open[-1]
        beside = parent.contents
        node.parent = parent
        node.previous_element = before = self._latest
        if before is not None:
            before.next_element = node
        if beside:
            node.previous_sibling = beside[-1]
            beside[-1].next_sibling = node
        else:
            node.previous_sibling = None
        beside.append(node)
        self._latest = node


class _Soup(BeautifulSoup):
    """A soup whose builder makes the tree by itself."""

    builder: _Builder

    def endData(self, containerClass: type[NavigableString] | None = None) -> None:
        self.builder.end_text(containerClass or NavigableString)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


_STRUCK = re.compile(r"<(?:s|strike)[\s>]", re.IGNORECASE)
_STRUCK_OR_BLOCK = re.compile(r"<(/?)(?:(s|strike)|p)(?=[\s/>])", re.IGNORECASE)


def _kept_struck(text: str) -> str:
    """The page with ``del`` for ``s`` and ``strike`` if one of these has a paragraph in it.

    lxml ends them where a paragraph begins, which browsers and the HTML standard do not: what is struck out would be
    read as if it held. ``del``, which means the same, it leaves open.
    """
    if not _STRUCK.search(text):
        return text
    is_struck = False
    for tag in _STRUCK_OR_BLOCK.finditer(text):
        if tag[2]:
            is_struck = not tag[1]
        elif is_struck and not tag[1]:
            return _STRUCK_OR_BLOCK.sub(lambda tag: f"<{tag[1]}del" if tag[2] else tag[0], text)
    return text


def parse(text: str) -> BeautifulSoup:
    """The tree of a page; attribute values stay texts, for lists of classes are not needed and cost time."""
    text = _kept_struck(text)
    builder = _Builder(multi_valued_attributes=None, string_containers={}, preserve_whitespace_tags=set())
    return _Soup(text, builder=builder)
