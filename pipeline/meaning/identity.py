"""Which report a document belongs to: force, cycle, pillar and kind of page, from address, title and headings.

Each is looked for in several places; where two places disagree, nothing is bound and a problem says so. The
cycle comes from the title before the address: a short address has shown the page of 2014 for years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline import vocabulary
from pipeline.meaning.covers import cover_lines, cover_title, pillar_named
from pipeline.meaning.force_names import forces_in_address, forces_named, full_names_in
from pipeline.meaning.frameworks import framework_of
from pipeline.meaning.page_kinds import MANY_FORCES, WITHOUT_SUBJECT, is_force_page, is_overview_title, page_kind
from pipeline.meaning.page_titles import (
    LAST_UPDATED,
    PEEL,
    PUBLISHED,
    PageTitle,
    another_report,
    cycle_said,
    cycles_named,
    inspection_of,
    latest_date,
    names_report,
    page_title,
    title_of,
)
from pipeline.meaning.wording import LONGEST_TITLE, grade_or_status, labelled_title
from pipeline.vocabulary import PILLARS
from pipeline.words.addresses import path_segments
from pipeline.words.blocks import lower_letters, plain
from pipeline.words.model import Identity, Medium, PageKind, Passage, PassageKind, Problem, ReadDocument, Severity

_FRONT = 40
"""How many passages from the start may hold a title, headline or date of the page."""

_SEPARATE_TITLE = 3
"""How many passages from the start may hold the title of a separate report."""

_WELSH_SIGNS = ("crynodeb cyffredinol", "ein dyfarniadau", "ein barn", "meysydd i", "mae heddlu", "yr heddlu")
_INSPECTORATE = re.compile(r"\bHMIC(?:FRS)?\b|^HMI[’']s observations$|^The extent to which |Inspector of Constabulary$")

_QUESTIONS_FOR = re.compile(r"questions for (\w+)")


def identify(document: ReadDocument, url: str | None) -> tuple[Identity, list[Problem]]:
    """The identity of a document, with a problem for everything that is missing or contradictory.

    Args:
        document: what a reader made of the bytes.
        url: its canonical address, None if unknown.
    """
    segments = path_segments(url) if url else ()
    front = document.passages[:_FRONT]
    printed = document.medium is Medium.PDF
    lines = cover_lines(front) if printed else [passage.text for passage in front]
    if not is_peel(document, segments):
        kind = PageKind.METHODOLOGY if "how-we-inspect" in segments else PageKind.OTHER
        return Identity(kind, None, None, None, title=_title_text(document, lines)), [_not_peel()]
    problems: list[Problem] = []
    title = title_of(front)
    if segments[:1] == ("publication-html",):
        # Links to the force's other reports, and sentences on them, may follow the title of a separate one.
        lines = [line for line in lines[:_SEPARATE_TITLE] if not line.endswith(".")]
    cycle_id = _agreed(
        "cycle", _cycles_in_titles(document, lines, title), _cycles_in_address(segments), problems
    ) or _cycle_by_headings(document.passages)
    if cycle_id is None and not problems and segments[:1] == ("publication-html",):
        cycle_id = cycle_said(p.text for p in document.passages if not p.furniture)
    force_id = _agreed("force", _forces_in_titles(document, lines, title), forces_in_address(segments), problems)
    pillar = None
    if not is_force_page(segments, title):
        # An integrated report, unlike a page, comes to its second pillar late.
        pillar = _pillar(document.passages if printed else front, lines, segments, cycle_id)
    kind = page_kind(segments, document, title, pillar, force_id)
    if force_id is None and cycle_id and kind not in MANY_FORCES and not problems:
        force_id = _force_in_text(document)
    if force_id is None and kind is PageKind.PILLAR_PAGE and _is_overview(document, lines):
        kind, pillar = PageKind.OVERVIEW, None
    other = None if kind in MANY_FORCES else another_report(document.passages, title)
    if other is not None:
        problems = [_several(title, other)]
        force_id = cycle_id = None
    framework = None
    texts = [passage.text for passage in document.passages]
    if cycle_id and kind in {PageKind.REPORT, PageKind.REPORT_SECTION}:
        framework, unknown = framework_of(texts, cycle_id)
        problems.extend(unknown)
    if not any(problem.code in {"identity_disagrees", "several_reports"} for problem in problems):
        problems.extend(_missing(kind, force_id, cycle_id, url))
    return (
        Identity(
            page_kind=kind,
            force_id=force_id,
            cycle_id=cycle_id,
            pillar=pillar,
            language=language_of(document, segments),
            title=_title_text(document, lines),
            last_updated=latest_date(texts, LAST_UPDATED),
            published=latest_date(lines, PUBLISHED),
            framework=framework,
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
    if any(PEEL.search(line) for line in lines):
        return True
    if any(page_title(line) for line in lines) and any(_INSPECTORATE.search(line) for line in lines):
        return True
    return any(plain(passage.text) in _all_titles() for passage in document.passages)


@cache
def _all_titles() -> frozenset[str]:
    questions = (title for q in vocabulary.questions().values() for title in (q.text, *q.other_texts))
    headlines = (title for p in vocabulary.pillars() for title in (p.headline or "", *p.other_headlines))
    return frozenset(
        plain(title) for title in (*questions, *headlines) if title.endswith("?") or len(title.split()) > 5
    )


def _not_peel() -> Problem:
    return Problem(
        Severity.ERROR,
        "not_a_peel_page",
        "does not look like a PEEL publication: neither its address nor its title nor a question of any "
        "cycle says so. If it is one, add it again with --url and its address on the inspectorate's site; "
        "if not, nothing needs doing, its words are kept as passages only.",
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


def _several(title: PageTitle | None, other: Passage) -> Problem:
    first = f"one on {title.force_id} {title.cycle_id} and " if title else "one, and "
    where = f" ({other.locator})" if other.locator else ""
    return Problem(
        Severity.ERROR,
        "several_reports",
        f"holds more than one report: {first}another that begins with {other.text[:80]!r}{where}. Nothing was read "
        "from it, since findings would get the wrong force or year. Save each in a file of its own and add them.",
        other.ordinal,
    )


def _listed(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


def _missing(kind: PageKind, force_id: str | None, cycle_id: str | None, url: str | None) -> list[Problem]:
    if kind in WITHOUT_SUBJECT:
        return []
    if url is None:
        advice = "Add it again with --url and its address on the inspectorate's site, which names both; "
    else:
        advice = f"Neither does its address, {url}; if that is wrong, add it again with the right one; "
    advice += "its words are kept as passages only."
    missing = []
    if force_id is None and kind not in MANY_FORCES:
        missing.append(Problem(Severity.ERROR, "force_unknown", f"does not tell which force it reports on. {advice}"))
    if cycle_id is None and kind is PageKind.SEPARATE_REPORT:
        what = (
            "is a separate report that does not say to which inspection cycle it belongs; its date alone does not tell"
        )
        missing.append(Problem(Severity.WARNING, "cycle_unknown", f"{what}. Its words are kept as passages only."))
    elif cycle_id is None:
        severity = Severity.INFO if kind in MANY_FORCES else Severity.ERROR
        missing.append(Problem(severity, "cycle_unknown", f"does not tell which inspection cycle it is of. {advice}"))
    return missing


def _title_text(document: ReadDocument, lines: list[str]) -> str | None:
    if document.medium is Medium.PDF and (title := cover_title(lines)):
        return title
    for line in lines:
        if page_title(line) or inspection_of(line):
            return line
    if document.title:
        return document.title
    return next(
        (
            p.text
            for p in document.passages
            if p.kind is PassageKind.HEADING and not p.furniture and not vocabulary.is_furniture(p.text)
        ),
        None,
    )


def _is_overview(document: ReadDocument, lines: list[str]) -> bool:
    """Whether a page is about a pillar in all forces: its title names none, and no grade stands on it as a label."""
    graded = any(grade_or_status(p.text) is not None for p in document.passages if not p.furniture)
    return not graded and any(map(is_overview_title, lines))


def _report_titles(document: ReadDocument, lines: list[str]) -> list[str]:
    """Lines that name a report and a year, the document's own title first."""
    own = [document.title] if document.title else []
    return [line for line in (*own, *lines) if names_report(line)]


def _cycles_in_titles(document: ReadDocument, lines: list[str], title: PageTitle | None) -> set[str]:
    """The cycle of the title. A later line names it only where the page has no title of the site's own form."""
    if title:
        return {title.cycle_id}
    for line in _report_titles(document, lines):
        named = cycles_named(line)
        if named:
            return named
    return set()


def _cycles_in_address(segments: tuple[str, ...]) -> set[str]:
    found = set()
    path = "/".join(segments)
    for cycle in vocabulary.cycles().values():
        for form in cycle.address_forms:
            if form in path and any(
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


def _forces_in_titles(document: ReadDocument, lines: list[str], title: PageTitle | None) -> set[str]:
    if title:
        return {title.force_id}
    for line in lines:
        named = inspection_of(line)
        if named:
            return named
    for line in _report_titles(document, lines):
        named = forces_named(line)
        if named:
            return named
    return set()


def _force_in_text(document: ReadDocument) -> str | None:
    """The force whose full name the main text uses alone; a page that names several tells nothing."""
    counts: dict[str, int] = {}
    for passage in document.passages:
        if passage.furniture:
            continue
        for force_id in full_names_in(passage.text):
            counts[force_id] = counts.get(force_id, 0) + 1
    if not counts:
        return None
    best = max(counts, key=lambda force_id: counts[force_id])
    others = sum(count for force_id, count in counts.items() if force_id != best)
    return best if counts[best] >= 2 and counts[best] > 3 * others else None


def _pillar(
    passages: tuple[Passage, ...], lines: list[str], segments: tuple[str, ...], cycle_id: str | None
) -> str | None:
    """The pillar of a pillar's page or report: by its address, its title, or the only headline it has."""
    for segment in segments:
        if segment in PILLARS:
            return segment
    for segment in segments:
        named = [pillar for pillar in PILLARS if pillar in segment.split("-")]
        if len(named) == 1 and "police" in segment.split("-"):
            return named[0]
    titled = {pillar for line in lines if (pillar := pillar_named(line))}
    if len(titled) == 1:
        return titled.pop()
    found: list[str] = []
    for passage in passages:
        if len(passage.text) > LONGEST_TITLE:
            continue
        labelled = labelled_title(passage.text)
        text = plain(labelled[0] if labelled else passage.text)
        match = _QUESTIONS_FOR.fullmatch(text)
        if match and match[1] in PILLARS:
            found.append(match[1])
        elif cycle_id:
            found.extend(_pillars_by_headline(cycle_id).get(text, ()))
    return found[0] if found and len(set(found)) == 1 else None


@cache
def _pillars_by_headline(cycle_id: str) -> dict[str, list[str]]:
    """The pillars of a cycle that each headline is of, in the plain form."""
    found: dict[str, list[str]] = {}
    for pillar in vocabulary.pillars_of(cycle_id):
        for title in {plain(title) for title in (pillar.headline or "", *pillar.other_headlines) if title}:
            found.setdefault(title, []).append(pillar.pillar)
    return found


def language_of(document: ReadDocument, segments: tuple[str, ...]) -> str:
    """``cy`` for a Welsh edition, else ``en``. A link to the Welsh edition on an English page is no sign of one."""
    if any(segment.startswith("heddlu-") for segment in segments):
        return "cy"
    text = lower_letters(" ".join([passage.text for passage in document.passages[:_FRONT]]))
    signs = sum(sign in text for sign in _WELSH_SIGNS)
    return "cy" if signs >= 2 else "en"
