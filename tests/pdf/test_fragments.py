"""Small drawn pages → passages: what the reader makes of bullets, breaks, boxes, columns and notes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import Passage, PassageKind, ReadDocument
from tests.pdf.raw_pdf import bullet, filled, raw_pdf, ruled, text

BODY = (
    "The force has a good understanding of the demand for its services",
    "and it works with others to meet that demand wherever it arises in",
    "the area that it polices, by day and by night.",
)


def paragraph(y: float, lines: Sequence[str] = BODY, x: float = 72) -> str:
    return "".join(text(x, y + 14 * at, line) for at, line in enumerate(lines))


def read(*pages: str, **how: object) -> ReadDocument:
    document = read_pdf(raw_pdf(pages, **how))  # type: ignore[arg-type]
    assert [problem for problem in document.problems if problem.code.startswith("words")] == []
    assert document.markers_seen == len(items(document))
    return document


def items(document: ReadDocument) -> list[tuple[int | None, str | None, str]]:
    return [
        (passage.level, passage.marker, passage.text)
        for passage in document.passages
        if passage.kind is PassageKind.LIST_ITEM
    ]


def one(document: ReadDocument, start: str) -> Passage:
    (found,) = [passage for passage in document.passages if passage.text.startswith(start)]
    return found


def inside(document: ReadDocument) -> list[str]:
    return [passage.text for passage in document.passages if not passage.furniture]


# -- lists --------------------------------------------------------------------------------------------------------


def test_private_use_bullets_of_three_depths() -> None:
    """Word's bullets: U+F06E, U+F02D, U+F0B7, in symbol fonts, told apart by their indent."""
    document = read(
        paragraph(80)
        + bullet(72, 140)
        + text(90, 140, "The force should improve:")
        + bullet(90, 160, "-")
        + text(108, 160, "its training, above all of those who")
        + text(108, 174, "answer calls; and")
        + bullet(108, 194, "7")
        + text(126, 194, "its induction;")
        + bullet(90, 214, "-")
        + text(108, 214, "its plans.")
        + bullet(72, 234)
        + text(90, 234, "The force should publish them.")
    )

    assert items(document) == [
        (0, "■", "The force should improve:"),
        (1, "−", "its training, above all of those who answer calls; and"),
        (2, "•", "its induction;"),
        (1, "−", "its plans."),
        (0, "■", "The force should publish them."),
    ]
    assert one(document, "its induction").parent == one(document, "its training").ordinal
    assert one(document, "its plans").parent == one(document, "The force should improve").ordinal
    assert document.markers_seen == 5


def test_an_item_over_a_page_break_with_head_and_foot_between() -> None:
    def frame(number: int) -> str:
        return text(72, 40, "Made-up report on Kent Police", size=8) + text(290, 810, str(number), size=8)

    document = read(
        frame(1)
        + paragraph(80)
        + bullet(72, 740)
        + text(90, 740, "The force should make sure that it answers every call that is made and"),
        frame(2)
        + text(90, 80, "that it records what the caller said.")
        + bullet(72, 100)
        + text(90, 100, "The force should review this."),
    )

    assert [item[2] for item in items(document)] == [
        "The force should make sure that it answers every call that is made and that it records what the caller said.",
        "The force should review this.",
    ]
    assert one(document, "The force should make").box.page == 1  # type: ignore[union-attr]
    assert sum(passage.furniture for passage in document.passages) == 4


def test_words_after_a_nested_list_go_on_with_its_item() -> None:
    document = read(
        paragraph(80)
        + text(72, 150, "1.")
        + text(94, 150, "To address this the force must:")
        + bullet(112, 170)
        + text(130, 170, "set out its aims; and")
        + bullet(112, 190)
        + text(130, 190, "meet them.")
        + text(94, 210, "It must do so within six months.")
        + text(72, 230, "2.")
        + text(94, 230, "The force should report on this.")
    )

    last = one(document, "It must do so")
    assert last.kind is PassageKind.PARAGRAPH
    assert last.continues == one(document, "To address this").ordinal
    assert [item[:2] for item in items(document)] == [(0, "1."), (1, "■"), (1, "■"), (0, "2.")]


def test_a_paragraph_at_the_margin_ends_the_list() -> None:
    document = read(
        paragraph(80)
        + bullet(72, 140)
        + text(90, 140, "First of one list.")
        + paragraph(165)
        + bullet(72, 220)
        + text(90, 220, "First of another.")
    )

    assert [one(document, start).list_number for start in ("First of one", "First of another")] == [1, 2]
    assert all(passage.continues is None for passage in document.passages)


def test_letters_roman_numbers_and_brackets() -> None:
    document = read(
        paragraph(80)
        + text(72, 140, "(a)")
        + text(98, 140, "to plan;")
        + text(72, 160, "(b)")
        + text(98, 160, "to act:")
        + text(98, 180, "i.")
        + text(124, 180, "at once; and")
        + text(98, 200, "ii.")
        + text(124, 200, "well; and")
        + text(72, 220, "(c)")
        + text(98, 220, "to learn.")
    )

    assert [item[:2] for item in items(document)] == [(0, "(a)"), (0, "(b)"), (1, "i."), (1, "ii."), (0, "(c)")]


def test_a_number_or_dash_at_the_start_of_a_broken_line_is_no_marker() -> None:
    document = read(
        paragraph(
            80,
            [
                "Inspectors visited the force on several days between 9 and the morning of",
                "12. They spoke to officers and staff in many teams and to their leaders and",
                "– where this was possible – to members of the public who had called them.",
            ],
        )
    )

    assert items(document) == []
    assert len(inside(document)) == 1


def test_a_bullet_glued_to_its_word() -> None:
    document = read(paragraph(80) + text(72, 140, "•Plans are made.") + text(72, 160, "•Plans are kept."))

    assert items(document) == [(0, "•", "Plans are made."), (0, "•", "Plans are kept.")]


# -- words --------------------------------------------------------------------------------------------------------


def test_a_broken_word_is_joined_if_the_document_has_it_elsewhere() -> None:
    document = read(
        paragraph(
            80,
            [
                "The force has a safeguarding board, and its safe-",
                "guarding work is good, as is its multi-",
                "agency work with short- and long-",
                "term partners, and also with short-",
                "and mid-term ones.",
            ],
        )
    )

    assert inside(document) == [
        "The force has a safeguarding board, and its safeguarding work is good, as is its multi-agency work with "
        "short- and long-term partners, and also with short- and mid-term ones."
    ]


def test_raised_marks_leave_the_words_and_ordinals_stay() -> None:
    document = read(
        text(72, 80, "Crime fell in Durham.")
        + text(179, 80, "4", size=6.5, rise=4)
        + text(186, 80, "It rose on the 1")
        + text(259.8, 80, "st", size=6.5, rise=4)
        + text(268, 80, "of May.")
        + paragraph(110)
        + text(72, 740, "4", size=5, rise=3)
        + text(76, 740, "Recorded crime, made up.", size=8)
    )

    assert inside(document)[0] == "Crime fell in Durham. It rose on the 1st of May."
    assert inside(document)[-1] == "4 Recorded crime, made up."
    assert [problem.text for problem in document.problems] == ["4"]


def test_a_false_bold_drawn_twice_is_read_once() -> None:
    document = read(text(72, 80, "Good work") + text(72.4, 80, "Good work") + paragraph(110))

    assert inside(document)[0] == "Good work"
    assert document.words == 2 + sum(len(line.split()) for line in BODY)


def test_turned_words_are_kept() -> None:
    document = read(paragraph(80) + "BT /F1 9 Tf 0 1 -1 0 30 400 Tm (Turned words here) Tj ET\n")

    assert inside(document)[-1] == "Turned words here"


# -- headings and furniture ---------------------------------------------------------------------------------------


def test_headings_by_size_weight_and_colour() -> None:
    document = read(
        text(72, 60, "Effectiveness", size=20)
        + text(72, 100, "Preventing crime", font="F2", size=13)
        + paragraph(120)
        + text(72, 175, "Areas for improvement", font="F2")
        + paragraph(190)
        + "0 0.3 0.7 rg\n"
        + text(72, 250, "What we found")
        + "0 g\n"
        + paragraph(265)
    )

    headings = [(passage.level, passage.text) for passage in document.passages if passage.kind is PassageKind.HEADING]
    assert headings == [
        (1, "Effectiveness"),
        (2, "Preventing crime"),
        (3, "Areas for improvement"),
        (4, "What we found"),
    ]


def test_a_table_of_contents_is_furniture() -> None:
    document = read(
        text(72, 60, "Contents", font="F2", size=16)
        + text(72, 90, "Introduction" + "." * 60 + "3")
        + text(72, 110, "How effective is the force at keeping people safe and")
        + text(72, 124, "reducing crime?" + "." * 50 + "7")
        + text(72, 144, "Annex A" + "." * 60 + "22"),
        paragraph(80),
    )

    assert inside(document) == [" ".join(BODY)]


def test_a_heading_that_opens_few_pages_is_no_running_head() -> None:
    plain = paragraph(90) + paragraph(150)
    headed = text(72, 70, "Areas for improvement", font="F2", size=14) + plain
    document = read(headed, plain, plain, plain, headed, plain, plain, plain, headed)

    assert inside(document).count("Areas for improvement") == 3


# -- columns, boxes, tables ---------------------------------------------------------------------------------------


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"Left line {number} of some words that fill it" for number in range(8)]
    right = [f"Right line {number} of some words to fill it" for number in range(8)]
    page = text(72, 60, "A heading that runs across both of the columns of this page", font="F2", size=15)
    page += "".join(text(72, 100 + 14 * at, line, size=9) for at, line in enumerate(left))
    page += "".join(text(320, 100 + 14 * at, line, size=9) for at, line in enumerate(right))

    document = read(page)

    words = " ".join(inside(document))
    assert words.index("Left line 7") < words.index("Right line 0")


def test_a_grade_in_a_filled_box_is_a_label() -> None:
    document = read(
        text(72, 60, "Preventing crime", font="F2", size=14)
        + filled(72, 70, 200, 92)
        + text(80, 86, "Requires improvement")
        + paragraph(120)
    )

    label = one(document, "Requires improvement")
    assert (label.kind, label.box_number) == (PassageKind.LABEL, 1)


def test_words_marked_by_a_colour_inside_a_line_are_no_box() -> None:
    document = read(filled(112, 70, 139, 84) + text(72, 80, "The force is good at this.") + paragraph(110))

    assert inside(document)[0] == "The force is good at this."


def test_a_box_over_a_page_break_is_one() -> None:
    first = paragraph(80) + filled(66, 600, 530, 780) + text(72, 620, "Areas for improvement", font="F2")
    first += "".join(
        bullet(72, 645 + 20 * at) + text(90, 645 + 20 * at, f"The force should do thing {at}.") for at in range(6)
    )
    second = filled(66, 60, 530, 110) + bullet(72, 80) + text(90, 80, "The force should do the last thing.")
    second += paragraph(140)

    document = read(first, second)

    numbers = {passage.box_number for passage in document.passages if passage.marker}
    assert numbers == {1}
    assert len({passage.list_number for passage in document.passages if passage.marker}) == 1
    outside = [passage.text for passage in document.passages if passage.box_number is None]
    assert outside == [" ".join(BODY)] * 2


def test_two_boxes_on_two_pages_stay_two() -> None:
    first = paragraph(80) + filled(66, 600, 530, 700) + text(72, 620, "Cause of concern", font="F2")
    first += paragraph(640)
    second = filled(66, 60, 530, 160) + text(72, 80, "Areas for improvement", font="F2") + paragraph(100)

    document = read(first, second)

    assert one(document, "Cause of concern").box_number == 1
    assert one(document, "Areas for improvement").box_number == 2


def test_a_title_bar_belongs_to_the_box_below_it() -> None:
    document = read(
        paragraph(80)
        + filled(66, 150, 530, 172, "0.1 0.3 0.6")
        + "1 g\n"
        + text(72, 166, "Areas for improvement", font="F2")
        + "0 g\n"
        + ruled(66, 172, 530, 240)
        + bullet(72, 190)
        + text(90, 190, "The force should do this.")
        + bullet(72, 210)
        + text(90, 210, "And that.")
    )

    assert {one(document, start).box_number for start in ("Areas for", "The force should", "And that")} == {1}


def test_a_filled_title_inside_a_ruled_box_comes_before_its_words() -> None:
    document = read(
        paragraph(80)
        + ruled(66, 150, 530, 300)
        + filled(67, 152, 529, 172)
        + text(72, 166, "Areas for improvement", font="F2")
        + paragraph(195)
        + filled(72, 250, 160, 270)
        + text(76, 264, "Good")
        + text(72, 290, "The last words of the box.")
    )

    assert [passage.text for passage in document.passages if passage.box_number == 1] == [
        "Areas for improvement", " ".join(BODY), "Good", "The last words of the box.",
    ]  # fmt: skip


@pytest.mark.parametrize("gap", [0, 2, 8])
def test_areas_stacked_under_coloured_grades_are_cells_under_heads(gap: int) -> None:
    """The layout of "Our judgments": five heads side by side, the areas below each, nothing else drawn."""
    grades = ["Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate"]
    page = paragraph(80)
    for at, grade in enumerate(grades):
        page += filled(60 + 96 * at, 150, 156 - gap + 96 * at, 172, f"0.{at + 4} 0.8 0.9") + text(
            64 + 96 * at, 164, grade, size=8
        )
    page += text(160, 190, "Preventing crime", size=8) + text(160, 212, "Managing offenders and", size=8)
    page += text(160, 222, "suspects", size=8)
    page += text(256, 190, "Investigating crime", size=8) + text(352, 190, "Responding to the", size=8)
    page += text(352, 200, "public", size=8)
    page += paragraph(260)

    document = read(page)

    cells = [passage for passage in document.passages if passage.kind is PassageKind.TABLE_CELL]
    assert [(passage.cell.column_header, passage.text) for passage in cells if passage.cell and passage.cell.row] == [
        ("Good", "Preventing crime"),
        ("Good", "Managing offenders and suspects"),
        ("Adequate", "Investigating crime"),
        ("Requires improvement", "Responding to the public"),
    ]
    assert all(passage.cell.row_header is None for passage in cells if passage.cell)


def test_a_table_over_a_page_break_keeps_its_number_and_heads() -> None:
    def table(top: float, rows: Sequence[Sequence[str]]) -> str:
        made = ""
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                x0 = 72 + 200 * column
                made += ruled(x0, top + 24 * at, x0 + 200, top + 24 * at + 24)
                made += text(x0 + 6, top + 24 * at + 16, words, font="F2" if words in ("Area", "Grade") else "F1")
        return made

    document = read(
        paragraph(80) + table(700, [["Area", "Grade"], ["Preventing crime", "Good"]]),
        table(60, [["Area", "Grade"], ["Investigating crime", "Good"]]) + paragraph(140),
    )

    last = one(document, "Investigating crime").cell
    assert last is not None
    assert (last.table, last.row, last.column_header) == (1, 2, "Area")
    assert [passage.furniture for passage in document.passages if passage.text == "Area"] == [False, True]


def test_links_stand_with_their_words() -> None:
    document = read(
        paragraph(80),
        page_entries="/Annots [<< /Type /Annot /Subtype /Link /Rect [100 750 200 770] "
        "/A << /S /URI /URI (https://example.org/report) >> >>]",
    )

    assert document.passages[0].links == ("https://example.org/report",)


def test_a_chapters_own_running_head_stands_where_the_others_do() -> None:
    def page(number: int, head: str) -> str:
        body = "".join(
            text(72, 120 + 14 * row, f"Line {row} of page {number} says what the force does.") for row in range(9)
        )
        return text(72, 40, head, size=8) + body

    heads = ["Preventing crime", "Preventing crime", "Preventing crime", "Annex A", "Preventing crime"]
    document = read_pdf(raw_pdf([page(at, head) for at, head in enumerate(heads, start=1)]))

    assert [passage.text for passage in document.passages if passage.furniture] == heads
