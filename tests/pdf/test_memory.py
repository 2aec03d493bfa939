"""What is held of a long document: the latest pages, and of the others no more than their passages."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.marks import NOWHERE, Mark, Marks
from pipeline.reading.pdf.objects import PackedOffsets
from pipeline.reading.pdf.pages import _HELD, Pages
from pipeline.reading.read_pdf import read_pdf
from tests.pdf.raw_pdf import bullet, filled, raw_pdf, ruled, text

PAGES = _HELD + 20
"""More than are kept as they are, so that no lines are alive that still wait for their turn."""

LINES = 8


def page(number: int) -> str:
    """Eight lines: the end of a sentence, a box with an item, a table of four cells, the beginning of a sentence."""
    drawn = text(72, 120, f"service {number}, and it plans for it.")
    drawn += filled(66, 140, 530, 200) + text(72, 158, "The force should:")
    drawn += bullet(72, 178) + text(90, 178, f"improve service {number} in the area.")
    for row in (0, 1):
        for column in (0, 1):
            x0, top = 72 + 150 * column, 240 + 20 * row
            drawn += ruled(x0, top, x0 + 150, top + 20) + text(x0 + 5, top + 14, f"Cell {row} {column}")
    return drawn + text(72, 340, "It works with others, which helps it to know the demand for")


def test_lines_are_let_go_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    last_time = Pages.last_time

    def watched(pages: Pages) -> Iterator[PageLayout]:
        for layout in last_time(pages):
            yield layout
            held.append(sum(isinstance(one, Line) for one in gc.get_objects()))

    monkeypatch.setattr(Pages, "last_time", watched)
    document = read_pdf(raw_pdf([page(number) for number in range(PAGES)]))

    assert len(held) == PAGES
    # The sentences at the foot and at the head are one passage.
    assert len(document.passages) == (LINES - 1) * PAGES + 1
    # The page, the one before with its open box and sentence, and one that is on its way.
    assert max(held[_HELD + 5 :]) <= 4 * LINES


MARKS = st.builds(Mark, *[st.integers(-1, 300_000)] * 4)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 20), MARKS)), st.lists(st.integers(1, 10)))
def test_packed_marks_are_the_marks(said: list[tuple[int, int, Mark]], asked: list[int]) -> None:
    marks, plain = Marks(), dict[int, dict[int, Mark]]()
    for at, (number, content, mark) in enumerate(said):
        marks.put(number, content, mark)
        plain.setdefault(number, {})[content] = mark
        for one in asked if at % 3 == 0 else ():
            assert marks.on(one) == plain.get(one, {})

    assert {number: dict(marks.on(number)) for number in plain} == plain
    assert bool(marks) == bool(plain)


def test_a_mark_with_a_number_of_no_content_is_passed_over() -> None:
    marks = Marks()
    marks.put(1, 10**30, NOWHERE)

    assert not marks
    assert marks.on(1) == {}


@given(st.dictionaries(st.integers(0, 2**40), st.tuples(st.none(), st.integers(0, 2**40), st.integers(0, 3))))
def test_packed_offsets_are_the_offsets(offsets: dict[int, tuple[None, int, int]]) -> None:
    packed = PackedOffsets(offsets)

    assert dict(packed) == offsets
    assert [number for number in range(50) if number in packed] == [n for n in range(50) if n in offsets]
