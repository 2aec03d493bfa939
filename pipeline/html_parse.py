"""Text of a page → tree, by BeautifulSoup with lxml."""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder


class _PlainBuilder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder without its work on XML name spaces, which lxml never reports for HTML.

    That work is a sixth of the cost of a tree. The trees are equal; a test compares them.
    """

    def start(self, tag: str, attrib: Mapping[str, str], nsmap: Mapping[str, str] | None = None) -> None:
        self.soup.handle_starttag(tag, None, None, attrib)

    def end(self, tag: str) -> None:
        self.soup.handle_endtag(tag, None)


def parse(text: str) -> BeautifulSoup:
    """The tree of a page.

    Attribute values stay texts, for lists of classes are not needed and cost time. No element keeps its white
    space for BeautifulSoup's own sake: it would compare such elements with all their content.
    """
    builder = _PlainBuilder(multi_valued_attributes=None, string_containers={}, preserve_whitespace_tags=set())
    return BeautifulSoup(text, builder=builder)
