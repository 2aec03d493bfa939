"""Files that are looked at where they lie: the system reads what is needed, and may drop it again."""

from __future__ import annotations

import ctypes
from functools import cache
from mmap import MADV_DONTNEED
from typing import Any

import pyarrow as pa


def mapped(path: str) -> pa.Buffer:
    """The content of a file as it lies there. No descriptor is kept for it, as Python's own ``mmap`` would: a run looks
    at more files than a process may keep open.

    Raises:
        OSError: the file cannot be read.
    """
    with pa.memory_map(path) as file:
        return file.read_buffer()


def drop(content: pa.Buffer) -> None:
    """Give back the memory that looking at a whole mapped content took. It can be looked at again."""
    if content.size:
        _madvise()(content.address, content.size, MADV_DONTNEED)


@cache
def _madvise() -> Any:
    """The system's own call, which neither Python nor Arrow has for what Arrow has mapped."""
    call = ctypes.CDLL(None).madvise
    call.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return call
