"""The hosts of a scrape: their robots.txt, and whether work on them has ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from pipeline.capture.answers import Verdict
from pipeline.capture.fetch import Answer, Fetcher, Validators
from pipeline.capture.held import Held
from pipeline.capture.ledger import Visit, VisitOutcome
from pipeline.capture.media import TEXT, media_type_of
from pipeline.capture.robots import Decision, Robots, robots_address
from pipeline.capture.store import RawStore
from pipeline.words.model import CaptureMethod

FAILURES_IN_A_ROW = 3
"""So many addresses in a row without an answer, each after its retries, and the host is left alone."""

LONGEST_DELAY = 120.0
"""Seconds; a longer Crawl-delay would make a scrape of the site last for weeks."""

_MAX_HOPS = 5


@dataclass(frozen=True, slots=True)
class StoppedHost:
    """A host on which work has ended, why, and what to do instead."""

    host: str
    message: str


class Hosts:
    """Keeps, for each host, its rules and its state. Everything asked here is written down."""

    def __init__(
        self,
        store: RawStore,
        fetcher: Fetcher,
        round_id: str,
        held: Held,
        method: CaptureMethod = CaptureMethod.LIVE,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._round_id = round_id
        self._held = held
        self._method = method
        self._robots: dict[str, Robots] = {}
        self._ended: dict[str, StoppedHost] = {}
        self._failures: dict[str, int] = {}
        self.requests = 0

    @property
    def stopped(self) -> tuple[StoppedHost, ...]:
        """The hosts on which work has ended, in the order in which it did."""
        return tuple(self._ended.values())

    def has_ended(self, url: str) -> bool:
        """Whether nothing more is asked of the host of this address."""
        return _host(url) in self._ended

    def reason(self, url: str) -> str:
        """Why work on the host of this address has ended; empty if it has not."""
        ended = self._ended.get(_host(url))
        return ended.message if ended else ""

    def heed(self, url: str, answer: Answer) -> None:
        """Take note of an answer: it may end work on its host."""
        host = _host(url)
        self.requests += answer.requests
        if answer.verdict is Verdict.BLOCKED:
            self._end(host, f"{url}: {answer.judgment.message}")
        no_answer = answer.verdict is Verdict.FAILED and (answer.status is None or answer.status >= 500)
        self._failures[host] = self._failures.get(host, 0) + 1 if no_answer else 0
        if self._failures[host] >= FAILURES_IN_A_ROW:
            self._end(
                host,
                f"{FAILURES_IN_A_ROW} addresses in a row gave no answer, the last one {url} "
                f"({answer.judgment.message}). Start again later; what is held is not asked again.",
            )

    def decision(self, url: str) -> Decision | None:
        """Whether robots.txt lets us ask this address; None if work on its host has ended."""
        robots = self.robots_of(url)
        return robots.decision(url) if robots else None

    def robots_of(self, url: str) -> Robots | None:
        """The rules of the host of this address, asked once; None if work on the host has ended."""
        host = _host(url)
        if host not in self._robots and host not in self._ended:
            robots = self._asked_robots(robots_address(url))
            if robots is not None:
                self._robots[host] = robots
                if robots.crawl_delay:
                    self._fetcher.slow_down(host, min(robots.crawl_delay, LONGEST_DELAY))
        return None if host in self._ended else self._robots.get(host)

    def _asked_robots(self, url: str) -> Robots | None:
        done = self._held.in_round(url)
        if isinstance(done, Visit) and done.outcome is VisitOutcome.GONE:
            return Robots(None)
        if isinstance(done, Visit) and done.sha256:
            return Robots(self._store.read(done.sha256))
        known = self._held.for_address(url)
        validators = Validators(known.etag, known.last_modified) if known else Validators()
        answer = self._fetcher.fetch(url, validators)
        asked = url
        for _ in range(_MAX_HOPS):
            if answer.verdict is not Verdict.REDIRECT:
                break
            self.requests += answer.requests
            asked = urljoin(asked, answer.headers["location"])
            answer = self._fetcher.fetch(asked)
        return self._robots_from(url, replace(answer, url=url), known.sha256 if known else None)

    def _robots_from(self, url: str, answer: Answer, known: str | None) -> Robots | None:
        """What an answer says about the rules. RFC 9309: none if it is not there, all forbidden on a server error.

        Beyond the RFC, a server that forbids even its robots.txt has said stop.
        """
        self.requests += answer.requests
        if answer.verdict is Verdict.NOT_MODIFIED and known:
            self._note(answer, VisitOutcome.READ, sha256=known)
            return Robots(self._store.read(known))
        if answer.status == 200 and answer.verdict is not Verdict.BLOCKED:
            is_text = media_type_of(answer.content) == TEXT or not answer.content
            content = answer.content if is_text else b""
            self._note(answer, VisitOutcome.READ, content=content)
            return Robots(content)
        if answer.verdict is Verdict.GONE or (answer.verdict is Verdict.FAILED and (answer.status or 500) < 500):
            self._note(answer, VisitOutcome.GONE)
            return Robots(None)
        blocked = answer.verdict is Verdict.BLOCKED
        self._note(answer, VisitOutcome.BLOCKED if blocked else VisitOutcome.FAILED)
        because = "" if blocked else ". Without its robots.txt nothing else is asked of it; start again later."
        self._end(_host(url), f"{url}: {answer.judgment.message}{because}")
        return None

    def _note(
        self, answer: Answer, outcome: VisitOutcome, content: bytes | None = None, sha256: str | None = None
    ) -> None:
        visit = Visit(
            answer.url,
            answer.asked_at,
            self._method,
            outcome,
            http_status=answer.status,
            message=answer.judgment.message or None,
            media_type=TEXT if content is not None or sha256 else None,
            sha256=sha256,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            round_id=self._round_id,
        )
        self._store.note(visit, content)

    def _end(self, host: str, message: str) -> None:
        self._ended.setdefault(host, StoppedHost(host, message))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
