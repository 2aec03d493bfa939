"""Files that are broken, hostile or hold no text: a problem that says what to do, never an exception."""

from __future__ import annotations

import io
import random
import zlib
from dataclasses import replace

import pytest

from pipeline.pdf_bounded import read_pdf_bounded
from pipeline.reading.pdf.limits import DEFAULT_LIMITS, unfolded_size
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import ReadDocument, Severity
from tests.pdf.made_reports import reportlab_report
from tests.pdf.raw_pdf import raw_pdf, text


def errors(document: ReadDocument) -> list[str]:
    return [problem.code for problem in document.problems if problem.severity is Severity.ERROR]


def codes(document: ReadDocument) -> list[str]:
    return [problem.code for problem in document.problems]


PICTURE = "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID ~ EI Q\n"


def test_a_password_is_asked_for() -> None:
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt="secret")
    canvas.drawString(70, 700, "Nobody reads this.")
    canvas.save()

    document = read_pdf(made.getvalue())

    assert errors(document) == ["pdf_encrypted"]
    assert "password" in document.problems[0].message


@pytest.mark.parametrize("content", [b"", b"<html><body>Not found</body></html>", b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF\n"])
def test_what_is_no_pdf_is_damaged(content: bytes) -> None:
    assert errors(read_pdf(content))[0] in ("pdf_damaged", "pdf_no_pages")


def test_what_it_is_instead_is_told() -> None:
    page = b"\n<!DOCTYPE html><html><head><title>Page not\nfound</title></head><body>Sorry</body></html>"

    assert "is no PDF but a web page ('Page not found')" in read_pdf(page).problems[0].message
    assert "zip archive" in read_pdf(b"PK\x03\x04 and so on").problems[0].message
    assert "empty file" in read_pdf(b"").problems[0].message


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.98])
def test_a_cut_file_never_raises(share: float) -> None:
    whole = reportlab_report()

    document = read_pdf(whole[: int(share * len(whole))])

    assert document.problems or document.words


def test_scrambled_bytes_never_raise() -> None:
    whole = bytearray(reportlab_report())
    chance = random.Random(7)
    for _ in range(25):
        spoiled = bytearray(whole)
        for _ in range(40):
            spoiled[chance.randrange(20, len(spoiled))] = chance.randrange(256)
        document = read_pdf(bytes(spoiled))

        assert document.words or document.problems


def test_no_pages() -> None:
    assert errors(read_pdf(raw_pdf([]))) == ["pdf_no_pages"]


def test_pictures_of_pages_need_ocr() -> None:
    document = read_pdf(raw_pdf([PICTURE, PICTURE]))

    assert errors(document) == ["pdf_needs_ocr"]
    assert document.pages == 2


def test_a_page_of_pictures_among_text_is_told() -> None:
    document = read_pdf(raw_pdf([PICTURE, text(70, 100, "Officers answer calls in Kent.")]))

    assert codes(document) == ["pdf_page_without_text"]
    assert document.words == 5


def test_an_invisible_text_layer_over_a_picture_is_read() -> None:
    layer = "3 Tr\n" + text(70, 100, "Officers answer calls in Kent.")

    document = read_pdf(raw_pdf([PICTURE + layer]))

    assert codes(document) == ["pdf_text_layer"]
    assert [passage.text for passage in document.passages] == ["Officers answer calls in Kent."]


def test_invisible_words_beside_visible_ones_are_left_out_and_told() -> None:
    page = text(70, 100, "Officers answer calls in Kent.") + "q 3 Tr " + text(70, 130, "Secret words") + "Q\n"

    document = read_pdf(raw_pdf([page]))

    assert [passage.text for passage in document.passages] == ["Officers answer calls in Kent."]
    assert [(problem.code, problem.text) for problem in document.problems] == [("pdf_hidden_text", "Secret words")]
    assert document.words == 5


def test_a_font_without_unicode_is_told() -> None:
    page = "".join(text(70, 100 + 14 * row, "\x01A" * 20, font="F4") for row in range(10))

    document = read_pdf(raw_pdf([page]))

    assert "pdf_no_unicode" in errors(document)


def test_words_that_only_the_second_engine_sees_are_read_from_it() -> None:
    page = text(70, 100, "Officers answer calls in") + text(200, 100, "Durham", font="F5") + text(70, 130, "and Kent.")

    document = read_pdf(raw_pdf([page]))

    assert [(problem.code, problem.text) for problem in document.problems] == [("pdf_second_engine", "Durham")]
    assert "Officers answer calls in Durham" in " ".join(passage.text for passage in document.passages)
    assert document.words == 7


def test_a_bomb_is_not_unfolded() -> None:
    zeros = zlib.compress(b"\0" * 60_000_000, 9)
    content = raw_pdf([text(70, 100, "Words")]) + b"\n99 0 obj << >>\nstream\n" + zeros + b"\nendstream endobj"
    limits = replace(DEFAULT_LIMITS, max_unfolded_bytes=20_000_000)

    assert unfolded_size(content, 20_000_000) < 25_000_000
    assert errors(read_pdf(content, limits=limits)) == ["pdf_bomb"]


def _form(body: str, *, draws: int) -> str:
    """A form whose content can draw object ``draws`` as /Y."""
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /Y {draws} 0 R >> >>"
    return f"<< {entries} /Length {len(body)} >>\nstream\n{body}\nendstream"


def test_forms_that_nest_without_end_are_stopped() -> None:
    """Each form draws the next one ten times: ten to the eighth drawings."""
    forms = [_form("/Y Do " * 10, draws=number + 1) for number in range(20, 28)]
    forms.append(_form(" ", draws=28))

    document = read_pdf(raw_pdf([text(70, 100, "Words before.") + "/X20 Do\n"], extra=forms))

    assert errors(document) == ["pdf_page_too_large"]
    assert [passage.text for passage in document.passages] == ["Words before."]


def test_a_form_that_draws_itself_ends() -> None:
    form = _form("/Y Do", draws=20)

    document = read_pdf(raw_pdf([text(70, 100, "Words before.") + "/X20 Do\n"], extra=[form]))

    assert document.words == 2


def test_pages_over_the_limit_are_told_and_the_others_read() -> None:
    content = raw_pdf([text(70, 100, f"Page number {number} of many.") for number in range(30)])

    document = read_pdf(content, limits=replace(DEFAULT_LIMITS, max_pages=10))

    assert errors(document) == ["pdf_too_many_pages"]
    assert document.pages == 10


def test_a_page_of_too_many_characters_is_told_and_its_beginning_read() -> None:
    content = raw_pdf([text(70, 100, "First words.") + text(70, 120, "abcde " * 2000) + text(70, 140, "Last words.")])

    document = read_pdf(content, limits=replace(DEFAULT_LIMITS, max_page_glyphs=5000))

    assert errors(document) == ["pdf_page_too_large"]
    assert document.passages[0].text.startswith("First words.")


def test_two_thousand_pages_are_read() -> None:
    document = read_pdf(raw_pdf([text(70, 100, f"Officers answer call {number}.") for number in range(2000)]))

    assert (document.pages, document.words) == (2000, 8000)


def test_two_hundred_thousand_characters_on_a_page_are_read() -> None:
    rows = "".join(text(10, 5 + 2 * row, "abcdefghi " * 50, size=1.5) for row in range(400))

    document = read_pdf(raw_pdf([rows]))

    assert document.words == 20_000
    assert not errors(document)


def test_time_is_bounded() -> None:
    content = raw_pdf([text(70, 100, "Words."), text(70, 100, "More.", font="F2")])

    document = read_pdf(content, out_of_time=lambda: True)

    assert errors(document)[0] == "pdf_out_of_time"


def test_scripts_and_attachments_are_ignored() -> None:
    content = raw_pdf(
        [text(70, 100, "Officers answer calls.")],
        catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
    )

    document = read_pdf(content)

    assert (document.words, document.problems) == (3, ())


def test_a_page_without_a_size_is_read() -> None:
    content = raw_pdf([text(70, 100, "Officers answer calls.")]).replace(b"/MediaBox [0 0 595 842]", b"")

    assert read_pdf(content).words == 3


def test_a_child_process_gives_the_same() -> None:
    content = reportlab_report()

    assert read_pdf_bounded(content) == read_pdf(content)


def test_a_child_without_memory_becomes_a_problem() -> None:
    limits = replace(DEFAULT_LIMITS, max_memory_bytes=80 * 1024 * 1024)
    rows = "".join(text(10, 5 + 2 * row, "abcdefghi " * 50, size=1.5) for row in range(400))

    document = read_pdf_bounded(raw_pdf([rows]), limits=limits)

    assert errors(document)[0] in ("pdf_reader_died", "pdf_too_large")
    assert not document.passages


def test_a_file_shorter_than_it_says_is_told_and_read() -> None:
    made = raw_pdf([text(70, 100, "Officers answer calls in Kent.")])
    header, rest = made.split(b"\n", 1)

    def says(length: int) -> bytes:
        return header + b"\n99 0 obj\n<< /Linearized 1 /L %d /N 1 >>\nendobj\n" % length + rest

    cut, whole = read_pdf(says(999_999)), read_pdf(says(20))

    assert (errors(cut), cut.words) == (["pdf_cut_off"], 5)
    assert (errors(whole), whole.words) == ([], 5)
