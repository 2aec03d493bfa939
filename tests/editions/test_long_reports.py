"""The same report as text, as a web page and from every program that makes PDFs: the same rows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pipeline.product.arrow import Rows
from pipeline.readers import Limits, read
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import PassageKind, ReadDocument
from tests.drawn import Page, published
from tests.editions import long_reports
from tests.editions.long_reports import PRINTED
from tests.editions.pages import MAKERS
from tests.editions.test_rows import bullets, findings, grades, problems
from tests.editions.web import html_page, text_page

FILES = Path(__file__).parent / "files"
ADDRESSES = {
    "lancashire": "publications/peel-assessment-2018-19-lancashire",
    "gwent-english": "peel-reports/gwent-2021-22",
}
GRADES = {"lancashire": long_reports.LANCASHIRE_GRADES, "gwent-english": long_reports.GWENT_GRADES}
MADE = [
    *MAKERS,
    *(f"{program}.{kind}" for program in ("browser", "word-processor", "css-renderer") for kind in ("tagged", "plain")),
]

every_maker = pytest.mark.parametrize("maker", MADE)
every_report = pytest.mark.parametrize("report", list(ADDRESSES))


@cache
def document_of(report: str, maker: str) -> ReadDocument:
    nodes, head, _ = PRINTED[report]
    if maker in MAKERS:
        return read_pdf(MAKERS[maker](nodes(), head))
    return read_pdf((FILES / f"{report}.{maker}.pdf").read_bytes())


@cache
def rows_of_pdf(report: str, maker: str) -> Rows:
    return published(Page(f"{report} by {maker}", document=document_of(report, maker)))


@cache
def rows_of_page(report: str) -> Rows:
    content = html_page(PRINTED[report][0]())
    return published(Page(report, ADDRESSES[report], document=read(content, "text/html", Limits())))


@cache
def rows_of_text(report: str) -> Rows:
    nodes, head, _ = PRINTED[report]
    return published(Page(text_page(nodes(), head), ADDRESSES[report]))


@every_maker
@every_report
def test_gradings_are_those_of_the_report(report: str, maker: str) -> None:
    rows = rows_of_pdf(report, maker)
    told = {key: row for key, row in grades(rows).items() if row[1] != "unreadable"}

    assert told == GRADES[report]
    assert {row["agree"] for row in rows["gradings"]} <= {True, None}


@every_maker
@every_report
def test_findings_are_those_of_the_web_page(report: str, maker: str) -> None:
    assert findings(rows_of_pdf(report, maker)) == findings(rows_of_page(report))
    assert findings(rows_of_page(report))


@every_maker
@every_report
def test_bullets_are_those_of_the_web_page(report: str, maker: str) -> None:
    assert bullets(rows_of_pdf(report, maker)) == bullets(rows_of_page(report))
    assert bullets(rows_of_page(report))


@every_maker
@every_report
def test_nothing_is_wrong_and_all_words_have_a_place(report: str, maker: str) -> None:
    rows = rows_of_pdf(report, maker)

    assert problems(rows, "error", "warning") == []
    (document,) = rows["documents"]
    assert document["words"] == document["words_claimed"]


@every_report
def test_text_gives_the_same_findings_and_bullets(report: str) -> None:
    """But for where a finding ends: a text does not show the end of a box."""

    def known(rows: Rows) -> tuple[list[object], list[object]]:
        kept = ("bullet_id", "question_id", "lead_in", "parent_bullet_id", "depth", "path", "text", "full_text")
        return (
            sorted((finding[:5], finding[6:]) for finding in findings(rows)),
            sorted(tuple(row[name] or "" for name in kept) for row in rows["bullets"] if row["question_id"]),
        )

    rows = rows_of_text(report)
    assert known(rows) == known(rows_of_page(report))
    assert {key: row for key, row in grades(rows).items() if row[1] != "unreadable"}.items() <= GRADES[report].items()


@every_maker
def test_a_judgments_table_over_a_page_end_is_one(maker: str) -> None:
    cells = [p.cell for p in document_of("gwent-english", maker).passages if p.cell and not p.furniture]

    assert {cell.table for cell in cells} == {1}
    assert [cell.column_header for cell in cells if cell.row == 0] == [None] * 5


@pytest.mark.parametrize("maker", [maker for maker in MADE if maker not in ("typst",)])
def test_the_judgments_table_does_run_over(maker: str) -> None:
    """Else the test above shows nothing; typst's table does not."""
    places = [p.box for p in document_of("gwent-english", maker).passages if p.cell]

    assert {place.page for place in places if place} == {3, 4}


@every_maker
@pytest.mark.parametrize(
    ("report", "title"), [("lancashire", "Investigating crime"), ("gwent-english", "Investigating crime")]
)
def test_a_box_over_a_page_end_is_one(report: str, title: str, maker: str) -> None:
    passages = document_of(report, maker).passages
    first = next(p for p in passages if p.text == "Areas for improvement" and p.box_number)
    pages = {p.box.page for p in passages if p.box and p.box_number == first.box_number}

    assert first.box is not None
    assert pages == {first.box.page, first.box.page + 1}
    assert first.kind is PassageKind.HEADING


@every_maker
def test_footnotes_are_no_part_of_sentences(maker: str) -> None:
    texts = [p.text for p in document_of("lancashire", maker).passages]

    assert {"Two other teams help with this when they are asked.", "The queue was seen by nobody."} <= set(texts)
    assert {"2 The teams were made up, and so was their help.", "3 It could not be seen, since it was made up."} <= set(
        texts
    )


# -- Welsh --------------------------------------------------------------------------------------------------------


@cache
def rows_of_welsh_page() -> Rows:
    content = html_page(PRINTED["gwent-welsh"][0]())
    return published(
        Page("cymraeg", "peel-reports/heddlu-gwent-2021-22", document=read(content, "text/html", Limits()))
    )


@every_maker
def test_a_welsh_edition_alone_gives_the_rows_of_its_page(maker: str) -> None:
    rows = rows_of_pdf("gwent-welsh", maker)
    graded = {key: row for key, row in grades(rows).items() if row[1] == "graded"}

    assert [(row["language"], row["force_id"], row["cycle_id"]) for row in rows["documents"]] == [
        ("cy", "gwent", "2021-22")
    ]
    assert graded == {key: row for key, row in long_reports.GWENT_GRADES.items() if row[1] == "graded"}
    assert findings(rows) == findings(rows_of_welsh_page())
    assert bullets(rows) == bullets(rows_of_welsh_page())
    assert sorted(str(row["kind"]) for row in rows["findings"]) == [
        "area_for_improvement", "cause_of_concern", "recommendation", "recommendation",
    ]  # fmt: skip


@every_maker
def test_a_welsh_edition_beside_its_english_one_is_never_counted(maker: str) -> None:
    both = published(
        Page(f"english by {maker}", document=document_of("gwent-english", maker)),
        Page(f"welsh by {maker}", document=document_of("gwent-welsh", maker)),
    )
    alone = published(Page(f"english by {maker}", document=document_of("gwent-english", maker)))

    assert sorted((row["language"], row["force_id"], row["cycle_id"]) for row in both["documents"]) == [
        ("cy", "gwent", "2021-22"),
        ("en", "gwent", "2021-22"),
    ]
    for table in ("gradings", "findings", "bullets", "evidence"):
        assert both[table] == alone[table]
    assert problems(both, "error", "warning") == []
