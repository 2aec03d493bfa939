"""The child process of :func:`pipeline.pdf_bounded.read_pdf_bounded`: bytes and limits in, a read document out."""

from __future__ import annotations

import os
import pickle
import resource
import sys
import time

from pipeline.reading.pdf.limits import PdfLimits
from pipeline.reading.read_pdf import read_pdf


def main() -> int:
    """Reads one pickled pair from standard input, whose writer is our own parent, and answers on standard output."""
    content, limits = pickle.load(sys.stdin.buffer)
    if not isinstance(limits, PdfLimits):
        return 2
    resource.setrlimit(resource.RLIMIT_AS, (limits.max_memory_bytes, limits.max_memory_bytes))
    seconds = int(limits.max_seconds) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    answer_to = os.dup(sys.stdout.fileno())
    # Whatever a library prints must not mix with the answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    deadline = time.monotonic() + limits.max_seconds
    document = read_pdf(content, limits=limits, out_of_time=lambda: time.monotonic() > deadline)
    answer = pickle.dumps(document)
    with os.fdopen(answer_to, "wb") as stream:
        stream.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
