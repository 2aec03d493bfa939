"""Killed at random moments and started again, a scrape asks nothing twice that it has, and loses nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from pipeline.capture.store import RawStore
from tests.standin import SiteServer

KILLS = int(os.environ.get("PEEL_TEST_KILLS", "10"))


def test_killed_at_random_moments_and_resumed(site: SiteServer, tmp_path: Path) -> None:
    chance = random.Random(11)
    root = tmp_path / "raw"
    command = [sys.executable, "-m", "tests.site._scraper", str(root)]
    command += [f"{mirror.base}={mirror.original}" for mirror in site.mirrors]
    kills = 0
    ended = False
    while not ended:
        written_down = _addresses(root)
        first = len(site.log)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if kills < KILLS:
            _wait_for_requests(site, first + chance.randint(1, 8), process)
            time.sleep(chance.uniform(0, 0.02))
            process.kill()
            kills += 1
        ended = "ended" in process.communicate(timeout=60)[0]
        asked = {_address(site, entry.host, entry.path) for entry in site.log[first:]}
        assert not asked & written_down
        assert RawStore(root).verify() == []
    store = RawStore(root)
    assert {c.canonical_url: store.read(c.sha256) for c in store.captures()} == site.documents()
    assert len(store.captures()) == len(site.documents())
    assert len(site.log) <= len(site.documents()) + 8 + kills
    assert [past.ended for past in store.rounds()] == [True]


def _wait_for_requests(site: SiteServer, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until the server has got so many requests, at most 30 seconds."""
    until = time.monotonic() + 30
    while len(site.log) < count and process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)


def _addresses(root: Path) -> set[str]:
    store = RawStore(root)
    return {capture.url or "" for capture in store.captures()} | {visit.url for visit in store.visits()}


def _address(site: SiteServer, host: str, path: str) -> str:
    return (site.base if host == "site" else site.assets_base) + path
