"""The grant decision: its terms for a report, its instalments, and how a policy officer writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from oco import audit, workdays
from oco.models import Municipality, Organisation, User
from oco.templatetags.oco import euro
from reporting.documents import AmountLine, GrantTerms, TargetLine
from subsidies.models import Grant, GrantAmount, Instalment, Target

CENT = Decimal("0.01")
INSTALMENTS = 4


class GrantRefused(Exception):
    """A grant that can't be kept so; the text is for the user."""


@dataclass(frozen=True)
class NewInstalment:
    """A part of the grant, in euro, that is paid on a day."""

    due_on: date
    amount: Decimal


# --- terms for a report ----------------------------------------------------------------------------------------------


def grants_with_lines() -> QuerySet[Grant]:
    """Grants with all that hangs on them, in four queries however many there are."""
    return Grant.objects.select_related("organisation", "municipality").prefetch_related(
        "amounts__provider", "targets", "instalments"
    )


def terms_of(grant: Grant) -> GrantTerms:
    return GrantTerms(
        year=grant.year,
        number=grant.number,
        amounts=tuple(
            AmountLine(
                provider_id=line.provider_id,
                provider=line.provider.name if line.provider else "",
                purpose=line.purpose,
                amount=line.amount,
            )
            for line in grant.amounts.all()
        ),
        targets=tuple(TargetLine(line.indicator, line.direction, line.value) for line in grant.targets.all()),
    )


def grant_terms(organisation: Organisation, municipality: Municipality, year: int) -> GrantTerms | None:
    """What was agreed for that year; None where no grant was decided."""
    grant = grants_with_lines().filter(organisation=organisation, municipality=municipality, year=year).first()
    return terms_of(grant) if grant else None


def earlier_terms(organisation: Organisation, municipality: Municipality, year: int) -> tuple[GrantTerms, ...]:
    """The grants of the years before, newest first: for the prices of those years."""
    rows = grants_with_lines().filter(organisation=organisation, municipality=municipality, year__lt=year)
    return tuple(terms_of(grant) for grant in rows.order_by("-year"))


# --- instalments -----------------------------------------------------------------------------------------------------


def equal_parts(total: Decimal, count: int = INSTALMENTS) -> list[Decimal]:
    """`total` in equal parts of whole cents that add up to it; the first parts carry the cents that are left.

    10.03 in four: 2.51, 2.51, 2.51, 2.50.
    """
    cents = int(total.quantize(CENT) * 100)
    each, left = divmod(cents, count)
    return [Decimal(each + (n < left)) / 100 for n in range(count)]


def quarterly_instalments(total: Decimal, year: int) -> list[NewInstalment]:
    """Four equal instalments, each on the first working day of a quarter."""
    days = [workdays.next_working_day(date(year, month, 1)) for month in (1, 4, 7, 10)]
    return [NewInstalment(day, part) for day, part in zip(days, equal_parts(total), strict=True)]


# --- writing it down -------------------------------------------------------------------------------------------------


def save_grant(
    *,
    organisation: Organisation,
    municipality: Municipality,
    year: int,
    number: str,
    decided_on: date | None,
    amounts: Sequence[AmountLine],
    targets: Sequence[TargetLine],
    instalments: Sequence[NewInstalment] | None,
    by: User | None,
    grant: Grant | None = None,
) -> Grant:
    """Writes a grant with all its lines; an existing one gets these lines instead of its own.

    `instalments` None means four equal ones. A report that was filed keeps the targets it was measured by: they
    stand in its document. Raises GrantRefused where amounts and instalments don't add up, or the year has a grant.
    """
    total = sum((line.amount for line in amounts), Decimal(0))
    if not amounts:
        raise GrantRefused("Vul ten minste één bedrag in.")
    if instalments is None:
        instalments = quarterly_instalments(total, year)
    paid = sum((line.amount for line in instalments), Decimal(0))
    if paid != total:
        raise GrantRefused(f"De termijnen zijn samen {euro(paid)}, de bedragen {euro(total)}. Dat moet hetzelfde zijn.")
    try:
        with transaction.atomic():
            new = grant is None
            if grant is None:
                grant = Grant(organisation=organisation, municipality=municipality, year=year)
            grant.number, grant.decided_on = number, decided_on
            grant.save()
            grant.amounts.all().delete()
            grant.targets.all().delete()
            grant.instalments.all().delete()
            GrantAmount.objects.bulk_create(
                GrantAmount(grant=grant, provider_id=line.provider_id, purpose=line.purpose, amount=line.amount)
                for line in amounts
            )
            Target.objects.bulk_create(
                Target(grant=grant, indicator=line.indicator, direction=line.direction, value=line.value)
                for line in targets
            )
            Instalment.objects.bulk_create(
                Instalment(grant=grant, number=number_of, due_on=line.due_on, amount=line.amount)
                for number_of, line in enumerate(sorted(instalments, key=lambda line: line.due_on), 1)
            )
            audit.record(
                "grant decided" if new else "grant changed",
                by=by,
                on=grant,
                year=year,
                amounts=len(amounts),
                targets=len(targets),
                total=str(total),
            )
    except IntegrityError as error:
        raise GrantRefused(_sentence(error)) from error
    return grant


_SENTENCES = {
    "grant_once_a_year": "Voor dit jaar en deze ontvanger is er al een subsidie.",
    "grant_amount_once": "Er staan twee bedragen met dezelfde aanbieder en hetzelfde doel. Geef elk een eigen doel.",
    "target_once": "Er staan twee doelen voor hetzelfde cijfer. Haal er één weg.",
}


def _sentence(error: IntegrityError) -> str:
    """The sentence of the constraint that refused; an unknown one is a fault of the program."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in _SENTENCES:
        raise error
    return _SENTENCES[name]
