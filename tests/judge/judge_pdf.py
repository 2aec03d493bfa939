"""Judges the PDF reader on real tagged reports: ``python -m tests.judge.judge_pdf DIR [--show N] [--jobs N]``.

Each file is read with its tags hidden, so only the look of the pages counts. Then lists and headings are compared
with the file's own tags. Tags are right about items and their text, but start a new item after a page turn, call
paragraphs without any marker items, and say nothing reliable about depth; so

* an item counts as true if the tag's drawn text begins with a list marker,
* the true parent of an item is judged by the page: the nearest item before it whose marker stands further left,
  with no heading and no paragraph left of the item's words between them (footnotes aside).
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1

from pipeline.reading import read_pdf
from pipeline.reading.pdf import tags as pdf_tags
from pipeline.reading.pdf.chars import PageDevice, read_content
from pipeline.reading.pdf.drawn import Glyph
from pipeline.words.model import Passage, PassageKind, ReadDocument, Severity

_KEY = 40
_STEP = 6.0
_LONG_HEADING = 30
"""Some files tag whole paragraphs as headings; longer ones are not counted."""
_BULLET = re.compile(r"^[^\w\s\"'‘“(£\[…@#&€$<>]\s*|^o\s|^[\ue000-\uf8ff]\s*|^\(cid:\d+\)\s*")
_NUMBER = re.compile(
    r"^\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]+(?!\d)\s*|^\d{1,2}(?:\.\d{1,2})+\s|^\d{1,3}(?=\s*[A-Z‘“])"
)


@dataclass(frozen=True)
class Element:
    """A heading, item or paragraph of the tags: its drawn text without marker, and where it begins."""

    kind: str
    key: str
    text: str
    page: int
    x0: float
    text_x: float
    size: float
    marked: bool


@dataclass
class Score:
    """Counts over files."""

    counts: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.counts.update(other.counts)
        self.shown.extend(other.shown)


def key_of(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()[:_KEY]


def elements(content: bytes) -> list[Element]:
    """The tagged elements of a file in the order of its tags."""
    document = PDFDocument(PDFParser(BytesIO(content)))
    glyphs: dict[tuple[int, int], list[Glyph]] = {}
    resources = PDFResourceManager()
    device = PageDevice(resources, max_glyphs=10**6, max_forms=10**4, out_of_time=lambda: False)
    ids: dict[int, int] = {}
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if isinstance(page.pageid, int):
            ids[page.pageid] = number
        for glyph in read_content(page, device, resources).glyphs:
            if glyph.mcid is not None:
                glyphs.setdefault((number, glyph.mcid), []).append(glyph)
    root = resolve1(document.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return []
    walk = pdf_tags._Walk(ids, pdf_tags._roles(root))
    return list(_walk(root, walk, glyphs))


def _walk(root: Any, walk: Any, glyphs: dict[tuple[int, int], list[Glyph]]) -> Iterator[Element]:
    stack: list[tuple[Any, int | None]] = [(kid, None) for kid in reversed(pdf_tags._kids(root))]
    seen: set[int] = set()
    while stack:
        reference, page = stack.pop()
        if isinstance(reference, PDFObjRef):
            if reference.objid in seen:
                continue
            seen.add(reference.objid)
        node = resolve1(reference)
        if not isinstance(node, dict):
            continue
        page = walk._page(node, page)
        name = walk._name(node)
        kind = "H" if pdf_tags._HEADING.match(name) else name if name in ("LI", "P") else None
        if kind:
            keys = _content(walk, node, page, nested=kind != "LI")
            drawn = [glyph for key in sorted(keys) for glyph in glyphs.get(key, [])]
            element = _element(kind, drawn, min((key[0] for key in keys), default=0))
            if element:
                yield element
        if kind in ("H", "P"):
            continue
        if kind == "LI":
            stack.extend((kid, page) for kid in reversed(list(_lists_below(node, walk))))
            continue
        stack.extend((kid, page) for kid in reversed(pdf_tags._kids(node)))


def _content(walk: Any, node: dict[str, Any], page: int | None, *, nested: bool) -> set[tuple[int, int]]:
    """All marked contents below an element; without those of lists inside it where ``nested`` is false."""
    found: set[tuple[int, int]] = set()
    stack: list[tuple[Any, int | None, int]] = [(kid, page, 0) for kid in pdf_tags._kids(node)]
    while stack:
        reference, page, depth = stack.pop()
        kid = resolve1(reference)
        if isinstance(kid, int):
            if page is not None:
                found.add((page, kid))
        elif isinstance(kid, dict) and depth < 60:
            page = walk._page(kid, page)
            number = resolve1(kid.get("MCID"))
            if isinstance(number, int) and page is not None:
                found.add((page, number))
            elif nested or walk._name(kid) != "L":
                stack.extend((below, page, depth + 1) for below in pdf_tags._kids(kid))
    return found


def _lists_below(node: Any, walk: Any) -> Iterator[Any]:
    stack = list(pdf_tags._kids(node))
    while stack:
        reference = stack.pop(0)
        kid = resolve1(reference)
        if isinstance(kid, dict):
            if walk._name(kid) == "L":
                yield reference
            else:
                stack.extend(pdf_tags._kids(kid))


def _element(kind: str, drawn: Sequence[Glyph], page: int) -> Element | None:
    inked = [glyph for glyph in drawn if glyph.text.strip()]
    if not inked:
        return None
    text = _text(drawn)
    marker = _BULLET.match(text) or _NUMBER.match(text)
    rest = text[marker.end() :] if marker and kind == "LI" else text
    if not key_of(rest):
        return None
    return Element(
        kind, key_of(rest), rest, page, inked[0].x0, _text_x(inked), inked[-1].style.size, marker is not None
    )


def _text_x(inked: Sequence[Glyph]) -> float:
    """Where the words begin after the first gap, which follows the marker."""
    for one, two in itertools.pairwise(inked):
        if two.x0 - one.x1 > 2:
            return two.x0
    return inked[0].x0


def _text(drawn: Sequence[Glyph]) -> str:
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in drawn:
        if last and (abs(glyph.base - last.base) > 3 or glyph.x0 - last.x1 > 0.2 * glyph.style.size):
            parts.append(" ")
        raised = last and glyph.style.size < 0.8 * last.style.size and glyph.base < last.base - 2
        if not (raised and glyph.text.isdigit()):
            parts.append(glyph.text)
            last = glyph
    return " ".join("".join(parts).split())


def read_untagged(content: bytes) -> ReadDocument:
    """Reads a copy whose marked contents and structure tree are not seen."""
    begin, tags = PageDevice.begin_tag, read_pdf.read_tags
    PageDevice.begin_tag = lambda self, tag, props=None: None  # type: ignore[method-assign]
    read_pdf.read_tags = lambda document: pdf_tags.Tags()
    try:
        return read_pdf.read_pdf(content)
    finally:
        PageDevice.begin_tag = begin  # type: ignore[method-assign]
        read_pdf.read_tags = tags


def true_parents(found: Sequence[Element]) -> dict[int, int | None]:
    """Parent of each marked item by where the markers stand; indices into ``found``."""
    parents: dict[int, int | None] = {}
    stack: list[int] = []
    body = Counter(element.size for element in found).most_common(1)[0][0]
    for at, element in enumerate(found):
        if element.kind == "H" or (element.kind == "P" and element.size > body + 1):
            stack.clear()
        elif element.kind == "P" or not element.marked:
            footnote = element.size < body - 1
            while stack and not footnote and element.x0 <= found[stack[-1]].text_x - _STEP:
                stack.pop()
        else:
            while stack and found[stack[-1]].x0 > element.x0 - _STEP:
                stack.pop()
            parents[at] = stack[-1] if stack else None
            stack.append(at)
    return parents


def judge(path: Path) -> Score:
    """Reads one file and compares it with its own tags."""
    score = Score()
    content = path.read_bytes()
    score.counts["files"] += 1
    document = read_untagged(content)
    if any(problem.severity is Severity.ERROR for problem in document.problems):
        score.counts["with errors"] += 1
        for problem in document.problems:
            if problem.severity is Severity.ERROR:
                score.shown.append(
                    f"ERROR {path.name}: {problem.code} {problem.message[:90]} {(problem.text or '')[:90]}"
                )
    if not document.passages:
        return score
    score.counts["pages"] += document.pages or 0
    score.counts["words lost"] += sum(problem.code == "words_lost" for problem in document.problems)
    found = elements(content)
    if not any(element.kind in ("LI", "H") for element in found):
        score.counts["untagged"] += 1
        return score
    _judge_items(path, found, document, score)
    _judge_headings(path, found, document, score)
    return score


def _judge_items(path: Path, found: Sequence[Element], document: ReadDocument, score: Score) -> None:
    true = {at: element for at, element in enumerate(found) if element.kind == "LI" and element.marked}
    ours = [passage for passage in document.passages if passage.marker is not None and not passage.furniture]
    by_key: dict[str, list[Passage]] = {}
    for passage in ours:
        by_key.setdefault(key_of(passage.text), []).append(passage)
    parents = true_parents(found)
    by_ordinal = {passage.ordinal: passage for passage in ours}
    used: set[int] = set()
    for at, element in true.items():
        match = _take(by_key, element, used)
        score.counts["true items"] += 1
        if match is None:
            score.shown.append(f"MISSED {path.name} p{element.page} x={element.x0:.0f} {element.text[:90]!r}")
            continue
        score.counts["items found"] += 1
        parent = parents[at]
        true_parent = found[parent].key if parent is not None else None
        our_parent = by_ordinal[match.parent] if match.parent else None
        same = (our_parent is None) == (true_parent is None) and (
            our_parent is None or true_parent is None or _alike(key_of(our_parent.text), true_parent)
        )
        if true_parent is not None or our_parent is not None:
            score.counts["nested"] += 1
            score.counts["nested right"] += same
            if not same:
                score.shown.append(
                    f"PARENT {path.name} p{element.page} {element.text[:50]!r}: is under "
                    f"{our_parent.text[:40] if our_parent else None!r}, page says {true_parent!r}"
                )
    score.counts["our items"] += len(ours)
    for passage in ours:
        if passage.ordinal not in used:
            page = passage.box.page if passage.box else 0
            score.shown.append(f"EXTRA {path.name} p{page} {passage.marker!r} {passage.text[:90]!r}")


def _take(by_key: dict[str, list[Passage]], element: Element, used: set[int]) -> Passage | None:
    """The first passage not taken yet that begins alike, on the element's page or the one before."""
    for other, passages in by_key.items():
        if not _alike(other, element.key):
            continue
        for candidate in passages:
            page = candidate.box.page if candidate.box else 0
            if candidate.ordinal not in used and 0 <= element.page - page <= 1:
                used.add(candidate.ordinal)
                return candidate
    return None


def _alike(one: str, two: str) -> bool:
    short = min(len(one), len(two))
    return one == two or (short >= 12 and one[:short] == two[:short])


def _judge_headings(path: Path, found: Sequence[Element], document: ReadDocument, score: Score) -> None:
    ours = [passage for passage in document.passages if passage.kind in (PassageKind.HEADING, PassageKind.LABEL)]
    texts = ["".join(filter(str.isalnum, passage.text)).casefold() for passage in ours]
    whole = " ".join(texts)
    matched = 0
    for element in found:
        if element.kind != "H" or len(element.text.split()) > _LONG_HEADING:
            continue
        score.counts["true headings"] += 1
        if element.key in whole:
            score.counts["headings found"] += 1
            matched += 1
        else:
            score.shown.append(f"HEADING {path.name} p{element.page} {element.text[:110]!r}")
    score.counts["our headings"] += len(ours)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=20, help="how many differences to print")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="read every n-th file only")
    options = parser.parse_args(arguments)
    paths = sorted(options.folder.glob("*.pdf"))[:: options.every]
    total = Score()
    begun = time.monotonic()
    with ProcessPoolExecutor(options.jobs) as pool:
        for score in pool.map(judge, paths):
            total.add(score)
    counts = total.counts
    for line in total.shown[: options.show]:
        print(line)
    print(dict(counts), f"{time.monotonic() - begun:.0f} s")
    precision = counts["items found"] / max(1, counts["our items"])
    recall = counts["items found"] / max(1, counts["true items"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"list items: precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}")
    nested = counts["nested right"] / max(1, counts["nested"])
    print(f"nested: {counts['nested right']} of {counts['nested']} right ({nested:.4f})")
    heading_recall = counts["headings found"] / max(1, counts["true headings"])
    print(f"headings: recall {heading_recall:.4f} of {counts['true headings']}, ours {counts['our headings']}")
    return int(counts["words lost"] > 0)


if __name__ == "__main__":
    sys.exit(main())
