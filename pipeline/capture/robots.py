"""What a site's robots.txt asks of us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from protego import Protego

ROBOT_NAME = "peel-pipeline"
"""Our name in robots.txt, and the first word of our user agent."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an address may be asked, and what decided it, in words for the ledger."""

    allowed: bool
    told: str


class Robots:
    """The rules of one host; without rules everything may be asked."""

    def __init__(self, content: bytes | None) -> None:
        self._is_there = content is not None
        # A byte order mark would void the first group.
        self._rules = Protego.parse((content or b"").decode("utf-8-sig", errors="replace"))

    def decision(self, url: str) -> Decision:
        """Whether robots.txt lets us ask this address."""
        if not self._is_there:
            return Decision(True, "no robots.txt")
        allowed = self._rules.can_fetch(url, ROBOT_NAME)
        return Decision(bool(allowed), "allowed" if allowed else "disallowed")

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that the site wants between two requests, None if it says nothing."""
        delay = self._rules.crawl_delay(ROBOT_NAME)
        return float(delay) if delay is not None else None

    def sitemaps(self, base: str) -> Sequence[str]:
        """The sitemaps it names, as absolute addresses, in its order."""
        return [urljoin(base, found) for found in self._rules.sitemaps]


def robots_address(url: str) -> str:
    """Where the robots.txt for an address stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
