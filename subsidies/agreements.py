"""The grant decision: its terms for a report, and how a policy officer writes it down and changes it.

What money hangs on keeps its row: an amount that was paid on, or an obligation, is changed in place. When the days of
payment fall stands in `subsidies.instalments`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, QuerySet, Sum

from oco import audit
from oco.models import Municipality, Organisation, User
from oco.templatetags.oco import euro
from reporting.terms import AmountLine, GrantTerms, TargetLine
from subsidies import instalments as schedule
from subsidies.instalments import GrantRefused, NewInstalment, equal_parts, quarterly_instalments
from subsidies.models import Grant, GrantAmount, GrantChange, Obligation, Payment, Target
from subsidies.terms import AmountTerms, ObligationLine, full, whole_terms

__all__ = ["GrantRefused", "NewInstalment", "equal_parts", "quarterly_instalments"]


@dataclass(frozen=True)
class Change:
    """A change of a decided grant (wijzigingsbeschikking)."""

    decided_on: date
    reason: str
    reference: str = ""


# --- terms for a report ----------------------------------------------------------------------------------------------


def grants_with_lines() -> QuerySet[Grant]:
    """Grants with all that hangs on them, in a few queries however many there are."""
    return Grant.objects.select_related("organisation", "municipality").prefetch_related(
        "amounts__provider", "targets", "instalments__payments", "obligations"
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


def paid_of(grant: Grant) -> Decimal:
    """Euro of the grant that the municipality has paid, on instalments and on claims."""
    rows = Payment.objects.filter(
        Q(instalment__grant=grant) | Q(claim__amount_line__grant=grant), withdrawn_at__isnull=True
    )
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


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
    obligations: Sequence[ObligationLine] | None = None,
    change: Change | None = None,
) -> Grant:
    """Writes a grant with all its lines; an existing one gets these lines instead of its own.

    `instalments` None means by the payment kind of each amount; `obligations` None leaves them as they are. A grant
    that was decided only changes by a numbered `change`, which keeps what was agreed before; where nothing differs
    there is none. A report that was filed keeps the targets it was measured by: they stand in its document.

    Raises GrantRefused where amounts and instalments don't add up, the year has a grant, a decided grant would change
    without a change, or money was paid or claimed on what would go.
    """
    lines = [full(line) for line in amounts]
    if not any(line.amount for line in lines):
        raise GrantRefused("Vul ten minste één bedrag in.")
    try:
        with transaction.atomic():
            new = grant is None
            if grant is None:
                grant = Grant(organisation=organisation, municipality=municipality, year=year)
                grant.number, grant.decided_on = number, decided_on
                grant.save()
                before = None
            else:
                # Of two who change it at once the second sees what the first wrote.
                Grant.objects.select_for_update().get(pk=grant.pk)
                before = whole_terms(grants_with_lines().get(pk=grant.pk))
                if before.decided_on is None or change is None:
                    grant.number, grant.decided_on = number, decided_on
                    grant.save()
            kept = _save_amounts(grant, lines)
            _save_targets(grant, targets)
            if obligations is not None:
                _save_obligations(grant, obligations)
            schedule.write(grant, kept, instalments, not_before=change.decided_on if change else None)
            after = whole_terms(grants_with_lines().get(pk=grant.pk))
            if before is not None and after == before:
                return grant
            if before is not None and before.decided_on is not None:
                _write_change(grant, before.to_json(), change, by)
            audit.record(
                "grant decided" if new else "grant changed",
                by=by,
                on=grant,
                year=grant.year,
                amounts=len(lines),
                targets=len(targets),
                total=str(after.total),
            )
    except ProtectedError as error:
        raise GrantRefused(
            "Op een bedrag of verplichting die u weghaalt, is al iets betaald, gedeclareerd of geantwoord. "
            "Laat die regel staan."
        ) from error
    except IntegrityError as error:
        raise GrantRefused(_sentence(error)) from error
    return grant


def _write_change(grant: Grant, before: dict[str, object], change: Change | None, by: User | None) -> GrantChange:
    if change is None or not change.reason:
        raise GrantRefused("Deze beschikking is al besloten. Vul de datum en de reden van de wijziging in.")
    return GrantChange.objects.create(
        grant=grant,
        number=grant.changes.count() + 1,
        reference=change.reference,
        decided_on=change.decided_on,
        reason=change.reason,
        before=before,
        written_by=by,
        written_by_name=by.name if by else "",
    )


def _save_amounts(grant: Grant, lines: Sequence[AmountTerms]) -> list[GrantAmount]:
    """The rows of these lines, in their order; a row is found by provider and purpose, and where only the purpose of
    a provider's one amount was reworded, by the provider."""
    left = list(grant.amounts.all())
    found: dict[int, GrantAmount] = {}
    for place, line in enumerate(lines):
        row = next((row for row in left if (row.provider_id, row.purpose) == (line.provider_id, line.purpose)), None)
        if row is not None:
            left.remove(row)
            found[place] = row
    for place, line in enumerate(lines):
        same = [row for row in left if row.provider_id == line.provider_id]
        if place not in found and len(same) == 1 and line.provider_id is not None:
            left.remove(same[0])
            found[place] = same[0]
    schedule.drop_of(left)
    for row in left:
        row.delete()
    kept = []
    for place, line in enumerate(lines):
        row = found.get(place) or GrantAmount(grant=grant)
        _check_against_claims(row, line)
        row.provider_id, row.purpose, row.amount = line.provider_id, line.purpose, line.amount
        row.payment, row.life_areas = line.payment, list(line.life_areas)
        row.rate_per, row.rate_work, row.rate = line.rate_per, line.rate_work, line.rate
        row.save()
        kept.append(row)
    return kept


def _check_against_claims(row: GrantAmount, line: AmountTerms) -> None:
    if row.pk is None:
        return
    claimed = row.claims.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if claimed > line.amount:
        raise GrantRefused(
            f"{line.heading}: er is al {euro(claimed)} gedeclareerd. Het bedrag kan niet lager worden dan dat."
        )
    if claimed and line.payment != row.payment:
        raise GrantRefused(f"{line.heading}: er is al gedeclareerd. De manier van betalen kan niet meer wijzigen.")


def _save_targets(grant: Grant, targets: Sequence[TargetLine]) -> None:
    grant.targets.all().delete()
    Target.objects.bulk_create(
        Target(grant=grant, indicator=line.indicator, direction=line.direction, value=line.value) for line in targets
    )


def _save_obligations(grant: Grant, lines: Sequence[ObligationLine]) -> None:
    """A row is found by its text, then by its place: what was answered hangs on it."""
    left = list(grant.obligations.all())
    found: dict[int, Obligation] = {}
    for place, line in enumerate(lines):
        row = next((row for row in left if row.text == line.text), None)
        if row is not None:
            left.remove(row)
            found[place] = row
    for place in range(len(lines)):
        row = next((row for row in left if row.number == place + 1), None)
        if place not in found and row is not None:
            left.remove(row)
            found[place] = row
    for row in left:
        row.delete()
    # Numbers change places: first out of each other's way.
    for place, row in found.items():
        Obligation.objects.filter(pk=row.pk).update(number=10_000 + place)
    for place, line in enumerate(lines):
        row = found.get(place) or Obligation(grant=grant)
        row.number, row.text, row.evidence = place + 1, line.text, line.evidence
        row.due, row.due_on, row.indicator = line.due, line.due_on, line.indicator
        row.save()


_SENTENCES = {
    "grant_once_a_year": "Voor dit jaar en deze ontvanger is er al een subsidie.",
    "grant_amount_once": "Er staan twee bedragen met dezelfde aanbieder en hetzelfde doel. Geef elk een eigen doel.",
    "grant_amount_work_claimed_on_one": (
        "Van één aanbieder kan per soort werk één bedrag een tarief hebben: anders telt een uur of traject twee keer."
    ),
    "grant_amount_claimed_at_a_rate": "Bij een declaratie hoort een tarief, en alleen daarbij.",
    "grant_amount_paid_to_somebody": "Een bedrag zonder aanbieder kan nog niet worden betaald.",
    "grant_amount_trajectory_of_clients": "Een tarief per traject geldt alleen voor werk voor cliënten.",
    "target_once": "Er staan twee doelen voor hetzelfde cijfer. Haal er één weg.",
}


def _sentence(error: IntegrityError) -> str:
    """The sentence of the constraint that refused; an unknown one is a fault of the program."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in _SENTENCES:
        raise error
    return _SENTENCES[name]
