"""Lists of an HTML page: open list elements with their markers, and bullets that were typed by hand.

Sources of the rules: the HTML standard on ``ol`` (``start``, ``type``, ``reversed``, ``value``) for drawn markers;
the shapes that content systems make of lists (split, nested as a sibling, nested through wrappers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from bs4 import Tag

from pipeline.reading.html.drafts import Draft, ListMark, OpenList
from pipeline.reading.html.tags import attributes_of
from pipeline.words.blocks import BULLETS, has_word, visible
from pipeline.words.model import PassageKind, Shown

DRAWN_BULLET = "•"
_GLYPHS = frozenset(BULLETS) - frozenset("‐–—―−*o-")
"""Bullets that are nothing else at the start of a line, so they need no space behind them."""
_FIRST = frozenset(BULLETS + "\u00ad\u200b\u200c\u200d\u2060\ufeff")
_DASHES = frozenset("‐–—―−-⁃─")
_LIST_STYLES = {"decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
                "lower-roman": "i", "upper-roman": "I"}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_WHOLE = re.compile(r"\s*[-+]?\d{1,9}")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_OPENING = "‘“\"'(["
BREAK_IN_ITEM = "\u2028"
"""Stands for a hard break inside an item; white space to all who do not ask for it."""
_INLINE_BULLET = re.compile(r"\s+•\s+")


def next_marker(listed: OpenList, item: Tag) -> str | None:
    """The marker that is drawn before the next item of a list; None for a definition, which has none."""
    if listed.style is None:
        return None
    if listed.style == DRAWN_BULLET:
        return DRAWN_BULLET
    value = _whole_number(attributes_of(item).get("value"))
    number = listed.number if value is None else value
    listed.number = number + listed.step
    return f"{_counter(number, listed.style)}."


def open_list(
    tag: Tag, outer: OpenList | None, outer_item: Draft | None, before: tuple[OpenList | None, ...]
) -> OpenList:
    """Start reading a list element.

    Args:
        tag: ``ul``, ``ol``, ``menu``, an element with the role of a list, or an item that stands in none.
        outer: The list around it, if any.
        outer_item: The item around it that has words before it, if any.
        before: The top list that ended just before it without words between, and the latest ordered list
            further up: content systems split one list into several elements.
    """
    style = _style_of(tag)
    number, step = _counting_of(tag, style)
    if outer is not None:
        parent = outer_item or outer.last or outer.outer
        nested = OpenList(outer.mark, style, number, step, _level_under(parent), parent)
        if outer.inner is not None and outer.inner.outer is parent:
            nested.last, nested.inner = outer.inner.last, outer.inner.inner
        outer.inner = nested
        return nested
    for earlier in before:
        if earlier is not None and _goes_on(tag, earlier, style, number):
            return OpenList(earlier.mark, style, number, step, last=earlier.last, home=tag.parent, inner=earlier.inner)
    return OpenList(ListMark(), style, number, step, home=tag.parent)


def _level_under(parent: Draft | None) -> int:
    return 0 if parent is None or parent.level is None else parent.level + 1


def _goes_on(tag: Tag, before: OpenList, style: str | None, number: int) -> bool:
    if style != before.style:
        return False
    if style in (None, DRAWN_BULLET):
        # A list in another container, such as a menu that follows, is another list.
        return tag.parent is before.home
    return "start" in tag.attrs and number == before.number != 1


def _style_of(tag: Tag) -> str | None:
    if tag.name == "dd":
        return None
    if tag.name != "ol":
        return DRAWN_BULLET
    drawn = _LIST_STYLE.search(attributes_of(tag).get("style", ""))
    if drawn and drawn[1].lower() in _LIST_STYLES:
        return _LIST_STYLES[drawn[1].lower()]
    kind = attributes_of(tag).get("type", "1")
    return kind if kind in ("1", "a", "A", "i", "I") else "1"


def _counting_of(tag: Tag, style: str | None) -> tuple[int, int]:
    """First number and step of an ordered list."""
    if style is None or style == DRAWN_BULLET:
        return 1, 1
    start = _whole_number(attributes_of(tag).get("start"))
    if "reversed" not in tag.attrs:
        return (1 if start is None else start), 1
    items = sum(1 for node in tag.children if isinstance(node, Tag) and node.name == "li")
    return (items if start is None else start), -1


def _whole_number(text: str | None) -> int | None:
    match = _WHOLE.match(text) if text else None
    return int(match[0]) if match else None


def _counter(number: int, style: str) -> str:
    """A number in the style of an ``ol``; numbers that a style cannot write are written in digits."""
    if style in "aA" and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters.upper() if style == "A" else letters
    if style in "iI" and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            count, number = divmod(number, value)
            roman += sign * count
        return roman.upper() if style == "I" else roman
    return str(number)


class TypedBullet(NamedTuple):
    """A marker typed at the start of a line, the words behind it, and how far the line is indented by spaces."""

    marker: str
    text: str
    spaces: int


def typed_bullet(line: str, *, after_bullet: bool, in_cell: bool) -> TypedBullet | None:
    """Find a hand-typed bullet at the start of a line.

    Args:
        line: The line with its no-break spaces, which are what people type for indent.
        after_bullet: Whether the line before it has a typed bullet too: only then does an ``o`` with a plain
            space count, for "o" is a word of Welsh.
        in_cell: Whether it stands in a cell of a data table, where a dash before a figure is a minus sign.
    """
    line = visible(line)
    body = line.lstrip()
    marker = body[:1]
    if not marker or not (marker in BULLETS or "\uf000" <= marker <= "\uf0ff"):
        return None
    text = body[1:].lstrip()
    gap = body[1 : len(body) - len(text)]
    if has_word(text) is None:
        return None
    if not gap and (marker not in _GLYPHS or not (text[0].isalnum() or text[0] in _OPENING)):
        return None
    if marker == "o" and not after_bullet and not ("\u00a0" in gap or "\t" in gap):
        return None
    if in_cell and marker in _DASHES and not text[0].isalpha():
        return None
    return TypedBullet(marker, text, line[: len(line) - len(body)].count("\u00a0"))


def without_typed_marker(text: str) -> str:
    """The words of a list element's item without a marker that was typed as well; an "o" may be a word."""
    if not may_begin_with_bullet(text):
        return text
    bullet = typed_bullet(text, after_bullet=False, in_cell=False)
    return bullet.text if bullet is not None and bullet.marker != "o" else text


def is_lone_bullet(text: str) -> bool:
    """Whether a text is a bullet only: in a layout table, it may be drawn in a cell apart from its words."""
    return len(text) == 1 and text in _GLYPHS


def split_inline_bullets(line: str) -> list[str]:
    """The items of a line that begins with "•" and has more of them inside; each with its own marker."""
    whole = visible(line)
    body = whole.lstrip()
    if not body.startswith(DRAWN_BULLET) or DRAWN_BULLET not in body[1:]:
        return [line]
    first, *others = _INLINE_BULLET.split(body)
    if not all(has_word(part) for part in (first, *others)):
        return [line]
    indent = whole[: len(whole) - len(body)]
    return [indent + first, *(f"{DRAWN_BULLET} {other}" for other in others)]


def split_item(text: str) -> list[str]:
    """The parts of an item with hard breaks: its own lines as one, and each line that begins with a typed bullet.

    Other lines after a typed bullet belong to it. A single such line is a dash in running text, and where the first
    line has one too, it is not known which is the item.
    """
    parts: list[str] = []
    typed = 0
    for line in text.split(BREAK_IN_ITEM):
        is_typed = may_begin_with_bullet(line) and typed_bullet(line, after_bullet=typed > 0, in_cell=False) is not None
        if is_typed or not parts:
            parts.append(line)
            typed += is_typed
        else:
            parts[-1] += f" {line}"
    is_own = typed_bullet(parts[0], after_bullet=False, in_cell=False) is None
    return parts if typed > 1 and is_own else [text]


def may_begin_with_bullet(text: str) -> bool:
    """A quick look at a text, for :func:`typed_bullet` is only needed where this is true."""
    first = text.lstrip()[:1]
    return first in _FIRST or "\uf000" <= first <= "\uf0ff"


def _family(marker: str) -> str:
    return "-" if marker in _DASHES else marker


@dataclass(slots=True)
class _Rung:
    indent: float
    family: str
    draft: Draft


class _TypedLists:
    """Turns drafts that begin with a typed bullet into list items, one after the other in reading order.

    A line that is further in than the one before is nested under it; at the same indent a new kind of marker
    opens a deeper level, and one that was used before returns to its level.
    """

    def __init__(self) -> None:
        self._rungs: list[_Rung] = []
        self._mark: ListMark | None = None
        self._before: Draft | None = None
        self._owner: Draft | None = None
        self._lone: str | None = None

    def take(self, draft: Draft) -> bool:
        """Look at the next draft.

        Args:
            draft: A draft that is shown as text and is not yet an item; changed when it has a typed bullet.

        Returns:
            False when the draft is nothing but a bullet whose words follow in the next draft.
        """
        line = draft.line
        in_cell = draft.spot is not None
        if is_lone_bullet(draft.text) and draft.block.spot is not None and not in_cell:
            self._lone = draft.text
            return False
        bullet = None if line is None else typed_bullet(line, after_bullet=bool(self._rungs), in_cell=in_cell)
        if bullet is None and self._lone is not None and not in_cell:
            bullet = TypedBullet(self._lone, draft.text, 0)
        self._lone = None
        if bullet is None:
            self.interrupt()
            return True
        self._place(draft, bullet)
        return True

    def interrupt(self) -> None:
        """Words that are no typed item end the list."""
        self._rungs.clear()
        self._mark = None
        self._before = None
        self._lone = None

    def _place(self, draft: Draft, bullet: TypedBullet) -> None:
        before, owner = self._before, draft.continues
        if before is not None and (before.spot is not draft.spot or self._owner is not owner):
            self.interrupt()
        indent = draft.indent + 4.0 * bullet.spaces
        family = _family(bullet.marker)
        parent = self._climb(indent, family) or owner
        if self._mark is None:
            self._mark = owner.list_mark if owner is not None and owner.list_mark else ListMark()
        self._owner = owner
        self._before = draft
        draft.kind = PassageKind.LIST_ITEM
        draft.text = " ".join(bullet.text.split())
        draft.marker = bullet.marker
        draft.list_mark = self._mark
        draft.level = _level_under(parent)
        draft.parent = parent
        draft.continues = None
        self._rungs.append(_Rung(indent, family, draft))

    def _climb(self, indent: float, family: str) -> Draft | None:
        """Drop the rungs that a line at this indent ends, and tell the item it is nested under."""
        rungs = self._rungs
        is_back = bool(rungs) and rungs[-1].indent > indent and rungs[-1].family != family
        while rungs and rungs[-1].indent > indent:
            rungs.pop()
        same = [place for place, rung in enumerate(rungs) if rung.indent == indent and rung.family == family]
        if not same and is_back and rungs and rungs[-1].family == family:
            # Further in than its fellows, but with their marker after deeper ones with another.
            same = [len(rungs) - 1]
        if same:
            del rungs[same[-1] :]
        return rungs[-1].draft if rungs else None


def with_typed_lists(drafts: list[Draft]) -> list[Draft]:
    """The drafts of a page, those that begin with a typed bullet made list items; without lone bullets."""
    if all(draft.line is None and len(draft.text) > 1 for draft in drafts):
        return drafts
    typed = _TypedLists()
    kept: list[Draft] = []
    for draft in drafts:
        if draft.shown is not Shown.TEXT and draft.kind not in (PassageKind.LIST_ITEM, PassageKind.HEADING):
            kept.append(draft)
        elif not _is_typed_candidate(draft):
            typed.interrupt()
            kept.append(draft)
        elif typed.take(draft):
            kept.append(draft)
    return kept


def _is_typed_candidate(draft: Draft) -> bool:
    """Whether a draft may hold a typed bullet: words on the page that are neither item nor marked-up heading."""
    if draft.shown is not Shown.TEXT:
        return False
    return draft.kind in (PassageKind.PARAGRAPH, PassageKind.TABLE_CELL) or draft.by_weight
