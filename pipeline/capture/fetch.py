"""One polite request: who we are, how fast we ask, how much we take, and when we stop.

Requests are made one after another, so a host never has more than one connection of ours in use. Redirects are
not followed here: the caller decides, and asks again. Nothing is written here.
"""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import urlsplit

import httpx
import stamina

from pipeline.capture.answers import OTHER_WAYS, Judgment, Verdict, judge
from pipeline.capture.network import GuardedTransport, PrivateAddressError
from pipeline.capture.robots import ROBOT_NAME

DEFAULT_DELAY = 5.0
"""Seconds between two requests to one host, without jitter: about what a person reading needs."""

_GZIP_OR_ZLIB = 47


@dataclass(frozen=True, slots=True)
class Operator:
    """Who asks: how the site's owner reaches the person who runs this, and the project's address if it has one.

    Raises:
        ValueError: the contact is no e-mail or web address, or the project's address is none.
    """

    contact: str
    project: str | None = None
    version: str = "0.1"

    def __post_init__(self) -> None:
        for name, value in (("contact", self.contact), ("project", self.project or ""), ("version", self.version)):
            if not value.isascii() or not value.isprintable() or any(sign in value for sign in "()<>;"):
                raise ValueError(f"the {name} {value!r} cannot stand in a request: use plain letters and signs")
        if "@" not in self.contact and not self.contact.startswith(("http://", "https://")):
            raise ValueError(
                f"the contact {self.contact!r} is no e-mail or web address. The site's owner must be able to reach "
                "the person who runs this: set one."
            )
        if self.project is not None and not self.project.startswith(("http://", "https://")):
            raise ValueError(f"the project's address {self.project!r} is no web address")

    @property
    def user_agent(self) -> str:
        about = f"+{self.project}; " if self.project else ""
        return f"{ROBOT_NAME}/{self.version} ({about}contact: {self.contact})"


@dataclass(frozen=True, slots=True)
class Limits:
    """Times are seconds. ``seconds`` bounds one whole answer, however slowly it drips."""

    bytes: int = 100_000_000
    seconds: float = 300.0
    connect_seconds: float = 30.0
    silence_seconds: float = 60.0
    attempts: int = 4
    backoff_seconds: float = 10.0
    longest_wait: float = 600.0
    """The longest Retry-After that is waited for; a longer one ends work on the host."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, sleep and chance, so that tests can hold them still."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server told about the version that is held, to ask "only if it changed"."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The conditional request headers."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address gave. ``asked_at`` is UTC; ``requests`` counts attempts; headers are in lower case."""

    url: str
    asked_at: datetime
    judgment: Judgment
    status: int | None = None
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0

    @property
    def verdict(self) -> Verdict:
        return self.judgment.verdict


class _AskAgainError(Exception):
    """The answer, or its lack, is worth another attempt. ``answer`` is what there was."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.judgment.message)
        self.answer = answer


class Fetcher:
    """Asks allowed hosts, slowly; close it after use or use it as a context.

    ``is_allowed`` tells the addresses that may be asked at all; ``named`` are host and port pairs that the
    operator named, which may be private. ``delay`` is in seconds.
    """

    def __init__(
        self,
        operator: Operator,
        is_allowed: Callable[[str], bool],
        *,
        named: Iterable[tuple[str, int]] = (),
        delay: float = DEFAULT_DELAY,
        jitter: float = 0.25,
        limits: Limits | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._is_allowed = is_allowed
        self._delay = delay
        self._jitter = jitter
        self.limits = limits or Limits()
        self.surroundings = surroundings or Surroundings()
        self._slower: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        # Every answer is told by the caller; stamina's own log lines would only repeat it on the terminal.
        stamina.instrumentation.set_on_retry_hooks(())
        timeout = httpx.Timeout(self.limits.silence_seconds, connect=self.limits.connect_seconds)
        self._client = httpx.Client(
            transport=GuardedTransport(named),
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
            headers={
                "User-Agent": operator.user_agent,
                "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,application/xml;q=0.9",
                "Accept-Encoding": "gzip",
                "Accept-Language": "en-GB,en;q=0.9,cy;q=0.8",
            },
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave at least so many seconds between two requests to this host, as its robots.txt wants."""
        self._slower[host] = max(seconds, self._slower.get(host, 0.0))

    def fetch(self, url: str, validators: Validators | None = None) -> Answer:
        """Ask one address, again after server errors and time-outs, and say what came of it.

        Nothing is raised for what a server or the network does: it is all in the answer's judgment.
        """
        if not self._is_allowed(url):
            message = "a host that is not asked: name it with --site if it is a copy of the site"
            return Answer(url, self.surroundings.now(), Judgment(Verdict.REFUSED, message))
        answer = Answer(url, self.surroundings.now(), Judgment(Verdict.FAILED))
        tried = 0
        try:
            for attempt in stamina.retry_context(on=self._waited_for, attempts=self.limits.attempts, timeout=None):
                with attempt:
                    tried = attempt.num
                    answer = self._ask(url, validators or Validators(), tried)
                    if answer.verdict is Verdict.RETRY:
                        raise _AskAgainError(answer)
        except _AskAgainError as error:
            answer = _given_up(error.answer, tried, self.limits)
        return answer

    def _waited_for(self, error: Exception) -> bool | float:
        """stamina's question what to do after an error. The waiting is done before the next request, by
        :meth:`_wait_turn`, because it holds for the host and not for this address only."""
        if not isinstance(error, _AskAgainError):
            return False
        wait = error.answer.judgment.wait
        if wait is not None and wait > self.limits.longest_wait:
            return False
        if wait is None:
            wait = self.limits.backoff_seconds * 2 ** (error.answer.requests - 1)
            wait *= 1 + self._jitter * self.surroundings.chance()
        self._wait_at_least(_host(error.answer.url), wait)
        return 0.0

    def _wait_at_least(self, host: str, seconds: float) -> None:
        until = self.surroundings.monotonic() + seconds
        self._not_before[host] = max(until, self._not_before.get(host, 0.0))

    def _wait_turn(self, host: str) -> None:
        wait = self._not_before.get(host, 0.0) - self.surroundings.monotonic()
        if wait > 0:
            self.surroundings.sleep(wait)

    def _ask(self, url: str, validators: Validators, attempt: int) -> Answer:
        host = _host(url)
        self._wait_turn(host)
        asked_at = self.surroundings.now()
        try:
            return self._answer(url, validators, asked_at, attempt)
        except PrivateAddressError as error:
            message = f"{error}. If it is a copy of the site, name exactly this host with --site"
            return Answer(url, asked_at, Judgment(Verdict.REFUSED, message), requests=attempt)
        except _TooMuchError as error:
            return Answer(url, asked_at, Judgment(Verdict.FAILED, str(error)), error.status, requests=attempt)
        except (httpx.TransportError, _CutOffError) as error:
            return Answer(url, asked_at, Judgment(Verdict.RETRY, _words_for(error)), requests=attempt)
        except (httpx.InvalidURL, UnicodeError) as error:
            return Answer(url, asked_at, Judgment(Verdict.FAILED, f"no usable address ({error})"), requests=attempt)
        finally:
            pause = max(self._delay, self._slower.get(host, 0.0))
            self._wait_at_least(host, pause * (1 + self._jitter * self.surroundings.chance()))

    def _answer(self, url: str, validators: Validators, asked_at: datetime, attempt: int) -> Answer:
        with self._client.stream("GET", url, headers=validators.headers()) as response:
            content = self._body(response)
            headers = {name.lower(): value for name, value in response.headers.items()}
            judgment = judge(url, response.status_code, headers, content, self.surroundings.now())
            return Answer(url, asked_at, judgment, response.status_code, content, headers, attempt)

    def _body(self, response: httpx.Response) -> bytes:
        """The decoded body, within the limits of size and time.

        Raises:
            _TooMuchError: it is larger, slower or packed otherwise than we accept.
            _CutOffError: it ends early. Libraries take a cut gzip body without a length for whole.
        """
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise _TooMuchError(f"packed as {encoding}, which was not asked for", response.status_code)
        unpack = None if encoding in {"identity", ""} else zlib.decompressobj(_GZIP_OR_ZLIB)
        deadline = self.surroundings.monotonic() + self.limits.seconds
        body = bytearray()
        is_empty = True
        # Without a size: with one, httpx holds small pieces back and the deadline would not be looked at.
        for piece in response.iter_raw():
            is_empty = is_empty and not piece
            self._unfold(piece, unpack, body)
            if len(body) > self.limits.bytes:
                raise _TooMuchError(f"larger than {self.limits.bytes:,} bytes", response.status_code)
            if self.surroundings.monotonic() > deadline:
                raise _TooMuchError(f"not finished after {self.limits.seconds:.0f} s", response.status_code)
        if unpack is not None and not unpack.eof and not is_empty:
            raise _CutOffError("the packed body is cut off")
        return bytes(body)

    def _unfold(self, piece: bytes, unpack: zlib._Decompress | None, body: bytearray) -> None:
        """Add a piece of the body, unpacked, never more than one byte over the limit."""
        try:
            body += piece if unpack is None else unpack.decompress(piece, self.limits.bytes + 1 - len(body))
        except zlib.error as error:
            raise _CutOffError(f"the packed body is damaged ({error})") from error


class _TooMuchError(Exception):
    """The answer goes beyond a limit; asking again would not help."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _CutOffError(Exception):
    """The answer is not whole."""


def _given_up(answer: Answer, attempts: int, limits: Limits) -> Answer:
    wait = answer.judgment.wait
    if wait is not None and wait > limits.longest_wait:
        message = (
            f"{answer.judgment.message}: the server asks to wait {wait / 60:.0f} minutes. Start again after that "
            f"time; what is held is not asked again. {OTHER_WAYS}"
        )
        judgment = Judgment(Verdict.BLOCKED, message)
    elif answer.status == 429:
        judgment = Judgment(
            Verdict.BLOCKED, f"too many requests (status 429) after waiting {attempts} times. {OTHER_WAYS}"
        )
    else:
        judgment = Judgment(Verdict.FAILED, f"{answer.judgment.message}, {attempts} attempts")
    return Answer(answer.url, answer.asked_at, judgment, answer.status, answer.content, answer.headers, attempts)


def _words_for(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return f"no whole answer ({error})"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
