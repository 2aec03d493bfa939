"""The whole product in a minute, with no internet: ``python -m tests.demo``.

Starts the stand-in site of the tests on loopback, scrapes it, publishes; then the site changes two pages, and is
scraped and published again. Its reports are made up, and say so.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.standin.server import SiteServer


def peel(folder: Path, *arguments: str) -> None:
    """Run the command as a user would, and show it."""
    print(f"\n$ peel {shlex.join(arguments)}", flush=True)
    environment = os.environ | {
        "PEEL_RAW": str(folder / "raw"),
        "PEEL_PROCESSED": str(folder / "processed"),
        "PEEL_CONTACT": "demo@example.org",
    }
    subprocess.run([sys.executable, "-m", "pipeline", *arguments], env=environment, check=False)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="peel-demo-") as name, SiteServer() as site:
        folder = Path(name)
        sites = [part for mirror in site.mirrors for part in ("--site", f"{mirror.base}={mirror.original}")]
        scope = ["--cycle", "2017", "--cycle", "2018-19", "--force", "cumbria", "--force", "lincolnshire"]
        print("A stand-in of the site, on loopback. Its reports are made up; so are its grades.")
        peel(folder, "scrape", *sites, *scope, "--delay", "0.1")
        peel(folder, "run", "--plain")
        print("\nNow the site changes two of its pages.")
        site.show_version(2)
        peel(folder, "scrape", *sites, *scope, "--delay", "0.1")
        peel(folder, "run", "--plain")
        print("\nWhat changed, as the release tells it (processed/current/CHANGES.md):\n")
        print((folder / "processed" / "current" / "CHANGES.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
