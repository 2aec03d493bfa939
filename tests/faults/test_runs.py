"""Runs that are killed, find no room, may not write, or meet results of another version: nothing is lost."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import build
from pipeline.capture.imports import Import, imports_of
from pipeline.capture.store import RawStore
from pipeline.extraction import work_folder
from pipeline.product import parquet
from pipeline.product.draft import PublishError
from pipeline.product.publish import current_release, is_whole, rows_of_release
from pipeline.settings import Settings
from tests.standin.pages import resources
from tests.stored import store_instead

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("PEEL_TEST_KILLS", "12"))
PAGES = 12


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw store of some made-up pages beside the bundled one."""
    folder = tmp_path_factory.mktemp("raw")
    shutil.copytree(ROOT / "raw", folder / "raw")
    pages = [r for r in resources() if r.url.endswith("/effectiveness/")][:PAGES]
    for page in pages:
        (folder / "page.html").write_bytes(page.content)
        for found in imports_of(folder / "page.html", page.url):
            assert isinstance(found, Import)
            RawStore(folder / "raw").put(found.content, found.facts)
    return folder / "raw"


@contextmanager
def damaging(monkeypatch: pytest.MonkeyPatch, table: str, harm: Callable[[Path], None]) -> Iterator[None]:
    """Let a table file come to harm right after it was written."""
    write = parquet.write_rows

    def write_and_harm(path: Path, *rest: Any) -> None:
        write(path, *rest)
        if path.stem == table:
            harm(path)

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.product.draft.write_rows", write_and_harm)
        yield


def command(raw: Path, processed: Path, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--plain"],
        env=os.environ | {"PEEL_RAW": str(raw), "PEEL_PROCESSED": str(processed), "PEEL_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=limit,
        cwd=ROOT,
    )


def test_killed_at_random_points_it_heals(raw: Path, tmp_path: Path) -> None:
    processed = tmp_path / "processed"
    began = time.monotonic()
    assert command(raw, tmp_path / "undisturbed").wait() == 0
    duration = time.monotonic() - began
    chance = random.Random(8)
    killed = 0
    ended = False
    for number in range(KILLS):
        if number % 4 == 3 or ended:
            # Begin anew now and then, so that every stage is met; one that has ended has nothing left to be killed in.
            shutil.rmtree(processed, ignore_errors=True)
        process = command(raw, processed)
        time.sleep(chance.uniform(0.3, 1.0) * duration)
        process.send_signal(signal.SIGKILL)
        ended = process.wait() != -signal.SIGKILL
        killed += not ended
        release = current_release(processed)
        assert release is None or is_whole(release)
    assert killed > KILLS / 3
    assert command(raw, processed).wait() == 0
    healed, expected = current_release(processed), current_release(tmp_path / "undisturbed")
    assert healed is not None
    assert expected is not None
    assert healed.digest == expected.digest


_READING = """
import multiprocessing, time
from pipeline.workers import Workers

if __name__ == "__main__":
    workers = Workers(2)
    for _ in workers.run(time.ctime, range(24)):
        pass
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(600)
"""


def test_a_killed_run_leaves_nobody_reading() -> None:
    process = subprocess.Popen([sys.executable, "-c", _READING], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    reading = [int(pid) for pid in process.stdout.readline().split()]
    assert len(reading) == 2
    process.kill()
    # What reads holds the pipe too: a Prefect worker waits for its end, and takes the run for running until then.
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        for pid in reading:
            os.kill(pid, signal.SIGKILL)
        pytest.fail("reading processes outlive the run")


@pytest.mark.parametrize("room", [500, 20_000])
def test_no_room_leaves_the_release_before(raw: Path, tmp_path: Path, room: int) -> None:
    processed = tmp_path / "processed"
    build.refresh(Settings(raw=ROOT / "raw", processed=processed))
    before = current_release(processed)
    assert before is not None

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    process = command(raw, processed, little_room)
    output, _ = process.communicate()
    assert process.returncode == 2, output
    assert "Traceback" not in output
    assert "as it was" in output
    assert current_release(processed) == before
    assert is_whole(before)
    assert command(raw, processed).wait() == 0
    after = current_release(processed)
    assert after is not None
    assert len(rows_of_release(after)["documents"]) == PAGES + 1


def test_a_folder_that_may_not_be_written_is_told(raw: Path, tmp_path: Path) -> None:
    processed = tmp_path / "processed"
    processed.write_text("a file where the folder should be", encoding="utf-8")
    process = command(raw, processed)
    output, _ = process.communicate()
    assert process.returncode == 2
    assert "Traceback" not in output
    assert str(processed) in output
    assert processed.read_text(encoding="utf-8") == "a file where the folder should be"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_folder_of_someone_else_is_told_and_not_touched(raw: Path) -> None:
    # Not below tmp_path: pytest's folders are closed to other users.
    with tempfile.TemporaryDirectory() as name:
        processed = Path(name) / "processed"
        build.refresh(Settings(raw=ROOT / "raw", processed=processed))
        before = {path: path.stat().st_mtime_ns for path in processed.rglob("*")}
        os.chmod(name, 0o755)
        shutil.copytree(raw, Path(name) / "raw")
        said = as_nobody(lambda: build.refresh(Settings(raw=Path(name) / "raw", processed=processed, workers=1)))
        assert said.startswith(f"PublishError: {processed} cannot be written")
        assert {path: path.stat().st_mtime_ns for path in processed.rglob("*")} == before


def as_nobody(work: Callable[[], object]) -> str:
    """What it raises when another user does this. Forked, for that user may not be able to start our interpreter."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            os.setgid(65534)
            os.setuid(65534)
            work()
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(sending, said.encode())
            os._exit(0)
    os.close(sending)
    os.waitpid(child, 0)
    with open(receiving, encoding="utf-8") as answer:
        return answer.read()


def harm_bytes(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff\x00harm\xff")


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("harm", [harm_bytes, cut_off, os.unlink], ids=["changed", "cut", "deleted"])
def test_a_table_that_comes_to_harm_in_a_run_is_never_published(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    settings = Settings(raw=raw, processed=tmp_path / "processed", workers=1)
    before = build.refresh(Settings(raw=ROOT / "raw", processed=settings.processed)).release
    assert before is not None
    with damaging(monkeypatch, "bullets", harm), pytest.raises(PublishError, match=r"bullets|as it was"):
        build.refresh(settings)
    assert current_release(settings.processed) == before
    assert is_whole(before)
    healed = build.refresh(settings)
    assert healed.published
    assert healed.release is not None
    assert is_whole(healed.release)
    assert not list((settings.processed / "releases").glob(".*"))


def test_the_current_tables_come_to_harm_while_a_run_reads(raw: Path, tmp_path: Path) -> None:
    settings = Settings(raw=raw, processed=tmp_path / "processed", workers=1)
    first = build.refresh(settings).release
    assert first is not None
    with build.only_run(settings):
        planned = build.plan(settings)
        cut_off(first.folder / "evidence.parquet")
        outcome = build.finish(settings, planned)
    assert outcome.published
    assert outcome.release is not None
    assert is_whole(outcome.release)
    assert outcome.release.digest == first.digest


def test_a_clock_that_goes_back_changes_nothing_but_times(tmp_path: Path) -> None:
    """Captures that were added later may be of an earlier time: which content is current does not follow the order."""
    page = next(r for r in resources() if r.url.endswith("/effectiveness/"))
    changed = page.content.replace(b"Good", b"Inadequate")
    assert changed != page.content
    moments = [datetime(2020, 5, day, tzinfo=UTC) for day in (1, 2)]
    digests = set()
    for name, order in (("forward", (0, 1)), ("back", (1, 0))):
        file = tmp_path / f"{name}.html"
        store = RawStore(tmp_path / name / "raw", clock=lambda order=order: moments[order[0]])  # type: ignore[misc]
        for place in order:
            file.write_bytes((page.content, changed)[place])
            for found in imports_of(file, page.url, moments[place]):
                assert isinstance(found, Import)
                store.put(found.content, replace(found.facts, file_name="page.html"))
        release = build.refresh(Settings(raw=store.root, processed=tmp_path / name / "processed", workers=1)).release
        assert release is not None
        digests.add(release.digest)
        current = [row for row in rows_of_release(release)["documents"] if row["is_current"]]
        assert [row["first_captured_at"] for row in current] == [moments[1]]
    assert len(digests) == 1


def of_another_version(text: str) -> str:
    old = json.loads(text)
    old.popitem()
    return json.dumps(old | {"unknown": 1})


def test_results_of_another_version_are_made_anew(raw: Path, tmp_path: Path) -> None:
    settings = Settings(raw=raw, processed=tmp_path / "processed", workers=1)
    first = build.refresh(settings).release
    assert first is not None
    work = work_folder(settings.processed)
    for path in work.rglob("*.json"):
        if path.parent == work:
            path.write_text(of_another_version(path.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            store_instead(path, of_another_version)
    shutil.rmtree(settings.processed / "releases")
    second = build.refresh(settings).release
    assert second is not None
    assert second.digest == first.digest


def test_results_that_only_an_earlier_version_kept_are_cleared(raw: Path, tmp_path: Path) -> None:
    settings = Settings(raw=raw, processed=tmp_path / "processed", workers=1)
    work = work_folder(settings.processed)
    former = [work / "meaning" / "0a" / "0a.json", work / "gists" / "0b" / "0b.json"]
    others = [work / "prefect" / "prefect.db", work / "of somebody" / "notes.txt"]
    for path in [*former, *others]:
        path.parent.mkdir(parents=True)
        path.write_text("{}", encoding="utf-8")
    assert build.refresh(settings).published
    assert not any(path.parent.exists() for path in former)
    assert all(path.is_file() for path in others)


def test_two_runs_at_once_publish_once(raw: Path, tmp_path: Path) -> None:
    processes = [command(raw, tmp_path / "processed") for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert len(list((tmp_path / "processed" / "releases").iterdir())) == 1


def test_a_reader_with_a_file_open_keeps_its_release(raw: Path, tmp_path: Path) -> None:
    processed = tmp_path / "processed"
    build.refresh(Settings(raw=ROOT / "raw", processed=processed))
    with (processed / "current" / "documents.parquet").open("rb") as file:
        before = file.read()
        file.seek(0)
        build.refresh(Settings(raw=raw, processed=processed))
        assert file.read() == before
        assert (processed / "current" / "documents.parquet").read_bytes() != before
