"""How the figures of a report are let out by the disclosure gate, and what they then are in its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oco.periods import Period
from reporting import disclosure, ledger, members
from reporting.disclosure import Release, Released
from reporting.figures import FigureKey, Figures, Scope, of_roll_up
from reporting.linked import Earlier
from reporting.models import RollUp
from reporting.reading import party_of
from reporting.seen import span_of
from reporting.sheets import Party, unit_of
from reporting.values import State, Value, hidden
from reporting.values import absent as no_value


@dataclass(frozen=True)
class Gate:
    """How figures are let out: `released` with the threshold, or exact for the provider that they are of.

    `viewer` is the provider that reads a joint report: it sees its own figures exactly, and of the others the totals.
    `left_out` are figures that this report may not hold at all.
    """

    released: bool
    hide_up_to: int
    viewer: Party | None = None
    left_out: frozenset[str] = frozenset()
    # What was released before, and what is hidden by name, by party. None where nothing is released.
    released_before: ledger.Ledger | None = None
    named: Mapping[str, frozenset[FigureKey]] = field(default_factory=dict)
    # Providers (by key) of which a claim tells the hours beside this report.
    told: frozenset[int] = frozenset()

    def earlier(self, party: Party, period: Period) -> Earlier | None:
        """What this party's release over the period is laid beside."""
        if self.released_before is None:
            return None
        name = party_of(party.level, party.name)
        return self.released_before.earlier(name, span_of(period), self.named.get(name, frozenset()))

    def of_roll_up(self, roll_up: RollUp) -> Figures:
        """The stored figures that come to the gate."""
        return of_roll_up(roll_up).without(self.left_out)

    def joint(
        self, scope: Scope, period: Period, figures: Figures, providers: int, own: Figures | None = None
    ) -> Release:
        if not self.released:
            return disclosure.own_figures(figures)
        table = members.members_of(scope, period, figures)
        if self.viewer is not None and providers:
            return disclosure.joint_release_for_provider(
                figures, providers=providers, members=table, hide_up_to=self.hide_up_to, own=own
            )
        return disclosure.release(figures, members=table, hide_up_to=self.hide_up_to)

    def totals(self, figures: Figures) -> Release:
        """Grand totals alone, of whomever."""
        if not self.released:
            return disclosure.own_figures(figures)
        return disclosure.release(figures, members={}, hide_up_to=self.hide_up_to, breakdowns=False)

    def provider(self, party: Party, figures: Figures) -> Release:
        """A provider beside the whole: its totals; its breakdowns would be a second dimension."""
        if self.viewer is not None and self.viewer.key == party.key:
            return disclosure.own_figures(figures)
        return disclosure.release(figures, members={}, hide_up_to=self.hide_up_to, breakdowns=False)


def value_of(key: FigureKey, released: Released) -> Value:
    """What a document tells of this figure: hidden, not there, rounded or exact."""
    unit = unit_of(key.indicator)
    if released.hidden:
        return hidden(unit)
    if released.value is None:
        return no_value(unit)
    return Value(unit, released.value, State.ROUNDED if released.rounded else State.EXACT)
