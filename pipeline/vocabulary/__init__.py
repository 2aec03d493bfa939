"""The words of the field as reviewed data: forces, cycles, pillars, questions, grades, concepts.

The CSV files beside this module are the source; each row says in ``source`` whether it was seen on a
published page or is only recalled. Several values in one cell are separated by `` | ``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files

from pipeline.words.blocks import plain
from pipeline.words.model import Grade

PILLARS = ("effectiveness", "efficiency", "legitimacy", "leadership")


@dataclass(frozen=True, slots=True)
class Force:
    force_id: str
    name: str
    short_name: str
    welsh_name: str | None
    region: str | None
    country: str
    gss_code: str
    police_uk_id: str
    slugs: tuple[str, ...]
    names: tuple[str, ...]
    """Every form in which a page may print the force's name, the longest first."""


@dataclass(frozen=True, slots=True)
class Cycle:
    cycle_id: str
    label: str
    inspectorate: str
    scale_id: str
    comparable_with_previous: bool | None
    comparability_note: str | None
    address_forms: tuple[str, ...]
    title_forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar of one cycle. ``headline`` is the title of its own row, None where it has none.

    ``phrases``, lower case, are the words with which a sentence names the pillar as a whole.
    """

    cycle_id: str
    pillar: str
    ordinal: int
    headline: str | None
    graded: bool
    other_headlines: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question or area of policing of one cycle. ``graded`` is by design; None if not known.

    ``phrases``, lower case, are the words with which a sentence names its matter as a whole. ``inspection`` is
    ``always``, ``risk-based``, ``if-due`` or ``separate``.
    """

    question_id: str
    cycle_id: str
    framework: str | None
    pillar: str | None
    ordinal: int | None
    text: str
    graded: bool | None
    concept_id: str
    other_texts: tuple[str, ...]
    phrases: tuple[str, ...]
    inspection: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """A total that the inspectorate or press published, to compare the tables with."""

    check_id: str
    force_id: str | None
    cycle_id: str
    pillar: str | None
    question_id: str | None
    subject: str
    grade: str | None
    expected: int
    source: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _flag(cell: str) -> bool | None:
    return {"true": True, "false": False, "": None}[cell]


@cache
def forces() -> dict[str, Force]:
    """The 43 territorial forces by ``force_id``, in its order."""
    found = {}
    for row in _rows("forces.csv"):
        names = {row["name"], row["short_name"], row["welsh_name"], *_several(row["other_names"])} - {""}
        found[row["force_id"]] = Force(
            force_id=row["force_id"],
            name=row["name"],
            short_name=row["short_name"],
            welsh_name=row["welsh_name"] or None,
            region=row["region"] or None,
            country=row["country"],
            gss_code=row["gss_code"],
            police_uk_id=row["police_uk_id"],
            slugs=(row["force_id"], *_several(row["other_slugs"])),
            names=tuple(sorted(names, key=lambda name: (-len(name), name))),
        )
    return found


@cache
def cycles() -> dict[str, Cycle]:
    """The inspection cycles by ``cycle_id``, in time order."""
    return {
        row["cycle_id"]: Cycle(
            cycle_id=row["cycle_id"],
            label=row["label"],
            inspectorate=row["inspectorate"],
            scale_id=row["scale_id"],
            comparable_with_previous=_flag(row["comparable_with_previous"]),
            comparability_note=row["comparability_note"] or None,
            address_forms=_several(row["address_forms"]),
            title_forms=_several(row["title_forms"]),
        )
        for row in _rows("cycles.csv")
    }


@cache
def pillars() -> tuple[Pillar, ...]:
    """The pillars of every cycle that has pillars, in the order the cycle presents them."""
    return tuple(
        Pillar(
            cycle_id=row["cycle_id"],
            pillar=row["pillar"],
            ordinal=int(row["ordinal"]),
            headline=row["headline"] or None,
            graded=bool(_flag(row["graded"])),
            other_headlines=_several(row["other_headlines"]),
            phrases=_several(row["phrases"]),
        )
        for row in _rows("pillars.csv")
    )


@cache
def questions() -> dict[str, Question]:
    """All questions and areas of policing by ``question_id``, in the order of the catalogue."""
    return {
        row["question_id"]: Question(
            question_id=row["question_id"],
            cycle_id=row["cycle_id"],
            framework=row["framework"] or None,
            pillar=row["pillar"] or None,
            ordinal=int(row["ordinal"]) if row["ordinal"] else None,
            text=row["text"],
            graded=_flag(row["graded"]),
            concept_id=row["concept_id"],
            other_texts=_several(row["other_texts"]),
            phrases=_several(row["phrases"]),
            inspection=row["inspection"],
        )
        for row in _rows("questions.csv")
    }


@cache
def welsh_titles() -> dict[str, tuple[str, ...]]:
    """The titles of areas in Welsh editions, by concept."""
    return {row["concept_id"]: _several(row["titles"]) for row in _rows("welsh_titles.csv")}


@cache
def report_headings() -> dict[str, bool]:
    """Headings of a report's own parts, which end any question's section, in the plain form.

    The value tells whether the inspector speaks in person there.
    """
    return {plain(row["heading"]): bool(_flag(row["own_words"])) for row in _rows("report_headings.csv")}


@cache
def loose_ties() -> dict[tuple[str, str], str]:
    """By matter and cycle, why its question there is not quite the one of the cycle before."""
    return {(row["concept_id"], row["cycle_id"]): row["note"] for row in _rows("loose_ties.csv")}


@cache
def scales() -> dict[str, dict[Grade, int]]:
    """For each scale its grades with their rank, 0 = Inadequate."""
    found: dict[str, dict[Grade, int]] = {}
    for row in _rows("scales.csv"):
        found.setdefault(row["scale_id"], {})[Grade(row["grade"])] = int(row["rank"])
    return found


@cache
def expectations() -> tuple[Expectation, ...]:
    """Published totals over all forces, and published facts of single forces."""
    return tuple(
        Expectation(
            check_id=row["check_id"],
            force_id=row.get("force_id") or None,
            cycle_id=row["cycle_id"],
            pillar=row["pillar"] or None,
            question_id=row["question_id"] or None,
            subject=row["subject"],
            grade=row["grade"] or None,
            expected=int(row["expected"]),
            source=row["source"],
        )
        for name in ("expectations.csv", "force_expectations.csv")
        for row in _rows(name)
    )


def grades_of(cycle_id: str) -> dict[Grade, int]:
    """The grades on the scale of a cycle, with their rank."""
    return scales()[cycles()[cycle_id].scale_id]


@cache
def questions_of(cycle_id: str, pillar: str | None = None) -> tuple[Question, ...]:
    """The questions of a cycle, or of one of its pillars, in the order of the catalogue."""
    return tuple(
        question
        for question in questions().values()
        if question.cycle_id == cycle_id and (pillar is None or question.pillar == pillar)
    )


@cache
def pillars_of(cycle_id: str) -> tuple[Pillar, ...]:
    """The pillars of a cycle in its order; empty since 2021/22."""
    return tuple(pillar for pillar in pillars() if pillar.cycle_id == cycle_id)


@cache
def fingerprint(beside: frozenset[str] = frozenset()) -> str:
    """A digest of all vocabulary files but those named: results that rest on them are stale when it changes."""
    digest = hashlib.sha256()
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".csv") and file.name not in beside:
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in _rows("furniture.csv")))


def is_furniture(text: str) -> bool:
    """Whether a block's words are those of the site's frame (links, banners, buttons), not of a report."""
    return bool(_furniture().fullmatch(text))


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which a pillar of a cycle, or its whole report, was published: of one force, or of all (None)."""

    cycle_id: str
    pillar: str | None
    force_id: str | None
    due: date


@cache
def due_reports() -> tuple[Due, ...]:
    """When reports were due, cycle by cycle."""
    return tuple(
        Due(
            cycle_id=row["cycle_id"],
            pillar=row["pillar"] or None,
            force_id=row["force_id"] or None,
            due=date.fromisoformat(row["due"]),
        )
        for row in _rows("due.csv")
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """A known error of the source: where a row of ``table`` reads ``reads``, it should read ``corrected``."""

    correction_id: str
    table: str
    row_id: str
    column: str
    reads: str
    corrected: str
    reason: str
    source: str


@cache
def corrections() -> tuple[Correction, ...]:
    """The reviewed corrections of errors in the reports themselves.

    Raises:
        ValueError: a row has not one cell for each column.
    """
    found = []
    for number, row in enumerate(_rows("corrections.csv"), start=1):
        # csv hands out too many cells under None, and None for those that lack.
        if set(row) != {field.name for field in fields(Correction)} or None in row.values():
            raise ValueError(f"row {number} has not one cell for each column; a cell with a comma stands in quotes")
        found.append(Correction(**row))
    return tuple(found)
