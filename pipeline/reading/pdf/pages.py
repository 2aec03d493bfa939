"""The pages of a document between the time they are laid out and the time they become passages.

What is usual in a document is known only after its last page, so all are gone through several times. Lines take some
fifty times the memory of their letters: beyond the first pages they are kept packed.
"""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from collections.abc import Collection, Iterator

from pipeline.reading.pdf.joining import whole_words
from pipeline.reading.pdf.layout import PageLayout

_HELD = 40
"""So many pages are kept as they are: most documents are no longer, and packing takes a tenth of the reading."""


class Pages(Collection[PageLayout]):
    """Pages in order, to be gone through as often as needed; each time they may be other objects.

    ``sizes`` counts letters by type size, ``artifacts`` words by whether the file calls them outside the text,
    ``vocabulary`` the words that stand whole on a line.
    """

    def __init__(self) -> None:
        self.sizes: Counter[float] = Counter()
        self.artifacts: Counter[bool] = Counter()
        self.vocabulary: dict[str, int] = {}
        self._held: list[PageLayout] = []
        self._packed: list[bytes] = []

    def add(self, page: PageLayout) -> None:
        lines = [line for region in page.regions for line in region.lines]
        for line in lines:
            self.sizes[line.size] += len(line.text)
            self.artifacts[line.artifact] += len(line.text.split())
        whole_words(lines, self.vocabulary)
        if len(self._held) < _HELD:
            self._held.append(page)
        else:
            self._packed.append(zlib.compress(pickle.dumps(page, pickle.HIGHEST_PROTOCOL), 1))

    def last_time(self) -> Iterator[PageLayout]:
        """The pages once more, each forgotten when it was given."""
        for pages in (self._held, self._packed):
            pages.reverse()
        while self._held:
            yield self._held.pop()
        while self._packed:
            yield _unpacked(self._packed.pop())

    @property
    def body_size(self) -> float:
        """The type size of most letters of the document."""
        return max(self.sizes, key=lambda size: (self.sizes[size], size), default=10.0)

    def __len__(self) -> int:
        return len(self._held) + len(self._packed)

    def __iter__(self) -> Iterator[PageLayout]:
        yield from self._held
        for packed in self._packed:
            yield _unpacked(packed)

    def __contains__(self, page: object) -> bool:
        return any(page == other for other in self)


def _unpacked(packed: bytes) -> PageLayout:
    page = pickle.loads(zlib.decompress(packed))
    if not isinstance(page, PageLayout):
        raise TypeError("a packed page is no page")
    return page
