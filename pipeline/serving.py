"""The scheduled deployments, served from one process for those without a work pool."""

from __future__ import annotations

from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule

from pipeline.flows import refresh, scrape_and_refresh, verify

TIMEZONE = "Europe/London"
TAGS = ["peel"]


def serve_all() -> None:
    """Serve all deployments until the process ends; each runs one at a time."""
    serve(
        _deployment(scrape_and_refresh, "weekly", Cron("0 6 * * 1", timezone=TIMEZONE)),
        _deployment(refresh, "by-hand", None),
        _deployment(verify, "nightly", Cron("30 2 * * *", timezone=TIMEZONE)),
    )


def _deployment(flow: Flow[..., Any], name: str, schedule: Schedule | None) -> RunnerDeployment:
    made = flow.to_deployment(name, schedule=schedule, tags=TAGS, concurrency_limit=1)
    if not isinstance(made, RunnerDeployment):
        raise TypeError("serve_all is called from plain code, not from inside an event loop")
    return made
