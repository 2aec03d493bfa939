"""Findings and bullet lists of 2014 to 2018/19 (field guide 4.6, A44 to A54, A57 to A59, A77 to A81)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.drawn import (
    INVESTIGATING,
    ORGANISED,
    PREVENTING,
    VULNERABLE,
    Page,
    codes,
    grades_in,
    in_a,
    in_c,
    lines,
    one,
    pillar_page,
    published,
    said,
    section,
)

HEADLINE_2018 = "How effectively does the force reduce crime and keep people safe?"
SHOULD = "The force should review how it records visits."
MUST = "The force needs to improve its records."


def page_2018(*sections: str, **more: str) -> str:
    return pillar_page(*sections, title="City of London PEEL 2018", headline=HEADLINE_2018, **more)


def test_a44_a_question_printed_twice_is_one_section() -> None:
    question = "To what extent is the force efficient?"
    page = pillar_page(
        f"1\n\n{question}\n\nGood\n\n{question}\n\nKent Police has cut its costs.",
        title="Kent PEEL 2014",
        pillar="Efficiency",
        headline="How well the force delivers value for money",
    )
    told = said(page)
    assert grades_in(told)["efficiency-overall-efficiency"] == ("Good", "graded")
    assert len([r for r in told.grades if r.subject.question_id]) == 1


def test_a45_an_extra_section_is_narrative() -> None:
    page = pillar_page(
        section(1, "How effective is the force at investigating offending?", "Good", "Words."),
        title="Gloucestershire PEEL 2014",
        headline="How well the force tackles crime",
        grade="Ungraded",
        summary="Summary.\n\nFurther insights on effectiveness\n\nOther inspections found a good service.",
    )
    told = said(page)
    insight = next(p for p in told.passages if p.passage.text.startswith("Other inspections"))
    assert insight.claimed_by == "narrative"
    assert insight.section_path.endswith("Further insights on effectiveness")
    assert set(grades_in(told)) == {"effectiveness", "effectiveness-investigating-crime"}


def test_a46_findings_first_belong_to_the_question_above_them() -> None:
    page = page_2018(
        section(2, INVESTIGATING, "Good", "It works."),
        section(3, VULNERABLE, "Good", f"Areas for improvement\n\n  • {SHOULD}\n\nIt knows its public."),
    )
    finding = one(published(Page(page))["findings"])
    assert finding["question_id"] == "2018-19-effectiveness-vulnerable-people"
    assert (finding["kind"], finding["text"]) == ("area_for_improvement", SHOULD)


def test_a81_findings_last_belong_to_the_question_above_them() -> None:
    page = page_2018(
        section(2, INVESTIGATING, "Good", f"It works.\n\nAreas for improvement\n\n  • {SHOULD}"),
        section(3, VULNERABLE, "Good", "It knows its public."),
    )
    finding = one(published(Page(page))["findings"])
    assert finding["question_id"] == "2018-19-effectiveness-investigating-crime"


def test_findings_first_then_a_narrative_list_is_narrative() -> None:
    body = f"Areas for improvement\n\n  • {SHOULD}\n\nThe force:\n\n  • listens; and\n  • helps."
    told = said(page_2018(section(3, VULNERABLE, "Good", body)))
    assert [(b.kind, b.lead_in) for b in told.bullets] == [
        ("area_for_improvement", None),
        ("narrative", "The force:"),
        ("narrative", "The force:"),
    ]


def test_a47_the_same_findings_on_two_pages_are_one() -> None:
    findings = f"Areas for improvement\n\n  • {SHOULD}\n  • {MUST}"
    summary = page_2018(
        section(3, VULNERABLE, "Good", f"{findings}\n\nShort words.\n\nDetailed findings for question 3")
    )
    detailed = page_2018(
        section(3, VULNERABLE, "Good", f"{findings}\n\nWe set out our detailed findings below.\n\nLong words.")
    )
    rows = published(
        Page(summary, "peel-assessments/peel-2018/city-of-london/effectiveness"),
        Page(detailed, "peel-assessments/peel-2018/city-of-london/effectiveness/detailed-findings"),
    )
    assert [(row["ordinal"], row["text"]) for row in rows["findings"]] == [(1, SHOULD), (2, MUST)]
    for row in rows["findings"]:
        evidence = [e for e in rows["evidence"] if e["entity_id"] == row["finding_id"]]
        assert len({e["document_id"] for e in evidence}) == 2
    assert len(rows["bullets"]) == 2


def test_a47_the_same_finding_twice_on_one_page_is_one() -> None:
    findings = f"Areas for improvement\n\n  • {SHOULD}"
    rows = published(Page(page_2018(section(3, VULNERABLE, "Good", f"{findings}\n\nWords.\n\n{findings}"))))
    finding = one(rows["findings"])
    assert len([e for e in rows["evidence"] if e["entity_id"] == finding["finding_id"]]) == 2


def test_a48_a_link_line_is_no_heading() -> None:
    told = said(
        page_2018(
            section(2, INVESTIGATING, "Good", "Words.\n\nDetailed findings for question 2"),
            section(3, VULNERABLE, "Good", "Words."),
        )
    )
    assert not any("Detailed findings" in p.section_path for p in told.passages)


NESTED = """
It acts.

Areas for improvement

  • The force should improve its approach to victims of domestic abuse by:
    • finding out why;
    • telling staff;
    • referring cases; and
    • asking victims.
  • The force should reduce its backlog.
"""


@pytest.mark.parametrize("lose", [str, in_a])
def test_a49_a_nested_area_for_improvement(lose: object) -> None:
    rows = published(Page(lose(pillar_page(section(3, VULNERABLE, "Good", NESTED)))))  # type: ignore[operator]
    findings = sorted(rows["findings"], key=lambda row: row["ordinal"])
    assert [row["text"] for row in findings] == [
        "The force should improve its approach to victims of domestic abuse by:",
        "The force should reduce its backlog.",
    ]
    assert findings[0]["full_text"].endswith("by: finding out why; telling staff; referring cases; and asking victims.")
    bullets = {row["path"]: row for row in rows["bullets"]}
    assert sorted(bullets) == ["1", "1.1", "1.2", "1.3", "1.4", "2"]
    assert {bullets[p]["finding_id"] for p in ("1", "1.1", "1.4")} == {findings[0]["finding_id"]}
    assert bullets["1.4"]["parent_bullet_id"] == bullets["1"]["bullet_id"]
    assert bullets["1.4"]["depth"] == 1
    assert {row["kind"] for row in rows["bullets"]} == {"area_for_improvement"}


@pytest.mark.parametrize(
    ("text", "deadline_text"),
    [
        ("The force should within three months review its plans.", "within three months"),
        ("The force should, within three months, review its plans.", "within three months"),
        ("The force should immediately review its plans.", "immediately"),
        ("By 31 March 2024, the force should review its plans.", "By 31 March 2024"),
        ("The force should review its plans.", None),
    ],
)
def test_a50_a_deadline_inside_an_area_for_improvement(text: str, deadline_text: str | None) -> None:
    told = said(page_2018(section(3, VULNERABLE, "Good", f"Areas for improvement\n\n  • {text}")))
    assert [(f.kind, f.deadline_text) for f in told.findings] == [("area_for_improvement", deadline_text)]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("within three months", date(2019, 8, 2)),
        ("within six months", date(2019, 11, 2)),
        ("within the next 12 months", date(2020, 5, 2)),
        ("within 28 days", date(2019, 5, 30)),
        ("immediately", date(2019, 5, 2)),
        ("by 31 March 2024", date(2024, 3, 31)),
        ("by September 2020", date(2020, 9, 30)),
        ("by the end of February 2020", date(2020, 2, 29)),
        ("as soon as possible", None),
    ],
)
def test_deadlines_as_dates(text: str, deadline: date | None) -> None:
    page = lines(
        f"""
        PEEL 2018/19 – An inspection of Kent Police

        Published on 2 May 2019

        {HEADLINE_2018}

        {VULNERABLE}

        Good

        Areas for improvement

          • The force should {text} review its plans.
        """
    )
    assert [f.deadline for f in said(page).findings] == [deadline]


def test_a_span_without_a_date_of_publication_is_no_date() -> None:
    told = said(
        page_2018(section(3, VULNERABLE, "Good", "Areas for improvement\n\n  • It should within three months act."))
    )
    assert [(f.deadline_text, f.deadline) for f in told.findings] == [("within three months", None)]


def test_a51_typing_errors_stay_as_printed() -> None:
    text = "The force should act in relation to the its use of force."
    assert [
        f.text for f in said(page_2018(section(3, VULNERABLE, "Good", f"Areas for improvement\n\n  • {text}"))).findings
    ] == [text]


def test_a52_a_bullet_without_end_swallows_nothing() -> None:
    body = (
        "The force has also:\n\n  • mapped groups; and\n  • started work (but this is not linked to "
        "prevention\n\nThe force does not record this."
    )
    told = said(pillar_page(section(4, ORGANISED, "Good", body)))
    assert [b.text for b in told.bullets] == [
        "mapped groups; and",
        "started work (but this is not linked to prevention",
    ]
    assert "The force does not record this." in {p.passage.text for p in told.passages}


OTHER_INSPECTIONS = """
Skip to content

Hampshire PEEL 2016

Other inspections

How well has the force performed in our other inspections?

In addition to the three core PEEL pillars, HMIC carries out inspections of a wide range of policing activity.
"""


def test_a53_leadership_stands_under_other_inspections() -> None:
    page = lines(OTHER_INSPECTIONS) + lines(
        """

        Leadership

        Last updated 08/12/2016

        The chief officer team leads well.

        Questions for Leadership

        1

        How well does the force understand leadership?

        The force is good at leadership.
        """
    )
    told = said(page, "peel-assessments/peel-2016/hampshire/leadership")
    assert (told.identity.pillar, told.identity.page_kind) == ("leadership", "leadership_page")
    assert set(grades_in(told).values()) <= {(None, "not_graded")}
    assert "unknown_question" not in codes(told) or all(
        p.text != "How well has the force performed in our other inspections?" for p in told.problems
    )


def test_a54_other_reports_may_be_empty_and_hold_no_grade() -> None:
    empty = said(lines(OTHER_INSPECTIONS).replace("2016", "2017"), "peel-assessments/peel-2017/hampshire/other-reports")
    assert (empty.grades, empty.findings, empty.identity.page_kind) == ((), (), "other_reports")
    assert not [p for p in empty.problems if p.severity != "info"]
    page = lines(OTHER_INSPECTIONS).replace("Hampshire PEEL 2016", "Greater Manchester PEEL 2015") + lines(
        """

        Other reports

        Last updated 11/02/2016

        Honour-based violence (HBV)

        HMIC found that the force is not yet prepared to protect people.

        Get the report

        Published: 8 December 2015
        """
    )
    told = said(page, "peel-assessments/peel-2015/greater-manchester/other-reports")
    assert told.grades == ()


CARRIED_2017 = (
    "This question was not subject to detailed inspection in 2018/19, and our judgment from the 2017 effectiveness "
    "inspection has been carried over."
)


def carried_row(page: str) -> tuple[object, object, object]:
    row = one(published(Page(page))["gradings"], question_id="2018-19-effectiveness-investigating-crime")
    return row["grade"], row["status"], row["carried_from"]


def test_a57_carried_over_with_a_visible_label() -> None:
    assert carried_row(page_2018(section(2, INVESTIGATING, "Good", CARRIED_2017))) == (
        "Good",
        "carried_forward",
        "2017",
    )


def test_a57_carried_over_without_a_visible_label() -> None:
    page = page_2018(section(2, INVESTIGATING, None, CARRIED_2017))
    assert carried_row(page) == (None, "carried_forward", "2017")
    summary = "In 2017, we judged City of London Police as good at investigating crime."
    assert carried_row(page_2018(section(2, INVESTIGATING, None, CARRIED_2017), summary=summary)) == (
        "Good",
        "carried_forward",
        "2017",
    )


def test_a58_carried_from_two_years_back() -> None:
    page = page_2018(section(2, INVESTIGATING, "Good", CARRIED_2017.replace("2017", "2016")))
    assert carried_row(page) == ("Good", "carried_forward", "2016")


def test_a58_the_summary_tells_the_year() -> None:
    page = page_2018(summary="In 2016 we judged the force to be outstanding at investigating crime.")
    assert carried_row(page) == ("Outstanding", "carried_forward", "2016")


def test_a59_a_list_after_carried_over_that_is_not_about_this_force() -> None:
    body = (
        f"{CARRIED_2017}\n\nWe looked at a sample. In 2017, we recommended that all forces should:\n\n  • "
        f"watch;\n  • learn; and\n  • publish."
    )
    told = said(page_2018(section(2, INVESTIGATING, "Good", body)))
    assert told.findings == ()
    assert {b.kind for b in told.bullets} == {"narrative"}
    assert {b.lead_in for b in told.bullets} == {"In 2017, we recommended that all forces should:"}


def test_a77_the_inspectors_name_twice() -> None:
    page = lines(
        """
        Skip to content

        Leicestershire 2016

        The extent to which the force is effective at keeping people safe and reducing crime is good.

        Zoe Example

        Zoë Example, Her Majesty’s Inspector of Constabulary

        Contact Zoë Example

        HMI's observations

        I am pleased.
        """
    )
    told = said(page, "peel-assessments/peel-2016/leicestershire")
    claimed = {p.passage.text: p.claimed_by for p in told.passages}
    assert claimed["Zoe Example"] == "furniture"
    assert claimed["Zoë Example, Her Majesty’s Inspector of Constabulary"] == "furniture"
    path = next(p.section_path for p in told.passages if p.passage.text == "I am pleased.")
    assert path.endswith("HMI's observations")


def test_a78_bullets_in_the_inspectors_text_resemble_findings() -> None:
    page = lines(
        """
        Skip to content

        Cleveland 2017

        The extent to which the force is effective at keeping people safe and reducing crime is good.

        HMI's observations

        The force needs to improve:

          • its calls;
          • its visits; and
          • its records.
        """
    )
    told = said(page, "peel-assessments/peel-2017/cleveland")
    assert told.findings == ()
    assert {(b.kind, b.lead_in) for b in told.bullets} == {("narrative", "The force needs to improve:")}


def test_a79_survey_bullets_are_narrative() -> None:
    page = pillar_page(
        section(
            2,
            "What are the public perceptions of the force?",
            None,
            "Crime Survey for England and Wales (12 months to March 2013)\n\n  • 61 percent (± 5) "
            "think it does a good job.\n  • 58 percent (+/- 4) agree.",
        ),
        title="Cumbria PEEL 2014",
        pillar="Legitimacy",
        headline="Does the force act with integrity and provide a service the public expects?",
        grade="Ungraded",
    )
    told = said(page)
    assert {b.kind for b in told.bullets} == {"narrative"}
    assert {b.section for b in told.bullets} == {"Crime Survey for England and Wales (12 months to March 2013)"}
    assert set(grades_in(told).values()) == {(None, "not_graded")}


def test_a80_one_matter_over_the_cycles() -> None:
    rows = published(
        Page(pillar_page(section(1, PREVENTING, "Good", "Words."), title="Kent PEEL 2016")),
        Page(pillar_page(section(1, PREVENTING, "Good", "Words."), title="Kent PEEL 2018", headline=HEADLINE_2018)),
    )
    concepts = {row["question_id"]: row["concept_id"] for row in rows["questions"]}
    assert {concepts[row["question_id"]] for row in rows["gradings"] if row["question_id"]} == {"preventing-crime"}


# 4.6 findings


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Areas for improvement", "area_for_improvement"),
        ("Area for improvement", "area_for_improvement"),
        ("Cause of concern", "cause_of_concern"),
        ("Causes of concern", "cause_of_concern"),
        ("Area of concern", "area_of_concern"),
        ("Recommendations", "recommendation"),
        ("Recommendation", "recommendation"),
        ("Innovative practice", "practice"),
        ("Promising practice", "practice"),
        ("Notable practice", "practice"),
    ],
)
def test_headings_of_findings(heading: str, kind: str) -> None:
    statement = "The force does not answer calls in good time."
    told = said(page_2018(section(3, VULNERABLE, "Good", f"{heading}\n\n{statement}")))
    assert [(f.kind, f.text) for f in told.findings] == [(kind, statement)]


CONCERN = """
Cause of concern

The force does not keep victims safe.

Recommendations

The force should immediately:

  • call victims.

Within three months the force should:

  • train staff; and
  • check records.

Within six months, the force should:

  • report to us.

The force has begun this work.
"""


@pytest.mark.parametrize("lose", [str, in_a, in_c])
def test_a_cause_of_concern_with_recommendations_by_time(lose: object) -> None:
    page = lose(page_2018(section(3, VULNERABLE, "Inadequate", CONCERN)))  # type: ignore[operator]
    told = said(page, "peel-assessments/peel-2018/city-of-london/effectiveness")
    concern = told.findings[0]
    assert (concern.kind, concern.text) == ("cause_of_concern", "The force does not keep victims safe.")
    assert [(f.text, f.deadline_text, f.parent_finding_id, f.addressee) for f in told.findings[1:]] == [
        ("call victims.", "immediately", concern.finding_id, "The force"),
        ("train staff; and", "Within three months", concern.finding_id, "the force"),
        ("check records.", "Within three months", concern.finding_id, "the force"),
        ("report to us.", "Within six months", concern.finding_id, "the force"),
    ]
    assert concern.full_text == concern.text
    after = next(p for p in told.passages if p.passage.text == "The force has begun this work.")
    assert after.claimed_by == "narrative"


def test_one_bullet_for_each_recommendation_with_its_own_time() -> None:
    body = """
    Cause of concern

    The force does not keep victims safe.

    Recommendations

      • Within three months, Kent Police should train staff.
      • By 31 March 2020, Kent Police should report to us.
    """
    told = said(page_2018(section(3, VULNERABLE, "Inadequate", body)))
    assert [(f.kind, f.deadline_text, f.deadline) for f in told.findings] == [
        ("cause_of_concern", None, None),
        ("recommendation", "Within three months", None),
        ("recommendation", "By 31 March 2020", date(2020, 3, 31)),
    ]


LEAD_INS = [
    "The force:",
    "The force has also:",
    "However, the force should:",
    "It should:",
    "However, the force needs to:",
    "Positively, the force:",
    "Most positively, the force:",
    "The force works well with partner organisations to:",
    "I am reassured to see that since 2016 it has made improvements in:",
    "There are too many examples of the force:",
    "The key aims of the approach are to:",
    "This included:",
]


@pytest.mark.parametrize("lead_in", LEAD_INS)
def test_lead_ins_of_narrative_lists(lead_in: str) -> None:
    body = f"It acts. {lead_in}\n\n  • one;\n  • two; and\n  • three."
    told = said(pillar_page(section(3, VULNERABLE, "Good", body)))
    assert [(b.kind, b.lead_in, b.text) for b in told.bullets] == [
        ("narrative", lead_in, "one;"),
        ("narrative", lead_in, "two; and"),
        ("narrative", lead_in, "three."),
    ]


def test_a_list_without_lead_in_has_none() -> None:
    told = said(pillar_page(section(3, VULNERABLE, "Good", "It acts.\n\n  • one.\n  • two.")))
    assert {b.lead_in for b in told.bullets} == {None}


def test_an_announced_box_without_finding_is_a_problem() -> None:
    page = page_2018(section(3, VULNERABLE, "Good", "Areas for improvement"), section(4, ORGANISED, "Good", "Words."))
    assert "empty_findings_box" in codes(said(page))


def test_numbered_findings_have_their_numbers_for_no_findings() -> None:
    box = f"Area for improvement 1\n\n{SHOULD}\n\nArea for improvement 2\n\n{MUST}"
    told = said(page_2018(section(1, PREVENTING, "Good", box)))
    assert [(f.kind, f.text) for f in told.findings] == [
        ("area_for_improvement", SHOULD),
        ("area_for_improvement", MUST),
    ]
    box = f"Areas for improvement\n\n1\n\n{SHOULD}\n\n2\n\n{MUST}"
    told = said(page_2018(section(1, PREVENTING, "Good", box)))
    assert [f.text for f in told.findings] == [SHOULD, MUST]


def test_a_concern_that_is_a_list_item() -> None:
    box = f"Cause of concern\n\n  • The force does not keep people safe.\n\nRecommendations\n\n  • {SHOULD}"
    told = said(page_2018(section(1, PREVENTING, "Inadequate", box)))
    assert [(f.kind, f.text, bool(f.parent_finding_id)) for f in told.findings] == [
        ("cause_of_concern", "The force does not keep people safe.", False),
        ("recommendation", SHOULD, True),
    ]


def test_orders_under_a_concern_are_recommendations_without_a_heading() -> None:
    box = f"Cause of concern\n\nThe force does not keep people safe.\n\n  • {SHOULD}\n  • People wait too long."
    told = said(page_2018(section(1, PREVENTING, "Inadequate", box)))
    assert [(f.kind, f.text) for f in told.findings] == [
        ("cause_of_concern", "The force does not keep people safe."),
        ("recommendation", SHOULD),
    ]
