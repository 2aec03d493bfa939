"""What a stored result depends on. Results are stale when an ingredient changes, never because time passed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from pipeline import vocabulary
from pipeline.documents import Document
from pipeline.model import Capture, Problem
from pipeline.readers import Limits
from pipeline.schema import SCHEMA_VERSION

LAYERS: dict[str, tuple[str, ...]] = {
    "words": ("model", "vocabulary", "schema", "addresses", "blocks", "decoding", "ids"),
    "bytes": (
        "media",
        "ledger",
        "store",
        "imported",
        "manifest",
        "saved_page",
        "imports_archive",
        "imports",
        "answers",
        "robots",
        "network",
        "fetch",
        "hosts",
        "held",
        "discover",
        "crawl",
        "timemap",
        "memento",
        "live",
        "scrape",
    ),
    "reading": (
        "accounting",
        "html_tags",
        "html_drafts",
        "html_lists",
        "html_tables",
        "html_runs",
        "html_walk",
        "html_furniture",
        "html_count",
        "html_decode",
        "html_parse",
        "html_locate",
        "html_refusals",
        "read_html",
        "read_text",
        "pdf_chars",
        "pdf_glyphs",
        "pdf_lines",
        "pdf_shapes",
        "pdf_regions",
        "pdf_stacks",
        "pdf_layout",
        "pdf_furniture",
        "pdf_markers",
        "pdf_blocks",
        "pdf_lists",
        "pdf_boxes",
        "pdf_passages",
        "pdf_links",
        "pdf_tags",
        "pdf_witness",
        "pdf_limits",
        "pdf_picture",
        "read_pdf",
        "readers",
    ),
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
    "product": (
        "documents",
        "expected",
        "ledger_problems",
        "merge",
        "coverage",
        "history",
        "tables",
        "corrections",
        "checks",
        "changes",
        "summary",
        "dictionary",
        "publish",
        "export",
    ),
    "edges": (
        "settings",
        "progress",
        "fingerprints",
        "pdf_bounded",
        "pdf_child",
        "results",
        "workers",
        "build",
        "explain",
        "prefect_home",
        "console",
        "notify",
        "flows",
        "serving",
        "scraping",
        "cli_shared",
        "cli_scrape",
        "cli_releases",
        "cli",
        "__main__",
    ),
}
"""The rooms of the package by layer; a layer imports only those above it."""

_READING_WORDS = ("model", "blocks", "decoding")
_PARSERS = ("beautifulsoup4", "lxml", "pdfplumber", "pdfminer.six", "pypdfium2")
_WRITERS = ("pyarrow",)


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

    @property
    def meaning(self) -> str:
        """Fingerprint of what the document says."""
        return _digest(self.reading, self.address, self.meaning_code, self.vocabulary)

    def changed_since(self, before: Ingredients) -> list[str]:
        """The names of the ingredients that are others now, in words."""
        return [
            field.name.replace("_", " ")
            for field in fields(self)
            if getattr(self, field.name) != getattr(before, field.name)
        ]


def of_document(document: Document, limits: Limits) -> Ingredients:
    """The ingredients of a document with today's code, vocabulary and parsers."""
    return Ingredients(
        bytes=document.sha256,
        media_type=document.media_type,
        limits=repr(limits),
        parsers=_versions(_PARSERS),
        reading_code=_code(*LAYERS["reading"], *_READING_WORDS),
        address=document.canonical_url,
        meaning_code=_code(*LAYERS["meaning"], *LAYERS["words"]),
        vocabulary=vocabulary.fingerprint(),
    )


def of_release(ledger: list[Capture | Problem], documents: dict[str, str]) -> str:
    """Of a release: the ledger, the meaning of each document, the code that makes tables of them."""
    return _digest(
        *(repr(entry) for entry in ledger),
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
