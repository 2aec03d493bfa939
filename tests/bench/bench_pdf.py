"""What a PDF costs from its bytes to its rows: ``python tests/bench/bench_pdf.py [--pages 6 60 600] [--file F]``.

Beside it stand pdfplumber's bare ``page.chars``, which the whole stage is to stay below, and what one would take
instead. Each way runs in fresh processes on the same made-up report (or on ``--file``), so that its peak memory is its
own. Seconds are time of the processor without the start of the interpreter and its imports, the best of several rounds;
memory is taken after the first. ``--others PYTHON`` names an interpreter that has pymupdf4llm or markitdown; what it
lacks is left out.
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
from typing import NamedTuple

import pypdfium2

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import pdf_bounded, vocabulary  # noqa: E402
from pipeline.meaning.interpret import interpret  # noqa: E402
from pipeline.pdf_bounded import read_pdf_bounded  # noqa: E402
from pipeline.workers import WORTH_IT, Workers  # noqa: E402
from tests.pdf.raw_pdf import bullet, filled, raw_pdf, ruled, text  # noqa: E402

WHERE = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-reports/durham-2021-22/"
SENTENCE = "The force understands the demand for its services and it works with others to meet it in the"
AIM = 1.0
"""The whole stage costs no more than this part of bare ``page.chars``."""

STAGE, READING, BARE = "bytes to rows", "of which read_pdf", "pdfplumber page.chars"
WAYS = {
    BARE: (
        "import pdfplumber",
        """
with pdfplumber.open(path) as pdf:
    for page in pdf.pages:
        page.chars
        page.close()
""",
    ),
    STAGE: (
        "from pipeline.meaning.interpret import interpret; from pipeline.reading.read_pdf import read_pdf",
        f"interpret(read_pdf(open(path, 'rb').read()), {WHERE!r})",
    ),
    READING: ("from pipeline.reading.read_pdf import read_pdf", "read_pdf(open(path, 'rb').read())"),
    "pymupdf4llm": ("import pymupdf4llm", "pymupdf4llm.to_markdown(path, show_progress=False)"),
    "markitdown": ("from markitdown import MarkItDown; reader = MarkItDown()", "reader.convert(path)"),
}
OTHERS = ("pymupdf4llm", "markitdown")
FRAME = """
import re, sys, time
path, code, rounds = sys.argv[1:]
# What getrusage tells begins with the memory of the process that started this one.
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
{imports}
code, start = compile(code, "way", "exec"), peak()
times, memory = [], 0
for _ in range(int(rounds)):
    begun = time.process_time()
    exec(code)
    times.append(time.process_time() - begun)
    memory = memory or peak()
print(min(times), memory, memory - start)
"""


class Cost(NamedTuple):
    """Seconds, the peak of memory in MB, and what of it came after the imports."""

    seconds: float
    peak: float
    growth: float


def made_report(pages: int) -> bytes:
    """A report with heads, paragraphs, boxes, bullets of two depths and a table on each page; text made up."""
    return raw_pdf([_page(number) for number in range(1, pages + 1)])


def _page(number: int) -> str:
    questions = [question.text for question in vocabulary.questions_of("2021-22") if question.text.isascii()]
    page = text(72, 40, "PEEL 2021/22: An inspection of Durham Constabulary", size=8) + text(
        290, 810, str(number), size=8
    )
    if number == 1:
        page += text(72, 58, "PEEL 2021/22: An inspection of Durham Constabulary", font="F2", size=20)
    page += text(72, 78, questions[number % len(questions)], font="F2", size=14)
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


def measure(interpreter: str, way: tuple[str, str], path: Path, rounds: int) -> Cost | None:
    """None where the way is not there."""
    imports, code = way
    script = FRAME.format(imports=imports)
    done = subprocess.run(
        [interpreter, "-c", script, str(path), code, str(rounds)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        return None
    return Cost(*map(float, done.stdout.split()[-3:]))


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
    return str(len(interpret(read_pdf_bounded(Path(path).read_bytes()), WHERE).bullets))


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
    print(
        f"{'pages':>6} {'way':24} {'seconds':>8} {'pages/s':>8} {'of page.chars':>13} {'peak MB':>8} {'growth':>7}",
        flush=True,
    )
    shares = {}
    with tempfile.TemporaryDirectory() as folder:
        if options.file:
            _report(options.file, len(pypdfium2.PdfDocument(options.file)), options.others)
            return
        for pages in options.pages:
            path = Path(folder) / f"{pages}.pdf"
            path.write_bytes(made_report(pages))
            shares[pages] = _report(path, pages, options.others)
        told = ", ".join(f"{share:.2f} over {pages} pages" for pages, share in shares.items() if share)
        met = all(share is not None and share <= AIM for share in shares.values())
        print(f"aim: bytes to rows at most {AIM:.1f} of page.chars; it is {told}: {'met' if met else 'NOT MET'}")
        side_by_side(Path(folder), 12, 22)


def _report(path: Path, pages: int, others: str) -> float | None:
    """Prints what each way costs; what part of the bare characters the whole stage takes."""
    rounds = max(1, min(5, 120 // pages))
    results: dict[str, Cost | None] = {}
    for name, way in WAYS.items():
        results[name] = measure(others if name in OTHERS else sys.executable, way, path, rounds)
    # The two that are compared take turns, for the load of the machine changes.
    for name in (BARE, STAGE):
        again, before = measure(sys.executable, WAYS[name], path, rounds), results[name]
        if again and before:
            results[name] = before._replace(seconds=min(again.seconds, before.seconds))
    bare, stage = results[BARE], results[STAGE]
    for name, result in results.items():
        if result is None:
            print(f"{pages:6} {name:24} not installed or failed", flush=True)
            continue
        seconds, peak, growth = result
        share = f"{seconds / bare.seconds:.2f}" if bare else "?"
        print(
            f"{pages:6} {name:24} {seconds:8.2f} {pages / seconds:8.1f} {share:>13} {peak:8.0f} {growth:7.1f}",
            flush=True,
        )
    print(f"{pages:6} {'passages by themselves':24} {'':40} {passages_size(path):7.1f}", flush=True)
    return stage.seconds / bare.seconds if stage and bare else None


if __name__ == "__main__":
    main()
