"""The published files against the declaration: names, types, descriptions, order, licence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline.product.arrow import arrow_schema, row_digest, to_arrow
from pipeline.product.dictionary import datapackage, dictionary
from pipeline.product.publish import current_release
from pipeline.settings import Settings
from pipeline.words.columns import Table
from pipeline.words.schema import ATTRIBUTION, TABLES

ROOT = Path(__file__).parents[2]
CONTRACT = {
    "forces": "force_id name short_name welsh_name region country gss_code police_uk_id",
    "cycles": "cycle_id label inspectorate scale_id comparable_with_previous comparability_note",
    "questions": "question_id cycle_id framework pillar ordinal text graded concept_id",
    "captures": "capture_id url canonical_url captured_at method http_status media_type bytes sha256 etag "
    "last_modified archive_url",
    "documents": "document_id canonical_url sha256 media_type language title page_kind force_id cycle_id pillar "
    "last_updated published first_captured_at last_captured_at rendering is_current pages words words_claimed",
    "passages": "document_id ordinal kind level section_path text claimed_by page x0 top x1 bottom locator",
    "gradings": "grading_id force_id cycle_id pillar question_id subject grade grade_rank scale_id status "
    "carried_from last_updated readings agree",
    "findings": "finding_id force_id cycle_id pillar question_id kind ordinal text full_text parent_finding_id "
    "addressee deadline_text deadline",
    "bullets": "bullet_id document_id force_id cycle_id pillar question_id section kind finding_id lead_in "
    "list_number parent_bullet_id depth ordinal path text full_text",
    "evidence": "entity entity_id document_id reading passage_ordinal page quote",
    "problems": "problem_id severity code message document_id capture_id passage_ordinal text",
    "coverage": "force_id cycle_id pillar question_id state",
    "checks": "check_id scope expected found passed source",
    "changes": "entity entity_id change column before after cause",
}


def test_every_table_of_the_contract_has_just_its_columns() -> None:
    declared = {table.name: " ".join(table.column_names) for table in TABLES}
    assert {name: declared.get(name) for name in CONTRACT} == CONTRACT


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_files_are_what_is_declared(table: Table, bundled: Settings) -> None:
    path = bundled.processed / "current" / f"{table.name}.parquet"
    file = pq.ParquetFile(path)
    assert file.schema_arrow.equals(arrow_schema(table), check_metadata=True)
    assert file.num_row_groups == 1
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    metadata = file.schema_arrow.metadata
    assert metadata[b"attribution"].decode() == ATTRIBUTION
    assert b"pandas" not in metadata
    for column in table.columns:
        assert file.schema_arrow.field(column.name).metadata[b"description"].decode() == column.description


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_keep_the_declared_order_and_key(table: Table, bundled: Settings) -> None:
    held = pq.read_table(bundled.processed / "current" / f"{table.name}.parquet")
    rows = held.to_pylist()
    assert row_digest(to_arrow(table, list(reversed(rows)))) == row_digest(held)
    keys = [tuple(row[name] for name in table.key) for row in rows]
    assert len(keys) == len(set(keys))


def test_package_and_dictionary_name_every_column(bundled: Settings) -> None:
    folder = bundled.processed / "current"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in TABLES]
    for table, resource in zip(TABLES, package["resources"], strict=True):
        assert [field["name"] for field in resource["schema"]["fields"]] == table.column_names
        assert (folder / resource["path"]).is_file()
        for column in table.columns:
            assert f"| `{column.name}` |" in text
            assert column.description in text
    assert ATTRIBUTION in text


def test_package_and_dictionary_are_made_from_the_declaration(bundled: Settings) -> None:
    release = current_release(bundled.processed)
    assert release is not None
    rows = {name: table.rows for name, table in release.tables.items()}
    assert (release.folder / "README.md").read_text(encoding="utf-8") == dictionary(release.version, rows)
    assert (release.folder / "datapackage.json").read_text(encoding="utf-8") == datapackage(release.version, rows)


def test_frictionless_takes_the_package_and_the_tables(bundled: Settings) -> None:
    from frictionless import validate

    report = validate(bundled.processed / "current" / "datapackage.json")
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])[:20]
    assert report.stats["tasks"] == len(TABLES)


def test_load_gives_a_frame_with_all_types(bundled: Settings) -> None:
    frame = pipeline.load("gradings", bundled.processed)
    assert isinstance(frame, pandas.DataFrame)
    assert str(frame["grade_rank"].dtype) == "int64[pyarrow]"
    assert str(frame["last_updated"].dtype) == "date32[day][pyarrow]"


def test_load_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no table 'grades'; there are forces, "):
        pipeline.load("grades", tmp_path)
    with pytest.raises(FileNotFoundError, match="peel run"):
        pipeline.load("gradings", tmp_path)
    lacking = tmp_path / "releases" / "0001-0123456789"
    lacking.mkdir(parents=True)
    (tmp_path / "current").symlink_to(lacking)
    with pytest.raises(FileNotFoundError, match=r"^Release 0001-0123456789 in .* has no table gradings"):
        pipeline.load("gradings", tmp_path)


def test_lock_holds_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index" not in [line.split()[0].lstrip("-") for line in text.splitlines() if line.startswith("--")]
