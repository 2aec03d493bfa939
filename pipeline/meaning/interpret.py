"""What one document says: identity, sections, grades, findings and bullets, and what claims each passage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.meaning.findings import Found, findings_in
from pipeline.meaning.grade_tables import judged_in_tables
from pipeline.meaning.grades import Graded, grades_in, sensible
from pipeline.meaning.identity import identify
from pipeline.meaning.lists import ListTree, bullets_in, lists_in
from pipeline.meaning.notices import Noticed, noticed_in
from pipeline.meaning.outline import outline
from pipeline.meaning.page_kinds import MANY_FORCES, WITHOUT_SUBJECT
from pipeline.meaning.places import Outline, Outlined, Role
from pipeline.meaning.titles import Titles
from pipeline.meaning.withdrawn import report_problem, report_withdrawn
from pipeline.meaning.wording import CORRECTED
from pipeline.meaning.wrapped_titles import with_whole_titles
from pipeline.words.ids import grading_id
from pipeline.words.model import (
    Bullet,
    Identity,
    Interpretation,
    PageKind,
    PassageKind,
    PlacedPassage,
    Problem,
    ReadDocument,
    Severity,
    Subject,
)

_KINDS = {
    Role.TITLE: PassageKind.HEADING,
    Role.PILLAR: PassageKind.HEADING,
    Role.QUESTIONS: PassageKind.HEADING,
    Role.QUESTION: PassageKind.HEADING,
    Role.FINDINGS: PassageKind.HEADING,
    Role.STATEMENT: PassageKind.HEADING,
    Role.HEADING: PassageKind.HEADING,
    Role.LABEL: PassageKind.LABEL,
    Role.NUMBER: PassageKind.LABEL,
}
_CLAIMED = {
    Role.FURNITURE: "furniture",
    Role.TITLE: "document",
    Role.IMPRINT: "document",
    Role.DATE: "document",
    Role.PILLAR: "section",
    Role.QUESTIONS: "section",
    Role.NUMBER: "section",
    Role.QUESTION: "section",
    Role.FINDINGS: "section",
    Role.HEADING: "section",
}


def interpret(document: ReadDocument, url: str | None) -> Interpretation:
    """The meaning of a document.

    Args:
        document: what a reader made of it.
        url: its canonical address, None if unknown.

    Returns:
        Rows for each grade, finding and bullet, and every passage with what claims it. A document whose force or
        cycle is not known has passages and problems only.
    """
    identity, problems = identify(document, url)
    if not document.passages:
        return Interpretation(identity, (), problems=document.problems)
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    outlined = outline(with_whole_titles(document, titles), identity)
    problems = [*document.problems, *problems]
    if identity.page_kind in MANY_FORCES:
        return _of_many(identity, outlined, problems)
    if identity.page_kind in WITHOUT_SUBJECT or identity.force_id is None or identity.cycle_id is None:
        return _unread(identity, outlined, problems)
    graded = grades_in(outlined, identity, document.rendering)
    tree = lists_in(outlined)
    subject_of = _subjects(outlined, identity.force_id, identity.cycle_id)
    found = findings_in(outlined, tree, subject_of, identity)
    bullets = bullets_in(tree, subject_of, dict(found.kind_of), found.finding_of)
    claims = _claims(outlined, graded, found, bullets, tree)
    return Interpretation(
        identity=identity,
        passages=_placed(outlined, claims),
        grades=tuple(graded.readings),
        findings=tuple(found.findings),
        bullets=tuple(bullets),
        problems=(
            *problems,
            *graded.problems,
            *_nothing_told(identity, graded, found),
            *_unknown_questions(outlined, identity),
            *_empty_boxes(outlined, found),
            *_corrections(document),
            *_markers(document),
        ),
    )


def _subjects(outlined: list[Outlined], force_id: str, cycle_id: str) -> dict[int, Subject]:
    """What each passage is about. The passages of a section share one value."""
    subject_of = {}
    pillar, question = None, None
    subject = Subject(force_id, cycle_id, pillar, None)
    for place in outlined:
        if place.question is not question or place.pillar is not pillar:
            pillar, question = place.pillar, place.question
            subject = Subject(force_id, cycle_id, pillar, question.question_id if question else None)
        subject_of[place.passage.ordinal] = subject
    return subject_of


def _of_many(identity: Identity, outlined: Outline, problems: list[Problem]) -> Interpretation:
    """A press notice or an overview: readings of each force it names, and no findings or bullets of a report."""
    noticed = Noticed()
    if identity.page_kind is PageKind.PRESS_NOTICE:
        noticed = noticed_in(outlined, identity)
    tabled = list(judged_in_tables(outlined, identity))
    for judged in tabled:
        noticed.claims[judged.evidence.passage] = f"grading:{grading_id(judged.subject)}"
    readings = [*noticed.readings, *(reading for judged in tabled for reading in sensible(judged, noticed.problems))]
    banner = report_withdrawn(outlined)
    if banner:
        noticed.problems.append(report_problem(banner, len(readings)))
        readings, noticed.claims = [], {}
    elif not readings and not problems:
        noticed.problems.append(_NOTHING_READ[identity.page_kind])
    claims = {place.passage.ordinal: _CLAIMED.get(place.role, "narrative") for place in outlined} | noticed.claims
    return Interpretation(
        identity,
        _placed(outlined, claims),
        grades=tuple(readings),
        problems=(*problems, *noticed.problems),
    )


_NOTHING_READ = {
    PageKind.OVERVIEW: Problem(
        Severity.INFO,
        "overview_without_grades",
        "is an overview whose grades are not in this capture: they are drawn by a script. Its accessible table, added "
        "as HTML, holds them.",
    ),
    PageKind.PRESS_NOTICE: Problem(
        Severity.INFO,
        "notice_without_grades",
        "is a press notice that states no grade of a named question in a form that is read.",
    ),
    PageKind.LETTER: Problem(
        Severity.INFO,
        "quotes_findings",
        "is a letter about findings of an earlier report; they are not counted again, its words are kept as passages.",
    ),
}


def _unread(identity: Identity, outlined: Outline, problems: list[Problem]) -> Interpretation:
    if not problems:
        problems = [
            _NOTHING_READ.get(
                identity.page_kind,
                Problem(
                    Severity.INFO,
                    "not_interpreted",
                    f"is a page of kind {identity.page_kind}, which belongs to no single force; its words are kept as "
                    "passages only.",
                ),
            )
        ]
    claim = f"problem:{problems[-1].code}"
    claims = {p.passage.ordinal: "furniture" if p.role is Role.FURNITURE else claim for p in outlined}
    return Interpretation(identity, _placed(outlined, claims), problems=tuple(problems))


def _placed(outlined: Outline, claims: Mapping[int, str]) -> tuple[PlacedPassage, ...]:
    """The passages as they stand in the report, each with what claims it."""
    heading, paragraph, list_item = PassageKind.HEADING, PassageKind.PARAGRAPH, PassageKind.LIST_ITEM
    placed = []
    for place in outlined:
        passage = place.passage
        kind = _KINDS.get(place.role)
        if kind is None:
            # What looked like a heading to the reader, and has no such role, is a date, a link or the like.
            kind = paragraph if passage.kind is heading else passage.kind
        level = passage.level if kind is list_item else place.level
        placed.append(PlacedPassage(passage, kind, level, _section_path(place.path), claims[passage.ordinal]))
    return tuple(placed)


@lru_cache(maxsize=64)
def _section_path(path: tuple[str, ...]) -> str:
    """The titles above a passage as one text; all passages of a section share it."""
    return " > ".join(path)


def _claims(
    outlined: list[Outlined], graded: Graded, found: Found, bullets: list[Bullet], tree: ListTree
) -> dict[int, str]:
    """For each passage what accounts for its words: the strongest of grading, bullet, finding, place."""
    claims = {place.passage.ordinal: _CLAIMED.get(place.role, "narrative") for place in outlined}
    claims |= {passage: f"finding:{finding_id}" for passage, finding_id in found.finding_of.items()}
    for item, bullet in zip(tree.items, bullets, strict=True):
        claim = f"bullet:{bullet.bullet_id}"
        for passage in item.passages:
            claims[passage] = claim
    return claims | graded.claims


_TELLING = {
    PageKind.FORCE_PAGE,
    PageKind.PILLAR_PAGE,
    PageKind.QUESTION_PAGE,
    PageKind.DETAILED_FINDINGS,
    PageKind.REPORT,
}
"""Pages that exist to tell grades."""


def _nothing_told(identity: Identity, graded: Graded, found: Found) -> list[Problem]:
    """A report's page of which the capture holds neither a grade nor a place for one, nor a finding."""
    if identity.page_kind not in _TELLING or graded.readings or graded.problems or found.findings:
        return []
    return [
        Problem(
            Severity.WARNING,
            "grades_not_in_capture",
            f"is a {str(identity.page_kind).replace('_', ' ')}, but no grade, question or finding was found on it: a "
            "script or picture draws them, or the capture is cut short. Add the page as a browser shows it, or a PDF.",
        )
    ]


def _unknown_questions(outlined: Outline, identity: Identity) -> list[Problem]:
    """Headings that ask, as a question of a cycle would, and are none of this one: a grade there would be lost."""
    return [
        Problem(
            Severity.WARNING,
            "unknown_question",
            f"has the heading {place.passage.text!r}, which is no question of {identity.cycle_id} in the catalogue. "
            "What stands under it is bound to the question above; add the question to the vocabulary if it is one.",
            place.passage.ordinal,
            place.passage.text,
        )
        for place in outlined.of(Role.HEADING)
        if place.question is None and re.match(r"(?:How|To what extent|What)\b.*\?$", place.passage.text)
    ]


def _empty_boxes(outlined: Outline, found: Found) -> list[Problem]:
    """Headings of findings boxes under which no finding was read."""
    announced = outlined.of(Role.FINDINGS)
    inside = outlined if announced else ()
    filled = {place.block_number for place in inside if place.passage.ordinal in found.finding_of}
    return [
        Problem(
            Severity.ERROR,
            "empty_findings_box",
            f"announces findings ({place.passage.text!r}) but none was read there; look at the page.",
            place.passage.ordinal,
            place.passage.text,
        )
        for place in announced
        if place.block_number not in filled
    ]


def _corrections(document: ReadDocument) -> list[Problem]:
    """Notes that a report was changed after its publication, which its dates do not show."""
    return [
        Problem(
            Severity.INFO,
            "corrected_after_publication",
            "says that the report was changed after it was published; an earlier copy may differ.",
            passage.ordinal,
            passage.text,
        )
        for passage in document.passages
        if passage.text[:1] in "NnPp" and CORRECTED.match(passage.text)
    ]


def _markers(document: ReadDocument) -> list[Problem]:
    """Every list marker that the reader saw must have become an item."""
    written = [passage.kind for passage in document.passages].count(PassageKind.LIST_ITEM)
    if written == document.markers_seen:
        return []
    return [
        Problem(
            Severity.ERROR,
            "markers_lost",
            f"shows {document.markers_seen} list markers, but {written} list items were read; please report it.",
        )
    ]
