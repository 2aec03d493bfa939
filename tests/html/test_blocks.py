"""Headings, paragraphs, labels, tables, and what of a page reaches a reader at all."""

from __future__ import annotations

import pytest

from pipeline.reading.read_html import read_html
from pipeline.words.model import Passage, PassageKind, Shown
from tests.html.reading import content, drawn, read


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<h2>Title</h2>", "h2 Title"),
        ("<h3><a href=x><span>Title</span></a></h3>", "h3 Title"),
        ("<div role=heading aria-level=3>Title</div>", "h3 Title"),
        ("<div role=heading>Title</div>", "h2 Title"),
        ("<details><summary>Title</summary></details>", "h? Title"),
        ("<details><summary><h4>Title</h4></summary></details>", "h4 Title"),
        ("<p><strong>Title</strong></p>", "h? Title"),
        ("<p><b>Ti</b><b>tle</b></p>", "h? Title"),
        ("<p><span style='font-weight:700'>Title</span></p>", "h? Title"),
        ("<p style='font-weight: bold'>Title</p>", "h? Title"),
        ("<h2>Tit<!-- c -->le</h2>", "h2 Title"),
        ("<h2><button>Title</button></h2>", "h2 Title"),
    ],
)
def test_headings(markup: str, line: str) -> None:
    assert content(f"{markup}<p>Some text that follows.</p>") == [line, "p Some text that follows."]


@pytest.mark.parametrize(
    "markup",
    [
        "<p><strong>Gwent Police requires improvement in keeping people safe.</strong></p>",
        "<p><strong>The force</strong> is good</p>",
        "<p><strong>" + "word " * 30 + "</strong></p>",
    ],
    ids=["a sentence", "half bold", "long"],
)
def test_bold_text_that_is_no_heading(markup: str) -> None:
    assert content(markup)[0].startswith("p ")


def test_hard_break_parts_lines_but_not_a_heading() -> None:
    assert content("<h2>How effective<br>is the force?</h2><p>Last updated 22/03/2018<br/>Good</p>") == [
        "h2 How effective is the force?",
        "p Last updated 22/03/2018",
        "p Good",
    ]


def test_number_before_a_title_is_kept() -> None:
    assert content("<h2><div>1</div><div>How effective?</div></h2><h2>2. How efficient?</h2>") == [
        "h2 1",
        "h2 How effective?",
        "h2 2. How efficient?",
    ]


def test_children_of_one_sentence_stay_one_passage() -> None:
    assert content("<p>A <a href=x>link</a>, <em>stress</em> and f<b>ee</b>t<sup>2</sup>.</p>") == [
        "p A link, stress and feet2."
    ]


def test_text_between_blocks_is_a_passage() -> None:
    assert content("<div>one<p>two</p>three<div>four</div>five</div>six") == [
        "p one",
        "p two",
        "p three",
        "p four",
        "p five",
        "p six",
    ]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (
            "<p><span class='visually-hidden'>Judgment:</span> <span>Good</span></p>",
            ["label (hidden) Judgment:", "p Good"],
        ),
        ("<p><span class='sr-only'>Good</span></p>", ["label (hidden) Good"]),
        ("<div class='screen-reader-text'>Good</div>", ["label (hidden) Good"]),
        ("<p><span style='position:absolute;left:-9999px'>Good</span></p>", ["label (hidden) Good"]),
        ("<p><span style='clip: rect(0 0 0 0)'>Good</span> it is</p>", ["label (hidden) Good", "p it is"]),
        ("<p><img src=x.png alt='Requires improvement'></p>", ["label (image) Requires improvement"]),
        ("<p>Text <img src=x.png alt='Good'> more</p>", ["p Text more", "label (image) Good"]),
        ("<p><svg role=img><title>Good</title><path d='M0'/></svg></p>", ["label (image) Good"]),
        ("<p><svg aria-label=Good><circle/></svg></p>", ["label (image) Good"]),
        ("<div aria-label='Good'></div>", ["label (hidden) Good"]),
        ("<div aria-label='Good'>●●○</div>", ["label (hidden) Good"]),
        ("<div aria-label='Requires improvement'>RI</div>", ["label (hidden) Requires improvement", "p RI"]),
        ("<div role=img aria-label='Good'><i></i></div>", ["label (image) Good"]),
        ("<span title='Good'><i></i></span>", ["label (hidden) Good"]),
        ("<abbr title='serious and organised crime'>SOC</abbr>", ["p SOC"]),
        ("<p aria-label='spoken'>Words that are seen</p>", ["p Words that are seen"]),
        ("<p><del><img src=x.png alt='Good'></del> Inadequate</p>", ["label (struck) Good", "p Inadequate"]),
        ("<p><del title='Good'></del> Inadequate</p>", ["label (struck) Good", "p Inadequate"]),
        ("<p><s>Good<script>a()</script><i hidden>b</i></s> Inadequate</p>", ["label (struck) Good", "p Inadequate"]),
        ("<s><p>Good</p></s><p>Inadequate</p>", ["label (struck) Good", "p Inadequate"]),
        ("<p>a <s>b</s></p><STRIKE a> <p>Good</p></STRIKE>", ["p a", "label (struck) b", "label (struck) Good"]),
        ("<del><div>Requires</div><div>improvement</div></del>", ["label (struck) Requires improvement"]),
        ("<p>10<s>5</s>0 calls</p>", ["p 10 0 calls", "label (struck) 5"]),
        ("<p>re<s><br></s>ports</p>", ["p reports"]),
        ("<p>GOOD</p>", ["p GOOD"]),
    ],
)
def test_labels(markup: str, lines: list[str]) -> None:
    assert content(markup) == lines


def test_long_alternative_text_is_no_label() -> None:
    (passage,) = read(f"<img alt='{'word ' * 13}' src=x.png>").passages
    assert (passage.kind, passage.shown) == (PassageKind.PARAGRAPH, Shown.IMAGE)


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<img src='/images/requires-improvement.svg'>", ["requires improvement"]),
        ("<img alt='' src='/images/Requires_Improvement-300x200.png?v=2'>", ["Requires Improvement"]),
        ("<div class='rating rating--requires-improvement'></div>", ["rating", "requires improvement"]),
        ("<p><span class='gradeGood'></span></p>", ["grade Good"]),
        ("<svg><use xlink:href='#icon-requires-improvement'/></svg>", ["requires improvement"]),
        ("<svg><use href='/sprite.svg#good-icon'/></svg>", ["sprite", "good"]),
        ("<svg aria-label='Good'><use href='#good'/></svg>", []),
        ("<object data='/images/badge-inadequate.svg'></object>", ["inadequate"]),
        ("<div style='background:url(/i/good.svg)'></div>", ["good"]),
        ("<p><img src=good.svg alt=''> Good</p>", []),
        ("<p class='good'>Some text</p>", []),
        ("<h3>How good is the force?</h3><i class='good'></i><p>It has a good plan.</p>", ["good"]),
        ("<p>Good</p><h3>Title</h3><i class='good'></i>", ["good"]),
        ("<div class='good'><p class='good'></p></div>", ["good"]),
    ],
)
def test_names_are_read_only_where_nothing_else_has_words(markup: str, names: list[str]) -> None:
    document = read(markup)
    assert [p.text for p in document.passages if p.shown is Shown.NAME] == names
    assert all(p.kind is PassageKind.LABEL for p in document.passages if p.shown is Shown.NAME)
    assert document.words == sum(len(p.text.split()) for p in document.passages if p.shown is not Shown.NAME)


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- comment -->",
        "<script>document.write('words')</script>",
        "<style>p {color: red}</style>",
        "<template><p>words</p></template>",
        "<noscript><p>words</p></noscript>",
        "<p hidden>words</p>",
        "<p style='display: none'>words</p>",
        "<div style='color:red;visibility:hidden'>words</div>",
        "<dialog>words</dialog>",
        "<svg style='display:none'><text>words</text></svg>",
        "<img hidden alt=words>",
        "<textarea hidden>words</textarea>",
        "<datalist><option>words</option></datalist>",
    ],
)
def test_what_is_not_shown_is_not_read(markup: str) -> None:
    assert content(f"<p>before</p>{markup}<p>after</p>") == ["p before", "p after"]


def test_panel_that_a_control_opens_is_read() -> None:
    assert "p words" in content("<h3><button aria-controls=p1>T</button></h3><div id=p1 hidden><p>words</p></div>")
    assert "p words" in content("<div role=tabpanel hidden><p>words</p></div>")
    assert "p words" in content("<details><summary>Title</summary><p>words</p></details>")


def test_much_hidden_text_is_reported() -> None:
    document = read(f"<p>seen</p><div hidden>{'word ' * 60}</div>")
    assert [p.code for p in document.problems] == ["hidden_text"]


def test_invisible_characters_and_entities() -> None:
    assert content("<p>anti&shy;social&nbsp;&amp; &#8216;good&rsquo; re\u200bport\u2060ed</p>") == [
        "p antisocial & ‘good’ reported"
    ]


def test_lines_of_preformatted_text_are_passages() -> None:
    assert content("<pre>one\n  two\n\nthree</pre>") == ["p one", "p two", "p three"]


def test_links_are_kept_in_order() -> None:
    (passage,) = read("<p><a href=' /a '>x</a> and <a href='javascript:go()'>y</a> <a href='#z'>z</a></p>").passages
    assert passage.links == ("/a", "#z")
    (_, label) = read("<p>text</p><a href='/c'><img alt='Good'></a>").passages
    assert label.links == ("/c",)
    heading, paragraph = read("<a href='/d'><h3>t</h3><p>u</p></a>").passages
    assert heading.links == paragraph.links == ("/d",)


def test_head_of_a_page() -> None:
    document = read_html(
        b'<html lang="cy-GB"><head><title> Gwent \n PEEL </title><meta property="og:url" content="https://example.org/og">'
        b'<link rel="alternate" href="/x"><link rel="canonical" href="https://example.org/p/"></head><body><p>x</body></html>'
    )
    assert (document.title, document.language, document.canonical_link) == (
        "Gwent PEEL",
        "cy-GB",
        "https://example.org/p/",
    )
    untitled = read_html(b"<html><body><p>x</p><h1>Gwent 2017</h1></body></html>")
    assert (untitled.title, untitled.language, untitled.canonical_link) == ("Gwent 2017", None, None)


# Tables ---------------------------------------------------------------------------------------------------------


def cells_of(markup: str) -> list[tuple[str, int, int, str | None, str | None]]:
    """Text, row, column, row header and column header of the cells."""
    return [
        (p.text, p.cell.row, p.cell.column, p.cell.row_header, p.cell.column_header)
        for p in read(markup).passages
        if p.cell is not None
    ]


def test_cells_have_their_headers() -> None:
    assert cells_of(
        "<table><caption>Grades</caption><thead><tr><th>Force</th><th>Effectiveness</th><th>Efficiency</th></tr></thead>"
        "<tbody><tr><th scope=row>Kent</th><td>Good</td><td>Outstanding</td></tr>"
        "<tr><th scope=row>Gwent</th><td>Requires improvement</td><td>Good</td></tr></tbody></table>"
    )[3:] == [
        ("Kent", 1, 0, None, "Force"),
        ("Good", 1, 1, "Kent", "Effectiveness"),
        ("Outstanding", 1, 2, "Kent", "Efficiency"),
        ("Gwent", 2, 0, None, "Force"),
        ("Requires improvement", 2, 1, "Gwent", "Effectiveness"),
        ("Good", 2, 2, "Gwent", "Efficiency"),
    ]


def test_spans_are_honoured() -> None:
    assert cells_of(
        "<table><tr><th rowspan=2>Force</th><th colspan=2>Effectiveness</th></tr><tr><th>2016</th><th>2017</th></tr>"
        "<tr><td rowspan=2>Kent</td><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    )[4:] == [
        ("Kent", 2, 0, None, "Force"),
        ("a", 2, 1, "Kent", "Effectiveness / 2016"),
        ("b", 2, 2, "Kent", "Effectiveness / 2017"),
        ("c", 3, 1, "Kent", "Effectiveness / 2016"),
        ("d", 3, 2, "Kent", "Effectiveness / 2017"),
    ]


def test_headers_only_at_the_left() -> None:
    assert cells_of("<table><tr><th>Force</th><td>Kent</td></tr><tr><th>Grade</th><td>Good</td></tr></table>") == [
        ("Force", 0, 0, None, None),
        ("Kent", 0, 1, "Force", None),
        ("Grade", 1, 0, None, None),
        ("Good", 1, 1, "Grade", None),
    ]


def test_bold_first_row_is_a_header() -> None:
    assert cells_of(
        "<table><tr><td><b>Question</b></td><td><strong>Judgment</strong></td></tr><tr><td>One</td><td>Good</td></tr></table>"
    )[-1] == ("Good", 1, 1, "One", "Judgment")


def test_plain_grid_is_a_table_of_facts() -> None:
    rows = (("Force", "A", "B"), ("Kent", "Good", "Good"), ("Gwent", "Good", "Good"))
    markup = "".join(f"<tr>{''.join(f'<td>{text}' for text in row)}" for row in rows)
    assert cells_of(f"<table>{markup}</table>")[-1] == ("Good", 2, 2, "Gwent", "B")


def test_grade_in_a_cell_as_a_picture_or_a_name() -> None:
    document = read(
        "<table><tr><th>Force<th>Grade<tr><td>Kent<td><img alt=Good src=1.png><tr><td>Essex<td><i class=good>"
    )
    kent, essex = (p for p in document.passages if p.shown is not Shown.TEXT)
    assert (kent.kind, kent.shown, kent.cell and kent.cell.row_header) == (PassageKind.TABLE_CELL, Shown.IMAGE, "Kent")
    assert (essex.kind, essex.shown, essex.cell and essex.cell.row_header) == (
        PassageKind.TABLE_CELL,
        Shown.NAME,
        "Essex",
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><h2>Title</h2><p>Text</p></td><td><p>More</p></td></tr></table>",
        "<table role=presentation><tr><th><h2>Title</h2></th></tr><tr><td>Text</td><td>More</td></tr></table>",
        "<table><tr><td><h2>Title</h2></td></tr><tr><td>Text</td></tr><tr><td>More</td></tr></table>",
        "<table><tr><td><table><tr><td><h2>Title</h2></td></tr></table></td></tr><tr><td>Text</td><td>More</td></tr></table>",
    ],
)
def test_layout_tables_are_ordinary_blocks(markup: str) -> None:
    assert content(markup) == ["h2 Title", "p Text", "p More"]


def test_data_table_inside_a_layout_table() -> None:
    assert cells_of(
        "<table><tr><td><p>Text</p><table><tr><th>A</th><th>B</th></tr><tr><td>c</td><td>d</td></tr></table></td></tr></table>"
    )[-1] == ("d", 1, 1, "c", "B")


def test_table_of_one_column_with_a_frame_is_a_box() -> None:
    document = read("<p>x</p><table border=1><tr><th>Areas</th></tr><tr><td><ul><li>a</li></ul></td></tr></table>")
    assert drawn(document) == ["p x", "h? Areas", "• a"]
    assert [p.box_number for p in document.passages] == [None, 1, 1]


def test_dash_before_a_figure_in_a_cell_is_a_minus_sign() -> None:
    assert cells_of("<table><tr><th>A</th><th>B</th></tr><tr><td>Kent</td><td>- 5%</td></tr></table>")[-1][0] == "- 5%"


# Furniture ------------------------------------------------------------------------------------------------------

_PROSE = "Gwent Police requires improvement in keeping people safe and reducing crime. " * 5
_REPORT = f"<h1>Gwent PEEL 2017</h1><p>{_PROSE}</p><ul><li>first item</li><li>second item</li></ul>"


def furniture(body: str) -> list[str]:
    return [p.text for p in read(body).passages if p.furniture]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<nav><a href=/>Home</a></nav><main>{_REPORT}</main><footer>Crown</footer>", ["Home", "Crown"]),
        (f"<div role=navigation>Menu</div>{_REPORT}<div role=contentinfo>Crown</div>", ["Menu", "Crown"]),
        (f"<a href='#main'>Skip to content</a>{_REPORT}", ["Skip to content"]),
        (f"<ul><li><a href=/>Home</a></li><li><a href=/a>A</a></li></ul>{_REPORT}", ["Home", "A"]),
        (f"{_REPORT}<div><ul><li><a href=/>Home</a></li><li><a href=/a>A</a></li></ul></div>", ["Home", "A"]),
        (
            f"<div><p>We are consulting on our programme.</p></div><div>{_REPORT}</div>",
            ["We are consulting on our programme."],
        ),
        (f"{_REPORT}<div><p>This site uses cookies.</p><button>OK</button></div>", ["This site uses cookies.", "OK"]),
        (f"<main>{_REPORT}<p><a href='https://example.org/sharer.php?u=x'>Share</a></p></main>", ["Share"]),
        (f"<main>{_REPORT}<button>Print this document</button></main>", ["Print this document"]),
        (f"<main><ul><li><a href='#a'>One</a></li><li><a href='#b'>Two</a></li></ul>{_REPORT}</main>", ["One", "Two"]),
        (f"<form><label>Search <input></label><select><option>all</select></form>{_REPORT}", ["Search", "all"]),
        (f"<article>{_REPORT}</article><div>Related</div>", ["Related"]),
        (f"<header><a href=/>Home</a><h1>Gwent</h1><p>Good</p></header><main><p>{_PROSE}</p></main>", ["Home"]),
        (f"<div>{_REPORT}</div><div><h3>Areas</h3><p>The force should improve how it does so.</p></div>", []),
        (f"<main>{_REPORT}<footer>Note of the author</footer></main>", []),
        (f"<form id=aspnetForm>{_REPORT}<input type=submit></form>", []),
        (f"<nav>{_REPORT}</nav>", []),
        (f"<main></main>{_REPORT}", []),
        (f"<main>{_REPORT}<aside><h3>Areas</h3><p>The force should improve.</p></aside></main>", []),
        (f"<main>{_REPORT}<p><a href='/cym.pdf'>Darllen yn Gymraeg</a></p><p>{_PROSE}</p></main>", []),
        ("<p>Good</p>", []),
    ],
)
def test_furniture(body: str, found: list[str]) -> None:
    assert furniture(body) == found


def test_where_a_passage_stands_is_known() -> None:
    first = read("<div><p>a</p></div>").passages[0]
    assert isinstance(first, Passage)
    assert first.ordinal == 1
    assert first.locator == "html > body > div:nth-of-type(1) > p:nth-of-type(1)"
