"""The Prefect flows: thin wrappers that show and schedule the plain functions of ``build.py`` and ``scrape.py``.

One task for each step of a run: a task costs Prefect's server some 30 ms of the processor, and how far a step is, its
artifact tells. Tasks pass settings and the plan of the run, never rows; what is stale is decided by our own stored
results, not by Prefect's cache. The plan is made once and handed on quoted: Prefect would else look through it for each
task.

A flow that does what two others do calls their functions, not the flows: so its artifacts and its whole log stand on
the page of the run that was scheduled, its failure is told once, and nothing of it stays running when it is killed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, cast
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext, TaskRunContext
from prefect.logging.handlers import APILogHandler
from prefect.runtime import flow_run
from prefect.settings import get_current_settings
from prefect.utilities.annotations import quote

from pipeline import build
from pipeline.build import Outcome, Plan
from pipeline.capture.crawl import Progress
from pipeline.capture.fetch import DEFAULT_DELAY
from pipeline.capture.scrape import ScrapeSummary
from pipeline.capture.scrape import scrape as run_scrape
from pipeline.capture.store import RawStore
from pipeline.heartbeat import signs_of_life
from pipeline.notify import notify, silence, tell_operator
from pipeline.product.publish import rows_of_release
from pipeline.product.summary import checks_markdown, gradings_shown, problems_lines
from pipeline.progress import tell
from pipeline.scraping import options_of, outcome_lines, outcome_rows, went_well
from pipeline.settings import Settings

_PROGRESS_SECONDS = 3.0
"""The page of artifacts hears of progress no more often: each time costs a request."""

_LOGGED_EVERY = 25
"""After so many addresses a scrape says how far it is."""


class _RunLog(APILogHandler):
    """Sends what the library logs inside a run to that run's page; outside of runs it has nowhere to go."""

    def emit(self, record: logging.LogRecord) -> None:
        if FlowRunContext.get() or TaskRunContext.get():
            super().emit(record)


def _show_library_log() -> None:
    """Let the log of the plain functions stand beside the flows' own, whatever started them.

    Prefect has a setting for it (``PREFECT_LOGGING_EXTRA_LOGGERS``), which each worker would need; where it is set,
    it does the work.
    """
    library = logging.getLogger("pipeline")
    if not any(isinstance(handler, APILogHandler) for handler in library.handlers):
        library.addHandler(_RunLog())
    if library.level == logging.NOTSET:
        library.setLevel(get_current_settings().logging.level)


_show_library_log()


def _settings(raw: str | None, processed: str | None) -> Settings:
    return Settings.chosen(Path(raw) if raw else None, Path(processed) if processed else None)


def run_name() -> str:
    """Name of a run: its flow and the minute it was to start, UTC."""
    return f"{flow_run.flow_name} {flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


@task(name="find stale documents", cache_policy=NO_CACHE)
def find_stale(settings: Settings, everything: bool) -> Plan:
    return build.plan(settings, everything=everything)


@task(name="read and interpret", cache_policy=NO_CACHE)
def read_stale(settings: Settings, planned: Plan, advance: Callable[[int], None]) -> None:
    for done, _ in enumerate(build.extract(settings, planned, planned.stale), start=1):
        advance(done)


@task(name="check and publish", cache_policy=NO_CACHE)
def publish_release(settings: Settings, planned: Plan) -> Outcome:
    return build.finish(settings, planned)


@flow(name="refresh", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify], persist_result=False)
def refresh(raw: str | None = None, processed: str | None = None, everything: bool = False) -> Outcome:
    """Read what is new in the raw store and publish the tables.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder that releases are published to. Left out, PEEL_PROCESSED or ./processed.
        everything: Read and interpret all documents again, not only those whose ingredients changed.
    """
    settings = _settings(raw, processed)
    with signs_of_life(), build.only_run(settings):
        planned = find_stale(settings, everything)
        handed_on = cast(Plan, quote(planned))
        get_run_logger().info("%d documents to read, %d to interpret", len(planned.to_read), len(planned.to_interpret))
        advance = _shown_progress(len(planned.stale))
        if planned.stale:
            read_stale(settings, handed_on, advance)
        outcome = publish_release(settings, handed_on)
    _show(outcome)
    if outcome.published and outcome.exit_code:
        tell_operator(settings, "The run ended with errors among the problems.", _words(outcome))
    return outcome


@flow(name="re-extract", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify], persist_result=False)
def re_extract(raw: str | None = None, processed: str | None = None, everything: bool = True) -> None:
    """Read the raw store again and publish the tables, without asking the site for anything.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder that releases are published to. Left out, PEEL_PROCESSED or ./processed.
        everything: Read and interpret all documents again, not only those whose ingredients changed.

    Raises:
        NotPublishedError: a required check failed; the current release is as it was.
    """
    _require_published(refresh.fn(raw=raw, processed=processed, everything=everything))


class NotPublishedError(Exception):
    """A required check failed. The message names the check and its rows."""


def _require_published(outcome: Outcome) -> None:
    if outcome.draft is not None:
        raise NotPublishedError("\n".join([f"Not published; the draft is in {outcome.draft}.", *_words(outcome)]))


def _shown_progress(total: int) -> Callable[[int], None]:
    """What to call with the number of documents done: tells whoever listens, and Prefect's page of artifacts."""
    tell("reading", 0, total)
    artifact = create_progress_artifact(100 if not total else 0, key="progress", description=f"{total} documents")
    if not isinstance(artifact, UUID):
        raise TypeError("flows are called from plain code, not inside an event loop")

    told = monotonic()

    def advance(done: int) -> None:
        nonlocal told
        tell("reading", done, total)
        if done < total and monotonic() - told < _PROGRESS_SECONDS:
            return
        told = monotonic()
        update_progress_artifact(artifact, 100 * done / total, description=f"{done} of {total} documents")

    return advance


def _words(outcome: Outcome) -> list[str]:
    tables = outcome.draft or (outcome.release.folder if outcome.release else None)
    problems = problems_lines(outcome.severities, outcome.errors, tables) if tables else []
    checks = sorted(outcome.failed, key=lambda check: not check.required)
    failed = [f"failed check {c.check_id}: {c.scope}: look at {', '.join(c.rows) or 'checks'}" for c in checks]
    return [*problems, *failed]


@task(name="fetch from the site", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[600, 3600])
def fetch_reports(settings: Settings, choices: dict[str, Any]) -> ScrapeSummary:
    return run_scrape(RawStore(settings.raw), options_of(settings, **choices), _log_progress)


def _log_progress(progress: Progress) -> None:
    if progress.done % _LOGGED_EVERY == 0:
        get_run_logger().info("%d of %d addresses", progress.done, progress.done + progress.waiting)


@flow(name="scrape", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify], persist_result=False)
def scrape(
    raw: str | None = None,
    cycles: list[str] | None = None,
    forces: list[str] | None = None,
    since: str | None = None,
    sites: list[str] | None = None,
    delay: float = DEFAULT_DELAY,
    source: str | None = None,
) -> bool:
    """Fetch what is new or changed on the inspectorate's site into the raw store.

    Needs PEEL_CONTACT in the environment: an e-mail or web address by which the site's owner reaches the operator.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        cycles: Only these cycles, such as 2018-19. Left out, all.
        forces: Only these forces, such as kent. Left out, all.
        since: ISO date; pages that the sitemap calls unchanged since then are left out.
        sites: Base addresses to ask instead of the site, BASE or BASE=ORIGINAL.
        delay: Seconds between two requests to one host.
        source: "memento" for the UK Government Web Archive, or a Memento server's base address.
    """
    settings = _settings(raw, None)
    choices: dict[str, Any] = {
        "cycles": cycles or [],
        "forces": forces or [],
        "since": since,
        "sites": sites or [],
        "delay": delay,
        "source": source,
    }
    # A missing contact or a misspelt force is told at once: no retry mends it.
    options_of(settings, **choices)
    summary = fetch_reports(settings, choices)
    create_table_artifact(key="scrape", table=outcome_rows(summary), description="Addresses by outcome")
    lines = outcome_lines(summary)
    create_markdown_artifact(
        key="scrape-notes", markdown="\n".join(f"- {line}" for line in lines) + "\n", description="What a scrape met"
    )
    if not went_well(summary):
        tell_operator(settings, "The scrape was stopped, failed in part or found too little.", lines)
    return went_well(summary)


@flow(name="scrape and refresh", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify], persist_result=False)
def scrape_and_refresh(
    raw: str | None = None,
    processed: str | None = None,
    sites: list[str] | None = None,
    delay: float = DEFAULT_DELAY,
    source: str | None = None,
) -> None:
    """Fetch what is new, then publish the tables; what was fetched is published even if the scrape was stopped.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder of releases. Left out, PEEL_PROCESSED or ./processed.
        sites: Base addresses to ask instead of the site, BASE or BASE=ORIGINAL.
        delay: Seconds between two requests to one host.
        source: "memento" for the UK Government Web Archive, or a Memento server's base address.

    Raises:
        NotPublishedError: a required check failed; the current release is as it was.
    """
    scrape.fn(raw=raw, sites=sites, delay=delay, source=source)
    _require_published(refresh.fn(raw=raw, processed=processed))


@flow(name="verify", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify], persist_result=False)
def verify(raw: str | None = None, processed: str | None = None) -> None:
    """Compare every original and every published table with its hash, and see that scrapes still come to an end.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder of releases. Left out, PEEL_PROCESSED or ./processed.

    Raises:
        NeedsALookError: something is missing or changed, or no scrape succeeded for ``PEEL_SILENT_DAYS``; the
            message says what.
    """
    settings = _settings(raw, processed)
    quiet = silence(RawStore(settings.raw).rounds(), datetime.now(UTC).date(), settings.silent_days)
    # First what is short: a note to the operator is cut.
    wrong = [*([quiet] if quiet else []), *build.verify(settings)]
    if wrong:
        raise NeedsALookError("\n".join(wrong))
    get_run_logger().info("No damage found.")


class NeedsALookError(Exception):
    """Originals or tables are missing or changed, or scrapes have stopped."""


def _show(outcome: Outcome) -> None:
    logger = get_run_logger()
    logger.info("%d of %d documents read, published: %s", outcome.read, outcome.documents, outcome.published)
    if outcome.release is None:
        return
    rows: dict[str, list[dict[str, Any]]] = rows_of_release(outcome.release, ("gradings", "checks", "problems"))
    number = len(rows["gradings"])
    create_table_artifact(
        key="gradings",
        table=gradings_shown(rows),
        description=f"Gradings of release {outcome.release.version}, {number} in all; its table `gradings` has each",
    )
    note = outcome.release.folder / "CHANGES.md"
    create_markdown_artifact(
        key="changes",
        markdown=note.read_text(encoding="utf-8"),
        description=f"What changed with release {outcome.release.version}, "
        + ("which this run published" if outcome.published else "the current one; this run found nothing new"),
    )
    create_markdown_artifact(
        key="checks-and-problems",
        markdown=checks_markdown(rows, outcome.release.version),
        description="Checks and problems of the current release",
    )
