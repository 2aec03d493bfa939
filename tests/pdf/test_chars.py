"""Our own device gives the characters that pdfplumber gives, at the same places."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from pdfminer.pdfinterp import PDFResourceManager

from pipeline.reading.pdf.chars import PageDevice, read_content
from pipeline.reading.pdf.drawn import rgb
from tests.pdf.made_reports import MAKERS
from tests.pdf.raw_pdf import bullet, raw_pdf, text

TURNED = "BT /F1 11 Tf 0 1 -1 0 200 300 Tm (Turned words) Tj ET\n"
SPACED = "BT /F1 11 Tf 2 Tc 3 Tw 90 Tz 1 0 0 1 70 500 Tm [(Wide) -300 (ly set words)] TJ ET\n"


@pytest.mark.parametrize("maker", [*MAKERS, "by hand", "turned page"])
def test_same_characters_as_pdfplumber(maker: str) -> None:
    by_hand = raw_pdf(
        [bullet(70, 100) + text(88, 100, "An item") + TURNED + SPACED],
        page_entries="/Rotate 90" if maker == "turned page" else "",
    )
    content = MAKERS[maker]() if maker in MAKERS else by_hand
    resources = PDFResourceManager()
    device = PageDevice(resources, max_glyphs=10**6, max_forms=100, out_of_time=lambda: False)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            ours = [
                (glyph.text, *(round(value, 1) for value in glyph[1:5]))
                for glyph in read_content(page.page_obj, device, resources).glyphs
            ]
            theirs = [
                (char["text"], *(round(char[name], 1) for name in ("x0", "top", "x1", "bottom"))) for char in page.chars
            ]
            assert len(ours) == len(theirs)
            for one, two in zip(ours, theirs, strict=True):
                assert one[0] == two[0]
                assert one[1:] == pytest.approx(two[1:], abs=0.11)


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ((0.0,), (0, 0, 0)),
        (1, (255, 255, 255)),
        ((1, 0, 0), (255, 0, 0)),
        ((0, 0, 0, 1), (0, 0, 0)),
        ([0.5, 0.5, 0.5], (128, 128, 128)),
        ("P1", (0, 0, 0)),
        (None, (0, 0, 0)),
    ],
)
def test_colours_of_every_space_are_made_alike(drawn: object, meant: tuple[int, int, int]) -> None:
    assert rgb(drawn) == meant
