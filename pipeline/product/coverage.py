"""What should be there: every force, cycle, pillar and expected question, with what is held of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline import vocabulary
from pipeline.words.model import Subject

_SECOND_FRAMEWORK = {"2021-22": "A"}
"""A framework that only some forces of a cycle were inspected under; the other one is expected by default."""

_EXPECTED = ("always", "risk-based")
"""Kinds of inspection that every force gets; others are expected only where a row says that they took place."""


def expected_subjects(force_id: str, held: Iterable[Subject], frameworks: Mapping[str, str]) -> list[Subject]:
    """Every subject of a force that a complete collection would have a row for.

    Args:
        force_id: the force.
        held: its subjects that have a grading; those beyond the expected ones are added.
        frameworks: by cycle the framework that a document shows, where a cycle has two.
    """
    subjects = dict.fromkeys(
        subject
        for cycle_id in vocabulary.cycles()
        for subject in _of_cycle(force_id, cycle_id, frameworks.get(cycle_id))
    )
    return list(subjects | dict.fromkeys(held))


def _of_cycle(force_id: str, cycle_id: str, framework: str | None) -> Iterable[Subject]:
    for pillar in vocabulary.pillars_of(cycle_id):
        if pillar.headline:
            yield Subject(force_id, cycle_id, pillar.pillar, None)
    second = _SECOND_FRAMEWORK.get(cycle_id)
    for question in vocabulary.questions_of(cycle_id):
        if question.inspection not in _EXPECTED:
            continue
        if second is not None and (question.framework == second) != (framework == second):
            continue
        yield Subject(force_id, cycle_id, question.pillar, question.question_id)
