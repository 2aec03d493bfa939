"""What the readers have in common: white space, words, list markers. Knows nothing of policing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
has_word = re.compile(r"[^\W_]").search
"""Finds the first letter or digit of a text; nothing else makes a word."""

BULLETS = "•◦▪▫●○■□◼◾◆◇❖➢➤✓✔▶►‣⁃∙·‐–—―−─*o-"
"""Glyphs that stand for a list marker when a space follows; letters and dashes only at a line's start."""

# Symbol fonts keep their bullets in the private use area.
_BULLET = re.compile(rf"(?P<marker>[{re.escape(BULLETS)}\uf000-\uf0ff])[ \u00a0\t]+(?=\S)")
_NUMBER = re.compile(r"(?P<marker>\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|(?:\d{1,3}|[a-z]|[ivx]{1,5})\.)[ \u00a0\t]+(?=\S)")

_WORDS = re.compile(r"[^\W_]+")
_PLAIN_ASCII = bytes(ord(chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)) + bytes(128)
"""For each byte of ASCII text the letter or digit that it is in the plain form, or a space."""

_SIGNS = (
    ("’", "'"), ("‘", "'"), ("“", " "), ("”", " "), ("–", " "), ("—", " "), ("…", " "), ("•", " "), ("\u00a0", " "),
    ("\u00ad", ""),
)  # fmt: skip
"""Signs of printed text that are no part of a word; most English text without them is ASCII."""


def fold(text: str) -> str:
    """The text with soft hyphens and zero-width characters removed and white space folded to single spaces."""
    text = text.strip()
    if text.isprintable() and "  " not in text:
        # The only white space that counts as printable is the plain space, and nothing invisible does.
        return text
    return " ".join(visible(text).split())


def count_words(text: str) -> int:
    """How many runs of non-space characters hold a letter or digit; markers and dashes alone are no words."""
    return count_of(visible(text).split())


def count_of(tokens: list[str]) -> int:
    """How many tokens are words."""
    return len(tokens) - sum(map(tokens.count, signs_among(tokens)))


def words_of(text: str) -> list[str]:
    """The words that :func:`count_words` counts, in order."""
    tokens = visible(text).split()
    signs = signs_among(tokens)
    return [token for token in tokens if token not in signs] if signs else tokens


def signs_among(tokens: list[str]) -> set[str]:
    """The tokens that are no words. Few different ones are none, so it is cheaper to look at each only once."""
    return {token for token in filterfalse(str.isalpha, set(tokens)) if not has_word(token)}


def visible(text: str) -> str:
    """The text without soft hyphens and zero-width characters, its white space as it is."""
    if not text.isascii():
        for sign in _INVISIBLE:
            # To look for a sign takes a tenth of the time that a replacement takes to find none.
            if sign in text:
                text = text.replace(sign, "")
    return text


def lower_letters(text: str) -> str:
    """The text with A to Z in lower case, to look for phrases of these letters in any case.

    What Unicode folds beyond them takes many times as long in a text with a single sign that is not ASCII.
    """
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def split_bullet(line: str) -> tuple[str, str] | None:
    """Marker and rest of a line that begins with a bullet glyph and a space, else None."""
    match = _BULLET.match(line)
    return (match["marker"], line[match.end() :]) if match else None


def split_number(line: str) -> tuple[str, str] | None:
    """Marker and rest of a line that begins with "1.", "(a)", "iv)" or the like, else None."""
    match = _NUMBER.match(line)
    return (match["marker"], line[match.end() :]) if match else None


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The text for comparing titles: folded, lower case, straight quotes, hyphens as spaces, no punctuation.

    The same titles come up again and again, in one document and in all of a cycle, hence the memory.
    """
    simple = text
    if not text.isascii():
        for sign, same in _SIGNS:
            simple = simple.replace(sign, same)
    if simple.isascii():
        words = simple.encode().translate(_PLAIN_ASCII, b"'").decode().strip()
        return " ".join(words.split()) if "  " in words else words
    folded = unicodedata.normalize("NFKC", fold(text)).casefold()
    folded = folded.replace("’", "'").replace("‘", "'").replace("'", "")
    return " ".join(_WORDS.findall(folded))


def plain_letters(text: str) -> str:
    """The text in lower case and without accents: "Zoë" and "Zoe" are one name."""
    parts = unicodedata.normalize("NFKD", fold(text)).casefold()
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).replace("’", "'")
