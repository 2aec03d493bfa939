"""Passages to sections: what each block is, and which pillar, question and findings box it stands in.

Titles are recognised by the question catalogue, never by place or number, so a page that lacks questions,
prints a title twice or leaves out a number binds the rest as before. Knows nothing of HTML or PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.meaning.covers import cover_of
from pipeline.meaning.findings_headings import CONCERNS, findings_heading
from pipeline.meaning.page_titles import LAST_UPDATED, is_dated, page_title
from pipeline.meaning.places import Outline, Outlined, Role
from pipeline.meaning.titles import Titles, is_graded_title, is_lone_label
from pipeline.meaning.wording import (
    DETAILED_BELOW,
    LONGEST_TITLE,
    grade_or_status,
    is_recommendation_lead,
    is_statement_of_failure,
    is_timed_order,
    is_unstopped,
    judgments_follow,
    label_words,
    titled_grade,
)
from pipeline.vocabulary import PILLARS, Question, is_furniture, report_headings
from pipeline.words.blocks import plain, plain_letters
from pipeline.words.model import FindingKind, Identity, PageKind, Passage, PassageKind, Shown

HEADED_SINCE = ("2021-22", "2023-25", "2025-27")
"""Cycles whose findings are headed statements followed by paragraphs, not list items."""

_GRADED_AGAIN = {"summary of findings"}
"""Headings inside a question's chapter under which its grade stands. Source: PDF reports of 2016, recalled."""

# To name a member of an enumeration takes as long as a call does; these are named for every passage.
_BODY, _ITEM, _CELL = Role.BODY, Role.ITEM, Role.CELL
_LIST_ITEM, _TABLE_CELL, _LABEL, _OF_NAME = (
    PassageKind.LIST_ITEM,
    PassageKind.TABLE_CELL,
    PassageKind.LABEL,
    Shown.NAME,
)

_LEVELS = {Role.TITLE: 1, Role.PILLAR: 2, Role.QUESTIONS: 2, Role.QUESTION: 3}
_TEXT = frozenset({Role.BODY, Role.ITEM, Role.CELL})
_STAYING = frozenset({Role.FURNITURE, Role.IMPRINT, Role.DATE, Role.NUMBER, Role.LABEL, Role.JUDGED})
"""Roles of passages that leave the place as it is."""
_OUTSIDE_BLOCKS = frozenset({Role.FURNITURE, Role.DATE, Role.IMPRINT})
_LONE_NUMBER = re.compile(r"\d{1,2}\.?")
_LONGEST_NUMBER = len("10.")
_LONGEST_NAME = 60
"""No inspector's name has more characters."""
_QUESTIONS_FOR = re.compile(r"questions for (\w+)")


@dataclass(slots=True)
class _Block:
    kind: FindingKind
    number: int
    level: int
    source_level: int | None
    box_number: int | None
    lists: int = 0
    statements: int = 0
    after_statement: bool = False


@dataclass(slots=True)
class _Place:
    """Where the walk through the passages stands."""

    pillar: str | None
    question: Question | None = None
    slot: bool = False
    block: _Block | None = None
    blocks: int = 0
    pillar_level: int | None = None
    """The document's own level of the first heading of a pillar."""
    judgments_end: int = 0
    """Index after the list of judgments that a paragraph announced."""
    stack: list[tuple[int, str]] = field(default_factory=list)
    path: tuple[str, ...] = ()
    """The titles of ``stack``, which all passages of a section share."""

    def leave(self, level: int) -> None:
        while self.stack and self.stack[-1][0] >= level:
            self.stack.pop()
        self.path = tuple(title for _, title in self.stack)

    def enter(self, level: int, title: str) -> None:
        self.leave(level)
        self.stack.append((level, title))
        self.path = (*self.path, title)

    def close_block(self) -> None:
        if self.block is not None:
            self.leave(self.block.level)
        self.block = None


def outline(passages: tuple[Passage, ...], identity: Identity) -> Outline:
    """The passages in order, each with its role and place.

    Args:
        passages: of one document, as read.
        identity: what is known of the document; its cycle decides which titles are titles.
    """
    return _Walk(passages, identity).run()


class _Walk:
    def __init__(self, passages: tuple[Passage, ...], identity: Identity) -> None:
        self.passages = passages
        self.identity = identity
        self.titles = Titles(identity.cycle_id, identity.framework, identity.language)
        self.headed = identity.cycle_id in HEADED_SINCE
        self.place = _Place(identity.pillar)
        self.start = _start(passages, self.titles)
        self.cover = cover_of(passages) if identity.page_kind is PageKind.REPORT else {}

    def run(self) -> Outline:
        return Outline([self._step(index, passage) for index, passage in enumerate(self.passages)])

    def _step(self, index: int, passage: Passage) -> Outlined:
        role = self._role(index, passage)
        level = None
        if role in _TEXT:
            self._text(role, passage)
        elif role not in _STAYING:
            level = self._move(role, passage)
        place = self.place
        if role is _BODY and judgments_follow(passage.text):
            place.judgments_end = self._end_of_judgments(index + 1)
        in_block = place.block if role not in _OUTSIDE_BLOCKS else None
        block, number = (in_block.kind, in_block.number) if in_block else (None, None)
        # By position: by name it takes twice as long, and there are hundreds.
        return Outlined(passage, role, level, place.path, place.pillar, place.question, place.slot, block, number)

    def _role(self, index: int, passage: Passage) -> Role:
        text = passage.text
        named = len(text) <= _LONGEST_NAME and self._is_caption(index)
        if named or passage.furniture or index < self.start or is_furniture(text):
            return (
                Role.QUESTION
                if passage.furniture and is_graded_title(self.titles, self.passages, index)
                else Role.FURNITURE
            )
        if passage.ordinal in self.cover:
            return Role.TITLE if self.cover[passage.ordinal] else Role.IMPRINT
        if passage.kind is _TABLE_CELL:
            return _CELL
        if passage.kind is _LIST_ITEM or passage.continues is not None:
            if is_graded_title(self.titles, self.passages, index):
                return Role.QUESTION
            return Role.LABEL if self.place.slot and is_lone_label(self.passages, index) else _ITEM
        if page_title(text) or (index == self.start and text == self.identity.title):
            return Role.TITLE
        if is_dated(text):
            return Role.DATE
        if index < self.place.judgments_end:
            return Role.JUDGED
        if grade_or_status(text) is not None or label_words(text):
            return Role.LABEL
        titled = titled_grade(text)
        if titled and self.titles.question(titled[0], heading=True):
            return Role.JUDGED
        if len(text) <= _LONGEST_NUMBER and _LONE_NUMBER.fullmatch(text):
            # A number alone is the number of the title after it, or of a finding; it is no title itself.
            return Role.NUMBER if self._number_of_title(index) else Role.BODY
        return self._heading_role(index, passage)

    def _heading_role(self, index: int, passage: Passage) -> Role:
        headed = passage.kind is PassageKind.HEADING
        if len(passage.text) <= LONGEST_TITLE:
            key = plain(passage.text)
            if _QUESTIONS_FOR.fullmatch(key):
                return Role.QUESTIONS
            if self.titles.question(passage.text, heading=headed):
                return Role.QUESTION
            if self.titles.pillar(passage.text) or (key in PILLARS and self._names_pillar(index)):
                return Role.PILLAR
            if findings_heading(passage.text) is not None:
                return Role.FINDINGS
        if headed:
            return Role.STATEMENT if self._is_statement(passage) else Role.HEADING
        if self.headed and is_unstopped(passage.text) and self._is_statement(passage):
            return Role.STATEMENT
        return _BODY

    def _is_caption(self, index: int) -> bool:
        """Whether the passage is the name under the inspector's picture, printed again in full directly after it."""
        text = self.passages[index].text
        if not 1 < len(text.split(" ", 4)) < 5:
            return False
        signed = [p.text for p in self.passages[index + 1 : index + 3] if "majesty" in p.text.casefold()]
        name = plain_letters(text) if signed else ""
        return any(plain_letters(text).startswith((f"{name}, her majesty", f"{name}, his majesty")) for text in signed)

    def _end_of_judgments(self, start: int) -> int:
        """Index after the titles and grades from ``start`` on, if several titles come there without text between.

        Without any grade it is still a list: a rendering dropped them.
        """
        end = start
        titles = 0
        for passage in self.passages[start:]:
            if grade_or_status(passage.text) is not None:
                pass
            elif self.titles.question(passage.text, heading=True):
                titles += 1
            elif not is_furniture(passage.text):
                break
            end += 1
        return end if titles >= 2 else start

    def _number_of_title(self, index: int) -> bool:
        following = self.passages[index + 1 : index + 2]
        return bool(following and self.titles.question(following[0].text, heading=True))

    def _names_pillar(self, index: int) -> bool:
        """A lone pillar word is a heading where the page's title or a headline stands beside it."""
        around = (*self.passages[max(0, index - 1) : index], *self.passages[index + 1 : index + 3])
        return (
            any(page_title(p.text) or self.titles.pillar(p.text) or LAST_UPDATED.match(p.text) for p in around)
            or self.passages[index].kind is PassageKind.HEADING
        )

    def _is_statement(self, passage: Passage) -> bool:
        block = self.place.block
        if block is None or block.kind is FindingKind.RECOMMENDATION:
            return False
        if block.box_number is not None:
            return passage.box_number == block.box_number
        if not self.headed:
            return False
        if passage.level is not None and block.source_level is not None and passage.level != block.source_level:
            return passage.level > block.source_level
        return block.statements == 0 or is_statement_of_failure(passage.text)

    def _move(self, role: Role, passage: Passage) -> int | None:
        """Move the place on by a title or heading. Returns its level."""
        place = self.place
        text = passage.text
        if role is Role.TITLE:
            place.close_block()
            place.question, place.slot = None, False
        elif role is Role.PILLAR:
            place.close_block()
            named = self.titles.pillar(text) or plain(text)
            place.pillar, place.question, place.slot = named, None, True
            place.pillar_level = passage.level if place.pillar_level is None else place.pillar_level
            if plain(text) in PILLARS:
                # The word stands above its headline; the headline is the section's title.
                place.leave(2)
                return 2
        elif role is Role.QUESTIONS:
            place.close_block()
            match = _QUESTIONS_FOR.fullmatch(plain(text))
            if match and match[1] in PILLARS:
                place.pillar = match[1]
            place.question, place.slot = None, False
        elif role is Role.QUESTION:
            place.close_block()
            question = self.titles.question(text, heading=True)
            place.question, place.slot = question, True
            if question is not None and question.pillar:
                place.pillar = question.pillar
        elif role is Role.FINDINGS:
            return self._open_block(passage)
        elif role is Role.STATEMENT:
            return self._statement()
        elif role is Role.HEADING:
            return self._sub_heading(passage)
        place.enter(_LEVELS[role], text)
        return _LEVELS[role]

    def _open_block(self, passage: Passage) -> int:
        place = self.place
        kind = findings_heading(passage.text)
        if kind is None:
            raise AssertionError("called for a findings heading")
        answers = kind is FindingKind.RECOMMENDATION and place.block is not None
        if answers and place.block is not None and place.block.kind in CONCERNS:
            # Recommendations belong to the concern above them.
            place.block = _Block(
                kind, place.block.number, place.block.level, place.block.source_level, place.block.box_number
            )
            place.enter(place.block.level + 1, passage.text)
            place.slot = False
            return place.block.level + 1
        place.close_block()
        place.slot = False
        place.blocks += 1
        level = 4
        place.enter(level, passage.text)
        place.block = _Block(kind, place.blocks, level, passage.level, passage.box_number)
        return level

    def _statement(self) -> int:
        block = self.place.block
        if block is None:
            raise AssertionError("a statement stands in a findings box")
        block.statements += 1
        block.lists = 0
        block.after_statement = True
        return block.level + 1

    def _sub_heading(self, passage: Passage) -> int:
        place = self.place
        place.close_block()
        place.slot = place.question is not None and plain(passage.text) in _GRADED_AGAIN
        if plain(passage.text) in report_headings():
            place.question = None
            if None not in (passage.level, place.pillar_level) and passage.level == place.pillar_level:
                # A chapter of the report beside those of the pillars.
                place.pillar = self.identity.pillar
            place.enter(2, passage.text)
            return 2
        level = 4 if place.question is not None or place.pillar is not None else 3
        place.enter(level, passage.text)
        return level

    def _text(self, role: Role, passage: Passage) -> None:
        """Move the place on by a passage of the report's text."""
        if passage.shown is _OF_NAME or passage.kind is _LABEL:
            return
        place = self.place
        place.slot = False
        block = place.block
        if block is None:
            return
        if block.box_number is not None and passage.box_number != block.box_number:
            place.close_block()
        elif role is _ITEM:
            block.lists += 1
        elif role is _BODY and block.box_number is None and self._ends_block(block, passage):
            place.close_block()

    def _ends_block(self, block: _Block, passage: Passage) -> bool:
        """Whether a paragraph is report text again, after the lists of a findings box.

        To 2018/19 a box is a heading with its list; a cause of concern has its statement before, and each of its
        lists of recommendations a sentence of its own that gives the time allowed.
        """
        if DETAILED_BELOW.match(passage.text):
            return True
        if self.headed and block.after_statement:
            return False
        if not block.lists:
            return False
        if block.kind is FindingKind.AREA_FOR_IMPROVEMENT:
            return True
        return not (is_recommendation_lead(passage.text) or is_timed_order(passage.text))


def _start(passages: tuple[Passage, ...], titles: Titles) -> int:
    """Index of the page's title; what stands before it is the site's frame. 0 if there is no such title.

    A title after the report's text has begun (a trail of links at the page's end) makes no frame of the text.
    """
    for index, passage in enumerate(passages[:60]):
        text = passage.text
        if passage.furniture:
            continue
        if page_title(text):
            return index
        if LAST_UPDATED.match(text) or titles.question(text, heading=False) or findings_heading(text) is not None:
            return 0
    return 0
