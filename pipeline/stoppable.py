"""What runs until it is stopped, in a session of its own: so that it ends in time, and all that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 10.0
"""Seconds that it has to end in its own way."""


def run(module: str, *arguments: str) -> int:
    """Run a module until it ends. When this process ends, be it killed, the module is stopped: see :func:`stoppable`.

    Args:
        module: its main part is done inside :func:`stoppable`.
        arguments: of its command.

    Returns:
        Its exit code.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        # A Ctrl-C is for us: the module is stopped in one way only. And its processes can be ended as a group.
        start_new_session=True,
    )
    try:
        return child.wait()
    finally:
        if child.stdin is not None:
            child.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE + 5)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextmanager
def stoppable() -> Iterator[None]:
    """Let what is done inside be told to stop, by SIGTERM, when the process that called :func:`run` has ended. If that
    takes longer than :data:`PATIENCE`, it is killed; whatever it started and left is killed in any case."""
    if os.getpgrp() != os.getpid():
        # Not started by us; whoever did shall not be killed with us.
        os.setpgrp()
    # As it is by default, the process would be gone, and what it started would stay.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    stopped = threading.Event()

    def watch() -> None:
        sys.stdin.read()
        stopped.set()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os.kill(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        if stopped.is_set():
            os.kill(0, signal.SIGKILL)
