"""Stored results of reading and meaning, by fingerprint. Only a cache: deleted or damaged, it is made again."""

from __future__ import annotations

import json
import os
import shutil
import struct
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar
from weakref import WeakValueDictionary
from zlib import crc32

import pyarrow as pa
from pydantic import TypeAdapter

from pipeline.fingerprints import Ingredients
from pipeline.product.arrow import DIGEST, Tables, arrow_schema
from pipeline.product.extracted import Extracted, Gist
from pipeline.product.mapped import drop, mapped
from pipeline.product.publish import Release
from pipeline.product.tables import OF_A_FORCE
from pipeline.words.model import ReadDocument
from pipeline.words.schema import TABLE

T = TypeVar("T")


_SUM = 8
"""Bytes before what is stored that hold its check sum; eight, so that what follows lies as Arrow likes it."""


def _sum(key: str, body: memoryview) -> bytes:
    """Of what is stored and of the key that it is stored under: under another name it is as good as damaged."""
    return f"{crc32(body, crc32(key.encode())):08x}".encode()


def _whole(key: str, content: memoryview) -> memoryview:
    """What a file holds behind its check sum.

    Raises:
        ValueError: it is not what was stored under this key.
    """
    body = content[_SUM:]
    if content[:_SUM] != _sum(key, body):
        raise ValueError(f"{key} is damaged")
    return body


class _Files:
    """Files of one folder by their key: a fingerprint, or the id of a document."""

    def __init__(self, folder: Path, ending: str) -> None:
        self._folder = str(folder)
        self._ending = ending

    def keys(self) -> set[str]:
        try:
            return {name.removesuffix(self._ending) for name in os.listdir(self._folder)}
        except FileNotFoundError:
            return set()

    def holds(self, key: str) -> bool:
        return os.path.exists(self._path(key))

    def read(self, key: str) -> bytes:
        """What is stored under a key.

        Raises:
            OSError: nothing is, or it cannot be read.
            ValueError: it is damaged.
        """
        with open(self._path(key), "rb") as file:
            return bytes(_whole(key, memoryview(file.read())))

    def mapped(self, key: str) -> pa.Buffer:
        """The content as it lies in the file.

        Raises:
            OSError: nothing is stored under the key, or it cannot be read.
        """
        return mapped(self._path(key))

    def write(self, key: str, body: memoryview, sealed: str | None = None) -> None:
        """Store under a key, whole or not at all. The check sum is of the key, or of what is ``sealed`` instead."""
        # A run has its folder alone, and no two of its processes work on one key.
        path, part = self._path(key), self._path(f".part-{key}")
        if not os.path.isdir(self._folder):
            os.makedirs(self._folder, exist_ok=True)
        try:
            with open(part, "wb") as file:
                file.write(_sum(sealed or key, body))
                file.write(body)
            os.replace(part, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(part)
            raise

    def forget(self, key: str) -> bool:
        """Delete one; whether it was there."""
        try:
            os.unlink(self._path(key))
        except FileNotFoundError:
            return False
        return True

    def keep_only(self, keys: Iterable[str]) -> None:
        """Delete all but these, folders of earlier versions too."""
        for key in self.keys().difference(keys):
            path = Path(self._path(key))
            if path.is_file():
                path.unlink()
            else:
                shutil.rmtree(Path(self._folder, key), ignore_errors=True)

    def _path(self, key: str) -> str:
        # As text: a run asks for some thousands of them, and Python remembers the parts of a Path.
        return f"{self._folder}{os.sep}{key}{self._ending}"


class ResultStore(Generic[T]):
    """Values of one type, never read half, changed or under another key. Making a store takes as long as reading a
    page: keep it."""

    def __init__(self, folder: Path, kind: type[T]) -> None:
        self._files = _Files(folder, ".json")
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        # Made when it is needed: a run without news looks at no value.
        return TypeAdapter(self._kind)

    def keys(self) -> set[str]:
        """The fingerprints that something is stored under."""
        return self._files.keys()

    def holds(self, fingerprint: str) -> bool:
        """Whether something is stored, be it of another version or damaged."""
        return self._files.holds(fingerprint)

    def get(self, fingerprint: str) -> T | None:
        """The stored value, None if there is none that can be read."""
        try:
            return self._adapter.validate_json(self._files.read(fingerprint))
        except (OSError, ValueError):
            return None

    def put(self, fingerprint: str, value: T) -> None:
        """Store a value whole or not at all.

        Raises:
            OSError: the folder cannot be written.
        """
        self._files.write(fingerprint, memoryview(self._adapter.dump_json(value)))

    def forget(self, fingerprint: str) -> bool:
        """Delete a value; whether it was there."""
        return self._files.forget(fingerprint)

    def keep_only(self, fingerprints: Iterable[str]) -> None:
        """Delete all values but these: older code or documents left them."""
        self._files.keep_only(fingerprints)


class TableStore:
    """Some tables together under one key, with the rows of a document, a piece or a force. Never read half, changed or
    under another key."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self._files = _Files(folder, ".arrow")
        self._names = names
        self._mapped: WeakValueDictionary[int, pa.Buffer] = WeakValueDictionary()
        self._starts: list[int] = []

    def keys(self) -> set[str]:
        """The fingerprints that something is stored under."""
        return self._files.keys()

    def get(self, fingerprint: str) -> Tables | None:
        """The stored tables, None if there are none that can be read. One is opened whenever it is asked for, for what
        Arrow holds of each column of some hundred tables is much."""
        try:
            content = self._files.mapped(fingerprint)
            self._mapped[content.address] = content
            insort(self._starts, content.address)
            tables = _Stored(_whole(self._sealed(fingerprint), memoryview(content)), self._names)
            drop(content)
        except (OSError, ValueError):
            return None
        return tables

    def let_go_of(self, rows: pa.Table) -> None:
        """Give back the memory that looking at a file of stored tables took: the one that these rows are of. It can be
        looked at again: the system reads what is needed."""
        buffers = (buffer for column in rows.columns for chunk in column.chunks for buffer in chunk.buffers())
        place = next((buffer.address for buffer in buffers if buffer is not None), 0)
        before = bisect_right(self._starts, place)
        content = self._mapped.get(self._starts[before - 1]) if before else None
        if content is not None and place < content.address + content.size:
            drop(content)

    def put(self, fingerprint: str, tables: Mapping[str, pa.Table]) -> None:
        """Store the tables whole or not at all. The order and names of tables are the store's.

        Raises:
            OSError: the folder cannot be written.
        """
        sink = pa.BufferOutputStream()
        ends = []
        for name in self._names:
            plain = _plain(name, tables[name])
            with pa.ipc.new_stream(sink, plain.schema) as stream:
                stream.write_table(plain)
            ends.append(sink.tell())
        sink.write(struct.pack(_ENDS.format(len(ends)), *ends))
        self._files.write(fingerprint, memoryview(sink.getvalue()), self._sealed(fingerprint))

    def forget(self, fingerprint: str) -> bool:
        """Delete some tables; whether they were there."""
        return self._files.forget(fingerprint)

    def keep_only(self, fingerprints: Iterable[str]) -> None:
        """Delete all but these."""
        self._files.keep_only(fingerprints)

    def _sealed(self, fingerprint: str) -> str:
        """What is guarded with the content: an earlier version may have kept other tables, or in another order."""
        return " ".join((fingerprint, *self._names))


_ENDS = "<{}q"
"""Behind the tables: where each ends."""


class _Stored(Mapping[str, pa.Table]):
    """Tables by their names as they lie in a file."""

    def __init__(self, body: memoryview, names: tuple[str, ...]) -> None:
        ends = struct.unpack(_ENDS.format(len(names)), body[-8 * len(names) :])
        self._body = body
        self._spans = dict(zip(names, pairwise((0, *ends)), strict=True))

    def __getitem__(self, name: str) -> pa.Table:
        start, end = self._spans[name]
        return pa.ipc.open_stream(pa.py_buffer(self._body[start:end])).read_all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


def _plain(name: str, table: pa.Table) -> pa.Table:
    """A table with its digest, if it carries one, but no descriptions: there are hundreds of them."""
    held = table.schema.metadata or {}
    beside = {key: value for key, value in held.items() if key == DIGEST}
    return pa.Table.from_arrays(table.columns, schema=_without_descriptions(name).with_metadata(beside))


@cache
def _without_descriptions(name: str) -> pa.Schema:
    return pa.schema([field.remove_metadata() for field in arrow_schema(TABLE[name])])


@dataclass(frozen=True, slots=True)
class Stores:
    """The stored results of a folder of releases: of reading, of meaning in three parts (the gist is stored last), of
    each force, and what each document's results were made from; and what a run needs of every document in fewer files:
    passages in pieces, gists together."""

    read: ResultStore[ReadDocument]
    passages: TableStore
    pieces: TableStore
    extracted: ResultStore[Extracted]
    gists: ResultStore[Gist]
    together: ResultStore[dict[str, Gist]]
    forces: TableStore
    ingredients: ResultStore[Ingredients]


_FORMER = ("meaning",)
"""Folders of stored results that earlier versions kept below a run's own folder."""


def clear_former(work: Path) -> None:
    """Delete what only earlier versions looked at. What nobody of ours made is not touched."""
    for name in _FORMER:
        shutil.rmtree(work / name, ignore_errors=True)


@cache
def stores_of(work: Path) -> Stores:
    """The stored results below a run's own folder."""
    return Stores(
        read=ResultStore(work / "read", ReadDocument),
        passages=TableStore(work / "passages", ("passages",)),
        pieces=TableStore(work / "pieces", ("passages",)),
        extracted=ResultStore(work / "extracted", Extracted),
        gists=ResultStore(work / "gists", Gist),
        together=ResultStore(work / "together", dict[str, Gist]),
        forces=TableStore(work / "forces", OF_A_FORCE),
        ingredients=ResultStore(work / "ingredients", Ingredients),
    )


def known_beside(work: Path, current: Release) -> list[dict[str, str]]:
    """What is known to make no other tables than those of the current release: its own ingredients, and others
    that a run has tried and remembered."""
    try:
        seen = json.loads((work / "seen.json").read_text(encoding="utf-8"))
        return [current.made_from, seen["made_from"]] if seen["beside"] == current.version else [current.made_from]
    except (OSError, ValueError, KeyError, TypeError):
        return [current.made_from]


def remember_beside(work: Path, current: Release, made_from: dict[str, str]) -> None:
    """Remember that these ingredients give nothing to publish beside the current release."""
    work.mkdir(parents=True, exist_ok=True)
    (work / "seen.json").write_text(json.dumps({"beside": current.version, "made_from": made_from}), encoding="utf-8")


def forces_beside(work: Path, release: Release) -> dict[str, str]:
    """By force the fingerprint of its rows in a release; empty if that is not known."""
    try:
        told = json.loads((work / "published.json").read_text(encoding="utf-8"))
        return dict(told["forces"]) if told["version"] == release.version else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def remember_forces(work: Path, release: Release, forces: Mapping[str, str]) -> None:
    """Remember what the rows of each force in a release were made from.

    Raises:
        OSError: the folder cannot be written.
    """
    work.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"version": release.version, "forces": dict(forces)})
    (work / "published.json").write_text(told, encoding="utf-8")
