"""Which addresses lead to PEEL pages, and what they tell.

Pure: addresses in, targets out. Kinds, forces and cycles follow from addresses and the vocabulary.
Source of the patterns: addresses of stored copies of the site, 2014 to 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from pipeline import vocabulary
from pipeline.vocabulary import PILLARS
from pipeline.words.addresses import canonical_url, path_segments
from pipeline.words.model import PageKind


class Listing(StrEnum):
    """Pages that only lead to others; their bytes are kept, but they are no documents."""

    SITEMAP = "sitemap"
    HOME = "home"
    LISTING = "listing"


Kind = PageKind | Listing

_ORDER: tuple[Kind, ...] = (
    Listing.SITEMAP,
    Listing.HOME,
    Listing.LISTING,
    PageKind.OVERVIEW,
    PageKind.FORCE_PAGE,
    PageKind.PILLAR_PAGE,
    PageKind.LEADERSHIP_PAGE,
    PageKind.DETAILED_FINDINGS,
    PageKind.QUESTION_PAGE,
    PageKind.OTHER_REPORTS,
    PageKind.PUBLICATION_PAGE,
    PageKind.REPORT,
    PageKind.REPORT_SECTION,
    PageKind.SEPARATE_REPORT,
    PageKind.OTHER,
)
"""What is asked first: pages that lead to others before those that do not. ``OTHER`` is a PDF."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address worth asking, and what it tells. ``url`` is an original address of the site, never a mirror's."""

    url: str
    kind: Kind
    force_id: str | None = None
    cycle_id: str | None = None
    pillar: str | None = None
    language: str = "en"

    @property
    def canonical_url(self) -> str:
        return canonical_url(self.url)

    @property
    def is_document(self) -> bool:
        """Whether the page is a report or part of one, and not only a way to others."""
        return not isinstance(self.kind, Listing)

    @property
    def leads_on(self) -> bool:
        """Whether other pages are found through it, so that it is asked even when it did not change."""
        return not self.is_document or self.kind in {PageKind.OVERVIEW, PageKind.FORCE_PAGE}

    @property
    def rank(self) -> tuple[int, str]:
        """Place in the order of asking: by kind, then by address, whatever order links stand in."""
        return _ORDER.index(self.kind), self.canonical_url


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page, as an absolute address. ``in_furniture``: it stands in navigation, header or footer."""

    url: str
    text: str
    in_furniture: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """What is wanted; empty means all."""

    cycles: frozenset[str] = frozenset()
    forces: frozenset[str] = frozenset()

    def wants(self, target: Target) -> bool:
        """Whether a target is within the scope. Pages that lead to others are, unless they are another force's."""
        if self.forces and target.force_id not in self.forces and not _is_for_all(target):
            return False
        return not self.cycles or target.cycle_id in self.cycles or not target.is_document


def target_of(url: str) -> Target | None:
    """What an original address of the site leads to, None if that is no PEEL page and leads to none.

    A PDF is told by its name only here; :func:`pdf_of` takes what the linking page tells.
    """
    segments = path_segments(canonical_url(url))
    if any(segment.startswith("frs-") or "fire" in segment for segment in segments):
        # Fire and rescue reports stand on the same site with the same words.
        return None
    target = _by_path(url, segments)
    if target is None or not _is_view_wanted(url, target):
        return None
    return target


def pdf_of(link: Link, page: Target) -> Target | None:
    """The PDF that a link of a page leads to, with what page and file name tell; None if it is no part of a report.

    Publication pages exist to offer PDFs. On other pages a PDF counts if its link says that it is one or its name
    is that of a report: most others are guidance and other bodies' papers.
    """
    if not is_pdf(link.url) or not page.is_document or link.in_furniture or page.kind is PageKind.OVERVIEW:
        return None
    named = target_of(link.url)
    offered = page.kind in {PageKind.PUBLICATION_PAGE, PageKind.SEPARATE_REPORT, PageKind.REPORT}
    if named is None and not offered and "pdf" not in link.text.lower():
        return None
    language = "cy" if "gymraeg" in f"{link.text} {link.url}".lower() else "en"
    told = named or Target(link.url, PageKind.OTHER)
    return replace(
        told,
        force_id=told.force_id or page.force_id,
        cycle_id=told.cycle_id or page.cycle_id,
        pillar=told.pillar or page.pillar,
        language=told.language if told.language != "en" else language,
    )


def is_pdf(url: str) -> bool:
    """Whether the address is that of a PDF, by its name."""
    return urlsplit(url).path.lower().endswith(".pdf")


def overview_address(cycle_id: str) -> str | None:
    """Where the overview of a cycle stands, None for cycles without one (since 2021/22)."""
    forms = vocabulary.cycles()[cycle_id].address_forms
    part = next((form for form in forms if re.fullmatch(r"peel-\d{4}", form)), None)
    return f"https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/{part}/" if part else None


def _by_path(url: str, segments: tuple[str, ...]) -> Target | None:
    match segments:
        case ():
            return Target(url, Listing.HOME)
        case ("peel-assessments" | "peel-reports" | "police-forces",) | ("peel-assessments", "national-peel-reports"):
            return Target(url, Listing.LISTING)
        case ("publications", *rest) if not rest or rest[0] == "page":
            return Target(url, Listing.LISTING)
        case ("police-forces", slug) | (slug,) if slug in _slugs():
            kind = Listing.LISTING if segments[0] == "police-forces" else PageKind.FORCE_PAGE
            return Target(url, kind, _slugs()[slug])
        case ("peel-assessments", slug) if slug in _slugs():
            return Target(url, PageKind.FORCE_PAGE, _slugs()[slug])
        case ("peel-assessments", part, *rest) if part in _cycle_parts():
            return _below_cycle(url, _cycle_parts()[part], rest)
        case ("peel-reports", slug, *rest):
            kind = PageKind.REPORT_SECTION if rest else PageKind.REPORT
            return _peel_report(url, slug, kind)
        case ("publications" | "publication-html", slug):
            return _publication(url, slug)
        case _ if is_pdf(url):
            return _named_pdf(url, segments[-1].removesuffix(".pdf"))
    return None


def _below_cycle(url: str, cycle_id: str, rest: list[str]) -> Target | None:
    if not rest:
        return Target(url, PageKind.OVERVIEW, cycle_id=cycle_id)
    force_id = _slugs().get(rest[0])
    if force_id is None:
        return None
    language = "cy" if rest[0].startswith("heddlu-") else "en"
    match rest[1:]:
        case []:
            return Target(url, PageKind.FORCE_PAGE, force_id, cycle_id, language=language)
        case ["other-reports"]:
            return Target(url, PageKind.OTHER_REPORTS, force_id, cycle_id)
        case ["leadership"]:
            return Target(url, PageKind.LEADERSHIP_PAGE, force_id, cycle_id, "leadership")
        case [pillar] if pillar in PILLARS:
            return Target(url, PageKind.PILLAR_PAGE, force_id, cycle_id, pillar, language)
        case [pillar, "detailed-findings"] if pillar in PILLARS:
            return Target(url, PageKind.DETAILED_FINDINGS, force_id, cycle_id, pillar)
        case [pillar, _] if pillar in PILLARS:
            return Target(url, PageKind.QUESTION_PAGE, force_id, cycle_id, pillar)
    return None


def _peel_report(url: str, slug: str, kind: PageKind) -> Target | None:
    force_id, cycle_id = _force_in(slug), _cycle_in(slug)
    if force_id is None or cycle_id is None:
        return None
    return Target(url, kind, force_id, cycle_id, language="cy" if slug.startswith("heddlu-") else "en")


_SEPARATE = re.compile(
    r"(?:vetting|counter-corruption|integrity)-arrangements-in-|regional-response-to-serious-and-organised-crime"
)


def _publication(url: str, slug: str) -> Target | None:
    force_id, cycle_id = _force_in(slug), _cycle_in(slug)
    if _SEPARATE.search(slug):
        return Target(url, PageKind.SEPARATE_REPORT, force_id, cycle_id)
    if force_id and cycle_id and re.search(r"(?:^|-)(?:peel|police-(?:effectiveness|efficiency|legitimacy))-", slug):
        language = "cy" if "heddlu-" in slug or "gymraeg" in slug else "en"
        return Target(url, PageKind.PUBLICATION_PAGE, force_id, cycle_id, _pillar_in(slug), language)
    return None


def _named_pdf(url: str, name: str) -> Target | None:
    slug = re.sub(r"[^a-z0-9]+", "-", name)
    force_id, cycle_id = _force_in(slug), _cycle_in(slug)
    if not force_id or not cycle_id:
        return None
    language = "cy" if "heddlu-" in slug or "gymraeg" in slug or slug.endswith("-welsh") else "en"
    return Target(url, PageKind.OTHER, force_id, cycle_id, _pillar_in(slug), language)


_TABLE_VIEW = {"view": {"table"}, "data": {"question", "pillar"}, "sort": {"alpha"}, "group_by_region": {"off"}}
"""The views of an overview that hold cells; the others show the same in another order, or draw it by script."""


def _is_view_wanted(url: str, target: Target) -> bool:
    query = parse_qsl(urlsplit(canonical_url(url)).query, keep_blank_values=True)
    if not query:
        return True
    if target.kind is PageKind.OVERVIEW:
        return ("view", "table") in query and all(value in _TABLE_VIEW.get(name, ()) for name, value in query)
    return target.kind is Listing.LISTING or is_pdf(url)


def _is_for_all(target: Target) -> bool:
    return target.force_id is None and (not target.is_document or target.kind is PageKind.OVERVIEW)


@cache
def _slugs() -> dict[str, str]:
    return {slug: force.force_id for force in vocabulary.forces().values() for slug in force.slugs}


@cache
def _cycle_parts() -> dict[str, str]:
    return {
        form: cycle.cycle_id
        for cycle in vocabulary.cycles().values()
        for form in cycle.address_forms
        if not form.startswith("-") and not form.endswith("-")
    }


def _force_in(slug: str) -> str | None:
    """The force whose slug stands in this part of an address between dashes; the longest slug counts."""
    inside = [known for known in _slugs() if f"-{known}-" in f"-{slug}-"]
    return _slugs()[max(inside, key=len)] if inside else None


def _cycle_in(slug: str) -> str | None:
    """The cycle that this part of an address names between dashes; the longest form counts."""
    found = [(len(form), cycle_id) for form, cycle_id in _cycle_forms().items() if f"-{form}-" in f"-{slug}-"]
    return max(found)[1] if found else None


@cache
def _cycle_forms() -> dict[str, str]:
    """The cycles by their forms in addresses and, with dashes, in titles."""
    return {
        re.sub(r"[/–]", "-", form).strip("-"): cycle.cycle_id
        for cycle in vocabulary.cycles().values()
        for form in (*cycle.title_forms, *cycle.address_forms)
    }


def _pillar_in(slug: str) -> str | None:
    named = [pillar for pillar in PILLARS if pillar in slug.split("-")]
    return named[0] if len(named) == 1 else None
