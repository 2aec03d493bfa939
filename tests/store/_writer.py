"""A process that puts made-up captures into a store until it has put all of them, for tests that kill it.

Run as ``python -m tests.store._writer ROOT FIRST COUNT``; prints each number once its put returned.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.capture.store import CaptureFacts, RawStore
from pipeline.words.model import CaptureMethod

START = datetime(2020, 1, 1, tzinfo=UTC)


def content_of(number: int) -> bytes:
    """Bytes of some size, so that a kill can fall into the writing of an original."""
    return f"Made-up page {number} of Bedfordshire. ".encode() * 2000


def facts_of(number: int) -> CaptureFacts:
    return CaptureFacts(
        url=f"https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2016/bedfordshire/{number}/",
        method=CaptureMethod.LIVE,
        media_type="text/plain",
        captured_at=START + timedelta(minutes=number),
    )


def main(root: str, first: str, count: str) -> None:
    store = RawStore(Path(root))
    for number in range(int(first), int(first) + int(count)):
        store.put(content_of(number), facts_of(number))
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
