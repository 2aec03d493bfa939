"""What HTML elements mean to a reader by what stands in them: pictures and what stands in for them, labels that are
only spoken, cards, cells, definitions.

Source: WAI-ARIA roles, and the HTML standard. No class name of any site is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import unquote

from bs4 import NavigableString, Tag

from pipeline.reading.html.elements import (
    INLINE,
    TEXT_CLASSES,
    UNSHOWN,
    VOID,
    Element,
    is_unshown,
    names,
    nature_of,
    nodes_inside,
)
from pipeline.words.blocks import count_words, fold

ABBREVIATIONS = frozenset({"abbr", "acronym"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LINE_KEEPERS = frozenset({"pre", "listing", "xmp"})

_WORD = re.compile(r"[^\W_]")
_PICTURE_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
_ADDRESSES = {"use": ("href", "xlink:href"), "object": ("data",)}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COMPOUND = re.compile("--|__")
_NAME_BREAK = re.compile(r"[\W_]+")
_PICTURE_NOUN = re.compile(r"^(?:icon|ico|image|img|badge) (?=\S)|(?<=\S) (?:icon|ico|image|img|badge)$", re.IGNORECASE)
_FILE_TAIL = re.compile(r"(?:-\d+x\d+)?(?:@\dx)?\.[A-Za-z0-9]{2,5}$")
_LOOK_AHEAD = 200
"""How many nodes of an element are looked at for a decision about it, so that deep nesting stays cheap."""
_FEW_LETTERS = 3
"""Up to so many letters ("RI", "G") do not stand in the way of an ``aria-label`` that spells them out."""
_FEW_WORDS = 3
"""How many words a label has at most; struck text that is longer is read as the text that it stands in."""
_MARK_LETTERS = 2
"""Letters that an abbreviation may have to be a mark; longer ones are words of the text."""
_ENDS = ("", "?", "!", ".", ":")

LANDMARK_ELEMENTS = names("nav header footer aside main article form select textarea")
_LANDMARK_ROLES = names(
    "navigation banner contentinfo complementary main article search dialog alertdialog alert menu menubar "
    "toolbar status form"
)

Attributes = Mapping[str, str]


def attributes_of(tag: Tag) -> Attributes:
    """The attributes with plain text values; the soup is made without lists of classes."""
    return tag.attrs


def is_picture(tag: Tag) -> bool:
    return tag.name in ("img", "area", "svg") or (tag.name == "input" and attributes_of(tag).get("type") == "image")


def picture_words(tag: Tag) -> str:
    """What stands in for a picture: ``alt``, else ``aria-label``, the drawing's own title, or ``title``."""
    attributes = attributes_of(tag)
    words = fold(attributes.get("alt", "")) or fold(attributes.get("aria-label", ""))
    if not words and tag.name == "svg":
        words = _drawing_title(tag)
    return words or fold(attributes.get("title", ""))


def _drawing_title(svg: Tag) -> str:
    for node in svg.children:
        if isinstance(node, Tag) and node.name == "title":
            return fold(node.get_text())
    return ""


def drawn_texts(svg: Tag) -> list[str]:
    """The words drawn inside an SVG picture, one entry for each of its text elements."""
    texts = (fold(node.get_text()) for node in svg.find_all("text"))
    return [text for text in texts if text]


def spoken_words(tag: Tag) -> str:
    """The ``aria-label`` or ``title`` of an element that has no words of its own, else nothing."""
    attributes = tag.attrs
    if not attributes or ("aria-label" not in attributes and "title" not in attributes):
        return ""
    words = fold(attributes.get("aria-label", ""))
    if words:
        return words if _is_silent(tag, _FEW_LETTERS) else ""
    words = fold(attributes.get("title", ""))
    if not words or _is_silent(tag, 0):
        return words
    is_mark = tag.name in ABBREVIATIONS and _is_silent(tag, _MARK_LETTERS) and _stands_apart(tag)
    return words if is_mark else ""


def _stands_apart(abbreviation: Tag) -> bool:
    """Whether nothing follows an abbreviation in its line, and nothing or a whole sentence stands before it."""
    before = _words_in_line(abbreviation, "previous_sibling")
    return before is not None and before[-1:] in _ENDS and _words_in_line(abbreviation, "next_sibling") == ""


def _words_in_line(tag: Tag, direction: str) -> str | None:
    """The nearest words on one side of an element, in the same line; None where they are too far away to look for."""
    looked_at = 0
    outer: Tag | None = tag
    while outer is not None and nature_of(outer).is_inline:
        node = getattr(outer, direction)
        while node is not None:
            if isinstance(node, Tag) and not nature_of(node).is_inline:
                return ""
            texts: list[str] = []
            for inner in (node, *(islice(nodes_inside(node), _LOOK_AHEAD) if isinstance(node, Tag) else ())):
                looked_at += 1
                if inner.__class__ in TEXT_CLASSES:
                    texts.append(inner)
            if looked_at > _LOOK_AHEAD:
                return None
            words = fold("".join(texts))
            if words:
                return words
            node = getattr(node, direction)
        looked_at += 1
        outer = outer.parent
    return ""


def _is_silent(tag: Tag, few: int) -> bool:
    """Whether an element holds no words, seen or spoken; a few letters without a digit are none."""
    letters = 0
    for looked_at, node in enumerate(nodes_inside(tag)):
        if looked_at >= _LOOK_AHEAD:
            return False
        if isinstance(node, Tag):
            if any(fold(attributes_of(node).get(key, "")) for key in ("alt", "aria-label", "title")):
                return False
            if node.name == "title" and fold(node.get_text()):
                return False
        elif isinstance(node, NavigableString) and _is_seen(node):
            found = _WORD.findall(node)
            letters += len(found)
            if letters > few or any(character.isdigit() for character in found):
                return False
    return True


def struck_label(tag: Element, opened: frozenset[str]) -> str | None:
    """The words of a struck element, if they are so few that they are a label."""
    inside = shown_inside(tag, opened)
    label = None if inside is None else fold(f"{spoken_words(tag)} {inside}")
    return label if label is not None and count_words(label) <= _FEW_WORDS else None


def shown_inside(tag: Element, opened: frozenset[str]) -> str | None:
    """What is shown inside an element, spoken, or stands for its pictures, folded; None if it is too much to look at.

    Args:
        tag: The element.
        opened: The ids of panels that a control on the page opens.
    """
    texts: list[str] = []
    looked_at = 0
    waiting = [(iter(tag.contents), "")]
    while waiting:
        children, gap = waiting[-1]
        for node in children:
            looked_at += 1
            if looked_at > _LOOK_AHEAD:
                return None
            if isinstance(node, Element):
                if is_unshown(node, node.nature, opened) or node.nature.is_void or node.name == "svg":
                    texts += _leaf_words(node, opened)
                    continue
                nature = node.nature
                gap = "" if nature.is_inline and not nature.is_spoken else " "
                texts += (gap, f" {spoken_words(node)} " if node.has_title and spoken_words(node) else "")
                waiting.append((iter(node.contents), gap))
                break
            if node.__class__ in TEXT_CLASSES:
                texts.append(str(node))
        else:
            waiting.pop()
            texts.append(gap)
    return fold("".join(texts))


def _leaf_words(tag: Element, opened: frozenset[str]) -> Iterator[str]:
    """What stands for an element that is not gone into, with the gap it makes."""
    if is_unshown(tag, tag.nature, opened):
        yield " " if tag.name == "object" else ""
    elif is_picture(tag):
        yield f" {picture_words(tag)} "
        yield from (f"{text} " for text in (drawn_texts(tag) if tag.name == "svg" else ()))
    elif tag.name in ("br", "hr"):
        yield " "


def _is_seen(text: NavigableString) -> bool:
    is_text = text.__class__ in TEXT_CLASSES
    return is_text and (text.parent is None or text.parent.name not in UNSHOWN)


def name_words(name: str, attributes: Attributes) -> list[str]:
    """Words that only a file or class name holds: ``requires-improvement.svg`` → "requires improvement".

    Each class is an entry of its own, and so are the parts of a compound name (``rating--good``).
    """
    address = next((attributes[key] for key in _ADDRESSES.get(name, ("src", "data-src")) if attributes.get(key)), "")
    if not address and "style" in attributes:
        picture = _PICTURE_STYLE.search(attributes["style"])
        address = picture[1] if picture else ""
    names = _file_names(address) if address and not address.startswith("data:") else []
    if name not in VOID or not names:
        names += attributes.get("class", "").split()
    parts = (part for whole in names for part in _COMPOUND.split(whole))
    spaced = (_PICTURE_NOUN.sub("", _NAME_BREAK.sub(" ", _CAMEL.sub(" ", part)).strip()) for part in parts)
    return list(dict.fromkeys(part for part in spaced if part))


def _file_names(address: str) -> list[str]:
    path, _, fragment = address.partition("#")
    last = unquote(path.partition("?")[0].rstrip("/").rpartition("/")[2])
    return [_FILE_TAIL.sub("", last), fragment]


def is_card(item: Tag) -> bool:
    """Whether a list item is a section with a heading of its own, so that the list is layout, not bullets."""
    looked_at = 0
    waiting = [iter(item.contents)]
    while waiting:
        for node in waiting[-1]:
            if not isinstance(node, Tag) or node.name in INLINE or node.name == "p":
                continue
            looked_at += 1
            if node.name in HEADINGS or node.name == "summary":
                return True
            if node.name in ("ul", "ol", "li", "table") or looked_at > _LOOK_AHEAD:
                return False
            waiting.append(iter(node.contents))
            break
        else:
            waiting.pop()
    return False


def is_landmark(name: str, role: str | None) -> bool:
    """Whether an element may turn out to be furniture or the main content as a whole."""
    return name in LANDMARK_ELEMENTS or (role is not None and role in _LANDMARK_ROLES)


def is_table(name: str, role: str | None) -> bool:
    return name == "table" or role in ("table", "grid", "treegrid")


def is_cell(name: str, role: str | None) -> bool:
    return name in ("td", "th") or role in ("cell", "gridcell", "columnheader", "rowheader")


def is_listed_definition(definition: Tag) -> bool:
    """Whether a ``dd`` is one of several under one term; a single one is the second half of a pair.

    The parser puts an unclosed ``dd`` around the next one.
    """
    around = (
        definition.parent,
        _tag_beside(definition, "previous_sibling"),
        _tag_beside(definition, "next_sibling"),
    )
    inside = (node for node in definition.children if isinstance(node, Tag))
    return any(tag is not None and tag.name == "dd" for tag in (*around, *inside))


def _tag_beside(tag: Tag, direction: str) -> Tag | None:
    node = getattr(tag, direction)
    while node is not None and not isinstance(node, Tag):
        node = getattr(node, direction)
    return node
