"""Text of a page → tree, by BeautifulSoup with lxml."""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import PageElement


class _PlainSoup(BeautifulSoup):
    """A soup that takes texts as they come.

    BeautifulSoup looks at each character of each text to shorten white space, and at the class of each text; both
    are of no use here, and are a quarter of the cost of a tree.
    """

    _most_recent_element: PageElement | None

    def endData(self, containerClass: type[NavigableString] | None = None) -> None:
        if self.current_data:
            text = "".join(self.current_data)
            self.current_data = []
            self.object_was_parsed((containerClass or NavigableString)(text))

    def object_was_parsed(
        self, o: PageElement, parent: Tag | None = None, most_recent_element: PageElement | None = None
    ) -> None:
        o.setup(self.currentTag, self._most_recent_element)
        self._most_recent_element = o
        self.currentTag.contents.append(o)


class _PlainBuilder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder without its work on XML name spaces, which lxml never reports for HTML.

    That work, and the general way of opening and closing elements, is another quarter of the cost of a tree. The
    trees are equal but for white space between elements; a test compares them, also when BeautifulSoup changes.
    """

    def start(self, tag: str, attrib: dict[str, str], nsmap: Mapping[str, str] | None = None) -> None:
        soup = self.soup
        if soup.current_data:
            soup.endData()
        outer = soup.currentTag
        before = soup._most_recent_element
        opened = Tag(soup, self, tag, None, None, None, outer, before)
        if attrib:
            opened.attrs.update(attrib)
        if before is not None:
            before.next_element = opened
        soup._most_recent_element = opened
        outer.contents.append(opened)
        soup.tagStack.append(opened)
        soup.currentTag = opened

    def end(self, tag: str) -> None:
        soup = self.soup
        if soup.current_data:
            soup.endData()
        stack = soup.tagStack
        if stack[-1].name != tag and all(outer.name != tag for outer in stack[1:]):
            return
        while len(stack) > 1 and stack.pop().name != tag:
            pass
        soup.currentTag = stack[-1]

    def data(self, data: str) -> None:
        self.soup.current_data.append(data)


def parse(text: str) -> BeautifulSoup:
    """The tree of a page; attribute values stay texts, for lists of classes are not needed and cost time."""
    builder = _PlainBuilder(multi_valued_attributes=None, string_containers={}, preserve_whitespace_tags=set())
    return _PlainSoup(text, builder=builder)
