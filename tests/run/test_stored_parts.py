"""What is kept of documents, pieces and forces: used where it is whole and in its place, made again otherwise."""

from __future__ import annotations

import random
import resource
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import build
from pipeline.capture.store import StoreError
from pipeline.extraction import work_folder
from pipeline.product.arrow import DIGEST, arrow_schema, digested
from pipeline.product.extracted import passages_table
from pipeline.product.publish import current_release, rows_of_release
from pipeline.results import TableStore
from pipeline.settings import Settings
from pipeline.words.schema import TABLE
from tests.run.test_assembly import add, published
from tests.run.test_same_in_same_out import PAGES, URL, page


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two reports are read, each in a piece of its own."""
    monkeypatch.setattr("pipeline.pieces.PIECE", 1)
    chosen = Settings(raw=tmp_path / "raw", processed=tmp_path / "processed", workers=1)
    for name in ("kent.txt", "essex.txt"):
        add(chosen, name, PAGES[name], URL.format(Path(name).stem))
    build.refresh(chosen)
    return chosen


def rows_with_a_new_report(settings: Settings) -> dict[str, Any]:
    """All tables, made again for a third report; but ``changes``, which depends on what was there before."""
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))
    return told(settings)


def told(settings: Settings) -> dict[str, Any]:
    return {name: rows for name, rows in rows_of_release(published(settings)).items() if name != "changes"}


def afresh(settings: Settings) -> dict[str, Any]:
    """What a run over the same originals says that finds nothing stored."""
    return told(Settings(raw=settings.raw, processed=settings.raw.parent / "afresh", workers=1))


@pytest.mark.parametrize(
    ("store", "words"),
    [
        ("passages", "{} PEEL 2016"),
        ("pieces", "{} PEEL 2016"),
        ("extracted", '"force_id":"{}"'),
        ("forces", "{}-2016-effectiveness"),
    ],
)
def test_what_lies_under_the_key_of_something_else_is_made_again(settings: Settings, store: str, words: str) -> None:
    files = list((work_folder(settings.processed) / store).iterdir())
    kent, essex = (
        next(file for file in files if words.format(name).casefold().encode() in file.read_bytes().lower())
        for name in ("Kent", "Essex")
    )
    shutil.copyfile(kent, essex)
    for made_of_it in {"passages": ["pieces"], "extracted": ["forces"]}.get(store, []):
        shutil.rmtree(work_folder(settings.processed) / made_of_it)
    assert rows_with_a_new_report(settings) == afresh(settings)


def test_a_piece_with_rows_of_a_document_of_another_piece_is_not_taken_to_be_sound(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself it has no key twice; beside the other one it has."""
    some_id = told(settings)["documents"][0]["document_id"]
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.extraction.passages_table", lambda _, said: passages_table(some_id, said))
        outcomes = [build.refresh(settings) for _ in range(2)]
    for outcome in outcomes:
        assert not outcome.published
        assert [(check.check_id, check.scope) for check in outcome.failed] == [("unique_key", "passages")]


TEXTS = st.lists(st.text(max_size=5), min_size=1, max_size=4)
"""Of the only column of a made-up table that is not empty."""


def made_up(texts: list[str]) -> pa.Table:
    schema = arrow_schema(TABLE["forces"])
    rows = [{field.name: None for field in schema} | {"force_id": text} for text in texts]
    return digested(pa.Table.from_pylist(rows, schema=schema))


@given(TEXTS, TEXTS, st.data())
def test_stored_tables_are_whole_or_not_there(texts: list[str], others: list[str], data: st.DataObject) -> None:
    """Whatever one byte becomes, wherever the file ends, and under another key. What was looked at before stays."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = TableStore(folder, ("forces",))
        store.put("key", {"forces": made_up(texts)})
        held = store.get("key")
        assert held is not None
        whole = (folder / "key.arrow").read_bytes()
        place = data.draw(st.integers(0, len(whole) - 1))
        other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
        harmed = (whole[:place] + bytes([other]) + whole[place + 1 :], whole[:place], whole + bytes([other]))
        for content in harmed:
            (folder / "harmed").write_bytes(content)
            (folder / "harmed").replace(folder / "key.arrow")
            assert store.get("key") is None
        (folder / "other key.arrow").write_bytes(whole)
        assert store.get("other key") is None
        (folder / "key.arrow").write_bytes(whole)
        assert TableStore(folder, ("cycles",)).get("key") is None
        store.put("key", {"forces": made_up(others)})
        store.let_go_of(held["forces"])
        for tables, right in ((held, texts), (store.get("key"), others)):
            assert tables is not None
            assert tables["forces"]["force_id"].to_pylist() == right
            assert tables["forces"].schema.metadata[DIGEST] == made_up(right).schema.metadata[DIGEST]


def test_tables_that_are_held_keep_no_files_open(tmp_path: Path) -> None:
    """However many: a usual limit is 256."""
    store = TableStore(tmp_path, ("forces",))
    for number in range(300):
        store.put(f"{number}", {"forces": made_up([f"force {number}"])})
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        held = [store.get(f"{number}") for number in range(300)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    for tables in held:
        if tables is not None:
            store.let_go_of(tables["forces"])
    names = [tables["forces"]["force_id"].to_pylist() for tables in held if tables is not None]
    assert names == [[f"force {number}"] for number in range(300)]


def harm_original(settings: Settings, words: bytes) -> None:
    for original in (settings.raw / "originals").rglob("*.txt"):
        if words in original.read_bytes():
            original.write_bytes(b"harmed")


LOST = pytest.mark.parametrize("lost", [("passages", "pieces"), ("extracted", "forces")])


@LOST
def test_a_stored_result_that_is_lost_is_made_of_the_reading(settings: Settings, lost: tuple[str, ...]) -> None:
    """The original is not asked for."""
    for store in lost:
        shutil.rmtree(work_folder(settings.processed) / store)
    shutil.rmtree(settings.raw / "originals")
    held = rows_with_a_new_report(settings)
    for name in ("kent.txt", "essex.txt"):
        add(settings, name, PAGES[name], URL.format(Path(name).stem))
    assert held == afresh(settings)


@LOST
def test_rows_of_an_original_that_is_damaged_and_no_longer_stored_do_not_go_unseen(
    settings: Settings, lost: tuple[str, ...]
) -> None:
    before = current_release(settings.processed)
    for store in ("read", *lost):
        shutil.rmtree(work_folder(settings.processed) / store)
    harm_original(settings, b"Kent Police")
    add(settings, "durham.txt", PAGES["durham.txt"], URL.format("durham"))
    with pytest.raises(StoreError, match=r"kent\.txt.*Restore it.*Nothing was published"):
        build.refresh(settings)
    assert current_release(settings.processed) == before
    without = told(settings)
    assert [row["code"] for row in without["problems"] if row["severity"] == "error"] == ["original_damaged"]
    assert without == afresh(settings)
    add(settings, "kent.txt", PAGES["kent.txt"], URL.format("kent"))
    assert {row["force_id"] for row in told(settings)["gradings"]} == {"durham", "essex", "kent"}


def test_a_gist_kept_with_others_does_not_hide_that_an_original_is_damaged(settings: Settings) -> None:
    for store in ("read", "passages", "pieces", "extracted", "gists", "forces"):
        shutil.rmtree(work_folder(settings.processed) / store)
    harm_original(settings, b"Kent Police")
    rows = rows_with_a_new_report(settings)
    assert [row["code"] for row in rows["problems"] if row["severity"] == "error"] == ["original_damaged"]
    assert {row["force_id"] for row in rows["gradings"]} == {"durham", "essex"}
    assert rows == afresh(settings)


def harm_some(files: list[Path], chance: random.Random) -> None:
    """One is lost, and another is cut off, differs in a bit, or is someone else's."""
    chance.choice(files).unlink()
    held = [file for file in files if file.exists()]
    harmed = chance.choice(held)
    content = bytearray(harmed.read_bytes())
    place = chance.randrange(len(content))
    kind = chance.choice(["cut", "bit", "moved"])
    if kind == "cut":
        del content[place:]
    elif kind == "bit":
        content[place] ^= 1 << chance.randrange(8)
    else:
        content[:] = chance.choice([file for file in held if file.parent == harmed.parent]).read_bytes()
    harmed.write_bytes(content)


def test_a_word_that_changed_in_a_stored_result_is_no_grade(settings: Settings) -> None:
    for store in ("read", "extracted", "gists", "together"):
        for file in (work_folder(settings.processed) / store).iterdir():
            file.write_bytes(file.read_bytes().replace(b'"Good"', b'"Inadequate"').replace(b'"kent"', b'"dorset"'))
    shutil.rmtree(work_folder(settings.processed) / "forces")
    assert rows_with_a_new_report(settings) == afresh(settings)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_to_harm_a_run_gives_the_bytes_of_one_from_scratch(settings: Settings, seed: int) -> None:
    chance = random.Random(seed)
    forces = ("Kent", "Essex", "Durham", "Cumbria", "Dorset")
    for number in range(4):
        work = work_folder(settings.processed)
        harm_some(sorted(file for file in work.rglob("*.*") if file.parent != work), chance)
        force, grade = chance.choice(forces), chance.choice(["Good", "Inadequate"])
        text = page(force, f"{force} Police", grade).replace("this and that", f"this and {number}")
        add(settings, f"{number}.txt", text, URL.format(force.casefold()))
        stepwise = published(settings)
        scratch = published(Settings(raw=settings.raw, processed=settings.raw.parent / f"scratch-{number}", workers=1))
        assert stepwise.digest == scratch.digest
        for name in stepwise.tables.keys() - {"changes"}:
            table = f"{name}.parquet"
            assert (stepwise.folder / table).read_bytes() == (scratch.folder / table).read_bytes(), (number, name)
