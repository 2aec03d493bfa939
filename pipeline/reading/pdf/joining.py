"""Lines of a paragraph → its text: words that were broken at a line's end are made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.reading.pdf.lines import Line
from pipeline.words.blocks import fold

_BROKEN = re.compile(r"(?P<head>[^\W\d_][^\W_]*)[-\u00ad]$")
_TAIL = re.compile(r"^(?P<tail>[^\W\d_]+)")
_SUSPENDED = {"and", "or", "to", "nor", "a", "neu", "ac"}
"""After "short-" at a line's end these words tell that the hyphen stands for a left-out part."""


def join_lines(texts: Sequence[str], vocabulary: Mapping[str, int]) -> str:
    """The text of a block. A word broken at a line's end is made whole if the document has it elsewhere.

    Otherwise the hyphen stays and the halves stand together ("multi-agency"); a soft hyphen always goes.
    """
    parts: list[str] = []
    for text in texts:
        if parts:
            parts[-1], between = _seam(parts[-1].rstrip(), text, vocabulary)
            parts.append(between)
        parts.append(text)
    return fold("".join(parts))


def _seam(before: str, text: str, vocabulary: Mapping[str, int]) -> tuple[str, str]:
    """The line before as it stays, and what stands between it and the next: a space or nothing."""
    if before.endswith("\u00ad"):
        return before[:-1], ""
    last = before.rsplit(" ", 1)[-1]
    if last.endswith(("-", "\u2010", "\u2011")) and len(last) > 1 and last[-2].isalnum():
        if text.split(" ", 1)[0].strip(",.;") in _SUSPENDED:
            return before, " "
        head, tail = _BROKEN.search(last), _TAIL.match(text)
        if head and tail and tail["tail"].islower():
            whole = (head["head"] + tail["tail"]).casefold()
            if vocabulary.get(whole) and not vocabulary.get(f"{head['head']}-{tail['tail']}".casefold()):
                return before[:-1], ""
        return before, ""
    if last.endswith("/") and re.search(r"(?:https?://|www\.)\S*$", last):
        return before, ""
    return before, " "


def whole_words(lines: Iterable[Line], counts: dict[str, int]) -> None:
    """Counts how often each word stands whole on a line; what ends in a hyphen at a line's end does not count."""
    for line in lines:
        tokens = line.text.casefold().split()
        if tokens and tokens[-1].endswith(("-", "\u00ad")):
            tokens.pop()
        for token in tokens:
            word = token.strip(".,;:!?()[]‘’“”'\"")
            counts[word] = counts.get(word, 0) + 1
            if word.endswith(("’s", "'s")):
                counts[word[:-2]] = counts.get(word[:-2], 0) + 1
