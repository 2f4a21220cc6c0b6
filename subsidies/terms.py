"""A whole decision as values: what is written down, what is kept of it when it changes, and what the two differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from oco.templatetags.oco import date_nl, euro
from reporting import plain_data
from reporting.terms import AmountLine, TargetLine
from subsidies.models import Grant, GrantAmount, Obligation

Payment = GrantAmount.Payment


@dataclass(frozen=True)
class AmountTerms(AmountLine):
    """An amount with how it is paid. `rate` in euro for each hour or finished trajectory, only where it is claimed."""

    payment: str = Payment.INSTALMENTS
    life_areas: tuple[str, ...] = ()
    rate_per: str = ""
    rate_work: str = ""
    rate: Decimal | None = None

    @property
    def heading(self) -> str:
        """‘MEE Drenthe, netwerkoverleg’, ‘reserve’."""
        return ", ".join(part for part in (self.provider, self.purpose) if part) or "gezamenlijk"

    @property
    def paid_how(self) -> str:
        """‘declaratie per kwartaal, € 65,00 per uur werk voor cliënten’."""
        words = Payment(self.payment).label
        if self.rate is None:
            return words
        per = GrantAmount.RatePer(self.rate_per).label
        work = f" {GrantAmount.RateWork(self.rate_work).label}" if self.rate_per == GrantAmount.RatePer.HOUR else ""
        return f"{words}, {euro(self.rate)} per {per}{work}"


@dataclass(frozen=True)
class ObligationLine:
    """Something to show. `due_on` only with `due` "date", `indicator` only with evidence by a figure."""

    text: str
    evidence: str
    due: str
    due_on: date | None = None
    indicator: str = ""

    @property
    def due_words(self) -> str:
        """‘bij elk kwartaalrapport’, ‘op 1 maart 2026’."""
        return f"op {date_nl(self.due_on)}" if self.due_on else Obligation.Due(self.due).label

    @property
    def evidence_words(self) -> str:
        return Obligation.Evidence(self.evidence).label


@dataclass(frozen=True)
class InstalmentLine:
    """A part in euro, due on a day; `provider` empty where it is for all together."""

    due_on: date
    amount: Decimal
    provider: str = ""


@dataclass(frozen=True)
class Terms:
    """All that a decision says."""

    number: str
    decided_on: date | None
    amounts: tuple[AmountTerms, ...]
    targets: tuple[TargetLine, ...]
    obligations: tuple[ObligationLine, ...]
    instalments: tuple[InstalmentLine, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.amounts), Decimal(0))

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column: numbers as text, days in ISO form."""
        plain: dict[str, Any] = plain_data.as_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        """The terms of `to_json`."""
        found: Terms = plain_data.read_plain(cls, data)
        return found


def full(line: AmountLine) -> AmountTerms:
    """An amount with its payment: four instalments where nothing was said, nothing yet without a provider."""
    if isinstance(line, AmountTerms):
        return line
    payment = Payment.INSTALMENTS if line.provider_id is not None else Payment.NONE
    return AmountTerms(line.provider_id, line.provider, line.purpose, line.amount, payment)


def amount_terms(line: GrantAmount) -> AmountTerms:
    return AmountTerms(
        provider_id=line.provider_id,
        provider=line.provider.name if line.provider else "",
        purpose=line.purpose,
        amount=line.amount,
        payment=line.payment,
        life_areas=tuple(line.life_areas),
        rate_per=line.rate_per,
        rate_work=line.rate_work,
        rate=line.rate,
    )


def obligation_line(row: Obligation) -> ObligationLine:
    return ObligationLine(row.text, row.evidence, row.due, row.due_on, row.indicator)


def whole_terms(grant: Grant) -> Terms:
    """The decision as it reads now; its relations should be prefetched (`agreements.grants_with_lines`)."""
    amounts = list(grant.amounts.all())
    names = {line.pk: line.provider.name if line.provider else "" for line in amounts}
    return Terms(
        number=grant.number,
        decided_on=grant.decided_on,
        amounts=tuple(amount_terms(line) for line in amounts),
        targets=tuple(TargetLine(line.indicator, line.direction, line.value) for line in grant.targets.all()),
        obligations=tuple(obligation_line(row) for row in grant.obligations.all()),
        instalments=tuple(
            InstalmentLine(row.due_on, row.amount, names.get(row.amount_line_id or 0, ""))
            for row in grant.instalments.all()
        ),
    )


def differences(before: Terms, after: Terms) -> list[str]:
    """What a change of a decision changed, a sentence for each thing."""
    old = {(line.provider_id, line.purpose): line for line in before.amounts}
    new = {(line.provider_id, line.purpose): line for line in after.amounts}
    found = [f"{line.heading}: {euro(line.amount)} komt erbij." for key, line in new.items() if key not in old]
    found += [f"{line.heading}: {euro(line.amount)} vervalt." for key, line in old.items() if key not in new]
    for key in [key for key in new if key in old]:
        was, now = old[key], new[key]
        if was.amount != now.amount:
            found.append(f"{now.heading}: {euro(was.amount)} wordt {euro(now.amount)}.")
        if was.paid_how != now.paid_how:
            found.append(f"{now.heading}: betaling ‘{was.paid_how}’ wordt ‘{now.paid_how}’.")
        if was.life_areas != now.life_areas:
            found.append(f"{now.heading}: de leefgebieden zijn gewijzigd.")
    if before.total != after.total:
        found.append(f"Samen: {euro(before.total)} wordt {euro(after.total)}.")
    if set(before.targets) != set(after.targets):
        found.append("De doelen zijn gewijzigd.")
    found += _about_obligations(before.obligations, after.obligations)
    if before.amounts == after.amounts and before.instalments != after.instalments:
        found.append("De betaaldagen zijn gewijzigd.")
    if (before.number, before.decided_on) != (after.number, after.decided_on):
        found.append("Het kenmerk of de datum van het besluit is verbeterd.")
    return found


def _about_obligations(before: Sequence[ObligationLine], after: Sequence[ObligationLine]) -> list[str]:
    old, new = {line.text: line for line in before}, {line.text: line for line in after}
    return [
        *(f"Verplichting erbij: {text}" for text in new if text not in old),
        *(f"Verplichting vervalt: {text}" for text in old if text not in new),
        *(f"Verplichting gewijzigd: {text}" for text in new if text in old and old[text] != new[text]),
    ]
