"""Pages drawn in ways that hide what they say: words, items and headings are right, or a problem says why."""

from __future__ import annotations

import pytest

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import PassageKind, ReadDocument
from tests.pdf.raw_pdf import HIGH, filled, raw_pdf, text

LINE = "The force understands the demand for its services and it works with others to meet it in its area."
BASE = text(72, 80, LINE) + text(72, 94, "It does this well.")


def read(page: str) -> ReadDocument:
    document = read_pdf(raw_pdf([BASE + page]))
    assert not [problem for problem in document.problems if problem.severity.value == "error"]
    return document


def texts(document: ReadDocument) -> list[str]:
    return [passage.text for passage in document.passages][1:]


def circle(x: float, y: float) -> str:
    """A filled disc of four curves, as drawing programs make bullets."""
    r, k, at = 2.2, 1.2, HIGH - y
    corners = f"{x - r} {at + k} {x - k} {at + r} {x} {at + r} c {x + k} {at + r} {x + r} {at + k} {x + r} {at} c"
    return f"q 0 g {x - r} {at} m {corners} {x + r} {at - k} {x + k} {at - r} {x} {at - r} c h f Q\n"


def picture(x: float, y: float) -> str:
    return f"q 5 0 0 5 {x} {HIGH - y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI Q\n"


@pytest.mark.parametrize("draw", [circle, picture], ids=["curves", "pictures"])
def test_bullets_that_are_no_glyphs(draw: object) -> None:
    page = ""
    for at, x in enumerate((72, 90, 72)):
        page += draw(x + 4, 136 + 20 * at) + text(x + 16, 140 + 20 * at, f"item number {at}")  # type: ignore[operator]

    document = read(page)

    items = [(p.marker, p.level, p.text) for p in document.passages if p.kind is PassageKind.LIST_ITEM]
    assert items == [("•", 0, "item number 0"), ("•", 1, "item number 1"), ("•", 0, "item number 2")]


def test_white_words_on_white_are_left_out_and_told() -> None:
    document = read("1 1 1 rg\n" + text(72, 160, "Inadequate words") + "0 g\n")

    assert texts(document) == []
    assert [(p.code, p.text) for p in document.problems] == [("pdf_hidden_text", "Inadequate words")]


@pytest.mark.parametrize(
    "ground",
    [
        filled(60, 145, 250, 170, "0 0 0.4"),
        f"q 200 0 0 40 60 {HIGH - 180} cm BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI Q\n",
    ],
    ids=["painted", "picture"],
)
def test_white_words_on_a_dark_ground_are_read(ground: str) -> None:
    assert texts(read(ground + "1 1 1 rg\n" + text(72, 160, "Requires improvement") + "0 g\n")) == [
        "Requires improvement"
    ]


def test_letters_set_apart_are_words() -> None:
    page = f"BT /F2 12 Tf 6 Tc 1 0 0 1 72 {HIGH - 150} Tm (AREAS FOR IMPROVEMENT) Tj 0 Tc ET\n"

    document = read(page + text(72, 180, LINE))

    assert (document.passages[1].kind, document.passages[1].text) == (PassageKind.HEADING, "AREAS FOR IMPROVEMENT")


def test_single_letters_between_spaces_stay_apart() -> None:
    assert texts(read(text(72, 160, "A B C D E F G H"))) == ["A B C D E F G H"]


def test_a_hyphen_of_the_windows_encoding_breaks_a_word() -> None:
    document = read(text(72, 140, "The force should improve how it allo\u00ad") + text(72, 154, "cates its work."))

    assert texts(document) == ["The force should improve how it allocates its work."]


def test_an_item_that_goes_on_below_its_marker_is_whole() -> None:
    page = text(72, 140, "• The force should do what it said it would do in the last year and in")
    page += text(72, 153, "the year before that.") + text(72, 170, "• It should publish the results.")

    document = read(page)

    assert texts(document) == [
        "The force should do what it said it would do in the last year and in the year before that.",
        "It should publish the results.",
    ]


def test_turned_words_in_the_margin_do_not_mix_with_the_text() -> None:
    turned = f"BT /F1 11 Tf 0 1 -1 0 40 {HIGH - 400} Tm (Made-up inspection of Durham) Tj ET\n"

    assert texts(read(turned + text(72, 160, LINE))) == [LINE, "Made-up inspection of Durham"]


def test_a_false_bold_with_a_shift_is_read_once() -> None:
    document = read(text(72, 160, "Areas for improvement") + text(72.4, 160, "Areas for improvement"))

    assert texts(document) == ["Areas for improvement"]
