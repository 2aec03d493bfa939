"""What reading PDFs costs: ``python tests/bench/bench_pdf.py [--pages 6 60 600] [--file F] [--others PYTHON]``.

Each way runs in a fresh process on the same made-up report (or on ``--file``), so that its peak memory is its own.
``--others`` names an interpreter that has pymupdf4llm or markitdown; what it lacks is left out.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import pdf_bounded  # noqa: E402
from pipeline.pdf_bounded import read_pdf_bounded  # noqa: E402
from pipeline.workers import WORTH_IT, Workers  # noqa: E402
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


def passages_size(path: Path) -> float:
    """MB that the passages of a file take by themselves: what a fresh process grows by when it loads them."""
    read = "import pickle, sys; from pipeline.reading.read_pdf import read_pdf; "
    read += f"sys.stdout.buffer.write(pickle.dumps(read_pdf(open({str(path)!r}, 'rb').read())))"
    made = subprocess.run([sys.executable, "-c", read], capture_output=True, check=True, cwd=ROOT)
    load = (
        "import pickle, resource, sys, pipeline.words.model\n"
        "packed = sys.stdin.buffer.read()\n"
        "used = lambda: int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize()\n"
        "before = used(); document = pickle.loads(packed); print((used() - before) / 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", load], input=made.stdout, capture_output=True, check=True, cwd=ROOT)
    return float(done.stdout)


def read_one(path: str) -> str:
    return str(read_pdf_bounded(Path(path).read_bytes()).pages)


def side_by_side(folder: Path, documents: int, pages: int) -> None:
    """Documents a second as a run reads them, each in a bounded child: by one process and by two, in turns."""
    paths = []
    for number in range(documents):
        paths.append(str(folder / f"report-{number}.pdf"))
        Path(paths[-1]).write_bytes(made_report(pages + number % 3))
    best: dict[int, tuple[float, float]] = {}
    for _ in range(2):
        for number in (1, 2):
            begun, used = time.perf_counter(), _used()
            workers = Workers(number)
            count = len(list(workers.run(read_one, paths, cost=lambda path: WORTH_IT)))
            workers.close()
            pdf_bounded._children.end()
            seconds = time.perf_counter() - begun
            best[number] = min(best.get(number, (1e9, 0.0)), (seconds, _used() - used))
            assert count == documents
    print(f"\n{documents} documents of {pages} to {pages + 2} pages, starting processes included:")
    for number, (seconds, used) in best.items():
        print(
            f"{number} process(es): {documents / seconds:5.2f} documents/s, {used / documents:.2f} s of processor each"
        )
    load = os.getloadavg()[0]
    print(f"a second process gains {best[1][0] / best[2][0]:.2f} times (load of the machine now: {load:.1f})")


def _used() -> float:
    """Processor seconds of all processes that were started and have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime + resource.getrusage(resource.RUSAGE_CHILDREN).ru_stime


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
        side_by_side(Path(folder), 12, 22)


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
    print(f"{pages:6} {'passages by themselves':24} {'':31} {passages_size(path):8.0f}")


if __name__ == "__main__":
    main()
