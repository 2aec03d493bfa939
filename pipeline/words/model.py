"""The values that travel between the stages, and the closed lists they draw on.

Everything here is frozen and knows no disk, clock or network. A stage takes such values and returns
such values, together with the :class:`Problem` records of what it could not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Medium(StrEnum):
    """The readers there are; chosen from the media type and the first bytes."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"


class PassageKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    LABEL = "label"


class Shown(StrEnum):
    """How the words of a passage reach a person; tells the strength of a label read there."""

    TEXT = "text"
    HIDDEN = "hidden"
    """Text for screen readers only, or an ``aria-label`` or ``title``."""
    IMAGE = "image"
    """Alternative text of a picture."""
    STRUCK = "struck"
    """Struck through, and so taken back."""
    NAME = "name"
    """Only a class or file name says it (``requires-improvement.svg``)."""


class PageKind(StrEnum):
    FORCE_PAGE = "force_page"
    PILLAR_PAGE = "pillar_page"
    QUESTION_PAGE = "question_page"
    DETAILED_FINDINGS = "detailed_findings"
    LEADERSHIP_PAGE = "leadership_page"
    OTHER_REPORTS = "other_reports"
    REPORT = "report"
    REPORT_SECTION = "report_section"
    SEPARATE_REPORT = "separate_report"
    OVERVIEW = "overview"
    PUBLICATION_PAGE = "publication_page"
    PRESS_NOTICE = "press_notice"
    LETTER = "letter"
    METHODOLOGY = "methodology"
    OTHER = "other"


class Grade(StrEnum):
    OUTSTANDING = "Outstanding"
    GOOD = "Good"
    ADEQUATE = "Adequate"
    REQUIRES_IMPROVEMENT = "Requires improvement"
    INADEQUATE = "Inadequate"


class Status(StrEnum):
    GRADED = "graded"
    NOT_GRADED = "not_graded"
    NOT_YET_GRADED = "not_yet_graded"
    NOT_INSPECTED = "not_inspected"
    CARRIED_FORWARD = "carried_forward"
    WITHDRAWN = "withdrawn"
    UNREADABLE = "unreadable"


class Reading(StrEnum):
    """The kind of place a fact was read from, strongest first for grades."""

    LABEL = "label"
    TABLE = "table"
    SENTENCE = "sentence"
    IMAGE = "image"
    LIST = "list"


class FindingKind(StrEnum):
    AREA_FOR_IMPROVEMENT = "area_for_improvement"
    CAUSE_OF_CONCERN = "cause_of_concern"
    AREA_OF_CONCERN = "area_of_concern"
    """Weaker than a cause of concern; used for few forces since 2021/22."""
    RECOMMENDATION = "recommendation"
    PRACTICE = "practice"


NARRATIVE = "narrative"
"""The kind of a bullet that belongs to no finding."""


class Severity(StrEnum):
    ERROR = "error"
    """Something is missing or contradictory; a run with one ends with exit code 1."""
    WARNING = "warning"
    """The source cannot be read further; the row says so too."""
    INFO = "info"


class CaptureMethod(StrEnum):
    LIVE = "live"
    MEMENTO = "memento"
    WARC = "warc"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch or import of one address; a line of the ledger in ``raw/``.

    ``captured_at`` is UTC, and None for a file whose time of capture nothing tells. ``file_name`` is the
    name of an imported file without its folder, for messages; it is no part of any identity.
    """

    capture_id: str
    url: str | None
    canonical_url: str | None
    captured_at: datetime | None
    method: CaptureMethod
    http_status: int | None
    media_type: str
    bytes: int
    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    archive_url: str | None = None
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, or disagrees. ``passage`` is a passage ordinal of the document."""

    severity: Severity
    code: str
    message: str
    passage: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page of a PDF: points from the page's left and top edge; pages count from 1."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


HEADER_SEPARATOR = " / "
"""Stands between the headers of a cell where several are set one above the other, the widest first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table cell stands. ``table`` counts the tables of the document from 1, rows and columns from 0."""

    table: int
    row: int
    column: int
    row_header: str | None = None
    column_header: str | None = None


class Passage(NamedTuple):
    """A block of a document in reading order, as a reader hands it over.

    Each visible word of a document stands in exactly one passage. A named tuple, for hundreds of them are made for
    each page, and a frozen data class takes three times as long to make.

    ``ordinal``
        From 1, in reading order.
    ``text``
        As printed: list marker removed, white space folded to single spaces, otherwise untouched.
    ``level``
        Headings: 1 (highest) to 6, None where the medium does not tell. List items: depth, 0 = top.
    ``marker``
        List items: the marker as printed or drawn ("•", "-", "2.", "b)").
    ``list_number``
        List items: which list of the document, from 1; nested lists carry the number of their top list.
    ``parent``
        List items: ordinal of the item they are nested under.
    ``continues``
        Ordinal of the list item that this passage goes on with: its second paragraph, or its own words
        after a nested list. Those words belong to that item.
    ``furniture``
        The medium itself shows that this stands outside the main content (navigation, footer, running head).
    ``lost_before``
        The rendering of a text capture dropped a short line directly before this passage.
    ``box_number``
        Passages that stand together in a drawn or marked box (callout, shaded area) share a number, from 1.
    ``links``
        Addresses linked from the passage, in order.
    ``locator``
        A place in the saved file: ``line 17`` in text, a CSS path in HTML.
    """

    ordinal: int
    kind: PassageKind
    text: str
    level: int | None = None
    marker: str | None = None
    list_number: int | None = None
    parent: int | None = None
    continues: int | None = None
    furniture: bool = False
    lost_before: bool = False
    shown: Shown = Shown.TEXT
    cell: Cell | None = None
    box_number: int | None = None
    box: Box | None = None
    locator: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader makes of bytes.

    ``words`` counts the visible words (:func:`pipeline.words.blocks.count_words`), furniture included, by a way that
    does not go through the passages, so that the two can be compared. ``markers_seen`` counts list markers
    likewise.
    """

    medium: Medium
    passages: tuple[Passage, ...]
    words: int
    markers_seen: int
    title: str | None = None
    language: str | None = None
    canonical_link: str | None = None
    rendering: str | None = None
    encoding: str | None = None
    pages: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Which report a document belongs to; None wherever nothing in it tells."""

    page_kind: PageKind
    force_id: str | None
    cycle_id: str | None
    pillar: str | None
    language: str = "en"
    title: str | None = None
    last_updated: date | None = None
    published: date | None = None
    framework: str | None = None


class Evidence(NamedTuple):
    """The place in a document that supports a row. ``rule`` names the rule that read it.

    A named tuple like all of which a page gives hundreds.
    """

    reading: Reading
    passage: int
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a grade or finding is about: the keys that stand in every table of findings.

    ``question_id`` is None for a pillar's own row, and ``pillar`` where the cycle has none.
    """

    force_id: str
    cycle_id: str
    pillar: str | None
    question_id: str | None


@dataclass(frozen=True, slots=True)
class GradeReading:
    """One statement, in one place, about the grade of a subject.

    ``counted`` is false where nothing states it and the row only says so (by the catalogue, or unreadable).
    """

    subject: Subject
    title: str
    grade: Grade | None
    status: Status
    evidence: Evidence
    carried_from: str | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """An area for improvement, cause or area of concern, recommendation or practice, as one document states it."""

    finding_id: str
    subject: Subject
    kind: FindingKind
    ordinal: int
    text: str
    full_text: str
    evidence: tuple[Evidence, ...]
    parent_finding_id: str | None = None
    addressee: str | None = None
    deadline_text: str | None = None
    deadline: date | None = None


class Bullet(NamedTuple):
    """One list item with its place in its list. ``ordinal`` counts from 1 among its siblings."""

    bullet_id: str
    subject: Subject
    section: str | None
    kind: str
    finding_id: str | None
    lead_in: str | None
    list_number: int
    parent_bullet_id: str | None
    depth: int
    ordinal: int
    path: str
    text: str
    full_text: str
    evidence: Evidence


class PlacedPassage(NamedTuple):
    """A passage after interpretation: its final kind, where it stands, and what claims its words."""

    passage: Passage
    kind: PassageKind
    level: int | None
    section_path: str
    claimed_by: str | None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one document says: the result of the meaning layer."""

    identity: Identity
    passages: tuple[PlacedPassage, ...]
    grades: tuple[GradeReading, ...] = ()
    findings: tuple[Finding, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    problems: tuple[Problem, ...] = ()
