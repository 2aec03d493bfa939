"""Lists of archived versions (Memento, RFC 7089) and the addresses at which an archive gives original bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.words.addresses import ASSET_HOST, CURRENT_HOST, archived_address, canonical_url
from pipeline.words.decoding import decode

NATIONAL_ARCHIVES = "https://webarchive.nationalarchives.gov.uk/ukgwa/"
"""The UK Government Web Archive, which keeps the inspectorate's site by its remit."""

_LINK = re.compile(r"<(?P<url>[^>]+)>\s*;(?P<rest>[^<]*)")
_STAMP = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(?=https?:/)")


@dataclass(frozen=True, slots=True, order=True)
class Memento:
    """An archived version: when it was captured (UTC), of which address, and where its original bytes are."""

    captured_at: datetime
    url: str
    archive_url: str


def timemap_address(base: str, url: str) -> str:
    """Where an archive lists its versions of an address."""
    return f"{base}timemap/link/{url}"


def mementos_in(content: bytes) -> list[Memento]:
    """The versions that a list in link format names, oldest first.

    Only addresses with a 14-digit time are taken: for these the form ``id_`` with the original bytes is known.
    """
    found = set()
    for link in _LINK.finditer(decode(content)[0]):
        relation = re.search(r'rel="([^"]*)"', link["rest"])
        if relation and "memento" in relation[1].split():
            archive_url = _STAMP.sub(r"/\1id_/", link["url"], count=1)
            archived = archived_address(archive_url)
            if archived:
                found.add(Memento(archived.captured_at, archived.url, archive_url))
    return sorted(found)


def picked(mementos: list[Memento], count: int, since: date | None = None) -> list[Memento]:
    """At most ``count`` versions spread evenly over time, newest first: one is the newest, two are newest and oldest.

    Zero means all. A page was revised in place, so the oldest may tell what the newest does not.
    """
    if since:
        mementos = [m for m in mementos if m.captured_at >= datetime(since.year, since.month, since.day, tzinfo=UTC)]
    newest_first = sorted(mementos, reverse=True)
    if count <= 0 or len(newest_first) <= count:
        return newest_first
    if count == 1:
        return newest_first[:1]
    step = (len(newest_first) - 1) / (count - 1)
    return [newest_first[round(number * step)] for number in range(count)]


def archived_forms(url: str) -> list[str]:
    """The addresses under which archives may hold a page, newest generation of the site first.

    Archives take http and https, and www or not, for the same.
    """
    canonical = canonical_url(url)
    forms = [canonical]
    newest = f"https://{CURRENT_HOST}/"
    if canonical.startswith(newest):
        rest = canonical.removeprefix(newest)
        forms += [f"https://www.justiceinspectorates.gov.uk/{part}/{rest}" for part in ("hmicfrs", "hmic")]
    elif not canonical.startswith(f"https://{ASSET_HOST}/"):
        forms = [url]
    return forms
