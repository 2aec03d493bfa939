"""Tables of grades whose headers stand one above the other: pillars over their questions, as an overview may."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from tests.html.reading import read

FIRST = "How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?"
SECOND = "How effective is the force at investigating crime and reducing re-offending?"
DEMAND = "How well does the force understand demand?"
WHERE = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/?view=table"


def grades_of(table: str) -> dict[tuple[str | None, str | None], str | None]:
    told = interpret(read(f"<main><h1>PEEL assessments 2017</h1>{table}</main>"), WHERE)
    assert {grade.evidence.reading for grade in told.grades} <= {"table"}
    return {(g.subject.force_id, g.subject.question_id or g.subject.pillar): g.grade for g in told.grades}


def test_questions_under_their_pillars() -> None:
    assert grades_of(
        "<table><thead><tr><th rowspan=2>Force</th><th colspan=2>Effectiveness</th><th>Efficiency</th></tr>"
        f"<tr><th>{FIRST}</th><th>{SECOND}</th><th>{DEMAND}</th></tr></thead>"
        "<tr><th>Kent</th><td>Good</td><td>Requires improvement</td><td>Outstanding</td></tr></table>"
    ) == {
        ("kent", "2017-effectiveness-preventing-crime"): "Good",
        ("kent", "2017-effectiveness-investigating-crime"): "Requires improvement",
        ("kent", "2017-efficiency-understanding-demand"): "Outstanding",
    }


def test_forces_over_pillars_and_the_word_for_a_grade_under_them() -> None:
    assert grades_of(
        "<table><thead><tr><th></th><th colspan=2>Kent</th></tr><tr><th></th><th>Effectiveness</th>"
        "<th>Efficiency</th></tr><tr><th></th><th>Grade</th><th>Judgment</th></tr></thead>"
        "<tr><th>2017</th><td>Good</td><td>Inadequate</td></tr></table>"
    ) == {("kent", "effectiveness"): "Good", ("kent", "efficiency"): "Inadequate"}


@pytest.mark.parametrize("other", ["2016", "Change", "National"])
def test_a_title_together_with_anything_else_is_no_subject(other: str) -> None:
    table = f"<table><thead><tr><th>Force</th><th>Effectiveness</th></tr><tr><th></th><th>{other}</th></tr></thead>"
    assert grades_of(f"{table}<tr><th>Kent</th><td>Good</td></tr></table>") == {}


def test_one_table_for_each_force_under_its_name() -> None:
    table = "<table><tr><th>Pillar</th><th>Judgment</th></tr><tr><td>Effectiveness</td><td>{}</td></tr></table>"
    assert grades_of(f"<h2>Kent</h2>{table.format('Good')}<h2>Durham</h2>{table.format('Inadequate')}") == {
        ("kent", "effectiveness"): "Good",
        ("durham", "effectiveness"): "Inadequate",
    }


def test_a_grade_that_spans_two_questions_binds_none_and_is_told() -> None:
    page = (
        "<main><h1>Kent PEEL 2017</h1><h2>Effectiveness</h2><p>Last updated 22/03/2018</p>"
        f"<table><tr><th></th><th>{FIRST}</th><th>{SECOND}</th></tr>"
        "<tr><th>Grade</th><td colspan=2>Good</td></tr></table></main>"
    )
    told = interpret(
        read(page), "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/effectiveness/"
    )
    assert [grade.grade for grade in told.grades if grade.grade] == []
    assert [problem.text for problem in told.problems if problem.code == "grade_cell_unbound"] == ["Good"]
