"""Each passage can be found again in the bytes it was read from."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from pipeline.reading.read_html import read_html, resolve
from pipeline.words.blocks import words_of
from pipeline.words.model import Shown
from tests.dialects import DIALECTS, gwent_html

_ODD = (
    "<body><div id=main><p>a</p><p id=x>b</p><o:p>c</o:p></div><p id=x>d</p><my-card>e</my-card><div id='1 odd'>f</div>"
    "<img alt='Good' src=g.png><i class='rating requires-improvement'></i><div aria-label='Ungraded'></div>"
    "<ul><li>g<ul><li>h</li></ul>i</li></ul>loose<table><tr><td>j</td></tr></table></body></html><p>late</p>"
)


@pytest.mark.parametrize(
    "content", [*(gwent_html(name) for name in DIALECTS), _ODD.encode()], ids=[*DIALECTS, "odd elements"]
)
def test_words_of_a_passage_stand_at_its_locator(content: bytes) -> None:
    for passage in read_html(content).passages:
        assert passage.locator is not None
        found = resolve(content, passage.locator)
        assert found is not None
        assert set(words_of(passage.text)) <= set(words_of(found))


def test_locator_is_a_selector_that_anyone_can_use() -> None:
    content = gwent_html("semantic")
    soup = BeautifulSoup(content, "lxml")
    for passage in read_html(content).passages:
        element = soup.select_one(passage.locator or "")
        assert element is not None
        assert passage.text.split()[0] in element.get_text(" ")


def test_locator_starts_at_the_nearest_id_that_is_unique() -> None:
    passages = read_html(_ODD.encode()).passages
    assert [p.locator for p in passages[:6]] == [
        "#main > p:nth-of-type(1)",
        "#main > p:nth-of-type(2)",
        "#main",
        "html > body > p:nth-of-type(1)",
        "html > body > :nth-child(3)",
        "html > body > div:nth-of-type(2)",
    ]


def test_what_stands_for_words_is_found_too() -> None:
    content = _ODD.encode()
    shown = {
        p.shown: resolve(content, p.locator or "") for p in read_html(content).passages if p.shown is not Shown.TEXT
    }
    assert shown == {Shown.IMAGE: "Good", Shown.NAME: "rating requires improvement", Shown.HIDDEN: "Ungraded"}


def test_text_at_a_locator_has_a_line_for_each_line_of_the_page() -> None:
    assert resolve(b"<div id=a><p>one<br>two <b>three</b></p>four<script>no()</script></div>", "#a") == (
        "one\ntwo three\nfour"
    )


@pytest.mark.parametrize("locator", ["#nothing", "p:nth-of-type(9)", ">>", "", "p[", "line 17"])
def test_locator_that_leads_nowhere(locator: str) -> None:
    assert resolve(b"<p>x</p>", locator) is None
