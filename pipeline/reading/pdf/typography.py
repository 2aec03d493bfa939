"""What is usual in a document: the style of its text, its line distances, its right edge."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.reading.pdf.drawn import Rgb, Style
from pipeline.reading.pdf.layout import PageLayout
from pipeline.reading.pdf.lines import Line
from pipeline.reading.pdf.regions import RegionKind

SAME_SIZE = 0.6
BIGGER = 1.08
TERMINAL = re.compile(r"[.?!:;][’”\"')\]]*$")
_COLOUR_APART = 110


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in a document: the style of its text, its line distances by size, its right edge."""

    body: Style
    leading: dict[float, float]
    right: float

    def is_tight(self, above: Line, below: Line) -> bool:
        """Whether the distance of two lines is that of lines of one paragraph."""
        size = max(above.size, below.size)
        usual = self.leading.get(round(size), 0.0) or 1.32 * size
        body = self.leading.get(round(self.body.size))
        if body and size >= BIGGER * self.body.size:
            # Headings one above the other are no lines of one: large type is set no wider than the text.
            usual = min(usual, max(1.05 * body / self.body.size, 1.2) * size)
        return 0 < below.base - above.base <= 1.2 * usual + 0.6


def typography(pages: Iterable[PageLayout], outside: frozenset[int]) -> Typography:
    """Measures the document; lines outside the text do not count."""
    letters: Counter[Style] = Counter()
    steps: dict[float, Counter[float]] = {}
    rights: list[float] = []
    for page in pages:
        for region in page.regions:
            lines = [line for line in region.lines if line.key not in outside]
            for line in lines:
                letters[line.style._replace(font="", bold=line.bold, italic=False)] += len(line.text)
            if region.kind is RegionKind.FLOW and not region.narrow:
                rights.append(region.right)
            for above, below in itertools.pairwise(lines):
                step = below.base - above.base
                size = round(above.size)
                # Where a sentence ends and the next line begins one, two paragraphs may meet.
                inside = not (TERMINAL.search(above.text) and not below.text[:1].islower())
                wide = above.x1 >= region.right - 0.2 * (region.right - min(above.x0, region.right))
                if abs(above.size - below.size) < SAME_SIZE and 0.9 * size < step < 2 * size and wide and inside:
                    steps.setdefault(size, Counter())[round(2 * step) / 2] += 1
    body = max(letters, key=letters.__getitem__, default=Style("", 10.0, False, False, (0, 0, 0)))
    leading = {size: _usual_step(counts) for size, counts in steps.items()}
    right = sorted(rights)[int(0.8 * (len(rights) - 1))] if rights else 0.0
    return Typography(body, leading, right)


def _usual_step(counts: Counter[float]) -> float:
    """The smallest distance that is frequent: paragraphs of one line can outnumber those of many."""
    most = max(counts.values())
    return min(step for step, count in counts.items() if count >= 0.4 * most)


def colour_apart(one: Rgb, two: Rgb) -> bool:
    return sum(abs(a - b) for a, b in zip(one, two, strict=True)) > _COLOUR_APART
