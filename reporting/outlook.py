"""How the rest of a year may go, from its weeks so far and those of earlier years. Pure arithmetic, no dates of today.

The model. Earlier years give the shape: the share of the year that each week has, per working day, smoothed. A year
runs at a level beside that shape, which is last year's at first (give or take GROWTH) and drifts a little (DRIFT), with
a passing deviation on top that fades (PASSING, FADES): a counter that is closed for a month, a project. Each week's
count strays from that by more than chance; how much more (`spread`) is measured from one week to the next. A Kalman
filter carries level and deviation through the weeks that are over, and says with what doubt; what the weeks to come add
up to is their share at that level. The doubt about a shape that rests on few years is a factor (1 + 1/years).

The five constants were chosen on generated years (benchmarks/forecast.py), which are made in another way: person by
person. Source of the method: the local-level model in Durbin and Koopman, Time Series Analysis by State Space
Methods, chapters 2 and 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from reporting.weeks import WEEKS, WeeklyYear, working_days

GROWTH = 0.10  # one year beside the last, as a share
DRIFT = 0.006  # of the level, per week
PASSING = 0.088  # a deviation that passes
FADES = 0.90  # what is left of it a week later
FEW_DIFFERENCES = 8.0  # how many weeks the usual spread weighs
USUAL_SPREAD = 2.0  # variance beside mean, for counts
# Without a shape, or with that of a register's first year: how much a year may lie off it.
SHAPELESS = 0.10
YEARS_USED = 3
WEIGHTS = (1.0, 0.7, 0.5)  # of last year, and of the two before it
STEEP = 4  # the first weeks: who still is a client from last year is "new to the year" in one of these


@dataclass(frozen=True)
class Rest:
    """What is still to come: mean and variance."""

    mean: float
    variance: float


@dataclass(frozen=True)
class Outlook:
    """The weeks to come. `usual` is what each would be at level 1; the rest is the filter's state."""

    year: int
    usual: tuple[float, ...]  # by week
    first: int  # the first week that is not settled
    level: float
    deviation: float
    doubt: tuple[float, float, float]  # variance of level, of deviation, and between the two
    spread: float
    factor: float  # of the doubt, for a shape that rests on few years
    off_shape: float  # what an unknown shape may differ, as a share of the level

    def rest(self, until: float = WEEKS) -> Rest:
        """From the first week that is not settled until the beginning of week `until` (a fraction: a part of it)."""
        own = sum_usual = sum_faded = variance = 0.0
        faded = 1.0
        tails: list[tuple[float, float]] = []  # of what is to come after each week: plain, and faded
        weeks: list[float] = []
        for week in range(self.first, WEEKS):
            part = min(max(until - week, 0.0), 1.0)
            weeks.append(self.usual[week] * part)
        for usual in weeks:
            faded *= FADES
            sum_usual += usual
            sum_faded += usual * faded
        own = self.level * sum_usual + self.deviation * sum_faded
        a, b, c = self.doubt
        variance = a * sum_usual**2 + b * sum_faded**2 + 2 * c * sum_usual * sum_faded
        plain = fade = 0.0
        for usual in reversed(weeks):
            plain += usual
            fade = usual + FADES * fade
            tails.append((plain, fade))
        passing = PASSING**2 * (1 - FADES**2)
        variance += sum(DRIFT**2 * one**2 + passing * two**2 for one, two in tails)
        variance += self.spread * max(own, 0.0)
        variance *= self.factor
        variance += (self.off_shape * self.level * sum_usual) ** 2 * (1 - self.first / WEEKS)
        return Rest(max(own, 0.0), variance)


def outlook(
    year: int,
    settled: Sequence[int],
    *,
    earlier: Sequence[WeeklyYear],
    totals: Mapping[int, float],
    people: bool = False,
    unsure_shape: bool = False,
    runs: float = 1.0,
) -> Outlook | None:
    """`settled` are the weeks of this year that are over and known; `earlier` whole years, newest first; `totals` of
    years of which only the total is known. `people`: each counts in the week of their first time.

    None where there is nothing to hold on to: no earlier year, and nothing so far.
    """
    earlier = list(earlier)[:YEARS_USED]
    days = working_days(year)
    rates = shape_of(earlier, people=people) if earlier else [1.0] * WEEKS
    usual = [rate * day for rate, day in zip(rates, days, strict=True)]
    known = {one.year: float(one.total) for one in earlier} | dict(totals)
    base = known[max(known)] if known else 0.0
    level_doubt = GROWTH**2 * max(year - max(known), 1) if known else 1.0
    done = len(settled)
    if base <= 0:
        part = sum(usual[:done]) / sum(usual)
        if not part or not sum(settled):
            return None
        base = sum(settled) / part
    usual = [value * base / sum(usual) for value in usual]
    weights = WEIGHTS[: len(earlier)]
    factor = 1 + sum(w * w for w in weights) / sum(weights) ** 2 if earlier else 1.5
    spread = _spread([*earlier, WeeklyYear(year, (*settled, *[0] * (WEEKS - done)))], done, year)
    spread *= runs
    level, deviation, doubt = _filter(settled, usual, spread * factor, level_doubt, factor)
    return Outlook(
        year=year,
        usual=tuple(usual),
        first=done,
        level=level,
        deviation=deviation,
        doubt=doubt,
        spread=spread,
        factor=factor,
        off_shape=0.0 if earlier and not unsure_shape else SHAPELESS,
    )


def _filter(
    settled: Sequence[int], usual: Sequence[float], spread: float, level_doubt: float, factor: float
) -> tuple[float, float, tuple[float, float, float]]:
    """Level and deviation after these weeks, and the doubt about them."""
    level, deviation = 1.0, 0.0
    a, b, c = level_doubt, PASSING**2, 0.0
    passing = PASSING**2 * (1 - FADES**2)
    for count, expected in zip(settled, usual, strict=False):
        a, b, c = a + DRIFT**2, FADES**2 * b + passing, FADES * c
        deviation *= FADES
        if expected <= 0:
            continue
        noise = spread * max(level + deviation, 0.2) / expected
        total = a + b + 2 * c + noise
        off = count / expected - level - deviation
        one, two = (a + c) / total, (b + c) / total
        level, deviation = level + one * off, deviation + two * off
        a, b, c = a - one * (a + c), b - two * (b + c), c - one * (b + c)
    return level, deviation, (a, b, c)


def shape_of(earlier: Sequence[WeeklyYear], *, people: bool) -> list[float]:
    """What each week has per working day, beside the mean of the year; of several years, the newest weighs most."""
    mixed = [0.0] * WEEKS
    for one, weight in zip(earlier, WEIGHTS, strict=False):
        days = working_days(one.year)
        mean = one.total / sum(days)
        for week, count in enumerate(one.values):
            mixed[week] += weight * (count / days[week] if days[week] else 0.0) / mean / sum(WEIGHTS[: len(earlier)])
    total = sum(one.total for one in earlier)
    width = 1 if total >= 4000 else 2 if total >= 1000 else 3 if total >= 300 else 5
    head = STEEP if people else 0
    return mixed[:head] + _smooth(mixed[head:], width)


def _smooth(values: Sequence[float], width: int) -> list[float]:
    """A moving mean, the middle weighing most; at the ends what there is."""
    found = []
    for place in range(len(values)):
        low, high = max(place - width, 0), min(place + width + 1, len(values))
        weights = [width + 1 - abs(place - n) for n in range(low, high)]
        found.append(sum(w * values[n] for w, n in zip(weights, range(low, high), strict=True)) / sum(weights))
    return found


def _spread(years: Sequence[WeeklyYear], done: int, year: int) -> float:
    """Variance beside mean of a week's count: from how each week lies off the middle of the two beside it.

    Free of shape and level, which hardly turn within three weeks. The largest twentieth is cut off: a week in which a
    counter closed is a step, and no noise.
    """
    found: list[float] = []
    for one in years:
        days = working_days(one.year)
        end = done if one.year == year else WEEKS - 1
        for week in range(STEEP + 1, end - 1):
            beside = (week - 1, week, week + 1)
            if any(days[n] < 4 for n in beside):
                continue
            rates = [one.values[n] / days[n] for n in beside]
            mean = sum(rates) / 3
            if mean <= 0:
                continue
            off = (rates[0] + rates[2]) / 2 - rates[1]
            expected = mean * (0.25 / days[beside[0]] + 0.25 / days[beside[2]] + 1 / days[week])
            found.append(off * off / expected)
    found.sort()
    kept = found[: len(found) - len(found) // 20]
    usual = max(USUAL_SPREAD, sum(kept) / len(kept) if kept else 0.0)
    return max((sum(kept) + usual * FEW_DIFFERENCES) / (len(kept) + FEW_DIFFERENCES), 1.0)


def log_scale(mean: float, variance: float) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm, for a lognormal with this mean and variance (mean above 0)."""
    width = log(1 + variance / mean**2)
    return log(mean) - width / 2, sqrt(width)
