"""Records to rows: of the vocabulary, of what is held, and of what the documents of one force say together.

The rows of a force depend on the documents that tell of it and on nothing else, so that a run with one new report makes
those of one force anew and takes the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline import vocabulary
from pipeline.product.arrow import Row, Rows
from pipeline.product.corrections import correct
from pipeline.product.coverage import expected_subjects
from pipeline.product.documents import Held, Report
from pipeline.product.history import grade_history
from pipeline.product.merge import Merged, Placed, merge
from pipeline.vocabulary import Correction
from pipeline.words.ids import problem_id
from pipeline.words.model import Capture, Evidence, Problem, Severity, Status, Subject
from pipeline.words.schema import TABLE

OF_A_FORCE = ("gradings", "grade_history", "findings", "bullets", "evidence", "coverage", "problems")
"""The tables that have rows of each force by itself."""


def rows_of_force(force_id: str, reports: Iterable[Report], corrections: Iterable[Correction]) -> Rows:
    """The rows of :data:`OF_A_FORCE` for one force, corrected; unsorted.

    Args:
        force_id: the force.
        reports: the current documents that say something about it.
        corrections: of errors of the source; those of rows that are not among these do nothing.
    """
    reports = sorted(reports, key=lambda report: report.document.document_id)
    merged = merge(force_id, reports)
    gradings = list(_gradings(merged))
    rows = {
        "gradings": gradings,
        "grade_history": list(grade_history(gradings)),
        "findings": list(_findings(merged)),
        "bullets": list(_bullets(merged)),
        "evidence": list(_evidence(merged, reports)),
        "coverage": list(_coverage(force_id, merged, reports)),
        "problems": list(_merge_problems(merged, reports)),
    }
    correct(rows, corrections)
    return rows


def rows_of_vocabulary() -> Rows:
    """The rows of the reference tables."""
    return {"forces": list(_forces()), "cycles": list(_cycles()), "questions": list(_questions())}


def rows_of_held(captures: Iterable[Capture], held: Iterable[Held], problems: Iterable[Problem]) -> Rows:
    """The rows of ``captures`` and ``documents``, and the problems of each and of the ledger as a whole; unsorted.

    Args:
        captures: of the ledger.
        held: all documents.
        problems: what the ledger as a whole tells to be wrong.
    """
    captures, held = list(captures), list(held)
    return {
        "captures": [_capture(capture) for capture in captures],
        "documents": [_document(document) for document in held],
        "problems": [*_held_problems(captures, held), *(problem_row(problem) for problem in problems)],
    }


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


def _document(held: Held) -> Row:
    document, gist = held.document, held.gist
    identity = gist.identity
    times = [capture.captured_at for capture in document.captures if capture.captured_at]
    return {
        "document_id": document.document_id,
        "canonical_url": document.canonical_url,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "language": identity.language if gist.is_read else None,
        "title": identity.title,
        "page_kind": str(identity.page_kind) if gist.is_read else None,
        "force_id": identity.force_id,
        "cycle_id": identity.cycle_id,
        "pillar": identity.pillar,
        "last_updated": identity.last_updated,
        "published": identity.published,
        "first_captured_at": min(times, default=None),
        "last_captured_at": max(times, default=None),
        "rendering": gist.rendering,
        "is_current": held.is_current,
        "pages": gist.pages,
        "words": gist.words,
        "words_claimed": gist.words_claimed,
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


def _evidence(merged: Merged, reports: list[Report]) -> Iterator[Row]:
    pages = {report.document.document_id: report.extracted.pages for report in reports}
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
                "page": pages[placed.document_id].get(placed.value.passage),
                "quote": placed.value.quote,
            }
            found.setdefault(tuple(row.values()), row)
    yield from found.values()


def _merge_problems(merged: Merged, reports: list[Report]) -> Iterator[Row]:
    names = {report.document.document_id: report.document.name for report in reports}
    yield from _once(problem_row(problem, names[id_], document_id=id_) for id_, problem in merged.problems)


def _held_problems(captures: list[Capture], held: list[Held]) -> Iterator[Row]:
    yield from _once(
        problem_row(problem, of.document.name, document_id=of.document.document_id)
        for of in held
        for problem in of.gist.problems
    )
    yield from _once(
        problem_row(problem, capture.file_name or capture.url or capture.sha256[:12], capture_id=capture.capture_id)
        for capture in captures
        for problem in _capture_problems(capture)
    )


def _once(rows: Iterable[Row]) -> Iterable[Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["problem_id"], row)
    return found.values()


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


def _coverage(force_id: str, merged: Merged, reports: list[Report]) -> Iterator[Row]:
    states = {grading.subject: grading.status for grading in merged.gradings}
    frameworks = {
        identity.cycle_id: identity.framework
        for identity in (report.identity for report in reports)
        if identity.force_id == force_id and identity.cycle_id and identity.framework
    }
    for subject in expected_subjects(force_id, states, frameworks):
        state: Status | str = states.get(subject, "not_held")
        yield {**_keys(subject), "state": str(state)}
