"""From stored results to the tables of a draft: the rows of each force, made anew where they are stale, then all
joined, checked and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa

from pipeline import fingerprints, vocabulary
from pipeline.extraction import Work, extracted_of_work, gist_of_work, passages_of_work, work_folder
from pipeline.product.arrow import Row, Rows, Tables, arrow_schema, as_tables, joined, to_arrow
from pipeline.product.changes import COMPARED, changes_between, differing
from pipeline.product.checks import Check, content
from pipeline.product.corrections import correct
from pipeline.product.documents import Held, Report, with_current
from pipeline.product.draft import Draft
from pipeline.product.notes import changes_note
from pipeline.product.publish import Release, tables_of_release
from pipeline.product.structure import structure
from pipeline.product.tables import OF_A_FORCE, rows_of_force, rows_of_held, rows_of_vocabulary
from pipeline.results import Stores, stores_of
from pipeline.settings import Settings
from pipeline.words.ids import problem_id
from pipeline.words.model import Capture, Problem, Severity
from pipeline.words.schema import TABLE, TABLES
from pipeline.workers import run_all

_PIECE = 5_000
"""Rows of ``passages`` that are put into one chunk."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The tables of a draft but ``passages``, which are only in its file, and the checks over all of them.

    ``compared`` are the rows that differ from those of the release before, there and here; None if there is none.
    """

    tables: Tables
    checks: tuple[Check, ...]
    compared: tuple[Rows, Rows] | None

    def note(self, version: str, before: str | None) -> str:
        """What changed, for people: in this version, compared with the one before."""
        told, tells = self.compared or (None, {})
        return changes_note(told, tells | {"changes": self.tables["changes"].to_pylist()}, version, before)


@dataclass(frozen=True, slots=True)
class _Force:
    """The rows of one force that are to be made, as handed to another process."""

    settings: Settings
    force_id: str
    fingerprint: str
    works: tuple[Work, ...]


def assemble(
    settings: Settings,
    captures: Iterable[Capture],
    works: Iterable[Work],
    meanings: Mapping[str, str],
    problems: Iterable[Problem],
    before: Release | None,
    draft: Draft,
    *,
    everything: bool = False,
) -> Assembled:
    """Write all tables to a draft.

    Args:
        settings: folders and limits.
        captures: of the ledger.
        works: all documents, by id.
        meanings: fingerprints of what they say, by id.
        problems: what the ledger as a whole tells to be wrong.
        before: the whole release that ``changes`` compares with, None if there is none.
        draft: where to.
        everything: make the rows of every force anew.

    Raises:
        OSError: results or tables cannot be written.
        PublishError: a table reads back differently from what was written.
    """
    stored = stores_of(work_folder(settings.processed))
    works = list(works)
    held = with_current((work.document, gist_of_work(settings, work)) for work in works)
    own = rows_of_vocabulary() | rows_of_held(captures, held, problems)
    correct(own, vocabulary.corrections())
    tables: dict[str, pa.Table] = as_tables({name: rows for name, rows in own.items() if name != "problems"})
    checks = _write_passages(settings, works, tables, draft)
    of_forces = _tables_of_forces(stored, _forces(settings, works, held, meanings), everything=everything)
    for name in OF_A_FORCE:
        apart = [to_arrow(TABLE[name], own["problems"])] if name == "problems" else []
        tables[name] = joined(TABLE[name], [*(of_force[name] for of_force in of_forces), *apart])
    for name, rows in tables.items():
        checks += structure(name, rows, tables)
    checks += content(tables, held)
    failing = [_check_problem(check) for check in checks if check.passed is False and not check.required]
    tables["problems"] = joined(TABLE["problems"], [tables["problems"], to_arrow(TABLE["problems"], failing)])
    tables["checks"] = to_arrow(TABLE["checks"], [check.row for check in checks])
    compared = differing(tables_of_release(before, COMPARED), tables) if before else None
    tables["changes"] = to_arrow(TABLE["changes"], changes_between(*compared) if compared else [])
    for table in TABLES:
        if table.name in tables:
            draft.write(table.name, tables[table.name])
    return Assembled(tables, tuple(checks), compared)


def _tables_of_forces(stored: Stores, forces: list[_Force], *, everything: bool) -> list[Tables]:
    """The stored rows of each force; made now where there are none."""
    stale = [force for force in forces if everything or not stored.forces.has(force.fingerprint)]
    for _ in run_all(_make, stale):
        pass
    stored.forces.keep_only(force.fingerprint for force in forces)
    return [stored.forces.get(force.fingerprint) or _made(force) for force in forces]


def _forces(settings: Settings, works: list[Work], held: list[Held], meanings: Mapping[str, str]) -> list[_Force]:
    """All forces that there are, by id, each with the current documents that say something about it."""
    telling: dict[str, list[Work]] = {force_id: [] for force_id in vocabulary.forces()}
    for work, document in zip(works, held, strict=True):
        if document.is_current:
            for force_id in document.gist.forces:
                telling.setdefault(force_id, []).append(work)
    forces = []
    for force_id, of_force in sorted(telling.items()):
        told = [(work.document, meanings[work.document.document_id]) for work in of_force]
        forces.append(_Force(settings, force_id, fingerprints.of_force(force_id, told), tuple(of_force)))
    return forces


def _make(force: _Force) -> str:
    stores_of(work_folder(force.settings.processed)).forces.put(force.fingerprint, _made(force))
    return force.force_id


def _made(force: _Force) -> Tables:
    reports = [Report(work.document, extracted_of_work(force.settings, work)) for work in force.works]
    return as_tables(rows_of_force(force.force_id, reports, vocabulary.corrections()))


def _write_passages(settings: Settings, works: list[Work], tables: Tables, draft: Draft) -> list[Check]:
    """Write the table ``passages`` and check it. It is larger than all others together: it comes first, and goes."""
    passages = pa.concat_tables(_pieces(passages_of_work(settings, work) for work in works))
    draft.write("passages", passages)
    return list(structure("passages", passages, tables))


def _pieces(of_documents: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The rows in fewer, larger pieces. A document is never cut."""
    schema = arrow_schema(TABLE["passages"])
    yield schema.empty_table()
    gathered: list[pa.Table] = []
    rows = 0
    for table in chain(of_documents, [None]):
        if rows and (table is None or rows + table.num_rows > _PIECE):
            yield pa.concat_tables(gathered).combine_chunks().cast(schema)
            gathered, rows = [], 0
        if table is not None:
            gathered.append(table)
            rows += table.num_rows


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
