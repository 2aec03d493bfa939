"""Reports that should be there and are not: silence where the calendar says that a report was published.

Pure: what is held and a day in, what is missing out. The calendar is ``vocabulary/due.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline import vocabulary
from pipeline.discover import target_of
from pipeline.model import Capture, PageKind

_WHOLE = frozenset({PageKind.REPORT, PageKind.OTHER})
"""Kinds of targets that hold a force's whole report: the long page since 2021/22, and PDFs (kind OTHER)."""

_PILLAR = frozenset({PageKind.PILLAR_PAGE, PageKind.LEADERSHIP_PAGE, PageKind.DETAILED_FINDINGS})


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
