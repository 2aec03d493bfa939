"""Many readings, one row: gradings, findings and bullets of all current documents of a force together.

Readings that disagree are never chosen from in silence: the row says so, and a problem names both places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from pipeline import vocabulary
from pipeline.meaning.notices import PRESS_RULE
from pipeline.product.documents import Report
from pipeline.words.ids import grading_id
from pipeline.words.model import (
    Bullet,
    Evidence,
    Finding,
    Grade,
    GradeReading,
    Identity,
    PageKind,
    Problem,
    Reading,
    Severity,
    Status,
    Subject,
)

T = TypeVar("T")


_STRENGTH = {
    Reading.LABEL: 2,
    Reading.TABLE: 2,
    Reading.IMAGE: 2,
    Reading.SENTENCE: 1,
    Reading.LIST: 1,
}
_NAME_ONLY = "class or file name only"

_REPORTS = {
    PageKind.REPORT,
    PageKind.REPORT_SECTION,
    PageKind.PILLAR_PAGE,
    PageKind.QUESTION_PAGE,
    PageKind.DETAILED_FINDINGS,
    PageKind.LEADERSHIP_PAGE,
}
"""Kinds of documents that hold a report's findings, all or in part."""

_DENYING = {Status.NOT_GRADED, Status.NOT_INSPECTED, Status.WITHDRAWN}
"""Statuses that say there is no grade: a grade beside one is a contradiction."""

_PRECEDENCE = (
    Status.WITHDRAWN,
    Status.NOT_INSPECTED,
    Status.NOT_GRADED,
    Status.NOT_YET_GRADED,
    Status.UNREADABLE,
)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A reading, finding or bullet with the document it stands in."""

    document_id: str
    value: T


@dataclass(frozen=True, slots=True)
class Grading:
    """The row of one subject, with all evidence for it."""

    grading_id: str
    subject: Subject
    title: str
    grade: Grade | None
    status: Status
    carried_from: str | None
    last_updated: date | None
    readings: int
    agree: bool | None
    evidence: tuple[Placed[Evidence], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """All rows that were found. A finding or bullet has the evidence of every document that prints it."""

    gradings: list[Grading]
    findings: list[tuple[Finding, tuple[Placed[Evidence], ...]]]
    bullets: list[tuple[str, Bullet, tuple[Placed[Evidence], ...]]]
    problems: list[tuple[str, Problem]]


def merge(force_id: str, reports: Iterable[Report]) -> Merged:
    """The rows of one force, of all current documents that say something about it.

    A Welsh edition speaks only where its report is not held in English: it is the same report in other words, and must
    not be counted twice. Beside an English one its grades are compared.
    """
    current, silent = _editions(sorted((_about(force_id, report) for report in reports), key=_preference))
    problems: list[tuple[str, Problem]] = []
    by_subject: dict[Subject, list[tuple[Report, GradeReading]]] = {}
    for report in current:
        for reading in report.extracted.grades:
            by_subject.setdefault(reading.subject, []).append((report, reading))
    gradings = [_grading(subject, stated, problems) for subject, stated in by_subject.items()]
    problems += _differing_editions(gradings, silent)
    return Merged(
        sorted(gradings, key=lambda grading: grading.grading_id), _findings(current), _bullets(current), problems
    )


def _about(force_id: str, report: Report) -> Report:
    """The report with what it says of this force only: a notice or an overview tells of many."""
    said = report.extracted
    return Report(
        report.document,
        replace(
            said,
            grades=tuple(reading for reading in said.grades if reading.subject.force_id == force_id),
            findings=tuple(finding for finding in said.findings if finding.subject.force_id == force_id),
            bullets=tuple(bullet for bullet in said.bullets if bullet.subject.force_id == force_id),
        ),
    )


def _editions(current: list[Report]) -> tuple[list[Report], list[Report]]:
    """The documents that rows are made of, and the Welsh editions that stand back for an English one."""
    english: dict[tuple[str | None, str | None], list[Identity]] = {}
    for identity in (report.identity for report in current):
        if identity.language == "en":
            english.setdefault((identity.force_id, identity.cycle_id), []).append(identity)
    silent = [
        report
        for report in current
        if (welsh := report.identity).language == "cy"
        and any(_same_report(held, welsh) for held in english.get((welsh.force_id, welsh.cycle_id), ()))
    ]
    stands_back = {report.document.document_id for report in silent}
    return [report for report in current if report.document.document_id not in stands_back], silent


def _same_report(english: Identity, welsh: Identity) -> bool:
    """Whether two documents of one force and cycle are editions of one report.

    A force's page or a press notice holds no findings, and another pillar's report holds other ones: neither
    speaks for a Welsh report.
    """
    if english.page_kind not in _REPORTS or welsh.page_kind not in _REPORTS:
        return english.page_kind is welsh.page_kind
    return english.pillar is None or welsh.pillar is None or english.pillar == welsh.pillar


def _differing_editions(gradings: list[Grading], silent: list[Report]) -> list[tuple[str, Problem]]:
    grades = {grading.subject: grading.grade for grading in gradings}
    return [
        (
            report.document.document_id,
            Problem(
                Severity.ERROR,
                "welsh_edition_differs",
                f"says {reading.grade} where the English edition says {grades[reading.subject]} "
                f"({grading_id(reading.subject)}); the table holds the English one.",
                reading.evidence.passage,
                reading.evidence.quote,
            ),
        )
        for report in silent
        for reading in report.extracted.grades
        if reading.grade and grades.get(reading.subject) not in (None, reading.grade)
    ]


def _preference(report: Report) -> tuple[object, ...]:
    """Later pages first; then by address, so that the order never depends on how captures came in."""
    last_updated = report.identity.last_updated or date.min
    return (-last_updated.toordinal(), report.document.canonical_url or "", report.document.document_id)


def _grading(
    subject: Subject, stated: list[tuple[Report, GradeReading]], problems: list[tuple[str, Problem]]
) -> Grading:
    counted = [(report, reading) for report, reading in stated if reading.counted]
    shown = _without_earlier_years(_without_old_silence(counted)) or stated
    grade, status = _outcome([reading for _, reading in shown])
    agree = _agree([reading for _, reading in shown]) if counted else None
    if agree is False:
        problems.append((shown[0][0].document.document_id, _disagreement(shown, grade)))
    if counted and _from_press_only(subject, counted):
        problems.append((counted[0][0].document.document_id, _status_unknown(subject, counted[0][1])))
    carried = sorted({reading.carried_from for _, reading in shown if reading.carried_from})
    source = next((report for report, reading in shown if reading.grade == grade), shown[0][0])
    return Grading(
        grading_id=grading_id(subject),
        subject=subject,
        title=_title(stated),
        grade=grade,
        status=status,
        carried_from=_cycle(carried[0]) if status is Status.CARRIED_FORWARD and carried else None,
        last_updated=source.identity.last_updated,
        readings=len(counted),
        agree=agree,
        evidence=tuple(Placed(report.document.document_id, reading.evidence) for report, reading in stated),
    )


def _outcome(readings: list[GradeReading]) -> tuple[Grade | None, Status]:
    """The grade and status that the readings give together; a contradiction gives none, and ``unreadable``."""
    statuses = {reading.status for reading in readings}
    grade = _strongest(readings)
    graded = any(reading.grade for reading in readings)
    if graded and (grade is None or statuses & _DENYING):
        return None, Status.UNREADABLE
    if Status.CARRIED_FORWARD in statuses:
        return grade, Status.CARRIED_FORWARD
    if grade is not None:
        return grade, Status.GRADED
    return None, next(status for status in _PRECEDENCE if status in statuses)


def _agree(readings: list[GradeReading]) -> bool:
    grades = {reading.grade for reading in readings if reading.grade}
    return len(grades) <= 1 and not (grades and {reading.status for reading in readings} & _DENYING)


def _without_old_silence(
    stated: list[tuple[Report, GradeReading]],
) -> list[tuple[Report, GradeReading]]:
    """The readings less "not yet graded" where another page already tells the grade: that is an earlier stage."""
    told = [pair for pair in stated if pair[1].status is not Status.NOT_YET_GRADED]
    return told or stated


def _without_earlier_years(
    stated: list[tuple[Report, GradeReading]],
) -> list[tuple[Report, GradeReading]]:
    """The readings less what a summary says of an earlier year, where a label shows a grade given anew."""
    readings = [reading for _, reading in stated]
    anew = any(reading.status is Status.GRADED and _strength(reading) > 1 for reading in readings)
    stands = any(
        reading.status is Status.CARRIED_FORWARD
        and (reading.grade is None or reading.evidence.reading is Reading.TABLE)
        for reading in readings
    )
    if not anew or stands:
        return stated
    return [pair for pair in stated if pair[1].status is not Status.CARRIED_FORWARD]


def _from_press_only(subject: Subject, counted: list[tuple[Report, GradeReading]]) -> bool:
    question = vocabulary.questions().get(subject.question_id or "")
    from_press = all(reading.evidence.rule.startswith(PRESS_RULE) for _, reading in counted)
    return question is not None and question.inspection == "risk-based" and from_press


def _status_unknown(subject: Subject, reading: GradeReading) -> Problem:
    return Problem(
        Severity.INFO,
        "status_from_press_only",
        f"tells a grade for {grading_id(subject)}, but press notices do not tell grades given anew from grades that "
        "stand from an earlier year; add the force's own page to settle its status.",
        reading.evidence.passage,
        reading.evidence.quote,
    )


def _strength(reading: GradeReading) -> int:
    return 0 if reading.evidence.rule == _NAME_ONLY else _STRENGTH[reading.evidence.reading]


def _strongest(readings: list[GradeReading]) -> Grade | None:
    """The grade that the strongest readings give with one voice; None if they differ among themselves."""
    grades = [(_strength(reading), reading.grade) for reading in readings if reading.grade]
    best = max((strength for strength, _ in grades), default=0)
    voices = {grade for strength, grade in grades if strength == best}
    return voices.pop() if len(voices) == 1 else None


def _disagreement(stated: list[tuple[Report, GradeReading]], grade: Grade | None) -> Problem:
    places = "; ".join(
        f"{reading.grade or reading.status} by {reading.evidence.rule} in {report.document.name}: "
        f"“{reading.evidence.quote}”"
        for report, reading in stated
    )
    outcome = f"{grade} stands in the table, by the stronger place" if grade else "no grade stands in the table"
    return Problem(
        Severity.ERROR,
        "readings_disagree",
        f"does not agree with other places on {grading_id(stated[0][1].subject)}: {places}. {outcome}.",
        stated[0][1].evidence.passage,
    )


def _title(stated: list[tuple[Report, GradeReading]]) -> str:
    """The title as a section prints it; a table or sentence gives the catalogue's or a shorter one."""
    titles = [reading.title for _, reading in stated]
    return max(titles, key=lambda title: (title.endswith("?"), titles.count(title), title))


def _cycle(year: str) -> str:
    """The cycle that a printed year names: "2018" is the cycle 2018-19."""
    for cycle in vocabulary.cycles().values():
        if year in (cycle.cycle_id, cycle.label, *cycle.title_forms):
            return cycle.cycle_id
    return year


def _findings(current: list[Report]) -> list[tuple[Finding, tuple[Placed[Evidence], ...]]]:
    found: dict[str, tuple[Finding, list[Placed[Evidence]]]] = {}
    ordinals: dict[tuple[Subject, str], int] = {}
    for report in current:
        for finding in report.extracted.findings:
            key = (finding.subject, finding.kind)
            if finding.finding_id not in found:
                ordinals[key] = ordinals.get(key, 0) + 1
                found[finding.finding_id] = (replace(finding, ordinal=ordinals[key]), [])
            found[finding.finding_id][1].extend(
                Placed(report.document.document_id, evidence) for evidence in finding.evidence
            )
    return [(finding, tuple(evidence)) for finding, evidence in found.values()]


def _bullets(current: list[Report]) -> list[tuple[str, Bullet, tuple[Placed[Evidence], ...]]]:
    """A bullet that one document shows in a findings box and another without its heading is that of the box."""
    found: dict[str, tuple[str, Bullet, list[Placed[Evidence]]]] = {}
    for report in current:
        for bullet in report.extracted.bullets:
            row = found.setdefault(bullet.bullet_id, (report.document.document_id, bullet, []))
            row[2].append(Placed(report.document.document_id, bullet.evidence))
            if bullet.finding_id and not row[1].finding_id:
                found[bullet.bullet_id] = (report.document.document_id, bullet, row[2])
    return [(document, bullet, tuple(evidence)) for document, bullet, evidence in found.values()]
