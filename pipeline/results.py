"""Stored results of reading and meaning, by fingerprint. Only a cache: deleted or damaged, it is made again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class ResultStore(Generic[T]):
    """Values of one type, each in a file named by its key: a fingerprint, or the id of a document.

    Making one takes as long as reading a page: keep it.
    """

    def __init__(self, folder: Path, kind: type[T]) -> None:
        self._folder = folder
        self._adapter = TypeAdapter(kind)

    def has(self, fingerprint: str) -> bool:
        return self._path(fingerprint).is_file()

    def get(self, fingerprint: str) -> T | None:
        """The stored value, None if there is none that can be read."""
        try:
            return self._adapter.validate_json(self._path(fingerprint).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, fingerprint: str, value: T) -> None:
        """Store a value whole or not at all.

        Raises:
            OSError: the folder cannot be written.
        """
        path = self._path(fingerprint)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A run has its folder alone, and no two of its processes work on one document.
        part = path.with_name(f".part-{path.name}")
        try:
            part.write_bytes(self._adapter.dump_json(value))
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def keep_only(self, fingerprints: Iterable[str]) -> None:
        """Delete all values but these: older code or documents left them."""
        kept = {self._path(fingerprint) for fingerprint in fingerprints}
        for path in self._folder.glob("*/*"):
            if path not in kept:
                path.unlink(missing_ok=True)

    def _path(self, fingerprint: str) -> Path:
        return self._folder / fingerprint[-2:] / f"{fingerprint}.json"
