"""Every list of a report: its items as trees, each list with the sentence that introduces it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.meaning.places import Outlined, Role
from pipeline.meaning.sentences import lead_in_of
from pipeline.words.ids import BulletIds
from pipeline.words.model import NARRATIVE, Bullet, Evidence, Passage, PassageKind, Reading, Subject


class ListItem(NamedTuple):
    """An item in its list. ``text`` is all its own words, those after a nested list included."""

    outlined: Outlined
    text: str
    list_number: int
    lead_in: str | None
    parent: int | None
    depth: int
    ordinal: int
    path: str
    passages: tuple[int, ...]

    @property
    def passage(self) -> int:
        return self.outlined.passage.ordinal


@dataclass(frozen=True, slots=True)
class ListTree:
    """All items of a document in reading order, by passage, and those directly under each."""

    items: tuple[ListItem, ...]
    by_passage: dict[int, ListItem]
    children: dict[int, list[ListItem]]

    def below(self, passage: int) -> list[ListItem]:
        """The items nested under an item, at any depth, in reading order."""
        found: list[ListItem] = []
        waiting = [passage]
        while waiting:
            children = self.children.get(waiting.pop(), [])
            found += children
            waiting += [child.passage for child in children]
        return sorted(found, key=lambda item: item.passage)


def lists_in(outlined: list[Outlined]) -> ListTree:
    """The list items of the report's text. Lists of the site's frame (menus) are no lists of the report."""
    going_on = _going_on(outlined)
    items: list[ListItem] = []
    known: dict[int, ListItem] = {}
    children: dict[int, list[ListItem]] = {}
    lists: dict[int | None, tuple[int, str | None]] = {}
    siblings: dict[tuple[int, int | None], int] = {}
    item_role, item_kind = Role.ITEM, PassageKind.LIST_ITEM
    for index, place in enumerate(outlined):
        passage = place.passage
        if place.role is not item_role or passage.kind is not item_kind:
            continue
        if passage.list_number not in lists:
            lists[passage.list_number] = (len(lists) + 1, _lead_in(outlined, index))
        number, lead_in = lists[passage.list_number]
        parent = known.get(passage.parent) if passage.parent is not None else None
        above = passage.parent if parent else None
        ordinal = siblings.get((number, above), 0) + 1
        siblings[number, above] = ordinal
        text = passage.text
        passages: tuple[int, ...] = (passage.ordinal,)
        if passage.ordinal in going_on:
            more = going_on[passage.ordinal]
            text, passages = " ".join([text, *(p.text for p in more)]), (*passages, *(p.ordinal for p in more))
        depth, path = (parent.depth + 1, f"{parent.path}.{ordinal}") if parent else (0, str(ordinal))
        # By position: by name it takes twice as long, and there are hundreds.
        item = ListItem(place, text, number, lead_in, above, depth, ordinal, path, passages)
        items.append(item)
        known[passage.ordinal] = item
        if above is not None:
            children.setdefault(above, []).append(item)
    return ListTree(tuple(items), known, children)


def _going_on(outlined: list[Outlined]) -> dict[int, list[Passage]]:
    """The passages that go on with an item, by the item."""
    found: dict[int, list[Passage]] = {}
    for passage in [place.passage for place in outlined if place.passage.continues is not None]:
        found.setdefault(passage.continues or 0, []).append(passage)
    return found


def _lead_in(outlined: list[Outlined], index: int) -> str | None:
    """The sentence directly before a list's first item that ends in a colon; page furniture does not part them."""
    for before in range(index - 1, -1, -1):
        place = outlined[before]
        if place.role is Role.FURNITURE or not place.passage.text:
            continue
        if place.role in {Role.BODY, Role.HEADING, Role.STATEMENT, Role.FINDINGS}:
            return lead_in_of(place.passage.text)
        return None
    return None


def bullets_in(
    tree: ListTree, subject_of: dict[int, Subject], kinds: dict[int, str], finding_ids: dict[int, str]
) -> list[Bullet]:
    """The bullets of a document in reading order.

    Args:
        tree: its lists.
        subject_of: force, cycle, pillar and question by passage ordinal of the item.
        kinds: kind of finding by passage ordinal; an item that is missing is narrative.
        finding_ids: the finding that an item is or belongs to, by passage ordinal.
    """
    bullets: dict[int, Bullet] = {}
    ids: dict[tuple[str | None, ...], BulletIds] = {}
    by_list = Reading.LIST
    for place, words, number, lead_in, above, depth, ordinal, path, _ in tree.items:
        passage = place.passage.ordinal
        subject = subject_of[passage]
        section = place.heading
        parent = bullets.get(above) if above is not None else None
        parent_id = parent.bullet_id if parent else None
        own_section = section if subject.pillar is None and subject.question_id is None else None
        key = (subject.pillar, subject.question_id, own_section)
        if key not in ids:
            ids[key] = BulletIds(subject, own_section)
        before = parent.full_text if parent else lead_in
        bullets[passage] = Bullet(
            ids[key].next(parent_id, words),
            subject,
            section,
            kinds.get(passage, NARRATIVE),
            finding_ids.get(passage),
            lead_in,
            number,
            parent_id,
            depth,
            ordinal,
            path,
            words,
            f"{before} {words}" if before else words,
            Evidence(by_list, passage, quote_of(place.passage), "list item"),
        )
    return list(bullets.values())


def quote_of(passage: Passage) -> str:
    """The words of a passage as they are quoted: with the marker that stands before them."""
    return f"{passage.marker} {passage.text}" if passage.marker else passage.text
