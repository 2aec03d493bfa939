"""Our leaner builder makes the trees that BeautifulSoup's own builder makes."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.html_decode import decode_page
from pipeline.html_parse import parse
from tests.dialects import DIALECTS, gwent_html


def own(text: str) -> str:
    return str(BeautifulSoup(text, "lxml", multi_valued_attributes=None))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_trees_of_whole_pages_are_equal(dialect: str) -> None:
    text = decode_page(gwent_html(dialect)).text
    assert str(parse(text)) == own(text)


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<ul>", "<li>", "<b>", "</b>", "<o:p>", "<svg>", "x", "<td>", "<i a:b=1>", "\n"]
        )
    )
)
def test_trees_of_any_markup_are_equal(pieces: list[str]) -> None:
    text = "<body>" + "".join(pieces)
    assert str(parse(text)) == own(text)
