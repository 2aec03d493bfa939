"""Records to tables: every row of the contract, sorted, as Arrow with the declared schema."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from pipeline import vocabulary
from pipeline.product.coverage import expected_subjects
from pipeline.product.documents import ReadReport
from pipeline.product.history import grade_history
from pipeline.product.merge import Merged, Placed
from pipeline.words.columns import Table, Type
from pipeline.words.ids import problem_id
from pipeline.words.model import Capture, Evidence, PlacedPassage, Problem, Severity, Status, Subject
from pipeline.words.schema import ATTRIBUTION, LICENCE_URL, SCHEMA_VERSION, TABLE, TABLES

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_ARROW = {
    Type.STRING: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}


def rows_of(captures: Iterable[Capture], reports: list[ReadReport], merged: Merged) -> Rows:
    """The rows of all tables but ``checks`` and ``changes``, which need these; unsorted."""
    captures = list(captures)
    rows: Rows = {table.name: [] for table in TABLES}
    rows["forces"] = list(_forces())
    rows["cycles"] = list(_cycles())
    rows["questions"] = list(_questions())
    rows["captures"] = [_capture(capture) for capture in captures]
    rows["documents"] = [_document(report) for report in reports]
    rows["passages"] = [row for report in reports for row in _passages(report)]
    rows["gradings"] = list(_gradings(merged))
    rows["grade_history"] = list(grade_history(rows["gradings"]))
    rows["findings"] = list(_findings(merged))
    rows["bullets"] = list(_bullets(merged))
    rows["evidence"] = list(_evidence(merged, reports))
    rows["problems"] = list(_problems(captures, reports, merged))
    rows["coverage"] = list(_coverage(merged, reports))
    return rows


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table: descriptions in its fields, and again in the file for tools that show only those."""
    fields = [
        pa.field(
            column.name,
            _ARROW[column.type],
            nullable=not column.required,
            metadata={"description": column.description},
        )
        for column in table.columns
    ]
    return pa.schema(
        fields,
        metadata={
            "title": table.name,
            "description": f"One row per {table.row}.",
            "attribution": ATTRIBUTION,
            "licence": LICENCE_URL,
            "schema_version": SCHEMA_VERSION,
            "key": json.dumps(table.key),
            "columns": json.dumps({c.name: c.description for c in table.columns}, ensure_ascii=False),
        },
    )


def to_arrow(table: Table, rows: list[Row]) -> pa.Table:
    """The rows as an Arrow table, in the declared order.

    Raises:
        ValueError: a row has a column that is not declared, or lacks one.
        pyarrow.ArrowInvalid: a value is not of its column's type, or null where that is forbidden.
    """
    names = set(table.column_names)
    for row in rows:
        if row.keys() != names:
            raise ValueError(f"{table.name}: a row has columns {sorted(row)}, declared are {sorted(names)}")
    ordered = sorted(rows, key=lambda row: tuple(_sort_value(name, row[name]) for name in table.order))
    return pa.Table.from_pylist(ordered, schema=arrow_schema(table)).combine_chunks()


def row_digest(table: pa.Table) -> str:
    """SHA-256 over column names, types and sorted rows: equal for equal tables, on any platform or version."""
    digest = hashlib.sha256()
    digest.update(json.dumps([[field.name, str(field.type)] for field in table.schema]).encode())
    as_json = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
    # In batches, so that not all values are held a second time.
    for batch in table.to_batches(max_chunksize=10_000):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            digest.update(as_json(values).encode() + b"\n")
    return digest.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no value of a table")


def _sort_value(name: str, value: object) -> tuple[object, ...]:
    if value is None:
        return (0,)
    if name == "path":
        return (1, [int(part) for part in str(value).split(".")])
    return (1, value)


def _forces() -> Iterator[Row]:
    for force in vocabulary.forces().values():
        yield {name: getattr(force, name) for name in TABLE["forces"].column_names}


def _cycles() -> Iterator[Row]:
    for cycle in vocabulary.cycles().values():
        yield {name: getattr(cycle, name) for name in TABLE["cycles"].column_names}


def _questions() -> Iterator[Row]:
    for question in vocabulary.questions().values():
        yield {name: getattr(question, name) for name in TABLE["questions"].column_names}


def _capture(capture: Capture) -> Row:
    return {
        name: getattr(capture, name) if name != "method" else str(capture.method)
        for name in TABLE["captures"].column_names
    }


def _document(report: ReadReport) -> Row:
    document, extracted = report.document, report.extracted
    identity = extracted.identity
    times = [capture.captured_at for capture in document.captures if capture.captured_at]
    read = bool(extracted.interpretation.passages)
    return {
        "document_id": document.document_id,
        "canonical_url": document.canonical_url,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "language": identity.language if read else None,
        "title": identity.title,
        "page_kind": str(identity.page_kind) if read else None,
        "force_id": identity.force_id,
        "cycle_id": identity.cycle_id,
        "pillar": identity.pillar,
        "last_updated": identity.last_updated,
        "published": identity.published,
        "first_captured_at": min(times, default=None),
        "last_captured_at": max(times, default=None),
        "rendering": extracted.rendering,
        "is_current": report.is_current,
        "pages": extracted.pages,
        "words": extracted.words,
        "words_claimed": extracted.words_claimed,
    }


def _passages(report: ReadReport) -> Iterator[Row]:
    for placed in report.extracted.interpretation.passages:
        yield {"document_id": report.document.document_id, **placed_row(placed)}


def placed_row(placed: PlacedPassage) -> Row:
    """The columns of ``passages`` but the document's id. Boxes are rounded outwards to whole points."""
    passage, box = placed.passage, placed.passage.box
    return {
        "ordinal": passage.ordinal,
        "kind": str(placed.kind),
        "level": placed.level,
        "section_path": placed.section_path,
        "text": passage.text,
        "claimed_by": placed.claimed_by,
        "page": box.page if box else None,
        "x0": math.floor(box.x0) if box else None,
        "top": math.floor(box.top) if box else None,
        "x1": math.ceil(box.x1) if box else None,
        "bottom": math.ceil(box.bottom) if box else None,
        "locator": passage.locator,
    }


def _keys(subject: Subject) -> Row:
    return {
        "force_id": subject.force_id,
        "cycle_id": subject.cycle_id,
        "pillar": subject.pillar,
        "question_id": subject.question_id,
    }


def _gradings(merged: Merged) -> Iterator[Row]:
    for grading in merged.gradings:
        scale = vocabulary.grades_of(grading.subject.cycle_id)
        yield {
            "grading_id": grading.grading_id,
            **_keys(grading.subject),
            "subject": grading.title,
            "grade": str(grading.grade) if grading.grade else None,
            "grade_rank": scale[grading.grade] if grading.grade else None,
            "scale_id": vocabulary.cycles()[grading.subject.cycle_id].scale_id,
            "status": str(grading.status),
            "carried_from": grading.carried_from,
            "last_updated": grading.last_updated,
            "readings": grading.readings,
            "agree": grading.agree,
        }


def _findings(merged: Merged) -> Iterator[Row]:
    for finding, _ in merged.findings:
        yield {
            "finding_id": finding.finding_id,
            **_keys(finding.subject),
            "kind": str(finding.kind),
            "ordinal": finding.ordinal,
            "text": finding.text,
            "full_text": finding.full_text,
            "parent_finding_id": finding.parent_finding_id,
            "addressee": finding.addressee,
            "deadline_text": finding.deadline_text,
            "deadline": finding.deadline,
        }


def _bullets(merged: Merged) -> Iterator[Row]:
    for document_id, bullet, _ in merged.bullets:
        yield {
            "bullet_id": bullet.bullet_id,
            "document_id": document_id,
            **_keys(bullet.subject),
            "section": bullet.section,
            "kind": str(bullet.kind),
            "finding_id": bullet.finding_id,
            "lead_in": bullet.lead_in,
            "list_number": bullet.list_number,
            "parent_bullet_id": bullet.parent_bullet_id,
            "depth": bullet.depth,
            "ordinal": bullet.ordinal,
            "path": bullet.path,
            "text": bullet.text,
            "full_text": bullet.full_text,
        }


def _evidence(merged: Merged, reports: list[ReadReport]) -> Iterator[Row]:
    pages = {
        (report.document.document_id, placed.passage.ordinal): placed.passage.box.page
        for report in reports
        for placed in report.extracted.interpretation.passages
        if placed.passage.box
    }
    supported: list[tuple[str, str, tuple[Placed[Evidence], ...]]] = [
        *(("grading", grading.grading_id, grading.evidence) for grading in merged.gradings),
        *(("finding", finding.finding_id, evidence) for finding, evidence in merged.findings),
        *(("bullet", bullet.bullet_id, evidence) for _, bullet, evidence in merged.bullets),
    ]
    found: dict[tuple[object, ...], Row] = {}
    for entity, entity_id, evidence in supported:
        for placed in evidence:
            row = {
                "entity": entity,
                "entity_id": entity_id,
                "document_id": placed.document_id,
                "reading": str(placed.value.reading),
                "passage_ordinal": placed.value.passage,
                "page": pages.get((placed.document_id, placed.value.passage)),
                "quote": placed.value.quote,
            }
            found.setdefault(tuple(row.values()), row)
    yield from found.values()


def _problems(captures: list[Capture], reports: list[ReadReport], merged: Merged) -> Iterator[Row]:
    names = {report.document.document_id: report.document.name for report in reports}
    found: dict[str, Row] = {}
    for report in reports:
        document = report.document
        for problem in report.extracted.interpretation.problems:
            row = problem_row(problem, document.name, document_id=document.document_id)
            found.setdefault(row["problem_id"], row)
    for document_id, problem in merged.problems:
        row = problem_row(problem, names[document_id], document_id=document_id)
        found.setdefault(row["problem_id"], row)
    for capture in captures:
        for problem in _capture_problems(capture):
            name = capture.file_name or capture.url or capture.sha256[:12]
            row = problem_row(problem, name, capture_id=capture.capture_id)
            found.setdefault(row["problem_id"], row)
    yield from found.values()


def _capture_problems(capture: Capture) -> Iterator[Problem]:
    if capture.url is None:
        yield Problem(
            Severity.INFO, "address_unknown", "was added without an address; add it again with --url to tell it."
        )
    if capture.captured_at is None:
        yield Problem(
            Severity.INFO,
            "capture_time_unknown",
            "was added without a time of capture; add it again with --captured-at to tell it.",
        )


def problem_row(
    problem: Problem, name: str | None = None, document_id: str | None = None, capture_id: str | None = None
) -> Row:
    return {
        "problem_id": problem_id(
            problem.code, document_id, capture_id, str(problem.passage), problem.message, problem.text
        ),
        "severity": str(problem.severity),
        "code": problem.code,
        "message": f"{name}: {problem.message}" if name else problem.message,
        "document_id": document_id,
        "capture_id": capture_id,
        "passage_ordinal": problem.passage,
        "text": problem.text,
    }


def _coverage(merged: Merged, reports: list[ReadReport]) -> Iterator[Row]:
    states = {grading.subject: grading.status for grading in merged.gradings}
    frameworks: dict[tuple[str, str], str] = {}
    for report in reports:
        identity = report.extracted.identity
        if identity.force_id and identity.cycle_id and identity.framework:
            frameworks[identity.force_id, identity.cycle_id] = identity.framework
    for subject in expected_subjects(states, frameworks):
        state: Status | str = states.get(subject, "not_held")
        yield {**_keys(subject), "state": str(state)}
