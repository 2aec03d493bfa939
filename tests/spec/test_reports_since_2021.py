"""Reports of 2021/22 and later: areas of policing, headed findings, Welsh editions (field guide 4.3, 4.6, A60–A71)."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_text import read_text
from tests.drawn import (
    Page,
    codes,
    grades_in,
    gradings,
    in_a,
    lines,
    one,
    path,
    published,
    said,
    table,
)


def report(*blocks: str, force: str = "Kent Police", areas: str = "nine", graded: str = "eight", b: bool = True) -> str:
    """A report page in full text."""
    opening = [
        "Skip to content",
        "Overall summary",
        "Our judgments",
        f"Our inspection assessed how good {force} is in {areas} areas of policing. We make graded "
        f"judgments in {graded} "
        f"of these {areas} as follows:",
    ]
    if b:
        opening.append(
            f"We also inspected how effective a service {force} gives to victims of crime. We don’t make a graded "
            "judgment in this overall area."
        )
    opening.append("We set out our detailed findings about things the force is doing well.")
    return "\n\n".join([*opening, *(lines(block).strip("\n") for block in blocks)]) + "\n"


INVESTIGATING = """
Investigating crime

Requires improvement

Kent Police requires improvement at investigating crime.

Areas for improvement

The force needs to improve how it supervises investigations

Supervisors don’t always review investigations. In our review:

  • plans were missing; and
  • victims were not told.

This means that cases fail.

The force doesn’t consistently achieve appropriate outcomes for victims

Too few cases end well.

Main findings

In this section, we set out our main findings that relate to investigating crime.

The force needs to do more in this matter

It has plans:

  • to train; and
  • to learn.
"""


def test_a60_judgments_not_in_capture() -> None:
    told = said(report(), "peel-reports/bedfordshire-2021-22")
    assert "judgments_not_in_capture" in codes(told)
    assert len(told.grades) == 9 - 1
    assert set(grades_in(told).values()) == {(None, "unreadable")}
    rows = published(Page(report(), "peel-reports/bedfordshire-2021-22"))
    state = one(rows["coverage"], force_id="bedfordshire", question_id="2021-22-b-investigating-crime")["state"]
    assert state == "unreadable"


def test_a60_sections_give_what_they_state() -> None:
    told = said(report(INVESTIGATING), "peel-reports/kent-2023-25")
    assert grades_in(told)["investigating-crime"] == ("Requires improvement", "graded")
    assert "judgments_not_in_capture" in codes(told)


@pytest.mark.parametrize("lose", [str, in_a])
def test_a69_a_finding_is_a_heading_and_its_paragraphs(lose: object) -> None:
    told = said(lose(report(INVESTIGATING)), "peel-reports/kent-2023-25")  # type: ignore[operator]
    assert [(f.kind, f.text) for f in told.findings] == [
        ("area_for_improvement", "The force needs to improve how it supervises investigations"),
        ("area_for_improvement", "The force doesn’t consistently achieve appropriate outcomes for victims"),
    ]
    assert told.findings[0].full_text.endswith(
        "In our review: plans were missing; and victims were not told. This means that cases fail."
    )
    assert [(b.text, b.kind, b.lead_in) for b in told.bullets] == [
        ("plans were missing; and", "area_for_improvement", "In our review:"),
        ("victims were not told.", "area_for_improvement", "In our review:"),
        ("to train; and", "narrative", "It has plans:"),
        ("to learn.", "narrative", "It has plans:"),
    ]
    assert {b.finding_id for b in told.bullets[:2]} == {told.findings[0].finding_id}
    assert {b.finding_id for b in told.bullets[2:]} == {None}


def test_one_box_for_each_area_for_improvement() -> None:
    box = "Area for improvement\n\nThe force should {}\n\nIt doesn’t do it well enough."
    told = said(
        report("Responding to the public\n\nAdequate", box.format("answer calls"), box.format("visit sooner")),
        "peel-reports/kent-2023-25",
    )
    assert [(f.text, f.ordinal) for f in told.findings] == [
        ("The force should answer calls", 1),
        ("The force should visit sooner", 2),
    ]


def test_a_statement_too_long_for_a_heading_is_one_by_its_missing_stop() -> None:
    statement = (
        "The force needs to make sure that it carries out risk assessments for all victims and "
        "witnesses of domestic abuse "
        "who call it and who may be at risk of more harm"
    )
    told = said(
        report(
            "Protecting vulnerable people",
            "Good",
            f"Areas for improvement\n\n{statement}\n\nSome are missed.\n\nThe force should "
            f"listen\n\nIt doesn’t always.",
        ),
        "peel-reports/kent-2023-25",
    )
    assert [f.text for f in told.findings] == [statement, "The force should listen"]


CONCERN = """
Responding to the public

Inadequate

Cause of concern

The force doesn’t answer calls quickly enough

Many callers give up. They wait too long.

Recommendations

Within three months, the force should:

  • answer more calls; and
  • call back those who gave up.

Within six months, Kent Police should make sure that it has enough staff.

Main findings

In this section, we set out our main findings that relate to responding to the public.

Staff are kind.
"""


def test_a_cause_of_concern_with_recommendations_and_deadlines() -> None:
    text = "PEEL 2023–25: An inspection of Kent Police\n\nPublished on: 12 March 2024\n\n" + report(CONCERN)
    told = said(text, "peel-reports/kent-2023-25")
    concern, *recommendations = told.findings
    assert (concern.kind, concern.text) == ("cause_of_concern", "The force doesn’t answer calls quickly enough")
    assert concern.full_text == f"{concern.text} Many callers give up. They wait too long."
    assert [(f.kind, f.text, str(f.deadline), f.parent_finding_id == concern.finding_id) for f in recommendations] == [
        ("recommendation", "answer more calls; and", "2024-06-12", True),
        ("recommendation", "call back those who gave up.", "2024-06-12", True),
        (
            "recommendation",
            "Within six months, Kent Police should make sure that it has enough staff.",
            "2024-09-12",
            True,
        ),
    ]
    assert next(p for p in told.passages if p.passage.text == "Staff are kind.").claimed_by == "narrative"


def test_an_inadequate_without_cause_of_concern_fails_a_check() -> None:
    alone = report("Responding to the public\n\nInadequate\n\nWords.")
    for text, passed in ((report(CONCERN), True), (alone, False)):
        check = one(published(Page(text, "peel-reports/kent-2023-25"))["checks"], check_id="inadequate_has_concern")
        assert check["passed"] is passed


def test_practice_boxes() -> None:
    told = said(
        report(
            "Preventing crime\n\nGood",
            "Innovative practice\n\nThe force uses a bus to reach people\n\nIt visits villages.",
            "Promising practice\n\nThe force plans with schools\n\nIt trains teachers.",
        ),
        "peel-reports/kent-2023-25",
    )
    assert [(f.kind, f.text) for f in told.findings] == [
        ("practice", "The force uses a bus to reach people"),
        ("practice", "The force plans with schools"),
    ]


def test_a61_a_page_that_grew_is_a_new_document_of_the_same_report() -> None:
    before = report("Managing offenders\n\nGood\n\nWords.", areas="ten", graded="nine")
    after = (
        before.replace("ten", "12").replace("nine", "11") + "\nDisrupting serious organised crime\n\nGood\n\nWords.\n"
    )
    rows = published(
        Page("Published on: 1 June 2022\n\n" + before, "peel-reports/kent-2021-22", day=1),
        Page("Published on: 2 March 2023\n\n" + after, "peel-reports/kent-2021-22", day=9),
    )
    assert len(rows["documents"]) == 2
    assert gradings(rows)["b-serious-organised-crime"] == ("Good", "graded")
    assert len([row for row in rows["gradings"] if row["question_id"].endswith("managing-offenders")]) == 1


@pytest.mark.parametrize(
    ("areas", "graded", "expected"),
    [("nine", "eight", 8), ("ten", "nine", 9), ("10", "9", 9), ("11", "10", 10), ("12", "11", 11)],
)
def test_a62_numbers_as_words_or_figures_check_the_gradings(areas: str, graded: str, expected: int) -> None:
    text = report("Managing offenders\n\nGood\n\nWords.", areas=areas, graded=graded)
    check = one(published(Page(text, "peel-reports/kent-2021-22"))["checks"], check_id="graded_areas_stated")
    assert (check["expected"], check["found"], check["passed"]) == (f"{expected} graded areas", "1", False)


@pytest.mark.parametrize(("again", "expected"), [("one", "1"), ("two", "1 and 2")])
def test_a62_numbers_that_are_announced_twice_are_one_check(again: str, expected: str) -> None:
    """Two of one name would be two problems of one id, which no release may have. Where they differ, none is right."""
    text = report("Managing offenders\n\nGood\n\nWords.", graded="one") + (
        f"\nSummary\n\nWe make graded judgments in {again} of these nine.\n"
    )
    check = one(published(Page(text, "peel-reports/kent-2021-22"))["checks"], check_id="graded_areas_stated")
    assert (check["expected"], check["found"]) == (f"{expected} graded areas", "1")
    assert check["passed"] is (again == "one")


def test_a62_as_many_as_announced_passes() -> None:
    areas = [
        "Preventing crime", "Treatment of the public", "Responding to the public", "Investigating crime",
        "Protecting vulnerable people", "Managing offenders", "Developing a positive workplace",
        "Good use of resources",
    ]  # fmt: skip
    text = report(*(f"{area}\n\nGood\n\nWords." for area in areas))
    rows = published(Page(text, "peel-reports/kent-2021-22"))
    assert one(rows["checks"], check_id="graded_areas_stated")["passed"] is True


def test_a63_the_heading_our_judgments_is_missing() -> None:
    with_heading, without = report(INVESTIGATING), report(INVESTIGATING).replace("Our judgments\n\n", "")
    address = "peel-reports/kent-2023-25"
    assert grades_in(said(without, address)) == grades_in(said(with_heading, address))
    assert "judgments_not_in_capture" in codes(said(without, address))


@pytest.mark.parametrize(
    ("line", "area", "grade"),
    [
        ("Preventing crime Good", "preventing-crime", "Good"),
        ("Requires improvement – Preventing crime", "preventing-crime", "Requires improvement"),
        ("Good use of resources Adequate", "use-of-resources", "Adequate"),
        ("Good use of resources", "use-of-resources", None),
        ("Crime prevention is good", None, None),
    ],
)
def test_an_area_and_its_label_in_one_line(line: str, area: str | None, grade: str | None) -> None:
    told = grades_in(said(report(f"{line}\n\nThe force meets people."), "peel-reports/kent-2021-22"))
    graded = {key: value for key, value in told.items() if value[1] == "graded"}
    assert graded == ({f"b-{area}": (grade, "graded")} if grade else {})


def test_leadership_and_management_is_good_at_the_beginning_of_its_section() -> None:
    for sentence, expected in (
        ("Kent Police’s leadership and management is good.", {"leadership": ("Good", "graded")}),
        ("Kent Police’s leadership and management is good in parts.", {}),
        ("It has a new chief. Its leadership and management is good.", {}),
    ):
        text = report(f"Leadership and force management\n\n{sentence}")
        told = grades_in(said(text, "peel-reports/kent-2023-25"))
        assert {key: value for key, value in told.items() if value[1] == "graded"} == expected


def test_judgments_as_items_with_their_labels() -> None:
    text = report("").replace(
        "as follows:", "as follows:\n\n  • Preventing crime Good\n  • Investigating crime Adequate"
    )
    told = grades_in(said(text, "peel-reports/kent-2021-22"))
    assert {key: value for key, value in told.items() if value[1] == "graded"} == {
        "b-preventing-crime": ("Good", "graded"),
        "b-investigating-crime": ("Adequate", "graded"),
    }


def test_a64_the_sentence_on_victims_is_missing() -> None:
    told = said(report(INVESTIGATING, b=False), "peel-reports/cambridgeshire-2021-22")
    assert told.identity.framework == "B"
    assert grades_in(told)["b-investigating-crime"] == ("Requires improvement", "graded")


FRAMEWORK_A = (
    "We also inspected how well Durham Constabulary meets its obligations under the strategic "
    "policing requirement, and "
    "how well it protects the public from armed threats. We do not make graded judgments in these areas."
)


def test_a65_framework_a() -> None:
    told = said(
        report(
            FRAMEWORK_A,
            "Supporting victims\n\nInadequate\n\nWords.",
            "Meeting the strategic policing requirement\n\nWords.",
            force="Durham Constabulary",
            areas="12",
            graded="10",
            b=False,
        ),
        "peel-reports/durham-2021-22",
    )
    assert told.identity.framework == "A"
    assert grades_in(told)["a-victims-service"] == ("Inadequate", "graded")
    assert grades_in(told)["a-strategic-policing-requirement"] == (None, "not_graded")
    assert not any(key.startswith("b-") for key in grades_in(told))


def test_a65_coverage_expects_the_framework_that_the_report_follows() -> None:
    rows = published(
        Page(
            report(FRAMEWORK_A, force="Durham Constabulary", areas="12", graded="10", b=False),
            "peel-reports/durham-2021-22",
        )
    )
    asked = {
        row["question_id"] for row in rows["coverage"] if (row["force_id"], row["cycle_id"]) == ("durham", "2021-22")
    }
    assert {question.split("-")[2] for question in asked} == {"a"}


def test_an_untold_framework_binds_nothing_and_says_so() -> None:
    told = said("Overall summary\n\nInvestigating crime\n\nGood\n\nWords.\n", "peel-reports/kent-2021-22")
    assert not any(reading.grade for reading in told.grades)
    assert {"framework_unknown", "stray_label"} <= set(codes(told))


def test_a66_only_the_final_grade_is_on_the_page() -> None:
    pilots = (
        "Three forces volunteered to pilot our new approach. We made our first judgments in May 2021 and our revisit "
        "judgments in May 2022. In 2021, we graded Merseyside Police as inadequate at investigating crime."
    )
    text = report(
        FRAMEWORK_A.replace("Durham Constabulary", "Merseyside Police"),
        pilots,
        "Investigating crime\n\nGood\n\nMerseyside Police is good at investigating crime.",
        force="Merseyside Police",
        areas="13",
        graded="11",
        b=False,
    )
    told = said(text, "peel-reports/merseyside-2021-22")
    assert told.identity.framework == "A"
    assert grades_in(told)["a-investigating-crime"] == ("Good", "graded")


def test_a70_the_force_page_of_2021_22_has_no_grades() -> None:
    told = said(
        lines(
            """
            Derbyshire PEEL 2021/22

            We inspected Derbyshire Constabulary in 11 areas of policing. Most of these areas were then graded.

            PEEL Scorecard Key

            Outstanding

            Good
            """
        ),
        "peel-assessments/derbyshire",
    )
    assert not any(reading.grade for reading in told.grades)


WELSH = lines(
    """
    Crynodeb cyffredinol

    Ein dyfarniadau

    Asesodd ein harolygiad pa mor dda mae Heddlu Gwent mewn naw maes plismona. Rydym yn gwneud dyfarniadau \\
    graddedig mewn wyth o’r naw hyn fel a ganlyn:

    Gwnaethom hefyd archwilio pa mor effeithiol yw gwasanaeth Heddlu Gwent i ddioddefwyr troseddau. Nid ydym \\
    yn gwneud dyfarniad graddedig yn y maes cyffredinol hwn.

    Ymchwilio i droseddau

    Angen gwella

    Mae angen gwneud mwy.

    Meysydd i’w gwella

    Dylai’r llu wella’r ffordd y mae’n goruchwylio ymchwiliadau

    Nid yw’n gwneud hynny bob tro.

    Atal troseddau

    Da

    Mae’n gweithio’n dda.
    """
)
ENGLISH = report(
    "Investigating crime\n\nRequires improvement\n\nWords.",
    "Areas for improvement\n\nThe force should improve how it supervises\n\nIt doesn’t always.",
    "Preventing crime\n\nGood\n\nWords.",
    force="Gwent Police",
)


def test_a71_a_welsh_edition_is_read_as_welsh() -> None:
    told = said(WELSH, "peel-reports/heddlu-gwent-2021-22")
    assert (told.identity.language, told.identity.force_id, told.identity.framework) == ("cy", "gwent", "B")
    assert {k: v for k, v in grades_in(told).items() if v[0]} == {
        "b-investigating-crime": ("Requires improvement", "graded"),
        "b-preventing-crime": ("Good", "graded"),
    }
    assert [f.kind for f in told.findings] == ["area_for_improvement"]


def test_a71_a_welsh_edition_is_never_counted_twice() -> None:
    alone = published(Page(ENGLISH, "peel-reports/gwent-2021-22"))
    both = published(Page(ENGLISH, "peel-reports/gwent-2021-22"), Page(WELSH, "peel-reports/heddlu-gwent-2021-22"))
    for name in ("gradings", "findings", "bullets", "coverage"):
        assert both[name] == alone[name]
    assert sorted(row["language"] for row in both["documents"]) == ["cy", "en"]


def test_a71_a_welsh_edition_alone_speaks() -> None:
    rows = published(Page(WELSH, "peel-reports/heddlu-gwent-2021-22"))
    assert gradings(rows)["b-preventing-crime"] == ("Good", "graded")


def test_a71_a_welsh_edition_that_differs_is_a_problem() -> None:
    rows = published(
        Page(ENGLISH, "peel-reports/gwent-2021-22"),
        Page(WELSH.replace("Angen gwella", "Digonol"), "peel-reports/heddlu-gwent-2021-22"),
    )
    assert gradings(rows)["b-investigating-crime"] == ("Requires improvement", "graded")
    assert "welsh_edition_differs" in {row["code"] for row in rows["problems"]}


def test_a71_a_link_to_the_welsh_edition_makes_no_page_welsh() -> None:
    text = ENGLISH.replace(
        "Overall summary", "Overall summary\n\nOs hoffech chi ddarllen hwn trwy’r Gymraeg (PDF document)"
    )
    assert said(text, "peel-reports/gwent-2021-22").identity.language == "en"


# the table and the list of judgments


def test_judgments_in_a_table_of_grade_columns() -> None:
    document = table(
        [
            (None, "Good", "Preventing crime"),
            (None, "Adequate", "Treatment of the public"),
            (None, "Good", "Managing offenders"),
            (None, "Outstanding", "Making tea"),
        ],
        before=[
            "PEEL 2021/22 – An inspection of Kent Police",
            "Nine areas. We make graded judgments in eight of these nine",
        ],
    )
    told = interpret(document, path("peel-reports/kent-2021-22"))
    assert {k: v[0] for k, v in grades_in(told).items() if v[0]} == {
        "b-preventing-crime": "Good",
        "b-treating-the-public": "Adequate",
        "b-managing-offenders": "Good",
    }


JUDGMENTS = """
Outstanding

Preventing crime

Good

Treatment of the public

Managing offenders

Requires improvement

Investigating crime
"""


def with_judgments(judgments: str) -> str:
    before, after = report(INVESTIGATING).split("as follows:\n\n")
    return f"{before}as follows:\n\n{lines(judgments)}\n{after}"


def told_by(judgments: str, lose: object = str) -> dict[str, tuple[str | None, str]]:
    told = said(lose(with_judgments(judgments)), "peel-reports/kent-2021-22")  # type: ignore[operator]
    return {key: value for key, value in grades_in(told).items() if value[0]}


def test_a_list_of_judgments_with_grades_above_their_areas() -> None:
    assert {k: v[0] for k, v in told_by(JUDGMENTS).items()} == {
        "b-preventing-crime": "Outstanding",
        "b-treating-the-public": "Good",
        "b-managing-offenders": "Good",
        "b-investigating-crime": "Requires improvement",
    }


def test_a_list_of_judgments_that_lost_its_first_grade_is_not_read() -> None:
    shifted = JUDGMENTS.replace("Outstanding\n\n", "", 1)
    assert {k: v[0] for k, v in told_by(shifted).items()} == {"b-investigating-crime": "Requires improvement"}


def test_a_list_of_judgments_in_a_rendering_that_drops_grades_is_not_read() -> None:
    assert {k: v[0] for k, v in told_by(JUDGMENTS, in_a).items()} == {"b-investigating-crime": "Requires improvement"}
    told = said(in_a(with_judgments(JUDGMENTS)), "peel-reports/kent-2021-22")
    assert "judgments_ambiguous" in codes(told)


def test_a_list_of_judgments_with_grades_below_their_areas() -> None:
    below = "Preventing crime\n\nGood\n\nTreatment of the public\n\nAdequate\n\nManaging offenders\n\nGood\n"
    assert {k: v[0] for k, v in told_by(below).items()} == {
        "b-preventing-crime": "Good",
        "b-treating-the-public": "Adequate",
        "b-managing-offenders": "Good",
        "b-investigating-crime": "Requires improvement",
    }


def test_a_short_area_title_inside_a_section_is_a_sub_heading() -> None:
    text = report("Investigating crime\n\nGood\n\nWords.\n\nThe force is good at responding to the public when it can.")
    told = said(text, "peel-reports/kent-2023-25")
    assert {k for k, v in grades_in(told).items() if v[0]} == {"investigating-crime"}


def test_rendering_c_of_a_report_beginning() -> None:
    text = lines(
        """
        Overall summary
        Our judgments
        Our inspection assessed how good Kent Police is in 12 areas of policing. We make graded judgments in \\
        11 of these 12 as follows:
        We also inspected how effective a service Kent Police gives to victims of crime. We don’t make a \\
        graded judgment in this overall area.
        Important changes to PEEL
        In 2014, we introduced our inspections. A reduction in grade, particularly from good to adequate, \\
        does not mean much.
        HM Inspector’s observations
        I recognise that Kent Police is good at investigating crime.
        """
    )
    assert read_text(text.encode()).rendering == "C"
    told = said(text, "peel-reports/kent-2021-22")
    assert set(grades_in(told).values()) == {(None, "unreadable")}
    assert "judgments_not_in_capture" in codes(told)


JUDGED_IN_GROUPS = """
Overall summary

Our inspection assessed how good Kent Police is in six areas of policing. We make graded judgments in five of these \
six as follows:

Good

Preventing crime

Treatment of the public

Requires improvement

Responding to the public

Managing offenders

Inadequate

Investigating crime

We also inspected how effective a service Kent Police gives to victims of crime. \
We don’t make a graded judgment in this overall area.
"""


def test_areas_under_the_grade_that_rendering_a_kept() -> None:
    told = said(in_a(lines(JUDGED_IN_GROUPS)), "peel-reports/kent-2021-22")
    read = {key: grade for key, (grade, _) in grades_in(told).items() if grade}
    assert read == dict.fromkeys(("b-responding-to-public", "b-managing-offenders"), "Requires improvement")
    assert "judgments_ambiguous" in codes(told)


def test_grades_that_rendering_a_kept_after_their_areas_are_not_read_as_heads() -> None:
    after = JUDGED_IN_GROUPS
    for area in ("Preventing crime", "Treatment of the public"):
        after = after.replace(area, f"{area}\n\nGood")
    for area in ("Responding to the public", "Managing offenders"):
        after = after.replace(area, f"{area}\n\nRequires improvement")
    after = after.replace("follows:\n\nGood\n\n", "follows:\n\n").replace(
        "Good\n\nRequires improvement\n\nR", "Good\n\nR"
    )
    after = after.replace("Inadequate\n\nInvestigating crime", "Investigating crime\n\nInadequate")
    full = said(lines(after), "peel-reports/kent-2021-22")
    assert grades_in(full)["b-investigating-crime"] == ("Inadequate", "graded")
    told = said(in_a(lines(after)), "peel-reports/kent-2021-22")
    assert {grade for grade, _ in grades_in(told).values()} == {None}


WELSH_SECTION = """
Crynodeb cyffredinol

Ein barn

Gwnaeth ein harolygiad asesu pa mor dda yw Heddlu Gwent mewn naw maes o blismona. Rydym yn gwneud dyfarniadau \
graddedig mewn wyth o’r naw hyn fel a ganlyn:

Gwnaethom hefyd archwilio pa mor effeithiol yw gwasanaeth Heddlu Gwent i ddioddefwyr troseddau. Nid ydym yn gwneud \
dyfarniad graddedig yn y maes cyffredinol hwn.

Rheoli troseddwyr

{sentence}
"""


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("Mae Heddlu Gwent yn dda am reoli troseddwyr.", "Good"),
        ("Mae’r heddlu’n ddigonol am reoli troseddwyr. Mae’n gwrando.", "Adequate"),
        ("Mae Heddlu Gwent yn rhagorol wrth reoli troseddwyr.", "Outstanding"),
        ("Mae angen i Heddlu Gwent wella wrth reoli troseddwyr.", "Requires improvement"),
        ("Mae Heddlu Gwent yn dda am reoli troseddwyr ifanc.", None),
        ("Mae Heddlu Gwent yn dda am wrando.", None),
        ("Mae’r heddlu’n gweithio’n dda am reoli troseddwyr.", None),
        ("Yn 2019, mae Heddlu Gwent yn dda am reoli troseddwyr.", None),
        ("Mae Heddlu Gwent yn dda am atal troseddau.", None),
        ("Mae angen i’r heddlu wella.", None),
    ],
)
def test_welsh_sentences_that_state_a_grade(sentence: str, grade: str | None) -> None:
    told = said(lines(WELSH_SECTION.format(sentence=sentence)), "peel-reports/heddlu-gwent-2021-22")
    assert grades_in(told)["b-managing-offenders"] == (grade, "graded" if grade else "unreadable")
