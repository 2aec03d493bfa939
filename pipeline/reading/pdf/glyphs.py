"""Characters as a reader of the page would name them: ligatures undone, symbol fonts mapped, spaces made plain."""

from __future__ import annotations

import re
import unicodedata

from pipeline.reading.pdf.drawn import Glyph

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
_LONGEST_SPOKEN = 12
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


def with_spoken(glyphs: list[Glyph], text: str) -> list[Glyph]:
    """Glyphs with the text that the file says they stand for ("ActualText"), where their own tells nothing.

    That is where the font has no letter for any of them, and where a hyphen at a line's end stands for nothing.
    Letters that can be read are believed before what they are said to mean.
    """
    inked = [glyph for glyph in glyphs if glyph.text.strip()]
    if not inked or len(text) > _LONGEST_SPOKEN * len(inked):
        return glyphs
    soft = clean(text) in ("", "\u00ad") and all(glyph.text in "-\u2010\u00ad" for glyph in inked)
    if not soft and not (text.strip() and all(is_unreadable(glyph.text) for glyph in inked)):
        return glyphs
    first = inked[0]._replace(text="\u00ad" if soft else text, x1=max(glyph.x1 for glyph in inked))
    return [first, *(glyph for glyph in glyphs if not glyph.text.strip())]


def is_marker(text: str) -> bool:
    """Whether a word by itself looks like a list marker: a glyph, a number or letter with its stop."""
    return text in STRONG_MARKERS or text in WEAK_MARKERS or bool(_CID.match(text) or _NUMBERED.fullmatch(text))


def is_unreadable(text: str) -> bool:
    """Whether the font gives no letter for this glyph: "(cid:12)", the replacement character, unknown private use."""
    return bool(_CID.match(text)) or text in ("\ufffd", "\x00") or is_private(text)


def is_private(text: str) -> bool:
    """Whether this is one private-use character that no table of symbols explains."""
    return len(text) == 1 and "\ue000" <= text <= "\uf8ff" and text not in SYMBOLS
