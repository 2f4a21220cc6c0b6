"""The main figures of a period beside the period before and the same period a year earlier. Pure.

A difference is only said where both figures were made in the same way. Where they weren't, the earlier figure stands
there by itself and a sentence says why: in 2016 one provider counted questions as clients, and only a note beside that
year tells. A percentage on a small number says more about one person than about the work, so it isn't given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from oco.periods import Period, PeriodKind
from oco.templatetags.oco import date_nl
from reporting.definitions import Book
from reporting.documents import Row, Section, Table
from reporting.sheets import Material, Party, Sheet, amount_of, capital, divided, found, label_of, price
from reporting.values import State, Unit, Value, absent, hidden

# Below this number one person or question is five per cent or more.
SMALLEST_BASE = 20
# In what a difference is written, by the unit of the figure.
STEPS = {
    Unit.COUNT: Unit.COUNT_STEP,
    Unit.MINUTES: Unit.MINUTES_STEP,
    Unit.MINUTES_EACH: Unit.MINUTES_EACH_STEP,
    Unit.EURO: Unit.EURO_STEP,
    Unit.SHARE: Unit.POINTS,
    Unit.SCORE: Unit.SCORE_STEP,
}
# Of these a percentage would be a share of a share, or of a mark.
_NO_PERCENTAGE = frozenset({Unit.SHARE, Unit.SCORE})

Read = Callable[[Material, Sheet], Value]


@dataclass(frozen=True)
class Main:
    """A main figure: how it is read, which definitions it rests on, and on how many it stands (None: on itself)."""

    key: str
    label: str
    read: Read
    made_of: tuple[str, ...]
    base: str = ""
    better: str = ""  # more | less; empty where neither is


def _plain(indicator: str, *, base: str = "", better: str = "") -> Main:
    def read(material: Material, sheet: Sheet) -> Value:
        return found(sheet, material.whole, indicator)

    return Main(indicator, label_of(indicator), read, (indicator,), base, better)


def _kept(key: str, label: str, what: str) -> Main:
    def read(material: Material, sheet: Sheet) -> Value:
        parts = [found(sheet, material.whole, f"{what}_{part}") for part in ("on_time", "total")]
        return divided(parts[0], parts[1], Unit.SHARE)

    return Main(key, label, read, (f"{what}_on_time", f"{what}_total"), f"{what}_total", "more")


def _price(key: str, label: str, indicator: str) -> Main:
    def read(material: Material, sheet: Sheet) -> Value:
        years = [*([material.terms] if material.terms else []), *material.earlier_terms]
        terms = next((each for each in years if each.year == sheet.period.year), None)
        if terms is None:
            return absent(Unit.EURO)
        amount = amount_of(terms, material.whole, sheet.period)
        return price(amount, found(sheet, material.whole, indicator))

    return Main(key, label, read, (indicator,), indicator, "less")


MAIN: tuple[Main, ...] = (
    _plain("unique_clients"),
    _plain("questions_received"),
    _plain("questions_answered", better="more"),
    _plain("questions_open"),
    _plain("simple_questions"),
    _kept("first_contact_kept", "Eerste contact op tijd", "first_contact"),
    _kept("pick_up_kept", "Op tijd opgepakt", "pick_up"),
    _plain("client_minutes"),
    _plain("other_minutes"),
    _plain("minutes_per_question_mean", base="questions_closed"),
    _plain("questions_above_guideline", better="less"),
    _plain("score_mean", base="score_count", better="more"),
    _price("price_client", "Prijs per cliënt", "unique_clients"),
    _price("price_question", "Prijs per beantwoorde vraag", "questions_answered"),
)
BY_KEY = {main.key: main for main in MAIN}


@dataclass(frozen=True)
class Beside:
    """The figure of another period. `step` and `share` are absent where they can't be said, and `why` says so."""

    period: Period
    value: Value
    step: Value
    share: Value
    why: str = ""

    @property
    def sentence(self) -> str:
        """ "46 meer dan in het 2e kwartaal van 2026 (+9%)"; empty where there is nothing to say."""
        if self.step.number is None:
            return ""
        amount = Value(self.step.unit, abs(self.step.number), self.step.state).text.lstrip("+")
        if not any(digit in amount for digit in "123456789"):
            about = "" if self.step.number == 0 else "ongeveer "
            return f"{about}evenveel als in {self.period.in_words}"
        word = "meer" if self.step.number > 0 else "minder"
        hours = " uur" if self.step.unit in (Unit.MINUTES_STEP, Unit.MINUTES_EACH_STEP) else ""
        part = f" ({self.share.text})" if self.share.number is not None else ""
        return f"{amount}{hours} {word} dan in {self.period.in_words}{part}"


@dataclass(frozen=True)
class Line:
    """One main figure with what stands beside it."""

    main: Main
    now: Value
    besides: tuple[Beside, ...]


@dataclass(frozen=True)
class Against:
    """All main figures beside one other period. `why` holds for all of them; then there are no differences."""

    period: Period
    why: str
    lines: tuple[Line, ...]

    def reasons(self) -> list[str]:
        """Sentences for below the table, each once: what can't be compared and why, and where no percentage is."""
        said = [self.why] if self.why else [f"{line.main.label}: {line.besides[0].why}" for line in self.lines]
        said = [sentence for sentence in said if not sentence.endswith(": ")]
        if not self.why and any(_only_small(line.besides[0]) for line in self.lines):
            said.append(f"Onder de {SMALLEST_BASE} staat er geen percentage: één mens of vraag telt dan te zwaar.")
        return said


def _only_small(beside: Beside) -> bool:
    return beside.step.number is not None and beside.share.number is None and beside.step.unit is Unit.COUNT_STEP


def against(material: Material) -> tuple[Against, ...]:
    """Against the period before and the year before, each once; of a year these are one and the same."""
    others = [(material.period.previous(), material.previous)]
    if material.period.kind is not PeriodKind.YEAR:
        others.append((material.period.year_before(), material.year_before))
    return tuple(_against(material, period, sheet) for period, sheet in others)


def lines(material: Material) -> list[Line]:
    """Each main figure that this period has, with all periods beside it."""
    made = against(material)
    return [
        Line(first.main, first.now, tuple(other.lines[place].besides[0] for other in made))
        for place, first in enumerate(made[0].lines)
    ]


def _against(material: Material, period: Period, before: Sheet | None) -> Against:
    why = _period_differs(material, period, before)
    found_lines = []
    for main in MAIN:
        now = main.read(material, material.now)
        if now.state is not State.ABSENT:
            found_lines.append(Line(main, now, (_beside(material, main, now, period, before, why),)))
    return Against(period, why, tuple(found_lines))


def _beside(material: Material, main: Main, now: Value, period: Period, before: Sheet | None, why: str) -> Beside:
    unit = STEPS[now.unit]
    value = main.read(material, before) if before else absent(now.unit)
    if value.hidden or now.hidden:
        return Beside(period, value, hidden(unit), hidden(Unit.CHANGE))
    if why or value.number is None or now.number is None:
        return Beside(period, value, absent(unit), absent(Unit.CHANGE))
    assert before is not None
    if differs := _figure_differs(material, main, before):
        return Beside(period, value, absent(unit), absent(Unit.CHANGE), differs)
    small = min(_base(material, main, sheet, seen) for sheet, seen in ((material.now, now), (before, value)))
    state = State.ROUNDED if State.ROUNDED in (now.state, value.state) else State.EXACT
    if small < SMALLEST_BASE and main.base:
        # A mean or a share over a few moves with every single one of them.
        few = f"dit gaat over minder dan {SMALLEST_BASE}. Dan staat er geen verschil."
        return Beside(period, value, absent(unit), absent(Unit.CHANGE), few)
    step = Value(unit, _as_printed(now) - _as_printed(value), state)
    if small < SMALLEST_BASE or now.unit in _NO_PERCENTAGE:
        return Beside(period, value, step, absent(Unit.CHANGE))
    change = ((now.number - value.number) / value.number).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return Beside(period, value, step, Value(Unit.CHANGE, change, state))


# What a figure is printed in: whole hours, tenths of an hour, tenths of a mark, whole per cents.
_PRINTED = {
    Unit.MINUTES: Decimal(60),
    Unit.MINUTES_EACH: Decimal(6),
    Unit.SCORE: Decimal("0.1"),
    Unit.SHARE: Decimal("0.01"),
}


def _as_printed(value: Value) -> Decimal:
    """The number as a reader sees it, so that the difference is the one that they work out: 5.325 - 5.310 = 15."""
    grain = _PRINTED.get(value.unit, Decimal(1))
    return ((value.number or Decimal(0)) / grain).quantize(Decimal(1), ROUND_HALF_UP) * grain


def _base(material: Material, main: Main, sheet: Sheet, value: Value) -> Decimal:
    """The number of people, questions or hours on which the figure stands."""
    if main.base:
        base = found(sheet, material.whole, main.base)
        if base.number is None and main.base == "questions_closed":  # older counts don't have it
            base = found(sheet, material.whole, "questions_answered")
        return base.number or Decimal(0)
    amount = value.number or Decimal(0)
    return amount / 60 if value.unit is Unit.MINUTES else amount


# --- why not ----------------------------------------------------------------------------------------------------------


def _period_differs(material: Material, period: Period, before: Sheet | None) -> str:
    """Why nothing of this period can be compared with that one; empty where it can."""
    if before is None:
        return f"Over {period.in_words} zijn geen cijfers bekend."
    if material.now.unfinished:
        return f"{capital(material.period.in_words)} loopt nog. Het verschil is te zeggen als de periode voorbij is."
    if before.unfinished:
        return f"{capital(period.in_words)} is nog niet helemaal geteld. Daarom staat hier geen verschil."
    for year in sorted({period.year, material.period.year}):
        if note := material.notes.get(year):
            return f"Niet te vergelijken. Bij {year} hoort deze opmerking: {note}"
    return "".join(_other_providers(material, period, before))


def _other_providers(material: Material, period: Period, before: Sheet) -> Iterator[str]:
    if material.providers:
        here, there = (_taking_part(material, sheet) for sheet in (material.now, before))
        if here and there and here != there:
            yield (
                f"Niet te vergelijken: nu {_listed(here)}, in {period.in_words} {_listed(there)}. Het zijn niet "
                "dezelfde aanbieders."
            )


def _taking_part(material: Material, sheet: Sheet) -> list[str]:
    """The providers of which this sheet has any work."""
    signs = ("unique_clients", "questions_received", "questions_answered", "client_minutes")

    def works(party: Party) -> bool:
        return any(found(sheet, party, name).number for name in signs)

    return [party.name for party in material.providers if works(party)]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


def _figure_differs(material: Material, main: Main, before: Sheet) -> str:
    """Why this one figure can't be compared; empty where it can."""
    addresses = [(material.whole.key, name, "", "") for name in main.made_of]
    if any(address in before.declared for address in addresses) != any(
        address in material.now.declared for address in addresses
    ):
        return (
            f"voor {before.period.in_words} is dit opgegeven, voor {material.period.in_words} geteld. Een som van "
            "aanbieders telt wie bij allebei kwam dubbel."
            if material.providers
            else f"voor {before.period.in_words} is dit opgegeven, voor {material.period.in_words} geteld."
        )
    if changed := definition_changed(material.book, main.made_of, before.period, material.period):
        return f"sinds {date_nl(changed)} tellen we dit anders."
    return ""


def definition_changed(book: Book, names: tuple[str, ...], before: Period, now: Period) -> date | None:
    """The day from which one of these figures is counted by another edition than in the period before."""
    pairs = [(book.edition_on(name, before.start), book.edition_on(name, now.start)) for name in names]
    return max((here.valid_from for there, here in pairs if there.number != here.number), default=None)


# --- in a report ------------------------------------------------------------------------------------------------------


def section(material: Material) -> Section | None:
    """The comparison as a part of the report: a table for each period beside this one."""
    made = [each for each in against(material) if each.lines]
    if not made:
        return None
    return Section(
        "beside",
        "Vergeleken met eerder",
        "De belangrijkste cijfers naast de vorige periode en dezelfde periode een jaar eerder. Een verschil staat er "
        "alleen als beide cijfers op dezelfde manier zijn gemaakt.",
        tuple(
            Table(
                f"beside_{place}",
                f"Vergeleken met {each.period.in_words}",
                (material.period.label, each.period.label, "Verschil", "In procenten"),
                tuple(
                    Row(line.main.label, (line.now, beside.value, beside.step, beside.share))
                    for line in each.lines
                    for beside in line.besides
                ),
                note=" ".join(each.reasons()),
            )
            for place, each in enumerate(made, start=1)
        ),
    )
