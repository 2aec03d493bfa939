"""Addresses of PEEL publications: which addresses name the same page, and what an address tells.

The inspectorate's site had three generations of hosts and paths; the same page answers under all of them.
Source: the host and path generations that stored copies of the site show (2014 to 2025).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

CURRENT_HOST = "hmicfrs.justiceinspectorates.gov.uk"
"""Host of the canonical form: the site's newest generation, where the ``hmic``/``hmicfrs`` segment is gone."""

SHARED_HOSTS = frozenset({"www.justiceinspectorates.gov.uk", "justiceinspectorates.gov.uk"})
"""Hosts that the inspectorates shared; ours stood under ``/hmic/`` and later ``/hmicfrs/``."""

ASSET_HOST = "assets-hmicfrs.justiceinspectorates.gov.uk"

_ARCHIVED = re.compile(
    r"^https?://(?:web\.archive\.org/web|webarchive\.nationalarchives\.gov\.uk(?:/ukgwa)?)"
    r"/(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/.+)$"
)
_DROPPED_QUERY = re.compile(r"^(?:utm_\w+|fbclid|gclid|_ga|cachebuster)$")


@dataclass(frozen=True, slots=True)
class ArchivedAddress:
    """An address inside a web archive, taken apart. ``captured_at`` is UTC."""

    url: str
    captured_at: datetime
    archive_url: str


def archived_address(url: str) -> ArchivedAddress | None:
    """The original address and time of capture that an archive's address names, None for any other address."""
    match = _ARCHIVED.match(url.strip())
    if not match:
        return None
    try:
        captured_at = datetime.strptime(match["stamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    original = re.sub(r"^(https?):/+", r"\1://", match["url"])
    return ArchivedAddress(original, captured_at, url.strip())


def canonical_url(url: str) -> str:
    """The one address for all forms of a page's address.

    Scheme and host become those of the newest generation, the ``hmic`` or ``hmicfrs`` segment goes, repeated
    slashes fold, fragment, lone ``?`` and campaign parameters go, the remaining query is sorted, and a page's
    path ends with one slash (a file's does not). Addresses of other hosts only lose fragment and noise.

    Raises:
        ValueError: not an absolute http or https address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an absolute http or https address")
    host = parts.hostname.lower()
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    path = re.sub(r"/{2,}", "/", parts.path) or "/"
    scheme = parts.scheme.lower()
    if host in SHARED_HOSTS and not port:
        ours = re.match(r"^/(?:hmic|hmicfrs)(?:/|$)", path)
        if ours:
            path = "/" + path[ours.end() :]
            host = CURRENT_HOST
    if host in {CURRENT_HOST, ASSET_HOST}:
        scheme = "https"
        path = path.lower() if host == CURRENT_HOST else path
    if host == CURRENT_HOST and not path.endswith("/") and "." not in path.rsplit("/", 1)[-1]:
        path += "/"
    query = urlencode(
        sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _DROPPED_QUERY.match(name)
        )
    )
    return urlunsplit((scheme, host + port, path, query, ""))


def path_segments(url: str) -> tuple[str, ...]:
    """The path of an address as its segments, decoded and in lower case."""
    return tuple(unquote(part).lower() for part in urlsplit(url).path.split("/") if part)
