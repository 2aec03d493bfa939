"""The note of a release: the most telling first, nothing twice, our own doing told apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import build
from pipeline.product.arrow import Rows
from pipeline.product.changes import COMPARED, OtherTable, changes_between
from pipeline.product.notes import changes_note
from pipeline.product.publish import current_release
from pipeline.settings import Settings
from tests.run.test_releases import add, kent

ROOT = Path(__file__).parents[2]


def copy_of(rows: Rows) -> Rows:
    return {name: [dict(row) for row in rows[name]] for name in COMPARED}


def note(before: Rows, after: Rows, limit: int = 50) -> str:
    after = after | {"changes": changes_between(before, after)}
    return changes_note(before, after, "0002-b", "0001-a", limit=limit)


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The note after a page was graded and its area for improvement reworded."""
    folder = tmp_path_factory.mktemp("notes")
    shutil.copytree(ROOT / "raw", folder / "raw")
    settings = Settings.chosen(folder / "raw", folder / "processed")
    add(settings, kent("To be graded", "09/11/2017", "The force should improve how it records crime."))
    build.refresh(settings)
    add(settings, kent("Good", "12/12/2017", "The force should improve how it records violent crime."))
    build.refresh(settings)
    release = current_release(settings.processed)
    assert release is not None
    return (release.folder / "CHANGES.md").read_text(encoding="utf-8")


def test_a_page_with_new_content_is_named(revised: str) -> None:
    assert "0 new reports, 1 page with new content; 1 grading, 1 finding, 1 bullet came, went or changed." in revised
    assert "## Pages with new content (1)\n\n- Kent PEEL 2017: https://hmicfrs" in revised
    assert "New reports" not in revised
    assert "## From pages that the publisher changed" in revised
    assert "our own code" not in revised


def test_a_grade_is_one_line_without_derived_columns(revised: str) -> None:
    assert "(`kent-2017-legitimacy`): (not yet graded) → Good; last_updated 2017-11-09 → 2017-12-12" in revised
    for derived in ("grade_rank", "status", "scale_id"):
        assert derived not in revised


def test_a_reworded_bullet_is_one_line(revised: str) -> None:
    (line,) = (line for line in revised.splitlines() if line.startswith("- reworded") and " bullet " in line)
    told, tells = (f"The force should improve how it records {what}." for what in ("crime", "violent crime"))
    assert line.endswith(f": {told} → {tells}")


def test_a_bullet_that_moved_below_another_is_no_news(bundled_rows: Rows) -> None:
    after = copy_of(bundled_rows)
    bullet = after["bullets"][0]
    old_id, bullet["bullet_id"], bullet["section"] = bullet["bullet_id"], "b-moved", "Elsewhere"
    for row in after["evidence"]:
        if row["entity_id"] == old_id:
            row["entity_id"] = "b-moved"
    text = note(bundled_rows, after)
    assert "1 bullet came, went or changed" in text
    assert "- 1 bullet only stood at another place before" in text
    assert "reworded" not in text


def test_a_reworded_finding_is_one_line(revised: str) -> None:
    (line,) = (line for line in revised.splitlines() if line.startswith("- reworded") and " bullet " not in line)
    assert line.endswith(
        ": The force should improve how it records crime. → The force should improve how it records violent crime."
    )
    assert revised.count("### Findings (1)") == 1


def test_gradings_come_before_findings_before_bullets(revised: str) -> None:
    places = [revised.index(f"### {title}") for title in ("Gradings", "Findings", "Bullets")]
    assert places == sorted(places)


def test_what_our_code_changed_is_told_apart(bundled_rows: Rows) -> None:
    before, after = copy_of(bundled_rows), copy_of(bundled_rows)
    after["gradings"][0] |= {"grade": "Good", "grade_rank": 2}
    text = note(before, after)
    assert "## From our own code, vocabulary or corrections" in text
    assert "Requires improvement → Good" in text
    assert "publisher" not in text
    assert "0 new reports" in text


def test_a_new_address_form_is_our_own_doing(bundled_rows: Rows) -> None:
    before, after = copy_of(bundled_rows), copy_of(bundled_rows)
    for name in ("documents", "evidence", "bullets"):
        for row in after[name]:
            row["document_id"] = "d-another"
    after["findings"] = after["findings"][1:]
    changes = changes_between(before, after)
    assert {(row["change"], row["cause"]) for row in changes} == {("removed", "code")}


def test_a_finding_that_is_unlike_is_not_reworded(bundled_rows: Rows) -> None:
    before, after = copy_of(bundled_rows), copy_of(bundled_rows)
    after["findings"][0] |= {"finding_id": "other", "text": "Something that nobody ever said in this place."}
    text = note(before, after)
    assert "reworded" not in text
    assert "(`other`): Something that nobody" in text
    assert text.index("- new: Gwent PEEL 2017, area for improvement 1, “") < text.index("- gone: Gwent PEEL 2017, area")


def test_rows_that_only_moved_are_counted_and_long_lists_cut(bundled_rows: Rows) -> None:
    before, after = copy_of(bundled_rows), copy_of(bundled_rows)
    for row in after["bullets"]:
        row["path"] = f"9.{row['path']}"
    assert f"- {len(after['bullets'])} bullets only stood at another place" in note(before, after)
    after["bullets"] = []
    assert f"and {len(before['bullets']) - 5} more in the tables" in note(before, after, limit=5)
    assert "more in the tables" not in note(before, after, limit=0)


def test_bullets_stand_in_the_order_of_the_report(bundled_rows: Rows) -> None:
    before, after = copy_of(bundled_rows), copy_of(bundled_rows)
    row = after["bullets"][0]
    paths = ["1", "1.1", "1.2", "2", "2.1", "10"]
    after["bullets"] = [row | {"path": path, "ordinal": int(path.split(".")[-1]), "text": path} for path in paths]
    for number, bullet in enumerate(after["bullets"]):
        bullet["bullet_id"] = f"b-{number}"
    before["bullets"] = []
    shown = [line for line in note(before, after | {"bullets": after["bullets"][::-1]}).splitlines() if "- new" in line]
    assert [line.rpartition(": ")[2] for line in shown] == paths


def test_reports_that_are_no_longer_held_are_named(bundled_rows: Rows) -> None:
    nothing: Rows = {name: [] for name in COMPARED}
    text = note(bundled_rows, nothing)
    assert "0 new reports, 0 pages with new content, 1 report no longer held; " in text
    assert "## Reports that are no longer held (1)\n\n- Gwent PEEL 2017: https://" in text
    assert "## From pages that the publisher changed, and reports that are no longer held" in text
    assert "no longer held" not in note(nothing, bundled_rows)


def test_a_column_that_the_older_release_lacked_is_no_change(bundled_rows: Rows) -> None:
    before, after = copy_of(bundled_rows), copy_of(bundled_rows)
    for row in before["gradings"]:
        del row["agree"]
    assert changes_between(before, after) == []


def test_a_table_of_gradings_that_differs_without_a_change_is_told(bundled_rows: Rows) -> None:
    """As when only the number of readings is another."""
    others = [OtherTable("gradings", 4, 4), OtherTable("coverage", 0, 1)]
    text = changes_note(bundled_rows, bundled_rows | {"changes": []}, "0002-b", "0001-a", others)
    assert "- gradings: 4 rows, as many as before, only in columns that no change is told of\n" in text
    assert "- coverage: 1 row, 0 before\n" in text
