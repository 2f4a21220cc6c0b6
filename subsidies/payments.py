"""What is due, what was paid of it, and what is late. Both sides see the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from oco import audit
from oco.models import User
from oco.templatetags.oco import euro
from subsidies.models import Claim, Instalment, Payment


class PaymentRefused(Exception):
    """A payment that can't be so; the text is for the user."""


@dataclass(frozen=True)
class Due:
    """An instalment or accepted claim, with its payments that stand. Amounts in euro."""

    what: str
    to: str
    due_on: date
    amount: Decimal
    payments: tuple[Payment, ...]
    today: date
    key: str  # t-12 is an instalment, d-3 a claim: for addresses

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), Decimal(0))

    @property
    def open(self) -> Decimal:
        return self.amount - self.paid

    @property
    def paid_on(self) -> date | None:
        """The day of the last payment, once all is paid."""
        return max(payment.paid_on for payment in self.payments) if self.payments and not self.open else None

    @property
    def days_late(self) -> int:
        """Days after its day that it was paid, or is not paid yet; 0 where it is in time."""
        return max(((self.paid_on or self.today) - self.due_on).days, 0)

    @property
    def badge(self) -> tuple[str, str, str]:
        """Words, kind and icon."""
        late = f"{self.days_late} {'dag' if self.days_late == 1 else 'dagen'}"
        if not self.open:
            return (f"betaald, {late} te laat", "warn", "alert") if self.days_late else ("betaald", "ok", "check")
        if self.days_late:
            return f"{late} te laat", "danger", "alert"
        return ("deels betaald", "info", "clock") if self.paid else ("nog niet aan de beurt", "", "")


def standing(payments: Iterable[Payment]) -> tuple[Payment, ...]:
    return tuple(payment for payment in payments if payment.withdrawn_at is None)


def due_of_instalment(row: Instalment, to: str, today: date) -> Due:
    payments = standing(row.payments.all())
    return Due(f"Termijn {row.number}", to, row.due_on, row.amount, payments, today, f"t-{row.pk}")


def due_of_claim(claim: Claim, today: date) -> Due:
    """Of an accepted claim, of which the provider was selected with it."""
    assert claim.due_on is not None
    what = f"Declaratie {claim.period.label}"
    return Due(
        what, claim.provider.name, claim.due_on, claim.amount, standing(claim.payments.all()), today, f"d-{claim.pk}"
    )


@transaction.atomic
def note(
    *, of: Instalment | Claim, paid_on: date, amount: Decimal, by: User | None, today: date | None = None
) -> Payment:
    """Notes a payment. Raises PaymentRefused: more than is due, in the future, or a claim that wasn't accepted."""
    if paid_on > (today or timezone.localdate()):
        raise PaymentRefused("De betaaldag ligt in de toekomst.")
    # Of two who note at once the second sees what the first noted.
    row = type(of)._default_manager.select_for_update().get(pk=of.pk)
    if isinstance(row, Claim) and row.status != Claim.Status.ACCEPTED:
        raise PaymentRefused("Deze declaratie is nog niet akkoord.")
    left = row.amount - sum((payment.amount for payment in standing(row.payments.all())), Decimal(0))
    if amount > left:
        raise PaymentRefused(f"Er staat nog {euro(left)} open. Meer kan niet betaald zijn.")
    payment = Payment.objects.create(
        instalment=row if isinstance(row, Instalment) else None,
        claim=row if isinstance(row, Claim) else None,
        paid_on=paid_on,
        amount=amount,
        noted_by=by,
        noted_by_name=by.name if by else "",
    )
    audit.record("payment noted", by=by, on=payment, amount=str(amount))
    return payment


@transaction.atomic
def take_back(*, payment: Payment, by: User) -> None:
    """A payment that was noted by mistake: it counts no longer, and stays to be read."""
    changed = Payment.objects.filter(pk=payment.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by_name=by.name
    )
    if changed:
        audit.record("payment taken back", by=by, on=payment, amount=str(payment.amount))
