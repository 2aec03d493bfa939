"""The cover of a printed report: its title over several lines, and the imprint.

Source: text of PDF covers of 2016 to 2018/19: "PEEL: Police effectiveness 2017" / "An inspection of Gwent Police" /
"March 2018" / "© HMICFRS 2018" / "ISBN: …". The title's lines may be broken where the cover has no more room.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.meaning.page_titles import PEEL, inspection_of, names_report
from pipeline.meaning.wording import grade_or_status
from pipeline.vocabulary import PILLARS
from pipeline.words.blocks import plain
from pipeline.words.model import Passage, PassageKind

_BROKEN = re.compile(r"(?:\b[Aa]n inspection of|\bArolygiad o)(?: the)?$")
_LONGEST = 16
"""No line of a cover has more words."""


def cover_lines(passages: Sequence[Passage]) -> list[str]:
    """The texts of the first passages of a printed report; a force's name is joined to "An inspection of" above it."""
    lines: list[str] = []
    for passage in passages:
        if passage.furniture:
            continue
        if lines and _BROKEN.search(lines[-1]):
            lines[-1] += f" {passage.text}"
        else:
            lines.append(passage.text)
    return lines


def cover_title(lines: Sequence[str]) -> str | None:
    """The title of a report whose name and force stand in separate lines: "PEEL: Police … 2017 – An inspection of …"."""
    for index, line in enumerate(lines):
        if not inspection_of(line):
            continue
        start = index
        while start and not PEEL.search(line) and _names_peel(lines[start - 1]):
            start -= 1
        return " – ".join(lines[start : index + 1])
    return None


def _names_peel(line: str) -> bool:
    return bool(PEEL.search(line)) and len(line.split()) <= _LONGEST


def pillar_named(line: str) -> str | None:
    """The only pillar that a report's title names: "PEEL: Police effectiveness 2017"."""
    if not names_report(line):
        return None
    words = plain(line).split()
    named = [pillar for pillar in PILLARS if pillar in words]
    return named[0] if len(named) == 1 else None


def cover_of(passages: Sequence[Passage]) -> dict[int, bool]:
    """The passages of a cover by ordinal, and for each whether it is part of the title; empty if there is no cover.

    A cover is a first page that names a report and else has nothing but short lines.
    """
    first = next((p.box.page for p in passages if p.box and not p.furniture), None)
    page = [p for p in passages if p.box and p.box.page == first and not p.furniture]
    if not any(names_report(p.text) or inspection_of(p.text) for p in page) or not all(map(_on_cover, page)):
        return {}
    last = max(at for at, line in enumerate(page) if names_report(line.text) or inspection_of(line.text))
    if _BROKEN.search(page[last].text):
        last += 1
    return {passage.ordinal: at <= last for at, passage in enumerate(page)}


def _on_cover(passage: Passage) -> bool:
    text = passage.text
    return (
        passage.kind in {PassageKind.HEADING, PassageKind.PARAGRAPH, PassageKind.LABEL}
        and len(text.split()) <= _LONGEST
        and not text.endswith("?")
        and grade_or_status(text) is None
    )
