"""A grade label inside the very element of a question's title: title, section and grade are found all the same."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import interpret
from tests.html.reading import read

QUESTION = "How effective is the force at investigating crime and reducing re-offending?"
WHERE = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/effectiveness/"


@pytest.mark.parametrize(
    "markup",
    [
        f'<h3>{QUESTION} <span class="grade">Inadequate</span></h3>',
        f"<h3>{QUESTION}<span>Inadequate</span></h3>",
        f"<h3><span>Inadequate</span> {QUESTION}</h3>",
        f"<h3>{QUESTION}<br>Inadequate</h3>",
        f"<h3><button>{QUESTION} <em>Judgment: Inadequate</em></button></h3>",
        f"<p><strong>{QUESTION}</strong> <strong>Inadequate</strong></p>",
    ],
)
def test_label_inside_the_element_of_its_title(markup: str) -> None:
    told = interpret(
        read(
            "<main><h1>Kent PEEL 2017</h1><p>Last updated 22/03/2018</p><p>The force works with its partners.</p>"
            f"{markup}<p>The force is slow.</p><h4>Areas for improvement</h4><ul><li>It should look.</li></ul></main>"
        ),
        WHERE,
    )
    question = "2017-effectiveness-investigating-crime"
    assert [(g.subject.question_id, g.grade, g.title) for g in told.grades] == [(question, "Inadequate", QUESTION)]
    assert [(f.subject.question_id, f.text) for f in told.findings] == [(question, "It should look.")]


def test_label_inside_a_summary() -> None:
    told = interpret(
        read(
            f"<main><h1>Kent PEEL 2017</h1><details><summary>{QUESTION} <span>Inadequate</span></summary>"
            "<p>The force is slow.</p></details></main>"
        ),
        WHERE,
    )
    assert [(g.grade, g.title) for g in told.grades] == [("Inadequate", QUESTION)]


FIRST = "How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?"
ASKED = "2017-effectiveness-investigating-crime"
ASKED_FIRST = "2017-effectiveness-preventing-crime"


def grades_of(markup: str) -> list[tuple[str | None, str | None, str]]:
    """Question, grade and reading of each statement about the sections that stand between two other texts."""
    told = interpret(
        read(
            "<main><h1>Kent PEEL 2017</h1><p>Last updated 22/03/2018</p><p>The force works with its partners.</p>"
            f"{markup}<p>The force is slow.</p></main>"
        ),
        WHERE,
    )
    return [(g.subject.question_id, g.grade, g.evidence.reading) for g in told.grades]


@pytest.mark.parametrize(
    "markup",
    [
        f'<h3>{QUESTION} <abbr title="Requires improvement">RI</abbr></h3>',
        f'<h3>{QUESTION}</h3><p><abbr title="Requires improvement">RI</abbr></p>',
        f'<h3>{QUESTION}</h3><div><abbr class="mark" title="Requires improvement">RI</abbr></div>',
        f'<p><b>{QUESTION}</b> <abbr title="Requires improvement">RI</abbr></p>',
    ],
)
def test_grade_that_is_spelt_out_only_in_the_title_of_its_abbreviation(markup: str) -> None:
    assert grades_of(markup) == [(ASKED, "Requires improvement", "label")]


def test_abbreviations_in_a_sentence_stay_in_it() -> None:
    document = read('<p>The <abbr title="European Union">EU</abbr> should:</p><ul><li>act</li></ul>')
    assert [p.text for p in document.passages] == ["The EU should:", "act"]


@pytest.mark.parametrize(
    "markup",
    [
        f'<h3><span class="rating--good"></span>{QUESTION}</h3>',
        f'<h3><img src="/images/good.svg"> {QUESTION}</h3>',
        f'<h3><img src="/images/good.svg" alt="">{QUESTION}</h3>',
        f'<h3><img src="/images/mark.svg" alt="Good">{QUESTION}</h3>',
    ],
)
def test_name_or_picture_before_a_title_in_its_element_is_the_label_of_this_title(markup: str) -> None:
    assert grades_of(markup) == [(ASKED, "Good", "image")]
    assert sorted(grades_of(f"<h3>{FIRST}</h3>{markup}")) == [
        (ASKED, "Good", "image"),
        (ASKED_FIRST, None, "label"),
    ]


def test_spoken_words_in_a_title_do_not_part_it_from_its_label() -> None:
    for title in (f'<span class="sr-only">Question 3:</span> {QUESTION}', f'{QUESTION} <i aria-label="Open"></i>'):
        assert grades_of(f"<h3>{title}</h3><p>Good</p>") == [(ASKED, "Good", "label")]


@pytest.mark.parametrize(
    "label", ["● Good", "✔ Good", "- Good", '<span class="icon">●</span> Good', "<i>✔</i>Good", "● Judgment: Good"]
)
def test_sign_before_a_label_makes_no_list_of_it(label: str) -> None:
    assert grades_of(f"<h3>{QUESTION}</h3><p>{label}</p>") == [(ASKED, "Good", "label")]


@pytest.mark.parametrize(
    "items",
    [
        "<p>● Good</p><p>● Inadequate</p>",
        "<ul><li>Good</li><li>Response</li></ul>",
        "<p>The force should be:</p><p>● Good</p>",
        "<ol><li>Good</li></ol>",
    ],
)
def test_grade_words_in_a_list_are_no_labels(items: str) -> None:
    assert grades_of(f"<h3>{QUESTION}</h3>{items}") == [(ASKED, None, "label")]
