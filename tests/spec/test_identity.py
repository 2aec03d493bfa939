"""Which report a page belongs to: force, cycle, pillar, kind of page, dates."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_text import read_text
from pipeline.words.addresses import canonical_url
from tests.drawn import (
    INVESTIGATING,
    VULNERABLE,
    Page,
    codes,
    grades_in,
    gradings,
    in_c,
    path,
    pillar_page,
    published,
    said,
    section,
)


def force_page(title: str, *lines: str) -> str:
    return "\n\n".join(["Skip to content", title, *lines]) + "\n"


def extent(how: str, grade: str) -> str:
    return f"The extent to which the force is {how} at keeping people safe and reducing crime {grade}."


BEFORE = force_page(
    "Bedfordshire 2016",
    "Read more about Bedfordshire 2016",
    "This is HMIC’s third PEEL (police effectiveness, efficiency and legitimacy) assessment of Bedfordshire Police.",
    extent("effective", "is not yet graded"),
    extent("efficient", "requires improvement"),
    extent("legitimate", "is good"),
)
AFTER = BEFORE.replace("Bedfordshire 2016\n\nThis", "Bedfordshire\n\nThis").replace(
    "is not yet graded", "is inadequate"
)


def test_a1_one_address_two_dates_two_grades() -> None:
    rows = published(
        Page(BEFORE, "peel-assessments/peel-2016/bedfordshire", day=1),
        Page(AFTER, "peel-assessments/peel-2016/bedfordshire", day=9),
    )
    assert gradings(rows) == {
        "effectiveness": ("Inadequate", "graded"),
        "efficiency": ("Requires improvement", "graded"),
        "legitimacy": ("Good", "graded"),
    }
    assert sorted(row["is_current"] for row in rows["documents"]) == [False, True]


def test_a1_the_later_stage_wins_even_if_it_was_captured_first() -> None:
    rows = published(
        Page(BEFORE, "peel-assessments/peel-2016/bedfordshire", day=9),
        Page(AFTER, "peel-assessments/peel-2016/bedfordshire", day=1),
    )
    assert gradings(rows)["effectiveness"] == ("Inadequate", "graded")


def test_a1_the_later_stage_wins_though_its_capture_lost_the_date() -> None:
    dated = (
        BEFORE
        + "\n\nHow efficient is the force at keeping people safe and reducing crime?\n\nLast updated 03/11/2016\n"
    )
    address = "peel-assessments/peel-2016/bedfordshire"
    for pages in (
        (Page(dated, address, day=9), Page(AFTER, address, day=1)),
        (Page(AFTER, address), Page(dated, address)),
    ):
        assert gradings(published(*pages))["effectiveness"] == ("Inadequate", "graded")


def test_a_page_known_to_be_newer_may_await_a_grade_again() -> None:
    updated = "\n\nHow efficient is the force at keeping people safe and reducing crime?\n\nLast updated {}\n"
    address = "peel-assessments/peel-2016/bedfordshire"
    rows = published(
        Page(BEFORE + updated.format("09/05/2017"), address), Page(AFTER + updated.format("02/03/2017"), address)
    )
    assert gradings(rows)["effectiveness"] == (None, "not_yet_graded")


def test_a2_three_stages_of_one_year() -> None:
    stages = [
        force_page("Hertfordshire 2017", extent("effective", a), extent("efficient", b), extent("legitimate", c))
        for a, b, c in [
            ("is not yet graded", "is good", "is not yet graded"),
            ("is not yet graded", "is good", "is good"),
            ("is good", "is good", "is good"),
        ]
    ]
    pages = [Page(text, "peel-assessments/peel-2017/hertfordshire", day) for day, text in enumerate(stages, start=1)]
    for count, expected in ((1, 1), (2, 2), (3, 3)):
        told = gradings(published(*pages[:count]))
        assert sum(grade == "Good" for grade, _ in told.values()) == expected
        assert sum(status == "not_yet_graded" for _, status in told.values()) == 3 - expected


def test_a3_an_old_host_shows_the_old_stage() -> None:
    old = "http://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2017/devon-and-cornwall/"
    assert canonical_url(old) == path("peel-assessments/peel-2017/devon-and-cornwall")
    before = force_page("Devon and Cornwall 2017", extent("effective", "is not yet graded"))
    after = force_page("Devon and Cornwall 2017", extent("effective", "requires improvement"))
    rows = published(
        Page(before, "peel-assessments/peel-2017/devon-and-cornwall", day=20),
        Page(after, "peel-assessments/peel-2017/devon-and-cornwall", day=2),
    )
    assert gradings(rows) == {"effectiveness": ("Requires improvement", "graded")}


def test_a4_not_graded_on_purpose() -> None:
    text = force_page(
        "Greater Manchester 2017",
        extent("effective", "requires improvement"),
        extent("efficient", "is not graded"),
        extent("legitimate", "is not graded"),
        "Efficiency",
        "How efficient is the force at keeping people safe and reducing crime?",
        "Last updated 09/11/2017\nNot being graded",
    )
    assert gradings(published(Page(text, "peel-assessments/peel-2017/greater-manchester"))) == {
        "effectiveness": ("Requires improvement", "graded"),
        "efficiency": (None, "not_graded"),
        "legitimacy": (None, "not_graded"),
    }


def test_a4_an_earlier_not_yet_graded_does_not_contradict() -> None:
    early = force_page("Greater Manchester 2017", extent("legitimate", "is not yet graded"))
    late = force_page("Greater Manchester 2017", extent("legitimate", "is not graded"))
    rows = published(Page(early, "peel-assessments/peel-2017/greater-manchester"), Page(late, "greater-manchester"))
    assert gradings(rows)["legitimacy"] == (None, "not_graded")
    assert "readings_disagree" not in {row["code"] for row in rows["problems"]}


def test_a5_a_tranche_three_force_published_early() -> None:
    text = force_page(
        "Cleveland 2018/19",
        "Cleveland was inspected in tranche three. We have graded Cleveland as inadequate in each of "
        "the three pillars.",
        "The extent to which the force is effective at reducing crime and keeping people safe is inadequate.",
        "The extent to which the force operates efficiently and sustainably is inadequate.",
        "The extent to which the force treats the public and its workforce legitimately is inadequate.",
    )
    told = said(text, "peel-assessments/peel-2018/cleveland")
    assert set(grades_in(told).values()) == {("Inadequate", "graded")}
    assert set(grades_in(told)) == {"effectiveness", "efficiency", "legitimacy"}
    assert told.identity.last_updated is None
    assert told.identity.published is None


def test_a6_the_cycle_comes_from_the_title() -> None:
    told = said(force_page("Bedfordshire 2014", "Contact HMICFRS", "HMI's observations"), "hmic/bedfordshire")
    assert (told.identity.force_id, told.identity.cycle_id) == ("bedfordshire", "2014")
    assert told.identity.page_kind == "force_page"


@pytest.mark.parametrize(
    ("number", "address"),
    [
        (7, "https://www.justiceinspectorates.gov.uk///hmicfrs/peel-assessments/peel-2018/kent/"),
        (8, "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2018/kent/?"),
        (9, "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2018/kent"),
        (9, "http://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2018/kent/"),
    ],
)
def test_a7_a8_a9_slashes_question_marks_and_hosts_name_one_page(number: int, address: str) -> None:
    assert canonical_url(address) == path("peel-assessments/peel-2018/kent")


def test_a10_a_renamed_force_is_one_force() -> None:
    before = said(force_page("Hampshire PEEL 2016", "Leadership"), "peel-assessments/peel-2016/hampshire/leadership")
    after = said(
        "Overall summary\nOur inspection assessed how good Hampshire and Isle of Wight Constabulary "
        "is in nine areas.\n",
        "peel-reports/hampshire-and-isle-of-wight-2021-22",
    )
    assert before.identity.force_id == after.identity.force_id == "hampshire"


def test_a11_the_full_name_in_a_title() -> None:
    told = said(force_page("Lancashire Constabulary PEEL 2014", "Legitimacy"))
    assert (told.identity.force_id, told.identity.cycle_id) == ("lancashire", "2014")


@pytest.mark.parametrize("title", ["Kent 2018/19", "Kent PEEL 2018", "Kent PEEL 2018/19"])
def test_a12_two_labels_for_one_cycle(title: str) -> None:
    assert said(force_page(title, "HMI's observations")).identity.cycle_id == "2018-19"


KINDS = [
    ("peel-assessments/peel-2015", "overview", None, "2015", None),
    ("peel-assessments/peel-2018", "overview", None, "2018-19", None),
    ("peel-assessments/peel-2017/kent", "force_page", "kent", "2017", None),
    ("peel-assessments/peel-2016/gwent/effectiveness", "pillar_page", "gwent", "2016", "effectiveness"),
    ("peel-assessments/peel-2015/essex/legitimacy", "pillar_page", "essex", "2015", "legitimacy"),
    ("peel-assessments/peel-2016/cleveland/leadership", "leadership_page", "cleveland", "2016", "leadership"),
    ("peel-assessments/peel-2017/essex/other-reports", "other_reports", "essex", "2017", None),
    (
        "peel-assessments/peel-2018/durham/legitimacy/detailed-findings",
        "detailed_findings",
        "durham",
        "2018-19",
        "legitimacy",
    ),
    ("peel-reports/kent-2021-22", "report", "kent", "2021-22", None),
    ("peel-reports/derbyshire-2023-25", "report", "derbyshire", "2023-25", None),
    ("peel-reports/kent-2025-27", "report", "kent", "2025-27", None),
    ("peel-reports/heddlu-gwent-2021-22", "report", "gwent", "2021-22", None),
    ("publications/police-effectiveness-vulnerability-2015-kent", "publication_page", "kent", "2015", "effectiveness"),
    ("publications/peel-police-legitimacy-2017-dorset", "publication_page", "dorset", "2017", "legitimacy"),
    ("publications/peel-assessment-2018-19-gloucestershire", "publication_page", "gloucestershire", "2018-19", None),
    ("publications/peel-assessment-2021-22-lancashire", "publication_page", "lancashire", "2021-22", None),
    ("publications/peel-assessment-2023-25-humberside", "publication_page", "humberside", "2023-25", None),
    ("publication-html/peel-assessment-framework-2023-25", "methodology", None, "2023-25", None),
    ("peel-assessments/how-we-inspect/2016-peel-assessment", "methodology", None, None, None),
    ("peel-assessments/what-is-peel", "methodology", None, None, None),
    ("our-work/peel-assessments/the-first-peel-assessment", "methodology", None, None, None),
    ("peel-assessments/national-peel-reports", "overview", None, None, None),
    (
        "news/news-feed/peel-police-effectiveness-2017-force-press-releases",
        "press_notice",
        None,
        "2017",
        "effectiveness",
    ),
    ("news/news-feed/kent-police-needs-to-improve", "press_notice", "kent", None, None),
    (
        "publication-html/devon-and-cornwall-police-cause-of-concern-closed-letter-september-2024",
        "letter",
        "devon-and-cornwall",
        None,
        None,
    ),
    (
        "publication-html/effectiveness-of-vetting-and-counter-corruption-arrangements-in-cheshire-constabulary",
        "separate_report",
        "cheshire",
        None,
        None,
    ),
]


@pytest.mark.parametrize(("address", "kind", "force", "cycle", "pillar"), KINDS)
def test_the_address_tells_kind_force_cycle_and_pillar(
    address: str, kind: str, force: str | None, cycle: str | None, pillar: str | None
) -> None:
    identity = said(
        "Police effectiveness, efficiency and legitimacy (PEEL)\n\nSome words about it.\n", address
    ).identity
    assert identity.page_kind == kind
    assert (identity.force_id, identity.cycle_id, identity.pillar) == (force, cycle, pillar)


def test_an_address_without_a_year_gets_its_cycle_from_the_text() -> None:
    told = said(
        "Derbyshire PEEL 2021/22\n\nWe inspected the force in 11 areas of policing.\n\nPEEL Scorecard Key\n",
        "peel-assessments/derbyshire",
    )
    assert (told.identity.force_id, told.identity.cycle_id) == ("derbyshire", "2021-22")


@pytest.mark.parametrize(
    ("title", "force", "cycle"),
    [
        ("PEEL: Police effectiveness, efficiency and legitimacy 2018/19 – Kent Police", "kent", "2018-19"),
        ("PEEL: police legitimacy 2017 - Dorset Police", "dorset", "2017"),
        ("PEEL: Police legitimacy 2017 – Dorset Police", "dorset", "2017"),
        ("PEEL 2021/22 – An inspection of Lancashire Constabulary", "lancashire", "2021-22"),
        ("PEEL 2023–2025: An inspection of Devon and Cornwall Police", "devon-and-cornwall", "2023-25"),
        ("PEEL 2023-25: An inspection of the Metropolitan Police Service", "metropolitan", "2023-25"),
    ],
)
def test_titles_of_publications(title: str, force: str, cycle: str) -> None:
    identity = said(f"{title}\n\nPublished on: 2 May 2019\n\nGet the report\n").identity
    assert (identity.force_id, identity.cycle_id) == (force, cycle)
    assert identity.published == date(2019, 5, 2)


def test_title_and_address_of_two_forces_bind_nothing() -> None:
    told = said(pillar_page(section(1, VULNERABLE, "Good")), "peel-assessments/peel-2017/essex/effectiveness")
    assert "identity_disagrees" in codes(told)
    assert told.grades == ()


def test_title_and_address_of_two_years_bind_nothing() -> None:
    told = said(pillar_page(section(1, VULNERABLE, "Good")), "peel-assessments/peel-2016/kent/effectiveness")
    assert "identity_disagrees" in codes(told)
    assert told.grades == ()


def test_a_page_without_force_or_cycle_gives_problems_and_no_rows() -> None:
    told = said(f"A page\n\n{INVESTIGATING}\n\nGood\n\nSome words.\n")
    assert {"force_unknown", "cycle_unknown"} <= set(codes(told))
    assert told.grades == ()


def test_a_fire_report_is_no_peel_page() -> None:
    told = said("Kent Fire and Rescue Service\n\nEffectiveness\n\nGood\n", "frs-assessment/frs-2018/kent")
    assert codes(told) == ["not_a_peel_page"]
    assert told.grades == ()


def test_a55_each_page_keeps_its_own_date() -> None:
    pillar = pillar_page(title="Merseyside PEEL 2018", updated="20/01/2020", grade="Good").replace(
        "How effective is the force at keeping people safe and reducing crime?",
        "How effectively does the force reduce crime and keep people safe?",
    )
    detailed = pillar.replace("20/01/2020", "21/01/2020")
    rows = published(
        Page(pillar, "peel-assessments/peel-2018/merseyside/effectiveness"),
        Page(detailed, "peel-assessments/peel-2018/merseyside/effectiveness/detailed-findings"),
    )
    assert sorted(row["last_updated"] for row in rows["documents"]) == [date(2020, 1, 20), date(2020, 1, 21)]
    assert gradings(rows) == {"effectiveness": ("Good", "graded")}


def test_a56_publication_and_page_date_are_two_things() -> None:
    told = said(
        "PEEL 2021/22 – An inspection of Kent Police\n\nPublished on: 6 October 2022\n\nForeword of 7 February 2020.\n",
        "peel-reports/kent-2021-22",
    )
    assert told.identity.published == date(2022, 10, 6)
    assert told.identity.last_updated is None


def test_rendering_c_without_title_is_identified_by_its_address() -> None:
    text = in_c(pillar_page(section(1, VULNERABLE, "Good", "The force does this well.")))
    told = said(text.split("\n", 1)[1], "peel-assessments/peel-2017/kent/effectiveness")
    assert (told.identity.force_id, told.identity.cycle_id, told.identity.pillar) == ("kent", "2017", "effectiveness")


def test_two_reports_in_one_file_bind_nothing() -> None:
    first, second = pillar_page(title="Gwent PEEL 2017"), pillar_page(title="Dorset PEEL 2017", grade="Inadequate")
    for other in (second, pillar_page(title="Gwent PEEL 2016", grade="Inadequate")):
        told = said(first + "\n" + other)
        assert codes(told) == ["several_reports"]
        assert not told.grades
        assert not told.findings
        assert not told.bullets
        assert "begins with" in told.problems[0].message


def test_two_reports_since_2021_22_in_one_file_bind_nothing() -> None:
    report = (
        "Overall summary\nOur inspection assessed how good {} is in nine areas of policing. We make graded judgments "
        "in eight of these nine as follows:\nWe set out our detailed findings.\n"
    )
    text = report.format("Kent Police") + report.format("Dorset Police")
    assert codes(said(text, "peel-reports/kent-2023-25")) == ["several_reports"]


def test_two_pillars_of_one_force_in_one_file_are_one_report() -> None:
    told = said(pillar_page(title="Kent PEEL 2017") + "\n" + pillar_page(title="Kent PEEL 2017", pillar="Efficiency"))
    assert "several_reports" not in codes(told)
    assert set(grades_in(told)) == {"effectiveness", "efficiency"}


def test_links_to_other_years_are_no_other_reports() -> None:
    links = "Kent 2014\n\nKent 2015\n\nKent 2016\n\n"
    page = pillar_page(title="Kent PEEL 2017")
    for text in (page.replace("Kent PEEL 2017", links + "Kent PEEL 2017"), page + "\n" + links):
        told = said(text)
        assert (told.identity.force_id, told.identity.cycle_id) == ("kent", "2017")
        assert grades_in(told)["effectiveness"][1] == "graded"


def test_peel_in_other_senses_is_no_peel_page() -> None:
    assert codes(said("Apple pie\n\nPeel the apples and cut them.\n\nServe good and warm.\n")) == ["not_a_peel_page"]


def test_a_page_that_tells_nothing_says_so() -> None:
    told = said(
        "Derbyshire PEEL 2021/22\n\nWe inspected the force. HMICFRS graded it.\n", "peel-assessments/derbyshire"
    )
    assert codes(told) == ["grades_not_in_capture"]


INTEGRITY = "publication-html/effectiveness-of-integrity-arrangements-in-hampshire-and-isle-of-wight-constabulary"


def integrity_report(said_of_itself: str) -> str:
    return (
        "The effectiveness of integrity arrangements in Hampshire and Isle of Wight Constabulary\n\n"
        f"Published on: 6 March 2025\n\nIntroduction\n\n{said_of_itself}\n\n"
        "Professional standards\n\nGood\n\nThe constabulary deals well with complaints.\n"
    )


@pytest.mark.parametrize(
    "said_of_itself",
    [
        "This inspection is part of our PEEL 2023–25 inspections.",
        "This report forms part of PEEL 2023-25.",
        "We inspected the constabulary in the autumn as part of our 2023–25 PEEL assessments.",
        "This inspection was part of our PEEL inspections 2023–25. It was a long one.",
    ],
)
def test_a_separate_report_belongs_to_the_cycle_that_it_says_it_is_part_of(said_of_itself: str) -> None:
    told = said(integrity_report(said_of_itself), INTEGRITY)
    assert (told.identity.force_id, told.identity.cycle_id) == ("hampshire", "2023-25")
    assert grades_in(told) == {"professional-standards": ("Good", "graded")}


@pytest.mark.parametrize(
    "said_of_itself",
    [
        "We looked at this in our PEEL 2023–25 inspection, too.",
        "This inspection will be part of our PEEL 2025–27 inspections.",
        "This inspection is part of our PEEL 2023–25 inspections. This report forms part of PEEL 2025–27.",
        "What we find will be used as part of PEEL 2023–25.",
        "This inspection is part of our PEEL inspections.",
        "You can read our PEEL 2023–25 report on the constabulary.",
    ],
)
def test_a_separate_report_that_does_not_say_so_is_not_bound(said_of_itself: str) -> None:
    told = said(integrity_report(said_of_itself), INTEGRITY)
    assert told.identity.cycle_id is None
    assert "cycle_unknown" in codes(told)


@pytest.mark.parametrize("title", ["PEEL 2017: effectiveness", "PEEL: Police effectiveness 2017 – a national overview"])
@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        ("Most forces are good at this, Kent among them.", "overview", "overview_without_grades"),
        ("Good", "pillar_page", "force_unknown"),
    ],
)
def test_pillar_title_without_force_or_label_is_an_overview(title: str, text: str, kind: str, problem: str) -> None:
    told = interpret(read_text(f"{title}\n\nLast updated 22/03/2018\n\n{text}\n".encode()), None)
    assert told.identity.page_kind == kind
    assert (told.identity.force_id, told.identity.cycle_id) == (None, "2017")
    assert problem in [p.code for p in told.problems]
    assert told.grades == ()


def test_pillar_title_without_force_is_of_the_force_that_the_text_speaks_of() -> None:
    text = "PEEL 2017: effectiveness\n\nKent Police is good.\n\nWe looked at Kent Police in May.\n"
    told = interpret(read_text(text.encode()), None)
    assert (told.identity.page_kind, told.identity.force_id) == ("pillar_page", "kent")


def test_a_page_below_a_pillar_is_that_of_a_question() -> None:
    text = force_page("Kent PEEL 2018", "Effectiveness", VULNERABLE, "Last updated 27/09/2019", "Good", "Some words.")
    told = said(text, "peel-assessments/peel-2018/kent/effectiveness/protecting-vulnerable-people")
    assert str(told.identity.page_kind) == "question_page"
    assert grades_in(told) == {"effectiveness-vulnerable-people": ("Good", "graded")}


def test_a_page_below_a_report_is_a_section_of_it() -> None:
    text = force_page(
        "Kent PEEL Assessment 2023–25", "Investigating crime", "Good", "Kent Police is good at investigating crime."
    )
    told = said(text, "peel-reports/kent-2023-25/investigating-crime")
    assert (str(told.identity.page_kind), told.identity.force_id) == ("report_section", "kent")
    assert grades_in(told) == {"investigating-crime": ("Good", "graded")}
