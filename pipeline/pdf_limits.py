"""Bounds for reading a PDF: sizes and time inside the process, memory and crashes by a child process."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import zlib
from dataclasses import dataclass

from pipeline.model import Medium, Problem, ReadDocument, Severity

_GRACE_SECONDS = 5.0
"""The child watches the clock itself and answers with what it has; only one that hangs is ended from outside."""

_STREAM = re.compile(rb"stream\r?\n")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What one document may cost. Real reports have at most some 200 pages and 5,000 characters a page.

    ``max_unfolded_bytes`` bounds what its packed streams unfold to, ``max_page_forms`` drawings within drawings,
    ``max_memory_bytes`` the address space of the child process.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_unfolded_bytes: int = 512 * 1024 * 1024
    max_pages: int = 3_000
    max_page_glyphs: int = 250_000
    max_page_forms: int = 5_000
    max_seconds: float = 300.0
    max_memory_bytes: int = 2 * 1024 * 1024 * 1024


DEFAULT_LIMITS = PdfLimits()


def unfolded_size(content: bytes, enough: int) -> int:
    """How many bytes the packed streams unfold to, counted no further than ``enough``; nothing is kept.

    A bomb of 1 MB that unfolds to 1 GB is found here in the time its first half takes, without its memory.
    """
    total = 0
    for match in _STREAM.finditer(content):
        start = match.end()
        if content[start : start + 1] not in (b"\x78", b"\x68", b"\x58", b"\x48"):
            continue
        end = content.find(b"endstream", start)
        packed = memoryview(content)[start : end if end != -1 else len(content)]
        unpacker = zlib.decompressobj()
        feed: bytes | memoryview = packed
        try:
            while feed and total <= enough:
                total += len(unpacker.decompress(feed, _CHUNK))
                feed = unpacker.unconsumed_tail
        except zlib.error:
            continue
        if total > enough:
            break
    return total


# -- in a child process -------------------------------------------------------------------------------------------


def read_pdf_bounded(content: bytes, *, limits: PdfLimits = DEFAULT_LIMITS) -> ReadDocument:
    """What :func:`pipeline.read_pdf.read_pdf` gives, read in a child process that memory and time are bounded for.

    A fresh interpreter costs about a quarter of a second. A child that is killed, aborts (pdfium does when memory
    runs out) or overstays becomes a problem of the document; the caller goes on.
    """
    command = [sys.executable, "-m", "pipeline.pdf_child"]
    # The child must import the same package, wherever the caller found it.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((content, limits)),
            capture_output=True,
            timeout=limits.max_seconds + _GRACE_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return refused(
            "pdf_out_of_time",
            f"took longer than {limits.max_seconds:g} seconds and was ended. Raise PEEL_MAX_PDF_SECONDS if it is a "
            "real report.",
        )
    if done.returncode == 0:
        answer = pickle.loads(done.stdout)
        if isinstance(answer, ReadDocument):
            return answer
    return refused(
        "pdf_reader_died",
        f"ended its reader (code {done.returncode}): it needs more than {limits.max_memory_bytes:,} bytes of memory or "
        "breaks the PDF engine. If it is a real report, save a copy with another program and add that, or raise "
        "PEEL_MAX_PDF_MEMORY_BYTES.",
    )


def refused(code: str, message: str) -> ReadDocument:
    """A document without passages and the problem that says why."""
    problem = Problem(Severity.ERROR, code, message)
    return ReadDocument(Medium.PDF, (), words=0, markers_seen=0, problems=(problem,))
