"""From stored results to the tables of a draft: the rows of each force, made anew where they are stale, then all
joined, checked and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa

from pipeline import vocabulary
from pipeline.extraction import Work, gists_of, work_folder
from pipeline.forces import RowsOfForces, rows_of_forces
from pipeline.pieces import Piece, pieces_of
from pipeline.product.arrow import (
    Row,
    Rows,
    Tables,
    as_tables,
    digest_of,
    digest_of_parts,
    digested,
    to_arrow,
)
from pipeline.product.changes import COMPARED, OtherTable, changes_between, differing, other_tables
from pipeline.product.checks import LOOKED_AT, Check, content
from pipeline.product.corrections import correct, unused
from pipeline.product.documents import Held, with_current
from pipeline.product.draft import Draft
from pipeline.product.notes import changes_note
from pipeline.product.ordered import each, in_turn
from pipeline.product.publish import Release, tables_of_release
from pipeline.product.structure import by_themselves, references, structure
from pipeline.product.tables import OF_A_FORCE, rows_of_held, rows_of_vocabulary
from pipeline.results import stores_of
from pipeline.settings import Settings
from pipeline.words.ids import problem_id
from pipeline.words.model import Capture, Problem, Severity
from pipeline.words.schema import TABLE


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is still wanted of the tables once they are in a draft, and the checks over all of them.

    ``compared`` are the rows that differ from those of the release before, there and here; None if there is none.
    ``others`` are all tables that differ, ``forces`` are the fingerprints of the rows of each force.
    """

    problems: pa.Table
    changes: tuple[Row, ...]
    checks: tuple[Check, ...]
    compared: tuple[Rows, Rows] | None
    others: tuple[OtherTable, ...]
    forces: Mapping[str, str]

    def note(self, version: str, before: str | None) -> str:
        """What changed, for people: in this version, compared with the one before."""
        told, tells = self.compared or (None, {})
        return changes_note(told, tells | {"changes": list(self.changes)}, version, before, self.others)


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
    """Write all tables to a draft. One after the other: of those that are written, only the columns are kept that
    others are checked against.

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
    draft.spares = sum(work.stale_because is not None for work in works) > _MANY
    gists = gists_of(settings, works, everything=everything)
    held = with_current(zip((work.document for work in works), gists, strict=True))
    tables, beside = _own_tables(captures, held, problems)
    checks = _write_passages(pieces_of(settings, works, meanings, everything=everything), tables, draft)
    forces = rows_of_forces(settings, works, held, meanings, everything=everything)
    let_go = stores_of(work_folder(settings.processed)).forces.let_go_of if draft.spares else _keep
    for name, rows in tables.items():
        checks += structure(name, rows, tables)
        draft.write(name, rows)
    for name in OF_A_FORCE:
        if name != "problems":
            rows = _write_parts(name, forces.of_table(name), draft, let_go)
            checks += structure(name, rows, tables)
            tables[name] = rows.select(LOOKED_AT.get(name, []))
            draft.let_go()
            if draft.spares:
                pa.default_memory_pool().release_unused()
    checks += content(tables, held)
    draft.let_go()
    beside += unused(vocabulary.corrections(), tables)
    beside += [_check_problem(check) for check in checks if check.passed is False and not check.required]
    of_no_force = digested(to_arrow(TABLE["problems"], beside))
    of_run = _write_parts("problems", chain(forces.of_table("problems"), [of_no_force]), draft, let_go)
    checks += structure("problems", of_run, tables)
    compared = _compared(settings, before, forces, tables, draft) if before else None
    changes = changes_between(*compared) if compared else []
    rows = to_arrow(TABLE["changes"], changes)
    checks += structure("changes", rows, tables)
    draft.write("changes", rows)
    # Its own checks stand in it too; of those it is known that no two are of one table.
    checks += structure("checks", _rows_of(checks), tables)
    draft.write("checks", _rows_of(checks))
    others = tuple(other_tables(before.tables, draft.files)) if before else ()
    return Assembled(of_run, tuple(changes), tuple(checks), compared, others, forces.fingerprints)


def _rows_of(checks: Iterable[Check]) -> pa.Table:
    return to_arrow(TABLE["checks"], [check.row for check in checks])


_MANY = 10
"""If more documents than these were stale, a run gives memory back as soon as it can. That takes some tenths of a
second, which a run with one new report would feel."""


def _keep(rows: pa.Table) -> None:
    """Give nothing back of the memory that looking at rows took: the system has it once it is short of it."""


def _own_tables(
    captures: Iterable[Capture], held: Iterable[Held], problems: Iterable[Problem]
) -> tuple[dict[str, pa.Table], list[Row]]:
    """The tables that are of no force, corrected, and the problems of the ledger and of documents by themselves."""
    rows = rows_of_vocabulary() | rows_of_held(captures, held, problems)
    correct(rows, vocabulary.corrections())
    beside = rows.pop("problems")
    return as_tables(rows), beside


def _write_passages(pieces: Iterable[Piece], tables: Tables, draft: Draft) -> list[Check]:
    """Write the table ``passages`` and check it. It is larger than all others together: it comes first, and goes."""
    stack = draft.stack("passages")
    digests, are_sound = [], True
    for piece in pieces:
        stack.add(piece.rows)
        digests.append(digest_of(piece.rows))
        are_sound &= piece.is_sound
    passages = stack.rows()
    draft.write("passages", passages, digest_of_parts(TABLE["passages"], digests))
    # Of sound pieces it is known already: no document is in two of them.
    looked_at = passages.slice(0, 0) if are_sound else passages
    return [*by_themselves("passages", looked_at), references("passages", passages, tables)]


def _write_parts(name: str, parts: Iterable[pa.Table], draft: Draft, let_go: Callable[[pa.Table], None]) -> pa.Table:
    """Write a table of rows that were made apart and carry their digest. Returns the table.

    Args:
        name: of the table.
        parts: its rows.
        draft: where to.
        let_go: gives back what looking at a part of them took.
    """
    parts = list(each(parts, let_go))
    stack = draft.stack(name)
    for part in in_turn(TABLE[name], parts, let_go):
        stack.add(part)
    rows = stack.rows()
    draft.write(name, rows, digest_of_parts(TABLE[name], map(digest_of, parts)))
    return rows


def _compared(
    settings: Settings, before: Release, forces: RowsOfForces, tables: Tables, draft: Draft
) -> tuple[Rows, Rows]:
    """What :func:`differing` finds. Where it is known what the rows of each force were made from in the release before,
    only forces with other rows are looked at."""
    sides = forces.apart_from(settings, before)
    if sides is None:
        return differing(tables_of_release(before, COMPARED), {name: draft.read(name) for name in COMPARED})
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
