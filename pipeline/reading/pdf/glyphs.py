"""Characters as a reader of the page would name them: ligatures undone, symbol fonts mapped, spaces made plain."""

from __future__ import annotations

import re
import unicodedata

_CID = re.compile(r"^\(cid:\d+\)$")

SYMBOLS = {
    "\uf02d": "−",
    "\uf06c": "●",
    "\uf06e": "■",
    "\uf06f": "□",
    "\uf071": "❑",
    "\uf075": "◆",
    "\uf076": "❖",
    "\uf09f": "•",
    "\uf0a0": "▪",
    "\uf0a1": "○",
    "\uf0a7": "▪",
    "\uf0a8": "◻",
    "\uf0b7": "•",
    "\uf0be": "―",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0fc": "✓",
}
"""Private-use codes of the Symbol and Wingdings fonts, as Word writes them, by what they look like."""

STRONG_MARKERS = frozenset("•◦▪▫●○■□◼◾◻▶►‣⁃∙➢➤✓✔❖◆◇❑→✦★")
WEAK_MARKERS = frozenset("-‐‑–—―−─*·o")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]")

_HYPHENS = "\u00ad\u0002"
_cache: dict[str, str] = {}


def clean(text: str) -> str:
    """One glyph's text made plain. Spaces of every kind become " ", control characters vanish."""
    known = _cache.get(text)
    if known is None:
        known = _clean(text)
        if len(_cache) < 10_000:
            _cache[text] = known
    return known


def _clean(text: str) -> str:
    if len(text) == 1 and " " < text <= "~":
        return text
    if text in SYMBOLS:
        return SYMBOLS[text]
    made = []
    for letter in text:
        if letter in _HYPHENS:
            made.append("\u00ad")
        elif letter.isspace():
            made.append(" ")
        elif "\ufb00" <= letter <= "\ufb06":
            made.append(unicodedata.normalize("NFKC", letter))
        elif unicodedata.category(letter) in ("Cc", "Cs") or letter in "\u200b\u200c\u200d\u2060\ufeff\ufffe":
            continue
        else:
            made.append(letter)
    return "".join(made)


def is_marker(text: str) -> bool:
    """Whether a word by itself looks like a list marker: a glyph, a number or letter with its stop."""
    return text in STRONG_MARKERS or text in WEAK_MARKERS or bool(_CID.match(text) or _NUMBERED.fullmatch(text))


def is_unreadable(text: str) -> bool:
    """Whether the font gives no letter for this glyph: "(cid:12)", the replacement character, unknown private use."""
    return bool(_CID.match(text)) or text in ("\ufffd", "\x00") or is_private(text)


def is_private(text: str) -> bool:
    """Whether this is one private-use character that no table of symbols explains."""
    return len(text) == 1 and "\ue000" <= text <= "\uf8ff" and text not in SYMBOLS
