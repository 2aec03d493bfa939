"""PDFs written by hand: what no library of the package index makes, Word's private-use bullets above all."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

WIDE = 595
HIGH = 842

_OWN_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 1 def
1 begincodespacerange <00> <FF> endcodespacerange 1 begincidrange <20> <7E> 32 endcidrange
endcmap CMapName currentdict /CMap defineresource pop end end"""

_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange
{count} beginbfchar
{lines}
endbfchar endcmap CMapName currentdict /CMap defineresource pop end end"""


def text(x: float, y: float, words: str, *, font: str = "F1", size: float = 11, rise: float = 0) -> str:
    """One string at ``x`` points from the left and ``y`` points from the top."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    raised = f"{rise} Ts "
    return f"BT /{font} {size} Tf {raised}1 0 0 1 {x} {HIGH - y} Tm ({escaped}) Tj ET\n"


def bullet(x: float, y: float, code: str = "n", *, size: float = 11) -> str:
    """A glyph of the symbol font F3 ("n" is Wingdings' black square, mapped to U+F06E as Word does)."""
    return text(x, y, code, font="F3", size=size)


def filled(x0: float, top: float, x1: float, bottom: float, colour: str = "0.8 0.9 1") -> str:
    return f"q {colour} rg {x0} {HIGH - bottom} {x1 - x0} {bottom - top} re f Q\n"


def ruled(x0: float, top: float, x1: float, bottom: float) -> str:
    return f"q 0.5 w {x0} {HIGH - bottom} {x1 - x0} {bottom - top} re S Q\n"


def raw_pdf(pages: Sequence[str], *, extra: Sequence[str] = (), page_entries: str = "", catalog: str = "") -> bytes:
    """A PDF of content streams. Fonts: F1 Helvetica, F2 its bold, F3 a symbol font, F4 without any Unicode, F5 with a
    character map of its own, whose glyphs pdfminer drops in silence.

    ``extra`` are further objects, numbered from 20.
    """
    codes = {"n": "F06E", "-": "F02D", "7": "F0B7", "'": "F0A7"}
    lines = "\n".join(f"<{ord(code):02X}> <{value}>" for code, value in codes.items())
    to_unicode = _TO_UNICODE.format(count=len(codes), lines=lines)
    widths = " ".join(["600"] * 224)
    objects: dict[int, bytes] = {
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        5: (
            f"<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Wingdings /FirstChar 32 /LastChar 255 "
            f"/Widths [{widths}] /ToUnicode 6 0 R /FontDescriptor 7 0 R >>"
        ).encode(),
        6: f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream".encode(),
        7: b"<< /Type /FontDescriptor /FontName /ABCDEF+Wingdings /Flags 4 /FontBBox [0 -200 1000 800] /Ascent 800 "
        b"/Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 >>",
        8: b"<< /Type /Font /Subtype /Type0 /BaseFont /None /Encoding /Identity-H /DescendantFonts [9 0 R] >>",
        9: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /None /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R /DW 600 >>",
    }
    letters = "\n".join(f"<{code:02X}> <{code:04X}>" for code in range(0x41, 0x7B))
    own_unicode = _TO_UNICODE.format(count=0x7B - 0x41, lines=letters)
    objects[10] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding 11 0 R /DescendantFonts [9 0 R] /ToUnicode 12 0 R >>"
    )
    objects[11] = f"<< /Type /CMap /CMapName /Own /Length {len(_OWN_CMAP)} >>\nstream\n{_OWN_CMAP}\nendstream".encode()
    objects[12] = f"<< /Length {len(own_unicode)} >>\nstream\n{own_unicode}\nendstream".encode()
    for at, body in enumerate(extra, start=20):
        objects[at] = body.encode("latin-1")
    kids = []
    for at, content in enumerate(pages):
        number = 100 + 2 * at
        packed = zlib.compress(content.encode("cp1252"))
        objects[number + 1] = (
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
        )
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE} {HIGH}] /Contents {number + 1} 0 R {page_entries} "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 8 0 R /F5 10 0 R >> "
            f"/XObject << {' '.join(f'/X{n} {n} 0 R' for n in range(20, 20 + len(extra)))} >> >> >>"
        ).encode()
        kids.append(f"{number} 0 R")
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    return _file(objects)


def _file(objects: dict[int, bytes]) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    offsets: dict[int, int] = {}
    for number in sorted(objects):
        offsets[number] = len(made)
        made += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(offsets):
        made += f"{number} 1\n{offsets[number]:010d} 00000 n \n".encode()
    made += f"trailer << /Size {max(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)
