"""The same originals give the same bytes: whatever the folder, the order, the process or the hash seed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import build
from pipeline.capture.imports import imports_of
from pipeline.capture.store import RawStore
from pipeline.extraction import work_folder
from pipeline.product.publish import Release, current_release
from pipeline.settings import Settings
from pipeline.words.schema import TABLES
from tests.stored import store_instead

ROOT = Path(__file__).parents[2]


def page(force: str, name: str, grade: str) -> str:
    """A made-up pillar page in rendering B."""
    return (
        f"Skip to content\n\n{force} PEEL 2016\n\nEffectiveness\n\n"
        "How effective is the force at keeping people safe and reducing crime?\n\n"
        f"Last updated 02/03/2017\n{grade}\n\n{name} does this and that.\n\nQuestions for Effectiveness\n\n1\n\n"
        "How effective is the force at tackling serious and organised crime?\n\n"
        f"{grade}\n\nThe force:\n\n  • maps groups; and\n  • does well:\n    • here; and\n    • there.\n\n"
        "Areas for improvement\n\n  • The force should do better.\n"
    )


PAGES = {
    "kent.txt": page("Kent", "Kent Police", "Good"),
    "essex.txt": page("Essex", "Essex Police", "Inadequate"),
    "durham.txt": page("Durham", "Durham Constabulary", "Outstanding"),
}
URL = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2016/{}/effectiveness/"


def run_in(folder: Path, order: list[str], captured_at: datetime | None = None) -> Release:
    settings = Settings.chosen(folder / "raw", folder / "processed")
    (folder / "in").mkdir(parents=True)
    store = RawStore(settings.raw)
    for name in order:
        path = folder / "in" / name
        path.write_text(PAGES[name], encoding="utf-8")
        for found in imports_of(path, URL.format(path.stem), captured_at):
            store.put(found.content, found.facts)
    build.refresh(settings)
    release = current_release(settings.processed)
    assert release is not None
    return release


@pytest.mark.parametrize("captured_at", [None, datetime(2020, 5, 1, tzinfo=UTC)])
def test_another_order_and_folder_give_the_same_bytes(tmp_path: Path, captured_at: datetime | None) -> None:
    first = run_in(tmp_path / "a", list(PAGES), captured_at)
    second = run_in(tmp_path / "b" / "deeper", list(reversed(PAGES)), captured_at)
    assert first.digest == second.digest
    assert first.tables == second.tables
    for file in sorted(first.folder.iterdir()):
        assert file.read_bytes() == (second.folder / file.name).read_bytes(), file.name


def test_another_process_and_hash_seed_give_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2"):
        processed = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "pipeline", "run", "--plain"],
            env=dict(os.environ, PYTHONHASHSEED=seed, PEEL_RAW=str(ROOT / "raw"), PEEL_PROCESSED=str(processed)),
            check=True,
            capture_output=True,
        )
        release = current_release(processed)
        assert release is not None
        digests.add(tuple((name, table.sha256) for name, table in sorted(release.tables.items())))
    assert len(digests) == 1


def test_nothing_new_reads_nothing_and_publishes_nothing(tmp_path: Path) -> None:
    settings = Settings.chosen(ROOT / "raw", tmp_path)
    first = build.refresh(settings)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"}
    second = build.refresh(settings)
    assert (first.read, first.published) == (1, True)
    assert (second.read, second.interpreted, second.published) == (0, 0, False)
    assert second.release is not None
    assert first.release is not None
    assert second.release.version == first.release.version
    assert times == {
        path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"
    }


def test_everything_again_publishes_nothing_new(tmp_path: Path) -> None:
    settings = Settings.chosen(ROOT / "raw", tmp_path)
    build.refresh(settings)
    again = build.refresh(settings, everything=True)
    assert (again.read, again.published) == (1, False)


def test_only_a_new_report_is_read(tmp_path: Path) -> None:
    release = run_in(tmp_path, ["kent.txt", "essex.txt"])
    settings = Settings.chosen(tmp_path / "raw", tmp_path / "processed")
    path = tmp_path / "in" / "durham.txt"
    path.write_text(PAGES["durham.txt"], encoding="utf-8")
    for found in imports_of(path, URL.format("durham")):
        RawStore(settings.raw).put(found.content, found.facts)
    outcome = build.refresh(settings)
    assert (outcome.documents, outcome.read, outcome.published) == (3, 1, True)
    assert outcome.release is not None
    assert outcome.release.version > release.version
    assert outcome.release.digest == run_in(tmp_path / "afresh", list(PAGES)).digest


def test_step_by_step_gives_the_bytes_of_a_run_from_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports that come one by one, code and vocabulary that change in between, results that were made by others."""
    settings = Settings(raw=tmp_path / "raw", processed=tmp_path / "processed", workers=1)
    store = RawStore(settings.raw)
    steps = {
        "kent.txt": {},
        "essex.txt": {"pipeline.vocabulary.fingerprint": lambda **_: "another vocabulary"},
        "durham.txt": {"pipeline.fingerprints._code": lambda *places: f"older {places}"},
    }
    for name, changed in steps.items():
        path = tmp_path / name
        path.write_text(PAGES[name], encoding="utf-8")
        with monkeypatch.context() as patched:
            for target, value in changed.items():
                patched.setattr(target, value)
            for found in imports_of(path, URL.format(path.stem)):
                store.put(found.content, found.facts)
            assert build.refresh(settings).published
    # Today's code again: all is stale, nothing is new.
    assert build.refresh(settings).published is False
    step_by_step = current_release(settings.processed)
    afresh = build.refresh(Settings(raw=settings.raw, processed=tmp_path / "afresh", workers=1)).release
    everything = build.refresh(settings, everything=True)
    assert step_by_step is not None
    assert afresh is not None
    assert (everything.read, everything.published) == (3, False)
    for table in TABLES:
        if table.name != "changes":
            name = f"{table.name}.parquet"
            assert (step_by_step.folder / name).read_bytes() == (afresh.folder / name).read_bytes(), name


def test_everything_again_mends_results_that_lie(tmp_path: Path) -> None:
    settings = Settings(raw=ROOT / "raw", processed=tmp_path, workers=1)
    right = build.refresh(settings).release
    assert right is not None
    (extracted,) = (work_folder(tmp_path) / "extracted").rglob("*.json")
    store_instead(extracted, lambda said: said.replace("Requires improvement", "Outstanding"))
    shutil.rmtree(work_folder(tmp_path) / "forces")
    shutil.rmtree(tmp_path / "releases")
    wrong = build.refresh(settings).release
    assert wrong is not None
    assert wrong.digest != right.digest
    mended = build.refresh(settings, everything=True)
    assert mended.published
    assert mended.release is not None
    assert mended.release.digest == right.digest
