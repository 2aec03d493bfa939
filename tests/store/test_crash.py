"""Killed at any moment, or written by two processes, the store stays whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.capture.ledger import CANCELLED
from pipeline.capture.store import RawStore
from tests.store._writer import content_of, facts_of

KILLS = 10


def writer(root: Path, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store._writer", str(root), str(first), str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    both = [writer(tmp_path, 0, 30), writer(tmp_path, 20, 30)]
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    store = RawStore(tmp_path)
    assert len(store.captures()) == 50
    assert store.verify() == []
    assert len((tmp_path / "ledger.jsonl").read_bytes().splitlines()) == 50


def test_killed_at_random_moments_and_resumed(tmp_path: Path) -> None:
    chance = random.Random(7)
    returned: set[int] = set()
    for _ in range(KILLS):
        process = writer(tmp_path, 0, 500)
        assert process.stdout is not None
        returned.add(int(process.stdout.readline()))
        time.sleep(chance.uniform(0, 0.2))
        process.kill()
        returned |= {int(line) for line in process.communicate()[0].split()}
        assert RawStore(tmp_path).verify() == []
    store = RawStore(tmp_path)
    held = {capture.captured_at for capture in store.captures()}
    assert {facts_of(number).captured_at for number in returned} <= held
    assert not store.put(content_of(0), facts_of(0))[1]
    store.put(content_of(999), facts_of(999))
    assert list((tmp_path / ".writing").iterdir()) == []


@pytest.mark.parametrize("cut", [1, 2, 40, 200, -2, -1])
def test_a_line_cut_off_by_a_crash_stands_for_nothing(tmp_path: Path, cut: int) -> None:
    store = RawStore(tmp_path)
    store.put(content_of(1), facts_of(1))
    whole = (tmp_path / "ledger.jsonl").read_bytes()
    store.put(content_of(2), facts_of(2))
    line = (tmp_path / "ledger.jsonl").read_bytes()[len(whole) :]
    (tmp_path / "ledger.jsonl").write_bytes(whole + line[:cut])
    after = RawStore(tmp_path)
    assert (len(after.captures()), after.verify()) == (1, [])
    after.put(content_of(3), facts_of(3))
    after.put(content_of(2), facts_of(2))
    again = RawStore(tmp_path)
    assert {c.captured_at for c in again.captures()} == {facts_of(n).captured_at for n in (1, 2, 3)}
    assert again.verify() == []


@pytest.mark.parametrize("left", range(len(CANCELLED) + 1))
def test_a_crash_while_a_torn_line_is_being_cancelled(tmp_path: Path, left: int) -> None:
    store = RawStore(tmp_path)
    store.put(content_of(1), facts_of(1))
    with (tmp_path / "ledger.jsonl").open("ab") as ledger:
        ledger.write(b'{"record": "capture", "capt' + CANCELLED[:left])
    after = RawStore(tmp_path)
    after.put(content_of(2), facts_of(2))
    assert (len(after.captures()), after.verify()) == (2, [])
    assert (len(RawStore(tmp_path).captures()), RawStore(tmp_path).verify()) == (2, [])
