"""How much of the labelled pages is read right, by cycle and medium.

A page is a drawing of a whole page with its labels beside it, both written by hand. The media are made from the
drawing, and some lose of it what they lose of real pages. So the truth of a page in a medium is what the medium's bytes
still state: the labels say where each grade stands, and :mod:`tests.quality.places` looks whether those words are left.
A grade that a medium lost must not be given, and must be told of. Run as a module to print the table, or to write new
floors:

    python -m tests.quality.measure [--write [--reason "why a count went down"]]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from pipeline import vocabulary
from pipeline.meaning.interpret import interpret
from pipeline.readers import Limits, read
from pipeline.words.model import Interpretation
from tests.drawn import in_a, in_b, in_c, path
from tests.quality.places import stands_in, table_words, titles_in, words_in
from tests.quality.printed import in_html, in_pdf

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
_DRAWN_BY = (
    Path(__file__),
    HERE / "places.py",
    HERE / "printed.py",
    HERE.parent / "editions" / "nodes.py",
    HERE.parent / "editions" / "pages.py",
)

Grading = tuple[str, str, str]
"""Question or pillar (with its force before it on pages of many), grade or "-", status."""
Bullet = tuple[str, str, str, str]
"""Kind, lead-in or "-", own words of the item it is nested under or "-", own words."""


@dataclass(frozen=True)
class Told:
    """A grading and the places that state it. ``status_places`` are those of a status beside the grade."""

    row: Grading
    places: tuple[str, ...]
    status_places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Labelled:
    """A drawn page and what a careful reader finds in it."""

    name: str
    address: str
    text: str
    told: tuple[Told, ...]
    bullets: Counter[Bullet]
    media: tuple[str, ...]
    flat: frozenset[str]
    """Items whose nested items a text at one margin does not tell from those after them."""

    @property
    def cycle(self) -> str:
        return next(
            cycle
            for cycle in ("2018-19", "2021-22", "2023-25", "2025-27", self.name[:4])
            if self.name.startswith(cycle)
        )


@dataclass(frozen=True)
class Truth:
    """What a medium holds of a page, and the grades that it lost."""

    held: frozenset[Grading]
    lost: frozenset[Grading]
    bullets: Counter[Bullet]


@dataclass(frozen=True)
class Score:
    """``wrong`` counts grades that the page does not give, ``guessed`` those that it gives and the medium lost.

    ``unseen`` counts lost grades that neither a row nor a problem tells of, ``extra`` bullets that are not held so.
    """

    grades_right: int
    grades_wanted: int
    wrong: int
    lost: int
    guessed: int
    unseen: int
    bullets_right: int
    bullets_wanted: int
    extra: int

    def __add__(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True)))


MEDIA: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text B": ("text/plain", lambda text: in_b(text).encode()),
    "text A": ("text/plain", lambda text: in_a(text).encode()),
    "text C": ("text/plain", lambda text: in_c(text).encode()),
    "html": ("text/html", in_html),
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
    for page in labelled_set():
        for medium, (media_type, draw) in MEDIA.items():
            # PDF makers put a date in; of the others the drawing itself is taken.
            digest.update(draw(page.text) if media_type != "application/pdf" else medium.encode())
    return digest.hexdigest()[:16]


@cache
def measure() -> dict[str, Score]:
    """The score of each cycle and medium: "2017, text B"."""
    scores: dict[str, Score] = {}
    for page in labelled_set():
        for medium in page.media:
            key = f"{page.cycle}, {medium}"
            score = _score(page, medium)
            scores[key] = scores[key] + score if key in scores else score
    return dict(sorted(scores.items()))


def mistakes(page: Labelled, medium: str) -> list[str]:
    """What is missing or too much, for the one who has to look."""
    truth, found = truth_of(page, medium), _found(page, medium)
    given = {row for row in found.gradings if row[1] != "-"}
    every = {told.row for told in page.told}
    return [
        *(f"missing {row}" for row in sorted(truth.held - found.gradings)),
        *(f"too much {row}" for row in sorted(given - truth.held - every)),
        *(f"guessed {row}" for row in sorted(given & every - truth.held)),
        *(f"lost and not told {row}" for row in sorted(truth.lost) if not _seen(row, found)),
        *(f"missing {row}" for row in sorted((truth.bullets - found.bullets).elements())),
        *(f"too much {row}" for row in sorted((found.bullets - truth.bullets).elements())),
    ]


@cache
def _content(page: str, text: str, medium: str) -> bytes:
    return MEDIA[medium][1](text)


def truth_of(page: Labelled, medium: str) -> Truth:
    """What the bytes of a medium still state of a page, by the places in its labels."""
    words = words_in(_content(page.name, page.text, medium), MEDIA[medium][0])
    held: set[Grading] = set()
    lost: set[Grading] = set()
    for told in page.told:
        key, grade, status = told.row
        states_grade = any(stands_in(place, words) for place in told.places)
        states_status = not told.status_places or any(stands_in(place, words) for place in told.status_places)
        if states_grade:
            held.add((key, grade, status if states_status else "graded"))
            continue
        lost.add(told.row)
        if told.status_places and states_status:
            held.add((key, "-", status))
    bullets: Counter[Bullet] = Counter()
    for bullet, count in page.bullets.items():
        if stands_in(bullet[3], words):
            flat = medium == "text C" and bullet[2] in page.flat
            bullets[(*bullet[:2], "-", bullet[3]) if flat else bullet] += count
    return Truth(frozenset(held), frozenset(lost), bullets)


@dataclass(frozen=True)
class _Found:
    gradings: set[Grading]
    unreadable: set[str]
    """Subjects with a row that says that no grade could be read."""
    bullets: Counter[Bullet]
    problems: str
    whole_page: bool
    """Whether a problem says that the grades of the whole page are not in the capture."""


_OF_THE_PAGE = {
    "judgments_not_in_capture",
    "judgments_ambiguous",
    "grades_not_in_capture",
    "overview_without_grades",
    "summary_not_in_capture",
}


def _score(page: Labelled, medium: str) -> Score:
    truth, found = truth_of(page, medium), _found(page, medium)
    given = {row for row in found.gradings if row[1] != "-"}
    every = {told.row for told in page.told}
    return Score(
        grades_right=len(found.gradings & truth.held),
        grades_wanted=len(truth.held),
        wrong=len(given - truth.held - every),
        lost=len(truth.lost),
        guessed=len(given & every - truth.held),
        unseen=sum(not _seen(row, found) for row in truth.lost),
        bullets_right=(found.bullets & truth.bullets).total(),
        bullets_wanted=truth.bullets.total(),
        extra=(found.bullets - truth.bullets).total(),
    )


def _seen(lost: Grading, found: _Found) -> bool:
    """Whether a lost grade is told of: by a row without grade, or by a problem that names it or its page."""
    if found.whole_page or lost[0] in found.unreadable:
        return True
    key = lost[0].rpartition(" ")[2]
    named = [
        title
        for question in vocabulary.questions().values()
        if question.question_id.removeprefix(f"{question.cycle_id}-") == key
        for title in (question.text, *question.other_texts)
    ]
    named += [p.headline for p in vocabulary.pillars() if p.pillar == key and p.headline]
    return any(titles_in([title]) in found.problems for title in named)


@cache
def _read(name: str, address: str, text: str, medium: str) -> Interpretation:
    document = read(_content(name, text, medium), MEDIA[medium][0], Limits())
    return interpret(document, path(address) if address else None)


def _found(page: Labelled, medium: str) -> _Found:
    said = _read(page.name, page.address, page.text, medium)
    rows = _gradings(said, with_force=any(" " in told.row[0] for told in page.told))
    return _Found(
        gradings={row for row in rows if row[2] != "unreadable"},
        unreadable={row[0] for row in rows if row[1] == "-"},
        bullets=_bullets(said),
        problems=titles_in(f"{problem.message} {problem.text or ''}" for problem in said.problems),
        whole_page=any(problem.code in _OF_THE_PAGE for problem in said.problems),
    )


def _gradings(said: Interpretation, *, with_force: bool) -> set[Grading]:
    """One row for each subject, as a release would have it; readings that differ give none."""
    by_subject: dict[str, list[tuple[str | None, str]]] = {}
    for reading in said.grades:
        subject = reading.subject
        key = (subject.question_id or subject.pillar or "").removeprefix(f"{subject.cycle_id}-")
        if with_force or said.identity.force_id != subject.force_id:
            key = f"{subject.force_id} {key}"
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
    return rows


def _bullets(said: Interpretation) -> Counter[Bullet]:
    texts = {bullet.bullet_id: bullet.text for bullet in said.bullets}
    return Counter(
        (str(b.kind), b.lead_in or "-", texts.get(b.parent_bullet_id or "", "-"), b.text) for b in said.bullets
    )


class _Labels:
    """The lines of a labels file, taken in one after another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.address = ""
        self.force = ""
        self.media = tuple(MEDIA)
        self.told: list[Told] = []
        self.bullets: Counter[Bullet] = Counter()
        self.flat: set[str] = set()
        self.list = ("", "")
        self.above: dict[int, str] = {}

    def take(self, line: str) -> None:
        name, _, rest = line.strip().partition(": ")
        if line.lstrip().startswith("- "):
            depth = (len(line) - len(line.lstrip())) // 2
            words = line.strip()[2:]
            self.above[depth] = words
            self.bullets[*self.list, self.above[depth - 1] if depth > 1 else "-", words] += 1
        elif name == "grading":
            key, grade, status = rest.split(" | ")
            self.told.append(Told((f"{self.force} {key}".strip(), grade, status), ()))
        elif name in {"by", "table", "status by"}:
            place = table_words(rest, self.text) if name == "table" else rest
            last = self.told[-1]
            if name == "status by":
                self.told[-1] = replace(last, status_places=(*last.status_places, place))
            else:
                self.told[-1] = replace(last, places=(*last.places, place))
        elif name == "list":
            kind, lead_in = rest.split(" | ")
            self.list = (kind, lead_in)
        elif name == "media":
            self.media = tuple(rest.split("; "))
        elif name == "flat":
            self.flat.add(rest)
        elif name in {"address", "force"}:
            setattr(self, name, rest)
        elif line.strip():
            raise ValueError(f"no line of labels: {line!r}")


def _labelled(file: Path) -> Labelled:
    text = file.read_text(encoding="utf-8")
    labels = _Labels(text)
    for line in file.with_suffix(".labels").read_text(encoding="utf-8").splitlines():
        labels.take(line)
    return Labelled(
        file.stem, labels.address, text, tuple(labels.told), labels.bullets, labels.media, frozenset(labels.flat)
    )


def table(scores: dict[str, Score]) -> str:
    """The scores as lines to read. ``lost`` are the page's grades that the medium does not hold."""
    heads = f"{'grades':>9} {'wrong':>6} {'lost':>6} {'guessed':>8} {'unseen':>7} {'bullets':>9} {'extra':>6}"
    lines = [f"{'cycle, medium':<24} {heads}"]
    for key, s in scores.items():
        grades, bullets = f"{s.grades_right}/{s.grades_wanted}", f"{s.bullets_right}/{s.bullets_wanted}"
        lines.append(
            f"{key:<24} {grades:>9} {s.wrong:>6} {s.lost:>6} {s.guessed:>8} {s.unseen:>7} {bullets:>9} {s.extra:>6}"
        )
    return "\n".join(lines)


def worse(scores: dict[str, Score], floors: dict[str, dict[str, int]]) -> list[str]:
    """Where a score lies below its floor."""
    found = []
    for key, floor in floors.items():
        score = asdict(scores[key])
        for name in ("grades_right", "bullets_right"):
            if score[name] < floor[name]:
                found.append(f"{key}: {name} {score[name]}, floor {floor[name]}")
        for name in ("wrong", "guessed", "unseen", "extra"):
            if score[name] > floor.get(name, 0):
                found.append(f"{key}: {name} {score[name]}, at most {floor.get(name, 0)}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--reason")
    asked = parser.parse_args()
    scores = measure()
    print(table(scores))
    for page in labelled_set():
        for medium in page.media:
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
