"""The whole run as plain functions: which documents are stale, read and interpret those, publish. No Prefect."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline import fingerprints, vocabulary
from pipeline.capture.ledger_problems import ledger_problems
from pipeline.capture.store import RawStore, StoreError
from pipeline.fingerprints import Ingredients
from pipeline.meaning.interpret import interpret
from pipeline.product.changes import COMPARED, changes_between
from pipeline.product.checks import Check, check_rows
from pipeline.product.corrections import correct
from pipeline.product.documents import Document, Extracted, documents_of, with_current
from pipeline.product.merge import merge
from pipeline.product.publish import (
    Release,
    as_tables,
    current_release,
    is_whole,
    keep_draft,
    meaning_digest,
    newest_whole,
    publish,
    row_digests,
    rows_of_release,
)
from pipeline.product.tables import Row, Rows, problem_row, rows_of
from pipeline.product.upkeep import alone, held_back
from pipeline.progress import tell
from pipeline.readers import Limits, read
from pipeline.results import Stores, known_beside, remember_beside, stores_of
from pipeline.settings import Settings
from pipeline.words.ids import problem_id
from pipeline.words.model import Capture, Medium, Problem, ReadDocument, Severity
from pipeline.workers import run_all, without_collector, working

logger = logging.getLogger(__name__)


class RunError(Exception):
    """A run cannot begin or end; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Work:
    """One document of a run, what its results depend on, and why they are stale; None if they are not."""

    document: Document
    ingredients: Ingredients
    stale_because: str | None

    @property
    def reading(self) -> str:
        return self.ingredients.reading

    @property
    def meaning(self) -> str:
        return self.ingredients.meaning


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is about: the ledger's captures, their documents, and which of these are stale.

    ``to_read`` and ``to_interpret`` are document ids; what is to be read is also to be interpreted.
    """

    captures: tuple[Capture, ...]
    works: tuple[Work, ...]
    to_read: tuple[str, ...]
    to_interpret: tuple[str, ...]
    problems: tuple[Problem, ...]
    """What the ledger as a whole tells to be wrong."""
    everything: bool = False
    """Whether all is made again, the tables too."""

    @property
    def stale(self) -> tuple[str, ...]:
        return tuple(sorted({*self.to_read, *self.to_interpret}))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``release`` is the current release, ``published`` whether this run made it."""

    documents: int
    read: int
    interpreted: int
    release: Release | None
    published: bool
    severities: dict[str, int]
    failed: tuple[Check, ...]
    draft: Path | None = None
    """Where the tables lie that a failed required check kept from being published."""
    held_back: str | None = None
    """The newer release that says the same as this run, and was rolled back from."""

    @property
    def exit_code(self) -> int:
        """0 all well, 1 published with errors among the problems, or not published since a check failed."""
        return 1 if self.severities.get(Severity.ERROR) or any(check.required for check in self.failed) else 0


def limits_of(settings: Settings) -> Limits:
    """The limits of the readers, as the operator set them."""
    return Limits(**{field.name: getattr(settings, field.name) for field in fields(Limits)})


def plan(settings: Settings, *, everything: bool = False) -> Plan:
    """Which documents the raw store holds, and which of them have no result with today's ingredients.

    Args:
        settings: folders and limits.
        everything: treat all as stale.

    Raises:
        RunError: there is no raw store.
    """
    if not settings.raw.is_dir():
        raise RunError(
            f"There is no raw store at {settings.raw}. Name another folder with --raw, or add a first report with "
            "peel add PATH."
        )
    store = RawStore(settings.raw)
    captures = store.captures()
    limits = limits_of(settings)
    stored = stores_of(work_folder(settings.processed))
    works = []
    for document in documents_of(captures):
        ingredients = fingerprints.of_document(document, limits)
        works.append(Work(document, ingredients, _why_stale(stored, document, ingredients, everything=everything)))
    to_interpret = [work for work in works if work.stale_because]
    to_read = [work for work in to_interpret if everything or not stored.read.has(work.reading)]
    return Plan(
        captures=tuple(captures),
        works=tuple(works),
        to_read=tuple(work.document.document_id for work in to_read),
        to_interpret=tuple(work.document.document_id for work in to_interpret),
        problems=tuple(ledger_problems(captures, store.visits(), store.rounds())),
        everything=everything,
    )


def _why_stale(stored: Stores, document: Document, ingredients: Ingredients, *, everything: bool) -> str | None:
    if everything:
        return "everything is read again"
    if stored.meaning.has(ingredients.meaning):
        return None
    before = stored.ingredients.get(document.document_id)
    if before is None:
        return "never read"
    return f"changed: {', '.join(ingredients.changed_since(before))}" if before != ingredients else "result lost"


@dataclass(frozen=True, slots=True)
class _Task:
    """One document to work on, as it is handed to another process."""

    settings: Settings
    work: Work
    to_read: bool


def extract(settings: Settings, planned: Plan, document_ids: Iterable[str]) -> Iterator[str]:
    """Read and interpret these documents and store the results. Yields each id when it is done, in any order."""
    wanted, to_read = set(document_ids), set(planned.to_read)
    return run_all(
        _extract,
        [
            _Task(settings, work, work.document.document_id in to_read)
            for work in planned.works
            if work.document.document_id in wanted
        ],
    )


def _extract(task: _Task) -> str:
    work, stored = task.work, stores_of(work_folder(task.settings.processed))
    document_id = work.document.document_id
    document = None if task.to_read else stored.read.get(work.reading)
    if document is None:
        document = _read(RawStore(task.settings.raw), work.document, limits_of(task.settings))
        if _was_damaged(document):
            return document_id
        stored.read.put(work.reading, document)
    stored.meaning.put(work.meaning, _extracted(document, work.document))
    stored.ingredients.put(document_id, work.ingredients)
    return document_id


def finish(settings: Settings, planned: Plan) -> Outcome:
    """Make the tables of all documents, check them, and publish them if they say anything new.

    Raises:
        PublishError: the release cannot be written.
    """
    with without_collector():
        return _finish(settings, planned)


def _finish(settings: Settings, planned: Plan) -> Outcome:
    current = current_release(settings.processed)
    whole = current is not None and is_whole(current)
    made_from = _made_from(settings, planned)
    work = work_folder(settings.processed)
    if current and whole and not planned.everything and made_from in known_beside(work, current):
        logger.info("Nothing new: still release %s.", current.version)
        return _outcome(planned, current, published=False, rows=rows_of_release(current, ("problems",)), checks=[])
    before = current if whole else newest_whole(settings.processed)
    rows, checks = build_rows(settings, planned, before)
    tables = as_tables(rows)
    if any(check.required and check.passed is False for check in checks):
        draft = keep_draft(tables, settings.processed, before)
        logger.error("A required check failed; not published, the draft is in %s.", draft)
        shown = current if whole else None
        return _outcome(planned, shown, published=False, rows=rows, checks=checks, draft=draft)
    _keep_results_of(stores_of(work), planned)
    digests = row_digests(tables)
    if current and whole:
        digest = meaning_digest(digests)
        held = held_back(settings.processed, current, digest)
        if held or current.digest == digest:
            # Other ingredients, nothing new: remembered, so that the next run need not find out again.
            remember_beside(work, current, made_from)
            logger.info("Nothing new: still release %s.", current.version)
            return _outcome(planned, current, published=False, rows=rows, checks=checks, held=held)
    release = publish(tables, digests, settings.processed, made_from, before)
    logger.info("Published release %s.", release.version)
    return _outcome(planned, release, published=True, rows=rows, checks=checks)


def _keep_results_of(stored: Stores, planned: Plan) -> None:
    """Delete results that older code or documents left."""
    stored.read.keep_only(work.reading for work in planned.works)
    stored.meaning.keep_only(work.meaning for work in planned.works)
    stored.ingredients.keep_only(work.document.document_id for work in planned.works)


def table_reasons(settings: Settings, planned: Plan) -> list[str]:
    """What the current release was made from and is another now, in words; empty where a run would make no tables."""
    current = current_release(settings.processed)
    if current is None:
        return ["nothing is published"]
    if not is_whole(current):
        return ["the current release is damaged"]
    made_from = _made_from(settings, planned)
    if made_from in known_beside(work_folder(settings.processed), current):
        return []
    return [f"changed: {name}" for name, digest in made_from.items() if current.made_from.get(name) != digest]


def build_rows(settings: Settings, planned: Plan, before: Release | None) -> tuple[Rows, list[Check]]:
    """The rows of all tables, and the checks over them. ``before`` is whole, and what ``changes`` compares with."""
    reports = with_current((work.document, _result(settings, work)) for work in planned.works)
    rows = rows_of(planned.captures, reports, merge(reports))
    rows["problems"] += [problem_row(problem) for problem in planned.problems]
    correct(rows, vocabulary.corrections())
    checks = check_rows(rows)
    rows["checks"] = [check.row for check in checks]
    rows["problems"] += [_check_problem(check) for check in checks if check.passed is False and not check.required]
    rows["changes"] = changes_between(rows_of_release(before, COMPARED) if before else None, rows)
    return rows, checks


def refresh(settings: Settings, *, everything: bool = False) -> Outcome:
    """A whole run without Prefect."""
    with only_run(settings):
        planned = plan(settings, everything=everything)
        for _ in extract(settings, planned, planned.stale):
            pass
        return finish(settings, planned)


def verify(settings: Settings) -> list[str]:
    """What is missing or changed among the originals and the published tables, one message each."""
    damage = [item.message for item in RawStore(settings.raw).verify()]
    release = current_release(settings.processed)
    if release is not None and not is_whole(release):
        damage.append(f"Release {release.version} has missing or changed tables; peel run makes it again.")
    return damage


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Hold the folder of releases, and processes to read with, for this run; another run waits its turn.

    Raises:
        PublishError: the other run takes longer than ``lock_seconds``, or the folder cannot be written.
    """

    def waiting() -> None:
        tell("waiting for another run to end", 0, 1)

    with alone(settings.processed, settings.lock_seconds, waiting), working(settings.workers):
        yield


def work_folder(processed: Path) -> Path:
    """Where a run keeps what can be made again: stored results and Prefect's own files."""
    return processed / "work"


def _made_from(settings: Settings, planned: Plan) -> dict[str, str]:
    """What the release is made from. A document without stored result is damaged; mended, it is another ingredient."""
    stored = stores_of(work_folder(settings.processed))
    meanings = {
        work.document.document_id: work.meaning if stored.meaning.has(work.meaning) else "damaged"
        for work in planned.works
    }
    return fingerprints.of_release([*planned.captures, *planned.problems], meanings)


def _read(store: RawStore, document: Document, limits: Limits) -> ReadDocument:
    try:
        content = store.read(document.sha256)
    except (StoreError, OSError) as error:
        problem = Problem(Severity.ERROR, "original_damaged", f"cannot be read: {error}")
        return ReadDocument(Medium.TEXT, (), words=0, markers_seen=0, problems=(problem,))
    return read(content, document.media_type, limits)


def _was_damaged(document: ReadDocument) -> bool:
    return any(problem.code == "original_damaged" for problem in document.problems)


def _extracted(document: ReadDocument, source: Document) -> Extracted:
    return Extracted(
        medium=document.medium,
        rendering=document.rendering,
        pages=document.pages,
        words=document.words,
        interpretation=interpret(document, source.canonical_url),
    )


def _result(settings: Settings, work: Work) -> Extracted:
    stored = stores_of(work_folder(settings.processed)).meaning.get(work.meaning)
    if stored is None:
        # The original is damaged, or the stored result was lost since: read it again, which tells which.
        document = _read(RawStore(settings.raw), work.document, limits_of(settings))
        stored = _extracted(document, work.document)
    return stored


def _check_problem(check: Check) -> Row:
    message = (
        f"{check.scope}: expected {check.expected}, found {check.found}. "
        f"Look at {', '.join(check.rows) or 'the table checks'}."
    )
    return {
        "problem_id": problem_id(check.check_id, check.scope, check.found),
        "severity": str(Severity.WARNING),
        "code": f"check_failed:{check.check_id.split(':')[0]}",
        "message": message,
        "document_id": None,
        "capture_id": None,
        "passage_ordinal": None,
        "text": None,
    }


def _outcome(
    planned: Plan,
    release: Release | None,
    *,
    published: bool,
    rows: Rows,
    checks: list[Check],
    draft: Path | None = None,
    held: Release | None = None,
) -> Outcome:
    return Outcome(
        documents=len(planned.works),
        read=len(planned.to_read),
        interpreted=len(planned.to_interpret),
        release=release,
        published=published,
        severities=dict(Counter(row["severity"] for row in rows["problems"])),
        failed=tuple(check for check in checks if check.passed is False),
        draft=draft,
        held_back=held.version if held else None,
    )
