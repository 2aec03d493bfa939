"""The passages of all documents, some dozens of documents to a piece: a new report makes one piece anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa

from pipeline import fingerprints
from pipeline.extraction import Work, passages_of_work, work_folder
from pipeline.product.arrow import digested, outside
from pipeline.product.structure import by_themselves
from pipeline.results import TableStore, stores_of
from pipeline.settings import Settings

PIECE = 64
"""Documents that a piece has at most, more or less."""

_GIVEN_BACK = 2
"""Pieces that are made before the memory that it took is given back, which to do and undo takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of ``passages``, digested, and whether they are known to be what is declared, whatever other pieces hold."""

    rows: pa.Table
    is_sound: bool


def pieces_of(
    settings: Settings, works: list[Work], meanings: Mapping[str, str], *, everything: bool = False
) -> Iterator[Piece]:
    """The rows of ``passages`` in their order. Which piece a document is in depends on its id and on how many there
    are, so that the same documents are always cut alike, and the pieces without a new one stay as they were.

    Args:
        settings: folders and limits.
        works: all documents, by id.
        meanings: fingerprints of what they say, by id.
        everything: make every piece anew.

    Raises:
        OSError: a piece cannot be stored.
    """
    stored = stores_of(work_folder(settings.processed)).pieces
    kept = []
    made = 0
    for of_piece in _cut(works):
        fingerprint = fingerprints.of_piece((id_, meanings[id_]) for id_ in (w.document.document_id for w in of_piece))
        kept.append(fingerprint)
        held = None if everything else stored.get(fingerprint)
        if held is None:
            yield _made(stored, fingerprint, settings, of_piece)
            made += 1
            if made % _GIVEN_BACK == 0:
                pa.default_memory_pool().release_unused()
        else:
            yield Piece(held["passages"], is_sound=True)
    stored.keep_only(kept)


def _made(stored: TableStore, fingerprint: str, settings: Settings, works: list[Work]) -> Piece:
    """A piece made anew. It is stored if it is sound: what is stored need not be looked at again."""
    rows = digested(pa.concat_tables(passages_of_work(settings, work) for work in works).combine_chunks())
    if not _is_sound(rows, works):
        return Piece(rows, is_sound=False)
    made = {"passages": rows}
    stored.put(fingerprint, made)
    # What lies in a file need not be held.
    return Piece((stored.get(fingerprint) or made)["passages"], is_sound=True)


def _is_sound(rows: pa.Table, works: list[Work]) -> bool:
    """Whether rows are by themselves what is declared, and of these documents: then no other piece has their keys."""
    own = pa.array([work.document.document_id for work in works], pa.string())
    strange = outside(rows["document_id"].unique(), own)
    return not strange and all(check.passed for check in by_themselves("passages", rows))


def _cut(works: list[Work]) -> Iterator[list[Work]]:
    """Documents whose ids begin with the same bits; so many bits that a piece is of the wanted size."""
    bits = (len(works) // PIECE).bit_length()
    for _, run in groupby(works, key=lambda work: _number(work) >> (_BITS - bits)):
        yield list(run)


_BITS = 64


def _number(work: Work) -> int:
    return int(work.document.document_id.removeprefix("d-"), 16)
