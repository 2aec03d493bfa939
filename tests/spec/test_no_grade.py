"""What ought not to give a grade: an attack on the reader by hand, in several media (field guide, A31 to A39)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_html import read_html
from pipeline.words.model import Interpretation
from tests.drawn import PREVENTING, VULNERABLE, codes, grades_in, in_a, in_b, in_c, path, pillar_page, said, section
from tests.quality.printed import in_html

PILLAR = "peel-assessments/peel-2017/kent/effectiveness"
REPORT = "peel-reports/kent-2023-25"
NOTICE = "news/news-feed/peel-police-effectiveness-2017-force-press-releases"


def in_every_medium(text: str, address: str) -> Iterator[Interpretation]:
    for lose in (in_b, in_a, in_c):
        yield said(lose(text), address)
    yield interpret(read_html(in_html(text)), path(address))


def stated(told: Interpretation) -> dict[str, object]:
    return {key: row for key, row in grades_in(told).items() if row[0]}


@pytest.mark.parametrize(
    "prose",
    [
        "Kent Police is good at responding to those who are vulnerable and at risk of harm.",
        "The force is good at protecting vulnerable people, its chief constable says.",
        "The force is good at protecting vulnerable people, but only by day.",
        "The victims’ unit is good, and it is judged to be good.",
        "The victims’ unit is small, but it is good at protecting vulnerable people.",
        "It is one of only four forces to be judged outstanding in how it deals with organised crime.",
        "Essex Police is good at protecting those who are vulnerable from harm, and supporting victims.",
        "The force thinks that it is good at protecting vulnerable people.",
        "The force would be good at protecting vulnerable people if it had more staff.",
        "The force was good at protecting vulnerable people last year.",
        "The force is not good at protecting vulnerable people.",
        "The force is judged by its partners to be good at protecting vulnerable people.",
        "The extent to which the force is effective at protecting vulnerable people is good.",
        "The force requires improvement plans from each district.",
    ],
)
def test_praise_and_blame_in_prose(prose: str) -> None:
    as_section = pillar_page(section(3, VULNERABLE, None, prose), grade=None)
    as_summary = pillar_page(section(3, VULNERABLE, None, "It works."), grade=None, summary=prose)
    for page in (as_section, as_summary):
        for told in in_every_medium(page, PILLAR):
            assert stated(told) == {}


FORCE_PAGE = (
    "Skip to content\n\nKent 2017\n\nRead more about Kent\n\nThis is HMICFRS’ fourth PEEL (police effectiveness, "
    "efficiency and legitimacy) assessment of Kent Police.\n\n{}\n"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The extent to which Essex Police is effective at keeping people safe and reducing crime is good.",
        "Last year, the extent to which the force is effective at keeping people safe and reducing crime is good.",
        "In 2016, the extent to which the force is effective at keeping people safe and reducing crime was good.",
        "The extent to which the force is effective at keeping people safe and reducing crime is good in parts.",
        "The extent to which the force is effective at reducing crime on trains is good.",
        "The extent to which the force is efficient at using its cars is good.",
        "The legitimacy of the force is good, the public say.",
        "HMI's observations\n\nHMIC judges Kent Police to be good.",
    ],
)
def test_extents_of_something_else(sentence: str) -> None:
    for told in in_every_medium(FORCE_PAGE.format(sentence), "peel-assessments/peel-2017/kent"):
        assert stated(told) == {}


@pytest.mark.parametrize(
    ("year", "carried"), [("2016", {"effectiveness-preventing-crime": ("Good", "carried_forward")}), ("2017", {})]
)
def test_a_grade_of_another_year_than_the_one_that_is_carried_over(year: str, carried: dict[str, object]) -> None:
    page = pillar_page(
        section(
            1,
            PREVENTING,
            None,
            "This question was not subject to detailed inspection in 2018/19, and our judgment from the 2016 "
            "effectiveness inspection has been carried over.",
        ),
        title="Kent PEEL 2018",
        headline="How effectively does the force reduce crime and keep people safe?",
        grade=None,
        summary=f"In {year}, we judged Kent Police as good at preventing crime and tackling anti-social behaviour.",
    )
    told = said(page, "peel-assessments/peel-2018/kent/effectiveness")
    read = [reading for reading in told.grades if reading.grade]
    assert {
        reading.subject.question_id.removeprefix("2018-19-"): (reading.grade, reading.status) for reading in read
    } == carried


def report(judgments: str = "", section: str = "Investigating crime\n\nThe force works.") -> str:
    return (
        "PEEL 2023–25: An inspection of Kent Police\n\nOverall summary\n\nOur inspection assessed how good Kent "
        "Police is in nine areas of policing. We make graded judgments in eight of these nine as follows:\n\n"
        f"{judgments}\n\nWe also inspected how effective a service Kent Police gives to victims of crime. "
        f"We don’t make a graded judgment in this overall area.\n\nWe set out our findings.\n\n{section}\n"
    )


@pytest.mark.parametrize(
    "judgments",
    [
        "Outstanding\n\nGood\n\nAdequate\n\nRequires improvement\n\nInadequate",
        "Outstanding: 1\n\nGood: 3\n\nAdequate: 4",
        "Good in three areas; adequate in five.",
    ],
)
def test_legends_and_counts(judgments: str) -> None:
    for told in in_every_medium(report(judgments), REPORT):
        assert stated(told) == {}


@pytest.mark.parametrize(
    "body",
    [
        "Outstanding\n\nGood\n\nAdequate\n\nRequires improvement\n\nInadequate\n\nThe force works.",
        "Previous grade\n\nGood\n\nThe force works.",
        "In 2021/22:\n\nGood\n\nThe force works.",
        "“Good”\n\nThe force works.",
        "Good?\n\nThe force works.",
        "Victims rate it as:\n\nGood\n\nThe force works.",
        "Innovative practice\n\nGood\n\nThe force works.",
        "The force works.\n\nGood",
    ],
)
def test_labels_that_are_not_the_sections(body: str) -> None:
    for told in in_every_medium(report(section=f"Investigating crime\n\n{body}"), REPORT):
        assert stated(told) == {}


@pytest.mark.parametrize(
    "head",
    ["2021/22", "Previous grade", "Number of forces graded good", "Essex Police", "Public’s view", "2023–25 | 2021/22"],
)
def test_a_table_of_something_else(head: str) -> None:
    last = " | Good" if "|" in head else ""
    page = report(f"| Area | {head} |\n| Investigating crime | {'Adequate' if last else 'Good'}{last} |")
    told = interpret(read_html(in_html(page)), path(REPORT))
    assert stated(told) == ({"investigating-crime": ("Adequate", "graded")} if last else {})
    assert "grade_cell_unbound" in codes(told)


@pytest.mark.parametrize(
    "head", ["Grade", "Our judgment", "Graded judgment", "2023–25", "PEEL 2023–25 grade", "Kent Police"]
)
def test_a_table_of_the_reports_own_grades(head: str) -> None:
    page = report(f"| Area of policing | {head} |\n| Investigating crime | Good |")
    told = interpret(read_html(in_html(page)), path(REPORT))
    assert stated(told) == {"investigating-crime": ("Good", "graded")}


def test_a_table_under_a_heading_of_another_time() -> None:
    table = "| Area | Grade |\n| Investigating crime | Good |"
    for heading in ("Previous grades", "What we found in 2021/22"):
        page = report(section=f"{heading}\n\n{table}\n\nThe force works.")
        assert stated(interpret(read_html(in_html(page)), path(REPORT))) == {}


@pytest.mark.parametrize(
    "lead_in",
    [
        "The chief constable said that Essex Police:",
        "In 2016, HMIC judged that Essex Police:",
        "Last year we judged that Essex Police:",
        "We want every force to say that it:",
        "HMICFRS said that forces like Kent Police:",
    ],
)
def test_lists_of_a_notice_in_other_words(lead_in: str) -> None:
    page = (
        "Skip to content\n\nPEEL: Police effectiveness 2017\n\nPublished on: 22 March 2018\n\nEssex Police\n\n"
        "{}\n\n  • is ‘good’ at investigating crime.\n\nThat is all there is.\n"
    )
    for told in in_every_medium(page.format(lead_in), NOTICE):
        assert stated(told) == {}
        assert "press_grade_unbound" in codes(told)
    for told in in_every_medium(page.format("HMICFRS judged that Essex Police:"), NOTICE):
        assert stated(told) == {"effectiveness-investigating-crime": ("Good", "graded")}
