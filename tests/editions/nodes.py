"""What a report made for print consists of, apart from how any program draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph, Updated


@dataclass(frozen=True, slots=True)
class Cover:
    """The lines of a cover from top to bottom: title lines large, the others small."""

    lines: tuple[str, ...]
    imprint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    title: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Boxed:
    """A ruled and shaded box: its title, then nodes."""

    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with rules; the first row is its head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Heads side by side with entries stacked under each, as the judgments of reports since 2021/22 are drawn."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list that is counted: "1.", "2." …"""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A paragraph whose last word has a footnote."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Two columns of running text, seldom of one length."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """White space, so that what follows runs over the end of the page."""

    points: int


@dataclass(frozen=True, slots=True)
class NewPage:
    pass


@dataclass(frozen=True, slots=True)
class Body:
    """From here on pages are counted anew in arabic figures."""


Node = (
    Heading
    | Paragraph
    | Updated
    | Grade
    | Bullets
    | Cover
    | Contents
    | Boxed
    | Table
    | Columns
    | Numbered
    | Noted
    | TwoColumns
    | Push
    | NewPage
    | Body
)


def notes_of(nodes: Iterable[Node]) -> Iterator[Noted]:
    """The paragraphs with footnotes in order, those in boxes and columns too."""
    for node in nodes:
        match node:
            case Noted():
                yield node
            case Boxed(_, inner):
                yield from notes_of(inner)
            case TwoColumns(left, right):
                yield from notes_of((*left, *right))
            case _:
                pass
