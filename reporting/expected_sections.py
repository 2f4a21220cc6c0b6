"""The section on what the whole year is expected to come to: figures, prices and hours, each with its band. Pure.

Only totals go in, of the whole and of each provider, that the report shows already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from oco.templatetags.oco import date_nl
from reporting import forecast
from reporting.documents import ChartData, Row, Section, Series, Table
from reporting.forecast import Basis, Forecast
from reporting.indicators import INDICATORS
from reporting.indicators import Unit as IndicatorUnit
from reporting.sheets import Material, Party, label_of, unit_of
from reporting.terms import GrantTerms
from reporting.values import Unit, Value, absent
from reporting.weeks import PEOPLE, WEEKLY

ANSWERED, CLIENT_MINUTES, HOURS_EACH = "questions_answered", "client_minutes", "minutes_per_question_mean"
COLUMNS = ("Bereikt", "Verwacht", "Laag", "Hoog", "Doel")
PER_PROVIDER = ((PEOPLE, "clients"), (ANSWERED, "answered"))


@dataclass(frozen=True)
class Expected:
    """The year so far and what it may come to, by (party's key, indicator). Exact totals that may be shown."""

    reached: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    forecasts: Mapping[tuple[str, str], Forecast] = field(default_factory=dict)
    guideline_minutes: int | None = None  # of one question

    def of(self, party: Party, indicator: str) -> Forecast | None:
        return self.forecasts.get((party.key, indicator))


def expected_year(material: Material, expected: Expected, *, until: date) -> tuple[Section, ...]:
    """The section; nothing where the year is over or nothing was counted of it."""
    year = material.period.year
    if until >= date(year + 1, 1, 1):
        return ()
    whole = [name for name in WEEKLY if expected.of(material.whole, name)]
    if not whole:
        return (_nothing_to_say(material, until),) if expected.reached else ()
    charts, tables = [], [_figures(material, expected, whole)]
    for indicator, key in PER_PROVIDER:
        if not expected.of(material.whole, indicator):
            continue
        if material.providers and (table := _by_provider(material, expected, indicator, key)):
            tables.append(table)
        charts.append(_chart(material, expected, indicator, key))
    if found := _costs(material, expected):
        tables.append(found)
    return (
        Section(
            "expected",
            f"Verwachting voor heel {year}",
            f"Wat het jaar waarschijnlijk wordt, gerekend tot en met {_last(until)}. Een verwachting is geen telling: "
            "de getallen zijn afgerond.",
            tuple(tables),
            tuple(charts),
            _how(material, expected, whole, until),
        ),
    )


def _nothing_to_say(material: Material, until: date) -> Section:
    return Section(
        "expected",
        f"Verwachting voor heel {material.period.year}",
        "Wat het jaar waarschijnlijk wordt.",
        sentences=(too_early(until),),
    )


def too_early(until: date, indicator: str = "") -> str:
    """Why nothing is said."""
    if indicator and INDICATORS[indicator].unit is IndicatorUnit.PEOPLE:
        return (
            "Er is te weinig geschiedenis voor een verwachting. Wie al eerder in het jaar kwam, telt niet nog eens. "
            "Hoe dat over een jaar loopt, weten we pas als een heel eerder jaar is geteld."
        )
    quarter = f" Na het eerste kwartaal van {until.year} kan dat wel." if until < date(until.year, 4, 1) else ""
    return f"Er is nog te weinig geschiedenis voor een verwachting, of het jaar is te kort.{quarter}"


def _how(material: Material, expected: Expected, whole: Sequence[str], until: date) -> tuple[str, ...]:
    """How the estimates were made: figures that rest on the same are named in one sentence."""
    told: dict[str, list[str]] = {}
    for indicator in whole:
        guess = expected.of(material.whole, indicator)
        if guess is not None:
            sentence = forecast.method(basis=guess.basis, years=guess.years, until=until)
            told.setdefault(sentence, []).append(label_of(indicator).lower())
    if len(told) == 1:
        return tuple(told)
    return tuple(f"Bij {forecast.and_so_on(names)}: {text[:1].lower()}{text[1:]}" for text, names in told.items())


def method_of(results: Sequence[Forecast], until: date) -> str:
    """One text for several estimates: that of the one that rests on least."""
    order = [Basis.NOTHING, Basis.TOTALS, Basis.WEEKS]
    least = min(results, key=lambda guess: order.index(guess.basis))
    return forecast.method(basis=least.basis, years=least.years, until=until)


def _figures(material: Material, expected: Expected, names: Sequence[str]) -> Table:
    targets = {line.indicator: line.value for line in material.terms.targets} if material.terms else {}
    return Table(
        "expected",
        f"Verwacht in {material.period.year}",
        COLUMNS,
        tuple(
            Row(label_of(name), (*_cells(expected, material.whole, name), _value(unit_of(name), targets.get(name))))
            for name in names
        ),
    )


def _by_provider(material: Material, expected: Expected, indicator: str, key: str) -> Table | None:
    parties = [party for party in material.providers if expected.of(party, indicator)]
    if not parties:
        return None
    return Table(
        f"expected_{key}",
        f"{label_of(indicator)} per aanbieder",
        COLUMNS[:4],
        (
            *(Row(party.name, _cells(expected, party, indicator)) for party in parties),
            Row(material.together, _cells(expected, material.whole, indicator), "total"),
        ),
        "Aanbieder",
        note="De verwachting van samen is apart gemaakt en is niet de som van de aanbieders."
        + (" Wie bij meer aanbieders komt, telt samen één keer." if indicator == PEOPLE else ""),
    )


def _cells(expected: Expected, party: Party, indicator: str) -> tuple[Value, ...]:
    guess = expected.of(party, indicator)
    unit = unit_of(indicator)
    reached = expected.reached.get((party.key, indicator), absent(unit))
    if guess is None:
        return (reached, absent(unit), absent(unit), absent(unit))
    return (reached, Value(unit, guess.expected), Value(unit, guess.low), Value(unit, guess.high))


def _value(unit: Unit, number: Decimal | None) -> Value:
    return absent(unit) if number is None else Value(unit, number)


def _chart(material: Material, expected: Expected, indicator: str, key: str) -> ChartData:
    """What was reached, what is expected and the band, of each provider and together on one scale."""
    parties = [party for party in [*material.providers, material.whole] if expected.of(party, indicator)]
    rows = [_cells(expected, party, indicator) for party in parties]
    targets = {line.indicator: line for line in material.terms.targets} if material.terms else {}
    target = targets.get(indicator)
    return ChartData(
        f"chart-expected-{key}",
        "bands",
        f"{label_of(indicator)}: bereikt en verwacht in {material.period.year}",
        tuple(material.together if party is material.whole else party.name for party in parties),
        tuple(Series(name, tuple(row[n] for row in rows)) for n, name in enumerate(COLUMNS[:4])),
        target=target.value if target else None,
        at_most=target is not None and target.direction == "at_most",
    )


# --- what it costs ----------------------------------------------------------------------------------------------------


def _costs(material: Material, expected: Expected) -> Table | None:
    """Price of a client and of a question and hours of a question over the whole year, beside what was budgeted."""
    rows: list[Row] = []
    terms = material.terms
    if terms is not None and terms.amounts:
        amount = terms.total if material.whole.provider_id is None else terms.of_provider(material.whole.provider_id)
        for indicator, heading in ((PEOPLE, "Prijs per cliënt"), (ANSWERED, "Prijs per beantwoorde vraag")):
            guess = expected.of(material.whole, indicator)
            if guess is not None and amount and guess.low:
                rows.append(Row(heading, (*price_band(amount, guess), _budgeted(terms, indicator))))
    if hours := _hours(material, expected):
        rows.append(hours)
    if not rows:
        return None
    return Table(
        "expected_costs",
        f"Verwachte prijs en uren in {material.period.year}",
        ("Verwacht", "Laag", "Hoog", "Begroot of richtlijn"),
        tuple(rows),
        note="De prijs is de subsidie van het hele jaar gedeeld door het verwachte aantal: hoe meer cliënten of "
        "vragen, hoe lager de prijs. De uren per vraag zijn de verwachte uren voor cliënten gedeeld door de verwachte "
        "beantwoorde vragen.",
    )


def price_band(amount: Decimal, guess: Forecast) -> tuple[Value, Value, Value]:
    """Whole euro each: expected, at least (were the count at its highest) and at most."""
    expected, least, most = (
        Value(Unit.EURO, (amount / count).quantize(Decimal(1), ROUND_HALF_UP))
        for count in (guess.expected, guess.high, guess.low)
    )
    return expected, least, most


def _budgeted(terms: GrantTerms, indicator: str) -> Value:
    target = next((line.value for line in terms.targets if line.indicator == indicator and line.value), None)
    return _value(Unit.EURO, None if target is None else (terms.total / target).quantize(Decimal(1), ROUND_HALF_UP))


def _hours(material: Material, expected: Expected) -> Row | None:
    """No band of its own: minutes and questions rise and fall together."""
    minutes, answered = expected.of(material.whole, CLIENT_MINUTES), expected.of(material.whole, ANSWERED)
    if minutes is None or answered is None or not answered.expected:
        return None
    each = (minutes.expected / answered.expected).quantize(Decimal(1), ROUND_HALF_UP)
    agreed = {line.indicator: line.value for line in material.terms.targets} if material.terms else {}
    norm = agreed.get(HOURS_EACH)
    if norm is None and expected.guideline_minutes:
        norm = Decimal(expected.guideline_minutes)
    unit = Unit.MINUTES_EACH
    return Row("Uren per beantwoorde vraag", (Value(unit, each), absent(unit), absent(unit), _value(unit, norm)))


def _last(until: date) -> str:
    return date_nl(date.fromordinal(until.toordinal() - 1))
