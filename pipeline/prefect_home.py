"""Prefect for a run on one machine: its files in a folder of ours, and a server that ends with the run.

With a server configured (``PREFECT_API_URL`` in the environment, a Prefect profile or configuration file), that
one is used and nothing here is started. Else a server of Prefect's own is started as a child that watches a
pipe to us: however we end, even killed, the pipe closes and the child stops. Prefect's own temporary server is
left running when its parent is killed, and its wait for a slow start is short.
"""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

START_SECONDS = 300.0
"""How long a server may take to start; 10 to 30 s are common on a small machine."""

_SENDING_SECONDS = 20.0
"""How long the server stays for events that were not sent yet."""

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # The command prints what a run did and why it failed; the server still gets the log.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
}

_OF_OUR_SERVER = {
    # Nobody can look at the log of a server that ends with the run, and it may end before the last line is sent.
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    # It asks for no token, and is of our version.
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
}


class PrefectUnavailable(Exception):
    """No Prefect server could be reached or started; the message says what to do."""


def configured_server() -> str | None:
    """The API address that the user has configured for Prefect, None if there is none."""
    if os.environ.get("PREFECT_API_URL"):
        return os.environ["PREFECT_API_URL"]
    return _from_profile() or _from_files()


def _from_profile() -> str | None:
    home = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect"))
    profiles = _toml(Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml")))
    active = os.environ.get("PREFECT_PROFILE") or profiles.get("active", "")
    return _at(profiles, "profiles", active, "PREFECT_API_URL")


def _from_files() -> str | None:
    return _at(_toml(Path("prefect.toml")), "api", "url") or _at(
        _toml(Path("pyproject.toml")), "tool", "prefect", "api", "url"
    )


def _at(settings: Any, *names: str) -> str | None:
    for name in names:
        settings = settings.get(name) if isinstance(settings, dict) else None
    return str(settings) if settings else None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


@contextmanager
def prefect_api(home: Path) -> Iterator[str]:
    """A Prefect API to run flows against, for as long as the context lasts.

    Must be entered before Prefect is first imported: it reads its settings then.

    Args:
        home: folder for Prefect's files, made if missing; unused where a server is configured.

    Yields:
        The API's address.

    Raises:
        PrefectUnavailable: our own server does not start.
    """
    configured = configured_server()
    with _environment({name: value for name, value in _QUIET.items() if name not in os.environ}):
        if configured:
            from pipeline.heartbeat import sent_by_us

            with sent_by_us():
                yield configured
            return
        home = home.resolve()
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PrefectUnavailable(f"{home}: no place for Prefect's files ({error}). Use --plain.") from error
        with _environment({"PREFECT_HOME": str(home)}), _server(home) as address:
            yield address


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """A server of our own, and Prefect told of it."""
    server = _start(home)
    try:
        address = _address(server)
        with _environment({"PREFECT_API_URL": address, **_OF_OUR_SERVER}):
            _load_prefect()
            with _client(address, partial(_wait_until_it_answers, server, address, home)):
                try:
                    yield address
                finally:
                    _send_what_waits()
    finally:
        _stop(server)


def _send_what_waits() -> None:
    """Let Prefect send its events while the server is there. Where the machine is busy they wait, and at the end of the
    process Prefect would try for seconds to send each to a server that has gone, and print that it failed."""
    events = sys.modules.get("prefect.events.worker")
    if events is not None:
        events.EventsWorker.drain_all(timeout=_SENDING_SECONDS, at_exit=False)


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Variables while the context lasts: what the process starts later must not look for a server that has ended."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _client(address: str, wait: Callable[[], None]) -> Iterator[None]:
    """Flows that share a client, made while the server starts, for it loads all certificates that there are.

    They send no signs of life: nobody waits for them at a server that ends with the run. The environment cannot turn
    them off.
    """
    from prefect.context import SyncClientContext
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_API_URL: address, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        client = SyncClientContext()
        wait()
        with client:
            yield


def _start(home: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_UI_ENABLED": "0",
        "PREFECT__SERVER_EPHEMERAL": "1",
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        # Written down together, at the latest when the server ends: each alone takes 10 ms that the run may wait for.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
        # Automations are for a server that stays.
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    }
    with (home / "server.log").open("w", encoding="utf-8") as log:
        return subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            # A Ctrl-C is for the run; it ends its server itself when it is done with it.
            start_new_session=True,
        )


def _address(server: subprocess.Popen[str]) -> str:
    """The address that the child prints before it loads anything."""
    if server.stdout is None:
        raise AssertionError("the server is started with a pipe")
    return f"http://127.0.0.1:{server.stdout.readline().strip()}/api"


def _load_prefect() -> None:
    """Import what a flow needs, while the server does the same; FastAPI is what Prefect encodes parameters with."""
    for name in ("prefect.flow_engine", "fastapi.encoders"):
        importlib.import_module(name)


def _wait_until_it_answers(server: subprocess.Popen[str], address: str, home: Path) -> None:
    import httpx

    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, timeout=5) as client:
        while server.poll() is None and time.monotonic() < deadline:
            try:
                if client.get(f"{address}/health").status_code == httpx.codes.OK:
                    return
            except (httpx.HTTPError, httpx.InvalidURL):
                pass
            time.sleep(0.1)
    raise PrefectUnavailable(
        f"Prefect's server did not start; see {home / 'server.log'}. peel run --plain does the same work without it."
    )


def _stop(server: subprocess.Popen[str]) -> None:
    if server.stdin is not None:
        server.stdin.close()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _serve() -> None:
    """The child: Prefect's server on a free port of loopback, until the parent's end of the pipe closes."""
    listener = socket.create_server(("127.0.0.1", 0))
    # asyncio does this only for sockets that name their protocol; without it each answer waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(listener.getsockname()[1], flush=True)

    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(), log_level="error", lifespan="on"))

    def watch() -> None:
        sys.stdin.read()
        server.should_exit = True
        # A request that never ends must not keep the server: the run it served is over.
        threading.Timer(5, os._exit, (0,)).start()

    threading.Thread(target=watch, daemon=True).start()
    server.run(sockets=[listener])
    os._exit(0)


if __name__ == "__main__":
    _serve()
