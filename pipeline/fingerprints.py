"""What a stored result depends on. Results are stale when an ingredient changes, never because time passed."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from pipeline import vocabulary
from pipeline.documents import Document
from pipeline.model import Capture
from pipeline.readers import Limits
from pipeline.schema import SCHEMA_VERSION

LAYERS: dict[str, tuple[str, ...]] = {
    "words": ("model", "vocabulary", "schema", "addresses", "blocks", "ids"),
    "bytes": ("store", "imports"),
    "reading": ("accounting", "decoding", "read_text", "readers"),
    "meaning": (
        "sentences",
        "wording",
        "force_names",
        "page_titles",
        "page_kinds",
        "frameworks",
        "titles",
        "identity",
        "findings_headings",
        "outline",
        "lists",
        "deadlines",
        "findings",
        "subjects",
        "formulas",
        "grade_sentences",
        "grade_tables",
        "areas",
        "grades",
        "notices",
        "interpret",
    ),
    "product": ("documents", "merge", "coverage", "history", "tables", "checks", "changes", "dictionary", "publish"),
    "edges": (
        "settings",
        "progress",
        "fingerprints",
        "results",
        "build",
        "summary",
        "explain",
        "prefect_home",
        "console",
        "flows",
        "cli",
    ),
}
"""The rooms of the package by layer; a layer imports only those above it."""

_READING_WORDS = ("model", "blocks")
_PARSERS = ("beautifulsoup4", "lxml", "pdfplumber", "pdfminer.six", "pypdfium2")
_WRITERS = ("pyarrow",)


def of_reading(document: Document, limits: Limits) -> str:
    """Of what a reader makes of a document: its bytes, the readers' code, the parsers' versions, the limits."""
    return _digest(
        document.sha256,
        document.media_type,
        _code(*LAYERS["reading"], *_READING_WORDS),
        _versions(_PARSERS),
        repr(limits),
    )


def of_meaning(document: Document, reading: str) -> str:
    """Of what a document says: what was read, its address, the code of meaning and words, the vocabulary."""
    return _digest(
        reading,
        document.canonical_url,
        _code(*LAYERS["meaning"], *LAYERS["words"]),
        vocabulary.fingerprint(),
    )


def of_release(captures: list[Capture], documents: dict[str, str]) -> str:
    """Of a release: the ledger, the meaning of each document, the code that makes tables of them."""
    return _digest(
        *(repr(capture) for capture in captures),
        *(f"{document_id} {meaning}" for document_id, meaning in sorted(documents.items())),
        _code(*LAYERS["product"], *LAYERS["words"]),
        vocabulary.fingerprint(),
        SCHEMA_VERSION,
        _versions(_WRITERS),
    )


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _code(*modules: str) -> str:
    digest = hashlib.sha256()
    package = files("pipeline")
    for module in sorted(set(modules)):
        file = package / f"{module}.py"
        source = file if file.is_file() else package / module / "__init__.py"
        digest.update(module.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _versions(packages: tuple[str, ...]) -> str:
    return " ".join(f"{package}={_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
