"""The passages of all documents, some dozens of documents to a piece: a new report makes one piece anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import pyarrow as pa

from pipeline import fingerprints
from pipeline.extraction import Work, passages_of_work, work_folder
from pipeline.product.arrow import arrow_schema
from pipeline.results import stores_of
from pipeline.settings import Settings
from pipeline.words.schema import TABLE

PIECE = 64
"""Documents that a piece has at most, more or less."""


def pieces_of(
    settings: Settings, works: list[Work], meanings: Mapping[str, str], *, everything: bool = False
) -> Iterator[pa.Table]:
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
    schema = arrow_schema(TABLE["passages"])
    yield schema.empty_table()
    stored = stores_of(work_folder(settings.processed)).pieces
    kept = []
    for of_piece in _cut(works):
        fingerprint = fingerprints.of_piece((id_, meanings[id_]) for id_ in (w.document.document_id for w in of_piece))
        kept.append(fingerprint)
        held = None if everything else stored.get(fingerprint)
        if held is None:
            made = {"passages": _joined(settings, of_piece)}
            stored.put(fingerprint, made)
            # What lies in a file need not be held.
            held = stored.get(fingerprint) or made
        yield pa.Table.from_arrays(held["passages"].columns, schema=schema)
    stored.keep_only(kept)


def _cut(works: list[Work]) -> Iterator[list[Work]]:
    """Documents whose ids begin with the same bits; so many bits that a piece is of the wanted size."""
    bits = (len(works) // PIECE).bit_length()
    for _, run in groupby(works, key=lambda work: _number(work) >> (_BITS - bits)):
        yield list(run)


_BITS = 64


def _number(work: Work) -> int:
    return int(work.document.document_id.removeprefix("d-"), 16)


def _joined(settings: Settings, works: list[Work]) -> pa.Table:
    return pa.concat_tables(passages_of_work(settings, work) for work in works).combine_chunks()
