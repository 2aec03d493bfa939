"""What changed in meaning since the release before: gradings, findings and bullets that came, went or moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pipeline.product.tables import Row, Rows
from pipeline.words.schema import TABLE

_COMPARED = {"gradings": "grading", "findings": "finding", "bullets": "bullet"}
COMPARED = (*_COMPARED, "documents", "evidence")
"""The tables of both releases that are looked at."""
_BESIDE_MEANING = {"document_id", "readings", "list_number"}
"""Columns whose change alone says nothing about what a report says."""


def changes_between(before: Rows | None, after: Rows) -> list[Row]:
    """The rows of the table ``changes``; none for a first release, which has nothing before it.

    Args:
        before: tables of the release before, None if there is none.
        after: tables of this run.
    """
    if before is None:
        return []
    causes = _Causes(before, after)
    return [row for table in _COMPARED for row in _of_table(table, before, after, causes)]


def _of_table(table: str, before: Rows, after: Rows, causes: _Causes) -> Iterator[Row]:
    key = TABLE[table].key[0]
    old = {row[key]: row for row in before[table]}
    new = {row[key]: row for row in after[table]}
    entity = _COMPARED[table]
    for entity_id in sorted(old.keys() | new.keys()):
        if entity_id not in old:
            yield _row(table, entity_id, "added", None, None, _text(new[entity_id]), causes.of_added(entity, entity_id))
        elif entity_id not in new:
            yield _row(
                table, entity_id, "removed", None, _text(old[entity_id]), None, causes.of_removed(entity, entity_id)
            )
        elif old[entity_id] != new[entity_id]:
            for column in TABLE[table].column_names:
                was, now = old[entity_id][column], new[entity_id][column]
                if was != now and column not in _BESIDE_MEANING:
                    cause = causes.of_added(entity, entity_id)
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
        self._old_documents = {row["document_id"]: row for row in before["documents"]}
        self._new_documents = {row["document_id"]: row for row in after["documents"]}
        self._old_urls = {row["canonical_url"] for row in before["documents"]} - {None}
        self._old_evidence = _documents_of(before)
        self._new_evidence = _documents_of(after)

    def of_added(self, entity: str, entity_id: str) -> str:
        fresh = self._new_evidence.get((entity, entity_id), set()) - self._old_documents.keys()
        if not fresh:
            return "code"
        urls = {self._new_documents[document]["canonical_url"] for document in fresh}
        return "revised_page" if urls & self._old_urls else "new_document"

    def of_removed(self, entity: str, entity_id: str) -> str:
        documents = self._old_evidence.get((entity, entity_id), set())
        gone = {
            document
            for document in documents
            if document not in self._new_documents or not self._new_documents[document]["is_current"]
        }
        return "revised_page" if gone else "code"


def _documents_of(rows: Rows) -> dict[tuple[str, str], set[str]]:
    """The documents that support each row, by its kind and id."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows["evidence"]:
        found.setdefault((row["entity"], row["entity_id"]), set()).add(row["document_id"])
    return found
