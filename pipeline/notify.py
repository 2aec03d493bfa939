"""Tell an operator that a run needs a look: by Prefect's log, and by a web address if one is set."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

import httpx

from pipeline.capture.ledger import Round
from pipeline.settings import Settings

logger = logging.getLogger(__name__)

_LINES = 20
_WIDTH = 500
"""A chat takes no more than some thousand characters: a note of more lines, or longer ones, is cut."""


def tell_operator(settings: Settings, subject: str, lines: list[str]) -> None:
    """Log the message and, where ``PEEL_NOTIFY_URL`` is set, post it there as JSON ``{"text": …}``.

    That form is what chat webhooks take. A message that cannot be posted is logged, never raised: the run it tells
    of is over.
    """
    text = "\n".join((subject, *_cut("\n".join(lines).splitlines())))
    logger.warning(text)
    if settings.notify_url is None:
        return
    try:
        httpx.post(settings.notify_url, json={"text": text}, timeout=30).raise_for_status()
    except httpx.HTTPError as error:
        logger.warning("The note could not be posted to PEEL_NOTIFY_URL: %s", error)


def _cut(lines: list[str]) -> list[str]:
    """The first lines, and how many there are more; a line that comes again, as of many like damages, is said once."""
    different = list(dict.fromkeys(lines))
    shown = [line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…" for line in different[:_LINES]]
    more = len(different) - len(shown)
    return [*shown, f"and {more} more lines; the page of the run has them all"] if more else shown


def notify(flow: Any, flow_run: Any, state: Any) -> None:
    """Hook of the flows for a run that failed or crashed."""
    tell_operator(
        Settings.chosen(None, None), f"{flow.name} ({flow_run.name}) ended as {state.name}", [str(state.message or "")]
    )


def silence(rounds: Iterable[Round], today: date, days: int) -> str | None:
    """What to tell of scrapes that stopped coming to an end, None if all is well.

    A schedule that does nothing raises no error, and a scrape that was killed cannot tell; the ledger shows both.
    Scrapes of single forces or cycles do not count. A store that was never scraped is filled by hand.

    Args:
        rounds: the scrapes of the ledger.
        today: the day to judge by.
        days: how long ago the last good scrape may have begun; 0 never tells.
    """
    whole = [past for past in rounds if _is_whole(past)]
    if not whole or not days:
        return None
    good = [past.began_at.date() for past in whole if past.ended]
    last = max(good, default=None)
    since = last or min(past.began_at.date() for past in whole)
    if (today - since).days <= days:
        return None
    said = (
        f"The last scrape that came to its end began on {last}" if last else f"No scrape since {since} came to its end"
    )
    return f"{said}, more than {days} days ago. Look at the runs of the weekly deployment, then run peel scrape."


def _is_whole(past: Round) -> bool:
    try:
        scope = json.loads(past.scope)
        return not (scope["cycles"] or scope["forces"])
    except (ValueError, KeyError, TypeError):
        return False
