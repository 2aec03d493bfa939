"""The grades of one force on one matter over the cycles (issue 6, point 7)."""

from __future__ import annotations

from pipeline.product.arrow import Row
from tests.drawn import INVESTIGATING, ORGANISED, PREVENTING, Page, pillar_page, published, section

HEADLINE_2018 = "How effectively does the force reduce crime and keep people safe?"
CARRIED = (
    "This question was not subject to detailed inspection in 2018/19, and our judgment from the 2017 effectiveness "
    "inspection has been carried over."
)
AREAS = (
    "Our inspection assessed how good Kent Police is in nine areas of policing. We make graded judgments in eight of "
    "these nine as follows:\n\nWe set out our findings.\n\nInvestigating crime\n\nAdequate\n\nWords."
)


def pages() -> list[Page]:
    found = []
    for year, overall, preventing, organised in (
        ("2015", "Good", None, None),
        ("2016", "Requires improvement", "Good", "Outstanding"),
        ("2017", "Good", "Good", "Good"),
    ):
        sections = [
            section(1, PREVENTING, preventing, "Words.") if preventing else "",
            section(4, ORGANISED, organised, "Words.") if organised else "",
        ]
        page = pillar_page(*(s for s in sections if s), title=f"Kent PEEL {year}", grade=overall)
        found.append(Page(page, f"peel-assessments/peel-{year}/kent/effectiveness"))
    page = pillar_page(
        section(1, PREVENTING, "Requires improvement", "Words."),
        section(2, INVESTIGATING, "Good", "Words."),
        section(4, ORGANISED, "Good", CARRIED),
        title="Kent PEEL 2018",
        headline=HEADLINE_2018,
        grade="Outstanding",
    )
    found.append(Page(page, "peel-assessments/peel-2018/kent/effectiveness"))
    found.append(Page(AREAS, "peel-reports/kent-2021-22"))
    return found


def history(concept_id: str) -> list[Row]:
    rows = published(*pages())["grade_history"]
    return [row for row in rows if row["concept_id"] == concept_id]


def test_a_pillar_over_the_years() -> None:
    told = [(r["cycle_id"], r["grade"], r["comparable"], r["direction"]) for r in history("pillar-effectiveness")]
    assert told == [
        ("2015", "Good", None, None),
        ("2016", "Requires improvement", True, "worse"),
        ("2017", "Good", True, "better"),
        ("2018-19", "Outstanding", True, "better"),
    ]


def test_each_row_names_the_one_before() -> None:
    rows = history("pillar-effectiveness")
    assert [row["previous_grading_id"] for row in rows] == [None, *(row["grading_id"] for row in rows[:-1])]


def test_a_question_over_the_years() -> None:
    told = [(r["cycle_id"], r["direction"]) for r in history("preventing-crime") if r["grade"]]
    assert told == [("2016", None), ("2017", "same"), ("2018-19", "worse")]


def test_a_carried_grade_has_no_direction() -> None:
    told = [(r["cycle_id"], r["status"], r["carried_from"], r["direction"]) for r in history("serious-organised-crime")]
    assert ("2018-19", "carried_forward", "2017", None) in told
    assert ("2017", "graded", None, "worse") in told


def test_a_new_scale_is_not_compared() -> None:
    row = next(r for r in history("investigating-crime") if r["cycle_id"] == "2021-22")
    assert (row["comparable"], row["direction"]) == (False, None)
    assert "five grades" in row["comparability_note"]
    assert "Managing offenders stands apart" in row["comparability_note"]


def test_a_loose_tie_is_not_compared() -> None:
    page_2017 = pillar_page(
        section(2, "How well does the force use its resources?", "Good", "Words."),
        title="Kent PEEL 2017",
        pillar="Efficiency",
    )
    page_2018 = pillar_page(
        section(1, "How well does the force use its resources to meet the demand it faces?", "Outstanding", "Words."),
        title="Kent PEEL 2018",
        pillar="Efficiency",
        headline="How efficiently does the force operate and how sustainable are its services to the public?",
    )
    rows = [r for r in published(Page(page_2017), Page(page_2018))["grade_history"] if r["question_id"]]
    assert [(r["cycle_id"], r["comparable"], r["direction"]) for r in rows if r["grade"]] == [
        ("2017", None, None),
        ("2018-19", False, None),
    ]


def test_every_grading_has_one_row() -> None:
    rows = published(*pages())
    assert sorted(r["grading_id"] for r in rows["grade_history"]) == sorted(r["grading_id"] for r in rows["gradings"])
