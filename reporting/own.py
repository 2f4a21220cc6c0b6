"""The care side's own look at figures: whose figures a user may see, and the report over them as it stands today.

A provider's manager sees the provider's own exact figures. A partnership's manager sees the joint report as it would be
released: exact figures of two providers together are nobody's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import OperationalError

from oco import jobs
from oco.access import Permission, access_of
from oco.models import FrontDoor, Job, Municipality, Organisation, User
from oco.periods import Period, PeriodKind
from reporting import agreed, documents, pdf
from reporting.documents import ReportDocument
from reporting.figures import Scope
from reporting.rollups import scopes_of

DRAFT_PDF = "draft_pdf"
KEPT_SECONDS = 3600  # a draft as a file; after that it is made again


@dataclass(frozen=True)
class Account:
    """An organisation in a municipality, of which a user may see figures."""

    organisation: Organisation
    municipality: Municipality

    @property
    def code(self) -> str:
        """For addresses: names of organisations, nobody's person."""
        return f"{self.municipality.slug}.{self.organisation.slug}"

    @property
    def label(self) -> str:
        return f"{self.organisation.name}, {self.municipality.name}"

    @property
    def own(self) -> bool:
        """Whether these are one provider's exact figures, and no joint draft."""
        return self.organisation.kind == Organisation.Kind.PROVIDER

    @property
    def scopes(self) -> list[Scope]:
        """What is counted for this account."""
        if self.own:
            return [Scope.of_organisation(self.organisation, self.municipality)]
        return scopes_of(self.organisation)


def accounts_of(user: User) -> list[Account]:
    """By name; a provider once for each municipality in which it works."""
    ids = access_of(user).organisation_ids(Permission.SEE_FIGURES)
    doors = FrontDoor.objects.select_related("municipality").order_by("municipality__name")
    found: dict[str, Account] = {}
    for organisation in Organisation.objects.filter(pk__in=ids).order_by("name"):
        column = "providers" if organisation.kind == Organisation.Kind.PROVIDER else "partnership"
        for door in doors.filter(**{column: organisation}):
            account = Account(organisation, door.municipality)
            found.setdefault(account.code, account)
    return list(found.values())


def periods_until(today: date, years: int = 3) -> list[Period]:
    """Every period that has begun, newest first: quarters, half-years and the year itself."""
    kinds = {PeriodKind.QUARTER: 4, PeriodKind.HALF_YEAR: 2, PeriodKind.YEAR: 1}
    return [
        Period(year, kind, part)
        for year in range(today.year, today.year - years, -1)
        for kind, parts in kinds.items()
        for part in range(parts, 0, -1)
        if Period(year, kind, part).start <= today
    ]


def document_of(account: Account, period: Period) -> ReportDocument:
    """The figures as they were last counted. Raises NotCounted."""
    receiver = receiver_of(account)
    return documents.build(
        organisation=receiver,
        municipality=account.municipality,
        period=period,
        terms=agreed.terms(receiver, account.municipality, period.year),
        earlier_terms=agreed.earlier_terms(receiver, account.municipality, period.year),
        released=not account.own,
        viewer_provider=account.organisation if account.own else None,
    )


def receiver_of(account: Account) -> Organisation:
    """Who received the grant that the account's figures are laid beside: its partnership, or itself."""
    if not account.own:
        return account.organisation
    door = FrontDoor.objects.filter(
        municipality=account.municipality, providers=account.organisation, partnership__isnull=False
    ).first()
    return door.partnership if door and door.partnership else account.organisation


# --- a draft as PDF ---------------------------------------------------------------------------------------------------


def ask_for_pdf(account: Account, period: Period, *, by: User) -> Job:
    """Asks the worker for the draft as a PDF."""
    return jobs.enqueue(
        DRAFT_PDF,
        key=f"{account.code}:{period.code}",
        by=by,
        municipality=account.municipality.pk,
        organisation=account.organisation.pk,
        period=period.code,
    )


@jobs.handler(DRAFT_PDF)
def make_draft_pdf(running: jobs.Running) -> dict[str, Any]:
    """Makes the draft and keeps it for an hour in the cache: a draft is no record."""
    account = Account(
        Organisation.objects.get(pk=running.arguments["organisation"]),
        Municipality.objects.get(pk=running.arguments["municipality"]),
    )
    try:
        document = document_of(account, Period.parse(running.arguments["period"]))
        content = pdf.render(document)
    except (documents.NotCounted, pdf.PdfUnavailable) as reason:
        raise jobs.JobError(str(reason)) from reason
    # A cache in the database swallows what it could not write; `add` says so at least.
    if not cache.add(_cache_key(running.job_id), content, KEPT_SECONDS):
        raise OperationalError("the draft could not be kept")
    return {"bytes": len(content)}


def draft_pdf(job: Job) -> bytes | None:
    """What the job made; None where it isn't there (any more)."""
    found: bytes | None = cache.get(_cache_key(job.pk))
    return found


def _cache_key(job_id: UUID) -> str:
    return f"draft-pdf:{job_id}"
