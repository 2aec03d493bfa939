"""Checks over a run's rows: published numbers with what is held of them, and invariants (field guide 8)."""

from __future__ import annotations

import pytest

from tests.drawn import VULNERABLE, Page, one, pillar_page, published, section


def checks(*pages: Page) -> list[dict[str, object]]:
    return published(*pages)["checks"]


def efficiency_2014(force: str, grade: str) -> Page:
    return Page(
        pillar_page(
            title=f"{force} PEEL 2014",
            pillar="Efficiency",
            headline="How well the force delivers value for money",
            grade=grade,
        )
    )


@pytest.mark.parametrize(
    ("check_id", "expected"),
    [
        ("2014-efficiency-overall-outstanding", "5"),
        ("2014-efficiency-overall-good", "35"),
        ("2014-efficiency-overall-requires-improvement", "3"),
        ("2014-efficiency-overall-inadequate", "0"),
        ("2015-effectiveness-overall-good", "24"),
        ("2016-effectiveness-overall-outstanding", "1"),
        ("2016-effectiveness-overall-good", "28"),
        ("2016-effectiveness-overall-requires-improvement", "13"),
        ("2016-effectiveness-overall-inadequate", "1"),
        ("2016-effectiveness-serious-organised-crime-outstanding", "4"),
        ("2017-legitimacy-overall-good", "35"),
        ("kent-2018-19-efficiency-overall-outstanding", "1"),
        ("cleveland-2018-19-legitimacy-overall-inadequate", "1"),
        ("humberside-2015-efficiency-overall-inadequate", "1"),
        ("greater-manchester-2017-legitimacy-not-graded", "1"),
        ("dorset-2023-25-areas-for-improvement", "17"),
    ],
)
def test_published_numbers_stand_beside_what_is_held(check_id: str, expected: str) -> None:
    check = one(checks(efficiency_2014("Kent", "Good")), check_id=f"published:{check_id}")
    assert check["expected"] == expected
    assert " of " in str(check["scope"])
    assert check["source"]


def test_too_little_held_tells_nothing() -> None:
    found = checks(efficiency_2014("Kent", "Good"), efficiency_2014("Essex", "Outstanding"))
    good = one(found, check_id="published:2014-efficiency-overall-good")
    assert (good["found"], good["passed"]) == ("1", None)
    assert "2 of 43 held" in str(good["scope"])


def test_more_than_published_fails_at_once() -> None:
    found = checks(efficiency_2014("Kent", "Inadequate"))
    assert one(found, check_id="published:2014-efficiency-overall-inadequate")["passed"] is False


def test_a_single_fact_passes_or_fails() -> None:
    for grade, passed in (("Inadequate", True), ("Good", False)):
        page = pillar_page(title="Humberside PEEL 2015", pillar="Efficiency", grade=grade)
        check = one(checks(Page(page)), check_id="published:humberside-2015-efficiency-overall-inadequate")
        assert check["passed"] is passed


def test_a_concern_without_recommendation_fails() -> None:
    page = pillar_page(section(3, VULNERABLE, "Good", "Cause of concern\n\nThe force does not listen to victims."))
    check = one(checks(Page(page)), check_id="concern_has_recommendation")
    assert check["passed"] is False


def test_an_area_of_concern_needs_no_recommendation() -> None:
    page = pillar_page(section(3, VULNERABLE, "Good", "Area of concern\n\nThe force does not listen to victims."))
    check = one(checks(Page(page)), check_id="concern_has_recommendation")
    assert check["passed"] is True


def test_batches_of_2018_19_and_required_checks_pass_on_any_page() -> None:
    found = checks(Page(pillar_page(section(3, VULNERABLE, "Good", "The force:\n\n  • listens."))))
    for check_id in ("unique_key", "required_values", "closed_lists", "references", "evidence", "own_scale_only"):
        assert {c["passed"] for c in found if c["check_id"] == check_id} == {True}, check_id
