"""Which encoding a page is really in, whatever it says."""

from __future__ import annotations

import pytest

from pipeline.reading.read_html import read_html

_TEXT = "the force’s “plan” – café ŵ"


def page(text: str, declared: str = "") -> str:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("content", "declared", "encoding"),
    [
        (page(_TEXT, "utf-8").encode(), None, "utf-8"),
        (page(_TEXT).encode("utf-8-sig"), None, "utf-8"),
        (page(_TEXT, "iso-8859-1").encode(), None, "utf-8"),
        (page(_TEXT).encode(), "windows-1252", "utf-8"),
        (page(_TEXT).encode("utf-16"), None, "utf-16-le"),
        (page(_TEXT).encode("utf-16-be"), "utf-16-be", "utf-16-be"),
        (page(_TEXT).encode("utf-32"), None, "utf-32-le"),
        ('<?xml version="1.0" encoding="utf-8"?>\n' + page(_TEXT), None, "utf-8"),
    ],
)
def test_encodings_of_unicode(content: bytes | str, declared: str | None, encoding: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    document = read_html(raw, declared_encoding=declared)
    assert [p.text for p in document.passages] == [_TEXT]
    assert document.encoding == encoding
    assert document.problems == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", [None, "utf-16", "utf-8", "windows-1252"])
@pytest.mark.parametrize("before", ["", "\r\n  ", '<?xml version="1.0" encoding="UTF-16"?>\n'])
def test_wide_characters_without_a_byte_order_mark(encoding: str, declared: str | None, before: str) -> None:
    document = read_html((before + page(_TEXT, "utf-8")).encode(encoding), declared_encoding=declared)
    assert [p.text for p in document.passages] == [_TEXT]
    assert document.encoding == encoding
    assert document.problems == ()


def test_wide_characters_that_are_cut_off_are_read_up_to_the_cut() -> None:
    document = read_html(page(_TEXT).encode("utf-16-le")[:-1])
    assert [p.text for p in document.passages] == [_TEXT]
    assert [p.code for p in document.problems] == ["cut_off"]


def test_null_bytes_alone_do_not_make_wide_characters() -> None:
    document = read_html(b"<\0p>caf\xc3\xa9<p>\0x\xff\xd8")
    assert document.encoding != "utf-16-le"
    assert document.passages[0].text == "café"


def test_windows_1252_that_says_utf_8() -> None:
    document = read_html(page("the force’s “plan” – café", "utf-8").encode("cp1252"))
    assert [p.text for p in document.passages] == ["the force’s “plan” – café"]
    assert document.encoding == "windows-1252"
    assert [p.code for p in document.problems] == ["wrong_encoding"]


def test_single_bytes_of_windows_1252_in_a_page_of_utf_8() -> None:
    content = page("café ŵ and the force", "utf-8").encode().replace(b"force", b"force\x92s \x93plan\x94")
    document = read_html(content)
    assert [p.text for p in document.passages] == ["café ŵ and the force’s “plan”"]
    assert document.encoding == "utf-8 with windows-1252"
    assert [p.code for p in document.problems] == ["mixed_encoding"]


def test_what_says_latin_1_is_read_as_windows_1252() -> None:
    document = read_html(page("‘good’", "iso-8859-1").encode("cp1252"))
    assert [p.text for p in document.passages] == ["‘good’"]
    assert document.problems == ()


def test_other_encodings_are_believed() -> None:
    document = read_html(page("tŷ ŵ", "iso-8859-14").encode("iso-8859-14"))
    assert [p.text for p in document.passages] == ["tŷ ŵ"]
    assert document.encoding == "iso8859-14"


@pytest.mark.parametrize("declared", ["nonsense", "", "x" * 500, "utf-8; q=1", "idna", "rot13", "base64"])
def test_an_encoding_that_does_not_exist_does_no_harm(declared: str) -> None:
    document = read_html(page("café").encode("cp1252"), declared_encoding=declared)
    assert [p.text for p in document.passages] == ["café"]


def test_control_characters_are_the_quotes_that_were_meant() -> None:
    document = read_html(page("force\u0092s &#147;plan&#x94;").encode())
    assert [p.text for p in document.passages] == ["force’s “plan”"]


def test_text_that_was_encoded_twice_is_reported_and_left() -> None:
    wrong = "force’s".encode().decode("cp1252")
    document = read_html(page(wrong).encode())
    assert [p.text for p in document.passages] == [wrong]
    assert [p.code for p in document.problems] == ["encoded_twice"]


def test_nul_characters_are_dropped() -> None:
    document = read_html(page("a\0b").encode())
    assert [p.text for p in document.passages] == ["ab"]
