"""The whole run as plain functions: which documents are stale, read and interpret those, publish. No Prefect."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipeline import extraction, fingerprints, vocabulary
from pipeline.assembly import assemble
from pipeline.capture.ledger_problems import ledger_problems
from pipeline.capture.store import RawStore
from pipeline.extraction import Work, limits_of, meanings_of, work_folder
from pipeline.fingerprints import Ingredients
from pipeline.product.checks import Check
from pipeline.product.corrections import CorrectionError, require_sound
from pipeline.product.documents import Document, documents_of
from pipeline.product.draft import drafting
from pipeline.product.publish import (
    Release,
    current_release,
    damaged_releases,
    drop_draft,
    is_whole,
    keep_draft,
    newest_whole,
    publish,
    tables_of_release,
    version_folders,
)
from pipeline.product.upkeep import alone, held_back
from pipeline.progress import tell
from pipeline.results import Stores, clear_former, known_beside, remember_beside, remember_forces, stores_of
from pipeline.settings import Settings
from pipeline.words.model import Capture, Problem, Severity
from pipeline.workers import out_of_the_collectors_way, without_collector, working

logger = logging.getLogger(__name__)


class RunError(Exception):
    """A run cannot begin or end; the message says why and what to do."""


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
    errors: Mapping[str, int] = field(default_factory=dict)
    """How many of the problems are errors, by code."""

    @property
    def exit_code(self) -> int:
        """0 all well, 1 published with errors among the problems, or not published since a check failed."""
        return 1 if self.severities.get(Severity.ERROR) or any(check.required for check in self.failed) else 0


@without_collector()
def plan(settings: Settings, *, everything: bool = False) -> Plan:
    """Which documents the raw store holds, and which of them have no result with today's ingredients.

    Args:
        settings: folders and limits.
        everything: treat all as stale.

    Raises:
        RunError: there is no raw store, or the file of corrections is not in order.
    """
    _require_raw(settings)
    try:
        require_sound(vocabulary.corrections())
    except ValueError as error:
        raise _not_in_order(error) from error
    store = RawStore(settings.raw)
    captures = store.captures()
    limits = limits_of(settings)
    stored = stores_of(work_folder(settings.processed))
    held = stored.gists.keys()
    documents = documents_of(captures)
    works = []
    for document, ingredients in zip(documents, fingerprints.of_documents(documents, limits), strict=True):
        reading = ingredients.reading
        meaning = ingredients.meaning(reading)
        why = "everything is read again" if everything else None
        if why is None and meaning not in held:
            why = _why_stale(stored, document, ingredients)
        works.append(Work(document, ingredients, reading, meaning, why))
    to_interpret = [work for work in works if work.stale_because]
    readings = stored.read.keys() if to_interpret else set()
    to_read = [work for work in to_interpret if everything or work.reading not in readings]
    return Plan(
        captures=tuple(captures),
        works=tuple(works),
        to_read=tuple(work.document.document_id for work in to_read),
        to_interpret=tuple(work.document.document_id for work in to_interpret),
        problems=tuple(ledger_problems(captures, store.visits(), store.rounds())),
        everything=everything,
    )


def _why_stale(stored: Stores, document: Document, ingredients: Ingredients) -> str:
    before = stored.ingredients.get(document.document_id)
    if before is None:
        is_there = stored.ingredients.holds(document.document_id)
        return "what is stored of it is of an older version, or damaged" if is_there else "never read"
    return f"changed: {', '.join(ingredients.changed_since(before))}" if before != ingredients else "result lost"


def extract(settings: Settings, planned: Plan, document_ids: Iterable[str]) -> Iterator[str]:
    """Read and interpret these documents and store the results. Yields each id when it is done, in any order."""
    wanted = set(document_ids)
    works = [work for work in planned.works if work.document.document_id in wanted]
    with out_of_the_collectors_way():
        yield from extraction.extract(settings, works, planned.to_read)


def finish(settings: Settings, planned: Plan) -> Outcome:
    """Make the tables of all documents, check them, and publish them if they say anything new. A draft that an earlier
    run kept is replaced, or goes.

    Raises:
        PublishError: the release cannot be written.
        RunError: a correction does not fit the row it is of.
    """
    with without_collector():
        try:
            outcome = _finish(settings, planned)
        except CorrectionError as error:
            raise _not_in_order(error) from error
    if outcome.draft is None:
        drop_draft(settings.processed)
    return outcome


def _not_in_order(error: ValueError) -> RunError:
    return RunError(f"pipeline/vocabulary/corrections.csv is not in order: {error}. Nothing was published.")


def _finish(settings: Settings, planned: Plan) -> Outcome:
    current = current_release(settings.processed)
    whole = current is not None and is_whole(current)
    meanings = meanings_of(settings, planned.works)
    made_from = fingerprints.of_release([*planned.captures, *planned.problems], meanings)
    work = work_folder(settings.processed)
    if current and whole and not planned.everything and made_from in known_beside(work, current):
        logger.info("Nothing new: still release %s.", current.version)
        problems = tables_of_release(current, ["problems"], ["severity", "code"])["problems"]
        return _outcome(planned, current, published=False, problems=problems)
    before = current if whole else newest_whole(settings.processed)
    with drafting(settings.processed) as draft:
        made = assemble(
            settings,
            planned.captures,
            planned.works,
            meanings,
            planned.problems,
            before,
            draft,
            everything=planned.everything,
        )
        note = partial(made.note, before=before.version if before else None)
        if any(check.required and check.passed is False for check in made.checks):
            kept = keep_draft(draft, note, settings.processed)
            logger.error("A required check failed; not published, the draft is in %s.", kept)
            shown = current if whole else None
            return _outcome(planned, shown, published=False, problems=made.problems, checks=made.checks, draft=kept)
        _keep_results_of(stores_of(work), planned, made.forces)
        clear_former(work)
        if current and whole:
            held = held_back(settings.processed, current, draft.digest)
            if held or current.digest == draft.digest:
                # Other ingredients, nothing new: remembered, so that the next run need not find out again.
                remember_beside(work, current, made_from)
                if not held:
                    remember_forces(work, current, made.forces)
                logger.info("Nothing new: still release %s.", current.version)
                return _outcome(
                    planned, current, published=False, problems=made.problems, checks=made.checks, held=held
                )
        release = publish(draft, note, settings.processed, made_from)
        try:
            remember_forces(work, release, made.forces)
        except OSError as error:
            logger.warning("%s. The release is published; the next run will take a little longer.", error)
    told = f" Tables that differ from {before.version}: {', '.join(o.name for o in made.others)}." if before else ""
    logger.info("Published release %s.%s", release.version, told)
    return _outcome(planned, release, published=True, problems=made.problems, checks=made.checks)


def _keep_results_of(stored: Stores, planned: Plan, forces: Mapping[str, str]) -> None:
    """Delete results that older code or documents left."""
    stored.forces.keep_only(forces.values())
    stored.read.keep_only(work.reading for work in planned.works)
    for of_meaning in (stored.passages, stored.extracted, stored.gists):
        of_meaning.keep_only(work.meaning for work in planned.works)
    stored.ingredients.keep_only(work.document.document_id for work in planned.works)


def table_reasons(settings: Settings, planned: Plan) -> list[str]:
    """What the current release was made from and is another now, in words; empty where a run would make no tables."""
    current = current_release(settings.processed)
    if current is None:
        return ["the current release cannot be read" if version_folders(settings.processed) else "nothing is published"]
    if not is_whole(current):
        return ["the current release is damaged"]
    meanings = meanings_of(settings, planned.works)
    made_from = fingerprints.of_release([*planned.captures, *planned.problems], meanings)
    if made_from in known_beside(work_folder(settings.processed), current):
        return []
    return [f"changed: {name}" for name, digest in made_from.items() if current.made_from.get(name) != digest]


def refresh(settings: Settings, *, everything: bool = False) -> Outcome:
    """A whole run without Prefect."""
    with only_run(settings):
        planned = plan(settings, everything=everything)
        for _ in extract(settings, planned, planned.stale):
            pass
        return finish(settings, planned)


def verify(settings: Settings) -> list[str]:
    """What is missing or changed among the originals and the files of all releases, one message each.

    Raises:
        RunError: there is no raw store.
    """
    _require_raw(settings)
    damage = [item.message for item in RawStore(settings.raw).verify()]
    current = (settings.processed / "current").resolve()
    for folder in damaged_releases(settings.processed):
        is_current = folder.resolve() == current
        then = "peel run makes it again" if is_current else f"it cannot be gone back to, so delete {folder}"
        damage.append(f"Release {folder.name} has missing or changed files; {then}.")
    if version_folders(settings.processed) and not current.is_dir():
        damage.append(f"{settings.processed / 'current'} leads to no release; peel run mends it.")
    return damage


def _require_raw(settings: Settings) -> None:
    if not settings.raw.is_dir():
        raise RunError(
            f"There is no raw store at {settings.raw}. Name another folder with --raw, or add a first report with "
            "peel add PATH."
        )


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Hold the folder of releases, and processes to read with, for this run; another run waits its turn.

    Raises:
        PublishError: the other run takes longer than ``lock_seconds``, or the folder cannot be written.
    """

    def waiting() -> None:
        logger.info("Another run is at work; waiting for it to end.")
        tell("waiting for another run to end", 0, 1)

    with alone(settings.processed, settings.lock_seconds, waiting), working(settings.workers):
        yield


def _outcome(
    planned: Plan,
    release: Release | None,
    *,
    published: bool,
    problems: pa.Table,
    checks: Iterable[Check] = (),
    draft: Path | None = None,
    held: Release | None = None,
) -> Outcome:
    told = list(zip(problems["severity"].to_pylist(), problems["code"].to_pylist(), strict=True))
    return Outcome(
        documents=len(planned.works),
        read=len(planned.to_read),
        interpreted=len(planned.to_interpret),
        release=release,
        published=published,
        severities=dict(Counter(severity for severity, _ in told)),
        failed=tuple(check for check in checks if check.passed is False),
        draft=draft,
        held_back=held.version if held else None,
        errors=dict(Counter(code for severity, code in told if severity == Severity.ERROR)),
    )
