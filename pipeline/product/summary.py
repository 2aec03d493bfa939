"""A release in short, for people: the gradings as a small table, checks and problems as a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pipeline import vocabulary
from pipeline.product.arrow import Row, Rows

_COMMONEST = 3
"""How many codes of errors a line names."""

_LISTED = 50
"""How many problems a note lists; the table ``problems`` holds all."""

_SEEN_AT_ONCE = 200
"""More gradings than these nobody looks through on a page."""


def gradings_shown(rows: Rows) -> list[dict[str, str]]:
    """What a page shows of the gradings: each, as long as they are few, else one row for each force and cycle."""
    return gradings_rows(rows) if len(rows["gradings"]) <= _SEEN_AT_ONCE else gradings_counted(rows)


def gradings_counted(rows: Rows) -> list[dict[str, str]]:
    """The gradings by force and cycle: those of whole pillars by name, those of questions counted."""
    return [
        {
            "force": vocabulary.forces()[force_id].short_name,
            "cycle": vocabulary.cycles()[cycle_id].label,
            "pillars": "; ".join(f"{row['pillar']}: {grade_text(row)}" for row in of_both if not row["question_id"]),
            "questions": _counted(grade_text(row) for row in of_both if row["question_id"]),
        }
        for (force_id, cycle_id), found in groupby(rows["gradings"], key=itemgetter("force_id", "cycle_id"))
        for of_both in [[*found]]
    ]


def _counted(grades: Iterable[str]) -> str:
    return ", ".join(f"{number} {grade}" for grade, number in Counter(grades).most_common())


def gradings_rows(rows: Rows) -> list[dict[str, str]]:
    """The gradings with words a person knows: force, cycle, pillar, question, and the grade or why none."""
    return [
        {
            "force": vocabulary.forces()[row["force_id"]].short_name,
            "cycle": vocabulary.cycles()[row["cycle_id"]].label,
            "pillar": row["pillar"] or "",
            # Before the question, whose length would push it out of a page's view.
            "grade": grade_text(row),
            "question": row["subject"] if row["question_id"] else "overall",
            "readings": str(row["readings"]),
        }
        for row in rows["gradings"]
    ]


def grade_text(row: Row) -> str:
    """The grade of a grading, or in brackets why there is none; a carried grade says from when."""
    if row["status"] == "carried_forward":
        return f"{row['grade'] or '?'} (carried forward from {row['carried_from']})"
    return row["grade"] or f"({row['status'].replace('_', ' ')})"


def checks_markdown(rows: Rows, version: str) -> str:
    """Checks that failed or held, and problems, errors first."""
    checks = rows["checks"]
    failed = [check for check in checks if check["passed"] is False]
    told = [check for check in checks if check["passed"] is not None]
    order = {"error": 0, "warning": 1, "info": 2}
    problems = sorted(rows["problems"], key=lambda row: (order[row["severity"]], row["message"]))
    lines = [
        f"# Release {version}",
        "",
        f"{len(told) - len(failed)} of {len(told)} checks hold; {len(checks) - len(told)} cannot be told yet.",
        "",
    ]
    lines += [f"- failed: {c['check_id']}, {c['scope']}: expected {c['expected']}, found {c['found']}" for c in failed]
    lines += ["", f"## {len(problems)} problems", ""]
    lines += [f"- **{row['severity']}** {row['code']}: {row['message']}" for row in problems[:_LISTED]]
    if len(problems) > _LISTED:
        lines.append(f"- and {len(problems) - _LISTED} more in the table `problems`")
    return "\n".join(lines) + "\n"


def problems_lines(severities: Mapping[str, int], errors: Mapping[str, int], tables: Path) -> list[str]:
    """The problems of a release or draft in short: how many, the commonest codes of errors, and where all are listed.

    Args:
        severities: how many problems of each severity.
        errors: how many errors of each code.
        tables: the folder of the release or draft.
    """
    counts = ", ".join(f"{number} {severity}" for severity, number in sorted(severities.items()))
    lines = [f"Problems of {tables.name}: {counts or 'none'}"]
    codes = sorted(errors, key=lambda code: (-errors[code], code))
    if codes:
        told = ", ".join(f"{code} {errors[code]}" for code in codes[:_COMMONEST])
        more = f", and {len(codes) - _COMMONEST} more" if len(codes) > _COMMONEST else ""
        lines.append(f"Errors by code: {told}{more}")
    return [*lines, f"Listed in {tables / 'problems.parquet'}"] if counts else lines
