"""Ids from meaning: who, when, about what, and the words. Never from a row number, an address or a clock."""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring

from pipeline.words.blocks import plain
from pipeline.words.model import Subject


def _digest(*parts: str | None) -> str:
    """Of the parts as a JSON list."""
    return _digest_of(_listed(*parts))


def _listed(*parts: str | None) -> str:
    """The parts as in a JSON list, put together here: an encoder made for each id costs more than its hash."""
    return ", ".join(["null" if part is None else encode_basestring(part) for part in parts])


def _digest_of(listed: str) -> str:
    return hashlib.sha256(f"[{listed}]".encode()).hexdigest()[:16]


def grading_id(subject: Subject) -> str:
    """Readable, and unique since question ids are: ``gwent-2017-effectiveness-vulnerable-people``."""
    if subject.question_id:
        return f"{subject.force_id}-{subject.question_id}"
    return "-".join(part for part in (subject.force_id, subject.cycle_id, subject.pillar) if part)


def finding_id(subject: Subject, kind: str, text: str, parent: str | None = None) -> str:
    """One id for one finding however often a report prints it."""
    return "f-" + _digest(*_keys(subject), kind, parent, plain(text))


class BulletIds:
    """Gives the bullets of one section their ids: one id for one bullet in every edition that prints it."""

    def __init__(self, subject: Subject, section: str | None) -> None:
        """Of a section.

        Args:
            subject: a pillar or question is the section, whatever an edition calls it.
            section: the heading above where there is neither, else None.
        """
        self._section = _listed(*_keys(subject), plain(section or ""))
        self._repeats: dict[str, int] = {}

    def next(self, parent: str | None, text: str) -> str:
        """The id of the next bullet of the section; equal ones are told apart by how many came before.

        Args:
            parent: id of the bullet it is nested under.
            text: its own words.
        """
        under = f'"{parent}"' if parent else "null"
        words = f"{self._section}, {under}, {encode_basestring(plain(text))}"
        repeat = self._repeats.get(words, 0)
        self._repeats[words] = repeat + 1
        return "b-" + _digest_of(f'{words}, "{repeat}"')


def document_id(canonical_url: str | None, sha256: str) -> str:
    """The document: its canonical address, if any, and its content."""
    return "d-" + _digest(canonical_url, sha256)


def problem_id(*parts: str | None) -> str:
    """A problem, by its code, what it is about and its words."""
    return "p-" + _digest(*parts)


def _keys(subject: Subject) -> tuple[str | None, ...]:
    return (subject.force_id, subject.cycle_id, subject.pillar, subject.question_id)
