"""The child process of :func:`pipeline.pdf_bounded.read_pdf_bounded`: bytes and limits in, read documents out."""

from __future__ import annotations

import os
import pickle
import resource
import sys
import time
from pathlib import Path
from typing import BinaryIO

from pipeline.reading.pdf.limits import PdfLimits
from pipeline.reading.read_pdf import read_pdf

_LENGTH = 8


def main() -> int:
    """Reads pickled pairs from standard input, whose writer is our own parent, until there are no more.

    Each answer is a document and how many bytes of address space this process takes.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not mix with the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while length := int.from_bytes(sys.stdin.buffer.read(_LENGTH), "big"):
        content, limits = pickle.loads(sys.stdin.buffer.read(length))
        if not isinstance(limits, PdfLimits):
            return 2
        _answer(content, limits, answers)
    return 0


def _answer(content: bytes, limits: PdfLimits, answers: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.max_memory_bytes, resource.RLIM_INFINITY))
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + limits.max_seconds) + 6, resource.RLIM_INFINITY))
    deadline = time.monotonic() + limits.max_seconds
    document = read_pdf(content, limits=limits, out_of_time=lambda: time.monotonic() > deadline)
    packed = pickle.dumps((document, _address_space()), pickle.HIGHEST_PROTOCOL)
    answers.write(len(packed).to_bytes(_LENGTH, "big") + packed)
    answers.flush()


def _address_space() -> int:
    """Bytes of address space in use; where the system does not say, the most memory ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(main())
