"""A Prefect server that watches: it tells of runs that do not start and of runs that are gone, when nobody else can."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pytest_httpserver import HTTPServer

from pipeline.product.upkeep import alone
from tests.flow.conftest import MakeHome
from tests.prefect_server import prefect_server

ROOT = Path(__file__).parents[2]
PREFECT = str(Path(sys.executable).with_name("prefect"))
WAITS = 120.0
"""Seconds that anything may take on a busy machine."""

# The server looks each second, for the sake of the test; the runs are watched for the shortest time there is.
_EAGER = {
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "1",
    "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT1S",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}
_WATCH_BRIEFLY = """
import sys
from datetime import timedelta
from pipeline.watching import watch
watch(sys.argv[1], timedelta(seconds=10))
"""


@pytest.fixture(scope="module")
def environment(make_home: MakeHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What tells a command of a full Prefect server, with the services that look after schedules."""
    folder = tmp_path_factory.mktemp("watched")
    make_home(folder / "home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "PEEL", "DO_NOT"))}
    with prefect_server(folder / "home", _EAGER) as address:
        told = kept | _EAGER | {"PREFECT_HOME": str(folder / "home"), "PREFECT_API_URL": address, "DO_NOT_TRACK": "1"}
        yield told | {"PEEL_RAW": str(ROOT / "raw"), "PEEL_PROCESSED": str(folder / "processed")}


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + WAITS
    while not condition():
        assert time.monotonic() < deadline, f"waited for {what}"
        time.sleep(0.5)


def run(environment: dict[str, str], *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment | more, cwd=ROOT, capture_output=True, text=True, timeout=WAITS, check=False
    )


def asked(environment: dict[str, str], what: str) -> list[dict[str, object]]:
    answer = httpx.post(f"{environment['PREFECT_API_URL']}/{what}/filter", json={}, trust_env=False)
    return list(answer.raise_for_status().json())


def test_the_command_makes_the_automations_once_and_keeps_the_address_a_secret(environment: dict[str, str]) -> None:
    watch = (sys.executable, "-m", "pipeline", "watch")
    for _ in range(2):
        result = run(environment, *watch, PEEL_NOTIFY_URL="http://127.0.0.1:9/secret")
        assert result.returncode == 0, result.stderr
    names = [str(automation["name"]) for automation in asked(environment, "automations")]
    assert len(names) == len(set(names))
    assert all(name in result.stdout for name in names)
    assert "secret" not in str([block["data"] for block in asked(environment, "block_documents")]).replace(
        "secrets", ""
    )


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (
            {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PEEL_NOTIFY_URL": "http://127.0.0.1:9"},
            "http://127.0.0.1:9/api: ",
        ),
        ({"PREFECT_API_URL": "", "PEEL_NOTIFY_URL": "http://127.0.0.1:9"}, "set PREFECT_API_URL"),
        ({"PREFECT_API_URL": "http://127.0.0.1:9/api"}, "Set PEEL_NOTIFY_URL"),
    ],
)
def test_it_says_what_it_lacks(tmp_path: Path, told: dict[str, str], says: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "PEEL", "DO_NOT"))}
    result = run(kept, sys.executable, "-m", "pipeline", "watch", PREFECT_HOME=str(tmp_path), **told)
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_the_operator_hears_of_a_run_that_does_not_start_and_of_one_that_is_gone(
    environment: dict[str, str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/note").respond_with_data("ok")
    result = run(environment, sys.executable, "-c", _WATCH_BRIEFLY, httpserver.url_for("/note"))
    assert result.returncode == 0, result.stderr
    assert run(environment, PREFECT, "work-pool", "create", "peel", "--type", "process").returncode == 0
    assert run(environment, PREFECT, "--no-prompt", "deploy", "--all").returncode == 0

    def notes() -> list[str]:
        return [request.get_json()["text"] for request, _ in httpserver.log]

    def states() -> set[tuple[object, object]]:
        return {(str(run["name"]).split(" ")[0], run["state_name"]) for run in asked(environment, "flow_runs")}

    assert run(environment, PREFECT, "deployment", "run", "verify/nightly").returncode == 0
    wait_for(lambda: any("verify did not start" in note for note in notes()), "a note of the run that did not start")

    # Another run is at work, so that this one is in its midst when it is killed.
    with alone(Path(environment["PEEL_PROCESSED"]), WAITS):
        assert run(environment, PREFECT, "deployment", "run", "re-extract/by-hand").returncode == 0
        worker = subprocess.Popen(
            [PREFECT, "worker", "start", "--pool", "peel"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_for(lambda: {("verify", "Completed"), ("re-extract", "Running")} <= states(), "the worker's runs")
        finally:
            runs = _runs_on(environment["PREFECT_API_URL"])
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            for process in runs:
                os.kill(process, signal.SIGKILL)
        wait_for(lambda: [note for note in notes() if "is lost" in note], "a note of the run that is gone")
    assert ("re-extract", "Crashed") in states()
    assert [note.split(" ")[0] for note in notes() if "is lost" in note] == ["re-extract"]


def _runs_on(address: str) -> list[int]:
    """Process ids of the flow runs that a worker of this server started: each has a session of its own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, variables = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:
            continue
        if b"prefect.engine" in command and f"PREFECT_API_URL={address}".encode() in variables:
            found.append(int(process.name))
    return found
