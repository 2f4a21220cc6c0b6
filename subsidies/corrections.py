"""What a corrected report says about the version before it, and what is known now beside what was filed.

Care side and worker only: it reads which records were counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from oco.models import Organisation, PeriodClosing, User
from oco.periods import Period
from reporting import changes, known
from reporting.counted_records import stands as records_now
from reporting.documents import ReportDocument
from reporting.figures import Scope
from reporting.models import InternalDocument, Report
from reporting.reasons import Difference
from reporting.stands import Stand
from subsidies import approvers
from subsidies.accounts import Account, front_doors_of, providers_of

Differences = Mapping[Scope, Mapping[str, Difference]]


@dataclass(frozen=True)
class Changes:
    """What is known of a next version before its document is made."""

    account: Account
    earlier: Report
    correction: changes.Correction
    differences: Differences | None  # None: of the earlier version no records were kept


def scopes_of(account: Account) -> list[Scope]:
    """The levels of an account: the whole first, then each provider of a partnership."""
    whole = Scope.of_organisation(account.organisation, account.municipality)
    if account.organisation.kind != Organisation.Kind.PARTNERSHIP:
        return [whole]
    providers = providers_of(account.organisation, account.municipality)
    return [whole, *(Scope.of_organisation(provider, account.municipality) for provider in providers)]


def stands_now(account: Account, period: Period, *, today: date) -> dict[Scope, Stand]:
    """The records of every level of the account as they stand now."""
    return records_now(scopes_of(account), period.start, period.end, today=today)


def since_filed(report: Report, scopes: list[Scope], *, today: date) -> dict[Scope, dict[str, Difference]] | None:
    """Per level what is known now beside what was filed; None for a report that was filed before this was kept."""
    then = known.kept(report)
    if then is None:
        return None
    return known.explained(then, known.stands_of(report, scopes, today=today), scopes=scopes)


def changes_since(
    account: Account,
    earlier: Report | None,
    stands: Mapping[Scope, Stand],
    *,
    filed_by: User | None,
    approved_by: User | None,
    today: date,
    same_figures: bool = False,
) -> Changes | None:
    """What a next version, filed or still a draft, changes since the newest one that others can have seen: one that the
    gate held back isn't compared with, for it holds what may not be told. None where there is no earlier one.
    `same_figures`: they are those of a version that was held back, to which `approved_by` agreed then."""
    earlier = _seen_before(earlier)
    if earlier is None:
        return None
    then = known.kept(earlier)
    opened = (
        PeriodClosing.objects.filter(
            front_door__in=front_doors_of(account.organisation, account.municipality),
            start=earlier.start,
            end=earlier.end,
            lifted_at__isnull=False,
        )
        .select_related("lifted_by")
        .order_by("-lifted_at")
        .first()
    )
    correction = changes.Correction(
        earlier_version=earlier.version,
        earlier_filed_at=earlier.filed_at,
        opened_by=opened.lifted_by.name if opened and opened.lifted_by else "",
        opened_at=opened.lifted_at if opened else None,
        filed_by=filed_by.name if filed_by else "",
        approved_by=approved_by.name if approved_by else "",
        alone=filed_by is not None
        and filed_by == approved_by
        and not approvers.others(account.organisation, filed_by, today=today),
        same_figures=same_figures,
    )
    return Changes(account, earlier, correction, known.explained(then, stands) if then else None)


def _seen_before(latest: Report | None) -> Report | None:
    if latest is None:
        return None
    versions = Report.objects.filter(
        organisation_id=latest.organisation_id,
        municipality_id=latest.municipality_id,
        start=latest.start,
        end=latest.end,
        version__lte=latest.version,
    )
    return versions.exclude(gate__passed=False).order_by("-version").first()


def with_changes(
    document: ReportDocument,
    found: Changes | None,
    *,
    provider: Organisation | None = None,
    untold: Collection[str] = (),
) -> ReportDocument:
    """The document of a next version with what it changes; released, or exact for one provider. `untold`: indicators of
    which the gate found that no reason may be told."""
    if found is None:
        return document
    about = provider or found.account.organisation
    scope = Scope.of_organisation(about, found.account.municipality)
    earlier = _earlier(found.earlier, provider)
    if earlier is None:
        return document
    return changes.with_section(
        document,
        changes.section(
            found.correction,
            earlier,
            document,
            found.differences.get(scope) if found.differences is not None else None,
            hide_up_to=found.account.municipality.hide_up_to if provider is None else None,
            untold=untold,
        ),
    )


def _earlier(report: Report, provider: Organisation | None) -> ReportDocument | None:
    if provider is None:
        return ReportDocument.from_json(report.released.data)
    kept = InternalDocument.objects.filter(report=report, provider=provider).first()
    return ReportDocument.from_json(kept.data) if kept else None
