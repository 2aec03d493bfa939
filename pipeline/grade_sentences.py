"""Sentences that state a grade. Formulas seen on published pages; each needs the force as its subject.

Not every sentence with a grade word is one: other years' judgments, other programmes, adjectives and praise
are prose. A formula that cannot be bound to exactly one pillar or question tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline import vocabulary
from pipeline.model import Evidence, Grade, GradeReading, Identity, Reading, Status, Subject
from pipeline.outline import Outlined, Role
from pipeline.sentences import sentences
from pipeline.vocabulary import Question
from pipeline.wording import OTHER_PROGRAMME, OTHER_YEAR, grade_in

_GRADE = r"(?:outstanding|good|adequate|inadequate)"
_IMPROVE = r"requir(?:es?|ing) improvement"
_ANY = rf"(?:{_GRADE}|{_IMPROVE})"
_AT = r"(?:at|in respect of|in relation to|in (?:its approach to|the way (?:in which )?it|how it)|in|with (?:regard|respect) to)"
_STATUS = r"not (?:yet )?graded"

_EXTENT = re.compile(
    rf"[Tt]he extent to which (?P<who>.{{3,60}}?) (?P<how>is effective|is efficient|is legitimate|operates efficiently"
    rf"|treats the public)\b.*?(?:\bis\b)?:? ?(?P<grade>{_ANY}|{_STATUS})\b"
)
_EXTENT_PILLARS = {
    "is effective": "effectiveness",
    "is efficient": "efficiency",
    "operates efficiently": "efficiency",
    "is legitimate": "legitimacy",
    "treats the public": "legitimacy",
}
_2014_EFFICIENCY = re.compile(
    rf"the efficiency with which the (?:force|constabulary) carries out its responsibilities "
    rf"(?:is (?P<grade>{_GRADE})|(?P<improve>requires improvement))"
)
_CLAUSE = re.compile(
    rf"^(?:and |but |while )?(?P<topic>(?:the force[’']s|its|[A-Z][\w -]+?[’']s?) [^;:]{{4,90}}?) (?:is|are) (?:also )?"
    rf"(?:judged|assessed|graded) (?:to (?:be )?|as )?(?P<grade>{_ANY})\b"
)
_STEP = re.compile(rf"(?<![\w-])(?P<grade>{_ANY}) {_AT} ")
_EXPLICIT = ("judged", "judges", "assessed", "graded", "Overall")


@dataclass(frozen=True, slots=True)
class Stated:
    """A grade that a sentence states, and of what: None where the sentence says no more than the force."""

    grade: Grade | Status
    topic: str | None
    rule: str
    explicit: bool


class SentenceGrades:
    """Reads the sentences of one document. Force and cycle of ``identity`` must be known to find anything."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        names = vocabulary.forces()[identity.force_id].names if identity.force_id else ()
        self._who = "(?:" + "|".join(
            [r"[Tt]h(?:e|is) (?:force|constabulary)", r"[Ii]t", *(rf"(?:[Tt]he )?{re.escape(n)}" for n in names)]
        ) + ")"  # fmt: skip
        who = self._who
        self._judged = re.compile(
            rf"(?:^|[ ,])(?:{who} (?:is|has been) (?:also )?(?:judged|assessed|graded)(?: overall)? (?:to be |to |as (?:being )?)?"
            rf"|HMIC(?:FRS)? (?:judges|has (?:judged|assessed)) (?:that )?{who} (?:to be |to |as |is )?"
            rf"|(?:For this reason )?it is graded as )(?P<grade>{_ANY})\b(?P<rest>.*)"
        )
        self._is = re.compile(
            rf"(?:^|(?:, |; |: |and |but |[Hh]owever,? |[Oo]verall,? |in general,? )){who} "
            rf"(?:also )?(?:(?:is|are) (?:also )?(?={_GRADE}\b)|(?=requires improvement\b))(?P<rest>.*)"
        )
        self._pillar_of = re.compile(
            rf"the (?P<topic>effectiveness|efficiency|legitimacy) of {who} (?:is )?(?P<grade>{_ANY})\b"
        )

    def of_topic(
        self, subject: Subject, title: str, places: tuple[Outlined, ...], statuses: list[GradeReading]
    ) -> Iterator[GradeReading]:
        """The readings in a section about the section's own subject.

        Only the first paragraph counts, or the one that names the year of a carried judgment: later ones are
        narrative, in which praise and grade words mean nothing.
        """
        carried = {s.carried_from for s in statuses if s.carried_from}
        body = [place for place in places if place.role is Role.BODY]
        first = next((place for place in body if not _says_carried(place, statuses)), None)
        for place in body:
            for sentence in sentences(place.passage.text)[: 2 if place is first else None]:
                year = next((year for year in carried if f"n {year}" in sentence and year in sentence), None)
                if not (year or (place is first and not carried and not OTHER_YEAR.search(sentence))):
                    continue
                for stated in self.stated_in(sentence, past=year is not None):
                    if self._about(stated, subject):
                        yield _reading(subject, title, stated, place, sentence, year)

    def of_summaries(self, outlined: list[Outlined]) -> Iterator[GradeReading]:
        """The readings about pillars and questions in what stands before any question's own section."""
        if self.identity.force_id is None or self.identity.cycle_id is None:
            return
        for place in outlined:
            if place.question is not None or place.role not in {Role.BODY, Role.ITEM}:
                continue
            for sentence in sentences(place.passage.text):
                yield from self._extents(place, sentence)
                if not OTHER_YEAR.search(sentence):
                    yield from self._named(place, sentence)

    def stated_in(self, sentence: str, *, past: bool = False) -> list[Stated]:
        """The grades that a sentence states of the force. With ``past``, "we judged the force as good" counts."""
        if past:
            match = re.search(
                rf"we (?:judged|graded|assessed) (?:that )?{self._who} (?:to be |as |to |was )?(?P<grade>{_ANY})\b(?P<rest>.*)",
                sentence,
            )
            return [_whole(match, "sentence: judged in the year it is carried from")] if match else []
        clauses = [match for part in sentence.split(";") if (match := _CLAUSE.match(part.strip()))]
        if clauses:
            return [
                Stated(grade_in(m["grade"]), m["topic"], "sentence: its … is judged to be …", explicit=True)
                for m in clauses
            ]
        match = self._pillar_of.search(sentence)
        if match:
            return [
                Stated(
                    grade_in(match["grade"]),
                    match["topic"],
                    "sentence: the … of the force is …",
                    explicit=True,
                )
            ]
        match = self._judged.search(sentence)
        if match:
            return [_whole(match, "sentence: the force is judged to be …")]
        match = self._is.search(sentence)
        return list(_steps(match["rest"], "sentence: the force is … at …")) if match else []

    def _about(self, stated: Stated, subject: Subject) -> bool:
        if stated.topic is None:
            return True
        if OTHER_PROGRAMME.search(stated.topic):
            return False
        if subject.question_id is not None:
            question = vocabulary.questions()[subject.question_id]
            return self._questions(stated.topic, subject.pillar) == {question}
        return subject.pillar is not None and self._pillar(stated.topic, subject.pillar)

    def _pillar(self, topic: str, pillar: str) -> bool:
        """Whether the words speak of the pillar as a whole, and of no question alone."""
        words = topic.casefold().replace("’", "'")
        for known in vocabulary.pillars_of(self.identity.cycle_id or ""):
            if known.pillar == pillar:
                return pillar in words or any(cue in words for cue in known.cues)
        return False

    def _questions(self, topic: str, pillar: str | None) -> set[Question]:
        words = topic.casefold().replace("’", "'")
        return {
            question
            for question in vocabulary.questions_of(self.identity.cycle_id or "", pillar)
            if any(cue in words for cue in question.cues)
        }

    def _extents(self, place: Outlined, sentence: str) -> Iterator[GradeReading]:
        match = _EXTENT.search(sentence)
        if match and re.search(self._who, match["who"]):
            grade, pillar = grade_in(match["grade"]), _EXTENT_PILLARS[match["how"]]
            stated = Stated(grade, None, "sentence: the extent to which …", explicit=True)
            yield _reading(self._pillar_subject(pillar), pillar.capitalize(), stated, place, sentence, None)
        match = _2014_EFFICIENCY.search(sentence)
        if match and self.identity.cycle_id == "2014":
            grade = grade_in(match["grade"] or match["improve"])
            stated = Stated(grade, None, "sentence: the efficiency with which …", explicit=True)
            yield _reading(self._pillar_subject("efficiency"), "Efficiency", stated, place, sentence, None)

    def _pillar_subject(self, pillar: str) -> Subject:
        return Subject(self.identity.force_id or "", self.identity.cycle_id or "", pillar, None)

    def _named(self, place: Outlined, sentence: str) -> Iterator[GradeReading]:
        """Questions that a summary grades by name. A question's own gerund must open the words that name it."""
        for stated in self.stated_in(sentence):
            if stated.topic is None or OTHER_PROGRAMME.search(stated.topic):
                continue
            for part in _parts(stated.topic):
                found = {q for q in self._questions(part, place.pillar) if stated.explicit or _opens(part, q)}
                if len(found) != 1:
                    continue
                question = found.pop()
                if question.graded is not True or self._whole_pillar(part):
                    continue
                subject = Subject(
                    self.identity.force_id or "", question.cycle_id, question.pillar, question.question_id
                )
                yield _reading(subject, question.text, stated, place, sentence, None)

    def _whole_pillar(self, topic: str) -> bool:
        return any(self._pillar(topic, pillar.pillar) for pillar in vocabulary.pillars_of(self.identity.cycle_id or ""))


def _says_carried(place: Outlined, statuses: Iterable[GradeReading]) -> bool:
    return any(status.evidence.passage == place.passage.ordinal for status in statuses)


def _reading(
    subject: Subject, title: str, stated: Stated, place: Outlined, sentence: str, year: str | None
) -> GradeReading:
    evidence = Evidence(Reading.SENTENCE, place.passage.ordinal, sentence, stated.rule)
    if isinstance(stated.grade, Status):
        return GradeReading(subject, title, None, stated.grade, evidence)
    status = Status.CARRIED_FORWARD if year else Status.GRADED
    return GradeReading(subject, title, stated.grade, status, evidence, carried_from=year)


def _whole(match: re.Match[str], rule: str) -> Stated:
    rest = match["rest"]
    at = re.match(rf" {_AT} (?P<topic>.+)", rest)
    return Stated(grade_in(match["grade"]), at["topic"] if at else None, rule, explicit=True)


def _steps(rest: str, rule: str) -> Iterator[Stated]:
    """Each "good at A" of "good at A, good at B and requires improvement in C", with its own words."""
    steps = list(_STEP.finditer(rest))
    if not steps or steps[0].start() != 0:
        return
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        topic = rest[step.end() : following.start() if following else len(rest)]
        yield Stated(grade_in(step["grade"]), topic, rule, explicit=False)


def _parts(topic: str) -> list[str]:
    """The matters joined in one phrase: "reducing crime and preventing offending" is two, or one question."""
    return [topic, *(part for part in re.split(r",? and (?=\w+ing\b)", topic) if part != topic)]


def _opens(phrase: str, question: Question) -> bool:
    """Whether a phrase begins as the question's title goes on: "protecting …", "tackling …"."""
    words = phrase.casefold().replace("’", "'")
    openings = set()
    for title in (question.text, *question.other_texts):
        at = re.search(r" at (\w+ing)\b", title) or re.match(r"(\w+ing)\b", title)
        if at:
            openings.add(at[1].casefold())
    if openings:
        return words.split(" ", 1)[0] in openings
    return any(re.match(rf"(?:its |the |how it )?{re.escape(cue)}", words) for cue in question.cues)
