"""A scrape from beginning to end: options in, summary out, everything else in the store.

An interrupted scrape is taken up again by the next one with the same scope: what it has is not asked twice.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from pipeline import vocabulary
from pipeline.capture.crawl import AddressOutcome, Found, Progress, Walk, crawl
from pipeline.capture.expected import is_far_fewer
from pipeline.capture.fetch import DEFAULT_DELAY, Fetcher, Limits, Operator, Surroundings
from pipeline.capture.hosts import StoppedHost
from pipeline.capture.live import LiveSource
from pipeline.capture.memento import MementoSource
from pipeline.capture.store import RawStore, StoreError
from pipeline.capture.targets import Scope
from pipeline.words.addresses import Mirror, is_site_address, same_base

RESUME_WITHIN = timedelta(days=3)
"""An interrupted scrape older than this is not taken up again: its answers are no longer those of today."""

_DOCUMENTS = frozenset({Found.NEW, Found.CHANGED, Found.SAME})


@dataclass(frozen=True, slots=True)
class ScrapeOptions:
    """What to scrape, and how. Times are seconds.

    ``mirrors`` are asked instead of the site, and only they. ``memento_base`` makes it an archive instead;
    ``versions`` is how many versions of a page an archive is asked for, 0 for all.

    Raises:
        ValueError: an unknown cycle or force, a negative delay, or both mirrors and an archive.
    """

    operator: Operator
    scope: Scope = field(default_factory=Scope)
    since: date | None = None
    mirrors: tuple[Mirror, ...] = ()
    memento_base: str | None = None
    memento_is_named: bool = False
    versions: int = 2
    delay: float = DEFAULT_DELAY
    jitter: float = 0.25
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        unknown = sorted(self.scope.cycles - set(vocabulary.cycles()))
        if unknown:
            raise ValueError(f"unknown cycle {unknown[0]!r}; known are {', '.join(vocabulary.cycles())}")
        unknown = sorted(self.scope.forces - set(vocabulary.forces()))
        if unknown:
            raise ValueError(f"unknown force {unknown[0]!r}; forces are named as in addresses, such as 'kent'")
        if self.delay < 0:
            raise ValueError("the delay cannot be negative")
        if self.mirrors and self.memento_base:
            raise ValueError("a mirror of the site (--site) and a web archive (--from memento) exclude each other")
        if self.memento_base and not self.memento_base.endswith("/"):
            raise ValueError(f"the archive's address {self.memento_base!r} must end with a slash")

    @property
    def told(self) -> str:
        """The scope as the ledger keeps it; equal scopes are one work that can be taken up again."""
        return json.dumps(
            {
                "from": self.memento_base or [f"{mirror.base}={mirror.original}" for mirror in self.mirrors] or "site",
                "cycles": sorted(self.scope.cycles),
                "forces": sorted(self.scope.forces),
                "since": self.since.isoformat() if self.since else None,
                "versions": self.versions if self.memento_base else None,
            }
        )


@dataclass(frozen=True, slots=True)
class ScrapeSummary:
    """What a scrape did. ``left`` are addresses not asked because work on their host has ended."""

    round_id: str
    resumed: bool
    outcomes: tuple[AddressOutcome, ...]
    stopped: tuple[StoppedHost, ...]
    left: int
    requests: int
    found_last_time: int | None

    def count(self, found: Found) -> int:
        """How many addresses had this outcome; pages that only lead to others count as listings."""
        return Counter(outcome.found for outcome in self.outcomes)[found]

    @property
    def found(self) -> int:
        """How many documents the site holds within the scope: new, changed and same."""
        return sum(outcome.found in _DOCUMENTS for outcome in self.outcomes)

    @property
    def vanished(self) -> tuple[AddressOutcome, ...]:
        """Pages that the store holds and the site no longer has."""
        return tuple(o for o in self.outcomes if o.found is Found.GONE and o.was_held)

    @property
    def fell_short(self) -> bool:
        """Whether it found far fewer documents than the last scrape with the same scope."""
        return is_far_fewer(self.found, self.found_last_time)


def scrape(
    store: RawStore,
    options: ScrapeOptions,
    progress: Callable[[Progress], None] = lambda _: None,
    surroundings: Surroundings | None = None,
) -> ScrapeSummary:
    """Scrape the site, a mirror of it, or a web archive, into the store.

    Raises:
        StoreError: the store cannot be written, or another scrape is at work on it.
    """
    around = surroundings or Surroundings()
    store.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.root / ".scrape.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(f"{store.root}: another scrape is at work on this store. Wait until it has ended.") from error
    try:
        return _scrape(store, options, progress, around)
    finally:
        lock.release()


def _scrape(
    store: RawStore, options: ScrapeOptions, progress: Callable[[Progress], None], around: Surroundings
) -> ScrapeSummary:
    round_id, resumed = _begin(store, options, around)
    found_last_time = _found_last_time(store, options)
    with _fetcher(options, around) as fetcher:
        source = _source(store, fetcher, round_id, options)
        walk: Walk = crawl(source, options.scope, options.since, progress)
    summary = ScrapeSummary(
        round_id, resumed, walk.outcomes, source.hosts.stopped, walk.left, source.hosts.requests, found_last_time
    )
    if not summary.stopped:
        # With a host that said stop the work is unfinished: the next scrape goes on where this one ended.
        store.end_round(round_id, summary.found)
    return summary


def _begin(store: RawStore, options: ScrapeOptions, around: Surroundings) -> tuple[str, bool]:
    """The id of the scrape, and whether it takes up an interrupted one."""
    now = around.now()
    same = [past for past in store.rounds() if past.scope == options.told]
    if same and not same[-1].ended and now - same[-1].began_at <= RESUME_WITHIN:
        return same[-1].round_id, True
    digest = hashlib.sha256(f"{now.isoformat()} {options.told}".encode()).hexdigest()[:12]
    store.begin_round(f"r-{digest}", options.told)
    return f"r-{digest}", False


def _found_last_time(store: RawStore, options: ScrapeOptions) -> int | None:
    """How many documents the last finished scrape with the same scope found, None if there was none."""
    ended = [past for past in store.rounds() if past.ended and past.scope == options.told]
    return ended[-1].found if ended else None


def _fetcher(options: ScrapeOptions, around: Surroundings) -> Fetcher:
    bases = [mirror.base for mirror in options.mirrors]
    if options.memento_base:
        parts = urlsplit(options.memento_base)
        bases = [f"{parts.scheme}://{parts.netloc}"]
    named = bases if options.mirrors or options.memento_is_named else []

    def is_allowed(url: str) -> bool:
        return any(same_base(url, _root(base)) for base in bases) if bases else is_site_address(url)

    return Fetcher(
        options.operator,
        is_allowed,
        named=[_host_and_port(base) for base in named],
        delay=options.delay,
        jitter=options.jitter,
        limits=options.limits,
        surroundings=around,
    )


def _source(store: RawStore, fetcher: Fetcher, round_id: str, options: ScrapeOptions) -> LiveSource | MementoSource:
    if options.memento_base:
        return MementoSource(
            store, fetcher, round_id, options.memento_base, options.scope, options.versions, options.since
        )
    return LiveSource(store, fetcher, round_id, options.mirrors, options.since)


def _root(base: str) -> str:
    """The host of a base address: its robots.txt and sitemap stand above the base."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def _host_and_port(base: str) -> tuple[str, int]:
    parts = urlsplit(base)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
