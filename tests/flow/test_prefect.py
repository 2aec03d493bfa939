"""The run under Prefect: same tables as without, its own server gone afterwards, a configured one used."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from pipeline.prefect_home import configured_server, prefect_api
from pipeline.product.publish import current_release
from pipeline.progress import listening
from pipeline.settings import Settings
from tests.bench.making import fill
from tests.flow.conftest import ROOT, STARTS, MakeHome, OwnRun, environment


def servers_of(home: Path) -> list[int]:
    """Process ids of servers that keep their files in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            variables = (process / "environ").read_bytes()
        except OSError:
            continue
        if b"pipeline.prefect_home" in command and f"PREFECT_HOME={home}".encode() in variables:
            found.append(int(process.name))
    return found


def wait_for(condition, seconds: float = STARTS) -> bool:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_the_flow_publishes_the_same_tables_as_the_plain_run(run_with_own_server: OwnRun, bundled: Settings) -> None:
    processed, result = run_with_own_server
    assert result.returncode == 0, result.stderr
    flow, plain = current_release(processed), current_release(bundled.processed)
    assert flow is not None
    assert plain is not None
    assert flow.tables == plain.tables


def test_a_user_sees_a_start_and_no_noise(
    run_with_own_server: OwnRun,
) -> None:
    _, result = run_with_own_server
    assert "Starting Prefect" in result.stderr
    shown = result.stdout + result.stderr
    for noise in ("Traceback", "WARNING", "Warning", "ERROR", "database is locked", "prefect.io"):
        assert noise not in shown
    assert "1 documents: 1 read" in result.stdout


def test_the_servers_files_stay_in_our_folder_and_its_process_ends(
    run_with_own_server: OwnRun,
) -> None:
    processed, _ = run_with_own_server
    assert (processed / "work" / "prefect" / "prefect.db").is_file()
    assert servers_of(processed / "work" / "prefect") == []


def test_a_run_that_fails_says_why_without_a_trace(make_home: MakeHome, tmp_path: Path) -> None:
    make_home(tmp_path / "work" / "prefect")
    (tmp_path / "current").mkdir()
    (tmp_path / "releases").mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "pipeline", "run"],
        env=environment(tmp_path.resolve()),
        capture_output=True,
        text=True,
        timeout=STARTS,
        check=False,
    )
    assert result.returncode == 2
    assert "Move it away" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) <= 4


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_is_killed_leaves_no_server(tmp_path: Path, end: signal.Signals) -> None:
    home = tmp_path.resolve() / "work" / "prefect"
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run"],
        env=environment(tmp_path.resolve()),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for(lambda: servers_of(home))
        process.send_signal(end)
        process.wait(timeout=60)
        assert wait_for(lambda: not servers_of(home), 60)
    finally:
        process.kill()
    assert process.returncode != 0


@pytest.fixture(scope="module")
def server(make_home: MakeHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prefect_api(make_home(tmp_path_factory.mktemp("server") / "home")) as address:
        yield address


def newest_run(server: str) -> dict[str, Any]:
    """Other tests run other flows on this server."""
    newest = {"sort": "START_TIME_DESC", "limit": 1}
    (run,) = httpx.post(f"{server}/flow_runs/filter", json=newest, trust_env=False).json()
    return dict(run)


def test_nothing_is_left_in_the_environment(
    make_home: MakeHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "another home"))
    before = dict(os.environ)
    with prefect_api(make_home(tmp_path / "home")) as address:
        assert os.environ["PREFECT_API_URL"] == address
        assert os.environ["PREFECT_HOME"] == str((tmp_path / "home").resolve())
    assert dict(os.environ) == before
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    before = dict(os.environ)
    with prefect_api(tmp_path / "home") as address:
        assert address == "http://127.0.0.1:9/api"
    assert dict(os.environ) == before


def test_a_configured_server_is_used_and_shows_the_artifacts(server: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pipeline", "run"],
        env=environment(tmp_path, PREFECT_API_URL=server),
        capture_output=True,
        text=True,
        timeout=STARTS,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Starting Prefect" not in result.stderr
    assert not (tmp_path / "work" / "prefect").exists()
    run = newest_run(server)
    with httpx.Client(trust_env=False) as client:
        artifacts = client.post(f"{server}/artifacts/filter", json={}).json()
        logs = client.post(f"{server}/logs/filter", json={}).json()
    shown = {artifact["key"]: artifact for artifact in artifacts if artifact["flow_run_id"] == run["id"]}
    assert "Requires improvement" in shown["gradings"]["data"]
    assert "checks hold" in shown["checks-and-problems"]["data"]
    assert "The first release" in shown["changes"]["data"]
    assert (shown["progress"]["data"], shown["progress"]["description"]) == (100, "1 of 1 documents")
    assert (run["name"].split()[0], run["state_type"]) == ("refresh", "COMPLETED")
    told = {(log["name"], log["message"].split(" 0001")[0], log["flow_run_id"]) for log in logs}
    assert ("pipeline.build", "Published release", run["id"]) in told


def test_a_run_has_a_task_for_each_step_and_tells_how_far_it_is(server: str, tmp_path: Path) -> None:
    from pipeline.flows import refresh

    fill(tmp_path / "raw", 9)
    told: list[tuple[str, int, int]] = []
    with listening(lambda *how_far: told.append(how_far)):
        refresh(str(tmp_path / "raw"), str(tmp_path / "processed"))
    assert [done for doing, done, total in told if doing == "reading"] == [*range(10)]
    with httpx.Client(trust_env=False) as client:
        wanted = {"flow_runs": {"id": {"any_": [newest_run(server)["id"]]}}}

        def tasks() -> set[tuple[str, str]]:
            found = client.post(f"{server}/task_runs/filter", json=wanted).json()
            return {(task["name"].rsplit("-", 1)[0], task["state_type"]) for task in found}

        steps = ("find stale documents", "read and interpret", "check and publish")
        assert wait_for(lambda: tasks() == {(step, "COMPLETED") for step in steps}, 60)


def test_beside_a_server_that_stays_the_command_sends_the_signs_of_life(server: str, tmp_path: Path) -> None:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, get_current_settings, temporary_settings

    from pipeline.flows import refresh

    def prefects() -> int | None:
        return get_current_settings().flows.heartbeat_frequency

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: 30}):
        with prefect_api(tmp_path / "home") as address:
            assert address == server
            # Its thread would hold up the end of the flow.
            assert prefects() is None
            refresh(str(ROOT / "raw"), str(tmp_path / "processed"))
        assert prefects() == 30
    resource = {"id": [f"prefect.flow-run.{newest_run(server)['id']}"]}
    wanted = {"filter": {"resource": resource, "event": {"prefix": ["prefect.flow-run.heart"]}}}
    with httpx.Client(trust_env=False) as client:

        def signs() -> list[dict[str, Any]]:
            return list(client.post(f"{server}/events/filter", json=wanted).json()["events"])

        assert wait_for(signs, 60)
        (sign,) = signs()
    about = {related["prefect.resource.role"]: related["prefect.resource.name"] for related in sign["related"]}
    assert (sign["event"], about["flow"]) == ("prefect.flow-run.heartbeat", "refresh")


_SCHEDULED = """
import sys
from pipeline import flows

try:
    flows.scrape_and_refresh(sites=[sys.argv[1]], delay=0)
finally:
    flows.re_extract(raw=sys.argv[2])
"""


def test_a_scheduled_run_shows_all_on_its_own_page_and_tells_its_failure_once(
    server: str, tmp_path: Path, httpserver: HTTPServer
) -> None:
    # The site has nothing, not even a list of its pages; what is held already is published all the same.
    httpserver.expect_request("/note").respond_with_data("ok")
    httpserver.expect_request(re.compile("/(?!note$)")).respond_with_data("", status=404)
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    told = {"PREFECT_API_URL": server, "PEEL_CONTACT": "a@example.org", "PEEL_NOTIFY_URL": httpserver.url_for("/note")}
    subprocess.run(
        [sys.executable, "-c", _SCHEDULED, httpserver.url_for(""), str(tmp_path / "nowhere")],
        env=environment(tmp_path / "processed", **told) | {"PEEL_RAW": str(tmp_path / "raw")},
        capture_output=True,
        cwd=ROOT,
        timeout=STARTS,
        check=False,
    )
    with httpx.Client(trust_env=False) as client:
        runs = client.post(f"{server}/flow_runs/filter", json={}).json()
        artifacts = client.post(f"{server}/artifacts/filter", json={}).json()
        logs = client.post(f"{server}/logs/filter", json={}).json()
    states = {run["name"].rsplit(" ", 2)[0]: run["state_type"] for run in runs}
    assert (states["scrape and refresh"], states["re-extract"]) == ("COMPLETED", "FAILED")
    assert not [run["name"] for run in runs if run["parent_task_run_id"]]
    (scheduled,) = [run["id"] for run in runs if run["name"].startswith("scrape and refresh")]
    assert {artifact["key"] for artifact in artifacts if artifact["flow_run_id"] == scheduled} == {
        "scrape", "scrape-notes", "progress", "gradings", "changes", "checks-and-problems",
    }  # fmt: skip
    assert any("Published release" in log["message"] for log in logs if log["flow_run_id"] == scheduled)
    notes = [request.get_json()["text"] for request, _ in httpserver.log if request.path == "/note"]
    assert [note for note in notes if "ended as Failed" in note] == [note for note in notes if "nowhere" in note]
    assert len([note for note in notes if "nowhere" in note]) == 1


SLOW_EVENTS = """
import asyncio, sys
from pathlib import Path
from pipeline.prefect_home import prefect_api
with prefect_api(Path(sys.argv[1], "work", "prefect")):
    from prefect.events.clients import PrefectEventsClient
    connect = PrefectEventsClient._reconnect
    async def later(self):
        await asyncio.sleep(3)
        await connect(self)
    PrefectEventsClient._reconnect = later
    from pipeline.flows import refresh
    refresh()
"""


def test_the_server_stays_until_events_are_sent(make_home: MakeHome, tmp_path: Path) -> None:
    """On a busy machine they wait, and each took seconds to fail once the server had gone."""
    make_home(tmp_path / "work" / "prefect")
    result = subprocess.run(
        [sys.executable, "-c", SLOW_EVENTS, str(tmp_path)],
        env=environment(tmp_path) | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=STARTS,
        check=False,
    )
    assert result.returncode == 0
    assert "EventsWorker" not in result.stderr


def test_the_readmes_deployments_run_in_a_worker(server: str, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```\n([^`]*prefect worker start[^`]*)^```", readme, re.MULTILINE)
    *before, worker = block.replace("http://127.0.0.1:4200/api", server).splitlines()
    commands = [*before, "prefect deployment run verify/nightly", f"{worker} --run-once"]
    told = environment(tmp_path / "processed", PREFECT_HOME=str(tmp_path / "home"))
    # As after . .venv/bin/activate
    told["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{told['PATH']}"
    result = subprocess.run(
        ["bash", "-ec", "\n".join(commands)],
        env=told,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=STARTS,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    with httpx.Client(trust_env=False) as client:
        runs = client.post(f"{server}/flow_runs/filter", json={}).json()
        deployed = client.post(f"{server}/deployments/filter", json={}).json()
    assert [run["state_type"] for run in runs if run["name"].startswith("verify ")] == ["COMPLETED"]
    assert {deployment["name"] for deployment in deployed} == {"weekly", "by-hand", "nightly"}
    for deployment in deployed:
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert all(planned["schedule"]["timezone"] == "Europe/London" for planned in deployment["schedules"])
    assert sum(len(deployment["schedules"]) for deployment in deployed) == 2


def test_a_server_is_found_where_users_configure_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    assert configured_server() is None
    (tmp_path / "home").mkdir()
    profiles = tmp_path / "home" / "profiles.toml"
    profiles.write_text('active = "a"\n[profiles.a]\n[profiles.b]\nPREFECT_API_URL = "http://b/api"\n', "utf-8")
    assert configured_server() is None
    monkeypatch.setenv("PREFECT_PROFILE", "b")
    assert configured_server() == "http://b/api"
    monkeypatch.delenv("PREFECT_PROFILE")
    (tmp_path / "prefect.toml").write_text('[api]\nurl = "http://c/api"\n', encoding="utf-8")
    assert configured_server() == "http://c/api"
    monkeypatch.setenv("PREFECT_API_URL", "http://d/api")
    assert configured_server() == "http://d/api"


def test_a_server_that_cannot_start_is_told(tmp_path: Path) -> None:
    nowhere = f"sqlite+aiosqlite:///{tmp_path / 'no such folder' / 'prefect.db'}"
    result = subprocess.run(
        [sys.executable, "-m", "pipeline", "run"],
        env=environment(tmp_path, PREFECT_SERVER_DATABASE_CONNECTION_URL=nowhere),
        capture_output=True,
        text=True,
        timeout=STARTS,
        check=False,
    )
    assert result.returncode == 2
    assert "server did not start" in result.stderr
    assert "--plain" in result.stderr
    assert not servers_of(tmp_path / "work" / "prefect")
