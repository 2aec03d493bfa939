"""A scrape stops when told, waits when told, and takes nothing for a page that is none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from pipeline.capture.crawl import Found
from pipeline.capture.ledger import VisitOutcome
from pipeline.capture.scrape import ScrapeSummary, scrape
from pipeline.capture.store import RawStore
from pipeline.capture.targets import Scope
from tests.site.conftest import QUICK, StillClock, options_for
from tests.standin import SiteServer, faults
from tests.standin.server import Fault

Scrape = Callable[..., ScrapeSummary]

HERTFORDSHIRE = Scope(forces=frozenset({"hertfordshire"}), cycles=frozenset({"2017"}))
BASE = "/peel-assessments/peel-2017/hertfordshire/"
FIRST, SECOND, THIRD = (f"{BASE}{pillar}/" for pillar in ("effectiveness", "efficiency", "legitimacy"))


def message_for(summary: ScrapeSummary, path: str) -> str:
    (outcome,) = [o for o in summary.outcomes if urlsplit(o.url).path == path]
    return outcome.message


def found_at(summary: ScrapeSummary, path: str) -> Found:
    (outcome,) = [o for o in summary.outcomes if urlsplit(o.url).path == path]
    return outcome.found


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (faults.status(401), "asks for a password"),
        (faults.status(403), "forbids"),
        (faults.status(429), "too many requests"),
        (faults.status(429, {"Retry-After": "86400"}), "1440 minutes"),
        (faults.status(503, {"Retry-After": "86400"}), "1440 minutes"),
        (faults.challenge(), "challenge page"),
        (faults.challenge(503), "challenge page"),
        (faults.status(202, {"x-amzn-waf-action": "challenge"}), "challenge page"),
        (faults.soft_404(), "Page not found"),
    ],
)
def test_stop_means_stop_and_later_it_goes_on_there(
    site: SiteServer, store: RawStore, scraped: Scrape, fault: Fault, says: str
) -> None:
    site.faults[SECOND] = fault
    summary = scraped(scope=HERTFORDSHIRE)
    assert site.paths()[-1] == SECOND
    (stopped,) = summary.stopped
    assert stopped.host == urlsplit(site.base).netloc
    assert says in stopped.message
    assert "peel add" in stopped.message
    assert (found_at(summary, SECOND), summary.left) == (Found.BLOCKED, 1)
    assert len(store.captures()) == 3
    assert [v.outcome for v in store.visits()][-1] is VisitOutcome.BLOCKED
    before = len(site.log)
    site.faults.clear()
    again = scraped(scope=HERTFORDSHIRE)
    assert [asked.path for asked in site.log[before:]] == [SECOND, THIRD]
    assert again.resumed
    assert again.stopped == ()
    assert len(store.captures()) == 5


def test_other_hosts_go_on(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    site.faults["/uploads/peel-assessment-2018-19-hertfordshire.pdf"] = faults.status(403)
    scope = Scope(forces=frozenset({"hertfordshire"}), cycles=frozenset({"2018-19", "2023-25"}))
    summary = scraped(scope=scope)
    assert [s.host for s in summary.stopped] == [urlsplit(site.assets_base).netloc]
    assert summary.left == 1
    assert found_at(summary, "/peel-reports/hertfordshire-2023-25/") is Found.NEW


@pytest.mark.parametrize("wait", ["7", "Mon, 05 Jan 2026 09:02:00 GMT"])
@pytest.mark.parametrize("code", [429, 503])
def test_retry_after_is_waited_for(site: SiteServer, scraped: Scrape, clock: StillClock, code: int, wait: str) -> None:
    site.faults[SECOND] = faults.at_first(1, faults.status(code, {"Retry-After": wait}))
    summary = scraped(scope=HERTFORDSHIRE, delay=1.0, jitter=0.0)
    assert site.paths().count(SECOND) == 2
    assert found_at(summary, SECOND) is Found.NEW
    assert max(clock.slept) > 6.9


def test_server_errors_are_tried_again_ever_more_slowly(site: SiteServer, scraped: Scrape, clock: StillClock) -> None:
    site.faults[SECOND] = faults.status(500)
    summary = scraped(scope=HERTFORDSHIRE, delay=0.0, jitter=0.0)
    assert site.paths().count(SECOND) == QUICK.attempts
    assert found_at(summary, SECOND) is Found.FAILED
    assert "status 500, 3 attempts" in message_for(summary, SECOND)
    assert found_at(summary, THIRD) is Found.NEW
    assert [round(seconds) for seconds in clock.slept if seconds > 0.5] == [2, 4, 8]
    assert summary.stopped == ()


def test_a_host_that_answers_nothing_any_more_is_left_alone(site: SiteServer, scraped: Scrape) -> None:
    for path in (FIRST, SECOND, THIRD):
        site.faults[path] = faults.status(502)
    summary = scraped(scope=Scope(forces=frozenset({"hertfordshire"})))
    assert "3 addresses in a row" in summary.stopped[0].message
    assert summary.left > 5
    assert [asked.path for asked in site.log if asked.host == "site"][-1] == THIRD


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (faults.truncated(), "no whole answer"),
        (faults.cut_gzip(), "cut off"),
        (faults.status(200, {"Content-Encoding": "gzip"}, b"no gzip"), "damaged"),
        (faults.slow(1.5), "no answer in time"),
        (faults.dripping(20, 0.1), "not finished"),
        (faults.gzip_bomb(3), "larger than"),
        (faults.status(200, {"Content-Encoding": "br"}), "was not asked for"),
        (faults.status(200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\0"), "a PNG picture"),
        (faults.status(200, {"Content-Type": "application/json"}, b"{}"), "application/json"),
        (faults.status(200, content=b" "), "empty"),
        (faults.status(200, {"Content-Type": "application/pdf"}), "where a PDF was expected"),
        (faults.status(418), "status 418"),
        (faults.status(301), "without the address"),
    ],
)
def test_what_is_no_whole_page_is_not_kept_and_the_rest_goes_on(
    site: SiteServer, store: RawStore, fault: Fault, says: str, clock: StillClock
) -> None:
    site.faults[SECOND] = fault
    limits = dataclasses.replace(QUICK, bytes=1_000_000, attempts=2, seconds=1.0)
    around = clock.surroundings
    if "not finished" in says:
        around = dataclasses.replace(around, monotonic=StillClockOfSteps())
    summary = scrape(store, options_for(site, scope=HERTFORDSHIRE, limits=limits), surroundings=around)
    assert found_at(summary, SECOND) is Found.FAILED
    assert says in message_for(summary, SECOND)
    assert found_at(summary, THIRD) is Found.NEW
    assert len(store.captures()) == 4


class StillClockOfSteps:
    """A clock that goes on by a fifth of a second with every look."""

    def __init__(self) -> None:
        self._at = 0.0

    def __call__(self) -> float:
        self._at += 0.2
        return self._at


def test_a_packed_page_is_kept_unpacked(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    whole = site.documents()[f"https://hmicfrs.justiceinspectorates.gov.uk{SECOND}"]
    site.faults[SECOND] = faults.packed(whole)
    scraped(scope=HERTFORDSHIRE)
    (capture,) = [c for c in store.captures() if (c.canonical_url or "").endswith(SECOND)]
    assert store.read(capture.sha256) == whole


def test_redirects_to_another_form_of_the_address_are_followed(
    site: SiteServer, store: RawStore, scraped: Scrape
) -> None:
    site.faults[SECOND] = faults.redirect(f"/hmicfrs{SECOND.rstrip('/')}")
    last = f"{SECOND}?utm_source=made-up"
    site.faults[f"/hmicfrs{SECOND.rstrip('/')}"] = faults.redirect(last)
    summary = scraped(scope=HERTFORDSHIRE)
    assert summary.found == 5
    (capture,) = [c for c in store.captures() if (c.canonical_url or "").endswith(SECOND)]
    assert capture.url == site.base + last
    told = [v.location for v in store.visits() if v.outcome is VisitOutcome.REDIRECTED]
    assert told == [f"/hmicfrs{SECOND.rstrip('/')}", last]


@pytest.mark.parametrize(
    ("location", "found", "says"),
    [
        (SECOND, Found.FAILED, "back to itself"),
        ("https://example.org/", Found.REFUSED, "a host that is not asked"),
        ("http://169.254.169.254/latest/", Found.REFUSED, "a host that is not asked"),
        ("http://127.0.0.1:1/", Found.REFUSED, "a host that is not asked"),
        ("/", Found.GONE, "no PEEL page"),
        ("/search/?q=hertfordshire", Found.GONE, "no PEEL page"),
        (THIRD, Found.REDIRECTED, "leads to"),
    ],
)
def test_where_a_redirect_may_lead(site: SiteServer, scraped: Scrape, location: str, found: Found, says: str) -> None:
    site.faults[SECOND] = faults.redirect(location)
    summary = scraped(scope=HERTFORDSHIRE)
    assert found_at(summary, SECOND) is found
    assert says in message_for(summary, SECOND)
    assert site.paths().count(THIRD) == 1
    assert max(site.paths().count(path) for path in site.paths()) == 1


def test_endless_redirects_end(site: SiteServer, scraped: Scrape) -> None:
    for number in range(30):
        there = f"{BASE}efficiency/part-{number + 1}/"
        site.faults[f"{BASE}efficiency/part-{number}/"] = faults.redirect(there)
    site.faults[SECOND] = faults.redirect(f"{BASE}efficiency/part-0/")
    summary = scraped(scope=HERTFORDSHIRE)
    assert len([path for path in site.paths() if "part-" in path]) == 5
    assert [o for o in summary.outcomes if "more than 5 redirects" in o.message]


def test_the_delay_lies_between_any_two_requests_to_a_host(
    site: SiteServer, scraped: Scrape, clock: StillClock
) -> None:
    scraped(scope=HERTFORDSHIRE, delay=5.0, jitter=0.2)
    # The chance of the still clock is one half, so the jitter adds a tenth.
    assert len(clock.slept) == len(site.log) - 1
    assert all(5.4 < seconds <= 5.5 for seconds in clock.slept)


def test_the_delay_is_real(site: SiteServer, store: RawStore) -> None:
    scrape(store, options_for(site, scope=HERTFORDSHIRE, delay=0.05, jitter=0.0))
    gaps = [after.at - before.at for before, after in pairwise(site.log)]
    assert min(gaps) >= 0.045


def test_a_longer_crawl_delay_of_robots_txt_holds(site: SiteServer, scraped: Scrape, clock: StillClock) -> None:
    site.robots = b"User-agent: peel-pipeline\nCrawl-delay: 9.5\n"
    scraped(scope=HERTFORDSHIRE, delay=1.0, jitter=0.0)
    assert sum(9 < seconds <= 9.5 for seconds in clock.slept) == len(clock.slept) - 1


def test_what_robots_txt_forbids_is_not_asked_and_told(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    site.robots = f"\ufeffUser-agent: *\nDisallow: {SECOND}\nSitemap: {site.base}/sitemap.xml\n".encode()
    summary = scraped(scope=HERTFORDSHIRE)
    assert SECOND not in site.paths()
    assert found_at(summary, SECOND) is Found.REFUSED
    (visit,) = [v for v in store.visits() if v.outcome is VisitOutcome.REFUSED]
    assert visit.robots == "disallowed"
    (robots,) = [v for v in store.visits() if v.url.endswith("/robots.txt")]
    assert robots.sha256 is not None
    assert store.read(robots.sha256) == site.robots


def test_without_robots_txt_everything_may_be_asked(site: SiteServer, scraped: Scrape) -> None:
    site.robots = None
    assert scraped(scope=HERTFORDSHIRE).found == 5


@pytest.mark.parametrize(("code", "says"), [(403, "forbids"), (500, "Without its robots.txt"), (401, "password")])
def test_a_robots_txt_that_cannot_be_had_ends_work_on_the_host(
    site: SiteServer, store: RawStore, scraped: Scrape, code: int, says: str
) -> None:
    site.faults["/robots.txt"] = faults.status(code)
    summary = scraped(scope=HERTFORDSHIRE)
    assert set(site.paths()) == {"/robots.txt"}
    assert says in summary.stopped[0].message
    assert store.captures() == []
