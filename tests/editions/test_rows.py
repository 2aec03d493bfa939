"""PDF reports to rows: what is drawn as a printed report gives the rows of the same words as a web page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from pipeline.product.arrow import Row, Rows
from pipeline.readers import Limits, read
from pipeline.reading.read_pdf import read_pdf
from tests import dialects
from tests.drawn import Page, one, published
from tests.editions import gwent, made_up
from tests.editions.nodes import Node
from tests.editions.pages import MAKERS
from tests.editions.web import html_page

ADDRESSES = {
    "gwent": "peel-assessments/peel-2017/gwent/effectiveness",
    "durham": "publications/peel-assessment-2018-19-durham",
    "kent": "peel-reports/kent-2021-22",
    "dyfed-powys": "peel-reports/heddlu-dyfed-powys-2021-22",
}
REPORTS: dict[str, tuple[Callable[[], Sequence[Node]], str]] = {
    "gwent": (gwent.gwent_report, gwent.RUNNING_HEAD),
    "durham": (made_up.durham_2018, made_up.DURHAM_HEAD),
    "kent": (made_up.kent_2021, made_up.KENT_HEAD),
    "dyfed-powys": (made_up.dyfed_powys_2021, made_up.DYFED_HEAD),
}
every_maker = pytest.mark.parametrize("maker", MAKERS)


@cache
def rows_of_pdf(report: str, maker: str) -> Rows:
    """The published rows of a report that is held as PDF only, under no address."""
    nodes, running_head = REPORTS[report]
    document = read_pdf(MAKERS[maker](nodes(), running_head))
    return published(Page(f"{report} by {maker}", document=document))


@cache
def rows_of_page(report: str) -> Rows:
    """The published rows of the same report as a web page."""
    content = dialects.gwent_html("semantic") if report == "gwent" else html_page(REPORTS[report][0]())
    return published(Page(report, ADDRESSES[report], document=read(content, "text/html", Limits())))


def grades(rows: Rows) -> dict[str, tuple[object, object, object]]:
    return {
        (row["question_id"] or row["pillar"] or "").removeprefix(f"{row['cycle_id']}-"): (
            row["grade"],
            row["status"],
            row["carried_from"],
        )
        for row in rows["gradings"]
    }


def findings(rows: Rows) -> list[tuple[object, ...]]:
    """The findings without what belongs to one edition alone."""
    texts = {row["finding_id"]: row["text"] for row in rows["findings"]}
    return sorted(
        (
            row["finding_id"],
            row["question_id"],
            row["kind"],
            row["ordinal"],
            row["text"],
            row["full_text"],
            texts.get(row["parent_finding_id"]),
            row["addressee"],
            row["deadline_text"],
        )
        for row in rows["findings"]
    )


def bullets(rows: Rows) -> list[tuple[object, ...]]:
    """The bullets without what belongs to one edition alone: its headings and the number of the list in it."""
    kept = ("bullet_id", "question_id", "kind", "finding_id", "lead_in", "parent_bullet_id", "depth", "path", "text")
    return sorted(tuple(row[name] for name in (*kept, "full_text")) for row in rows["bullets"] if row["question_id"])


def problems(rows: Rows, *severities: str) -> list[str]:
    return [f"{row['code']}: {row['message']}" for row in rows["problems"] if row["severity"] in severities]


@every_maker
@pytest.mark.parametrize(
    ("report", "force", "cycle", "pillar", "language", "title"),
    [
        (
            "gwent",
            "gwent",
            "2017",
            "effectiveness",
            "en",
            "PEEL: Police effectiveness 2017 – An inspection of Gwent Police",
        ),
        (
            "durham",
            "durham",
            "2018-19",
            None,
            "en",
            "PEEL – Police effectiveness, efficiency and legitimacy 2018/19 – An inspection of Durham Constabulary",
        ),
        (
            "kent",
            "kent",
            "2021-22",
            None,
            "en",
            "PEEL 2021/22 – Police effectiveness, efficiency and legitimacy – An inspection of Kent Police",
        ),
        ("dyfed-powys", "dyfed-powys", "2021-22", None, "cy", "PEEL 2021/22 – Arolygiad o Heddlu Dyfed-Powys"),
    ],
)
def test_identity_is_that_of_the_cover(
    report: str, force: str, cycle: str, pillar: str | None, language: str, title: str, maker: str
) -> None:
    (document,) = rows_of_pdf(report, maker)["documents"]

    assert document["page_kind"] == "report"
    assert (document["force_id"], document["cycle_id"], document["pillar"]) == (force, cycle, pillar)
    assert (document["language"], document["title"]) == (language, title)


@every_maker
def test_a_pillars_report_of_2017(maker: str) -> None:
    assert grades(rows_of_pdf("gwent", maker)) == {
        "effectiveness": ("Requires improvement", "graded", None),
        "effectiveness-vulnerable-people": ("Requires improvement", "graded", None),
        "effectiveness-serious-organised-crime": ("Requires improvement", "graded", None),
        "effectiveness-specialist-capabilities": (None, "not_graded", None),
    }


@every_maker
def test_an_integrated_report_of_2018(maker: str) -> None:
    assert grades(rows_of_pdf("durham", maker)) == made_up.DURHAM_GRADES


@every_maker
def test_a_report_of_2021(maker: str) -> None:
    assert grades(rows_of_pdf("kent", maker)) == made_up.KENT_GRADES


@every_maker
def test_a_welsh_report_of_2021(maker: str) -> None:
    told = {key: row for key, row in grades(rows_of_pdf("dyfed-powys", maker)).items() if row[1] != "unreadable"}

    assert told == made_up.DYFED_GRADES


@every_maker
@pytest.mark.parametrize("report", ["gwent", "durham", "kent"])
def test_findings_and_bullets_are_those_of_the_web_page(report: str, maker: str) -> None:
    printed, page = rows_of_pdf(report, maker), rows_of_page(report)

    assert grades(printed) | grades(page) == grades(printed)
    assert findings(printed) == findings(page)
    assert bullets(printed) == bullets(page)
    assert bullets(printed)


@every_maker
@pytest.mark.parametrize("report", ["gwent", "durham", "kent"])
def test_readings_agree_and_nothing_is_wrong(report: str, maker: str) -> None:
    rows = rows_of_pdf(report, maker)

    assert {row["agree"] for row in rows["gradings"]} <= {True, None}
    assert problems(rows, "error", "warning") == []
    (document,) = rows["documents"]
    assert document["words"] == document["words_claimed"]


@every_maker
def test_the_page_of_each_reading_is_told(maker: str) -> None:
    rows = rows_of_pdf("durham", maker)
    places = [row for row in rows["evidence"] if row["entity_id"] == "durham-2018-19-effectiveness-preventing-crime"]

    assert {row["page"] for row in rows["evidence"]} <= set(range(3, 12))
    assert [(row["reading"], row["page"]) for row in sorted(places, key=lambda row: row["passage_ordinal"])] == [
        ("table", 4),
        ("label", 5),
        ("sentence", 5),
    ]


@every_maker
def test_recommendations_answer_the_concern_and_have_its_times(maker: str) -> None:
    rows = rows_of_pdf("kent", maker)
    concern = one(rows["findings"], kind="cause_of_concern")
    told = {row["text"]: row["deadline_text"] for row in rows["findings"] if row["kind"] == "recommendation"}

    assert {row["parent_finding_id"] for row in rows["findings"] if row["kind"] == "recommendation"} == {
        concern["finding_id"]
    }
    assert told == {
        "answer the telephone; and": "Within three months",
        "count how often it rings.": "Within three months",
        "buy a second one.": "Within six months",
    }


@every_maker
def test_cover_and_contents_give_no_rows(maker: str) -> None:
    rows = rows_of_pdf("gwent", maker)
    cover: list[Row] = [row for row in rows["passages"] if row["page"] == 1]

    assert {row["claimed_by"] for row in cover} <= {"document", "furniture"}
    assert {row["claimed_by"] for row in rows["passages"] if row["page"] == 2} == {"furniture"}


@every_maker
def test_the_month_on_a_cover_is_no_date_of_publication(maker: str) -> None:
    """A month has no day, and deadlines are counted from the day of publication."""
    rows = rows_of_pdf("gwent", maker)
    (document,) = rows["documents"]

    assert document["published"] is None
    assert one(rows["passages"], text="March 2018")["page"] == 1
