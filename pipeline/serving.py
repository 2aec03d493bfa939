"""The scheduled deployments, served from one process for those without a work pool. ``prefect.yaml`` has the same."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import anyio
from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from pipeline.flows import re_extract, scrape_and_refresh, verify

TIMEZONE = "Europe/London"
TAG = "peel"


_PATIENCE = 10.0
"""Seconds in which the server has to hear that a run was cancelled; it may be what is gone."""


class _Runner(Runner):
    """Ends its runs when it is told to stop, and says so to the server. Prefect's own answer to a SIGTERM makes the
    coroutine that does this and never awaits it (3.8): such a run stayed "Running", and kept the next ones from it."""

    def handle_sigterm(self, *_: object, **__: object) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(lambda: loop.create_task(self._end()))

    async def _end(self) -> None:
        with anyio.move_on_after(_PATIENCE):
            await self.astop()
        sys.exit(0)


def serve_all() -> None:
    """Serve all deployments until the process is told to end; each runs one at a time.

    Raises:
        httpx.HTTPError: the server does not answer, or refuses.
    """
    # Paused, they would end in silence if nobody serves them again; and to pause them waits for a server that is gone.
    runner = _Runner(pause_on_shutdown=False)
    for deployment in deployments():
        runner.add_deployment(deployment)
        print(f"serving {deployment.flow_name}/{deployment.name}", flush=True)
    asyncio.run(runner.start())


def deployments() -> list[RunnerDeployment]:
    """What is served: weekly scrape and refresh, re-extraction by hand, nightly check."""
    return [
        _deployment(
            scrape_and_refresh,
            "weekly",
            "Fetch what is new on the inspectorate's site, then publish the tables.",
            Cron("0 6 * * 1", timezone=TIMEZONE, slug="monday-morning"),
        ),
        _deployment(
            re_extract,
            "by-hand",
            "Read the whole raw store again and publish the tables; set everything to false for what is stale only.",
            None,
            everything=True,
        ),
        _deployment(
            verify,
            "nightly",
            "Compare every original and every published table with its hash; tell if scrapes have stopped.",
            Cron("30 2 * * *", timezone=TIMEZONE, slug="every-night"),
        ),
    ]


def _deployment(
    flow: Flow[..., Any], name: str, description: str, schedule: Schedule | None, **parameters: object
) -> RunnerDeployment:
    made = flow.to_deployment(
        name,
        description=description,
        schedule=schedule,
        parameters=parameters,
        tags=[TAG],
        # Found by name wherever the package is installed, and not copied from a folder before each run.
        entrypoint_type=EntrypointType.MODULE_PATH,
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
    )
    if not isinstance(made, RunnerDeployment):
        raise TypeError("deployments are made by plain code, not inside an event loop")
    return made
