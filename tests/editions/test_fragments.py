"""What printed reports have and web pages lack, in small: covers, summary boxes, tables with years."""

from __future__ import annotations

import pytest

from pipeline.meaning.covers import cover_lines, cover_title, pillar_named
from pipeline.meaning.titles import Titles
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import Passage, PassageKind
from tests.dialects import Grade, Heading, Paragraph
from tests.drawn import Page, published
from tests.editions.nodes import Boxed, Cover, NewPage, Node, Table
from tests.editions.pages import MAKERS
from tests.editions.test_rows import grades

COVER = Cover(("PEEL: Police effectiveness 2016", "An inspection of Essex Police"), ("November 2016", "© HMIC 2016"))
FRONT: list[Node] = [COVER, NewPage(), Heading("Effectiveness overview", 1), Grade("Good"), NewPage()]
INVESTIGATING = "How effective is the force at investigating crime and reducing re-offending?"


def rows_of(maker: str, *nodes: Node) -> dict[str, tuple[object, object, object]]:
    document = read_pdf(MAKERS[maker]([*FRONT, *nodes], "PEEL: Police effectiveness 2016"))
    return grades(published(Page(f"essex by {maker}", document=document)))


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["PEEL: Police legitimacy 2016", "An inspection of", "Kent Police"], "Kent Police"),
        (["PEEL 2021/22 – An inspection of Kent Police"], "PEEL 2021/22 – An inspection of Kent Police"),
        (["Contents", "Next steps"], None),
    ],
)
def test_the_title_is_put_together_from_its_lines(lines: list[str], title: str | None) -> None:
    passages = [Passage(at, PassageKind.HEADING, line) for at, line in enumerate(lines, start=1)]

    found = cover_title(cover_lines(passages))

    assert found is None if title is None else (found or "").endswith(title)
    assert found is None or found.startswith("PEEL")


@pytest.mark.parametrize(
    ("line", "pillar"),
    [
        ("PEEL: Police effectiveness 2017", "effectiveness"),
        ("PEEL: Police effectiveness (vulnerability) 2015", "effectiveness"),
        ("Police effectiveness, efficiency and legitimacy 2018/19", None),
        ("The effectiveness of the police in 2017", None),
    ],
)
def test_the_pillar_is_that_of_the_title(line: str, pillar: str | None) -> None:
    assert pillar_named(line) == pillar


@pytest.mark.parametrize("maker", MAKERS)
def test_a_grade_in_the_summary_of_findings_is_the_chapters(maker: str) -> None:
    told = rows_of(
        maker,
        Heading(INVESTIGATING, 1),
        Paragraph("The force was visited in a made-up spring, and its officers were asked about their work."),
        Heading("How well does the force bring offenders to justice?", 2),
        Paragraph(
            "It brings them there in made-up vans. The words Good and Inadequate are no grades in this sentence."
        ),
        Boxed("Summary of findings", (Grade("Requires improvement"), Paragraph("The force must do more."))),
    )

    assert told["effectiveness"] == ("Good", "graded", None)
    assert told["effectiveness-investigating-crime"] == ("Requires improvement", "graded", None)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_grade_in_another_box_is_nobodys(maker: str) -> None:
    told = rows_of(
        maker,
        Heading(INVESTIGATING, 1),
        Paragraph("The force was visited in a made-up spring, and its officers were asked about their work."),
        Heading("Crime data integrity", 2),
        Paragraph("This is another inspection, and its grade is another one."),
        Grade("Inadequate"),
    )

    assert told["effectiveness-investigating-crime"] == (None, "unreadable", None)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(
    ("column", "told", "outcome"),
    [
        ("Last inspected", "2015", ("Good", "carried_forward", "2015")),
        ("Last inspected", "2016", ("Good", "graded", None)),
        ("Last inspected", "in spring", ("Good", "graded", None)),
        ("Published", "2015", ("Good", "graded", None)),
    ],
)
def test_a_year_tells_a_carried_grade_only_under_its_head(
    column: str, told: str, outcome: tuple[object, object, object], maker: str
) -> None:
    rows = rows_of(maker, Table((("Area", "Grade", column), (INVESTIGATING, "Good", told))))

    assert rows["effectiveness-investigating-crime"] == outcome


def test_titles_in_one_cell_are_cut_apart_only_in_one_way() -> None:
    titles = Titles("2021-22", "B")

    assert titles.in_cell("Preventing crime Managing offenders") == ["Preventing crime", "Managing offenders"]
    assert titles.in_cell("Managing offenders and suspects") == ["Managing offenders and suspects"]
    assert titles.in_cell("Preventing crime in made-up towns") == ["Preventing crime in made-up towns"]
