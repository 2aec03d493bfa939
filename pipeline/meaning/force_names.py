"""Which forces a text or an address names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline import vocabulary


def forces_named(text: str, *, whole: bool = False) -> set[str]:
    """The forces that a text names; with ``whole``, only if the text is a name and nothing else.

    A name inside a longer one does not count: "Devon and Cornwall" in "Devon and Cornwall Police" once.
    """
    remaining = _same(text)
    if whole:
        return set(_forces_by_name().get(remaining.strip(), ()))
    return {force_id for force_id, _ in _found_in(remaining)}


def full_names_in(text: str) -> set[str]:
    """The forces that a text names in full, with "Police", "Constabulary" or "Heddlu".

    Counties and towns share the short names, so that only a full name in running text tells of a force.
    """
    words = _same(text)
    if not _is_full(words):
        return set()
    return {force_id for force_id, name in _found_in(words) if _is_full(name)}


def _found_in(words: str) -> Iterator[tuple[str, str]]:
    """The forces whose names stand in the words, each with the name; what one name takes, no shorter one does."""
    for pattern, force_id, name in _names():
        if name in words:
            words, count = pattern.subn(" ", words)
            if count:
                yield force_id, name


def _is_full(words: str) -> bool:
    return "police" in words or "constabulary" in words or "heddlu" in words


def forces_in_address(segments: tuple[str, ...]) -> set[str]:
    """The force that a path names by its slug; of several slugs inside one another the longest."""
    found = set()
    path = "/".join(segments)
    for force in vocabulary.forces().values():
        for slug in force.slugs:
            if slug in path and any(_names_force(segment, slug) for segment in segments):
                found.add((len(slug), force.force_id))
    longest = max((length for length, _ in found), default=0)
    return {force_id for length, force_id in found if length == longest}


def _names_force(segment: str, slug: str) -> bool:
    """Whether a path segment names the force by its slug: alone, before a cycle, or at the end of a title."""
    if slug not in segment:
        return False
    return segment == slug or bool(
        re.fullmatch(rf"{slug}-(?:20\d\d)(?:-(?:20)?\d\d)?", segment)
        or re.fullmatch(rf"(?:peel|police)-.*-20\d\d(?:-\d\d)?-{slug}", segment)
        or re.search(rf"(?:^|-)in-{slug}(?:-|$)", segment)
        or re.match(rf"{slug}-(?:police|constabulary)(?:-|$)", segment)
    )


@cache
def _names() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    names = [(name, force.force_id) for force in vocabulary.forces().values() for name in force.names]
    return tuple(
        (re.compile(rf"(?<![\w-]){re.escape(_same(name))}(?![\w-])"), force_id, _same(name))
        for name, force_id in sorted(names, key=lambda pair: -len(pair[0]))
    )


@cache
def _forces_by_name() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for _, force_id, name in _names():
        found.setdefault(name, set()).add(force_id)
    return found


def _same(name: str) -> str:
    return name.replace("&", "and").replace("–", "-").replace("’", "'").casefold()
