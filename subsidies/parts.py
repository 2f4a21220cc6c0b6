"""Each partner says that its part of a joint report is ready. Care side only: it looks at the provider's own facts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from oco import audit
from oco.models import Organisation, PeriodClosing, User
from oco.periods import Period
from oco.templatetags.oco import plural
from subsidies import checklist, rounds
from subsidies.accounts import Account, front_doors_of
from subsidies.models import PartClosing


class PartRefused(Exception):
    """The part can't be closed or reopened; the text is for the user."""


def close(
    *, account: Account, period: Period, provider: Organisation, by: User, now: datetime | None = None
) -> PartClosing:
    """Closes a provider's part after its own checklist. What is left open is kept as a number. Raises PartRefused
    where something blocks, the report was filed, or the part is closed."""
    moment = now or timezone.now()
    with transaction.atomic():
        line = _line(account, period, provider, today=timezone.localdate(moment))
        if any(part.provider == provider and part.closed for part in line.parts):
            raise PartRefused("Dit deel is al afgesloten.")
        points = checklist.open_points(account, period, today=timezone.localdate(moment), provider=provider)
        if blocking := [point.sentence for point in points if point.blocks]:
            raise PartRefused(" ".join(blocking))
        closing = PartClosing.objects.create(
            **_of(account, period),
            provider=provider,
            left_open=sum(point.count or 1 for point in points),
            closed_at=moment,
            closed_by=by,
            closed_by_name=by.name,
        )
        audit.record("part of report closed", by=by, on=provider, period=period.code, left_open=closing.left_open)
    return closing


def reopen(*, account: Account, period: Period, provider: Organisation, by: User) -> None:
    """Until the report is filed. Raises PartRefused where it is filed, or the part isn't closed."""
    with transaction.atomic():
        _line(account, period, provider, today=timezone.localdate())
        rows = PartClosing.objects.filter(**_of(account, period), provider=provider, reopened_at__isnull=True)
        if not _reopen(rows, by):
            raise PartRefused("Dit deel staat al open.")
        audit.record("part of report reopened", by=by, on=provider, period=period.code)


def reopen_for_correction(*, account: Account, periods: list[Period], by: User) -> None:
    """A correction changes facts, so every partner says once more that its part is ready."""
    for period in periods:
        _reopen(PartClosing.objects.filter(**_of(account, period), reopened_at__isnull=True), by)


def _reopen(rows: QuerySet[PartClosing], by: User) -> int:
    return rows.update(reopened_at=timezone.now(), reopened_by=by, reopened_by_name=by.name)


def changed_after(account: Account, period: Period, closing: PartClosing) -> bool:
    """Whether the provider wrote something about the period after it closed its part."""
    return checklist.newest_fact(account, period, provider=closing.provider) > closing.closed_at


def missing_words(line: rounds.Line) -> str:
    """ "1 van de 2 delen is niet afgesloten: Palet Welzijn"; empty where all are."""
    names = [provider.name for provider in line.missing]
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "zijn"
    return f"{len(names)} van de {plural(len(line.parts), 'deel,delen')} {verb} niet afgesloten: {', '.join(names)}"


def _line(account: Account, period: Period, provider: Organisation, *, today: date) -> rounds.Line:
    line = rounds.line(account, period, today=today)
    if provider not in [part.provider for part in line.parts]:
        raise PartRefused("Van deze aanbieder wordt voor deze periode geen deel gevraagd.")
    if _is_filed(account, period):
        raise PartRefused("Dit rapport is al ingediend. Open eerst een correctie.")
    return line


def _is_filed(account: Account, period: Period) -> bool:
    """Filed, and not open for a correction."""
    doors = front_doors_of(account.organisation, account.municipality)
    rows = PeriodClosing.objects.filter(front_door__in=doors, lifted_at__isnull=True)
    return rows.filter(start=period.start, end=period.end).exists()


def _of(account: Account, period: Period) -> dict[str, object]:
    return {
        "municipality": account.municipality,
        "organisation": account.organisation,
        "start": period.start,
        "end": period.end,
    }
