"""How much of the labelled pages is read right, by cycle and medium.

A page is a drawing of a whole page in the full text rendering with its labels beside it, both written by hand. The
poorer renderings, HTML and PDF are made from the drawing. Run as a module to print the table, or to write new floors:

    python -m tests.quality.measure [--write [--reason "why a count went down"]]
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from pipeline.meaning.interpret import interpret
from pipeline.readers import Limits, read
from pipeline.words.model import Interpretation
from tests.drawn import in_a, in_c, path
from tests.quality.printed import in_pdf

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
_DRAWN_BY = (Path(__file__), HERE / "printed.py", HERE.parent / "drawn.py", HERE.parent / "editions" / "pages.py")

Grading = tuple[str, str, str]
"""Question or pillar, grade or "-", status."""
Bullet = tuple[str, str, str, str]
"""Kind, lead-in or "-", own words of the item it is nested under or "-", own words."""


@dataclass(frozen=True)
class Labelled:
    """A drawn page and what a careful reader finds in it."""

    name: str
    address: str
    text: str
    gradings: frozenset[Grading]
    bullets: Counter[Bullet]

    @property
    def cycle(self) -> str:
        return next(cycle for cycle in ("2018-19", "2021-22", "2023-25", self.name[:4]) if self.name.startswith(cycle))


@dataclass(frozen=True)
class Score:
    """``wrong`` counts grades that the page does not give, ``extra`` bullets that it does not hold so."""

    grades_right: int
    grades_wanted: int
    wrong: int
    bullets_right: int
    bullets_wanted: int
    extra: int

    def __add__(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True)))


def in_html(text: str) -> str:
    """The page as HTML: titles as headings, nested lists, labels and dates as paragraphs."""
    body: list[str] = []
    depth = 0
    for line in text.split("\n"):
        words = html.escape(line.strip())
        item = re.match(r"(\s*)• (.*)", line)
        if item:
            level = len(item[1]) // 2
            body.append("<ul>" * (level - depth) + "</li></ul>" * (depth - level) if level != depth else "</li>")
            body.append(f"<li>{html.escape(item[2])}")
            depth = level
        elif line.startswith("    ") and depth:
            body.append(words)
        elif words:
            body.append("</li></ul>" * depth)
            depth = 0
            titled = not words.endswith((".", ":", ";", ",")) and 1 < len(words.split()) <= 22 and words[0].isupper()
            tag = "h3" if titled and not words.startswith("Last updated") else "p"
            body.append(f"<{tag}>{words}</{tag}>")
    body.append("</li></ul>" * depth)
    joined = "\n".join(body).replace("<ul></li>", "<ul>")
    joined = re.sub(r"(<ul>)\s*</li>", r"\1", joined)
    return f'<!DOCTYPE html><html lang="en"><body><main>\n{joined}\n</main></body></html>'


MEDIA: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text B": ("text/plain", str.encode),
    "text A": ("text/plain", lambda text: in_a(text).encode()),
    "text C": ("text/plain", lambda text: in_c(text).encode()),
    "html": ("text/html", lambda text: in_html(text).encode()),
    "pdf, tagged": ("application/pdf", partial(in_pdf, maker="typst")),
    "pdf, untagged": ("application/pdf", partial(in_pdf, maker="reportlab")),
}


def labelled_set() -> list[Labelled]:
    """All labelled pages, by name."""
    return [_labelled(file) for file in sorted((HERE / "pages").glob("*.txt"))]


def fingerprint() -> str:
    """A digest of pages, labels and the code that draws and scores them: floors hold for this set only."""
    digest = sha256()
    for file in [*sorted((HERE / "pages").iterdir()), *_DRAWN_BY]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def measure() -> dict[str, Score]:
    """The score of each cycle and medium: "2017, text B"."""
    scores: dict[str, Score] = {}
    for page in labelled_set():
        for medium in MEDIA:
            key = f"{page.cycle}, {medium}"
            score = _score(page, medium)
            scores[key] = scores[key] + score if key in scores else score
    return dict(sorted(scores.items()))


def mistakes(page: Labelled, medium: str) -> list[str]:
    """What is missing or too much, for the one who has to look."""
    gradings, bullets = _found(page, medium)
    return [
        *(f"missing {row}" for row in sorted(page.gradings - gradings)),
        *(f"too much {row}" for row in sorted(gradings - page.gradings) if row[1] != "-"),
        *(f"missing {row}" for row in sorted((page.bullets - bullets).elements())),
        *(f"too much {row}" for row in sorted((bullets - page.bullets).elements())),
    ]


def _score(page: Labelled, medium: str) -> Score:
    gradings, bullets = _found(page, medium)
    return Score(
        grades_right=len(gradings & page.gradings),
        grades_wanted=len(page.gradings),
        wrong=sum(row[1] != "-" for row in gradings - page.gradings),
        bullets_right=(bullets & page.bullets).total(),
        bullets_wanted=page.bullets.total(),
        extra=(bullets - page.bullets).total(),
    )


def _found(page: Labelled, medium: str) -> tuple[set[Grading], Counter[Bullet]]:
    media_type, draw = MEDIA[medium]
    document = read(draw(page.text), media_type, Limits())
    said = interpret(document, path(page.address))
    return _gradings(said), _bullets(said)


def _gradings(said: Interpretation) -> set[Grading]:
    """One row for each subject, as a release would have it; readings that differ give none."""
    by_subject: dict[str, list[tuple[str | None, str]]] = {}
    for reading in said.grades:
        subject = reading.subject
        key = (subject.question_id or subject.pillar or "").removeprefix(f"{subject.cycle_id}-")
        by_subject.setdefault(key, []).append((reading.grade, reading.status))
    rows = set()
    for key, told in by_subject.items():
        grades = {grade for grade, _ in told if grade}
        statuses = {status for _, status in told}
        if len(grades) > 1:
            rows.add((key, "/".join(sorted(grades)), "contradiction"))
            continue
        status = "carried_forward" if "carried_forward" in statuses else ("graded" if grades else min(statuses))
        rows.add((key, str(grades.pop()) if grades else "-", str(status)))
    return {row for row in rows if row[2] != "unreadable"}


def _bullets(said: Interpretation) -> Counter[Bullet]:
    texts = {bullet.bullet_id: bullet.text for bullet in said.bullets}
    return Counter(
        (str(b.kind), b.lead_in or "-", texts.get(b.parent_bullet_id or "", "-"), b.text) for b in said.bullets
    )


def _labelled(file: Path) -> Labelled:
    address = ""
    gradings: set[Grading] = set()
    bullets: Counter[Bullet] = Counter()
    above: dict[int, str] = {}
    for line in file.with_suffix(".labels").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.strip().partition(": ")
        if name == "address":
            address = rest
            continue
        first, second, third = rest.split(" | ", 2)
        if name == "grading":
            gradings.add((first, second, third))
        else:
            depth = (len(line) - len(line.lstrip())) // 2
            above[depth] = third
            bullets[first, second, above[depth - 1] if depth else "-", third] += 1
    return Labelled(file.stem, address, file.read_text(encoding="utf-8"), frozenset(gradings), bullets)


def table(scores: dict[str, Score]) -> str:
    """The scores as lines to read."""
    lines = [f"{'cycle, medium':<24} {'grades':>9} {'wrong':>6} {'bullets':>9} {'extra':>6}"]
    for key, s in scores.items():
        grades, bullets = f"{s.grades_right}/{s.grades_wanted}", f"{s.bullets_right}/{s.bullets_wanted}"
        lines.append(f"{key:<24} {grades:>9} {s.wrong:>6} {bullets:>9} {s.extra:>6}")
    return "\n".join(lines)


def worse(scores: dict[str, Score], floors: dict[str, dict[str, int]]) -> list[str]:
    """Where a score lies below its floor."""
    found = []
    for key, floor in floors.items():
        score = asdict(scores[key])
        for name in ("grades_right", "bullets_right"):
            if score[name] < floor[name]:
                found.append(f"{key}: {name} {score[name]}, floor {floor[name]}")
        for name in ("wrong", "extra"):
            if score[name] > floor[name]:
                found.append(f"{key}: {name} {score[name]}, at most {floor[name]}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--reason")
    asked = parser.parse_args()
    scores = measure()
    print(table(scores))
    for page in labelled_set():
        for medium in MEDIA:
            for mistake in mistakes(page, medium):
                print(f"{page.name}, {medium}: {mistake}")
    if not asked.write:
        return 0
    held = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {"floors": {}, "lowered": []}
    lower = worse(scores, {key: floor for key, floor in held["floors"].items() if key in scores})
    lower += [f"{key}: no longer measured" for key in held["floors"] if key not in scores]
    if lower and not asked.reason:
        print("\n".join(["Not written: these floors would go down; give --reason.", *lower]), file=sys.stderr)
        return 1
    if lower:
        held["lowered"].append({"reason": asked.reason, "what": lower, "fingerprint": fingerprint()})
    held |= {"fingerprint": fingerprint(), "floors": {key: asdict(score) for key, score in scores.items()}}
    FLOORS.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
