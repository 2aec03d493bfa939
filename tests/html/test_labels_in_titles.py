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
