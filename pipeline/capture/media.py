"""What bytes are, whatever their file is called or their server says."""

from __future__ import annotations

import codecs

from pipeline.words.decoding import decode, wide_encoding

HTML = "text/html"
PDF = "application/pdf"
TEXT = "text/plain"
BINARY = "application/octet-stream"

READABLE = frozenset({HTML, PDF, TEXT})
"""The media types that documents are read from."""

_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

_SEEN = 8192
"""So many first bytes are looked at."""


def media_type_of(content: bytes) -> str:
    """The media type that the bytes themselves show: HTML, PDF, text, or binary for all else."""
    head = content[:_SEEN]
    if head.startswith(_WIDE_MARKS) or wide_encoding(head):
        # Text of two or four bytes a character: looked at as what it says.
        head = decode(head)[0].encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return PDF
    if start.lower().startswith(_HTML_STARTS) or b"<html" in head.lower():
        return HTML
    if b"\0" in head:
        return BINARY
    return TEXT


def looks_like(content: bytes) -> str | None:
    """A name for bytes that are no document, for messages; None if nothing shows what they are."""
    for start, name in _NAMES:
        if content.startswith(start):
            return name
    return None


_NAMES = (
    (b"PK\x03\x04", "a zip file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"bplist00", "a Safari web archive"),
)
