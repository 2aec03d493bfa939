"""Bounds of what one PDF may cost."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from pipeline.words.model import Medium, Problem, ReadDocument, Severity

_STREAM = re.compile(rb"stream\r?\n")
_CHUNK = 1 << 20
_OTHERS = {
    b"<?xml": "an XML file",
    b"PK\x03\x04": "a zip archive or office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "a rich text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a gzip archive",
}
"""What other files begin with."""


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What one document may cost. Real reports have at most some 200 pages and 5,000 characters a page.

    ``max_unfolded_bytes`` bounds what its packed streams unfold to, ``max_page_forms`` drawings within drawings,
    ``max_memory_bytes`` the address space of the child process (:mod:`pipeline.pdf_bounded`).
    """

    max_bytes: int = 64 * 1024 * 1024
    max_unfolded_bytes: int = 512 * 1024 * 1024
    max_pages: int = 3_000
    max_page_glyphs: int = 250_000
    max_page_forms: int = 5_000
    max_seconds: float = 300.0
    max_memory_bytes: int = 2 * 1024 * 1024 * 1024


DEFAULT_LIMITS = PdfLimits()


def unfolded_size(content: bytes, enough: int) -> int:
    """How many bytes the packed streams unfold to, counted no further than ``enough``; nothing is kept.

    A bomb of 1 MB that unfolds to 1 GB is found here in the time its first half takes, without its memory.
    """
    total = 0
    for match in _STREAM.finditer(content):
        start = match.end()
        if content[start : start + 1] not in (b"\x78", b"\x68", b"\x58", b"\x48"):
            continue
        end = content.find(b"endstream", start)
        packed = memoryview(content)[start : end if end != -1 else len(content)]
        unpacker = zlib.decompressobj()
        feed: bytes | memoryview = packed
        try:
            while feed and total <= enough:
                total += len(unpacker.decompress(feed, _CHUNK))
                feed = unpacker.unconsumed_tail
        except zlib.error:
            continue
        if total > enough:
            break
    return total


def refused(code: str, message: str) -> ReadDocument:
    """A document without passages and the problem that says why."""
    problem = Problem(Severity.ERROR, code, message)
    return ReadDocument(Medium.PDF, (), words=0, markers_seen=0, problems=(problem,))


def what_it_is(content: bytes) -> str:
    """In words, what bytes that do not begin like a PDF are: sites answer with an error page under a report's name."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"<!doctype html|<html|<head|<body", head, re.IGNORECASE):
        title = re.search(rb"<title[^>]*>(.*?)</title>", content[:65536], re.IGNORECASE | re.DOTALL)
        words = " ".join(title[1].decode("utf-8", "replace").split())[:80] if title else ""
        return f"a web page ({words!r})" if words else "a web page"
    for begins, name in _OTHERS.items():
        if head.startswith(begins):
            return name
    return "something else" if head else "an empty file"


def is_cut_off(content: bytes) -> bool:
    """Whether a file laid out for the web ("linearized") has fewer bytes than its first object says.

    Such a file begins with a table of its own, so the pages that came through can be read without the rest.
    """
    head = content[:2048]
    length = re.search(rb"/L\s+(\d+)", head) if b"/Linearized" in head else None
    return length is not None and len(content) < int(length[1])
