"""The reasons that a corrected report gives for a difference, as unknown numbers of the attack. Pure.

Each record that counts in one version only has one reason, so the reasons have nothing in common: what made a total
more, less what made it less, is exactly the difference of the two totals, which are both exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.attack.unknowns import NO_END, Kind, Knowledge, Model, Place, Why, bounds
from reporting.cells import Released
from reporting.figures import FigureKey
from reporting.seen import WHY, Explained, Seen


@dataclass(frozen=True)
class OfTotal:
    """The reasons of one total: the unknowns that made it more and less."""

    then: int
    now: int
    more: tuple[int, ...]
    less: tuple[int, ...]

    def both_ways(self, model: Model, was: Released, now: Released) -> bool:
        """Whether they are about these two totals, and tell that the correction added as well as took away."""
        if was.value != self.then or now.value != self.now:
            return False
        step = self.now - self.then
        more, less = (sum(model.low[number] for number in part) for part in (self.more, self.less))
        return more > max(step, 0) or less > max(-step, 0)

    def bound(self, model: Model, number: int, earlier: int) -> None:
        """A row of the total gains at most what made that more, and loses at most what made it less."""
        change = [(number, 1), (earlier, -1)]
        model.add([*change, *((reason, -1) for reason in self.more)], -NO_END, 0, Why.VERSIONS)
        model.add([*change, *((reason, 1) for reason in self.less)], 0, NO_END, Why.VERSIONS)


Reasons = Mapping[str, OfTotal]


def add(model: Model, release: Seen, knows: Knowledge) -> Reasons:
    """Adds the reasons that a release gives, and their sums; gives them by indicator."""
    found: dict[str, OfTotal] = {}
    for indicator, told in release.explained.items():
        more = tuple(_unknown(model, release, told, indicator, f"+{name}", knows) for name in sorted(told.more))
        less = tuple(_unknown(model, release, told, indicator, f"-{name}", knows) for name in sorted(told.less))
        found[indicator] = OfTotal(told.then, told.now, more, less)
        step = told.now - told.then
        model.add([*((number, 1) for number in more), *((number, -1) for number in less)], step, step)
    return found


def _unknown(model: Model, release: Seen, told: Explained, indicator: str, member: str, knows: Knowledge) -> int:
    key = FigureKey(indicator, WHY, member)
    value = (told.more if member.startswith("+") else told.less)[member[1:]]
    low, high = bounds(key, value, knows, alone=False)
    if value.hidden:
        # Beside a reason that is told every hidden one is small. Where none is told, a large one may be hidden.
        low, high = 0, knows.hide_up_to if told.any_shown else NO_END
    place = Place(release.span, release.party, release.order, key)
    return model.unknown(place, Kind.HIDDEN if value.hidden else Kind.SHOWN, low, high)
