"""Whole reports against what a careful reader found on them; see the README beside this file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.product.arrow import Row, Rows

HERE = Path(__file__).parent
REPORTS = sorted(folder.name for folder in HERE.iterdir() if (folder / "address.txt").is_file())


def text(value: object) -> str:
    return "" if value is None else str(value)


def document_of(report: str, rows: Rows) -> Row:
    address = (HERE / report / "address.txt").read_text(encoding="utf-8").strip()
    (document,) = (d for d in rows["documents"] if d["canonical_url"] == address and d["is_current"])
    return document


def tree(rows: Rows, document_id: str) -> str:
    lines = []
    for row in rows["passages"]:
        if row["document_id"] != document_id:
            continue
        sections = len(row["section_path"].split(" > ")) if row["section_path"] else 0
        depth = max(0, sections - 1) if row["kind"] == "heading" else sections
        if row["kind"] == "list_item":
            depth += row["level"]
        claim = row["claimed_by"].split(":")[0]
        lines.append(f"{'  ' * depth}{row['kind']}: {row['text']} [{claim}]\n")
    return "".join(lines)


def gradings(rows: Rows, document: Row) -> list[Row]:
    supported = {e["entity_id"] for e in rows["evidence"] if e["document_id"] == document["document_id"]}
    return [row for row in rows["gradings"] if row["grading_id"] in supported]


def findings(rows: Rows, document: Row) -> list[Row]:
    supported = {e["entity_id"] for e in rows["evidence"] if e["document_id"] == document["document_id"]}
    return [row for row in rows["findings"] if row["finding_id"] in supported]


def bullets(rows: Rows, document: Row) -> list[Row]:
    texts = {row["bullet_id"]: row["text"] for row in rows["bullets"]}
    statements = {row["finding_id"]: row["text"] for row in rows["findings"]}
    return [
        row | {"parent": texts.get(row["parent_bullet_id"]), "finding": statements.get(row["finding_id"])}
        for row in rows["bullets"]
        if row["document_id"] == document["document_id"]
    ]


TABLES: dict[str, Callable[[Rows, Row], list[Row]]] = {
    "gradings": gradings,
    "findings": findings,
    "bullets": bullets,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_passage_is_the_one_on_the_page(report: str, bundled_rows: Rows) -> None:
    document = document_of(report, bundled_rows)
    expected = (HERE / report / "passages.txt").read_text(encoding="utf-8")
    assert tree(bundled_rows, document["document_id"]) == expected
    assert document["words"] == document["words_claimed"] > 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("report", REPORTS)
def test_rows_are_those_of_the_page(report: str, table: str, bundled_rows: Rows) -> None:
    with (HERE / report / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert expected
    found = TABLES[table](bundled_rows, document_of(report, bundled_rows))
    assert [{name: text(row[name]) for name in expected[0]} for row in found] == expected


def test_every_report_in_the_raw_store_has_a_golden(bundled_rows: Rows) -> None:
    held = {row["canonical_url"] for row in bundled_rows["documents"]}
    golden = {(HERE / report / "address.txt").read_text(encoding="utf-8").strip() for report in REPORTS}
    assert held == golden


def test_gwent_2017_as_its_readme_tells(bundled_rows: Rows) -> None:
    (document,) = bundled_rows["documents"]
    assert (document["force_id"], document["cycle_id"], document["pillar"]) == ("gwent", "2017", "effectiveness")
    assert (document["rendering"], str(document["last_updated"])) == ("A", "2018-03-22")
    assert not bundled_rows["problems"] or {p["severity"] for p in bundled_rows["problems"]} == {"info"}
    missing = {
        row["question_id"]: row["state"]
        for row in bundled_rows["coverage"]
        if row["force_id"] == "gwent" and row["cycle_id"] == "2017" and row["pillar"] == "effectiveness"
    }
    assert missing == {
        None: "graded",
        "2017-effectiveness-preventing-crime": "not_held",
        "2017-effectiveness-investigating-crime": "not_held",
        "2017-effectiveness-vulnerable-people": "graded",
        "2017-effectiveness-serious-organised-crime": "graded",
        "2017-effectiveness-specialist-capabilities": "not_graded",
    }
