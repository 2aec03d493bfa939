"""Silence where a report was due is told; what is held, or not due yet, is not."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipeline import vocabulary
from pipeline.capture.expected import HeldReport, held_by_address, silences, vanished_pages
from pipeline.capture.ledger import Visit, VisitOutcome
from pipeline.words.model import Capture, CaptureMethod

SITE = "https://hmicfrs.justiceinspectorates.gov.uk"


def capture(path: str) -> Capture:
    time = datetime(2024, 1, 5, tzinfo=UTC)
    return Capture("c", SITE + path, SITE + path, time, CaptureMethod.LIVE, 200, "text/html", 1, "0" * 64)


def test_nothing_was_due_before_the_first_cycle() -> None:
    assert silences([], date(2014, 11, 26)) == []


def test_all_forces_of_the_first_cycle() -> None:
    found = silences([], date(2014, 11, 27))
    assert [(s.cycle_id, s.pillar, len(s.force_ids)) for s in found] == [
        ("2014", "effectiveness", 43),
        ("2014", "efficiency", 43),
        ("2014", "legitimacy", 43),
    ]


def test_what_is_held_is_not_silent() -> None:
    held = [HeldReport(f, "2014", p) for f in vocabulary.forces() for p in ("effectiveness", "efficiency")]
    held += [HeldReport(f, "2014", "legitimacy") for f in vocabulary.forces() if f != "gwent"]
    (silence,) = silences(held, date(2015, 1, 1))
    assert silence.force_ids == ("gwent",)
    assert "Gwent" in silence.message
    assert "peel scrape --cycle 2014" in silence.message


def test_a_whole_report_stands_for_all_pillars() -> None:
    held = [HeldReport(force_id, "2014", None) for force_id in vocabulary.forces()]
    assert silences(held, date(2015, 1, 1)) == []


def test_a_force_with_a_day_of_its_own() -> None:
    before = [s for s in silences([], date(2022, 3, 3)) if s.cycle_id == "2021-22"]
    assert [s.force_ids for s in before] == [("durham",), ("greater-manchester",)]
    after = [s for s in silences([], date(2023, 6, 1)) if s.cycle_id == "2021-22"]
    assert sum(len(s.force_ids) for s in after) == 43


def test_a_cycle_that_has_only_begun_is_silent_only_where_a_report_is_known() -> None:
    found = [s for s in silences([], date(2026, 12, 1)) if s.cycle_id == "2025-27"]
    assert [s.force_ids for s in found] == [("kent",)]


def test_captures_tell_what_is_held_by_their_addresses() -> None:
    held = held_by_address(
        map(
            capture,
            [
                "/peel-assessments/peel-2017/gwent/effectiveness/",
                "/peel-assessments/peel-2017/gwent/",
                "/peel-reports/kent-2021-22/",
                "/publications/peel-assessment-2021-22-kent/",
                "/news/",
            ],
        )
    )
    assert list(held) == [HeldReport("gwent", "2017", "effectiveness"), HeldReport("kent", "2021-22", None)]


def visit(path: str, month: int, outcome: VisitOutcome) -> Visit:
    return Visit(SITE + path, datetime(2024, month, 1, tzinfo=UTC), CaptureMethod.LIVE, outcome)


def test_vanished_pages() -> None:
    held = list(map(capture, ["/a/", "/b/", "/c/", "/d/"]))
    visits = [
        visit("/a/", 2, VisitOutcome.GONE),
        visit("/a/", 3, VisitOutcome.GONE),
        visit("/b/", 2, VisitOutcome.GONE),
        visit("/b/", 3, VisitOutcome.NOT_MODIFIED),
        visit("/c/", 1, VisitOutcome.GONE),
        visit("/never-held/", 2, VisitOutcome.GONE),
    ]
    (vanished,) = vanished_pages(held, visits)
    assert vanished.canonical_url == f"{SITE}/a/"
    assert "2024-02-01" in vanished.message
