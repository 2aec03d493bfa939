"""Areas for improvement, causes of concern with their recommendations, and practice, from their boxes.

To 2018/19 a finding is a list item, or the statement under "Cause of concern". Since 2021/22 it is a headed
statement followed by paragraphs. Source: report pages of those cycles; later layouts from re-published findings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.meaning.deadlines import addressee_in, deadline_of, deadline_text_in
from pipeline.meaning.findings_headings import CONCERNS
from pipeline.meaning.lists import ListItem, ListTree, quote_of
from pipeline.meaning.outline import HEADED_SINCE
from pipeline.meaning.places import Outlined, Role
from pipeline.meaning.sentences import lead_in_of
from pipeline.meaning.wording import is_order, is_recommendation_lead
from pipeline.words.ids import finding_id
from pipeline.words.model import Evidence, Finding, FindingKind, Identity, Reading, Subject

has_letter = re.compile(r"[^\W\d_]").search
"""A number alone, as in the first column of a table of findings, is none."""


@dataclass(slots=True)
class Found:
    """The findings of a document, and for its passages which finding and kind each belongs to."""

    findings: list[Finding] = field(default_factory=list)
    finding_of: dict[int, str] = field(default_factory=dict)
    kind_of: dict[int, FindingKind] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    """One finding while it is put together: its statement, then what belongs to it."""

    kind: FindingKind
    statement: str
    passages: list[int]
    more: list[str]
    reading: Reading
    rule: str
    quote: str
    lead_in: str | None = None
    answers: _Part | None = None
    finding_id: str | None = None


def findings_in(outlined: list[Outlined], tree: ListTree, subject_of: dict[int, Subject], identity: Identity) -> Found:
    """The findings of a document in reading order.

    A finding printed twice is one with two pieces of evidence. Each passage of a box belongs to the finding
    that it states or explains.
    """
    found = Found()
    printed: dict[str, list[_Part]] = {}
    inside = [place for place in outlined if place.block is not None and place.role is not Role.FURNITURE]
    for _, block in groupby(inside, key=lambda place: place.block_number):
        for part in list(_parts(list(block), tree, headed=identity.cycle_id in HEADED_SINCE)):
            parent = part.answers.finding_id if part.answers else None
            part.finding_id = finding_id(subject_of[part.passages[0]], part.kind, part.statement, parent)
            printed.setdefault(part.finding_id, []).append(part)
            for passage in part.passages:
                found.finding_of[passage] = part.finding_id
                found.kind_of[passage] = part.kind
    ordinals: Counter[tuple[Subject, FindingKind]] = Counter()
    for own_id, parts in printed.items():
        key = (subject_of[parts[0].passages[0]], parts[0].kind)
        ordinals[key] += 1
        found.findings.append(_finding(own_id, parts, key[0], ordinals[key], identity))
    return found


def _finding(own_id: str, parts: list[_Part], subject: Subject, ordinal: int, identity: Identity) -> Finding:
    """The finding that one or several places print."""
    part = parts[0]
    full_text = " ".join(text for text in (part.lead_in, part.statement, *part.more) if text)
    own = " ".join(text for text in (part.lead_in, part.statement) if text)
    deadline_text = deadline_text_in(own)
    return Finding(
        finding_id=own_id,
        subject=subject,
        kind=part.kind,
        ordinal=ordinal,
        text=part.statement,
        full_text=full_text,
        evidence=tuple(Evidence(same.reading, same.passages[0], same.quote, same.rule) for same in parts),
        parent_finding_id=part.answers.finding_id if part.answers else None,
        addressee=addressee_in(part.statement) or (addressee_in(part.lead_in) if part.lead_in else None),
        deadline_text=deadline_text,
        deadline=deadline_of(deadline_text, identity.published) if deadline_text else None,
    )


def _parts(block: list[Outlined], tree: ListTree, *, headed: bool) -> Iterator[_Part]:
    kind = block[0].block
    if kind in CONCERNS:
        yield from _concern(block, tree)
    elif any(place.role is Role.STATEMENT for place in block):
        yield from _headed(block, tree)
    elif headed and _paragraphs(block):
        yield from _stated(block, tree)
    else:
        yield from _listed(block, tree)


def _paragraphs(block: list[Outlined]) -> list[Outlined]:
    return [place for place in block if place.role is Role.BODY]


def _top_items(block: list[Outlined], tree: ListTree) -> list[ListItem]:
    items = (tree.by_passage.get(place.passage.ordinal) for place in block)
    return [item for item in items if item is not None and item.depth == 0]


def _listed(block: list[Outlined], tree: ListTree) -> Iterator[_Part]:
    """Each top item of a list is a finding; so is a paragraph that introduces none."""
    items = {item.passage: item for item in _top_items(block, tree)}
    for place in block:
        if place.passage.ordinal in items:
            yield _item_part(items[place.passage.ordinal], tree, _kind(place))
        elif place.role is Role.BODY and not lead_in_of(place.passage.text) and has_letter(place.passage.text):
            yield _paragraph_part(place, _kind(place))


def _headed(block: list[Outlined], tree: ListTree) -> Iterator[_Part]:
    """Each headed statement is a finding; the paragraphs and lists under it explain it."""
    part: _Part | None = None
    before: list[Outlined] = []
    for place in block:
        if place.role is Role.STATEMENT:
            if part is not None:
                yield part
            part = _paragraph_part(place, _kind(place), "headed statement in a findings box")
        elif part is None:
            before.append(place)
        else:
            _explain(part, place)
    if part is not None:
        yield part
    yield from _listed([place for place in before if place.role is not Role.FINDINGS], tree)


def _stated(block: list[Outlined], tree: ListTree) -> Iterator[_Part]:
    """The first paragraph is the finding, the rest explains it."""
    part: _Part | None = None
    for place in block:
        if place.role is Role.BODY and part is None:
            part = _paragraph_part(place, _kind(place), "first paragraph of a findings box")
        elif part is not None:
            _explain(part, place)
    if part is not None:
        yield part


def _concern(block: list[Outlined], tree: ListTree) -> Iterator[_Part]:
    """A concern, then its recommendations: items of the lists that say what must be done."""
    kind = _kind(block[0])
    items = {item.passage: item for item in _top_items(block, tree)}
    parts: list[_Part] = []
    concern: _Part | None = None
    taken: set[int] = set()
    for place in block:
        item = items.get(place.passage.ordinal)
        part: _Part | None = None
        if place.role is Role.STATEMENT or (place.role is Role.BODY and concern is None and not _recommends(place)):
            part = concern = _paragraph_part(place, kind)
        elif item is not None and concern is None and not _recommends(place) and not item.lead_in:
            part = concern = _item_part(item, tree, kind)
        elif item is not None and (_recommends(place) or _orders(item)):
            part = _item_part(item, tree, FindingKind.RECOMMENDATION)
            part.answers = concern
        elif place.role is Role.BODY and _recommends(place) and not lead_in_of(place.passage.text):
            part = _paragraph_part(place, FindingKind.RECOMMENDATION)
            part.answers = concern
        elif concern is not None and place.passage.ordinal not in taken and not _introduces(place):
            _explain(concern, place)
        if part is not None:
            parts.append(part)
            taken.update(part.passages)
    yield from parts


def _recommends(place: Outlined) -> bool:
    return place.block is FindingKind.RECOMMENDATION


def _orders(item: ListItem) -> bool:
    """Whether an item under a concern says what must be done: by its lead-in, or by itself where it has none."""
    return is_recommendation_lead(item.lead_in) if item.lead_in else is_order(item.text)


def _introduces(place: Outlined) -> bool:
    return place.role is Role.BODY and is_recommendation_lead(place.passage.text)


def _item_part(item: ListItem, tree: ListTree, kind: FindingKind) -> _Part:
    below = tree.below(item.passage)
    return _Part(
        kind=kind,
        statement=item.text,
        passages=[*item.passages, *(ordinal for child in below for ordinal in child.passages)],
        more=[child.text for child in below],
        reading=Reading.LIST,
        rule=f"top list item under the heading of a findings box ({kind})",
        quote=quote_of(item.outlined.passage),
        lead_in=item.lead_in,
    )


def _paragraph_part(
    place: Outlined, kind: FindingKind, rule: str = "paragraph under the heading of a findings box"
) -> _Part:
    return _Part(
        kind=kind,
        statement=place.passage.text,
        passages=[place.passage.ordinal],
        more=[],
        reading=Reading.SENTENCE,
        rule=f"{rule} ({kind})",
        quote=place.passage.text,
    )


def _explain(part: _Part, place: Outlined) -> None:
    if place.role in {Role.BODY, Role.ITEM, Role.CELL}:
        part.passages.append(place.passage.ordinal)
        part.more.append(place.passage.text)


def _kind(place: Outlined) -> FindingKind:
    if place.block is None:
        raise AssertionError("called for a passage in a findings box")
    return place.block
