"""What an HTML element is by itself: inline or block, seen or not, bold, boxed, indented.

Source of the sets: the rendering section of the HTML standard (default ``display`` values). No class name of any site
is used. The only class names are the common conventions by which style sheets hide words from the eye but not from a
screen reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import CData, PageElement


def names(text: str) -> frozenset[str]:
    """The words of a text, as a set of names."""
    return frozenset(text.split())


TEXT_CLASSES = frozenset({NavigableString, CData})
"""Strings that are text; comments and declarations are of other classes."""

INLINE = names(
    "a abbr acronym b bdi bdo big blink button cite code data del dfn em font i ins kbd label mark meter nobr "
    "output picture progress q rb rp rt ruby s samp slot small source span strike strong sub sup svg time tt "
    "u var wbr"
)
BOLD = frozenset({"b", "strong", "th"})
UNSHOWN = names(
    "head script style template noscript title desc iframe noframes video audio canvas datalist param track "
    "object embed applet frame symbol defs base link meta"
)
"""Never shown by a browser that runs scripts. ``noscript`` is among them: it holds trackers and a second copy of
pictures that are loaded late. ``title`` and ``desc`` of a drawing are read as its alternative text."""
VOID = names("area base br col embed hr img input link meta param source track wbr")
STRUCK = frozenset({"s", "del", "strike"})

_DRAWN_OR_STRUCK = VOID | STRUCK | {"svg"}
_CONTAINERS = names("article aside center details div dl fieldset figure section table td th")

_READER_ONLY_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|visually-?hidden|screen-?reader(?:-text|-only)?|reader-only|element-invisible"
    r"|show-for-sr|off-?screen|assistive-text|a11y-hidden)(?:$|[\s_])(?!focusable)",
    re.IGNORECASE,
)
_UNSHOWN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_READER_ONLY_STYLE = re.compile(
    r"clip\s*:\s*rect\(|clip-path\s*:\s*inset\((?:50|100)%|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_BOX_STYLE = re.compile(
    r"(?:^|;)\s*(?:border|background)(?:-color|-left)?\s*:\s*(?!none|0|transparent|inherit|white|#fff)", re.IGNORECASE
)
_INDENT_STYLE = re.compile(
    r"(?:^|;)\s*(?:margin|padding)-left\s*:\s*(-?[\d.]+)(px|pt|em|rem|cm|mm|in|%)?", re.IGNORECASE
)
_PIXELS = {
    "px": 1.0,
    "pt": 4 / 3,
    "em": 16.0,
    "rem": 16.0,
    "cm": 37.8,
    "mm": 3.78,
    "in": 96.0,
    "%": 6.0,
    None: 1.0,
}


@dataclass(frozen=True, slots=True)
class Nature:
    """What an element is to a reader, whatever stands in it.

    Attributes:
        is_inline: It stands in its line.
        is_void: It has no content.
        is_gone: It reaches nobody, with all that is in it.
        is_hidden: It reaches nobody unless a control of the page opens it.
        is_spoken: Its words are hidden from the eye while screen readers speak them.
        is_bold: Its words are bold.
        is_box: It is a container with a frame or a shade.
        is_styled: It is spoken, bold, a box or indented.
        is_plain: It is a line or a block and no more: not void, a drawing, struck, hidden, spoken, or given a role.
        is_named: It has a class or a style, which may hold a name that says something.
        indent: Its left margin and padding, in pixels or what comes near to them.
        role: Its role, if it says one.
    """

    is_inline: bool
    is_void: bool
    is_gone: bool
    is_hidden: bool
    is_spoken: bool
    is_bold: bool
    is_box: bool
    is_styled: bool
    is_plain: bool
    is_named: bool
    indent: float
    role: str | None


class Element(Tag):
    """A tag that knows its nature and whether it may have :func:`spoken_words`.

    It keeps with its class what is the same for all tags of a page.

    BeautifulSoup sets these for each tag, and works out for each whether it could be written as ``<br/>``, which
    is half the cost of a tree. These trees are read and never written.
    """

    parser_class = BeautifulSoup
    namespace = prefix = None
    sourceline = sourcepos = None
    hidden = known_xml = False
    can_be_empty_element = False
    cdata_list_attributes = None
    preserve_whitespace_tags = None
    interesting_string_types = TEXT_CLASSES
    next_element = next_sibling = None
    has_title = False

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attrs = attributes
        self.contents = []
        if not attributes:
            self.nature = _nature(name)
        else:
            self.nature = nature_of(self)
            self.has_title = "aria-label" in attributes or "title" in attributes


def nature_of(tag: Tag) -> Nature:
    """What an element is by its name, class, style and role, and by the attributes that hide it."""
    attributes = tag.attrs
    if not attributes:
        return _nature(tag.name)
    told = attributes.get
    return _nature(tag.name, told("class"), told("style"), told("role"), told("hidden"), "open" in attributes)


@lru_cache(maxsize=4096)
def _nature(
    name: str,
    classes: str | None = None,
    style: str | None = None,
    role: str | None = None,
    hidden: str | None = None,
    is_open: bool = False,
) -> Nature:
    """As :func:`nature_of`. Pages, and all pages of a site, write elements in few ways: each is looked at once."""
    css = style or ""
    is_panel = role == "tabpanel" or hidden == "until-found"
    is_spoken = _READER_ONLY_STYLE.search(css) is not None or _READER_ONLY_CLASS.search(classes or "") is not None
    is_bold = name in BOLD or _BOLD_STYLE.search(css) is not None
    is_box = name in _CONTAINERS and _BOX_STYLE.search(css) is not None
    indent = sum(float(amount) * _PIXELS[unit] for amount, unit in _lengths(css))
    is_gone = name in UNSHOWN or (name == "dialog" and not is_open)
    is_hidden = not is_panel and (hidden is not None or _UNSHOWN_STYLE.search(css) is not None)
    return Nature(
        is_inline=_is_inline(name, css),
        is_void=name in VOID,
        is_gone=is_gone,
        is_hidden=is_hidden,
        is_spoken=is_spoken,
        is_bold=is_bold,
        is_box=is_box,
        is_styled=is_spoken or is_bold or is_box or indent != 0,
        is_plain=not (is_gone or is_hidden or is_spoken or role is not None or name in _DRAWN_OR_STRUCK),
        is_named=bool(classes or style),
        indent=indent,
        role=role,
    )


def nodes_inside(tag: Tag) -> Iterator[PageElement]:
    """All nodes inside an element, in document order.

    BeautifulSoup's own ``descendants`` first goes down to the last of them, which makes deep nesting dear where only a
    few are looked at.
    """
    waiting = [iter(tag.contents)]
    while waiting:
        for node in waiting[-1]:
            yield node
            if isinstance(node, Tag):
                waiting.append(iter(node.contents))
                break
        else:
            waiting.pop()


def is_unshown(tag: Tag, nature: Nature, opened: frozenset[str]) -> bool:
    """Whether an element and all in it reach nobody.

    Args:
        tag: The element.
        nature: What it is.
        opened: The ids of panels that a control on the page opens: they are hidden only until someone clicks.
    """
    return nature.is_gone or (nature.is_hidden and tag.attrs.get("id") not in opened)


def _is_inline(name: str, style: str) -> bool:
    """An own ``display`` in the style wins over the name."""
    display = _DISPLAY.search(style)
    if display:
        return display[1].lower().startswith(("inline", "contents"))
    # Word's "o:p" and the like are spans; a custom element ("x-card") is a component, so a block.
    return name in INLINE or ":" in name


def _lengths(style: str) -> list[tuple[str, str | None]]:
    found = _INDENT_STYLE.finditer(style)
    return [(match[1], match[2].lower() if match[2] else None) for match in found if _is_number(match[1])]


def _is_number(text: str) -> bool:
    return text.strip("-").replace(".", "", 1).isdigit()
