"""What a policy officer should look at in a report: findings, each with figure, rule, verdict and a plain sentence.

Pure: a document, what was agreed and last year's figures in, findings out. It works on the released document alone, so
that it holds to what the municipality may know: exact totals, and breakdowns of which small cells are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from oco.periods import MONTHS, Period, PeriodKind
from oco.templatetags.oco import hours, number, percent
from reporting.documents import FigureLine, GrantTerms, ReportDocument, State, TargetLine, TargetResult
from reporting.indicators import INDICATORS, OVERLAPPING, Unit

# Marks of our own, where the field has no number: the rule is "always on time", and a few late ones happen.
ON_TIME_GOOD = Decimal("0.95")
ON_TIME_POOR = Decimal("0.85")
ABOVE_GUIDELINE_MUCH = Decimal("0.10")  # of the closed questions
JUMP = Decimal("0.25")  # up or down against the same period last year
SMALL_BASE = 40  # below this a jump of a quarter is a matter of ten people
FEW_SCORES = Decimal("0.10")  # of the closed questions
# How far a rounded number may be off: counts are rounded to five, minutes to five hours (reporting/disclosure.py).
ROUNDED_BY = 2
MINUTES_ROUNDED_BY = 150


class Verdict(IntEnum):
    """In the order in which findings are shown."""

    FAILED = 1
    ATTENTION = 2
    GOOD = 3
    UNKNOWN = 4

    @property
    def words(self) -> str:
        return {1: "niet gehaald", 2: "let op", 3: "in orde", 4: "niet te zeggen"}[self.value]

    @property
    def badge(self) -> str:
        """The kind of badge that goes with it."""
        return {1: "danger", 2: "warn", 3: "ok", 4: ""}[self.value]

    @property
    def icon(self) -> str:
        return {1: "x", 2: "alert", 3: "check", 4: "help"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One line of the check. `figure` and `rule` are written as printed."""

    key: str
    title: str
    figure: str
    rule: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True)
class LastYear:
    """The same period a year earlier. `totals` by (organisation's name, indicator); the accountable one is ""."""

    label: str
    totals: Mapping[tuple[str, str], Decimal]
    declared: bool = False  # declared by the provider, not counted here


@dataclass(frozen=True)
class Facts:
    """A document's figures, ready to be asked for. Providers by name, the accountable organisation as ""."""

    period: Period
    lines: tuple[FigureLine, ...]
    providers: tuple[str, ...]
    targets: tuple[TargetResult, ...] = ()
    totals: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    rounded: frozenset[tuple[str, str]] = frozenset()  # of these totals, which are not exact

    def about(self, *indicators: str) -> str:
        """ "ongeveer " where one of these totals of the whole was rounded."""
        return "ongeveer " if any(("", indicator) in self.rounded for indicator in indicators) else ""

    def total(self, indicator: str, provider: str = "") -> Decimal | None:
        return self.totals.get((provider, indicator))

    def cells(self, indicator: str, dimension: str) -> list[FigureLine]:
        """The breakdown of the accountable organisation."""
        return [line for line in self.lines if line.indicator == indicator and line.dimension == dimension]


def facts_of(document: ReportDocument) -> Facts:
    """The figures of a document by level: those of who accounts, and the totals of each provider."""
    header = document.header
    whose = (header.organisation_kind, header.organisation)
    totals: dict[tuple[str, str], Decimal] = {}
    rounded: set[tuple[str, str]] = set()
    for line in document.figures:
        if line.dimension or line.value.number is None:
            continue
        keys = [("", line.indicator)] if (line.level, line.organisation) == whose else []
        keys += [(line.organisation, line.indicator)] if line.level == "provider" else []
        for key in keys:
            totals[key] = line.value.number
            if line.value.state is State.ROUNDED:
                rounded.add(key)
    return Facts(
        period=Period.parse(header.period),
        lines=tuple(line for line in document.figures if (line.level, line.organisation) == whose),
        providers=header.providers,
        targets=document.summary.targets,
        totals=totals,
        rounded=frozenset(rounded),
    )


def findings(facts: Facts, terms: GrantTerms | None, last_year: LastYear | None = None) -> list[Finding]:
    """All findings, what failed first; of equal weight in the order of the report."""
    found = [
        *_targets(facts, terms),
        *_on_time(facts),
        *_guideline(facts),
        *_scores(facts),
        *_sums(facts),
        *_jumps(facts, last_year),
    ]
    return sorted(found, key=lambda finding: finding.verdict)


# --- targets ---------------------------------------------------------------------------------------------------------


def _targets(facts: Facts, terms: GrantTerms | None) -> Iterator[Finding]:
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
    return Finding(f"target-{target.indicator}", title, figure, rule, verdict, sentence)


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
    return Finding(f"target-{target.indicator}", title, figure, f"{rule} in het jaar", verdict, sentence)


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
        text = f"Als het zo doorgaat komt het jaar uit op {write(target.indicator, expected)}"
        if low is not None and high is not None and low != high:
            text += f" (tussen {write(target.indicator, low)} en {write(target.indicator, high)})"
        off = write(target.indicator, abs(expected - target.value))
        ending = "Dat is genoeg." if kept else f"Dat is {off} te {'weinig' if at_least else 'veel'}."
        sentence = f"{text}. {ending}"
    else:
        share = Decimal(months) / 12
        needed = (target.value * share).quantize(Decimal(1))
        kept = reached >= needed if at_least else reached <= needed
        part = f"{write(target.indicator, needed)} in {length}"
        if target.indicator == "unique_clients":
            sentence = (
                f"Naar verhouding is dat {part}. Let op: wie in meer kwartalen komt, telt in het jaar maar één keer. "
                "Kwartalen kunt u dus niet optellen."
            )
        else:
            sentence = f"Naar verhouding is dat {part}. {'Dat is gehaald.' if kept else 'Dat is nog niet gehaald.'}"
    verdict = Verdict.GOOD if kept else Verdict.ATTENTION
    return Finding(f"target-{target.indicator}", title, figure, rule, verdict, sentence)


def _length(period: Period) -> str:
    return {PeriodKind.QUARTER: "een kwartaal", PeriodKind.HALF_YEAR: "een halfjaar"}[period.kind]


# --- norms -----------------------------------------------------------------------------------------------------------

_TERMS = (
    ("first_contact", "Eerste contact op tijd", "altijd binnen de termijn voor het eerste contact"),
    ("pick_up", "Op tijd opgepakt", "altijd binnen de termijn om op te pakken"),
)


def _on_time(facts: Facts) -> Iterator[Finding]:
    for key, title, rule in _TERMS:
        total, on_time = facts.total(f"{key}_total"), facts.total(f"{key}_on_time")
        if not total or on_time is None:
            continue
        share = min(on_time / total, Decimal(1))
        if share >= ON_TIME_GOOD:
            verdict = Verdict.GOOD
        else:
            verdict = Verdict.ATTENTION if share >= ON_TIME_POOR else Verdict.FAILED
        sentence = _late_sentence(facts, key, total, total - on_time)
        if verdict is not Verdict.GOOD:
            sentence += " Vraag waardoor dat komt."
        figure = "bijna 100%" if Decimal("0.995") <= share < 1 else percent(share)
        yield Finding(f"on-time-{key}", title, figure, rule, verdict, sentence)


def _late_sentence(facts: Facts, key: str, total: Decimal, rest: Decimal) -> str:
    """What was on time after a pause is said apart: it isn't on time, and not late either."""
    about = facts.about(f"{key}_total", f"{key}_on_time")
    if rest <= 0:
        return "Bijna alle vragen waren op tijd." if about else "Alle vragen waren op tijd."
    after_pause = facts.total(f"{key}_after_pause")
    if after_pause:
        return (
            f"{about.capitalize()}{number(rest)} van {number(total)} vragen waren niet op tijd. Daarvan waren "
            f"{facts.about(f'{key}_after_pause')}{number(min(after_pause, rest))} op tijd na een pauze; de andere "
            "waren te laat."
        )
    if any(line.indicator == f"{key}_after_pause" and line.value.hidden for line in facts.lines):
        return (
            f"{about.capitalize()}{number(rest)} van {number(total)} vragen waren te laat, of op tijd na een pauze. "
            "Hoeveel dat laatste er zijn, is verborgen."
        )
    return f"{about.capitalize()}{number(rest)} van {number(total)} vragen waren te laat."


def _guideline(facts: Facts) -> Iterator[Finding]:
    above = facts.total("questions_above_guideline")
    closed = (facts.total("questions_answered") or 0) + (facts.total("questions_closed_otherwise") or 0)
    if above is None or not closed:
        return
    share = above / closed
    much = share > ABOVE_GUIDELINE_MUCH
    yield Finding(
        "above-guideline",
        "Vragen boven de richtlijn",
        f"{facts.about('questions_above_guideline')}{number(above)} ({percent(share)})",
        f"niet meer dan {percent(ABOVE_GUIDELINE_MUCH)} van de afgesloten vragen",
        Verdict.ATTENTION if much else Verdict.GOOD,
        f"Van {number(closed)} afgesloten vragen kostten er {facts.about('questions_above_guideline')}{number(above)} "
        "meer uren dan de richtlijn." + (" Kijk bij de redenen in het rapport, en bespreek ze." if much else ""),
    )
    if above:
        yield _reasons(facts, above)


def _reasons(facts: Facts, above: Decimal) -> Finding:
    missing = [line for line in facts.cells("questions_above_guideline", "reason") if line.member == ""]
    title, rule = "Redenen boven de richtlijn", "elke vraag boven de richtlijn heeft een reden"
    if not missing or missing[0].value.number == 0:
        return Finding("reasons", title, number(above), rule, Verdict.GOOD, "Er ontbreekt geen reden.")
    value = missing[0].value
    if value.number is None:
        sentence = "Bij weinig vragen ontbreekt de reden. Het getal is te klein om te laten zien."
        return Finding("reasons", title, value.text, rule, Verdict.GOOD, sentence)
    about = "ongeveer " if value.state is State.ROUNDED else ""
    sentence = f"Bij {about}{number(value.number)} van {number(above)} vragen ontbreekt de reden. Vraag ernaar."
    return Finding("reasons", title, value.text, rule, Verdict.ATTENTION, sentence)


def _scores(facts: Facts) -> Iterator[Finding]:
    scores = facts.total("score_count")
    closed = (facts.total("questions_answered") or 0) + (facts.total("questions_closed_otherwise") or 0)
    if scores is None or not closed:
        return
    share = scores / closed
    few = share < FEW_SCORES
    yield Finding(
        "score-count",
        "Aantal cijfers van cliënten",
        f"{number(scores)} ({percent(share)})",
        f"ten minste {percent(FEW_SCORES)} van de afgesloten vragen",
        Verdict.ATTENTION if few else Verdict.GOOD,
        "Weinig cliënten gaven een cijfer. Het gemiddelde zegt dan niet veel."
        if few
        else "Genoeg cliënten gaven een cijfer om iets over het gemiddelde te zeggen.",
    )


# --- sums ------------------------------------------------------------------------------------------------------------

# Totals of providers that must add up to the whole; unique clients are counted once and don't.
_ADDS_UP = ("questions_answered", "questions_closed_otherwise", "client_minutes", "other_minutes")
_PARTS = (
    ("questions_answered", "outcome", "uitkomst"),
    ("questions_received", "channel", "ingang"),
    ("questions_received", "district", "wijk"),
    ("client_minutes", "activity", "activiteit"),
    ("other_minutes", "kind", "soort werk"),
)


def _sums(facts: Facts) -> Iterator[Finding]:
    wrong = [*_provider_sums(facts), *_part_sums(facts), *_client_sums(facts)]
    if wrong:
        yield from wrong
    else:
        yield Finding(
            "sums",
            "Optellingen",
            "kloppen",
            "delen zijn samen het geheel",
            Verdict.GOOD,
            "De cijfers van de aanbieders en de onderdelen tellen op tot het geheel.",
        )


def _provider_sums(facts: Facts) -> Iterator[Finding]:
    if len(facts.providers) < 2:
        return
    for indicator in _ADDS_UP:
        whole = facts.total(indicator)
        parts = [facts.total(indicator, provider) for provider in facts.providers]
        known = [part for part in parts if part is not None]
        if whole is None or len(known) < len(parts) or sum(known) == whole:
            continue
        yield Finding(
            f"sum-{indicator}",
            f"Optelling: {INDICATORS[indicator].label.lower()}",
            " + ".join(write(indicator, part) for part in known),
            f"samen {write(indicator, whole)}",
            Verdict.FAILED,
            f"De aanbieders komen samen op {write(indicator, Decimal(sum(known)))}. Vraag hoe dat kan.",
        )


def _client_sums(facts: Facts) -> Iterator[Finding]:
    whole, new, known = (facts.total(key) for key in ("unique_clients", "new_clients", "returning_clients"))
    slack = sum(ROUNDED_BY for key in ("new_clients", "returning_clients") if ("", key) in facts.rounded)
    if whole is not None and new is not None and known is not None and abs(new + known - whole) > slack:
        yield Finding(
            "sum-clients-new",
            "Optelling: nieuwe en bekende cliënten",
            f"{number(new)} + {number(known)}",
            f"samen {number(whole)}",
            Verdict.FAILED,
            f"Nieuwe en bekende cliënten zijn samen {number(new + known)}. Vraag hoe dat kan.",
        )
    parts = [facts.total("unique_clients", provider) for provider in facts.providers]
    if whole is None or len(parts) < 2 or any(part is None for part in parts):
        return
    total = sum((part for part in parts if part is not None), Decimal(0))
    highest = max(part for part in parts if part is not None)
    overlap = facts.total("overlap_clients")
    if not highest <= whole <= total or (overlap is not None and total - overlap != whole):
        yield Finding(
            "sum-clients",
            "Optelling: unieke cliënten",
            " + ".join(number(part) for part in parts),
            f"samen {number(whole)}, want wie bij meer aanbieders kwam telt één keer",
            Verdict.FAILED,
            "Het aantal unieke cliënten past niet bij dat van de aanbieders. Vraag hoe dat kan.",
        )


def _part_sums(facts: Facts) -> Iterator[Finding]:
    for indicator, dimension, name in _PARTS:
        cells = facts.cells(indicator, dimension)
        whole = facts.total(indicator)
        if not cells or whole is None or dimension in OVERLAPPING:
            continue
        low, high = bounds(cells, minutes=INDICATORS[indicator].unit is Unit.MINUTES)
        if low <= whole and (high is None or whole <= high):
            continue
        yield Finding(
            f"parts-{indicator}-{dimension}",
            f"Optelling: {INDICATORS[indicator].label.lower()} per {name}",
            f"ongeveer {write(indicator, sum((cell.value.number or Decimal(0) for cell in cells), Decimal(0)))}",
            f"samen {write(indicator, whole)}",
            Verdict.FAILED,
            "De onderdelen tellen niet op tot het geheel, ook niet als u rekening houdt met afronden en verbergen.",
        )


def bounds(cells: Iterable[FigureLine], *, minutes: bool) -> tuple[Decimal, Decimal | None]:
    """Between which numbers the true sum of these cells lies. A hidden cell has no upper bound (None): it may
    be a large one that would give another away."""
    low = high = Decimal(0)
    bounded = True
    for cell in cells:
        value = cell.value
        if value.number is None:
            bounded = bounded and not value.hidden
        else:
            slack = (MINUTES_ROUNDED_BY if minutes else ROUNDED_BY) if value.state is State.ROUNDED else 0
            low += max(value.number - slack, Decimal(0))
            high += value.number + slack
    return low, high if bounded else None


# --- last year -------------------------------------------------------------------------------------------------------

_COMPARED = ("unique_clients", "questions_answered", "questions_received", "client_minutes", "simple_questions")


def _jumps(facts: Facts, last_year: LastYear | None) -> Iterator[Finding]:
    if last_year is None:
        return
    steady = True
    for provider in ("", *(facts.providers if len(facts.providers) > 1 else ())):
        for indicator in _COMPARED:
            now, before = facts.total(indicator, provider), last_year.totals.get((provider, indicator))
            if now is None or before is None or max(now, before) < SMALL_BASE:
                continue
            change = (now - before) / before if before else Decimal(1)
            if abs(change) <= JUMP:
                continue
            steady = False
            yield _jump(indicator, provider, now, before, change, last_year)
    if steady and last_year.totals:
        yield Finding(
            "jumps",
            "Verschil met een jaar eerder",
            "klein",
            f"niet meer dan {percent(JUMP)} meer of minder",
            Verdict.GOOD,
            f"De grote cijfers lijken op die van {last_year.label}.",
        )


def _jump(
    indicator: str, provider: str, now: Decimal, before: Decimal, change: Decimal, last_year: LastYear
) -> Finding:
    label = INDICATORS[indicator].label
    direction = "meer" if change > 0 else "minder"
    declared = " Dat cijfer is toen opgegeven en niet hier geteld." if last_year.declared else ""
    return Finding(
        f"jump-{indicator}-{provider}" if provider else f"jump-{indicator}",
        f"{label} bij {provider}" if provider else label,
        write(indicator, now),
        f"{write(indicator, before)} in {last_year.label}",
        Verdict.ATTENTION,
        f"Dat is {percent(abs(change))} {direction} dan een jaar eerder.{declared} Vraag waardoor dat komt.",
    )


def write(indicator: str, value: Decimal) -> str:
    """As printed: minutes in hours, a score with one decimal, the rest as a whole number."""
    match INDICATORS[indicator].unit:
        case Unit.MINUTES:
            return f"{number(value / 60)} uur"
        case Unit.MINUTES_EACH:
            return hours(value)
        case Unit.SCORE:
            return number(value, 1)
        case _:
            return number(value)


def sentence_of(found: list[Finding]) -> str:
    """One sentence above the list."""
    failed = sum(finding.verdict is Verdict.FAILED for finding in found)
    attention = sum(finding.verdict is Verdict.ATTENTION for finding in found)
    if failed:
        ending = f" en {attention} keer ‘let op’" if attention else ""
        return f"{failed} keer ‘niet gehaald’{ending}. Kijk daar eerst naar."
    if attention:
        return f"Er is {attention} keer ‘let op’. De rest is in orde."
    return "Alles is in orde. Er is niets om na te vragen."
