"""Boxes over the end of a page: which go on, which are others, and which may be either."""

from __future__ import annotations

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import Passage, PassageKind, ReadDocument
from tests.pdf.raw_pdf import filled, raw_pdf, ruled, text

BODY = "The force has a good understanding of the demand for its services and works"


def frame(top: float, bottom: float) -> str:
    return filled(66, top, 520, bottom) + ruled(66, top, 520, bottom)


def body(y: float) -> str:
    return "".join(text(72, y + 14 * at, BODY) for at in range(6))


def read(first: str, second: str) -> ReadDocument:
    return read_pdf(raw_pdf([body(60) + first, second + body(400)]))


def box(document: ReadDocument, start: str) -> Passage:
    (found,) = [passage for passage in document.passages if passage.text.startswith(start)]
    return found


def unsure(document: ReadDocument) -> list[str | None]:
    return [problem.text for problem in document.problems if problem.code == "box_over_page_unsure"]


def test_a_heading_as_inside_the_box_goes_on_with_it() -> None:
    first = (
        frame(640, 780)
        + text(72, 660, "Areas for improvement", font="F2", size=11)
        + text(72, 690, "The force should plan", font="F2", size=13)
        + text(72, 710, "It has no plan.")
        + text(72, 740, "The force should count", font="F2", size=13)
        + text(72, 760, "It has no numbers.")
    )
    second = frame(60, 130) + text(72, 80, "The force should write", font="F2", size=13) + text(72, 100, "It has ink.")

    document = read(first, second)

    assert box(document, "The force should write").box_number == box(document, "Areas for improvement").box_number == 1
    assert unsure(document) == []


def test_a_title_like_the_first_is_another_box() -> None:
    first = frame(700, 780) + text(72, 720, "Areas for improvement", font="F2") + text(72, 750, "It has no plan.")
    second = frame(60, 130) + text(72, 80, "Cause of concern", font="F2") + text(72, 100, "It has no ink.")

    document = read(first, second)

    assert (box(document, "Areas for").box_number, box(document, "Cause of").box_number) == (1, 2)
    assert unsure(document) == []


def test_a_heading_like_title_and_insides_is_told() -> None:
    first = (
        frame(640, 780)
        + text(72, 660, "Areas for improvement", font="F2")
        + text(72, 690, "Plans", font="F2")
        + text(72, 710, "It has no plan.")
        + text(72, 740, "Counts", font="F2")
        + text(72, 760, "It has no numbers.")
    )
    second = frame(60, 130) + text(72, 80, "Ink", font="F2") + text(72, 100, "It has some of it.")

    document = read(first, second)

    assert (box(document, "Areas for").box_number, box(document, "Ink").box_number) == (1, 2)
    assert unsure(document) == ["Ink"]


def test_a_title_alone_at_the_end_of_a_page_is_that_of_the_next_page() -> None:
    first = frame(600, 640) + text(72, 624, "Areas for improvement", font="F2")
    second = frame(60, 130) + text(72, 80, "The force should plan.") + text(72, 100, "It should count.")

    document = read(first, second)

    title = box(document, "Areas for improvement")
    assert (title.kind, title.box_number) == (PassageKind.HEADING, box(document, "The force should plan.").box_number)


def test_a_footnote_between_does_not_end_a_box_or_its_list() -> None:
    first = (
        frame(640, 740)
        + text(72, 660, "Areas for improvement", font="F2")
        + text(72, 690, "•")
        + text(90, 690, "The force should plan.")
        + text(72, 710, "•")
        + text(90, 710, "The force should count.")
        + text(72, 790, "1", size=5, rise=3)
        + text(77, 790, "Small words about the plan.", size=8)
    )
    second = frame(60, 130) + text(72, 80, "•") + text(90, 80, "The force should write.")

    document = read(first, second)

    assert box(document, "The force should write.").box_number == 1
    assert {box(document, f"The force should {what}.").list_number for what in ("plan", "count", "write")} == {1}
    note = box(document, "1 Small words")
    assert note.ordinal > box(document, "The force should write.").ordinal
    assert note.box_number is None
