"""Reconciliations and invariants over the rows of a run.

A required check that fails stops the release: the tables would lie. The others are shown in the table
``checks`` and leave the judgment to the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline import vocabulary
from pipeline.meaning.wording import areas_stated
from pipeline.product.tables import Row, Rows
from pipeline.vocabulary import Expectation
from pipeline.words.columns import Table
from pipeline.words.schema import TABLES

CONTRACT = "data contract"


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


def check_rows(rows: Rows) -> list[Check]:
    """All checks over the rows of one run."""
    return [
        *_structure(rows),
        *(check(rows) for check in _INVARIANTS),
        *_areas_stated(rows),
        *_scales(rows),
        *_published(rows),
    ]


def _structure(rows: Rows) -> Iterator[Check]:
    """Keys are unique, required values there, closed lists kept, references resolved. All required."""
    keys = {
        (reference.table, reference.other_column): {row[reference.other_column] for row in rows[reference.table]}
        for table in TABLES
        for reference in table.references
    }
    for table in TABLES:
        if table.name in {"checks", "changes"}:
            continue
        held = rows[table.name]
        yield _none_of("unique_key", table.name, _repeated(table, held))
        yield _none_of("required_values", table.name, _missing(table, held))
        yield _none_of("closed_lists", table.name, _off_list(table, held))
        dangling = [
            f"{reference.column}={row[reference.column]}"
            for reference in table.references
            for row in held
            if row[reference.column] is not None
            and row[reference.column] not in keys[reference.table, reference.other_column]
        ]
        yield _none_of("references", table.name, dangling)


def _none_of(check_id: str, scope: str, offending: Iterable[str], source: str = CONTRACT) -> Check:
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


def _repeated(table: Table, held: list[Row]) -> list[str]:
    counts = Counter(tuple(row[name] for name in table.key) for row in held)
    return [" ".join(map(str, key)) for key, count in counts.items() if count > 1]


def _missing(table: Table, held: list[Row]) -> list[str]:
    required = [column.name for column in table.columns if column.required]
    return [f"{name} of {row[table.key[0]]}" for row in held for name in required if row[name] is None]


def _off_list(table: Table, held: list[Row]) -> list[str]:
    closed = [column for column in table.columns if column.values]
    return [
        f"{column.name}={row[column.name]}"
        for row in held
        for column in closed
        if row[column.name] is not None and row[column.name] not in column.values
    ]


def _words_claimed(rows: Rows) -> Check:
    read = [row for row in rows["documents"] if row["page_kind"] is not None]
    lost = [row["document_id"] for row in read if row["words"] != row["words_claimed"]]
    return Check(
        "words_claimed",
        f"{len(read)} documents read",
        "every word claimed",
        f"{len(lost)} documents with a difference",
        not lost,
        CONTRACT,
        rows=tuple(lost[:10]),
    )


def _grade_or_reason(rows: Rows) -> Check:
    wrong = [
        row["grading_id"]
        for row in rows["gradings"]
        if (row["status"] == "graded" and row["grade"] is None)
        or (row["grade"] is not None and row["status"] not in {"graded", "carried_forward"})
    ]
    return _none_of("grade_or_reason", "gradings", wrong)


def _evidence_for_all(rows: Rows) -> Check:
    supported = {(row["entity"], row["entity_id"]) for row in rows["evidence"]}
    wanted = [
        (entity, row[key])
        for entity, table, key in (
            ("grading", "gradings", "grading_id"),
            ("finding", "findings", "finding_id"),
            ("bullet", "bullets", "bullet_id"),
        )
        for row in rows[table]
    ]
    return _none_of(
        "evidence", "all rows", [f"{entity} {id_}" for entity, id_ in wanted if (entity, id_) not in supported]
    )


def _concern_has_recommendation(rows: Rows) -> Check:
    answered = {row["parent_finding_id"] for row in rows["findings"]}
    concerns = [row for row in rows["findings"] if row["kind"] == "cause_of_concern"]
    alone = [row["finding_id"] for row in concerns if row["finding_id"] not in answered]
    return Check(
        "concern_has_recommendation",
        f"{len(concerns)} causes of concern",
        "at least one recommendation each",
        f"{len(alone)} without",
        not alone,
        CONTRACT,
        rows=tuple(alone[:10]),
    )


def _inadequate_has_concern(rows: Rows) -> Check:
    concerned = {
        (row["force_id"], row["cycle_id"], row["question_id"])
        for row in rows["findings"]
        if row["kind"] == "cause_of_concern"
    }
    inadequate = [row for row in rows["gradings"] if row["grade"] == "Inadequate" and row["scale_id"] == "five-grade"]
    alone = [
        row["grading_id"]
        for row in inadequate
        if (row["force_id"], row["cycle_id"], row["question_id"]) not in concerned
    ]
    return Check(
        "inadequate_has_concern",
        f"{len(inadequate)} gradings Inadequate since 2021/22",
        "a cause of concern each",
        f"{len(alone)} without",
        not alone,
        "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/what-is-peel/peel-assessments-2023-2025/",
        rows=tuple(alone[:10]),
    )


def _readings_agree(rows: Rows) -> Check:
    several = [row for row in rows["gradings"] if row["readings"] > 1]
    apart = [row["grading_id"] for row in several if row["agree"] is False]
    return Check(
        "readings_agree",
        f"{len(several)} gradings with several readings",
        "all agree",
        f"{len(apart)} do not",
        not apart,
        CONTRACT,
        rows=tuple(apart[:10]),
    )


def _overview_agrees(rows: Rows) -> Check:
    """Gradings that an overview and a report both state."""
    kinds = {row["document_id"]: row["page_kind"] for row in rows["documents"]}
    shown: dict[str, set[bool]] = {}
    for row in rows["evidence"]:
        if row["entity"] == "grading":
            shown.setdefault(row["entity_id"], set()).add(kinds[row["document_id"]] == "overview")
    both = [row for row in rows["gradings"] if shown.get(row["grading_id"]) == {True, False}]
    apart = [row["grading_id"] for row in both if row["agree"] is False]
    return Check(
        "overview_agrees",
        f"{len(both)} gradings in an overview and a report",
        "all agree",
        f"{len(apart)} do not",
        not apart if both else None,
        CONTRACT,
        rows=tuple(apart[:10]),
    )


_INVARIANTS: tuple[Callable[[Rows], Check], ...] = (
    _words_claimed,
    _grade_or_reason,
    _evidence_for_all,
    _concern_has_recommendation,
    _inadequate_has_concern,
    _readings_agree,
    _overview_agrees,
)


def _areas_stated(rows: Rows) -> Iterator[Check]:
    """The number of graded areas that a current report announces, beside the gradings held of it."""
    current = {
        row["document_id"]: row
        for row in rows["documents"]
        if row["is_current"] and row["force_id"] and row["cycle_id"] and row["language"] == "en"
    }
    announced = [
        (current[passage["document_id"]], stated)
        for passage in rows["passages"]
        if passage["document_id"] in current and (stated := areas_stated(passage["text"]))
    ]
    for document, stated in announced:
        graded = sum(
            row["grade"] is not None
            and (row["force_id"], row["cycle_id"]) == (document["force_id"], document["cycle_id"])
            and row["question_id"] is not None
            and vocabulary.questions()[row["question_id"]].inspection != "separate"
            for row in rows["gradings"]
        )
        yield Check(
            "graded_areas_stated",
            f"{document['force_id']} {document['cycle_id']}, {document['document_id']}",
            f"{stated.graded} graded areas",
            f"{graded}",
            graded == stated.graded,
            "the report itself",
            rows=(document["document_id"],),
        )


_ENOUGH = 40
"""From so many grades on, each word of a scale should have come up: a missing one points to a blind reader."""


def _scales(rows: Rows) -> Iterator[Check]:
    for scale_id, grades in vocabulary.scales().items():
        given = Counter(row["grade"] for row in rows["gradings"] if row["scale_id"] == scale_id and row["grade"])
        total = sum(given.values())
        off = set(given) - {str(grade) for grade in grades}
        yield _none_of("own_scale_only", f"{scale_id}, {total} grades", sorted(off))
        yield Check(
            "every_grade_seen",
            f"{scale_id}, {total} grades",
            ", ".join(grades),
            ", ".join(f"{grade} {given[grade]}" for grade in grades),
            all(given[grade] for grade in grades) if total >= _ENOUGH else None,
            "a reader that misses one word of a scale shows none of it",
        )


def _published(rows: Rows) -> Iterator[Check]:
    """Totals and single facts that were published, beside what is held, with how much of it is held."""
    for expectation in vocabulary.expectations():
        rows_in = _rows_meant(expectation, rows)
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


def _rows_meant(expectation: Expectation, rows: Rows) -> list[Row]:
    table = "findings" if expectation.subject == "area_for_improvement" else "gradings"
    return [
        row
        for row in rows[table]
        if row["cycle_id"] == expectation.cycle_id
        and expectation.force_id in (None, row["force_id"])
        and expectation.pillar in (None, row["pillar"])
        and (
            row["question_id"] == expectation.question_id
            if expectation.subject in {"overall", "question", "not_graded"}
            else True
        )
    ]


def _count(expectation: Expectation, meant: list[Row]) -> int:
    if expectation.subject == "area_for_improvement":
        return sum(row["kind"] == "area_for_improvement" for row in meant)
    if expectation.subject == "not_graded":
        return sum(row["status"] == "not_graded" for row in meant)
    return sum(row["grade"] == expectation.grade for row in meant)


def _held(expectation: Expectation, meant: list[Row]) -> tuple[int, int]:
    """How many of the forces that the fact counts have a row that tells; for one force 1 of 1."""
    telling = [row for row in meant if row.get("grade") or row.get("status") == "not_graded" or "kind" in row]
    whole = 1 if expectation.force_id else len(vocabulary.forces())
    return min(len({row["force_id"] for row in telling}), whole), whole


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
