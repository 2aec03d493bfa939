"""Sentences of printed text, which is not always set with a space between them."""

from __future__ import annotations

import re

_GAP = re.compile(
    # What stands before the gap is looked at after its first space: so only spaces are tried, not every letter. Most
    # spaces follow a letter, and one look tells so.
    r"\s(?:(?<=[.!?’”)\"]\s)(?:"
    r"(?<=[.!?]\s)(?<!\be\.g\.\s)(?<!\bi\.e\.\s)(?<!\bNo\.\s)(?<!\bDr\.\s)(?<!\bMr\.\s)(?<!\bp\.\s)\s*(?=[A-Z0-9‘“(\"'])"
    r"|(?<=[.!?][’”)\"]\s)\s*(?=[A-Z‘“])"
    # "... first point of contact However, ...": a stop is missing before these words alone.
    r")|(?=\s*However\b)(?<=[a-z]\s)\s*)"
)
_GLUED = re.compile(r"[.!?](?<=[a-z]{2}[.!?])(?=[A-Z][a-z])")
"""The site prints "inconsistent.The force" now and then; "U.K" or "gov.uk" is no such place."""


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as printed, without the space between them."""
    return [part for part in (piece.strip() for whole in _GAP.split(text) for piece in _parted(whole)) if part]


def _parted(text: str) -> list[str]:
    """Sentences between which no space is printed."""
    ends = [match.end() for match in _GLUED.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)] if ends else [text]


def lead_in_of(text: str) -> str | None:
    """The sentence at the end of a block that introduces what follows: one that ends in a colon; else None."""
    last = sentences(text)[-1:] if text.rstrip().endswith((":", ":-", ":–")) else []
    return last[0] if last else None
