"""A report as a word processor's document (flat OpenDocument text): styles, sections, a page style for each part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

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
)
from tests.editions.pages import colour_of

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
    )
)


def _paragraph_style(name: str, parent: str | None, place: str = "", letters: str = "", more: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph"{above}{more}>'
        f"<style:paragraph-properties {place}/><style:text-properties {letters}/></style:style>"
    )


def _levels(element: str, more: Sequence[str]) -> str:
    told = []
    for level, marker in enumerate(more, start=1):
        margin = 6 * level
        told.append(
            f'<text:{element} text:level="{level}" {marker}><style:list-level-properties '
            'text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment '
            f'text:label-followed-by="listtab" fo:margin-left="{margin}mm" fo:text-indent="-6mm" '
            f'text:list-tab-stop-position="{margin}mm"/></style:list-level-properties>'
            f'<style:text-properties fo:font-family="OpenSymbol"/></text:{element}>'
        )
    return "".join(told)


_LISTS = (
    '<text:list-style style:name="Bullets">'
    + _levels("list-level-style-bullet", [f'text:bullet-char="{marker}"' for marker in "•–▪"])
    + '</text:list-style><text:list-style style:name="Numbers">'
    + _levels("list-level-style-number", ['style:num-format="1" style:num-suffix="."'] * 3)
    + "</text:list-style>"
)

_PAGE = (
    '<style:page-layout style:name="{0}"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
    'fo:margin-top="13mm" fo:margin-bottom="13mm" fo:margin-left="25mm" fo:margin-right="25mm" '
    'style:num-format="{1}"/>{2}</style:page-layout>'
)
_HEAD_AND_FOOT = (
    '<style:header-style><style:header-footer-properties fo:margin-bottom="8mm"/></style:header-style>'
    '<style:footer-style><style:header-footer-properties fo:margin-top="8mm"/></style:footer-style>'
)


def flat_document(nodes: Sequence[Node], running_head: str, language: str) -> str:
    """The report as one XML file."""
    writer = _Writer()
    body = writer.written(nodes)
    styles = (
        _paragraph_style(
            "Body",
            None,
            'fo:margin-bottom="3mm"',
            f'style:font-name="Liberation Sans" fo:font-family="Liberation Sans" fo:font-size="10.5pt" '
            f'fo:language="{language}" fo:country="GB"',
        )
        + _paragraph_style("Item", "Body", 'fo:margin-bottom="1mm"')
        + _paragraph_style("Small", "Body", letters='fo:font-size="8pt"')
        + _paragraph_style(
            "Entry",
            "Body",
            letters='fo:font-size="10pt"',
        ).replace(
            "<style:paragraph-properties />",
            '<style:paragraph-properties><style:tab-stops><style:tab-stop style:position="158mm" style:type="right" '
            'style:leader-style="dotted" style:leader-text="."/></style:tab-stops></style:paragraph-properties>',
        )
        + "".join(
            _paragraph_style(
                f"Heading_{level}",
                "Body",
                'fo:keep-with-next="always" fo:margin-top="4mm"',
                f'fo:font-size="{size}pt" fo:font-weight="bold"',
                f' style:display-name="Heading {level}" style:default-outline-level="{level}"',
            )
            for level, size in ((1, 20), (2, 15), (3, 12))
        )
        + _LISTS
    )
    header = f'<style:header><text:p text:style-name="Small">{escape(running_head)}</text:p></style:header>'
    footer = (
        '<style:footer><text:p text:style-name="Small"><text:page-number text:select-page="current">1'
        "</text:page-number></text:p></style:footer>"
    )
    masters = (
        '<style:master-page style:name="Standard" style:page-layout-name="Plain"/>'
        f'<style:master-page style:name="Front" style:page-layout-name="Roman">{header}{footer}</style:master-page>'
        f'<style:master-page style:name="Main" style:page-layout-name="Arabic">{header}{footer}</style:master-page>'
    )
    layouts = (
        _PAGE.format("Plain", "1", "")
        + _PAGE.format("Roman", "i", _HEAD_AND_FOOT)
        + _PAGE.format("Arabic", "1", _HEAD_AND_FOOT)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">\n'
        f"<office:styles>{styles}</office:styles>\n"
        f"<office:automatic-styles>{''.join(writer.styles.values())}{_AREAS}{layouts}</office:automatic-styles>\n"
        f"<office:master-styles>{masters}</office:master-styles>\n"
        f"<office:body><office:text>\n{body}\n</office:text></office:body></office:document>\n"
    )


_AREAS = (
    '<style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #666666" fo:padding="1.5mm"/></style:style>'
    '<style:style style:name="Boxed" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.75pt solid #003366" fo:background-color="#eef3f8" fo:padding="3mm"/></style:style>'
    '<style:style style:name="Sides" style:family="section"><style:section-properties '
    'text:dont-balance-text-columns="true"><style:columns fo:column-count="2" fo:column-gap="9mm">'
    '<style:column style:rel-width="1*" fo:end-indent="4.5mm"/>'
    '<style:column style:rel-width="1*" fo:start-indent="4.5mm"/></style:columns></style:section-properties>'
    "</style:style>"
)


class _Writer:
    """Writes blocks; ``begins`` is what the next block does to the page or column."""

    def __init__(self) -> None:
        self.styles: dict[str, str] = {}
        self.begins = ""
        self.notes = 0
        self.tables = 0

    def written(self, nodes: Iterable[Node]) -> str:
        return "\n".join(self.one(node) for node in nodes)

    def style(self, parent: str, place: str = "", letters: str = "") -> str:
        """The name of a style that is its parent but for the place it stands at."""
        begins, self.begins = self.begins, ""
        if begins in ("Front", "Main"):
            number = ' style:page-number="1"' if begins == "Main" else ""
            place, more = f"{place}{number}", f' style:master-page-name="{begins}"'
        else:
            more = ""
            place += f' fo:break-before="{begins}"' if begins else ""
        if not place and not more and not letters:
            return parent
        written = _paragraph_style("NAME", parent, place, letters, more)
        name = f"P{len(self.styles) + 1}"
        self.styles.setdefault(written, written.replace("NAME", name))
        return self.styles[written].split('"')[1]

    def one(self, node: Node) -> str:
        match node:
            case Heading(text, level):
                name = self.style(f"Heading_{level}")
                return f'<text:h text:style-name="{name}" text:outline-level="{level}">{escape(text)}</text:h>'
            case Paragraph(text) | Updated(text):
                return self.paragraph(self.style("Body"), text)
            case Noted(text, note):
                self.notes += 1
                made = (
                    f'<text:note text:note-class="footnote"><text:note-citation>{self.notes}</text:note-citation>'
                    f"<text:note-body>{self.paragraph('Small', note)}</text:note-body></text:note>"
                )
                return f'<text:p text:style-name="{self.style("Body")}">{escape(text)}{made}</text:p>'
            case Grade(text):
                place = f'fo:background-color="{colour_of(text)}" fo:padding="2mm" fo:margin-right="80mm"'
                return self.paragraph(self.style("Body", place, 'fo:font-size="16pt" fo:font-weight="bold"'), text)
            case Bullets(items):
                return self.bullets(items, "Bullets")
            case Numbered(items):
                return self.bullets(items, "Numbers")
            case Cover(lines, imprint):
                sizes = [self.style("Body", letters=f'fo:font-size="{34 - 4 * at}pt"') for at in range(len(lines))]
                return "\n".join(
                    [
                        self.one(Push(100)),
                        *map(self.paragraph, sizes, lines),
                        self.one(Push(200)),
                        *(self.paragraph("Body", text) for text in imprint),
                    ]
                )
            case Contents(title, entries):
                self.begins = "Front"
                told = [self.paragraph(self.style("Body", letters='fo:font-size="20pt"'), title)]
                told += [
                    f'<text:p text:style-name="Entry">{escape(text)}<text:tab/>{number}</text:p>'
                    for text, number in entries
                ]
                return "\n".join(told)
            case Boxed(title, inner):
                return self.table([[self.bold(title) + self.written(inner)]], "Boxed")
            case Table(rows):
                head = [self.bold(cell) for cell in rows[0]]
                return self.table([head, *([self.paragraph("Item", cell) for cell in row] for row in rows[1:])], "Cell")
            case Columns(columns):
                heads = [self.bold(word) for word, _ in columns]
                stacks = ["".join(self.paragraph("Item", text) for text in entries) for _, entries in columns]
                return self.table([heads, stacks], "Cell")
            case TwoColumns(left, right):
                first = self.written(left)
                self.begins = "column"
                second = self.written(right)
                return (
                    f'<text:section text:style-name="Sides" text:name="Sides {len(self.styles)}">\n{first}\n{second}'
                    "</text:section>"
                )
            case Push(points):
                name = self.style("Body", f'fo:margin-top="{points}pt" fo:margin-bottom="0pt"')
                return f'<text:p text:style-name="{name}"/>'
            case NewPage():
                self.begins = self.begins or "page"
                return ""
            case Body():
                self.begins = "Main"
                return ""

    def paragraph(self, style: str, text: str) -> str:
        return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'

    def bold(self, text: str) -> str:
        return f'<text:p text:style-name="Item"><text:span text:style-name="Bold">{escape(text)}</text:span></text:p>'

    def bullets(self, items: Iterable[Item], style: str) -> str:
        told = "".join(
            f"<text:list-item>{self.paragraph('Item', item.text)}"
            f"{self.bullets(item.items, 'Bullets') if item.items else ''}</text:list-item>"
            for item in items
        )
        return f'<text:list text:style-name="{style}">{told}</text:list>'

    def table(self, rows: Sequence[Sequence[str]], cell: str) -> str:
        self.tables += 1
        told = [
            "<table:table-row>"
            + "".join(f'<table:table-cell table:style-name="{cell}">{text}</table:table-cell>' for text in row)
            + "</table:table-row>"
            for row in rows
        ]
        if len(told) > 1:
            told[0] = f"<table:table-header-rows>{told[0]}</table:table-header-rows>"
        return (
            f'<table:table table:name="T{self.tables}"><table:table-column '
            f'table:number-columns-repeated="{len(rows[0])}"/>{"".join(told)}</table:table>'
            '<text:p text:style-name="Item"/>'
        )
