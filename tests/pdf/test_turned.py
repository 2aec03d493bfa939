"""Pages that stand sideways give the passages of the same pages held upright, each at its place as shown."""

from __future__ import annotations

import io
from functools import cache

import pypdfium2
import pytest
from PIL import Image

from pipeline.reading.pdf.picture import render_passage
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import Passage, ReadDocument
from tests.editions.test_long_reports import FILES

REPORT = "gwent-english.browser.plain.pdf"
RED = (200, 30, 30)


def turned(angle: int) -> bytes:
    document = pypdfium2.PdfDocument((FILES / REPORT).read_bytes())
    for at in range(len(document)):
        document[at].set_rotation(angle)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@cache
def read(angle: int) -> ReadDocument:
    return read_pdf(turned(angle))


def told(passage: Passage) -> tuple[object, ...]:
    return (passage.kind, passage.level, passage.marker, passage.parent, passage.box_number, passage.cell, passage.text)


@pytest.mark.parametrize("angle", [90, 270])
def test_the_passages_are_those_of_the_upright_page(angle: int) -> None:
    assert [told(p) for p in read(angle).passages] == [told(p) for p in read(0).passages]
    assert read(angle).markers_seen == read(0).markers_seen
    assert "pdf_page_sideways" in {problem.code for problem in read(angle).problems}
    assert {problem.code for problem in read(0).problems} == {problem.code for problem in read(angle).problems} - {
        "pdf_page_sideways"
    }


@pytest.mark.parametrize("angle", [90, 270])
def test_the_outline_stands_around_the_words_on_the_page_as_shown(angle: int) -> None:
    """The ink inside the outline is that of the upright page, turned."""

    def inside(at: int) -> Image.Image:
        passage = next(p for p in read(at).passages if p.text.startswith("letters that children"))
        assert passage.box is not None
        picture = Image.open(io.BytesIO(render_passage(turned(at), passage.box)))
        red = [(x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) == RED]
        corners = (min(x for x, _ in red), min(y for _, y in red), max(x for x, _ in red), max(y for _, y in red))
        return picture.crop(corners).convert("L")

    one, two = inside(0), inside(angle).rotate(angle, expand=True)
    assert abs(one.width - two.width) <= 3
    assert abs(one.height - two.height) <= 3
    dark = [sum(picture.histogram()[:100]) for picture in (one, two)]
    assert dark[1] == pytest.approx(dark[0], rel=0.1)
