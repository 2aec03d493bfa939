"""Which words state a grade or a status, and which do not (field guide 4.4, 4.5, A27 to A43)."""

from __future__ import annotations

import pytest

from tests.drawn import (
    INVESTIGATING,
    ORGANISED,
    PREVENTING,
    VULNERABLE,
    Page,
    codes,
    grades_in,
    gradings,
    in_a,
    in_c,
    pillar_page,
    published,
    said,
    section,
)

GOOD, RI, OUT, BAD = ((grade, "graded") for grade in ("Good", "Requires improvement", "Outstanding", "Inadequate"))
TAIL = "at keeping people safe and reducing crime"
REDUCING = "reducing crime and keeping people safe"


def force_page(title: str, *blocks: str) -> dict[str, tuple[str | None, str]]:
    return grades_in(said("\n\n".join(["Skip to content", title, "HMIC’s assessment.", *blocks]) + "\n"))


def summary(text: str, title: str = "Kent PEEL 2016", pillar: str = "Effectiveness", **more: str) -> dict[str, object]:
    """What a pillar page without any label says in its summary."""
    told = grades_in(said(pillar_page(title=title, pillar=pillar, grade=None, summary=text, **more)))
    return {key: value for key, value in told.items() if value != (None, "unreadable")}


# 4.4 formulas


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"The extent to which Kent Police is effective {TAIL} is good.", {"effectiveness": GOOD}),
        (f"The extent to which the constabulary is effective {TAIL} requires improvement.", {"effectiveness": RI}),
        (f"The extent to which the force is efficient {TAIL} is outstanding.", {"efficiency": OUT}),
        (f"The extent to which the force is legitimate {TAIL} is inadequate.", {"legitimacy": BAD}),
        (f"The extent to which the force is effective {TAIL} is: good.", {"effectiveness": GOOD}),
        (f"The extent to which the force is effective {TAIL}: requires improvement.", {"effectiveness": RI}),
        (
            f"The extent to which the force is effective {TAIL}: not yet graded.",
            {"effectiveness": (None, "not_yet_graded")},
        ),
        (
            f"The extent to which the force is effective {TAIL} is not yet graded.",
            {"effectiveness": (None, "not_yet_graded")},
        ),
        (f"The extent to which the force is effective {TAIL} is not graded.", {"effectiveness": (None, "not_graded")}),
    ],
)
def test_formulas_of_force_pages_2015_to_2017(sentence: str, expected: dict[str, object]) -> None:
    assert force_page("Kent 2016", sentence) == expected


@pytest.mark.parametrize("the", ["the", "The"])
@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (f"force is effective at {REDUCING} is good.", {"effectiveness": GOOD}),
        (f"force is effective at {REDUCING} requires improvement.", {"effectiveness": RI}),
        ("force operates efficiently and sustainably is outstanding.", {"efficiency": OUT}),
        ("force treats the public and its workforce legitimately is inadequate.", {"legitimacy": BAD}),
        ("constabulary treats the public and its workforce legitimately requires improvement.", {"legitimacy": RI}),
    ],
)
def test_formulas_of_force_pages_2018_19(the: str, rest: str, expected: dict[str, object]) -> None:
    assert force_page("Kent 2018/19", f"{the} extent to which the {rest}") == expected


def test_formulas_of_the_2014_force_page() -> None:
    assert force_page(
        "Kent 2014",
        "in terms of its effectiveness, in general, the force is good at reducing crime and preventing offending and "
        "tackling anti-social behaviour. However, it requires improvement in investigating offending;",
        "the efficiency with which the force carries out its responsibilities is good; and",
        "the force is acting to achieve fairness and legitimacy in some of the practices that were examined this year.",
    ) == {
        "effectiveness-reducing-crime": GOOD,
        "effectiveness-anti-social-behaviour": GOOD,
        "effectiveness-investigating-crime": RI,
        "efficiency": GOOD,
    }


def test_formulas_of_the_2014_effectiveness_page() -> None:
    told = grades_in(
        said(
            pillar_page(
                title="Kent PEEL 2014",
                headline="How well the force tackles crime",
                grade="Ungraded",
                summary="Kent Police is good at reducing crime and preventing offending. The force requires "
                "improvement "
                "in investigating crime. It is good at tackling anti-social behaviour.",
            )
        )
    )
    assert told == {
        "effectiveness": (None, "not_graded"),
        "effectiveness-reducing-crime": GOOD,
        "effectiveness-investigating-crime": RI,
        "effectiveness-anti-social-behaviour": GOOD,
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("HMIC judges Kent Police to be good.", GOOD),
        ("HMIC judges that Kent Police is good at keeping people safe and reducing crime.", GOOD),
        ("HMIC judges that the force requires improvement in its approach to the matter.", None),
        ("The force works hard. For this reason it is graded as good.", GOOD),
        ("Because of this, the force cannot be judged any higher than inadequate.", BAD),
        ("Because of this, the force cannot be judged any higher than requires improvement.", None),
        ("Kent Police is judged to require improvement at keeping people safe and reducing crime.", RI),
    ],
)
def test_formulas_of_2015(sentence: str, expected: tuple[str, str] | None) -> None:
    assert summary(sentence, title="Kent PEEL 2015").get("effectiveness") == expected


@pytest.mark.parametrize(
    ("sentence", "pillar", "expected"),
    [
        (
            "Kent Police has been assessed as good in respect of the efficiency with which it keeps people safe.",
            "Efficiency",
            GOOD,
        ),
        (
            "Kent Police has been assessed as requiring improvement in respect of the efficiency with which it works.",
            "Efficiency",
            RI,
        ),
        (
            "Kent Police has been assessed as requires improvement in respect of the legitimacy with which it works.",
            "Legitimacy",
            RI,
        ),
        (
            "HMIC has assessed that Kent Police requires improvement in respect of the efficiency with which it works.",
            "Efficiency",
            RI,
        ),
        (f"Kent Police is inadequate in respect of its effectiveness {TAIL}.", "Effectiveness", BAD),
        ("Overall, the effectiveness of Kent Police requires improvement.", "Effectiveness", RI),
        (f"Overall, Kent Police’s effectiveness {TAIL} is inadequate.", "Effectiveness", BAD),
    ],
)
def test_formulas_of_2016(sentence: str, pillar: str, expected: tuple[str, str]) -> None:
    assert summary(sentence, pillar=pillar) == {pillar.lower(): expected}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kent Police is judged to be good in the efficiency with which it keeps people safe.", {"efficiency": GOOD}),
        (
            "Kent Police is judged to require improvement in the efficiency with which it keeps people safe.",
            {"efficiency": RI},
        ),
        (
            "Kent Police is judged to be requiring improvement in the efficiency with which it keeps people safe.",
            {"efficiency": RI},
        ),
        (
            "The force is judged to be outstanding in its understanding of demand; its use of "
            "resources to manage demand "
            "is assessed to be good; and its planning for future demand is also judged to be good.",
            {
                "efficiency-understanding-demand": OUT,
                "efficiency-use-of-resources": GOOD,
                "efficiency-planning": GOOD,
            },
        ),
    ],
)
def test_formulas_of_2017(sentence: str, expected: dict[str, object]) -> None:
    assert summary(sentence, title="Kent PEEL 2017", pillar="Efficiency") == expected


def summary_of_2018(text: str, *sections: str) -> dict[str, object]:
    page = pillar_page(
        *sections,
        title="Kent PEEL 2018",
        headline="How effectively does the force reduce crime and keep people safe?",
        summary=text,
    )
    return grades_in(said(page))


def test_formulas_of_2018_19() -> None:
    told = summary_of_2018(
        "Kent Police is good at reducing crime and keeping people safe.\n\nThe force is good at protecting vulnerable "
        "people. It requires improvement in the way it investigates crime.\n\nIn 2016 we judged the constabulary as "
        "being good at preventing crime and tackling anti-social behaviour.\n\nIn 2017, we judged Kent Police to be "
        "outstanding at tackling serious and organised crime."
    )
    assert told == {
        "effectiveness": GOOD,
        "effectiveness-vulnerable-people": GOOD,
        "effectiveness-investigating-crime": RI,
        "effectiveness-preventing-crime": ("Good", "carried_forward"),
        "effectiveness-serious-organised-crime": ("Outstanding", "carried_forward"),
    }


def test_an_earlier_grade_of_a_question_inspected_anew_is_no_reading() -> None:
    told = summary_of_2018(
        "In 2017, we judged Kent Police as inadequate at protecting vulnerable people.",
        section(3, VULNERABLE, "Good", "Kent Police has improved."),
    )
    assert told["effectiveness-vulnerable-people"] == GOOD


# 4.5 statuses


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("To be graded", "not_yet_graded"),
        ("Not yet graded", "not_yet_graded"),
        ("Not being graded", "not_graded"),
        ("Not graded", "not_graded"),
    ],
)
def test_labels_that_are_a_status(label: str, status: str) -> None:
    assert grades_in(said(pillar_page(grade=label)))["effectiveness"] == (None, status)


def test_ungraded_by_design_with_and_without_its_label() -> None:
    question = "How effective are the force’s specialist capabilities?"
    for label in ("Ungraded", "Question 5 - Ungraded", None):
        told = grades_in(said(pillar_page(section(5, question, label, "Some words."))))
        assert told["effectiveness-specialist-capabilities"] == (None, "not_graded"), label


def test_a_question_never_inspected_in_2015() -> None:
    page = pillar_page(
        section(
            2,
            "To what extent are forces recording crimes in accordance with the Home Office Counting Rules?",
            "Ungraded",
            "This question has not been inspected or graded in 2015.",
        ),
        title="Kent PEEL 2015",
        pillar="Legitimacy",
    )
    assert grades_in(said(page))["legitimacy-recording-crime"] == (None, "not_graded")


def test_last_years_grade_stands_in_2017() -> None:
    page = pillar_page(
        section(
            1,
            PREVENTING,
            None,
            "This question was not inspected in 2017. The grade and findings from last year’s inspection still stand.",
        )
    )
    rows = published(Page(page))
    assert gradings(rows)["effectiveness-preventing-crime"] == (None, "carried_forward")
    carried = [row["carried_from"] for row in rows["gradings"] if row["question_id"]]
    assert carried == ["2016"]


def carried_over(year: str, pillar: str = "effectiveness") -> str:
    return (
        f"This question was not subject to detailed inspection in 2018/19, and our judgment from the {year} {pillar} "
        "inspection has been carried over."
    )


@pytest.mark.parametrize("year", ["2016", "2017"])
def test_carried_over_in_2018_19(year: str) -> None:
    page = pillar_page(
        section(2, INVESTIGATING, "Good", carried_over(year)),
        title="Kent PEEL 2018",
        headline="How effectively does the force reduce crime and keep people safe?",
    )
    row = next(row for row in published(Page(page))["gradings"] if row["question_id"])
    assert (row["grade"], row["status"], row["carried_from"]) == ("Good", "carried_forward", year)


@pytest.mark.parametrize(
    "sentence",
    [
        "We don’t make a graded judgment in this overall area.",
        "We don’t make a graded judgment for this area.",
        "We do not make graded judgments in these areas.",
    ],
)
def test_no_graded_judgment_since_2021_22(sentence: str) -> None:
    page = (
        "Overall summary\n\nOur inspection assessed how good Kent Police is in nine areas of policing. We make graded "
        "judgments in eight of these nine as follows:\n\nProviding a service to the victims of crime\n\n"
        f"{sentence}\n"
    )
    assert grades_in(said(page, "peel-reports/kent-2023-25"))["victims-service"] == (None, "not_graded")


# anomalies of grade words


def test_a27_four_forms_in_three_lines() -> None:
    assert force_page(
        "City of London 2016",
        f"The extent to which the force is effective {TAIL}: not yet graded.",
        f"The extent to which the force is efficient {TAIL} requires improvement.",
        f"The extent to which the force is legitimate {TAIL} is: good.",
    ) == {"effectiveness": (None, "not_yet_graded"), "efficiency": RI, "legitimacy": GOOD}


def test_a28_assessed_as_requires_improvement() -> None:
    text = "Kent Police has been assessed as requires improvement in respect of the efficiency with which it works."
    assert summary(text, pillar="Efficiency") == {"efficiency": RI}


def test_a29_requiring_improvement_this_year_and_last_year() -> None:
    now = "Kent Police is judged to be requiring improvement in the legitimacy with which it keeps people safe."
    before = "This is better than last year, when the force was judged as requiring improvement."
    assert summary(f"{now} {before}", title="Kent PEEL 2017", pillar="Legitimacy") == {"legitimacy": RI}
    assert summary(before, title="Kent PEEL 2017", pillar="Legitimacy") == {}


def test_a30_three_grades_in_one_sentence() -> None:
    text = (
        "Devon and Cornwall Police is judged to be good in the efficiency with which it keeps people safe. The force’s "
        "understanding of demand is judged to require improvement; its use of resources to manage demand is judged to "
        "be good; and its planning for future demand is also assessed to be good."
    )
    assert summary(text, title="Devon and Cornwall PEEL 2017", pillar="Efficiency") == {
        "efficiency": GOOD,
        "efficiency-understanding-demand": RI,
        "efficiency-use-of-resources": GOOD,
        "efficiency-planning": GOOD,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The force’s understanding of demand is judged to be good; it is assessed to require improvement for its "
            "use of resources to manage demand; and its planning for future demand is judged to be good.",
            {
                "efficiency-understanding-demand": GOOD,
                "efficiency-use-of-resources": RI,
                "efficiency-planning": GOOD,
            },
        ),
        (
            "The constabulary’s understanding of demand for its services is good; its planning for the future is also "
            "outstanding; but its use of resources to manage demand still requires improvement.",
            {
                "efficiency-understanding-demand": GOOD,
                "efficiency-use-of-resources": RI,
                "efficiency-planning": OUT,
            },
        ),
    ],
)
def test_a30_other_wordings_of_three_grades_in_one_sentence(text: str, expected: dict[str, object]) -> None:
    assert summary(text, title="Kent PEEL 2017", pillar="Efficiency") == expected


def test_two_grades_after_one_judged() -> None:
    text = (
        "The force is judged to be good at treating the people it serves with fairness and respect. It is also judged "
        "to be good at how well it ensures its workforce behaves ethically and lawfully, and requires improvement in "
        "how it treats its workforce with fairness and respect."
    )
    assert summary(text, title="Kent PEEL 2017", pillar="Legitimacy") == {
        "legitimacy-treating-the-public": GOOD,
        "legitimacy-workforce-ethics": GOOD,
        "legitimacy-treating-the-workforce": RI,
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Its planning for the future is good.",
        "Its planning for the future is good; but its leaders need to know more.",
        "The force’s understanding of demand is good; its planning for the future is good enough.",
        "Its understanding of demand on rural beats is good; its planning for the future of its cars is good.",
    ],
)
def test_a30_praise_in_passing_lists_no_grades(sentence: str) -> None:
    assert summary(sentence, title="Kent PEEL 2017", pillar="Efficiency") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "It is judged to be good for its size.",
        "Kent Police is assessed as outstanding by its neighbours.",
        "The force is judged to be good on paper.",
    ],
)
def test_a_judgment_of_something_else_is_not_that_of_the_section(sentence: str) -> None:
    assert summary(sentence, title="Kent PEEL 2017", pillar="Efficiency") == {}


@pytest.mark.parametrize("opening", ["We found that ", "HMIC found that ", "HMICFRS found ", "Inspectors found that "])
def test_a_formula_may_say_who_found_it(opening: str) -> None:
    headline = "How effectively does the force reduce crime and keep people safe?"
    text = f"{opening}Kent Police is good at reducing crime and keeping people safe."
    assert summary(text, title="Kent PEEL 2018", headline=headline) == {"effectiveness": GOOD}


def test_the_way_it_does_the_whole_matter_requires_improvement() -> None:
    assert summary("However, the way it tackles serious and organised crime requires improvement.") == {
        "effectiveness-serious-organised-crime": RI
    }
    assert summary("The way it tackles serious and organised crime in ports requires improvement.") == {}


@pytest.mark.parametrize("label", ["Requires improvement", None])
def test_a31_praise_under_a_low_grade(label: str | None) -> None:
    page = pillar_page(
        section(
            1,
            "How well does the force understand demand?",
            label,
            "Kent Police has a good understanding of the broad range of demand. Staff are good at listening.",
        ),
        pillar="Efficiency",
        grade="Good",
    )
    expected = RI if label else (None, "unreadable")
    assert grades_in(said(page))["efficiency-understanding-demand"] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Kent Police is effective at reducing crime and keeping people safe.",
        "Kent Police operates efficiently and its services are sustainable.",
        "Kent Police is efficient and works hard to make the best of what it has.",
        "Kent Police treats the public and its workforce legitimately.",
    ],
)
def test_a32_a_summary_without_grade_word(sentence: str) -> None:
    page = pillar_page(
        title="Kent PEEL 2018",
        headline="How effectively does the force reduce crime and keep people safe?",
        grade=None,
        summary=sentence,
    )
    told = said(page)
    assert grades_in(told) == {"effectiveness": (None, "unreadable")}
    assert "label_missing" in codes(told)


def test_a33_is_poor_says_no_grade() -> None:
    text = (
        "Cleveland Police’s way of preventing crime is poor. The way it prevents crime is poor. But it is good at "
        "tackling serious and organised crime."
    )
    page = pillar_page(title="Cleveland PEEL 2016", grade="Inadequate", summary=text)
    assert grades_in(said(page)) == {"effectiveness": BAD, "effectiveness-serious-organised-crime": GOOD}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kent Police is good at keeping people safe and reducing crime. It is outstanding at tackling serious and "
            "organised crime.",
            {"effectiveness": GOOD, "effectiveness-serious-organised-crime": OUT},
        ),
        (
            f"Overall, Kent Police’s effectiveness {TAIL} requires improvement. The force is inadequate at tackling "
            "serious and organised crime.",
            {"effectiveness": RI, "effectiveness-serious-organised-crime": BAD},
        ),
    ],
)
def test_a34_a_questions_grade_in_the_pillars_summary(text: str, expected: dict[str, object]) -> None:
    assert summary(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "In last year’s value for money inspection Kent Police was judged to be good.",
        "In 2015, HMIC assessed Kent Police as good in respect of the efficiency with which it keeps people safe.",
        "Our overall judgment this year is the same as last year, when Kent Police was judged to be good.",
        "This is an improvement on 2015, when the force is judged to be inadequate.",
        "Our overall judgment is a deterioration on last year, when we judged the force to be good.",
        "The force has dropped two grades and is good no longer.",
    ],
)
def test_a35_last_years_grade_in_this_years_text(sentence: str) -> None:
    assert summary(sentence, pillar="Efficiency") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "HMIC judges the force to be inadequate in its crime-recording.",
        "Kent Police is outstanding at recording crime.",
        "The force is good at recording rape and violent offences.",
        "Kent Police is not yet prepared to tackle honour-based violence.",
    ],
)
def test_a36_another_programmes_grade(sentence: str) -> None:
    page = pillar_page(section(3, VULNERABLE, "Good", sentence), grade="Good", summary=sentence)
    assert grades_in(said(page)) == {"effectiveness": GOOD, "effectiveness-vulnerable-people": GOOD}


def test_a36_recording_crime_is_an_area_since_2021_22() -> None:
    page = (
        "Overall summary\n\nOur inspection assessed how good Kent Police is in ten areas of policing. We make graded "
        "judgments in nine of these ten as follows:\n\nRecording data about crime\n\n"
        "Kent Police is outstanding at recording crime.\n"
    )
    assert grades_in(said(page, "peel-reports/kent-2021-22"))["b-recording-crime"] == OUT


def test_a37_good_with_elements_of_outstanding() -> None:
    text = (
        "Merseyside Police has been assessed as good, with elements of outstanding, in respect of the efficiency with "
        "which it keeps people safe."
    )
    assert summary(text, title="Merseyside PEEL 2016", pillar="Efficiency") == {"efficiency": GOOD}


PROSE = [
    "The county has several Areas of Outstanding Natural Beauty.",
    "There is outstanding practice from the force’s leadership.",
    "Officers do an excellent or good job.",
    "Children are not being adequately protected.",
    "Its response isn’t good enough.",
    "It carries out good-quality investigations.",
    "It has many outstanding warrants, outstanding suspects and outstanding demand.",
    "Kent Police is good at conducting initial investigations.",
    "The force is good at assessing current demand and knows it in detail.",
    "The force is good at protecting vulnerable people in custody.",
    "Officers are good at protecting vulnerable people.",
    "The force has a good understanding of demand.",
    "The force is not good at investigating crime.",
]


@pytest.mark.parametrize("sentence", PROSE)
def test_a38_adjectives_are_prose(sentence: str) -> None:
    assert summary(sentence) == {}
    in_section = pillar_page(section(2, INVESTIGATING, None, sentence), grade="Good")
    assert grades_in(said(in_section))["effectiveness-investigating-crime"] == (None, "unreadable")


@pytest.mark.parametrize(
    "sentence",
    [
        "It speaks to every rank and grade.",
        "The force has a graded response policy.",
        "Calls are graded as priority 24 grading.",
        "It sends staff to lower-grade incidents that are graded as good.",
    ],
)
def test_a39_grade_that_is_none(sentence: str) -> None:
    assert summary(sentence) == {}


def test_a40_three_gradings_in_the_sentences_of_2014() -> None:
    assert force_page(
        "Cheshire 2014",
        "in terms of its effectiveness, in general, the force is good at tackling anti-social behaviour. However, it "
        "requires improvement in reducing crime and preventing offending, and it requires improvement in the way it "
        "investigates offending. I had some specific concerns about its approach to domestic abuse;",
        "the efficiency with which the force carries out its responsibilities requires improvement; and",
        "the force is acting to achieve fairness and legitimacy in some of the practices that were examined this year.",
    ) == {
        "effectiveness-anti-social-behaviour": GOOD,
        "effectiveness-reducing-crime": RI,
        "effectiveness-investigating-crime": RI,
        "efficiency": RI,
    }


def test_a40_good_at_three_things() -> None:
    assert force_page(
        "Hertfordshire 2014",
        "in terms of its effectiveness, in general, the force is good at reducing crime and preventing offending, good "
        "at investigating crime and good at tackling anti-social behaviour;",
    ) == {
        "effectiveness-reducing-crime": GOOD,
        "effectiveness-investigating-crime": GOOD,
        "effectiveness-anti-social-behaviour": GOOD,
    }


def test_a41_investigating_crime_is_investigating_offending() -> None:
    told = force_page("Hertfordshire 2014", "in general, the force is good at investigating crime;")
    assert told == {"effectiveness-investigating-crime": GOOD}


def test_a43_a_stray_quotation_mark_swallows_nothing() -> None:
    page = pillar_page(
        section(3, VULNERABLE, "Good", "“I congratulate the force.\n\nIt works well."),
        section(4, ORGANISED, "Inadequate", "It does not."),
    )
    told = grades_in(said(page))
    assert told["effectiveness-vulnerable-people"] == GOOD
    assert told["effectiveness-serious-organised-crime"] == BAD


def test_the_inspectors_own_words_are_no_grade() -> None:
    assert force_page(
        "Kent 2018/19",
        f"the extent to which the force is effective at {REDUCING} is good.",
        "HMI's observations",
        "I am pleased with Kent Police. The force is good at preventing crime and anti-social behaviour.",
        "The force is outstanding at tackling serious and organised crime.",
    ) == {"effectiveness": GOOD}


# labels


def test_a_label_off_the_scale_of_its_cycle_is_refused() -> None:
    told = said(pillar_page(section(3, VULNERABLE, "Adequate", "Words.")))
    assert "effectiveness-vulnerable-people" not in {k for k, v in grades_in(told).items() if v[0]}
    assert "grade_off_scale" in codes(told)


def test_a_grade_where_the_cycle_never_grades_is_refused() -> None:
    told = said(pillar_page(section(5, "How effective are the force’s specialist capabilities?", "Good", "Words.")))
    assert grades_in(told)["effectiveness-specialist-capabilities"] == (None, "not_graded")
    assert "grade_on_ungraded" in codes(told)


def test_two_labels_under_one_title_tell_nothing() -> None:
    told = said(pillar_page(section(3, VULNERABLE, "Good\n\nInadequate", "Words.")))
    assert grades_in(told)["effectiveness-vulnerable-people"] == (None, "unreadable")
    assert "labels_conflict" in codes(told)


def test_a_label_in_the_middle_of_text_is_no_grade() -> None:
    told = said(pillar_page(section(3, VULNERABLE, "Good", "Some words.\n\nInadequate\n\nMore words.")))
    assert grades_in(told)["effectiveness-vulnerable-people"] == GOOD
    assert "stray_label" in codes(told)


def test_a_label_in_one_line_with_the_date() -> None:
    page = pillar_page(grade=None).replace("Last updated 22/03/2018", "Last updated 22/03/2018 Requires improvement")
    assert grades_in(said(page))["effectiveness"] == RI


@pytest.mark.parametrize(
    "line",
    [
        f"{INVESTIGATING} Inadequate",
        f"{INVESTIGATING}Inadequate",
        f"{INVESTIGATING} (inadequate)",
        f"{INVESTIGATING} – INADEQUATE",
        f"{INVESTIGATING} Judgment: Inadequate",
        f"2. {INVESTIGATING} Judged as inadequate",
        f"Inadequate {INVESTIGATING}",
        f"Inadequate: {INVESTIGATING}",
    ],
)
def test_a_title_and_its_label_in_one_line(line: str) -> None:
    page = pillar_page(
        section(1, PREVENTING, "Good", "It works."),
        section(None, line, None, "Areas for improvement\n\n  • The force should look for suspects."),
        title="Kent PEEL 2016",
    )
    told = said(page)
    assert grades_in(told)["effectiveness-investigating-crime"] == BAD
    assert [finding.subject.question_id for finding in told.findings] == ["2016-effectiveness-investigating-crime"]
    assert {r.title for r in told.grades if r.subject.question_id == "2016-effectiveness-investigating-crime"} == {
        INVESTIGATING
    }


def test_a_pillars_headline_and_its_label_in_one_line() -> None:
    headline = "How effective is the force at keeping people safe and reducing crime? Good"
    told = grades_in(said(pillar_page(title="Kent PEEL 2016", headline=headline, grade=None)))
    assert told == {"effectiveness": GOOD}


def test_renderings_bind_the_same_grades_or_none() -> None:
    page = pillar_page(
        section(2, INVESTIGATING, "Requires improvement", "Kent Police requires improvement at investigating crime."),
        section(3, VULNERABLE, "Good", "Kent Police has changed."),
        section(4, ORGANISED, "Outstanding", "Kent Police is outstanding at tackling serious and organised crime."),
        grade="Good",
    )
    full = grades_in(said(page, "peel-assessments/peel-2017/kent/effectiveness"))
    for lose in (in_a, in_c):
        poor = grades_in(said(lose(page), "peel-assessments/peel-2017/kent/effectiveness"))
        assert set(poor) == set(full)
        for key, told in poor.items():
            assert told == full[key] or told == (None, "unreadable")
        assert poor["effectiveness-serious-organised-crime"] == OUT
