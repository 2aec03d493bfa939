"""Where a row comes from, and what a single file holds: for people who want to see it with their own eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.capture.imports import media_type_of
from pipeline.capture.store import RawStore, StoreError
from pipeline.extraction import limits_of
from pipeline.meaning.interpret import interpret
from pipeline.product.arrow import Row, Rows
from pipeline.product.documents import documents_of
from pipeline.product.extracted import placed_row
from pipeline.product.publish import Release, current_release, rows_of_release
from pipeline.readers import Limits, read
from pipeline.settings import Settings
from pipeline.words.addresses import archived_address, canonical_url
from pipeline.words.ids import document_id
from pipeline.words.model import Box, Interpretation, PlacedPassage, ReadDocument


class NotFound(Exception):
    """There is no release, or no row with that id; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file as read and interpreted. ``document_id`` is the one it has in the tables, if added from there."""

    path: Path
    document_id: str
    document: ReadDocument
    interpretation: Interpretation


def read_file(path: Path, url: str | None, limits: Limits) -> FileReading:
    """Read and interpret one file by itself.

    Args:
        path: the file.
        url: the address that it was saved from, None if unknown.
        limits: of the readers.

    Raises:
        ValueError: ``url`` is not an absolute http or https address.
    """
    content = path.read_bytes()
    archived = archived_address(url) if url else None
    address = canonical_url(archived.url if archived else url) if url else None
    document = read(content, media_type_of(content), limits)
    own_id = document_id(address, sha256(content).hexdigest())
    return FileReading(path, own_id, document, interpret(document, address))


def passage_lines(reading: FileReading) -> Iterator[str]:
    """The passages as an indented tree: under their headings, list items under their parents."""
    identity = reading.interpretation.identity
    told = (
        identity.page_kind,
        identity.force_id,
        identity.cycle_id,
        identity.pillar,
        f"rendering {reading.document.rendering}" if reading.document.rendering else None,
    )
    yield f"{reading.path.name}: {', '.join(str(part) for part in told if part)}"
    for placed in reading.interpretation.passages:
        yield _tree_line(placed)


def _tree_line(placed: PlacedPassage) -> str:
    passage = placed.passage
    sections = placed.section_path.count(" > ") + 1 if placed.section_path else 0
    depth = sections - 1 if placed.kind == "heading" and sections else sections
    if placed.kind == "list_item":
        depth += passage.level or 0
    mark = f"{passage.marker} " if passage.marker else ""
    return f"{'  ' * max(depth, 0)}{passage.ordinal:>3} {placed.kind}  {mark}{passage.text}  [{placed.claimed_by}]"


def passage_records(reading: FileReading) -> Iterator[Row]:
    """The passages with the columns of the table ``passages``."""
    for placed in reading.interpretation.passages:
        yield {"document_id": reading.document_id, **placed_row(placed)}


def explanation(settings: Settings, row_id: str) -> list[str]:
    """The lines that tell where a row was read.

    Raises:
        NotFound: nothing is published, or no grading, finding or bullet has that id.
    """
    release = current_release(settings.processed)
    if release is None:
        raise NotFound(f"No release in {settings.processed}. Make one with peel run.")
    rows = rows_of_release(release)
    entity, row = _row(rows, row_id, release)
    lines = [f"{entity} {row_id}", *_facts(entity, row)]
    documents = {document["document_id"]: document for document in rows["documents"]}
    passages = {(p["document_id"], p["ordinal"]): p for p in rows["passages"]}
    rules = _Rules(settings)
    evidence = [e for e in rows["evidence"] if e["entity"] == entity and e["entity_id"] == row_id]
    for number, place in enumerate(evidence, start=1):
        document = documents[place["document_id"]]
        passage = passages[place["document_id"], place["passage_ordinal"]]
        where = ", ".join(
            part
            for part in (
                passage["locator"],
                f"passage {place['passage_ordinal']}",
            )
            if part
        )
        lines += [
            "",
            f"evidence {number} of {len(evidence)} ({place['reading']})",
            f"  quote     “{place['quote']}”",
            f"  section   {passage['section_path'] or '(none)'}",
            f"  place     {where}",
            *rules.in_the_file(document, passage),
            f"  document  {document['title'] or '(no title)'}, {document['canonical_url'] or 'no address'}",
            f"  original  {rules.original(document['sha256'])}",
            f"  rule      {rules.of(entity, row_id, place)}",
        ]
    return lines


def _row(rows: Rows, row_id: str, release: Release) -> tuple[str, Row]:
    for entity, table, key in (
        ("grading", "gradings", "grading_id"),
        ("finding", "findings", "finding_id"),
        ("bullet", "bullets", "bullet_id"),
    ):
        for row in rows[table]:
            if row[key] == row_id:
                return entity, row
    raise NotFound(
        f"No grading, finding or bullet has the id {row_id!r} in release {release.version}. Ids stand in the first "
        "columns of those tables."
    )


def _facts(entity: str, row: Row) -> list[str]:
    keys = " / ".join(row[name] for name in ("force_id", "cycle_id", "pillar", "question_id") if row[name])
    if entity == "grading":
        agree = {True: "they agree", False: "THEY DO NOT AGREE", None: "none states a grade"}[row["agree"]]
        return [
            f"  about     {keys}",
            f"  subject   {row['subject']}",
            f"  says      {row['grade'] or '(no grade)'}, {row['status']}",
            f"  readings  {row['readings']}, {agree}",
        ]
    return [f"  about     {keys}", f"  kind      {row['kind']}", f"  text      {row['text']}"]


def picture(settings: Settings, row_id: str) -> bytes:
    """The page of a PDF on which a row was read, as PNG, with the passage outlined.

    Raises:
        NotFound: no such row, or none of its evidence stands in a PDF that is held.
    """
    from pipeline.reading.pdf.picture import NoPictureError, render_passage

    release = current_release(settings.processed)
    if release is None:
        raise NotFound(f"No release in {settings.processed}. Make one with peel run.")
    rows = rows_of_release(release)
    entity, _ = _row(rows, row_id, release)
    documents = {document["document_id"]: document for document in rows["documents"]}
    passages = {(p["document_id"], p["ordinal"]): p for p in rows["passages"]}
    for place in rows["evidence"]:
        if (place["entity"], place["entity_id"]) != (entity, row_id) or place["page"] is None:
            continue
        passage = passages[place["document_id"], place["passage_ordinal"]]
        box = Box(passage["page"], passage["x0"], passage["top"], passage["x1"], passage["bottom"])
        try:
            return render_passage(RawStore(settings.raw).read(documents[place["document_id"]]["sha256"]), box)
        except (StoreError, NoPictureError) as error:
            raise NotFound(str(error)) from error
    raise NotFound(f"{row_id} was not read from a PDF; peel explain {row_id} tells where it stands.")


class _Rules:
    """Reads documents again to tell which rule made a row; the tables hold the quote, not the rule."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = RawStore(settings.raw)
        self._documents = {d.document_id: d for d in documents_of(self._store.captures())}
        self._read: dict[str, Interpretation] = {}

    def original(self, sha256: str) -> str:
        path = self._store.path_of(sha256)
        return str(path) if path else f"{sha256} (not in {self._settings.raw})"

    def in_the_file(self, document: Row, passage: Row) -> list[str]:
        """The words that stand at a passage's locator in the saved file, where that is a page of HTML."""
        if document["media_type"] != "text/html" or not passage["locator"]:
            return []
        from pipeline.reading.read_html import resolve

        try:
            words = resolve(self._store.read(document["sha256"]), passage["locator"])
        except StoreError:
            return []
        return [f"  in file   “{words}”"] if words else ["  in file   nothing stands at this place any more"]

    def of(self, entity: str, row_id: str, place: Row) -> str:
        said = self._interpretation(place["document_id"])
        if said is None:
            return "not known: the original is not in the raw store"
        from pipeline.words.ids import grading_id

        candidates = {
            "grading": [(grading_id(reading.subject), reading.evidence) for reading in said.grades],
            "finding": [(finding.finding_id, e) for finding in said.findings for e in finding.evidence],
            "bullet": [(bullet.bullet_id, bullet.evidence) for bullet in said.bullets],
        }[entity]
        for id_, evidence in candidates:
            if id_ == row_id and (evidence.passage, evidence.quote) == (place["passage_ordinal"], place["quote"]):
                return evidence.rule
        return "not known: this version of the code reads the document differently; run peel run"

    def _interpretation(self, document_id: str) -> Interpretation | None:
        if document_id not in self._read:
            document = self._documents.get(document_id)
            if document is None:
                return None
            try:
                content = self._store.read(document.sha256)
            except StoreError:
                return None
            read_document = read(content, document.media_type, limits_of(self._settings))
            self._read[document_id] = interpret(read_document, document.canonical_url)
        return self._read[document_id]
