"""From what an operator says to a scrape: options checked, words for what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from pipeline.capture.crawl import Found
from pipeline.capture.fetch import DEFAULT_DELAY, Operator
from pipeline.capture.scrape import ScrapeOptions, ScrapeSummary
from pipeline.capture.targets import Scope
from pipeline.capture.timemap import NATIONAL_ARCHIVES
from pipeline.settings import Settings
from pipeline.words.addresses import mirror


def options_of(
    settings: Settings,
    *,
    cycles: Iterable[str] = (),
    forces: Iterable[str] = (),
    since: str | None = None,
    sites: Iterable[str] = (),
    delay: float = DEFAULT_DELAY,
    source: str | None = None,
) -> ScrapeOptions:
    """The options of a scrape.

    Args:
        settings: contact and project address.
        cycles: ids of the cycles wanted, empty for all.
        forces: ids of the forces wanted, empty for all.
        since: ISO date; pages that a sitemap calls unchanged since then are left out.
        sites: base addresses to ask instead of the site, each ``BASE`` or ``BASE=ORIGINAL``.
        delay: seconds between two requests to one host.
        source: ``memento`` for the UK Government Web Archive, or a Memento server's base address.

    Raises:
        ValueError: no contact is set, or an option is not valid; the message says which.
    """
    if not settings.contact:
        raise ValueError(
            "Set PEEL_CONTACT (or --contact) to an e-mail or web address: the site's owner must be able to reach the "
            "person who runs this."
        )
    return ScrapeOptions(
        operator=Operator(settings.contact, settings.project_url),
        scope=Scope(frozenset(cycles), frozenset(forces)),
        since=_day(since) if since else None,
        mirrors=tuple(map(mirror, sites)),
        memento_base={None: None, "memento": NATIONAL_ARCHIVES}.get(source, source),
        memento_is_named=source not in {None, "memento"},
        delay=delay,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"since: {text!r} is no date; write it as 2025-01-31") from error


def outcome_rows(summary: ScrapeSummary) -> list[dict[str, str]]:
    """Counts by outcome, for an artifact or a terminal."""
    counts = Counter(str(outcome.found) for outcome in summary.outcomes)
    return [{"outcome": str(found), "addresses": str(counts[str(found)])} for found in Found if counts[str(found)]]


def outcome_lines(summary: ScrapeSummary) -> list[str]:
    """What a person has to know: counts, what ended work on a host and what to do, what vanished or failed."""
    counts = ", ".join(f"{row['addresses']} {row['outcome']}" for row in outcome_rows(summary))
    lines = [f"{summary.requests} requests, {counts or 'no addresses'}"]
    if summary.resumed:
        lines.append("An interrupted scrape of the same scope was taken up again.")
    lines += [f"stopped: {stopped.host}: {stopped.message}" for stopped in summary.stopped]
    if summary.left:
        lines.append(f"{summary.left} addresses were not asked because work on their host has ended.")
    lines += [f"vanished: {outcome.canonical_url}; its rows stay" for outcome in summary.vanished]
    lines += [
        f"{outcome.found}: {outcome.canonical_url}: {outcome.message}"
        for outcome in summary.outcomes
        if outcome.found in {Found.FAILED, Found.REFUSED}
    ]
    if summary.fell_short:
        lines.append(
            f"found {summary.found} documents, far fewer than the {summary.found_last_time} of the last time; look at "
            "the site before trusting a release"
        )
    return lines


def went_well(summary: ScrapeSummary) -> bool:
    """Whether nothing was stopped, failed, left out or far fewer than before."""
    failed = any(outcome.found in {Found.FAILED, Found.BLOCKED} for outcome in summary.outcomes)
    return not (summary.stopped or summary.left or summary.fell_short or failed)
