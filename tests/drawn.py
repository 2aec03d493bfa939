"""Small drawn pages in the site's style, and the rows that the pipeline makes of them.

A page is drawn once, in the full rendering B; :func:`in_a` and :func:`in_c` lose of it what those renderings lose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from textwrap import dedent

from pipeline import vocabulary
from pipeline.meaning.interpret import interpret
from pipeline.product.arrow import Rows, Tables, as_tables
from pipeline.product.checks import Check, content
from pipeline.product.documents import Report, documents_of, with_current
from pipeline.product.extracted import extracted_of, gist_of, placed_row
from pipeline.product.structure import structure
from pipeline.product.tables import OF_A_FORCE, rows_of_force, rows_of_held, rows_of_vocabulary
from pipeline.reading.read_text import read_text
from pipeline.words.addresses import canonical_url
from pipeline.words.model import (
    Capture,
    CaptureMethod,
    Cell,
    Interpretation,
    Medium,
    Passage,
    PassageKind,
    ReadDocument,
)

SITE = "https://hmicfrs.justiceinspectorates.gov.uk"

HEADLINES = {
    "Effectiveness": "How effective is the force at keeping people safe and reducing crime?",
    "Efficiency": "How efficient is the force at keeping people safe and reducing crime?",
    "Legitimacy": "How legitimate is the force at keeping people safe and reducing crime?",
}
VULNERABLE = "How effective is the force at protecting those who are vulnerable from harm, and supporting victims?"
INVESTIGATING = "How effective is the force at investigating crime and reducing re-offending?"
ORGANISED = "How effective is the force at tackling serious and organised crime?"
PREVENTING = "How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?"
SPECIALIST = "How effective are the force’s specialist capabilities?"

PILLAR_WORDS = ("Effectiveness", "Efficiency", "Legitimacy", "Leadership")

ONE_WORD_TITLES = ("Vetting", "Counter-corruption")

_NOT_IN_C = re.compile(
    r"Skip to content$|Published on\b|PEEL 20\d\d.* An inspection of |.{3,40}, H(?:er|is) Majesty’s Inspector of "
)

LABELS = {
    "Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate", "Ungraded", "To be graded",
    "Not being graded",
}  # fmt: skip


def lines(text: str) -> str:
    """A drawn fragment without the indent it has in a test. A line that ends in a backslash goes on in the next."""
    return re.sub(r"\s*\\\n\s*", " ", dedent(text)).strip("\n") + "\n"


def section(number: int | None, question: str, label: str | None, body: str = "") -> str:
    """A question's section of a pillar page."""
    parts = [str(number) if number else "", question, label or "", lines(body).strip("\n") if body else ""]
    return "\n\n".join(part for part in parts if part)


def pillar_page(
    *sections: str,
    title: str = "Kent PEEL 2017",
    pillar: str = "Effectiveness",
    headline: str | None = None,
    updated: str = "22/03/2018",
    grade: str | None = "Good",
    summary: str = "The force has changed the way it works since the last visit.",
) -> str:
    """A pillar page in rendering B."""
    dated = f"Last updated {updated}" + (f"\n{grade}" if grade else "")
    blocks = ["Skip to content", title, pillar, headline or HEADLINES[pillar], dated, lines(summary).strip("\n")]
    if sections:
        blocks += [f"Questions for {pillar}", *sections]
    return "\n\n".join(blocks) + "\n"


def in_b(text: str) -> str:
    """The page as any text rendering keeps it at best: no text capture holds a table."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("|"))


def in_a(text: str) -> str:
    """The page as rendering A keeps it: every line of one word outside a list is gone, its empty lines stay."""
    kept = [line for line in in_b(text).split("\n") if len(line.split()) != 1 or line.lstrip().startswith(("•", "-"))]
    return "\n".join(kept)


def in_c(text: str) -> str:
    """The page as rendering C keeps it: article only, one line a paragraph, no labels, date, number or summary.

    A force's page has lost its title and the inspector's name, and "Read more about …" is glued to what follows; a
    report begins with its first heading. The summary of a pillar goes on to its questions, or to the next pillar.
    """
    kept: list[str] = []
    in_summary = False
    glued = ""
    for line in in_b(text).split("\n"):
        words = line.strip()
        if words.startswith("Last updated"):
            in_summary = True
        elif words.startswith("Questions for "):
            in_summary = False
            continue
        elif words in PILLAR_WORDS or words in HEADLINES.values():
            in_summary = False
        if in_summary or not words or words.isdigit() or words in LABELS or _NOT_IN_C.match(words):
            continue
        if words.startswith("Read more about "):
            kept, glued = [], words
        elif glued:
            kept.append(glued + words)
            glued = ""
        elif line.startswith("    ") and "•" not in line and kept and kept[-1].startswith("-"):
            kept[-1] += f" {words}"
        else:
            kept.append(re.sub(r"^\s*•\s*", "- ", line) if "•" in line else words)
    return "\n".join(kept) + "\n"


def path(address: str) -> str:
    """The full address of a path on the inspectorate's site."""
    return f"{SITE}/{address.strip('/')}/"


def said(text: str, address: str | None = None) -> Interpretation:
    """What the page says by itself."""
    return interpret(read_text(text.encode()), path(address) if address else None)


def grades_in(interpretation: Interpretation) -> dict[str, tuple[str | None, str]]:
    """Grade and status of each subject that one page tells of; several different readings show as a list."""
    found: dict[str, list[tuple[str | None, str]]] = {}
    for reading in interpretation.grades:
        key = _key(reading.subject.cycle_id, reading.subject.pillar, reading.subject.question_id)
        told = (str(reading.grade) if reading.grade else None, str(reading.status))
        if told not in found.setdefault(key, []):
            found[key].append(told)
    return {key: told[0] if len(told) == 1 else told for key, told in found.items()}  # type: ignore[misc]


def codes(interpretation: Interpretation) -> list[str]:
    """The codes of its problems."""
    return [problem.code for problem in interpretation.problems]


@dataclass(frozen=True)
class Page:
    """A page to be published: its words, address and time of capture."""

    text: str
    address: str | None = None
    day: int = 1
    document: ReadDocument | None = None


def published(*pages: Page) -> Rows:
    """The rows of all tables that these pages give, checks included."""
    contents = {sha256(page.text.encode()).hexdigest(): page for page in pages}
    captures = [_capture(page) for page in pages]
    documents = documents_of(captures)
    read = {document.document_id: _read(contents[document.sha256]) for document in documents}
    said = {d.document_id: interpret(read[d.document_id], d.canonical_url) for d in documents}
    held = with_current((d, gist_of(read[d.document_id], said[d.document_id])) for d in documents)
    rows = rows_of_vocabulary() | {name: [] for name in OF_A_FORCE} | rows_of_held(captures, held, [])
    rows["passages"] = [
        {"document_id": document_id, **placed_row(placed)}
        for document_id, interpretation in said.items()
        for placed in interpretation.passages
    ]
    for force_id in sorted(vocabulary.forces()):
        about = [of for of in held if of.is_current and force_id in of.gist.forces]
        reports = [Report(of.document, extracted_of(said[of.document.document_id])) for of in about]
        for name, of_force in rows_of_force(force_id, reports, []).items():
            rows[name] += of_force
    tables = as_tables(rows)
    rows["checks"] = [check.row for check in [*_structure(tables), *content(tables, held)]]
    return rows


def _structure(tables: Tables) -> Iterator[Check]:
    for name, held in tables.items():
        yield from structure(name, held, tables)


def _read(page: Page) -> ReadDocument:
    return page.document or read_text(page.text.encode())


def gradings(rows: Rows, force: str | None = None) -> dict[str, tuple[str | None, str]]:
    """Grade and status by question (or pillar) of the published gradings."""
    return {
        _key(row["cycle_id"], row["pillar"], row["question_id"]): (row["grade"], row["status"])
        for row in rows["gradings"]
        if force is None or row["force_id"] == force
    }


def one(rows: Iterable[dict[str, object]], **values: object) -> dict[str, object]:
    """The only row with these values."""
    found = [row for row in rows if all(row[name] == value for name, value in values.items())]
    assert len(found) == 1, f"{len(found)} rows with {values}"
    return found[0]


def table(
    cells: Iterable[tuple[str | None, str | None, str]], *, before: Iterable[str] = (), medium: Medium = Medium.HTML
) -> ReadDocument:
    """A document of headings and one table, as a reader of HTML or PDF hands it over: (row head, column head, text)."""
    passages = [Passage(i, PassageKind.HEADING, text, level=1) for i, text in enumerate(before, start=1)]
    for row, (row_head, column_head, text) in enumerate(cells):
        passages.append(
            Passage(len(passages) + 1, PassageKind.TABLE_CELL, text, cell=Cell(1, row, 1, row_head, column_head))
        )
    words = sum(len(passage.text.split()) for passage in passages)
    return ReadDocument(medium, tuple(passages), words=words, markers_seen=0)


def hidden_label(document: ReadDocument, ordinal: int, **changes: object) -> ReadDocument:
    """The document with one passage changed, as another medium shows it."""
    passages = tuple(
        replace(passage, **changes) if passage.ordinal == ordinal else passage  # type: ignore[arg-type]
        for passage in document.passages
    )
    return replace(document, passages=passages)


def _key(cycle_id: str, pillar: str | None, question_id: str | None) -> str:
    if question_id:
        return question_id.removeprefix(f"{cycle_id}-")
    return pillar or "force"


def _capture(page: Page) -> Capture:
    content = page.text.encode()
    url = canonical_url(path(page.address)) if page.address else None
    digest = sha256(content).hexdigest()
    return Capture(
        capture_id=f"c-{digest[:8]}-{page.day}",
        url=url,
        canonical_url=url,
        captured_at=datetime(2020, 1, page.day, tzinfo=UTC),
        method=CaptureMethod.FILE,
        http_status=None,
        media_type="text/plain",
        bytes=len(content),
        sha256=digest,
    )
