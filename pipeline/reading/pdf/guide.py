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
from pipeline.reading.pdf.marks import Mark
from pipeline.reading.pdf.regions import RegionKind
from pipeline.reading.pdf.tags import Tags
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
    """What to follow. Sets hold the keys of lines.

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

    def level_of(self, lines: Iterable[Line]) -> int | None:
        """The level that the tags give a heading, None where they give none or several."""
        numbers = {self.heading_of(line) for line in lines} if self.heads else {None}
        number = numbers.pop() if len(numbers) == 1 else None
        return self.tags.headings[number].level if number is not None else None

    def _same_text(self, before: Line, line: Line) -> bool | None:
        one, two = self.last_mark(before), self.first_mark(line)
        if one is None or two is None or one.text < 0 or two.text < 0:
            return None
        return one.text == two.text


def guide_by(tags: Tags, pages: Iterable[PageLayout], outside: frozenset[int], type_: Typography) -> Guide:
    """Compares the tags with what the pages show beyond doubt.

    Args:
        tags: the structure tree.
        pages: all pages.
        outside: keys of the lines outside the text.
        type_: what is usual in the document.
    """
    guide = Guide(tags)
    if not tags.present:
        return guide
    guide.keeps_text, guide.splits_text = _texts_believed(guide, _columns(pages, outside), type_)
    guide.heads = _headings_believed(guide, _columns(pages, outside))
    guide.opens_item, guide.unmarked = _items(guide, _columns(pages, outside))
    return guide


def _columns(pages: Iterable[PageLayout], outside: frozenset[int]) -> Iterator[list[Line]]:
    """The lines of text, region by region."""
    for page in pages:
        for region in page.regions:
            if region.kind in (RegionKind.FLOW, RegionKind.BOX):
                lines = [line for line in region.lines if line.key not in outside]
                if lines:
                    yield lines


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
    by_heading: dict[int, list[str]] = defaultdict(list)
    for lines in columns:
        for line in lines:
            count = len(line.text.split())
            words += count
            number = guide.heading_of(line)
            if number is not None:
                in_headings += count
                by_heading[number].append(line.text)
    if not by_heading or in_headings > _HEADING_SHARE * words:
        return False
    fit = sum(1 for texts in by_heading.values() if _reads_as_heading(texts))
    return fit >= 0.8 * len(by_heading)


def _reads_as_heading(texts: Sequence[str]) -> bool:
    """Whether words could be a heading by themselves, whatever their look."""
    text = " ".join(texts).strip()
    return (
        0 < len(text.split()) <= _LONG_HEADING
        and not _SENTENCE_END.search(text)
        and not text[:1].islower()
        and not is_marker(text.split(" ", 1)[0])
        and any(letter.isalpha() for letter in text)
    )


def heading_lines(guide: Guide, lines: Sequence[Line]) -> int:
    """How many of the first lines of a paragraph are a whole tagged heading; 0 where it is not to be believed."""
    number = guide.heading_of(lines[0]) if guide.heads else None
    if number is None:
        return 0
    length = next((at for at, line in enumerate(lines) if guide.heading_of(line) != number), len(lines))
    held = {(line.page, mcid) for line in lines[:length] for mcid in line.mcids}
    if not guide.tags.headings[number].content <= held or not _reads_as_heading([line.text for line in lines[:length]]):
        return 0
    return length


# -- items --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Start:
    """Where a tagged item begins: what is asked of its first line and the one before it, and of all its lines.

    ``above_x0`` is None where no line stands closely before it.
    """

    key: int
    page: int
    x0: float
    first: bool
    marked: bool
    heading: bool
    above_x0: float | None
    announced: bool
    words: int = 0
    hangs: bool = False


def _items(guide: Guide, columns: Iterable[Sequence[Line]]) -> tuple[frozenset[int], frozenset[int]]:
    """Lines where tagged items begin: those that show a marker, and those of lists that show none at all."""
    lists: dict[int, dict[int, _Start]] = defaultdict(dict)
    before: Line | None = None
    for lines in columns:
        for line in lines:
            for number in _items_on(guide, line):
                starts = lists[guide.tags.items[number]]
                if number not in starts:
                    starts[number] = _start(guide, line, number, before)
                start = starts[number]
                start.words += len(line.text.split())
                start.hangs = start.hangs or line.x0 > start.x0 + _SAME_PLACE
            before = line
    marked: set[int] = set()
    unmarked: set[int] = set()
    for starts in lists.values():
        found = [start for start in starts.values() if start.first]
        shown = [start for start in found if start.marked]
        marked.update(start.key for start in shown)
        if not shown and len(found) == len(starts) and _is_list(found):
            unmarked.update(start.key for start in found)
    return frozenset(marked), frozenset(unmarked)


def _start(guide: Guide, line: Line, number: int, before: Line | None) -> _Start:
    mark = guide.first_mark(line)
    near = before is not None and before.page >= line.page - 1
    return _Start(
        line.key,
        line.page,
        line.x0,
        first=mark is not None and mark.item == number,
        marked=line.second_x0 is not None and (is_marker(line.first) or not any(map(str.isalpha, line.first))),
        heading=guide.heading_of(line) is not None,
        above_x0=before.x0 if before is not None and near else None,
        announced=before is not None and near and before.text.rstrip().endswith(":"),
    )


def _items_on(guide: Guide, line: Line) -> Iterator[int]:
    numbers = dict.fromkeys(guide.tags.mark(line.page, mcid).item for mcid in line.mcids)
    return (number for number in numbers if number >= 0)


def _is_list(starts: Sequence[_Start]) -> bool:
    """Whether items without markers look like a list: short, at one edge, set in or hanging or announced by a colon.

    Paragraphs that are tagged as items stand at the edge of the text around them.
    """
    if len(starts) < 2 or any(start.words > _LONG_ITEM or start.heading for start in starts):
        return False
    first = starts[0]
    edges = [start.x0 for start in starts]
    if len({start.page for start in starts}) > 2 or max(edges) - min(edges) > _SAME_PLACE or first.above_x0 is None:
        return False
    set_in = first.x0 >= first.above_x0 + _SET_IN
    return first.announced or set_in or any(start.hangs for start in starts)
