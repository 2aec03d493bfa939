"""The grades that the sentences of one document state, bound to pillars and questions.

Sentences count in the pillars' summaries and in the first paragraph of a question's section. HMI's own
observations, later paragraphs and other years' judgments are prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline import vocabulary
from pipeline.meaning.formulas import Stated, formulas_of, may_state
from pipeline.meaning.places import Outlined, Role
from pipeline.meaning.sentences import sentences
from pipeline.meaning.subjects import Named, named_by
from pipeline.meaning.welsh_sentences import welsh_grade
from pipeline.meaning.wording import OTHER_YEAR
from pipeline.words.blocks import plain
from pipeline.words.model import Evidence, GradeReading, Identity, Reading, Status, Subject

_IN_SUMMARIES = frozenset({Role.BODY, Role.ITEM})
_FIRST = 2
"""How many sentences of a section's first paragraph may state its grade without the word "judged"."""


class SentenceGrades:
    """Reads the sentences of one document. Force and cycle of ``identity`` must be known to find anything."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        names = vocabulary.forces()[identity.force_id].names if identity.force_id else ()
        self.formulas = formulas_of(names)

    def of_topic(
        self, subject: Subject, title: str, places: tuple[Outlined, ...], statuses: list[GradeReading]
    ) -> Iterator[GradeReading]:
        """The readings in a section about the section's own subject.

        Where the section says that a judgment was carried over, only sentences that name its year count.
        """
        carried = {status.carried_from for status in statuses if status.carried_from}
        body = [place for place in places if place.role is Role.BODY]
        first = next((place for place in body if not _says_carried(place, statuses)), None)
        if first is not None and self.identity.language == "cy" and not carried:
            yield from self._in_welsh(subject, title, first)
        for place in body:
            opens = bool(carried) or place is first
            if not opens and subject.question_id is not None:
                continue
            if not may_state(place.passage.text) or not (opens or not in_own_words(place)):
                continue
            for number, sentence in enumerate(sentences(place.passage.text)):
                found = self._in_section(sentence, number, carried) if opens else self.formulas.whole_judgment(sentence)
                for stated in found:
                    if self._about(stated, subject):
                        yield self._reading(subject, title, stated, place, sentence)

    def _in_welsh(self, subject: Subject, title: str, place: Outlined) -> Iterator[GradeReading]:
        question = place.question
        known = vocabulary.welsh_titles().get(question.concept_id, ()) if question else ()
        for sentence in sentences(place.passage.text)[:_FIRST]:
            grade = welsh_grade(sentence, (title, *known)) if question else None
            if grade:
                yield self._reading(subject, title, Stated(grade, None, "Welsh sentence", False), place, sentence)

    def _in_section(self, sentence: str, number: int, carried: set[str]) -> list[Stated]:
        """What a sentence states whose place in its paragraph is ``number``."""
        if carried:
            return [stated for stated in self.formulas.earlier_in(sentence) if stated.year in carried]
        if OTHER_YEAR.search(sentence):
            return []
        found = [stated for stated in self.formulas.stated_in(sentence) if stated.explicit or number < _FIRST]
        return found or (self.formulas.opening_with(sentence) if number == 0 else [])

    def of_summaries(self, outlined: list[Outlined], carried: set[Subject]) -> Iterator[GradeReading]:
        """The readings about pillars and questions in what stands before any question's own section.

        Args:
            outlined: all passages.
            carried: questions for which an earlier year's judgment may stand: those that the document says it
                carries over, and those it has no section on.
        """
        if self.identity.force_id is None or self.identity.cycle_id is None:
            return
        for place in outlined:
            if place.question is not None or place.role not in _IN_SUMMARIES:
                continue
            text = place.passage.text
            if not may_state(text) or in_own_words(place):
                continue
            for sentence in filter(may_state, sentences(text)):
                yield from self._in_summary(place, sentence, carried)

    def _in_summary(self, place: Outlined, sentence: str, carried: set[Subject]) -> Iterator[GradeReading]:
        named = [] if OTHER_YEAR.search(sentence) else list(self.formulas.extents(sentence))
        if self.identity.cycle_id == "2014":
            named += self.formulas.efficiency_of_2014(sentence)
        stated_now = [stated for stated in self.formulas.stated_in(sentence) if stated.topic or stated.pillar]
        if stated_now and not OTHER_YEAR.search(sentence):
            named += stated_now
        for stated in named:
            for subject, title in self._subjects(stated, place.pillar):
                yield self._reading(subject, title, stated, place, sentence)
        for stated in self.formulas.earlier_in(sentence):
            for subject, title in self._subjects(stated, place.pillar):
                if subject in carried:
                    yield self._reading(subject, title, stated, place, sentence)

    def _subjects(self, stated: Stated, pillar: str | None) -> Iterator[tuple[Subject, str]]:
        if stated.topic is None:
            if stated.pillar:
                yield self._subject(Named(stated.pillar, None)), stated.pillar.capitalize()
            return
        cycle_id = self.identity.cycle_id or ""
        for named in named_by(stated.topic, cycle_id, self.identity.framework, pillar):
            title = named.question.text if named.question else (named.pillar or "").capitalize()
            yield self._subject(named), title

    def _subject(self, named: Named) -> Subject:
        question_id = named.question.question_id if named.question else None
        return Subject(self.identity.force_id or "", self.identity.cycle_id or "", named.pillar, question_id)

    def _about(self, stated: Stated, subject: Subject) -> bool:
        """Whether a sentence in a section speaks of the section's subject: by name, or by naming nothing else.

        Sentences that name a pillar are read with the summaries.
        """
        if stated.topic is None:
            return stated.pillar is None
        return subject.question_id is not None and subject in {
            subject for subject, _ in self._subjects(stated, subject.pillar)
        }

    @staticmethod
    def _reading(subject: Subject, title: str, stated: Stated, place: Outlined, sentence: str) -> GradeReading:
        evidence = Evidence(Reading.SENTENCE, place.passage.ordinal, sentence, stated.rule)
        if isinstance(stated.grade, Status):
            return GradeReading(subject, title, None, stated.grade, evidence)
        status = Status.CARRIED_FORWARD if stated.year else Status.GRADED
        return GradeReading(subject, title, stated.grade, status, evidence, carried_from=stated.year)


def in_own_words(place: Outlined) -> bool:
    """Whether a passage stands in what the inspector says in person: praise and blame there are no grades."""
    return any(vocabulary.report_headings().get(plain(title)) for title in place.path)


def _says_carried(place: Outlined, statuses: Iterable[GradeReading]) -> bool:
    return any(status.evidence.passage == place.passage.ordinal for status in statuses)
