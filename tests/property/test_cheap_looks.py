"""A short way gives what the long way gives, and a cheap look never hides what a pattern would fit."""

from __future__ import annotations

import json
import random
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from pipeline.meaning.frameworks import framework_of
from pipeline.meaning.wording import (
    CARRIED,
    NEVER_INSPECTED,
    NO_JUDGMENT,
    STANDS,
    STATUS_WORDS,
    labelled_title,
    may_tell_status,
)
from pipeline.words.blocks import plain
from pipeline.words.ids import document_id
from pipeline.words.model import Grade

PRINTED = st.text("abZ09 _-.'\"\t\n’‘“”–—…•\u00a0\u00ad\u200b", max_size=30)
WORDS = ("Preventing crime", "Use of resources", "How good is it?", "Good", "its", "(", "[", ")", "–", ":", "Adequate.")
LABELS = [word for label in (*Grade, *STATUS_WORDS) for word in (label.capitalize(), label.title(), label.upper())]
ANY_CASE = st.randoms(use_true_random=False)


def _in_any_case(text: str, chance: random.Random) -> str:
    return "".join(letter.upper() if chance.random() < 0.5 else letter.lower() for letter in text)


@given(PRINTED)
def test_the_plain_form_is_the_same_in_english_and_beside_a_word_in_another_script(text: str) -> None:
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
    assert labelled_title(f"{title}{between}{label}{end}") is not None


@given(
    st.sampled_from(["", "(", "["]),
    st.sampled_from(LABELS),
    st.sampled_from([" ", ": ", " – ", ") ", "] - "]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
)
def test_a_label_before_its_title_is_seen(start: str, label: str, between: str, title: str) -> None:
    assert labelled_title(f"{start}{label}{between}{title}") is not None


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
