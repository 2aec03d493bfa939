"""Any report tree, set as pages by reportlab, is read back as the same tree; no word is lost."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.blocks import words_of
from pipeline.words.model import PassageKind, ReadDocument

WORDS = st.text("abcdefghijklmnoprstuvwyé", min_size=2, max_size=9)
TEXT = st.lists(WORDS, min_size=3, max_size=28).map(" ".join)
TITLE = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: " ".join(words).capitalize())


@dataclass(frozen=True)
class Item:
    text: str
    children: tuple[Item, ...] = ()


LEAD_IN = TEXT.map(lambda text: f"{text.capitalize()}:")
LEAVES = st.builds(Item, TEXT.map(lambda text: f"{text.capitalize()}."))
ITEMS = st.recursive(
    LEAVES,
    lambda inner: st.builds(Item, LEAD_IN, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=8,
)
SECTIONS = st.lists(
    st.tuples(TITLE, LEAD_IN, st.lists(ITEMS, min_size=1, max_size=4), st.sampled_from("•–1")), min_size=1, max_size=4
)

Section = tuple[str, str, list[Item], str]
LEFT, RIGHT, TOP, FOOT = 72, 520, 780, 70
LEADING = 14


class Pages:
    """Sets lines on pages with a running head and a page number, breaking them wherever a page ends."""

    def __init__(self) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.made = io.BytesIO()
        self.canvas = Canvas(self.made, pagesize=(595, 842), pageCompression=0)
        self.page = 0
        self._begin()

    def _begin(self) -> None:
        self.page += 1
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawString(LEFT, 810, "Made-up report on Gwent Police")
        self.canvas.drawString(290, 30, str(self.page))
        self.y = TOP

    def turn(self) -> None:
        self.canvas.showPage()
        self._begin()

    def set(
        self, text: str, x: float, *, font: str = "Helvetica", size: float = 11, marker: str = "", tab: float = 0
    ) -> None:
        for at, line in enumerate(self._broken(text, font, size, RIGHT - x - tab)):
            if self.y < FOOT:
                self.turn()
            self.canvas.setFont(font, size)
            if marker and at == 0:
                self.canvas.drawString(x, self.y, marker)
            self.canvas.drawString(x + tab, self.y, line)
            self.y -= LEADING
        self.y -= 6

    def _broken(self, text: str, font: str, size: float, width: float) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.canvas.stringWidth(longer, font, size) > width and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def finish(self) -> bytes:
        self.canvas.save()
        return self.made.getvalue()


def draw(sections: list[Section]) -> bytes:
    pages = Pages()
    body = "The force is described below by words that mean nothing and were made for this test alone, line by line."
    pages.set(" ".join([body] * 4), LEFT)
    # A running head shows by being repeated: the report has two pages at least.
    pages.turn()
    for title, lead_in, items, marker in sections:
        pages.set(title, LEFT, font="Helvetica-Bold", size=14)
        pages.set(lead_in, LEFT)
        _draw_items(pages, items, marker, 0)
    return pages.finish()


def _draw_items(pages: Pages, items: list[Item] | tuple[Item, ...], marker: str, depth: int) -> None:
    for number, item in enumerate(items, start=1):
        shown = f"{number}." if marker == "1" and depth == 0 else "•" if marker == "1" else marker
        pages.set(item.text, LEFT + 18 * depth, marker=shown, tab=18)
        _draw_items(pages, item.children, marker, depth + 1)


def drawn_tree(sections: list[Section]) -> list[tuple[str, int, str]]:
    def walk(items: list[Item] | tuple[Item, ...], depth: int) -> list[tuple[str, int, str]]:
        return [entry for item in items for entry in [("list_item", depth, item.text), *walk(item.children, depth + 1)]]

    tree = []
    for title, lead_in, items, _ in sections:
        tree += [("heading", 0, title), ("paragraph", 0, lead_in), *walk(items, 0)]
    return tree


def read_tree(document: ReadDocument) -> list[tuple[str, int, str]]:
    return [
        (passage.kind.value, (passage.level or 0) if passage.kind is PassageKind.LIST_ITEM else 0, passage.text)
        for passage in document.passages
        if not passage.furniture
    ][1:]


@settings(max_examples=40)
@given(SECTIONS)
def test_every_tree_is_read_back(sections: list[Section]) -> None:
    content = draw(sections)

    document = read_pdf(content)

    assert read_tree(document) == drawn_tree(sections)
    assert not document.problems
    assert document.markers_seen == sum(passage.kind is PassageKind.LIST_ITEM for passage in document.passages)
    written = Counter(word for passage in document.passages for word in words_of(passage.text))
    assert written.total() == document.words


@settings(max_examples=10)
@given(SECTIONS)
def test_parents_are_those_of_the_tree(sections: list[Section]) -> None:
    document = read_pdf(draw(sections))
    items = {passage.ordinal: passage for passage in document.passages if passage.kind is PassageKind.LIST_ITEM}

    for item in items.values():
        assert (item.parent is None) == (item.level == 0)
        if item.parent is not None:
            assert items[item.parent].level == (item.level or 0) - 1
            assert items[item.parent].text.endswith(":")
