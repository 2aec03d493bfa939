"""The headings that announce findings."""

from __future__ import annotations

import re

from pipeline.words.blocks import plain
from pipeline.words.model import FindingKind

FINDINGS_HEADINGS = {
    "area for improvement": FindingKind.AREA_FOR_IMPROVEMENT,
    "areas for improvement": FindingKind.AREA_FOR_IMPROVEMENT,
    "cause of concern": FindingKind.CAUSE_OF_CONCERN,
    "causes of concern": FindingKind.CAUSE_OF_CONCERN,
    "accelerated cause of concern": FindingKind.CAUSE_OF_CONCERN,
    "accelerated causes of concern": FindingKind.CAUSE_OF_CONCERN,
    "area of concern": FindingKind.AREA_OF_CONCERN,
    "areas of concern": FindingKind.AREA_OF_CONCERN,
    "recommendation": FindingKind.RECOMMENDATION,
    "recommendations": FindingKind.RECOMMENDATION,
    "innovative practice": FindingKind.PRACTICE,
    "promising practice": FindingKind.PRACTICE,
    "notable practice": FindingKind.PRACTICE,
    "effective practice": FindingKind.PRACTICE,
    "innovative and promising practice": FindingKind.PRACTICE,
    "maes iw wella": FindingKind.AREA_FOR_IMPROVEMENT,
    "meysydd iw gwella": FindingKind.AREA_FOR_IMPROVEMENT,
    "achos pryder": FindingKind.CAUSE_OF_CONCERN,
    "achosion pryder": FindingKind.CAUSE_OF_CONCERN,
    "argymhelliad": FindingKind.RECOMMENDATION,
    "argymhellion": FindingKind.RECOMMENDATION,
}
"""Headings of findings boxes, in the plain form.

Source: report pages of 2016 to 2023–25, plural forms of Welsh editions; practice headings and singular forms recalled.
"""

_NUMBER = re.compile(r" \d{1,2}$")

CONCERNS = {FindingKind.CAUSE_OF_CONCERN, FindingKind.AREA_OF_CONCERN}
"""Findings that recommendations answer."""


def findings_heading(text: str) -> FindingKind | None:
    """The kind of findings that a heading announces, alone, numbered, or before a colon and a matter; else None."""
    if len(text) > 120:
        return None
    key = plain(text)
    kind = FINDINGS_HEADINGS.get(_NUMBER.sub("", key) if key[-1:].isdigit() else key)
    if kind is None and ":" in text:
        kind = FINDINGS_HEADINGS.get(plain(text.split(":", 1)[0]))
        if kind is not None and text.split(":", 1)[1].strip().endswith("."):
            return None
    return kind
