"""What kind of page a document is, by the site's address patterns, else by what stands on it."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.meaning.page_titles import PageTitle
from pipeline.meaning.wording import areas_stated
from pipeline.vocabulary import PILLARS
from pipeline.words.blocks import plain
from pipeline.words.model import Medium, PageKind, ReadDocument

MANY_FORCES = {PageKind.OVERVIEW, PageKind.PRESS_NOTICE}
"""Pages that may speak of several forces; who they speak of is told section by section, or row by row."""

WITHOUT_SUBJECT = {PageKind.METHODOLOGY, PageKind.LETTER}
"""Pages that need name no single force and cycle, and give no rows."""

_OVERVIEW_TITLE = re.compile(
    r"PEEL:? (?:\d{4}(?:[/–-]\d{2,4})?:? )?(?:police )?(?:effectiveness|efficiency|legitimacy|leadership)"
    r"(?: \d{4}(?:[/–-]\d{2,4})?)?(?:\s*[:–—-] (?:an? )?(?:national )?overview)?",
    re.IGNORECASE,
)
"""A title that names report and pillar and no force. Recalled, by analogy with the titles of national reports."""
_METHODOLOGY = ("how-we-inspect", "what-is-peel", "our-work", "about-us")

# Pages below a pillar or a report were never seen; their kinds follow from where they would stand.
_BY_ADDRESS: tuple[tuple[Callable[[tuple[str, ...]], bool], PageKind], ...] = (
    (lambda s: "news-feed" in s or s[0] == "news" or "press-release" in s[-1], PageKind.PRESS_NOTICE),
    (lambda s: any(segment in s for segment in _METHODOLOGY) or "framework" in s[-1], PageKind.METHODOLOGY),
    (lambda s: s[0] == "publication-html" and "letter" in s[-1], PageKind.LETTER),
    (lambda s: s[0] == "publication-html", PageKind.SEPARATE_REPORT),
    (lambda s: s[0] == "peel-reports" and len(s) > 2, PageKind.REPORT_SECTION),
    (lambda s: s[0] == "peel-reports", PageKind.REPORT),
    (lambda s: s[-1] == "detailed-findings", PageKind.DETAILED_FINDINGS),
    (lambda s: s[0] == "peel-assessments" and len(s) > 4 and s[3] in PILLARS, PageKind.QUESTION_PAGE),
    (lambda s: s[-1] == "other-reports", PageKind.OTHER_REPORTS),
    (lambda s: s[-1] == "leadership", PageKind.LEADERSHIP_PAGE),
    (lambda s: s[-1] == "national-peel-reports", PageKind.OVERVIEW),
)


def page_kind(
    segments: tuple[str, ...],
    document: ReadDocument,
    title: PageTitle | None,
    pillar: str | None,
    force_id: str | None,
) -> PageKind:
    """The kind of a page.

    Args:
        segments: of its address, empty if unknown.
        document: what was read.
        title: the page's title, if it has one of the site's form.
        pillar: the only pillar it speaks of, if there is one.
        force_id: its force.
    """
    if segments:
        for fits, kind in _BY_ADDRESS:
            if fits(segments):
                return kind
        if segments[0] == "publications":
            return PageKind.REPORT if document.medium is Medium.PDF else PageKind.PUBLICATION_PAGE
    if document.medium is Medium.PDF:
        printed_overview = len(segments) == 2 and segments[0] == "peel-assessments" and force_id is None
        return PageKind.OVERVIEW if printed_overview else PageKind.REPORT
    if pillar:
        return PageKind.LEADERSHIP_PAGE if pillar == "leadership" else PageKind.PILLAR_PAGE
    if segments and segments[0] == "peel-assessments" and force_id is None:
        return PageKind.OVERVIEW
    if any(areas_stated(passage.text) for passage in document.passages):
        return PageKind.REPORT
    if any(re.match(r"get the report$|download the report", plain(p.text)) for p in document.passages):
        return PageKind.PUBLICATION_PAGE if title is None else PageKind.FORCE_PAGE
    return PageKind.FORCE_PAGE if force_id else PageKind.OTHER


def is_force_page(segments: tuple[str, ...], title: PageTitle | None) -> bool:
    """Whether address or title show a force's own page of a cycle, which speaks of all pillars."""
    if len(segments) >= 2 and segments[0] == "peel-assessments":
        return segments[1].startswith("peel-") and len(segments) == 3
    return title is not None and not title.names_peel


def is_overview_title(line: str) -> bool:
    """Whether a line is the title of a report on one pillar in all forces: "PEEL 2017: effectiveness"."""
    return _OVERVIEW_TITLE.fullmatch(line) is not None
