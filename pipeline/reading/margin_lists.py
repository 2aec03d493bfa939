"""How the items of a list are nested, where a text sets them all at one margin: told by how they end.

The site's lists are sentences: items end in ";", the last but one in "; and", the last in ".". An item that ends in a
colon is gone on with by items of its own list, the last of which ends as the item itself would have. Where the ends
fit one nesting only, it is certain; where they fit several or none, nothing is. Source: endings of the site's lists,
among them the nested one of the bundled page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_ENDS = ((re.compile(r":$"), "C"), (re.compile(r"[;,] ?(?:and|or|ac|a|neu)$"), "A"), (re.compile(r";$"), "S"))
_MOST = 40
"""A longer list is not looked at."""


def nested(texts: Sequence[str]) -> tuple[list[int], int | None]:
    """The depth of each item of a list, and the index of the first item of which it is not told what it introduces.

    Where items are sentences of their own, those in small letters after one that ends in a colon go on with it.
    """
    if not texts[0][:1].isupper():
        return _sentence(texts)
    depths = [0] * len(texts)
    unknown = None
    starts = [index for index, text in enumerate(texts) if not text[:1].islower()]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        if end - start > 1 and texts[start].endswith(":"):
            below, doubtful = _sentence(texts[start + 1 : end])
            depths[start + 1 : end] = [depth + 1 for depth in below]
            if doubtful is not None and unknown is None:
                unknown = start + 1 + doubtful
    return depths, unknown


def _sentence(texts: Sequence[str]) -> tuple[list[int], int | None]:
    """The same of a list that is one sentence."""
    opening = next((index for index, text in enumerate(texts[:-1]) if text.endswith(":")), None)
    if opening is None:
        return [0] * len(texts), None
    depths = depths_of(texts)
    return (depths, None) if depths else ([0] * len(texts), opening)


def depths_of(texts: Sequence[str]) -> list[int] | None:
    """The depth of each item of one list; None where the ends do not tell it.

    Args:
        texts: its items in order, nested ones among them.
    """
    ends = "".join(next((mark for pattern, mark in _ENDS if pattern.search(text)), "P") for text in texts)
    if "C" not in ends:
        return [0] * len(texts)
    if len(ends) > _MOST:
        return None
    found = [depths for depths, rest in _lists(ends, "P", 0) if not rest]
    return list(found[0]) if len(found) == 1 and _has_no_lone_item(found[0]) else None


@cache
def _lists(ends: str, last: str, depth: int) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Every way in which ``ends`` begins with a list whose last item ends in ``last``, and what is left of it."""
    found = [((*item,), rest) for item, rest in _items(ends, last, depth)]
    for item, rest in _items(ends, "A", depth):
        found += [((*item, *following), left) for following, left in _items(rest, last, depth)]
    for item, rest in _items(ends, "S", depth):
        found += [((*item, *others), left) for others, left in _lists(rest, last, depth) if _is_joined(others, depth)]
    return tuple(found)


@cache
def _items(ends: str, end: str, depth: int) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Every way in which ``ends`` begins with an item that ends so, by itself or by the last item nested under it."""
    if not ends:
        return ()
    if ends[0] != "C":
        return (((depth,), ends[1:]),) if ends[0] == end else ()
    # A colon may also end an item that nothing is nested under, as a slip.
    slip = (((depth,), ends[1:]),)
    return slip + tuple(((depth, *below), rest) for below, rest in _lists(ends[1:], end, depth + 1))


def _is_joined(depths: tuple[int, ...], depth: int) -> bool:
    """Whether a rest of a list has two items at least: an item in ";" is not the last but one."""
    return depths.count(depth) > 1


def _has_no_lone_item(depths: tuple[int, ...]) -> bool:
    """Whether no list of the nesting has one item only, which other endings would fit as well."""
    counts: list[int] = []
    for depth, following in zip(depths, (*depths[1:], -1), strict=True):
        counts[depth + 1 :] = []
        if depth == len(counts):
            counts.append(0)
        counts[depth] += 1
        if any(count == 1 for count in counts[following + 1 :]):
            return False
    return True
