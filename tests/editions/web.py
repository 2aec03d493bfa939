"""A report as a web page, and as a text capture of that page: without cover, contents and page breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tests.dialects import Bullets, Grade, Heading, Item, Paragraph, Updated
from tests.editions.nodes import Boxed, Columns, Cover, Node, Noted, Numbered, Table, TwoColumns, notes_of


def html_page(nodes: Sequence[Node]) -> bytes:
    """The report as HTML; its footnotes stand at the end."""
    notes = list(notes_of(nodes))
    body = "\n".join(_html(node, notes) for node in nodes)
    if notes:
        told = "".join(f'<p id="note-{n}"><sup>{n}</sup> {escape(one.note)}</p>' for n, one in enumerate(notes, 1))
        body += f'\n<div class="footnotes">{told}</div>'
    return f'<!DOCTYPE html><html lang="en"><body><main>\n{body}\n</main></body></html>'.encode()


def _html(node: Node, notes: Sequence[Noted]) -> str:
    def inside(nodes: Iterable[Node]) -> str:
        return "".join(_html(one, notes) for one in nodes)

    match node:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(text) | Updated(text) | Grade(text):
            return f"<p>{escape(text)}</p>"
        case Noted(text):
            number = notes.index(node) + 1
            return f'<p>{escape(text)}<sup><a href="#note-{number}">{number}</a></sup></p>'
        case Bullets(items):
            return html_list(items, "ul")
        case Numbered(items):
            return html_list(items, "ol")
        case Cover(lines):
            return f"<h1>{escape(' – '.join(lines))}</h1>"
        case Boxed(title, inner):
            return f"<aside><h4>{escape(title)}</h4>{inside(inner)}</aside>"
        case Table(rows):
            return html_table(rows)
        case Columns(columns):
            return html_columns(columns)
        case TwoColumns(left, right):
            return f"<div>{inside(left)}</div><div>{inside(right)}</div>"
        case _:
            return ""


def html_list(items: Iterable[Item], tag: str) -> str:
    inside = (f"<li>{escape(item.text)}{html_list(item.items, 'ul') if item.items else ''}</li>" for item in items)
    return f"<{tag}>{''.join(inside)}</{tag}>"


def html_table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join(
        f"<tr><th>{escape(row[0])}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in row[1:])}</tr>"
        for row in rows[1:]
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def html_columns(columns: Iterable[tuple[str, Sequence[str]]], fills: Sequence[str] = ()) -> str:
    """``fills``: the colour of each head, if any."""
    styles = [f' style="background:{fill}"' for fill in fills]
    heads, stacks = [], []
    for at, (word, entries) in enumerate(columns):
        heads.append(f"<th{styles[at] if styles else ''}>{escape(word)}</th>")
        stacks.append(f"<td>{''.join(f'<p>{escape(text)}</p>' for text in entries)}</td>")
    return f"<table><tr>{''.join(heads)}</tr><tr>{''.join(stacks)}</tr></table>"


def text_page(nodes: Sequence[Node], title: str) -> str:
    """The report as a text capture of the fullest kind keeps its page: no table, no footnote mark, titles in lines."""
    blocks = ["Skip to content", title, *_text(nodes)]
    return "\n\n".join(blocks) + "\n"


def _text(nodes: Iterable[Node]) -> Iterable[str]:
    for node in nodes:
        match node:
            case Heading(text) | Paragraph(text) | Updated(text) | Grade(text) | Noted(text):
                yield text
            case Bullets(items):
                yield "\n".join(_text_list(items, 1, counted=False))
            case Numbered(items):
                yield "\n".join(_text_list(items, 1, counted=True))
            case Boxed(title, inner):
                yield title
                yield from _text(inner)
            case TwoColumns(left, right):
                yield from _text((*left, *right))
            case _:
                pass


def _text_list(items: Iterable[Item], depth: int, *, counted: bool) -> Iterable[str]:
    for number, item in enumerate(items, start=1):
        yield f"{'  ' * depth}{f'{number}.' if counted else '•'} {item.text}"
        yield from _text_list(item.items, depth + 1, counted=False)
