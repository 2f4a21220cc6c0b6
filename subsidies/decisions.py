"""What the municipality does with a decision once it is there: its file, and a part of the reserve to a provider."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from oco import audit, uploads
from oco.models import Organisation, User
from oco.templatetags.oco import euro
from subsidies import agreements
from subsidies.agreements import Change, GrantRefused
from subsidies.models import Allotment, Grant, GrantAmount, GrantChange, GrantFile
from subsidies.terms import AmountTerms, obligation_line, whole_terms

MOST_BYTES = 10_000_000


class FileRefused(Exception):
    """A file that isn't taken; the text is for the user."""


def check_pdf(content: bytes) -> None:
    """Raises FileRefused unless it is a PDF of a reasonable size: by what it holds, not by its name."""
    if len(content) > MOST_BYTES:
        raise FileRefused(f"Dit bestand is te groot. Het mag hoogstens {MOST_BYTES // 1_000_000} MB zijn.")
    if not uploads.is_pdf(content):
        raise FileRefused("Dit is geen PDF, of het bestand is beschadigd. Sla de beschikking op als PDF.")
    if b"/Encrypt" in content[-4096:]:
        raise FileRefused("Deze PDF heeft een wachtwoord. Haal het wachtwoord eraf en probeer het opnieuw.")


@transaction.atomic
def attach(*, grant: Grant, content: bytes, by: User, change: GrantChange | None = None) -> GrantFile:
    """Keeps the file of a decision, or of a change of it. An earlier one stays. Raises FileRefused."""
    check_pdf(content)
    Grant.objects.select_for_update().get(pk=grant.pk)
    checksum = hashlib.sha256(content).hexdigest()
    if grant.files.filter(sha256=checksum).exists():
        raise FileRefused("Ditzelfde bestand staat er al.")
    row = GrantFile.objects.create(
        grant=grant,
        change=change,
        number=(grant.files.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=content,
        size=len(content),
        sha256=checksum,
        uploaded_by=by,
        uploaded_by_name=by.name,
    )
    audit.record("decision file kept", by=by, on=row, size=row.size)
    return row


def allot(
    *,
    reserve: GrantAmount,
    provider: Organisation,
    purpose: str,
    amount: Decimal,
    change: Change,
    by: User | None,
    terms: AmountTerms | None = None,
) -> Allotment:
    """Gives a part of a reserve to a provider, in a numbered change: the total of the decision stays the same.

    Where the provider has an amount for this purpose it grows; else one is made, paid as `terms` says, or in the
    instalments that are left. Raises GrantRefused: more than is left, no reserve, or no reason.
    """
    with transaction.atomic():
        grant = Grant.objects.select_for_update().get(pk=reserve.grant_id)
        before = whole_terms(agreements.grants_with_lines().get(pk=grant.pk))
        held = GrantAmount.objects.get(pk=reserve.pk)
        if held.provider_id is not None:
            raise GrantRefused("Alleen een bedrag zonder aanbieder kunt u toewijzen.")
        if before.decided_on is None:
            raise GrantRefused("Deze subsidie is nog niet besloten. Wijzig de bedragen zelf.")
        if amount > held.amount:
            raise GrantRefused(f"In ‘{held.purpose}’ zit nog {euro(held.amount)}. Meer kunt u niet toewijzen.")
        lines = [
            replace(line, amount=line.amount - amount)
            if (line.provider_id, line.purpose) == (None, held.purpose)
            else line
            for line in before.amounts
        ]
        place = next(
            (n for n, line in enumerate(lines) if (line.provider_id, line.purpose) == (provider.pk, purpose)), None
        )
        if place is None:
            new = terms or AmountTerms(provider.pk, provider.name, purpose, amount)
            lines.append(replace(new, provider_id=provider.pk, purpose=purpose, amount=amount))
        else:
            lines[place] = replace(lines[place], amount=lines[place].amount + amount)
        agreements.save_grant(
            organisation=grant.organisation,
            municipality=grant.municipality,
            year=grant.year,
            number=grant.number,
            decided_on=grant.decided_on,
            amounts=lines,
            targets=before.targets,
            instalments=None,
            obligations=[obligation_line(row) for row in grant.obligations.all()],
            change=change,
            by=by,
            grant=grant,
        )
        made = Allotment.objects.create(
            change=grant.changes.latest("number"),
            reserve=held,
            to=GrantAmount.objects.get(grant=grant, provider=provider, purpose=purpose),
            provider=provider,
            amount=amount,
        )
        audit.record("reserve allotted", by=by, on=made, amount=str(amount))
    return made
