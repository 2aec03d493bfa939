"""The level of each heading: by its look, and by the tags where they know more and never contradict it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.reading.pdf.blocks import Block
from pipeline.reading.pdf.guide import Guide
from pipeline.reading.pdf.tagged import heading_level
from pipeline.words.model import PassageKind

_MAX_LEVEL = 6
_FEW = 2

Look = tuple[int, bool, bool, int]
"""Size, weight and slant, so that the highest comes first, and last the level of the tags where that is believed."""


def rank_headings(blocks: Iterable[Block], guide: Guide) -> None:
    """Gives headings their level: the rank of their size, bold before plain, among the document's headings.

    Headings that look alike and have different levels by their tags are told apart by these, if a heading that looks
    higher never has the lower level, none of the levels is that of a single heading, and six levels are enough.
    """
    every = [block for block in blocks if block.kind is PassageKind.HEADING]
    headings = [block for block in every if not block.by_tag] or every
    told = {id(block): heading_level(block, guide) for block in every}
    plain = {id(block): _look(block) for block in headings}
    told_apart = _told_apart(headings, plain, told)
    looks = plain if told_apart is None or len(set(told_apart.values())) > _MAX_LEVEL else told_apart
    ranks = {look: rank for rank, look in enumerate(sorted(set(looks.values())), start=1)}
    for block in headings:
        block.level = min(_MAX_LEVEL, ranks[looks[id(block)]])
    for block in every:
        if block.level is None:
            block.level = _level_of_twins(told[id(block)], headings, told)


def _level_of_twins(tagged: int | None, headings: Sequence[Block], told: Mapping[int, int | None]) -> int:
    """The level of a heading that only the tags tell: that of most headings of its tag, else below all others."""
    twins = Counter(block.level for block in headings if tagged is not None and told[id(block)] == tagged)
    if twins:
        return max(twins, key=lambda level: (twins[level], -(level or 0))) or _MAX_LEVEL
    return min(_MAX_LEVEL, 1 + max((block.level or 0 for block in headings), default=0))


def _look(block: Block) -> Look:
    return (-round(block.style.size), not block.bold, block.style.italic, 0)


def _told_apart(
    headings: Sequence[Block], plain: Mapping[int, Look], told: Mapping[int, int | None]
) -> dict[int, Look] | None:
    """The looks with the levels of the tags, None where those run against the looks or tell nothing apart."""
    levels: dict[Look, Counter[int]] = defaultdict(Counter)
    for block in headings:
        level = told[id(block)]
        if level is not None:
            levels[plain[id(block)]][level] += 1
    ordered = [levels[look] for look in sorted(levels)]
    runs_against = any(max(one) > min(two) for one, two in itertools.pairwise(ordered))
    several = [found for found in ordered if len(found) > 1]
    if runs_against or not several or any(count < _FEW for found in several for count in found.values()):
        return None
    usual = {look: max(found, key=lambda level: (found[level], -level)) for look, found in levels.items()}
    return {
        id(block): (*look[:3], told[id(block)] or usual.get(look, 0))
        for block in headings
        for look in [plain[id(block)]]
    }
