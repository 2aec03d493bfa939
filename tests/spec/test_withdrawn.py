"""Reports and judgments that were withdrawn (issue 6, statuses). All wordings here are by analogy with other bodies."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_html import read_html
from tests.drawn import (
    INVESTIGATING,
    VULNERABLE,
    Page,
    codes,
    grades_in,
    gradings,
    one,
    path,
    pillar_page,
    published,
    said,
    section,
    table,
)

ADDRESS = "peel-assessments/peel-2017/kent/effectiveness"
GOOD = ("Good", "graded")
WITHDRAWN = (None, "withdrawn")


def page(*before: str, label: str = "Good", body: str = "It works.") -> str:
    sections = section(2, INVESTIGATING, "Good", "It works."), section(3, VULNERABLE, label, body)
    return "\n\n".join(["Skip to content", *before]) + pillar_page(*sections).removeprefix("Skip to content")


@pytest.mark.parametrize(
    "banner",
    [
        "This report has been withdrawn.",
        "This publication was withdrawn on 5 April 2019",
        "Please note: this report was withdrawn on 5 April 2019 after a review of its evidence.",
        "We have withdrawn this report. A new one will be published.",
        "All judgments in this report have been withdrawn.",
        "Withdrawn",
        "Withdrawn on 5 April 2019",
    ],
)
def test_a_withdrawn_report_states_no_grade_and_keeps_its_words(banner: str) -> None:
    told = said(page(banner), ADDRESS)
    assert set(grades_in(told).values()) == {WITHDRAWN}
    assert "report_withdrawn" in codes(told)
    quoted = [reading.evidence for reading in told.grades if reading.subject.question_id]
    assert {evidence.quote for evidence in quoted} == {"Good"}
    assert all("it was Good" in evidence.rule for evidence in quoted)


def test_a_withdrawn_report_in_tables() -> None:
    rows = published(Page(page("This report has been withdrawn."), ADDRESS))
    assert set(gradings(rows).values()) == {WITHDRAWN}
    assert one(rows["problems"], code="report_withdrawn")["severity"] == "warning"


@pytest.mark.parametrize(
    "prose",
    [
        "The force told us that this report was withdrawn from use by its board.",
        "Officers were withdrawn from the town.",
        "Withdrawn reports",
        "This guidance was withdrawn on 5 April 2019.",
        "If this report has been withdrawn, tell us.",
    ],
)
def test_other_words_of_withdrawal_change_nothing(prose: str) -> None:
    assert set(grades_in(said(page(prose), ADDRESS)).values()) == {GOOD}
    assert grades_in(said(page(body=prose), ADDRESS))["effectiveness-vulnerable-people"] == GOOD


def test_this_report_in_a_section_is_another_report() -> None:
    body = "The College wrote of it in 2014. This report has been withdrawn."
    assert grades_in(said(page(body=body), ADDRESS))["effectiveness-vulnerable-people"] == GOOD
    body = "It works.\n\nThis report has been withdrawn."
    assert grades_in(said(page(body=body), ADDRESS))["effectiveness-vulnerable-people"] == GOOD


@pytest.mark.parametrize(
    "body",
    [
        "This judgment has been withdrawn.",
        "We looked again. We have withdrawn our judgment for this question.",
        "The grade for this question was withdrawn on 5 April 2019 after new evidence came to light.",
    ],
)
def test_a_withdrawn_judgment_takes_its_own_grade_only(body: str) -> None:
    told = said(page(body=body), ADDRESS)
    assert grades_in(told) == {
        "effectiveness": GOOD,
        "effectiveness-investigating-crime": GOOD,
        "effectiveness-vulnerable-people": WITHDRAWN,
    }
    assert "judgment_withdrawn" in codes(told)
    quotes = [r.evidence.quote for r in told.grades if r.subject.question_id == "2017-effectiveness-vulnerable-people"]
    assert "Good" in quotes


def test_a_label_says_withdrawn() -> None:
    assert grades_in(said(page(label="Withdrawn"), ADDRESS))["effectiveness-vulnerable-people"] == WITHDRAWN
    told = said(page(label="Good\n\nWithdrawn"), ADDRESS)
    assert grades_in(told)["effectiveness-vulnerable-people"] == WITHDRAWN
    assert "labels_conflict" not in codes(told)


def test_a_table_cell_says_withdrawn() -> None:
    document = table([("Investigating crime", "Grade", "Withdrawn")], before=["Kent PEEL 2018", "Effectiveness"])
    told = interpret(document, path("peel-assessments/peel-2018/kent/effectiveness"))
    assert grades_in(told)["effectiveness-investigating-crime"] == WITHDRAWN


def test_a_judgment_under_review_stands_and_is_told() -> None:
    told = said(page(body="This judgment is under review after new evidence."), ADDRESS)
    assert grades_in(told)["effectiveness-vulnerable-people"] == GOOD
    assert "judgment_under_review" in codes(told)


def test_what_is_never_graded_is_not_withdrawn() -> None:
    special = section(5, "How effective are the force’s specialist capabilities?", "Ungraded", "It has plans.")
    told = said(pillar_page(special, summary="It has."), ADDRESS)
    assert grades_in(told)["effectiveness-specialist-capabilities"] == (None, "not_graded")
    text = "This report has been withdrawn.\n\n" + pillar_page(special, summary="It has.")
    assert grades_in(said(text, ADDRESS))["effectiveness-specialist-capabilities"] == (None, "not_graded")


def test_a_withdrawn_notice_gives_no_reading() -> None:
    notice = (
        "Skip to content\n\nPolice effectiveness 2017: Essex\n\n{}HMICFRS judged that Essex Police:\n\n"
        "  • is ‘good’ at investigating crime and reducing re-offending.\n\nThat is all.\n"
    )
    address = "news/news-feed/peel-police-effectiveness-2017-force-press-releases"
    assert grades_in(said(notice.format(""), address))
    told = said(notice.format("This press release has been withdrawn.\n\n"), address)
    assert grades_in(told) == {}
    assert "report_withdrawn" in codes(told)


def struck(label: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><body><main><h1>Kent PEEL 2017</h1><h2>Effectiveness</h2>'
        f"<h3>{INVESTIGATING}</h3><p>Good</p><p>It works.</p><h3>{VULNERABLE}</h3>{label}<p>It works well.</p>"
        "</main></body></html>"
    )


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_a_label_that_is_struck_through_is_withdrawn(tag: str) -> None:
    told = interpret(read_html(struck(f"<p><{tag}>Good</{tag}></p>").encode()), path(ADDRESS))
    assert grades_in(told)["effectiveness-vulnerable-people"] == WITHDRAWN
    assert grades_in(told)["effectiveness-investigating-crime"] == GOOD
    assert "judgment_withdrawn" in codes(told)
    assert not [problem for problem in told.problems if problem.severity == "error"]


@pytest.mark.parametrize("label", ["<p><s>Good</s> Inadequate</p>", "<p><s>Good</s></p><p>Inadequate</p>"])
def test_a_label_beside_one_that_is_struck_through_stands(label: str) -> None:
    told = interpret(read_html(struck(label).encode()), path(ADDRESS))
    assert grades_in(told)["effectiveness-vulnerable-people"] == ("Inadequate", "graded")


def test_struck_words_in_a_text_stay_in_it() -> None:
    told = read_html(struck("<p>Good</p><p>It <del>never worked so far at all</del> works.</p>").encode())
    assert "It never worked so far at all works." in [passage.text for passage in told.passages]


def test_a_struck_grade_in_a_table_cell() -> None:
    page_of_2018 = (
        '<!DOCTYPE html><html lang="en"><body><main><h1>Kent PEEL 2018</h1><h2>Effectiveness</h2><table>'
        "<tr><th>Question</th><th>Grade</th></tr><tr><th>Investigating crime</th><td><s>Good</s></td></tr>"
        "<tr><th>Protecting vulnerable people</th><td>Good</td></tr></table><p>It works well.</p></main></body></html>"
    )
    address = "peel-assessments/peel-2018/kent/effectiveness"
    told = grades_in(interpret(read_html(page_of_2018.encode()), path(address)))
    assert told["effectiveness-investigating-crime"] == WITHDRAWN
    assert told["effectiveness-vulnerable-people"] == GOOD
