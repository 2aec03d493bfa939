"""What the heads of a table of grades may say, so that a cell is this force's grade of this cycle and nothing else.

A head that is no title may be the word for a grade, the force itself or the cycle. "2021/22" in a report of 2023–25,
"Previous grade", another force or "Number of forces" make another thing of the cell, and so may any head that is not
known. Source: forms of the summary tables, known by description only.
"""

from __future__ import annotations

import re

from pipeline.meaning.force_names import forces_named
from pipeline.meaning.page_titles import cycles_named
from pipeline.meaning.titles import Titles
from pipeline.meaning.wording import OTHER_YEAR, grade_or_status
from pipeline.vocabulary import PILLARS
from pipeline.words.blocks import plain
from pipeline.words.model import HEADER_SEPARATOR, Identity

_KNOWN = frozenset(
    plain(
        "our the overall graded grade grades grading judgment judgments judgement judgements rating ratings result "
        "results peel inspection assessment this year current in of for and force forces police area areas policing "
        "question questions pillar pillars summary final revisit hmic hmicfrs "
        "dyfarniad dyfarniadau gradd graddau maes meysydd"
    ).split()
)
_YEARS = re.compile(r"20\d\d(?:[/–-](?:20)?\d\d)?")
_ANOTHER_TIME = re.compile(
    r"\b(?:previous|earlier|past|last (?:time|inspection)|other forces|number of|average)\b", re.I
)


def tells_of(head: str, identity: Identity, titles: Titles, force_id: str | None) -> bool:
    """Whether a head leaves a cell the force's grade of the document's own cycle."""
    return all(_known(part.strip(), identity, titles, force_id) for part in head.split(HEADER_SEPARATOR))


def of_another_time(heading: str, identity: Identity) -> bool:
    """Whether the heading above a table says that it shows other years or forces."""
    other_cycle = any(cycle != identity.cycle_id for cycle in cycles_named(heading))
    return bool(_ANOTHER_TIME.search(heading) or OTHER_YEAR.search(heading)) or other_cycle


def _known(part: str, identity: Identity, titles: Titles, force_id: str | None) -> bool:
    if grade_or_status(part) is not None or titles.pillar(part):
        return True
    # Areas stacked under one grade may head a row of such stacks.
    if all(titles.question(title, heading=True) for title in titles.in_cell(part)):
        return True
    if plain(part) in PILLARS:
        return True
    named = forces_named(part, whole=True)
    if named:
        return named == {force_id}
    if any(cycle != identity.cycle_id for cycle in cycles_named(part)):
        return False
    words = re.findall(r"[^\W\d_]+", plain(_YEARS.sub(" ", part)))
    return _KNOWN.issuperset(words)
