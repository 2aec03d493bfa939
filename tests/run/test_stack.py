"""Tables of many parts: put in order and laid out without being held, and the same as if they were made at once."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.product.arrow import arrow_schema, in_order, to_arrow
from pipeline.product.draft import Draft
from pipeline.product.ordered import in_turn
from pipeline.product.parquet import reads_back, write_rows
from pipeline.product.stack import Beside, Looked, Stack
from pipeline.product.structure import by_themselves
from pipeline.words.columns import Column, Table, Type
from pipeline.words.schema import TABLE
from tests.run.test_assembly import MADE_UP, ROWS

PARTS = st.lists(ROWS, max_size=4)


@given(PARTS, st.integers(0, 3))
def test_rows_that_were_stacked_are_the_rows(parts: list[list[dict[str, Any]]], cut: int) -> None:
    """Also what is cut out of a table, again after their memory was let go, and when the stack itself is gone."""
    tables = [to_arrow(MADE_UP, rows).slice(cut) for rows in parts]
    schema = arrow_schema(MADE_UP)
    looked = Looked()
    with TemporaryDirectory() as folder:
        stack = Stack(Path(folder), schema, looked)
        for table in tables:
            stack.add(table)
        rows = stack.rows()
        assert not list(Path(folder).iterdir())
    del stack
    rows.validate(full=True)
    looked.let_go()
    beside = Beside(schema)
    for table in tables:
        beside.add(table)
    assert rows.equals(beside.rows(), check_metadata=True)


@given(PARTS, st.integers(1, 5), st.integers(1, 3))
def test_parts_in_turn_are_in_the_declared_order(parts: list[list[dict[str, Any]]], at_once: int, sample: int) -> None:
    let_go: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.product.ordered._AT_ONCE", at_once * sample)
        patch.setattr("pipeline.product.ordered._SAMPLE", sample)
        made = list(
            in_turn(MADE_UP, [to_arrow(MADE_UP, rows) for rows in parts], lambda part: let_go.append(part.num_rows))
        )
    whole = to_arrow(MADE_UP, [row for rows in parts for row in rows])
    assert pa.concat_tables([whole.slice(0, 0), *made]).equals(whole)
    assert all(part.num_rows for part in made)
    assert len(let_go) >= sum(map(bool, parts))


KEYED = Table(
    "keyed",
    "row with a key that it is ordered by",
    (Column("a", Type.STRING, "One."), Column("b", Type.INTEGER, "Another.")),
    key=("b", "a"),
    order=("a", "b"),
)


@pytest.mark.parametrize("order", [("a", "b"), ("a",)])
@given(
    rows=st.lists(st.tuples(st.sampled_from([None, "", "x"]), st.sampled_from([None, 0, 1]))),
    ordered=st.booleans(),
    cut=st.integers(1, 3),
)
def test_a_key_that_comes_twice_is_found(
    order: tuple[str, ...], rows: list[tuple[str | None, int | None]], ordered: bool, cut: int
) -> None:
    """Whether or not the rows are in the declared order, and wherever they are cut into chunks."""
    table = Table(KEYED.name, KEYED.row, KEYED.columns, KEYED.key, order)
    whole = pa.Table.from_pylist([{"a": a, "b": b} for a, b in rows], schema=arrow_schema(table))
    whole = in_order(table, whole) if ordered else whole
    chunks = pa.concat_tables([whole.slice(start, cut) for start in range(0, len(rows), cut)] or [whole])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TABLE, table.name, table)
        (check,) = (check for check in by_themselves(table.name, chunks) if check.check_id == "unique_key")
    assert check.passed == (len(set(rows)) == len(rows))


LONG = ("section_path", "text", "locator")


def looked_at() -> float:
    """MB of files without a name that are in this process's memory."""
    maps = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text(encoding="utf-8"), flags=re.M)
    sizes = (re.search(r"^Rss: +(\d+)", one, re.M) for one in maps if "(deleted)" in one.partition("\n")[0])
    return sum(int(size[1]) for size in sizes if size) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process as Linux tells of it")
def test_of_a_large_table_a_column_at_most_is_in_memory(tmp_path: Path) -> None:
    """When it is stacked, at the start, which looks at every part, amid the writing and amid the comparison."""
    schema = arrow_schema(TABLE["passages"])
    seen = [0.0]
    stack = Draft(tmp_path / "draft").stack("passages")
    assert isinstance(stack, Stack)
    for number in range(40):
        texts = [f"{number} {ordinal * 7919 % 100003} " * 6 for ordinal in range(1500)]
        columns = [
            pa.array(texts if field.name in LONG else ["" if field.type == pa.string() else 0] * len(texts), field.type)
            for field in schema
        ]
        stack.add(pa.Table.from_arrays(columns, schema=schema))
    rows = stack.rows()
    size = rows.nbytes / 2**20
    rows.validate()
    seen.append(looked_at())

    def let_go() -> None:
        seen.append(looked_at())
        stack._looked.let_go()

    write_rows(tmp_path / "one", rows, ["level"], let_go)
    assert reads_back(tmp_path / "one", rows, let_go)
    assert size > 10
    assert max(seen) < size / 3
