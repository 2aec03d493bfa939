"""What changed in meaning since the release before: gradings, findings and bullets that came, went or moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.product.arrow import Row, Rows, Tables, row_codes
from pipeline.product.draft import TableFile
from pipeline.product.ordered import runs
from pipeline.words.schema import TABLE

ENTITIES = {"gradings": "grading", "findings": "finding", "bullets": "bullet"}
"""The tables that are compared, the most telling first, with the word for one row."""

COMPARED = (*ENTITIES, "documents", "captures", "evidence")
"""The tables that a comparison needs."""

_LOOKED_AT = {
    "documents": ["document_id", "canonical_url", "sha256", "is_current", "title"],
    "captures": ["capture_id", "sha256"],
}
"""Columns of the other tables that causes and notes are told from."""

_BESIDE_MEANING = {"document_id", "readings", "list_number"}
"""Columns whose change alone says nothing about what a report says."""


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A table with other rows or columns than in the release before, with the number of its rows there and here."""

    name: str
    before: int
    now: int


def other_tables(before: Mapping[str, TableFile], after: Mapping[str, TableFile]) -> list[OtherTable]:
    """The tables that are not the same in two releases, told by their digests. ``changes`` is none of them: it compares
    with the release before, whatever that is.

    Args:
        before: the tables of the release before, by name.
        after: those tables now.
    """
    rows = {name: [side[name].rows if name in side else 0 for side in (before, after)] for name in TABLE}
    digests = {name: {side[name].row_digest if name in side else None for side in (before, after)} for name in TABLE}
    return [OtherTable(name, *rows[name]) for name in TABLE if name != "changes" and len(digests[name]) > 1]


def changes_between(before: Rows | None, after: Rows) -> list[Row]:
    """The rows of the table ``changes``; none for a first release, which has nothing before it.

    Args:
        before: the :data:`COMPARED` tables of the release before, None if there is none. A column that they lack,
            because the schema grew since, is not compared.
        after: those tables now.
    """
    if before is None:
        return []
    causes = _Causes(before, after)
    return [row for table in ENTITIES for row in _of_table(table, before, after, causes)]


def differing(before: Tables, after: Tables) -> tuple[Rows, Rows]:
    """The rows that :func:`changes_between` has to look at: of gradings, findings and bullets those that differ, of
    ``evidence`` what supports those, of ``documents`` and ``captures`` all, with the columns that are needed.

    Args:
        before: the :data:`COMPARED` tables of the release before.
        after: those tables now.
    """
    ids: dict[str, pa.Array] = {table: _ids_that_differ(table, before[table], after[table]) for table in ENTITIES}
    ids["evidence"] = pa.concat_arrays(ids.values())
    keys = {table: TABLE[table].key[0] for table in ENTITIES} | {"evidence": "entity_id"}
    told, tells = (
        {
            name: (
                held.filter(pc.is_in(held[keys[name]], ids[name])) if name in keys else held.select(_LOOKED_AT[name])
            ).to_pylist()
            for name, held in tables.items()
            if name in COMPARED
        }
        for tables in (before, after)
    )
    return told, tells


def _ids_that_differ(table: str, before: pa.Table, after: pa.Table) -> pa.Array:
    """The ids of rows that do not stand on both sides with the same values in the columns that both sides have."""
    had = {field.name: field.type for field in before.schema}
    common = [field.name for field in after.schema if had.get(field.name) == field.type]
    old, new = (dict(runs(pa.table({name: side[name] for name in common}), "force_id")) for side in (before, after))
    apart = [force for force in old.keys() | new.keys() if force not in old or old[force] != new.get(force)]
    differing = [rows for side in (old, new) for force, rows in side.items() if force in apart]
    if not differing:
        return pa.array([], pa.string())
    rows = pa.concat_tables(differing)
    _, first, count = np.unique(row_codes(rows, common), return_index=True, return_counts=True)
    return rows[TABLE[table].key[0]].take(first[count == 1]).unique()


def fresh_documents(before: Rows, after: Rows) -> tuple[list[Row], list[Row]]:
    """The documents that came with new captures: of addresses that were not held, and new contents of those that were.

    A document whose captures were all held before is another one by our own doing, and in neither list.

    Args:
        before: ``documents`` and ``captures`` of the release before.
        after: those tables now.
    """
    held = {row["document_id"] for row in before["documents"]}
    held_captures = {row["capture_id"] for row in before["captures"]}
    held_urls = {row["canonical_url"] for row in before["documents"]} - {None}
    came = {row["sha256"] for row in after["captures"] if row["capture_id"] not in held_captures}
    fresh = [row for row in after["documents"] if row["document_id"] not in held and row["sha256"] in came]
    new = [row for row in fresh if row["canonical_url"] not in held_urls]
    return new, [row for row in fresh if row["canonical_url"] in held_urls]


def gone_documents(before: Rows, after: Rows) -> list[Row]:
    """The current documents of addresses that are no longer held at all: somebody took them out of the raw store.

    Args:
        before: ``documents`` of the release before.
        after: ``documents`` now.
    """
    contents = {row["sha256"] for row in after["documents"]}
    addresses = {row["canonical_url"] for row in after["documents"]} - {None}
    return [
        row
        for row in before["documents"]
        if row["is_current"] and row["sha256"] not in contents and row["canonical_url"] not in addresses
    ]


def _of_table(table: str, before: Rows, after: Rows, causes: _Causes) -> Iterator[Row]:
    key = TABLE[table].key[0]
    old = {row[key]: row for row in before[table]}
    new = {row[key]: row for row in after[table]}
    entity = ENTITIES[table]
    for entity_id in sorted(old.keys() | new.keys()):
        if entity_id not in old:
            yield _row(table, entity_id, "added", None, None, _text(new[entity_id]), causes.of_added(entity, entity_id))
        elif entity_id not in new:
            yield _row(
                table, entity_id, "removed", None, _text(old[entity_id]), None, causes.of_removed(entity, entity_id)
            )
        elif old[entity_id] != new[entity_id]:
            for column in TABLE[table].column_names:
                if column in _BESIDE_MEANING or column not in old[entity_id]:
                    continue
                was, now = old[entity_id][column], new[entity_id][column]
                if was != now:
                    cause = causes.of_changed(entity, entity_id)
                    yield _row(table, entity_id, "changed", column, _plain(was), _plain(now), cause)


def _row(
    table: str, entity_id: str, change: str, column: str | None, before: str | None, after: str | None, cause: str
) -> Row:
    return {
        "entity": table,
        "entity_id": entity_id,
        "change": change,
        "column": column,
        "before": before,
        "after": after,
        "cause": cause,
    }


def _text(row: Row) -> str | None:
    """What a whole row says, in one value: its grade or status, or its words."""
    return _plain(row["text"] if "text" in row else row["grade"] or row["status"])


def _plain(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


class _Causes:
    """Why a row changed: a document that was not there, an address with new content, or else our own code."""

    def __init__(self, before: Rows, after: Rows) -> None:
        new, revised = fresh_documents(before, after)
        self._new = {row["document_id"] for row in new}
        self._revised = {row["document_id"] for row in revised}
        self._current = {row["document_id"] for row in after["documents"] if row["is_current"]}
        self._superseded = {row["canonical_url"] for row in revised}
        self._old = {row["document_id"]: row for row in before["documents"]}
        self._contents = {row["sha256"] for row in after["documents"]}
        self._old_evidence = _documents_of(before)
        self._new_evidence = _documents_of(after)

    def of_added(self, entity: str, entity_id: str) -> str:
        documents = self._new_evidence.get((entity, entity_id), set())
        if documents & self._revised:
            return "revised_page"
        return "new_document" if documents & self._new else "code"

    def of_removed(self, entity: str, entity_id: str) -> str:
        """The publisher's doing where a document that said so is no longer current, or gone from the store."""
        documents = self._old_evidence.get((entity, entity_id), set())
        return "revised_page" if any(map(self._is_superseded, documents)) else "code"

    def of_changed(self, entity: str, entity_id: str) -> str:
        cause = self.of_added(entity, entity_id)
        return self.of_removed(entity, entity_id) if cause == "code" else cause

    def _is_superseded(self, document_id: str) -> bool:
        document = self._old[document_id]
        is_gone = document["sha256"] not in self._contents
        return document_id not in self._current and (is_gone or document["canonical_url"] in self._superseded)


def _documents_of(rows: Rows) -> dict[tuple[str, str], set[str]]:
    """The documents that support each row, by its kind and id."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows["evidence"]:
        found.setdefault((row["entity"], row["entity_id"]), set()).add(row["document_id"])
    return found
