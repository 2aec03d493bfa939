"""The bundled page as text and as HTML in every dialect: the medium must not be seen in the rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import build
from pipeline.capture.imports import Import, imports_of
from pipeline.capture.store import RawStore
from pipeline.product.arrow import Row, Rows
from pipeline.product.publish import current_release, rows_of_release
from pipeline.settings import Settings
from tests.dialects import DIALECTS, gwent_html

ADDRESS = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2017/gwent/effectiveness/"


def rows_from(folder: Path, content: bytes) -> Rows:
    page = folder / "page.html"
    page.write_bytes(content)
    settings = Settings.chosen(folder / "raw", folder / "processed")
    for found in imports_of(page, ADDRESS):
        assert isinstance(found, Import)
        RawStore(settings.raw).put(found.content, found.facts)
    build.refresh(settings)
    release = current_release(settings.processed)
    assert release is not None
    return rows_of_release(release)


def without_place(rows: list[Row]) -> list[Row]:
    """The rows less what must differ: the document that they were read from."""
    return [{name: value for name, value in row.items() if name != "document_id"} for row in rows]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_rows_are_those_of_the_text(dialect: str, tmp_path: Path, bundled_rows: Rows) -> None:
    rows = rows_from(tmp_path, gwent_html(dialect))
    for table in ("gradings", "findings", "bullets", "coverage"):
        assert without_place(rows[table]) == without_place(bundled_rows[table]), table
    quotes = {(e["entity"], e["entity_id"], e["quote"]) for e in rows["evidence"]}
    assert {e["quote"].lstrip("•-– ") for e in bundled_rows["evidence"] if e["entity"] == "grading"} <= {
        quote.lstrip("•-– ") for _, _, quote in quotes
    }
    assert not [problem for problem in rows["problems"] if problem["severity"] == "error"]
