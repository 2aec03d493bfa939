"""Made-up report pages for measuring: words at random, in every markup dialect, the same ones on every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import vocabulary
from pipeline.capture.ledger import CaptureFacts
from pipeline.capture.store import RawStore
from pipeline.vocabulary import Force
from pipeline.words.model import CaptureMethod
from tests.dialects import DIALECTS, Bullets, Grade, Heading, Item, Node, Paragraph, Updated
from tests.standin.pdf import pdf

SITE = "https://www.justiceinspectorates.gov.uk/hmicfrs"
PDF_EVERY = 50
"""One document in so many is a small PDF; each is read in a child process of its own."""
_VOCABULARY = """force police officers should improve how it records crime when victims vulnerable people response
understanding demand serious organised staff training supervision investigations risk partner agencies domestic abuse
consistently effectively ensure that a of the and in to is has good progress"""
_WORDS = _VOCABULARY.split()
_PILLAR_CYCLES = {"2016": "2016", "2017": "2017", "2018-19": "2018"}
"""Cycles with pillar pages, and the year that their titles print."""
_REPORT_CYCLES = {"2021-22": "2021/22", "2023-25": "2023–25"}
_FIRST_DAY = datetime(2019, 1, 1, tzinfo=UTC)


def sentence(chance: random.Random, words: int) -> str:
    return "The " + " ".join(chance.choices(_WORDS, k=words)) + "."


def section(chance: random.Random, title: str) -> Iterator[Node]:
    """A question's section: label, paragraphs, a list of two depths, a last paragraph."""
    yield Heading(title, 3)
    yield Grade("Good")
    for _ in range(3):
        yield Paragraph(" ".join(sentence(chance, 22) for _ in range(4)))
    yield Paragraph("The force should:")
    yield Bullets(tuple(_item(chance, 2) for _ in range(4)))
    yield Paragraph(sentence(chance, 25))


def _item(chance: random.Random, deeper: int) -> Item:
    below = chance.choice((0, 0, 2)) if deeper else 0
    return Item(sentence(chance, 14), tuple(_item(chance, deeper - 1) for _ in range(below)))


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document as it would be captured."""

    url: str
    content: bytes
    media_type: str
    captured_at: datetime


def documents(count: int, start: int = 0) -> Iterator[MadeDocument]:
    """Pages of pillars and of whole reports of all forces, some small PDFs, and later versions of the same pages."""
    subjects = [*_subjects()]
    dialects = list(DIALECTS.values())
    for number in range(start, start + count):
        path, title, force, cycle_id, pillar = subjects[number % len(subjects)]
        version = number // len(subjects)
        captured_at = _FIRST_DAY + timedelta(days=version, seconds=number)
        if number % PDF_EVERY == PDF_EVERY - 1:
            lines = [title, f"Number {number}", *(sentence(random.Random(number), 9) for _ in range(20))]
            yield MadeDocument(f"{SITE}/uploads/{number}.pdf", pdf(lines), "application/pdf", captured_at)
            continue
        nodes = [*_page(random.Random(number), title, force, cycle_id, pillar, version)]
        yield MadeDocument(SITE + path, dialects[number % len(dialects)](nodes), "text/html", captured_at)


def _subjects() -> Iterator[tuple[str, str, Force, str, str | None]]:
    """Address, title, force, cycle and pillar of each page that there is."""
    for force in vocabulary.forces().values():
        for cycle_id, year in _PILLAR_CYCLES.items():
            for pillar in ("effectiveness", "efficiency", "legitimacy"):
                path = f"/peel-assessments/peel-{year}/{force.slugs[0]}/{pillar}/"
                yield path, f"{force.short_name} PEEL {year}", force, cycle_id, pillar
        for cycle_id, year in _REPORT_CYCLES.items():
            title = f"PEEL {year} – An inspection of {force.name}"
            yield f"/peel-reports/{force.slugs[0]}-{cycle_id}/", title, force, cycle_id, None


def _page(
    chance: random.Random, title: str, force: Force, cycle_id: str, pillar: str | None, version: int
) -> Iterator[Node]:
    yield Heading(title, 1)
    if pillar is not None:
        headline = next(known.headline for known in vocabulary.pillars_of(cycle_id) if known.pillar == pillar)
        yield Heading(headline or pillar, 2)
        yield Updated(f"Last updated {1 + version:02d}/03/2018")
        yield Grade("Good")
    else:
        yield Paragraph(f"Published on: {1 + version} March 2022")
    asked = vocabulary.questions_of(cycle_id, pillar)
    for question in [q for q in asked if q.graded and q.framework in (None, "B", "PEEL")][:8]:
        yield from section(chance, question.text)
        yield Heading("Areas for improvement", 4)
        yield Bullets((Item(sentence(chance, 14)), Item(sentence(chance, 14))))


def fill(raw: Path, count: int, start: int = 0) -> None:
    """Put documents into a raw store."""
    store = RawStore(raw)
    for made in documents(count, start):
        facts = CaptureFacts(
            url=made.url, method=CaptureMethod.LIVE, media_type=made.media_type, captured_at=made.captured_at
        )
        store.put(made.content, facts)
