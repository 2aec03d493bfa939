"""Stored results of reading and meaning, by fingerprint. Only a cache: deleted or damaged, it is made again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from pipeline.fingerprints import Ingredients
from pipeline.product.documents import Extracted
from pipeline.product.publish import Release
from pipeline.words.model import ReadDocument

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


@dataclass(frozen=True, slots=True)
class Stores:
    """The stored results of a folder of releases."""

    read: ResultStore[ReadDocument]
    meaning: ResultStore[Extracted]
    ingredients: ResultStore[Ingredients]


@cache
def stores_of(work: Path) -> Stores:
    """The stored results below a run's own folder."""
    return Stores(
        ResultStore(work / "read", ReadDocument),
        ResultStore(work / "meaning", Extracted),
        ResultStore(work / "ingredients", Ingredients),
    )


def known_beside(work: Path, current: Release) -> list[dict[str, str]]:
    """What is known to make no other tables than those of the current release: its own ingredients, and others
    that a run has tried and remembered."""
    try:
        seen = json.loads((work / "seen.json").read_text(encoding="utf-8"))
        return [current.made_from, seen["made_from"]] if seen["beside"] == current.version else [current.made_from]
    except (OSError, ValueError, KeyError, TypeError):
        return [current.made_from]


def remember_beside(work: Path, current: Release, made_from: dict[str, str]) -> None:
    """Remember that these ingredients give nothing to publish beside the current release."""
    work.mkdir(parents=True, exist_ok=True)
    (work / "seen.json").write_text(json.dumps({"beside": current.version, "made_from": made_from}), encoding="utf-8")
