"""What a page or a sitemap leads to: its links, as absolute addresses. Bytes in, links out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from lxml import etree

from pipeline.capture.targets import Link
from pipeline.words.addresses import canonical_url
from pipeline.words.decoding import decode


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page or a further sitemap that a sitemap names. ``changed`` is its ``lastmod``."""

    url: str
    is_sitemap: bool
    changed: date | None


def links_in(content: bytes, url: str) -> list[Link]:
    """The links of an HTML page in the order they stand in, each address once."""
    soup = BeautifulSoup(decode(content)[0], "lxml")
    base_tag = soup.find("base", href=True)
    base = urljoin(url, str(base_tag["href"])) if isinstance(base_tag, Tag) else url
    found: dict[str, Link] = {}
    for tag in soup.select('a[href], area[href], link[rel="next"][href], link[rel="alternate"][hreflang][href]'):
        try:
            address = urljoin(base, str(tag["href"]).strip()).partition("#")[0]
            canonical_url(address)
        except ValueError:
            continue
        furniture = tag.find_parent(["nav", "header", "footer"]) is not None
        link = Link(address, " ".join(tag.get_text(" ").split()), furniture)
        if address not in found or (found[address].in_furniture and not furniture):
            found[address] = link
    return list(found.values())


def sitemap_entries(content: bytes) -> list[SitemapEntry]:
    """What a sitemap or an index of sitemaps names; nothing if the bytes are neither."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    found = []
    for entry in root.iter("{*}url", "{*}sitemap") if root is not None else ():
        location = (entry.findtext("{*}loc") or "").strip()
        if location.startswith(("http://", "https://")):
            is_sitemap = etree.QName(entry).localname == "sitemap"
            found.append(SitemapEntry(location, is_sitemap, _date(entry.findtext("{*}lastmod"))))
    return found


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
