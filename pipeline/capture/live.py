"""The publisher's own site, or a mirror of it, as a source of pages: asks, compares, writes down.

Every answer is in the ledger before the next address is asked, so a crash loses at most the one on its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from pipeline.capture.answers import Verdict
from pipeline.capture.crawl import AddressOutcome, Asked, Found, Onward
from pipeline.capture.discover import links_in, sitemap_entries
from pipeline.capture.fetch import Answer, Fetcher, Validators
from pipeline.capture.held import Held
from pipeline.capture.hosts import Hosts
from pipeline.capture.ledger import CaptureEntry, CaptureFacts, Visit, VisitOutcome
from pipeline.capture.media import HTML
from pipeline.capture.store import RawStore
from pipeline.capture.targets import Link, Listing, Target, is_pdf, target_of
from pipeline.words.addresses import ASSET_HOST, CURRENT_HOST, Mirror, canonical_url, is_site_address, original_address
from pipeline.words.model import CaptureMethod

MAX_HOPS = 5
"""Redirects that are followed one after another; RFC 9309 asks for at least five for robots.txt."""

_TODAY = frozenset({CURRENT_HOST, ASSET_HOST})


@dataclass(frozen=True, slots=True)
class _Step:
    """What one address gave: bytes to look for links in, or the address it leads to, or an outcome."""

    found: Found
    message: str = ""
    content: bytes | None = None
    media_type: str | None = None
    location: str | None = None
    capture_id: str | None = None
    was_held: bool = False
    asked: bool = True


class LiveSource:
    """Asks the site, or its mirrors instead of it: with mirrors no other host is ever asked.

    ``since`` is sent as If-Modified-Since for documents that are not held.
    """

    def __init__(
        self,
        store: RawStore,
        fetcher: Fetcher,
        round_id: str,
        mirrors: tuple[Mirror, ...] = (),
        since: date | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._round_id = round_id
        self._mirrors = mirrors
        self._since = since
        self._held = Held(store, round_id)
        self._linked: dict[str, str] = {}
        self._hops: dict[str, int] = {}
        self.hosts = Hosts(store, fetcher, round_id, self._held)

    def start(self) -> Iterator[Target]:
        """Sitemaps, the home page, and every page that is held from here: one of them may be gone."""
        home = f"https://{CURRENT_HOST}/"
        base = self._address_of(home)
        if base is None:
            return
        robots = self.hosts.robots_of(base)
        sitemaps = list(robots.sitemaps(base)) if robots else []
        for sitemap in sitemaps or [urljoin(base, "sitemap.xml")]:
            original = self._original_of(sitemap)
            if original:
                yield Target(original, Listing.SITEMAP)
        yield Target(home, Listing.HOME)
        for url in self._held.live_addresses():
            original = self._original_of(url)
            target = target_of(original) if original else None
            if target:
                yield target

    def ask(self, target: Target) -> Asked:
        """Ask a target, following redirects to other forms of its address."""
        url = self._linked.get(target.canonical_url) or self._address_of(target.url)
        if url is None:
            message = "its host is not among those named with --site"
            return Asked((_outcome(target, target.url, _Step(Found.REFUSED, message, asked=False)),))
        asked: list[str] = []
        while True:
            if self.hosts.has_ended(url):
                return Asked(is_left=True)
            asked.append(url)
            step = self._step(url, target)
            if step.location is None:
                return self._asked(target, url, step)
            follow = urldefrag(urljoin(url, step.location)).url
            onward = self._followed(target, follow, len(asked))
            if isinstance(onward, _Step):
                return Asked((_outcome(target, url, onward),))
            if onward.canonical_url != target.canonical_url:
                return Asked((_outcome(target, url, step),), more=(onward,))
            if follow in asked:
                return Asked((_outcome(target, url, _Step(Found.FAILED, "it leads back to itself")),))
            url = follow

    def _followed(self, target: Target, follow: str, hops: int) -> Target | _Step:
        """The target that a redirect leads to, or why it is not followed."""
        hops += self._hops.get(target.canonical_url, 0)
        if hops > MAX_HOPS:
            return _Step(Found.FAILED, f"more than {MAX_HOPS} redirects one after another")
        original = self._original_of(follow)
        if original is None:
            return _Step(Found.REFUSED, f"it leads to {follow}, on a host that is not asked")
        if canonical_url(original) == target.canonical_url:
            return target
        known = target_of(original)
        if known is None and (is_pdf(original) or not target.is_document):
            known = replace(target, url=original)
        if known is None or (known.kind is Listing.HOME and target.is_document):
            return _Step(Found.GONE, f"it leads to {follow}, which is no PEEL page")
        self._hops[known.canonical_url] = hops
        self._linked.setdefault(known.canonical_url, follow)
        return known

    def _step(self, url: str, target: Target) -> _Step:
        done = self._held.in_round(url)
        if done is not None:
            return self._again(done, target)
        decision = self.hosts.decision(url)
        if decision is None:
            return _Step(Found.BLOCKED, self.hosts.reason(url), asked=False)
        if not decision.allowed:
            message = "robots.txt forbids it"
            self._note(self._visit(url, VisitOutcome.REFUSED, message=message, robots=decision.told))
            return _Step(Found.REFUSED, message, asked=False)
        answer = self._fetcher.fetch(url, self._validators(url, target))
        self.hosts.heed(url, answer)
        return self._written_down(answer, target, decision.told)

    def _written_down(self, answer: Answer, target: Target, robots: str) -> _Step:
        """Write the answer into the store and say what it means."""
        verdict, message = answer.verdict, answer.judgment.message
        held = self._held.latest(target.canonical_url)
        if verdict is Verdict.PAGE:
            return self._page(answer, target, robots)
        if verdict is Verdict.NOT_MODIFIED:
            return self._not_modified(answer, target, robots)
        if verdict is Verdict.REDIRECT:
            location = answer.headers["location"]
            self._note(self._visit_of(answer, VisitOutcome.REDIRECTED, robots, location=location))
            return _Step(Found.REDIRECTED, f"leads to {location}", location=location)
        outcome, found = _REFUSALS[verdict]
        kept = answer.content if verdict is Verdict.BLOCKED and answer.content else None
        self._note(self._visit_of(answer, outcome, robots, message=message), kept)
        return _Step(found, message, was_held=held is not None)

    def _page(self, answer: Answer, target: Target, robots: str) -> _Step:
        content, media_type = answer.content, answer.judgment.media_type
        if not target.is_document:
            self._note(self._visit_of(answer, VisitOutcome.READ, robots, media_type=media_type), content)
            return _Step(Found.LISTING, content=content, media_type=media_type)
        held = self._held.latest(target.canonical_url)
        if held is not None and self._held.is_same(held, content):
            self._note(self._visit_of(answer, VisitOutcome.SAME, robots, media_type=media_type), content)
            return _Step(Found.SAME, content=content, media_type=media_type, was_held=True)
        capture, _ = self._store.put(
            content,
            CaptureFacts(
                url=answer.url,
                method=CaptureMethod.LIVE,
                media_type=media_type or HTML,
                captured_at=answer.asked_at,
                http_status=answer.status,
                etag=answer.headers.get("etag"),
                last_modified=answer.headers.get("last-modified"),
                stands_for=original_address(answer.url, self._mirrors),
                robots=robots,
                round_id=self._round_id,
            ),
        )
        found = Found.NEW if held is None else Found.CHANGED
        return _Step(
            found, content=content, media_type=media_type, capture_id=capture.capture_id, was_held=held is not None
        )

    def _not_modified(self, answer: Answer, target: Target, robots: str) -> _Step:
        known = self._held.for_address(answer.url)
        if known is None:
            self._note(self._visit_of(answer, VisitOutcome.NOT_MODIFIED, robots))
            return _Step(Found.OLDER)
        outcome = VisitOutcome.NOT_MODIFIED if target.is_document else VisitOutcome.READ
        visit = self._visit_of(answer, outcome, robots, media_type=known.media_type)
        visit = replace(visit, sha256=known.sha256, etag=visit.etag or known.etag)
        self._note(replace(visit, last_modified=visit.last_modified or known.last_modified))
        found = Found.SAME if target.is_document else Found.LISTING
        content = self._store.read(known.sha256)
        return _Step(found, content=content, media_type=known.media_type, was_held=target.is_document)

    def _again(self, done: CaptureEntry | Visit, target: Target) -> _Step:
        """What an answer of the interrupted scrape said."""
        held = self._held.latest(target.canonical_url)
        if isinstance(done, CaptureEntry):
            capture = done.capture
            found = Found.NEW if held is None else Found.CHANGED
            content = self._store.read(capture.sha256)
            step = _Step(found, content=content, media_type=capture.media_type, capture_id=capture.capture_id)
            return replace(step, was_held=held is not None, asked=False)
        found = _FOUND[done.outcome]
        if done.outcome is VisitOutcome.NOT_MODIFIED and not done.sha256:
            found = Found.OLDER
        kept = self._store.read(done.sha256) if done.sha256 else None
        step = _Step(found, done.message or "", kept, done.media_type, done.location, asked=False)
        return replace(step, was_held=held is not None)

    def _asked(self, target: Target, url: str, step: _Step) -> Asked:
        outcomes = (_outcome(target, url, step),)
        if step.content is None:
            return Asked(outcomes)
        if target.kind is Listing.SITEMAP:
            return self._asked_sitemap(outcomes, step.content)
        if step.media_type != HTML:
            return Asked(outcomes)
        links = sorted(links_in(step.content, url), key=lambda link: link.url)
        originals = ((self._remembered(link.url), link) for link in links)
        return Asked(outcomes, tuple(Onward(replace(link, url=url)) for url, link in originals if url))

    def _asked_sitemap(self, outcomes: tuple[AddressOutcome, ...], content: bytes) -> Asked:
        onward, more = [], []
        for entry in sitemap_entries(content):
            original = self._remembered(entry.url)
            if original and entry.is_sitemap:
                more.append(Target(original, Listing.SITEMAP))
            elif original:
                onward.append(Onward(Link(original, "", False), entry.changed))
        return Asked(outcomes, tuple(onward), tuple(more))

    def _remembered(self, url: str) -> str | None:
        """The original of a link; a mirror's is asked later in the form in which it is linked."""
        original = self._original_of(url)
        if original and not is_site_address(url):
            self._linked.setdefault(canonical_url(original), url)
        return original

    def _original_of(self, url: str) -> str | None:
        """The original of a link: itself on the site's hosts, else what a mirror's stands for.

        Addresses of the host before 2014 have no form on today's hosts and are not followed.
        """
        if is_site_address(url):
            return url if urlsplit(canonical_url(url)).hostname in _TODAY else None
        return original_address(url, self._mirrors)

    def _address_of(self, url: str) -> str | None:
        """Where an address of the site is asked: at a mirror if there are any, else at its newest host."""
        if not is_site_address(url):
            return None
        if not self._mirrors:
            parts = urlsplit(url)
            is_newest = parts.hostname == CURRENT_HOST and parts.scheme == "https"
            return urldefrag(url).url if is_newest else canonical_url(url)
        return next((found for mirror in self._mirrors if (found := mirror.address_of(url))), None)

    def _validators(self, url: str, target: Target) -> Validators:
        known = self._held.for_address(url)
        if known is not None:
            return Validators(known.etag, known.last_modified)
        if self._since and not target.leads_on and self._held.latest(target.canonical_url) is None:
            return Validators(last_modified=_http_date(self._since))
        return Validators()

    def _visit_of(self, answer: Answer, outcome: VisitOutcome, robots: str, **more: str | None) -> Visit:
        visit = self._visit(answer.url, outcome, robots=robots, **more)
        return replace(
            visit,
            visited_at=answer.asked_at,
            http_status=answer.status,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )

    def _visit(self, url: str, outcome: VisitOutcome, **more: str | None) -> Visit:
        return Visit(
            url,
            self._fetcher.surroundings.now(),
            CaptureMethod.LIVE,
            outcome,
            stands_for=original_address(url, self._mirrors),
            round_id=self._round_id,
            **more,  # type: ignore[arg-type]
        )

    def _note(self, visit: Visit, content: bytes | None = None) -> None:
        self._store.note(visit, content)


_REFUSALS = {
    Verdict.GONE: (VisitOutcome.GONE, Found.GONE),
    Verdict.BLOCKED: (VisitOutcome.BLOCKED, Found.BLOCKED),
    Verdict.FAILED: (VisitOutcome.FAILED, Found.FAILED),
    Verdict.RETRY: (VisitOutcome.FAILED, Found.FAILED),
    Verdict.REFUSED: (VisitOutcome.REFUSED, Found.REFUSED),
}

_FOUND = {
    VisitOutcome.SAME: Found.SAME,
    VisitOutcome.NOT_MODIFIED: Found.SAME,
    VisitOutcome.READ: Found.LISTING,
    VisitOutcome.REDIRECTED: Found.REDIRECTED,
    VisitOutcome.GONE: Found.GONE,
    VisitOutcome.BLOCKED: Found.BLOCKED,
    VisitOutcome.FAILED: Found.FAILED,
    VisitOutcome.REFUSED: Found.REFUSED,
}


def _outcome(target: Target, url: str, step: _Step) -> AddressOutcome:
    return AddressOutcome(
        url=url,
        canonical_url=target.canonical_url,
        kind=target.kind,
        force_id=target.force_id,
        cycle_id=target.cycle_id,
        found=step.found,
        message=step.message,
        capture_id=step.capture_id,
        was_held=step.was_held,
        asked=step.asked,
    )


def _http_date(day: date) -> str:
    return format_datetime(datetime.combine(day, time(), UTC), usegmt=True)
