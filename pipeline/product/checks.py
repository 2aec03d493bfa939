"""Reconciliations and invariants over the rows of a run.

A required check that fails stops the release: the tables would lie. The others are shown in the table
``checks`` and leave the judgment to the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import vocabulary
from pipeline.product.arrow import Row, Tables, outside
from pipeline.product.documents import Held
from pipeline.vocabulary import Expectation

CONTRACT = "data contract"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table ``checks``. ``passed`` is None where too little is held to tell.

    ``rows`` names some of the rows that fail, for the one who has to look.
    """

    check_id: str
    scope: str
    expected: str
    found: str
    passed: bool | None
    source: str
    required: bool = False
    rows: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        names = ("check_id", "scope", "expected", "found", "passed", "source")
        return {name: getattr(self, name) for name in names}


def content(tables: Tables, held: Iterable[Held]) -> Iterator[Check]:
    """What the rows say beside what they should: invariants, what the reports themselves announce, what was published.

    Args:
        tables: those of :data:`LOOKED_AT`, with at least these columns.
        held: the documents, with what they announce.
    """
    documents, gradings, findings = (tables[name].select(LOOKED_AT[name]) for name in _Rows._fields)
    rows = _Rows(
        tuple(_as_rows(_Document, documents)), tuple(_as_rows(_Grading, gradings)), tuple(_as_rows(_Finding, findings))
    )
    yield from (check(rows) for check in _INVARIANTS)
    yield _evidence_for_all(tables)
    yield _overview_agrees(tables, rows)
    yield from _areas_stated(rows.gradings, held)
    yield from _scales(rows)
    yield from _published(rows)


class _Document(NamedTuple):
    document_id: str
    page_kind: str | None
    words: int
    words_claimed: int


class _Grading(NamedTuple):
    grading_id: str
    force_id: str
    cycle_id: str
    pillar: str | None
    question_id: str | None
    grade: str | None
    scale_id: str
    status: str
    readings: int
    agree: bool | None


class _Finding(NamedTuple):
    finding_id: str
    force_id: str
    cycle_id: str
    pillar: str | None
    question_id: str | None
    kind: str
    parent_finding_id: str | None


_Told = _Grading | _Finding


class _Rows(NamedTuple):
    """What is looked at row by row: tuples, for there are some thousands."""

    documents: tuple[_Document, ...]
    gradings: tuple[_Grading, ...]
    findings: tuple[_Finding, ...]


LOOKED_AT = {
    "documents": list(_Document._fields),
    "gradings": list(_Grading._fields),
    "findings": list(_Finding._fields),
    "bullets": ["bullet_id"],
    "evidence": ["entity", "entity_id", "document_id"],
}
"""The tables, and columns of them, that checks of content look at."""


def _as_rows(kind: Callable[..., T], table: pa.Table) -> Iterator[T]:
    """The rows of a table, equal texts being one and the same: there are few different ones."""
    return map(kind, *map(_shared, table.columns))


def _shared(column: pa.ChunkedArray) -> list[Any]:
    if not pa.types.is_string(column.type):
        return list(column.to_pylist())
    encoded = column.dictionary_encode().combine_chunks()
    words = encoded.dictionary.to_pylist()
    return [None if index is None else words[index] for index in encoded.indices.to_pylist()]


def none_of(check_id: str, scope: str, offending: Iterable[str], source: str = CONTRACT) -> Check:
    """A required check that no row breaks a rule."""
    offending = list(offending)
    return Check(
        check_id,
        scope,
        "0 rows that break it",
        f"{len(offending)}",
        not offending,
        source,
        required=True,
        rows=tuple(offending[:10]),
    )


def _words_claimed(rows: _Rows) -> Check:
    read = [row for row in rows.documents if row.page_kind is not None]
    lost = [row.document_id for row in read if row.words != row.words_claimed]
    return Check(
        "words_claimed",
        f"{len(read)} documents read",
        "every word claimed",
        f"{len(lost)} documents with a difference",
        not lost,
        CONTRACT,
        rows=tuple(lost[:10]),
    )


def _grade_or_reason(rows: _Rows) -> Check:
    wrong = [
        row.grading_id
        for row in rows.gradings
        if (row.status == "graded" and row.grade is None)
        or (row.grade is not None and row.status not in {"graded", "carried_forward"})
    ]
    return none_of("grade_or_reason", "gradings", wrong)


def _evidence_for_all(tables: Tables) -> Check:
    evidence = tables["evidence"]
    alone = []
    for entity, table, key in (
        ("grading", "gradings", "grading_id"),
        ("finding", "findings", "finding_id"),
        ("bullet", "bullets", "bullet_id"),
    ):
        supported = evidence["entity_id"].filter(_are(evidence["entity"], entity))
        alone += [f"{entity} {id_}" for id_ in outside(tables[table][key], supported)]
    return none_of("evidence", "all rows", alone)


def _are(values: pa.ChunkedArray, value: str) -> pa.ChunkedArray:
    """Which of the values are this one. Arrow would load pandas to find out of what type it is."""
    return pc.equal(values, pa.scalar(value, pa.string()))


def _concern_has_recommendation(rows: _Rows) -> Check:
    answered = {row.parent_finding_id for row in rows.findings}
    concerns = [row for row in rows.findings if row.kind == "cause_of_concern"]
    alone = [row.finding_id for row in concerns if row.finding_id not in answered]
    return Check(
        "concern_has_recommendation",
        f"{len(concerns)} causes of concern",
        "at least one recommendation each",
        f"{len(alone)} without",
        not alone,
        CONTRACT,
        rows=tuple(alone[:10]),
    )


def _inadequate_has_concern(rows: _Rows) -> Check:
    concerned = {
        (row.force_id, row.cycle_id, row.question_id) for row in rows.findings if row.kind == "cause_of_concern"
    }
    inadequate = [row for row in rows.gradings if row.grade == "Inadequate" and row.scale_id == "five-grade"]
    alone = [row.grading_id for row in inadequate if (row.force_id, row.cycle_id, row.question_id) not in concerned]
    return Check(
        "inadequate_has_concern",
        f"{len(inadequate)} gradings Inadequate since 2021/22",
        "a cause of concern each",
        f"{len(alone)} without",
        not alone,
        "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/what-is-peel/peel-assessments-2023-2025/",
        rows=tuple(alone[:10]),
    )


def _readings_agree(rows: _Rows) -> Check:
    several = [row for row in rows.gradings if row.readings > 1]
    apart = [row.grading_id for row in several if row.agree is False]
    return Check(
        "readings_agree",
        f"{len(several)} gradings with several readings",
        "all agree",
        f"{len(apart)} do not",
        not apart,
        CONTRACT,
        rows=tuple(apart[:10]),
    )


def _overview_agrees(tables: Tables, rows: _Rows) -> Check:
    """Gradings that an overview and a report both state."""
    documents, evidence = tables["documents"], tables["evidence"]
    overviews = documents.filter(_are(documents["page_kind"], "overview"))["document_id"]
    of_gradings = evidence.filter(_are(evidence["entity"], "grading"))
    in_overview = pc.is_in(of_gradings["document_id"], overviews)
    shown = set(of_gradings.filter(in_overview)["entity_id"].to_pylist())
    shown &= set(of_gradings.filter(pc.invert(in_overview))["entity_id"].to_pylist())
    both = [row for row in rows.gradings if row.grading_id in shown]
    apart = [row.grading_id for row in both if row.agree is False]
    return Check(
        "overview_agrees",
        f"{len(both)} gradings in an overview and a report",
        "all agree",
        f"{len(apart)} do not",
        not apart if both else None,
        CONTRACT,
        rows=tuple(apart[:10]),
    )


_INVARIANTS: tuple[Callable[[_Rows], Check], ...] = (
    _words_claimed,
    _grade_or_reason,
    _concern_has_recommendation,
    _inadequate_has_concern,
    _readings_agree,
)


def _areas_stated(gradings: Iterable[_Grading], held: Iterable[Held]) -> Iterator[Check]:
    """The number of graded areas that a current report announces, beside the gradings held of it. One check for a
    report, however often it announces them; where it does so with several numbers, no number is right."""
    questions = vocabulary.questions()
    given = Counter[tuple[str | None, str | None]](
        (row.force_id, row.cycle_id)
        for row in gradings
        if row.grade is not None and row.question_id is not None and questions[row.question_id].inspection != "separate"
    )
    for document in held:
        identity = document.gist.identity
        stated = sorted({areas.graded for areas in document.gist.areas})
        is_bound = document.is_current and identity.force_id and identity.cycle_id and identity.language == "en"
        if not (stated and is_bound):
            continue
        graded = given[identity.force_id, identity.cycle_id]
        yield Check(
            "graded_areas_stated",
            f"{identity.force_id} {identity.cycle_id}, {document.document.document_id}",
            f"{' and '.join(map(str, stated))} graded areas",
            f"{graded}",
            stated == [graded],
            "the report itself",
            rows=(document.document.document_id,),
        )


_ENOUGH = 40
"""From so many grades on, each word of a scale should have come up: a missing one points to a blind reader."""


def _scales(rows: _Rows) -> Iterator[Check]:
    for scale_id, grades in vocabulary.scales().items():
        given = Counter(row.grade for row in rows.gradings if row.scale_id == scale_id and row.grade)
        total = sum(given.values())
        off = set(given) - {str(grade) for grade in grades}
        yield none_of("own_scale_only", f"{scale_id}, {total} grades", sorted(off))
        yield Check(
            "every_grade_seen",
            f"{scale_id}, {total} grades",
            ", ".join(grades),
            ", ".join(f"{grade} {given[grade]}" for grade in grades),
            all(given[grade] for grade in grades) if total >= _ENOUGH else None,
            "a reader that misses one word of a scale shows none of it",
        )


def _published(rows: _Rows) -> Iterator[Check]:
    """Totals and single facts that were published, beside what is held, with how much of it is held."""
    gradings, findings = _by_cycle(rows.gradings), _by_cycle(rows.findings)
    for expectation in vocabulary.expectations():
        of_kind = findings if expectation.subject == "area_for_improvement" else gradings
        rows_in = _rows_meant(expectation, of_kind.get(expectation.cycle_id, []))
        found = _count(expectation, rows_in)
        held, whole = _held(expectation, rows_in)
        yield Check(
            f"published:{expectation.check_id}",
            f"{_scope(expectation)}, {held} of {whole} held",
            str(expectation.expected),
            str(found),
            _compared(expectation, found, complete=held >= whole),
            expectation.source,
        )


def _by_cycle(rows: Iterable[_Told]) -> dict[str, list[_Told]]:
    by_cycle: dict[str, list[_Told]] = {}
    for row in rows:
        by_cycle.setdefault(row.cycle_id, []).append(row)
    return by_cycle


def _rows_meant(expectation: Expectation, of_cycle: list[_Told]) -> list[_Told]:
    return [
        row
        for row in of_cycle
        if expectation.force_id in (None, row.force_id)
        and expectation.pillar in (None, row.pillar)
        and (
            row.question_id == expectation.question_id
            if expectation.subject in {"overall", "question", "not_graded"}
            else True
        )
    ]


def _count(expectation: Expectation, meant: list[_Told]) -> int:
    if expectation.subject == "area_for_improvement":
        return sum(isinstance(row, _Finding) and row.kind == "area_for_improvement" for row in meant)
    gradings = [row for row in meant if isinstance(row, _Grading)]
    if expectation.subject == "not_graded":
        return sum(row.status == "not_graded" for row in gradings)
    return sum(row.grade == expectation.grade for row in gradings)


def _held(expectation: Expectation, meant: list[_Told]) -> tuple[int, int]:
    """How many of the forces that the fact counts have a row that tells; for one force 1 of 1."""
    telling = [row for row in meant if isinstance(row, _Finding) or row.grade or row.status == "not_graded"]
    whole = 1 if expectation.force_id else len(vocabulary.forces())
    return min(len({row.force_id for row in telling}), whole), whole


def _compared(expectation: Expectation, found: int, *, complete: bool) -> bool | None:
    if expectation.subject == "press_count":
        # Press counts and pages differ for good reasons: pages grew after the notice. Shown, never failed.
        return True if complete and found == expectation.expected else None
    if complete:
        return found == expectation.expected
    return False if found > expectation.expected else None


def _scope(expectation: Expectation) -> str:
    parts = (
        expectation.force_id,
        expectation.cycle_id,
        expectation.pillar,
        expectation.question_id,
        expectation.subject,
        expectation.grade,
    )
    return " ".join(part for part in parts if part)
