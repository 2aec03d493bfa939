"""The table that tells where saved files come from: CSV with the columns ``path``, ``url``, ``captured_at``."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.words.addresses import canonical_url
from pipeline.words.decoding import decode


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One file of a manifest; ``path`` is relative to the manifest's folder. ``wrong`` says what is amiss."""

    line: int
    path: str
    url: str | None
    captured_at: datetime | None
    wrong: str | None = None


def read_manifest(content: bytes) -> list[ManifestRow] | None:
    """The rows of a manifest, None if the bytes are no CSV with the columns ``path`` and ``url``.

    ``captured_at`` is ISO 8601; without an offset it is UTC. It may be missing or empty: then nothing tells.
    """
    reader = csv.DictReader(io.StringIO(decode(content)[0].lstrip("\ufeff"), newline=""))
    try:
        if not {"path", "url"} <= {(name or "").strip() for name in reader.fieldnames or ()}:
            return None
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        return [_row(reader.line_num, cells) for cells in reader]
    except csv.Error:
        return None


def iso_time(text: str) -> datetime:
    """An ISO 8601 date or time in UTC; without an offset it is taken as UTC.

    Raises:
        ValueError: it is neither.
    """
    time = datetime.fromisoformat(text.strip())
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _row(line: int, cells: dict[str, str | None]) -> ManifestRow:
    path, url, time = ((cells.get(name) or "").strip() for name in ("path", "url", "captured_at"))
    try:
        captured_at = iso_time(time) if time else None
    except ValueError:
        wrong = f"captured_at {time!r} is no date or time such as 2018-03-22T10:30:00Z"
        return ManifestRow(line, path, url or None, None, wrong)
    try:
        if url:
            canonical_url(url)
    except ValueError as error:
        return ManifestRow(line, path, None, captured_at, str(error))
    return ManifestRow(line, path, url or None, captured_at, None if path else "path is empty")
