"""A table file reads back as what was written, or the release is not made."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.product import parquet
from pipeline.product.arrow import row_digest, to_arrow
from pipeline.product.draft import Draft, PublishError, drafting, sha256_of
from pipeline.product.parquet import read_rows
from pipeline.words.schema import TABLE
from tests.run.test_assembly import MADE_UP, ROWS


def of_chunks(table: pa.Table, size: int) -> pa.Table:
    return pa.concat_tables([table.slice(start, size) for start in range(0, table.num_rows, size)] or [table])


@given(ROWS, ROWS, st.integers(1, 5), st.integers(1, 14))
def test_what_reads_back_are_the_rows_that_were_written_and_no_others(
    rows: list[dict[str, Any]], others: list[dict[str, Any]], size: int, at_once: int
) -> None:
    """A small table as a whole, a larger one column by column, some rows at a time."""
    written, other = to_arrow(MADE_UP, rows), to_arrow(MADE_UP, others)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(TABLE, MADE_UP.name, MADE_UP)
        for name in ("_AT_ONCE", "_MUCH"):
            patch.setattr(f"pipeline.product.parquet.{name}", at_once)
        made = Draft(Path(folder) / "draft")
        made.write(MADE_UP.name, of_chunks(written, size))
        path = made.folder / f"{MADE_UP.name}.parquet"
        assert read_rows(path).equals(written, check_metadata=True)
        told = made.files[MADE_UP.name]
        assert (told.rows, told.row_digest, told.sha256) == (len(rows), row_digest(written), sha256_of(path))
        write = parquet.write_rows

        def something_else(path: Path, _: pa.Table, *rest: Any) -> None:
            write(path, other, *rest)

        patch.setattr("pipeline.product.draft.write_rows", something_else)
        if other.equals(written):
            made.write(MADE_UP.name, of_chunks(written, size))
        else:
            with pytest.raises(PublishError, match="reads back differently"):
                made.write(MADE_UP.name, of_chunks(written, size))


@given(ROWS.filter(bool), st.data())
def test_one_value_that_was_written_wrong_is_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    """Also nothing where there was an empty text, and the other way round."""
    right = to_arrow(MADE_UP, rows)
    held = right.to_pylist()
    place = data.draw(st.integers(0, len(held) - 1))
    name = data.draw(st.sampled_from(right.column_names))
    empty = [""] if pa.types.is_string(right.schema.field(name).type) else []
    value = data.draw(st.sampled_from([None, *empty, *(row[name] for row in held)]))
    wrong = pa.Table.from_pylist(
        [row | {name: value} if number == place else row for number, row in enumerate(held)], schema=right.schema
    )
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.product.parquet._AT_ONCE", data.draw(st.integers(1, 14)))
        path = Path(folder) / "made_up.parquet"
        parquet.write_rows(path, wrong, [], lambda: None)
        assert parquet.reads_back(path, right, lambda: None) == wrong.equals(right)


@contextmanager
def room_of(size: int) -> Iterator[None]:
    """No file may become longer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_is_told_wherever_in_a_file_it_ends(tmp_path: Path) -> None:
    """In its first bytes, amid a page, and only when the last bytes are put away."""
    table = TABLE["forces"]
    rows = [{name: f"{name} {number * 7919 % 100003}" for name in table.column_names} for number in range(9000)]
    written = to_arrow(table, rows)
    with drafting(tmp_path) as made:
        made.write("forces", written)
        size = (made.folder / "forces.parquet").stat().st_size
    for room in (1, size // 3, size - 5000, size - 9, size - 1):
        with pytest.raises(PublishError, match="make room"), drafting(tmp_path) as made, room_of(room):
            made.write("forces", written)
        assert made.files == {}
        assert not list((tmp_path / "releases").iterdir())
