"""PDFs that cannot be read, through the command: each a problem that names it, and the others are published."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.product.arrow import Rows
from pipeline.product.publish import current_release, rows_of_release
from tests.editions import gwent
from tests.editions.pages import MAKERS

RUNNER = CliRunner()
NOT_FOUND = b"<!DOCTYPE html><html><head><title>404</title></head><body><h1>Page not found</h1></body></html>"


def encrypted() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret", ownerPassword="other"))
    canvas.drawString(72, 700, "PEEL: Police effectiveness 2017")
    canvas.save()
    return target.getvalue()


def scanned() -> bytes:
    """A page that is a picture and nothing else."""
    from PIL import Image

    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawInlineImage(Image.new("RGB", (300, 400), "grey"), 72, 200, 300, 400)
    canvas.save()
    return target.getvalue()


def report() -> bytes:
    return MAKERS["reportlab"](gwent.gwent_report(), gwent.RUNNING_HEAD)


BAD = {
    "encrypted.pdf": (encrypted, "pdf_encrypted", "password"),
    "truncated.pdf": (lambda: report()[:900], "pdf_", "etch it again"),
    "scanned.pdf": (scanned, "pdf_needs_ocr", "OCR"),
    "not-found.pdf": (lambda: NOT_FOUND, "", "does not exist"),
}


@pytest.fixture(scope="module")
def run_on_bad_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Rows]:
    folder = tmp_path_factory.mktemp("bad-pdfs")
    (folder / "in").mkdir()
    for name, (make, _, _) in BAD.items():
        (folder / "in" / name).write_bytes(make())
    (folder / "in" / "good.pdf").write_bytes(report())
    added = RUNNER.invoke(app, ["add", str(folder / "in"), "--raw", str(folder / "raw")])
    assert added.exit_code == 0, added.output
    folders = ["--raw", str(folder / "raw"), "--processed", str(folder / "processed")]
    result = RUNNER.invoke(app, ["run", "--plain", *folders])
    release = current_release(folder / "processed")
    assert release is not None
    return result.exit_code, result.output, rows_of_release(release)


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_a_problem_that_names_it(name: str, run_on_bad_files: tuple[int, str, Rows]) -> None:
    exit_code, output, rows = run_on_bad_files
    _, code, advice = BAD[name]
    told = [row for row in rows["problems"] if row["severity"] == "error" and row["message"].startswith(f"{name} ")]

    assert exit_code == 1
    assert name in output
    assert any(row["code"].startswith(code) and advice in row["message"] for row in told), told


def test_the_good_report_is_published(run_on_bad_files: tuple[int, str, Rows], bundled_rows: Rows) -> None:
    _, output, rows = run_on_bad_files

    assert "Traceback" not in output
    assert {row["grading_id"] for row in rows["gradings"]} == {row["grading_id"] for row in bundled_rows["gradings"]}
    assert {row["finding_id"] for row in rows["findings"]} == {row["finding_id"] for row in bundled_rows["findings"]}
    assert {row["bullet_id"] for row in rows["bullets"]} == {row["bullet_id"] for row in bundled_rows["bullets"]}
