"""Processes that read documents side by side. Started when there is enough to read, kept for the whole run."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import TypeVar

import pyarrow as pa

from pipeline.memory import give_back_at_once

T = TypeVar("T")

WORTH_IT = 24
"""From so many web pages on, or what costs as much, starting processes (about a second) is paid back."""


class WorkersLost(Exception):
    """A reading process was killed from outside, most likely for want of memory."""


class Workers:
    """A pool of processes that comes into being on first use. ``number`` of 1 never starts one."""

    def __init__(self, number: int) -> None:
        self._number = number or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def run(
        self, work: Callable[[T], str], items: Iterable[T], cost: Callable[[T], int] = lambda item: 1
    ) -> Iterator[str]:
        """Call ``work`` with every item, in this process or in others. Yields its results as they come.

        Args:
            work: a function of a module, with arguments and result that can be pickled.
            items: what to call it with.
            cost: what an item takes, a web page being 1.

        Raises:
            WorkersLost: a process was killed; what was done before is done.
        """
        items = list(items)
        is_much = sum(map(cost, items)) >= WORTH_IT
        if is_much:
            give_back_at_once()
        if self._number == 1 or (self._pool is None and not is_much):
            yield from map(work, items)
            return
        if self._pool is None:
            # Not forked: the run has threads of Prefect and its server's connections.
            spawned = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._number, mp_context=spawned, initializer=_begin)
        try:
            for done in as_completed([self._pool.submit(work, item) for item in items]):
                yield done.result()
        except BrokenProcessPool as error:
            raise WorkersLost(
                "A process that was reading was killed, most likely for want of memory. What was read stays; run again "
                "to go on, with PEEL_WORKERS=1 to need less."
            ) from error

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """What a process does before it reads."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    give_back_at_once()
    arrow_without_pandas()


def _end_with_parent() -> None:
    """End when the run does, even killed: a pool's processes wait for work for ever, and hold what they inherited."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_current: Workers | None = None


@contextmanager
def working(number: int) -> Iterator[None]:
    """Keep one pool for all that is read inside the context."""
    global _current
    arrow_without_pandas()
    _current = Workers(number)
    try:
        yield
    finally:
        _current.close()
        _current = None


def run_all(work: Callable[[T], str], items: Iterable[T], cost: Callable[[T], int] = lambda item: 1) -> Iterator[str]:
    """:meth:`Workers.run` of the pool of the context; in this process where there is none."""
    return (_current or Workers(1)).run(work, items, cost)


@contextmanager
def out_of_the_collectors_way() -> Iterator[None]:
    """Let Python's search for cycles pass over all that is there already. What reads leaves cycles behind, and each
    search for them would look through the documents of the whole store."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def without_collector() -> Iterator[None]:
    """Let Python not search for cycles meanwhile: there are none among rows, and to look through hundreds of
    thousands of them again and again takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def arrow_without_pandas() -> None:
    """Let Arrow not import pandas in this process only to ask whether a list is one of its columns: that takes a fifth
    of a second and some 30 MB. What asks Arrow for a pandas frame later still gets one."""
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas())
    try:
        # Arrow looks when it is first given a list, and remembers.
        pa.array([], pa.null())
    finally:
        sys.meta_path.pop(0)


class _NoPandas(MetaPathFinder):
    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> None:
        if name == "pandas":
            raise ImportError("not needed")
