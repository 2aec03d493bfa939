"""The Prefect flows: thin wrappers that show and schedule the plain functions of ``build.py`` and ``scrape.py``.

Tasks pass the plan of the run, ids and paths, never rows; what is stale is decided by our own stored results, not by
Prefect's cache. The plan is made once and handed on quoted: Prefect would else look through it for each task.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.utilities.annotations import quote

from pipeline import build
from pipeline.build import Outcome, Plan
from pipeline.capture.fetch import DEFAULT_DELAY
from pipeline.capture.scrape import ScrapeSummary
from pipeline.capture.scrape import scrape as run_scrape
from pipeline.capture.store import RawStore
from pipeline.notify import notify, tell_operator
from pipeline.product.publish import rows_of_release
from pipeline.product.summary import checks_markdown, gradings_rows
from pipeline.progress import tell
from pipeline.scraping import options_of, outcome_lines, outcome_rows, went_well
from pipeline.settings import Settings

_BATCHES = 20
"""At most so many tasks read documents in one run: each task costs Prefect some milliseconds."""


def _settings(raw: str | None, processed: str | None) -> Settings:
    return Settings.chosen(Path(raw) if raw else None, Path(processed) if processed else None)


def run_name() -> str:
    """Name of a run: its flow and the minute it was to start, UTC."""
    return f"{flow_run.flow_name} {flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


@task(name="find stale documents", cache_policy=NO_CACHE)
def find_stale(raw: str, processed: str, everything: bool) -> Plan:
    return build.plan(_settings(raw, processed), everything=everything)


@task(name="read and interpret", cache_policy=NO_CACHE)
def extract_batch(raw: str, processed: str, planned: Plan, document_ids: list[str]) -> int:
    return sum(1 for _ in build.extract(_settings(raw, processed), planned, document_ids))


@task(name="check and publish", cache_policy=NO_CACHE)
def publish_release(raw: str, processed: str, planned: Plan) -> Outcome:
    return build.finish(_settings(raw, processed), planned)


@flow(name="refresh", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify])
def refresh(raw: str | None = None, processed: str | None = None, everything: bool = False) -> Outcome:
    """Read what is new in the raw store and publish the tables.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder that releases are published to. Left out, PEEL_PROCESSED or ./processed.
        everything: Read and interpret all documents again, not only those whose ingredients changed.
    """
    settings = _settings(raw, processed)
    folders = (str(settings.raw), str(settings.processed))
    with build.only_run(settings):
        planned = find_stale(*folders, everything)
        handed_on = cast(Plan, quote(planned))
        tell("reading", 0, len(planned.stale))
        done = 0
        for batch in _batches(planned.stale):
            done += extract_batch(*folders, handed_on, batch)
            tell("reading", done, len(planned.stale))
        outcome = publish_release(*folders, handed_on)
    _show(outcome)
    if outcome.exit_code:
        tell_operator(settings, "The run ended with errors among the problems, or a failed check.", _words(outcome))
    return outcome


def _words(outcome: Outcome) -> list[str]:
    counts = [f"{number} {severity}" for severity, number in sorted(outcome.severities.items())]
    return [*counts, *(f"failed check {check.check_id}: {check.scope}" for check in outcome.failed)]


@task(name="fetch from the site", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[600, 3600])
def fetch_reports(raw: str, choices: dict[str, Any]) -> ScrapeSummary:
    settings = _settings(raw, None)
    return run_scrape(RawStore(settings.raw), options_of(settings, **choices))


@flow(name="scrape", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify])
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
    choices = {
        "cycles": cycles or [],
        "forces": forces or [],
        "since": since,
        "sites": sites or [],
        "delay": delay,
        "source": source,
    }
    summary = fetch_reports(str(settings.raw), choices)
    create_table_artifact(key="scrape", table=outcome_rows(summary), description="Addresses by outcome")
    lines = outcome_lines(summary)
    create_markdown_artifact(key="scrape-notes", markdown="\n".join(f"- {line}" for line in lines) + "\n")
    if not went_well(summary):
        tell_operator(settings, "The scrape was stopped, failed in part or found too little.", lines)
    return went_well(summary)


@flow(name="scrape and refresh", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify])
def scrape_and_refresh(raw: str | None = None, processed: str | None = None, delay: float = DEFAULT_DELAY) -> None:
    """Fetch what is new, then publish the tables; what was fetched is published even if the scrape was stopped.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder of releases. Left out, PEEL_PROCESSED or ./processed.
        delay: Seconds between two requests to one host.
    """
    scrape(raw=raw, delay=delay)
    refresh(raw=raw, processed=processed)


@flow(name="verify", flow_run_name=run_name, on_failure=[notify], on_crashed=[notify])
def verify(raw: str | None = None, processed: str | None = None) -> None:
    """Compare every original and every published table with its hash; fails if one is missing or changed.

    Args:
        raw: Folder of the raw store. Left out, PEEL_RAW or ./raw.
        processed: Folder of releases. Left out, PEEL_PROCESSED or ./processed.

    Raises:
        DamageFoundError: something is missing or changed; the message says what.
    """
    settings = _settings(raw, processed)
    damage = build.verify(settings)
    if damage:
        raise DamageFoundError("\n".join(damage))
    get_run_logger().info("No damage found.")


class DamageFoundError(Exception):
    """Originals or tables are missing or changed."""


def _batches(document_ids: tuple[str, ...]) -> list[list[str]]:
    size = max(1, -(-len(document_ids) // _BATCHES))
    return [[*document_ids[start : start + size]] for start in range(0, len(document_ids), size)]


def _show(outcome: Outcome) -> None:
    logger = get_run_logger()
    logger.info("%d of %d documents read, published: %s", outcome.read, outcome.documents, outcome.published)
    if outcome.release is None:
        return
    rows: dict[str, list[dict[str, Any]]] = rows_of_release(outcome.release, ("gradings", "checks", "problems"))
    create_table_artifact(key="gradings", table=gradings_rows(rows), description="Gradings of the current release")
    note = outcome.release.folder / "CHANGES.md"
    create_markdown_artifact(
        key="changes", markdown=note.read_text(encoding="utf-8"), description="What changed with the current release"
    )
    create_markdown_artifact(
        key="checks-and-problems",
        markdown=checks_markdown(rows, outcome.release.version),
        description="Checks and problems of the current release",
    )
