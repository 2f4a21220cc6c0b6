"""The one gate: what may leave a provider, and in which shape.

The rule, chosen for what it withstood under attack: a cell of a breakdown is hidden when it is 0-7 (0 as well: a cell
that must be 1-7 says too much), and is rounded half up to a multiple of 5 otherwise; grand totals are exact, for
the grant is settled on them. The threshold is the municipality's setting; the rule is the same everywhere.

What is a grand total, and so exact: unique clients, questions received, answered, closed (otherwise) and open, simple
questions, trajectories finished and running, and minutes; per period, together and per provider; and the clients at
several providers, which follow from those by subtraction. Closed otherwise belongs to them because open before +
received - answered - closed otherwise = open after: rounding one of the five only looks like protection. Everything
else is a breakdown of one of these and follows the rule, also where it stands alone in a report: new and returning
clients, on time or late, questions above the guideline, scores, whether the solution fitted.

Beyond the rule: a table whose total is known gives away a lone hidden cell when few cells are rounded beside it
(29 - about 20 can only be 7). Where subtraction would narrow a hidden cell to less than the whole range 0-7, the
smallest cell beside it is hidden too. So a hidden cell is one of 0-7, or a cell that would give such a one away.

Tables are one-way; there is no two-way figure to release. Where tables say something about each other all the same (the
tasks of a moment, questions behind signals, scores of the same pairs) `reporting/across.py` hides more.

What an older roll-up doesn't hold wasn't counted then: it has no value, and nothing is said about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting import across, linked
from reporting.cells import (
    HIDDEN,
    HIDE_UP_TO,
    HOURS_STEP,
    NOTHING,
    ROUND_TO,
    SIGN,
    Released,
    exact,
    gives_away,
    release_cell,
    round_half_up,
)
from reporting.figures import FigureKey, Figures
from reporting.indicators import INDICATORS, OF_PROVIDERS, WHOLE, Dimension, Unit
from reporting.relations import BEHIND, GRAND_TOTALS, NOBODY_BEHIND, is_grand

__all__ = [
    "HIDDEN",
    "HIDE_UP_TO",
    "HOURS_STEP",
    "ROUND_TO",
    "Release",
    "Released",
    "exact",
    "gives_away",
    "hidden_sentences",
    "joint_release_for_provider",
    "own_figures",
    "release",
    "release_cell",
    "round_half_up",
    "share",
    "step_between_editions",
]

# Per indicator and dimension the members that could have been counted.
Members = Mapping[tuple[str, str], Iterable[str]]

JOINT_BREAKDOWNS_FROM = 3  # providers: with two, each computes the other's small cells from its own


@dataclass(frozen=True)
class Release:
    """All that may be seen of one scope and period, and how much was hidden."""

    values: Mapping[FigureKey, Released]
    hide_up_to: int
    breakdowns: bool = True  # False: this reader gets totals only

    def get(self, indicator: str, dimension: str = "", member: str = "") -> Released:
        """What may be seen of a figure; hidden where it wasn't released at all."""
        return self.values.get(FigureKey(indicator, dimension, member), HIDDEN)

    def breakdown(self, indicator: str, dimension: str) -> dict[str, Released]:
        """Member to value, in the order in which the members were given."""
        return {
            key.member: value
            for key, value in self.values.items()
            if key.indicator == indicator and key.dimension == dimension
        }

    @property
    def cells(self) -> int:
        """How many values the rule was laid on: all but the exact totals."""
        return sum(1 for value in self.values.values() if value.hidden or value.rounded)

    @property
    def hidden(self) -> int:
        return sum(1 for value in self.values.values() if value.hidden)

    def sentences(self) -> list[str]:
        """What a report prints below its tables: what was hidden, how much and why."""
        return hidden_sentences(
            hidden=self.hidden, cells=self.cells, hide_up_to=self.hide_up_to, breakdowns=self.breakdowns
        )


def hidden_sentences(*, hidden: int, cells: int, hide_up_to: int, breakdowns: bool = True) -> list[str]:
    """The explanation for the reader, in Dutch."""
    if not breakdowns:
        return [
            "Van de andere aanbieders ziet u alleen de totalen. Met twee aanbieders zou u uit de "
            "uitsplitsingen de kleine "
            "getallen van de ander kunnen uitrekenen."
        ]
    share = round_half_up(Decimal(100 * hidden) / cells, 1) if cells else Decimal(0)
    return [
        f"{SIGN} = verborgen: een getal van 0 tot en met {hide_up_to}, of een getal waarmee zo'n klein getal is uit te "
        "rekenen. Zo is niemand te herkennen.",
        f"Andere getallen in uitsplitsingen zijn afgerond op {ROUND_TO}; uren op {HOURS_STEP // 60} "
        f"uur. Daarom kloppen "
        "optellingen niet precies. De totalen zijn wel precies.",
        f"Verborgen: {hidden} van de {cells} getallen in uitsplitsingen ({share}%).",
    ]


def release(
    figures: Figures,
    *,
    members: Members,
    hide_up_to: int = HIDE_UP_TO,
    breakdowns: bool = True,
    earlier: linked.Earlier | None = None,
    second_cells: bool = True,
) -> Release:
    """What others than the provider may see of these figures.

    `earlier` is what was released before of the same party and year, and stays readable (reporting/linked.py).
    Without `second_cells` only small numbers are hidden, which gives many of them away: that is for the test that shows
    it.

    `members` (of reporting/members.py) has every member that could have been counted, for a row that is missing would
    say 0 and a row that is there would say 1 or more; and no member that can't be, for everyone knows that to be 0.
    """
    values: dict[FigureKey, Released] = {}
    counted = {key.indicator for key in figures}
    for indicator in INDICATORS.values():
        if indicator.is_count and indicator.key not in counted:
            continue
        values[FigureKey(indicator.key)] = _total(figures, indicator.key, hide_up_to)
        for dimension in indicator.dimensions:
            table = figures.breakdown(indicator.key, dimension)
            if dimension != Dimension.PROVIDER and not breakdowns:
                continue
            if dimension in WHOLE and not table and figures.value(indicator.key):
                continue
            rows = dict.fromkeys([*members.get((indicator.key, dimension), ()), *table])
            keys = [FigureKey(indicator.key, dimension, member) for member in rows]
            values |= _table(figures, keys, values[FigureKey(indicator.key)], hide_up_to, second_cells)
    pair = [FigureKey("new_clients"), FigureKey("returning_clients")]
    if all(key in values for key in pair):
        values |= _counts(figures, pair, values.get(FigureKey("unique_clients"), HIDDEN), hide_up_to, second_cells)
    if second_cells:
        _hide_together(values, figures, hide_up_to, earlier)
    if not breakdowns:
        # On its own each of these is a breakdown of a total.
        values = {
            key: value
            for key, value in values.items()
            if key.indicator in GRAND_TOTALS or key.indicator in BEHIND or key.indicator in NOBODY_BEHIND
        }
    return Release(values, hide_up_to, breakdowns)


def _hide_together(
    values: dict[FigureKey, Released], figures: Figures, hide_up_to: int, earlier: linked.Earlier | None
) -> None:
    """Within the release and with what was released before, until neither asks for more."""
    before = -1
    while (hidden := sum(value.hidden for value in values.values())) > before:
        before = hidden
        across.hide(values, figures, hide_up_to)
        if earlier is not None:
            linked.hide(values, figures, earlier, hide_up_to)
        # A second cell in a table of counts is there already; one more that is hidden leaves the others more room.
        for indicator in INDICATORS.values():
            for dimension in indicator.dimensions if indicator.unit is Unit.MINUTES else ():
                keys = [key for key in values if (key.indicator, key.dimension) == (indicator.key, dimension)]
                _second_hours(values, figures, keys)


def _second_hours(values: dict[FigureKey, Released], figures: Figures, keys: list[FigureKey]) -> None:
    if sum(values[key].hidden for key in keys) == 1 and keys[0].indicator not in NOBODY_BEHIND:
        _hide_smallest(values, figures, keys)


def _hide_smallest(values: dict[FigureKey, Released], figures: Figures, keys: list[FigureKey]) -> None:
    if shown := [key for key in keys if not values[key].hidden]:
        values[min(shown, key=lambda key: (figures.get(key, 0), key))] = HIDDEN


def joint_release_for_provider(
    joint: Figures, *, providers: int, members: Members, hide_up_to: int = HIDE_UP_TO, own: Figures | None = None
) -> Release:
    """What one provider may see of the joint figures of its partnership: beside its own exact ones the totals, and the
    breakdowns only where three or more providers take part.

    Of those it takes away its `own` figures, so that what is left of the others together has to stand by the rule:
    their figures are released, and its own added to them.
    """
    if providers >= JOINT_BREAKDOWNS_FROM:
        released = release(joint, members=members, hide_up_to=hide_up_to)
        if own is None:
            return released
        return _beside_own(joint, own, released, members, hide_up_to)
    released = release(joint, members=members, hide_up_to=hide_up_to, breakdowns=False)
    # Joint hours minus its own are the other's: where few stand behind one of both, the joint ones are hidden too.
    few = {
        indicator
        for indicator in BEHIND
        for provider in released.breakdown("unique_clients", Dimension.PROVIDER)
        if provider and _small(joint, indicator, Dimension.PROVIDER, provider, hide_up_to)
    }
    values = {key: HIDDEN if key.indicator in few else value for key, value in released.values.items()}
    return Release(values, hide_up_to, breakdowns=False)


def step_between_editions(
    release: Release,
    indicator: str,
    *,
    gained: Collection[str],
    lost: Collection[str],
    difference: Decimal | None,
    former: Decimal | None,
) -> Released:
    """What a new edition of a definition makes of difference in a total, as it may be seen. `gained` and `lost` are the
    outcomes that became an answer and that are none any more.

    Two exact counts of nearly the same people give away the few in between, so this is no second exact count. Of
    questions it is the sum of cells that are released already (the outcomes that moved), and so says nothing new. Of
    people there is no such cell: there the step is a cell of its own, and the rule is laid on it. 0 is hidden as well,
    for else a hidden step would be 1-7. Who gets no breakdowns gets no step.
    """
    if not release.breakdowns or difference is None or former is None:
        return HIDDEN
    match indicator:
        case "questions_answered" | "questions_closed_otherwise":
            cells = [
                *((1, release.get("questions_answered", Dimension.OUTCOME, outcome)) for outcome in gained),
                *((-1, release.get("questions_closed_otherwise", Dimension.OUTCOME, outcome)) for outcome in lost),
            ]
            if any(cell.hidden or cell.value is None for _, cell in cells):
                return HIDDEN
            more = sum((sign * (cell.value or Decimal(0)) for sign, cell in cells), Decimal(0))
            return Released(more if indicator == "questions_answered" else -more, rounded=True)
        case "unique_clients":
            cell = release_cell(abs(difference), release.hide_up_to)
            if cell.hidden or cell.value is None or former <= release.hide_up_to:
                return HIDDEN
            return Released(cell.value if difference > 0 else -cell.value, rounded=True)
    return HIDDEN


def _beside_own(joint: Figures, own: Figures, released: Release, members: Members, hide_up_to: int) -> Release:
    """The joint release for who knows its own part: what it says is what the release of the others' figures says."""
    others = Figures({key: max(value - own.get(key, Decimal(0)), Decimal(0)) for key, value in joint.items()})
    theirs = release(others, members=members, hide_up_to=hide_up_to).values
    values: dict[FigureKey, Released] = {}
    for key, value in released.values.items():
        of_others = theirs.get(key, HIDDEN)
        if is_grand(key) or value.hidden:
            values[key] = value
        elif of_others.hidden:
            values[key] = HIDDEN
        elif of_others.rounded and of_others.value is not None:
            values[key] = Released(own.get(key, Decimal(0)) + of_others.value, rounded=True)
        else:
            values[key] = value
    return Release(values, hide_up_to)


def own_figures(figures: Figures) -> Release:
    """A provider's own figures for itself: everything, exact."""
    return Release({key: exact(value) for key, value in figures.items()}, 0)


def share(part: Released, whole: Released) -> Released:
    """`part` of `whole` in whole percents, from what may be seen; hidden where one of both is."""
    if part.hidden or whole.hidden:
        return HIDDEN
    if part.value is None or not whole.value:
        return NOTHING
    percent = min(round_half_up(100 * part.value / whole.value, 1), Decimal(100))
    return Released(percent, rounded=part.rounded or whole.rounded)


def _total(figures: Figures, indicator: str, hide_up_to: int) -> Released:
    value = figures.value(indicator)
    if indicator in BEHIND and _small(figures, indicator, "", "", hide_up_to):
        return HIDDEN  # also a mean over nothing: "no mean" would say that the hidden count is 0
    if value is None:
        return NOTHING
    if indicator in across.WITHOUT_TOTAL:
        return HIDDEN
    if indicator in GRAND_TOTALS or indicator in NOBODY_BEHIND:
        return exact(value)
    return exact(_tidy(indicator, value)) if indicator in BEHIND else release_cell(value, hide_up_to)


def _tidy(indicator: str, value: Decimal) -> Decimal:
    """A score in tenths, a mean or percentile in whole minutes: as a report prints it, and nothing behind the comma
    from which a person's hours could be worked out."""
    match INDICATORS[indicator].unit:
        case Unit.SCORE:
            return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        case Unit.MINUTES_EACH | Unit.DAYS:
            return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        case _:
            return value


def _small(figures: Figures, indicator: str, dimension: str, member: str, hide_up_to: int) -> bool:
    """Whether few people or questions stand behind hours, a mean or a score."""
    return sum(figures.count(behind, dimension, member) for behind in BEHIND[indicator]) <= hide_up_to


def _table(
    figures: Figures, keys: list[FigureKey], total: Released, hide_up_to: int, second_cells: bool
) -> dict[FigureKey, Released]:
    """One breakdown of one indicator."""
    if not keys:
        return {}
    indicator, dimension = keys[0].indicator, keys[0].dimension
    if indicator in NOBODY_BEHIND or (dimension in OF_PROVIDERS and indicator in GRAND_TOTALS):
        return {key: exact(figures.get(key, Decimal(0))) for key in keys}
    if indicator in BEHIND:
        return _hours(figures, keys, hide_up_to, second_cells)
    return _counts(figures, keys, total, hide_up_to, second_cells)


def _hours(figures: Figures, keys: list[FigureKey], hide_up_to: int, second_cells: bool) -> dict[FigureKey, Released]:
    """Hours by activity or provider: hidden with the clients behind them, and never one cell hidden alone, for its
    hours would be the total minus the rest."""
    small = {key for key in keys if _small(figures, key.indicator, key.dimension, key.member, hide_up_to)}
    shown = sorted((key for key in keys if key not in small), key=lambda key: (figures[key], key))
    if second_cells and len(small) == 1 and shown:
        small.add(shown[0])
    if INDICATORS[keys[0].indicator].unit is Unit.SCORE:
        return {key: HIDDEN if key in small else exact(_tidy(key.indicator, figures[key])) for key in keys}
    if keys[0].dimension == Dimension.PROVIDER:
        return {key: HIDDEN if key in small else exact(figures.get(key, Decimal(0))) for key in keys}
    return {
        key: HIDDEN if key in small else Released(round_half_up(figures[key], HOURS_STEP), rounded=True) for key in keys
    }


def _counts(
    figures: Figures, keys: list[FigureKey], total: Released, hide_up_to: int, second_cells: bool
) -> dict[FigureKey, Released]:
    """Counts by the rule, with a second cell hidden where subtraction would narrow a hidden one."""
    cells = {key: release_cell(figures.get(key, Decimal(0)), hide_up_to) for key in keys}
    # Questions stand at several domains, people at several activities: such rows add up to more than the total.
    overlapping = INDICATORS[keys[0].indicator].overlaps(keys[0].dimension)
    if second_cells and gives_away(list(cells.values()), total, hide_up_to, overlapping=overlapping):
        shown = [key for key, cell in cells.items() if not cell.hidden]
        if shown:
            cells[min(shown, key=lambda key: (figures[key], key))] = HIDDEN
    return cells
