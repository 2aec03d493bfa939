"""The deployments, without a server: what prefect.yaml says exists, and ``peel serve`` serves the same."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.utilities.callables import parameter_schema

from pipeline import flows
from pipeline.serving import deployments

ROOT = Path(__file__).parents[2]
DECLARED: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS: list[dict[str, Any]] = DECLARED["deployments"]
FLOWS = [flows.refresh, flows.re_extract, flows.scrape, flows.scrape_and_refresh, flows.verify]
KNOWN = {
    "name", "description", "entrypoint", "parameters", "tags", "work_pool", "concurrency_limit", "schedules",
}  # fmt: skip
SCHEDULE = {"cron", "timezone", "slug", "active", "parameters"}


def flow_of(entrypoint: str) -> Flow[..., Any]:
    path, _, name = entrypoint.partition(":")
    assert (ROOT / path).is_file()
    found = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
    assert isinstance(found, Flow)
    return found


def names(declared: dict[str, Any]) -> str:
    return str(declared["name"])


@pytest.mark.parametrize("declared", DEPLOYMENTS, ids=names)
def test_each_entry_has_only_keys_that_prefect_knows(declared: dict[str, Any]) -> None:
    # Prefect ignores an unknown key in silence, and with one in a schedule it skips all deployments.
    assert set(declared) <= KNOWN
    assert declared["description"]
    for schedule in declared.get("schedules", []):
        assert set(schedule) <= SCHEDULE


@pytest.mark.parametrize("declared", DEPLOYMENTS, ids=names)
def test_each_entrypoint_is_a_flow_with_those_parameters(declared: dict[str, Any]) -> None:
    flow = flow_of(declared["entrypoint"])
    flow.validate_parameters(declared.get("parameters", {}))
    for schedule in declared.get("schedules", []):
        flow.validate_parameters(schedule.get("parameters", {}))


@pytest.mark.parametrize("declared", DEPLOYMENTS, ids=names)
def test_each_schedule_has_a_time_zone_and_a_next_day(declared: dict[str, Any]) -> None:
    for schedule in declared.get("schedules", []):
        assert ZoneInfo(schedule["timezone"])
        CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])


@pytest.mark.parametrize("declared", DEPLOYMENTS, ids=names)
def test_each_runs_alone_in_our_pool(declared: dict[str, Any]) -> None:
    assert declared["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert declared["work_pool"] == {"name": "peel"}
    assert declared["tags"] == ["peel"]


def test_serve_has_the_same_deployments() -> None:
    served = {made.name: made for made in deployments()}
    assert set(served) == {declared["name"] for declared in DEPLOYMENTS}
    for declared in DEPLOYMENTS:
        made = served[declared["name"]]
        assert made.flow_name == flow_of(declared["entrypoint"]).name
        assert made.description == declared["description"]
        assert made.parameters == declared.get("parameters", {})
        assert made.tags == declared["tags"]
        assert made.concurrency_limit == declared["concurrency_limit"]["limit"]
        assert made.concurrency_options is not None
        assert made.concurrency_options.collision_strategy.value == declared["concurrency_limit"]["collision_strategy"]
        planned = [(s.schedule.cron, s.schedule.timezone, s.slug) for s in made.schedules or ()]  # type: ignore[union-attr]
        assert planned == [(s["cron"], s["timezone"], s["slug"]) for s in declared.get("schedules", [])]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_parameter_is_described_for_the_form(flow: Flow[..., Any]) -> None:
    schema = parameter_schema(flow)
    assert schema.properties
    for name, described in schema.properties.items():
        assert described.get("description"), name


def test_only_fetching_is_retried() -> None:
    retried = {name for name in dir(flows) if getattr(getattr(flows, name), "retries", None)}
    assert retried == {"fetch_reports"}
    assert not any(flow.retries for flow in FLOWS)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_flow_tells_when_it_fails(flow: Flow[..., Any]) -> None:
    hooks = [*(flow.on_failure_hooks or ()), *(flow.on_crashed_hooks or ())]
    assert [hook.__name__ for hook in hooks] == ["notify", "notify"]
