"""Sentences of printed text, which is not always set with a space between them."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bNo\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bp\.)\s+(?=[A-Z0-9‘“(\"'])"
    r"|(?<=[.!?][’”)\"])\s+(?=[A-Z‘“])"
    # The site prints "inconsistent.The force" now and then; "U.K" or "gov.uk" is no such place.
    r"|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])"
    # "... first point of contact However, ...": a stop is missing before these words alone.
    r"|(?<=[a-z])\s+(?=However\b)"
)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as printed, without the space between them."""
    return [part for part in (piece.strip() for piece in _BOUNDARY.split(text)) if part]


def lead_in_of(text: str) -> str | None:
    """The sentence at the end of a block that introduces what follows: one that ends in a colon; else None."""
    last = sentences(text)[-1:] if text.rstrip().endswith((":", ":-", ":–")) else []
    return last[0] if last else None
