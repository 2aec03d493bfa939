"""A short way gives what the long way gives, and a cheap look never hides what a pattern would fit."""

from __future__ import annotations

import difflib
import json
import random
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import vocabulary
from pipeline.meaning.deadlines import deadline_text_in
from pipeline.meaning.force_names import forces_in_address, forces_named, full_names_in
from pipeline.meaning.frameworks import framework_of
from pipeline.meaning.page_titles import LAST_UPDATED, PUBLISHED, is_dated, latest_date, page_title
from pipeline.meaning.sentences import sentences
from pipeline.meaning.titles import Titles, without_number
from pipeline.meaning.wording import (
    CARRIED,
    NEVER_INSPECTED,
    NO_JUDGMENT,
    STANDS,
    STATUS_WORDS,
    areas_stated,
    judgments_follow,
    labelled_title,
    may_hold_label,
    may_tell_status,
    titled_grade,
)
from pipeline.words.blocks import lower_letters, plain
from pipeline.words.ids import document_id
from pipeline.words.model import Grade

SIGNS = " -_.'\"\t\n’‘“”–—…•\u00a0\u00ad\u200b"
PRINTED = st.lists(st.tuples(st.sampled_from(["a", "B9", ""]), st.sampled_from(SIGNS)), max_size=20).map(
    lambda pairs: "".join(word + sign for word, sign in pairs)
)
WORDS = ("Preventing crime", "Use of resources", "How good is it?", "Good", "its", "(", "[", ")", "–", ":", "Adequate.")
LABELS = [word for label in (*Grade, *STATUS_WORDS) for word in (label.capitalize(), label.title(), label.upper())]
ANY_CASE = st.randoms(use_true_random=False)

FORCES = st.sampled_from(list(vocabulary.forces().values()))
TITLE_FORMS = [
    (form, cycle.cycle_id) for cycle in vocabulary.cycles().values() for form in (cycle.label, *cycle.title_forms)
]


def _in_any_case(text: str, chance: random.Random) -> str:
    return "".join(letter.upper() if chance.random() < 0.5 else letter.lower() for letter in text)


@pytest.mark.parametrize("sign", SIGNS)
@given(PRINTED)
def test_the_plain_form_is_the_same_in_english_and_beside_a_word_in_another_script(sign: str, printed: str) -> None:
    text = f"{printed}one{sign}two"
    assert plain(f"{text} Ж") == f"{plain(text)} ж".strip()


@given(st.text() | st.none(), st.text())
def test_an_id_is_the_digest_of_its_parts_as_a_json_list(url: str | None, digest: str) -> None:
    listed = json.dumps([url, digest], ensure_ascii=False)
    assert document_id(url, digest) == f"d-{sha256(listed.encode()).hexdigest()[:16]}"


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from([" ", " – ", " (", "  |", " [", " - "]),
    st.sampled_from(LABELS),
    st.sampled_from(["", ")", "]"]),
)
def test_a_label_after_its_title_is_seen(title: str, between: str, label: str, end: str) -> None:
    line = f"{title}{between}{label}{end}"
    assert labelled_title(line) is not None
    assert may_hold_label(line)


@given(
    st.sampled_from(["", "(", "["]),
    st.sampled_from(LABELS),
    st.sampled_from([" ", ": ", " – ", ") ", "] - "]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
)
def test_a_label_before_its_title_is_seen(start: str, label: str, between: str, title: str) -> None:
    line = f"{start}{label}{between}{title}"
    assert labelled_title(line) is not None
    assert may_hold_label(line)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["? ", "? – ", "?", ": ", " : "]),
    st.sampled_from(["good", "da", "not graded", "requires improvement"]),
)
def test_a_label_of_small_letters_after_a_question_or_colon_is_seen(title: str, between: str, label: str) -> None:
    line = f"{title}{between}{label}"
    assert labelled_title(line) is not None or titled_grade(line) is not None
    assert may_hold_label(line)


@given(
    st.sampled_from(
        [
            ("the strategic policing requirement, and how well it protects the public from armed threats", "A"),
            ("y Gofyniad Plismona Strategol, a pha mor dda", "A"),
            ("how effective a service the force gives to victims of crime", "B"),
            ("pa mor effeithiol yw gwasanaeth yr heddlu i ddioddefwyr", "B"),
        ]
    ),
    ANY_CASE,
)
def test_the_areas_left_ungraded_tell_the_framework_in_any_case(said: tuple[str, str], chance: random.Random) -> None:
    words, framework = said
    assert framework_of([f"We didn’t grade {_in_any_case(words, chance)}."], "2021-22") == (framework, [])


@given(
    st.sampled_from(
        [
            "This question was not subject to detailed inspection in 2018, and our judgment from the 2017 legitimacy "
            "inspection has been carried over",
            "This question was not inspected in 2018. The grade and findings from last year’s inspection still stand",
            "This question has not been inspected or graded in 2017",
        ]
    )
    | st.builds(
        _in_any_case,
        st.sampled_from(
            [
                "We don’t make a graded judgment in this overall area",
                "We do not make graded judgments in these areas",
                "Nid ydym yn gwneud dyfarniad graddedig yn y maes",
                "Nid ydym yn gwneud dyfarniadau graddedig yn y meysydd",
            ]
        ),
        ANY_CASE,
    )
)
def test_a_sentence_that_tells_a_status_is_let_through(sentence: str) -> None:
    text = f"Summary. {sentence}."
    assert any(pattern.search(text) for pattern in (CARRIED, STANDS, NEVER_INSPECTED, NO_JUDGMENT))
    assert may_tell_status(text)


@given(FORCES, st.sampled_from(TITLE_FORMS), ANY_CASE)
def test_a_title_is_seen_for_every_force_and_form_of_a_year(
    force: vocabulary.Force, form: tuple[str, str], chance: random.Random
) -> None:
    year, cycle_id = form
    title = page_title(f"{force.short_name} PEEL {_in_any_case(year, chance)}")
    assert title is not None
    assert (title.force_id, title.cycle_id) == (force.force_id, cycle_id)


@given(FORCES, st.data())
def test_a_force_is_seen_by_every_slug_and_name(force: vocabulary.Force, data: st.DataObject) -> None:
    slug = data.draw(st.sampled_from(force.slugs))
    name = data.draw(st.sampled_from(force.names))
    assert forces_in_address(("peel-assessments", "peel-2017", slug)) == {force.force_id}
    assert force.force_id in forces_named(f"We inspected {name} in May.")
    assert forces_named(f" {name.upper()} ", whole=True) == {force.force_id}
    assert force.force_id in full_names_in(f"We inspected {force.name} in May.")


TIMES = st.one_of(
    st.builds(
        "{} {}{} {}".format,
        st.sampled_from(["by", "By"]),
        st.sampled_from(["", "the end of ", "31 ", "1 "]),
        st.sampled_from(["January", "March", "September"]),
        st.integers(2000, 2099),
    ),
    st.builds(
        "{} {}{} {}".format,
        st.sampled_from(["within", "Within"]),
        st.sampled_from(["", "the next "]),
        st.sampled_from(["3", "12", "one", "six", "eighteen"]),
        st.sampled_from(["days", "week", "months", "year"]),
    ),
    st.sampled_from(["immediately", "Immediately", "with immediate effect"]),
)


@given(TIMES, st.sampled_from(["", "The force should act ", "It must, "]), st.sampled_from(["", ".", " at the latest"]))
def test_a_time_allowed_is_seen_as_printed(time: str, before: str, after: str) -> None:
    assert deadline_text_in(f"{before}{time}{after}") == time


LONG_TITLES = sorted(
    (question.text, question.cycle_id)
    for question in vocabulary.questions_of("2017")
    if question.text.endswith("?") and len(question.text) > 60
)


TITLES_OF_2017 = {
    plain(title): question
    for question in reversed(vocabulary.questions_of("2017"))
    for title in (question.text, *question.other_texts)
}


@given(st.sampled_from(LONG_TITLES), st.lists(st.tuples(st.floats(0, 1), st.sampled_from("aeqx ")), max_size=12))
def test_letters_put_into_a_title_leave_it_known_as_long_as_it_is_alike(
    known: tuple[str, str], added: list[tuple[float, str]]
) -> None:
    text, cycle_id = known
    for place, letter in added:
        at = 1 + int(place * (len(text) - 2))
        text = text[:at] + letter + text[at:]
    close = difflib.get_close_matches(plain(text), list(TITLES_OF_2017), n=1, cutoff=0.93)
    assert Titles(cycle_id).question(text, heading=True) == (TITLES_OF_2017[close[0]] if close else None)


@given(st.sampled_from(LONG_TITLES), st.data())
def test_a_title_with_one_letter_wrong_is_still_that_title(known: tuple[str, str], data: st.DataObject) -> None:
    text, cycle_id = known
    at = data.draw(st.integers(1, len(text) - 2))
    wrong = f"{text[:at]}{data.draw(st.sampled_from(['', 'x', 'xyzq']))}{text[at + 1 :]}"
    question = Titles(cycle_id).question(wrong, heading=True)
    assert question is not None
    assert question.text == text


@given(st.sampled_from(".!?"), st.sampled_from(["", "’", "”", ")", '"']), st.sampled_from([" ", "  ", "\n"]))
def test_a_sentence_ends_at_every_stop_and_closing_sign(stop: str, closing: str, space: str) -> None:
    assert sentences(f"One is good{stop}{closing}{space}Another is not") == [
        f"One is good{stop}{closing}",
        "Another is not",
    ]
    assert sentences(f"A point of contact{space}However, it is good") == ["A point of contact", "However, it is good"]


@given(st.sampled_from(["as follows", "fel a ganlyn"]), st.sampled_from(["", ":"]), st.sampled_from(["", " ", "\n"]))
def test_an_announcement_of_judgments_is_seen_in_any_case(words: str, colon: str, space: str) -> None:
    for said in (words, words.upper(), words.capitalize()):
        assert judgments_follow(f"We make graded judgments in nine of these ten {said}{colon}{space}")


@given(st.text("abXYZ éŒß’ſ\ud800"))
def test_the_letters_of_english_are_lowered_and_nothing_else(text: str) -> None:
    assert lower_letters(text) == "".join(letter.lower() if letter.isascii() else letter for letter in text)


@given(
    st.sampled_from(["nine of these ten", "8 of these 9", "eight of these nine", "o’r"]),
    st.sampled_from(["", "The force’s report – with its signs. "]),
    ANY_CASE,
)
def test_the_number_of_areas_is_seen_in_any_case(numbers: str, before: str, chance: random.Random) -> None:
    english = f"We make graded judgments in {numbers}" if numbers != "o’r" else ""
    said = english or "Rydym yn gwneud dyfarniadau graddedig mewn naw o’r deg"
    areas = areas_stated(f"{before}{_in_any_case(said, chance)} as follows:")
    assert areas is not None
    assert areas.inspected == areas.graded + 1


@given(st.dates(date(2014, 1, 1), date(2029, 12, 31)), ANY_CASE)
def test_a_date_of_the_page_is_seen_in_any_case(day: date, chance: random.Random) -> None:
    updated = f"{_in_any_case('Last updated', chance)} {day:%d/%m/%Y}"
    published = f"{_in_any_case('Published on', chance)}: {day.day} {day:%B} {day.year}"
    assert is_dated(updated)
    assert is_dated(published)
    assert latest_date(["Good", updated], LAST_UPDATED) == latest_date(["", published], PUBLISHED) == day


@given(st.sampled_from(["3. ", "12) ", "Question 2: ", "4 – ", "7: ", "٣. "]))
def test_a_number_before_a_title_is_left_out(number: str) -> None:
    assert without_number(f"{number}How effective is the force?") == "How effective is the force?"
