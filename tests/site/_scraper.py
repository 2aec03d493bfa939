"""A process that scrapes the stand-in until it is done or killed: ``python -m tests.site._scraper ROOT MIRROR…``.

Prints a line for every address that is written down.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.capture.scrape import ScrapeOptions, scrape
from pipeline.capture.store import RawStore
from pipeline.words.addresses import mirror
from tests.site.conftest import OPERATOR, QUICK


def main(root: str, *mirrors: str) -> None:
    options = ScrapeOptions(OPERATOR, mirrors=tuple(map(mirror, mirrors)), delay=0.0, limits=QUICK)
    summary = scrape(RawStore(Path(root)), options, lambda progress: print(progress.done, flush=True))
    print("ended", summary.found, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
