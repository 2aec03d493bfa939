"""Titles of questions and pillars that a text capture broke over several lines, put together again.

Lines are joined only where they follow one another directly and are together, to the last word, a title of the cycle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.meaning.titles import Titles, without_number
from pipeline.words.blocks import plain
from pipeline.words.model import Medium, Passage, PassageKind, ReadDocument

_MOST = 4
"""Over how many lines a title may be broken."""
_LINE = re.compile(r"line (\d+)")


def with_whole_titles(document: ReadDocument, titles: Titles) -> tuple[Passage, ...]:
    """The passages of a document, those that are parts of one title joined into its first."""
    passages = document.passages
    if document.medium is not Medium.TEXT:
        return passages
    found: list[Passage] = []
    index = 0
    while index < len(passages):
        end = _end_of_title(passages, index, titles)
        first = passages[index]
        if end > index + 1:
            text = " ".join(passage.text for passage in passages[index:end])
            first = first._replace(text=text, kind=PassageKind.HEADING)
        found.append(first)
        index = end
    return tuple(found)


def _end_of_title(passages: Sequence[Passage], start: int, titles: Titles) -> int:
    """Index after the title that begins at ``start`` and goes on in the next lines; after the passage if none does."""
    if not _is_part(passages[start]) or passages[start].text.endswith(("?", ".")):
        return start + 1
    text = passages[start].text
    for index in range(start + 1, min(start + _MOST, len(passages))):
        if not _is_part(passages[index]) or _line(passages[index]) != _line(passages[index - 1]) + 1:
            break
        text += f" {passages[index].text}"
        if text.endswith("?"):
            return index + 1 if _is_title(text, titles) else start + 1
    return start + 1


def _is_title(text: str, titles: Titles) -> bool:
    """Whether a text is a title word for word; likeness is not enough to join lines by."""
    question = titles.question(text, heading=True)
    known = {plain(title) for title in (question.text, *question.other_texts)} if question else set()
    return plain(without_number(text)) in known or titles.pillar(text) is not None


def _is_part(passage: Passage) -> bool:
    return passage.kind in {PassageKind.HEADING, PassageKind.PARAGRAPH} and passage.continues is None


def _line(passage: Passage) -> int:
    match = _LINE.fullmatch(passage.locator or "")
    return int(match[1]) if match else -_MOST
