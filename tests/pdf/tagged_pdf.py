"""Tagged PDFs written by hand, with any tree: also such as no program should write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.pdf.raw_pdf import raw_pdf


@dataclass(frozen=True)
class Element:
    """An element of the structure tree: its role, elements and numbers of marked contents below, its page from 0."""

    role: str
    kids: tuple[Element | int, ...]
    page: int = 0
    entries: str = ""

    def written(self) -> str:
        kids = " ".join(str(kid) if isinstance(kid, int) else kid.written() for kid in self.kids)
        return f"<< /Type /StructElem /S /{self.role} /Pg {100 + 2 * self.page} 0 R {self.entries} /K [{kids}] >>"


def marked(number: int, content: str, role: str = "P", entries: str = "") -> str:
    return f"/{role} << /MCID {number} {entries} >> BDC\n{content}EMC\n"


def tagged(
    pages: Sequence[str], tree: Sequence[Element], *, extra: Sequence[str] = (), page_entries: str = ""
) -> bytes:
    kids = " ".join(element.written() for element in tree)
    return raw_pdf(
        pages,
        extra=extra,
        catalog=f"/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot /K [{kids}] >>",
    )
