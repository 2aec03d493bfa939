"""A release in other forms: CSV, a workbook, DuckDB, SQLite. The Parquet files remain the contract."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock, Timeout

from pipeline.product.arrow import Row
from pipeline.product.dictionary import File, datapackage, dictionary
from pipeline.product.publish import Release, is_whole, tables_of_release
from pipeline.words.columns import Column, Table, Type
from pipeline.words.schema import ATTRIBUTION, LICENCE_URL, TABLES

CELL_LIMIT = 32_767
"""Characters that a cell of a workbook can hold; longer text would be cut in silence."""

SHEET_LIMIT = 1_048_575
"""Rows that a sheet of a workbook can hold below its head."""


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    DUCKDB = "duckdb"
    SQLITE = "sqlite"


class ExportError(Exception):
    """The export cannot be written; the message says where and what to do."""


def export(release: Release, form: Format, target: Path) -> list[Path]:
    """Write all tables of a release in another form: beside the target, then to its place when all of it is written.

    Args:
        release: the release.
        form: which form.
        target: for CSV a folder, made if missing; else a file, which must not exist yet.

    Returns:
        The files that were written.

    Raises:
        ExportError: the release is damaged, the target exists already or cannot be written.
    """
    if form is not Format.CSV and target.exists():
        raise ExportError(f"{target} exists; name another file with --to, or move it away.")
    if not is_whole(release):
        raise ExportError(f"Release {release.version} has missing or changed tables; peel run makes it again.")
    folder = target if form is Format.CSV else target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _beside(folder) as beside:
            written = _WRITERS[form](release, beside / target.name)
            for path in written:
                os.replace(path, folder / path.name)
    except (OSError, sqlite3.Error) as error:
        raise ExportError(f"{target}: cannot be written ({error}).") from error
    return [folder / path.name for path in written]


_PART = ".peel-export-"
_ALIVE = ".lock"
"""In a folder that an export writes to: who holds this file's lock is still at work, and the system gives it back for
a process that was killed."""


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A hidden folder to write to, which is gone in the end. Those that killed exports left go first."""
    for left in folder.glob(f"{_PART}*"):
        # One without the file is just being made.
        if (left / _ALIVE).is_file():
            try:
                with FileLock(left / _ALIVE, timeout=0):
                    shutil.rmtree(left, ignore_errors=True)
            except (Timeout, OSError):
                continue
    with TemporaryDirectory(prefix=_PART, dir=folder) as name, FileLock(Path(name, _ALIVE)):
        yield Path(name)


def _rows(release: Release, table: Table) -> list[Row]:
    """The rows of a table with the columns of today; what a release of before lacks is null."""
    rows = tables_of_release(release, [table.name])[table.name].to_pylist()
    return [{name: row.get(name) for name in table.column_names} for row in rows]


def _csv(release: Release, target: Path) -> list[Path]:
    folder = target.parent
    written = []
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.column_names)
            writer.writerows([_as_text(value) for value in row.values()] for row in _rows(release, table))
        written.append(path)
    counts = {table.name: release.rows(table.name) for table in TABLES}
    beside = {
        "LICENCE.txt": f"{ATTRIBUTION}\n{LICENCE_URL}\nRelease {release.version}\n",
        "README.md": dictionary(release.version, counts),
        "datapackage.json": datapackage(release.version, counts, File.CSV),
    }
    for name, text in beside.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [*written, *(folder / name for name in beside)]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _workbook(release: Release, target: Path) -> list[Path]:
    """A cover sheet with licence and notes, then one sheet a table. Equal releases give equal files."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(target, options) as book:
            book.set_properties({"title": "PEEL reports as tables", "created": datetime(2000, 1, 1)})
            bold = book.add_format({"bold": True})
            wrap = book.add_format({"text_wrap": True, "valign": "top"})
            cover = book.add_worksheet("about")
            cut: list[str] = []
            for table in TABLES:
                cut += _sheet(book.add_worksheet(table.name), table, _rows(release, table), bold)
            _cover(cover, release, cut, bold, wrap)
    except XlsxWriterException as error:
        raise OSError(str(error)) from error
    return [target]


def _sheet(sheet: Any, table: Table, rows: list[Row], bold: Any) -> list[str]:
    """Fill a sheet. Returns what a sheet or a cell had no room for."""
    cut = []
    if len(rows) > SHEET_LIMIT:
        cut.append(f"{table.name}: the last {len(rows) - SHEET_LIMIT:,} of {len(rows):,} rows are left out")
        rows = rows[:SHEET_LIMIT]
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(table.columns) - 1)
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, column.name, bold)
        sheet.write_comment(0, index, column.description)
        sheet.set_column(index, index, 60 if column.name in {"text", "full_text", "message", "quote"} else 18)
    for number, row in enumerate(rows, start=1):
        for index, column in enumerate(table.columns):
            value = row[column.name]
            if value is None:
                continue
            if column.type in {Type.INTEGER, Type.BOOLEAN}:
                sheet.write(number, index, value)
                continue
            text = _as_text(value)
            if len(text) > CELL_LIMIT:
                cut.append(f"{table.name}, row {number + 1}, {column.name}: {len(text):,} characters")
                text = text[: CELL_LIMIT - 2] + " …"
            sheet.write_string(number, index, text)
    return cut


def _cover(cover: Any, release: Release, cut: list[str], bold: Any, wrap: Any) -> None:
    lines = [
        ("PEEL reports as tables", bold),
        (f"Release {release.version}", None),
        (ATTRIBUTION, wrap),
        (LICENCE_URL, None),
        ("", None),
        ("Notes", bold),
        ("grade is empty unless status is graded or carried_forward; coverage says why a row is missing.", wrap),
        ("Times are UTC, dates and times are text in ISO form. The Parquet files are the contract.", wrap),
        ("Questions and scales differ between cycles: see the sheets cycles and questions before comparing.", wrap),
        ("", None),
        ("Sheets", bold),
        *((f"{table.name}: one row per {table.row}", wrap) for table in TABLES),
        ("", None),
        (f"Texts too long for a cell and rows too many for a sheet, whole in the Parquet files: {len(cut)}", bold),
        *((place, None) for place in cut),
    ]
    cover.set_column(0, 0, 110)
    for number, (text, form) in enumerate(lines):
        cover.write_string(number, 0, text, form)


_SQL = {
    Type.STRING: "TEXT",
    Type.INTEGER: "INTEGER",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
    Type.TIMESTAMP: "TIMESTAMP",
}


def _sqlite(release: Release, target: Path) -> list[Path]:
    connection = sqlite3.connect(target)
    try:
        with connection:
            for table in TABLES:
                connection.execute(_sql_table(table))
                places = ", ".join("?" * len(table.columns))
                connection.executemany(
                    f"INSERT INTO {table.name} VALUES ({places})",
                    [[_for_sqlite(value) for value in row.values()] for row in _rows(release, table)],
                )
            connection.execute("CREATE TABLE about (name TEXT, value TEXT)")
            about = [("release", release.version), ("attribution", ATTRIBUTION), ("licence", LICENCE_URL)]
            connection.executemany("INSERT INTO about VALUES (?, ?)", about)
    finally:
        connection.close()
    return [target]


def _sql_table(table: Table) -> str:
    return f"CREATE TABLE {table.name} ({', '.join(map(_sql_column, table.columns))})"


def _sql_column(column: Column) -> str:
    # "values" and the like are words of SQL; all names are quoted alike.
    return f'"{column.name}" {_SQL[column.type]}{" NOT NULL" if column.required else ""}'


def _for_sqlite(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _duckdb(release: Release, target: Path) -> list[Path]:
    """Tables with the contract's types and descriptions as comments."""
    import duckdb

    try:
        with duckdb.connect(str(target)) as connection:
            for table in TABLES:
                connection.execute(_duckdb_table(release, table))
                about = _quoted(f"One row per {table.row}. {ATTRIBUTION}")
                connection.execute(f"COMMENT ON TABLE {table.name} IS {about}")
                for column in table.columns:
                    about = _quoted(column.description)
                    connection.execute(f'COMMENT ON COLUMN {table.name}."{column.name}" IS {about}')
    except duckdb.Error as error:
        raise OSError(str(error)) from error
    return [target]


def _duckdb_table(release: Release, table: Table) -> str:
    if table.name not in release.tables:
        return _sql_table(table)
    source = _quoted(str(release.folder / f"{table.name}.parquet"))
    return f"CREATE TABLE {table.name} AS SELECT * FROM read_parquet({source})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_WRITERS: dict[Format, Callable[[Release, Path], list[Path]]] = {
    Format.CSV: _csv,
    Format.XLSX: _workbook,
    Format.DUCKDB: _duckdb,
    Format.SQLITE: _sqlite,
}
