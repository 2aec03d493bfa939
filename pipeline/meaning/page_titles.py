"""What the site prints as title and date of a page.

Source: pages of every cycle. "Kent 2018/19" is a force's page, "Kent PEEL 2018" one of its pillar pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from pipeline import vocabulary
from pipeline.meaning.force_names import forces_named
from pipeline.meaning.sentences import sentences
from pipeline.words.model import Passage

LAST_UPDATED = re.compile(r"^Last updated:? (?P<date>\d{1,2}[/ ]\S+[/ ]\d{4})\b(?P<rest>.*)$", re.IGNORECASE)
PUBLISHED = re.compile(r"^Published(?: on)?:? (?P<date>\d{1,2} [A-Z][a-z]+ \d{4})\b", re.IGNORECASE)
_OPEN_DATES = frozenset("LlPp")
"""The letters that the two begin with."""
PEEL = re.compile(
    r"\bPEEL\b|\bPeel (?:[Aa]ssessment|[Ii]nspection|[Rr]eport)|(?i:police effectiveness, efficiency and legitimacy)"
)
"""Not the word in any case: people peel apples and are called so."""

_INSPECTION_OF = re.compile(
    r"\bPEEL\b.*\b[Aa]n inspection of (?P<name>.+)$|^An inspection of (?P<inspected>.+)$"
    r"|\bArolygiad o (?P<arolygwyd>.+)$"
    r"|^(?:The )?[Ee]ffectiveness of .{3,80} arrangements in (?P<arranged>.+)$"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?:[/–-](?:20)?\d\d)?(?!\d)")
_PART_OF = re.compile(
    r"(?:This (?:inspection|report|assessment) (?:is|was|forms|formed)"
    r"|We (?:inspected|carried out|did|conducted|looked at)\b[^.;]{3,120}? as)(?: an?)? (?:integral )?part of "
    r"(?:our |the )?"
    r"(?:PEEL (?:inspections? |assessments? |programme )?(?P<year>20\d\d[/–-](?:20)?\d\d)"
    r"|(?P<year_before>20\d\d[/–-](?:20)?\d\d) PEEL)(?! framework)\b"
)
_MAX_TITLE_WORDS = 16
_OPENS_PAGE = re.compile(r"Last updated\b|Read more about |Questions for \w+$|This is (?:the first|HMIC)")
_OPENING = 5
"""How many blocks after a page's title may come before the first that only a page's beginning has."""
_INSPECTED = re.compile(r"Our inspection assessed how good .{3,80} is in \S+ areas of policing")
"""First sentence of the reports since 2021/22, which have no title of the site's form."""


@dataclass(frozen=True, slots=True)
class PageTitle:
    """A page's title taken apart. ``names_peel`` tells a pillar page ("Kent PEEL 2017") from a force page."""

    force_id: str
    cycle_id: str
    names_peel: bool


def page_title(text: str) -> PageTitle | None:
    """The title that the text is: a force's name, a cycle, perhaps "PEEL", and nothing else; None if it is none."""
    if len(text) >= 100 or text[-1:] not in "0123456789" or not _ends_in_year(text):
        return None
    match = _pattern().match(text)
    named = forces_named(match["name"], whole=True) if match else set()
    if match is None or len(named) != 1:
        return None
    return PageTitle(named.pop(), _years()[match["year"].casefold()], match["peel"] is not None)


def title_of(front: Sequence[Passage]) -> PageTitle | None:
    """The title of a page: the first after which a page begins; links to other years may stand before it."""
    titles = [(index, found) for index, passage in enumerate(front) if (found := page_title(passage.text))]
    opening = (found for index, found in titles if _opens_page(front, index))
    return next(opening, titles[0][1] if titles else None)


def _opens_page(passages: Sequence[Passage], index: int) -> bool:
    """Whether what a page begins with follows a title, before any other page's title."""
    for after in passages[index + 1 : index + 1 + _OPENING]:
        if _OPENS_PAGE.match(after.text):
            return True
        if page_title(after.text):
            return False
    return False


def another_report(passages: Sequence[Passage], title: PageTitle | None) -> Passage | None:
    """Where a second report begins in the same document: the title of another force or cycle, or its first sentence.

    A title counts if a page's date, headline or first words follow it; lists of links to other pages have titles too.
    """
    inspected: set[str] = set()
    for index, passage in enumerate(passages):
        if passage.furniture:
            continue
        found = page_title(passage.text) if title else None
        if found and title and (found.force_id, found.cycle_id) != (title.force_id, title.cycle_id):
            if _opens_page(passages, index):
                return passage
        elif title is None and _INSPECTED.match(passage.text):
            named = forces_named(passage.text)
            if inspected and len(named) == 1 and not named & inspected:
                return passage
            inspected |= named
    return None


def inspection_of(text: str) -> set[str]:
    """The forces named by "PEEL 2021/22 – An inspection of Kent Police"; empty for any other text."""
    match = _INSPECTION_OF.search(text)
    return forces_named(next(group for group in match.groups() if group)) if match else set()


def names_report(text: str) -> bool:
    """Whether a line is a report's title: it says PEEL and a year, and is no sentence."""
    return "20" in text and len(text.split()) <= _MAX_TITLE_WORDS and bool(_YEAR.search(text) and PEEL.search(text))


def cycles_named(text: str) -> set[str]:
    """The cycles whose years stand in a title."""
    return {_years()[year.casefold()] for year in _YEAR.findall(text) if year.casefold() in _years()}


def cycle_said(texts: Iterable[str]) -> str | None:
    """The cycle of which a separate report says itself that it is part, if it says so of one only."""
    parts = [match for text in texts if "PEEL" in text for match in map(_PART_OF.match, sentences(text)) if match]
    named = {cycle for match in parts for cycle in cycles_named(match["year"] or match["year_before"])}
    return named.pop() if len(named) == 1 else None


def is_dated(text: str) -> bool:
    """Whether a line says when the page was updated or published."""
    return text[:1] in _OPEN_DATES and (LAST_UPDATED.match(text) or PUBLISHED.match(text)) is not None


def latest_date(lines: Iterable[str], pattern: re.Pattern[str]) -> date | None:
    """The latest of the dates that a page prints: a force's page has one for each pillar.

    Args:
        lines: of the page.
        pattern: :data:`LAST_UPDATED` or :data:`PUBLISHED`.
    """
    dated = [line for line in lines if line[:1] in _OPEN_DATES]
    dates = [parse_date(match["date"]) for match in map(pattern.match, dated) if match]
    return max((found for found in dates if found), default=None)


@lru_cache(maxsize=256)
def parse_date(text: str) -> date | None:
    """A date as the site prints it: ``22/03/2018`` (day first) or ``2 May 2019``; None if it is no date.

    The pages of many forces bear the same few dates, hence the memory.
    """
    for form in ("%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


@cache
def _years() -> dict[str, str]:
    return {
        form.casefold(): cycle.cycle_id
        for cycle in vocabulary.cycles().values()
        for form in (cycle.label, *cycle.title_forms)
    }


def _ends_in_year(text: str) -> bool:
    """A cheap look at the end of a text, before the pattern is tried."""
    return text.casefold().endswith(tuple(_years()))


@cache
def _pattern() -> re.Pattern[str]:
    years = "|".join(re.escape(year) for year in sorted(_years(), key=len, reverse=True))
    return re.compile(
        rf"^(?P<name>[A-Z][\w&' ’.–-]{{2,50}}?)(?P<peel> PEEL)? (?P<year>{years})$",
        re.IGNORECASE,
    )
