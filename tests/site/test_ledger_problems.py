"""What went wrong in scrapes is among the problems of the next release, until a later scrape goes well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import build
from pipeline.capture.expected import shortfalls
from pipeline.capture.ledger import Round
from pipeline.capture.scrape import ScrapeSummary, scrape
from pipeline.capture.store import RawStore
from pipeline.capture.targets import Scope
from pipeline.capture.timemap import archived_forms
from pipeline.product.arrow import Row
from pipeline.product.publish import current_release, rows_of_release
from pipeline.scraping import options_of
from pipeline.settings import Settings
from tests.site.conftest import StillClock
from tests.site.test_ways_in import archive_options
from tests.standin import ArchiveServer, SiteServer, faults
from tests.standin.server import Fault

Scrape = Callable[..., ScrapeSummary]

HERTFORDSHIRE = Scope(forces=frozenset({"hertfordshire"}), cycles=frozenset({"2017"}))
BASE = "/peel-assessments/peel-2017/hertfordshire/"
PILLARS = tuple(f"{BASE}{pillar}/" for pillar in ("effectiveness", "efficiency", "legitimacy"))


def released(store: RawStore) -> dict[str, list[Row]]:
    """The problems of a run by code, and the gradings."""
    settings = Settings.chosen(store.root, store.root.parent / "processed")
    build.refresh(settings)
    release = current_release(settings.processed)
    assert release is not None
    rows = rows_of_release(release, ("problems", "gradings"))
    told: dict[str, list[Row]] = {"gradings": rows["gradings"]}
    for problem in rows["problems"]:
        told.setdefault(problem["code"], []).append(problem)
    return told


def test_a_scrape_that_finds_far_fewer_is_a_problem_until_the_next(
    site: SiteServer, store: RawStore, scraped: Scrape
) -> None:
    scraped(scope=HERTFORDSHIRE)
    before = released(store)
    assert "scrape_fell_short" not in before
    site.gone.update(PILLARS)
    assert scraped(scope=HERTFORDSHIRE).fell_short
    after = released(store)
    (problem,) = after["scrape_fell_short"]
    assert problem["severity"] == "warning"
    assert "found 2 documents, far fewer than the 5 of the one before" in problem["message"]
    # What vanished keeps its rows.
    assert len(after["page_vanished"]) == 3
    assert after["gradings"] == before["gradings"] != []
    site.gone.clear()
    assert not scraped(scope=HERTFORDSHIRE).fell_short
    mended = released(store)
    assert "scrape_fell_short" not in mended
    assert "page_vanished" not in mended


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (faults.status(403), "said stop: the server forbids this request (status 403). Do not try again"),
        (faults.status(429), "said stop: too many requests"),
        (faults.challenge(), "said stop: a challenge page"),
        (faults.soft_404(), "said stop: a page that says 'Page not found"),
    ],
)
def test_a_host_that_said_stop_is_a_problem_until_it_answers(
    site: SiteServer, store: RawStore, scraped: Scrape, fault: Fault, says: str
) -> None:
    site.faults[PILLARS[1]] = fault
    scraped(scope=HERTFORDSHIRE)
    (problem,) = released(store)["scrape_stopped"]
    assert problem["severity"] == "warning"
    assert says in problem["message"]
    assert site.base.removeprefix("http://") in problem["message"]
    site.faults.clear()
    scraped(scope=HERTFORDSHIRE)
    assert "scrape_stopped" not in released(store)


def test_a_host_without_an_answer_is_a_problem(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    site.faults |= dict.fromkeys(PILLARS, faults.status(503))
    scraped(scope=HERTFORDSHIRE)
    (problem,) = released(store)["scrape_stopped"]
    assert "gave no answer: status 503, 3 attempts" in problem["message"]


def test_one_page_that_is_none_is_no_stop(site: SiteServer, store: RawStore, scraped: Scrape) -> None:
    site.faults[PILLARS[2]] = faults.status(500)
    scraped(scope=HERTFORDSHIRE)
    assert "scrape_stopped" not in released(store)


def test_scrapes_of_an_archive_are_compared_too(tmp_path: Path, clock: StillClock) -> None:
    store = RawStore(tmp_path / "raw")
    with ArchiveServer() as archive:
        options = archive_options(archive, 1, HERTFORDSHIRE)
        found = [scrape(store, options, surroundings=clock.surroundings) for _ in range(3)]
        assert [one.found_last_time for one in found] == [None, 5, 5]
        for path in PILLARS:
            for form in archived_forms(f"https://hmicfrs.justiceinspectorates.gov.uk{path}"):
                archive.faults[f"/ukgwa/timemap/link/{form}"] = faults.status(404)
        assert scrape(store, options, surroundings=clock.surroundings).fell_short


def finished(day: int, found: int | None, scope: str = "all", ended: bool = True) -> Round:
    return Round(f"r-{scope}-{day}", scope, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day), ended, found)


def test_only_finished_scrapes_of_one_scope_are_compared() -> None:
    assert shortfalls([finished(1, 100), finished(2, 10, "kent"), finished(3, None, ended=False)]) == []
    assert shortfalls([finished(1, 100), finished(2, 80)]) == []
    (short,) = shortfalls([finished(1, None), finished(2, 100), finished(3, 5, "kent"), finished(4, 79)])
    assert (short.scrape.began_at.date(), short.found, short.found_before) == (date(2026, 1, 5), 79, 100)


def test_a_day_that_is_none_is_told() -> None:
    settings = Settings.chosen(None, None).model_copy(update={"contact": "tests@example.org"})
    with pytest.raises(ValueError, match="'yesterday' is no date; write it as 2025-01-31"):
        options_of(settings, since="yesterday")
