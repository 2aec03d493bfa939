"""Running heads and feet, page numbers, tables of contents and footnotes: which lines stand outside the text."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.reading.pdf.drawn import Style
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.pages import Pages
from pipeline.reading.pdf.regions import RegionKind

HEAD_ZONE, FOOT_ZONE = 0.12, 0.87
"""Running heads stand in the upper eighth of a page, feet in the lower."""

_DENSE = 0.45
_ARTIFACT_SHARE = 0.3
_LONG_HEAD = 30
_SMALLER, _MAX_HEAD = 0.8, 14
_ROMAN = r"[ivxlc]{1,7}"
_PAGE_NUMBER = re.compile(
    rf"^(?:page\s+)?[-–—]?\s*(?P<number>\d{{1,4}}|{_ROMAN})\s*[-–—]?(?:\s*(?:of|/)\s*\d+)?$", re.IGNORECASE
)
_LEADER = re.compile(rf"(?:\.\s?){{4,}}\s*(?:\d{{1,4}}|{_ROMAN})?$|…{{2,}}\s*\d*$|_{{5,}}\s*\d+$", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(rf"\S\s+(?:\d{{1,3}}|{_ROMAN})$")
_CONTENTS = re.compile(r"^(?:table of contents|contents(?: page)?|cynnwys)\s*:?$", re.IGNORECASE)
NOTE_START = re.compile(r"^(?:\d{1,3}(?=[^\W\d_‘“(]|$)|[*†‡§]{1,3})")
"""The mark that the first word of a footnote is or begins with."""

_MAX_TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class Furniture:
    """Keys of the lines outside the text, and of those in footnotes.

    ``marks`` are the marks that footnotes begin with, ``foot`` is how far down the text of any page reaches.
    """

    outside: frozenset[int]
    notes: frozenset[int]
    marks: frozenset[str] = frozenset()
    foot: float = 0.0


def find_furniture(pages: Pages) -> Furniture:
    """Judges all pages together: what repeats at one height of the page is a running head."""
    outside = _running(pages)
    notes: set[int] = set()
    marks: set[str] = set()
    foot = 0.0
    for page in pages:
        outside |= _page_numbers(page, len(pages), outside)
        outside |= _contents(page, outside)
        found = _notes(page, outside, pages.body_size)
        notes |= found
        for line in (line for region in page.regions for line in region.lines if line.key not in outside):
            foot = max(foot, line.bottom)
            if line.key in found and (match := NOTE_START.match(line.first)):
                marks.add(match[0])
    return Furniture(frozenset(outside), frozenset(notes), frozenset(marks), foot)


def _zone_lines(page: PageLayout) -> Iterable[Line]:
    for region in page.regions:
        if region.kind is RegionKind.CELL:
            continue
        for line in region.lines:
            if line.bottom < HEAD_ZONE * page.height or line.top > FOOT_ZONE * page.height:
                yield line


def _running(pages: Pages) -> set[int]:
    """Lines whose words, figures aside, stand at the same height of several pages; and what the file calls so."""
    places: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    looks: list[tuple[int, tuple[int, Style]]] = []
    found: set[int] = set()
    # Some programs call everything an artifact.
    believed = pages.artifacts[True] <= _ARTIFACT_SHARE * pages.artifacts.total()
    for page in pages:
        lines = list(_zone_lines(page))
        if believed:
            found.update(_short_artifacts(lines))
        for line in lines:
            words = re.sub(r"\d+", "#", line.text)
            if line.size < pages.body_size - _SMALLER and len(words.split()) <= _MAX_HEAD and not begins_note(line):
                looks.append((line.key, (round(line.base / 3), line.style)))
            # Two buckets each, so that a height at the edge of a bucket still meets its neighbours.
            for bucket in {round(line.base / 6), round((line.base + 3) / 6) + 10_000}:
                places[words, bucket].append((line.page, line.key))
    for stands in places.values():
        if _repeats({number for number, _ in stands}, len(pages)):
            found.update(key for _, key in stands)
    # A chapter's own head stands on few pages, but where the others do and in their type.
    usual = {look for key, look in looks if key in found}
    return found | {key for key, look in looks if look in usual}


def _short_artifacts(lines: Sequence[Line]) -> set[int]:
    """Artifacts in one margin, unless they are too long for a running head: an imprint is text, whatever its tag."""
    found: set[int] = set()
    for _, near in itertools.groupby(lines, key=lambda line: (line.artifact, line.top > lines[0].bottom + 200)):
        group = list(near)
        if group[0].artifact and sum(len(line.text.split()) for line in group) <= _LONG_HEAD:
            found.update(line.key for line in group)
    return found


def _repeats(numbers: set[int], pages: int) -> bool:
    """Whether a line on these pages is a running head: on most pages of a stretch, or of its left or right pages.

    A heading that by chance begins several pages at the same height stands on few of the pages between.
    """
    if len(numbers) < (2 if pages < 4 else 3):
        return False
    return len(numbers) >= _DENSE * (max(numbers) - min(numbers) + 1)


def _page_numbers(page: PageLayout, pages: int, outside: set[int]) -> set[int]:
    """Bare numbers in the margins that could count pages."""
    found = set()
    for line in _zone_lines(page):
        match = _PAGE_NUMBER.match(line.text.strip())
        if line.key in outside or match is None:
            continue
        number = match["number"]
        outermost = (
            all(
                other.base >= line.base - 1 or other.base < line.top - 60
                for other in _zone_lines(page)
                if other.base < HEAD_ZONE * page.height
            )
            or line.top > FOOT_ZONE * page.height
        )
        plausible = not number.isdigit() or abs(int(number) - page.number) <= max(30, pages)
        if outermost and plausible:
            found.add(line.key)
    return found


def _contents(page: PageLayout, outside: set[int]) -> set[int]:
    """The lines of a table of contents: with dotted leaders, or numbers at the right edge below its heading."""
    found: set[int] = set()
    for region in page.regions:
        if region.kind not in (RegionKind.FLOW, RegionKind.BOX):
            continue
        lines = [line for line in region.lines if line.key not in outside]
        heading = next((at for at, line in enumerate(lines) if _CONTENTS.match(line.text)), None)
        leaders = [at for at, line in enumerate(lines) if _LEADER.search(line.text)]
        if heading is None and len(leaders) < 3:
            continue
        entries = leaders
        if heading is not None and len(leaders) < 2:
            entries = _entries_below(lines, heading, region.right)
        if not entries:
            continue
        start = heading if heading is not None and heading < entries[0] else entries[0]
        for one, two in zip([start, *entries], entries, strict=False):
            if two - one <= _MAX_TITLE_LINES:
                found.update(line.key for line in lines[one : two + 1])
        found.update(lines[at].key for at in entries)
        found.update(_numbers_beside([lines[at] for at in entries], page))
    return found


def _numbers_beside(entries: Sequence[Line], page: PageLayout) -> Iterable[int]:
    """Page numbers of a table of contents that are set in a column of their own."""
    for region in page.regions:
        for line in region.lines:
            if _PAGE_NUMBER.match(line.text.strip()) and any(
                abs(line.base - entry.base) <= 0.5 * line.size and line.x0 >= entry.x1 - 1 for entry in entries
            ):
                yield line.key


def _entries_below(lines: Sequence[Line], heading: int, right: float) -> list[int]:
    """Lines after the heading that end in a number at the right edge, as long as no long text breaks in."""
    entries: list[int] = []
    for at in range(heading + 1, len(lines)):
        line = lines[at]
        if _ENDS_IN_NUMBER.search(line.text) and line.x1 >= right - 6:
            entries.append(at)
        elif at - (entries[-1] if entries else heading) > _MAX_TITLE_LINES:
            break
    return entries if len(entries) >= 3 else []


def _notes(page: PageLayout, outside: set[int], body_size: float) -> set[int]:
    """The small lines at the foot of each column from the first that begins with a mark."""
    found: set[int] = set()
    for region in page.regions:
        if region.kind is not RegionKind.FLOW:
            continue
        tail: list[Line] = []
        start = 0
        for line in reversed([line for line in region.lines if line.key not in outside]):
            if line.size > body_size - 0.8 or line.base < 0.3 * page.height:
                break
            tail.insert(0, line)
            if begins_note(line):
                start = len(tail)
        if start:
            found.update(line.key for line in tail[len(tail) - start :])
    return found


def begins_note(line: Line) -> bool:
    """Whether a small line begins a footnote: with a raised mark, or a mark and then words."""
    return line.note_mark is not None or (bool(NOTE_START.match(line.first)) and line.second_x0 is not None)
