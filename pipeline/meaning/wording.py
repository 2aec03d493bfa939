"""The fixed phrases of the reports: grade and status words, sentences that state them, marks of other years.

Source: formulas seen on published pages of 2014 to 2023–25.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.words.blocks import fold, lower_letters, plain
from pipeline.words.model import Grade, Passage, Shown, Status

GRADE_WORDS = {plain(grade): grade for grade in Grade}

STATUS_WORDS = {
    "ungraded": Status.NOT_GRADED,
    "not graded": Status.NOT_GRADED,
    "not being graded": Status.NOT_GRADED,
    "to be graded": Status.NOT_YET_GRADED,
    "not yet graded": Status.NOT_YET_GRADED,
    "not inspected": Status.NOT_INSPECTED,
    "withdrawn": Status.WITHDRAWN,
    "judgment withdrawn": Status.WITHDRAWN,
    "grade withdrawn": Status.WITHDRAWN,
}

WELSH_GRADE_WORDS = {
    "rhagorol": Grade.OUTSTANDING,
    "da": Grade.GOOD,
    "dda": Grade.GOOD,
    "digonol": Grade.ADEQUATE,
    "ddigonol": Grade.ADEQUATE,
    "angen gwella": Grade.REQUIRES_IMPROVEMENT,
    "angen ei wella": Grade.REQUIRES_IMPROVEMENT,
    "angen gwelliant": Grade.REQUIRES_IMPROVEMENT,
    "annigonol": Grade.INADEQUATE,
}
"""Words of Welsh editions, with their mutated forms."""

WELSH_STATUS_WORDS = {"heb ei raddio": Status.NOT_GRADED, "ni raddiwyd": Status.NOT_GRADED}
"""Recalled, by analogy."""

_BEFORE_LABEL = re.compile(
    r"^(?:(?:overall )?(?:judg(?:e)?ment|grade|rating)(?: is)?|(?:graded|judged|rated)(?: as| to be)?)"
    r"\s*[:–-]?\s+(?=\S)",
    re.IGNORECASE,
)
_LABEL_WORDS = re.compile(r"(?:overall )?(?:judg(?:e)?ment|grade|rating):?", re.IGNORECASE)
_LONGEST_LABEL_WORDS = len("overall judgement:")


def grade_or_status(text: str) -> Grade | Status | None:
    """What a block says that holds a grade or status word and nothing else; None for any other block.

    Capitals, a word such as "Judgment:" before it and a full stop after it make no difference.
    """
    if len(text) > 60 or "?" in text or text[:1] in '“‘"':
        # Quoted, or asked: somebody's word for it.
        return None
    return _said_by(text)


@lru_cache(maxsize=4096)
def _said_by(text: str) -> Grade | Status | None:
    """Several rooms ask it of the same blocks, and of the same titles in every document, hence the memory."""
    key = plain(_BEFORE_LABEL.sub("", fold(text), count=1))
    for words in (GRADE_WORDS, STATUS_WORDS, WELSH_GRADE_WORDS, WELSH_STATUS_WORDS):
        if key in words:
            return words[key]
    return None


def label_of(passage: Passage) -> Grade | Status | None:
    """What a passage says that is a label or cell; a grade that is struck through is withdrawn."""
    said = grade_or_status(passage.text)
    return Status.WITHDRAWN if passage.shown is Shown.STRUCK and isinstance(said, Grade) else said


LONGEST_TITLE = 250
"""No title has more characters, its label included."""


def titled_grade(text: str) -> tuple[str, Grade | Status] | None:
    """Title and grade of a line that holds both: "Vetting and counter-corruption: requires improvement"."""
    title, colon, word = text.rpartition(":")
    said = grade_or_status(word) if colon else None
    return (title.strip(), said) if said is not None and title.strip() else None


_LABEL_FORMS = sorted(
    {form for words in (GRADE_WORDS, STATUS_WORDS) for word in words for form in (word.capitalize(), word.title())}
    | {word.upper() for words in (GRADE_WORDS, STATUS_WORDS) for word in words},
    key=len,
    reverse=True,
)
_LABELS = "|".join(_LABEL_FORMS)
_LABEL_AFTER = re.compile(rf"(?P<title>.+?)\s+[–—|(\[-]?\s*(?P<label>{_LABELS})[)\]]?")
_LABEL_BEFORE = re.compile(rf"[(\[]?(?P<label>{_LABELS})[)\]]?\s*[:–—|-]?\s+(?P<title>.+)")
_ENDS_OF_LABELS = frozenset(form[-4:] for form in _LABEL_FORMS)
_STARTS_OF_LABELS = frozenset(form[:4] for form in _LABEL_FORMS)
"""Four letters tell for nearly every line that no label stands at its end or start, without a pattern."""


def labelled_title(text: str) -> tuple[str, Grade | Status] | None:
    """The two parts of a line that may be a title with its label: "How effective …? Good", "Good – Preventing crime".

    A label begins with a capital, unless it stands after a question mark. Whether the other part is a title is for
    the catalogue to say: "Good use of resources" is one title.
    """
    title, asked, rest = text.rpartition("?")
    said = grade_or_status(rest.strip(" \u00a0–—|:()[]-")) if asked and rest else None
    if said is not None:
        return f"{title}?", said
    match = _LABEL_AFTER.fullmatch(text) if text.rstrip(")]")[-4:] in _ENDS_OF_LABELS else None
    if match is None and text.lstrip("([")[:4] in _STARTS_OF_LABELS:
        match = _LABEL_BEFORE.fullmatch(text)
    said = grade_or_status(match["label"]) if match else None
    return (match["title"], said) if match and said is not None else None


def may_hold_label(text: str) -> bool:
    """Whether a line may be a title with its label, in one of the forms of the two functions above."""
    if ":" in text or "?" in text:
        return True
    return text.rstrip(")]")[-4:] in _ENDS_OF_LABELS or text.lstrip("([")[:4] in _STARTS_OF_LABELS


def label_words(text: str) -> bool:
    """Whether a block is only the word that introduces a label: "Judgment:"."""
    return len(text) <= _LONGEST_LABEL_WORDS and bool(_LABEL_WORDS.fullmatch(text))


def grade_in(words: str) -> Grade | Status:
    """The grade that a matched piece of a sentence states ("requiring improvement", "good")."""
    key = plain(words)
    if "improvement" in key:
        return Grade.REQUIRES_IMPROVEMENT
    return GRADE_WORDS.get(key) or STATUS_WORDS[key]


OTHER_YEAR = re.compile(
    r"\b[Ll]ast year\b|\bprevious(?:ly)?\b|\b[Ii]n (?:our )?20\d\d\b|\b20\d\d (?:inspection|assessment|judgment)\b"
    r"|\bsame as\b|\b(?:improvement|deterioration) (?:on|from)\b|\bwhen we (?:judged|graded|inspected)\b"
    r"|\bhad been (?:judged|graded|assessed)\b|\bdropped\b"
)
"""Marks of a sentence that speaks of another year's judgment."""

CARRIED = re.compile(
    r"This question was not subject to detailed inspection in 20\d\d(?:[/–-]\d\d)?,? and our judgment from the "
    r"(?P<year>20\d\d) (?P<pillar>\w+) inspection has been carried over"
)
STANDS = re.compile(
    r"This question was not inspected in (?P<year>20\d\d)\. The grade and findings from last year[’']s inspection "
    r"still stand"
)
NEVER_INSPECTED = re.compile(r"This question has not been inspected or graded in (?P<year>20\d\d)")
NO_JUDGMENT = re.compile(
    r"We (?:don[’']t|do not) make "
    r"(?:a graded judgment (?:in|for) this(?: overall)? area|graded judgments in these areas)"
    r"|Nid ydym yn gwneud dyfarniad(?:au)? graddedig yn y (?:maes|meysydd)",
    re.IGNORECASE,
)


def may_tell_status(text: str) -> bool:
    """Whether a text has words that one of the sentences above cannot do without; few texts have."""
    folded = lower_letters(text)
    return "This question" in text or "graded judgment" in folded or "dyfarn" in folded or "withdrawn" in folded


_TIME_ALLOWED = re.compile(
    r"\bimmediately\b|\bwith immediate effect\b|\b[Ww]ithin (?:the next )?\w+ (?:days?|weeks?|months?|years?)\b"
    r"|\b[Bb]y (?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_RECOMMENDATION_LEAD = re.compile(rf"recommend|cause of concern|{_TIME_ALLOWED.pattern}")
_FAILURE = re.compile(
    r"\b(?:should|must|needs? to|need(?:s)? (?:better|more)|does(?:n[’']t| not)|is(?:n[’']t| not)|are(?:n[’']t| not)"
    r"|do(?:n[’']t| not)|has(?:n[’']t| not)|can(?:[’']t|not)|could|fails?|lacks?|improve)\b"
)


def is_recommendation_lead(text: str) -> bool:
    """Whether a paragraph introduces a list of recommendations: it ends in a colon and gives a time or a cause."""
    return text.rstrip().endswith(":") and bool(_RECOMMENDATION_LEAD.search(text))


def is_order(text: str) -> bool:
    """Whether a sentence says in its beginning what somebody should or must do."""
    return bool(re.match(r"(?:\S+ ){1,10}(?:should|must)\b", text))


def is_timed_order(text: str) -> bool:
    """Whether a paragraph is a recommendation by itself: "Within six months, the force should …"."""
    return bool(re.search(r"\b(?:should|must)\b", text) and _TIME_ALLOWED.search(text)) and not text.endswith(":")


def is_unstopped(text: str) -> bool:
    """Whether a paragraph ends without a stop, as a headed statement does however long it is."""
    return not text.rstrip().endswith((".", ":", ";", "!", "?", "…", "”", "’"))


def is_statement_of_failure(text: str) -> bool:
    """Whether a heading reads as a finding: an order, a need or a plain statement of failure."""
    return len(text.split()) >= 4 and bool(_FAILURE.search(text))


NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"],
        start=1,
    )
}
_WELSH_NUMBER_WORDS = {"saith": 7, "wyth": 8, "naw": 9, "deg": 10, "deng": 10, "un ar ddeg": 11, "deuddeg": 12}
_NUMBER = r"(?:\d{1,2}|" + "|".join([*NUMBER_WORDS, *_WELSH_NUMBER_WORDS]) + ")"
_AREAS = re.compile(
    rf"We make graded judgments in (?P<graded>{_NUMBER}) of these (?P<inspected>{_NUMBER})\b"
    rf"|dyfarniadau graddedig mewn (?P<graddedig>{_NUMBER}) o[’']r (?P<arolygwyd>{_NUMBER})\b",
    re.IGNORECASE,
)
JUDGMENTS_FOLLOW = re.compile(r"\b(?:as follows|fel a ganlyn):?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Areas:
    """How many areas a report says it inspected, and how many of them it graded."""

    inspected: int
    graded: int


def areas_stated(text: str) -> Areas | None:
    """The numbers in "We make graded judgments in nine of these ten as follows:", in figures or words."""
    match = _AREAS.search(text) if may_state_areas(text) else None
    if not match:
        return None
    graded, inspected = match["graded"] or match["graddedig"], match["inspected"] or match["arolygwyd"]
    return Areas(_number(inspected), _number(graded))


def may_state_areas(text: str) -> bool:
    """Whether a text has words that the sentence above cannot do without; few texts have."""
    folded = lower_letters(text)
    return "graded judgments in" in folded or "dyfarniadau graddedig" in folded


def _number(words: str) -> int:
    known = NUMBER_WORDS | _WELSH_NUMBER_WORDS
    return int(words) if words.isdigit() else known[words.casefold()]


def judgments_follow(text: str) -> bool:
    """Whether a paragraph announces the judgments of a report: a table, or a picture of one, comes next."""
    if text.endswith("."):
        return False
    # The end first: few texts have it, and it is looked for in a few letters.
    return JUDGMENTS_FOLLOW.search(text.rstrip()[-20:]) is not None and areas_stated(text) is not None


CORRECTED = re.compile(
    r"^(?:Please note|Note)\b.*\b(?:correct(?:ed|ion)|amended|late submission|revised|wording changed|updated)\b",
    re.IGNORECASE,
)
"""A note that a report was changed after it was published."""

DETAILED_BELOW = re.compile(r"^(?:In this section,? )?we set out our (?:detailed|main) findings\b", re.IGNORECASE)
"""The sentence after which a section's narrative begins, in reports since 2018/19."""
