"""Lists in all the shapes that content systems, word processors and people give them."""

from __future__ import annotations

import pytest

from pipeline.words.model import PassageKind
from tests.html.reading import content, read


def test_nested_list_is_no_part_of_its_parents_text() -> None:
    assert content("<p>It should:</p><ul><li>a by:<ul><li>b;</li><li>c.</li></ul></li><li>d</li></ul>") == [
        "p It should:",
        "• a by:",
        "  • b;",
        "  • c.",
        "• d",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>",
        "<ul><li>a</li><li><ul><li>b</li></ul></li><li>c</li></ul>",
        "<ul><li>a<div><div><ul><li>b</li></ul></div></div></li><li>c</li></ul>",
        "<ul><li><div><p>a</p></div><div><ul><li><p>b</p></li></ul></div></li><li><p>c</p></li></ul>",
        "<ul><li>a</li></ul><ul><ul><li>b</li></ul></ul><ul><li>c</li></ul>",
        "<ul><li>a<ul><li>b</ul><li>c</ul>",
        '<div role="list"><div role="listitem">a<div role="list"><div role="listitem">b</div></div></div>'
        '<div role="listitem">c</div></div>',
    ],
    ids=[
        "properly",
        "as a sibling of its parent",
        "in an item of its own",
        "through wrappers",
        "with paragraphs in items",
        "lists split, nested by a list in a list",
        "unclosed items",
        "by roles",
    ],
)
def test_ways_of_nesting(markup: str) -> None:
    document = read(markup)
    assert [p.text for p in document.passages] == ["a", "b", "c"]
    assert [p.level for p in document.passages] == [0, 1, 0]
    assert [p.parent for p in document.passages] == [None, 1, None]
    assert {p.list_number for p in document.passages} == {1}


def test_third_level_by_lists_in_lists_finds_its_parent() -> None:
    assert content("<ul><li>a<ul><li>b</li></ul><ul><ul><li>c</li></ul></ul></li></ul>") == ["• a", "  • b", "    • c"]
    document = read("<ul><li>a</li></ul><ul><ul><li>b</li></ul></ul><ul><ul><ul><li>c</li></ul></ul></ul>")
    assert [p.parent for p in document.passages] == [None, 1, 2]


def test_nested_lists_beside_each_other_keep_the_same_parent() -> None:
    document = read("<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ul>")
    assert [p.parent for p in document.passages] == [None, 1, 1]


def test_words_after_a_nested_list_belong_to_the_parent() -> None:
    assert content("<ul><li>a<ul><li>b</li></ul>and more</li><li>c</li></ul>") == ["• a", "  • b", "+1 and more", "• c"]


def test_further_paragraphs_of_an_item_continue_it() -> None:
    assert content("<ul><li><p>a</p><p>second</p><p>third</p></li></ul>") == ["• a", "+1 second", "+1 third"]


def test_hard_break_inside_an_item_is_a_space() -> None:
    assert content("<ul><li>threat, risk<br>and harm;</li></ul>") == ["• threat, risk and harm;"]


def test_lists_without_words_between_them_are_one() -> None:
    document = read("<ul><li>a</li></ul>\n<p>&nbsp;</p><ul><li>b</li></ul><p>text</p><ul><li>c</li></ul>")
    assert [p.list_number for p in document.passages if p.kind is PassageKind.LIST_ITEM] == [1, 1, 2]


def test_ordered_list_goes_on_after_a_paragraph_where_it_says_so() -> None:
    document = read("<ol><li>a</li><li>b</li></ol><p>text</p><ol start=3><li>c</li></ol><ol><li>d</li></ol>")
    assert [(p.marker, p.list_number) for p in document.passages if p.marker] == [
        ("1.", 1),
        ("2.", 1),
        ("3.", 1),
        ("1.", 2),
    ]


@pytest.mark.parametrize(
    ("attributes", "markers"),
    [
        ("", ["1.", "2.", "3."]),
        ("start=4", ["4.", "5.", "6."]),
        ("type=a", ["a.", "b.", "c."]),
        ("type=I start=3", ["III.", "IV.", "V."]),
        ("reversed", ["3.", "2.", "1."]),
        ("reversed start=9", ["9.", "8.", "7."]),
        ("type=A start=26", ["Z.", "AA.", "AB."]),
        ("type=i start=0", ["0.", "i.", "ii."]),
        ("start=-1", ["-1.", "0.", "1."]),
        ("start=x", ["1.", "2.", "3."]),
        ("style='list-style-type: lower-roman'", ["i.", "ii.", "iii."]),
    ],
)
def test_markers_of_ordered_lists(attributes: str, markers: list[str]) -> None:
    document = read(f"<ol {attributes}><li>x</li><li>y</li><li>z</li></ol>")
    assert [p.marker for p in document.passages] == markers


def test_value_of_an_item_counts_on_from_there() -> None:
    document = read("<ol><li>x</li><li value=7>y</li><li>z</li></ol>")
    assert [p.marker for p in document.passages] == ["1.", "7.", "8."]


@pytest.mark.parametrize("marker", ["•", "·", "–", "-", "*", "▪", "◦", "\uf0b7"])
def test_bullets_typed_by_hand(marker: str) -> None:
    document = read(f"<p>It should:</p><p>{marker} one</p><p>{marker}&nbsp;&nbsp; two</p><p>After.</p>")
    assert [(p.kind, p.text, p.marker) for p in document.passages] == [
        (PassageKind.PARAGRAPH, "It should:", None),
        (PassageKind.LIST_ITEM, "one", marker),
        (PassageKind.LIST_ITEM, "two", marker),
        (PassageKind.PARAGRAPH, "After.", None),
    ]


def test_typed_bullets_in_lines_nest_by_no_break_spaces() -> None:
    assert content("<p>• a<br>&nbsp;&nbsp;&nbsp;&nbsp;– b<br>&nbsp;&nbsp;&nbsp;&nbsp;– c<br>• d</p>") == [
        "• a",
        "  – b",
        "  – c",
        "• d",
    ]


def test_typed_bullets_nest_by_margin() -> None:
    assert content(
        "<p style='margin-left:36pt'>• a</p><p style='margin-left:72pt'>o&nbsp; b</p>"
        "<p style='margin-left:72pt'>o c</p><p style='margin-left:36pt'>• d</p>"
    ) == ["• a", "  o b", "  o c", "• d"]


def test_typed_bullets_nest_by_a_new_kind_of_marker() -> None:
    assert content("<p>• a</p><p>– b</p><p>- c</p><p>• d</p>") == ["• a", "  – b", "  - c", "• d"]


def test_two_typed_lists_with_words_between_are_two() -> None:
    document = read("<p>• a</p><p>text</p><p>• b</p>")
    assert [p.list_number for p in document.passages] == [1, None, 2]


def test_an_o_with_a_plain_space_is_a_word_of_welsh() -> None:
    assert content("<p>o ran ei effeithiolrwydd</p>") == ["p o ran ei effeithiolrwydd"]


def test_bullets_inside_one_line_are_split() -> None:
    assert content("<p>• increase the number; and • monitor the result.</p>") == [
        "• increase the number; and",
        "• monitor the result.",
    ]


def test_dots_between_words_are_no_bullets() -> None:
    assert content("<p>Home • About • Help</p><p>●●○</p><p>- - -</p>") == ["p Home • About • Help", "p ●●○", "p - - -"]


def test_bullets_in_cells_of_their_own_of_a_layout_table() -> None:
    assert content("<table><tr><td>•</td><td>one</td></tr><tr><td>•</td><td>two</td></tr></table>") == [
        "• one",
        "• two",
    ]


def test_typed_bullets_inside_an_item_are_nested_under_it() -> None:
    assert content("<ul><li><p>a by:</p><p>– b</p><p>– c</p></li></ul>") == ["• a by:", "  – b", "  – c"]


def test_bullet_typed_inside_an_item_as_well_is_no_text() -> None:
    assert content("<ul><li>• a</li><li>– b</li><li>o c</li></ul>") == ["• a", "• b", "• o c"]


def test_list_in_another_container_is_another_list() -> None:
    document = read("<div><ul><li>a</li></ul></div><div><ul><li>b</li></ul></div>")
    assert [p.list_number for p in document.passages] == [1, 2]


def test_list_in_a_cell_of_a_data_table_stays_a_list() -> None:
    document = read(
        "<table><tr><th>Force<th>Findings</tr><tr><td>Kent<td>It should:<ul><li>a</li></ul></td></tr></table>"
    )
    item = document.passages[-1]
    assert (item.kind, item.text, item.level) == (PassageKind.LIST_ITEM, "a", 0)
    assert item.cell is not None
    assert (item.cell.row_header, item.cell.column_header) == ("Kent", "Findings")


def test_lists_in_different_cells_are_different_lists() -> None:
    document = read("<table><tr><td><ul><li>a</li></ul></td><td><ul><li>b</li></ul></td></tr></table>")
    assert [p.list_number for p in document.passages] == [1, 2]


def test_list_in_a_callout_shares_its_box() -> None:
    document = read("<p>x</p><blockquote><h4>Areas</h4><ul><li>a</li></ul></blockquote><p>y</p>")
    assert [p.box_number for p in document.passages] == [None, 1, 1, None]


def test_list_after_a_heading_with_a_colon_keeps_its_lead_in_before_it() -> None:
    assert content("<h4>The force should:</h4><ul><li>a</li></ul>") == ["h4 The force should:", "• a"]


def test_item_that_holds_a_heading_is_a_card_and_no_bullet() -> None:
    assert content("<ul><li><h3>Effectiveness</h3><p>Good</p></li><li><h3>Efficiency</h3><p>Good</p></li></ul>") == [
        "h3 Effectiveness",
        "p Good",
        "h3 Efficiency",
        "p Good",
    ]


def test_empty_items_are_no_items_but_keep_their_number() -> None:
    assert content("<ol><li>a</li><li> </li><li>c</li></ol>") == ["1. a", "3. c"]


def test_item_without_a_list() -> None:
    assert content("<li>a</li><li>b</li>") == ["• a", "• b"]


def test_item_that_is_only_a_picture() -> None:
    assert content("<ul><li><img alt='Good' src='g.png'></li><li>b</li></ul>") == ["• (image) Good", "• b"]


def test_definition_pairs_are_paragraphs_and_several_definitions_a_list() -> None:
    assert content("<dl><dt>From</dt><dd>HMI</dd><dt>To</dt><dd>A</dd><dd>B</dd><dt>Cc</dt><dd>C</dd></dl>") == [
        "p From",
        "p HMI",
        "p To",
        "= A",
        "= B",
        "p Cc",
        "p C",
    ]


def test_unclosed_definitions() -> None:
    assert content("<dl><dt>To<dd>A<dd>B</dl>") == ["p To", "= A", "= B"]


def test_bullets_typed_after_hard_breaks_in_an_item_are_its_children() -> None:
    assert content("<ul><li>one by:<br>– a;<br>– b<br>goes on.</li><li>two<br>lines</li></ul>") == [
        "• one by:",
        "  – a;",
        "  – b goes on.",
        "• two lines",
    ]


def test_single_dash_after_a_hard_break_in_an_item_is_text() -> None:
    assert content("<ul><li>one<br>– said</li><li>– x<br>– y</li></ul>") == ["• one – said", "• x – y"]


def test_typed_marker_used_before_ends_deeper_ones_though_its_margin_differs() -> None:
    lines = "<p>·&nbsp; a</p><p style='margin-left:72pt'>o&nbsp; b</p><p style='margin-left:36pt'>·&nbsp; c</p>"
    assert content(lines) == ["· a", "  o b", "· c"]
