"""A neutral tree of a report page, and the markup dialects it can be written in.

All markup here is ours. No page of the inspectorate was seen as HTML; the dialects are what content systems, word
processors and theme builders make of such a page, as different from one another as we could think of. A test that
reads the same words from all of them does not rest on any one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

_SEED = next((Path(__file__).parents[1] / "raw" / "originals").glob("2b/2b413db0*.txt"))
_WELSH = "Os hoffech chi ddarllen hwn trwy’r Gymraeg (PDF document)"
_WELSH_ADDRESS = "/uploads/gwent-2017-cym.pdf"


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is the page's title."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Updated:
    """The line with the date of the page, directly above the page's own grade."""

    text: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A label that stands alone."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Item, ...]


Node = Heading | Paragraph | Updated | Grade | Bullets


@dataclass(frozen=True, slots=True)
class Fact:
    """What a reader should find, whatever the dialect: a block's words, or an item with its depth and parent."""

    kind: str
    text: str
    depth: int | None = None
    parent: str | None = None


def facts_of(nodes: Iterable[Node]) -> Iterator[Fact]:
    """The facts of a tree in reading order."""
    for node in nodes:
        if isinstance(node, Bullets):
            yield from _item_facts(node.items, 0, None)
        else:
            yield Fact("heading" if isinstance(node, Heading) else "text", node.text)


def _item_facts(items: Iterable[Item], depth: int, parent: str | None) -> Iterator[Fact]:
    for item in items:
        yield Fact("item", item.text, depth, parent)
        yield from _item_facts(item.items, depth + 1, item.text)


def _page(head: str, body: str, *, language: str = "en", doctype: str = "<!DOCTYPE html>") -> str:
    return f'{doctype}\n<html lang="{language}"><head>{head}</head>\n<body>{body}</body></html>\n'


def _title_of(nodes: Iterable[Node]) -> str:
    return next((node.text for node in nodes if isinstance(node, Heading)), "")


def semantic(nodes: list[Node]) -> bytes:
    """What the HTML standard would like: landmarks, headings, properly nested lists, labels as their own element."""

    def items(entries: Iterable[Item]) -> str:
        return "".join(
            f"<li>{escape(entry.text)}{f'<ul>{items(entry.items)}</ul>' if entry.items else ''}</li>"
            for entry in entries
        )

    def block(node: Node) -> str:
        match node:
            case Heading(text, level):
                return f"<h{level}>{escape(text)}</h{level}>"
            case Paragraph(text, link):
                return f'<p><a href="{link}">{escape(text)}</a></p>' if link else f"<p>{escape(text)}</p>"
            case Updated(text):
                return f"<p><time>{escape(text)}</time></p>"
            case Grade(text):
                return f'<p class="grade">{escape(text)}</p>'
            case Bullets(entries):
                return f"<ul>{items(entries)}</ul>"

    body = (
        '<a href="#main">Skip to content</a><header role="banner"><nav aria-label="Main"><ul>'
        '<li><a href="/">Home</a></li><li><a href="/our-work/">Our work</a></li></ul></nav></header>'
        f'<main id="main"><article>{"".join(map(block, nodes))}</article></main>'
        '<footer><p>© Crown copyright</p><ul><li><a href="/cookies/">Cookies</a></li><li><a href="/help/">Help</a></li>'
        "</ul></footer>"
    )
    return _page(f'<meta charset="utf-8"><title>{escape(_title_of(nodes))}</title>', body).encode()


def theme(nodes: list[Node]) -> bytes:
    """A theme of nested boxes: no landmark, roles instead of headings, lists nested beside their parents' items."""

    def items(entries: Iterable[Item]) -> str:
        parts = []
        for entry in entries:
            parts.append(f'<li class="list__item">\n  <div class="list__inner">{escape(entry.text)}</div>\n</li>')
            if entry.items:
                parts.append(f'<ul class="list list--sub">{items(entry.items)}</ul>')
        return "\n".join(parts)

    def block(node: Node) -> str:
        match node:
            case Heading(text, 1):
                return f'<h1 class="page-title"><span>{escape(text)}</span></h1>'
            case Heading(text, level):
                return f'<div role="heading" aria-level="{level}"><span class="t">{escape(text)}</span></div>'
            case Paragraph(text, link):
                inner = f'<a class="btn" href="{link}">{escape(text)}</a>' if link else f"<span>{escape(text)}</span>"
                return f'<div class="text"><div class="text__inner">\n{inner}\n</div></div>'
            case Updated(text):
                return f'<div class="meta"><div class="date">{escape(text)}</div>'
            case Grade(text):
                return (
                    f'<div class="judgement"><span class="screen-reader-text">Judgment:</span> '
                    f'<span class="judgement__label">{escape(text)}</span></div>'
                )
            case Bullets(entries):
                return f'<ul class="list">{items(entries)}</ul>'

    blocks = []
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        blocks.append(block(node))
        if isinstance(node, Updated) and not isinstance(following, Grade):
            blocks.append("</div>")
    text = "\n".join(blocks)
    body = (
        '<div class="top"><a href="/">Home</a> <a href="/peel/">PEEL</a> <a href="?lang=cy">Cymraeg</a></div>'
        f'<div class="site"><div class="content"><!-- widget -->{text}</div></div>'
        '<div class="cookie-bar"><p>We use cookies to make this site work.</p><button>Accept</button></div>'
    )
    return _page(f'<meta charset="utf-8"><title>{escape(_title_of(nodes))} - Site</title>', body).encode()


def word_processor(nodes: list[Node]) -> bytes:
    """Saved by a word processor: typed bullets with margins for depth, shaded paragraphs, Windows-1252 bytes."""

    def items(entries: Iterable[Item], depth: int) -> str:
        marker = "•" if depth == 0 else "o" if depth == 1 else "-"
        indent = 36 * (depth + 1)
        return "".join(
            f"<p class=MsoListParagraph style='margin-left:{indent}.0pt;text-indent:-18.0pt'><span\n"
            f"style='font-family:Symbol'>{marker}<span style='font:7.0pt'>&nbsp;&nbsp;&nbsp; </span></span>"
            f"{_entities(entry.text)}<o:p></o:p></p>\n{items(entry.items, depth + 1)}"
            for entry in entries
        )

    def block(node: Node) -> str:
        match node:
            case Heading(text, level):
                return f"<h{level}><a name=_Toc1></a><span lang=EN-GB>{_entities(text)}</span></h{level}>"
            case Paragraph(text, link):
                inner = f'<a href="{link}">{_entities(text)}</a>' if link else _entities(text)
                return f"<p class=MsoNormal style='background:white'><span lang=EN-GB>{inner}<o:p></o:p></span></p>"
            case Updated(text) | Grade(text):
                return f"<p class=MsoNormal><span lang=EN-GB style='color:red'>{_entities(text)}</span></p>"
            case Bullets(entries):
                return items(entries, 0)

    meta = '<meta http-equiv=Content-Type content="text/html; charset=utf-8">'
    head = f"{meta}<style><!-- p.MsoNormal {{margin:0cm;}} --></style><title>{escape(_title_of(nodes))}</title>"
    body = "<div class=WordSection1>" + "\n".join(map(block, nodes)) + "</div>"
    return _page(head, body, doctype="").encode("cp1252", errors="xmlcharrefreplace")


def _entities(text: str) -> str:
    return escape(text, quote=False).replace("‘", "&lsquo;")


def layout_table(nodes: list[Node]) -> bytes:
    """An old page: a table for layout, bold lines for headings, pictures for labels, a single line break everywhere."""

    def items(entries: Iterable[Item]) -> str:
        return "".join(
            f"<LI><FONT SIZE=2>{escape(entry.text)}</FONT>{f'<UL>{items(entry.items)}</UL>' if entry.items else ''}"
            for entry in entries
        )

    def block(node: Node) -> str:
        match node:
            case Heading(text, 1):
                return f"<H1>{escape(text)}</H1>"
            case Heading(text, _):
                return f"<P><FONT SIZE=4><B>{escape(text)}</B></FONT></P>"
            case Paragraph(text, link):
                return f'<P><A HREF="{link}">{escape(text)}</A>' if link else f"<P>{escape(text)}"
            case Updated(text):
                return f"<DIV>{escape(text)}</DIV>"
            case Grade(text):
                return f'<DIV><IMG SRC="/images/b1.gif" WIDTH=90 ALT="{escape(text)}"></DIV>'
            case Bullets(entries):
                return f"<UL>{items(entries)}</UL>"

    cells = "\n".join(map(block, nodes))
    body = (
        '<TABLE WIDTH=100% CELLPADDING=0><TR><TD WIDTH=150><A HREF="/">Home</A><BR><A HREF="/a">About</A><BR>'
        f'<A HREF="/b">Publications</A></TD><TD>{cells}</TD></TR></TABLE>'
    )
    return _page(f"<TITLE>{escape(_title_of(nodes))}</TITLE>", body, doctype="").encode()


def accordion(nodes: list[Node]) -> bytes:
    """Sections that open on a click, labels only in ``aria-label``, paragraphs and wrappers inside items."""

    def items(entries: Iterable[Item]) -> str:
        return "".join(
            f"<li><div><p>{escape(entry.text)}</p>"
            f"{f'<div class=nested><ul>{items(entry.items)}</ul></div>' if entry.items else ''}</div></li>"
            for entry in entries
        )

    parts: list[str] = []
    is_open = False
    for node in nodes:
        match node:
            case Heading(text, 3):
                parts.append("</div></details>" if is_open else "")
                parts.append(f"<details><summary><h3>{escape(text)}</h3></summary><div>")
                is_open = True
            case Heading(text, level):
                parts.append(f"<h{level}>{escape(text)}</h{level}>")
            case Paragraph(text, link):
                parts.append(f'<p><a href="{link}">{escape(text)}</a></p>' if link else f"<p>{escape(text)}</p>")
            case Updated(text):
                parts.append(f"<p>{escape(text)}</p>")
            case Grade(text):
                parts.append(f'<div class="dots" role="img" aria-label="{escape(text)}"><i></i><i></i><i></i>●●○</div>')
            case Bullets(entries):
                parts.append(f'<ul role="list">{items(entries)}</ul>')
    parts.append("</div></details>" if is_open else "")
    body = (
        '<div role="dialog" aria-label="Cookies"><p>Cookies on this site</p><button>Accept all</button></div>'
        f'<div role="main">{"".join(parts)}<p><a href="https://example.org/share?url=x">Share this page</a></p></div>'
        '<div role="contentinfo"><p>All content is available under a licence.</p></div>'
    )
    return _page(f'<meta charset="utf-8"><title>{escape(_title_of(nodes))}</title>', body).encode("utf-8-sig")


def line_breaks(nodes: list[Node]) -> bytes:
    """One block with hard breaks; bullets are dashes typed with no-break spaces for depth."""

    def lines(entries: Iterable[Item], depth: int) -> Iterator[str]:
        for entry in entries:
            yield f"{'&nbsp;' * 4 * depth}{'–' if depth == 0 else '·'}&nbsp;{escape(entry.text)}"
            yield from lines(entry.items, depth + 1)

    parts: list[str] = []
    for node in nodes:
        match node:
            case Heading(text, level):
                parts.append(f"</div><h{level}>{escape(text)}</h{level}><div>")
            case Paragraph(text, link):
                parts.append(f'<a href="{link}">{escape(text)}</a><br><br>' if link else f"{escape(text)}<br><br>\n")
            case Updated(text) | Grade(text):
                parts.append(f"{escape(text)}<br />\n")
            case Bullets(entries):
                parts.append("<br>\n".join(lines(entries, 0)) + "<br><br>")
    body = f"<div>{''.join(parts)}</div>"
    return _page(f"<meta charset=utf-8><title>{escape(_title_of(nodes))}</title>", body).encode()


def split_lists(nodes: list[Node]) -> bytes:
    """A content system that writes one list per item and indents by a list in a list; unclosed paragraphs; UTF-16."""

    def items(entries: Iterable[Item], depth: int) -> str:
        return "\n".join(
            f"{'<ul>' * (depth + 1)}<li>{escape(entry.text)}</li>{'</ul>' * (depth + 1)}{items(entry.items, depth + 1)}"
            for entry in entries
        )

    def block(node: Node) -> str:
        match node:
            case Heading(text, level):
                return f"<h{level}><strong>{escape(text)}</strong></h{level}>"
            case Paragraph(text, link):
                return f'<p><a href="{link}">{escape(text)}</a>' if link else f"<p>{escape(text)}"
            case Updated(text):
                return f"<p>{escape(text)}"
            case Grade(text):
                return f"<p><strong>{escape(text)}</strong>"
            case Bullets(entries):
                return items(entries, 0)

    body = "<section>" + "\n\n".join(map(block, nodes)) + "</section>"
    text = _page(f"<title>{escape(_title_of(nodes))}</title>", body)
    return text.encode("utf-16")


DIALECTS: dict[str, Callable[[list[Node]], bytes]] = {
    "semantic": semantic,
    "theme": theme,
    "word_processor": word_processor,
    "layout_table": layout_table,
    "accordion": accordion,
    "line_breaks": line_breaks,
    "split_lists": split_lists,
}


def gwent_page() -> list[Node]:
    """The seed page, of which only the text is known, as a neutral tree."""
    nodes: list[Node] = []
    bullets: list[Item] = []
    for line in [*_SEED.read_text(encoding="utf-8").splitlines(), "end"]:
        if line.startswith("    • "):
            last = bullets.pop()
            bullets.append(Item(last.text, (*last.items, Item(line.removeprefix("    • ")))))
        elif line.startswith("  • "):
            bullets.append(Item(line.removeprefix("  • ")))
        elif line.strip():
            if bullets:
                nodes.append(Bullets(tuple(bullets)))
                bullets = []
            nodes.append(_seed_block(line.strip(), has_title=any(isinstance(node, Heading) for node in nodes)))
    return nodes[1:-1]


def _seed_block(line: str, *, has_title: bool) -> Node:
    """The block that a line of the seed stands for; its first line is the site's skip link."""
    if line == _WELSH:
        return Paragraph(line, _WELSH_ADDRESS)
    if line.startswith("Last updated "):
        return Updated(line)
    if line == "Requires improvement":
        return Grade(line)
    if line == "Areas for improvement":
        return Heading(line, 4)
    if line.startswith("Questions for ") or line.endswith("reducing crime?"):
        return Heading(line, 2)
    if line.endswith("?"):
        return Heading(line, 3)
    return Paragraph(line) if has_title or line == "Skip to content" else Heading(line, 1)


def gwent_html(dialect: str) -> bytes:
    """The seed page as HTML in one of :data:`DIALECTS`. The markup is ours; the words are the seed's."""
    return DIALECTS[dialect](gwent_page())
