"""How well people are counted over four front doors by keyed pseudonyms: error of the count, precision and recall.

    python -m benchmarks.unique_people [number of people ...]

Invented people with the slips of real registers (benchmarks/_dutch_people.py), 18 % of whom are counted twice where
front doors are added up. The weights of cases/same_people.py were tuned on the seeds 1 to 6 and are measured here on
others. Needs no database, only the names of kinds and how a word sounds.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

SEEDS = (21, 22, 23, 24, 25)  # the rules were tuned on 1 to 6
SIZES = (1_000, 5_000, 20_000)
MOST_ERROR, LEAST_PRECISION, LEAST_RECALL = 0.01, 0.975, 0.96


@dataclass(frozen=True)
class Measured:
    """Of one register: shares, and what was counted beside the truth."""

    people: int
    low: int
    likely: int
    high: int
    total: int
    precision: float
    recall: float
    seconds: float

    @property
    def error(self) -> float:
        """Of the count, as a share of the truth; above 0 is too many."""
        return self.likely / self.people - 1

    @property
    def holds(self) -> bool:
        return self.low <= self.people <= self.high


def measure(people: int, seed: int) -> Measured:
    """Makes a register, counts its people by their pseudonyms, and lays that beside the truth."""
    from benchmarks._dutch_people import make_register
    from cases import same_people
    from cases.pseudonyms import pseudonyms

    register = make_register(people, seed)
    key = hashlib.sha256(f"{people}-{seed}".encode()).digest()
    began = time.perf_counter()
    records = [
        same_people.Record(row.door, row.number, pseudonyms(row.identity, key)) for row in register.registrations
    ]
    groups = same_people.clusters(records)
    found = same_people.count_of(groups)
    seconds = time.perf_counter() - began
    human = {(row.door, row.number): row.human for row in register.registrations}
    pairs = right = 0
    for group in groups:
        for one, other in combinations(group, 2):
            pairs += 1
            right += human[one.door, one.number] == human[other.door, other.number]
    times: dict[int, int] = defaultdict(int)
    for row in register.registrations:
        times[row.human] += 1
    true_pairs = sum(number * (number - 1) // 2 for number in times.values())
    return Measured(
        people, found.low, found.likely, found.high, found.total, right / pairs, right / true_pairs, seconds
    )


def main(sizes: tuple[int, ...] = SIZES, seeds: tuple[int, ...] = SEEDS) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oco.settings.owner")
    import django

    django.setup()
    failed = 0
    print(" people seed added up  counted         between   error   prec.  recall     s")
    for people in sizes:
        rows = []
        for seed in seeds:
            row = measure(people, seed)
            rows.append(row)
            print(
                f"{people:>7} {seed:>4} {row.total:>8} {row.likely:>8} {f'{row.low}-{row.high}':>15} {row.error:>+7.2%}"
                f" {row.precision:>7.4f} {row.recall:>7.4f} {row.seconds:>5.1f}",
                flush=True,
            )
        failed += not _in_sum(people, rows)
    return failed


def _in_sum(people: int, rows: list[Measured]) -> bool:
    """Prints what the seeds come to; whether the goals are met. Precision and recall over all seeds together: at 1,000
    people one register has some 180 pairs, so that a single pair is half a percent."""
    error = max(abs(row.error) for row in rows)
    precision, recall = (statistics.mean(getattr(row, name) for row in rows) for name in ("precision", "recall"))
    met = error <= MOST_ERROR and precision >= LEAST_PRECISION and recall >= LEAST_RECALL
    print(
        f"{people:>7} added up {statistics.mean(row.total / row.people - 1 for row in rows):+.1%},"
        f" error {statistics.mean(abs(row.error) for row in rows):.2%} (most {error:.2%}),"
        f" precision {precision:.4f} (least {min(row.precision for row in rows):.4f}),"
        f" recall {recall:.4f} (least {min(row.recall for row in rows):.4f}),"
        f" interval holds {sum(row.holds for row in rows)} of {len(rows)}: {'met' if met else 'NOT MET'}"
    )
    return met


if __name__ == "__main__":
    sys.exit(main(tuple(int(word) for word in sys.argv[1:]) or SIZES))
