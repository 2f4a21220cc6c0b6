"""The linear programs of one group of numbers: the least and the most that each can be (HiGHS, through scipy)."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, identity, kron

from reporting.attack.model import NO_END, Knowledge, Model, Sum
from reporting.relations import is_minutes

A_LITTLE = 1e-6  # HiGHS answers to about seven digits
CEILING = 1e6  # of people or questions; what has no end of its own ends here
MINUTES_CEILING = 1e8
ROUNDS, TOGETHER = 6, 6  # of solutions that are asked for many numbers at once
BATCH = 6_000  # unknowns in one program
INFEASIBLE = 2  # status of scipy.optimize.linprog


class Contradiction(Exception):
    """The sums can't all be true."""


class Programs:
    """The linear programs of one group, and of each unknown the least and most that a solution has shown."""

    def __init__(
        self, model: Model, group: list[int], sums: list[Sum], low: list[float], high: list[float], knows: Knowledge
    ) -> None:
        self.low, self.high, self.knows = low, high, knows
        self.minutes = {number for number in group if is_minutes(model.places[number].key)}
        self.free = [number for number in group if low[number] < high[number]]
        self.column = {number: place for place, number in enumerate(self.free)}
        self.found_low = dict.fromkeys(self.free, math.inf)
        self.found_high = dict.fromkeys(self.free, -math.inf)
        self.proved: dict[int, tuple[int, int]] = {}
        self.solved = 0
        self.unfinished = False
        self._matrix(sums)
        self.bounds = [(low[number], min(high[number], self._ceiling(number))) for number in self.free]

    def _ceiling(self, number: int) -> float:
        return MINUTES_CEILING if number in self.minutes else CEILING

    def _matrix(self, sums: list[Sum]) -> None:
        equal: list[tuple[dict[int, float], float]] = []
        most: list[tuple[dict[int, float], float]] = []
        for each in sums:
            known = 0.0
            terms: dict[int, float] = defaultdict(float)
            for number, times in each.terms:
                if number in self.column:
                    terms[self.column[number]] += times
                else:
                    known += times * self.low[number]
            if not terms:
                continue
            if each.low == each.high:
                equal.append((terms, each.low - known))
                continue
            if each.high < NO_END:
                most.append((terms, each.high - known))
            if each.low > -NO_END:
                most.append(({place: -times for place, times in terms.items()}, known - each.low))
        self.equal, self.equal_to = self._sparse(equal)
        self.most, self.at_most = self._sparse(most)

    def _sparse(self, rows: list[tuple[dict[int, float], float]]) -> tuple[csr_matrix | None, numpy.ndarray | None]:
        if not rows:
            return None, None
        data: list[float] = []
        columns: list[int] = []
        starts = [0]
        for terms, _ in rows:
            data.extend(terms.values())
            columns.extend(terms)
            starts.append(len(data))
        shape = (len(rows), len(self.free))
        return csr_matrix((data, columns, starts), shape=shape), numpy.array([side for _, side in rows])

    def search(self, targets: list[int], until: float) -> None:
        """Solutions in which about half of what is asked for is as small as can be and the rest as large, until those
        show little more; then each number by itself."""
        waiting = [number for number in targets if number in self.column]
        dice = random.Random(len(waiting))
        for _ in range(ROUNDS):
            if not waiting:
                return
            self._solve([{number: dice.choice((1, -1)) for number in waiting} for _ in range(TOGETHER)])
            before, waiting = len(waiting), [number for number in waiting if not self._harmless(number)]
            if len(waiting) > before * 3 // 4:
                break
        size = max(1, BATCH // (2 * max(len(self.free), 1)))
        for start in range(0, len(waiting), size):
            if time.process_time() > until:
                self.unfinished = True
                return
            batch = [number for number in waiting[start : start + size] if not self._harmless(number)]
            answers = self._solve([{number: sign} for number in batch for sign in (1, -1)])
            for number, least, most in zip(batch, answers[::2], answers[1::2], strict=True):
                self.proved[number] = (math.ceil(least - A_LITTLE), math.floor(-most + A_LITTLE))

    def _harmless(self, number: int) -> bool:
        """Whether solutions show that it is neither known nor known to be small."""
        least = math.ceil(self.found_low[number] - A_LITTLE)
        most = math.floor(self.found_high[number] + A_LITTLE)
        if most <= least:
            return False
        return number in self.minutes or least < 1 or most > self.knows.hide_up_to

    def settled(self, number: int) -> bool:
        return number not in self.column or number in self.proved or self._harmless(number)

    def bounds_of(self, number: int) -> tuple[int, int]:
        """What is proved of it; of one that is harmless, what was found."""
        if number not in self.column:
            return int(self.low[number]), int(self.high[number])
        if number in self.proved:
            return self.proved[number]
        return math.ceil(self.found_low[number] - A_LITTLE), math.floor(self.found_high[number] + A_LITTLE)

    def _solve(self, aims: Sequence[Mapping[int, int]]) -> list[float]:
        """The least of each aim, all in one program: as many copies of the sums as there are aims, side by side."""
        width, copies = len(self.free), len(aims)
        if not copies:
            return []
        cost = numpy.zeros(width * copies)
        for copy, aim in enumerate(aims):
            for number, sign in aim.items():
                cost[copy * width + self.column[number]] = sign
        answer = linprog(
            cost,
            _beside(self.most, copies),
            None if self.at_most is None else numpy.tile(self.at_most, copies),
            _beside(self.equal, copies),
            None if self.equal_to is None else numpy.tile(self.equal_to, copies),
            bounds=self.bounds * copies,
            method="highs",
        )
        self.solved += copies
        if answer.status == INFEASIBLE:
            raise Contradiction
        if answer.x is None:
            self.unfinished = True
            return [0.0] * copies
        solutions = answer.x.reshape(copies, width)
        for number, least, most in zip(self.free, solutions.min(axis=0), solutions.max(axis=0), strict=True):
            self.found_low[number] = min(self.found_low[number], float(least))
            self.found_high[number] = max(self.found_high[number], float(most))
        aimed = (cost.reshape(copies, width) * solutions).sum(axis=1)
        return [float(value) for value in aimed]


def _beside(matrix: csr_matrix | None, copies: int) -> csr_matrix | None:
    return None if matrix is None else csr_matrix(kron(identity(copies, format="csr"), matrix, format="csr"))
