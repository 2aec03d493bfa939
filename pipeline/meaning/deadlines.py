"""Who has to act, and by when, as a finding says it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
} | {"eighteen": 18}

_WITHIN = re.compile(
    rf"\b[Ww]ithin (?:the next )?(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)}) (?P<unit>day|week|month|year)s?\b"
)
_BY = re.compile(rf"\b[Bb]y (?:the end of )?(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)}) (?P<year>20\d\d)\b")
_AT_ONCE = re.compile(r"\b(?:[Ii]mmediately|with immediate effect)\b")
_ADDRESSEE = re.compile(
    r"^(?:(?:Within|By|With) [^,.]{3,40}?,? )?"
    r"(?P<who>[Tt]he (?:force|constabulary|chief constable)|[Aa]ll forces"
    r"|(?:[A-Z][\w’'-]+ (?:and )?)+(?:Police|Constabulary)(?: Service)?)"
    r"\b(?= (?:should|must|needs? to|has to|doesn|isn|does not|is not)|,)"
)


def addressee_in(text: str) -> str | None:
    """Who the text tells to act, as printed: "The force", "All forces"; None if it does not begin with that."""
    match = _ADDRESSEE.match(text)
    return match["who"] if match else None


def deadline_text_in(text: str) -> str | None:
    """The time that the text allows, as printed: "within three months", "by 31 March 2024", "immediately"."""
    for pattern, word in ((_BY, "20"), (_WITHIN, "ithin "), (_AT_ONCE, "mmediate")):
        # The word first: it is found far faster than the pattern, and hardly any text has it.
        match = pattern.search(text) if word in text else None
        if match:
            return match[0]
    return None


def deadline_of(deadline_text: str, published: date | None) -> date | None:
    """The deadline as a date.

    A date in the text stands for itself, a month for its last day. A span counts from the date of publication;
    without that date there is none: the page's own date can lie weeks before it.
    """
    match = _BY.search(deadline_text)
    if match:
        year, month = int(match["year"]), _MONTHS.index(match["month"]) + 1
        last = monthrange(year, month)[1]
        day = int(match["day"]) if match["day"] else last
        return date(year, month, day) if day <= last else None
    if published is None:
        return None
    match = _WITHIN.search(deadline_text)
    if match:
        number = _NUMBERS.get(match["number"]) or int(match["number"])
        return _later(published, number, match["unit"])
    return published if _AT_ONCE.search(deadline_text) else None


def _later(start: date, number: int, unit: str) -> date:
    if unit in {"day", "week"}:
        return start + timedelta(days=number * (7 if unit == "week" else 1))
    months = start.month - 1 + number * (12 if unit == "year" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
