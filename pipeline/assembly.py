"""From stored results to the tables of a draft: the rows of each force, made anew where they are stale, then all
joined, checked and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipeline import vocabulary
from pipeline.extraction import Work, gists_of
from pipeline.forces import RowsOfForces, rows_of_forces
from pipeline.pieces import pieces_of
from pipeline.product.arrow import Row, Rows, Tables, as_tables, joined, to_arrow
from pipeline.product.changes import COMPARED, changes_between, differing
from pipeline.product.checks import Check, content
from pipeline.product.corrections import correct
from pipeline.product.documents import with_current
from pipeline.product.draft import Draft
from pipeline.product.notes import changes_note
from pipeline.product.publish import Release, tables_of_release
from pipeline.product.structure import structure
from pipeline.product.tables import OF_A_FORCE, rows_of_held, rows_of_vocabulary
from pipeline.settings import Settings
from pipeline.words.ids import problem_id
from pipeline.words.model import Capture, Problem, Severity
from pipeline.words.schema import TABLE, TABLES


@dataclass(frozen=True, slots=True)
class Assembled:
    """The tables of a draft but ``passages``, which are only in its file, and the checks over all of them.

    ``compared`` are the rows that differ from those of the release before, there and here; None if there is none.
    ``forces`` are the fingerprints of the rows of each force.
    """

    tables: Tables
    checks: tuple[Check, ...]
    compared: tuple[Rows, Rows] | None
    forces: Mapping[str, str]

    def note(self, version: str, before: str | None) -> str:
        """What changed, for people: in this version, compared with the one before."""
        told, tells = self.compared or (None, {})
        return changes_note(told, tells | {"changes": self.tables["changes"].to_pylist()}, version, before)


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
    works = list(works)
    gists = gists_of(settings, works, everything=everything)
    held = with_current(zip((work.document for work in works), gists, strict=True))
    own = rows_of_vocabulary() | rows_of_held(captures, held, problems)
    correct(own, vocabulary.corrections())
    tables: dict[str, pa.Table] = as_tables({name: rows for name, rows in own.items() if name != "problems"})
    checks = _write_passages(pieces_of(settings, works, meanings, everything=everything), tables, draft)
    forces = rows_of_forces(settings, works, held, meanings, everything=everything)
    for name in OF_A_FORCE:
        apart = [to_arrow(TABLE[name], own["problems"])] if name == "problems" else []
        tables[name] = joined(TABLE[name], [*(of_force[name] for of_force in forces.tables.values()), *apart])
    for name, rows in tables.items():
        checks += structure(name, rows, tables)
    checks += content(tables, held)
    failing = [_check_problem(check) for check in checks if check.passed is False and not check.required]
    tables["problems"] = joined(TABLE["problems"], [tables["problems"], to_arrow(TABLE["problems"], failing)])
    tables["checks"] = to_arrow(TABLE["checks"], [check.row for check in checks])
    compared = _compared(settings, before, forces, tables) if before else None
    tables["changes"] = to_arrow(TABLE["changes"], changes_between(*compared) if compared else [])
    for table in TABLES:
        if table.name in tables:
            draft.write(table.name, tables[table.name])
    return Assembled(tables, tuple(checks), compared, forces.fingerprints)


def _write_passages(pieces: Iterable[pa.Table], tables: Tables, draft: Draft) -> list[Check]:
    """Write the table ``passages`` and check it. It is larger than all others together: it comes first, and goes."""
    passages = pa.concat_tables(pieces)
    # What was put together for stored pieces is free again, but only now given back.
    pa.default_memory_pool().release_unused()
    draft.write("passages", passages)
    checks = list(structure("passages", passages, tables))
    pa.default_memory_pool().release_unused()
    return checks


def _compared(settings: Settings, before: Release, forces: RowsOfForces, tables: Tables) -> tuple[Rows, Rows]:
    """What :func:`differing` finds. Where it is known what the rows of each force were made from in the release before,
    only forces with other rows are looked at."""
    sides = forces.apart_from(settings, before)
    if sides is None:
        return differing(tables_of_release(before, COMPARED), tables)
    told, tells = sides
    of_all = ("captures", "documents")
    return differing(told | tables_of_release(before, of_all), tells | {name: tables[name] for name in of_all})


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
