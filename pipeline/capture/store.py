"""The raw store: the only owner of ``raw/``.

``raw/originals/<first two>/<sha256>.<suffix>`` holds each original once, byte for byte. ``raw/ledger.jsonl``
holds one line for each capture, visit and round, appended and never changed. Nothing is overwritten or deleted.

A crash leaves the store whole at any moment: an original is written beside, flushed and renamed before the
ledger names it, and a ledger line that a crash cut off is cancelled by the next writer and stands for nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from pipeline.capture.ledger import (
    CANCELLED,
    CaptureEntry,
    CaptureFacts,
    Entry,
    Round,
    RoundEntry,
    RoundEvent,
    Visit,
    capture_line,
    capture_of,
    entry_from,
    line_end_for,
    round_line,
    visit_line,
)
from pipeline.words.model import Capture

__all__ = ["CaptureFacts", "Damage", "RawStore", "StoreError", "Visit"]

SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/xml": ".xml",
    "application/pdf": ".pdf",
}
"""File endings by media type; anything else ends in ``.bin``."""

LOCK_SECONDS = 60.0
"""How long a writer waits for another one."""


class StoreError(Exception):
    """The raw store cannot be used as it is; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Damage:
    """An original that is missing or changed, or a line of the ledger that cannot be read."""

    place: str
    message: str


class RawStore:
    """Originals and their ledger under one folder; made on the first write."""

    def __init__(self, root: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.root = root
        self._clock = clock
        self._ledger = root / "ledger.jsonl"
        self._forget()

    def captures(self) -> list[Capture]:
        """All captures of the ledger, by canonical address, time and hash, whatever order they were added in."""
        return [entry.capture for entry in self.entries()]

    def entries(self) -> list[CaptureEntry]:
        """All captures with what the ledger tells beside them, in the order of :meth:`captures`."""
        self._follow_ledger()
        return sorted(self._entries.values(), key=_capture_order)

    def visits(self) -> list[Visit]:
        """All addresses that were asked and gave no new capture, in the order of the ledger."""
        self._follow_ledger()
        return list(self._visits)

    def rounds(self) -> list[Round]:
        """All scrapes, oldest first."""
        self._follow_ledger()
        return list(self._rounds.values())

    def put(self, content: bytes, facts: CaptureFacts) -> tuple[Capture, bool]:
        """Keep the bytes and their capture. Returns the capture, and whether it was new.

        The same bytes from the same address at the same time by the same way are one capture: putting it
        again adds nothing to the ledger, but puts a missing or damaged original back.

        Raises:
            ValueError: the address is not an absolute http or https address.
            StoreError: the folder cannot be written, or another process holds the store too long.
        """
        capture = capture_of(content, facts)
        with self._writing():
            self._keep_original(content, capture.sha256, capture.media_type)
            if capture.capture_id in self._entries:
                return self._entries[capture.capture_id].capture, False
            self._append(capture_line(capture, facts, self._clock().replace(microsecond=0)))
        return capture, True

    def note(self, visit: Visit, content: bytes | None = None) -> Visit:
        """Write down a visit; bytes that came with it are kept under the hash that the result names.

        Raises:
            ValueError: the address is not an absolute http or https address.
            StoreError: as for :meth:`put`.
        """
        if content is not None:
            visit = replace(visit, sha256=hashlib.sha256(content).hexdigest())
        line = visit_line(visit)
        with self._writing():
            if content is not None and visit.sha256:
                self._keep_original(content, visit.sha256, visit.media_type)
            self._append(line)
        return visit

    def begin_round(self, round_id: str, scope: str) -> Round:
        """Write down that a scrape with this scope begins.

        Raises:
            StoreError: as for :meth:`put`.
        """
        with self._writing():
            self._append(round_line(round_id, RoundEvent.BEGAN, self._clock(), scope))
        return self._rounds[round_id]

    def end_round(self, round_id: str, found: int | None = None) -> None:
        """Write down that a scrape came to its end, and how many documents it found.

        Raises:
            KeyError: no scrape with this id began.
            StoreError: as for :meth:`put`.
        """
        with self._writing():
            scope = self._rounds[round_id].scope
            self._append(round_line(round_id, RoundEvent.ENDED, self._clock(), scope, found))

    def read(self, sha256: str) -> bytes:
        """The original with this hash.

        Raises:
            StoreError: it is missing, or its bytes have another hash.
        """
        path = self.path_of(sha256)
        if path is None:
            raise StoreError(
                f"The original {sha256[:12]} is missing from {self.root / 'originals'}. Put the file back "
                "(git checkout or a backup), or add the same file again with peel add."
            )
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError(
                f"{path} is damaged: its bytes do not have the hash of its name. Restore it from git or a "
                "backup, or add the same file again with peel add."
            )
        return content

    def path_of(self, sha256: str) -> Path | None:
        """The file that holds the original with this hash, None if it is missing."""
        folder = self.root / "originals" / sha256[:2]
        try:
            # No pattern: it would be made for one original, and kept.
            names = [name for name in os.listdir(folder) if name.startswith(f"{sha256}.")]
        except FileNotFoundError:
            return None
        return folder / min(names) if names else None

    def verify(self) -> list[Damage]:
        """Every original read and hashed, and every line of the ledger that cannot be read.

        What a crash leaves behind (a cut-off last line, a file still being written, an original that no line
        names yet) is no damage.
        """
        self._follow_ledger()
        named = {entry.capture.sha256 for entry in self._entries.values()}
        named |= {visit.sha256 for visit in self._visits if visit.sha256}
        held = {path.name.partition(".")[0] for path in (self.root / "originals").glob("??/*.*")}
        damage = list(self._damage)
        for sha256 in sorted(named | held):
            try:
                self.read(sha256)
            except (StoreError, OSError) as error:
                damage.append(Damage(sha256, str(error)))
        return damage

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the store alone, with the ledger read to its end."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with FileLock(self.root / ".lock", timeout=LOCK_SECONDS):
                self._follow_ledger()
                yield
                self._follow_ledger()
        except TimeoutError as error:
            raise StoreError(f"{self.root}: another process has been writing for {LOCK_SECONDS:.0f} s.") from error
        except OSError as error:
            raise StoreError(f"{self.root}: cannot write the raw store ({error}). Nothing was added.") from error

    def _forget(self) -> None:
        self._read_to = 0
        self._entries: dict[str, CaptureEntry] = {}
        self._visits: list[Visit] = []
        self._rounds: dict[str, Round] = {}
        self._damage: list[Damage] = []

    def _follow_ledger(self) -> None:
        if not self._ledger.exists():
            self._forget()
            return
        with self._ledger.open("rb") as ledger:
            if ledger.seek(0, os.SEEK_END) < self._read_to:
                # Another version of the file was checked out.
                self._forget()
            ledger.seek(self._read_to)
            for line in ledger:
                if not line.endswith(b"\n"):
                    # A writer is at work or died here; the next writer ends the line.
                    break
                self._take_line(line)
                self._read_to += len(line)

    def _take_line(self, line: bytes) -> None:
        if not line.strip() or line.endswith(CANCELLED):
            return
        try:
            self._take(entry_from(line))
        except ValueError as error:
            self._damage.append(
                Damage(
                    f"{self._ledger.name} at byte {self._read_to}",
                    f"{self._ledger}: the line at byte {self._read_to} cannot be read ({error}). It was left out; "
                    "restore the ledger from git or a backup, or add the file that the line stood for again with "
                    "peel add.",
                )
            )

    def _take(self, entry: Entry) -> None:
        if isinstance(entry, CaptureEntry):
            self._entries[entry.capture.capture_id] = entry
        elif isinstance(entry, Visit):
            self._visits.append(entry)
        elif isinstance(entry, RoundEntry):
            began = self._rounds.get(entry.round_id)
            self._rounds[entry.round_id] = Round(
                entry.round_id,
                entry.scope,
                began.began_at if began else entry.at,
                entry.event is RoundEvent.ENDED,
                entry.found,
            )

    def _keep_original(self, content: bytes, sha256: str, media_type: str | None) -> None:
        existing = self.path_of(sha256)
        if existing is not None and existing.read_bytes() == content:
            return
        suffix = SUFFIXES.get(media_type or "", ".bin")
        target = existing or self.root / "originals" / sha256[:2] / f"{sha256}{suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        writing = self.root / ".writing"
        writing.mkdir(exist_ok=True)
        for left_by_crash in writing.iterdir():
            # We hold the lock: nobody else is writing.
            left_by_crash.unlink()
        with tempfile.NamedTemporaryFile(dir=writing, delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        os.chmod(part.name, 0o644)
        os.replace(part.name, target)
        _flush_folder(target.parent)

    def _append(self, line: bytes) -> None:
        is_first = not self._ledger.exists()
        with self._ledger.open("ab+") as ledger:
            ledger.seek(self._read_to)
            tail = ledger.read()
            ledger.write(line_end_for(tail) + line)
            ledger.flush()
            os.fsync(ledger.fileno())
        if is_first:
            _flush_folder(self.root)


def _capture_order(entry: CaptureEntry) -> tuple[str, str, str, str]:
    capture = entry.capture
    captured_at = capture.captured_at.isoformat() if capture.captured_at else ""
    return (capture.canonical_url or "", captured_at, capture.sha256, capture.capture_id)


def _flush_folder(folder: Path) -> None:
    """Make a rename or a new file in this folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
