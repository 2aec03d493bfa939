"""A run with a server of its own, and what it leaves: most of a server's first start is to make its database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTS = 300
"""Seconds that a start of Prefect may take on a busy machine."""

OwnRun = tuple[Path, subprocess.CompletedProcess[str]]
MakeHome = Callable[[Path], Path]


def environment(processed: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "PEEL", "DO_NOT"))}
    return kept | {"PEEL_RAW": str(ROOT / "raw"), "PEEL_PROCESSED": str(processed)} | more


@pytest.fixture(scope="session")
def run_with_own_server(tmp_path_factory: pytest.TempPathFactory) -> OwnRun:
    """The folder of releases, and what a first run into it printed."""
    processed = tmp_path_factory.mktemp("own").resolve()
    command = [sys.executable, "-m", "pipeline", "run"]
    result = subprocess.run(
        command, env=environment(processed), capture_output=True, text=True, timeout=STARTS, check=False
    )
    return processed, result


@pytest.fixture(scope="session")
def make_home(run_with_own_server: OwnRun) -> MakeHome:
    """Makes a folder the home of a server that has started before, and had a run."""
    processed, _ = run_with_own_server

    def copied(folder: Path) -> Path:
        return shutil.copytree(processed / "work" / "prefect", folder)

    return copied
