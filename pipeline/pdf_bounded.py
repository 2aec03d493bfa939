"""Reading a PDF in a child process, whose memory and time are bounded and whose crash harms nobody."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

from pipeline.reading.pdf.limits import DEFAULT_LIMITS, PdfLimits, refused
from pipeline.words.model import ReadDocument

_GRACE_SECONDS = 5.0
"""The child watches the clock itself and answers with what it has; only one that hangs is ended from outside."""


def read_pdf_bounded(content: bytes, *, limits: PdfLimits = DEFAULT_LIMITS) -> ReadDocument:
    """What :func:`pipeline.reading.read_pdf.read_pdf` gives, within ``limits`` of memory and time.

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
    answer = pickle.loads(done.stdout) if done.returncode == 0 else None
    if isinstance(answer, ReadDocument):
        return answer
    return refused(
        "pdf_reader_died",
        f"ended its reader (code {done.returncode}): it needs more than {limits.max_memory_bytes:,} bytes of memory or "
        "breaks the PDF engine. If it is a real report, save a copy with another program and add that, or raise "
        "PEEL_MAX_PDF_MEMORY_BYTES.",
    )
