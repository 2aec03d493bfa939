"""What reading PDFs costs: ``python tests/bench/bench_pdf.py [--pages 6 60 600] [--file F] [--others PYTHON]``.

Each way runs in a fresh process on the same made-up report (or on ``--file``), so that its peak memory is its own.
``--others`` names an interpreter that has pymupdf4llm or markitdown; what it lacks is left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.pdf.raw_pdf import bullet, filled, raw_pdf, ruled, text  # noqa: E402

SENTENCE = "The force understands the demand for its services and it works with others to meet it in the"

WAYS = {
    "pipeline.reading.read_pdf": """
from pipeline.reading.read_pdf import read_pdf
read_pdf(open(path, "rb").read())
""",
    "pdfplumber page.chars": """
import pdfplumber
with pdfplumber.open(path) as pdf:
    for page in pdf.pages:
        page.chars
        page.close()
""",
    "pymupdf4llm": """
import pymupdf4llm
pymupdf4llm.to_markdown(path, show_progress=False)
""",
    "markitdown": """
from markitdown import MarkItDown
MarkItDown().convert(path)
""",
}
OTHERS = ("pymupdf4llm", "markitdown")
FRAME = """
import importlib.util, resource, sys, time
path = {path!r}
begun = time.perf_counter()
{code}
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def made_report(pages: int) -> bytes:
    """A report with heads, paragraphs, boxes, bullets of two depths and a table on each page; text made up."""
    return raw_pdf([_page(number) for number in range(1, pages + 1)])


def _page(number: int) -> str:
    page = text(72, 40, "Made-up inspection of Durham Constabulary", size=8) + text(290, 810, str(number), size=8)
    page += text(72, 70, f"How well does the force do thing {number}?", font="F2", size=14)
    page += "".join(text(72, 95 + 14 * row, f"{SENTENCE} place {row}") for row in range(12))
    page += filled(66, 275, 530, 415) + text(72, 292, "Areas for improvement", font="F2")
    for row in range(8):
        nested = row % 3 == 2
        x = 90 if nested else 72
        page += bullet(x, 310 + 14 * row, "-" if nested else "n")
        page += text(x + 18, 310 + 14 * row, f"{SENTENCE[:60]} {row}")
    page += "".join(text(72, 440 + 14 * row, f"{SENTENCE} area {row}") for row in range(14))
    for row in range(4):
        for column in range(3):
            x0, top = 72 + 150 * column, 660 + 20 * row
            page += ruled(x0, top, x0 + 150, top + 20) + text(x0 + 5, top + 14, f"Cell {row} {column}")
    return page


def measure(interpreter: str, code: str, path: Path) -> tuple[float, float] | None:
    """Seconds without the start of the interpreter, and peak memory in MB; None where the way is not there."""
    script = FRAME.format(path=str(path), code=code)
    done = subprocess.run([interpreter, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        return None
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), float(memory)


def two_processes(path: Path) -> float:
    """Seconds for reading the file twice in two processes at once."""
    begun = time.perf_counter()
    script = FRAME.format(path=str(path), code=WAYS["pipeline.reading.read_pdf"])
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL, cwd=ROOT) for _ in range(2)]
    for process in running:
        process.wait()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[6, 60, 600])
    parser.add_argument("--file", type=Path, help="a PDF to use instead of the made-up report")
    parser.add_argument("--others", default=sys.executable, help="interpreter with pymupdf4llm and markitdown")
    options = parser.parse_args()
    print(f"{'pages':>6} {'way':24} {'seconds':>8} {'pages/s':>8} {'of page.chars':>13} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        if options.file:
            _report(options.file, len(pypdfium2.PdfDocument(options.file)), options.others)
            return
        for pages in options.pages:
            path = Path(folder) / f"{pages}.pdf"
            path.write_bytes(made_report(pages))
            _report(path, pages, options.others)


def _report(path: Path, pages: int, others: str) -> None:
    results = {way: measure(others if way in OTHERS else sys.executable, code, path) for way, code in WAYS.items()}
    bare = results["pdfplumber page.chars"]
    for way, result in results.items():
        if result is None:
            print(f"{pages:6} {way:24} not installed or failed")
            continue
        seconds, memory = result
        share = f"{seconds / bare[0]:.2f}" if bare else "?"
        print(f"{pages:6} {way:24} {seconds:8.2f} {pages / seconds:8.1f} {share:>13} {memory:8.0f}")
    alone = results["pipeline.reading.read_pdf"]
    if alone:
        pair = two_processes(path)
        print(f"{pages:6} {'two processes, twice':24} {pair:8.2f} {2 * pages / pair:8.1f}")


if __name__ == "__main__":
    main()
