"""Reading in child processes: kept from document to document, replaced when they die, never shared by two."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline import pdf_bounded
from pipeline.pdf_bounded import read_pdf_bounded
from pipeline.reading.pdf.limits import DEFAULT_LIMITS
from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import ReadDocument
from pipeline.workers import WORTH_IT, Workers
from tests.pdf.made_reports import reportlab_report
from tests.pdf.raw_pdf import raw_pdf, text

SMALL = raw_pdf([text(70, 100, "Officers answer calls.")])


@pytest.fixture(autouse=True)
def own_children(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    children = pdf_bounded._Children()
    monkeypatch.setattr(pdf_bounded, "_children", children)
    yield
    children.end()


def idle() -> list[int]:
    return [child._process.pid for child in pdf_bounded._children._idle]


def test_a_child_reads_one_document_after_the_other() -> None:
    first = read_pdf_bounded(SMALL)
    pid = idle()
    second = read_pdf_bounded(reportlab_report())

    assert idle() == pid
    assert (first, second) == (read_pdf(SMALL), read_pdf(reportlab_report()))


def test_a_child_that_died_meanwhile_is_replaced() -> None:
    read_pdf_bounded(SMALL)
    (pid,) = idle()
    os.kill(pid, signal.SIGKILL)

    assert read_pdf_bounded(SMALL) == read_pdf(SMALL)
    assert idle() != [pid]


def test_a_document_that_kills_its_child_leaves_the_next_one_unharmed() -> None:
    limits = replace(DEFAULT_LIMITS, max_memory_bytes=80 * 1024 * 1024)
    heavy = raw_pdf(["".join(text(10, 5 + 2 * row, "abcdefghi " * 50, size=1.5) for row in range(400))])

    def codes(document: ReadDocument) -> list[str]:
        return [problem.code for problem in document.problems]

    alone = codes(read_pdf_bounded(heavy, limits=limits))
    read_pdf_bounded(SMALL, limits=limits)

    assert codes(read_pdf_bounded(heavy, limits=limits)) == alone
    assert read_pdf_bounded(SMALL) == read_pdf(SMALL)


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_bounded, "_GRACE_SECONDS", 0.0)
    limits = replace(DEFAULT_LIMITS, max_seconds=0.0)

    document = read_pdf_bounded(SMALL, limits=limits)

    assert [problem.code for problem in document.problems] == ["pdf_out_of_time"]
    assert idle() == []


def test_each_limit_has_a_child_of_its_own_and_a_large_one_is_not_kept() -> None:
    read_pdf_bounded(SMALL)
    (pid,) = idle()
    read_pdf_bounded(SMALL, limits=replace(DEFAULT_LIMITS, max_pages=7))

    assert len(idle()) == 2
    assert pid in idle()

    read_pdf_bounded(SMALL, limits=replace(DEFAULT_LIMITS, max_memory_bytes=200 * 1024 * 1024))
    assert len(idle()) == 2


def test_threads_have_children_of_their_own() -> None:
    with ThreadPoolExecutor(3) as pool:
        documents = list(pool.map(read_pdf_bounded, [SMALL, reportlab_report(), SMALL]))

    assert documents == [read_pdf(SMALL), read_pdf(reportlab_report()), read_pdf(SMALL)]


def _pid(_: int) -> str:
    return str(os.getpid())


def test_few_documents_that_cost_much_are_worth_other_processes() -> None:
    workers = Workers(2)
    try:
        assert set(workers.run(_pid, range(3))) == {str(os.getpid())}
        assert str(os.getpid()) not in set(workers.run(_pid, range(3), cost=lambda item: WORTH_IT // 3))
    finally:
        workers.close()
