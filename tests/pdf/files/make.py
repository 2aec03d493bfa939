"""Makes the PDFs of this folder: ``python tests/pdf/files/make.py`` (Debian: chromium, libreoffice-writer-nogui).

A browser prints ``report.html``, a word processor converts ``report.fodt``. All text is made up; no such report
exists. The files are committed because the tests must not need these programs.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def browser() -> None:
    """Prints with Chromium: tagged, with page numbers left out."""
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        f"--print-to-pdf={HERE / 'browser.pdf'}", (HERE / "report.html").as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def word_processor() -> None:
    """Converts with LibreOffice Writer: tagged, bullets from a symbol font."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
            'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}', "--outdir", folder,
            str(HERE / "report.fodt"),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        (HERE / "word-processor.pdf").write_bytes((Path(folder) / "report.pdf").read_bytes())


if __name__ == "__main__":
    browser()
    word_processor()
