"""Signs of life of a flow run, by which a server can tell that one was killed.

Prefect sends them from a thread that sleeps for a second at a time, and a flow does not end before it wakes. Nobody
minds where a worker runs it; where somebody waits for the run, we send the same ourselves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context

from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, get_current_settings, temporary_settings

_seconds: ContextVar[float | None] = ContextVar("seconds", default=None)
"""How often we send them; None where Prefect does, or nobody."""


@contextmanager
def sent_by_us() -> Iterator[None]:
    """Flows that send their signs of life from :func:`signs_of_life`, as often as Prefect is told to."""
    token = _seconds.set(get_current_settings().flows.heartbeat_frequency)
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield
    finally:
        _seconds.reset(token)


@contextmanager
def signs_of_life() -> Iterator[None]:
    """Let the server know that the flow run is at work, as long as the context lasts and if it is ours to tell."""
    seconds = _seconds.get()
    if seconds is None:
        yield
        return
    over = threading.Event()
    resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.name": flow_run.name}

    def tell() -> None:
        while not over.is_set():
            emit_event("prefect.flow-run.heartbeat", resource)
            over.wait(seconds)

    # The context says which server hears it and which flow it is about.
    teller = threading.Thread(target=copy_context().run, args=(tell,), daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
