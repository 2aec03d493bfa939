"""Pages as badly written as they come, each read by eye against the markup: what a browser shows is what is read."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from tests.html.reading import content, read

TITLE = "How effective is the force at investigating crime and reducing re-offending?"
FIRST = "How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?"
WHERE = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/effectiveness/"


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<picture><source srcset=x.webp><source srcset=y.webp><img alt=Good src=x></picture>", ["label (image) Good"]),
        ("<p>re<wbr>-offending<wbr> is rare</p><p>after</p>", ["p re-offending is rare", "p after"]),
        ("<p>before<embed src=x>after</p>", ["p beforeafter"]),
        ("<ul><li>an anti<wbr>social one</li><li>two</li></ul>", ["• an antisocial one", "• two"]),
    ],
)
def test_elements_without_content_swallow_nothing(markup: str, lines: list[str]) -> None:
    assert content(markup) == lines


def test_bullet_that_is_typed_without_a_space_in_a_list_item_is_no_lost_word() -> None:
    assert content("<ul><li>•one</li><li>•two</li></ul>") == ["• one", "• two"]


def test_picture_that_is_an_object_parts_words() -> None:
    assert content("<p>one<object data=/i/mark.svg></object>two</p>") == ["p one two"]


def test_word_processor_elements_stand_in_their_line() -> None:
    assert content("<p>one <o:p>two</o:p> three</p>") == ["p one two three"]


def grades(markup: str) -> list[tuple[str | None, str | None]]:
    body = (
        f"<main><h1>Kent PEEL 2017</h1><p>Last updated 22/03/2018</p><p>It works.</p>{markup}<p>It is slow.</p></main>"
    )
    return sorted(
        ((g.subject.question_id or "").partition("ness-")[2], g.grade) for g in interpret(read(body), WHERE).grades
    )


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (
            f"<ul><li><details><summary>{TITLE}</summary><p>Good</p><ul><li>inner</li></ul></details></li>"
            f"<li><details><summary>{FIRST}</summary><p>Inadequate</p></details></li></ul>",
            [("investigating-crime", "Good"), ("preventing-crime", "Inadequate")],
        ),
        (
            f"<ul><li><a href=/x><h3>{FIRST}</h3></a><p>Good</p></li>"
            f"<li><h3>{TITLE}</h3><b>Inadequate</b><ul><li>item</li></ul></li></ul>",
            [("investigating-crime", "Inadequate"), ("preventing-crime", "Good")],
        ),
        (
            f"<h3>{TITLE}<p>Inadequate<p>Text <b>bold <i>both</b> italic</i><ul><li>a<li>b<ol><li>c</ul>",
            [("investigating-crime", "Inadequate")],
        ),
        (
            f'<h3>{TITLE}</h3><p style="display:none">Good</p><div hidden>Outstanding</div><p>Requires improvement</p>',
            [("investigating-crime", "Requires improvement")],
        ),
        (
            f"<h3>{TITLE}</h3><p>Re<!-- x -->quires&nbsp;impro&shy;ve<wbr>ment</p>",
            [("investigating-crime", "Requires improvement")],
        ),
        (
            f'<h3>{TITLE}</h3><ol class="scale"><li>Outstanding</li><li aria-current="true">Good</li>'
            "<li>Requires improvement</li><li>Inadequate</li></ol>",
            [("investigating-crime", None)],
        ),
        (
            f"<h3>{FIRST}</h3><h3><picture><source srcset=x><img alt=Good src=x></picture>{TITLE}</h3>",
            [("investigating-crime", "Good"), ("preventing-crime", None)],
        ),
        (
            f"<table width=100%><tr><td valign=top><b>{TITLE}</b><br>Good</td><td><ul><li>one<ul><li>deep</ul></ul>"
            "</td></tr></table>",
            [("investigating-crime", "Good")],
        ),
    ],
)
def test_grades_of_badly_written_pages(markup: str, found: list[tuple[str, str | None]]) -> None:
    assert grades(markup) == found
