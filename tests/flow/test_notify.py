"""What an operator is told: of failed runs and of silence, at an address of their choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_httpserver import HTTPServer

from pipeline.build import refresh
from pipeline.capture.imports import imports_of
from pipeline.capture.ledger import Round
from pipeline.capture.scrape import ScrapeOptions
from pipeline.capture.store import RawStore
from pipeline.notify import notify, silence, tell_operator
from pipeline.product.publish import rows_of_release
from pipeline.product.summary import problems_lines
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 3, 31)
WHOLE = '{"from": "site", "cycles": [], "forces": [], "since": null, "versions": null}'
KENT = WHOLE.replace('"forces": []', '"forces": ["kent"]')


def test_a_failed_run_is_posted_where_the_operator_says(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_oneshot_request(
        "/hook", "POST", json={"text": "refresh (refresh 06:00) ended as Failed\nno room"}
    ).respond_with_data("ok")
    monkeypatch.setenv("PEEL_NOTIFY_URL", httpserver.url_for("/hook"))
    notify(
        SimpleNamespace(name="refresh"),
        SimpleNamespace(name="refresh 06:00"),
        SimpleNamespace(name="Failed", message="no room"),
    )
    httpserver.check()


@pytest.mark.parametrize("joined", [False, True])
def test_a_long_message_is_cut(httpserver: HTTPServer, joined: bool) -> None:
    # The message of a state is one text of many lines.
    lines = [*(f"line {n}" for n in range(19)), "w" * 9000, *(f"damage {n}" for n in range(480))]
    httpserver.expect_oneshot_request("/hook").respond_with_data("ok")
    told = ["\n".join(lines)] if joined else lines
    tell_operator(Settings(notify_url=httpserver.url_for("/hook")), "subject", told)
    ((request, _),) = httpserver.log
    said = request.get_json()["text"].splitlines()
    assert said[:20] == ["subject", *lines[:19]]
    assert said[21:] == ["and 480 more lines; the page of the run has them all"]
    assert 400 < len(said[20]) < 600


def test_what_is_said_again_and_again_is_told_once(httpserver: HTTPServer) -> None:
    httpserver.expect_oneshot_request("/hook").respond_with_data("ok")
    tell_operator(Settings(notify_url=httpserver.url_for("/hook")), "subject", ["the same"] * 30 + ["another"])
    ((request, _),) = httpserver.log
    assert request.get_json()["text"] == "subject\nthe same\nanother"


@pytest.mark.parametrize("answer", [500, None])
def test_an_address_that_does_not_answer_stops_nothing(
    httpserver: HTTPServer, answer: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    url = "http://127.0.0.1:9/hook"
    if answer:
        httpserver.expect_request("/hook").respond_with_data("no", status=answer)
        url = httpserver.url_for("/hook")
    tell_operator(Settings(notify_url=url), "The run failed.", ["no room"])
    assert "The run failed.\nno room" in caplog.text
    assert "could not be posted" in caplog.text


def past(days: int, ended: bool, scope: str = WHOLE) -> Round:
    began = datetime(2026, 3, 31, 6, tzinfo=UTC) - timedelta(days=days)
    return Round(f"r-{days}", scope, began, ended)


@pytest.mark.parametrize(
    ("rounds", "told"),
    [
        ([], None),
        ([past(30, True), past(7, True)], None),
        ([past(10, True)], None),
        ([past(11, True)], "began on 2026-03-20"),
        ([past(30, True), past(9, False), past(2, False)], "began on 2026-03-01"),
        ([past(30, False), past(2, False)], "No scrape since 2026-03-01"),
        ([past(3, False)], None),
        ([past(30, True), past(1, True, KENT)], "began on 2026-03-01"),
        ([past(1, True, "an older form"), past(30, True, KENT)], None),
        ([past(2, True), past(-5, True)], None),
    ],
)
def test_silence_is_told_from_the_ledger(rounds: list[Round], told: str | None) -> None:
    said = silence(rounds, TODAY, 10)
    assert (said is None) if told is None else (told in (said or ""))
    assert silence(rounds, TODAY, 0) is None


def test_the_scope_of_a_scheduled_scrape_is_a_whole_one() -> None:
    from pipeline.scraping import options_of

    options: ScrapeOptions = options_of(Settings(contact="a@example.org"))
    assert silence([Round("r", options.told, datetime(2026, 1, 1, tzinfo=UTC), True)], TODAY, 10)


def test_the_nightly_check_fails_on_silence_and_on_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.flows import NeedsALookError, verify

    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    store = RawStore(tmp_path / "raw", clock=lambda: long_ago)
    store.begin_round("r-1", WHOLE)
    store.end_round("r-1")
    folders = (str(tmp_path / "raw"), str(tmp_path / "processed"))
    with pytest.raises(NeedsALookError, match="began on 2020-01-01, more than 10 days ago"):
        verify.fn(*folders)
    monkeypatch.setenv("PEEL_SILENT_DAYS", "0")
    (tmp_path / "raw" / "originals" / "00").mkdir(parents=True)
    (tmp_path / "raw" / "originals" / "00" / f"{'0' * 64}.txt").write_text("not that hash", encoding="utf-8")
    with pytest.raises(NeedsALookError, match="damaged") as caught:
        verify.fn(*folders)
    assert "2020" not in str(caught.value)


def test_a_failed_check_fails_the_scheduled_run(tmp_path: Path) -> None:
    from pipeline.build import Outcome
    from pipeline.flows import NotPublishedError, _require_published
    from pipeline.product.checks import Check

    failed = Check("made_up", "gradings", "none", "1", False, "this test", required=True, rows=("kent-2017",))
    outcome = Outcome(1, 1, 1, None, False, {}, (failed,))
    _require_published(outcome)
    another = Check("another", "all", "none", "1", False, "this test")
    told = {"errors": {"grade_unbound": 2}, "severities": {"error": 2}}
    held = replace(outcome, failed=(another, failed), draft=tmp_path / "draft", **told)
    with pytest.raises(NotPublishedError) as raised:
        _require_published(held)
    assert str(raised.value).splitlines() == [
        f"Not published; the draft is in {tmp_path / 'draft'}.",
        "Problems of draft: 2 error",
        "Errors by code: grade_unbound 2",
        f"Listed in {tmp_path / 'draft' / 'problems.parquet'}",
        "failed check made_up: gradings: look at kent-2017",
        "failed check another: all: look at checks",
    ]


def test_problems_are_told_by_release_and_commonest_codes(tmp_path: Path) -> None:
    folder = tmp_path / "0002-1781c95e34"
    errors = {"page_unread": 1, "original_damaged": 7, "grade_unbound": 3, "grade_apart": 3}
    assert problems_lines({"info": 40, "error": 14}, errors, folder) == [
        "Problems of 0002-1781c95e34: 14 error, 40 info",
        "Errors by code: original_damaged 7, grade_apart 3, grade_unbound 3, and 1 more",
        f"Listed in {folder / 'problems.parquet'}",
    ]
    assert problems_lines({}, {}, folder) == ["Problems of 0002-1781c95e34: none"]


def test_a_run_counts_its_errors_by_code(tmp_path: Path) -> None:
    """Also one that finds nothing new."""
    page = tmp_path / "page.txt"
    page.write_text("Some words about a cat.", encoding="utf-8")
    settings = Settings(raw=tmp_path / "raw", processed=tmp_path / "processed", workers=1)
    for found in imports_of(page):
        RawStore(settings.raw).put(found.content, found.facts)
    for _ in range(2):
        outcome = refresh(settings)
        assert outcome.release is not None
        problems = rows_of_release(outcome.release, ["problems"])["problems"]
        assert outcome.errors == Counter(row["code"] for row in problems if row["severity"] == "error")
        assert sum(outcome.errors.values()) == outcome.severities["error"]
