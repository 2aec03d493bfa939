"""What stands beside the tables for people and tools: the data dictionary and ``datapackage.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from pipeline.words.columns import Column, Table, Type
from pipeline.words.schema import ATTRIBUTION, LICENCE_URL, SCHEMA_VERSION, TABLES

_FRICTIONLESS = {
    Type.STRING: "string",
    Type.INTEGER: "integer",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIMESTAMP: "datetime",
}


class File(StrEnum):
    """The kinds of files that a data package can describe, by their ending."""

    PARQUET = "parquet"
    CSV = "csv"


_PANDAS_NULLS = {Type.INTEGER: "nan", Type.TIMESTAMP: "NaT"}
"""How the Frictionless tool, which reads Parquet by way of pandas, sees a null."""

_MEDIA = {File.PARQUET: "application/vnd.apache.parquet", File.CSV: "text/csv"}


def datapackage(version: str, rows: Mapping[str, int], kind: File = File.PARQUET) -> str:
    """The release as a Frictionless data package.

    Args:
        version: of the release.
        rows: number of rows by table.
        kind: which files it describes.
    """
    package = {
        "name": "peel-reports",
        "title": "Gradings, findings and bullets of the PEEL reports on police forces in England and Wales",
        "version": version,
        "schemaVersion": SCHEMA_VERSION,
        "description": ATTRIBUTION,
        "licenses": [{"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0", "path": LICENCE_URL}],
        "resources": [_resource(table, rows[table.name], kind) for table in TABLES],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table, rows: int, kind: File) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column, kind, key=column.name in table.key) for column in table.columns],
        # Parquet has nulls of its own: there, an empty text is a text.
        **({"missingValues": []} if kind is File.PARQUET else {}),
    }
    # A Frictionless primary key may not hold nulls; ours do where a pillar or question is absent.
    required = {column.name for column in table.columns if column.required}
    if required.issuperset(table.key):
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": [reference.column],
                "reference": {
                    "resource": "" if reference.table == table.name else reference.table,
                    "fields": [reference.other_column],
                },
            }
            for reference in table.references
        ]
    return {
        "name": table.name,
        "path": f"{table.name}.{kind}",
        "format": str(kind),
        "mediatype": _MEDIA[kind],
        **({"encoding": "utf-8"} if kind is File.CSV else {}),
        "description": f"One row per {table.row}.",
        "rows": rows,
        "schema": schema,
    }


def _field(column: Column, kind: File, *, key: bool) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": _FRICTIONLESS[column.type],
        "description": column.description,
    }
    if column.printed:
        field["printedAs"] = column.printed
    if kind is File.PARQUET and not column.required and column.type in _PANDAS_NULLS:
        field["missingValues"] = [_PANDAS_NULLS[column.type]]
    constraints: dict[str, object] = {}
    # Empty text and null look alike in CSV: there, free text cannot be required.
    if column.required and (kind is not File.CSV or key or column.values or column.type is not Type.STRING):
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field


def dictionary(version: str, rows: Mapping[str, int]) -> str:
    """The data dictionary as Markdown: each table, each column, its meaning and the report's own word for it."""
    lines = [
        "# PEEL reports as tables",
        "",
        f"Release {version}, schema version {SCHEMA_VERSION}. Made by the pipeline; do not edit.",
        "",
        ATTRIBUTION,
        f"Licence: {LICENCE_URL}",
        "",
        "| table | one row per | rows |",
        "| --- | --- | --- |",
        *(f"| [{table.name}](#{table.name}) | {table.row} | {rows[table.name]:,} |" for table in TABLES),
    ]
    for table in TABLES:
        lines += ["", f"## {table.name}", "", f"One row per {table.row}. Key: {_code(table.key)}.", ""]
        lines += ["| column | type | meaning | values | as printed |", "| --- | --- | --- | --- | --- |"]
        lines += [_column_line(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _column_line(column: Column) -> str:
    kind = column.type if column.required else f"{column.type}, may be null"
    printed = f"“{column.printed}”" if column.printed else ""
    return f"| `{column.name}` | {kind} | {column.description} | {_code(column.values)} | {printed} |"
