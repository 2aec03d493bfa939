"""Judgments as one list for each grade, as a definition list, in a picture's words; titles broken over lines."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_html import read_html
from tests.drawn import VULNERABLE, codes, grades_in, in_a, in_c, path, pillar_page, said, section

ADDRESS = "peel-reports/kent-2021-22"
ANNOUNCED = (
    "Our inspection assessed how good Kent Police is in nine areas of policing. "
    "We make graded judgments in eight of these nine as follows:"
)
AFTER = (
    "We also inspected how effective a service Kent Police gives to victims of crime. "
    "We don’t make a graded judgment in this overall area."
)
THREE = {
    "b-preventing-crime": ("Good", "graded"),
    "b-managing-offenders": ("Good", "graded"),
    "b-responding-to-public": ("Requires improvement", "graded"),
}


def read_in_html(judgments: str, announced: str = ANNOUNCED) -> dict[str, tuple[str | None, str]]:
    page = (
        f'<!DOCTYPE html><html lang="en"><body><main><h2>Overall summary</h2><p>{announced}</p>{judgments}'
        f"<p>{AFTER}</p><p>We set out our findings.</p></main></body></html>"
    )
    told = interpret(read_html(page.encode()), path(ADDRESS))
    return {key: row for key, row in grades_in(told).items() if row[0]}


@pytest.mark.parametrize(
    "judgments",
    [
        "<p>Good: Preventing crime; Managing offenders</p><p>Requires improvement: Responding to the public</p>",
        "<p>Good: preventing crime and managing offenders.</p><p>Requires improvement: responding to the public.</p>",
        "<h4>Good</h4><ul><li>Preventing crime</li><li>Managing offenders</li></ul>"
        "<h4>Requires improvement</h4><ul><li>Responding to the public</li></ul>",
        "<dl><dt>Preventing crime</dt><dd>Good</dd><dt>Managing offenders</dt><dd>Good</dd>"
        "<dt>Responding to the public</dt><dd>Requires improvement</dd></dl>",
        "<dl><dt>Good</dt><dd>Preventing crime</dd><dd>Managing offenders</dd>"
        "<dt>Requires improvement</dt><dd>Responding to the public</dd></dl>",
        '<img src="a.png" alt="Good: Preventing crime; Managing offenders. '
        'Requires improvement: Responding to the public.">',
        '<img src="a.png" alt="This graphic shows our judgments: Good: Preventing crime; Managing offenders. '
        'Requires improvement: Responding to the public.">',
        '<img src="a.png" alt="The graphic shows that the force is good at preventing crime and managing offenders, '
        'and requires improvement at responding to the public.">',
    ],
)
def test_judgments_by_grade(judgments: str) -> None:
    assert read_in_html(judgments) == THREE


def test_a_definition_list_in_the_order_of_the_scale_is_told_by_its_marks() -> None:
    definitions = "<dl><dt>Preventing crime</dt><dd>Good</dd><dt>Managing offenders</dt><dd>Adequate</dd></dl>"
    assert read_in_html(definitions) == {
        "b-preventing-crime": ("Good", "graded"),
        "b-managing-offenders": ("Adequate", "graded"),
    }


@pytest.mark.parametrize(
    "judgments",
    [
        "<p>Good: Preventing crime; horses</p>",
        "<p>Good: some of what we saw.</p>",
        '<img src="a.png" alt="The graphic shows our grades: Outstanding, Good, Adequate, Inadequate.">',
        '<img src="a.png" alt="The graphic shows that most forces are good at preventing crime.">',
        '<img src="a.png" alt="The graphic shows that the force is good at preventing crime on trains.">',
        '<img src="a.png" alt="The chart of Essex Police shows: Good: Preventing crime; Managing offenders.">',
        '<img src="a.png" alt="The graphic shows that in 2019 the force was good at preventing crime.">',
        '<img src="a.png" alt="The table of previous grades shows: Good: Preventing crime; Managing offenders.">',
        "<p>Much has changed.</p><p>Good: Preventing crime; Managing offenders</p>",
    ],
)
def test_what_is_no_list_of_judgments(judgments: str) -> None:
    assert read_in_html(judgments) == {}


def test_a_list_by_grade_that_nothing_announces_is_prose() -> None:
    assert read_in_html("<p>Good: Preventing crime; Managing offenders</p>", "We looked at forces.") == {}


def test_items_under_grades_in_poor_renderings() -> None:
    page = (
        f"Overall summary\n\n{ANNOUNCED}\n\nGood\n\n  • Preventing crime\n  • Managing offenders\n\n"
        f"Requires improvement\n\n  • Responding to the public\n\n{AFTER}\n"
    )
    for text in (in_a(page), in_c(page)):
        told = said(text, ADDRESS)
        grades = {key: grade for key, (grade, _) in grades_in(told).items() if grade}
        assert grades.items() <= {"b-responding-to-public": "Requires improvement"}.items()
        assert "judgments_not_in_capture" in codes(told) or "judgments_ambiguous" in codes(told)


def test_a_title_broken_over_lines() -> None:
    broken = VULNERABLE.replace("harm, ", "harm,\n")
    assert "\n" in broken
    page = pillar_page(section(3, VULNERABLE, "Inadequate", "It works."))
    address = "peel-assessments/peel-2017/kent/effectiveness"
    told = said(page.replace(VULNERABLE, broken), address)
    assert grades_in(told) == grades_in(said(page, address))
    assert grades_in(told)["effectiveness-vulnerable-people"] == ("Inadequate", "graded")
    assert VULNERABLE in [placed.passage.text for placed in told.passages]


@pytest.mark.parametrize("middle", ["\n\nIt listens.\n\n", "\n\n", " in its towns\n"])
def test_lines_that_are_no_broken_title_are_not_joined(middle: str) -> None:
    page = pillar_page(section(3, VULNERABLE.replace("harm, ", f"harm,{middle}"), None, "It works."))
    told = said(page, "peel-assessments/peel-2017/kent/effectiveness")
    assert "effectiveness-vulnerable-people" not in grades_in(told)
