"""Which passages stand outside the main content: told by landmarks, links and position, never by class names.

Main content wins when in doubt: a passage is furniture only if a landmark, the page's structure or the share of
links says so. Sources: the landmark roles of WAI-ARIA and the HTML elements that carry them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from pipeline.reading.html.drafts import Block, Draft
from pipeline.reading.html.runs import Page
from pipeline.reading.html.tags import attributes_of
from pipeline.words.model import PassageKind

_ROLES = {
    "nav": "navigation", "header": "banner", "footer": "contentinfo", "aside": "complementary", "main": "main",
    "article": "article", "form": "form", "select": "control", "textarea": "control",
}  # fmt: skip
_ALWAYS_BESIDE = frozenset(
    [
        "navigation",
        "search",
        "menu",
        "menubar",
        "toolbar",
        "dialog",
        "alertdialog",
        "alert",
        "status",
        "control",
    ]
)
_MAIN_SHARE = 0.3
"""A main landmark with less of the page's prose than this, and without its title, is an empty shell."""
_ARTICLE_SHARE = 0.85
_TITLED_SHARE = 0.95
"""Without a main landmark, articles, or the element with the title, must hold so much of the prose for the rest to
be furniture."""
_LITTLE = 0.15
"""So much of the prose may stand before the title, or in a form, and still be furniture."""
_LINKED = 0.9
_PROSE = 40
"""Characters outside links that make a passage prose."""
_NOTICE = 800
"""Characters that a cookie notice may have."""
_SHARE_ADDRESS = re.compile(
    r"[/.](?:sharer?|intent|share-?article|sharing)\b|mailto:\?|whatsapp:|/share\?", re.IGNORECASE
)


def mark_furniture(page: Page) -> None:
    """Mark the drafts of a page that are no main content; called before typed lists are made."""
    if page.drafts:
        _Marker(page).mark()


class _Marker:
    def __init__(self, page: Page) -> None:
        self._drafts = page.drafts
        self._landmarks = [block for block in page.landmarks if block.end > block.start]
        self._text_to = [0, *accumulate([len(draft.text) for draft in page.drafts])]
        self._linked_to = [0, *accumulate([draft.linked for draft in page.drafts])]
        self._links = [place for place, draft in enumerate(page.drafts) if draft.linked and _is_link(draft)]
        self._all_prose = max(self._prose(0, len(page.drafts)), 1)
        self._title = self._find_title()
        self._mains = self._find_mains()

    def mark(self) -> None:
        """Run all rules, the general before the particular."""
        if self._mains:
            self._mark_outside_mains()
        else:
            self._mark_before_title()
        for block in self._landmarks:
            if self._is_beside(block):
                self._mark(range(block.start, block.end))
        if self._links:
            self._mark_header_links()
            self._mark_link_lists()
            self._mark_single_links()
        if self._linked_to[-1]:
            self._mark_cookie_notices()

    def _mark(self, places: Iterable[int]) -> None:
        for place in places:
            self._drafts[place].furniture = True

    def _prose(self, start: int, end: int) -> int:
        """Characters outside links."""
        return self._text_to[end] - self._text_to[start] - (self._linked_to[end] - self._linked_to[start])

    def _share(self, block: Block) -> float:
        return self._prose(block.start, block.end) / self._all_prose

    def _find_title(self) -> int | None:
        """The place of the first heading of the first level."""
        for place, draft in enumerate(self._drafts):
            if draft.kind is PassageKind.HEADING and draft.level == 1:
                return place
        return None

    # Where the main content is ---------------------------------------------------------------------------

    def _find_mains(self) -> list[Block]:
        """The blocks that hold the main content; none where the page does not tell."""
        mains = _outermost(block for block in self._landmarks if _role(block) == "main")
        if mains and (sum(map(self._share, mains)) >= _MAIN_SHARE or self._hold_title(mains)):
            return mains
        articles = _outermost(block for block in self._landmarks if _role(block) == "article")
        if articles and sum(map(self._share, articles)) >= _ARTICLE_SHARE:
            return articles
        block = self._drafts[self._title].block if self._title is not None else None
        while block is not None and block.tag.name not in ("body", "html", "[document]"):
            if block.heading is None and self._share(block) >= _TITLED_SHARE:
                return [block]
            block = block.parent
        return []

    def _hold_title(self, mains: list[Block]) -> bool:
        return self._title is not None and any(block.start <= self._title < block.end for block in mains)

    def _mark_outside_mains(self) -> None:
        """All that stands outside is furniture, but for the lines from a title above the main block down to it."""
        first = self._mains[0].start
        from_title = first
        if self._title is not None and self._title < first:
            from_title = self._title
        self._mark(range(from_title))
        last = 0
        for block in self._mains:
            if last:
                self._mark(range(last, block.start))
            last = max(last, block.end)
        self._mark(range(last, len(self._drafts)))

    def _mark_before_title(self) -> None:
        """Little prose before the title is furniture, unless it stands in one block with the title."""
        if self._title is None or self._prose(0, self._title) > _LITTLE * self._all_prose:
            return
        around = self._drafts[self._title].block.parent
        start = self._title
        if around is not None and around.tag.name not in ("body", "html", "[document]"):
            start = around.start
        self._mark(range(start))

    # Landmarks -------------------------------------------------------------------------------------------

    def _is_beside(self, block: Block) -> bool:
        role = _role(block)
        share = self._share(block)
        if role in _ALWAYS_BESIDE:
            return share <= 0.5
        if role == "form":
            return share <= _LITTLE and not self._has_heading(block)
        if role == "contentinfo":
            return share <= 0.5 and _is_of_page(block)
        if role == "banner":
            return share <= _MAIN_SHARE and _is_of_page(block) and not self._has_heading(block)
        if role == "complementary":
            length = self._text_to[block.end] - self._text_to[block.start]
            return share <= _MAIN_SHARE and self._prose(block.start, block.end) < 0.5 * length
        return False

    def _has_heading(self, block: Block) -> bool:
        return any(draft.kind is PassageKind.HEADING for draft in self._drafts[block.start : block.end])

    def _mark_header_links(self) -> None:
        """In a page header that holds the title, what is only a link is still furniture."""
        for block in _outermost(block for block in self._landmarks if _role(block) == "banner"):
            if _is_of_page(block):
                for draft in self._drafts[block.start : block.end]:
                    if draft.kind is not PassageKind.HEADING and _is_link(draft):
                        draft.furniture = True

    # Links -----------------------------------------------------------------------------------------------

    def _mark_link_lists(self) -> None:
        """Lists of nothing but links: contents of the page, links for sharing, and menus around the content."""
        lists: dict[int, list[int]] = {}
        for place, draft in enumerate(self._drafts):
            if draft.list_mark is not None:
                lists.setdefault(id(draft.list_mark), []).append(place)
        start, end = self._prose_range()
        for places in lists.values():
            drafts = [self._drafts[place] for place in places]
            if len(drafts) < 2 or not all(map(_is_link, drafts)):
                continue
            links = [link for draft in drafts for link in draft.links]
            is_outside = not self._mains and (places[-1] < start or places[0] > end)
            if is_outside or _all_in_page(links) or _some_share(links):
                self._mark(places)

    def _prose_range(self) -> tuple[int, int]:
        """Places of the first (the title, if there is one) and the last passage that is prose or a heading."""
        drafts = self._drafts
        last = next((place for place in range(len(drafts) - 1, -1, -1) if _is_content(drafts[place])), None)
        if last is None:
            return 0, len(drafts)
        first = self._title
        if first is None:
            first = next(place for place, draft in enumerate(drafts) if _is_content(draft))
        return first, last

    def _mark_single_links(self) -> None:
        """Skip links, links back to the top, buttons, and single links around the content."""
        start, end = self._prose_range()
        for place in self._links:
            draft = self._drafts[place]
            if draft.kind is PassageKind.HEADING or draft.spot is not None:
                continue
            is_outside = place < start or place > end
            is_button = not draft.links
            if is_button or _some_share(draft.links) or (is_outside and draft.list_mark is None):
                draft.furniture = True

    def _mark_cookie_notices(self) -> None:
        """The block around words about cookies, as far as it is short, holds no title and has something to press."""
        if "cookie" not in "\n".join([draft.text for draft in self._drafts]).lower():
            return
        for draft in self._drafts:
            if draft.furniture or "cookie" not in draft.text.lower():
                continue
            notice = self._notice_around(draft.block)
            if notice is not None:
                self._mark(range(notice.start, notice.end))

    def _notice_around(self, block: Block | None) -> Block | None:
        notice = None
        while block is not None and block.tag.name not in ("body", "html", "[document]", "main", "article"):
            holds_title = self._title is not None and block.start <= self._title < block.end
            length = self._text_to[block.end] - self._text_to[block.start]
            if holds_title or length > _NOTICE or self._share(block) > _MAIN_SHARE:
                break
            notice = block
            block = block.parent
        has_button = notice is not None and any(draft.linked for draft in self._drafts[notice.start : notice.end])
        return notice if has_button else None


def _is_link(draft: Draft) -> bool:
    return draft.linked >= _LINKED * len(draft.text) > 0


def _is_content(draft: Draft) -> bool:
    """Whether a draft is prose or a heading, and no link."""
    return len(draft.text) - draft.linked >= _PROSE or (draft.kind is PassageKind.HEADING and not draft.linked)


def _role(block: Block) -> str:
    return attributes_of(block.tag).get("role") or _ROLES.get(block.tag.name, "")


def _is_of_page(block: Block) -> bool:
    """Whether a header or footer is the page's and not a section's."""
    return block.parent is None or not block.parent.in_section


def _outermost(blocks: Iterable[Block]) -> list[Block]:
    found: list[Block] = []
    for block in sorted(blocks, key=lambda block: (block.start, -block.end)):
        if not found or block.start >= found[-1].end:
            found.append(block)
    return found


def _all_in_page(links: Iterable[str]) -> bool:
    return all(link.startswith("#") for link in links)


def _some_share(links: Iterable[str]) -> bool:
    return any(_SHARE_ADDRESS.search(link) for link in links)
