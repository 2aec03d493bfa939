"""Tell an operator that a run needs a look: by Prefect's log, and by a web address if one is set."""

from __future__ import annotations

import logging
from typing import Any

import httpx

from pipeline.settings import Settings

logger = logging.getLogger(__name__)


def tell_operator(settings: Settings, subject: str, lines: list[str]) -> None:
    """Log the message and, where ``PEEL_NOTIFY_URL`` is set, post it there as JSON ``{"text": …}``.

    That form is what chat webhooks take. A message that cannot be posted is logged, never raised: the run it tells
    of is over.
    """
    text = "\n".join((subject, *lines[:20]))
    logger.warning(text)
    if settings.notify_url is None:
        return
    try:
        httpx.post(settings.notify_url, json={"text": text}, timeout=30).raise_for_status()
    except httpx.HTTPError as error:
        logger.warning("The note could not be posted to PEEL_NOTIFY_URL: %s", error)


def notify(flow: Any, flow_run: Any, state: Any) -> None:
    """Hook of the flows for a run that failed or crashed."""
    tell_operator(
        Settings.chosen(None, None), f"{flow.name} ({flow_run.name}) ended as {state.name}", [str(state.message or "")]
    )
