"""Which report a document belongs to: force, cycle, pillar and kind of page, from address, title and headings.

Each is looked for in several places; where two places disagree, nothing is bound and a problem says so. The
cycle comes from the title before the address: a short address has shown the page of 2014 for years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from pipeline import vocabulary
from pipeline.addresses import path_segments
from pipeline.blocks import plain
from pipeline.model import Identity, PageKind, Passage, PassageKind, Problem, ReadDocument, Severity
from pipeline.vocabulary import PILLARS

_FRONT = 40
"""How many passages from the start may hold a title, headline or date of the page."""

LAST_UPDATED = re.compile(r"^Last updated:? (?P<date>\d{1,2}[/ ]\S+[/ ]\d{4})\b", re.IGNORECASE)
PUBLISHED = re.compile(r"^Published(?: on)?:? (?P<date>\d{1,2} [A-Z][a-z]+ \d{4})\b", re.IGNORECASE)
_WELSH_SIGNS = ("crynodeb cyffredinol", "ein dyfarniadau", "ein barn", "meysydd i", "heddlu", "yr heddlu")
_PEEL = re.compile(r"\bPEEL\b|police effectiveness, efficiency and legitimacy", re.IGNORECASE)


def identify(document: ReadDocument, url: str | None) -> tuple[Identity, list[Problem]]:
    """The identity of a document, with a problem for everything that is missing or contradictory.

    Args:
        document: what a reader made of the bytes.
        url: its canonical address, None if unknown.
    """
    segments = path_segments(url) if url else ()
    front = document.passages[:_FRONT]
    lines = [passage.text for passage in front]
    problems: list[Problem] = []
    if not is_peel(document, segments):
        kind = PageKind.METHODOLOGY if "how-we-inspect" in segments else PageKind.OTHER
        problems.append(
            Problem(
                Severity.ERROR,
                "not_a_peel_page",
                "does not look like a PEEL publication: neither its address nor its title nor a question of any "
                "cycle says so. If it is one, add it again with --url and its address on the inspectorate's site; "
                "if not, nothing needs doing, its words are kept as passages only.",
            )
        )
        return Identity(kind, None, None, None, title=_title(document, lines)), problems
    cycle_id = _agreed(
        "cycle", _cycles_in_titles(document, lines), _cycles_in_address(segments), problems
    ) or _cycle_by_headings(document.passages)
    force_id = _agreed("force", _forces_in_titles(document, lines, cycle_id), _force_in_address(segments), problems)
    pillar = _pillar(front, segments, cycle_id)
    kind = page_kind(segments, document, pillar, force_id)
    if not any(problem.code == "identity_disagrees" for problem in problems):
        problems.extend(_missing(kind, force_id, cycle_id))
    return (
        Identity(
            page_kind=kind,
            force_id=force_id,
            cycle_id=cycle_id,
            pillar=pillar,
            language=language_of(document, segments),
            title=_title(document, lines),
            last_updated=_date_in(lines, LAST_UPDATED),
            published=_date_in(lines, PUBLISHED),
        ),
        problems,
    )


def is_peel(document: ReadDocument, segments: tuple[str, ...]) -> bool:
    """Whether address, title, first lines or a question title of any cycle show a PEEL publication.

    Fire and rescue reports share host, layout and grade words; an address of theirs is never PEEL.
    """
    if any("fire" in segment or "frs-" in segment for segment in segments):
        return False
    if any(segment.startswith("peel") for segment in segments):
        return True
    lines = [document.title or "", *(passage.text for passage in document.passages[:_FRONT])]
    if any(_PEEL.search(line) for line in lines):
        return True
    return any(plain(passage.text) in _all_titles() for passage in document.passages)


@cache
def _all_titles() -> frozenset[str]:
    questions = (title for q in vocabulary.questions().values() for title in (q.text, *q.other_texts))
    headlines = (title for p in vocabulary.pillars() for title in (p.headline or "", *p.other_headlines))
    return frozenset(
        plain(title) for title in (*questions, *headlines) if title.endswith("?") or len(title.split()) > 5
    )


def _agreed(what: str, in_text: set[str], in_address: set[str], problems: list[Problem]) -> str | None:
    both = in_text & in_address if in_text and in_address else in_text | in_address
    if len(both) == 1:
        return next(iter(both))
    if in_text and in_address and not both:
        problems.append(
            Problem(
                Severity.ERROR,
                "identity_disagrees",
                f"belongs to {what} {_listed(in_text)} by its title and to {_listed(in_address)} by its address. "
                "Nothing was read from it; check the address it was added with.",
            )
        )
    return None


def _listed(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


def _missing(kind: PageKind, force_id: str | None, cycle_id: str | None) -> list[Problem]:
    if kind in {PageKind.OVERVIEW, PageKind.METHODOLOGY, PageKind.PRESS_NOTICE}:
        return []
    advice = (
        "Add it again with --url and its address on the inspectorate's site, which names both; "
        "its words are kept as passages only."
    )
    missing = []
    if force_id is None:
        missing.append(Problem(Severity.ERROR, "force_unknown", f"does not tell which force it reports on. {advice}"))
    if cycle_id is None:
        missing.append(
            Problem(Severity.ERROR, "cycle_unknown", f"does not tell which inspection cycle it is of. {advice}")
        )
    return missing


def _title(document: ReadDocument, lines: list[str]) -> str | None:
    for line in lines:
        if _title_parts(line) or _REPORT_TITLE.search(line):
            return line
    if document.title:
        return document.title
    return next((p.text for p in document.passages if p.kind is PassageKind.HEADING and not p.furniture), None)


@cache
def _title_years() -> dict[str, str]:
    return {
        form.casefold(): cycle.cycle_id
        for cycle in vocabulary.cycles().values()
        for form in (cycle.label, *cycle.title_forms)
    }


@cache
def _page_title() -> re.Pattern[str]:
    years = "|".join(re.escape(year) for year in sorted(_title_years(), key=len, reverse=True))
    return re.compile(
        rf"^(?:Read more about )?(?P<name>[A-Z][\w&' ’.-]{{2,50}}?)(?: PEEL)? (?P<year>{years})$",
        re.IGNORECASE,
    )


_REPORT_TITLE = re.compile(r"\bPEEL\b.*\bAn inspection of (?P<name>.+)$|^An inspection of (?P<inspected>.+)$")
_YEAR_IN_TITLE = re.compile(r"(?<!\d)20\d\d(?:[/–-](?:20)?\d\d)?(?!\d)")


def _title_parts(line: str) -> tuple[str, str] | None:
    match = _page_title().match(line)
    if not match or not forces_named(match["name"], whole=True):
        return None
    return match["name"], match["year"]


def is_page_title(text: str) -> bool:
    """Whether the text is the title of a page: a force's name, a cycle, perhaps "PEEL", and nothing else."""
    return len(text) < 100 and not text.startswith("Read more") and _title_parts(text) is not None


def _title_lines(document: ReadDocument, lines: list[str]) -> list[str]:
    """The lines that are the page's title, and the document's own title where the lines have none."""
    found = [line for line in lines if _title_parts(line)]
    found += [
        line
        for line in (*([document.title] if document.title else []), *lines)
        if _PEEL.search(line) and _YEAR_IN_TITLE.search(line) and len(line.split()) <= 16
    ]
    return found[:3]


def _cycles_in_titles(document: ReadDocument, lines: list[str]) -> set[str]:
    for line in _title_lines(document, lines):
        years = [year for year in _YEAR_IN_TITLE.findall(line) if year.casefold() in _title_years()]
        if years:
            return {_title_years()[year.casefold()] for year in years}
    return set()


def _cycles_in_address(segments: tuple[str, ...]) -> set[str]:
    found = set()
    for cycle in vocabulary.cycles().values():
        for form in cycle.address_forms:
            if any(
                segment == form
                or (form.startswith("-") and segment.endswith(form))
                or (form.endswith("-") and form in segment)
                for segment in segments
            ):
                found.add(cycle.cycle_id)
    return found


def _cycle_by_headings(passages: tuple[Passage, ...]) -> str | None:
    """The only cycle to which all question titles on the page belong; None if several or no cycle has them."""
    possible: set[str] | None = None
    for passage in passages:
        holders = _cycles_by_title().get(plain(passage.text))
        if holders:
            possible = holders if possible is None else possible & holders
    return next(iter(possible)) if possible and len(possible) == 1 else None


@cache
def _cycles_by_title() -> dict[str, set[str]]:
    holders: dict[str, set[str]] = {}
    for question in vocabulary.questions().values():
        for title in (question.text, *question.other_texts):
            if title.endswith("?"):
                holders.setdefault(plain(title), set()).add(question.cycle_id)
    return holders


@cache
def _names() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    names = [(name, force.force_id) for force in vocabulary.forces().values() for name in force.names]
    return tuple(
        (re.compile(rf"(?<![\w-]){re.escape(_same(name))}(?![\w-])"), force_id, _same(name))
        for name, force_id in sorted(names, key=lambda pair: -len(pair[0]))
    )


def _same(name: str) -> str:
    return name.replace("&", "and").replace("–", "-").replace("’", "'").casefold()


def forces_named(text: str, *, whole: bool = False) -> set[str]:
    """The forces that a text names; with ``whole``, only if the text is a name and nothing else.

    A name inside a longer one does not count: "Devon and Cornwall" in "Devon and Cornwall Police" once.
    """
    remaining = _same(text)
    if whole:
        return {force_id for _, force_id, name in _names() if name == remaining.strip()}
    found = set()
    for pattern, force_id, _ in _names():
        remaining, count = pattern.subn(" ", remaining)
        if count:
            found.add(force_id)
    return found


def _forces_in_titles(document: ReadDocument, lines: list[str], cycle_id: str | None) -> set[str]:
    for line in lines:
        parts = _title_parts(line)
        if parts:
            return forces_named(parts[0], whole=True)
        report = _REPORT_TITLE.search(line)
        if report:
            named = forces_named(report["name"] or report["inspected"])
            if named:
                return named
    for line in _title_lines(document, lines):
        named = forces_named(line)
        if named:
            return named
    return _force_in_text(document) if cycle_id else set()


def _force_in_text(document: ReadDocument) -> set[str]:
    """The force whose full name the main text uses alone; a page that names several tells nothing."""
    counts: dict[str, int] = {}
    for passage in document.passages:
        if passage.furniture:
            continue
        for force_id in _full_names_in(passage.text):
            counts[force_id] = counts.get(force_id, 0) + 1
    if not counts:
        return set()
    best = max(counts, key=lambda force_id: counts[force_id])
    others = sum(count for force_id, count in counts.items() if force_id != best)
    return {best} if counts[best] >= 2 and counts[best] > 3 * others else set()


def _full_names_in(text: str) -> set[str]:
    folded = _same(text)
    return {
        force_id
        for pattern, force_id, name in _names()
        if re.search(r"police|constabulary|heddlu", name) and pattern.search(folded)
    }


def _force_in_address(segments: tuple[str, ...]) -> set[str]:
    found = set()
    for force in vocabulary.forces().values():
        for slug in force.slugs:
            if any(_names_force(segment, slug) for segment in segments):
                found.add((len(slug), force.force_id))
    longest = max((length for length, _ in found), default=0)
    return {force_id for length, force_id in found if length == longest}


def _names_force(segment: str, slug: str) -> bool:
    """Whether a path segment names the force by its slug: alone, before a cycle, or at the end of a title."""
    return segment == slug or bool(
        re.fullmatch(rf"{slug}-(?:20\d\d)(?:-(?:20)?\d\d)?", segment)
        or re.fullmatch(rf"(?:peel|police)-.*-20\d\d(?:-\d\d)?-{slug}", segment)
        or re.search(rf"(?:^|-)in-{slug}(?:-|$)", segment)
        or re.match(rf"{slug}-(?:police|constabulary)(?:-|$)", segment)
    )


def _pillar(front: tuple[Passage, ...], segments: tuple[str, ...], cycle_id: str | None) -> str | None:
    """The pillar of a pillar's page: by its address, or by the only headline before the questions."""
    for segment in segments:
        if segment in PILLARS:
            return segment
    for segment in segments:
        named = [pillar for pillar in PILLARS if re.search(rf"police-{pillar}-", segment)]
        if named:
            return named[0]
    found: list[str] = []
    for passage in front:
        text = plain(passage.text)
        match = re.fullmatch(r"questions for (\w+)", text)
        if match and match[1] in PILLARS:
            found.append(match[1])
        elif cycle_id:
            found.extend(
                pillar.pillar
                for pillar in vocabulary.pillars_of(cycle_id)
                if text in {plain(title) for title in (pillar.headline or "", *pillar.other_headlines) if title}
            )
    return found[0] if found and len(set(found)) == 1 else None


def page_kind(segments: tuple[str, ...], document: ReadDocument, pillar: str | None, force_id: str | None) -> PageKind:
    """What kind of page it is, by the site's address patterns, else by what stands on it."""
    first = segments[0] if segments else ""
    last = segments[-1] if segments else ""
    if "news-feed" in segments or first == "news":
        return PageKind.PRESS_NOTICE
    if "how-we-inspect" in segments or "what-is-peel" in segments or "framework" in last:
        return PageKind.METHODOLOGY
    if first == "publications":
        return PageKind.PUBLICATION_PAGE if document.medium != "pdf" else PageKind.REPORT
    if first == "publication-html":
        return PageKind.LETTER if "letter" in last else PageKind.SEPARATE_REPORT
    if first == "peel-reports":
        return PageKind.REPORT
    if last == "detailed-findings":
        return PageKind.DETAILED_FINDINGS
    if last == "other-reports":
        return PageKind.OTHER_REPORTS
    if pillar == "leadership":
        return PageKind.LEADERSHIP_PAGE
    if document.medium == "pdf":
        return PageKind.REPORT
    if pillar:
        return PageKind.PILLAR_PAGE
    if first == "peel-assessments" and force_id is None:
        return PageKind.OVERVIEW
    if any(re.match(r"Our inspection assessed how good\b", p.text) for p in document.passages):
        return PageKind.REPORT
    return PageKind.FORCE_PAGE if force_id else PageKind.OTHER


def language_of(document: ReadDocument, segments: tuple[str, ...]) -> str:
    """``cy`` for a Welsh edition, else ``en``. The declared language counts only if the words agree."""
    if any(segment.startswith("heddlu-") for segment in segments):
        return "cy"
    text = " ".join(passage.text for passage in document.passages[:_FRONT]).casefold()
    signs = sum(sign in text for sign in _WELSH_SIGNS)
    return "cy" if signs >= 2 else "en"


def _date_in(lines: list[str], pattern: re.Pattern[str]) -> date | None:
    for line in lines:
        match = pattern.match(line)
        if match:
            return parse_date(match["date"])
    return None


def parse_date(text: str) -> date | None:
    """A date as the site prints it: ``22/03/2018`` (day first) or ``2 May 2019``; None if it is no date."""
    for form in ("%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None
