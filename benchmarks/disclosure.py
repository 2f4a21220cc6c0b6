"""A year of reports through the rule and the gate, then attacked as a whole: 50 generated years at 3 sizes.

    python -m benchmarks.disclosure [years, 50 as a rule]

Each report is made by the rule and attacked before anybody sees it; one that gives a number away is held back and made
again with more hidden, as in the product. Prints per size how many were held back and for how many no version came
through, how much was hidden, what can be worked out of all that was seen (goal: 0 exact, 0 provable as 1-4), and the
processor time of making the year's seven reports and of the attack on all of them; and how these grow with the
questions of a year. Needs no database.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Measured:
    """Over the years of one size. Times are seconds of processor time: of the rule over seven reports, and of one
    attack on all seven."""

    held_back: int = 0
    stuck: int = 0
    exact: int = 0
    provable: int = 0
    few: int = 0
    cells: int = 0
    hidden: int = 0
    contradictions: int = 0
    unfinished: int = 0
    release: list[float] = field(default_factory=list)
    attack: list[float] = field(default_factory=list)


def main() -> None:
    """Prints a row per size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oco.settings.owner")
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/nothing")
    import django

    django.setup()
    from tests.reporting import years

    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(
        f"{'questions':>9}{'years':>6}{'reports':>9}{'held back':>11}{'stuck':>7}{'numbers':>9}{'hidden':>8}"
        f"{'exact':>7}{'1-4':>5}{'1-7':>6}{'rule s':>8}{'attack s':>10}{'longest':>9}"
    )
    by_size: list[Measured] = []
    for size in years.SIZES:
        found = Measured()
        for seed in range(1, wanted + 1):
            _measure(found, size, seed)
        print(
            f"{size:9}{wanted:6}{wanted * len(years.SPANS):9}{found.held_back:11}{found.stuck:7}"
            f"{found.cells // wanted:9}{found.hidden / found.cells:8.0%}{found.exact:7}"
            f"{found.provable:5}{found.few / wanted:6.1f}{statistics.median(found.release):8.2f}"
            f"{statistics.median(found.attack):10.2f}{max(found.attack):9.2f}"
            + (f"  contradictions {found.contradictions}" if found.contradictions else "")
            + (f"  unfinished {found.unfinished}" if found.unfinished else ""),
            flush=True,
        )
        by_size.append(found)
    first, found = by_size[0], by_size[-1]
    print(
        f"{years.SIZES[-1] / years.SIZES[0]:.0f} times the questions: rule "
        f"{statistics.median(found.release) / statistics.median(first.release):.1f} times as long, attack "
        f"{statistics.median(found.attack) / statistics.median(first.attack):.1f} times"
    )


def _measure(found: Measured, size: int, seed: int) -> None:
    from tests.reporting import years
    from tests.reporting.releases import Counted, attacked, gated_year, released_year

    tables = years.members()
    counted = Counted(years.invent(size, seed, tables))
    counted.count(tables)
    began = time.process_time()
    released_year(counted, tables)
    found.release.append(time.process_time() - began)
    gated = gated_year(counted, tables)
    outcome = attacked(gated.seen, tables)
    found.attack.append(outcome.seconds)
    found.held_back += gated.held_back
    found.stuck += len(gated.stuck)
    found.exact += len(outcome.exact)
    found.provable += len(outcome.provable)
    found.few += outcome.few
    found.cells += outcome.cells
    found.hidden += outcome.hidden_cells
    found.contradictions += outcome.contradictions
    found.unfinished += outcome.unfinished


if __name__ == "__main__":
    main()
