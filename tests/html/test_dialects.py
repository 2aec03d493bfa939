"""One page tree, written in every dialect, is read back the same: the seed page, and random trees with noise."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.read_html import read_html
from pipeline.words.model import PassageKind, ReadDocument, Shown
from tests.dialects import (
    DIALECTS,
    Bullets,
    Fact,
    Grade,
    Heading,
    Item,
    Node,
    Paragraph,
    Updated,
    facts_of,
    gwent_html,
    gwent_page,
)
from tests.html.reading import assert_whole

_SPOKEN_BEFORE_LABELS = "Judgment:"


def facts_read(document: ReadDocument) -> list[Fact]:
    """What the passages of the main content say, in the terms of the neutral tree."""
    texts = {passage.ordinal: passage.text for passage in document.passages}
    found = []
    for passage in document.passages:
        if passage.furniture or passage.shown is Shown.NAME or passage.text == _SPOKEN_BEFORE_LABELS:
            continue
        if passage.kind is PassageKind.LIST_ITEM:
            parent = texts[passage.parent] if passage.parent else None
            found.append(Fact("item", passage.text, passage.level, parent))
        else:
            is_heading = passage.kind is PassageKind.HEADING
            found.append(Fact("heading" if is_heading else "text", passage.text))
    return found


def without_weight(facts: list[Fact]) -> list[Fact]:
    """The facts without the difference between headings and texts, which dialects of bold text blur."""
    return [fact if fact.kind == "item" else Fact("block", fact.text) for fact in facts]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_seed_page_is_read_alike_in_every_dialect(dialect: str) -> None:
    document = read_html(gwent_html(dialect))
    assert_whole(document)
    assert without_weight(facts_read(document)) == without_weight(list(facts_of(gwent_page())))
    assert sum(passage.kind is PassageKind.LIST_ITEM and not passage.furniture for passage in document.passages) == 23


@pytest.mark.parametrize("dialect", ["semantic", "theme", "word_processor", "accordion", "line_breaks"])
def test_headings_of_the_seed_page_keep_their_levels(dialect: str) -> None:
    headings = [node for node in gwent_page() if isinstance(node, Heading)]
    document = read_html(gwent_html(dialect))
    read = [p for p in document.passages if p.kind is PassageKind.HEADING and not p.furniture]
    assert [Heading(p.text, p.level or 0) for p in read] == headings


@pytest.mark.parametrize("dialect", DIALECTS)
def test_link_of_the_seed_page_is_kept(dialect: str) -> None:
    document = read_html(gwent_html(dialect))
    assert [p.text for p in document.passages if p.links == ("/uploads/gwent-2017-cym.pdf",)] == [
        "Os hoffech chi ddarllen hwn trwy’r Gymraeg (PDF document)"
    ]


# Random trees ---------------------------------------------------------------------------------------------------

_VOCABULARY = """force should improve how it records crime when victims’ needs £5m 2017 body-worn (SOC) ‘county lines’
a of the co-ordinated officers, staff; Gwent’s – risk/harm 4Ps & <b> café"""
_WORDS = st.sampled_from(_VOCABULARY.split())
_PHRASE = st.lists(_WORDS, min_size=1, max_size=8).map(lambda words: "The " + " ".join(words))
_SENTENCE = _PHRASE.map(lambda phrase: phrase + ".")
_TITLE = _PHRASE.map(lambda phrase: phrase + " matters?")
_LEAF = st.builds(Item, _SENTENCE)
_BRANCH = st.builds(Item, _SENTENCE, st.lists(_LEAF, max_size=2).map(tuple))
_ITEM = st.builds(Item, _SENTENCE, st.lists(_BRANCH, max_size=3).map(tuple))
_SECTION = st.tuples(
    st.builds(Heading, _TITLE, st.integers(2, 4)),
    st.lists(st.builds(Grade, st.sampled_from(["Good", "Requires improvement", "Ungraded"])), max_size=1),
    st.lists(
        st.one_of(
            st.builds(Paragraph, _SENTENCE).map(lambda node: [node]),
            st.builds(Bullets, st.lists(_ITEM, min_size=1, max_size=4).map(tuple)).map(
                lambda node: [Paragraph("It should:"), node, Paragraph("That is all.")]
            ),
        ),
        max_size=3,
    ),
)


def _tree(sections: list[tuple[Heading, list[Grade], list[list[Node]]]]) -> list[Node]:
    nodes: list[Node] = [Heading("Gwent PEEL 2017", 1), Updated("Last updated 22/03/2018")]
    for heading, grades, groups in sections:
        nodes += [heading, *grades, *(node for group in groups for node in group)]
    nodes.append(Paragraph("These last words stand at the end of every page, so that its prose ends in a paragraph."))
    return nodes


_TREES = st.lists(_SECTION, min_size=1, max_size=3).map(_tree)
_OPENING = re.compile(r"<(p|div|li|ul|h[1-6]|span|td|section|article)(?=[\s>])([^>]*)>", re.IGNORECASE)
_BETWEEN = re.compile(r">\s*<(?=(?:p|div|ul|h[1-6]|section)[\s>])", re.IGNORECASE)


def with_noise(markup: str, seed: int) -> str:
    """The page with attributes, comments and white space that change nothing that is shown."""
    noise = random.Random(seed)

    def attributes(match: re.Match[str]) -> str:
        extra = noise.choice(
            ["", "", ' data-x="1 > 0"', f" id=n{noise.randrange(10**6)}", " lang=en", ' onclick="a()"']
        )
        return f"<{match[1]}{match[2]}{extra}>{noise.choice(['', '', '<!-- x -->', '<script>let a = 1;</script>'])}"

    def gap(_: re.Match[str]) -> str:
        return ">" + noise.choice(["", "\n", "\n\n   ", "<!-- <p>no</p> -->", "\t", "\u200b"]) + "<"

    head, body, tail = re.split(r"(<body>.*</body>)", markup, maxsplit=1, flags=re.DOTALL)
    return head + _BETWEEN.sub(gap, _OPENING.sub(attributes, body)) + tail


@pytest.mark.parametrize("dialect", DIALECTS)
@given(nodes=_TREES, seed=st.integers(0, 10**6))
def test_random_trees_are_read_back_exactly(dialect: str, nodes: list[Node], seed: int) -> None:
    written = DIALECTS[dialect](nodes)
    encoding = {"split_lists": "utf-16", "word_processor": "cp1252"}.get(dialect, "utf-8-sig")
    content = with_noise(written.decode(encoding), seed).encode(encoding, errors="xmlcharrefreplace")
    document = read_html(content)
    assert_whole(document)
    assert without_weight(facts_read(document)) == without_weight(list(facts_of(nodes)))
