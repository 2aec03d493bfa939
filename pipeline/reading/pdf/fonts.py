"""What is asked of a font, looked up once: its name, weight and slant, and the text and width of each code."""

from __future__ import annotations

import re

from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600
_WIN_HYPHEN = 0xAD
"""The hyphen that programs put where a word is broken, in the Windows encoding; pdfminer takes it for a space."""


class FontFacts:
    """A font as the device needs it; widths are in parts of the type size."""

    def __init__(self, font: PDFFont) -> None:
        name = font.fontname
        plain = name.decode("latin-1") if isinstance(name, bytes) else str(name)
        self.font = font
        self.name = _SUBSET.sub("", plain)
        descriptor = font.descriptor or {}
        weight, flags = descriptor.get("FontWeight"), descriptor.get("Flags")
        self.bold = (
            bool(_BOLD_NAME.search(self.name))
            or (isinstance(weight, int | float) and weight >= _BOLD_WEIGHT)
            or (isinstance(flags, int) and bool(flags & _FORCE_BOLD))
        )
        self.italic = bool(_ITALIC_NAME.search(self.name))
        self.descent = font.get_descent()
        self.vertical = font.is_vertical()
        self.multibyte = font.is_multibyte()
        self.by_code: dict[int, tuple[str, float]] = {}

    def text_and_width(self, code: int) -> tuple[str, float]:
        known = self.by_code.get(code)
        if known is None:
            try:
                text = self.font.to_unichr(code)
            except PDFUnicodeNotDefined:
                text = f"(cid:{code})"
            if (
                code == _WIN_HYPHEN
                and text == " "
                and getattr(self.font, "unicode_map", None) is None
                and not self.multibyte
            ):
                text = "\u00ad"
            known = self.by_code[code] = (text, self.font.char_width(code))
        return known
