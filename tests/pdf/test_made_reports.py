"""One report, five makers, the same passages."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.reading.pdf.picture import NoPictureError, render_passage
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.blocks import count_words
from pipeline.words.model import PassageKind, ReadDocument
from tests.pdf.made_reports import MAKERS, OUTLINE, content, outline_of


@cache
def read(maker: str) -> ReadDocument:
    return read_pdf(MAKERS[maker]())


every_maker = pytest.mark.parametrize("maker", MAKERS)


@every_maker
def test_passages_are_those_of_the_report(maker: str) -> None:
    assert outline_of(read(maker)) == OUTLINE


@every_maker
def test_words_and_markers_are_all_accounted_for(maker: str) -> None:
    document = read(maker)

    assert document.words == sum(count_words(passage.text) for passage in document.passages)
    assert document.markers_seen == sum(passage.marker is not None for passage in document.passages) == 9
    assert [problem.code for problem in document.problems if problem.code != "pdf_footnote_marks"] == []


@pytest.mark.parametrize("maker", [maker for maker in MAKERS if maker != "browser"])
def test_running_heads_and_page_numbers_are_furniture(maker: str) -> None:
    furniture = [passage.text for passage in read(maker).passages if passage.furniture]

    assert sorted(furniture) == ["1", "2", *["Made-up inspection of Durham Constabulary"] * 2]


@every_maker
def test_the_box_holds_its_title_and_items_and_nothing_else(maker: str) -> None:
    passages = content(read(maker))
    title = next(passage for passage in passages if passage.text == "Areas for improvement")

    inside = [passage.text for passage in passages if passage.box_number == title.box_number]

    assert title.box_number is not None
    assert inside[0] == "Areas for improvement"
    assert inside[-1] == "The force should publish the results."
    assert len(inside) == 7


@every_maker
def test_heading_levels_follow_size(maker: str) -> None:
    levels = {passage.text: passage.level for passage in read(maker).passages if passage.kind is PassageKind.HEADING}

    assert levels == {
        "Effectiveness": 1,
        "Preventing crime": 2,
        "Areas for improvement": 3,
        "Investigating crime": 2,
    }


@every_maker
def test_nested_items_know_their_parent(maker: str) -> None:
    passages = {passage.ordinal: passage for passage in read(maker).passages}
    nested = [passage for passage in passages.values() if passage.parent is not None]

    assert {passages[passage.parent or 0].text for passage in nested} == {"The force should review its plans by:"}
    assert {passage.level for passage in nested} == {1}
    assert len({passage.list_number for passage in nested}) == 1


@every_maker
def test_every_passage_says_where_it_stands(maker: str) -> None:
    for passage in read(maker).passages:
        assert passage.box is not None
        assert passage.locator == f"page {passage.box.page}"
        assert 0 <= passage.box.x0 < passage.box.x1 <= 596
        assert 0 <= passage.box.top < passage.box.bottom <= 843


def test_a_tagged_file_gives_title_and_language() -> None:
    document = read("typst")

    assert (document.title, document.language, document.pages) == (
        "An inspection of Durham Constabulary (made up)",
        "en-GB",
        2,
    )


def test_a_footnote_is_a_passage_and_its_mark_no_part_of_the_sentence() -> None:
    document = read("typst")

    assert "1 This note is made up and short." in [passage.text for passage in document.passages]
    assert [problem.text for problem in document.problems if problem.code == "pdf_footnote_marks"] == ["1"]


def test_the_picture_outlines_the_passage() -> None:
    from io import BytesIO

    from PIL import Image

    passage = next(passage for passage in read("typst").passages if passage.text.startswith("The force should review"))
    assert passage.box is not None

    picture = Image.open(BytesIO(render_passage(MAKERS["typst"](), passage.box)))

    red = [
        (x, y)
        for x in range(0, picture.width, 2)
        for y in range(picture.height)
        if picture.getpixel((x, y)) == (200, 30, 30)
    ]
    assert min(y for _, y in red) == pytest.approx(2 * passage.box.top - 6, abs=5)
    assert max(y for _, y in red) == pytest.approx(2 * passage.box.bottom + 6, abs=5)


def test_a_page_that_does_not_exist_has_no_picture() -> None:
    from dataclasses import replace

    box = read("typst").passages[0].box
    assert box is not None

    with pytest.raises(NoPictureError):
        render_passage(MAKERS["typst"](), replace(box, page=9))
    with pytest.raises(NoPictureError):
        render_passage(b"no pdf", box)
