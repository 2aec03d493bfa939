"""Sentences that state a grade, and of what: the formulas of the reports, nothing else.

Each formula needs the force as its subject. What a sentence says that has no such form is prose, whatever grade
words stand in it. Source: formulas seen on published pages of every cycle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.meaning.wording import grade_in
from pipeline.words.model import Grade, Status

_GRADE = r"(?:outstanding|good|adequate|inadequate)"
_IMPROVE = r"requir(?:es?|ing) improvement"
_ANY = rf"(?:{_GRADE}|{_IMPROVE})"
_QUOTED = rf"[‘'“\"]?(?P<grade>{_ANY})[’'”\"]?"
_AT = (
    r"(?:at|in respect of|in relation to|with (?:regard|respect) to|in(?= (?:how|the way|its|the)\b)|in"
    r"|for(?= (?:how|the way|its)\b))"
)
_STATUS = r"not (?:yet )?graded"
_JUDGED = r"(?:judged|assessed|graded)"
_JUDGING = ("judged", "assessed", "graded", "judges")
_TO_BE = r"(?:to be |to |as (?:being )?)?"
_QUALIFIED = r"(?:,? with elements of \w+(?: \w+)?,?)?"

_EXTENT = re.compile(
    r"[Tt]he extent to which (?P<who>.{3,60}?) (?P<how>is effective|is efficient|is legitimate|operates efficiently"
    r"|treats the public)\b"
    r"(?: at (?:keeping people safe|reducing crime)(?:,? and (?:reducing crime|keeping people safe))?"
    r"| and sustainably| and its workforce legitimately)?"
    rf"(?: is)?:? (?P<grade>{_ANY}|{_STATUS})(?:[.;]|$)"
)
EXTENT_PILLARS = {
    "is effective": "effectiveness",
    "is efficient": "efficiency",
    "operates efficiently": "efficiency",
    "is legitimate": "legitimacy",
    "treats the public": "legitimacy",
}
_2014_EFFICIENCY = re.compile(
    r"the efficiency with which (?:the (?:force|constabulary)|it) carries out its responsibilities "
    rf"(?:is (?P<grade>{_GRADE})|(?P<improve>requires improvement))(?:[.;]|$)"
)

_LISTING = 2
"""How many clauses "its … is good" a sentence must have, so that it lists judgments and does not praise in passing."""
_ENDS = re.compile(
    r"\s*(?:$|[.,;:)’”\"]|(?:and|but|although|though|while|whilst|because|since|overall|this year|with elements)\b)"
)
"""What may follow a grade that is said of the section's own subject, without words that say of what."""
_STEP = re.compile(rf"(?<![\w-]){_QUOTED} {_AT} ")
_OPENS_WITH_IT = re.compile(
    r"(?:(?:However|But|And|Overall|[Ii]n general|Also|Nevertheless|[Ff]or this reason|This year"
    r"|HMIC(?:FRS)? (?:judges|has \w+)(?: that)?),? )*[Ii]t\b"
)
_REPORTED = re.compile(r",[^,.;:]{2,60}\b(?:says?|said|believes?|thinks?|feels?|claims?|told|tells?|argues?)\b[^,;]*$")
"""The end of a sentence that tells what somebody says of the force."""
_IMPROVEMENT_FORMS = ("requires improvement", "require improvement", "requiring improvement")
_SAID_AFTER = r"[’'”\"]?(?:[.;,!?]|\s*$|\s+However)"
_SAID_BEFORE = "is", "re", "ns", "so", "ow", "ll"
"""Ends of "is", "are", "remains", "also", "now", "still": what may stand before a grade, in letters of one number."""
_SAID_AT = r"(?=[’'”\"]? (?:at|in|with|for) )"
"""With what the words begin that tell of what a grade is said."""
_OWNERS = ("’", "'", "its ", "Its ")
"""One of them stands in every text that says whose matter it speaks of: "its leadership", "the force’s leadership"."""


def _said(grade: str, following: str) -> str:
    """A grade that is said of something ("is also ‘good’"), with what must follow it.

    It begins with the grade itself, which is found far faster than what may stand before it.
    """
    before = "|".join(_SAID_BEFORE)
    return rf"{grade}{following}(?:(?<=(?:{before}) {grade})|(?<=(?:{before}) [‘'“\"]{grade}))"


_SAID = tuple(
    (grade, re.compile(_said(grade, r"(?!\w)") + rf"|{grade}{_SAID_AFTER}"), re.compile(_said(grade, _SAID_AT)))
    for grade in ("good", "outstanding", "adequate", "inadequate")
)
"""For grades of one word, each with where it may be one (said to be or at a clause's end), and where of the force."""
_SAID_WITHOUT_Q = _SAID[:2]


@dataclass(frozen=True, slots=True)
class Stated:
    """A grade that a sentence states.

    ``topic`` are the words that say of what, None where the sentence says no more than the force. ``pillar`` is
    set where the formula itself names one. ``explicit`` formulas say "judged", "graded" or the like. ``year`` is
    the year of an earlier judgment that still stands.
    """

    grade: Grade | Status
    topic: str | None
    rule: str
    explicit: bool
    pillar: str | None = None
    year: str | None = None


def may_state(text: str) -> bool:
    """Whether a text has a word of a grade or status, and what else one of the formulas needs.

    No formula fits a text without both; few texts have both. Each is looked for as it is: a pattern of all would be
    tried at every letter. A rare letter is found faster than its word.
    """
    adequate = "q" in text and "adequate" in text
    if not (adequate or "good" in text or "improvement" in text or "outstanding" in text or "graded" in text):
        return False
    if ("j" in text and "judge" in text) or "assessed " in text or "graded " in text:
        return True
    if "effectiveness " in text or "efficiency " in text or "legitimacy " in text:
        return True
    if "x" in text and "he extent to which " in text:
        return True
    if "improvement" in text and any(form in text for form in _IMPROVEMENT_FORMS):
        return True
    for grade, said, said_at in _SAID if adequate else _SAID_WITHOUT_Q:
        # Of the force itself "good at" is said; of what is its own, "good" alone.
        if grade in text and said.search(text) and (said_at.search(text) or any(owner in text for owner in _OWNERS)):
            return True
    return False


@cache
def formulas_of(names: tuple[str, ...]) -> Formulas:
    """The formulas about the force that has these names."""
    return Formulas(names)


class Formulas:
    """The formulas about one force. ``names`` are all the forms in which a page may print its name."""

    def __init__(self, names: tuple[str, ...]) -> None:
        known = [rf"(?:[Tt]he )?{re.escape(name)}" for name in names]
        who = "(?:" + "|".join([r"[Tt]h(?:e|is) (?:force|constabulary)", r"\b[Ii]t", *known]) + ")"
        whose = "(?:" + "|".join([r"[Tt]he (?:force|constabulary)[’']s", r"\b[Ii]ts", *_possessives(known)]) + ")"
        start = r"(?:^|[ ,])"
        self._who = re.compile(who)
        self._named = re.compile("|".join([r"[Tt]h(?:e|is) (?:force|constabulary)\b", *known]))
        self._judged = re.compile(
            rf"{start}(?:{who} (?:is|has been) (?:also )?{_JUDGED}(?: overall)? {_TO_BE}"
            rf"|HMIC(?:FRS)? (?:judges|has {_JUDGED}) (?:that )?{who} (?:to be |to |as |is )?"
            rf"|(?:[Ff]or this reason,? )?it is graded as ){_QUOTED}(?P<rest>.*)"
        )
        self._whole = re.compile(
            rf"HMIC(?:FRS)? (?:judges|has {_JUDGED}) (?:that )?{who} to be {_QUOTED}(?: overall)?\.?"
        )
        self._no_higher = re.compile(rf"{who} cannot be {_JUDGED} any higher than {_QUOTED}")
        self._is = re.compile(
            r"(?:^|(?:, |; |: |[Aa]nd |[Bb]ut |[Hh]owever,? |[Oo]verall,? |in general,? "
            rf"|(?:[Ww]e|HMIC(?:FRS)?|[Ii]nspectors) found (?:that )?)){who} (?:also |now |still )?"
            rf"(?:(?:is|are|remains) (?:also |still )?(?=[‘'“]?{_GRADE}\b)|(?=[‘'“]?requires improvement\b))"
            r"(?P<rest>.*)"
        )
        self._clause = re.compile(
            rf"(?:and |but |while )?(?:[Oo]verall, )?{whose} (?P<topic>[^;:]{{4,90}}?) (?:is|are) (?:also )?"
            rf"{_JUDGED} {_TO_BE}{_QUOTED}"
        )
        self._listed = re.compile(
            rf"(?:and |but |while )?(?:[Oo]verall, )?{whose} (?P<topic>[^;:]{{4,90}}?) (?:(?:is|are) )?"
            rf"(?:also |now |still )?{_QUOTED}[.;,]?$"
        )
        self._way = re.compile(
            rf"(?:^|, |[Hh]owever,? |[Bb]ut )[Tt]he way (?:in which |that )?{who} (?P<topic>[^;:,]{{4,90}}?) "
            rf"(?:still )?(?P<grade>requires improvement)(?:[.;,]|$)"
        )
        self._possessive = re.compile(
            rf"(?:[Oo]verall,? )?{whose} (?P<pillar>effectiveness|efficiency|legitimacy) "
            r"(?P<topic>(?:at|in) [^;:]{4,140}?)"
            rf" (?:is )?{_QUOTED}(?:[.;,]|$)"
        )
        self._pillar_of = re.compile(
            rf"the (?P<pillar>effectiveness|efficiency|legitimacy) of {who} (?:is (?P<grade>{_GRADE})"
            r"|(?P<improve>requires improvement))\b"
        )
        self._earlier = re.compile(
            rf"[Ii]n (?P<year>20\d\d),? (?:we|HMIC(?:FRS)?) {_JUDGED} (?:that )?{who} "
            r"(?:to be |as being |as |to |was )?(?P<rest>.*)"
        )

    def extents(self, sentence: str) -> Iterator[Stated]:
        """ "The extent to which the force is effective at … is good": the grade of a pillar, or why there is none."""
        match = _EXTENT.search(sentence) if "he extent to which " in sentence else None
        if match and self._who.search(match["who"]):
            pillar = EXTENT_PILLARS[match["how"]]
            yield Stated(grade_in(match["grade"]), None, "sentence: the extent to which …", True, pillar)

    @staticmethod
    def efficiency_of_2014(sentence: str) -> Iterator[Stated]:
        """ "the efficiency with which the force carries out its responsibilities is good", in 2014 only."""
        match = _2014_EFFICIENCY.search(sentence)
        if match:
            grade = grade_in(match["grade"] or match["improve"])
            yield Stated(grade, None, "sentence: the efficiency with which …", True, "efficiency")

    def stated_in(self, sentence: str) -> list[Stated]:
        """The grades that a sentence states of the force, each with the words that say of what."""
        if _REPORTED.search(sentence):
            return []
        parts = [part.strip() for part in sentence.split(";")]
        found = [stated for part in parts for stated in self._in_part(part)]
        if found or parts == [sentence]:
            return found
        return self._in_part(sentence) or self._in_listing(parts)

    def whole_judgment(self, sentence: str) -> list[Stated]:
        """ "HMIC judges the force to be good.": of the section's subject, wherever in a pillar's summary it stands."""
        match = self._whole.fullmatch(sentence)
        return [Stated(grade_in(match["grade"]), None, "sentence: HMIC judges …", explicit=True)] if match else []

    def opening_with(self, sentence: str) -> list[Stated]:
        """ "Its leadership and management is good.": the grade of a section, where it begins with these words."""
        match = self._listed.fullmatch(sentence)
        rule = "sentence: its … is good, first in its section"
        return [Stated(grade_in(match["grade"]), match["topic"], rule, explicit=False)] if match else []

    def earlier_in(self, sentence: str) -> list[Stated]:
        """ "In 2017, we judged the force as good at …": grades of an earlier year, which may still stand."""
        match = self._earlier.search(sentence) if "n 20" in sentence else None
        if not match:
            return []
        return list(_steps(match["rest"], "sentence: judged in an earlier year", explicit=True, year=match["year"]))

    def _in_listing(self, parts: list[str]) -> list[Stated]:
        """ "Its A is good; its B is also good; but its C requires improvement": several, and nothing else beside."""
        matches = [match for part in parts if (match := self._listed.match(part))]
        if len(parts) < _LISTING or len(matches) < len(parts):
            return []
        rule = "sentence: its … is …; its … is …"
        return [Stated(grade_in(match["grade"]), match["topic"], rule, explicit=True) for match in matches]

    def _in_part(self, part: str) -> list[Stated]:
        match = self._possessive.match(part)
        if match:
            topic = f"{match['pillar']} {match['topic']}"
            return [Stated(grade_in(match["grade"]), topic, "sentence: the force’s effectiveness at … is …", True)]
        match = self._pillar_of.search(part)
        if match:
            grade = grade_in(match["grade"] or match["improve"])
            return [Stated(grade, None, "sentence: the … of the force is …", True, match["pillar"])]
        match = self._clause.match(part)
        if match:
            return [Stated(grade_in(match["grade"]), match["topic"], "sentence: its … is judged to be …", True)]
        match = self._judged.search(part) if any(word in part for word in _JUDGING) else None
        if match and self._speaks_of_force(part, match):
            return _judged(match, "sentence: the force is judged to be …")
        match = self._no_higher.search(part) if "cannot be " in part else None
        if match and grade_in(match["grade"]) is Grade.INADEQUATE:
            return [Stated(Grade.INADEQUATE, None, "sentence: cannot be judged any higher", True)]
        match = self._way.search(part) if "he way " in part else None
        if match:
            return [Stated(grade_in(match["grade"]), match["topic"], "sentence: the way it …", explicit=False)]
        match = self._is.search(part)
        if match is None or not self._speaks_of_force(part, match):
            return []
        return list(_steps(match["rest"], "sentence: the force is … at …", explicit=False))

    def _speaks_of_force(self, part: str, match: re.Match[str]) -> bool:
        """Whether "it" is the force: "it" opens the part, or the force is named before it or with it."""
        told = part[: match.start("rest")]
        return self._named.search(told) is not None or _OPENS_WITH_IT.match(told) is not None


def press_steps(text: str) -> list[Stated]:
    """The grades of a bullet in a press notice: "is ‘good’ at preventing crime; and"."""
    match = re.match(
        r"(?:it )?(?:is )?(?=[‘'“\"]?(?:outstanding|good|adequate|inadequate|requires improvement)\b)", text
    )
    return list(_steps(text[match.end() :], "press notice: is … at …", explicit=True)) if match else []


def _possessives(names: list[str]) -> list[str]:
    return [rf"{name}(?:[’']s?)" for name in names]


def _judged(match: re.Match[str], rule: str) -> list[Stated]:
    """ "judged to be good", of the section's subject, or "judged to be good at A, and good at B"."""
    rest = re.sub(rf"^{_QUALIFIED}(?= )", "", match["rest"], count=1)
    steps = list(_steps(f"{match['grade']}{rest.lstrip('’‘”')}", rule, explicit=True))
    if steps:
        return steps
    return [Stated(grade_in(match["grade"]), None if _ENDS.match(rest) else rest, rule, explicit=True)]


def _steps(rest: str, rule: str, *, explicit: bool, year: str | None = None) -> Iterator[Stated]:
    """Each "good at A" of "good at A, good at B and requires improvement in C", with its own words."""
    steps = list(_STEP.finditer(rest))
    if not steps or steps[0].start() != 0:
        return
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        topic = rest[step.end() : following.start() if following else len(rest)]
        topic = re.sub(r",? (?:and|but)(?: it)?(?: is)? ?$", "", topic)
        yield Stated(grade_in(step["grade"]), topic, rule, explicit, year=year)
