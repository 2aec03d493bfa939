"""What the ledger as a whole tells to be wrong: pages that vanished, reports that are due and not held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipeline.capture.expected import held_by_address, silences, vanished_pages
from pipeline.capture.ledger import Visit
from pipeline.words.model import Capture, Problem, Severity


def ledger_problems(captures: Iterable[Capture], visits: Iterable[Visit], *, scraped: bool) -> list[Problem]:
    """The problems of the raw store that belong to no single document; their messages are whole sentences.

    What is due counts by the last day that the ledger tells of, so that the same ledger gives the same problems
    on any day. A store that was never scraped is filled by hand: what it lacks is told by ``coverage`` alone.
    """
    captures, visits = list(captures), list(visits)
    problems = [
        Problem(Severity.WARNING, "page_vanished", vanished.message, text=vanished.canonical_url)
        for vanished in vanished_pages(captures, visits)
    ]
    last_day = _last_day(captures, visits)
    if scraped and last_day is not None:
        problems += [
            Problem(Severity.INFO, "report_not_held", silence.message)
            for silence in silences(held_by_address(captures), last_day)
        ]
    return problems


def _last_day(captures: list[Capture], visits: list[Visit]) -> date | None:
    moments = [capture.captured_at for capture in captures if capture.captured_at]
    moments += [visit.visited_at for visit in visits]
    return max(moments).date() if moments else None
