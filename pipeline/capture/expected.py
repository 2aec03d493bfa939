"""Reports that should be there and are not: silence where one was due, pages that vanished from the site, and scrapes
that found far fewer than the one before.

Pure: what is held and a day in, what is missing out. The calendar is ``vocabulary/due.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pipeline import vocabulary
from pipeline.capture.ledger import Round, Visit, VisitOutcome
from pipeline.capture.targets import target_of
from pipeline.words.model import Capture, CaptureMethod, PageKind

_WHOLE = frozenset({PageKind.REPORT, PageKind.OTHER})
"""Kinds of targets that hold a force's whole report: the long page since 2021/22, and PDFs (kind OTHER)."""

_PILLAR = frozenset({PageKind.PILLAR_PAGE, PageKind.LEADERSHIP_PAGE, PageKind.DETAILED_FINDINGS})


FEWER = 0.8
"""A scrape that finds less than this share of what the last one with the same scope found fell short."""


@dataclass(frozen=True, slots=True)
class HeldReport:
    """A report, or its part on one pillar, that the store holds. Without a pillar it stands for all of them."""

    force_id: str
    cycle_id: str
    pillar: str | None


@dataclass(frozen=True, slots=True)
class Silence:
    """Reports of a cycle (of one pillar, where it has pillars) that were due by this day and are not held."""

    cycle_id: str
    pillar: str | None
    due: date
    force_ids: tuple[str, ...]

    @property
    def message(self) -> str:
        """What is missing and what to do, in a sentence."""
        what = f"{vocabulary.cycles()[self.cycle_id].label}{f' {self.pillar}' if self.pillar else ''}"
        names = [vocabulary.forces()[force_id].short_name for force_id in self.force_ids]
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        return (
            f"{what}: published by {self.due.isoformat()}, but nothing is held of {shown}. "
            f"Get it with peel scrape --cycle {self.cycle_id}, or add saved pages with peel add."
        )


@dataclass(frozen=True, slots=True)
class Vanished:
    """A page that is held and that the site no longer has. ``since`` is when that was seen first, in UTC."""

    canonical_url: str
    since: datetime

    @property
    def message(self) -> str:
        """What happened and what to do, in a sentence."""
        return (
            f"{self.canonical_url} was gone from the site on {self.since.date().isoformat()}. What was read from it "
            "stays; look in a browser whether the report was withdrawn or moved."
        )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A scrape, the last of its scope, that found far fewer documents than the one before it."""

    scrape: Round
    found: int
    found_before: int

    @property
    def message(self) -> str:
        """What happened and what to do, in a sentence."""
        return (
            f"The scrape of {self.scrape.began_at.date().isoformat()} found {self.found} documents, far fewer than the "
            f"{self.found_before} of the one before. Nothing that is held was lost; look at the site before trusting "
            "what is new, then run peel scrape again."
        )


def is_far_fewer(found: int, found_before: int | None) -> bool:
    """Whether a scrape fell short of the last one with the same scope; None: there was none."""
    return found_before is not None and found < FEWER * found_before


def shortfalls(rounds: Iterable[Round]) -> list[Shortfall]:
    """The scopes of which the last finished scrape fell short of the one before it, by scope."""
    counts: dict[str, list[tuple[Round, int]]] = {}
    for past in rounds:
        if past.ended and past.found is not None:
            counts.setdefault(past.scope, []).append((past, past.found))
    pairs = ((known[-2][1], *known[-1]) for _, known in sorted(counts.items()) if len(known) > 1)
    return [Shortfall(scrape, found, before) for before, scrape, found in pairs if is_far_fewer(found, before)]


def vanished_pages(captures: Iterable[Capture], visits: Iterable[Visit]) -> list[Vanished]:
    """The held pages of which the site's last word was that they are gone, by address."""
    held: dict[str, datetime | None] = {}
    for capture in captures:
        if capture.canonical_url:
            before = held.get(capture.canonical_url)
            is_later = before is None or (capture.captured_at is not None and capture.captured_at > before)
            if capture.method is CaptureMethod.LIVE and is_later:
                held[capture.canonical_url] = capture.captured_at
            held.setdefault(capture.canonical_url, None)
    gone: dict[str, datetime] = {}
    for visit in sorted(visits, key=lambda visit: visit.visited_at):
        if visit.method is not CaptureMethod.LIVE:
            continue
        if visit.outcome is VisitOutcome.GONE:
            gone.setdefault(visit.canonical_url, visit.visited_at)
        elif visit.outcome in {VisitOutcome.SAME, VisitOutcome.NOT_MODIFIED}:
            gone.pop(visit.canonical_url, None)
    return [
        Vanished(url, since)
        for url, since in sorted(gone.items())
        if url in held and ((seen := held[url]) is None or seen < since)
    ]


def held_by_address(captures: Iterable[Capture]) -> Iterator[HeldReport]:
    """The reports that captures hold, as far as their addresses tell."""
    for capture in captures:
        target = target_of(capture.canonical_url) if capture.canonical_url else None
        if target and target.force_id and target.cycle_id and target.kind in _WHOLE | _PILLAR:
            yield HeldReport(target.force_id, target.cycle_id, target.pillar)


def silences(held: Iterable[HeldReport], today: date) -> list[Silence]:
    """What was due by ``today`` and is not held, one value for each cycle, pillar and day, oldest first.

    A force with a day of its own is due on that day, all others on the day of the cycle.
    """
    have = {(report.force_id, report.cycle_id, report.pillar) for report in held}
    missing: dict[tuple[date, str, str], list[str]] = {}
    for (cycle_id, pillar, force_id), due in sorted(_due_days().items()):
        if due <= today and not {(force_id, cycle_id, pillar or None), (force_id, cycle_id, None)} & have:
            missing.setdefault((due, cycle_id, pillar), []).append(force_id)
    return [
        Silence(cycle_id, pillar or None, due, tuple(forces))
        for (due, cycle_id, pillar), forces in sorted(missing.items())
    ]


def _due_days() -> dict[tuple[str, str, str], date]:
    """The day on which each force's report was due, by cycle, pillar (empty if it has none) and force."""
    days: dict[tuple[str, str, str], date] = {}
    own = [due for due in vocabulary.due_reports() if due.force_id]
    for due in vocabulary.due_reports():
        if due.force_id is None:
            days |= {(due.cycle_id, due.pillar or "", force_id): due.due for force_id in vocabulary.forces()}
    return days | {(due.cycle_id, due.pillar or "", due.force_id or ""): due.due for due in own}
