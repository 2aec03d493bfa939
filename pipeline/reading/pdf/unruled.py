"""Tables that no rule or fill shows: columns of words one below the other, or cells that the file's tags name.

A grade put to the wrong area is the worst of errors, so a table is read only where its place leaves no choice;
anything less stays lines of text, and is told where grades stand in it. The words for grades are the only ones known
here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.reading.pdf.glyphs import is_marker
from pipeline.reading.pdf.lines import Word, lines_of_words
from pipeline.reading.pdf.regions import Region, RegionKind
from pipeline.reading.pdf.scales import Placed, is_grade, take_scale
from pipeline.reading.pdf.shapes import Area
from pipeline.reading.pdf.tags import TaggedCell
from pipeline.reading.pdf.wordrows import Chunk, Row, rows_of, text_of_chunks

_MOST_COLUMNS = 6
_LEAST_ROWS = 3
_FURTHEST = 3.4
"""Rows further apart, in parts of the type size, are of no one table."""

_EDGE, _MIDDLE = 3.0, 4.0
_LONGEST_CELL = 40
_SHORT_CELL = 8


@dataclass(slots=True)
class Unruled:
    """Cell regions, the words that are left, and the words of what may be a table and is not read as one."""

    regions: list[Region]
    rest: list[Word]
    doubtful: list[str] = field(default_factory=list)
    disagreeing: int = 0


def take_unruled(
    words: Sequence[Word], first: int, page: int, cells: Mapping[int, TaggedCell], outer: Area | None = None
) -> Unruled:
    """The tables among words that stand in nothing drawn.

    Args:
        words: the words of the page, or of one box.
        first: the number of the next table on the page.
        page: the page's number.
        cells: the tagged cells by number of marked content.
        outer: the box around.
    """
    found = Unruled([], list(words))
    tables = list(_tagged_tables(found, cells))
    for table in tables:
        _take(found, table, first + len({region.table for region in found.regions}), page, outer)
    while (scale := take_scale(found.rest)) is not None:
        table, doubt = scale
        if doubt:
            found.doubtful.append(doubt)
            break
        _take(found, table, first + len({region.table for region in found.regions}), page, outer)
    for lines in [] if found.doubtful else _runs(rows_of(found.rest)):
        aligned = _aligned_table(lines)
        if aligned:
            _take(found, aligned, first + len({region.table for region in found.regions}), page, outer)
        elif sum(is_grade(chunk.text) for row in lines for chunk in row.chunks[1:]) >= _LEAST_ROWS:
            found.doubtful.append(" / ".join(text_of_chunks(row.chunks) for row in lines))
    return found


def _take(found: Unruled, table: Sequence[Placed], index: int, page: int, outer: Area | None) -> None:
    """Makes regions of a table's cells. Their areas are those of rows and columns, as if it were ruled."""
    columns = {cell.column for cell in table}
    rows = {cell.row for cell in table}
    lefts = {at: min(word.x0 for cell in table if cell.column == at for word in cell.words) for at in columns}
    rights = {at: max(word.x1 for cell in table if cell.column == at for word in cell.words) for at in columns}
    tops = {at: min(word.top for cell in table if cell.row == at for word in cell.words) for at in rows}
    foots = {at: max(word.bottom for cell in table if cell.row == at for word in cell.words) for at in rows}
    for cell in sorted(table, key=lambda cell: (cell.row, cell.column)):
        area = Area(lefts[cell.column], tops[cell.row], rights[cell.column], foots[cell.row])
        lines = tuple(lines_of_words(cell.words, page))
        found.regions.append(
            Region(
                RegionKind.CELL,
                lines,
                area.x1,
                area,
                outer,
                index,
                cell.row,
                cell.column,
                stacked=cell.stacked,
                head=cell.head,
            )
        )
    used = {id(word) for cell in table for word in cell.words}
    found.rest = [word for word in found.rest if id(word) not in used]


# -- by the tags --------------------------------------------------------------------------------------------------


def _tagged_tables(found: Unruled, cells: Mapping[int, TaggedCell]) -> Iterable[list[Placed]]:
    """The tables that the tags name and the places of the words bear out."""
    held: dict[int, dict[tuple[int, int], list[Word]]] = {}
    heads: set[tuple[int, int, int]] = set()
    for word in found.rest:
        cell = cells.get(word.mcid) if word.mcid is not None else None
        if cell is None:
            continue
        held.setdefault(cell.table, {}).setdefault((cell.row, cell.column), []).append(word)
        if cell.head:
            heads.add((cell.table, cell.row, cell.column))
    spans = {cell.table for cell in cells.values() if cell.spans}
    for table, words in sorted(held.items()):
        first = min(row for row, _ in words)
        headed = any(key[0] == table and key[1] == first for key in heads)
        if table in spans or not _may_be_table(words, headed=headed):
            continue
        if not _stands_in_order(words):
            found.disagreeing += 1
            continue
        numbers = {row: at for at, row in enumerate(sorted({row for row, _ in words}))}
        yield [
            Placed(numbers[row], column, tuple(cell), (table, row, column) in heads)
            for (row, column), cell in words.items()
        ]


def _may_be_table(words: Mapping[tuple[int, int], Sequence[Word]], *, headed: bool) -> bool:
    """Whether it holds data: tables are also used to put paragraphs side by side."""
    rows, columns = {row for row, _ in words}, {column for _, column in words}
    lengths = sorted(len(cell) for cell in words.values())
    return (
        len(columns) >= 2
        and len(rows) >= (2 if headed else _LEAST_ROWS)
        and lengths[-1] <= _LONGEST_CELL
        and lengths[len(lengths) // 2] <= _SHORT_CELL
    )


def _stands_in_order(words: Mapping[tuple[int, int], Sequence[Word]]) -> bool:
    """Whether rows stand below each other and columns beside each other, without any overlap."""
    rows: dict[int, list[Word]] = {}
    columns: dict[int, list[Word]] = {}
    for (row, column), cell in words.items():
        rows.setdefault(row, []).extend(cell)
        columns.setdefault(column, []).extend(cell)
    down = [(min(w.base for w in held), max(w.base for w in held)) for _, held in sorted(rows.items())]
    across = [(min(w.x0 for w in held), max(w.x1 for w in held)) for _, held in sorted(columns.items())]
    return all(one[1] < two[0] for one, two in itertools.pairwise(down)) and all(
        one[1] < two[0] for one, two in itertools.pairwise(across)
    )


# -- by alignment -------------------------------------------------------------------------------------------------


def _runs(rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Rows below each other that keep the white bands between the same columns, two at least."""
    at = 0
    while at < len(rows):
        run = [rows[at]]
        number = len(rows[at].chunks)
        if not 2 <= number <= _MOST_COLUMNS:
            at += 1
            continue
        while at + len(run) < len(rows):
            row = rows[at + len(run)]
            near = row.base - run[-1].base <= _FURTHEST * row.size
            if not near or len(_columns([*run, row])) != number:
                break
            run.append(row)
        at += len(run)
        while run and len(run[-1].chunks) < 2 and not _hangs_on(run[-2] if len(run) > 1 else None, run[-1]):
            run.pop()
        if sum(1 for row in run if len(row.chunks) >= 2) >= _LEAST_ROWS:
            yield run


def _hangs_on(above: Row | None, row: Row) -> bool:
    """Whether the last line of a table goes on with the cell above it."""
    return above is not None and row.base - above.base <= 1.4 * row.size and row.chunks[0].text[:1].islower()


def _columns(rows: Iterable[Row]) -> list[tuple[float, float]]:
    """The columns that are left between white bands as wide as a tab."""
    spans = sorted((chunk.x0, chunk.x1) for row in rows for chunk in row.chunks)
    merged: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if merged and x0 <= merged[-1][1] + 2:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _aligned_table(lines: Sequence[Row]) -> list[Placed] | None:
    """The cells of a run of rows, None where it is not certain that they are a table, or which its rows are."""
    columns = _columns(lines)
    placed = [{_column_of(chunk, columns): chunk for chunk in row.chunks} for row in lines]
    if any(len(cells) != len(row.chunks) for cells, row in zip(placed, lines, strict=True)):
        return None
    firsts = [chunk.words[0] for row in lines for chunk in row.chunks if len(chunk.words) > 1]
    alone = [row.chunks[0].text for row in lines]
    if (
        any(is_marker(word.text) for word in firsts)
        or any(map(is_marker, alone))
        or not _is_aligned(placed, len(columns))
    ):
        return None
    groups = _logical_rows(lines, placed)
    if groups is None:
        return None
    table = [
        {column: [cells[column] for cells in group if column in cells] for column in range(len(columns))}
        for group in groups
    ]
    headed = _is_certain(table, len(columns))
    if headed is None:
        return None
    return [
        Placed(at, column, tuple(word for chunk in chunks for word in chunk.words), head=headed and at == 0)
        for at, row in enumerate(table)
        for column, chunks in row.items()
        if chunks
    ]


def _column_of(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> int:
    return next(at for at, (x0, x1) in enumerate(columns) if x0 - 0.1 <= chunk.x0 and chunk.x1 <= x1 + 0.1)


def _is_aligned(placed: Sequence[Mapping[int, Chunk]], number: int) -> bool:
    """Whether each column keeps one edge or its middle."""
    for column in range(number):
        chunks = [cells[column] for cells in placed if column in cells]
        lefts = [chunk.x0 for chunk in chunks]
        rights = [chunk.x1 for chunk in chunks]
        middles = [(chunk.x0 + chunk.x1) / 2 for chunk in chunks]
        if (
            max(lefts) - min(lefts) > _EDGE
            and (column == 0 or max(rights) - min(rights) > _EDGE)
            and (column == 0 or max(middles) - min(middles) > _MIDDLE)
        ):
            return False
    return True


def _logical_rows(
    lines: Sequence[Row], placed: Sequence[Mapping[int, Chunk]]
) -> list[list[Mapping[int, Chunk]]] | None:
    """Lines put together to rows: by wider gaps between rows, else by the small letter that a line goes on with.

    None where neither tells: a name over two lines could belong to the grade above or below it.
    """
    full = [0 in cells and len(cells) >= 2 for cells in placed]
    if all(full):
        return [[cells] for cells in placed]
    steps = [two.base - one.base for one, two in itertools.pairwise(lines)]
    least = min(steps)
    if all(step <= 1.12 * least or step >= 1.3 * least for step in steps):
        groups: list[list[Mapping[int, Chunk]]] = [[placed[0]]]
        for cells, step in zip(placed[1:], steps, strict=True):
            if step <= 1.12 * least:
                groups[-1].append(cells)
            else:
                groups.append([cells])
        whole = all(len({column for cells in group for column in cells}) >= 2 for group in groups)
        # Rows of one line set tight would be one group: two full lines in a row are two rows.
        tight = any(sum(0 in cells and len(cells) >= 2 for cells in group) > 1 for group in groups)
        if len(groups) > 1 and whole and not tight:
            return groups
    if not full[0] or any(cells[0].text[:1].islower() for cells, is_full in zip(placed, full, strict=True) if is_full):
        return None
    rows: list[list[Mapping[int, Chunk]]] = []
    for cells, is_full in zip(placed, full, strict=True):
        if is_full:
            rows.append([cells])
        elif all(chunk.text[:1].islower() for chunk in cells.values()):
            rows[-1].append(cells)
        else:
            return None
    return rows


def _is_certain(table: Sequence[Mapping[int, Sequence[Chunk]]], number: int) -> bool | None:
    """Whether the first row is a head, None where it is not certain that this is a table."""
    texts = [{column: text_of_chunks(chunks) for column, chunks in row.items()} for row in table]
    if any(not row.get(0) or len(row[0].split()) > _LONGEST_CELL for row in texts):
        return None
    bold = [
        all(word.style.bold for chunks in row.values() for chunk in chunks for word in chunk.words) for row in table
    ]
    by_look = bold[0] and not any(bold[1:])
    graded = [
        column for column in range(1, number) if sum(is_grade(row.get(column, "")) for row in texts) >= _LEAST_ROWS
    ]
    if not graded:
        full_head = all(texts[0].get(column) for column in range(number))
        return True if by_look and full_head and len(texts) > _LEAST_ROWS and _are_entries(texts) else None
    head = by_look or not any(is_grade(texts[0].get(column, "")) for column in graded)
    body = texts[1:] if head else texts
    if len(body) < _LEAST_ROWS or (len(graded) > 1 and not head):
        return None
    if any(not row.get(column) or len(row[column].split()) > 3 for row in body for column in graded):
        return None
    return head


def _are_entries(texts: Sequence[Mapping[int, str]]) -> bool:
    """Whether cells are short and begin like entries: lines of text in two columns begin with small letters."""
    entries = [text for row in texts for text in row.values()]
    return all(len(text.split()) <= _SHORT_CELL and not text[:1].islower() for text in entries)
