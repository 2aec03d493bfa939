"""The quality gate: no wrong grade anywhere, nothing below its floor, and floors that go down only with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.quality.measure import FLOORS, MEDIA, fingerprint, labelled_set, measure, mistakes, table, worse

AIM = 0.99
WHOLE_MEDIA = ("text B", "html", "pdf, tagged", "pdf, untagged")
"""Media that hold all of a page; the others cannot hold every grade."""


@pytest.fixture(scope="module")
def floors() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return held


def test_floors_belong_to_this_labelled_set(floors: dict[str, Any]) -> None:
    assert floors["fingerprint"] == fingerprint(), (
        "Pages, labels or their drawing changed. Run python -m tests.quality.measure --write; it asks for a reason "
        "if a count goes down."
    )


def test_nothing_lies_below_its_floor(floors: dict[str, Any]) -> None:
    scores = measure()
    print(f"\n{table(scores)}")
    assert scores.keys() == floors["floors"].keys()
    assert not worse(scores, floors["floors"])


def test_no_wrong_grade_in_any_medium() -> None:
    assert {key: score.wrong for key, score in measure().items() if score.wrong} == {}


@pytest.mark.parametrize("medium", WHOLE_MEDIA)
def test_the_aim_is_met_where_the_medium_holds_the_page(medium: str) -> None:
    for key, score in measure().items():
        if key.endswith(medium):
            assert score.grades_right >= AIM * score.grades_wanted, key
            assert score.bullets_right >= AIM * score.bullets_wanted, key
            assert score.extra <= (1 - AIM) * score.bullets_wanted, key


def test_every_lowered_floor_has_a_reason(floors: dict[str, Any]) -> None:
    assert all(entry["reason"] and entry["what"] for entry in floors["lowered"])


def test_the_set_covers_every_cycle_with_reports() -> None:
    assert {page.cycle for page in labelled_set()} == {"2014", "2015", "2016", "2017", "2018-19", "2021-22", "2023-25"}


@pytest.mark.parametrize("medium", MEDIA)
def test_mistakes_are_named(medium: str) -> None:
    page = labelled_set()[0]
    assert all(line.startswith(("missing", "too much")) for line in mistakes(page, medium))
