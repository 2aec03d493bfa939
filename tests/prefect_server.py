"""A Prefect server as users start it, on a free port of loopback, with the services that look after schedules."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

STARTS = 300
"""Seconds that it may take to start on a busy machine."""

_QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


@contextmanager
def prefect_server(home: Path, told: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yields the address of its API.

    Args:
        home: folder of its files.
        told: variables of its environment beside those of this process that are no settings of Prefect.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment = kept | _QUIET | {"PREFECT_HOME": str(home)} | dict(told or {})
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}/api"
    deadline = time.monotonic() + STARTS
    try:
        while not _answers(address):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Prefect's server did not start")
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", trust_env=False).is_success
    except httpx.HTTPError:
        return False
