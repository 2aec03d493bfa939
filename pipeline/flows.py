"""The Prefect flows: thin wrappers that show and schedule the plain run of ``build.py``.

Tasks pass ids and paths, never rows; what is stale is decided by our own stored results, not by Prefect's cache.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from pipeline import build
from pipeline.build import Outcome
from pipeline.progress import tell
from pipeline.publish import rows_of_release
from pipeline.settings import Settings
from pipeline.summary import checks_markdown, gradings_rows

_BATCHES = 20
"""At most so many tasks read documents in one run: each task costs Prefect some milliseconds."""


def _settings(raw: str | None, processed: str | None) -> Settings:
    return Settings.chosen(Path(raw) if raw else None, Path(processed) if processed else None)


@task(name="find stale documents", cache_policy=NO_CACHE)
def find_stale(raw: str, processed: str, everything: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    planned = build.plan(_settings(raw, processed), everything=everything)
    return planned.to_read, planned.to_interpret


@task(name="read and interpret", cache_policy=NO_CACHE)
def extract_batch(raw: str, processed: str, document_ids: list[str], everything: bool) -> int:
    settings = _settings(raw, processed)
    planned = build.plan(settings, everything=everything)
    return sum(1 for _ in build.extract(settings, planned, document_ids))


@task(name="check and publish", cache_policy=NO_CACHE)
def publish_release(raw: str, processed: str) -> Outcome:
    settings = _settings(raw, processed)
    return build.finish(settings, build.plan(settings))


@flow(name="refresh", flow_run_name="refresh {processed}", validate_parameters=True)
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
        to_read, to_interpret = find_stale(*folders, everything)
        stale = sorted({*to_read, *to_interpret})
        tell("reading", 0, len(stale))
        done = 0
        for batch in _batches(stale):
            done += extract_batch(*folders, batch, everything)
            tell("reading", done, len(stale))
        outcome = replace(publish_release(*folders), read=len(to_read), interpreted=len(to_interpret))
    _show(outcome)
    return outcome


def _batches(document_ids: list[str]) -> list[list[str]]:
    size = max(1, -(-len(document_ids) // _BATCHES))
    return [document_ids[start : start + size] for start in range(0, len(document_ids), size)]


def _show(outcome: Outcome) -> None:
    logger = get_run_logger()
    logger.info("%d of %d documents read, published: %s", outcome.read, outcome.documents, outcome.published)
    if outcome.release is None:
        return
    rows: dict[str, list[dict[str, Any]]] = rows_of_release(outcome.release)
    create_table_artifact(key="gradings", table=gradings_rows(rows), description="Gradings of the current release")
    create_markdown_artifact(
        key="checks-and-problems",
        markdown=checks_markdown(rows, outcome.release.version),
        description="Checks and problems of the current release",
    )
