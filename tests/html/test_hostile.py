"""Pages that are no report, broken pages, and pages built to hurt: a clear problem, never a crash, in little time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.read_html import read_html
from pipeline.words.model import ReadDocument, Severity
from tests.html.reading import assert_whole

_LONG = "The force has a good understanding of the demand that it faces. " * 20


def codes(document: ReadDocument) -> list[str]:
    for problem in document.problems:
        assert problem.message.endswith((".", "?"))
    return [problem.code for problem in document.problems]


def page(body: str, title: str = "Gwent PEEL 2017") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj", ["not_html"]),
        (b"\r\n%PDF-1.4 after a line", ["not_html"]),
        (b"PK\x03\x04\x14\x00\x06\x00", ["not_html"]),
        (b"\x1f\x8b\x08\x00\x00", ["not_html"]),
        (b"\x89PNG\r\n\x1a\n\x00", ["not_html"]),
        (b"Gwent PEEL 2017\n\nRequires improvement\n", ["not_html"]),
        (b'{"error": "a < b"}', ["not_html"]),
        (b"", ["empty"]),
        (b"  \r\n ", ["empty"]),
        (b"\x00\x00\x00\x00", ["empty"]),
        (b"<html><body></body></html>", ["empty"]),
        (page("<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"), ["empty"]),
        (page("<nav><a href=/>Home</a></nav><main></main>"), ["empty"]),
        (page("<p>Checking your browser before accessing the site.</p>", "Just a moment..."), ["challenge_page"]),
        (page("<h1>Access Denied</h1><p>You don't have permission to access this.</p>", ""), ["challenge_page"]),
        (page("<p>Request unsuccessful. Incapsula incident ID: 1</p>", ""), ["challenge_page"]),
        (page("<h1>503 Service Unavailable</h1>", ""), ["challenge_page"]),
        (page("<h1>Page not found</h1><p>Try the search.</p>", "Page not found"), ["not_found_page"]),
        (page("<h1>404</h1>", "Error"), ["not_found_page"]),
        (page("<p>Sorry, the page you requested could not be found.</p>", "Site"), ["not_found_page"]),
        (page("<p>This page doesn’t exist or has been moved.</p>".replace("’", "'"), "Site"), ["not_found_page"]),
        (page("<form><label>Password <input type=password></label></form>", "Site"), ["login_page"]),
        (page("<p>Sign in to continue</p>", "Sign in"), ["login_page"]),
        (
            b"<html><head></head><frameset><frame src=a.html><noframes>No frames</noframes></frameset></html>",
            ["frameset"],
        ),
        (page(f"<p>{_LONG} The page was not found by officers; access denied.</p>"), []),
        (page("<p>The force could find no evidence of this. Officers sign in at the station.</p>"), []),
    ],
)
def test_what_is_no_report_is_named(content: bytes, found: list[str]) -> None:
    assert codes(read_html(content)) == found


@pytest.mark.parametrize(
    ("content", "severity"),
    [
        (page(f"<p>{_LONG}</p>")[:-14], Severity.WARNING),
        (page(f"<p>{_LONG}</p><p>and th")[:-20], Severity.WARNING),
        (b"<html><body><p>text</p><p class='x", Severity.ERROR),
        (b"<html><body><p>text</p></di", Severity.ERROR),
        (b"<html><body><p>text</p><script>var a = 1; more", Severity.ERROR),
        (b"<html><body><p>text</p><!-- comment that never ends <p>more</p>", Severity.ERROR),
    ],
)
def test_page_that_is_cut_off(content: bytes, severity: Severity) -> None:
    document = read_html(content)
    assert codes(document) == ["cut_off"]
    assert document.problems[0].severity is severity
    assert document.passages


def test_fragment_is_not_cut_off() -> None:
    assert codes(read_html(b"<p>One <b>line</b>, and 3 < 4")) == []


def test_too_large_a_page_is_not_parsed() -> None:
    document = read_html(page("<p>x</p>" * 1000), max_bytes=1000)
    assert codes(document) == ["too_large"]
    assert document.passages == ()
    assert "8,0" in document.problems[0].message


def test_words_after_the_end_of_the_page_are_read() -> None:
    document = read_html(page("<p>a</p>") + b"<div><p>b</p></div>")
    assert [p.text for p in document.passages] == ["a", "b"]
    assert_whole(document)


_DEPTH = 10_000


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * _DEPTH + "x" + "</div>" * _DEPTH,
        "<div>x" * _DEPTH,
        "<pre>" * _DEPTH + "x",
        "<ul><li>x" * (_DEPTH // 2),
        "<ul>" * _DEPTH + "<li>x",
        "<li>x" * _DEPTH,
        "<blockquote>x" * _DEPTH,
        "<table><tr><td>x" * 2000,
        "<dl><dd>x" * (_DEPTH // 2),
        "<b>" * _DEPTH + "x",
        "<a href=y>" * _DEPTH + "x",
        "<span class=sr-only>x " * (_DEPTH // 2),
        "<div title=x>" * _DEPTH,
        "<s>x " * _DEPTH,
        "<i><abbr title=x>" * _DEPTH,
        "<p>" + "<abbr title=x>y</abbr> " * _DEPTH,
        "<p>" + "<abbr title=x> </abbr>" * _DEPTH + "<abbr title=x>y</abbr>",
        "<i class=good>" * _DEPTH,
        "<svg>" * _DEPTH + "<text>x",
        "<table><tr>" + "<td colspan=100000 rowspan=100000>x" * 5000,
        "<p " + " ".join(f"a{number}=1" for number in range(_DEPTH)) + ">x",
        "<p id=x>x</p>" * _DEPTH,
        "<ol start=99999999999999999999><li value=-99999999999999999999>x</ol>",
        "<h1>" * _DEPTH + "x",
        "<!-- " * _DEPTH + "--><p>x",
        "&nbsp;" * 100_000 + "x<br>",
        "<p>x" + "<br>" * _DEPTH + "x",
        "<header><a href=y>x</a>" * 5000,
        "<form>x" * 5000,
        "<nav>x" * 5000,
        "<div>cookies <a href=x>x</a>" * 3000,
    ],
    ids=lambda markup: markup[:24],
)
def test_deep_and_strange_pages_are_read_whole_in_little_time(markup: str) -> None:
    started = time.monotonic()
    document = read_html(markup.encode())
    assert time.monotonic() - started < 20
    assert_whole(document)
    assert sum(len(p.locator or "") for p in document.passages) < 60_000_000


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_exception(content: bytes) -> None:
    read_html(content)


_TAGS = """<p> </p> <ul> </ul> <li> </li> <ol_start=3> <table> <tr> <td> <th> </table> <br> <b> </b> <h2> </h2> <div>
</div> <span_class=sr-only> </span> <img_alt='Good_pic'> •_ o_ –&nbsp; word_ Text. &shy; <dl> <dt> <dd> <a_href=#x>
</a> <summary> <nav>
</nav> <i_class=good></i> <pre> <button> <div_hidden> <p_aria-label='Spoken_words'> <svg> </svg> <title>t</title>
<form> <select> <option> <blockquote> <td_hidden> <div_role=table> <div_role=cell> <span_style='display:block'> <main>
<div_style='display:inline'> <header> </main> <h1> <em>x</em>"""
"""Pieces of markup; an underscore is a space."""
_PIECES = ["\n", *(piece.replace("_", " ") for piece in _TAGS.split())]
_JUMBLES = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(_JUMBLES)
def test_no_jumble_of_tags_loses_a_word_or_a_marker(markup: str) -> None:
    assert_whole(read_html(f"<html><body>{markup}</body></html>".encode()))
