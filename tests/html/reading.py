"""What the tests of the HTML reader share: reading fragments, and drawing passages as lines that one can compare."""

from __future__ import annotations

from pipeline.reading.read_html import read_html
from pipeline.words.model import Passage, PassageKind, ReadDocument, Shown

_SIGNS = {
    PassageKind.HEADING: "#",
    PassageKind.PARAGRAPH: "p",
    PassageKind.LABEL: "label",
    PassageKind.TABLE_CELL: "cell",
}


def read(body: str, **options: str) -> ReadDocument:
    """The document of a fragment that stands in the body of a whole page; it must lose no word and no marker."""
    page = f'<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'
    document = read_html(page.encode(), **options)
    assert_whole(document)
    return document


def assert_whole(document: ReadDocument) -> None:
    """All words stand in passages, all markers became items, and references lead back to earlier items."""
    codes = {problem.code for problem in document.problems}
    assert not codes & {"words_lost", "words_doubled"}, document.problems
    items = {passage.ordinal for passage in document.passages if passage.kind is PassageKind.LIST_ITEM}
    assert document.markers_seen == len(items)
    for passage in document.passages:
        for earlier in (passage.parent, passage.continues):
            assert earlier is None or (earlier in items and earlier < passage.ordinal)


def drawn(document: ReadDocument) -> list[str]:
    """One line for each passage: its kind, and for items their depth (as indent) and marker."""
    return [_line(passage) for passage in document.passages]


def content(body: str) -> list[str]:
    """The drawn passages of a fragment that are no furniture and no mere names."""
    document = read(body)
    return [_line(p) for p in document.passages if not p.furniture and p.shown is not Shown.NAME]


def _line(passage: Passage) -> str:
    if passage.kind is PassageKind.LIST_ITEM:
        sign = f"{'  ' * (passage.level or 0)}{passage.marker or '='}"
    elif passage.continues is not None:
        sign = f"+{passage.continues}"
    elif passage.kind is PassageKind.HEADING:
        sign = f"h{passage.level or '?'}"
    else:
        sign = _SIGNS[passage.kind]
    shown = "" if passage.shown is Shown.TEXT else f"({passage.shown}) "
    return f"{sign} {shown}{passage.text}"
