"""Every list of a report: its items as trees, each list with the sentence that introduces it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.meaning.places import Outlined, Role
from pipeline.meaning.sentences import lead_in_of
from pipeline.words.blocks import plain
from pipeline.words.ids import bullet_id
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
    own_words = _own_words(outlined)
    items: list[ListItem] = []
    known: dict[int, ListItem] = {}
    children: dict[int, list[ListItem]] = {}
    numbers: dict[int | None, int] = {}
    lead_ins: dict[int, str | None] = {}
    siblings: dict[tuple[int, int | None], int] = {}
    item_role, item_kind = Role.ITEM, PassageKind.LIST_ITEM
    for index, place in enumerate(outlined):
        passage = place.passage
        if place.role is not item_role or passage.kind is not item_kind:
            continue
        if passage.list_number not in numbers:
            numbers[passage.list_number] = len(numbers) + 1
            lead_ins[numbers[passage.list_number]] = _lead_in(outlined, index)
        number = numbers[passage.list_number]
        parent = known.get(passage.parent) if passage.parent is not None else None
        above = parent.passage if parent else None
        ordinal = siblings.get((number, above), 0) + 1
        siblings[number, above] = ordinal
        texts, passages = own_words[passage.ordinal]
        depth, path = (parent.depth + 1, f"{parent.path}.{ordinal}") if parent else (0, str(ordinal))
        # By position: by name it takes twice as long, and there are hundreds.
        item = ListItem(place, " ".join(texts), number, lead_ins[number], above, depth, ordinal, path, tuple(passages))
        items.append(item)
        known[passage.ordinal] = item
        if parent:
            children.setdefault(parent.passage, []).append(item)
    return ListTree(tuple(items), known, children)


def _own_words(outlined: list[Outlined]) -> dict[int, tuple[list[str], list[int]]]:
    words: dict[int, tuple[list[str], list[int]]] = {}
    item_kind = PassageKind.LIST_ITEM
    for place in outlined:
        passage = place.passage
        owner = passage.continues
        if owner is None:
            if passage.kind is not item_kind:
                continue
            owner = passage.ordinal
        texts, passages = words.setdefault(owner, ([], []))
        texts.append(passage.text)
        passages.append(passage.ordinal)
    return words


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
    seen: dict[tuple[str | None, ...], int] = {}
    by_list = Reading.LIST
    for item in tree.items:
        passage, words = item.passage, item.text
        subject = subject_of[passage]
        section = item.outlined.heading
        parent = bullets.get(item.parent) if item.parent is not None else None
        parent_id = parent.bullet_id if parent else None
        own_section = section if subject.pillar is None and subject.question_id is None else None
        key = (subject.pillar, subject.question_id, own_section, parent_id, plain(words))
        repeat = seen.get(key, 0)
        seen[key] = repeat + 1
        before = parent.full_text if parent else item.lead_in
        bullets[passage] = Bullet(
            bullet_id(subject, own_section, parent_id, words, repeat),
            subject,
            section,
            kinds.get(passage, NARRATIVE),
            finding_ids.get(passage),
            item.lead_in,
            item.list_number,
            parent_id,
            item.depth,
            item.ordinal,
            item.path,
            words,
            f"{before} {words}" if before else words,
            Evidence(by_list, passage, quote_of(item.outlined.passage), "list item"),
        )
    return list(bullets.values())


def quote_of(passage: Passage) -> str:
    """The words of a passage as they are quoted: with the marker that stands before them."""
    return f"{passage.marker} {passage.text}" if passage.marker else passage.text
