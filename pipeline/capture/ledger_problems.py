"""What the ledger as a whole tells to be wrong: pages that vanished, reports that are due and not held, scrapes that
were stopped or found far fewer than before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from pipeline.capture.expected import held_by_address, shortfalls, silences, vanished_pages
from pipeline.capture.ledger import Round, Visit, VisitOutcome
from pipeline.words.model import Capture, Problem, Severity


def ledger_problems(captures: Sequence[Capture], visits: Sequence[Visit], rounds: Sequence[Round]) -> list[Problem]:
    """The problems of the raw store that belong to no single document; their messages are whole sentences.

    What is due counts by the last day that the ledger tells of, so that the same ledger gives the same problems
    on any day. A store that was never scraped is filled by hand: what it lacks is told by ``coverage`` alone.
    """
    problems = [
        Problem(Severity.WARNING, "page_vanished", vanished.message, text=vanished.canonical_url)
        for vanished in vanished_pages(captures, visits)
    ]
    problems += [
        Problem(Severity.WARNING, "scrape_stopped", _words_for(host, visit), text=visit.url)
        for host, visit in _stops(visits, rounds)
    ]
    problems += [
        Problem(Severity.WARNING, "scrape_fell_short", short.message, text=short.scrape.scope)
        for short in shortfalls(rounds)
    ]
    last_day = _last_day(captures, visits)
    if rounds and last_day is not None:
        problems += [
            Problem(Severity.INFO, "report_not_held", silence.message)
            for silence in silences(held_by_address(captures), last_day)
        ]
    return problems


def _stops(visits: Iterable[Visit], rounds: Iterable[Round]) -> list[tuple[str, Visit]]:
    """The hosts whose last word was stop, or no answer, in a scrape that is unfinished for it; with that visit."""
    unfinished = {past.round_id for past in rounds if not past.ended}
    last: dict[str, Visit] = {}
    for visit in sorted(visits, key=lambda visit: visit.visited_at):
        if visit.outcome is not VisitOutcome.REFUSED:
            last[_host(visit.url)] = visit
    return [(host, last[host]) for host in sorted(last) if last[host].round_id in unfinished and _ends_work(last[host])]


def _ends_work(visit: Visit) -> bool:
    no_answer = visit.http_status is None or visit.http_status >= 500
    return visit.outcome is VisitOutcome.BLOCKED or (visit.outcome is VisitOutcome.FAILED and no_answer)


def _words_for(host: str, visit: Visit) -> str:
    said = "said stop" if visit.outcome is VisitOutcome.BLOCKED else "gave no answer"
    day = visit.visited_at.date().isoformat()
    return f"The scrape of {day} is unfinished, because {host} {said}: {visit.message}"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _last_day(captures: Iterable[Capture], visits: Iterable[Visit]) -> date | None:
    moments = [capture.captured_at for capture in captures if capture.captured_at]
    moments += [visit.visited_at for visit in visits]
    return max(moments).date() if moments else None
