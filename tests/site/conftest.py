"""What the tests of scraping share: the stand-in site, a store, and a clock that does not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.capture.fetch import Limits, Operator, Surroundings
from pipeline.capture.scrape import ScrapeOptions, ScrapeSummary, scrape
from pipeline.capture.store import RawStore
from tests.standin import SiteServer

OPERATOR = Operator("tests@example.org", "https://example.org/peel-pipeline")
QUICK = Limits(seconds=5, connect_seconds=2, silence_seconds=1, attempts=3, backoff_seconds=2)


@dataclass
class StillClock:
    """Time that passes only by sleeping; ``slept`` are the waits in seconds."""

    at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)
    elapsed: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds

    def now(self) -> datetime:
        # A moment passes with every look, as no two answers arrive at one time.
        self.elapsed += 0.001
        return self.at + timedelta(seconds=self.elapsed)

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.now, lambda: self.elapsed, self.sleep, lambda: 0.5)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def options_for(site: SiteServer, **more: Any) -> ScrapeOptions:
    return ScrapeOptions(OPERATOR, **{"mirrors": site.mirrors, "limits": QUICK, **more})


@pytest.fixture
def scraped(store: RawStore, site: SiteServer, clock: StillClock) -> Callable[..., ScrapeSummary]:
    """Scrape the stand-in into the store."""
    return lambda **more: scrape(store, options_for(site, **more), surroundings=clock.surroundings)
