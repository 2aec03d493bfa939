"""Pages that speak of several forces: each reading is bound to its own (issue 6; A42, A61, A67, A68, A72 to A75)."""

from __future__ import annotations

from pipeline.meaning.interpret import interpret
from tests.drawn import (
    PREVENTING,
    Page,
    codes,
    grades_in,
    gradings,
    lines,
    path,
    pillar_page,
    published,
    said,
    section,
    table,
)

NOTICE_2017 = lines(
    """
    PEEL: police effectiveness 2017 – force press releases

    Police effectiveness is one of the all-force inspections.

    Forces were assessed against the following areas:

      • Preventing crime and tackling anti-social behaviour; and
      • Specialist capabilities.

    Essex Police's effectiveness at keeping people safe and reducing crime is good

    HMICFRS judged that Essex Police:

      • is ‘good’ at preventing crime and tackling anti-social behaviour;
      • is ‘good’ at investigating crime and reducing re-offending;
      • ‘requires improvement’ at protecting vulnerable people; and
      • is ‘outstanding’ at tackling serious and organised crime.

    PEEL: police effectiveness 2017 – Essex Police

    HM Inspector of Constabulary Ann Example said:

    “Essex Police is good at investigating crime, like Kent Police.”

    Kent Police's effectiveness at keeping people safe and reducing crime requires improvement

    HMICFRS judged that Kent Police:

      • ‘requires improvement’ in how it protects those who are vulnerable; and
      • is ‘good’ at visiting schools.

    Notes

      • is ‘inadequate’ at preventing crime.
    """
)
ADDRESS_2017 = "news/news-feed/peel-police-effectiveness-2017-force-press-releases"


def test_a_notice_on_several_forces_binds_each_grade_to_its_force() -> None:
    told = said(NOTICE_2017, ADDRESS_2017)
    found = {
        (r.subject.force_id, (r.subject.question_id or "overall").removeprefix("2017-effectiveness-")): str(r.grade)
        for r in told.grades
    }
    assert found == {
        ("essex", "overall"): "Good",
        ("essex", "preventing-crime"): "Good",
        ("essex", "investigating-crime"): "Good",
        ("essex", "vulnerable-people"): "Requires improvement",
        ("essex", "serious-organised-crime"): "Outstanding",
        ("kent", "overall"): "Requires improvement",
        ("kent", "vulnerable-people"): "Requires improvement",
    }
    assert {"Notes", "visiting"} & {word for p in told.problems for word in (p.text or "").split()} == {"visiting"}
    assert codes(told).count("press_grade_unbound") == 2


def test_a_notice_in_the_form_of_2018_19_without_lead_in() -> None:
    told = said(
        lines(
            """
            PEEL: Police effectiveness, efficiency and legitimacy 2018/19 – group 1 force press releases

            Inspectors satisfied by most aspects of City of London Police’s performance

            HM Inspectorate of Constabulary has today published a report into the performance of City of London Police.

              • is ‘good’ at effectively reducing crime and keeping people safe;
              • is ‘good’ at operating efficiently and providing sustainable services to the public; and
              • ‘requires improvement’ at how legitimately it treats the public and its workforce

            Inspectors congratulate Kent Police

            Inspectors found that Kent Police:

              • is ‘outstanding’ at operating efficiently and providing sustainable services to the public; and
              • is ‘outstanding’ at how it treats the public and its workforce.
            """
        ),
        "news/news-feed/peel-2018-19-group-1-force-press-releases",
    )
    assert {(r.subject.force_id, r.subject.pillar, str(r.grade)) for r in told.grades} == {
        ("city-of-london", "effectiveness", "Good"),
        ("city-of-london", "efficiency", "Good"),
        ("city-of-london", "legitimacy", "Requires improvement"),
        ("kent", "efficiency", "Outstanding"),
        ("kent", "legitimacy", "Outstanding"),
    }


def test_a_lead_in_that_names_another_force_than_its_heading_binds_nothing() -> None:
    text = NOTICE_2017.replace("HMICFRS judged that Kent Police:", "HMICFRS judged that Essex Police:")
    told = said(text, ADDRESS_2017)
    assert {r.subject.question_id for r in told.grades if r.subject.force_id == "kent"} == {None}


def test_a42_the_press_tells_the_grade_and_the_page_tells_the_status() -> None:
    page = pillar_page(
        section(
            1,
            PREVENTING,
            None,
            "This question was not inspected in 2017. The grade and findings from last year’s inspection still stand.",
        ),
        title="Essex PEEL 2017",
    )
    rows = published(Page(NOTICE_2017, ADDRESS_2017), Page(page, "peel-assessments/peel-2017/essex/effectiveness"))
    told = gradings(rows, "essex")
    assert told["effectiveness-preventing-crime"] == ("Good", "carried_forward")
    assert told["effectiveness-investigating-crime"] == ("Good", "graded")
    doubtful = {row["text"] for row in rows["problems"] if row["code"] == "status_from_press_only"}
    assert any("investigating crime" in text for text in doubtful)
    assert not any("preventing crime" in text for text in doubtful)


NOTICE_2023 = lines(
    """
    Durham Constabulary does some things well

    Get the report

    PEEL 2023-25: An inspection of Durham Constabulary

    HMICFRS graded Durham Constabulary’s performance across 10 areas of policing and found the constabulary was
    outstanding in one area, good in two areas, ‘adequate’ in five areas and ‘requires improvement’ in two areas.

    “Durham Constabulary is good at preventing crime.”
    """
)


def test_a68_press_counts_without_names_are_no_gradings() -> None:
    told = said(NOTICE_2023.replace("was\n", "was "), "news/news-feed/durham-constabulary-does-some-things-well")
    assert told.grades == ()
    counts = [p for p in told.problems if p.code == "press_counts_only"]
    assert "1 Outstanding, 2 Good, 5 Adequate, 2 Requires improvement" in counts[0].message


def test_a67_press_and_page_disagree_on_the_number() -> None:
    report = lines(
        """
        Our inspection assessed how good Durham Constabulary is in ten areas of policing. We make graded \\
        judgments in nine of these ten as follows:

        PEEL 2023–2025

        In 2014 we began.
        """
    )
    rows = published(
        Page(NOTICE_2023.replace("was\n", "was "), "news/news-feed/durham-constabulary-does-some-things-well"),
        Page(report, "peel-reports/durham-2023-25"),
    )
    found = {row["code"] for row in rows["problems"]}
    assert {"press_counts_only", "judgments_not_in_capture"} <= found


def test_an_overview_table_binds_each_row_to_its_force() -> None:
    document = table(
        [
            ("Kent", "Effectiveness", "Good"),
            ("Kent", "Efficiency", "Outstanding"),
            ("Essex", "Effectiveness", "Requires improvement"),
            ("Dyfed-Powys", PREVENTING, "Good"),
            ("Avalon", "Effectiveness", "Good"),
            ("Kent", "Friendliness", "Good"),
        ],
        before=["PEEL 2018/19"],
    )
    told = interpret(document, path("peel-assessments/peel-2018"))
    assert {(r.subject.force_id, r.subject.pillar, r.subject.question_id, str(r.grade)) for r in told.grades} == {
        ("kent", "effectiveness", None, "Good"),
        ("kent", "efficiency", None, "Outstanding"),
        ("essex", "effectiveness", None, "Requires improvement"),
        ("dyfed-powys", "effectiveness", "2018-19-effectiveness-preventing-crime", "Good"),
    }


def test_an_overview_table_and_a_report_that_disagree_are_a_problem() -> None:
    document = table([("Kent", "Effectiveness", "Good")], before=["PEEL 2018/19"])
    page = pillar_page(
        title="Kent PEEL 2018",
        headline="How effectively does the force reduce crime and keep people safe?",
        grade="Inadequate",
    )
    rows = published(
        Page("overview", "peel-assessments/peel-2018", document=document),
        Page(page, "peel-assessments/peel-2018/kent/effectiveness"),
    )
    assert gradings(rows, "kent")["effectiveness"] == (None, "unreadable")
    assert "readings_disagree" in {row["code"] for row in rows["problems"]}


def test_a72_a_report_on_many_forces_without_a_cycle_binds_nothing() -> None:
    told = said(
        lines(
            """
            An inspection of the eastern regional response to serious and organised crime

            As part of our police effectiveness, efficiency and legitimacy inspections we looked at the region.

            Resources and skills: Essex Police

            Essex Police is good at tackling serious and organised crime.

            Resources and skills: British Transport Police

            British Transport Police is inadequate at tackling serious and organised crime.
            """
        ),
        "publication-html/inspection-of-the-eastern-regional-response-to-serious-and-organised-crime",
    )
    assert told.identity.page_kind == "separate_report"
    assert told.grades == ()
    assert {"force_unknown", "cycle_unknown"} <= set(codes(told))


def test_a73_a_grade_after_a_colon() -> None:
    text = lines(
        """
        PEEL 2023–25: The effectiveness of vetting arrangements in Cheshire Constabulary

        Vetting, IT monitoring and counter-corruption: requires improvement

        We found gaps.
        """
    )
    address = "publication-html/effectiveness-of-vetting-and-counter-corruption-arrangements-in-cheshire-constabulary"
    assert gradings(published(Page(text, address))) == {
        "vetting-and-counter-corruption": ("Requires improvement", "graded")
    }
    unknown = said(text.replace("PEEL 2023–25: ", "PEEL: "), address)
    assert unknown.grades == ()
    assert "cycle_unknown" in codes(unknown)


LETTER = lines(
    """
    Devon and Cornwall Police PEEL cause of concern closed

    Cause of concern: responding to the public

    The force does not answer calls.

    Within three months, Devon and Cornwall Police should:

      • answer calls.
    """
)


def test_a74_a_letter_closes_and_quotes_findings_without_adding_any() -> None:
    told = said(LETTER, "publication-html/devon-and-cornwall-police-cause-of-concern-closed-letter-september-2024")
    assert told.identity.page_kind == "letter"
    assert (told.findings, told.grades) == ((), ())
    assert codes(told) == ["quotes_findings"]


def test_a75_the_same_concern_in_report_and_letter_is_one_finding() -> None:
    report = lines(
        """
        Our inspection assessed how good Greater Manchester Police is in nine areas of policing. We make \\
        graded judgments in eight of these nine as follows:

        Responding to the public

        Cause of concern

        The force does not answer calls

        Recommendations

        Within three months, the force should:

          • answer calls.
        """
    )
    letter = LETTER.replace("Devon and Cornwall", "Greater Manchester")
    rows = published(
        Page(report, "peel-reports/greater-manchester-2021-22"),
        Page(letter, "publication-html/greater-manchester-police-peel-cause-of-concern-revisit-letter-october-2022"),
    )
    assert sorted(row["kind"] for row in rows["findings"]) == ["cause_of_concern", "recommendation"]


def test_a76_a_correction_note_is_reported() -> None:
    told = said(
        lines(
            """
            PEEL: Police effectiveness, efficiency and legitimacy 2018/19 – Gloucestershire Constabulary

            Published on: 2 May 2019

            Download the report

            Please note: wording corrected on p. 45 on 21 June 2019.
            """
        ),
        "publications/peel-assessment-2018-19-gloucestershire",
    )
    assert "corrected_after_publication" in codes(told)
    assert str(told.identity.published) == "2019-05-02"


def test_force_press_releases_among_the_publications_are_a_press_notice() -> None:
    text = lines(
        """
        PEEL: police efficiency 2017 - force press releases

        Published on: 9 November 2017

        Kent Police’s efficiency at keeping people safe and reducing crime is good

        HMICFRS judged that Kent Police:

          • is ‘outstanding’ at understanding the demands for its services;
          • is ‘good’ at how it uses its resources; and
          • is ‘good’ at planning for the future.
        """
    )
    told = said(text, "publications/peel-police-efficiency-2017-force-press-releases")
    assert told.identity.page_kind == "press_notice"
    assert codes(told) == []
    assert grades_in(told) == {
        "efficiency": ("Good", "graded"),
        "efficiency-understanding-demand": ("Outstanding", "graded"),
        "efficiency-use-of-resources": ("Good", "graded"),
        "efficiency-planning": ("Good", "graded"),
    }


def test_a_separate_report_without_a_cycle_is_no_error() -> None:
    text = "Effectiveness of vetting in Cheshire Constabulary\n\nVetting, IT monitoring: good\n\nWe found PEEL gaps.\n"
    told = said(text, "publication-html/effectiveness-of-vetting-arrangements-in-cheshire-constabulary")
    assert [(p.code, p.severity) for p in told.problems] == [("cycle_unknown", "warning")]


def notice_of_2021(*bullets: str, before: str = "") -> str:
    items = "\n".join(f"  • {bullet}" for bullet in bullets)
    return (
        "Skip to content\n\nDorset Police has work to do\n\nPublished on: 10 November 2022\n\n"
        f"HMICFRS has published its PEEL 2021/22 report on Dorset Police.\n\n{before}Dorset Police:\n\n{items}\n\n"
        "That is all.\n"
    )


NOTICE_OF_2021 = "news/news-feed/dorset-police-has-work-to-do"


def test_a_notice_of_2021_is_bound_by_the_framework_that_grades_all_it_names() -> None:
    told = said(
        notice_of_2021("is ‘good’ at recording data about crime;", "is ‘adequate’ at investigating crime."),
        NOTICE_OF_2021,
    )
    assert grades_in(told) == {"b-recording-crime": ("Good", "graded"), "b-investigating-crime": ("Adequate", "graded")}
    told = said(
        notice_of_2021(
            "is ‘inadequate’ at providing a service to victims of crime;", "is ‘good’ at managing offenders."
        ),
        NOTICE_OF_2021,
    )
    assert grades_in(told) == {
        "a-victims-service": ("Inadequate", "graded"),
        "a-managing-offenders": ("Good", "graded"),
    }


def test_a_notice_of_2021_whose_areas_both_frameworks_grade_is_not_bound() -> None:
    told = said(notice_of_2021("is ‘adequate’ at investigating crime."), NOTICE_OF_2021)
    assert grades_in(told) == {}
    assert "press_grade_unbound" in codes(told)


def test_sentences_of_a_notice_count_where_they_say_judged_and_name_the_force() -> None:
    judged = "Dorset Police is judged to be good at recording data about crime."
    told = said(notice_of_2021("thanks us.", before=f"{judged}\n\n"), NOTICE_OF_2021)
    assert grades_in(told) == {"b-recording-crime": ("Good", "graded")}
    for prose in (
        f"“{judged}”",
        "Dorset Police is good at recording data about crime.",
        "In 2019, Dorset Police was judged to be good at recording data about crime.",
        "Kent Police is judged to be good at recording data about crime.",
    ):
        assert grades_in(said(notice_of_2021("thanks us.", before=f"{prose}\n\n"), NOTICE_OF_2021)) == {}, prose
