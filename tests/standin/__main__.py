"""Serve the stand-in site until it is interrupted: ``python -m tests.standin [--port N] [--assets-port N]``.

Prints the two values for ``--site``. ``POST /control/version/2`` on the first one shows the revised pages.
"""

from __future__ import annotations

import argparse
import signal
import threading

from tests.standin.server import SiteServer


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve made-up reports on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port of the site; 0 takes a free one")
    parser.add_argument("--assets-port", type=int, default=0, help="port of the PDFs; 0 takes a free one")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with SiteServer(options.port, options.assets_port) as site:
        for named in site.mirrors:
            print(f"{named.base}={named.original}", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
