"""What a Prefect server tells the operator by itself: of runs that do not start, and of runs that are no more.

The hooks of the flows, and the nightly check, need the process that runs them. Where that is gone, only the server is
left to notice. It does so by automations, which stand on its page of that name and can be paused or deleted there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.automations import Automation, ChangeFlowRunState, EventTrigger, Posture, SendNotification
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.schemas.events import ResourceSpecification
from prefect.types import SecretDict

from pipeline.serving import TAG

PATIENCE = timedelta(minutes=10)
"""How long a run may not start, or give no sign of life. A run gives one every three minutes."""

_BLOCK = "peel-operator"
_LOST = "The run gave no sign of life any more: its process was killed, or its machine is gone."
_ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Crashed", "Cancelled", "Cancelling")}


def watch(notify_url: str, patience: timedelta = PATIENCE) -> list[str]:
    """Let the configured server watch the runs of our deployments and post to an address what is wrong.

    Done again, it takes the place of what was there. The server keeps the address as a secret.

    Args:
        notify_url: gets JSON ``{"text": …}``, as from :func:`pipeline.notify.tell_operator`.
        patience: how long a run may not start, or give no sign of life; at least 10 seconds.

    Returns:
        Names of the automations.

    Raises:
        httpx.HTTPError: the server does not answer, or refuses.
    """
    operator = CustomWebhookNotificationBlock(
        name="PEEL operator",
        url="{{address}}",
        json_data={"text": "{{subject}}\n{{body}}"},
        headers=None,
        cookies=None,
        secrets=SecretDict({"address": notify_url}),
    )
    block_id = operator.save(_BLOCK, overwrite=True)
    if not isinstance(block_id, UUID):
        raise TypeError("automations are made by plain code, not inside an event loop")
    automations = [_does_not_start(block_id, patience), _no_sign_of_life(patience), _lost(block_id)]
    for automation in automations:
        _put(automation)
    return [automation.name for automation in automations]


def _does_not_start(block_id: UUID, patience: timedelta) -> Automation:
    return Automation(
        name="PEEL: a run does not start",
        description="Tells the operator. Most likely neither a worker nor peel serve is there to start it.",
        trigger=_each_run(
            after={"prefect.flow-run.Late", "prefect.flow-run.Pending"},
            expect={"prefect.flow-run.Running", *_ENDS},
            posture=Posture.Proactive,
            within=patience,
        ),
        actions=[
            SendNotification(
                block_document_id=block_id,
                subject="{{ flow.name }} did not start",
                body="It was due at {{ flow_run.expected_start_time }}. Is its worker, or peel serve, still there? It "
                "begins once that is started again.",
            )
        ],
    )


def _no_sign_of_life(patience: timedelta) -> Automation:
    return Automation(
        name="PEEL: a run gives no sign of life",
        description="Calls it crashed. Where a last sign came after the run's end, the server refuses.",
        trigger=_each_run(
            # A run may be gone before it gave a first sign.
            after={"prefect.flow-run.Running", "prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *_ENDS},
            posture=Posture.Proactive,
            within=patience,
        ),
        actions=[ChangeFlowRunState(name="Crashed", state=StateType.CRASHED, message=_LOST, force=False)],
    )


def _lost(block_id: UUID) -> Automation:
    """Told of by itself, not where the run is called crashed: there it is not known yet whether the server refuses."""
    return Automation(
        name="PEEL: a run is lost",
        description="Tells the operator of a run that was called crashed since it gave no sign of life.",
        trigger=_each_run(
            expect={"prefect.flow-run.Crashed"},
            match=ResourceSpecification({"prefect.state-message": _LOST}),
            posture=Posture.Reactive,
        ),
        actions=[
            SendNotification(
                block_document_id=block_id,
                subject="{{ flow.name }} ({{ flow_run.name }}) is lost",
                body=f"{_LOST} What was published stays; the next run goes on.",
            )
        ],
    )


def _each_run(**how: Any) -> EventTrigger:
    """A trigger that looks at each run of our deployments by itself."""
    ours = ResourceSpecification({"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{TAG}"})
    return EventTrigger(for_each={"prefect.resource.id"}, match_related=ours, threshold=1, **how)


def _put(automation: Automation) -> None:
    """Make an automation on the server, or put it in the place of the one of that name."""
    with get_client(sync_client=True) as client:
        held = client.read_automations_by_name(automation.name)
    if held:
        automation.id = held[0].id
        automation.update()
    else:
        automation.create()
