"""Of every hidden number the least and the most that it can be, by linear programs (HiGHS, through scipy).

Whole numbers are relaxed to any number, and the bounds rounded inwards: what is proved here is proved. First the sums
are propagated, which settles most; then they fall apart into groups that have nothing to do with each other; and a
solution that was found for one number is a witness for all others in it, so that few programs are solved one by one.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reporting.attack.model import NO_END, RULE, Kind, Knowledge, Model, Place, Sum, Why, build
from reporting.attack.programs import A_LITTLE, Contradiction, Programs
from reporting.relations import is_grand, is_minutes
from reporting.seen import Seen

FEW = 4  # a number that is provably 1 to this many gives somebody away
SWEEPS = 12  # of propagation; it nearly always stands still after three


@dataclass(frozen=True)
class Finding:
    """A number that was not to be known, with what can be known of it."""

    place: Place
    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass
class Outcome:
    """What the attack came to. `cells` are all numbers that were released, `hidden` those that were not shown and
    those that follow from others; `few` are provably 1 up to the threshold, which is no goal but is measured."""

    cells: int = 0
    hidden: int = 0
    hidden_cells: int = 0  # those of `cells` that were not shown
    exact: list[Finding] = field(default_factory=list)
    provable: list[Finding] = field(default_factory=list)
    few: int = 0
    programs: int = 0
    seconds: float = 0.0  # of processor time: what the machine does besides doesn't count
    contradictions: int = 0  # groups of sums in which the attacker had to let something go
    unfinished: bool = False  # the time was over: nothing is proved
    near: dict[Place, list[Place]] = field(default_factory=dict)  # shown numbers that a finding rests on, nearest first

    @property
    def findings(self) -> list[Finding]:
        return [*self.exact, *self.provable]

    @property
    def holds(self) -> bool:
        """Whether nothing can be worked out."""
        return not self.exact and not self.provable and not self.unfinished


def attack(
    seen: Sequence[Seen],
    *,
    knows: Knowledge = RULE,
    partners: Mapping[str, Mapping[str, str]] | None = None,
    seconds: float = 60,
) -> Outcome:
    """Everything that these releases together give away. `partners`: see reporting.attack.model.build. Stops after so
    many seconds of processor time with `unfinished`."""
    began = time.process_time()
    model = build(seen, knows, partners or {})
    outcome = Outcome(
        cells=sum(kind in (Kind.SHOWN, Kind.HIDDEN) for kind in model.kinds),
        hidden=sum(kind in (Kind.HIDDEN, Kind.UNSEEN) for kind in model.kinds),
        hidden_cells=sum(kind is Kind.HIDDEN for kind in model.kinds),
    )
    known_anyway = _from_grand_totals_alone(model)
    attackers = {each.party for each in seen if each.own}
    # Of a whole in which it has a part it knows that much already: it is after what the others did.
    attackers |= {whole for whole, names in (partners or {}).items() if not attackers.isdisjoint(names.values())}
    targets = {
        number
        for number, place in enumerate(model.places)
        if number not in known_anyway and place.party not in attackers and _is_target(model, number, place, knows)
    }
    touching = _touching(model)
    for group in _groups(model, touching):
        if targets.isdisjoint(group):
            continue
        _attack_group(model, group, targets & group, touching, knows, outcome, began + seconds)
    outcome.seconds = time.process_time() - began
    return outcome


def _is_target(model: Model, number: int, place: Place, knows: Knowledge) -> bool:
    if is_grand(place.key) and not place.rest:
        return False
    if model.kinds[number] is Kind.SHOWN:  # by a rule that shows small numbers as well
        return model.low[number] < model.high[number] and model.low[number] <= knows.hide_up_to
    # Of minutes only those that were hidden: there few stand behind them.
    return model.kinds[number] is Kind.HIDDEN or not is_minutes(place.key)


def _from_grand_totals_alone(model: Model) -> set[int]:
    """What the exact totals say by themselves (a total of 0; a table of one row): the grant needs those totals."""
    fixed = [
        model.kinds[n] is Kind.SHOWN and model.low[n] == model.high[n] and is_grand(p.key) for n, p in _each(model)
    ]
    low = [model.low[n] if fixed[n] else 0.0 for n, _ in _each(model)]
    high = [model.high[n] if fixed[n] else NO_END for n, _ in _each(model)]
    sums = [each for each in model.sums if each.why is Why.COUNT]
    try:
        _propagate(sums, low, high)
    except Contradiction:
        return set()
    return {n for n, _ in _each(model) if not fixed[n] and low[n] == high[n]}


def _each(model: Model) -> Iterable[tuple[int, Place]]:
    return enumerate(model.places)


# --- propagation and groups -------------------------------------------------------------------------------------------


def _propagate(sums: Sequence[Sum], low: list[float], high: list[float]) -> None:
    """Narrows the bounds by each sum in turn. Unknowns are whole numbers. Raises Contradiction."""
    for _ in range(SWEEPS):
        changed = False
        for each in sums:
            least = most = 0.0
            for number, times in each.terms:
                least += times * (low[number] if times > 0 else high[number])
                most += times * (high[number] if times > 0 else low[number])
            if least > each.high + A_LITTLE or most < each.low - A_LITTLE:
                raise Contradiction
            if math.isinf(least) and math.isinf(most) and _infinite(each, low, high) > 1:
                continue
            for number, times in each.terms:
                changed |= _narrow(each, number, times, least, most, low, high)
        if not changed:
            return


def _infinite(each: Sum, low: list[float], high: list[float]) -> int:
    return sum(math.isinf(low[number]) or math.isinf(high[number]) for number, _ in each.terms)


def _narrow(each: Sum, number: int, times: int, least: float, most: float, low: list[float], high: list[float]) -> bool:
    """One unknown by one sum: what the others leave it at least and at most."""
    own_least = times * (low[number] if times > 0 else high[number])
    own_most = times * (high[number] if times > 0 else low[number])
    others_least = least - own_least if math.isfinite(own_least) else _others(each, number, low, high, least=True)
    others_most = most - own_most if math.isfinite(own_most) else _others(each, number, low, high, least=False)
    room_high = (each.high - others_least) / abs(times)
    room_low = (each.low - others_most) / abs(times)
    if times < 0:
        room_low, room_high = -room_high, -room_low
    changed = False
    if room_high < high[number] - 0.5:
        high[number] = float(math.floor(room_high + A_LITTLE))
        changed = True
    if room_low > low[number] + 0.5:
        low[number] = float(math.ceil(room_low - A_LITTLE))
        changed = True
    if low[number] > high[number]:
        raise Contradiction
    return changed


def _others(each: Sum, but: int, low: list[float], high: list[float], *, least: bool) -> float:
    return sum(
        times * (low[number] if (times > 0) == least else high[number]) for number, times in each.terms if number != but
    )


def _touching(model: Model) -> dict[int, list[int]]:
    """Of each unknown the sums that it is in."""
    found: dict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(model.sums):
        for number, _ in each.terms:
            found[number].append(place)
    return found


def _groups(model: Model, touching: Mapping[int, Sequence[int]]) -> list[set[int]]:
    """Unknowns that have to do with each other through sums; a number that is known joins nothing."""
    free = [low < high for low, high in zip(model.low, model.high, strict=True)]
    done: set[int] = set()
    groups: list[set[int]] = []
    for start in range(len(model.places)):
        if start in done or not free[start]:
            continue
        group, waiting = {start}, deque([start])
        while waiting:
            for place in touching.get(waiting.popleft(), ()):
                for other, _ in model.sums[place].terms:
                    if free[other] and other not in group:
                        group.add(other)
                        waiting.append(other)
        done |= group
        groups.append(group)
    return groups


# --- one group --------------------------------------------------------------------------------------------------------


def _attack_group(
    model: Model,
    group: set[int],
    targets: set[int],
    touching: Mapping[int, Sequence[int]],
    knows: Knowledge,
    outcome: Outcome,
    until: float,
) -> None:
    every = [model.sums[place] for place in sorted({place for number in group for place in touching.get(number, ())})]
    for let_go in (None, Why.VERSIONS, Why.TIME):
        sums = [each for each in every if let_go is None or each.why.value < let_go.value]
        try:
            _solve(model, group, targets, sums, knows, outcome, until)
        except Contradiction:
            outcome.contradictions += 1
            continue
        return
    # Nothing is consistent: then nothing is proved to be safe either.
    outcome.unfinished = True


def _solve(
    model: Model,
    group: set[int],
    targets: set[int],
    sums: list[Sum],
    knows: Knowledge,
    outcome: Outcome,
    until: float,
) -> None:
    low, high = list(model.low), list(model.high)
    _propagate(sums, low, high)
    witness = Programs(model, sorted(group), sums, low, high, knows)
    witness.search(sorted(targets), until)
    outcome.programs += witness.solved
    outcome.unfinished |= witness.unfinished
    for number in sorted(targets):
        if not witness.settled(number):
            outcome.unfinished = True
            continue
        least, most = witness.bounds_of(number)
        finding = Finding(model.places[number], least, most)
        shown_elsewhere = model.kinds[number] in (Kind.UNSEEN, Kind.REST)
        if least == most and not (shown_elsewhere and least > knows.hide_up_to):
            outcome.exact.append(finding)
        elif least >= 1 and most <= FEW and not is_minutes(finding.place.key):
            outcome.provable.append(finding)
        else:
            outcome.few += least >= 1 and most <= knows.hide_up_to and not is_minutes(finding.place.key)
            continue
        outcome.near[finding.place] = _near(model, number, sums, group)


def _near(model: Model, start: int, sums: Sequence[Sum], group: set[int]) -> list[Place]:
    """Shown numbers in the same group, and exact ones beside it, by how many sums away they stand."""
    by_number: dict[int, list[Sum]] = defaultdict(list)
    for each in sums:
        for number, _ in each.terms:
            by_number[number].append(each)
    seen, waiting, found = {start}, deque([start]), []
    while waiting:
        number = waiting.popleft()
        if model.kinds[number] is Kind.SHOWN:
            found.append(model.places[number])
        for each in by_number[number]:
            for other, _ in each.terms:
                if other in seen:
                    continue
                seen.add(other)
                if other in group:
                    waiting.append(other)
                elif model.kinds[other] is Kind.SHOWN:
                    found.append(model.places[other])
    return found
