"""Pages that are no report: what the bytes or the words of a page say about why it cannot be used.

Knows the habits of web servers, not of any site: challenge pages, soft "not found" pages, log-ins, framesets,
files of another kind, pages that were cut off on their way.
"""

from __future__ import annotations

import re

from pipeline.reading.html.runs import Page
from pipeline.words.blocks import count_words
from pipeline.words.model import Problem, Severity

_MAGIC = (
    (b"%PDF-", "a PDF file", "Read it with the PDF reader."),
    (b"PK\x03\x04", "a zip archive or an Office file", "Unpack it, or import the file inside."),
    (b"\x1f\x8b", "gzip-packed", "Unpack it before it is stored."),
    (b"\x89PNG", "a picture", "Capture the page that shows it."),
    (b"\xff\xd8\xff", "a picture", "Capture the page that shows it."),
    (b"GIF8", "a picture", "Capture the page that shows it."),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save it as PDF or HTML first."),
    (b"{\\rtf", "a rich text file", "Save it as PDF or HTML first."),
)
_MAGIC_WITHIN = 1024
"""A PDF may have some bytes before its mark."""
_TAG = re.compile(r"<(?:!doctype|!--|/?[a-z][a-z0-9:-]*)(?:[\s>/]|$)", re.IGNORECASE)
_LONGEST_REFUSAL = 3000
"""Characters that a refusal may have outside furniture, if its title gives it away."""
_FEW_WORDS = 150
"""Words that it may have if only its text does; a report that quotes such words is longer."""
_CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|access (?:is |was )?denied|you (?:have been|are) blocked|request (?:unsuccessful|blocked|rejected)"
    r"|pardon our interruption|enable javascript and cookies|are you a robot|unusual traffic|security check"
    r"|ddos protection|\bcaptcha\b|403 forbidden|^forbidden$|too many requests|service unavailable"
    r"|bad gateway|gateway time-?out",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?:page|file|address|url|document|resource) (?:you (?:requested|were looking for|are looking for) )?"
    r"(?:was |is |has |could |can |cannot |can.t |does |doesn.t )?(?:not |no longer )?(?:be )?"
    r"(?:not found|found or|be found|exist|been (?:moved|removed|deleted)|available)"
    r"|(?:not |n.t |cannot |can.t )(?:be )?(?:found|find (?:the|that|this) page)|\b404\b|has not archived that url",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(?:log|sign)[ -]?(?:in|on)\b|\bpassword\b|\bauthenticat", re.IGNORECASE)
_OPEN_TAG = re.compile(r"<[a-zA-Z/!][^>]*\Z")
_SWALLOWER = re.compile(r"<(script|style|textarea)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<html[\s>]", re.IGNORECASE)
_END_OF_HTML = re.compile(r"</html", re.IGNORECASE)
_LONG_TAG = 5000


def refuse_bytes(content: bytes, max_bytes: int) -> Problem | None:
    """Why bytes need not be parsed at all; None if they should be.

    Args:
        content: The bytes as captured.
        max_bytes: The most that is parsed; reading takes about fifty times as much memory.
    """
    if len(content) > max_bytes:
        message = (
            f"The page has {len(content):,} bytes, more than the {max_bytes:,} that are parsed. "
            "Check what was captured; if it is a report, raise the limit."
        )
        return Problem(Severity.ERROR, "too_large", message)
    beginning = content[:_MAGIC_WITHIN].lstrip()
    for magic, what, advice in _MAGIC:
        if beginning.startswith(magic) or (magic == b"%PDF-" and b"%PDF-" in beginning and b"<" not in beginning[:5]):
            return Problem(Severity.ERROR, "not_html", f"The bytes are {what}, not HTML. {advice}")
    return None


def refuse_text(text: str) -> Problem | None:
    """Why decoded text is no page: it has no tag, or it is empty."""
    if not text.strip():
        return Problem(Severity.ERROR, "empty", "The page has no text at all. Capture it again.")
    if _TAG.search(text) is None:
        message = "The text holds no HTML tag. Read it with the text reader, or check what was captured."
        return Problem(Severity.ERROR, "not_html", message)
    return None


def find_cut(text: str) -> Problem | None:
    """Whether the page ends before its end."""
    openings = {match[1].lower(): match.end() for match in _SWALLOWER.finditer(text)}
    for name, opening in openings.items():
        if re.compile(rf"</{name}", re.IGNORECASE).search(text, opening) is None:
            return _cut(f"it ends inside a {name} element, which swallows the rest")
    comment = text.rfind("<!--")
    if comment >= 0 and text.find("-->", comment) < 0:
        return _cut("it ends inside a comment, which swallows the rest")
    end = text[-_LONG_TAG:].rstrip()
    if _OPEN_TAG.match(end, max(end.rfind("<"), 0)):
        return _cut("it ends inside a tag")
    if text.rfind("</html") < 0 and _HTML.search(text) and not _END_OF_HTML.search(text):
        message = "The page has no </html>: its end may be missing. Compare its length, or capture it again."
        return Problem(Severity.WARNING, "cut_off", message)
    return None


def _cut(how: str) -> Problem:
    return Problem(Severity.ERROR, "cut_off", f"The page is cut off: {how}. Capture it again.", text=None)


def refuse_page(page: Page, texts: list[str]) -> Problem | None:
    """What a page is instead of a report; None if nothing speaks against it.

    Args:
        page: What the walk found.
        texts: The texts of the passages of the main content, in reading order.
    """
    if page.has_frames:
        message = "The page is a frameset: its text stands in other files. Capture the pages of its frames."
        return Problem(Severity.ERROR, "frameset", message)
    if sum(map(len, texts)) > _LONGEST_REFUSAL:
        return None
    title = page.title or ""
    body = "\n".join(texts)
    words = count_words(body)
    quoted = title or (texts[0] if texts else None)
    if page.has_password or (words < _FEW_WORDS and _LOGIN.search(title)):
        message = "The page asks for a log-in. Capture the public address of the report."
        return Problem(Severity.ERROR, "login_page", message, text=quoted)
    if _CHALLENGE.search(title) or (words < _FEW_WORDS and _CHALLENGE.search(body)):
        message = "The server refused or challenged the request. Wait, slow down, and capture the page again."
        return Problem(Severity.ERROR, "challenge_page", message, text=quoted)
    if _NOT_FOUND.search(title) or (words < _FEW_WORDS and _NOT_FOUND.search(body)):
        message = "The server says that the page does not exist, with a status of success. Check the address."
        return Problem(Severity.ERROR, "not_found_page", message, text=quoted)
    if words == 0:
        needs = f" {page.unshown_words} words are hidden: it may need a script." if page.unshown_words else ""
        message = f"No words stand in the main content.{needs} Capture the page as a browser shows it."
        return Problem(Severity.ERROR, "empty", message)
    return None
