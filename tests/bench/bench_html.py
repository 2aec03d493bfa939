"""The HTML stage against a bare parse, and against what one would take instead: speed, memory, and lists kept.

Run ``python tests/bench/bench_html.py``. The pages are made here from random trees in every dialect of
``tests/dialects.py``, so what each reader should find is known. ``trafilatura`` and ``markitdown`` are left out
when they are not installed (they are in the dependency group ``bench``).

The bare parse gets text that is decoded already and the parser's default settings, which favours it.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.meaning.interpret import interpret
from pipeline.reading.read_html import read_html
from pipeline.words.model import PassageKind
from tests.bench.making import section, sentence
from tests.dialects import DIALECTS, Grade, Heading, Node, Updated, facts_of

AIM = 1.6
"""Times a bare parse that the whole stage, bytes to rows, may take."""
_ENCODINGS = {"split_lists": "utf-16", "word_processor": "cp1252"}
_URL = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2017/gwent/effectiveness/"
_MARKDOWN_ITEM = re.compile(r"^(\s*)[-*+•–·o]\s+(.*)$")

Pair = tuple[str, str | None]
"""The words of an item, and those of the item it is nested under."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page, and the items with their parents that stand in it."""

    dialect: str
    content: bytes
    text: str
    pairs: list[Pair]


def made_pages(count: int, sections: int, start: int = 0) -> Iterator[MadePage]:
    """Pages one after the other from a number on, the dialects in turn; the same ones on every run."""
    names = list(DIALECTS)
    for number in range(start, start + count):
        dialect = names[number % len(names)]
        nodes = _tree(random.Random(number), sections)
        content = DIALECTS[dialect](nodes)
        pairs = [(_plain(fact.text), _plain(fact.parent)) for fact in facts_of(nodes) if fact.kind == "item"]
        text = content.decode(_ENCODINGS.get(dialect, "utf-8-sig"))
        yield MadePage(dialect, content, text, [(item or "", parent) for item, parent in pairs])


def _tree(chance: random.Random, sections: int) -> list[Node]:
    nodes: list[Node] = [Heading("Gwent PEEL 2017", 1), Updated("Last updated 22/03/2018"), Grade("Good")]
    for _ in range(sections):
        nodes += section(chance, f"How {sentence(chance, 12)[:-1]}?")
    return nodes


def _plain(text: str | None) -> str | None:
    return None if text is None else " ".join(text.replace("\\", "").split())


# Readers --------------------------------------------------------------------------------------------------------


def bare_parse(page: MadePage) -> list[Pair]:
    """BeautifulSoup with lxml, and nothing done with the tree."""
    BeautifulSoup(page.text, "lxml")
    return []


def our_reader(page: MadePage) -> list[Pair]:
    """Bytes to passages."""
    document = read_html(page.content)
    texts = {passage.ordinal: passage.text for passage in document.passages}
    items = (passage for passage in document.passages if passage.kind is PassageKind.LIST_ITEM)
    return [(item.text, texts[item.parent] if item.parent else None) for item in items if not item.furniture]


def our_stage(page: MadePage) -> list[Pair]:
    """Bytes to gradings, findings and bullets."""
    bullets = interpret(read_html(page.content), _URL).bullets
    texts = {bullet.bullet_id: bullet.text for bullet in bullets}
    return [(bullet.text, texts.get(bullet.parent_bullet_id or "")) for bullet in bullets]


def with_trafilatura() -> Callable[[MadePage], list[Pair]]:
    """The main text as Markdown."""
    extract = importlib.import_module("trafilatura").extract
    return lambda page: _pairs_of_markdown(extract(page.text, output_format="markdown") or "")


def with_markitdown() -> Callable[[MadePage], list[Pair]]:
    """The whole page as Markdown."""
    module = importlib.import_module("markitdown")
    converter = module.MarkItDown(enable_plugins=False)

    def convert(page: MadePage) -> list[Pair]:
        stream = io.BytesIO(page.text.encode())
        return _pairs_of_markdown(
            converter.convert_stream(stream, stream_info=module.StreamInfo(extension=".html", charset="utf-8")).markdown
        )

    return convert


def _pairs_of_markdown(markdown: str) -> list[Pair]:
    """Items and parents, by the indent of the lines."""
    pairs: list[Pair] = []
    above: list[tuple[int, str]] = []
    for line in markdown.splitlines():
        match = _MARKDOWN_ITEM.match(line)
        if match is None:
            continue
        indent = len(match[1])
        words = _plain(match[2]) or ""
        while above and above[-1][0] >= indent:
            above.pop()
        pairs.append((words, above[-1][1] if above else None))
        above.append((indent, words))
    return pairs


# Measuring ------------------------------------------------------------------------------------------------------


def milliseconds(reader: Callable[[MadePage], object], pages: list[MadePage], rounds: int) -> float:
    """The best of some rounds, per page, in time of the processor: other work on the machine does not count."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        for page in pages:
            reader(page)
        best = min(best, time.process_time() - started)
    return best * 1000 / len(pages)


def kept(reader: Callable[[MadePage], list[Pair]], pages: list[MadePage]) -> tuple[int, int]:
    """Items that were found with the right parent, and items there are."""
    found = 0
    for page in pages:
        left = list(reader(page))
        for pair in page.pairs:
            if pair in left:
                left.remove(pair)
                found += 1
    return found, sum(len(page.pairs) for page in pages)


def compare(pages: list[MadePage], rounds: int) -> None:
    """Print speed and lists kept for each reader."""
    readers: dict[str, Callable[[MadePage], list[Pair]]] = {
        "bare parse": bare_parse,
        "bytes to passages": our_reader,
        "bytes to rows": our_stage,
    }
    for name, make in (("trafilatura", with_trafilatura), ("markitdown", with_markitdown)):
        try:
            readers[name] = make()
        except ImportError:
            print(f"{name} is not installed; it is left out.")
    size = sum(len(page.text) for page in pages) / len(pages) / 1000
    print(f"\n{len(pages)} made pages of {size:.0f} kB in {len(DIALECTS)} dialects; best of {rounds} rounds")
    print(f"{'':<20}{'ms a page':>10}{'pages/s':>10}{'x bare':>8}   items with the right parent")
    bare = milliseconds(bare_parse, pages, rounds)
    for name, reader in readers.items():
        cost = bare if reader is bare_parse else milliseconds(reader, pages, rounds)
        found, there_are = kept(reader, pages)
        items = "" if reader is bare_parse else f"{found} of {there_are} ({found / there_are:.1%})"
        print(f"{name:<20}{cost:>10.2f}{1000 / cost:>10.0f}{cost / bare:>8.2f}   {items}")
    print(f"aim: bytes to rows at most {AIM} x bare")


def grow(most: int, sections: int) -> None:
    """Print cost, bytes to rows, and memory from ten pages to many; both should stay flat.

    One page is held at a time, and of its rows only their number. No page is read twice, or what is kept in memory
    of its texts would make it cheap; the short runs are the best of three, for a long one is its own average.
    """
    start = 100 * len(DIALECTS)
    _read_all(start, sections, 0)
    print(f"\n{'pages':>10}{'rows':>12}{'ms a page':>12}{'x the first':>14}{'peak memory, MB':>18}")
    count, first = 10, 0.0
    while count <= most:
        runs = []
        for _ in range(3 if count < 1000 else 1):
            start += count
            runs.append(_read_all(count, sections, start))
        rows, cost = min(runs, key=lambda run: run[1])
        first = first or cost
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count:>10}{rows:>12}{cost:>12.2f}{cost / first:>14.2f}{peak:>18.0f}", flush=True)
        count *= 10


def _read_all(count: int, sections: int, start: int) -> tuple[int, float]:
    """Rows of so many pages, and milliseconds a page; making the pages does not count."""
    spent = 0.0
    rows = 0
    gc.collect()
    for page in made_pages(count, sections, start):
        started = time.process_time()
        rows += _rows_of(page)
        spent += time.process_time() - started
    return rows, spent * 1000 / count


def _rows_of(page: MadePage) -> int:
    told = interpret(read_html(page.content), _URL)
    return len(told.grades) + len(told.findings) + len(told.bullets)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=70, help="pages that the readers are compared on (70)")
    parser.add_argument("--sections", type=int, default=8, help="sections of a page; 8 make about 25 kB (8)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the best counts (3)")
    parser.add_argument("--most", type=int, default=10_000, help="pages of the longest run for cost and memory (10000)")
    chosen = parser.parse_args()
    grow(chosen.most, chosen.sections)
    compare(list(made_pages(chosen.pages, chosen.sections)), chosen.rounds)


if __name__ == "__main__":
    main()
