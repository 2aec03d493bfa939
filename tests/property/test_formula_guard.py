"""The cheap look before the formulas lets through whatever one of them fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.meaning.formulas import formulas_of, may_state
from pipeline.words.model import Grade

FORMULAS = formulas_of(("Kent Police", "Kent"))
PIECES = (
    "The force", "the force", "it", "its", "Its", "the force’s", "The way it", "HMIC", "we found that", "In 2017 we",
    "In 2017, HMICFRS", "The extent to which the force", "the efficiency with which the force", "Kent Police",
    "carries out its responsibilities", "is", "are", "remains", "has been", "also", "now", "still", "judged",
    "assessed",
    "graded", "judges", "to be", "as", "is effective", "effectiveness", "efficiency of", "legitimacy", "leadership",
    "treats its workforce", "cannot be", "any higher than", "at", "in", "in how", "for its", "preventing crime",
    "investigating", "and", "but", "However,", "overall", ";", ",", ".", "not graded", "not yet graded",
    "good", "‘good’", "“good”", '"good"', "good.", "good;", "outstanding", "inadequate", "adequate",
    "requires improvement", "require improvement", "requiring improvement", "‘requires improvement’", "the",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=9).map(" ".join))
def test_what_a_formula_fits_is_let_through(sentence: str) -> None:
    stated = [
        *FORMULAS.extents(sentence),
        *FORMULAS.efficiency_of_2014(sentence),
        *FORMULAS.stated_in(sentence),
        *FORMULAS.earlier_in(sentence),
        *FORMULAS.opening_with(sentence),
    ]
    assert may_state(sentence) or not stated


@given(
    st.sampled_from(["is", "remains", "is also", "is still"]),
    st.sampled_from([Grade.OUTSTANDING, Grade.GOOD, Grade.ADEQUATE, Grade.INADEQUATE]),
    st.sampled_from(["{}", "‘{}’"]),
    st.sampled_from(["at", "in", "in respect of", "in relation to", "with regard to", "with respect to"]),
)
def test_a_grade_of_one_matter_is_let_through(verb: str, grade: Grade, quotes: str, at: str) -> None:
    sentence = f"Overall, the force {verb} {quotes.format(grade.lower())} {at} the way it treats victims"
    assert [stated.grade for stated in FORMULAS.stated_in(sentence)] == [grade]
    assert may_state(sentence)


@given(
    st.sampled_from(["Its", "but its", "The force’s", "the constabulary's", "Kent Police’s", "while Kent’s"]),
    st.sampled_from(["is ", "are also ", "now ", ""]),
    st.sampled_from([Grade.OUTSTANDING, Grade.GOOD, Grade.ADEQUATE, Grade.INADEQUATE]),
    st.sampled_from(["{}", "‘{}’", '"{}"']),
    st.sampled_from(["", ".", ";", ","]),
)
def test_a_grade_of_a_matter_of_the_forces_is_let_through(
    whose: str, verb: str, grade: Grade, quotes: str, stop: str
) -> None:
    sentence = f"{whose} leadership {verb}{quotes.format(grade.lower())}{stop}"
    assert [stated.grade for stated in FORMULAS.opening_with(sentence)] == [grade]
    assert may_state(sentence)


@given(st.sampled_from(["requires", "require", "requiring"]), st.sampled_from(["is ", "are also ", ""]))
def test_a_need_of_improvement_is_let_through_in_every_form(form: str, verb: str) -> None:
    sentence = f"Its leadership and management {verb}{form} improvement"
    assert [stated.grade for stated in FORMULAS.opening_with(sentence)] == [Grade.REQUIRES_IMPROVEMENT]
    assert may_state(sentence)


@given(
    st.sampled_from(["judged", "assessed", "graded"]),
    st.sampled_from(
        ["The force is {} to be good", "HMIC has {} the force as good", "The force has been {} overall as good"]
    ),
)
def test_a_judgment_is_read_with_every_verb(verb: str, form: str) -> None:
    sentence = form.format(verb)
    assert [stated.grade for stated in FORMULAS.stated_in(sentence)] == [Grade.GOOD]
    assert may_state(sentence)


@given(
    st.sampled_from(
        [
            ("HMICFRS judges that the force is good", Grade.GOOD),
            ("This means that the force cannot be graded any higher than inadequate", Grade.INADEQUATE),
            ("The way the force investigates crime requires improvement", Grade.REQUIRES_IMPROVEMENT),
            ("However, the way in which it investigates crime still requires improvement", Grade.REQUIRES_IMPROVEMENT),
        ]
    )
)
def test_what_needs_a_word_before_its_formula_is_read(said: tuple[str, Grade]) -> None:
    sentence, grade = said
    assert [stated.grade for stated in FORMULAS.stated_in(sentence)] == [grade]
    assert may_state(sentence)
