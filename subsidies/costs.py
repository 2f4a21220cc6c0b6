"""A provider's costs: written down by hand, taken in from the bookkeeping, added up, and handed in.

Until it hands them in they are the provider's own; the municipality has no right on the table. Amounts in euro.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from oco import audit
from oco.dutch import MONTHS
from oco.models import Organisation, User
from reporting import plain_data
from subsidies.models import Cost, CostImport, CostKind, CostStatement, CostWork, Grant

YEARS_BEFORE = 3  # as many as the forecast looks at

LARGEST_FILE = 5_000_000  # bytes, of the bookkeeping


class CostsRefused(Exception):
    """Costs that can't be so; the text is for the user."""


@dataclass(frozen=True)
class CostLine:
    """Euro of one month, kind and work. `month` is its first day."""

    month: date
    kind: str
    work: str
    amount: Decimal

    @property
    def kind_label(self) -> str:
        return str(CostKind(self.kind).label)

    @property
    def work_label(self) -> str:
        return str(CostWork(self.work).label)

    def to_json(self) -> dict[str, str]:
        plain: dict[str, str] = plain_data.as_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CostLine:
        found: CostLine = plain_data.read_plain(cls, data)
        return found


@dataclass(frozen=True)
class MonthRow:
    """A month with its euros of each kind, None where there are none, and together."""

    label: str
    kinds: tuple[Decimal | None, ...]
    total: Decimal


@dataclass(frozen=True)
class CostTable:
    """Costs by month and kind. What the rows add up to and what the columns add up to is the same `total`."""

    kinds: tuple[str, ...]
    rows: tuple[MonthRow, ...]
    kind_totals: tuple[Decimal, ...]
    by_work: Mapping[str, Decimal]
    total: Decimal


def table_of(lines: Iterable[CostLine]) -> CostTable:
    """Only months and kinds with costs are shown."""
    cells: dict[tuple[date, str], Decimal] = {}
    by_work: dict[str, Decimal] = {}
    for line in lines:
        cells[line.month, line.kind] = cells.get((line.month, line.kind), Decimal(0)) + line.amount
        by_work[line.work] = by_work.get(line.work, Decimal(0)) + line.amount
    kinds = [kind for kind in CostKind if any(found == kind for _, found in cells)]
    rows = []
    for month in sorted({month for month, _ in cells}):
        of_month = tuple(cells.get((month, kind)) for kind in kinds)
        rows.append(MonthRow(MONTHS[month.month - 1], of_month, _sum(of_month)))
    totals = tuple(_sum(amount for (_, found), amount in cells.items() if found == kind) for kind in kinds)
    return CostTable(
        kinds=tuple(str(kind.label) for kind in kinds),
        rows=tuple(rows),
        kind_totals=totals,
        by_work=by_work,
        total=_sum(totals),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def lines_of(grant: Grant, provider: Organisation) -> list[CostLine]:
    rows = Cost.objects.filter(grant=grant, provider=provider)
    return [CostLine(row.month, row.kind, row.work, row.amount) for row in rows]


def statement_lines(statement: CostStatement) -> list[CostLine]:
    return [CostLine.from_json(line) for line in statement.lines]


def by_month(lines: Iterable[CostLine]) -> list[tuple[date, Decimal]]:
    """Euro of each month with costs, the first month first."""
    sums: dict[date, Decimal] = {}
    for line in lines:
        sums[line.month] = sums.get(line.month, Decimal(0)) + line.amount
    return sorted(sums.items())


def handed_in_before(grant: Grant) -> dict[int, list[list[CostLine]]]:
    """By provider the costs of whole earlier years of the same receiver, as they were handed in last; the newest year
    first. One query."""
    newest: dict[tuple[int, int], CostStatement] = {}
    rows = CostStatement.objects.filter(
        grant__organisation=grant.organisation_id, grant__municipality=grant.municipality_id, until__month=12
    ).filter(grant__year__lt=grant.year, grant__year__gte=grant.year - YEARS_BEFORE)
    for row in rows.order_by("-grant__year", "-number").select_related("grant"):
        newest.setdefault((row.provider_id, row.grant.year), row)
    found: dict[int, list[list[CostLine]]] = {}
    for (provider_id, _), row in newest.items():
        found.setdefault(provider_id, []).append(statement_lines(row))
    return found


def added_up(lines: Iterable[CostLine]) -> list[CostLine]:
    """One line for each month, kind and work."""
    sums: dict[tuple[date, str, str], Decimal] = {}
    for line in lines:
        key = (line.month, line.kind, line.work)
        sums[key] = sums.get(key, Decimal(0)) + line.amount
    return [CostLine(*key, amount) for key, amount in sorted(sums.items())]


@transaction.atomic
def replace_costs(*, grant: Grant, provider: Organisation, lines: Sequence[CostLine], by: User | None) -> None:
    """These lines instead of all that is known of their months and kinds: the same file twice is the same costs."""
    _refuse_foreign(grant, provider, lines)
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    named = Q(pk__in=[])
    for month, kind in {(line.month, line.kind) for line in lines}:
        named |= Q(month=month, kind=kind)
    Cost.objects.filter(named, grant=grant, provider=provider).delete()
    Cost.objects.bulk_create(
        Cost(
            grant=grant,
            provider=provider,
            month=line.month,
            kind=line.kind,
            work=line.work,
            amount=line.amount,
            written_by=by,
        )
        for line in added_up(lines)
        if line.amount
    )
    audit.record("costs written", by=by, on=grant, provider=provider.pk, lines=len(lines))


@transaction.atomic
def write_one(*, grant: Grant, provider: Organisation, line: CostLine, by: User) -> None:
    """One amount by hand, instead of what stood there; 0 takes it away."""
    _refuse_foreign(grant, provider, [line])
    found = Cost.objects.filter(grant=grant, provider=provider, month=line.month, kind=line.kind, work=line.work)
    if line.amount:
        Cost.objects.update_or_create(
            grant=grant,
            provider=provider,
            month=line.month,
            kind=line.kind,
            work=line.work,
            defaults={"amount": line.amount, "written_by": by, "written_at": timezone.now()},
        )
    else:
        found.delete()
    audit.record("costs written", by=by, on=grant, provider=provider.pk, lines=1)


def _refuse_foreign(grant: Grant, provider: Organisation, lines: Iterable[CostLine]) -> None:
    if not grant.amounts.filter(provider=provider).exists():
        raise CostsRefused(f"{provider.name} heeft geen bedrag in deze subsidie.")
    if any(line.month.year != grant.year for line in lines):
        raise CostsRefused(f"Alle kosten moeten in {grant.year} vallen.")


# --- from the bookkeeping --------------------------------------------------------------------------------------------


def keep_import(*, grant: Grant, provider: Organisation, lines: Sequence[CostLine], by: User) -> CostImport:
    """What was read from a file, until somebody agrees. Nothing of the costs changes."""
    return CostImport.objects.create(
        grant=grant, provider=provider, uploaded_by=by, lines=[line.to_json() for line in added_up(lines)]
    )


@transaction.atomic
def confirm(*, cost_import: CostImport, by: User) -> None:
    """Takes it in. Raises CostsRefused where it was taken in or cancelled before."""
    row = _ready(cost_import)
    lines = [CostLine.from_json(line) for line in row.lines]
    replace_costs(grant=row.grant, provider=row.provider, lines=lines, by=by)
    row.status, row.finished_at = CostImport.Status.DONE, timezone.now()
    row.save(update_fields=["status", "finished_at"])


@transaction.atomic
def cancel(*, cost_import: CostImport, by: User) -> None:
    """Drops what was read."""
    row = _ready(cost_import)
    row.status, row.finished_at, row.lines = CostImport.Status.CANCELLED, timezone.now(), []
    row.save(update_fields=["status", "finished_at", "lines"])
    audit.record("costs import cancelled", by=by, on=row.grant, provider=row.provider_id)


def _ready(cost_import: CostImport) -> CostImport:
    row = CostImport.objects.select_for_update(of=("self",)).select_related("grant", "provider").get(pk=cost_import.pk)
    if row.status != CostImport.Status.READY:
        raise CostsRefused("Dit bestand is al verwerkt.")
    return row


def unlike(grant: Grant, provider: Organisation, lines: Iterable[CostLine]) -> list[tuple[CostLine, Decimal]]:
    """What an import changes: each line as it becomes, with what is known of it now. Also what it takes away: of a
    month and kind that it names, the kinds of work that it doesn't."""
    new = list(lines)
    named = {(line.month, line.kind) for line in new}
    known = {(line.month, line.kind, line.work): line.amount for line in lines_of(grant, provider)}
    becomes = {key: Decimal(0) for key in known if key[:2] in named}
    becomes |= {(line.month, line.kind, line.work): line.amount for line in new}
    return [
        (CostLine(*key, amount), known.get(key, Decimal(0)))
        for key, amount in sorted(becomes.items())
        if known.get(key, Decimal(0)) != amount
    ]


# --- handing in ------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(
    *, grant: Grant, provider: Organisation, until: date, note: str, by: User | None, now: datetime | None = None
) -> CostStatement:
    """The costs up to and including the month `until`, as they are now, to the municipality. Raises CostsRefused."""
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    lines = [line for line in lines_of(grant, provider) if line.month <= until]
    if not lines:
        raise CostsRefused("Er zijn tot en met die maand nog geen kosten ingevuld.")
    before = CostStatement.objects.filter(grant=grant, provider=provider)
    statement = CostStatement.objects.create(
        grant=grant,
        provider=provider,
        number=(before.aggregate(last=Max("number"))["last"] or 0) + 1,
        until=until,
        lines=[line.to_json() for line in lines],
        total=sum((line.amount for line in lines), Decimal(0)),
        note=note,
        handed_in_at=now or timezone.now(),
        handed_in_by=by,
        handed_in_by_name=by.name if by else "",
    )
    audit.record("costs handed in", by=by, on=statement, number=statement.number)
    return statement
