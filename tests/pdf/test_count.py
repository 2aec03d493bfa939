"""The count of list markers is a witness: it knows nothing of the lists, so what those lose or double shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.meaning.interpret import interpret
from pipeline.reading.pdf import blocks, breaks, passages
from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.breaks import Joiner
from pipeline.reading.pdf.entries import Entry
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import PassageKind, ReadDocument
from tests.pdf.raw_pdf import bullet, raw_pdf, text

WHERE = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-reports/kent-2021-22/"
ITEMS = (
    "improve how it records crime;",
    "train the officers who answer calls;",
    "publish what it finds; and",
    "tell the public of it.",
)


def report() -> bytes:
    """Four bullets, the third nested, and three numbers, the last on a page of its own."""
    page = text(72, 60, "PEEL 2021/22: An inspection of Kent Police", font="F2", size=20)
    page += text(72, 120, "The force should:")
    for at, words in enumerate(ITEMS):
        x = 108 if at == 2 else 90
        page += bullet(x, 140 + 16 * at, "-" if at == 2 else "n") + text(x + 18, 140 + 16 * at, words)
    page += text(72, 230, "By the end of next year the chief constable should do three things:")
    for at in (1, 2):
        page += text(90, 230 + 20 * at, f"{at}.") + text(112, 230 + 20 * at, f"Begin with the first of {at} plans.")
    return raw_pdf([page, text(90, 72, "3.") + text(112, 72, "End with the last of the plans.")])


def items(document: ReadDocument) -> int:
    return sum(passage.kind is PassageKind.LIST_ITEM for passage in document.passages)


def told(document: ReadDocument) -> list[str]:
    """Of the problems, those that concern markers."""
    return [problem.code for problem in interpret(document, WHERE).problems if problem.code == "markers_lost"]


def test_an_undisturbed_reading_has_no_problem() -> None:
    document = read_pdf(report())

    assert document.markers_seen == items(document) == 7
    assert told(document) == []


def _second_block_twice(add: Callable[[Joiner, Block], None], joiner: Joiner, block: Block) -> None:
    add(joiner, block)
    if "train the officers" in block.lines[0].text:
        add(joiner, block)


def _second_block_never(add: Callable[[Joiner, Block], None], joiner: Joiner, block: Block) -> None:
    if "train the officers" not in block.lines[0].text:
        add(joiner, block)


@pytest.mark.parametrize("change", [_second_block_twice, _second_block_never])
def test_an_item_lost_or_doubled_between_lines_and_passages_is_told(
    change: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = breaks.Joiner.add
    monkeypatch.setattr(breaks.Joiner, "add", lambda joiner, block: change(add, joiner, block))
    document = read_pdf(report())

    assert document.markers_seen == 7
    assert abs(items(document) - 7) == 1
    assert told(document) == ["markers_lost"]


@pytest.mark.parametrize("swallowed", ["■", "−", "2."])
def test_an_item_swallowed_by_the_one_above_is_told(swallowed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    marker_of = blocks.marker_of

    def blind(line: object, *rest: object, **how: object) -> object:
        marker = marker_of(line, *rest, **how)  # type: ignore[arg-type]
        return None if marker is not None and marker.text == swallowed else marker

    monkeypatch.setattr(blocks, "marker_of", blind)
    document = read_pdf(report())

    assert document.markers_seen == 7
    assert items(document) < 7
    assert told(document) == ["markers_lost"]


def test_an_item_lost_while_passages_are_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    add = passages.PassageBuilder.add

    def forgetful(builder: passages.PassageBuilder, page: int, entries: list[Entry]) -> None:
        add(builder, page, [entry for entry in entries if entry.parent is None])

    monkeypatch.setattr(passages.PassageBuilder, "add", forgetful)
    document = read_pdf(report())

    assert (document.markers_seen, items(document)) == (7, 6)
    assert told(document) == ["markers_lost"]
