"""A scrape ends with exactly what the site holds, and asks nothing too often, too fast or out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.capture.crawl import Found, Progress
from pipeline.capture.ledger import VisitOutcome
from pipeline.capture.scrape import ScrapeOptions, ScrapeSummary, scrape
from pipeline.capture.store import RawStore, StoreError
from pipeline.capture.targets import Scope
from tests.site.conftest import OPERATOR, StillClock, options_for
from tests.standin import SiteServer, resources
from tests.standin.pages import ASSETS, SITE

Scrape = Callable[..., ScrapeSummary]

LISTINGS = 6
"""Sitemap, home, two hubs and two pages of publications; robots.txt comes on top."""

HERTFORDSHIRE = Scope(forces=frozenset({"hertfordshire"}), cycles=frozenset({"2017"}))
PILLAR = "/peel-assessments/peel-2017/hertfordshire/effectiveness/"


def held(store: RawStore) -> dict[str, bytes]:
    return {c.canonical_url or "": store.read(c.sha256) for c in store.captures()}


def test_it_ends_with_exactly_what_the_site_holds(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    summary = scraped()
    documents = site.documents()
    assert held(store) == documents
    assert len(documents) > 250
    assert summary.count(Found.NEW) == summary.found == len(documents)
    assert summary.stopped == ()
    assert store.verify() == []


def test_no_request_too_many_in_a_fixed_order(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    summary = scraped()
    robots = 2
    assert summary.requests == len(site.log) == len(site.documents()) + LISTINGS + robots
    assert max(Counter((asked.host, asked.path) for asked in site.log).values()) == 1
    assert not [path for path in site.paths() if "fire" in path or "news" in path or "wheel" in path]
    assert site.paths()[:3] == ["/robots.txt", "/sitemap.xml", "/"]
    with SiteServer() as other:
        other.reversed_listings = True
        scrape(RawStore(store.root.parent / "other"), options_for(other), surroundings=StillClock().surroundings)
        assert other.paths() == site.paths()


def test_every_request_says_who_asks(site: SiteServer, scraped: Scrape) -> None:
    scraped(scope=HERTFORDSHIRE)
    for asked in site.log:
        assert asked.headers["user-agent"] == OPERATOR.user_agent
        assert "tests@example.org" in asked.headers["user-agent"]
        assert asked.headers["accept-encoding"] == "gzip"
        assert "cookie" not in asked.headers


def test_a_second_scrape_asks_only_whether_something_changed(
    site: SiteServer, store: RawStore, scraped: Scrape
) -> None:
    scraped(scope=HERTFORDSHIRE)
    captures, first = store.captures(), len(site.log)
    summary = scraped(scope=HERTFORDSHIRE)
    assert store.captures() == captures
    again = site.log[first:]
    assert [asked.path for asked in again] == [asked.path for asked in site.log[:first]]
    assert {a.status for a in again if a.path not in {"/robots.txt", "/sitemap.xml"}} == {304}
    assert (summary.found, summary.found_last_time, summary.fell_short) == (4 + 1, 4 + 1, False)
    outcomes = Counter(visit.outcome for visit in store.visits())
    assert outcomes[VisitOutcome.NOT_MODIFIED] == summary.count(Found.SAME)


def test_a_page_without_validators_is_compared_by_its_bytes(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    content = site.documents()[f"https://hmicfrs.justiceinspectorates.gov.uk{PILLAR}"]
    site.faults[PILLAR] = lambda handler: handler.reply(200, content, {"Content-Type": "text/html"})
    scraped(scope=HERTFORDSHIRE)
    summary = scraped(scope=HERTFORDSHIRE)
    assert len(store.captures()) == summary.count(Found.SAME)
    assert VisitOutcome.SAME in {visit.outcome for visit in store.visits()}


def test_a_revised_page_is_a_second_capture(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    scope = Scope(forces=frozenset({"cumbria", "lincolnshire"}))
    first = scraped(scope=scope)
    site.show_version(2)
    second = scraped(scope=scope)
    changed = sorted(urlsplit(o.canonical_url).path for o in second.outcomes if o.found is Found.CHANGED)
    assert changed == [
        "/peel-assessments/peel-2017/cumbria/",
        "/peel-assessments/peel-2017/cumbria/effectiveness/",
        "/peel-assessments/peel-2018/lincolnshire/legitimacy/",
        "/peel-assessments/peel-2018/lincolnshire/legitimacy/detailed-findings/",
    ]
    assert len(store.captures()) == first.found + len(changed)
    site.show_version(1)
    assert scraped(scope=scope).count(Found.CHANGED) == len(changed)


def test_a_page_that_vanished_is_told_once_and_its_capture_stays(
    site: SiteServer, store: RawStore, scraped: Scrape
) -> None:
    scraped(scope=HERTFORDSHIRE)
    site.gone.add(PILLAR)
    summary = scraped(scope=HERTFORDSHIRE)
    assert [urlsplit(o.url).path for o in summary.vanished] == [PILLAR]
    assert any((c.canonical_url or "").endswith(PILLAR) for c in store.captures())
    gone = [visit for visit in store.visits() if visit.outcome is VisitOutcome.GONE]
    assert [visit.http_status for visit in gone] == [404]


def test_far_fewer_than_last_time_is_noticed(site: SiteServer, scraped: Scrape) -> None:
    scraped(scope=HERTFORDSHIRE)
    for pillar in ("effectiveness", "efficiency", "legitimacy"):
        site.gone.add(f"/peel-assessments/peel-2017/hertfordshire/{pillar}/")
    assert scraped(scope=HERTFORDSHIRE).fell_short


@pytest.mark.parametrize("cycle", ["2016", "2018-19", "2023-25"])
def test_only_one_cycle(site: SiteServer, store: RawStore, scraped: Scrape, cycle: str) -> None:
    summary = scraped(scope=Scope(cycles=frozenset({cycle})))
    part = {"2016": "peel-2016", "2018-19": "2018", "2023-25": "2023-25"}[cycle]
    wanted = {url for url in site.documents() if part in url}
    assert set(held(store)) == wanted
    assert len(site.log) - 2 - LISTINGS <= len(wanted)
    assert {outcome.cycle_id for outcome in summary.outcomes} <= {cycle, None}


def test_only_one_force_also_under_its_other_names(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    scraped(scope=Scope(forces=frozenset({"hampshire"})))
    wanted = {url for url in site.documents() if "hampshire" in url}
    assert "hampshire-and-isle-of-wight-2023-25" in str(wanted)
    overviews = {url for url in held(store) if url.count("/") == 5 and "/peel-assessments/" in url}
    assert set(held(store)) == wanted | overviews


def test_welsh_editions_and_pdfs_are_found(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    scraped(scope=Scope(forces=frozenset({"gwent"})))
    welsh = [url for url in held(store) if "heddlu" in url]
    assert len(welsh) == 3
    types = Counter(capture.media_type for capture in store.captures())
    assert types["application/pdf"] == 4


def test_since_leaves_out_what_a_sitemap_calls_unchanged(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    scraped(scope=HERTFORDSHIRE, since=date(2025, 1, 1))
    assert {urlsplit(url).path for url in held(store)} == {
        "/peel-assessments/peel-2017/",
        "/peel-assessments/peel-2017/hertfordshire/",
    }
    assert scraped(scope=HERTFORDSHIRE, since=date(2023, 1, 1)).found == 5


def test_since_is_asked_of_the_server_for_pages_without_a_date(
    site: SiteServer, store: RawStore, scraped: Scrape
) -> None:
    scope = Scope(forces=frozenset({"hampshire"}), cycles=frozenset({"2017"}))
    page = "/peel-assessments/peel-2017/hampshire/legitimacy/"
    site.faults[page] = lambda handler: handler.reply(304)
    summary = scraped(scope=scope, since=date(2025, 1, 1))
    (asked,) = [asked for asked in site.log if asked.path == page]
    assert asked.headers["if-modified-since"] == "Wed, 01 Jan 2025 00:00:00 GMT"
    assert summary.count(Found.OLDER) == 1


def test_without_links_the_overview_of_a_cycle_asked_for_is_tried(
    site: SiteServer, store: RawStore, scraped: Scrape
) -> None:
    empty = b"<!DOCTYPE html><html><head><title>Home</title></head><body><p>Made up.</p></body></html>"
    site.robots = None
    site.faults["/"] = lambda handler: handler.reply(200, empty, {"Content-Type": "text/html"})
    site.faults["/sitemap.xml"] = lambda handler: handler.reply(404, b"", {})
    scraped(scope=HERTFORDSHIRE)
    assert site.paths()[:4] == ["/robots.txt", "/sitemap.xml", "/", "/peel-assessments/peel-2017/"]
    assert len(held(store)) == 5


def test_without_any_link_the_usual_ways_to_all_cycles_are_tried_once(site: SiteServer, scraped: Scrape) -> None:
    site.robots = None
    for path in ("/", "/sitemap.xml"):
        site.faults[path] = lambda handler: handler.reply(404)
    summary = scraped(scope=Scope(forces=frozenset({"hertfordshire"})))
    assert summary.count(Found.GONE) == 2 + 2
    assert site.paths()[:4] == ["/robots.txt", "/sitemap.xml", "/", "/peel-reports/"]
    assert summary.found > 20


def test_links_to_the_old_host_are_asked_at_the_mirror(site: SiteServer, scraped: Scrape) -> None:
    scraped(scope=HERTFORDSHIRE)
    assert "/peel-reports/" in site.paths()


def test_the_ledger_tells_mirror_and_original(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    scraped(scope=HERTFORDSHIRE)
    for entry in store.entries():
        assert (entry.capture.url or "").startswith(site.base)
        assert (entry.stands_for or "").startswith("https://hmicfrs.justiceinspectorates.gov.uk/")
        assert entry.capture.etag
        assert entry.capture.http_status == 200
    assert '"robots": "allowed"' in (store.root / "ledger.jsonl").read_text()


def test_only_named_hosts_are_asked(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    summary = scraped(mirrors=site.mirrors[:1], scope=Scope(forces=frozenset({"gwent"})))
    refused = [outcome for outcome in summary.outcomes if outcome.found is Found.REFUSED]
    assert len(refused) == 4
    assert all("--site" in outcome.message for outcome in refused)
    assert {asked.host for asked in site.log} == {"site"}


def test_the_site_itself_is_asked_at_its_newest_hosts_only(
    store: RawStore, monkeypatch: pytest.MonkeyPatch, clock: StillClock
) -> None:
    held_there = {resource.url: resource for resource in resources()}
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        found = held_there.get(str(request.url))
        if found is None:
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        body = httpx.ByteStream(found.content)
        return httpx.Response(200, stream=body, headers={"Content-Type": found.media_type})

    monkeypatch.setattr("pipeline.capture.fetch.GuardedTransport", lambda named: httpx.MockTransport(answer))
    scope = Scope(forces=frozenset({"gwent"}))
    summary = scrape(store, ScrapeOptions(OPERATOR, scope=scope), surroundings=clock.surroundings)
    assert asked[:3] == [f"{SITE}/robots.txt", f"{SITE}/sitemap.xml", f"{SITE}/"]
    assert {"/".join(url.split("/")[:3]) for url in asked} == {SITE, ASSETS}
    assert f"{SITE}/peel-reports/" in asked
    assert set(held(store)) == {url for url in asked if held_there.get(url) and held_there[url].is_document}
    assert {capture.url for capture in store.captures()} == set(held(store))
    assert {entry.stands_for for entry in store.entries()} == {None}
    assert summary.found == 30


def test_two_scrapes_at_once_on_one_store_are_refused(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    seen: list[str] = []

    def second(_: object) -> None:
        if not seen:
            seen.append("asked")
            with pytest.raises(StoreError, match="another scrape"):
                scraped(scope=HERTFORDSHIRE)

    scrape(store, options_for(site, scope=HERTFORDSHIRE), second, StillClock().surroundings)
    assert seen


def test_progress_is_told(site: SiteServer, store: RawStore, tmp_path: Path) -> None:
    told: list[Progress] = []
    summary = scrape(store, options_for(site, scope=HERTFORDSHIRE), told.append, StillClock().surroundings)
    assert [progress.done for progress in told] == list(range(1, len(summary.outcomes) + 1))
    assert told[-1].waiting == 0
    assert told[-1].counts[Found.NEW] == summary.found


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"scope": Scope(cycles=frozenset({"2019"}))}, "unknown cycle '2019'"),
        ({"scope": Scope(forces=frozenset({"camelot"}))}, "unknown force 'camelot'"),
        ({"delay": -1.0}, "negative"),
        ({"memento_base": "http://127.0.0.1/"}, "exclude each other"),
        ({"mirrors": (), "memento_base": "http://127.0.0.1"}, "end with a slash"),
    ],
)
def test_wrong_options_are_refused(site: SiteServer, more: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        options_for(site, **more)
