"""What a stored result depends on. Results are stale when an ingredient changes, never because time passed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline import vocabulary
from pipeline.product.documents import Document
from pipeline.readers import Limits
from pipeline.words.model import Capture, Problem
from pipeline.words.schema import SCHEMA_VERSION

LAYERS = ("words", "capture", "reading", "meaning", "product")
"""The layers below the edges, each a folder; a layer imports only those before it. The edges are the modules
beside the folders."""

_PARSERS = ("beautifulsoup4", "lxml", "pdfplumber", "pdfminer.six", "pypdfium2")
_WRITERS = ("pyarrow",)

_BESIDE_MEANING = frozenset(
    {"corrections.csv", "expectations.csv", "force_expectations.csv", "calendar.csv", "due.csv", "loose_ties.csv"}
)
"""The vocabulary that only tables and checks are made with: a document says the same whatever stands there."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """All that the stored results of one document depend on, each as a digest or a plain value."""

    bytes: str
    media_type: str
    limits: str
    parsers: str
    reading_code: str
    address: str | None
    meaning_code: str
    vocabulary: str

    @property
    def reading(self) -> str:
        """Fingerprint of what a reader makes of the document."""
        return _digest(self.bytes, self.media_type, self.limits, self.parsers, self.reading_code)

    def meaning(self, reading: str) -> str:
        """Fingerprint of what the document says, given that of what a reader makes of it."""
        return _digest(reading, self.address, self.meaning_code, self.vocabulary)

    def changed_since(self, before: Ingredients) -> list[str]:
        """The names of the ingredients that are others now, in words."""
        return [
            field.name.replace("_", " ")
            for field in fields(self)
            if getattr(self, field.name) != getattr(before, field.name)
        ]


def of_documents(documents: Iterable[Document], limits: Limits) -> Iterator[Ingredients]:
    """The ingredients of each document with today's code, vocabulary and parsers."""
    shared = {
        "limits": repr(limits),
        "parsers": _versions(_PARSERS),
        "reading_code": _code("reading", "words/model.py", "words/blocks.py", "words/decoding.py", "readers.py"),
        "meaning_code": _code("meaning", "words", "vocabulary", "product/extracted.py", "product/arrow.py"),
        "vocabulary": vocabulary.fingerprint(beside=_BESIDE_MEANING),
    }
    for document in documents:
        yield Ingredients(
            bytes=document.sha256, media_type=document.media_type, address=document.canonical_url, **shared
        )


def of_force(force_id: str, reports: Iterable[tuple[Document, str]]) -> str:
    """Fingerprint of the rows of one force.

    Args:
        force_id: the force.
        reports: the current documents that say something about it, each with the fingerprint of what it says.
    """
    told = sorted(f"{document.document_id} {meaning} {document.name}" for document, meaning in reports)
    code = _code("meaning", "product", "words", "vocabulary")
    return _digest(force_id, *told, code, vocabulary.fingerprint(), SCHEMA_VERSION, _versions(_WRITERS))


def of_piece(documents: Iterable[tuple[str, str]]) -> str:
    """Fingerprint of the passages of some documents together.

    Args:
        documents: id of each, with the fingerprint of what it says.
    """
    told = [f"{document_id} {meaning}" for document_id, meaning in documents]
    return _digest(*told, _code("product", "words", "vocabulary"), SCHEMA_VERSION, _versions(_WRITERS))


def of_release(ledger: list[Capture | Problem], documents: Mapping[str, str]) -> dict[str, str]:
    """What a release is made from, by names that a message can show.

    Args:
        ledger: the captures, and what the ledger as a whole tells to be wrong.
        documents: fingerprint of the meaning of each document, by its id.
    """
    return {
        "ledger": _digest(*(repr(entry) for entry in ledger)),
        "documents": _digest(*(f"{document_id} {meaning}" for document_id, meaning in sorted(documents.items()))),
        "table code": _code("product", "words", "vocabulary"),
        "vocabulary and corrections": vocabulary.fingerprint(),
        "schema": SCHEMA_VERSION,
        "writers": _versions(_WRITERS),
    }


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def _code(*places: str) -> str:
    """A digest of the source of folders and files of the package."""
    package = Path(__file__).parent
    files = {file for place in places for file in [package / place, *(package / place).rglob("*.py")] if file.is_file()}
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _versions(packages: tuple[str, ...]) -> str:
    return " ".join(f"{package}={_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
