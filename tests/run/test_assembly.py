"""Tables from stored rows: only what a new report touches is made anew, whatever the order and the chunks of rows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import build
from pipeline.capture.imports import imports_of
from pipeline.capture.store import RawStore
from pipeline.extraction import work_folder
from pipeline.product.arrow import arrow_schema, digest_of, digest_of_parts, digested, row_codes, row_digest, to_arrow
from pipeline.product.extracted import passages_table
from pipeline.product.publish import Release, rows_of_release, tables_of_release
from pipeline.settings import Settings
from pipeline.words.columns import Column, Table, Type
from pipeline.words.model import Interpretation
from pipeline.words.schema import TABLE
from tests.drawn import path
from tests.run.test_same_in_same_out import PAGES, URL, page
from tests.spec.test_press_and_overviews import ADDRESS_2017, NOTICE_2017
from tests.stored import store_instead, stored_as

ROOT = Path(__file__).parents[2]


def kept_rows(settings: Settings) -> set[str]:
    """The names of the stored rows of forces."""
    return {file.name for file in (work_folder(settings.processed) / "forces").rglob("*.arrow")}


def add(settings: Settings, name: str, text: str, address: str) -> None:
    file = settings.raw.parent / name
    file.write_text(text, encoding="utf-8")
    for found in imports_of(file, address):
        RawStore(settings.raw).put(found.content, found.facts)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    chosen = Settings(raw=tmp_path / "raw", processed=tmp_path / "processed", workers=1)
    for name in ("kent.txt", "essex.txt"):
        add(chosen, name, PAGES[name], URL.format(Path(name).stem))
    build.refresh(chosen)
    return chosen


def published(settings: Settings) -> Release:
    release = build.refresh(settings).release
    assert release is not None
    return release


def test_a_new_report_makes_only_the_rows_of_its_force_anew(settings: Settings) -> None:
    before = kept_rows(settings)
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))
    published(settings)
    after = kept_rows(settings)
    assert len(after) == len(before) == 43
    assert len(after - before) == 1


def test_a_page_that_names_other_forces_touches_just_those(settings: Settings) -> None:
    before = kept_rows(settings)
    address = path(ADDRESS_2017)
    add(settings, "notice.txt", NOTICE_2017, address)
    rows = rows_of_release(published(settings))
    (notice,) = (row for row in rows["documents"] if row["canonical_url"] == address)
    told = {row["entity_id"] for row in rows["evidence"] if row["document_id"] == notice["document_id"]}
    assert {"essex-2017-effectiveness", "kent-2017-effectiveness"} < told
    assert {grading_id.split("-")[0] for grading_id in told} == {"essex", "kent"}
    assert len(kept_rows(settings) - before) == 2


def test_a_page_that_is_superseded_leaves_the_rows(settings: Settings) -> None:
    revised = page("Kent", "Kent Police", "Inadequate").replace("02/03/2017", "09/03/2017")
    add(settings, "kent.txt", revised, URL.format("kent"))
    rows = rows_of_release(published(settings))
    grades = {row["grading_id"]: row["grade"] for row in rows["gradings"]}
    assert grades["kent-2016-effectiveness"] == "Inadequate"
    assert grades["essex-2016-effectiveness"] == "Inadequate"
    kent = [row for row in rows["documents"] if row["force_id"] == "kent"]
    assert sorted(row["is_current"] for row in kent) == [False, True]
    superseded = next(row["document_id"] for row in kent if not row["is_current"])
    assert not [row for row in rows["evidence"] if row["document_id"] == superseded]
    assert [row for row in rows["passages"] if row["document_id"] == superseded]


def test_stored_rows_that_are_damaged_are_made_again(settings: Settings) -> None:
    stored = (work_folder(settings.processed) / "forces").rglob("*.arrow")
    kent = next(file for file in stored if b"kent-2016-effectiveness" in file.read_bytes())
    right = kent.read_bytes()
    kent.write_bytes(right.replace(b"kent-2016-effectiveness", b"kent-2016-EFFECTIVENESS"))
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))
    grading_ids = {row["grading_id"] for row in rows_of_release(published(settings))["gradings"]}
    assert "kent-2016-effectiveness" in grading_ids
    assert kent.read_bytes() == right


def kept_pieces(settings: Settings) -> dict[str, bytes]:
    """The stored pieces of passages by name."""
    return {file.name: file.read_bytes() for file in (work_folder(settings.processed) / "pieces").iterdir()}


def test_a_new_report_makes_only_its_piece_of_the_passages_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.pieces.PIECE", 1)
    build.refresh(settings, everything=True)
    before = kept_pieces(settings)
    assert len(before) == 2
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))
    published(settings)
    assert len(kept_pieces(settings).keys() - before.keys()) == 1


def test_a_piece_that_is_damaged_is_made_again(settings: Settings) -> None:
    right = tables_of_release(published(settings), ["passages"])["passages"]
    (name,) = kept = kept_pieces(settings)
    words = b"Kent Police does this"
    assert words in kept[name]
    piece = work_folder(settings.processed) / "pieces" / name
    piece.write_bytes(kept[name].replace(words, words.upper()))
    shutil.rmtree(settings.processed / "releases")
    assert tables_of_release(published(settings), ["passages"])["passages"].equals(right)
    assert kept_pieces(settings) == kept


def test_a_piece_with_rows_that_are_not_what_is_declared_is_told_and_not_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept is not looked at again: it has to be right."""
    before = kept_pieces(settings).keys()
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))

    def doubled(document_id: str, said: Interpretation) -> pa.Table:
        rows = passages_table(document_id, said)
        return pa.concat_tables([rows, rows.slice(0, 1)])

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.extraction.passages_table", doubled)
        outcomes = [build.refresh(settings) for _ in range(2)]
    for outcome in outcomes:
        assert not outcome.published
        assert [(check.check_id, check.scope) for check in outcome.failed] == [("unique_key", "passages")]
    assert kept_pieces(settings).keys() <= before
    assert build.refresh(settings, everything=True).published


def test_changes_are_the_same_whether_all_is_compared_or_only_what_was_made_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new page, and twice other content of one that was held."""
    read: list[set[str]] = []

    def reading(release: Release, names: Iterable[str] = TABLE) -> dict[str, Any]:
        read.append(set(names))
        return tables_of_release(release, names)

    monkeypatch.setattr("pipeline.assembly.tables_of_release", reading)
    all_compared = Settings(raw=settings.raw, processed=settings.raw.parent / "other", workers=1)
    build.refresh(all_compared)
    revised = page("Kent", "Kent Police", "Inadequate").replace("02/03/2017", "09/03/2017")
    reworded = revised.replace("do better", "do much better").replace("09/03/2017", "16/03/2017")
    steps = {"durham.txt": PAGES["durham.txt"], "kent.txt": revised, "kent-again.txt": reworded}
    for name, text in steps.items():
        add(settings, name, text, URL.format(name.split("-")[0].removesuffix(".txt")))
        (work_folder(all_compared.processed) / "published.json").unlink()
        short, full = (published(chosen) for chosen in (settings, all_compared))
        assert "gradings" not in read[-2]
        assert "gradings" in read[-1]
        assert rows_of_release(short)["changes"]
        for file in short.folder.iterdir():
            assert file.read_bytes() == (full.folder / file.name).read_bytes(), file.name


def test_rows_that_are_mended_are_told(settings: Settings) -> None:
    """They are made from the same things as before, and were wrong."""
    stored = (work_folder(settings.processed) / "extracted").iterdir()
    kent = next(file for file in stored if '"kent"' in stored_as(file))
    store_instead(kent, lambda said: said.replace('"Good"', '"Outstanding"'))
    for name in ("forces", "../releases"):
        shutil.rmtree(work_folder(settings.processed) / name)
    assert not rows_of_release(published(settings))["changes"]
    mended = build.refresh(settings, everything=True)
    assert mended.release is not None
    told = {(row["entity_id"], row["column"]): row for row in rows_of_release(mended.release)["changes"]}
    assert told["kent-2016-effectiveness", "grade"]["before"] == "Outstanding"
    assert told["kent-2016-effectiveness", "grade"]["after"] == "Good"


_VALUES: dict[Type, st.SearchStrategy[Any]] = {
    Type.STRING: st.text(max_size=4),
    Type.INTEGER: st.integers(-3, 2**40),
    Type.BOOLEAN: st.booleans(),
    Type.DATE: st.dates(date(1999, 1, 1), date(2030, 1, 1)),
    Type.TIMESTAMP: st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
}
_PATHS = st.lists(st.integers(1, 120), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
MADE_UP = Table(
    "made_up",
    "made-up row",
    (*(Column(str(kind), kind, "A value.") for kind in Type), Column("path", Type.STRING, "A place.")),
    key=("path",),
    order=(*map(str, Type), "path"),
)
ROWS = st.lists(
    st.fixed_dictionaries({str(kind): st.none() | values for kind, values in _VALUES.items()} | {"path": _PATHS}),
    max_size=12,
)


@given(ROWS, st.integers(1, 5))
def test_the_digest_does_not_depend_on_the_chunks(rows: list[dict[str, Any]], size: int) -> None:
    whole = to_arrow(MADE_UP, rows)
    cut = pa.concat_tables([whole.slice(start, size) for start in range(0, len(rows), size)] or [whole])
    assert row_digest(cut) == row_digest(whole)


@given(ROWS, ROWS, ROWS)
def test_the_digest_of_parts_tells_other_rows_and_not_what_lies_between(
    some: list[dict[str, Any]], others: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    one, other, third = (digested(to_arrow(MADE_UP, rows)) for rows in (some, others, more))
    empty = digested(to_arrow(MADE_UP, []))

    def digest(parts: list[pa.Table]) -> str:
        return digest_of_parts(MADE_UP, map(digest_of, parts))

    assert digest([one, empty, other]) == digest([empty, one, other, empty])
    for changed in ([one, third], [third, other], [one], [one, other, third]):
        held, told = ([part.to_pylist() for part in parts if part.num_rows] for parts in ([one, other], changed))
        assert (digest([one, other]) == digest(changed)) == (held == told)


@given(ROWS, ROWS)
def test_the_digest_tells_rows_apart(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    one, other = (to_arrow(MADE_UP, rows) for rows in (some, others))
    assert (row_digest(one) == row_digest(other)) == one.equals(other)


def test_the_digest_tells_gaps_from_values_that_look_like_them() -> None:
    """Which of eight values are there takes as many bytes as one whole number."""
    schema = pa.schema([("one", pa.int64()), ("other", pa.int64())])
    looks_like_gaps = int.from_bytes(bytes([0, 1, 1, 1, 1, 1, 1, 1]), "little")
    few, more = list(range(10, 16)), list(range(20, 27))
    gap_first = pa.table({"one": [None, *few, looks_like_gaps], "other": [0, *more]}, schema=schema)
    gap_later = pa.table({"one": [looks_like_gaps, 0, *few], "other": [None, *more]}, schema=schema)
    assert row_digest(gap_first) != row_digest(gap_later)


@given(
    st.lists(st.tuples(st.sampled_from([None, "a", "b", "ab", ""]), st.sampled_from([None, 0, 1, 2**40]))),
    st.booleans(),
)
def test_rows_have_one_number_where_all_values_are_equal(rows: list[tuple[str | None, int | None]], many: bool) -> None:
    """Also where so many values are possible that their numbers have to be given out anew between columns."""
    table = pa.table(
        [pa.array([row[0] for row in rows], pa.string()), pa.array([row[1] for row in rows], pa.int64())], ["a", "b"]
    )
    with pytest.MonkeyPatch.context() as patch:
        if many:
            patch.setattr("pipeline.product.arrow._MOST", 3)
        codes = row_codes(table, ["a", "b", "a"]).tolist()
    assert [codes.index(code) for code in codes] == [rows.index(row) for row in rows]


@given(ROWS)
def test_rows_come_in_the_declared_order(rows: list[dict[str, Any]]) -> None:
    """Nothing before something, text by its characters, paths by their numbers."""

    def place(row: dict[str, Any]) -> list[tuple[object, ...]]:
        values = [row[name] for name in MADE_UP.order[:-1]]
        path = [int(part) for part in row["path"].split(".")]
        return [*((0,) if value is None else (1, value) for value in values), (1, path)]

    assert to_arrow(MADE_UP, rows).to_pylist() == sorted(rows, key=place)


def test_passages_of_many_documents_are_one_row_group_in_the_order_of_documents(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many documents are put into a piece, the rows are the same."""
    whole = tables_of_release(published(settings), ["passages"])["passages"]
    assert len(set(whole["document_id"].to_pylist())) == 2
    for size in (1, 2):
        monkeypatch.setattr("pipeline.pieces.PIECE", size)
        shutil.rmtree(settings.processed / "releases")
        file = pq.ParquetFile(published(settings).folder / "passages.parquet")
        assert file.num_row_groups == 1
        assert file.read().equals(whole, check_metadata=True)
    assert to_arrow(TABLE["passages"], list(reversed(whole.to_pylist()))).equals(whole)


def test_a_run_that_spares_memory_gives_the_bytes_of_one_that_does_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(settings, "notice.txt", NOTICE_2017, path(ADDRESS_2017))
    monkeypatch.setattr("pipeline.pieces.PIECE", 1)
    monkeypatch.setattr("pipeline.product.ordered._AT_ONCE", 2)
    monkeypatch.setattr("pipeline.product.ordered._SAMPLE", 1)
    made = []
    for many in (0, 1000):
        monkeypatch.setattr("pipeline.assembly._MANY", many)
        other = Settings(raw=settings.raw, processed=settings.raw.parent / f"many-{many}", workers=1)
        made.append({file.name: file.read_bytes() for file in published(other).folder.glob("*.parquet")})
    assert made[0] == made[1]


def test_a_table_that_a_release_lacks_is_read_as_empty(settings: Settings) -> None:
    release = published(settings)
    older = Release(
        release.version,
        release.folder,
        release.schema_version,
        release.made_from,
        release.digest,
        {name: file for name, file in release.tables.items() if name != "grade_history"},
        release.companions,
    )
    assert tables_of_release(older)["grade_history"].equals(arrow_schema(TABLE["grade_history"]).empty_table())


def test_a_run_loads_no_pandas_and_one_that_is_asked_for_later_is_whole(tmp_path: Path) -> None:
    said = (
        "import sys, pipeline\n"
        "from pathlib import Path\n"
        "from pipeline import build\n"
        "from pipeline.settings import Settings\n"
        f"raw, processed = Path({str(ROOT / 'raw')!r}), Path({str(tmp_path)!r})\n"
        "build.refresh(Settings(raw=raw, processed=processed, workers=1))\n"
        "assert 'pandas' not in sys.modules\n"
        "frame = pipeline.load('gradings', processed)\n"
        "import pandas, pyarrow\n"
        "assert pyarrow.table({'id': frame['grading_id']}).to_pandas()['id'].tolist() == list(frame['grading_id'])\n"
        "assert isinstance(frame, pandas.DataFrame) and len(frame)\n"
    )
    subprocess.run([sys.executable, "-c", said], check=True, cwd=ROOT)
