"""What serves until it is stopped ends in time, with all it started, however it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.prefect_home import prefect_api
from tests.flow.test_prefect import ROOT, environment, servers_of, wait_for

STUBBORN = """
import signal, subprocess, sys, time
from pipeline import stoppable

stoppable.PATIENCE = 1.0

def stay(code):
    return subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); " + code])

with stoppable.stoppable():
    if "deaf" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = stay("time.sleep(600)")
    print(child.pid, flush=True)
    time.sleep(600)
"""

PARENT = """
import signal, sys
from pipeline import stoppable

stoppable.PATIENCE = 1.0
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
sys.exit(stoppable.run("stubborn", *sys.argv[1:]))
"""


def is_there(pid: int) -> bool:
    """Whether a process is at work, and not only waits to be told of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("ear", ["hears", "deaf"])
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_all_ends_when_who_started_it_does(tmp_path: Path, ear: str, end: signal.Signals) -> None:
    (tmp_path / "stubborn.py").write_text(STUBBORN, encoding="utf-8")
    path = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = [sys.executable, "-c", PARENT, ear]
    with subprocess.Popen(command, env=os.environ | path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        started = int(process.stdout.readline())
        assert is_there(started)
        process.send_signal(end)
        assert process.wait(timeout=30) == (143 if end == signal.SIGTERM else -signal.SIGKILL)
        assert wait_for(lambda: not is_there(started), 30)


def test_what_ends_by_itself_gives_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text("raise SystemExit(7)", encoding="utf-8")
    path = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    assert subprocess.run([sys.executable, "-c", PARENT], env=os.environ | path, check=False).returncode == 7


def test_serve_ends_though_its_server_does_not_answer(tmp_path: Path) -> None:
    home = tmp_path.resolve() / "home"
    with prefect_api(home) as address:
        told = environment(tmp_path, PREFECT_API_URL=address, PREFECT_HOME=str(home), PYTHONUNBUFFERED="1")
        command = [sys.executable, "-m", "pipeline", "serve"]
        log = tmp_path / "log"
        with log.open("w") as said:
            process = subprocess.Popen(command, env=told, stdout=said, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            assert wait_for(lambda: "verify/nightly" in log.read_text())
            (server,) = servers_of(home)
            os.kill(server, signal.SIGSTOP)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 128 + signal.SIGTERM
        finally:
            process.kill()
            os.kill(server, signal.SIGCONT)
