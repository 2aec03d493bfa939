"""What the structure tree says of each marked content, packed: a long report has tens of thousands of them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import NamedTuple

_HELD = 4
_LARGEST = 2**31 - 1


class Mark(NamedTuple):
    """What the tree says of one marked content: the elements around it, by number; -1 where there is none.

    ``text`` counts the smallest elements that hold a paragraph, ``heading``, ``item`` and ``cell`` are places in the
    lists of :class:`pipeline.reading.pdf.tags.Tags`.
    """

    text: int
    heading: int
    item: int
    cell: int


NOWHERE = Mark(-1, -1, -1, -1)


class Marks:
    """Marks by page and number of the marked content; those of the latest pages asked for are at hand."""

    def __init__(self) -> None:
        self._packed: dict[int, array[int]] = {}
        self._at_hand: dict[int, dict[int, Mark]] = {}

    def __bool__(self) -> bool:
        return bool(self._packed)

    def put(self, page: int, number: int, mark: Mark) -> None:
        """Keep a mark; a later one of the same content takes its place. No program numbers contents by billions."""
        if abs(number) <= _LARGEST:
            self._packed.setdefault(page, array("i")).extend((number, *mark))
            self._at_hand.pop(page, None)

    def on(self, page: int) -> Mapping[int, Mark]:
        """The marks of a page by number."""
        known = self._at_hand.get(page)
        if known is None:
            if len(self._at_hand) >= _HELD:
                del self._at_hand[next(iter(self._at_hand))]
            packed = self._packed.get(page, array("i"))
            texts, headings, items, cells = (packed[at::5] for at in range(1, 5))
            known = dict(zip(packed[::5], map(Mark, texts, headings, items, cells), strict=True))
            self._at_hand[page] = known
        return known
