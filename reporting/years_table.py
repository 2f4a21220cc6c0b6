"""The table that lays all years side by side: declared and counted totals, grants and prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from oco.models import Municipality, Organisation
from oco.periods import Period, PeriodKind
from reporting import figures
from reporting.figures import Scope
from reporting.history import CLIENTS, GRANT, QUESTIONS, TotalKey
from reporting.models import DeclaredTotal, YearNote


class Source(StrEnum):
    """Where a total comes from."""

    DECLARED = "declared"
    COUNTED = "counted"


SOURCE_LABELS = {Source.DECLARED: "opgegeven", Source.COUNTED: "geteld"}
SUM_NOTE = (
    "Opgegeven jaren: samen is de som van de aanbieders. Wie bij meer aanbieders kwam, telt daarin meer keer. "
    "In getelde jaren telt iedereen samen één keer."
)


@dataclass(frozen=True)
class Total:
    """A total of a year and where it comes from."""

    value: int
    source: Source


@dataclass(frozen=True)
class YearGrant:
    """What the grant of a year says, from whoever knows grants: euro, and targets for the whole year."""

    year: int
    total: Decimal
    by_provider: Mapping[int, Decimal]
    target_clients: int | None = None
    target_questions: int | None = None


@dataclass(frozen=True)
class YearCount:
    """Counted totals of a year, for one provider or together."""

    unique_clients: int
    questions_answered: int


@dataclass(frozen=True)
class ProviderYear:
    """One provider in one year; None is unknown. `grant` in euro."""

    provider_id: int
    name: str
    unique_clients: Total | None
    questions_answered: Total | None
    grant: Decimal | None


@dataclass(frozen=True)
class YearRow:
    """One year of the table. Prices are whole euro, rounded half up; differences are realised minus target."""

    year: int
    providers: tuple[ProviderYear, ...]
    unique_clients: Total | None
    questions_answered: Total | None
    grant: Decimal | None
    budget_price_client: int | None
    budget_price_question: int | None
    real_price_client: int | None
    real_price_question: int | None
    clients_minus_target: int | None
    questions_minus_target: int | None
    note: str


def price(amount: Decimal | None, number: int | None) -> int | None:
    """Whole euro each, half up; None where one of both is unknown or there is nothing to divide by.

    1,709,768 / 1,200 = 1,424.81 is 1,425 (Zoetermeer's audit prints 1,424, a slip).
    """
    if amount is None or not number:
        return None
    return int((amount / number).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def years_table(
    municipality: Municipality,
    first: int,
    last: int,
    *,
    providers: Iterable[Organisation],
    grants: Iterable[YearGrant] = (),
    counted: Mapping[int, Mapping[int | None, YearCount]] | None = None,
) -> list[YearRow]:
    """One row for each year from `first` up to and including `last`, also where nothing is known.

    A declared total stands before a counted one: a register that began in the course of a year counts too little.
    `counted` is by year, then by provider's key, with None for all together (see `counted_years`); the municipality's
    process has no figures to count from and leaves it out. Declared grants (`grant_euro`) fill in where `grants` has
    no year.
    """
    parties = list(providers)
    declared = {
        TotalKey(row.provider_id, row.indicator, row.year): row.value
        for row in DeclaredTotal.objects.filter(
            municipality=municipality, provider__in=parties, year__range=(first, last)
        )
    }
    notes = dict(YearNote.objects.filter(municipality=municipality).values_list("year", "text"))
    granted = {grant.year: grant for grant in grants}
    return [
        _row(year, parties, declared, (counted or {}).get(year, {}), granted.get(year), notes.get(year, ""))
        for year in range(first, last + 1)
    ]


def _row(
    year: int,
    parties: list[Organisation],
    declared: Mapping[TotalKey, Decimal],
    counted: Mapping[int | None, YearCount],
    grant: YearGrant | None,
    note: str,
) -> YearRow:
    rows = tuple(
        ProviderYear(
            provider_id=party.pk,
            name=party.name,
            unique_clients=_total(declared.get(TotalKey(party.pk, CLIENTS, year)), counted.get(party.pk), CLIENTS),
            questions_answered=_total(
                declared.get(TotalKey(party.pk, QUESTIONS, year)), counted.get(party.pk), QUESTIONS
            ),
            grant=grant.by_provider.get(party.pk) if grant else declared.get(TotalKey(party.pk, GRANT, year)),
        )
        for party in parties
    )
    clients = _together([row.unique_clients for row in rows], counted.get(None), CLIENTS)
    questions = _together([row.questions_answered for row in rows], counted.get(None), QUESTIONS)
    amounts = [row.grant for row in rows if row.grant is not None]
    total = grant.total if grant else sum(amounts, Decimal(0)) if amounts else None
    target_clients = grant.target_clients if grant else None
    target_questions = grant.target_questions if grant else None
    return YearRow(
        year=year,
        providers=rows,
        unique_clients=clients,
        questions_answered=questions,
        grant=total,
        budget_price_client=price(total, target_clients),
        budget_price_question=price(total, target_questions),
        real_price_client=price(total, clients.value if clients else None),
        real_price_question=price(total, questions.value if questions else None),
        clients_minus_target=_minus(clients, target_clients),
        questions_minus_target=_minus(questions, target_questions),
        note=note,
    )


def _total(declared: Decimal | None, counted: YearCount | None, indicator: str) -> Total | None:
    if declared is not None:
        return Total(int(declared), Source.DECLARED)
    return Total(getattr(counted, indicator), Source.COUNTED) if counted else None


def _together(parts: list[Total | None], counted: YearCount | None, indicator: str) -> Total | None:
    """The sum of what was declared; with only counted parts the count of all together, never a sum of people."""
    known = [part for part in parts if part is not None]
    if any(part.source == Source.DECLARED for part in known):
        return Total(sum(part.value for part in known), Source.DECLARED)
    return _total(None, counted, indicator)


def _minus(total: Total | None, target: int | None) -> int | None:
    return None if total is None or target is None else total.value - target


def counted_years(
    together: Scope, providers: Iterable[Organisation], first: int, last: int
) -> dict[int, dict[int | None, YearCount]]:
    """The stored roll-ups of whole years, for `years_table`. Care side only."""
    municipality = Municipality.objects.get(pk=together.municipality_id)
    scopes: dict[int | None, Scope] = {None: together}
    scopes |= {provider.pk: Scope.of_organisation(provider, municipality) for provider in providers}
    found: dict[int, dict[int | None, YearCount]] = {}
    for year in range(first, last + 1):
        for key, scope in scopes.items():
            stored = figures.read(scope, Period(year, PeriodKind.YEAR))
            if stored is not None and (stored.count(CLIENTS) or stored.count(QUESTIONS)):
                found.setdefault(year, {})[key] = YearCount(stored.count(CLIENTS), stored.count(QUESTIONS))
    return found
