"""Which of a file's tags are believed, and where: what the geometry leaves open, and only where it bears them out.

Sources of the rules: 530 real tagged reports. Tags know paragraphs, headings and items well; they start a new item
after a page turn, call ordinary paragraphs items, and some programs write them without any sense (all in one
paragraph, a paragraph for each line, headings around body text). So each kind is compared with what the page shows
beyond doubt, over the whole document, and is believed only if it passes.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.reading.pdf.glyphs import is_marker
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import RegionKind
from pipeline.reading.pdf.tags import Mark, Tags
from pipeline.reading.pdf.typography import TERMINAL, Typography

_SAME_PLACE = 4.0
_SET_IN = 5.0
_LEAST_SEEN = 3
_HEADING_SHARE = 0.25
"""Tagged headings hold no more of a document's words, unless they are tagged without sense."""

_LONG_HEADING, _LONG_ITEM = 25, 60
_SENTENCE_END = re.compile(r"[.;,:][’”\"')\]]*$")


@dataclass(slots=True)
class Guide:
    """What to follow. Sets hold identities (``id``) of lines, which outlive this record.

    ``opens_item``: an item begins here by its tag, and the line shows what may be its marker. ``unmarked``: an item
    without any marker begins here. ``keeps_text``: one paragraph of the tags is one on the page, so its parts belong
    together; ``splits_text``: two of them are two.
    """

    tags: Tags
    opens_item: frozenset[int] = frozenset()
    unmarked: frozenset[int] = frozenset()
    keeps_text: bool = False
    splits_text: bool = False
    heads: bool = False
    order_of_levels: bool = False
    followed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def first_mark(self, line: Line) -> Mark | None:
        return self.tags.mark(line.page, line.mcids[0]) if line.mcids else None

    def last_mark(self, line: Line) -> Mark | None:
        return self.tags.mark(line.page, line.mcids[-1]) if line.mcids else None

    def is_one_text(self, before: Line, line: Line) -> bool:
        """Whether the tags say, and may be believed, that a paragraph goes on from one line to the other."""
        return self.keeps_text and self._same_text(before, line) is True

    def are_two_texts(self, before: Line, line: Line) -> bool:
        """Whether the tags say, and may be believed, that a new paragraph begins."""
        return self.splits_text and self._same_text(before, line) is False

    def is_other_item(self, before: Line, line: Line) -> bool:
        """Whether the tags put two lines in two items, or one of them in none."""
        one, two = self.last_mark(before), self.first_mark(line)
        return one is not None and two is not None and one.item != two.item

    def heading_of(self, line: Line) -> int | None:
        """The tagged heading that a line stands in as a whole, by number."""
        found = {self.tags.mark(line.page, mcid).heading for mcid in line.mcids}
        number = found.pop() if len(found) == 1 else -1
        return number if number >= 0 else None

    def _same_text(self, before: Line, line: Line) -> bool | None:
        one, two = self.last_mark(before), self.first_mark(line)
        if one is None or two is None or one.text < 0 or two.text < 0:
            return None
        return one.text == two.text


def guide_by(tags: Tags, pages: Sequence[PageLayout], outside: frozenset[int], type_: Typography) -> Guide:
    """Compares the tags with what the pages show beyond doubt.

    Args:
        tags: the structure tree.
        pages: all pages.
        outside: identities of the lines outside the text.
        type_: what is usual in the document.
    """
    guide = Guide(tags)
    if not tags.present:
        return guide
    columns = [
        lines
        for page in pages
        for region in page.regions
        if region.kind in (RegionKind.FLOW, RegionKind.BOX)
        and (lines := [line for line in region.lines if id(line) not in outside])
    ]
    guide.keeps_text, guide.splits_text = _texts_believed(guide, columns, type_)
    guide.heads = _headings_believed(guide, columns)
    guide.opens_item, guide.unmarked = _items(guide, columns)
    return guide


def _texts_believed(guide: Guide, columns: Iterable[Sequence[Line]], type_: Typography) -> tuple[bool, bool]:
    """Whether paragraphs of the tags hold no clear break, and whether none ends within a clear sentence."""
    breaks = broken_in = runs = run_through = 0
    for lines in columns:
        for above, below in itertools.pairwise(lines):
            same = guide._same_text(above, below)
            if same is None:
                continue
            tight = type_.is_tight(above, below)
            if not tight or abs(above.size - below.size) > 1:
                breaks += 1
                broken_in += same
            elif below.text[:1].islower() and not TERMINAL.search(above.text) and abs(above.x0 - below.x0) < 1:
                runs += 1
                run_through += not same
    keeps = breaks >= _LEAST_SEEN and broken_in <= 0.1 * breaks
    return keeps, keeps and runs >= _LEAST_SEEN and run_through <= 0.02 * runs


def _headings_believed(guide: Guide, columns: Iterable[Sequence[Line]]) -> bool:
    """Whether what is tagged a heading is short and a small part of the text."""
    words = in_headings = 0
    by_heading: dict[int, list[Line]] = defaultdict(list)
    for lines in columns:
        for line in lines:
            count = len(line.text.split())
            words += count
            number = guide.heading_of(line)
            if number is not None:
                in_headings += count
                by_heading[number].append(line)
    if not by_heading or in_headings > _HEADING_SHARE * words:
        return False
    fit = sum(1 for lines in by_heading.values() if _reads_as_heading(lines))
    return fit >= 0.8 * len(by_heading)


def _reads_as_heading(lines: Sequence[Line]) -> bool:
    """Whether words could be a heading by themselves, whatever their look."""
    text = " ".join(line.text for line in lines).strip()
    return (
        0 < len(text.split()) <= _LONG_HEADING
        and not _SENTENCE_END.search(text)
        and not text[:1].islower()
        and not is_marker(lines[0].first)
        and any(letter.isalpha() for letter in text)
    )


def heading_lines(guide: Guide, lines: Sequence[Line]) -> int:
    """How many of the first lines of a paragraph are a whole tagged heading; 0 where it is not to be believed."""
    number = guide.heading_of(lines[0]) if guide.heads else None
    if number is None:
        return 0
    length = next((at for at, line in enumerate(lines) if guide.heading_of(line) != number), len(lines))
    held = {(line.page, mcid) for line in lines[:length] for mcid in line.mcids}
    if not guide.tags.headings[number].content <= held or not _reads_as_heading(lines[:length]):
        return 0
    return length


# -- items --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Start:
    """The first line of a tagged item, the line before it, and all lines of it."""

    line: Line
    before: Line | None
    words: int = 0
    hangs: bool = False


def _items(guide: Guide, columns: Iterable[Sequence[Line]]) -> tuple[frozenset[int], frozenset[int]]:
    """Lines where tagged items begin: those that show a marker, and those of lists that show none at all."""
    lists: dict[int, dict[int, _Start]] = defaultdict(dict)
    before: Line | None = None
    for lines in columns:
        for line in lines:
            for number in _items_on(guide, line):
                starts = lists[guide.tags.items[number].of]
                if number not in starts:
                    starts[number] = _Start(line, before)
                start = starts[number]
                start.words += len(line.text.split())
                start.hangs = start.hangs or line.x0 > start.line.x0 + _SAME_PLACE
            before = line
    marked: set[int] = set()
    unmarked: set[int] = set()
    for starts in lists.values():
        found = [start for start in starts.values() if _begins_there(guide, start)]
        shown = [start for start in found if _may_be_marked(start.line)]
        marked.update(id(start.line) for start in shown)
        if not shown and len(found) == len(starts) and _is_list(guide, found):
            unmarked.update(id(start.line) for start in found)
    return frozenset(marked), frozenset(unmarked)


def _items_on(guide: Guide, line: Line) -> Iterator[int]:
    numbers = dict.fromkeys(guide.tags.mark(line.page, mcid).item for mcid in line.mcids)
    return (number for number in numbers if number >= 0)


def _begins_there(guide: Guide, start: _Start) -> bool:
    """Whether the item begins where its line does."""
    mark = guide.first_mark(start.line)
    return mark is not None and next(_items_on(guide, start.line), None) == mark.item


def _may_be_marked(line: Line) -> bool:
    return line.second_x0 is not None and (is_marker(line.first) or not any(map(str.isalpha, line.first)))


def _is_list(guide: Guide, starts: Sequence[_Start]) -> bool:
    """Whether items without markers look like a list: short, at one edge, set in or hanging or announced by a colon.

    Paragraphs that are tagged as items stand at the edge of the text around them.
    """
    if len(starts) < 2 or any(start.words > _LONG_ITEM for start in starts):
        return False
    first = starts[0]
    pages = {start.line.page for start in starts}
    edges = [start.line.x0 for start in starts]
    if (
        len(pages) > 2
        or max(edges) - min(edges) > _SAME_PLACE
        or any(guide.heading_of(start.line) is not None for start in starts)
    ):
        return False
    above = first.before
    if above is None or above.page < first.line.page - 1:
        return False
    announced = above.text.rstrip().endswith(":")
    set_in = first.line.x0 >= above.x0 + _SET_IN
    return announced or set_in or any(start.hangs for start in starts)
