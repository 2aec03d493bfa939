"""The rows of each force: stored ones where they still hold, made anew where they are stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipeline import fingerprints, vocabulary
from pipeline.extraction import Work, extracted_of_work, work_folder
from pipeline.product.arrow import Tables, arrow_schema, as_tables, digested
from pipeline.product.changes import COMPARED
from pipeline.product.documents import Held, Report
from pipeline.product.publish import Release
from pipeline.product.tables import OF_A_FORCE, rows_of_force
from pipeline.results import Stores, forces_beside, stores_of
from pipeline.settings import Settings
from pipeline.words.schema import TABLE
from pipeline.workers import run_all


@dataclass(frozen=True, slots=True)
class RowsOfForces:
    """The tables of each force and what they were made from, by id of the force; ``made`` are the forces whose rows
    were made in this run."""

    tables: dict[str, Tables]
    fingerprints: dict[str, str]
    made: frozenset[str]

    def of_table(self, name: str) -> Iterator[pa.Table]:
        """The rows of one table, each force's digested."""
        return (tables[name] for tables in self.tables.values())

    def apart_from(self, settings: Settings, before: Release) -> tuple[dict[str, pa.Table], dict[str, pa.Table]] | None:
        """The rows of the forces that are made from other things than in a release, there and here.

        None if that cannot be told: it is not remembered, what was stored is lost, or it was made again from the same,
        which may have been to mend it.
        """
        work = work_folder(settings.processed)
        was = forces_beside(work, before)
        if not was or any(self.fingerprints[force_id] == was.get(force_id) for force_id in self.made):
            return None
        apart = [id_ for id_ in sorted(was.keys() | self.tables.keys()) if was.get(id_) != self.fingerprints.get(id_)]
        stored = stores_of(work).forces
        told = [stored.get(was[force_id]) for force_id in apart if force_id in was]
        there = [tables for tables in told if tables is not None]
        if len(there) < len(told):
            return None
        return _together(there), _together(self.tables[force_id] for force_id in apart if force_id in self.tables)


def _together(of_forces: Iterable[Tables]) -> dict[str, pa.Table]:
    of_forces = list(of_forces)
    return {
        name: pa.concat_tables(tables[name].replace_schema_metadata() for tables in of_forces)
        if of_forces
        else arrow_schema(TABLE[name]).empty_table()
        for name in OF_A_FORCE
        if name in COMPARED
    }


@dataclass(frozen=True, slots=True)
class _Force:
    """The rows of one force that are to be made, as handed to another process."""

    settings: Settings
    force_id: str
    fingerprint: str
    works: tuple[Work, ...]


def rows_of_forces(
    settings: Settings, works: list[Work], held: list[Held], meanings: Mapping[str, str], *, everything: bool = False
) -> RowsOfForces:
    """The rows of all forces that there are.

    Args:
        settings: folders and limits.
        works: all documents.
        held: the same with their gists.
        meanings: fingerprints of what they say, by id.
        everything: make the rows of every force anew.

    Raises:
        OSError: rows cannot be stored.
    """
    stored = stores_of(work_folder(settings.processed))
    forces = _forces(settings, works, held, meanings)
    kept = set() if everything else stored.forces.keys()
    made = {force.force_id for force in forces if force.fingerprint not in kept}
    for _ in run_all(_make, [force for force in forces if force.force_id in made]):
        pass
    tables: dict[str, Tables] = {}
    for force in forces:
        kept_rows = stored.forces.get(force.fingerprint)
        if kept_rows is None:
            made.add(force.force_id)
        tables[force.force_id] = _made(stored, force) if kept_rows is None else kept_rows
    return RowsOfForces(tables, {force.force_id: force.fingerprint for force in forces}, frozenset(made))


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
    _made(stores_of(work_folder(force.settings.processed)), force)
    return force.force_id


def _made(stored: Stores, force: _Force) -> Tables:
    reports = [Report(work.document, extracted_of_work(force.settings, work)) for work in force.works]
    rows = as_tables(rows_of_force(force.force_id, reports, vocabulary.corrections()))
    tables = {name: digested(table) for name, table in rows.items()}
    stored.forces.put(force.fingerprint, tables)
    return tables
