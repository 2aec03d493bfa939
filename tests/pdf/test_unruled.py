"""Tables without any rule: read where their place leaves no choice, and told where it leaves one."""

from __future__ import annotations

import pytest

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.blocks import count_words
from pipeline.words.model import ReadDocument
from tests.pdf.raw_pdf import filled, raw_pdf, text

LINE = "The force understands the demand for its services and it works with others to meet it in its area."


def drawn(
    rows: list[tuple[str, ...]], *, xs: tuple[float, ...] = (72, 300, 450), step: float = 30, head: bool = True
) -> str:
    """Rows of cells from 140 points down; "|" breaks a line inside a cell, 13 points below."""
    page = text(72, 80, LINE) + text(72, 93, LINE)
    for at, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=False):
            for line, words in enumerate(cell.split("|")):
                page += text(x, 140 + step * at + 13 * line, words, font="F2" if head and at == 0 else "F1")
    return page


def read(page: str) -> ReadDocument:
    document = read_pdf(raw_pdf([page]))
    assert document.words == sum(count_words(passage.text) for passage in document.passages)
    return document


def grades(document: ReadDocument) -> dict[str | None, str]:
    """Area and grade of each cell below the head "Grade", or of the second column where nothing is a head."""
    return {
        p.cell.row_header: p.text
        for p in document.passages
        if p.cell and p.cell.column == 1 and p.cell.column_header in ("Grade", None) and p.text != "Grade"
    }


HEAD = ("Area", "Grade", "Last inspected")
BODY = [
    ("Preventing crime", "Good", "2018/19"),
    ("Investigating crime and|protecting victims", "Requires improvement", "2017"),
    ("Treating people fairly", "Outstanding", "2018/19"),
    ("Firearms", "Ungraded", "2016"),
]
TRUE = {
    "Preventing crime": "Good",
    "Investigating crime and protecting victims": "Requires improvement",
    "Treating people fairly": "Outstanding",
    "Firearms": "Ungraded",
}


@pytest.mark.parametrize("step", [26, 30, 34])
def test_a_grade_table_is_read_by_its_columns(step: float) -> None:
    document = read(drawn([HEAD, *BODY], step=step))

    assert grades(document) == TRUE
    assert {p.cell.column_header for p in document.passages if p.cell and p.cell.row} == set(HEAD)
    assert not document.problems


def test_a_table_of_grades_needs_no_head() -> None:
    assert grades(read(drawn(BODY, head=False))) == TRUE


def test_a_table_in_a_shaded_box_is_one() -> None:
    document = read(filled(60, 120, 540, 300) + drawn([HEAD, *BODY]))

    assert grades(document) == TRUE
    assert len({p.box_number for p in document.passages if p.cell}) == 1


def test_a_line_that_could_belong_to_two_grades_makes_no_table() -> None:
    # Set evenly, "Protecting victims" may end the name above it or begin the one below.
    page = text(72, 80, LINE)
    lines = [("Preventing crime", "Good"), ("Investigating crime", "Inadequate"), ("Protecting victims", "")]
    for at, (area, grade) in enumerate([*lines, ("Treating people fairly", "Good"), ("Firearms", "Good")]):
        page += text(72, 140 + 14 * at, area) + (text(300, 140 + 14 * at, grade) if grade else "")

    document = read(page)

    assert not [p for p in document.passages if p.cell]
    (problem,) = document.problems
    assert problem.code == "table_without_rules"
    assert "Investigating crime Inadequate / Protecting victims" in (problem.text or "")


def test_two_grades_in_a_row_need_heads() -> None:
    rows = [("Preventing crime", "Good", "Good"), ("Firearms", "Good", "Inadequate"), ("Leadership", "Good", "Good")]

    without = read(drawn(rows, head=False))
    headed = read(drawn([("Area", "Grade in 2017", "Grade in 2018"), *rows]))

    assert not [p for p in without.passages if p.cell]
    assert [p.code for p in without.problems] == ["table_without_rules"]
    assert [p.text for p in headed.passages if p.cell and p.cell.column_header == "Grade in 2018"] == [
        "Good",
        "Inadequate",
        "Good",
    ]


def test_two_columns_of_text_with_bold_heads_are_no_table() -> None:
    page = text(72, 140, "Preventing crime", font="F2") + text(320, 140, "Firearms", font="F2")
    for at in range(8):
        page += text(72, 160 + 14 * at, "the force works well in all of its") + text(
            320, 160 + 14 * at, "officers are trained and they know it"
        )

    assert not [p for p in read(page).passages if p.cell]


def test_a_list_with_wide_tabs_is_no_table() -> None:
    page = drawn([("•", "Good"), ("•", "Inadequate"), ("•", "Good"), ("•", "Good")], xs=(72, 100), head=False)

    assert [p.marker for p in read(page).passages if p.marker] == ["•"] * 4


# -- five grades as heads -----------------------------------------------------------------------------------------

SCALE = ("Outstanding", "Good", "Adequate", "Requires|improvement", "Inadequate")
LEFTS = (60.0, 160.0, 260.0, 360.0, 470.0)
NAMES = {
    "Good": ["Preventing crime", "Treating|people fairly"],
    "Adequate": ["Responding to|the public"],
    "Requires improvement": ["Investigating|crime", "Managing|offenders"],
    "Inadequate": ["Leadership"],
}


def scale(*, centred: bool = False, names: dict[str, list[str]] = NAMES) -> str:
    def put(x: float, top: float, words: str, font: str) -> str:
        shift = (90 - 5.3 * len(words)) / 2 if centred else 0
        return text(x + shift, top, words, font=font)

    page = text(72, 80, LINE)
    for x, head in zip(LEFTS, SCALE, strict=True):
        page += "".join(put(x, 140 + 13 * at, words, "F2") for at, words in enumerate(head.split("|")))
        for number, name in enumerate(names.get(head.replace("|", " "), [])):
            for at, words in enumerate(name.split("|")):
                page += put(x, 175 + 34 * number + 13 * at, words, "F1")
    return page


def by_grade(document: ReadDocument) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for passage in document.passages:
        if passage.cell and passage.cell.row:
            found.setdefault(passage.cell.column_header, []).append(passage.text)
    return found


JUDGED = {grade: [name.replace("|", " ") for name in names] for grade, names in NAMES.items()}


def test_areas_under_five_grades_are_read_by_their_columns() -> None:
    following = text(60, 290, "Preventing crime", font="F2", size=14) + text(60, 310, LINE)

    document = read(scale() + following)

    assert by_grade(document) == JUDGED
    assert not document.problems
    assert document.passages[-2].text == "Preventing crime"


def test_a_line_that_follows_closely_makes_the_scale_uncertain() -> None:
    # "Leadership" could stand under "Outstanding", or begin the next section.
    document = read(scale() + text(60, 243, "Leadership") + text(60, 257, LINE))

    assert not by_grade(document)
    assert [p.code for p in document.problems] == ["table_without_rules"]


def test_a_name_between_two_grades_is_nobodys() -> None:
    document = read(scale() + text(110, 175, "Firearms"))

    assert "Firearms" not in str(by_grade(document))
    assert [p.code for p in document.problems] == ["table_without_rules"]


# -- a report of 2021/22 by a typesetter, with its tags and without --------------------------------------------------

REPORT = """
#set page(paper: "a4", header: [PEEL 2021/22 – An inspection of Durham Constabulary], numbering: "1")
#set text(size: 11pt, lang: "en", region: "GB")
= Our judgments
Our inspection assessed how good the force is in five areas of policing, and it gives a grade for each of them.
#table(columns: (1fr,) * 5, stroke: none,
  [*Outstanding*], [*Good*], [*Adequate*], [*Requires improvement*], [*Inadequate*],
  [], [Preventing crime], [Responding to the public], [Investigating crime], [],
  [], [Treatment of the public], [Managing offenders], [], [])
= Areas for improvement
- The force should improve how it records crime, especially:
  - sexual offences that others report;
    - within a day; and
    - by trained staff;
  - fraud.
#pagebreak()
#table(columns: 3, stroke: none, table.header([*Area*], [*Grade*], [*Last inspected*]),
  [Preventing crime], [Good], [2019], [Treatment of the public], [Good], [2018/19],
  [Firearms licensing], [Requires improvement], [2017])
"""


def typeset() -> dict[str, ReadDocument]:
    import typst

    content = bytes(typst.compile(REPORT.encode(), format="pdf"))
    return {"tagged": read_pdf(content), "untagged": read_pdf(content.replace(b"/StructTreeRoot", b"/StructTreeNone"))}


@pytest.mark.parametrize("way", ["tagged", "untagged"])
def test_a_report_without_rules_says_the_same_with_tags_and_without(way: str) -> None:
    document = typeset()[way]

    last = max(p.cell.table for p in document.passages if p.cell)
    body = [p for p in document.passages if p.cell and p.cell.table == last and p.cell.row and p.cell.column == 1]
    assert {p.cell.row_header: p.text for p in body if p.cell} == {
        "Preventing crime": "Good",
        "Treatment of the public": "Good",
        "Firearms licensing": "Requires improvement",
    }
    scale = {p.text: p.cell.column_header for p in document.passages if p.cell and p.cell.table != last and p.cell.row}
    assert scale["Preventing crime"] == scale["Treatment of the public"] == "Good"
    assert scale["Investigating crime"] == "Requires improvement"
    items = [(p.level, p.text) for p in document.passages if p.marker]
    assert items == [
        (0, "The force should improve how it records crime, especially:"),
        (1, "sexual offences that others report;"),
        (2, "within a day; and"),
        (2, "by trained staff;"),
        (1, "fraud."),
    ]
