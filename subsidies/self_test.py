"""The municipality's yearly self-test on client support: its questions as data, and how the answers are kept.

The seven subjects are those of VNG's self-test; the questions are in our own words, each with the ground it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from oco import audit
from oco.models import Municipality, User
from subsidies.models import SelfTestAnswer


@dataclass(frozen=True)
class Question:
    """One question. `key` is kept with the answer and never given to another question."""

    key: str
    text: str
    help: str = ""


@dataclass(frozen=True)
class Subject:
    title: str
    questions: tuple[Question, ...]


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "Beleidsplan",
        (
            Question(
                "plan-written",
                "Staat in ons beleidsplan hoe wij cliëntondersteuning regelen?",
                "De Wmo 2015 vraagt dit (artikel 2.1.2 en 2.2.4).",
            ),
            Question("plan-goals", "Zijn er doelen die wij elk jaar kunnen nameten?"),
            Question("plan-money", "Is er een eigen budget, en weten wij op tijd wanneer dat op raakt?"),
            Question("plan-council", "Hoort de raad elk jaar hoe het gaat?"),
        ),
    ),
    Subject(
        "Onafhankelijk",
        (
            Question(
                "independent-interest",
                "Is het belang van de cliënt het enige waar de ondersteuner naar kijkt?",
                "De Wmo 2015, artikel 2.2.4: het belang van de betrokkene is uitgangspunt.",
            ),
            Question("independent-decide", "Beslist wie ondersteunt nooit mee over een voorziening?"),
            Question("independent-file", "Kan niemand van de gemeente in een dossier kijken?"),
            Question("independent-choice", "Kan een cliënt een andere ondersteuner krijgen?"),
        ),
    ),
    Subject(
        "Levensbreed",
        (
            Question(
                "broad-domains",
                "Kunnen mensen met elke vraag terecht: zorg, jeugdhulp, onderwijs, wonen, werk en inkomen?",
                "De omschrijving staat in de Wmo 2015, artikel 1.1.1.",
            ),
            Question("broad-groups", "Bereiken wij ook nieuwe groepen, zoals jongeren en mensen met ggz-vragen?"),
            Question("broad-wlz", "Is de overgang naar de Wlz en het zorgkantoor geregeld, zonder gat ertussen?"),
            Question("broad-informal", "Werken vrijwilligers en ervaringsdeskundigen mee, en weten zij van elkaar?"),
        ),
    ),
    Subject(
        "Toegankelijk",
        (
            Question("open-free", "Is het gratis, en zonder verwijzing of indicatie?"),
            Question("open-places", "Kunnen mensen het in elke wijk of elk dorp krijgen, ook aan huis?"),
            Question("open-words", "Zijn de teksten en de website te begrijpen en voor iedereen te gebruiken?"),
            Question("open-known", "Weten inwoners dat het bestaat, en meten wij dat?"),
        ),
    ),
    Subject(
        "Informatieplicht",
        (
            Question(
                "tell-before",
                "Vertellen wij iedereen met een melding vóór het onderzoek over cliëntondersteuning?",
                "De Wmo 2015, artikel 2.3.2, derde lid.",
            ),
            Question("tell-youth", "Doen wij dat ook bij jeugdhulp, schulden en werk?"),
            Question("tell-staff", "Weten onze consulenten wat cliëntondersteuning is, en verwijzen zij?"),
            Question("tell-letter", "Staat het in onze brieven en op onze formulieren?"),
        ),
    ),
    Subject(
        "Kwaliteit",
        (
            Question("quality-skills", "Zijn er eisen aan de kennis en scholing van ondersteuners?"),
            Question("quality-terms", "Zijn er termijnen afgesproken, en worden ze gehaald?"),
            Question("quality-asked", "Vragen wij cliënten wat zij ervan vonden, en wat doen wij daarmee?"),
            Question("quality-signals", "Bespreken wij elk kwartaal de signalen, en doen wij er iets mee?"),
        ),
    ),
    Subject(
        "Meedenken van inwoners",
        (
            Question("voice-council", "Denkt de adviesraad mee over cliëntondersteuning?"),
            Question("voice-users", "Praten mensen mee die zelf ondersteuning hadden?"),
            Question("voice-heard", "Horen zij wat er met hun advies is gedaan?"),
        ),
    ),
)
QUESTIONS: dict[str, Question] = {each.key: each for subject in SUBJECTS for each in subject.questions}


@dataclass(frozen=True)
class NewAnswer:
    """One answer; a `score` of nothing takes the answer away."""

    score: str
    note: str = ""
    action: str = ""


@dataclass(frozen=True)
class Line:
    """A question with this year's answer and that of the year before."""

    question: Question
    answer: SelfTestAnswer | None
    before: SelfTestAnswer | None

    @property
    def better(self) -> bool | None:
        """Whether it goes better than last year; None where it is the same or there is nothing to compare."""
        if self.answer is None or self.before is None or self.answer.score == self.before.score:
            return None
        order = list(SelfTestAnswer.Score)
        return order.index(SelfTestAnswer.Score(self.answer.score)) < order.index(
            SelfTestAnswer.Score(self.before.score)
        )


@dataclass(frozen=True)
class SubjectLines:
    title: str
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(line.answer is not None for line in self.lines)

    @property
    def good(self) -> int:
        return sum(line.answer is not None and line.answer.score == SelfTestAnswer.Score.YES for line in self.lines)

    @property
    def actions(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.answer is not None and line.answer.action)


def lines_of(municipality: Municipality, year: int) -> tuple[SubjectLines, ...]:
    """The whole test of a year, with two queries' worth of answers in one."""
    rows = SelfTestAnswer.objects.filter(municipality=municipality, year__in=[year, year - 1])
    known = {(row.year, row.question): row for row in rows}
    return tuple(
        SubjectLines(
            subject.title,
            tuple(
                Line(question, known.get((year, question.key)), known.get((year - 1, question.key)))
                for question in subject.questions
            ),
        )
        for subject in SUBJECTS
    )


def write(*, municipality: Municipality, year: int, answers: Mapping[str, NewAnswer], by: User) -> int:
    """Writes the answers of a year, by key of their question; returns how many there are.

    Raises KeyError for a question that there isn't.
    """
    with transaction.atomic():
        for key, answer in answers.items():
            question = QUESTIONS[key]
            if not answer.score:
                SelfTestAnswer.objects.filter(municipality=municipality, year=year, question=question.key).delete()
                continue
            SelfTestAnswer.objects.update_or_create(
                municipality=municipality,
                year=year,
                question=question.key,
                defaults={
                    "score": answer.score,
                    "note": answer.note.strip(),
                    "action": answer.action.strip(),
                    "answered_at": timezone.now(),
                    "answered_by": by,
                },
            )
        count = SelfTestAnswer.objects.filter(municipality=municipality, year=year).count()
        audit.record("self-test written", by=by, on=municipality, year=year, answers=count)
    return count
