"""Makes the PDFs of ``tests/editions/files``: ``python -m tests.editions.make`` from the root of the repository.

A browser (Debian: chromium), a word processor (libreoffice-writer-nogui) and a renderer of CSS pages (``pip install
weasyprint``) set the reports of ``long_reports.PRINTED``, each with structure tags and without. The files are committed
because the tests must not need these programs.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.editions.long_reports import PRINTED
from tests.editions.nodes import Node
from tests.editions.print_html import print_html
from tests.editions.word_processor import flat_document

FILES = Path(__file__).parent / "files"


def browser(nodes: Sequence[Node], head: str, language: str, target: Path, *, tagged: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(print_html(nodes, head, language, footnotes=False), encoding="utf-8")
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            *([] if tagged else ["--disable-pdf-tagging"]), f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)


def word_processor(nodes: Sequence[Node], head: str, language: str, target: Path, *, tagged: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "report.fodt"
        document.write_text(flat_document(nodes, head, language), encoding="utf-8")
        how = json.dumps({"UseTaggedPDF": {"type": "boolean", "value": "true" if tagged else "false"}})
        command = [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
            f"pdf:writer_pdf_Export:{how}", "--outdir", folder, str(document),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        target.write_bytes((Path(folder) / "report.pdf").read_bytes())


def css_renderer(nodes: Sequence[Node], head: str, language: str, target: Path, *, tagged: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(print_html(nodes, head, language, footnotes=True), encoding="utf-8")
        command = ["weasyprint", *(["--pdf-tags"] if tagged else []), str(page), str(target)]
        subprocess.run(command, check=True, capture_output=True)


PROGRAMS = {"browser": browser, "word-processor": word_processor, "css-renderer": css_renderer}


def main() -> None:
    FILES.mkdir(exist_ok=True)
    for report, (nodes, head, language) in PRINTED.items():
        for program, made in PROGRAMS.items():
            for kind in ("tagged", "plain"):
                target = FILES / f"{report}.{program}.{kind}.pdf"
                made(nodes(), head, language, target, tagged=kind == "tagged")


if __name__ == "__main__":
    main()
