"""``peel serve`` ends when it is told to, with its runs, whether its server is there or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from pipeline.prefect_home import prefect_api
from pipeline.product.upkeep import alone
from tests.flow.conftest import ROOT, MakeHome, environment
from tests.flow.test_prefect import servers_of, wait_for


@pytest.mark.parametrize("server_is", ["there", "gone"])
def test_serve_ends_with_its_runs(tmp_path: Path, make_home: MakeHome, server_is: str) -> None:
    home, processed = make_home(tmp_path / "home").resolve(), tmp_path / "processed"
    log = tmp_path / "log"
    # Another run is at work, so that the one that is served is in its midst when it ends.
    with prefect_api(home) as address, alone(processed, 10):
        told = environment(processed, PREFECT_API_URL=address, PREFECT_HOME=str(home), PYTHONUNBUFFERED="1")
        with log.open("w") as said:
            command = [sys.executable, "-m", "pipeline", "serve"]
            process = subprocess.Popen(command, env=told, stdout=said, stderr=said, cwd=ROOT, start_new_session=True)
        try:
            assert wait_for(lambda: "verify/nightly" in log.read_text())
            with httpx.Client(base_url=address, trust_env=False) as client:
                deployment = client.get("/deployments/name/re-extract/by-hand").raise_for_status().json()["id"]
                client.post(f"/deployments/{deployment}/create_flow_run", json={}).raise_for_status()
            assert wait_for(lambda: "waiting for it to end" in log.read_text())
            if server_is == "gone":
                (server,) = servers_of(home)
                os.kill(server, signal.SIGKILL)
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
            assert wait_for(lambda: not _is_any_left(process.pid), 30)
            if server_is == "there":
                with httpx.Client(base_url=address, trust_env=False) as client:
                    nightly = client.get("/deployments/name/verify/nightly").json()
                    runs = client.post("/flow_runs/filter", json={}).json()
                assert [schedule["active"] for schedule in nightly["schedules"]] == [True]
                assert [run["state_type"] for run in runs if run["name"].startswith("re-extract")] == ["CANCELLED"]
        finally:
            if _is_any_left(process.pid):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _is_any_left(group: int) -> bool:
    """Whether a process of this group is still at work."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _, of_group = (process / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state != "Z":
            return True
    return False


def test_a_server_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    told = environment(tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api", PREFECT_HOME=str(tmp_path))
    command = [sys.executable, "-m", "pipeline", "serve"]
    result = subprocess.run(command, env=told, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert result.returncode == 2
    assert "http://127.0.0.1:9/api: " in result.stderr
    assert "Traceback" not in result.stderr
