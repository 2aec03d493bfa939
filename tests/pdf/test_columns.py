"""Words side by side: columns are read one after the other, keys and values row by row, and doubt is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.read_pdf import read_pdf
from pipeline.words.model import PassageKind, ReadDocument
from tests.pdf.raw_pdf import bullet, filled, raw_pdf, ruled, text

WIDE = (
    "This paragraph runs over the whole page. It is here so that the page has lines of the usual",
    "length, and it says nothing about any real force or any place that a force looks after.",
)
LEFT = ("Hills are in the north. They are", "high, and few people live there.", "Roads are bad.")
RIGHT = (
    "The coast is in the south. Many",
    "people live there, by the sea and",
    "by the river, and most of them",
    "work in towns, which are noisy",
    "at night.",
)


def lines(x: float, y: float, words: Sequence[str], step: float = 14) -> str:
    return "".join(text(x, y + step * at, line) for at, line in enumerate(words))


def read(page: str) -> ReadDocument:
    document = read_pdf(raw_pdf([page]))
    assert [problem for problem in document.problems if problem.code.startswith("words")] == []
    return document


def unsure(document: ReadDocument) -> list[str | None]:
    return [problem.text for problem in document.problems if problem.code == "reading_order_unsure"]


def texts(document: ReadDocument) -> list[str]:
    return [passage.text for passage in document.passages]


HILLS, COAST = " ".join(LEFT), " ".join(RIGHT)


@pytest.mark.parametrize("many", [2, 12])
def test_short_columns_of_unequal_length_below_wide_lines(many: int) -> None:
    wide = "".join(lines(72, 60 + 40 * at, WIDE) for at in range(many))
    below = 60 + 40 * many + 10

    document = read(wide + lines(72, below, LEFT) + lines(320, below, RIGHT) + lines(72, below + 100, WIDE))

    assert texts(document) == [" ".join(WIDE)] * many + [HILLS, COAST, " ".join(WIDE)]
    assert unsure(document) == []


def test_the_longer_column_may_be_the_left_one() -> None:
    document = read(lines(72, 60, WIDE) + lines(72, 120, RIGHT) + lines(320, 120, LEFT) + lines(72, 220, WIDE))

    assert texts(document) == [" ".join(WIDE), COAST, HILLS, " ".join(WIDE)]


def test_columns_with_lines_of_their_own_distances() -> None:
    document = read(lines(72, 60, WIDE) + lines(72, 120, LEFT, 14) + lines(320, 120, RIGHT, 15.5))

    assert texts(document) == [" ".join(WIDE), HILLS, COAST]


def test_lists_in_columns_keep_their_items() -> None:
    def items(x: float, words: Sequence[str]) -> str:
        return "".join(bullet(x, 140 + 18 * at) + text(x + 14, 140 + 18 * at, line) for at, line in enumerate(words))

    document = read(
        lines(72, 60, WIDE)
        + text(72, 120, "Hills have:")
        + text(320, 120, "Towns have:")
        + items(72, ("sheep;", "grass; and", "stones."))
        + items(320, ("lamps;", "streets;", "squares;", "markets; and", "people."))
    )

    found = [(p.list_number, p.text) for p in document.passages if p.kind is PassageKind.LIST_ITEM]
    assert found == [
        (1, "sheep;"),
        (1, "grass; and"),
        (1, "stones."),
        (2, "lamps;"),
        (2, "streets;"),
        (2, "squares;"),
        (2, "markets; and"),
        (2, "people."),
    ]
    assert texts(document)[1] == "Hills have:"


def test_a_short_heading_over_both_columns_divides_them() -> None:
    long = [*RIGHT, *RIGHT]
    document = read(
        lines(72, 60, long)
        + lines(320, 60, long)
        + text(72, 240, "Another part", font="F2", size=15)
        + lines(72, 270, long)
        + lines(320, 270, long)
    )

    words = " ".join(texts(document))
    assert words.split("Another part")[0].count("The coast") == 4
    assert words.split("Another part")[1].count("The coast") == 4


def test_a_heading_below_the_columns_comes_after_both() -> None:
    document = read(
        lines(72, 60, WIDE)
        + lines(72, 120, LEFT)
        + lines(320, 120, RIGHT)
        + text(72, 220, "The next part", font="F2", size=14)
        + lines(72, 250, WIDE)
    )

    assert texts(document) == [" ".join(WIDE), HILLS, COAST, "The next part", " ".join(WIDE)]


def test_a_box_in_one_column_comes_at_its_place_in_it() -> None:
    document = read(
        lines(72, 60, WIDE)
        + filled(66, 104, 290, 152)
        + ruled(66, 104, 290, 152)
        + text(72, 120, "Areas for improvement", font="F2")
        + text(72, 140, "The force should plan.")
        + lines(72, 180, LEFT)
        + lines(320, 120, [*RIGHT, *RIGHT])
    )

    assert texts(document) == [
        " ".join(WIDE), "Areas for improvement", "The force should plan.", HILLS, COAST, COAST,
    ]  # fmt: skip


def test_three_columns() -> None:
    third = ("The sky is above. It is", "blue on some days and", "grey on others.")
    left = ("The hills are high and", "few live there.")
    right = ("The coast is low and", "many live there, as it", "is warm by the sea.")

    document = read(lines(72, 60, WIDE) + lines(72, 120, left) + lines(235, 120, right) + lines(400, 120, third))

    assert texts(document) == [" ".join(one) for one in (WIDE, left, right, third)]


@pytest.mark.parametrize("x", [72, 330])
def test_a_box_beside_a_paragraph_does_not_cut_it(x: int) -> None:
    beside = 330 if x == 72 else 72
    page = lines(72, 60, WIDE)
    page += lines(x, 120, [*RIGHT[:4], *RIGHT[:4]]) + text(x, 260, LEFT[2])
    page += filled(beside - 6, 135, beside + 180, 200) + ruled(beside - 6, 135, beside + 180, 200)
    page += text(beside, 155, "Did you know", font="F2") + text(beside, 180, "Sheep have wool.")

    document = read(page)

    paragraph = " ".join([*RIGHT[:4], *RIGHT[:4]])
    box = ["Did you know", "Sheep have wool."]
    around = [paragraph, *box] if x == 72 else [*box, paragraph]
    assert texts(document) == [" ".join(WIDE), *around, LEFT[2]]


def test_a_table_beside_a_paragraph_is_not_cut_by_it() -> None:
    page = lines(72, 60, WIDE) + lines(72, 120, [*RIGHT[:4], *RIGHT[:4]])
    for row, cells in enumerate((("Area", "Grade"), ("Hills", "Good"), ("Coast", "Adequate"))):
        for column, words in enumerate(cells):
            x0, top = 330 + 90 * column, 112 + 24 * row
            page += ruled(x0, top, x0 + 90, top + 24) + text(x0 + 6, top + 16, words)

    document = read(page)

    cells = ["Area", "Grade", "Hills", "Good", "Coast", "Adequate"]
    assert texts(document) == [" ".join(WIDE), " ".join([*RIGHT[:4], *RIGHT[:4]]), *cells]


# -- rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        (("Local policing area", "Hills and coast"), ("Head of the force", "A person"), ("Telephone", "none")),
        (("Lead inspector:", "A made-up person"), (None, "An inspector of towns"), ("Also there:", "Another person")),
        (("Officers", "1,024"), ("Staff", "512"), ("Volunteers of all kinds", "256"), ("Horses", "8")),
        (
            ("Inspection dates", "One week in June and another week in the"),
            (None, "middle of July, when it was warm."),
            ("Lead inspector", "A person who was made up for this test."),
            ("Place", "The hills."),
        ),
    ],
)
def test_keys_and_values_stay_rows(rows: Sequence[tuple[str | None, str]]) -> None:
    page = lines(72, 60, WIDE)
    for at, (key, value) in enumerate(rows):
        page += (text(72, 120 + 14 * at, key) if key else "") + text(300, 120 + 14 * at, value)

    document = read(page)

    words = " ".join(texts(document))
    for key, value in rows:
        assert f"{key} {value}" in words if key else value in words
    assert unsure(document) == []


# -- doubt --------------------------------------------------------------------------------------------------------


def test_names_beside_names_are_told() -> None:
    """One list in two columns, or a list of pairs: nothing on the page tells which."""
    names = ("Upper hill", "Lower hill", "Far hill", "Near hill", "Old hill")
    towns = ("Upper town", "Lower town", "Far town", "Near town", "Old town", "New town", "Sea town", "Last town")

    document = read(lines(72, 60, WIDE) + lines(72, 120, names) + lines(320, 120, towns))

    (told,) = unsure(document)
    assert told is not None
    assert "Lower hill Lower town" in told
    (message,) = [p.message for p in document.problems if p.code == "reading_order_unsure"]
    assert message.startswith("page 1 ")


def test_addresses_side_by_side_are_told() -> None:
    one = ("Hill House", "1 Hill Road", "Hilltown", "HT1 1AA")
    two = ("Coast House", "2 Coast Road", "Coasttown by the sea", "CT1 1AA", "A bell to ring")

    document = read(lines(72, 60, WIDE) + lines(72, 120, one) + lines(320, 120, two))

    assert len(unsure(document)) == 1


def test_sentences_that_begin_beside_each_other_are_told() -> None:
    """Cells of a table without rules, or two columns whose paragraphs happen to be of one length."""

    def pair(y: float) -> str:
        one = ("We looked at the hills in the", "north of the force.")
        two = ("We found that nobody lives in", "them in winter.")
        return lines(72, y, one) + lines(320, y, two)

    document = read(lines(72, 60, WIDE) + pair(120) + pair(160) + pair(200))

    assert len(unsure(document)) == 1
    assert "We looked at the hills in the north of the force." in texts(document)
