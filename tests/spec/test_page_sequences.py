"""The page sequences of each cycle (field guide 4.3), on the whole drawn pages of the quality set."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_text import read_text
from tests.drawn import PREVENTING, Page, codes, grades_in, in_b, lines, path, pillar_page, published, said, section
from tests.quality.measure import Labelled, labelled_set

PAGES = {page.name: page for page in labelled_set()}

EXPECTED = {
    "2014-force-cheshire": ("force_page", "2014", None),
    "2014-force-gloucestershire": ("force_page", "2014", None),
    "2014-pillar-gloucestershire-efficiency": ("pillar_page", "2014", "efficiency"),
    "2014-pillar-humberside": ("pillar_page", "2014", "effectiveness"),
    "2014-pillar-lancashire-legitimacy": ("pillar_page", "2014", "legitimacy"),
    "2015-force-kent": ("force_page", "2015", None),
    "2015-leadership-hampshire": ("leadership_page", "2015", "leadership"),
    "2015-pillar-derbyshire-effectiveness": ("pillar_page", "2015", "effectiveness"),
    "2015-pillar-essex": ("pillar_page", "2015", "legitimacy"),
    "2015-pillar-humberside-efficiency": ("pillar_page", "2015", "efficiency"),
    "2016-force-dyfed-powys": ("force_page", "2016", None),
    "2016-leadership-cleveland": ("leadership_page", "2016", "leadership"),
    "2016-pillar-bedfordshire": ("pillar_page", "2016", "effectiveness"),
    "2016-pillar-devon-and-cornwall-efficiency": ("pillar_page", "2016", "efficiency"),
    "2016-pillar-durham-legitimacy": ("pillar_page", "2016", "legitimacy"),
    "2017-force-greater-manchester": ("force_page", "2017", None),
    "2017-force-hertfordshire": ("force_page", "2017", None),
    "2017-pillar-city-of-london-legitimacy": ("pillar_page", "2017", "legitimacy"),
    "2017-pillar-devon-and-cornwall": ("pillar_page", "2017", "efficiency"),
    "2017-pillar-kent-effectiveness": ("pillar_page", "2017", "effectiveness"),
    "2017-question-lincolnshire": ("pillar_page", "2017", "effectiveness"),
    "2017-press-effectiveness": ("press_notice", "2017", "effectiveness"),
    "2018-19-detailed-bedfordshire": ("detailed_findings", "2018-19", "efficiency"),
    "2018-19-detailed-gwent-effectiveness": ("detailed_findings", "2018-19", "effectiveness"),
    "2018-19-force-cleveland": ("force_page", "2018-19", None),
    "2018-19-force-kent": ("force_page", "2018-19", None),
    "2018-19-overview-questions": ("overview", "2018-19", None),
    "2018-19-overview-pillars": ("overview", "2018-19", None),
    "2018-19-pillar-city-of-london-legitimacy": ("pillar_page", "2018-19", "legitimacy"),
    "2018-19-pillar-cumbria": ("pillar_page", "2018-19", "effectiveness"),
    "2018-19-pillar-merseyside-efficiency": ("pillar_page", "2018-19", "efficiency"),
    "2018-19-press-group-2": ("press_notice", "2018-19", None),
    "2021-22-press-humberside": ("press_notice", "2021-22", None),
    "2021-22-report-dorset": ("report", "2021-22", None),
    "2021-22-report-durham": ("report", "2021-22", None),
    "2021-22-report-gloucestershire": ("report", "2021-22", None),
    "2021-22-report-kent": ("report", "2021-22", None),
    "2021-22-report-leicestershire": ("report", "2021-22", None),
    "2021-22-report-merseyside": ("report", "2021-22", None),
    "2021-22-welsh-dyfed-powys": ("report", "2021-22", None),
    "2021-22-welsh-gwent": ("report", "2021-22", None),
    "2023-25-report-cleveland": ("report", "2023-25", None),
    "2023-25-report-derbyshire": ("report", "2023-25", None),
    "2023-25-report-devon-and-cornwall": ("report", "2023-25", None),
    "2023-25-report-essex": ("report", "2023-25", None),
    "2023-25-section-dorset": ("report_section", "2023-25", None),
    "2023-25-separate-integrity-hampshire": ("separate_report", "2023-25", None),
    "2025-27-report-kent": ("report", "2025-27", None),
}

LACKING = {"graded_areas_stated", "inadequate_has_concern"}
"""Checks that fail on drawings of reports, since they show some areas only."""

MANY_FORCES = {"overview", "press_notice"}


def test_every_drawn_page_is_expected_here() -> None:
    assert PAGES.keys() == EXPECTED.keys()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_kind_cycle_and_pillar(page: Labelled) -> None:
    identity = interpret(read_text(in_b(page.text).encode()), path(page.address)).identity
    assert (identity.page_kind, identity.cycle_id, identity.pillar) == EXPECTED[page.name]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_title_alone_identifies_what_has_a_title(page: Labelled) -> None:
    with_address = interpret(read_text(in_b(page.text).encode()), path(page.address)).identity
    alone = interpret(read_text(in_b(page.text).encode()), None).identity
    if page.name == "2021-22-report-kent" or "welsh" in page.name:
        # These captures begin below the page's title.
        assert alone.cycle_id is None
    elif with_address.page_kind not in MANY_FORCES:
        assert (alone.force_id, alone.cycle_id) == (with_address.force_id, with_address.cycle_id)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_no_error_and_no_word_lost(page: Labelled) -> None:
    rows = published(Page(in_b(page.text), page.address))
    assert [row["message"] for row in rows["problems"] if row["severity"] == "error"] == []
    document = rows["documents"][0]
    assert document["words"] == document["words_claimed"]
    failed = {check["check_id"] for check in rows["checks"] if check["passed"] is False}
    assert {check for check in failed if not check.startswith("published:")} <= LACKING


@pytest.mark.parametrize("name", ["2016-pillar-bedfordshire", "2017-pillar-devon-and-cornwall"])
def test_sections_follow_one_another(name: str) -> None:
    said_there = interpret(read_text(PAGES[name].text.encode()), path(PAGES[name].address))
    paths = [placed.section_path for placed in said_there.passages if placed.kind == "list_item"]
    assert all(" > " in section and "?" in section for section in paths)
    assert any(section.endswith("Areas for improvement") for section in paths)


def test_2018_19_sub_headings_stand_inside_their_question() -> None:
    page = PAGES["2018-19-detailed-bedfordshire"]
    told = interpret(read_text(in_b(page.text).encode()), path(page.address))
    sub = next(p for p in told.passages if p.passage.text == "Assessing current demand")
    assert "How well does the force use its resources" in sub.section_path


def test_2015_leadership_page() -> None:
    told = said(
        lines(
            """
            Skip to content

            Cleveland PEEL 2015

            Other inspections

            How well has the force performed in our other inspections?

            Leadership

            Last updated 25/02/2016

            The force has leaders.

            Questions for Leadership

            1

            How well does the force have a clear understanding of the current state of its leadership at every level?

            It asks every rank and grade.
            """
        ),
        "peel-assessments/peel-2015/cleveland/leadership",
    )
    assert [(r.subject.question_id, str(r.status)) for r in told.grades] == [
        ("2015-leadership-understanding", "not_graded")
    ]
    assert str(told.identity.last_updated) == "2016-02-25"


def test_2016_force_page_before_the_effectiveness_grade() -> None:
    told = said(
        lines(
            """
            Skip to content

            Cumbria 2016

            Read more about Cumbria 2016

            The extent to which the constabulary is effective at keeping people safe and reducing crime: not yet graded.

            The extent to which the constabulary is efficient at keeping people safe and reducing crime is: good.

            The efficiency and legitimacy inspection findings are published below.

            How effective is the force at keeping people safe and reducing crime?

            To be graded

            PEEL assessments are updated throughout the year, as the results become available. The graded judgments \\
            for effectiveness will be published in March 2017. See last year’s assessment of the force’s effectiveness.

            View the five questions for effectiveness

            How efficient is the force at keeping people safe and reducing crime?

            Last updated 03/11/2016
            Good

            Cumbria Constabulary has been assessed as good in respect of the efficiency with which it works.
            """
        ),
        "peel-assessments/peel-2016/cumbria",
    )
    told_grades = {(r.subject.pillar, str(r.grade), str(r.status)) for r in told.grades}
    assert told_grades == {
        ("effectiveness", "None", "not_yet_graded"),
        ("efficiency", "Good", "graded"),
    }
    assert "labels_conflict" not in codes(told)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (22, "• increase the number of visits; and • monitor them."),
        (22, "The force should record reports of crime;ensure that on all occasions it checks them."),
        (23, "[on]3rd November 2016 [status]awaiting-review[/status][/on]"),
    ],
)
def test_a22_a23_the_recommendations_register_is_no_report(number: int, text: str) -> None:
    told = interpret(
        read_text(f"Recommendations\n\nCause of concern\n\n{text}\n".encode()),
        "https://hmicfrs.justiceinspectorates.gov.uk/?recommendation-theme=recording",
    )
    assert codes(told) == ["not_a_peel_page"], number
    assert (told.findings, told.bullets) == ((), ())


def test_a_title_at_the_end_of_a_page_makes_no_frame_of_its_text() -> None:
    title = "Kent PEEL 2017"
    page = pillar_page(section(1, PREVENTING, "Good", "It should:\n\n  • look."), title=title).replace(
        f"{title}\n\n", ""
    )
    told = said(f"{page}\n{title}\n", "peel-assessments/peel-2017/kent/effectiveness")
    assert grades_in(told) == {
        "effectiveness": ("Good", "graded"),
        "effectiveness-preventing-crime": ("Good", "graded"),
    }
    assert [bullet.text for bullet in told.bullets] == ["look."]
