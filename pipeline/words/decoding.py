"""Bytes of a page or file → text. The order of belief is: byte order mark, null bytes where markup begins, strict
UTF-8, declaration, Windows-1252.

Strict UTF-8 stands before the declaration because bytes that are valid UTF-8 with accents are hardly ever
anything else, whatever a server says. Single stray bytes of Windows-1252 in a UTF-8 page (pasted quotation
marks) are read as such, so that one of them does not spoil the whole page.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.words.model import Problem, Severity

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKUP_BEGINS = (
    (re.compile(rb"(?:[\t\n\r ]\0\0\0)*<\0\0\0[!?/A-Za-z]\0\0\0"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[\t\n\r ])*\0\0\0<\0\0\0[!?/A-Za-z]"), "utf-32-be"),
    (re.compile(rb"(?:[\t\n\r ]\0)*<\0[!?/A-Za-z]\0"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t\n\r ])*\0<\0[!?/A-Za-z]"), "utf-16-be"),
)
"""How a tag looks as the first thing of a file whose characters take several bytes, as the XML standard's appendix F
has it. No other encoding writes it so."""
_DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9][A-Za-z0-9._:-]{1,30})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HEAD_BYTES = 4096
_UNICODE = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii"}
_LATIN = {"iso8859-1", "cp1252", "ascii"}
"""What browsers read as Windows-1252, as the HTML standard asks."""
_MOJIBAKE = re.compile("â€[™œ\u009d˜“”¦]|Ã[©¨«´¢]")
_CP1252_ERRORS = "peel-windows-1252"
_C1_CONTROLS = re.compile("[\u0080-\u009f]")
_C1_IN_UTF_8 = re.compile(b"\xc2[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page, the name of the encoding that was used, and what was odd about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Replacement for bytes that are not UTF-8, in the form that :func:`codecs.register_error` asks for."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(_windows_1252_character(byte) for byte in stray), error.end


def _windows_1252_character(byte: int) -> str:
    """One byte read as Windows-1252; the five bytes that it leaves free become the replacement character."""
    return bytes((byte,)).decode("cp1252", errors="replace")


codecs.register_error(_CP1252_ERRORS, _as_windows_1252)


def decode_page(content: bytes, declared_encoding: str | None = None) -> Decoded:
    """Decode a page.

    Args:
        content: The bytes as captured, already unpacked.
        declared_encoding: What the server said (``charset`` of the media type), if anything.

    Returns:
        The text without byte order mark, NUL characters and XML declaration, with C1 control characters read
        as the Windows-1252 characters that were meant. Never raises.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, errors="replace")
            may_have_controls = encoding != "utf-8" or _may_have_controls(content)
            return Decoded(_clean(text, may_have_controls=may_have_controls), encoding, _mojibake(text))
    wide = _decode_wide(content)
    if wide is not None:
        return wide
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(content, _declared(content, declared_encoding))
    if "\0" in text:
        declared = _declared(content, declared_encoding)
        if declared and declared.startswith(("utf-16", "utf-32")):
            return _decode_other(content, declared)
    return Decoded(_clean(text, may_have_controls=_may_have_controls(content)), "utf-8", _mojibake(text))


def wide_encoding(content: bytes) -> str | None:
    """The encoding of a file that shows by its first tag that its characters take several bytes, else None."""
    if b"\0" not in content[:8]:
        return None
    return next((encoding for begins, encoding in _MARKUP_BEGINS if begins.match(content)), None)


def _decode_wide(content: bytes) -> Decoded | None:
    """Decode UTF-16 and UTF-32 without a byte order mark, if that is what the bytes are throughout.

    A page that was cut inside a character is read up to it.
    """
    encoding = wide_encoding(content)
    if encoding is None:
        return None
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return None
    return Decoded(_clean(text), encoding, _mojibake(text))


def _decode_other(content: bytes, declared: str | None) -> Decoded:
    """Decode bytes that are not UTF-8 throughout."""
    if declared and declared != "utf-8" and declared not in _LATIN:
        try:
            return Decoded(_clean(content.decode(declared)), declared)
        except (LookupError, ValueError):
            pass
    if content.decode("utf-8", errors="ignore").isascii():
        # All bytes that are not ASCII are stray.
        text = content.decode("cp1252", errors="replace")
        return Decoded(_clean(text, may_have_controls=False), "windows-1252", _wrongly_declared(declared))
    text = content.decode("utf-8", errors=_CP1252_ERRORS)
    text = _clean(text, may_have_controls=_may_have_controls(content))
    return Decoded(text, "utf-8 with windows-1252", (_mixed(),))


def _known(name: str | None) -> str | None:
    """Python's name of an encoding, or None when there is no such encoding."""
    if not name:
        return None
    try:
        return codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None


def _declared(content: bytes, by_server: str | None) -> str | None:
    """The encoding that the server names, else the page."""
    return _known(by_server) or _declared_inside(content)


def _declared_inside(content: bytes) -> str | None:
    """What the page's ``meta`` element or XML declaration says; only its beginning is looked at."""
    match = _DECLARATION.search(content[:_HEAD_BYTES])
    return _known(match[1].decode("ascii")) if match else None


def _may_have_controls(content: bytes) -> bool:
    """Whether UTF-8 text holds C1 controls; the bytes are quicker to look through than the text."""
    return _C1_IN_UTF_8.search(content) is not None


def _clean(text: str, *, may_have_controls: bool = True) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    text = text.removeprefix("\ufeff")
    text = _XML_DECLARATION.sub("", text, count=1) if "<?xml" in text[:200] else text
    if may_have_controls and not text.isascii():
        text = _C1_CONTROLS.sub(lambda match: _windows_1252_character(ord(match[0])), text)
    return text


def _wrongly_declared(declared: str | None) -> tuple[Problem, ...]:
    if declared not in _UNICODE:
        return ()
    message = f"The page says {declared} but is not; it was read as windows-1252. Check quotes and accents."
    return (Problem(Severity.WARNING, "wrong_encoding", message),)


def _mixed() -> Problem:
    message = "The page mixes UTF-8 with single Windows-1252 bytes; both were read. Check quotes and accents."
    return Problem(Severity.INFO, "mixed_encoding", message)


def _mojibake(text: str) -> tuple[Problem, ...]:
    may_be = "â€" in text or "Ã" in text
    match = _MOJIBAKE.search(text) if may_be else None
    if match is None:
        return ()
    quoted = text[max(0, match.start() - 20) : match.end() + 20]
    message = "The page was encoded twice by its source; its text stays as it stands. Look for a better capture."
    return (Problem(Severity.WARNING, "encoded_twice", message, text=quoted),)


def decode(content: bytes) -> tuple[str, str]:
    """The text of bytes of which no one said how they are encoded, and the encoding that was used."""
    decoded = decode_page(content)
    return decoded.text, decoded.encoding
