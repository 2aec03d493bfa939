"""Any list tree, written as a text capture, is read back as the same tree; no word of any text is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pipeline.meaning.lists import lists_in
from pipeline.meaning.outline import outline
from pipeline.reading.read_text import read_text
from pipeline.words.blocks import words_of
from pipeline.words.model import Identity, PageKind, Passage, PassageKind

WORDS = st.text("abcdefghijklmnopqrstuvwxyzé", min_size=2, max_size=8)
TEXT = st.lists(WORDS, min_size=2, max_size=6).map(" ".join)
END = st.sampled_from([".", ";", "; and", ":", "", " (open"])


@dataclass(frozen=True)
class Item:
    text: str
    children: tuple[Item, ...] = ()
    after: str | None = None
    """Words of its own that follow its nested list."""


LEAVES = st.builds(lambda text, end: Item(text + end), TEXT, END)
ITEMS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda text, children, after: Item(text, tuple(children), after if children else None),
        TEXT,
        st.lists(inner, max_size=3),
        st.none() | TEXT,
    ),
    max_leaves=12,
)
LISTS = st.lists(ITEMS, min_size=1, max_size=4)
DOCUMENTS = st.lists(st.tuples(TEXT, LISTS), min_size=1, max_size=3)
MARKERS = st.sampled_from(["•", "-", "–", "·"])


def lines_of(items: list[Item] | tuple[Item, ...], marker: str, depth: int = 1) -> list[str]:
    lines = []
    for item in items:
        indent = "  " * depth
        lines.append(f"{indent}{marker} {item.text}")
        lines += lines_of(item.children, marker, depth + 1)
        if item.after:
            lines.append(f"{indent}  {item.after}")
    return lines


def tree_of(passages: tuple[Passage, ...]) -> list[tuple[str, str]]:
    """Lead-in or path with the item's own words, for every item."""
    placed = outline(passages, Identity(PageKind.OTHER, None, None, None))
    return [(f"{item.lead_in} {item.path}", item.text) for item in lists_in(placed).items]


def expected(lead_in: str, items: list[Item] | tuple[Item, ...], path: str = "") -> list[tuple[str, str]]:
    found = []
    for number, item in enumerate(items, start=1):
        own = f"{path}.{number}" if path else str(number)
        text = f"{item.text} {item.after}" if item.after else item.text
        found.append((f"{lead_in} {own}", " ".join(text.split())))
        found += expected(lead_in, item.children, own)
    return found


@given(DOCUMENTS, MARKERS)
def test_list_trees_come_back(document: list[tuple[str, list[Item]]], marker: str) -> None:
    blocks = []
    for lead, items in document:
        blocks += [f"{lead.capitalize()}:", "\n".join(lines_of(items, marker))]
    read = read_text("\n\n".join(["Some page", *blocks, "The end."]).encode())
    wanted = [row for lead, items in document for row in expected(f"{lead.capitalize()}:", items)]
    assert tree_of(read.passages) == wanted
    assert read.markers_seen == sum(p.kind is PassageKind.LIST_ITEM for p in read.passages) == len(wanted)
    assert not read.problems


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\n  •-1.o*\u00a0")))
def test_every_word_of_any_text_is_in_exactly_one_passage(text: str) -> None:
    read = read_text(text.encode())
    if not read.passages:
        assert read.problems
        return
    written = Counter(word for passage in read.passages for word in words_of(passage.text))
    assert written.total() == read.words
    assert not read.problems


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read = read_text(content)
    assert read.passages or read.problems


@given(DOCUMENTS)
def test_windows_line_ends_and_encoding_change_nothing(document: list[tuple[str, list[Item]]]) -> None:
    blocks = ["Some page’s title", *("\n".join(lines_of(items, "•")) for _, items in document)]
    text = "\n\n".join(blocks)
    plain = read_text(text.encode()).passages
    assert read_text(text.replace("\n", "\r\n").encode("cp1252")).passages == plain
    assert read_text(text.encode("utf-16")).passages == plain
