"""Pages → passages, one page after the other: of a page that went by nothing is kept but its passages.

What is usual in the document is known before. Only three things wait: a passage that may run over a page, a table
whose head is not told yet, and the levels of headings, which depend on each other.
"""

from __future__ import annotations

import sys
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.blocks import BlockCutter, take_glued_marks
from pipeline.reading.pdf.boxes import BoxNumbers, TableNumbers
from pipeline.reading.pdf.breaks import Joiner
from pipeline.reading.pdf.count import MarkerCount
from pipeline.reading.pdf.entries import Entry, Settler
from pipeline.reading.pdf.figures import among, figures_of
from pipeline.reading.pdf.furniture import find_furniture
from pipeline.reading.pdf.guide import guide_by
from pipeline.reading.pdf.links import Link
from pipeline.reading.pdf.lists import ItemNester, NoteOrder
from pipeline.reading.pdf.pages import Pages
from pipeline.reading.pdf.passages import PassageBuilder, label_boxes
from pipeline.reading.pdf.ranks import Heading, rank_headings
from pipeline.reading.pdf.tagged import TagCheck, take_headings
from pipeline.reading.pdf.tags import Tags
from pipeline.reading.pdf.typography import Typography, typography
from pipeline.words.model import Passage, PassageKind


@dataclass(frozen=True, slots=True)
class Written:
    """``marks`` are the footnote marks left out of the words, ``spoken`` the texts that stand for pictures,
    ``told`` codes and sentences on the tags; ``markers`` counts the list markers on the lines. ``unsure`` are page and
    words of boxes that may be the rest of others."""

    passages: tuple[Passage, ...]
    markers: int
    marks: tuple[str, ...]
    spoken: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    unsure: tuple[tuple[int, str], ...]


def write_passages(pages: Pages, tags: Tags, links: Mapping[int, Sequence[Link]], disagreeing: int) -> Written:
    """The passages of a document, whose pages are used up.

    Args:
        pages: all pages, laid out.
        tags: the structure tree.
        links: those of each page.
        disagreeing: how many tagged tables do not stand like one.
    """
    furniture = find_furniture(pages)
    aside = furniture.outside | furniture.notes
    type_ = typography(pages, aside)
    guide = guide_by(tags, pages, aside, type_)
    figures = figures_of(tags, pages)
    boxes, tables = BoxNumbers(furniture, type_), TableNumbers(furniture.outside)
    cutter = BlockCutter(type_, furniture, guide)
    joiner = Joiner(type_, guide, Settler(pages.vocabulary, links, guide).settle)
    check = TagCheck(guide)
    rows = _Rows(type_, check, figures, boxes.over)
    count = MarkerCount(type_, furniture, guide)
    marks: list[str] = []
    for page in pages.last_time():
        numbers = boxes.on(page)
        rows.builder.place(page.number, tables.on(page))
        rows.take(joiner.settled(page.number))
        count.see(page)
        for region in page.regions:
            for block in cutter.cut(region):
                block.box_number = None if block.outside else numbers.get(region.key)
                take_glued_marks(block, furniture.marks)
                marks += [mark for line in block.lines for mark in line.marks]
                for part in take_headings(block, guide):
                    joiner.add(part)
    rows.take(joiner.finish())
    passages = rows.finish()
    spoken = tuple(figure.text for figure in figures)
    return Written(passages, count.markers, tuple(marks), spoken, tuple(check.told(disagreeing)), tuple(boxes.unsure()))


class _Rows:
    """Gathers the entries of a page, decides what its other entries tell of each, and hands them to the builder."""

    def __init__(self, type_: Typography, check: TagCheck, figures: Iterable[Entry], over: Collection[int]) -> None:
        self.builder = PassageBuilder()
        self._type = type_
        self._check = check
        self._over = over
        self._nester = ItemNester()
        self._notes = NoteOrder()
        self._headings: list[Heading] = []
        self._entries: list[Entry] = []
        self._figures: defaultdict[int, deque[Entry]] = defaultdict(deque)
        for figure in figures:
            self._figures[figure.page].append(figure)

    def take(self, entries: Iterable[Entry]) -> None:
        """The next entries in order."""
        for entry in entries:
            if self._entries and entry.page > self._entries[0].page:
                self._end_page()
            self._entries.append(entry)

    def finish(self) -> tuple[Passage, ...]:
        """All passages."""
        self._end_page()
        self._add_figures(sys.maxsize)
        self.builder.add(sys.maxsize, self._notes.rest())
        rank_headings(self._headings)
        passages = self.builder.passages
        for heading in self._headings:
            at = heading.position - 1
            if at >= 0 and passages[at].kind is PassageKind.HEADING:
                passages[at] = passages[at]._replace(level=heading.level)
        return tuple(passages)

    def _end_page(self) -> None:
        entries, self._entries = self._entries, []
        if not entries:
            return
        page = entries[0].page
        label_boxes(entries, self._type, self._over)
        self._nester.nest(entries)
        self._check.add(entries)
        self._add_figures(page)
        self.builder.add(page, self._notes.ordered(among(entries, self._figures.pop(page, ()))))
        self._headings += [
            Heading(entry.position, entry.size, entry.bold, entry.italic, entry.by_tag, entry.tag_level)
            for entry in entries
            if entry.kind is PassageKind.HEADING
        ]

    def _add_figures(self, page: int) -> None:
        """The figures of the pages before that have no words."""
        for number in sorted(number for number in self._figures if number < page):
            self.builder.add(number, among((), self._figures.pop(number)))
