"""Addresses of PEEL publications: which addresses name the same page, and which hosts publish them.

The inspectorate's site had three generations of hosts and paths; the same page answers under all of them.
Source: the host and path generations that stored copies of the site show (2014 to 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

CURRENT_HOST = "hmicfrs.justiceinspectorates.gov.uk"
"""Host of the canonical form: the site's newest generation, where the ``hmic``/``hmicfrs`` segment is gone."""

SHARED_HOSTS = frozenset({"www.justiceinspectorates.gov.uk", "justiceinspectorates.gov.uk"})
"""Hosts that the inspectorates shared; ours stood under ``/hmic/`` and later ``/hmicfrs/``."""

ASSET_HOST = "assets-hmicfrs.justiceinspectorates.gov.uk"
"""Host of the PDFs; their names keep their letter case."""

BUCKET_HOST = "s3-eu-west-2.amazonaws.com"
"""Host of the storage behind :data:`ASSET_HOST`: the same files under ``/assets-hmicfrs…gov.uk/``."""

_OUR_SEGMENT = re.compile(r"^/(?:hmic|hmicfrs)(?=/|$)", re.IGNORECASE)
_ARCHIVED = re.compile(r"^https?://[^/]+/(?:[^?#]*/)?(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/.+)$")
_SLASHES = re.compile(r"/{2,}")
_DROPPED_QUERY = re.compile(r"^(?:utm_\w+|fbclid|gclid|_ga|cachebuster)$")


@dataclass(frozen=True, slots=True)
class ArchivedAddress:
    """An address inside a web archive, taken apart. ``captured_at`` is UTC."""

    url: str
    captured_at: datetime
    archive_url: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of a site under another base address, without a final slash: ``base`` answers for ``original``."""

    base: str
    original: str

    def original_of(self, url: str) -> str | None:
        """The original address that an address of this mirror stands for, None for any other address."""
        if not same_base(url, self.base):
            return None
        rest = url.strip()[len(self.base) :] or "/"
        if self.original == f"https://{CURRENT_HOST}" and _OUR_SEGMENT.match(rest):
            return f"https://www.justiceinspectorates.gov.uk{rest}"
        return self.original + rest

    def address_of(self, url: str) -> str | None:
        """Where this mirror holds an original address, None if that is not of its site."""
        canonical = canonical_url(url)
        return self.base + canonical[len(self.original) :] if same_base(canonical, self.original) else None


def same_base(url: str, base: str) -> bool:
    """Whether an address lies under a base address, host and port compared without regard to letter case."""
    address, ours = urlsplit(url.strip()), urlsplit(base)
    return (
        (address.scheme.lower(), address.netloc.lower()) == (ours.scheme.lower(), ours.netloc.lower())
        and (address.path or "/").startswith(ours.path)
        and address.path[len(ours.path) : len(ours.path) + 1] in {"", "/"}
    )


def mirror(text: str) -> Mirror:
    """The mirror that ``BASE`` or ``BASE=ORIGINAL`` names; without an original it stands for the main site.

    Raises:
        ValueError: one of the two is not an absolute http or https address.
    """
    base, _, original = text.strip().partition("=http")
    original = "http" + original if original else f"https://{CURRENT_HOST}"
    for url in (base, original):
        _checked(url, urlsplit(url.strip()))
        if "?" in url or "#" in url:
            raise ValueError(f"{url!r} is no base address: it has a query or fragment")
    parts = urlsplit(base)
    lowered = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), "", ""))
    return Mirror(lowered, original.rstrip("/"))


def archived_address(url: str) -> ArchivedAddress | None:
    """The original address and time of capture that an archive's address names, None for any other address.

    Any Memento server's form ``…/<14 digits>[xx_]/<original address>`` is understood.
    """
    match = _ARCHIVED.match(url.strip())
    if not match:
        return None
    try:
        captured_at = datetime.strptime(match["stamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    original = re.sub(r"^(https?):/+", r"\1://", match["url"])
    return ArchivedAddress(original, captured_at, url.strip())


def is_site_address(url: str) -> bool:
    """Whether the inspectorate publishes under this address, on any generation of its hosts."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in {"http", "https"} or port not in {None, 80, 443}:
        return False
    if host in SHARED_HOSTS:
        return bool(_OUR_SEGMENT.match(re.sub(r"/{2,}", "/", parts.path)))
    if host == BUCKET_HOST:
        return parts.path.startswith(f"/{ASSET_HOST}/")
    return host in {CURRENT_HOST, ASSET_HOST, "www.hmic.gov.uk", "hmic.gov.uk"}


def original_address(url: str, mirrors: Iterable[Mirror] = ()) -> str | None:
    """The original that a mirror's address stands for, None if no mirror holds it."""
    return next((found for mirror in mirrors if (found := mirror.original_of(url))), None)


def canonical_url(url: str) -> str:
    """The one address for all forms of a page's address.

    Scheme and host become those of the newest generation, the ``hmic`` or ``hmicfrs`` segment goes, repeated
    slashes fold, fragment, lone ``?`` and campaign parameters go, the remaining query is sorted, and a page's
    path is in lower case and ends with one slash (a file's keeps its case and does not). Addresses of other
    hosts only lose fragment and noise.

    Raises:
        ValueError: not an absolute http or https address.
    """
    parts = urlsplit(url.strip())
    scheme, host, port = _checked(url, parts)
    path = _SLASHES.sub("/", parts.path) or "/"
    if not port:
        host, path = _newest_generation(host, path)
    if host in {CURRENT_HOST, ASSET_HOST}:
        scheme = "https"
    if host == CURRENT_HOST and "." not in path.rsplit("/", 1)[-1]:
        path = path.lower().rstrip("/") + "/"
    return urlunsplit((scheme, host + port, path, _kept_query(parts.query), ""))


def _kept_query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted((name, value) for name, value in pairs if not _DROPPED_QUERY.match(name)))


def path_segments(url: str) -> tuple[str, ...]:
    """The path of an address as its segments, decoded and in lower case."""
    return tuple(unquote(part).lower() for part in urlsplit(url).path.split("/") if part)


def _newest_generation(host: str, path: str) -> tuple[str, str]:
    ours = _OUR_SEGMENT.match(path)
    if host in SHARED_HOSTS and ours:
        return CURRENT_HOST, path[ours.end() :] or "/"
    if host == BUCKET_HOST and path.startswith(f"/{ASSET_HOST}/"):
        return ASSET_HOST, path[len(ASSET_HOST) + 1 :]
    return host, path


def _checked(url: str, parts: SplitResult) -> tuple[str, str, str]:
    """Scheme, host and port (with its colon, empty where it is the usual one)."""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in {"http", "https"} or not host:
        raise ValueError(f"{url!r} is not an absolute http or https address")
    if ":" in host:
        host = f"[{host}]"
    return scheme, host, "" if parts.port in {None, 80, 443} else f":{parts.port}"
