"""The data contract in code: every table and column, declared once.

The Arrow schema, the checks of a draft release, the data dictionary and ``datapackage.json`` are all made from
this declaration. A name or meaning changes only on purpose, with ``SCHEMA_VERSION`` raised.
"""

from __future__ import annotations

from pipeline.vocabulary import PILLARS
from pipeline.words.columns import Column, Reference, Table, Type
from pipeline.words.model import (
    NARRATIVE,
    CaptureMethod,
    FindingKind,
    Grade,
    PageKind,
    PassageKind,
    Reading,
    Severity,
    Status,
)

SCHEMA_VERSION = "1"

ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Report text © Crown copyright, HMICFRS (before 2017 HMIC)."
)
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def _text(name: str, description: str, **more: object) -> Column:
    return Column(name, Type.STRING, description, **more)  # type: ignore[arg-type]


def _own(name: str, description: str) -> Column:
    """An id or words that every row has."""
    return _text(name, description, required=True)


def _whole(name: str, description: str, **more: object) -> Column:
    return Column(name, Type.INTEGER, description, **more)  # type: ignore[arg-type]


_FORCE = _text("force_id", "The force, by the inspectorate's slug (forces.force_id).", required=True)
_CYCLE = _text("cycle_id", "The inspection cycle (cycles.cycle_id).", required=True)
_PILLAR = _text("pillar", "The pillar; null where the cycle has none.", values=PILLARS, printed="Effectiveness")
_QUESTION = _text("question_id", "The question or area (questions.question_id); null for a pillar's own row.")
_SUBJECT = (_FORCE, _CYCLE, _PILLAR, _QUESTION)
_GRADE = (
    _text(
        "subject",
        "Title of the question or pillar as the report prints it.",
        required=True,
        printed="How effective is the force at …?",
    ),
    _text(
        "grade", "The grade; null unless status says graded or carried_forward.", values=tuple(Grade), printed="Good"
    ),
    _whole("grade_rank", "Place of the grade on its scale, 0 = Inadequate."),
    _text("scale_id", "The scale.", required=True, values=("four-grade", "five-grade")),
    _text("status", "Whether there is a grade, or why not.", required=True, values=tuple(Status), printed="Ungraded"),
    _text("carried_from", "The cycle that a carried grade comes from.", printed="In 2017, we judged …"),
)
_SUBJECT_REFERENCES = (
    Reference("force_id", "forces", "force_id"),
    Reference("cycle_id", "cycles", "cycle_id"),
    Reference("question_id", "questions", "question_id"),
)
DIRECTIONS = ("better", "worse", "same")
_DOCUMENT = _text("document_id", "The document (documents.document_id).", required=True)
_FINDING_KINDS = tuple(FindingKind)

TABLES: tuple[Table, ...] = (
    Table(
        "forces",
        "territorial police force of England and Wales",
        (
            _text(
                "force_id",
                "The inspectorate's slug for the force, for example devon-and-cornwall.",
                required=True,
            ),
            _text("name", "Official name, as it is now.", required=True, printed="Gwent Police"),
            _text("short_name", "Name as page titles print it.", required=True, printed="Gwent PEEL 2017"),
            _text("welsh_name", "Welsh name of a Welsh force.", printed="Heddlu Gwent"),
            _text("region", "Region, where the inspectorate's own grouping is known."),
            _text("country", "England or Wales.", required=True, values=("England", "Wales")),
            _text("gss_code", "Nine-character code of the Government Statistical Service.", required=True),
            _text("police_uk_id", "Identifier of the force at data.police.uk.", required=True),
        ),
        key=("force_id",),
        order=("force_id",),
    ),
    Table(
        "cycles",
        "inspection cycle",
        (
            _text("cycle_id", "The cycle: a year, or the years it ran over.", required=True),
            _text("label", "How reports name the cycle.", required=True, printed="PEEL 2018/19"),
            _text("inspectorate", "The inspectorate's name in that cycle.", required=True, printed="HMICFRS"),
            _text("scale_id", "The scale of grades in use.", required=True, values=("four-grade", "five-grade")),
            Column(
                "comparable_with_previous",
                Type.BOOLEAN,
                "Whether the inspectorate allows a comparison with the cycle before; null if it says nothing.",
            ),
            _text("comparability_note", "What the inspectorate says about that comparison."),
        ),
        key=("cycle_id",),
        order=("cycle_id",),
    ),
    Table(
        "questions",
        "question, or area of policing, of a cycle",
        (
            _text("question_id", "The question: cycle, pillar and matter.", required=True),
            _CYCLE,
            _text("framework", "Which of a cycle's frameworks it belongs to; null where there is one."),
            _PILLAR,
            _whole("ordinal", "Its number as printed, from 1; null if it has none.", printed="1"),
            _text("text", "Its title as printed.", required=True, printed="How effective is the force at …?"),
            Column("graded", Type.BOOLEAN, "Whether it gets a grade, by design; null if that is not known."),
            _text("concept_id", "The same matter in other cycles has the same value.", required=True),
        ),
        key=("question_id",),
        order=("cycle_id", "framework", "pillar", "ordinal", "question_id"),
        references=(Reference("cycle_id", "cycles", "cycle_id"),),
    ),
    Table(
        "captures",
        "fetch or import of one address",
        (
            _own("capture_id", "The capture."),
            _text("url", "The address as it was asked for; null for a file whose address nothing tells."),
            _text("canonical_url", "The one address for all forms of that address."),
            Column(
                "captured_at",
                Type.TIMESTAMP,
                "When the bytes were fetched or, for a file, when it is said to have been saved; null if unknown.",
            ),
            _text("method", "How the bytes came.", required=True, values=tuple(CaptureMethod)),
            _whole("http_status", "Status of the answer; null for a file."),
            _text("media_type", "What the bytes are.", required=True),
            _whole("bytes", "Their number.", required=True),
            _text("sha256", "Their SHA-256, which names the original in raw/originals.", required=True),
            _text("etag", "The answer's ETag."),
            _text("last_modified", "The answer's Last-Modified."),
            _text("archive_url", "Address in the web archive that the bytes came from."),
        ),
        key=("capture_id",),
        order=("canonical_url", "captured_at", "sha256", "capture_id"),
    ),
    Table(
        "documents",
        "distinct content of one canonical address",
        (
            _own("document_id", "The document: canonical address and content."),
            _text("canonical_url", "Its canonical address; null if unknown."),
            _text("sha256", "SHA-256 of its bytes.", required=True),
            _text("media_type", "What the bytes are.", required=True),
            _text("language", "en or cy (Welsh); null if it was not read.", values=("en", "cy")),
            _text("title", "Title as printed.", printed="Gwent PEEL 2017"),
            _text("page_kind", "What kind of page it is.", values=tuple(PageKind)),
            _text("force_id", "The force it reports on; null if none or not told."),
            _text("cycle_id", "The cycle it belongs to; null if none or not told."),
            _text(
                "pillar", "The pillar it reports on; null if several or none.", values=PILLARS, printed="Effectiveness"
            ),
            Column("last_updated", Type.DATE, "Date of the page, as printed.", printed="Last updated 22/03/2018"),
            Column("published", Type.DATE, "Date of publication, as printed.", printed="Published on"),
            Column("first_captured_at", Type.TIMESTAMP, "First capture of this content."),
            Column("last_captured_at", Type.TIMESTAMP, "Last capture of this content."),
            _text(
                "rendering",
                "Of a text capture: A lacks all lines of one word, B is full, C lacks labels, dates and summary.",
                values=("A", "B", "C"),
            ),
            Column("is_current", Type.BOOLEAN, "Whether the rows are read from it.", required=True),
            _whole("pages", "Number of pages of a PDF."),
            _whole("words", "Visible words, counted without the passages.", required=True),
            _whole("words_claimed", "Words of the passages that something claims.", required=True),
        ),
        key=("document_id",),
        order=("canonical_url", "document_id"),
        references=(
            Reference("force_id", "forces", "force_id"),
            Reference("cycle_id", "cycles", "cycle_id"),
        ),
    ),
    Table(
        "passages",
        "block of a document, in reading order",
        (
            _DOCUMENT,
            _whole("ordinal", "Place in reading order, from 1.", required=True),
            _text("kind", "What the block is.", required=True, values=tuple(PassageKind)),
            _whole("level", "Headings: 1 = highest. List items: depth, 0 = top."),
            _text("section_path", "Headings above it, outermost first, joined by ' > '.", required=True),
            _own("text", "Its words as printed; list marker removed."),
            _text(
                "claimed_by",
                "What accounts for its words: grading:ID, bullet:ID, finding:ID, problem:ID, document, section, "
                "narrative or furniture.",
            ),
            _whole("page", "Page of a PDF, from 1."),
            _whole("x0", "Left edge, whole points from the left of the page, rounded outwards."),
            _whole("top", "Top edge, points from the top of the page."),
            _whole("x1", "Right edge, points from the left."),
            _whole("bottom", "Bottom edge, points from the top."),
            _text("locator", "Where it stands in the saved file: a line of text, or a CSS path."),
        ),
        key=("document_id", "ordinal"),
        order=("document_id", "ordinal"),
        references=(Reference("document_id", "documents", "document_id"),),
    ),
    Table(
        "gradings",
        "force, cycle, pillar and question with its grade, or why there is none",
        (
            _own("grading_id", "The grading: force and question, or force, cycle and pillar."),
            *_SUBJECT,
            *_GRADE,
            Column("last_updated", Type.DATE, "Date of the page it was read on.", printed="Last updated"),
            _whole("readings", "How many places state it.", required=True),
            Column("agree", Type.BOOLEAN, "Whether all those places say the same; null if there are none."),
        ),
        key=("grading_id",),
        order=("force_id", "cycle_id", "pillar", "question_id", "grading_id"),
        references=_SUBJECT_REFERENCES,
    ),
    Table(
        "grade_history",
        "grading in the time order of its force and matter",
        (
            _own("grading_id", "The grading (gradings.grading_id)."),
            _FORCE,
            _text(
                "concept_id",
                "The matter across cycles (questions.concept_id), or pillar-effectiveness and the like for a pillar.",
                required=True,
            ),
            _CYCLE,
            _PILLAR,
            _QUESTION,
            *_GRADE,
            _text("previous_grading_id", "The grading before it of the same force and matter; null for the first."),
            Column(
                "comparable",
                Type.BOOLEAN,
                "Whether it may be compared with the one before; null for the first or if nothing is said.",
            ),
            _text("comparability_note", "Why not, or what to bear in mind."),
            _text(
                "direction",
                "Against the one before, only where comparable and given anew on both sides of one scale.",
                values=DIRECTIONS,
            ),
        ),
        key=("grading_id",),
        order=("force_id", "concept_id", "cycle_id", "grading_id"),
        references=(
            *_SUBJECT_REFERENCES,
            Reference("grading_id", "gradings", "grading_id"),
            Reference("previous_grading_id", "gradings", "grading_id"),
        ),
    ),
    Table(
        "findings",
        "area for improvement, cause of concern, recommendation or practice",
        (
            _own("finding_id", "The finding: subject, kind and words."),
            *_SUBJECT,
            _text("kind", "What it is.", required=True, values=_FINDING_KINDS, printed="Areas for improvement"),
            _whole("ordinal", "Place among those of its kind and subject, from 1.", required=True),
            _own("text", "Its own statement, as printed."),
            _own("full_text", "The statement with all that belongs to it, readable alone."),
            _text("parent_finding_id", "The cause of concern that a recommendation answers."),
            _text("addressee", "Who has to act, as printed.", printed="the chief constable should"),
            _text("deadline_text", "The time it allows, as printed.", printed="within three months"),
            Column("deadline", Type.DATE, "That time as a date, when text and report date allow it."),
        ),
        key=("finding_id",),
        order=("force_id", "cycle_id", "pillar", "question_id", "kind", "ordinal", "finding_id"),
        references=(*_SUBJECT_REFERENCES, Reference("parent_finding_id", "findings", "finding_id")),
    ),
    Table(
        "bullets",
        "list item, every list of the report",
        (
            _own("bullet_id", "The bullet: subject (else its heading), ancestors and words; one in all editions."),
            _DOCUMENT,
            *_SUBJECT,
            _text("section", "The nearest heading above it."),
            _text("kind", "What it belongs to.", required=True, values=(*_FINDING_KINDS, NARRATIVE)),
            _text("finding_id", "The finding it is, or is part of."),
            _text("lead_in", "The sentence that introduces its list; null if none does."),
            _whole("list_number", "Which list of the document it stands in, from 1.", required=True),
            _text("parent_bullet_id", "The bullet it is nested under."),
            _whole("depth", "How deep it is nested, 0 = top.", required=True),
            _whole("ordinal", "Place among its siblings, from 1.", required=True),
            _text("path", "Places from the top of the list down: 2.1.", required=True),
            _own("text", "Its own words as printed; marker and nested list left out."),
            _own("full_text", "Lead-in, ancestors and itself, readable alone."),
        ),
        key=("bullet_id",),
        order=("force_id", "cycle_id", "pillar", "document_id", "list_number", "path", "bullet_id"),
        references=(
            *_SUBJECT_REFERENCES,
            Reference("document_id", "documents", "document_id"),
            Reference("finding_id", "findings", "finding_id"),
            Reference("parent_bullet_id", "bullets", "bullet_id"),
        ),
    ),
    Table(
        "evidence",
        "place in a document that supports a grading, finding or bullet",
        (
            _text("entity", "What it supports.", required=True, values=("grading", "finding", "bullet")),
            _own("entity_id", "The id of that row."),
            _DOCUMENT,
            _text("reading", "The kind of place.", required=True, values=tuple(Reading)),
            _whole("passage_ordinal", "The passage (passages.ordinal).", required=True),
            _whole("page", "Page of a PDF, from 1."),
            _own("quote", "The words that were read."),
        ),
        key=("entity", "entity_id", "document_id", "reading", "passage_ordinal", "quote"),
        order=("entity", "entity_id", "document_id", "passage_ordinal", "reading", "quote"),
        references=(Reference("document_id", "documents", "document_id"),),
    ),
    Table(
        "problems",
        "thing that could not be read, or disagrees",
        (
            _own("problem_id", "The problem."),
            _text("severity", "How bad it is.", required=True, values=tuple(Severity)),
            _text("code", "What kind of problem.", required=True),
            _text("message", "What is wrong, where, and what to do.", required=True),
            _text("document_id", "The document it is about."),
            _text("capture_id", "The capture it is about."),
            _whole("passage_ordinal", "The passage it is about."),
            _text("text", "The words it is about."),
        ),
        key=("problem_id",),
        order=("severity", "code", "document_id", "capture_id", "passage_ordinal", "problem_id"),
        references=(
            Reference("document_id", "documents", "document_id"),
            Reference("capture_id", "captures", "capture_id"),
        ),
    ),
    Table(
        "coverage",
        "force, cycle, pillar and expected question",
        (
            *_SUBJECT,
            _text(
                "state",
                "The status of its grading, or not_held if nothing in the raw store states it.",
                required=True,
                values=(*Status, "not_held"),
            ),
        ),
        key=("force_id", "cycle_id", "pillar", "question_id"),
        order=("force_id", "cycle_id", "pillar", "question_id"),
        references=_SUBJECT_REFERENCES,
    ),
    Table(
        "checks",
        "reconciliation or invariant",
        (
            _text("check_id", "The check.", required=True),
            _text("scope", "What it looks at, with the number of rows held where that matters.", required=True),
            _text("expected", "What should be.", required=True),
            _text("found", "What is.", required=True),
            Column("passed", Type.BOOLEAN, "Whether it holds; null if too little is held to tell."),
            _text("source", "Where the expectation comes from.", required=True),
        ),
        key=("check_id", "scope"),
        order=("check_id", "scope"),
    ),
    Table(
        "changes",
        "row that appeared, vanished or changed since the previous published run",
        (
            _text("entity", "The table it stands in.", required=True),
            _text("entity_id", "Its key.", required=True),
            _text("change", "What happened.", required=True, values=("added", "removed", "changed")),
            _text("column", "The column that changed; null for a whole row."),
            _text("before", "The value before."),
            _text("after", "The value now."),
            _text("cause", "Why.", required=True, values=("new_document", "revised_page", "code")),
        ),
        key=("entity", "entity_id", "change", "column"),
        order=("entity", "entity_id", "change", "column"),
    ),
)

TABLE = {table.name: table for table in TABLES}
