"""What a server's answer means: a page, nothing new, another address, gone, or "stop".

Pure: status, headers and bytes in, a judgment out. An answer that says stop is never taken for a page: a
challenge page stored as a success is the classic way in which a scraper loses a site without noticing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from pipeline.capture.media import HTML, PDF, READABLE, TEXT, looks_like, media_type_of
from pipeline.words.decoding import decode


class Verdict(StrEnum):
    PAGE = "page"
    NOT_MODIFIED = "not_modified"
    REDIRECT = "redirect"
    GONE = "gone"
    BLOCKED = "blocked"
    """The host said stop; nothing more is asked of it."""
    RETRY = "retry"
    """Worth asking again: a server's fault, or it named a time to wait."""
    FAILED = "failed"
    REFUSED = "refused"
    """Never asked: see the message."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """``wait`` is in seconds, from Retry-After; ``media_type`` is what the bytes show."""

    verdict: Verdict
    message: str = ""
    media_type: str | None = None
    wait: float | None = None


OTHER_WAYS = (
    "Do not try again with another name or address. Ask the inspectorate for access or for the files, and add what "
    "you get with peel add (saved pages, PDFs, WARC), or read archived copies with peel scrape --from memento."
)
"""What to do when a site says stop."""

_CHALLENGE_TITLE = re.compile(
    r"^\s*(?:just a moment|attention required|access denied|please wait|one moment, please|checking your browser"
    r"|pardon our interruption|human verification|are you (?:a )?(?:human|robot)|security check|request unsuccessful"
    r"|you have been blocked|(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human|ddos.guard|403 forbidden)\b",
    re.IGNORECASE,
)
_CHALLENGE_MARKS = (
    "_cf_chl_opt",
    "cf-turnstile-response",
    "incapsula incident id",
    "px-captcha",
    "captcha-delivery.com",
    "/_guard/html.js",
    "bunny shield",
)
_CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": ""}
_SOFT_404 = re.compile(
    r"^\s*(?:error\s*)?404\s*(?:$|[-–:|(]|error|not found|page)|\bpage (?:was |is |could |can)?\s?not (?:be )?found\b"
    r"|\b(?:can(?:no|’|')t|could not) (?:be )?f(?:ind|ound)\b.*\bpage|\bpage\b.*\bcan(?:no|’|')t be found\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?P<name>title|h1)\b[^>]*>(?P<text>.*?)</(?P=name)>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SMALL = 60_000
"""Challenge pages are small; marks inside a longer page may stand in its own scripts."""


def judge(url: str, status: int, headers: Mapping[str, str], content: bytes, now: datetime) -> Judgment:
    """What an answer means. The names in ``headers`` are in lower case; ``now`` is UTC.

    A web archive repeats the status that it archived (Memento: RFC 7089, header Memento-Datetime). What was
    "stop" for the archive's own visitor long ago is no word of the archive to us.
    """
    judgment = _judge(url, status, headers, content, now)
    if "memento-datetime" in headers and judgment.verdict in {Verdict.BLOCKED, Verdict.RETRY}:
        return Judgment(Verdict.GONE, f"archived as no page (status {status})")
    return judgment


def _judge(url: str, status: int, headers: Mapping[str, str], content: bytes, now: datetime) -> Judgment:
    if status == 304:
        return Judgment(Verdict.NOT_MODIFIED)
    if status in {301, 302, 303, 307, 308}:
        if headers.get("location"):
            return Judgment(Verdict.REDIRECT)
        return Judgment(Verdict.FAILED, f"status {status} without the address it leads to")
    challenge = challenge_in(headers, content)
    if challenge:
        return Judgment(Verdict.BLOCKED, f"a challenge page instead of the page ({challenge}). {OTHER_WAYS}")
    if status in {401, 403}:
        asks = "asks for a password" if status == 401 else "forbids this request"
        return Judgment(Verdict.BLOCKED, f"the server {asks} (status {status}). {OTHER_WAYS}")
    wait = retry_after(headers.get("retry-after"), now)
    if status == 429 and wait is None:
        return Judgment(
            Verdict.BLOCKED,
            "too many requests (status 429), and the server does not say when to come back. Wait a day and use a "
            f"longer --delay. {OTHER_WAYS}",
        )
    if status == 429 or status >= 500:
        return Judgment(Verdict.RETRY, f"status {status}", wait=wait)
    if status in {404, 410}:
        return Judgment(Verdict.GONE, f"status {status}")
    if status != 200:
        return Judgment(Verdict.FAILED, f"status {status}, which a plain request should not give")
    return _judge_page(url, headers, content)


def challenge_in(headers: Mapping[str, str], content: bytes) -> str | None:
    """The sign by which an answer is a challenge to prove being human, None if there is none."""
    for name, value in _CHALLENGE_HEADERS.items():
        stated = headers.get(name)
        if stated is not None and value in stated.lower():
            return f"header {name}"
    if len(content) > _SMALL or media_type_of(content) != HTML:
        return None
    text = decode(content)[0]
    for heading in _headings(text):
        if _CHALLENGE_TITLE.search(heading):
            return f"title {heading[:60]!r}"
    lowered = text.lower()
    return next((f"mark {mark!r}" for mark in _CHALLENGE_MARKS if mark in lowered), None)


def soft_404_in(content: bytes) -> str | None:
    """The title or main heading by which a page with status 200 says that there is none, None if it does not."""
    text = decode(content[: 4 * _SMALL])[0]
    return next((heading for heading in _headings(text) if _SOFT_404.search(heading)), None)


def retry_after(stated: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks to wait, as number or date; None if it says nothing usable."""
    if not stated:
        return None
    if stated.strip().isdigit():
        return float(stated.strip())
    try:
        until = parsedate_to_datetime(stated)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _judge_page(url: str, headers: Mapping[str, str], content: bytes) -> Judgment:
    if not content.strip():
        return Judgment(Verdict.FAILED, "an empty page")
    media_type = media_type_of(content)
    stated = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in READABLE or (media_type == TEXT and stated not in _TEXT_TYPES):
        known = looks_like(content) or stated or "bytes of an unknown kind"
        return Judgment(Verdict.FAILED, f"wrong content: {known} where HTML, PDF or text was expected")
    if media_type == HTML:
        lost = soft_404_in(content)
        if lost:
            return Judgment(
                Verdict.BLOCKED,
                f"a page that says {lost[:80]!r} with status 200, so that missing pages look like pages. Look at the "
                "address in a browser; if the page is there, save it and add it with peel add.",
            )
        if stated == PDF or url.partition("?")[0].lower().endswith(".pdf"):
            return Judgment(Verdict.FAILED, "wrong content: an HTML page where a PDF was expected")
    return Judgment(Verdict.PAGE, media_type="application/xml" if stated in _XML_TYPES else media_type)


_XML_TYPES = frozenset({"application/xml", "text/xml", "application/rss+xml"})
_TEXT_TYPES = (
    frozenset({"text/plain", "text/html", "application/xhtml+xml", "application/link-format", ""}) | _XML_TYPES
)


def _headings(text: str) -> list[str]:
    """Title and main headings, without tags."""
    return [" ".join(_TAG.sub(" ", found["text"]).split()) for found in _MARKUP.finditer(text)]
