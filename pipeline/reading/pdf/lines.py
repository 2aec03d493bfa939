"""Glyphs → words → lines, within one region of a page.

A word is a run of glyphs on one base line without a space or a gap of a fifth of their size. A line is the words
of one base line, with the small raised or lowered words that lean on it. Measures are points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.reading.pdf.drawn import Dot, Glyph, Picture, Style
from pipeline.reading.pdf.glyphs import clean, is_marker

SPACE_GAP = 0.2
"""A gap of this part of the type size separates words; a narrow justified space is about 0.22, kerning under 0.1."""

_SAME_BASE = 1.0
_BULLET_REACH = 30.0
_MARKER_SHIFT = 0.3
_MOST_DOTS = 300
"""A page with more small dots is a chart or map."""
_SMALL_PICTURE = (2.0, 12.0)
_DOUBLE_SHIFT = 0.1
_SMALL = 0.85
_LETTERS, _FEWEST = 6, 2
_LETTER_GAP = 1.0
_UNEVEN = 0.12
"""Letters that are set apart are at least so many, no further from each other than their size, and evenly."""
_MARK = re.compile(r"^(?:\[?\d{1,3}\]?(?:[,;–-]\d{1,3})*,?|[*†‡§¶]{1,3}|[a-z])$")
_UNIT = re.compile(r"(?:^|[^a-zA-Z])(?:[kcm]?m|ft)$")
_WORD = re.compile(r"[^\W_]")


class Word(NamedTuple):
    """A run of glyphs. ``spaced``: a drawn space stands before it; ``raised``: a superscript or subscript."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    style: Style
    mcid: int | None
    artifact: bool
    spaced: bool
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in one region.

    ``style`` is that of most of its letters, ``bold`` and ``italic`` are true only where all letters are.
    ``first`` is the first word, ``first_x1`` its end, ``second_x0`` where the second begins (None if there is none),
    ``second_spaced`` the gap between in parts of the type size. ``head_width`` is the width of what would have to
    fit at the end of the line before. ``marks`` are footnote marks left out of ``text``; ``note_mark`` is the raised
    mark the line begins with. ``mcids`` are its marked contents from left to right. ``key`` tells the lines of
    a document apart.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    text: str
    style: Style
    bold: bool
    first: str
    first_x1: float
    second_x0: float | None
    gap: float
    head_width: float
    marks: tuple[str, ...]
    note_mark: str | None
    mcids: tuple[int, ...]
    artifact: bool
    key: int = 0

    @property
    def size(self) -> float:
        return self.style.size


def words_of_glyphs(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words of upright glyphs, row by row from top to bottom, doubles of a false bold left out."""
    rows: list[list[Glyph]] = []
    start = float("-inf")
    for glyph in sorted(glyphs, key=_base):
        if glyph.base - start > _SAME_BASE:
            rows.append([])
            start = glyph.base
        rows[-1].append(glyph)
    words: list[Word] = []
    for row in rows:
        row.sort(key=_left)
        words.extend(_words_of_row(row))
    return words


def _base(glyph: Glyph) -> float:
    return glyph.base


def _left(glyph: Glyph) -> float:
    return glyph.x0


def _words_of_row(row: Sequence[Glyph]) -> list[Word]:
    words: list[Word] = []
    run: list[Glyph] = []
    texts: list[str] = []
    spaced = False
    for glyph in row:
        text = clean(glyph.text)
        if text == " " or not text.strip():
            if text:
                if run:
                    words.append(_word(run, texts, spaced))
                    run, texts = [], []
                spaced = True
            continue
        if run:
            last = run[-1]
            size = last.style.size
            if glyph.x0 - last.x0 < _DOUBLE_SHIFT * size and text == texts[-1]:
                continue
            if glyph.x0 - last.x1 > SPACE_GAP * size:
                words.append(_word(run, texts, spaced))
                run, texts, spaced = [], [], False
        run.append(glyph)
        texts.append(text)
    if run:
        words.append(_word(run, texts, spaced))
    return _letters_joined(words) if len(words) >= _LETTERS else words


def _letters_joined(words: list[Word]) -> list[Word]:
    """The words with those made whole whose letters are set apart: even gaps and no drawn space between them."""
    joined: list[Word] = []
    at = 0
    while at < len(words):
        end = at + 1
        if len(words[at].text) == 1:
            gaps: list[float] = []
            while end < len(words) and len(words[end].text) == 1 and not words[end].spaced:
                gap = words[end].x0 - words[end - 1].x1
                size = words[at].style.size
                if gap > _LETTER_GAP * size or (gaps and abs(gap - gaps[0]) > _UNEVEN * size):
                    break
                gaps.append(gap)
                end += 1
        joined.append(words[at] if end == at + 1 else _as_one(words[at:end]))
        at = end
    whole = sum(len(word.text) for word in joined if len(word.text) >= _FEWEST)
    return joined if whole >= _LETTERS and whole > 0.5 * len(words) else words


def _as_one(letters: Sequence[Word]) -> Word:
    return letters[0]._replace(
        text="".join(letter.text for letter in letters),
        x1=letters[-1].x1,
        top=min(letter.top for letter in letters),
        bottom=max(letter.bottom for letter in letters),
    )


def _word(run: Sequence[Glyph], texts: Sequence[str], spaced: bool) -> Word:
    first, last = run[0], run[-1]
    text = "".join(texts)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return Word(
        text,
        first.x0,
        min(glyph.top for glyph in run),
        max(last.x1, first.x1),
        max(glyph.bottom for glyph in run),
        first.base,
        first.style,
        first.mcid,
        first.artifact,
        spaced,
    )


def drawn_bullets(dots: Sequence[Dot], words: Sequence[Word]) -> list[Word]:
    """The small drawn dots that stand where a list marker stands: before the first word of a line."""
    if not dots or len(dots) > _MOST_DOTS:
        return []
    bullets = []
    for dot in dots:
        middle = (dot.top + dot.bottom) / 2
        row = [word for word in words if word.top - 1 <= middle <= word.bottom + 1]
        after = min((word for word in row if word.x0 >= dot.x1 - 1), key=lambda word: word.x0, default=None)
        before = max((word.x1 for word in row if word.x0 < dot.x1 - 1), default=float("-inf"))
        if after is None or after.x0 - dot.x1 > _BULLET_REACH or dot.x0 - before < _BULLET_REACH:
            continue
        bullets.append(after._replace(text=dot.text, x0=dot.x0, x1=dot.x1, spaced=True))
    return bullets


def picture_dots(pictures: Iterable[Picture]) -> list[Dot]:
    """Small pictures, which may be bullets."""
    return [
        Dot(one.x0, one.top, one.x1, one.bottom, "•")
        for one in pictures
        if _SMALL_PICTURE[0] <= one.x1 - one.x0 <= _SMALL_PICTURE[1] >= one.bottom - one.top >= _SMALL_PICTURE[0]
    ]


def turned_words(glyphs: Iterable[Glyph]) -> list[list[Word]]:
    """Turned or vertical text in drawing order: a list of words for each run of glyphs that touch."""
    runs: list[list[Word]] = []
    run: list[Glyph] = []
    texts: list[str] = []

    def end_word() -> None:
        if run:
            x0, x1 = min(glyph.x0 for glyph in run), max(glyph.x1 for glyph in run)
            runs[-1].append(_word(run, texts, spaced=True)._replace(x0=x0, x1=x1))
            run.clear()
            texts.clear()

    last: Glyph | None = None
    for glyph in glyphs:
        reach = 2 * max(glyph.style.size, 1.0)
        apart = last is None or abs(glyph.x0 - last.x0) > reach or abs(glyph.top - last.top) > reach
        if apart:
            end_word()
            runs.append([])
        text = clean(glyph.text)
        if not text.strip():
            end_word()
        else:
            run.append(glyph)
            texts.append(text)
        last = glyph
    end_word()
    return [words for words in runs if words]


def lines_of_words(words: Sequence[Word], page: int) -> list[Line]:
    """The lines of one region from top to bottom; raised and lowered words join the line they lean on."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.base, word.x0)):
        if not rows or word.base - rows[-1][0].base > _SAME_BASE:
            rows.append([])
        rows[-1].append(word)
    kept = _attach_small(_with_markers(rows))
    lines = [_line(sorted(row, key=lambda word: word.x0), page) for row in kept]
    return sorted(lines, key=lambda line: (line.base, line.x0))


def _with_markers(rows: list[list[Word]]) -> list[list[Word]]:
    """Puts a list marker that stands alone a little above or below its line into that line.

    Programs that set markers in a size or font of their own (reportlab's lists, symbol fonts) shift their base line.
    """
    kept: list[list[Word]] = []
    waiting: list[Word] = []
    for row in rows:
        if waiting and _marks(waiting[0], row):
            row = [waiting.pop()._replace(base=row[0].base), *row]
        if len(row) == 1 and is_marker(row[0].text):
            if kept and _marks(row[0], kept[-1]):
                kept[-1].append(row[0]._replace(base=kept[-1][0].base))
                continue
            kept.extend([word] for word in waiting)
            waiting = row
            continue
        kept.extend([word] for word in waiting)
        waiting = []
        kept.append(row)
    return [*kept, *([word] for word in waiting)]


def _marks(marker: Word, row: Sequence[Word]) -> bool:
    """Whether a marker stands before a row, at about its height."""
    first = min(row, key=lambda word: word.x0)
    shift = abs(marker.base - row[0].base)
    return shift <= _MARKER_SHIFT * first.style.size and 0 <= first.x0 - marker.x1 <= _BULLET_REACH


def _attach_small(rows: list[list[Word]]) -> list[list[Word]]:
    """Moves each small word that leans on a bigger one of a neighbouring row into that row."""
    largest = [max(word.style.size for word in row) for row in rows]
    moved: dict[int, list[Word]] = {}
    gone: set[int] = set()
    for at, row in enumerate(rows):
        for near in (at + 1, at - 1, at + 2, at - 2):
            if not 0 <= near < len(rows) or min(word.style.size for word in row) > _SMALL * largest[near]:
                continue
            starts = [word.x0 for word in rows[near]]
            for word in row:
                if id(word) not in gone and _leans_on(word, rows[near], starts):
                    gone.add(id(word))
                    moved.setdefault(near, []).append(word._replace(raised=True))
    kept = [[word for word in row if id(word) not in gone] + moved.get(at, []) for at, row in enumerate(rows)]
    return [row for row in kept if row]


def _leans_on(small: Word, row: Sequence[Word], starts: Sequence[float]) -> bool:
    """Whether a small word touches a bigger one of ``row``, which is sorted and whose words begin at ``starts``."""
    after = bisect_left(starts, small.x0)
    for word in row[max(0, after - 2) : after + 2]:
        size = word.style.size
        rise = word.base - small.base
        if small.style.size > _SMALL * size or not -0.35 * size <= rise <= 0.75 * size:
            continue
        if -0.3 * size <= small.x0 - word.x1 <= 0.4 * size or -0.3 * size <= word.x0 - small.x1 <= 0.4 * size:
            return True
    return False


def _line(words: Sequence[Word], page: int) -> Line:
    """A line of words sorted from left to right; there is at least one."""
    first = words[0]
    note_mark = first.text if first.raised and len(words) > 1 and _MARK.match(first.text) else None
    parts: list[str] = []
    marks: list[str] = []
    for at, word in enumerate(words):
        if at == 0:
            parts.append(word.text)
            continue
        before = words[at - 1]
        size = max(word.style.size, before.style.size)
        apart = word.spaced or word.x0 - before.x1 > SPACE_GAP * size
        if word.raised and _is_mark(word.text, before.text, apart):
            marks.append(word.text)
            continue
        if apart or (at == 1 and note_mark):
            parts.append(" ")
        parts.append(word.text)
    letters: Counter[Style] = Counter()
    for word in words:
        if not word.raised:
            letters[word.style] += len(word.text)
    style = max(letters, key=letters.__getitem__) if letters else first.style
    inked = [word for word in words if _WORD.search(word.text) and not word.raised]
    second = words[1] if len(words) > 1 else None
    return Line(
        page=page,
        x0=first.x0,
        top=min(word.top for word in words),
        x1=max(word.x1 for word in words),
        bottom=max(word.bottom for word in words),
        base=max((word for word in words if not word.raised), key=lambda word: word.style.size, default=first).base,
        text="".join(parts),
        style=style,
        bold=bool(inked) and all(word.style.bold for word in inked),
        first=first.text,
        first_x1=first.x1,
        second_x0=second.x0 if second else None,
        gap=(second.x0 - first.x1) / max(style.size, 1.0) if second else 0.0,
        head_width=_head_width(first),
        marks=tuple(marks),
        note_mark=note_mark,
        mcids=tuple(dict.fromkeys(word.mcid for word in words if word.mcid is not None)),
        artifact=all(word.artifact for word in words),
    )


def _is_mark(text: str, before: str, apart: bool) -> bool:
    """Whether a raised word is a footnote mark, and not the end of "1st" or "km2"."""
    return bool(_MARK.match(text)) and not (not apart and _UNIT.search(before) and text in "23")


def _head_width(word: Word) -> float:
    """The width of the part of a word up to its first hyphen, where it could have been broken."""
    cut = re.search(r"[-–—/]", word.text[1:])
    if cut is None:
        return word.x1 - word.x0
    return (word.x1 - word.x0) * (cut.end() + 1) / len(word.text)
