"""When a grant is paid: parts that add up to each amount, and what was paid stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from oco import workdays
from oco.templatetags.oco import date_nl, euro
from subsidies.models import Grant, GrantAmount, Instalment

CENT = Decimal("0.01")
INSTALMENTS = 4
# What the municipality pays of its own accord, without a claim.
UNASKED = (GrantAmount.Payment.INSTALMENTS, GrantAmount.Payment.YEARLY, GrantAmount.Payment.ONCE)


class GrantRefused(Exception):
    """A grant that can't be kept so; the text is for the user."""


@dataclass(frozen=True)
class NewInstalment:
    """A part of the grant, in euro, that is paid on a day."""

    due_on: date
    amount: Decimal


# --- the parts -------------------------------------------------------------------------------------------------------


def equal_parts(total: Decimal, count: int = INSTALMENTS) -> list[Decimal]:
    """`total` in equal parts of whole cents that add up to it; the first parts carry the cents that are left.

    10.03 in four: 2.51, 2.51, 2.51, 2.50.
    """
    cents = int(total.quantize(CENT) * 100)
    each, left = divmod(cents, count)
    return [Decimal(each + (n < left)) / 100 for n in range(count)]


def days_of(payment: str, year: int) -> list[date]:
    """When an amount of this payment kind is due: on the first working day of each quarter, or of the year."""
    months = {GrantAmount.Payment.INSTALMENTS: (1, 4, 7, 10)}.get(GrantAmount.Payment(payment), (1,))
    return [workdays.next_working_day(date(year, month, 1)) for month in months]


def quarterly_instalments(total: Decimal, year: int) -> list[NewInstalment]:
    """Four equal instalments, each on the first working day of a quarter."""
    days = days_of(GrantAmount.Payment.INSTALMENTS, year)
    return [NewInstalment(day, part) for day, part in zip(days, equal_parts(total), strict=True)]


@dataclass(frozen=True)
class Part:
    """A part of an amount as it stands: `fixed` because it was paid on, or was due before a change."""

    number: int
    due_on: date
    amount: Decimal
    paid: bool


def divide(
    total: Decimal, days: Sequence[date], standing: Sequence[Part], *, not_before: date | None = None
) -> list[Part]:
    """The parts of an amount that became `total` euro. They always add up to it.

    Parts that were paid on stay; so do parts that were due before `not_before`, the day of a change, unless that is
    more than there is now. The rest falls in equal parts on the days that are left, or on the next working day where
    none is. Raises GrantRefused where more was paid already.
    """
    paid = [part for part in standing if part.paid]
    due = [part for part in standing if not part.paid and not_before is not None and part.due_on < not_before]
    kept = [*paid, *due] if _sum([*paid, *due]) <= total else paid
    rest = total - _sum(kept)
    if rest < 0:
        raise GrantRefused(f"Er is al {euro(_sum(paid))} betaald. Het bedrag kan niet lager worden dan dat.")
    taken = {part.number for part in kept}
    free = [
        (number, day)
        for number, day in enumerate(days, 1)
        if number not in taken and (not_before is None or day >= not_before)
    ]
    if rest and not free:
        last = max([not_before or days[-1], *(part.due_on for part in kept)])
        free = [(max(taken, default=0) + 1, workdays.next_working_day(last))]
    parts = equal_parts(rest, len(free)) if free else []
    new = [Part(number, day, amount, False) for (number, day), amount in zip(free, parts, strict=True) if amount]
    return sorted([*kept, *new], key=lambda part: part.number)


def _sum(parts: Sequence[Part]) -> Decimal:
    return sum((part.amount for part in parts), Decimal(0))


# --- writing them ----------------------------------------------------------------------------------------------------


def is_paid_on(row: Instalment) -> bool:
    return any(payment.withdrawn_at is None for payment in row.payments.all())


def drop_of(amounts: Sequence[GrantAmount]) -> None:
    """Takes away what is due on amounts that go. ProtectedError where something was noted on it."""
    for row in Instalment.objects.filter(amount_line__in=amounts):
        row.delete()


def write(
    grant: Grant, amounts: Sequence[GrantAmount], own: Sequence[NewInstalment] | None, *, not_before: date | None
) -> None:
    """The instalments of a grant with these amounts, by the payment kind of each, or on the municipality's `own` days.

    Needs the transaction of who calls. Raises GrantRefused where they don't add up or what was paid would change.
    """
    rows = list(grant.instalments.prefetch_related("payments"))
    unasked = [line for line in amounts if line.payment in UNASKED]
    if own is not None:
        _write_own(grant, unasked, own, rows)
        return
    joint = [row for row in rows if row.amount_line_id is None]
    if any(is_paid_on(row) for row in joint):
        raise GrantRefused("Op de eigen termijnen is al betaald. Kies weer ‘In eigen termijnen’.")
    _delete(joint)
    for line in amounts:
        standing = [row for row in rows if row.amount_line_id == line.pk]
        if line.payment not in UNASKED:
            if any(is_paid_on(row) for row in standing):
                raise GrantRefused(f"{_name(line)}: er is al betaald. De manier van betalen kan niet meer wijzigen.")
            _delete(standing)
            continue
        days = days_of(line.payment, grant.year)
        unchanged = sum((row.amount for row in standing), Decimal(0)) == line.amount
        if unchanged and ({row.due_on for row in standing} <= set(days) or not_before is not None):
            continue
        now = [Part(row.number, row.due_on, row.amount, is_paid_on(row)) for row in standing]
        try:
            parts = divide(line.amount, days, now, not_before=not_before)
        except GrantRefused as reason:
            raise GrantRefused(f"{_name(line)}: {reason}") from reason
        _replace(grant, line, standing, parts)


def _write_own(
    grant: Grant, unasked: Sequence[GrantAmount], own: Sequence[NewInstalment], rows: Sequence[Instalment]
) -> None:
    total = sum((line.amount for line in unasked), Decimal(0))
    paid = sum((line.amount for line in own), Decimal(0))
    if paid != total:
        raise GrantRefused(f"De termijnen zijn samen {euro(paid)}, de bedragen {euro(total)}. Dat moet hetzelfde zijn.")
    ordered = sorted(own, key=lambda line: line.due_on)
    for row in rows:
        if not is_paid_on(row):
            continue
        if row.amount_line_id is not None or NewInstalment(row.due_on, row.amount) not in ordered:
            raise GrantRefused(f"De termijn van {date_nl(row.due_on)} is al betaald en kan niet meer wijzigen.")
    parts = [Part(number, line.due_on, line.amount, False) for number, line in enumerate(ordered, 1)]
    _delete([row for row in rows if row.amount_line_id is not None])
    _replace(grant, None, [row for row in rows if row.amount_line_id is None], parts)


def _replace(grant: Grant, line: GrantAmount | None, standing: Sequence[Instalment], parts: Sequence[Part]) -> None:
    """Rows that say what a part says keep their key: payments hang on them."""
    left = list(standing)
    new: list[Part] = []
    for part in parts:
        row = next((row for row in left if (row.due_on, row.amount) == (part.due_on, part.amount)), None)
        if row is None:
            new.append(part)
            continue
        left.remove(row)
        Instalment.objects.filter(pk=row.pk).update(number=1000 + part.number)
    _delete(left)
    for row in Instalment.objects.filter(grant=grant, amount_line=line, number__gt=1000):
        Instalment.objects.filter(pk=row.pk).update(number=row.number - 1000)
    Instalment.objects.bulk_create(
        Instalment(grant=grant, amount_line=line, number=part.number, due_on=part.due_on, amount=part.amount)
        for part in new
    )


def _delete(rows: Sequence[Instalment]) -> None:
    """One by one: of a row with a payment that was taken back, the payment stays, and so the row."""
    for row in rows:
        row.delete()


def _name(line: GrantAmount) -> str:
    return line.provider.name if line.provider else line.purpose
