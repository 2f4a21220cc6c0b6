"""Sheets: the figures of one period as they may be shown, and the sums and words that reports make with them. Pure.

What the disclosure gate hid is hidden here too, and what is worked out from a hidden figure (a share, a price) is
hidden as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from oco.periods import MONTHS, Period, PeriodKind
from oco.templatetags.oco import number
from reporting import indicators
from reporting.definitions import Book
from reporting.terms import GrantTerms
from reporting.values import State, Unit, Value, absent, hidden


@dataclass(frozen=True)
class Party:
    """Whose figures: a provider, the partnership or the municipality. `key` is unique within a report."""

    level: str
    key: str
    name: str
    provider_id: int | None = None


Address = tuple[str, str, str, str]  # party key, indicator, dimension, member


@dataclass(frozen=True)
class Sheet:
    """The figures of one period. `declared` are totals that were said and not counted; `unfinished` says that the
    count was made before the period was over."""

    period: Period
    values: Mapping[Address, Value]
    declared: frozenset[Address] = frozenset()
    unfinished: bool = False

    def get(self, party: Party, indicator: str, dimension: str = "", member: str = "") -> Value | None:
        return self.values.get((party.key, indicator, dimension, member))

    def members(self, party: Party, indicator: str, dimension: str) -> list[str]:
        return [
            member for (key, name, dim, member) in self.values if (key, name, dim) == (party.key, indicator, dimension)
        ]


@dataclass(frozen=True)
class Material:
    """All that the sections are made from. `whole` is the party that the report is about."""

    period: Period
    whole: Party
    providers: Sequence[Party]  # empty where the report is about one provider
    now: Sheet
    previous: Sheet | None
    year_before: Sheet | None
    quarters: Sequence[Sheet]  # up to the end of the period, oldest first, for the chart over time
    terms: GrantTerms | None
    earlier_terms: Sequence[GrantTerms] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by dimension: member -> words, in order
    terms_sentence: str = ""  # which terms hold for the first contact and for picking up
    signals_text: str = ""  # what the signals of the period come to, in paragraphs
    unassigned: Party | None = None  # questions that no provider has yet, where there are any
    notes: Mapping[int, str] = field(default_factory=dict)  # by year: what must be said beside its figures
    book: Book = field(default_factory=Book)  # the editions of the definitions

    @property
    def sheets(self) -> list[Sheet | None]:
        """The columns of a table that compares; a year has no other previous period than the year before."""
        if self.period.kind is PeriodKind.YEAR:
            return [self.now, self.previous]
        return [self.now, self.previous, self.year_before]

    @property
    def columns(self) -> tuple[str, ...]:
        if self.period.kind is PeriodKind.YEAR:
            return (self.period.label, self.period.previous().label)
        return (self.period.label, self.period.previous().label, self.period.year_before().label)

    @property
    def parties(self) -> list[Party]:
        return [*self.providers, self.whole]

    @property
    def rows(self) -> list[Party]:
        """The rows of a table by provider, the whole last."""
        return [*self.providers, *([self.unassigned] if self.unassigned else []), self.whole]

    @property
    def together(self) -> str:
        return "Samen" if self.providers else self.whole.name


_UNITS: Mapping[indicators.Unit, Unit] = {
    indicators.Unit.PEOPLE: Unit.COUNT,
    indicators.Unit.QUESTIONS: Unit.COUNT,
    indicators.Unit.COUNT: Unit.COUNT,
    indicators.Unit.MINUTES: Unit.MINUTES,
    indicators.Unit.MINUTES_EACH: Unit.MINUTES_EACH,
    indicators.Unit.SCORE: Unit.SCORE,
    indicators.Unit.DAYS: Unit.DAYS,
}


def unit_of(indicator: str) -> Unit:
    return _UNITS[indicators.INDICATORS[indicator].unit]


def label_of(indicator: str) -> str:
    """As in the definitions, so that a reader finds it there."""
    return indicators.INDICATORS[indicator].label


# --- working out -----------------------------------------------------------------------------------------------------


def found(sheet: Sheet | None, party: Party, indicator: str, dimension: str = "", member: str = "") -> Value:
    """The value on the sheet, or absent."""
    value = sheet.get(party, indicator, dimension, member) if sheet else None
    return value if value is not None else absent(unit_of(indicator))


def divided(part: Value, whole: Value, unit: Unit) -> Value:
    """A ratio; hidden where one of both is hidden, absent where there is nothing to divide by."""
    if part.hidden or whole.hidden:
        return hidden(unit)
    if part.number is None or not whole.number:
        return absent(unit)
    state = State.ROUNDED if State.ROUNDED in (part.state, whole.state) else State.EXACT
    quotient = part.number / whole.number
    places = Decimal("0.0001") if unit is Unit.SHARE else Decimal(1)
    return Value(unit, quotient.quantize(places, ROUND_HALF_UP), state)


def remaining(whole: Value, parts: Sequence[Value]) -> Value:
    """The whole minus its parts; hidden where one of them is hidden, absent where one wasn't counted."""
    values = [whole, *parts]
    if any(value.hidden for value in values):
        return hidden(whole.unit)
    numbers = [value.number for value in values if value.number is not None]
    if len(numbers) < len(values):
        return absent(whole.unit)
    state = State.ROUNDED if any(value.state is State.ROUNDED for value in values) else State.EXACT
    return Value(whole.unit, max(numbers[0] - sum(numbers[1:]), Decimal(0)), state)


def price(amount: Decimal, count: Value) -> Value:
    """Whole euros for one, half up."""
    if count.hidden:
        return hidden(Unit.EURO)
    if not count.number or not amount:
        return absent(Unit.EURO)
    return Value(Unit.EURO, (amount / count.number).quantize(Decimal(1), ROUND_HALF_UP), count.state)


def amount_of(terms: GrantTerms, party: Party, period: Period) -> Decimal:
    """The part of the year's grant that falls in the period, by months, in euro with cents left in."""
    year = terms.total if party.provider_id is None else terms.of_provider(party.provider_id)
    return year * MONTHS[period.kind] / 12


def hours_text(minutes: Decimal) -> str:
    return f"{number(minutes / 60, 1).removesuffix(',0')} uur"


def difference_text(now: Value, before: Value, than: str) -> str:
    """ "46 meer dan in het 4e kwartaal 2025"; empty where one of both isn't known."""
    if now.number is None or before.number is None:
        return ""
    step = now.number - before.number
    if step == 0:
        return f"evenveel als in {than}"
    return f"{number(abs(step))} {'meer' if step > 0 else 'minder'} dan in {than}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
