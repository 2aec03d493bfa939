"""Titles of questions in elements that are mostly something else, and labels beside what only names a picture."""

from __future__ import annotations

import pytest

from pipeline.meaning.interpret import Interpretation, interpret
from tests.html.reading import read

QUESTION = "How effective is the force at investigating crime and reducing re-offending?"
OTHER = "How effective is the force at tackling serious and organised crime?"
SUBJECT = "2017-effectiveness-investigating-crime"
WHERE = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/kent/effectiveness/"


def told_by(markup: str) -> Interpretation:
    start = "<h1>Kent PEEL 2017</h1><p>Last updated 22/03/2018</p><p>The force works with its partners.</p>"
    return interpret(read(f"<main>{start}{markup}</main>"), WHERE)


def graded(told: Interpretation) -> list[tuple[str | None, str | None]]:
    return [(grade.subject.question_id, grade.grade) for grade in told.grades if grade.grade]


@pytest.mark.parametrize(
    "title",
    [
        f"<button>{QUESTION}</button>",
        f'<div><a href="#two">{QUESTION}</a></div>',
        f"<ol start=2><li>{QUESTION}</li></ol>",
        f'<ol start=2><li><a href="#two">{QUESTION}</a></li></ol>',
        f"<fieldset><legend>{QUESTION}</legend></fieldset>",
        f"<dl><dt>{QUESTION}</dt></dl>",
    ],
)
def test_a_title_that_its_label_follows(title: str) -> None:
    told = told_by(
        f"{title}<p>Inadequate</p><p>It is slow.</p><h4>Areas for improvement</h4><ul><li>It should.</li></ul>"
    )
    assert graded(told) == [(SUBJECT, "Inadequate")]
    assert [(f.subject.question_id, f.text) for f in told.findings] == [(SUBJECT, "It should.")]


@pytest.mark.parametrize(
    "markup",
    [
        f"<nav><a href=a>{QUESTION}</a></nav><p>It is slow.</p>",
        f"<nav><ul><li><a href=a>{QUESTION}</a><li><a href=b>{OTHER}</a></ul></nav><p>Good</p>",
        f"<p><a href=a>{QUESTION}</a></p><p><a href=b>{OTHER}</a></p><p>Good</p>",
        f"<ul><li>{QUESTION}</li><li>{OTHER}</li></ul><p>Good</p>",
    ],
)
def test_contents_of_a_page_are_no_titles(markup: str) -> None:
    assert graded(told_by(markup)) == []


def test_title_and_label_are_two_blocks_of_one_item() -> None:
    told = told_by(f"<ol><li>{QUESTION}<p>Good</p></li><li><div>{OTHER}</div><div>Inadequate</div></li></ol>")
    assert graded(told) == [(SUBJECT, "Good"), ("2017-effectiveness-serious-organised-crime", "Inadequate")]


@pytest.mark.parametrize(
    "label",
    [
        '<figure><img src="tick.png" alt=""><figcaption>Good</figcaption></figure>',
        '<i class="chevron"></i><p>Good</p>',
        '<svg><use href="#icon-good"/></svg>',
        '<object data="/images/good.svg"></object>',
        '<img src="/images/icon-good.svg" alt="">',
    ],
)
def test_names_of_pictures_do_not_stand_between_title_and_label(label: str) -> None:
    assert graded(told_by(f"<h3>{QUESTION}</h3>{label}<p>It is slow.</p>")) == [(SUBJECT, "Good")]


_LEGEND = [f'<img src="{name}.svg">' for name in ("outstanding", "good", "requires-improvement", "inadequate")]
_PRINTED = [f"<div>{name}</div>" for name in ("Inadequate", "Requires improvement", "Good", "Outstanding")]


@pytest.mark.parametrize("legend", ["".join(_LEGEND), "".join(_PRINTED)])
def test_a_legend_of_labels_is_no_grade_and_no_conflict(legend: str) -> None:
    told = told_by(f"<h3>{QUESTION}</h3>{legend}<p>It is slow.</p>")
    assert graded(told) == []
    assert "labels_conflict" not in {problem.code for problem in told.problems}


def test_a_label_before_a_legend_counts() -> None:
    told = told_by(f"<h3>{QUESTION}</h3><p>Requires improvement</p>{''.join(_PRINTED)}<p>It is slow.</p>")
    assert graded(told) == [(SUBJECT, "Requires improvement")]
