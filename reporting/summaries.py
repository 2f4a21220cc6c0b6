"""The first page of a report: a few key figures in plain sentences, and each target beside what was reached. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from oco.templatetags.oco import date_nl, number
from reporting import forecast, indicators
from reporting.documents import ChartData, KeyFigure, Series, Summary, TargetResult
from reporting.expected_sections import Expected, method_of, too_early
from reporting.forecast import Forecast
from reporting.sheets import (
    Material,
    Party,
    amount_of,
    difference_text,
    divided,
    found,
    hours_text,
    label_of,
    price,
    unit_of,
)
from reporting.terms import TargetLine
from reporting.values import Unit, Value, absent


@dataclass(frozen=True)
class YearSoFar:
    """The totals of the whole from 1 January `until` a day (not included), as they may be shown; and what the whole
    year is expected to come to."""

    until: date
    values: Mapping[str, Value]
    expected: Expected = field(default_factory=Expected)


# --- key figures ------------------------------------------------------------------------------------------------------


def key_figures(material: Material) -> tuple[KeyFigure, ...]:
    """At most six, those that hold a value."""
    made = [
        _counted(material, "unique_clients"),
        _counted(material, "questions_answered"),
        _on_time(material),
        _hours(material),
        _score(material),
        _price(material),
    ]
    return tuple(figure for figure in made if figure is not None)


def _counted(material: Material, indicator: str) -> KeyFigure | None:
    value = found(material.now, material.whole, indicator)
    if value.number is None:
        return None
    before = material.year_before or material.previous
    told = difference_text(value, found(before, material.whole, indicator), before.period.in_words) if before else ""
    return KeyFigure(label_of(indicator), value, f"{told[:1].upper()}{told[1:]}." if told else "")


def _on_time(material: Material) -> KeyFigure | None:
    done = found(material.now, material.whole, "pick_up_total")
    share = divided(found(material.now, material.whole, "pick_up_on_time"), done, Unit.SHARE)
    if share.number is None:
        return None
    return KeyFigure("Op tijd opgepakt", share, f"Van de {done.text} vragen waarvoor de termijn gold.")


def _hours(material: Material) -> KeyFigure | None:
    mean = found(material.now, material.whole, "minutes_per_question_mean")
    above = found(material.now, material.whole, "questions_above_guideline")
    if mean.number is None:
        return None
    words = f"{above.text} {'vraag' if above.number == 1 else 'vragen'} boven de richtlijn." if above.number else ""
    return KeyFigure("Per afgesloten vraag", mean, words or "Geen vraag boven de richtlijn.", "uur")


def _score(material: Material) -> KeyFigure | None:
    mean, count = (found(material.now, material.whole, name) for name in ("score_mean", "score_count"))
    if mean.number is None:
        return None
    return KeyFigure("Cijfer van cliënten", mean, f"Gemiddelde van {count.text} cijfers." if count.number else "")


def _price(material: Material) -> KeyFigure | None:
    if material.terms is None:
        return None
    amount = amount_of(material.terms, material.whole, material.period)
    each = price(amount, found(material.now, material.whole, "unique_clients"))
    per_question = price(amount, found(material.now, material.whole, "questions_answered"))
    if each.number is None:
        return None
    return KeyFigure("Prijs per cliënt", each, f"En {per_question.text} per beantwoorde vraag.")


# --- targets ----------------------------------------------------------------------------------------------------------


def target_results(material: Material, so_far: YearSoFar) -> tuple[TargetResult, ...]:
    if material.terms is None:
        return ()
    lines = [line for line in material.terms.targets if line.indicator in indicators.INDICATORS]
    return tuple(
        replace(
            target_result(material.whole, line, so_far=so_far, year=material.period.year), chart=f"chart-target-{place}"
        )
        for place, line in enumerate(lines, start=1)
    )


def target_result(whole: Party, line: TargetLine, *, so_far: YearSoFar, year: int) -> TargetResult:
    """One target of the year beside the year so far, with the expected year for what adds up over a year."""
    indicator = indicators.INDICATORS[line.indicator]
    unit = unit_of(line.indicator)
    over = so_far.until >= date(year + 1, 1, 1)
    shown = so_far.values.get(line.indicator, absent(unit))
    reached = shown.number
    guess = None
    if reached is not None and not over:
        guess = so_far.expected.of(whole, line.indicator)
    judged = guess.expected if guess else reached
    if guess is None and not over and indicator.is_count and line.indicator not in AT_A_MOMENT:
        judged = None  # too early in the year to say anything
    difference = None if judged is None else judged - line.value
    met = None if difference is None else (difference >= 0 if line.direction == "at_least" else difference <= 0)
    return TargetResult(
        indicator=line.indicator,
        label=indicator.label,
        direction=line.direction,
        unit=unit,
        target=line.value,
        reached=shown,
        expected=guess.expected if guess else None,
        low=guess.low if guess else None,
        high=guess.high if guess else None,
        difference=difference,
        met=met,
        verdict=_verdict(met, over=over),
        sentence=_sentence(line, shown, judged, guess, over=over, year=year, until=so_far.until),
    )


# What stands open on the last day is no sum over the year.
AT_A_MOMENT = frozenset({"questions_open"})


def _verdict(met: bool | None, *, over: bool) -> str:
    if met is None:
        return "Nog niet te zeggen"
    if over:
        return "Gehaald" if met else "Niet gehaald"
    return "Op koers" if met else "Niet op koers"


def _sentence(
    line: TargetLine,
    shown: Value,
    judged: Decimal | None,
    guess: Forecast | None,
    *,
    over: bool,
    year: int,
    until: date,
) -> str:
    unit = shown.unit
    if shown.number is None:
        return "Dit cijfer is verborgen." if shown.hidden else "Hierover zijn nog geen cijfers."
    if judged is None:
        return too_early(until, line.indicator)
    step = judged - line.value
    short = written(unit, abs(step))
    place = "precies op het doel" if not step else f"{short} {'boven' if step > 0 else 'onder'} het doel"
    aim = f"doel {'ten hoogste ' if line.direction == 'at_most' else ''}{written(unit, line.value)}"
    if guess is not None:
        return (
            f"Verwacht voor heel {year}: {written(unit, guess.expected)} ({aim}): {place}. "
            f"Waarschijnlijk tussen {written(unit, guess.low)} en {written(unit, guess.high)}. "
            f"{chance_sentence(line, guess)}"
        )
    if over:
        return f"Bereikt in {year}: {written(unit, judged)} ({aim}): {place}."
    last = date_nl(date.fromordinal(until.toordinal() - 1))
    return f"Tot en met {last}: {written(unit, judged)} ({aim}): {place}."


def chance_sentence(line: TargetLine, guess: Forecast) -> str:
    """‘De kans dat het doel gehaald wordt, is klein.’"""
    found = forecast.chance(
        line.value,
        at_least=line.direction == "at_least",
        expected=guess.expected,
        low=guess.low,
        high=guess.high,
    )
    return f"De kans dat het doel gehaald wordt, is {found}."


def written(unit: Unit, amount: Decimal) -> str:
    """With its unit in words: "1.240", "8,5 uur", "7,9"."""
    if unit in (Unit.MINUTES, Unit.MINUTES_EACH):
        return hours_text(amount)
    if unit is Unit.SCORE:
        return number(amount, 1)
    return number(amount)


def target_charts(results: Sequence[TargetResult]) -> tuple[ChartData, ...]:
    return tuple(
        ChartData(
            result.chart,
            "bullet",
            result.label,
            (),
            (Series(result.label, (result.reached,)),),
            target=result.target,
            expected=result.expected,
            at_most=result.direction == "at_most",
        )
        for result in results
        if result.reached.number is not None
    )


def summary(material: Material, so_far: YearSoFar, remarks: Sequence[str] = ()) -> Summary:
    results = target_results(material, so_far)
    used = [
        guess
        for result in results
        if result.expected is not None and (guess := so_far.expected.of(material.whole, result.indicator))
    ]
    method = method_of(used, so_far.until) if used else ""
    return Summary(key_figures(material), results, target_charts(results), so_far.until, method, tuple(remarks))
