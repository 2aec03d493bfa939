"""What a run shows on a terminal or in a plain log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.product.publish import Release, rows_of_release
from pipeline.product.summary import gradings_rows
from pipeline.progress import listening
from pipeline.words.schema import TABLES

if TYPE_CHECKING:
    from pipeline.build import Outcome
    from pipeline.capture.crawl import Progress as Progressed
    from pipeline.settings import Settings

_LOG_WIDTH = 140
"""Columns of a table in a log, where no terminal tells its width."""

_SHOWN = 40
"""How many gradings and problems a run prints; the tables hold all."""


@contextmanager
def progress() -> Iterator[None]:
    """Show progress while the context lasts: a bar on a terminal, a line for each step elsewhere."""
    if not sys.stderr.isatty():
        with listening(_plain_line):
            yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def advance(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing, total=total)
            bars.update(tasks[doing], completed=done, total=total)

        with listening(advance):
            yield


@contextmanager
def scrape_progress() -> Iterator[Callable[[Progressed], None]]:
    """What to call with the progress of a scrape: a bar with counts on a terminal, a line for every fifty elsewhere."""
    console = Console(stderr=True)

    def found(progress: Progressed) -> str:
        return ", ".join(f"{number} {outcome}" for outcome, number in progress.counts.items() if number)

    def counts(progress: Progressed) -> str:
        return f"{progress.done} of {progress.done + progress.waiting} addresses: {found(progress)}"

    if not sys.stderr.isatty():

        def line(progress: Progressed) -> None:
            if progress.done % 50 == 0:
                print(counts(progress), file=sys.stderr, flush=True)

        yield line
        return
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("asking", total=None, told="")

        def advance(progress: Progressed) -> None:
            bars.update(task, completed=progress.done, total=progress.done + progress.waiting, told=found(progress))

        yield advance


def _plain_line(doing: str, done: int, total: int) -> None:
    if done == total or done % max(1, total // 10) == 0:
        print(f"{doing}: {done} of {total}", file=sys.stderr, flush=True)


def print_outcome(outcome: Outcome, settings: Settings) -> None:
    """Print what a run did: documents, release, rows by table, gradings, problems."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _LOG_WIDTH)
    unchanged = outcome.documents - len_stale(outcome)
    console.print(
        f"{outcome.documents} documents: {outcome.read} read, {outcome.interpreted} interpreted, {unchanged} unchanged"
    )
    if outcome.release is None:
        console.print("No whole release is published.")
    else:
        state = "published" if outcome.published else "nothing new, still"
        # A path is neither broken nor taken for markup, here and below.
        console.print(
            f"Tables: {settings.processed / 'current'} ({state} release {outcome.release.version})",
            markup=False,
            soft_wrap=True,
        )
        rows = rows_of_release(outcome.release, ("gradings", "problems"))
        console.print(_counts(outcome.release))
        console.print(_gradings(gradings_rows(rows)))
        for row in _worst(rows):
            console.print(f"{row['severity']}: {row['message']}", markup=False, soft_wrap=True)
    if outcome.held_back is not None:
        console.print(
            f"Release {outcome.held_back} says what this run found and was rolled back; peel rollback "
            f"{outcome.held_back} makes it current."
        )
    if outcome.draft is not None:
        console.print(
            f"NOT PUBLISHED: a required check failed; the draft is in {outcome.draft}", markup=False, soft_wrap=True
        )
    for check in outcome.failed:
        mark = "FAILED, not published" if check.required else "does not hold"
        console.print(
            f"check {check.check_id} {mark}: {check.scope}: expected {check.expected}, found {check.found}; "
            f"look at {', '.join(check.rows) or 'the table checks'}",
            markup=False,
            soft_wrap=True,
        )
    counts = ", ".join(f"{number} {severity}" for severity, number in sorted(outcome.severities.items()))
    console.print(f"Problems: {counts or 'none'}")


def _worst(rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Errors, then warnings; what only informs is counted, and stands in the table."""
    told = [row for row in rows["problems"] if row["severity"] != "info"]
    return sorted(told, key=lambda row: (row["severity"], row["message"]))[:_SHOWN]


def len_stale(outcome: Outcome) -> int:
    """How many documents the run worked on."""
    return max(outcome.read, outcome.interpreted)


def _counts(release: Release) -> Table:
    counts = Table("table", "rows", box=None, pad_edge=False)
    counts.columns[1].justify = "right"
    for table in TABLES:
        counts.add_row(table.name, f"{release.rows(table.name):,}")
    return counts


def _gradings(rows: list[dict[str, str]]) -> Table:
    title = "Gradings" if len(rows) <= _SHOWN else f"Gradings, the first {_SHOWN} of {len(rows):,}"
    shown = Table("force", "cycle", "pillar", "question", "grade", title=title, title_justify="left")
    for row in rows[:_SHOWN]:
        shown.add_row(row["force"], row["cycle"], row["pillar"], row["question"], row["grade"])
    return shown
