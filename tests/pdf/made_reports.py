"""One small made-up report, drawn by five makers; its truth is what the tests expect of every one."""

from __future__ import annotations

import io
from pathlib import Path

from pipeline.words.model import Passage, PassageKind, ReadDocument

FILES = Path(__file__).parent / "files"

TYPST = """
#set document(title: "An inspection of Durham Constabulary (made up)")
#set page(paper: "a4", header: [Made-up inspection of Durham Constabulary], numbering: "1")
#set text(size: 11pt, lang: "en", region: "GB", hyphenate: false)
#set par(leading: 0.6em, spacing: 1.3em)
= Effectiveness
The force works well with partner organisations and it understands the needs of the people who live in its
area and of those who visit it.

== Preventing crime
#rect(fill: rgb("#d5e8d4"), inset: 6pt)[Good]

#rect(width: 100%, inset: 8pt, stroke: 0.7pt)[
  *Areas for improvement*
  - The force should improve how it allocates work, so that those who do the work have the skills to do it
    well and in time.
  - The force should review its plans by:
    - speaking to victims;
    - speaking to officers who work in neighbourhood teams and who know the places where crime happens; and
    - recording what it learns.
  - The force should publish the results.
]

The force has three aims:
+ to prevent crime;
+ to protect people; and
+ to keep promises.#footnote[This note is made up and short.]

Officers answer calls.

#table(columns: 3, [*Area*], [*Grade*], [*Last inspected*],
  [Preventing crime], [Good], [2018/19],
  [Investigating crime], [Requires improvement], [2017])

#pagebreak()
== Investigating crime
The second page begins here and it goes on for a while so that the line is broken at least once by the maker
of the page.
"""


def typst_report() -> bytes:
    import typst

    return bytes(typst.compile(TYPST.encode(), format="pdf"))


def reportlab_report() -> bytes:
    """The same report by reportlab's page templates."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=8)
    head = ParagraphStyle("head", parent=body, fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=10)
    second = ParagraphStyle("second", parent=head, fontSize=14, leading=18)
    small = ParagraphStyle("small", parent=body, spaceAfter=3)

    def items(texts: list[object], **how: object) -> ListFlowable:
        flowables = [
            ListItem(Paragraph(text, small) if isinstance(text, str) else text, leftIndent=18) for text in texts
        ]
        return ListFlowable(flowables, leftIndent=18, **how)

    nested = items(
        [
            "speaking to victims;",
            "speaking to officers who work in neighbourhood teams and who know the places where crime happens; and",
            "recording what it learns.",
        ],
        bulletType="bullet",
        start="–",
    )
    improvements = [
        Paragraph("<b>Areas for improvement</b>", small),
        items(
            [
                "The force should improve how it allocates work, so that those who do the work have the skills to do "
                "it well and in time.",
                [Paragraph("The force should review its plans by:", small), nested],
                "The force should publish the results.",
            ],
            bulletType="bullet",
            start="•",
        ),
    ]
    story = [
        Paragraph("Effectiveness", head),
        Paragraph(
            "The force works well with partner organisations and it understands the needs of the people who live in "
            "its area and of those who visit it.",
            body,
        ),
        Paragraph("Preventing crime", second),
        Table([["Good"]], colWidths=[90], style=[("BACKGROUND", (0, 0), (-1, -1), colors.lightgreen)], hAlign="LEFT"),
        Spacer(1, 10),
        Table([[improvements]], colWidths=[440], style=[("BOX", (0, 0), (-1, -1), 0.7, colors.black)]),
        Spacer(1, 10),
        Paragraph("The force has three aims:", body),
        items(["to prevent crime;", "to protect people; and", "to keep promises."], bulletType="1", bulletFormat="%s."),
        Spacer(1, 6),
        Paragraph("Officers answer calls.", body),
        Table(
            [
                ["Area", "Grade", "Last inspected"],
                ["Preventing crime", "Good", "2018/19"],
                ["Investigating crime", "Requires improvement", "2017"],
            ],
            style=[
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
                ("FONTSIZE", (0, 0), (-1, -1), 11),
            ],
        ),
        PageBreak(),
        Paragraph("Investigating crime", second),
        Paragraph(
            "The second page begins here and it goes on for a while so that the line is broken at least once by the "
            "maker of the page.",
            body,
        ),
    ]

    def frame(canvas: object, document: object) -> None:
        canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
        canvas.drawString(60, 800, "Made-up inspection of Durham Constabulary")  # type: ignore[attr-defined]
        canvas.drawCentredString(297, 30, str(document.page))  # type: ignore[attr-defined]

    made = io.BytesIO()
    template = SimpleDocTemplate(made, pagesize=A4, leftMargin=60, rightMargin=60, topMargin=70, bottomMargin=60)
    template.build(story, onFirstPage=frame, onLaterPages=frame)
    return made.getvalue()


def fpdf_report() -> bytes:
    """The same report by fpdf2, which draws bullets and words by hand-set positions."""
    from fpdf import FPDF

    class Report(FPDF):
        def header(self) -> None:
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, "Made-up inspection of Durham Constabulary", new_x="LMARGIN", new_y="NEXT")
            self.ln(6)

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, str(self.page_no()), align="C")

    pdf = Report()
    pdf.set_margins(20, 15)
    pdf.add_page()

    def say(text: str, *, size: float = 11, bold: bool = False, indent: float = 0, after: float = 3) -> None:
        pdf.set_font("Helvetica", style="B" if bold else "", size=size)
        pdf.set_left_margin(20 + indent)
        pdf.set_x(20 + indent)
        pdf.multi_cell(0, size * 0.45, text, new_x="LMARGIN", new_y="NEXT", align="L")
        pdf.set_left_margin(20)
        pdf.ln(after)

    def item(marker: str, text: str, indent: float = 0) -> None:
        pdf.set_font("Helvetica", size=11)
        pdf.set_x(20 + indent)
        pdf.cell(6, 11 * 0.45, marker)
        say(text, indent=indent + 6, after=1)

    say("Effectiveness", size=18, bold=True)
    say(
        "The force works well with partner organisations and it understands the needs of the people who live in its "
        "area and of those who visit it."
    )
    say("Preventing crime", size=14, bold=True)
    pdf.set_fill_color(200, 230, 200)
    pdf.set_font("Helvetica", size=11)
    pdf.cell(30, 8, "Good", fill=True, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    top = pdf.get_y()
    pdf.ln(2)
    say("Areas for improvement", bold=True, indent=3, after=1)
    item(
        "-",
        "The force should improve how it allocates work, so that those who do the work have the skills to do it "
        "well and in time.",
        3,
    )
    item("-", "The force should review its plans by:", 3)
    item("-", "speaking to victims;", 12)
    item(
        "-", "speaking to officers who work in neighbourhood teams and who know the places where crime happens; and", 12
    )
    item("-", "recording what it learns.", 12)
    item("-", "The force should publish the results.", 3)
    pdf.rect(20, top, 170, pdf.get_y() + 1 - top)
    pdf.ln(6)
    say("The force has three aims:")
    for number, text in enumerate(("to prevent crime;", "to protect people; and", "to keep promises."), start=1):
        item(f"{number}.", text, 4)
    pdf.ln(4)
    say("Officers answer calls.")
    pdf.set_font("Helvetica", size=11)
    with pdf.table(width=120) as table:
        for cells in (
            ("Area", "Grade", "Last inspected"),
            ("Preventing crime", "Good", "2018/19"),
            ("Investigating crime", "Requires improvement", "2017"),
        ):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    pdf.add_page()
    say("Investigating crime", size=14, bold=True)
    say(
        "The second page begins here and it goes on for a while so that the line is broken at least once by the maker "
        "of the page."
    )
    return bytes(pdf.output())


def browser_report() -> bytes:
    """The same report printed by Chromium; made by ``files/make.py``. It has no running heads."""
    return (FILES / "browser.pdf").read_bytes()


def word_processor_report() -> bytes:
    """The same report from LibreOffice Writer; made by ``files/make.py``."""
    return (FILES / "word-processor.pdf").read_bytes()


MAKERS = {
    "typst": typst_report,
    "reportlab": reportlab_report,
    "fpdf2": fpdf_report,
    "browser": browser_report,
    "word processor": word_processor_report,
}


def content(document: ReadDocument) -> list[Passage]:
    """The passages of the text itself: no furniture, no footnote."""
    return [passage for passage in document.passages if not passage.furniture and "note is made up" not in passage.text]


def outline_of(document: ReadDocument) -> list[str]:
    """The document as an indented tree, one line a passage: what a person compares at a glance."""
    lines = []
    for passage in content(document):
        if passage.kind is PassageKind.LIST_ITEM:
            lines.append(f"{'  ' * (passage.level or 0)}* {passage.text}")
        elif passage.kind is PassageKind.TABLE_CELL and passage.cell:
            cell = passage.cell
            lines.append(f"| {cell.row},{cell.column} {cell.row_header} / {cell.column_header}: {passage.text}")
        else:
            lines.append(f"{passage.kind.value} {passage.text}")
    return lines


OUTLINE = [
    "heading Effectiveness",
    "paragraph The force works well with partner organisations and it understands the needs of the people who live in "
    "its area and of those who visit it.",
    "heading Preventing crime",
    "label Good",
    "heading Areas for improvement",
    "* The force should improve how it allocates work, so that those who do the work have the skills to do it well and "
    "in time.",
    "* The force should review its plans by:",
    "  * speaking to victims;",
    "  * speaking to officers who work in neighbourhood teams and who know the places where crime happens; and",
    "  * recording what it learns.",
    "* The force should publish the results.",
    "paragraph The force has three aims:",
    "* to prevent crime;",
    "* to protect people; and",
    "* to keep promises.",
    "paragraph Officers answer calls.",
    "| 0,0 None / None: Area",
    "| 0,1 None / None: Grade",
    "| 0,2 None / None: Last inspected",
    "| 1,0 None / Area: Preventing crime",
    "| 1,1 Preventing crime / Grade: Good",
    "| 1,2 Preventing crime / Last inspected: 2018/19",
    "| 2,0 None / Area: Investigating crime",
    "| 2,1 Investigating crime / Grade: Requires improvement",
    "| 2,2 Investigating crime / Last inspected: 2017",
    "heading Investigating crime",
    "paragraph The second page begins here and it goes on for a while so that the line is broken at least once by the "
    "maker of the page.",
]
