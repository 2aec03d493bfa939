"""What a table and a column are, as they are declared in ``schema.py``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    STRING = "string"
    INTEGER = "int"
    BOOLEAN = "bool"
    DATE = "date32"
    TIMESTAMP = "timestamp[us, UTC]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``required`` forbids nulls, ``values`` closes the list, ``printed`` is the report's own word."""

    name: str
    type: Type
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Values of ``column`` that are not null stand in ``other_column`` of ``table``."""

    column: str
    table: str
    other_column: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its rows are sorted by ``order``, which ends in a column that makes it total."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    references: tuple[Reference, ...] = ()

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]
