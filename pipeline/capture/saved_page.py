"""What a page that a browser saved tells of its address and time of capture."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from pipeline.words.addresses import archived_address, canonical_url
from pipeline.words.decoding import decode

_LOOKED_AT = 200_000
"""Characters from the beginning in which address and comments are looked for: all of them stand in the head."""

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(?P<url>\S+)\s*-->")
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>\S+)(?:\s+saved date:\s*(?P<date>[^\n]+?))?\s*(?:-->|\n)"
)
_SCRIPT_DATE = re.compile(r"(?P<day>\w{3} \w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT(?P<zone>[+-]\d{4})")


@dataclass(frozen=True, slots=True)
class Told:
    """Address and time (UTC) that a saved page tells; None where it tells nothing."""

    url: str | None = None
    captured_at: datetime | None = None
    archive_url: str | None = None


@dataclass(frozen=True, slots=True)
class UnpackedPage:
    """The page inside an MHTML file, with what the file's head tells."""

    content: bytes
    told: Told


def told_by_address(url: str | None, captured_at: datetime | None = None) -> Told:
    """What an address tells: inside a web archive, the original address and, unless given, the time."""
    archived = archived_address(url) if url else None
    if archived:
        return Told(archived.url, captured_at or archived.captured_at, archived.archive_url)
    return Told(url, captured_at)


def told_by_html(content: bytes) -> Told:
    """Address and time that the head of an HTML file tells.

    In this order: the canonical link, ``og:url``, the comment of the program that saved it. Only SingleFile's
    comment tells the time.
    """
    text = decode(content[: _LOOKED_AT * 4])[0][:_LOOKED_AT]
    saved = _SINGLE_FILE.search(text) or _SAVED_FROM.search(text)
    saved_from = saved["url"] if saved and _is_address(saved["url"]) else None
    date = saved.groupdict().get("date") if saved else None
    return told_by_address(_address_in_head(text, saved_from) or saved_from, _script_date(date) if date else None)


def unpack_mhtml(content: bytes) -> UnpackedPage | None:
    """The page of an MHTML file: its first HTML part, decoded; None if it holds none."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                return UnpackedPage(page, _told_by_mhtml(message, part, page))
    return None


def is_mhtml(content: bytes) -> bool:
    """Whether the bytes begin like an MHTML file: mail headers that announce ``multipart/related``."""
    head = re.split(rb"\r?\n\r?\n", content[:8192].lstrip(), maxsplit=1)[0].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def _told_by_mhtml(message: EmailMessage, part: EmailMessage, page: bytes) -> Told:
    stated = message.get("Snapshot-Content-Location") or part.get("Content-Location")
    url = str(stated).strip() if stated else None
    date = message.get("Date")
    captured_at = None
    if date:
        try:
            captured_at = parsedate_to_datetime(str(date)).astimezone(UTC)
        except ValueError:
            captured_at = None
    inside = told_by_html(page)
    told = told_by_address(inside.url or (url if url and _is_address(url) else None), captured_at)
    return Told(told.url, told.captured_at or inside.captured_at, told.archive_url or inside.archive_url)


def _address_in_head(text: str, base: str | None) -> str | None:
    soup = BeautifulSoup(text, "lxml")
    candidates = [link.get("href") for link in soup.select('link[rel~="canonical"]')]
    candidates += [meta.get("content") for meta in soup.select('meta[property="og:url"]')]
    for candidate in candidates:
        if isinstance(candidate, str) and candidate.strip():
            address = urljoin(base or "", candidate.strip())
            if _is_address(address):
                return address
    return None


def _is_address(text: str) -> bool:
    try:
        canonical_url(text)
    except ValueError:
        return False
    return True


def _script_date(text: str) -> datetime | None:
    """A date as JavaScript prints it, ``Tue Nov 24 2020 10:00:00 GMT+0100 (…)``, in UTC."""
    match = _SCRIPT_DATE.search(text)
    if not match:
        return None
    try:
        return datetime.strptime(f"{match['day']} {match['zone']}", "%a %b %d %Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None
