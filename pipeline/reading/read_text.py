"""Text captures of web pages: bytes to passages.

Three renderings of the site's pages circulate in web archives' text extracts. They differ in what they
keep, and a missing line means something else in each:

* ``A`` drops every line of one word (a grade "Good", a number "1"); two empty lines remain in its place.
* ``B`` keeps everything.
* ``C`` keeps the article only, one line a paragraph, ``- `` for bullets; labels and dates are gone.

Source: the same pages compared in all three. Knows nothing of policing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from pipeline.reading.accounting import word_problems
from pipeline.reading.margin_lists import nested
from pipeline.words.blocks import count_words, fold, split_bullet, split_number, words_of
from pipeline.words.decoding import decode_page
from pipeline.words.model import Medium, Passage, PassageKind, Problem, ReadDocument, Severity

MAX_BYTES = 4 * 1024 * 1024
"""A report's text is at most some hundred kilobytes; what is far larger is something else."""

SKIP_LINK = "Skip to content"
"""First line of the site's pages where a rendering keeps the page's frame."""

_MAX_HEADING_WORDS = 22
_NESTED = 2
"""By how many columns a nested list stands in."""
_SENTENCE_END = tuple(".;:,!…")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


def read_text(content: bytes, *, max_bytes: int = MAX_BYTES) -> ReadDocument:
    """The passages of a text capture.

    Args:
        content: the file as it was saved.
        max_bytes: a larger file is refused with a problem.

    Returns:
        Passages with ``locator`` "line N", and the rendering. A file that cannot be read has no passages and a
        problem that says what to do; nothing is raised.
    """
    if len(content) > max_bytes:
        return _refused(
            "too_large",
            f"has {len(content):,} bytes, more than the {max_bytes:,} that a report's text can have; it was not "
            "read. If it is several pages in one file, split it and add the parts, or raise PEEL_MAX_TEXT_BYTES.",
        )
    decoded = decode_page(content)
    text = decoded.text
    if len(_CONTROL.findall(text)) > len(text) / 200:
        return _refused(
            "not_text",
            "is not text (control characters all over). Add the original page or PDF instead.",
        )
    if count_words(text) == 0:
        return _refused("empty", "holds no words. Fetch or save the page again and add it.")
    lines = _lines(text)
    rendering = rendering_of(lines)
    depths, unknown = _at_one_margin(lines) if rendering == "C" else ({}, [])
    passages, markers = _Builder(rendering, depths).build(lines)
    printed = Counter(words_of(text)) - Counter(words_of(" ".join(line.marker or "" for line in lines)))
    return ReadDocument(
        medium=Medium.TEXT,
        passages=passages,
        words=printed.total(),
        markers_seen=markers,
        rendering=rendering,
        encoding=decoded.encoding,
        problems=(*decoded.problems, *word_problems(printed, passages), *_flat(unknown, passages)),
    )


def _refused(code: str, message: str) -> ReadDocument:
    problem = Problem(Severity.ERROR, code, message)
    return ReadDocument(Medium.TEXT, (), words=0, markers_seen=0, problems=(problem,))


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words. ``blanks`` counts the empty lines before it, ``number`` its place in the file."""

    number: int
    indent: int
    text: str
    blanks: int
    marker: str | None = None
    text_column: int = 0


def _lines(text: str) -> list[Line]:
    """The lines that hold something, list markers split off."""
    found: list[Line] = []
    blanks = 0
    for number, raw in enumerate(re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text), start=1):
        line = raw.expandtabs(4)
        # A line of a lone no-break space is a block of its own on the 2014 pages, not a trace of a dropped line.
        if not line.strip(" "):
            blanks += 1
            continue
        words = fold(line)
        if not words:
            blanks = 0
            continue
        indent = len(line) - len(line.lstrip(" \u00a0"))
        found.append(Line(number, indent, words, blanks))
        blanks = 0
    return _with_markers(found)


def _with_markers(lines: list[Line]) -> list[Line]:
    marked = [_bulleted(line) for line in lines]
    numbered = [None if line.marker else split_number(line.text) for line in marked]
    for index in range(len(marked)):
        if _goes_on(marked, numbered, index) or _goes_on(marked, numbered, index - 1):
            marker, rest = numbered[index] or ("", "")
            line = marked[index]
            marked[index] = replace(line, marker=marker, text=fold(rest), text_column=line.indent + len(marker) + 1)
    return marked


def _bulleted(line: Line) -> Line:
    split = split_bullet(line.text)
    if not split or (split[0] in "o*" and not line.indent):
        return line
    return replace(line, marker=split[0], text=fold(split[1]), text_column=line.indent + 2)


def _goes_on(lines: list[Line], numbered: list[tuple[str, str] | None], index: int) -> bool:
    """Whether the numbered line at ``index`` and the next numbered line count on, so that both are list items.

    A number alone makes no list: "3. How effective …" is a title with its number.
    """
    if index < 0 or index + 1 >= len(lines):
        return False
    this, following = numbered[index], numbered[index + 1]
    if not this or not following or lines[index].indent != lines[index + 1].indent:
        return False
    return _value(following[0]) == _value(this[0]) + 1


def _value(marker: str) -> int:
    core = marker.strip("().")
    if core.isdigit():
        return int(core)
    romans = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
    if core in romans and core != "c":
        return romans.index(core) + 1
    return ord(core[0]) - ord("a") + 1 if len(core) == 1 else -100


def rendering_of(lines: list[Line]) -> str | None:
    """Which of the three renderings the lines are in; None for a text that is none of them.

    The frame of the page ("Skip to content") is in A and B only. Of these, A has no line of one word outside
    its lists. A text without the frame is C if it has no empty lines between paragraphs; if it has them, a line
    of one word shows B, the trace of a dropped one A.
    """
    if not lines:
        return None
    one_word = [line for line in lines if not line.marker and len(line.text.split()) == 1]
    if one_word == [lines[-1]] and any(line.blanks >= 2 for line in lines):
        # Half a word at the end, where a capture was cut off.
        one_word = []
    if lines[0].text == SKIP_LINK:
        return "B" if one_word else "A"
    paragraphs = [line for line in lines[1:] if not line.marker]
    if paragraphs and sum(1 for line in paragraphs if line.blanks) <= len(paragraphs) / 10:
        return "C"
    if one_word:
        return "B"
    return "A" if any(line.blanks >= 2 for line in paragraphs) else None


def _at_one_margin(lines: list[Line]) -> tuple[dict[int, int], list[int]]:
    """By line number the depths of the items of lists that C sets at one margin, and the lines where they are not told.

    An item goes on in the indented lines after it.
    """
    depths: dict[int, int] = {}
    unknown: list[int] = []
    runs: list[list[tuple[int, str]]] = [[]]
    for line in lines:
        if line.marker:
            runs[-1].append((line.number, line.text))
        elif runs[-1] and line.indent and not line.blanks:
            number, text = runs[-1][-1]
            runs[-1][-1] = (number, f"{text} {line.text}")
        elif runs[-1]:
            runs.append([])
    for run in filter(None, runs):
        found, doubtful = nested([text for _, text in run])
        depths |= {number: depth for (number, _), depth in zip(run, found, strict=True)}
        if doubtful is not None:
            unknown.append(run[doubtful][0])
    return depths, unknown


def _flat(unknown: list[int], passages: tuple[Passage, ...]) -> list[Problem]:
    places = {f"line {number}" for number in unknown}
    return [
        Problem(
            Severity.WARNING,
            "nesting_unknown",
            f"has a list item {passage.text!r} that introduces others, but this rendering sets all items at one margin "
            "and their ends do not tell which; they stand side by side. Add the page as HTML or PDF to settle it.",
            passage.ordinal,
            passage.text,
        )
        for passage in passages
        if passage.locator in places
    ]


@dataclass(slots=True)
class _Item:
    ordinal: int
    indent: int
    text_column: int


@dataclass(slots=True)
class _Builder:
    rendering: str | None
    depths: dict[int, int]
    """By line number how deep an item is nested, where the margin does not show it."""
    passages: list[Passage] = field(default_factory=list)
    markers: int = 0
    open_items: list[_Item] = field(default_factory=list)
    list_number: int = 0

    def build(self, lines: list[Line]) -> tuple[tuple[Passage, ...], int]:
        for index, line in enumerate(lines):
            following = lines[index + 1] if index + 1 < len(lines) else None
            if line.marker:
                self._item(line)
            elif self._owner(line):
                self._continuation(line)
            else:
                self._block(line, following)
        return tuple(self.passages), self.markers

    def _lost(self, line: Line) -> bool:
        return self.rendering == "A" and line.blanks >= 2

    def _add(self, line: Line, kind: PassageKind, **more: object) -> int:
        ordinal = len(self.passages) + 1
        passage = Passage(
            ordinal,
            kind,
            line.text,
            lost_before=self._lost(line),
            locator=f"line {line.number}",
        )
        self.passages.append(passage._replace(**more) if more else passage)  # type: ignore[arg-type]
        return ordinal

    def _item(self, line: Line) -> None:
        self.markers += 1
        if self._lost(line):
            self.open_items.clear()
        indent = line.indent + _NESTED * self.depths.get(line.number, 0)
        while self.open_items and self.open_items[-1].indent >= indent:
            self.open_items.pop()
        if not self.open_items and not self._list_goes_on(line):
            self.list_number += 1
        parent = self.open_items[-1].ordinal if self.open_items else None
        ordinal = self._add(
            line,
            PassageKind.LIST_ITEM,
            level=len(self.open_items),
            marker=line.marker,
            list_number=self.list_number,
            parent=parent,
        )
        self.open_items.append(_Item(ordinal, indent, line.text_column))

    def _list_goes_on(self, line: Line) -> bool:
        if not self.passages or self._lost(line):
            return False
        last = self.passages[-1]
        return last.list_number == self.list_number or last.continues is not None

    def _owner(self, line: Line) -> _Item | None:
        """The open item that an indented line without marker goes on with."""
        if not self.open_items or not line.indent or self._lost(line):
            return None
        fitting = [item for item in self.open_items if item.text_column <= line.indent]
        return fitting[-1] if fitting else (None if line.blanks else self.open_items[-1])

    def _continuation(self, line: Line) -> None:
        owner = self._owner(line)
        if owner is None:
            raise AssertionError("called for a line that an item owns")
        while self.open_items[-1] is not owner:
            self.open_items.pop()
        last = self.passages[-1]
        if not line.blanks and owner.ordinal in {last.ordinal, last.continues}:
            self.passages[-1] = last._replace(text=f"{last.text} {line.text}")
        else:
            self._add(line, PassageKind.PARAGRAPH, continues=owner.ordinal)

    def _block(self, line: Line, following: Line | None) -> None:
        self.open_items.clear()
        alone = line.blanks > 0 or not self.passages or self.rendering == "C"
        ends = following is None or following.blanks > 0 or self.rendering == "C"
        shaped = (
            len(line.text.split()) <= _MAX_HEADING_WORDS
            and not line.text.endswith(_SENTENCE_END)
            and (line.text[0].isupper() or line.text[0].isdigit() or line.text[0] in "‘“")
        )
        self._add(line, PassageKind.HEADING if alone and ends and shaped else PassageKind.PARAGRAPH)
