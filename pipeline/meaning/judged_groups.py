"""A report's judgments where it gives them as one list for each grade, or in the words of a picture.

"Good: Preventing crime; Managing offenders", or the alternative text "The graphic shows that the force is good at
preventing crime and managing offenders". They count directly after the sentence that announces the judgments, and only
if all that follows a grade can be cut into titles of areas in one way. Source: none seen; forms by analogy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import vocabulary
from pipeline.meaning.formulas import formulas_of
from pipeline.meaning.places import Outline, Outlined, Role
from pipeline.meaning.subjects import named_by
from pipeline.meaning.titles import Titles
from pipeline.meaning.wording import grade_in, judgments_follow
from pipeline.words.model import Grade, Identity, Shown

_HEAD = re.compile(r"(?:^|(?<=[.;:])\s+)(?P<grade>Outstanding|Good|Adequate|Requires improvement|Inadequate): ?")
_SHOWS = re.compile(
    r"(?:(?:The|This|A|Our) )?(?:graphic|image|picture|table|chart|diagram)"
    r"(?: (?:below|above|of (?:our |the )?(?:graded )?(?:judge?ments|grades)))? (?:shows?|showing|lists?)"
    r"(?: that| (?:our|the) (?:graded )?(?:judge?ments|grades))?:? ",
    re.IGNORECASE,
)
"""Nothing that might name another force or year."""

Group = tuple[Outlined, Grade, str]
"""Where a grade is told of an area, and the area's title as it stands there or as the catalogue has it."""


def judgments_announced(outlined: Outline) -> list[Outlined]:
    """What follows the sentence that announces a report's judgments, furniture left out."""
    start = next((place for place in outlined.of(Role.BODY) if judgments_follow(place.passage.text)), None)
    following = outlined[outlined.index(start) + 1 :] if start else []
    return [place for place in following if place.role is not Role.FURNITURE]


def groups_in(announced: list[Outlined], identity: Identity) -> Iterator[Group]:
    """The areas under each grade, in the lines and pictures directly after the announcement."""
    titles = Titles(identity.cycle_id, identity.framework, identity.language)
    for place in announced:
        text = place.passage.text
        found = _in_lists(text, titles)
        if not found and place.passage.shown in {Shown.IMAGE, Shown.HIDDEN}:
            found = _in_words(text, identity)
        if not found:
            return
        for grade, title in found:
            yield place, grade, title


def _in_lists(text: str, titles: Titles) -> list[tuple[Grade, str]]:
    """Grades and titles of "Outstanding: A. Good: B; C."; none if anything else stands there."""
    heads = list(_HEAD.finditer(text))
    before = text[: heads[0].start()].strip() if heads else ""
    if not heads or (before and not _SHOWS.fullmatch(f"{before} ")):
        return []
    found: list[tuple[Grade, str]] = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        rest = text[head.end() : following.start() if following else len(text)].strip(" .;")
        areas = [area for piece in rest.split(";") for area in _areas(piece, titles)]
        if not all(titles.question(area, heading=True) for area in areas):
            return []
        grade = grade_in(head["grade"])
        found += [(grade, area) for area in areas if isinstance(grade, Grade)]
    return found


def _areas(piece: str, titles: Titles) -> list[str]:
    """The titles in one piece of a list; the piece itself if it cannot be cut into titles."""
    words = re.sub(r"^and ", "", piece.strip())
    whole = titles.in_cell(words)
    if len(whole) > 1 or titles.question(words, heading=True):
        return whole
    first, joined, last = words.rpartition(" and ")
    return titles.in_cell(f"{first} {last}") if joined else whole


def _in_words(text: str, identity: Identity) -> list[tuple[Grade, str]]:
    """Grades and titles of "The graphic shows that the force is good at A and B, and adequate at C."."""
    shows = _SHOWS.match(text)
    names = vocabulary.forces()[identity.force_id].names if identity.force_id else ()
    stated = formulas_of(names).stated_in(text[shows.end() :].strip()) if shows else []
    found: list[tuple[Grade, str]] = []
    for one in stated:
        named = named_by(one.topic or "", identity.cycle_id or "", identity.framework, None)
        if not named or not isinstance(one.grade, Grade):
            return []
        found += [(one.grade, subject.question.text) for subject in named if subject.question]
    return found
