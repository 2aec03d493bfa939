"""The level of each heading: by its look, and by the tags where they know more and never contradict it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MAX_LEVEL = 6
_FEW = 2

Look = tuple[int, bool, bool, int]
"""Size, weight and slant, so that the highest comes first, and last the level of the tags where that is believed."""


@dataclass(slots=True)
class Heading:
    """What is asked of a heading once all are known; ``position`` is its ordinal, ``level`` is set here."""

    position: int
    size: float
    bold: bool
    italic: bool
    by_tag: bool
    tag_level: int | None
    level: int | None = None


def rank_headings(every: Sequence[Heading]) -> None:
    """Gives headings their level: the rank of their size, bold before plain, among the document's headings.

    Headings that look alike and have different levels by their tags are told apart by these, if a heading that looks
    higher never has the lower level, none of the levels is that of a single heading, and six levels are enough.
    """
    headings = [heading for heading in every if not heading.by_tag] or every
    plain = {id(heading): _look(heading) for heading in headings}
    told_apart = _told_apart(headings, plain)
    looks = plain if told_apart is None or len(set(told_apart.values())) > _MAX_LEVEL else told_apart
    ranks = {look: rank for rank, look in enumerate(sorted(set(looks.values())), start=1)}
    for heading in headings:
        heading.level = min(_MAX_LEVEL, ranks[looks[id(heading)]])
    for heading in every:
        if heading.level is None:
            heading.level = _level_of_twins(heading.tag_level, headings)


def _level_of_twins(tagged: int | None, headings: Sequence[Heading]) -> int:
    """The level of a heading that only the tags tell: that of most headings of its tag, else below all others."""
    twins = Counter(heading.level for heading in headings if tagged is not None and heading.tag_level == tagged)
    if twins:
        return max(twins, key=lambda level: (twins[level], -(level or 0))) or _MAX_LEVEL
    return min(_MAX_LEVEL, 1 + max((heading.level or 0 for heading in headings), default=0))


def _look(heading: Heading) -> Look:
    return (-round(heading.size), not heading.bold, heading.italic, 0)


def _told_apart(headings: Sequence[Heading], plain: Mapping[int, Look]) -> dict[int, Look] | None:
    """The looks with the levels of the tags, None where those run against the looks or tell nothing apart."""
    levels: dict[Look, Counter[int]] = defaultdict(Counter)
    for heading in headings:
        level = heading.tag_level
        if level is not None:
            levels[plain[id(heading)]][level] += 1
    ordered = [levels[look] for look in sorted(levels)]
    runs_against = any(max(one) > min(two) for one, two in itertools.pairwise(ordered))
    several = [found for found in ordered if len(found) > 1]
    if runs_against or not several or any(count < _FEW for found in several for count in found.values()):
        return None
    usual = {look: max(found, key=lambda level: (found[level], -level)) for look, found in levels.items()}
    return {
        id(heading): (*look[:3], heading.tag_level or usual.get(look, 0))
        for heading in headings
        for look in [plain[id(heading)]]
    }
