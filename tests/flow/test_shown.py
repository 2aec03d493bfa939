"""What a run's page shows of a release."""

from __future__ import annotations

from pipeline.product.arrow import Row, Rows
from pipeline.product.summary import gradings_shown


def grading(cycle_id: str, pillar: str | None, question_id: str | None, grade: str | None, **more: object) -> Row:
    subject = {"force_id": "kent", "cycle_id": cycle_id, "pillar": pillar, "question_id": question_id, "subject": "?"}
    given = {"grade": grade, "status": "graded" if grade else "not_graded", "carried_from": None, "readings": 1}
    return subject | given | more


def test_few_gradings_are_shown_one_by_one(bundled_rows: Rows) -> None:
    shown = gradings_shown(bundled_rows)
    assert [(row["force"], row["cycle"], row["pillar"], row["grade"]) for row in shown] == [
        ("Gwent", "2017", "effectiveness", "Requires improvement"),
        ("Gwent", "2017", "effectiveness", "Requires improvement"),
        ("Gwent", "2017", "effectiveness", "(not graded)"),
        ("Gwent", "2017", "effectiveness", "Requires improvement"),
    ]


def test_many_are_shown_by_force_and_cycle() -> None:
    """A page of thousands of rows is looked through by nobody, and cost more than all else that a run sends."""
    questions = [grading("2021-22", None, f"q{number}", "Good") for number in range(300)]
    rows = [
        grading("2017", "effectiveness", None, "Good"),
        grading("2017", "effectiveness", "q", "Requires improvement"),
        grading("2017", "legitimacy", None, "Good", status="carried_forward", carried_from="2016"),
        *questions,
        grading("2021-22", None, "last", None),
    ]
    assert gradings_shown({"gradings": rows}) == [
        {
            "force": "Kent",
            "cycle": "2017",
            "pillars": "effectiveness: Good; legitimacy: Good (carried forward from 2016)",
            "questions": "1 Requires improvement",
        },
        {"force": "Kent", "cycle": "2021/22", "pillars": "", "questions": "300 Good, 1 (not graded)"},
    ]
