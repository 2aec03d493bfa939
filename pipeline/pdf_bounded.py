"""Reading a PDF in a child process, whose memory and time are bounded and whose crash harms nobody.

A fresh interpreter costs a quarter of a second, so a child is kept for the next document, as long as it is small and
answers. Nothing of one document reaches the next: the reader keeps no state. Where a child that has read others
dies, the document is tried once more in a fresh one, so that what comes of it does not depend on what came before.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from typing import IO

from pipeline.reading.pdf.limits import DEFAULT_LIMITS, PdfLimits, refused
from pipeline.words.model import ReadDocument

_GRACE_SECONDS = 5.0
"""The child watches the clock itself and answers with what it has; only one that hangs is ended from outside."""

_LENGTH = 8
_CHUNK = 1 << 16
_KEPT_SHARE = 0.25
"""A child that holds more of the allowed memory than this is ended: its successor has all of it."""


def read_pdf_bounded(content: bytes, *, limits: PdfLimits = DEFAULT_LIMITS) -> ReadDocument:
    """What :func:`pipeline.reading.read_pdf.read_pdf` gives, within ``limits`` of memory and time.

    A child that is killed, aborts (pdfium does when memory runs out) or overstays becomes a problem of the document;
    the caller goes on.
    """
    child = _children.take(limits)
    answer = child.read(content)
    if answer is None and child.documents > 1 and not child.overstayed:
        child = _Child(limits)
        answer = child.read(content)
    if answer is not None:
        _children.give_back(child)
        return answer
    if child.overstayed:
        return refused(
            "pdf_out_of_time",
            f"took longer than {limits.max_seconds:g} seconds and was ended. Raise PEEL_MAX_PDF_SECONDS if it is a "
            "real report.",
        )
    return refused(
        "pdf_reader_died",
        f"ended its reader (code {child.code}): it needs more than {limits.max_memory_bytes:,} bytes of memory or "
        "breaks the PDF engine. If it is a real report, save a copy with another program and add that, or raise "
        "PEEL_MAX_PDF_MEMORY_BYTES.",
    )


class _Child:
    """One reading process. ``documents`` counts what it was given, ``code`` is what it ended with."""

    def __init__(self, limits: PdfLimits) -> None:
        self.limits = limits
        self.documents = 0
        self.overstayed = False
        self.code: int | None = None
        self.held = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.pdf_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # The child must import the same package, wherever the caller found it.
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    def read(self, content: bytes) -> ReadDocument | None:
        """The document; None if the child ended or was ended, and is no more."""
        self.documents += 1
        deadline = time.monotonic() + self.limits.max_seconds + _GRACE_SECONDS
        packed = pickle.dumps((content, self.limits))
        try:
            pipe = self._pipe(self._process.stdin)
            pipe.write(len(packed).to_bytes(_LENGTH, "big") + packed)
            pipe.flush()
            length = int.from_bytes(self._received(_LENGTH, deadline), "big")
            answer, self.held = pickle.loads(self._received(length, deadline))
        except TimeoutError:
            self.overstayed = True
            self._process.kill()
        except (OSError, EOFError, pickle.UnpicklingError, ValueError):
            # It ended in the middle of the talk, or said what is no answer.
            self._process.kill()
        else:
            if isinstance(answer, ReadDocument):
                return answer
        self.end()
        return None

    def end(self) -> None:
        """Ends the process; an idle one goes by itself once nothing more can come."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    # What was still to be sent has no reader any more.
                    continue
        self.code = self._process.wait()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise EOFError
        return pipe

    def _received(self, length: int, deadline: float) -> bytes:
        descriptor = self._pipe(self._process.stdout).fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
        parts = bytearray()
        while len(parts) < length:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(descriptor, min(_CHUNK, length - len(parts)))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)


class _Children:
    """The idle children of this process, the last used first."""

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._owner = os.getpid()
        self._lock = threading.Lock()

    def take(self, limits: PdfLimits) -> _Child:
        """An idle child with these limits, or a new one."""
        with self._lock:
            if self._owner != os.getpid():
                # A forked process must not talk over its parent's pipes.
                self._idle, self._owner = [], os.getpid()
            found = next((child for child in reversed(self._idle) if child.limits == limits), None)
            if found is not None:
                self._idle.remove(found)
                return found
        return _Child(limits)

    def give_back(self, child: _Child) -> None:
        if child.held > _KEPT_SHARE * child.limits.max_memory_bytes:
            child.end()
            return
        with self._lock:
            self._idle.append(child)

    def end(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        if self._owner == os.getpid():
            for child in idle:
                child.end()


_children = _Children()
atexit.register(_children.end)
