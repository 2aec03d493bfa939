"""A web page and the PDF of one report in one raw store: one row each, with the evidence of both."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from pipeline import build
from pipeline.capture.imports import imports_of
from pipeline.capture.store import RawStore
from pipeline.cli import app
from pipeline.product.arrow import Row, Rows
from pipeline.product.publish import current_release, rows_of_release
from pipeline.settings import Settings
from tests import dialects
from tests.dialects import Grade, Heading, Paragraph
from tests.drawn import SITE, one
from tests.editions import gwent, made_up
from tests.editions.nodes import Columns, Cover, Node
from tests.editions.pages import MAKERS
from tests.editions.web import html_page

RUNNER = CliRunner()
PAGE = f"{SITE}/peel-assessments/peel-2017/gwent/effectiveness/"
PRINTED = f"{SITE}/wp-content/uploads/peel-police-effectiveness-2017-gwent.pdf"
VULNERABLE = "gwent-2017-effectiveness-vulnerable-people"

every_maker = pytest.mark.parametrize("maker", MAKERS)


def run(folder: Path, files: Mapping[str, tuple[bytes, str | None]]) -> Settings:
    """Settings of a finished run on a raw store with these files, each with its address."""
    settings = Settings.chosen(folder / "raw", folder / "processed")
    for name, (content, address) in files.items():
        (folder / name).write_bytes(content)
        for found in imports_of(folder / name, address):
            RawStore(settings.raw).put(found.content, found.facts)
    build.refresh(settings)
    return settings


def rows_of(settings: Settings) -> Rows:
    release = current_release(settings.processed)
    assert release is not None
    return rows_of_release(release)


def documents_of(rows: Rows, entity: str) -> dict[str, set[str]]:
    """The documents that support each row of a kind."""
    found: dict[str, set[str]] = {}
    for place in rows["evidence"]:
        if place["entity"] == entity:
            found.setdefault(place["entity_id"], set()).add(place["document_id"])
    return found


def printed_with(nodes: Sequence[Node], title: str, grade: str) -> list[Node]:
    """The report with another grade under one title."""
    changed = list(nodes)
    at = next(at for at, node in enumerate(nodes) if isinstance(node, Heading) and node.text == title)
    label = changed[at + 1]
    assert isinstance(label, Grade)
    changed[at + 1] = replace(label, text=grade)
    return changed


@pytest.fixture(scope="module", params=MAKERS)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    printed = MAKERS[request.param](gwent.gwent_report(), gwent.RUNNING_HEAD)
    files = {"page.html": (dialects.gwent_html("semantic"), PAGE), "report.pdf": (printed, PRINTED)}
    return run(tmp_path_factory.mktemp("both"), files)


def test_gradings_are_one_row_with_the_readings_of_both(both: Settings) -> None:
    rows = rows_of(both)
    supported = documents_of(rows, "grading")

    assert len(rows["gradings"]) == 4
    assert {row["agree"] for row in rows["gradings"]} == {True}
    assert all(len(supported[row["grading_id"]]) == 2 for row in rows["gradings"])
    # Label and sentence on the page; label, sentence and a cell of the overview's table in the PDF.
    assert one(rows["gradings"], grading_id=VULNERABLE)["readings"] == 5
    assert str(one(rows["gradings"], grading_id=VULNERABLE)["subject"]).endswith("?")


def test_findings_and_bullets_are_one_row_with_the_evidence_of_both(both: Settings, bundled_rows: Rows) -> None:
    rows = rows_of(both)

    for entity, table in (("finding", "findings"), ("bullet", "bullets")):
        supported = documents_of(rows, entity)
        assert {row[f"{entity}_id"] for row in rows[table]} == {row[f"{entity}_id"] for row in bundled_rows[table]}
        assert all(len(documents) == 2 for documents in supported.values())
        assert supported.keys() == {row[f"{entity}_id"] for row in rows[table]}


def test_rows_are_those_of_the_page_alone(both: Settings, bundled_rows: Rows) -> None:
    """Nothing in a row tells that a second edition is held, but the readings and the documents."""
    own = {"document_id", "readings", "last_updated"}

    def known(row: Row) -> Row:
        return {name: value for name, value in row.items() if name not in own}

    rows = rows_of(both)
    for table in ("findings", "bullets"):
        assert list(map(known, rows[table])) == list(map(known, bundled_rows[table]))


@every_maker
def test_a_planted_difference_is_told_with_both_quotes(maker: str, tmp_path: Path) -> None:
    report = printed_with(gwent.gwent_report(), "Tackling serious and organised crime", "Good")
    printed = MAKERS[maker](report, gwent.RUNNING_HEAD)
    files = {"page.html": (dialects.gwent_html("semantic"), PAGE), "report.pdf": (printed, PRINTED)}

    rows = rows_of(run(tmp_path, files))

    row = one(rows["gradings"], grading_id="gwent-2017-effectiveness-serious-organised-crime")
    assert (row["grade"], row["status"], row["agree"]) == (None, "unreadable", False)
    told = one(rows["problems"], code="readings_disagree")
    assert told["severity"] == "error"
    for words in ("page.html", "report.pdf", "“Requires improvement”", "“Good”"):
        assert words in str(told["message"])
    assert one(rows["gradings"], grading_id=VULNERABLE)["agree"] is True


def welsh_beside_english(tmp_path: Path, second: str) -> Rows:
    english = html_page(
        [
            Cover(("PEEL 2021/22 – An inspection of Dyfed-Powys Police",)),
            Heading("Our judgments", 1),
            Paragraph("We make graded judgments in nine of these ten as follows:"),
            Columns((("Good", ("Preventing crime",)), ("Adequate", ("Responding to the public",)))),
        ]
    )
    welsh = MAKERS["typst"](made_up.dyfed_powys_2021(second=second), made_up.DYFED_HEAD)
    return rows_of(
        run(
            tmp_path,
            {
                "english.html": (english, f"{SITE}/peel-reports/dyfed-powys-2021-22/"),
                "cymraeg.pdf": (welsh, f"{SITE}/wp-content/uploads/heddlu-dyfed-powys-2021-22.pdf"),
            },
        )
    )


def test_a_welsh_edition_is_linked_and_never_counted_twice(tmp_path: Path) -> None:
    rows = welsh_beside_english(tmp_path, "Digonol")

    assert Counter((row["language"], row["force_id"], row["cycle_id"]) for row in rows["documents"]) == {
        ("en", "dyfed-powys", "2021-22"): 1,
        ("cy", "dyfed-powys", "2021-22"): 1,
    }
    english = one(rows["documents"], language="en")["document_id"]
    assert {place["document_id"] for place in rows["evidence"]} == {english}
    assert rows["findings"] == []
    assert "welsh_edition_differs" not in {row["code"] for row in rows["problems"]}


def test_a_welsh_edition_that_differs_is_told(tmp_path: Path) -> None:
    rows = welsh_beside_english(tmp_path, "Annigonol")

    told = [row for row in rows["problems"] if row["code"] == "welsh_edition_differs"]
    assert {row["text"] for row in told} == {"Annigonol", "Annigonol | Ymateb i’r cyhoedd"}
    row = one(rows["gradings"], grading_id="dyfed-powys-2021-22-b-responding-to-public")
    assert (row["grade"], row["agree"]) == ("Adequate", True)


def test_explain_shows_both_places_and_draws_the_printed_one(both: Settings, tmp_path: Path) -> None:
    picture = tmp_path / "place.png"
    folders = ["--raw", str(both.raw), "--processed", str(both.processed)]
    finding = next(row for row in rows_of(both)["findings"] if row["text"].endswith("domestic abuse by:"))

    told = RUNNER.invoke(app, ["explain", finding["finding_id"], *folders, "--image", str(picture)])

    assert told.exit_code == 0, told.output
    for words in ("evidence 2 of 2", "page 5", PRINTED, PAGE):
        assert words in told.output
    drawn = Image.open(io.BytesIO(picture.read_bytes()))
    assert (200, 30, 30) in {colour for _, colour in drawn.convert("RGB").getcolors(1 << 24) or ()}
