"""Walking through a site: which address comes next, and which links lead on.

The order of asking depends on the set of addresses only, never on the order in which pages list them.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from pipeline import vocabulary
from pipeline.capture.targets import Kind, Link, Listing, Scope, Target, is_pdf, overview_address, pdf_of, target_of
from pipeline.words.addresses import CURRENT_HOST, canonical_url


class Found(StrEnum):
    """What became of one address."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"
    """Not changed since the date asked for, and not held."""
    LISTING = "listing"
    """It only leads to others."""
    REDIRECTED = "redirected"
    GONE = "gone"
    BLOCKED = "blocked"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AddressOutcome:
    """One line of a scrape's report. ``was_held``: the store had a capture of this address before."""

    url: str
    canonical_url: str
    kind: Kind
    force_id: str | None
    cycle_id: str | None
    found: Found
    message: str = ""
    capture_id: str | None = None
    was_held: bool = False
    asked: bool = True
    """False if the answer of an interrupted scrape was taken up again."""


@dataclass(frozen=True, slots=True)
class Onward:
    """A link to follow, as an original address, with the date at which a sitemap says that it changed."""

    link: Link
    changed: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking a target gave: outcomes, links that lead on, and targets that redirects lead to."""

    outcomes: tuple[AddressOutcome, ...] = ()
    onward: tuple[Onward, ...] = ()
    more: tuple[Target, ...] = ()
    is_left: bool = False
    """Not asked, because work on its host has ended."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a scrape stands. ``waiting`` are addresses known and not yet asked."""

    done: int
    waiting: int
    counts: dict[Found, int]
    address: str


class Source(Protocol):
    """Where pages come from."""

    def start(self) -> Iterable[Target]:
        """The targets to begin with."""
        ...

    def ask(self, target: Target) -> Asked:
        """Ask one target and write down what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Walk:
    """The result of a crawl: all outcomes in the order of asking, and how many targets were left unasked."""

    outcomes: tuple[AddressOutcome, ...]
    left: int


class _Frontier:
    """Targets to ask, each canonical address once, in the order of their rank.

    ``since`` leaves out those of which a sitemap said before that they did not change from that day on.
    """

    def __init__(self, since: date | None = None) -> None:
        self._since = since
        self._changed: dict[str, date] = {}
        self._heap: list[tuple[tuple[int, str], int, Target]] = []
        self._seen: dict[str, Target] = {}

    def __len__(self) -> int:
        return len(self._heap)

    def note_change(self, url: str, changed: date) -> None:
        """Remember the date at which a sitemap says that an address changed."""
        self._changed[canonical_url(url)] = changed

    def push(self, target: Target) -> None:
        if target.canonical_url not in self._seen:
            self._seen[target.canonical_url] = target
            changed = self._changed.get(target.canonical_url)
            if self._since and changed and changed < self._since and not target.leads_on:
                return
            heapq.heappush(self._heap, (target.rank, len(self._seen), target))

    def pop(self) -> Target | None:
        return heapq.heappop(self._heap)[2] if self._heap else None

    def has_document(self, cycle_id: str | None = None) -> bool:
        return any(t.is_document and (cycle_id in {None, t.cycle_id}) for t in self._seen.values())


def crawl(
    source: Source,
    scope: Scope,
    since: date | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Walk:
    """Ask everything that the source's pages lead to within the scope.

    ``since`` leaves out documents of which a sitemap says that they did not change from that day on, except
    those through which others are found.
    """
    frontier = _Frontier(since)
    for target in source.start():
        if scope.wants(target):
            frontier.push(target)
    outcomes: list[AddressOutcome] = []
    counts: Counter[Found] = Counter()
    left = 0
    for done, target in enumerate(_all_targets(frontier, scope), start=1):
        asked = source.ask(target)
        left += asked.is_left
        outcomes.extend(asked.outcomes)
        counts.update(outcome.found for outcome in asked.outcomes)
        for step in asked.onward:
            if step.changed:
                frontier.note_change(step.link.url, step.changed)
        for found in (*asked.more, *targets_of(asked.onward, target)):
            if scope.wants(found):
                frontier.push(found)
        progress(Progress(done, len(frontier), dict(counts), target.url))
    return Walk(tuple(outcomes), left)


def targets_of(onward: Iterable[Onward], page: Target) -> list[Target]:
    """The targets that the links of a page lead to, in the order of their rank."""
    found = []
    for step in onward:
        target = pdf_of(step.link, page) if is_pdf(step.link.url) else target_of(step.link.url)
        if page.kind is Listing.SITEMAP and is_pdf(step.link.url):
            target = target_of(step.link.url)
        if target is not None:
            found.append(target)
    return sorted(found, key=lambda target: target.rank)


def _all_targets(frontier: _Frontier, scope: Scope) -> Iterator[Target]:
    """All targets, and at the end the usual ways to those wanted cycles to which no link has led."""
    while target := frontier.pop():
        yield target
    missing = [cycle_id for cycle_id in vocabulary.cycles() if not scope.cycles or cycle_id in scope.cycles]
    missing = [cycle_id for cycle_id in missing if not frontier.has_document(cycle_id if scope.cycles else None)]
    for cycle_id in missing:
        for way in _usual_ways(cycle_id):
            frontier.push(way)
    while target := frontier.pop():
        yield target


def _usual_ways(cycle_id: str) -> list[Target]:
    """The overview of a cycle, or where a cycle without one would list its reports."""
    address = overview_address(cycle_id)
    addresses = (
        [address] if address else [f"https://{CURRENT_HOST}/{part}/" for part in ("peel-reports", "publications")]
    )
    return [target for address in addresses if (target := target_of(address))]
