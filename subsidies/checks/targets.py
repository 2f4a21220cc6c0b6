"""The targets of the grant: reached, or on the way."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from oco.periods import MONTHS, Period, PeriodKind
from oco.templatetags.oco import percent
from reporting import forecast as forecasting
from reporting.indicators import INDICATORS
from reporting.terms import GrantTerms, TargetLine
from subsidies.checks.finding import Facts, Finding, Verdict, share_of, write


def targets(facts: Facts, terms: GrantTerms | None) -> Iterator[Finding]:
    if terms is None or not terms.targets:
        yield Finding(
            "no-targets",
            "Doelen",
            "–",
            "doelen van de subsidie",
            Verdict.ATTENTION,
            f"Voor {facts.period.year} zijn geen doelen ingevuld. Vul ze in bij Subsidie.",
        )
        return
    for target in terms.targets:
        yield _target(facts, target)
    reported = {(line.indicator, line.direction, line.target) for line in facts.targets}
    if facts.targets and reported != {(line.indicator, line.direction, line.value) for line in terms.targets}:
        yield Finding(
            "other-targets",
            "Doelen in het rapport",
            f"{len(reported)}",
            "dezelfde doelen als de subsidie",
            Verdict.ATTENTION,
            "Het rapport rekent met andere doelen dan nu in de subsidie staan. De subsidie is daarna gewijzigd.",
        )


def _target(facts: Facts, target: TargetLine) -> Finding:
    indicator = INDICATORS[target.indicator]
    at_least = target.direction == "at_least"
    goal = write(target.indicator, target.value)
    rule = f"{'ten minste' if at_least else 'ten hoogste'} {goal}"
    title, reached = indicator.label, facts.total(target.indicator)
    if reached is None:
        sentence = "Dit cijfer staat niet in het rapport, of het is te klein om te laten zien."
        return Finding(f"target-{target.indicator}", title, "–", rule, Verdict.UNKNOWN, sentence)
    whole_year = facts.period.kind is PeriodKind.YEAR
    if not indicator.is_count:
        return _level_target(target, title, rule, reached, at_least=at_least, whole_year=whole_year)
    if whole_year:
        return _year_target(target, title, rule, reached, at_least=at_least)
    return _running_target(facts, target, title, reached, at_least=at_least)


def _level_target(
    target: TargetLine, title: str, rule: str, reached: Decimal, *, at_least: bool, whole_year: bool
) -> Finding:
    """A mean or a score: the same number holds for a quarter as for a year."""
    kept = reached >= target.value if at_least else reached <= target.value
    off = write(target.indicator, abs(reached - target.value))
    figure = write(target.indicator, reached)
    if kept:
        verdict, sentence = Verdict.GOOD, f"Afgesproken is {rule}. Dat is gehaald."
    else:
        verdict = Verdict.FAILED if whole_year else Verdict.ATTENTION
        sentence = f"Afgesproken is {rule}. Het is {off} {'te laag' if at_least else 'te hoog'}."
        if not whole_year:
            sentence += " Over het hele jaar kan het nog anders zijn."
    size = share_of(reached - target.value, target.value)
    return Finding(f"target-{target.indicator}", title, figure, rule, verdict, sentence, size)


def _year_target(target: TargetLine, title: str, rule: str, reached: Decimal, *, at_least: bool) -> Finding:
    difference = reached - target.value
    off = write(target.indicator, abs(difference))
    share = percent(abs(difference) / target.value, 1) if target.value else ""
    kept = difference >= 0 if at_least else difference <= 0
    if kept:
        more = f" Het zijn er {off} {'meer' if difference > 0 else 'minder'}." if difference else " Precies gehaald."
        sentence = f"Het doel is gehaald.{more}"
    else:
        sentence = f"Het doel is niet gehaald: {off} te {'weinig' if at_least else 'veel'} ({share})."
    figure = write(target.indicator, reached)
    verdict = Verdict.GOOD if kept else Verdict.FAILED
    size = share_of(difference, target.value)
    return Finding(f"target-{target.indicator}", title, figure, f"{rule} in het jaar", verdict, sentence, size)


def _running_target(facts: Facts, target: TargetLine, title: str, reached: Decimal, *, at_least: bool) -> Finding:
    """Part of a year: the report's own forecast where it has one, else the same share of the target."""
    goal = write(target.indicator, target.value)
    words = f"{'ten minste' if at_least else 'ten hoogste'} {goal}"
    rule = f"{words} in het jaar"
    months, length = MONTHS[facts.period.kind], _length(facts.period)
    forecast = next((line for line in facts.targets if line.indicator == target.indicator), None)
    if forecast is not None and forecast.reached.number is not None:
        reached = forecast.reached.number  # of the year until the end of the period
        if facts.period.end.year > facts.period.year:  # the last quarter or half-year: the year is over
            return _year_target(target, title, words, reached, at_least=at_least)
        if facts.period.end.month - 1 > months:
            months = facts.period.end.month - 1
            length = f"{months} maanden"
    figure = write(target.indicator, reached)
    if forecast is not None and forecast.expected is not None:
        expected, low, high = forecast.expected, forecast.low, forecast.high
        kept = expected >= target.value if at_least else expected <= target.value
        text = f"Verwacht voor het hele jaar: {write(target.indicator, expected)}"
        chance = ""
        if low is not None and high is not None and low != high:
            text += f", waarschijnlijk tussen {write(target.indicator, low)} en {write(target.indicator, high)}"
            likely = forecasting.chance(target.value, at_least=at_least, expected=expected, low=low, high=high)
            chance = f" De kans dat het doel gehaald wordt, is {likely}."
        off = write(target.indicator, abs(expected - target.value))
        size = share_of(expected - target.value, target.value)
        ending = "Dat is genoeg." if kept else f"Dat is {off} te {'weinig' if at_least else 'veel'}."
        sentence = f"{text}. {ending}{chance}"
    else:
        share = Decimal(months) / 12
        needed = (target.value * share).quantize(Decimal(1))
        kept = reached >= needed if at_least else reached <= needed
        size = share_of(reached - needed, needed)
        part = f"{write(target.indicator, needed)} in {length}"
        if target.indicator == "unique_clients":
            sentence = (
                f"Naar verhouding is dat {part}. Let op: wie in meer kwartalen komt, telt in het jaar maar één keer. "
                "Kwartalen kunt u dus niet optellen."
            )
        else:
            sentence = f"Naar verhouding is dat {part}. {'Dat is gehaald.' if kept else 'Dat is nog niet gehaald.'}"
    verdict = Verdict.GOOD if kept else Verdict.ATTENTION
    return Finding(f"target-{target.indicator}", title, figure, rule, verdict, sentence, size)


def _length(period: Period) -> str:
    return {PeriodKind.QUARTER: "een kwartaal", PeriodKind.HALF_YEAR: "een halfjaar"}[period.kind]
