"""What the structure tree of a file decides, and what it does not."""

from __future__ import annotations

import pytest

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.blocks import count_words
from pipeline.words.model import Passage, PassageKind, ReadDocument, Shown
from tests.pdf.raw_pdf import raw_pdf, text
from tests.pdf.tagged_pdf import Element, marked, tagged

LINE = "The force understands the demand for its services and it works with others to meet it in its area."
SHORT = "The force understands the demand for its services well."


def told(document: ReadDocument) -> list[str]:
    return [problem.code for problem in document.problems]


def outline(document: ReadDocument) -> list[tuple[str, int | None, str | None, str]]:
    return [(p.kind.value, p.level, p.marker, p.text) for p in document.passages if not p.furniture]


def whole(document: ReadDocument) -> tuple[Passage, ...]:
    assert document.words == sum(count_words(passage.text) for passage in document.passages)
    assert document.markers_seen == sum(passage.kind is PassageKind.LIST_ITEM for passage in document.passages)
    return document.passages


def section(first: int, top: float, title: str, *, font: str = "F2", size: float = 14) -> tuple[str, list[int]]:
    """A title and two paragraphs of two lines each, as three marked contents."""
    page = marked(first, text(72, top, title, font=font, size=size), "H2")
    for at in (1, 2):
        lines = text(72, top + 24 * at, LINE) + text(72, top + 24 * at + 13, SHORT)
        page += marked(first + at, lines)
        top += 16
    return page, [first, first + 1, first + 2]


def report(third: str = "Investigating crime") -> str:
    """Two sections whose titles look like titles, and one whose title is set like the text."""
    first, _ = section(0, 80, "Preventing crime")
    second, _ = section(3, 220, "Treating people fairly")
    last, _ = section(6, 360, third, font="F1", size=11)
    return first + second + last


def sections(role: str = "H2") -> list[Element]:
    return [
        element
        for first in (0, 3, 6)
        for element in (Element(role, (first,)), Element("P", (first + 1,)), Element("P", (first + 2,)))
    ]


def test_a_heading_set_like_the_text_is_told_by_its_tag() -> None:
    document = read_pdf(tagged([report()], sections()))

    headings = [(p.text, p.level) for p in whole(document) if p.kind is PassageKind.HEADING]
    assert headings == [("Preventing crime", 1), ("Treating people fairly", 1), ("Investigating crime", 1)]
    assert told(document) == ["pdf_tags_followed"]


def test_the_same_without_tags_keeps_the_words() -> None:
    document = read_pdf(raw_pdf([report()]))

    assert [p.text for p in whole(document) if p.kind is PassageKind.HEADING] == [
        "Preventing crime",
        "Treating people fairly",
    ]
    assert "Investigating crime" in " ".join(p.text for p in document.passages)


def test_a_sentence_tagged_as_heading_stays_text() -> None:
    document = read_pdf(tagged([report("The force is good at this.")], sections()))

    assert "The force is good at this." not in [p.text for p in document.passages if p.kind is PassageKind.HEADING]
    assert "pdf_tags_disagree" in told(document)


NONSENSE = {
    "all in one paragraph": [Element("P", tuple(range(9)))],
    "each a heading": [Element("H1", (number,)) for number in range(9)],
    "each an item": [Element("L", tuple(Element("LI", (number,)) for number in range(9)))],
    "one item": [Element("L", (Element("LI", tuple(range(9))),))],
    "one cell": [Element("Table", (Element("TR", (Element("TD", tuple(range(9))),)),))],
    "upside down": [Element("P", (number,)) for number in reversed(range(9))],
    "a table of all": [
        Element("Table", tuple(Element("TR", (Element("TH", (n,)), Element("TD", (n + 1,)))) for n in range(0, 8, 2)))
    ],
    "pages that are not there": [Element("H1", (number,), page=7) for number in range(9)],
}


@pytest.mark.parametrize("tree", NONSENSE.values(), ids=NONSENSE)
def test_tags_without_sense_change_nothing(tree: list[Element]) -> None:
    stripped = read_pdf(raw_pdf([report()]))

    document = read_pdf(tagged([report()], tree))

    assert [passage.text for passage in document.passages] == [passage.text for passage in stripped.passages]
    assert whole(document) == stripped.passages


def test_a_file_that_calls_everything_an_artifact_loses_nothing() -> None:
    page = (
        report().replace("/P <<", "/Artifact << /Type /Pagination").replace("/H2 <<", "/Artifact << /Type /Pagination")
    )

    document = read_pdf(raw_pdf([page]))

    assert document.passages == read_pdf(raw_pdf([report()])).passages


def test_one_artifact_in_the_margin_is_outside_the_text() -> None:
    head = "/Artifact << /Type /Pagination >> BDC\n" + text(72, 40, "Made-up report on one page") + "EMC\n"

    document = read_pdf(raw_pdf([head + report()]))

    assert [passage.text for passage in document.passages if passage.furniture] == ["Made-up report on one page"]


def bare_list(lead_in: str, x: float) -> bytes:
    items = ("Speaking to victims", "Recording what it learns", "Publishing the results")
    page = marked(0, text(72, 80, LINE) + text(72, 93, lead_in))
    page += "".join(marked(1 + at, text(x, 106 + 13 * at, item)) for at, item in enumerate(items))
    page += marked(4, text(72, 160, LINE) + text(72, 173, SHORT))
    tree = [
        Element("P", (0,)),
        Element("L", tuple(Element("LI", (Element("LBody", (1 + at,)),)) for at in range(3))),
        Element("P", (4,)),
    ]
    return tagged([page], tree)


@pytest.mark.parametrize(("lead_in", "x"), [("It does this by:", 72), ("It does this by", 90)])
def test_items_without_any_marker_are_told_by_their_tags(lead_in: str, x: float) -> None:
    document = read_pdf(bare_list(lead_in, x))

    items = [p for p in whole(document) if p.kind is PassageKind.LIST_ITEM]
    assert [(p.text, p.marker, p.level) for p in items] == [
        ("Speaking to victims", None, 0),
        ("Recording what it learns", None, 0),
        ("Publishing the results", None, 0),
    ]
    assert document.markers_seen == 3
    assert told(document) == ["pdf_tags_followed"]


def test_paragraphs_at_the_margin_that_are_tagged_as_items_stay_paragraphs() -> None:
    document = read_pdf(bare_list("It is described below.", 72))

    assert not [p for p in whole(document) if p.kind is PassageKind.LIST_ITEM]
    assert told(document) == ["pdf_tags_disagree"]


def test_depth_is_that_of_the_page() -> None:
    page = marked(0, text(72, 80, "The force should:"))
    places = [(90, "-"), (108, "o"), (108, "o"), (90, "-")]
    for at, (x, glyph) in enumerate(places, start=1):
        page += marked(at, text(x, 80 + 20 * at, glyph) + text(x + 18, 80 + 20 * at, f"do thing number {at}"))
    flat = Element("L", tuple(Element("LI", (at,)) for at in range(1, 5)))

    document = read_pdf(tagged([page], [Element("P", (0,)), flat]))

    assert [(p.marker, p.level) for p in whole(document)[1:]] == [("-", 0), ("o", 1), ("o", 1), ("-", 0)]


def test_a_marker_that_could_be_a_word_is_one_where_the_tags_say_so() -> None:
    page = marked(0, text(72, 80, LINE)) + marked(1, text(72, 100, "o publish the results of its own review."))
    item = Element("L", (Element("LI", (1,)),))

    with_tag = read_pdf(tagged([page], [Element("P", (0,)), item]))
    without = read_pdf(tagged([page], [Element("P", (0,)), Element("P", (1,))]))

    assert [p.marker for p in whole(with_tag)] == [None, "o"]
    assert {p.marker for p in whole(without)} == {None}


def test_a_paragraph_goes_on_over_the_page_where_its_tag_does() -> None:
    # The last line ends short and with a stop: by the look alone two paragraphs.
    pages = [
        marked(0, text(72, 80, LINE)) + marked(1, text(72, 120, LINE)) + marked(2, text(72, 160, LINE)),
        marked(0, text(72, 80, SHORT)) + marked(1, text(72, 120, LINE)) + marked(2, text(72, 160, LINE)),
    ]
    shared = (
        "<< /Type /StructElem /S /P /K [<< /Type /MCR /Pg 100 0 R /MCID 2 >> << /Type /MCR /Pg 102 0 R /MCID 0 >>] >>"
    )

    class Shared(Element):
        def written(self) -> str:
            return shared

    tree = [
        Element("P", (0,)),
        Element("P", (1,)),
        Shared("P", ()),
        Element("P", (1,), page=1),
        Element("P", (2,), page=1),
    ]

    document = read_pdf(tagged(pages, tree))

    assert [p.text for p in whole(document)] == [LINE, LINE, f"{LINE} {SHORT}", LINE, LINE]
    assert len(read_pdf(raw_pdf(pages)).passages) == 6


def cells(rows: list[tuple[str, ...]], xs: tuple[float, ...], *, head: str = "TH") -> tuple[str, Element]:
    page, trees, number = "", [], 10
    for at, row in enumerate(rows):
        kids = []
        for x, cell in zip(xs, row, strict=True):
            page += marked(number, text(x, 140 + 30 * at, cell), "TD")
            kids.append(Element(head if at == 0 else "TD", (number,)))
            number += 1
        trees.append(Element("TR", tuple(kids)))
    return page, Element("Table", tuple(trees))


ROWS = [("Force", "Officers", "Staff"), ("Durham", "1,100", "900"), ("Gwent", "1,400", "800")]


def test_a_table_without_rules_is_told_by_its_tags() -> None:
    table, tree = cells(ROWS, (72, 200, 300))

    document = read_pdf(tagged([marked(0, text(72, 80, LINE)) + table], [Element("P", (0,)), tree]))

    read = [
        (p.cell.row, p.cell.column, p.cell.row_header, p.cell.column_header, p.text) for p in whole(document) if p.cell
    ]
    assert read[-2:] == [(2, 1, "Gwent", "Officers", "1,400"), (2, 2, "Gwent", "Staff", "800")]
    assert len(read) == 9


def test_tagged_cells_that_stand_in_another_order_are_no_table() -> None:
    table, tree = cells(ROWS, (300, 200, 72))

    document = read_pdf(tagged([marked(0, text(72, 80, LINE)) + table], [Element("P", (0,)), tree]))

    assert not [p for p in whole(document) if p.cell]
    assert told(document) == ["pdf_tags_disagree"]


IN_PAGE = "q 60 0 0 20 72 690 cm BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI Q\n"


def pictured(alt: str) -> ReadDocument:
    page = marked(0, text(72, 80, "Preventing crime", font="F2", size=14)) + marked(1, IN_PAGE, "Figure")
    page += marked(2, text(72, 190, LINE))
    figure = Element("Figure", (1,), entries=f"/Alt ({alt})")
    return read_pdf(tagged([page], [Element("H1", (0,)), figure, Element("P", (2,))]))


def test_a_picture_with_words_is_a_passage_at_its_place() -> None:
    document = pictured("Good")

    assert [(p.kind.value, p.shown, p.text) for p in whole(document)] == [
        ("heading", Shown.TEXT, "Preventing crime"),
        ("label", Shown.IMAGE, "Good"),
        ("paragraph", Shown.TEXT, LINE),
    ]
    box = document.passages[1].box
    assert box is not None
    assert (box.x0, box.top, box.x1, box.bottom) == (72, 842 - 710, 132, 842 - 690)


def test_words_that_a_program_made_up_for_a_picture_are_none() -> None:
    assert [p.text for p in pictured("Picture 3").passages] == ["Preventing crime", LINE]


def spoken(drawn: str, said: str, font: str = "F1") -> list[str]:
    page = text(72, 80, LINE) + f"/Span << /ActualText ({said}) >> BDC\n" + text(72, 100, drawn, font=font) + "EMC\n"
    return [passage.text for passage in read_pdf(raw_pdf([page])).passages]


def test_glyphs_without_a_letter_are_what_the_file_says_they_stand_for() -> None:
    assert " ".join(spoken("\x01\x02", "ffi", "F4")).endswith("area. ffi")


def test_letters_that_can_be_read_are_believed_before_what_the_file_says() -> None:
    assert " ".join(spoken("Inadequate", "Good")).endswith("area. Inadequate")


def test_the_language_is_that_of_the_tagged_words() -> None:
    page = marked(0, text(72, 80, LINE)) + marked(1, text(72, 100, SHORT))
    tree = [Element("P", (0, 1), entries="/Lang (cy-GB)")]

    assert read_pdf(tagged([page], tree)).language == "cy-GB"


def test_a_drawing_inside_the_page_numbers_its_contents_anew() -> None:
    inner = marked(0, text(72, 300, SHORT))
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
        f"/Length {len(inner)} >>\nstream\n{inner}endstream"
    )
    first, _ = section(0, 80, "Preventing crime")

    document = read_pdf(tagged([first + "/X20 Do\n"], sections()[:3], extra=[form]))

    assert [p.text for p in whole(document) if p.kind is PassageKind.HEADING] == ["Preventing crime"]
    assert document.passages[-1].text == SHORT
