"""Bytes to text: which encoding a saved page is really in."""

from __future__ import annotations

import codecs

from bs4.dammit import UnicodeDammit

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file without declared encoding, and the name of the encoding that was used.

    A byte order mark decides; else UTF-8 if all bytes agree; else UTF-8 with stray Windows-1252 characters
    ("windows-1252 in utf-8"); else Windows-1252, in which no byte is without meaning for us.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    mended = UnicodeDammit.detwingle(content)
    try:
        text = mended.decode("utf-8")
        mixed = any(len(char.encode()) > 1 and char.encode() in content for char in set(text))
        return text, "windows-1252 in utf-8" if mixed else "windows-1252"
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace"), "windows-1252"
