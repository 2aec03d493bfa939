"""What the three text renderings of a page lose, and what is still read (field guide 4.2, 4.7, 4.8, A13 to A26)."""

from __future__ import annotations

import pytest

from pipeline.reading.read_text import read_text
from tests.drawn import (
    HEADLINES,
    INVESTIGATING,
    ORGANISED,
    PREVENTING,
    SPECIALIST,
    VULNERABLE,
    Page,
    codes,
    grades_in,
    gradings,
    in_a,
    in_c,
    lines,
    one,
    pillar_page,
    published,
    said,
    section,
)

CARRIED = (
    "This question was not subject to detailed inspection in 2018/19, and our judgment from the 2016 effectiveness "
    "inspection has been carried over."
)
HEADLINE_2018 = "How effectively does the force reduce crime and keep people safe?"
DETAILED = "peel-assessments/peel-2018/humberside/effectiveness/detailed-findings"
UNREADABLE = (None, "unreadable")


def detailed_page() -> str:
    return pillar_page(
        section(3, VULNERABLE, "Good", "We set out our detailed findings below."),
        section(4, ORGANISED, "Requires improvement", "We set out our detailed findings below."),
        title="Humberside PEEL 2018",
        headline=HEADLINE_2018,
        grade="Good",
    )


def test_a13_label_there_label_gone() -> None:
    full, poor = detailed_page(), in_a(detailed_page())
    alone = said(poor, DETAILED)
    assert grades_in(alone)["effectiveness-vulnerable-people"] == UNREADABLE
    assert "label_not_in_capture" in codes(alone)
    both = published(Page(full, DETAILED, day=1), Page(poor, DETAILED, day=9))
    assert gradings(both)["effectiveness-vulnerable-people"] == ("Good", "graded")
    assert gradings(both)["effectiveness"] == ("Good", "graded")


def test_a14_the_empty_line_trace() -> None:
    told = said(in_a(detailed_page()), DETAILED)
    lost = [p for p in told.problems if p.code == "label_not_in_capture" and p.text == VULNERABLE]
    assert "dropped after the title" in lost[0].message


def test_a15_requires_improvement_survives_and_good_is_not_guessed() -> None:
    told = grades_in(said(in_a(detailed_page()), DETAILED))
    assert told["effectiveness-serious-organised-crime"] == ("Requires improvement", "graded")
    assert told["effectiveness-vulnerable-people"] == UNREADABLE
    stated = in_a(
        detailed_page().replace(
            "We set out our detailed findings below.", "It is good at protecting vulnerable people.", 1
        )
    )
    assert grades_in(said(stated, DETAILED))["effectiveness-vulnerable-people"] == ("Good", "graded")


def test_a16_article_only() -> None:
    page = in_c(
        pillar_page(
            section(3, VULNERABLE, "Good", "The force:\n\n  • listens; and\n  • helps.\n\nIt works."), grade="Good"
        )
    )
    told = said(page, "peel-assessments/peel-2017/kent/effectiveness")
    assert told.identity.last_updated is None
    assert grades_in(told) == {"effectiveness": UNREADABLE, "effectiveness-vulnerable-people": UNREADABLE}
    assert [(b.text, b.lead_in) for b in told.bullets] == [("listens; and", "The force:"), ("helps.", "The force:")]


def test_a17_questions_missing_from_one_rendering() -> None:
    page = pillar_page(
        section(1, PREVENTING, "Good", CARRIED),
        section(2, INVESTIGATING, "Good", "The force is good at investigating crime."),
        title="Kent PEEL 2018",
        headline=HEADLINE_2018,
    )
    without = page.replace(section(1, PREVENTING, "Good", CARRIED) + "\n\n", "")
    address = "peel-assessments/peel-2018/kent/effectiveness"
    poor = said(in_a(without), address)
    missing = one([{"code": p.code, "text": p.message} for p in poor.problems], code="question_not_on_page")
    assert PREVENTING in str(missing["text"])
    assert VULNERABLE in str(missing["text"])
    rows = published(Page(in_a(without), address))
    state = one(rows["coverage"], force_id="kent", question_id="2018-19-effectiveness-preventing-crime")["state"]
    assert state == "not_held"
    rows = published(
        Page(in_a(without), address, day=9),
        Page(in_c(page), "peel-assessments/peel-2018/kent/effectiveness/detailed-findings"),
    )
    assert gradings(rows)["effectiveness-preventing-crime"] == (None, "carried_forward")


def test_a18_heading_glued_to_paragraph() -> None:
    told = said(
        lines(
            """
            Derbyshire 2015
            Read more about DerbyshireThis is HMIC’s second assessment of the effectiveness of Derbyshire Constabulary.
            The extent to which Derbyshire Constabulary is effective at keeping people safe and reducing crime is good.
            """
        ),
        "peel-assessments/peel-2015/derbyshire",
    )
    assert grades_in(told) == {"effectiveness": ("Good", "graded")}
    glued = next(p for p in told.passages if "This is HMIC" in p.passage.text)
    assert glued.claimed_by == "narrative"


def test_a19_missing_space_between_sentences() -> None:
    page = pillar_page(
        section(2, INVESTIGATING, None, f"{CARRIED}In 2016, we judged Kent Police as good at investigating crime."),
        title="Kent PEEL 2018",
        headline=HEADLINE_2018,
    )
    told = said(page)
    assert {(r.grade, r.carried_from) for r in told.grades if r.subject.question_id} == {
        (None, "2016"),
        ("Good", "2016"),
    }
    assert any("over.In 2016" in p.passage.text for p in told.passages)
    page = pillar_page(
        grade=None,
        summary="It listens at the first point of contact However, Kent Police requires improvement at "
        "investigating crime.",
    )
    assert grades_in(said(page))["effectiveness-investigating-crime"] == ("Requires improvement", "graded")


def test_a20_template_text_left_in() -> None:
    page = pillar_page(
        section(3, VULNERABLE, "Good", "Words."), title="Gwent PEEL 2017", summary="It works.\n\nForce x is"
    )
    told = said(page)
    assert told.identity.force_id == "gwent"
    placed = next(p for p in told.passages if p.passage.text == "Force x is")
    assert placed.claimed_by in {"narrative", "section"}
    assert grades_in(told) == {
        "effectiveness": ("Good", "graded"),
        "effectiveness-vulnerable-people": ("Good", "graded"),
    }


def test_a21_a_hard_line_break_inside_a_bullet() -> None:
    page = pillar_page(
        section(
            3,
            VULNERABLE,
            "Good",
            "It acts. \nThis included:\n\n  • visits in line with vulnerability, threat, risk\n    "
            "and harm; and\n  • calls.",
        )
    )
    told = said(page)
    assert [(b.text, b.ordinal) for b in told.bullets] == [
        ("visits in line with vulnerability, threat, risk and harm; and", 1),
        ("calls.", 2),
    ]
    assert {b.lead_in for b in told.bullets} == {"This included:"}


def test_a24_the_recommendations_heading_is_lost() -> None:
    body = """
    It has problems.

    Cause of concern

    The force does not protect vulnerable people well enough.

    Recommendations

    To address this cause of concern the force must immediately take steps to:

      • answer calls; and
      • check risks.
    """
    for text in (pillar_page(section(3, VULNERABLE, "Inadequate", body), title="Bedfordshire PEEL 2016"),):
        for page in (text, in_a(text)):
            told = said(page)
            kinds = [(f.kind, f.text, f.parent_finding_id is not None, f.deadline_text) for f in told.findings]
            assert kinds == [
                ("cause_of_concern", "The force does not protect vulnerable people well enough.", False, None),
                ("recommendation", "answer calls; and", True, "immediately"),
                ("recommendation", "check risks.", True, "immediately"),
            ]


BANNERS = [
    "HMIC is consulting on its proposed inspection programme for 2017/18\n\nPlease give us your "
    "views by 5pm on Friday 24 February 2017.",
    "Proposed fire and rescue services inspection programme and framework 2025–27: For "
    "consultation\n\nWe would like your views on whether this programme covers the right areas of "
    "FRSs’ activities.",
    "Proposed policing inspection programme and framework 2025–29\n\nWe would like your views on the "
    "the programme. It requires improvement and is good.",
    "Planned website downtime\n\nThis website will be unavailable on 18 April. Service is not good.",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_a25_banners_inside_the_text(banner: str) -> None:
    plain = pillar_page(section(3, VULNERABLE, "Good", "Words."), title="Gloucestershire PEEL 2017")
    page = plain.replace("Skip to content\n", f"Skip to content\n\n{banner}\n", 1)
    told = said(page)
    assert grades_in(told) == grades_in(said(plain))
    assert told.identity == said(plain).identity
    banner_lines = [line for line in banner.split("\n") if line]
    assert all(p.claimed_by == "furniture" for p in told.passages if p.passage.text in banner_lines)


def test_a26_an_overview_legend_is_no_grading() -> None:
    text = lines(
        f"""
        Skip to content

        PEEL 2018/19

        This is an overview of the grades forces in England and Wales received for PEEL 2018/19.

        Question

        Effectiveness - Question 1

        {PREVENTING}

        Effectiveness - Question 5 - Ungraded

        {SPECIALIST}

        Key

        Effectiveness

        Efficiency

        Legitimacy

        Outstanding

        Good

        Requires improvement

        Inadequate

        Loading graph...
        """
    )
    told = said(text, "peel-assessments/peel-2018")
    assert told.identity.page_kind == "overview"
    assert told.grades == ()
    assert "overview_without_grades" in codes(told)


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content",
        "English Cymraeg",
        "Read more about Kent",
        "Read more about Kent 2017",
        "Contact Ann Example",
        "Contact HMICFRS",
        "Contact Ann Example (e-mail address)",
        "View the five questions for effectiveness",
        "See last year’s assessment of the force’s effectiveness.",
        "Detailed findings for question 2",
        "Download the full report",
        "Os hoffech chi ddarllen hwn trwy’r Gymraeg (PDF document)",
        "Get the free PDF Reader from Adobe (external link)",
        "Print this document",
        "Back to publication",
    ],
)
def test_furniture_of_the_site_is_claimed_as_such(line: str) -> None:
    page = pillar_page(section(3, VULNERABLE, "Good", f"Words.\n\n{line}"))
    placed = [p for p in said(page).passages if p.passage.text == line]
    assert {p.claimed_by for p in placed} == {"furniture"}


def test_characters_of_titles_do_not_matter() -> None:
    straight = SPECIALIST.replace("’", "'")
    for title in (straight, VULNERABLE.replace(", and", " and"), f"3. {VULNERABLE}", VULNERABLE.upper()):
        told = grades_in(
            said(
                pillar_page(
                    section(None, title, "Requires improvement" if "vulner" in title.lower() else None, "Words.")
                )
            )
        )
        assert len(told) == 2, title


@pytest.mark.parametrize("spelling", ["anti-social", "antisocial", "anti‑social"])
def test_spellings_of_anti_social(spelling: str) -> None:
    title = PREVENTING.replace("anti-social", spelling)
    told = grades_in(said(pillar_page(section(1, title, "Good", "Words."))))
    assert told["effectiveness-preventing-crime"] == ("Good", "graded")


def test_every_word_is_claimed_in_every_rendering() -> None:
    page = pillar_page(
        section(
            3,
            VULNERABLE,
            "Good",
            "The force:\n\n  • listens; and\n    • to all.\n\nAreas for improvement\n\n  • It should.",
        )
    )
    for text in (page, in_a(page), in_c(page)):
        rows = published(Page(text, "peel-assessments/peel-2017/kent/effectiveness"))
        document = rows["documents"][0]
        assert document["words"] == document["words_claimed"] > 20
        assert all(row["claimed_by"] for row in rows["passages"])


def test_the_headline_of_a_pillar_is_no_question() -> None:
    told = said(pillar_page(grade="Good"))
    assert [r.subject.question_id for r in told.grades] == [None]
    assert HEADLINES["Effectiveness"] in {p.passage.text for p in told.passages if p.claimed_by == "section"}


@pytest.mark.parametrize("glyph", "‐✓◆➢\uf0b7\uf0a7")
def test_list_glyphs_of_other_fonts(glyph: str) -> None:
    page = pillar_page(section(3, VULNERABLE, "Good", "The force:\n\n  • listens; and\n  • helps.\n\nIt works."))
    told = said(page.replace("•", glyph))
    assert [(b.text, b.lead_in) for b in told.bullets] == [("listens; and", "The force:"), ("helps.", "The force:")]


def test_nested_items_at_one_margin_in_rendering_c() -> None:
    page = pillar_page(
        section(
            3,
            VULNERABLE,
            "Good",
            """
            Areas for improvement

              • The force should protect people by:
                • asking; and
                • acting.
              • The force should write it down.
            """,
        )
    )
    told = said(in_c(page), "peel-assessments/peel-2017/kent/effectiveness")
    assert [(b.path, b.text) for b in told.bullets] == [
        ("1", "The force should protect people by:"),
        ("1.1", "asking; and"),
        ("1.2", "acting."),
        ("2", "The force should write it down."),
    ]
    assert [f.text for f in told.findings] == ["The force should protect people by:", "The force should write it down."]


def test_items_of_one_list_in_rendering_c_stay_siblings() -> None:
    page = pillar_page(
        section(3, VULNERABLE, "Good", "The force:\n\n  • has a plan to:\n  • listens; and\n  • helps.\n\nIt works.")
    )
    assert [b.path for b in said(in_c(page), "peel-assessments/peel-2017/kent/effectiveness").bullets] == [
        "1",
        "2",
        "3",
    ]


def test_half_a_word_at_the_end_of_a_cut_capture_is_no_trace_of_rendering_b() -> None:
    page = in_a(pillar_page(section(3, VULNERABLE, "Good", "It works.")))
    assert read_text(page.encode()).rendering == "A"
    assert read_text(f"{page}\nGlouceste".encode()).rendering == "A"


def test_a_carried_judgment_whose_grade_is_not_shown_is_a_problem() -> None:
    page = pillar_page(section(1, PREVENTING, "Good", CARRIED), title="Kent PEEL 2018", headline=HEADLINE_2018)
    for text, code in ((page, None), (in_a(page), "carried_grade_not_shown"), (in_c(page), "carried_grade_not_shown")):
        told = said(text, "peel-assessments/peel-2018/kent/effectiveness")
        found = [p.severity for p in told.problems if p.code == "carried_grade_not_shown"]
        assert found == (["warning"] if code else [])


def in_one_list(*items: str) -> str:
    return pillar_page(section(3, VULNERABLE, "Good", "The force:\n\n" + "\n".join(f"  • {i}" for i in items)))


def test_a_nested_list_in_rendering_c_is_told_by_how_items_end() -> None:
    page = in_c(in_one_list("reads;", "asks:", "  staff; and", "  people; and", "writes."))
    told = said(page, "peel-assessments/peel-2017/kent/effectiveness")
    texts = {bullet.bullet_id: bullet.text for bullet in told.bullets}
    assert [texts.get(bullet.parent_bullet_id or "") for bullet in told.bullets] == [None, None, "asks:", "asks:", None]
    assert "nesting_unknown" not in codes(told)


@pytest.mark.parametrize(
    "items",
    [
        ("reads;", "asks:", "staff;", "people;", "writes."),
        ("asks:", "staff; and", "people."),
        ("reads; and", "asks:", "staff."),
    ],
)
def test_a_nested_list_in_rendering_c_that_fits_two_nestings_stays_flat_and_is_told(items: tuple[str, ...]) -> None:
    told = said(in_c(in_one_list(*items)), "peel-assessments/peel-2017/kent/effectiveness")
    assert {bullet.depth for bullet in told.bullets} == {0}
    problem = one([{"code": p.code, "text": p.text} for p in told.problems], code="nesting_unknown")
    assert problem["text"] == "asks:"
    assert "nesting_unknown" not in codes(said(in_one_list(*items), "peel-assessments/peel-2017/kent/effectiveness"))


def test_summaries_that_rendering_c_lost_are_told_of() -> None:
    page = pillar_page(section(3, VULNERABLE, "Good", "It works."))
    address = "peel-assessments/peel-2017/kent/effectiveness"
    assert "summary_not_in_capture" in codes(said(in_c(page), address))
    assert "summary_not_in_capture" not in codes(said(page, address))
    assert "summary_not_in_capture" not in codes(said(in_a(page), address))


def test_a_label_from_which_a_line_fell_out_is_not_bound_to_the_title_before() -> None:
    page = lines(
        """
        The effectiveness of integrity arrangements in Hampshire and Isle of Wight Constabulary

        Published on: 6 March 2025

        This is part of PEEL 2023–25.

        Professional standards

        Adequate

        Counter-corruption

        Requires improvement

        The force has a unit for it.
        """
    )
    address = "publication-html/effectiveness-of-integrity-arrangements-in-hampshire-peel-2023-25"
    assert grades_in(said(page, address)) == {
        "professional-standards": ("Adequate", "graded"),
        "counter-corruption": ("Requires improvement", "graded"),
    }
    told = said(in_a(page), address)
    assert grades_in(told) == {"professional-standards": UNREADABLE}
    assert {"stray_label", "titles_not_in_capture", "label_not_in_capture"} <= set(codes(told))


def test_hmics_judgment_of_a_pillar_in_a_later_paragraph_of_its_summary() -> None:
    address = "peel-assessments/peel-2015/kent/efficiency"
    for sentence, read in (
        ("HMIC judges Kent Police to be inadequate.", ("Inadequate", "graded")),
        ("HMIC judges Kent Police to be inadequate in its work with dogs.", UNREADABLE),
        ("For this reason it is graded as inadequate.", UNREADABLE),
    ):
        page = pillar_page(
            section(None, "How sustainable and affordable is the workforce model?", "Good", "It is."),
            title="Kent PEEL 2015",
            pillar="Efficiency",
            grade=None,
            summary=f"The force has saved money.\n\n{sentence}",
        )
        assert grades_in(said(page, address))["efficiency"] == read
