"""Which pillar or question the words of a grade sentence name: "at preventing crime and tackling …".

The words must begin with a phrase that names the matter as a whole, and nothing may narrow it: "good at
investigating crime" is the question, "good at investigating crime on trains" or "good at conducting initial
investigations" is praise. Words that fit no phrase, or two, bind nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import vocabulary
from pipeline.vocabulary import Question

_OPENING = re.compile(
    r"(?:ensur(?:ing|es) (?:that )?"
    r"|how (?:well |effectively |it ensures (?:that )?)?(?:it |the (?:force|constabulary) )?"
    r"|the way (?:in which |that )?(?:it |the (?:force|constabulary) )?|its approach to |the |its |their "
    r"|(?:overall )?effectiveness (?:at|in) )"
)
"""Words before the matter itself. Not "efficiency at": what follows there is the same as for effectiveness."""

_BOUND = re.compile(r"\s*(?:$|[.,;:()–—]|(?:and|but|although|though|while|whilst|however|overall|this year)\b)")
_ONLY = re.compile(r"\s*,? ?(?:but |though |if )?only\b")
"""What follows narrows the matter after all: "…, but only by day"."""
_REST_OF_TITLE = re.compile(
    r"\s*,? ?(?:and )?(?:tackl(?:ing|es) anti-social behaviour|anti-social behaviour|keep(?:ing|s) people safe"
    r"|from (?:the risk of )?harm|support(?:ing|s) victims|reduc(?:ing|es) re-?offending|managing offenders|suspects"
    r"|reducing vulnerability|\(soc\)|with fairness and respect|fairly|respectfully|appropriately|with respect|lawfully"
    r"|behaviour|to (?:meet|manage) (?:its |current |the )?demand(?: it faces)?|for its services|likely future demand"
    r"|demands?|data about crime)\b"
)
"""Words with which the titles go on after the phrase."""


@dataclass(frozen=True, slots=True)
class Named:
    """A pillar as a whole (``question`` None), or one of a cycle's questions."""

    pillar: str | None
    question: Question | None


def named_by(words: str, cycle_id: str, framework: str | None, pillar: str | None) -> list[Named]:
    """The subjects that the words name, in order; empty if they name none as a whole.

    Args:
        words: what follows "good at", "requires improvement in" or stands before "is judged to be".
        cycle_id: decides which matters there are.
        framework: of the report, where the cycle has two.
        pillar: the pillar the sentence stands in, None if it may speak of any.
    """
    rest = words.casefold().replace("’", "'").replace("antisocial", "anti-social").strip()
    found: list[Named] = []
    match = _longest(_without_opening(rest), cycle_id, framework, pillar)
    while match is not None:
        named, rest = match
        following = _next(rest, cycle_id, framework, pillar)
        while following is None and (title := _REST_OF_TITLE.match(rest)):
            rest = rest[title.end() :]
            following = _next(rest, cycle_id, framework, pillar)
        if not (_BOUND.match(rest) or named.question is None) or _ONLY.match(rest):
            return found
        if named not in found:
            found.append(named)
        match = following
    return found


def _next(rest: str, cycle_id: str, framework: str | None, pillar: str | None) -> tuple[Named, str] | None:
    """The next subject of an enumeration: "… and tackling serious and organised crime"."""
    joined = re.match(r"\s*(?:,\s*(?:and )?|and )(?:at |in )?", rest)
    return _longest(_without_opening(rest[joined.end() :]), cycle_id, framework, pillar) if joined else None


def _without_opening(words: str) -> str:
    while (match := _OPENING.match(words)) and match.end():
        words = words[match.end() :]
    return words


def _longest(words: str, cycle_id: str, framework: str | None, pillar: str | None) -> tuple[Named, str] | None:
    fitting = [
        (len(phrase), named)
        for phrase, named in _phrases(cycle_id, framework)
        if words.startswith(phrase) and pillar in (None, named.pillar)
    ]
    longest = max((length for length, _ in fitting), default=0)
    subjects = {named for length, named in fitting if length == longest}
    return (subjects.pop(), words[longest:]) if len(subjects) == 1 else None


@cache
def _phrases(cycle_id: str, framework: str | None) -> tuple[tuple[str, Named], ...]:
    pillars = [
        (phrase, Named(pillar.pillar, None)) for pillar in vocabulary.pillars_of(cycle_id) for phrase in pillar.phrases
    ]
    questions = [
        (phrase, Named(question.pillar, question))
        for question in vocabulary.questions_of(cycle_id)
        if framework in (None, question.framework)
        for phrase in question.phrases
    ]
    return (*pillars, *questions)
