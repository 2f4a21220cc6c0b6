"""The releases of all parties of one report, made beside each other: the whole and the providers that it consists of.

The hours of a provider stand in the report twice, as its own total and as a row of the whole's breakdown, and together
with those of the others they are the whole's: what is hidden of one must not be left over from the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reporting import disclosure
from reporting.cells import HIDDEN, Released
from reporting.disclosure import Members, Release
from reporting.figures import FigureKey, Figures
from reporting.indicators import Dimension
from reporting.linked import Earlier

# Exact, and hidden where few stand behind them: of these the parts give the whole and the other way round.
HOURS = ("client_minutes", "closed_minutes")


@dataclass(frozen=True)
class ToRelease:
    """The figures of one report before the gate. `providers` by their member in a breakdown by provider; `earlier` is
    what was released before, with "" for the whole; `told` the providers of which a claim tells the hours
    (client_minutes) exactly, whatever the report hides."""

    whole: Figures
    members: Members
    hide_up_to: int
    providers: Mapping[str, Figures] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def release_all(what: ToRelease) -> dict[str, Release]:
    """The whole (under "") and every provider, as others may see them."""
    earlier = dict(what.earlier)
    for _ in range(len(what.providers) + 3):
        found = _each(what, earlier)
        more = _hours_left_over(found, what.providers, what.told)
        if not more:
            return found
        for party, keys in more.items():
            known = earlier.get(party)
            if known is None:
                continue
            earlier[party] = replace(known, named=known.named | keys)
        if all(earlier.get(party) is None for party in more):
            return _hide_named(found, more)
    return found


def _each(what: ToRelease, earlier: Mapping[str, Earlier]) -> dict[str, Release]:
    found = {
        "": disclosure.release(what.whole, members=what.members, hide_up_to=what.hide_up_to, earlier=earlier.get(""))
    }
    for member, figures in what.providers.items():
        # A provider beside the whole has its totals; its breakdowns would be a second dimension.
        found[member] = disclosure.release(
            figures, members={}, hide_up_to=what.hide_up_to, breakdowns=False, earlier=earlier.get(member)
        )
    return found


def _hours_left_over(
    found: Mapping[str, Release], providers: Mapping[str, Figures], told: frozenset[str]
) -> dict[str, frozenset[FigureKey]]:
    """What more has to be hidden of hours, by party. What is `told` leaves as much over as what is shown."""
    more: dict[str, set[FigureKey]] = {}
    if not providers:
        return {}
    whole = found[""]
    for indicator in HOURS:
        total = FigureKey(indicator)
        hidden = {member for member in providers if _hidden(found[member], total)}
        rows = {member: FigureKey(indicator, Dimension.PROVIDER, member) for member in providers}
        in_table = {member for member, key in rows.items() if key in whole.values}
        hidden |= {member for member in in_table if _hidden(whole, rows[member])}
        known = told if indicator == "client_minutes" else frozenset()
        shown = sorted(set(providers) - hidden - known, key=lambda member: (providers[member].get(total, 0), member))
        lone = len(hidden - known) == 1
        if shown and (lone or (not hidden - known and _hidden(whole, total))):
            hidden.add(shown[0])
        elif lone and not _hidden(whole, total):
            more.setdefault("", set()).add(total)
        for member in hidden:
            if not _hidden(found[member], total):
                more.setdefault(member, set()).add(total)
            if member in in_table and not _hidden(whole, rows[member]):
                more.setdefault("", set()).add(rows[member])
    return {party: frozenset(keys) for party, keys in more.items()}


def _hidden(release: Release, key: FigureKey) -> bool:
    value = release.values.get(key)
    return value is not None and value.hidden


def _hide_named(found: dict[str, Release], more: Mapping[str, frozenset[FigureKey]]) -> dict[str, Release]:
    made: dict[str, Release] = {}
    for party, release in found.items():
        values: dict[FigureKey, Released] = dict(release.values)
        values |= {key: HIDDEN for key in more.get(party, ()) if key in values}
        made[party] = replace(release, values=values)
    return made
