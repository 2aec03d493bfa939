"""A report as HTML made for print: what a browser prints and what a renderer of CSS pages sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tests.dialects import Bullets, Grade, Heading, Paragraph, Updated
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
from tests.editions.pages import colour_of
from tests.editions.web import html_columns, html_list, html_table

_STYLE = """
@page { size: A4; margin: 70pt; @top-left { content: "HEAD"; font: 8pt "Liberation Sans" }
  @bottom-right { content: counter(page); font: 8pt "Liberation Sans" } }
@page front { @bottom-right { content: counter(page, lower-roman) } }
@page cover { @top-left { content: none } @bottom-right { content: none } }
body { font: 10.5pt/1.35 "Liberation Sans", sans-serif; margin: 0 }
.cover { page: cover; padding-top: 120pt } .cover p { margin: 4pt 0 } .cover .imprint { padding-top: 200pt }
.front { page: front; break-before: page } .body { break-before: page; counter-reset: page 1 }
.new { break-before: page }
h1 { font-size: 20pt; font-weight: normal; color: #003366 } h2 { font-size: 15pt } h3 { font-size: 12pt }
h1, h2, h3 { break-after: avoid; margin: 12pt 0 6pt } p { margin: 0 0 8pt } li { margin-bottom: 3pt }
ul, ol { padding-left: 20pt; margin: 0 0 8pt }
.grade { background: #a5d6a7; font-size: 16pt; font-weight: bold; padding: 6pt; width: 220pt }
.box { border: 1pt solid #003366; background: #eef3f8; padding: 8pt; margin: 8pt 0 }
.title { font-weight: bold; break-after: avoid }
table { border-collapse: collapse; font-size: 9pt; margin: 0 0 8pt; width: 100% }
td, th { border: 0.5pt solid #666; padding: 3pt 5pt; text-align: left; vertical-align: top }
td p { margin: 0 0 4pt }
.sides { display: flex; gap: 24pt; align-items: flex-start } .sides > div { flex: 1 1 0 }
.contents p { margin: 2pt 0 }
.foot { font-size: 8pt } sup { font-size: 6pt }
"""
_NOTES = """
.note { float: footnote; font-size: 8pt } .note::footnote-call { font-size: 6pt; vertical-align: super }
.note::footnote-marker { content: counter(footnote) " " }
"""


def print_html(nodes: Sequence[Node], running_head: str, language: str, *, footnotes: bool) -> str:
    """The report with its own style sheet. ``footnotes``: the program can set notes at the foot of the page."""
    writer = _Writer(list(notes_of(nodes)), footnotes)
    body = writer.written(nodes)
    if not footnotes:
        notes = enumerate(writer.notes, start=1)
        body += "".join(f'<p class="foot"><sup>{n}</sup> {escape(one.note)}</p>' for n, one in notes)
    style = _STYLE.replace("HEAD", running_head) + (_NOTES if footnotes else "")
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(running_head)}</title>'
        f"<style>{style}</style></head><body>\n{body}\n</body></html>\n"
    )


class _Writer:
    def __init__(self, notes: list[Noted], footnotes: bool) -> None:
        self.notes = notes
        self.footnotes = footnotes
        self.page = ""

    def written(self, nodes: Iterable[Node]) -> str:
        parts = []
        for node in nodes:
            match node:
                case NewPage():
                    self.page = "new"
                case Body():
                    self.page = "body"
                case _:
                    parts.append(self.one(node))
        return "\n".join(parts)

    def one(self, node: Node) -> str:
        begins = f' class="{self.page}"' if self.page else ""
        self.page = ""
        match node:
            case Heading(text, level):
                return f"<h{level}{begins}>{escape(text)}</h{level}>"
            case Paragraph(text) | Updated(text):
                return f"<p>{escape(text)}</p>"
            case Grade(text):
                return f'<p class="grade" style="background:{colour_of(text)}">{escape(text)}</p>'
            case Noted(text, note) if self.footnotes:
                return f'<p>{escape(text)}<span class="note">{escape(note)}</span></p>'
            case Noted(text):
                return f"<p>{escape(text)}<sup>{self.notes.index(node) + 1}</sup></p>"
            case Bullets(items):
                return html_list(items, "ul")
            case Numbered(items):
                return html_list(items, "ol")
            case Cover(lines, imprint):
                title = "".join(
                    f'<p style="font-size:{34 - 4 * at}pt;line-height:1.2">{escape(text)}</p>'
                    for at, text in enumerate(lines)
                )
                told = "".join(f"<p>{escape(text)}</p>" for text in imprint)
                return f'<div class="cover">{title}<div class="imprint">{told}</div></div>'
            case Contents(title, entries):
                rows = "".join(
                    f"<p>{escape(text)} {'.' * max(6, 120 - int(1.7 * len(text)))} {number}</p>"
                    for text, number in entries
                )
                return f'<div class="front contents"><h1>{escape(title)}</h1>{rows}</div>'
            case Boxed(title, inner):
                return f'<div class="box"><p class="title">{escape(title)}</p>{self.written(inner)}</div>'
            case Table(rows):
                return _with_head(html_table(rows))
            case Columns(columns):
                return _with_head(html_columns(columns, [colour_of(word) for word, _ in columns]))
            case TwoColumns(left, right):
                return f'<div class="sides"><div>{self.written(left)}</div><div>{self.written(right)}</div></div>'
            case Push(points):
                return f'<div style="height:{points}pt"></div>'
            case NewPage() | Body():
                raise TypeError("handled by written()")


def _with_head(table: str) -> str:
    """The table with its first row as a head, which is printed again on a new page."""
    return table.replace("<table><tr>", "<table><thead><tr>", 1).replace("</tr>", "</tr></thead>", 1)
