"""In an annual report: the years beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from oco.models import Municipality, Organisation
from oco.periods import Period, PeriodKind
from reporting import pricing
from reporting.documents import Section
from reporting.parties import Parties
from reporting.terms import GrantTerms
from reporting.years_table import YearGrant, counted_years, years_table

YEARS_SHOWN = 5


def years_beside_each_other(
    parties: Parties, municipality: Municipality, period: Period, terms: Sequence[GrantTerms]
) -> tuple[Section, ...]:
    """In an annual report: this year and those before it, as they were declared or counted."""
    if period.kind is not PeriodKind.YEAR:
        return ()
    keys = [scope.organisation_id or 0 for _, scope in parties.providers] or [parties.whole_scope.organisation_id or 0]
    providers = sorted(Organisation.objects.filter(pk__in=keys), key=lambda provider: keys.index(provider.pk))
    first = period.year - YEARS_SHOWN + 1
    rows = years_table(
        municipality,
        first,
        period.year,
        providers=providers,
        grants=[
            YearGrant(
                year=line.year,
                total=line.total,
                by_provider={provider.pk: line.of_provider(provider.pk) for provider in providers},
                target_clients=_target(line, "unique_clients"),
                target_questions=_target(line, "questions_answered"),
            )
            for line in terms
        ],
        counted=counted_years(parties.whole_scope, providers, first, period.year),
    )
    return pricing.years(rows, [provider.name for provider in providers])


def _target(terms: GrantTerms, indicator: str) -> int | None:
    return next((int(line.value) for line in terms.targets if line.indicator == indicator), None)
