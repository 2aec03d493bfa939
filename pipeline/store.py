"""The raw store: the only owner of ``raw/``.

``raw/originals/<first two>/<sha256>.<suffix>`` holds each original once, byte for byte. ``raw/ledger.jsonl``
holds one line for each capture, appended and never changed. Nothing is overwritten or deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipeline.addresses import canonical_url
from pipeline.model import Capture, CaptureMethod

SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
}
"""File endings by media type; anything else ends in ``.bin``."""

LOCK_SECONDS = 60.0
"""How long a writer waits for another one."""


class StoreError(Exception):
    """The raw store cannot be used as it is; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What is known of a capture beside its bytes. Times are UTC; None means that nothing tells."""

    url: str | None
    method: CaptureMethod
    media_type: str
    captured_at: datetime | None = None
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    archive_url: str | None = None
    file_name: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Damage:
    """An original that is missing or changed, or a line of the ledger that cannot be read."""

    place: str
    message: str


class RawStore:
    """Originals and their ledger under one folder; made on the first :meth:`put`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._ledger = root / "ledger.jsonl"
        self._read_to = 0
        self._captures: dict[str, Capture] = {}
        self._damage: list[Damage] = []

    def captures(self) -> list[Capture]:
        """All captures of the ledger, by canonical address, time and hash, whatever order they were added in."""
        self._follow_ledger()
        return sorted(
            self._captures.values(),
            key=lambda c: (
                c.canonical_url or "",
                c.captured_at.isoformat() if c.captured_at else "",
                c.sha256,
                c.capture_id,
            ),
        )

    def put(self, content: bytes, facts: CaptureFacts) -> tuple[Capture, bool]:
        """Keep the bytes and their capture. Returns the capture, and whether it was new.

        The same bytes from the same address at the same time by the same way are one capture: putting it
        again adds nothing. The original is whole on disk before the ledger names it.

        Raises:
            StoreError: the folder cannot be written, or another process holds the store too long.
        """
        capture = _capture_of(content, facts)
        try:
            with self._writing():
                self._follow_ledger()
                if capture.capture_id in self._captures:
                    return self._captures[capture.capture_id], False
                self._keep_original(content, capture)
                self._append(capture, facts.note)
                self._captures[capture.capture_id] = capture
        except OSError as error:
            raise StoreError(f"{self.root}: cannot write the raw store ({error}). Nothing was added.") from error
        return capture, True

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
                f"{path} is damaged: its bytes do not have the hash of its name. Restore it from git or a backup."
            )
        return content

    def path_of(self, sha256: str) -> Path | None:
        """The file that holds the original with this hash, None if it is missing."""
        folder = self.root / "originals" / sha256[:2]
        return next(iter(sorted(folder.glob(f"{sha256}.*"))), None)

    def verify(self) -> list[Damage]:
        """Every original that the ledger names, read and hashed; and every unreadable line of the ledger."""
        damage = []
        captures = self.captures()
        for sha256 in sorted({capture.sha256 for capture in captures}):
            try:
                self.read(sha256)
            except (StoreError, OSError) as error:
                damage.append(Damage(sha256, str(error)))
        return [*self._damage, *damage]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / ".lock", timeout=LOCK_SECONDS):
                yield
        except TimeoutError as error:
            raise StoreError(f"{self.root}: another process has been writing for {LOCK_SECONDS:.0f} s.") from error

    def _follow_ledger(self) -> None:
        if not self._ledger.exists():
            return
        with self._ledger.open("rb") as ledger:
            ledger.seek(self._read_to)
            for line in ledger:
                if not line.endswith(b"\n"):
                    # A writer is at work or died here; the next writer ends the line.
                    break
                self._take_line(line)
                self._read_to += len(line)

    def _take_line(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            capture = _capture_from(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            self._damage.append(
                Damage(
                    f"{self._ledger.name} at byte {self._read_to}",
                    f"{self._ledger}: a line is not a capture ({error}). It was left out; "
                    "add the file it stood for again with peel add.",
                )
            )
            return
        self._captures[capture.capture_id] = capture

    def _keep_original(self, content: bytes, capture: Capture) -> None:
        existing = self.path_of(capture.sha256)
        if existing is not None and existing.read_bytes() == content:
            return
        suffix = SUFFIXES.get(capture.media_type, ".bin")
        target = existing or self.root / "originals" / capture.sha256[:2] / f"{capture.sha256}{suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
            try:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
                os.chmod(part.name, 0o644)
                os.replace(part.name, target)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise

    def _append(self, capture: Capture, note: str | None) -> None:
        record = {
            name: value
            for name, value in {
                **asdict(capture),
                "note": note,
                "added_at": datetime.now(UTC).replace(microsecond=0),
            }.items()
            if value is not None
        }
        line = json.dumps(record, ensure_ascii=False, default=_as_text).encode() + b"\n"
        with self._ledger.open("ab") as ledger:
            if ledger.tell() and not self._ends_whole():
                ledger.write(b"\n")
            ledger.write(line)
            ledger.flush()
            os.fsync(ledger.fileno())

    def _ends_whole(self) -> bool:
        with self._ledger.open("rb") as ledger:
            ledger.seek(-1, os.SEEK_END)
            return ledger.read(1) == b"\n"


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} does not belong in the ledger")


def _capture_of(content: bytes, facts: CaptureFacts) -> Capture:
    sha256 = hashlib.sha256(content).hexdigest()
    canonical = canonical_url(facts.url) if facts.url else None
    captured_at = facts.captured_at.astimezone(UTC) if facts.captured_at else None
    identity = json.dumps([facts.url, captured_at.isoformat() if captured_at else None, facts.method, sha256])
    return Capture(
        capture_id="c-" + hashlib.sha256(identity.encode()).hexdigest()[:16],
        url=facts.url,
        canonical_url=canonical,
        captured_at=captured_at,
        method=facts.method,
        http_status=facts.http_status,
        media_type=facts.media_type,
        bytes=len(content),
        sha256=sha256,
        etag=facts.etag,
        last_modified=facts.last_modified,
        archive_url=facts.archive_url,
        file_name=facts.file_name,
    )


_CAPTURE_FIELDS = {field.name for field in fields(Capture)}


def _capture_from(record: dict[str, Any]) -> Capture:
    known: dict[str, Any] = {field.name: None for field in fields(Capture)}
    known |= {name: value for name, value in record.items() if name in _CAPTURE_FIELDS}
    if known["captured_at"]:
        known["captured_at"] = datetime.fromisoformat(known["captured_at"]).astimezone(UTC)
    known["method"] = CaptureMethod(known["method"])
    if known["url"]:
        # The canonical form follows the code, not the ledger: a better rule must reach old captures.
        known["canonical_url"] = canonical_url(known["url"])
    for name in ("capture_id", "sha256", "media_type", "bytes"):
        if known[name] is None:
            raise ValueError(f"{name} is missing")
    return Capture(**known)
