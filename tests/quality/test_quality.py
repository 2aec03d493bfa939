"""The quality gate: no wrong grade anywhere, nothing below its floor, and floors that go down only with a reason."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from pipeline import vocabulary
from tests.quality.measure import (
    FLOORS,
    MEDIA,
    Labelled,
    fingerprint,
    labelled_set,
    measure,
    mistakes,
    table,
    truth_of,
    worse,
)
from tests.quality.places import stands_in, words_in

AIM = 0.99


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


def test_a_grade_that_a_medium_lost_is_never_given_and_always_told_of() -> None:
    assert {key: score.guessed for key, score in measure().items() if score.guessed} == {}
    assert {key: score.unseen for key, score in measure().items() if score.unseen} == {}


@pytest.mark.parametrize("medium", MEDIA)
def test_the_aim_is_met_in_every_cycle(medium: str) -> None:
    scores = {key: score for key, score in measure().items() if key.endswith(f", {medium}")}
    assert scores
    for key, score in scores.items():
        assert score.grades_right >= AIM * score.grades_wanted, key
        assert score.bullets_right >= AIM * score.bullets_wanted, key
        assert score.extra <= (1 - AIM) * score.bullets_wanted, key


@pytest.mark.parametrize("page", labelled_set(), ids=lambda page: page.name)
def test_every_place_in_the_labels_stands_in_the_whole_page(page: Labelled) -> None:
    whole = next(medium for medium in ("html", *page.media) if medium in page.media)
    words = words_in(MEDIA[whole][1](page.text), MEDIA[whole][0])
    assert page.told
    for told in page.told:
        assert told.places, told.row
        assert [place for place in (*told.places, *told.status_places) if not stands_in(place, words)] == [], told.row
    assert truth_of(page, whole).lost == frozenset()
    assert truth_of(page, whole).bullets == page.bullets


def test_poor_renderings_lose_grades_and_others_none() -> None:
    lost: Counter[str] = Counter()
    for key, score in measure().items():
        lost[key.split(", ", 1)[1]] += score.lost
    assert lost["text A"] > 0 < lost["text C"]
    assert not any(lost[medium] for medium in ("html", "pdf, tagged", "pdf, untagged"))


def test_every_lowered_floor_has_a_reason(floors: dict[str, Any]) -> None:
    assert all(entry["reason"] and entry["what"] for entry in floors["lowered"])


def test_the_set_covers_every_cycle_with_reports() -> None:
    assert {page.cycle for page in labelled_set()} == set(vocabulary.cycles())


@pytest.mark.parametrize("medium", MEDIA)
def test_mistakes_are_named(medium: str) -> None:
    page = labelled_set()[0]
    assert all(line.startswith(("missing", "too much", "guessed", "lost")) for line in mistakes(page, medium))
