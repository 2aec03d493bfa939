"""How far a run is: told to whoever listens, a terminal's bar, plain lines or Prefect's log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Advance = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""


def _silent(doing: str, done: int, total: int) -> None:
    return None


_listener: ContextVar[Advance] = ContextVar("listener", default=_silent)


@contextmanager
def listening(advance: Advance) -> Iterator[None]:
    """Let ``advance`` hear of all progress made inside the context."""
    token = _listener.set(advance)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(doing: str, done: int, total: int) -> None:
    """Say how far the work is."""
    _listener.get()(doing, done, total)
