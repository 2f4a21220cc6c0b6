"""Which periods the demo tells of."""

from __future__ import annotations

from datetime import date

from oco.periods import Period, periods_of_year


def periods_so_far(today: date) -> list[Period]:
    """All periods of last year and this, as far as they have begun."""
    return [
        period for year in (today.year - 1, today.year) for period in periods_of_year(year) if period.start <= today
    ]
