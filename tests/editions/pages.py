"""A report as a designer lays it out for print: a neutral tree, and two makers that set it as PDF.

The layout follows what is known of the PDF reports by description only (cover, contents with leaders, running heads,
boxes, tables of grades). typst writes tagged files, reportlab untagged ones with other fonts, rules and fills.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph, Updated
from tests.editions.nodes import (
    Body,
    Boxed,
    Columns,
    Contents,
    Cover,
    NewPage,
    Node,
    Noted,
    Numbered,
    Push,
    Table,
    TwoColumns,
    notes_of,
)

_FILLS = {"Outstanding": "#1b5e20", "Good": "#a5d6a7", "Adequate": "#fff59d"}
_OTHER_FILL = "#ffcc80"


def colour_of(grade: str) -> str:
    """The colour in which a grade is drawn."""
    return _FILLS.get(grade, _OTHER_FILL)


def typst_pdf(nodes: Sequence[Node], running_head: str) -> bytes:
    """The report as typst sets it, with structure tags."""
    import typst

    source = (
        '#set page(paper: "a4", margin: 70pt, numbering: "i", '
        f"header: context if counter(page).get().first() > 1 {{ text(8pt)[{_words(running_head)}] }})\n"
        '#set text(size: 11pt, lang: "en", region: "GB", hyphenate: false)\n'
        "#set par(leading: 0.6em, spacing: 1.3em)\n"
        "#show heading.where(level: 1): set text(20pt)\n#show heading.where(level: 2): set text(15pt)\n"
        "#show heading.where(level: 3): set text(12.5pt)\n"
    )
    return bytes(typst.compile((source + "\n".join(map(_typst, nodes))).encode(), format="pdf"))


def _words(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


def _typst(node: Node) -> str:
    match node:
        case Heading(text, level):
            return f"#heading(level: {level})[{_words(text)}]"
        case Paragraph(text) | Updated(text):
            return f"\n{_words(text)}\n"
        case Grade(text):
            fill = colour_of(text)
            return f'#block(fill: rgb("{fill}"), inset: 8pt)[#text(16pt, weight: "bold")[{_words(text)}]]'
        case Bullets(items):
            return _typst_list(items)
        case Numbered(items):
            return _typst_list(items, "enum")
        case Noted(text, note):
            return f"\n{_words(text)}#footnote[{_words(note)}]\n"
        case TwoColumns(left, right):
            sides = ", ".join("[" + "\n".join(map(_typst, side)) + "]" for side in (left, right))
            return f"#grid(columns: (1fr, 1fr), gutter: 24pt, {sides})"
        case Push(points):
            return f"#v({points}pt)"
        case Cover(lines, imprint):
            title = "\n".join(f'#block(text({34 - 4 * i}pt, weight: "bold")[{_words(t)}])' for i, t in enumerate(lines))
            return f"#v(120pt)\n{title}\n#v(200pt)\n" + "\n".join(f"#block[{_words(t)}]" for t in imprint)
        case Contents(title, entries):
            rows = "\n".join(f"#block[{_words(t)} #box(width: 1fr, repeat[.]) {_words(n)}]" for t, n in entries)
            return f'#pagebreak(weak: true)\n#block(text(20pt, weight: "bold")[{_words(title)}])\n{rows}'
        case Boxed(title, inner):
            body = "\n".join(map(_typst, inner))
            return (
                '#block(width: 100%, inset: 10pt, stroke: 0.7pt, fill: rgb("#eef3f8"))['
                f'\n#text(weight: "bold")[{_words(title)}]\n\n{body}\n]'
            )
        case Table(rows):
            head = ", ".join(f"[*{_words(cell)}*]" for cell in rows[0])
            cells = ", ".join(f"[{_words(cell)}]" for row in rows[1:] for cell in row)
            widths = ", ".join(["2fr", *["1fr"] * (len(rows[0]) - 1)])
            return f"#table(columns: ({widths}), table.header({head}), {cells})"
        case Columns(columns):
            head = ", ".join(f'table.cell(fill: rgb("{colour_of(word)}"))[*{_words(word)}*]' for word, _ in columns)
            cells = ", ".join(f"[{_stacked(entries)}]" for _, entries in columns)
            return f"#text(9pt, table(columns: {len(columns)}, table.header({head}), {cells}))"
        case NewPage():
            return "#pagebreak(weak: true)"
        case Body():
            return '#pagebreak(weak: true)\n#set page(numbering: "1")\n#counter(page).update(1)'


def _stacked(entries: Iterable[str]) -> str:
    return "\n\n".join(map(_words, entries))


def _typst_list(items: Iterable[Item], kind: str = "list") -> str:
    def inside(item: Item) -> str:
        return f"[{_words(item.text)}{_typst_list(item.items) if item.items else ''}]"

    return f"#{kind}({', '.join(map(inside, items))})"


def reportlab_pdf(nodes: Sequence[Node], running_head: str) -> bytes:
    """The report as reportlab sets it, without tags: glyphs at places only."""
    return _Reportlab(running_head).made(nodes)


class _Reportlab:
    def __init__(self, running_head: str) -> None:
        from reportlab.lib.styles import ParagraphStyle

        self.running_head = running_head
        self.body_from = 0
        self.measure = 455.0
        self.notes: list[Noted] = []
        self.body = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=8)
        self.small = ParagraphStyle("small", parent=self.body, spaceAfter=3)
        self.heads = [
            ParagraphStyle(f"h{n}", parent=self.body, fontName=font, fontSize=size, leading=size * 1.25, spaceBefore=10)
            for n, (font, size) in enumerate(
                [("Helvetica", 22), ("Helvetica-Bold", 15), ("Helvetica-Bold", 12)], start=1
            )
        ]
        self.cell = ParagraphStyle("cell", parent=self.body, fontSize=8.5, leading=10.5, spaceAfter=2)

    def made(self, nodes: Sequence[Node]) -> bytes:
        from reportlab.lib.pagesizes import A4
        from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

        target = io.BytesIO()
        document = BaseDocTemplate(target, pagesize=A4)
        frame = Frame(70, 70, A4[0] - 140, A4[1] - 150, leftPadding=0, rightPadding=0)
        front = PageTemplate("front", [frame], onPage=self.front_page)
        document.addPageTemplates([front, PageTemplate("body", [frame], onPage=self.body_page)])
        self.notes = list(notes_of(nodes))
        document.build([flowable for node in nodes for flowable in self.flowables(node)])
        return target.getvalue()

    def front_page(self, canvas: Any, document: Any) -> None:
        if document.page > 1:
            self.frame(canvas, ["ii", "iii", "iv", "v"][document.page - 2])

    def body_page(self, canvas: Any, document: Any) -> None:
        self.body_from = self.body_from or document.page
        self.frame(canvas, str(document.page - self.body_from + 1))

    def frame(self, canvas: Any, number: str) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(70, 805, self.running_head)
        canvas.drawRightString(525, 36, number)

    def flowables(self, node: Node) -> list[Any]:
        from reportlab.lib import colors
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import NextPageTemplate, PageBreak, Spacer
        from reportlab.platypus import Paragraph as Words
        from reportlab.platypus import Table as Grid

        match node:
            case Heading(text, level):
                return [Words(escape(text), self.heads[level - 1])]
            case Paragraph(text) | Updated(text):
                return [Words(escape(text), self.body)]
            case Grade(text):
                large = ParagraphStyle("grade", parent=self.body, fontName="Helvetica-Bold", fontSize=17, leading=21)
                fill = colors.HexColor(colour_of(text))
                box = Grid(
                    [[Words(escape(text), large)]],
                    colWidths=[min(240.0, self.measure)],
                    style=[("BACKGROUND", (0, 0), (0, 0), fill)],
                )
                box.hAlign = "LEFT"
                return [box, Spacer(1, 10)]
            case Bullets(items):
                return [self.bullets(items, "•"), Spacer(1, 6)]
            case Numbered(items):
                return [self.bullets(items, None), Spacer(1, 6)]
            case Noted(text):
                number = self.notes.index(node) + 1
                return [Words(f"{escape(text)}<super>{number}</super>", self.body), _foot(number, node.note)]
            case TwoColumns(left, right):
                self.measure, whole = 210, self.measure
                sides = [[flowable for one in side for flowable in self.flowables(one)] for side in (left, right)]
                self.measure = whole
                style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
                return [Grid([sides], colWidths=[whole / 2] * 2, style=style), Spacer(1, 10)]
            case Push(points):
                return [Spacer(1, points)]
            case Cover(lines, imprint):
                sizes = [
                    ParagraphStyle(f"cover{i}", parent=self.body, fontSize=34 - 4 * i, leading=42 - 4 * i)
                    for i in range(len(lines))
                ]
                title = [Words(escape(text), style) for text, style in zip(lines, sizes, strict=True)]
                return [Spacer(1, 100), *title, Spacer(1, 200), *(Words(escape(text), self.body) for text in imprint)]
            case Contents(title, entries):
                rows = [
                    [Words(f"{escape(text)} {'.' * max(6, 90 - int(1.3 * len(text)))}", self.small), number]
                    for text, number in entries
                ]
                return [PageBreak(), Words(escape(title), self.heads[0]), Grid(rows, colWidths=[420, 30])]
            case Boxed(title, inner):
                rows = [[Words(f"<b>{escape(title)}</b>", self.body)]]
                rows += [
                    [flowable] for one in inner for flowable in self.flowables(one) if not isinstance(flowable, Spacer)
                ]
                style = [
                    ("BOX", (0, 0), (-1, -1), 1, colors.HexColor("#003366")),
                    ("BACKGROUND", (0, 0), (-1, -1), colors.HexColor("#eef3f8")),
                ]
                return [Grid(rows, colWidths=[self.measure], style=style), Spacer(1, 10)]
            case Table(rows):
                texts = [[Words(f"<b>{escape(cell)}</b>", self.cell) for cell in rows[0]]]
                texts += [[Words(escape(cell), self.cell) for cell in row] for row in rows[1:]]
                style = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]
                return [Grid(texts, style=style, repeatRows=1), Spacer(1, 10)]
            case Columns(columns):
                heads = [Words(f"<b>{escape(word)}</b>", self.cell) for word, _ in columns]
                stacks = [[Words(escape(text), self.cell) for text in entries] for _, entries in columns]
                fills = [
                    ("BACKGROUND", (at, 0), (at, 0), colors.HexColor(colour_of(word)))
                    for at, (word, _) in enumerate(columns)
                ]
                style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOX", (0, 0), (-1, -1), 0.5, colors.grey), *fills]
                style.append(("INNERGRID", (0, 0), (-1, -1), 0.5, colors.grey))
                return [
                    Grid([heads, stacks], colWidths=[91] * len(columns), style=style, repeatRows=1, splitInRow=1),
                    Spacer(1, 10),
                ]
            case NewPage():
                return [PageBreak()]
            case Body():
                return [NextPageTemplate("body"), PageBreak()]

    def bullets(self, items: Iterable[Item], marker: str | None) -> Any:
        """``marker`` is None for a list that is counted."""
        from reportlab.platypus import ListFlowable, ListItem
        from reportlab.platypus import Paragraph as Words

        made = []
        for item in items:
            parts: list[Any] = [Words(escape(item.text), self.small)]
            if item.items:
                parts.append(self.bullets(item.items, "–"))
            made.append(ListItem(parts, leftIndent=18))
        if marker is None:
            return ListFlowable(made, leftIndent=18, bulletType="1", bulletFormat="%s.")
        return ListFlowable(made, leftIndent=18, bulletType="bullet", start=marker)


def _foot(number: int, note: str) -> Any:
    """Something without size that draws a footnote at the foot of the page it comes to stand on."""
    from reportlab.platypus import Flowable

    class Foot(Flowable):  # type: ignore[misc]
        def wrap(self, *_room: float) -> tuple[float, float]:
            return 0, 0

        def draw(self) -> None:
            _, y = self.canv.absolutePosition(0, 0)
            x, _ = self.canv.absolutePosition(0, 0)
            self.canv.setFont("Helvetica", 5)
            self.canv.drawString(70 - x, 63 - y, str(number))
            self.canv.setFont("Helvetica", 8)
            self.canv.drawString(74 - x, 60 - y, note)

    return Foot()


MAKERS: dict[str, Callable[[Sequence[Node], str], bytes]] = {"typst": typst_pdf, "reportlab": reportlab_pdf}
