"""Generated years of client support, for the back-test of the forecast.

Made person by person and event by event: who comes on which day, with how many questions, how long each stays open,
when it is worked on, and when each of these is written down. Nothing of it is taken from the model in
reporting/outlook.py, which knows weeks and levels only: no level that drifts or deviation that fades is drawn here.
Every parameter is drawn anew for each place, from ranges that were written down before the model was tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from oco.workdays import is_working_day
from reporting.weeks import PEOPLE, WEEKLY, WEEKS, WeeklyYear

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Facts:
    """Of one figure: the day on which each fact is true, the day on which it was written, and what it weighs."""

    day: Whole  # days from the first of January of the first year
    written: Whole
    weight: Numbers
    person: Whole | None = None


@dataclass(frozen=True)
class Place:
    """A place with a few years of facts. `size` is the number of questions in the first year."""

    first: int
    last: int
    size: float
    facts: dict[str, Facts]

    def day(self, moment: date) -> int:
        return (moment - date(self.first, 1, 1)).days

    def weeks(self, indicator: str, year: int, *, known_on: date | None = None) -> WeeklyYear:
        """The weeks of a year as they were known on a day; none: as they came to be known."""
        facts = self.facts[indicator]
        start, end = self.day(date(year, 1, 1)), self.day(date(year + 1, 1, 1))
        seen = (facts.day >= start) & (facts.day < end)
        if known_on is not None:
            seen &= (facts.written < self.day(known_on)) & (facts.day < self.day(known_on))
        day, weight = facts.day[seen], facts.weight[seen]
        if facts.person is not None:
            person = facts.person[seen]
            order = np.lexsort((day, person))
            person, day = person[order], day[order]
            first = np.concatenate(([True], person[1:] != person[:-1])) if len(person) else np.zeros(0, bool)
            day, weight = day[first], np.ones(int(first.sum()))
        week = np.minimum((day - start) // 7, WEEKS - 1)
        values = np.bincount(week, weights=weight, minlength=WEEKS)
        return WeeklyYear(year, tuple(int(value) for value in values))

    def so_far(self, indicator: str, until: date, known_on: date) -> int:
        """From 1 January until a day, as known on a later one."""
        facts = self.facts[indicator]
        start = self.day(date(until.year, 1, 1))
        seen = (facts.day >= start) & (facts.day < self.day(until)) & (facts.written < self.day(known_on))
        if facts.person is not None:
            return len(np.unique(facts.person[seen]))
        return int(facts.weight[seen].sum())


def place(seed: int, *, first: int = 2021, years: int = 4, size: float | None = None) -> Place:
    """A place of 100 to 6,000 questions a year, the small ones as often as the large ones."""
    rng = np.random.default_rng(seed)
    size = size or float(np.exp(rng.uniform(np.log(100), np.log(6000))))
    start, end = date(first - 1, 1, 1), date(first + years, 1, 1)  # a year before, for what is still open
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    busy = _busy(rng, days)
    households = float(rng.uniform(1.0, 1.4))  # questions that come together
    per_day = size * busy / sum(busy[365:730]) / households
    arrivals = rng.poisson(per_day)
    day = np.repeat(np.arange(len(days)), arrivals)
    together = 1 + rng.poisson(households - 1, len(day))
    person = _people(rng, day, fresh=float(rng.uniform(0.3, 0.85)), memory=float(rng.uniform(60, 500)))
    day, person = np.repeat(day, together), np.repeat(person, together)
    day = day - 365 if start.year % 4 else day - 366  # from 1 January of the first year

    median, tail = float(rng.uniform(8, 60)), float(rng.uniform(0.6, 1.1))
    closed = day + np.rint(median * np.exp(tail * rng.standard_normal(len(day)))).astype(np.int64)
    closed = _to_working_day(closed, days, first)
    answered = rng.random(len(day)) < rng.uniform(0.75, 0.97)

    talks = 1 + rng.poisson(rng.uniform(0.5, 6), len(day))
    asked = np.repeat(np.arange(len(day)), talks)
    worked = day[asked] + np.rint(rng.beta(1, 1.6, len(asked)) * (closed - day)[asked]).astype(np.int64)
    worked = _to_working_day(worked, days, first)
    minutes = np.maximum(5, 5 * np.rint(rng.gamma(1.2, 45 / 1.2, len(asked)) / 5))

    meetings = rng.poisson(size / 1000 * busy / busy.mean() * rng.uniform(0.4, 1.5) / 1.4 * 5 / 7)
    other = np.repeat(np.arange(len(days)), meetings) - (365 if start.year % 4 else 366)
    other_minutes = rng.choice([60, 90, 120, 180, 240], len(other)).astype(float)

    tallies = np.repeat(np.arange(len(days)), rng.poisson(size * rng.uniform(0.1, 0.6) * busy / busy[365:730].sum()))
    tallies -= 365 if start.year % 4 else 366

    late = Delay(rng)
    seen_day = np.concatenate((day, closed, worked))
    seen_person = np.concatenate((person, person, person[asked]))
    written_received = day + (rng.random(len(day)) < 0.1) * rng.integers(1, 10, len(day))
    written_closed, written_worked = late(closed), late(worked)
    last = (end - date(first, 1, 1)).days
    made = {
        "questions_received": Facts(day, written_received, np.ones(len(day))),
        "questions_answered": Facts(closed[answered], written_closed[answered], np.ones(int(answered.sum()))),
        "client_minutes": Facts(worked, written_worked, minutes),
        "other_minutes": Facts(other, late(other), other_minutes),
        "simple_questions": Facts(tallies, tallies, np.ones(len(tallies))),
        PEOPLE: Facts(
            seen_day,
            np.concatenate((written_received, written_closed, written_worked)),
            np.ones(len(seen_day)),
            seen_person,
        ),
    }
    assert set(made) == set(WEEKLY)
    kept = {name: _within(facts, last) for name, facts in made.items()}
    return Place(first, first + years - 1, size, kept)


def _within(facts: Facts, last: int) -> Facts:
    seen = (facts.day >= 0) & (facts.day < last)
    return Facts(
        facts.day[seen],
        facts.written[seen],
        facts.weight[seen],
        None if facts.person is None else facts.person[seen],
    )


def _busy(rng: np.random.Generator, days: list[date]) -> Numbers:
    """How busy each day is, beside the others: weekday, season, holidays of the schools, growth, shocks, whims."""
    count = len(days)
    weekday = rng.uniform(0.7, 1.3, 7)
    weekday[5:] = 0.0
    waves = [(rng.uniform(0, 0.12), rng.uniform(0, 2 * np.pi)) for _ in range(3)]
    summer, elsewhere = rng.uniform(0.08, 0.4), rng.uniform(0.0, 0.3)
    christmas = rng.uniform(0.3, 0.7)
    level = 1.0
    busy = np.zeros(count)
    growth: dict[int, float] = {}
    tilt: dict[int, float] = {}
    start_of_summer: dict[int, int] = {}
    for n, day in enumerate(days):
        if day.year not in growth:
            level *= 1 + rng.uniform(-0.15, 0.15)
            growth[day.year] = level
            tilt[day.year] = rng.uniform(-0.08, 0.08)
            start_of_summer[day.year] = int(rng.integers(188, 204))
        if not is_working_day(day):
            continue
        of_year = day.timetuple().tm_yday
        made = growth[day.year] * weekday[day.weekday()]
        made *= 1 + sum(
            size * np.cos(2 * np.pi * (k + 1) * of_year / 365 + turn) for k, (size, turn) in enumerate(waves)
        )
        made *= 1 + tilt[day.year] * (of_year / 365 - 0.5) * 2
        if 0 <= of_year - start_of_summer[day.year] < 42:
            made *= 1 - summer
        if any(low <= of_year < low + 7 for low in (48, 117, 289)):
            made *= 1 - elsewhere
        if of_year > 357 or of_year < 5:
            made *= 1 - christmas
        busy[n] = max(made, 0.0)
    for year in growth:
        place = [n for n, day in enumerate(days) if day.year == year]
        if rng.random() < 0.3:  # a counter is closed, or somebody is ill
            begin, weeks = int(rng.choice(place)), int(rng.integers(2, 9))
            busy[begin : begin + 7 * weeks] *= 1 - rng.uniform(0.2, 0.7)
        if rng.random() < 0.25:  # a project
            begin, weeks = int(rng.choice(place)), int(rng.integers(8, 21))
            busy[begin : begin + 7 * weeks] *= 1 + rng.uniform(0.1, 0.4)
    whims = rng.uniform(0.0, 0.3)
    by_week = 1 + whims * rng.uniform(-1, 1, count // 7 + 1) * np.sqrt(3)
    by_week = np.maximum(by_week, 0.2)
    made_busy: Numbers = busy * np.repeat(by_week, 7)[:count]
    return made_busy


def _people(rng: np.random.Generator, day: Whole, *, fresh: float, memory: float) -> Whole:
    """Who comes: somebody new, or somebody who came before, most likely not long ago."""
    person = np.empty(len(day), np.int64)
    is_new = rng.random(len(day)) < fresh
    back = rng.exponential(memory, len(day))
    known = 0
    for n in range(len(day)):
        if is_new[n] or n == 0:
            person[n] = known
            known += 1
        else:
            earlier = int(np.searchsorted(day[:n], day[n] - back[n]))
            person[n] = person[min(earlier, n - 1)]
    return person


def _to_working_day(day: Whole, days: list[date], first: int) -> Whole:
    """Moves what falls on a day off to the next working day."""
    before = (date(first, 1, 1) - days[0]).days
    count = len(days) + 1500
    works = np.array([is_working_day(days[0] + timedelta(days=n)) for n in range(count)])
    moved = np.arange(count)
    for n in range(count - 2, -1, -1):
        if not works[n]:
            moved[n] = moved[n + 1]
    result: Whole = moved[np.clip(day + before, 0, count - 1)] - before
    return result


class Delay:
    """When things are written down: some at once, the others after days, a few in one go at the end of the month."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.at_once = float(rng.uniform(0.4, 0.95))
        self.mean = float(rng.uniform(1, 10))
        self.monthly = float(rng.uniform(0, 0.08))

    def __call__(self, day: Whole) -> Whole:
        chance = self.rng.random(len(day))
        later = np.rint(self.rng.exponential(self.mean, len(day))).astype(np.int64)
        month = 30 - day % 30
        result: Whole = day + np.where(chance < self.at_once, 0, np.where(chance > 1 - self.monthly, month, later))
        return result
