"""One document at a time: read it, interpret it, and keep what came of it by what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pyarrow as pa

from pipeline.capture.store import RawStore, StoreError
from pipeline.fingerprints import Ingredients
from pipeline.product.documents import Document
from pipeline.product.extracted import Extracted, Gist, extracted_of, gist_of, passages_table
from pipeline.readers import Limits, read
from pipeline.results import Stores, stores_of
from pipeline.settings import Settings
from pipeline.words.model import Medium, Problem, ReadDocument, Severity
from pipeline.workers import run_all

_PDF_COST = 8


@dataclass(frozen=True, slots=True)
class Work:
    """One document of a run and what its results depend on.

    ``reading`` and ``meaning`` are the fingerprints of its results. ``stale_because`` says why they are to be made
    anew, None if they are not.
    """

    document: Document
    ingredients: Ingredients
    reading: str
    meaning: str
    stale_because: str | None


@dataclass(frozen=True, slots=True)
class _Task:
    """One document to work on, as it is handed to another process."""

    settings: Settings
    work: Work
    to_read: bool


def limits_of(settings: Settings) -> Limits:
    """The limits of the readers, as the operator set them."""
    return Limits(**{field.name: getattr(settings, field.name) for field in fields(Limits)})


def work_folder(processed: Path) -> Path:
    """Where a run keeps what can be made again: stored results and Prefect's own files."""
    return processed / "work"


def extract(settings: Settings, works: Iterable[Work], to_read: Iterable[str]) -> Iterator[str]:
    """Read and interpret documents and store the results. Yields each id when it is done, in any order.

    Args:
        settings: folders and limits.
        works: the documents.
        to_read: ids of those that are to be read even if the reading is stored.
    """
    to_read = set(to_read)
    tasks = [_Task(settings, work, work.document.document_id in to_read) for work in works]
    return run_all(_extract, tasks, _cost)


def _cost(task: _Task) -> int:
    """How many web pages a document is worth; a report of some thirty pages takes a second."""
    return _PDF_COST if task.work.document.media_type == "application/pdf" else 1


def _extract(task: _Task) -> str:
    work, stored = task.work, _stored(task.settings)
    document = None if task.to_read else stored.read.get(work.reading)
    if document is None:
        document = _read(task.settings, work)
        if not _is_damaged(document):
            stored.read.put(work.reading, document)
    _made(task.settings, work, document)
    return work.document.document_id


@dataclass(frozen=True, slots=True)
class _Made:
    gist: Gist
    extracted: Extracted
    passages: pa.Table


def _made(settings: Settings, work: Work, document: ReadDocument | None = None) -> _Made:
    """What comes of a document, stored unless the original is damaged: that may be mended."""
    # A run that finds nothing to read need not wait for what reads.
    from pipeline.meaning.interpret import interpret

    stored = _stored(settings)
    document = document or stored.read.get(work.reading) or _read(settings, work)
    said = interpret(document, work.document.canonical_url)
    made = _Made(gist_of(document, said), extracted_of(said), passages_table(work.document.document_id, said))
    if not _is_damaged(document):
        stored.passages.put(work.meaning, {"passages": made.passages})
        stored.extracted.put(work.meaning, made.extracted)
        # Last: where there is a gist, there is all.
        stored.gists.put(work.meaning, made.gist)
        stored.ingredients.put(work.document.document_id, work.ingredients)
    return made


def meanings_of(settings: Settings, works: Iterable[Work]) -> dict[str, str]:
    """The fingerprint of what each document says, by its id. One that cannot be read has another than when mended."""
    held = _stored(settings).gists.keys()
    return {work.document.document_id: work.meaning if work.meaning in held else "damaged" for work in works}


def gists_of(settings: Settings, works: Iterable[Work], *, everything: bool = False) -> list[Gist]:
    """The stored gists of documents; where one was lost or damaged since, it is made again. Those kept together save
    reading as many files, and count only where the document's own is there: it may be what was lost with all else.

    Args:
        settings: folders and limits.
        works: all documents.
        everything: trust nothing but what is stored of each document by itself.

    Raises:
        StoreError: one is lost, and so is the original.
    """
    stored = _stored(settings)
    held = stored.gists.keys()
    kept = {} if everything else stored.together.get(_TOGETHER) or {}
    together = {meaning: gist for meaning, gist in kept.items() if meaning in held}
    gists = {
        work.meaning: together.get(work.meaning) or stored.gists.get(work.meaning) or _made_again(settings, work).gist
        for work in works
    }
    lasting = {meaning: gist for meaning, gist in gists.items() if not _tells_damage(gist.problems)}
    if len(lasting.keys() ^ together.keys()) > len(lasting) * _APART:
        stored.together.put(_TOGETHER, lasting)
    return [gists[work.meaning] for work in works]


_TOGETHER = "gists"

_APART = 0.05
"""The share of gists that may be other than those together, until all are stored together again."""


def extracted_of_work(settings: Settings, work: Work) -> Extracted:
    """What a document says: as it is stored, or made again.

    Raises:
        StoreError: it is lost, and so is the original.
    """
    return _stored(settings).extracted.get(work.meaning) or _made_again(settings, work).extracted


def passages_of_work(settings: Settings, work: Work) -> pa.Table:
    """The passages of a document, likewise.

    Raises:
        StoreError: they are lost, and so is the original.
    """
    stored = _stored(settings).passages.get(work.meaning)
    return stored["passages"] if stored else _made_again(settings, work).passages


def _made_again(settings: Settings, work: Work) -> _Made:
    """What comes of a document of which a stored result was lost. Nothing does if the original is damaged, too; then
    all that is stored of it goes: its gist tells of the damage, and the rows are those of a run that finds nothing.

    Raises:
        StoreError: there was a gist, and with it this run has reckoned that the document can be read.
    """
    made = _made(settings, work)
    damage = [problem.message for problem in made.gist.problems if problem.code == _DAMAGED]
    if damage:
        stored = _stored(settings)
        stored.extracted.forget(work.meaning)
        stored.passages.forget(work.meaning)
        if stored.gists.forget(work.meaning):
            raise StoreError(
                f"{work.document.name}: what was read of it is lost, and the original {damage[0]} Nothing was "
                "published; the next run tells of it among the problems and goes on without."
            )
    return made


def _stored(settings: Settings) -> Stores:
    return stores_of(work_folder(settings.processed))


_DAMAGED = "original_damaged"


def _is_damaged(document: ReadDocument) -> bool:
    return _tells_damage(document.problems)


def _tells_damage(problems: Iterable[Problem]) -> bool:
    return any(problem.code == _DAMAGED for problem in problems)


def _read(settings: Settings, work: Work) -> ReadDocument:
    try:
        content = RawStore(settings.raw).read(work.document.sha256)
    except (StoreError, OSError) as error:
        problem = Problem(Severity.ERROR, _DAMAGED, f"cannot be read: {error}")
        return ReadDocument(Medium.TEXT, (), words=0, markers_seen=0, problems=(problem,))
    return read(content, work.document.media_type, limits_of(settings))
