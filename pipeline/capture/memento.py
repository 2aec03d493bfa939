"""A web archive as a source of pages: the site's addresses, answered with the bytes it archived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin

from pipeline import vocabulary
from pipeline.capture.answers import Judgment, Verdict
from pipeline.capture.crawl import AddressOutcome, Asked, Found, Onward
from pipeline.capture.discover import links_in
from pipeline.capture.fetch import Answer, Fetcher
from pipeline.capture.held import Held
from pipeline.capture.hosts import Hosts
from pipeline.capture.ledger import CaptureEntry, CaptureFacts, Visit, VisitOutcome
from pipeline.capture.media import HTML, TEXT
from pipeline.capture.store import RawStore
from pipeline.capture.targets import Listing, Scope, Target, overview_address, target_of
from pipeline.capture.timemap import Memento, archived_forms, mementos_in, picked, timemap_address
from pipeline.words.addresses import CURRENT_HOST, archived_address, canonical_url, is_site_address
from pipeline.words.model import Capture, CaptureMethod

MAX_HOPS = 5
"""Redirects inside the archive that are followed one after another: to the version nearest in time."""


class MementoSource:
    """Asks a Memento server for lists of versions, then for the original bytes of some of them.

    ``base`` is the archive's address up to where times stand in its addresses, with a final slash. ``versions``
    is how many versions of a page are taken, see :func:`pipeline.capture.timemap.picked`.
    """

    def __init__(
        self,
        store: RawStore,
        fetcher: Fetcher,
        round_id: str,
        base: str,
        scope: Scope,
        versions: int = 2,
        since: date | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._round_id = round_id
        self._base = base
        self._scope = scope
        self._versions = versions
        self._since = since
        self._held = Held(store, round_id)
        self.hosts = Hosts(store, fetcher, round_id, self._held, CaptureMethod.MEMENTO)

    def start(self) -> Iterator[Target]:
        """Home page, lists of reports and the overview of every cycle that has one."""
        home = f"https://{CURRENT_HOST}/"
        yield Target(home, Listing.HOME)
        yield Target(f"{home}peel-assessments/", Listing.LISTING)
        yield Target(f"{home}peel-reports/", Listing.LISTING)
        for cycle_id in vocabulary.cycles():
            address = overview_address(cycle_id)
            target = target_of(address) if address else None
            if target:
                yield target

    def ask(self, target: Target) -> Asked:
        """Ask for the versions of a page."""
        if self.hosts.has_ended(self._base):
            return Asked(is_left=True)
        trouble: list[Answer] = []
        mementos = self._mementos_of(target, trouble)
        asked = [self._ask_memento(target, memento) for memento in mementos]
        if not asked and not trouble:
            asked = [_only(target, self._base, Found.GONE, "the archive lists no version")]
        for answer in trouble:
            found = _FOUND.get(answer.verdict, Found.FAILED)
            asked.append(_only(target, answer.url, found, answer.judgment.message))
        return Asked(
            tuple(outcome for one in asked for outcome in one.outcomes),
            tuple(step for one in asked for step in one.onward),
            tuple(found for one in asked for found in one.more),
            is_left=any(one.is_left for one in asked),
        )

    def _mementos_of(self, target: Target, trouble: list[Answer]) -> list[Memento]:
        """Versions of the page; older forms of its address are asked only until there are enough.

        Answers that are neither a list nor "not archived" are added to ``trouble``.
        """
        found: list[Memento] = []
        wanted = self._versions if target.is_document else 1
        for form in archived_forms(target.url):
            if trouble or (found and 0 < wanted <= len(found)):
                break
            listed = self._timemap(timemap_address(self._base, form))
            if isinstance(listed, Answer):
                trouble.append(listed)
            else:
                found += mementos_in(listed)
        return picked(found, wanted, self._since if target.is_document else None)

    def _timemap(self, url: str) -> bytes | Answer:
        """The list of versions of an address, empty if none is archived; any other answer as it is."""
        done = self._held.in_round(url)
        if isinstance(done, Visit):
            return self._store.read(done.sha256) if done.sha256 else b""
        answer = self._asked(url)
        if answer.verdict is Verdict.PAGE:
            self._note(answer, VisitOutcome.READ, content=answer.content)
            return answer.content
        if answer.requests:
            self._note(answer, _VISITS.get(answer.verdict, VisitOutcome.FAILED))
        return b"" if answer.verdict is Verdict.GONE else answer

    def _asked(self, url: str) -> Answer:
        """The answer of the archive; one without requests if it was not asked at all."""
        decision = self.hosts.decision(url)
        now = self._fetcher.surroundings.now()
        if decision is None:
            return Answer(url, now, Judgment(Verdict.BLOCKED, self.hosts.reason(url)))
        if not decision.allowed:
            message = "the archive's robots.txt forbids it"
            visit = Visit(url, now, CaptureMethod.MEMENTO, VisitOutcome.REFUSED, robots=decision.told)
            self._store.note(replace(visit, message=message, round_id=self._round_id))
            return Answer(url, now, Judgment(Verdict.REFUSED, message))
        answer = self._fetcher.fetch(url)
        self.hosts.heed(url, answer)
        return answer

    def _ask_memento(self, target: Target, memento: Memento) -> Asked:
        url = memento.archive_url
        for _ in range(MAX_HOPS):
            kept = self._held.archived(url)
            if kept is not None:
                return self._kept(target, url, kept)
            location = self._location_seen(url)
            if location is None:
                if self.hosts.has_ended(url):
                    return Asked(is_left=True)
                answer = self._asked(url)
                if answer.verdict is not Verdict.REDIRECT:
                    return self._written_down(target, answer)
                location = answer.headers["location"]
                self._note(answer, VisitOutcome.REDIRECTED, location=location)
            follow = urljoin(url, location)
            archived = archived_address(follow)
            original = archived.url if archived else follow
            if not is_site_address(original):
                return _only(target, url, Found.REFUSED, f"it leads to {original}, which is not of the site")
            if archived is None or canonical_url(original) != target.canonical_url:
                known = target_of(original)
                outcome = _only(target, url, Found.REDIRECTED, f"leads to {original}").outcomes
                return Asked(outcome, more=(known,) if known else ())
            url = follow
        return _only(target, url, Found.FAILED, f"more than {MAX_HOPS} redirects one after another")

    def _location_seen(self, url: str) -> str | None:
        done = self._held.in_round(url)
        return done.location if isinstance(done, Visit) else None

    def _kept(self, target: Target, url: str, capture: Capture) -> Asked:
        content = self._store.read(capture.sha256)
        done = self._held.in_round(url)
        found = Found.SAME
        if isinstance(done, CaptureEntry):
            found = Found.NEW if self._held.latest(target.canonical_url) is None else Found.CHANGED
        outcome = replace(_only(target, url, found).outcomes[0], asked=False, was_held=True)
        return Asked((outcome,), self._onward(capture.url or url, content, capture.media_type))

    def _written_down(self, target: Target, answer: Answer) -> Asked:
        archived = archived_address(answer.url)
        if answer.verdict is not Verdict.PAGE or archived is None or answer.status != 200:
            if answer.requests:
                self._note(answer, _VISITS.get(answer.verdict, VisitOutcome.FAILED))
            found = _FOUND.get(answer.verdict, Found.FAILED)
            return _only(target, answer.url, found, answer.judgment.message)
        content, media_type = answer.content, answer.judgment.media_type or TEXT
        onward = self._onward(archived.url, content, media_type)
        if not target.is_document:
            self._note(answer, VisitOutcome.READ, content=content)
            return Asked(_only(target, answer.url, Found.LISTING).outcomes, onward)
        capture, _ = self._store.put(
            content,
            CaptureFacts(
                url=archived.url,
                method=CaptureMethod.MEMENTO,
                media_type=media_type,
                captured_at=archived.captured_at,
                http_status=200,
                archive_url=answer.url,
                round_id=self._round_id,
            ),
        )
        held = self._held.latest(target.canonical_url)
        found = Found.NEW if held is None else Found.SAME if held.sha256 == capture.sha256 else Found.CHANGED
        outcome = _only(target, answer.url, found).outcomes[0]
        return Asked((replace(outcome, capture_id=capture.capture_id, was_held=held is not None),), onward)

    def _onward(self, url: str, content: bytes, media_type: str) -> tuple[Onward, ...]:
        if media_type != HTML:
            return ()
        found = []
        for link in sorted(links_in(content, url), key=lambda link: link.url):
            archived = archived_address(link.url)
            original = archived.url if archived else link.url
            if is_site_address(original):
                found.append(Onward(replace(link, url=original)))
        return tuple(found)

    def _note(
        self,
        answer: Answer,
        outcome: VisitOutcome,
        content: bytes | None = None,
        location: str | None = None,
    ) -> None:
        visit = Visit(
            answer.url,
            answer.asked_at,
            CaptureMethod.MEMENTO,
            outcome,
            http_status=answer.status,
            message=answer.judgment.message or None,
            media_type=answer.judgment.media_type,
            location=location,
            round_id=self._round_id,
        )
        self._store.note(visit, content)


_VISITS = {
    Verdict.GONE: VisitOutcome.GONE,
    Verdict.BLOCKED: VisitOutcome.BLOCKED,
    Verdict.REFUSED: VisitOutcome.REFUSED,
}
_FOUND = {Verdict.GONE: Found.GONE, Verdict.BLOCKED: Found.BLOCKED, Verdict.REFUSED: Found.REFUSED}


def _only(target: Target, url: str, found: Found, message: str = "") -> Asked:
    outcome = AddressOutcome(url, target.canonical_url, target.kind, target.force_id, target.cycle_id, found, message)
    return Asked((outcome,))
