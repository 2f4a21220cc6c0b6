"""Definitions as dated objects: what a figure means, from which day on, and what the count takes from that. Pure.

The standard edition of every definition stands in `reporting/indicators.py`. A municipality may announce a next edition
of two of them, by what the count can take: which outcomes are an answer, and from how many minutes a contact makes
somebody a client. The sentence is made from the same values as the count, so that the two can't say different things.

An edition begins on 1 January. In the first quarter, half-year and year that it is in force, the former edition runs
beside it (docs/decisions/0020).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from oco.outcomes import ANSWERED, Outcome
from oco.periods import Period
from oco.templatetags.oco import date_nl
from reporting.indicators import INDICATORS

FIRST_DAY = date(2015, 1, 1)  # the standard editions: since the Wmo 2015 there is client support to count
MOST_MINUTES = 60


class Rule(StrEnum):
    """What the count takes from a definition."""

    ANSWERED = "answered"
    CLIENT_WORK = "client_work"


# By rule the figures of which it changes the sentence; the first is what it is about.
FIGURES: dict[Rule, tuple[str, ...]] = {
    Rule.ANSWERED: ("questions_answered", "questions_closed_otherwise"),
    Rule.CLIENT_WORK: ("unique_clients", "new_clients"),
}
RULE_OF: dict[str, Rule] = {indicator: rule for rule, indicators in FIGURES.items() for indicator in indicators}


@dataclass(frozen=True)
class Counting:
    """What the count takes: the outcomes that are an answer, and from how many minutes on a contact is work that makes
    somebody a client (0: every contact, also one without minutes)."""

    answered: frozenset[str] = frozenset(str(outcome) for outcome in ANSWERED)
    least_minutes: int = 1

    @property
    def otherwise(self) -> frozenset[str]:
        return frozenset(Outcome.values) - self.answered


STANDARD = Counting()


@dataclass(frozen=True)
class Announced:
    """A next edition, as a municipality announced it. Only what is of its rule counts: see `Book.counting_on`."""

    rule: Rule
    number: int
    valid_from: date
    counting: Counting
    example: str
    counter_example: str
    reason: str = ""
    pk: int = 0
    by_name: str = ""


@dataclass(frozen=True)
class Edition:
    """What one figure means from a day on."""

    indicator: str
    number: int
    valid_from: date
    sentence: str
    example: str
    counter_example: str
    counting: Counting = STANDARD
    announced: Announced | None = None

    @property
    def label(self) -> str:
        return INDICATORS[self.indicator].label

    @property
    def standing(self) -> str:
        """For a report, behind the sentence; nothing for the standard edition."""
        if self.number == 1:
            return ""
        return f"Zo telt het sinds {date_nl(self.valid_from)} ({self.number}e versie)."


@dataclass(frozen=True)
class Change:
    """Two editions of one figure that run beside each other in a period."""

    now: Edition
    before: Edition


@dataclass(frozen=True)
class Book:
    """All editions of one municipality."""

    announced: tuple[Announced, ...] = field(default=())

    def editions(self, indicator: str) -> list[Edition]:
        """Oldest first; the standard one always is there."""
        found = [standard(indicator)]
        for each in sorted(self.announced, key=lambda each: each.valid_from):
            if each.rule == RULE_OF.get(indicator):
                found.append(edition_of(indicator, each))
        return found

    def edition_on(self, indicator: str, day: date) -> Edition:
        """The one in force; before the first day of the standard edition that one."""
        editions = self.editions(indicator)
        return next((each for each in reversed(editions) if each.valid_from <= day), editions[0])

    def counting_on(self, day: date) -> Counting:
        """What a count takes of a stretch that begins on this day."""
        return Counting(
            answered=self.edition_on("questions_answered", day).counting.answered,
            least_minutes=self.edition_on("unique_clients", day).counting.least_minutes,
        )

    def changes(self, period: Period) -> tuple[Change, ...]:
        """The figures that mean something else than in the period before, of the same kind."""
        found: list[Change] = []
        for indicator in RULE_OF:
            now = self.edition_on(indicator, period.start)
            before = self.edition_on(indicator, period.previous().start)
            if now.number != before.number:
                found.append(Change(now, before))
        return tuple(found)

    def former_counting(self, period: Period) -> Counting | None:
        """How the former editions count this period, where one runs beside the one in force; otherwise None."""
        return self.counting_on(period.previous().start) if self.changes(period) else None


def standard(indicator: str) -> Edition:
    """The first edition of every definition, that stands in the code."""
    found = INDICATORS[indicator]
    return Edition(indicator, 1, FIRST_DAY, found.definition, found.example, found.counter_example)


def edition_of(indicator: str, announced: Announced) -> Edition:
    """What an announced edition makes of one of its figures. The examples that were written with it are about the first
    figure of its rule; the others get theirs from the values."""
    words = words_of(indicator, announced.counting)
    if indicator == FIGURES[announced.rule][0]:
        words = replace(words, example=announced.example, counter_example=announced.counter_example)
    return Edition(
        indicator,
        announced.number,
        announced.valid_from,
        words.sentence,
        words.example,
        words.counter_example,
        announced.counting,
        announced,
    )


# --- words ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    sentence: str
    example: str
    counter_example: str


def words_of(indicator: str, counting: Counting) -> Words:
    """Sentence, example and counter-example of a figure that is counted so."""
    found = INDICATORS[indicator]
    usual = Words(found.definition, found.example, found.counter_example)
    match indicator:
        case "questions_answered":
            return _answered(counting)
        case "questions_closed_otherwise":
            return _closed_otherwise(counting)
        case "unique_clients" | "new_clients" if counting.least_minutes != STANDARD.least_minutes:
            sentence = usual.sentence
            for standard_words, ours in _work_words(counting.least_minutes).items():
                sentence = sentence.replace(standard_words, ours)
            if indicator == "new_clients":
                return replace(usual, sentence=sentence)
            example, counter_example = _work_examples(counting.least_minutes)
            return Words(sentence, example, counter_example)
    return usual


def _answered(counting: Counting) -> Words:
    but = _listed(counting.otherwise, "en")
    one = _first(counting.answered, "leaflet_referral", "information_advice")
    other = _first(counting.otherwise, "leaflet_referral", "stopped")
    return Words(
        "Hulpvragen die in de periode zijn afgesloten met een antwoord: elke uitkomst"
        + (f", behalve {but}." if but else "."),
        f"Afgesloten op 1 april met {one}: beantwoord in het 2e kwartaal.",
        f"Afgesloten op 1 april met {other}: niet beantwoord."
        if other
        else INDICATORS["questions_answered"].counter_example,
    )


def _closed_otherwise(counting: Counting) -> Words:
    names = _listed(counting.otherwise, "of")
    one = _first(counting.otherwise, "leaflet_referral", "stopped")
    other = _first(counting.answered, "leaflet_referral", "wlz")
    return Words(
        f"Hulpvragen die in de periode zijn afgesloten zonder antwoord: {names}."
        if names
        else "Hulpvragen die in de periode zijn afgesloten zonder antwoord. Elke uitkomst is nu een antwoord.",
        f"Afgesloten met {one}." if one else "Er is geen uitkomst die hier telt.",
        f"Afgesloten met {other}: dat is een antwoord.",
    )


def _listed(outcomes: Iterable[str], word: str) -> str:
    """ "‘geen oplossing’, ‘gestopt door cliënt’ en ‘verhuisd of overleden’", in the order of the list."""
    names = [f"‘{outcome.label}’" for outcome in Outcome if outcome in set(outcomes)]
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)


def _first(outcomes: frozenset[str], *liked: str) -> str:
    """The name of one of these outcomes: of those that are liked as an example the first; empty where there is none."""
    for key in [*liked, *Outcome.values]:
        if key in outcomes:
            return f"‘{Outcome(key).label}’"
    return ""


def _work_words(least: int) -> dict[str, str]:
    """The standard words about work, and what they become."""
    contact = "contact" if least == 0 else f"contact van {least} minuten of meer"
    return {
        "(een contact met minuten)": f"(een {contact}{', ook een van 0 minuten' if least == 0 else ''})",
        "er waren geen uren geschreven": f"er was geen {contact} geschreven",
    }


def _work_examples(least: int) -> tuple[str, str]:
    if least == 0:
        return (
            "Aan een vraag die al langer open staat is in de periode één keer gebeld, 0 minuten: 1.",
            INDICATORS["unique_clients"].counter_example,
        )
    return (
        f"Aan een vraag die al langer open staat is in de periode één keer {least} minuten gewerkt: 1.",
        f"Aan een vraag die al langer open staat is in de periode twee keer {least - 1} minuten gewerkt: telt niet.",
    )
