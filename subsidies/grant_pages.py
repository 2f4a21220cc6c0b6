"""What the pages of a grant show on both sides: one year at a time, with words beside every number.

The municipality sees all that was agreed, what was claimed and what was handed in. Who leads a partnership sees all
that was agreed jointly; a provider sees its own amounts and those that are nobody's yet, and its own claims and costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse

from oco.access import Permission, access_of, may
from oco.models import Organisation, User
from oco.tabs import Tab
from reporting.ceilings import Line
from reporting.indicators import INDICATORS
from subsidies import ceilings, costs, obligations, payments
from subsidies.ceilings import Ceiling
from subsidies.checks import write
from subsidies.costs import CostLine
from subsidies.models import Claim, CostStatement, Grant, GrantAmount, GrantChange, GrantFile, Target
from subsidies.obligations import ObligationView
from subsidies.payments import Due
from subsidies.terms import AmountTerms, amount_terms, obligation_line

Payment = GrantAmount.Payment
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TargetWords:
    """A target as people say it: "ten minste 1.200", and which way is good."""

    label: str
    rule: str
    direction: str
    explanation: str


@dataclass(frozen=True)
class Viewer:
    """Who looks. `amounts`: providers of which all that was agreed is shown, `money`: of which claims and costs are;
    None is every provider."""

    amounts: frozenset[int] | None
    money: frozenset[int] | None
    may_edit: bool

    def sees(self, provider_id: int | None) -> bool:
        return provider_id is None or self.amounts is None or provider_id in self.amounts

    def sees_money(self, provider_id: int | None) -> bool:
        return provider_id is not None and (self.money is None or provider_id in self.money)


def viewer_of(user: User, grant: Grant) -> Viewer:
    if may(user, Permission.READ_RELEASED):
        return Viewer(None, None, may(user, Permission.CHECK_REPORTS))
    access = access_of(user)
    mine = access.organisation_ids(Permission.SEE_FIGURES)
    own = access.organisation_ids(Permission.KEEP_MONEY)
    return Viewer(None if grant.organisation_id in mine else mine, own, may_edit=False)


@dataclass(frozen=True)
class AmountRow:
    """An amount, with what was claimed of it where it is paid on claims."""

    pk: int
    terms: AmountTerms
    ceiling: Ceiling | None
    allottable: bool


@dataclass(frozen=True)
class CostRow:
    """The costs that a provider handed in, against all that it gets."""

    statement: CostStatement
    ceiling: Ceiling | None


@dataclass(frozen=True)
class GrantView:
    """A grant with all that its page shows to this viewer. Amounts in euro."""

    grant: Grant
    viewer: Viewer
    rows: list[AmountRow]
    total: Decimal
    whole: bool  # nothing was left out for this viewer
    dues: list[Due]
    targets: list[TargetWords]
    obligations: list[ObligationView]
    changes: list[GrantChange]
    files: list[GrantFile]
    costs: list[CostRow]
    own: list[Organisation]  # providers whose money the viewer keeps
    today: date
    determination_url: str = ""  # empty for who has no part in the determination, and before the year

    @property
    def next_year(self) -> int:
        return self.grant.year + 1

    @property
    def due_total(self) -> Decimal:
        return sum((due.amount for due in self.dues), Decimal(0))

    @property
    def paid_total(self) -> Decimal:
        return sum((due.paid for due in self.dues), Decimal(0))

    @property
    def open_total(self) -> Decimal:
        return self.due_total - self.paid_total

    @property
    def late(self) -> list[Due]:
        return [due for due in self.dues if due.open and due.days_late]

    @property
    def reserve(self) -> Decimal:
        """What is nobody's yet."""
        return sum((row.terms.amount for row in self.rows if row.allottable), Decimal(0))

    @property
    def with_claims(self) -> bool:
        return any(row.terms.payment == Payment.CLAIM for row in self.rows)

    @property
    def warnings(self) -> list[tuple[str, str, str]]:
        """Kind of alert, what it is about and the sentence, of every ceiling that is near."""
        found = [(row.terms.heading, row.ceiling) for row in self.rows if row.ceiling]
        # Costs of a good year are near the amount in December: they are told where they would go over it.
        found += [
            (f"Kosten van {row.statement.provider.name}", row.ceiling)
            for row in self.costs
            if row.ceiling and row.ceiling.runs_out
        ]
        return [
            (ceiling.alert, heading, ceiling.warning) for heading, ceiling in found if ceiling.warning and ceiling.kind
        ]


def target_words(target: Target) -> TargetWords:
    indicator = INDICATORS[target.indicator]
    least = target.direction == Target.Direction.AT_LEAST
    return TargetWords(
        indicator.label,
        f"{Target.Direction(target.direction).label} {write(target.indicator, target.value)}",
        "meer is beter" if least else "minder is beter",
        indicator.definition,
    )


def claim_ceiling(line: GrantAmount, *, waiting: Sequence[Line] = (), until: date | None = None) -> Ceiling:
    """What was claimed of an amount, and with `waiting` what was done until a day and isn't claimed yet."""
    year = line.grant.year
    claimed = [(claim.period.end - ONE_DAY, claim.amount) for claim in line.claims.all()]
    last = max((day for day, _ in claimed), default=date(year, 1, 1) - ONE_DAY) + ONE_DAY
    return ceilings.ceiling(line.amount, [*claimed, *waiting], until=until or last, end=date(year + 1, 1, 1))


def cost_ceiling(
    grant: Grant, provider_id: int, lines: Iterable[CostLine], earlier: Sequence[Iterable[CostLine]] = ()
) -> Ceiling | None:
    """Costs against all that the provider gets; None where it gets nothing or has no costs. `earlier`: the costs of
    whole years before, the newest first."""
    limit = sum((line.amount for line in grant.amounts.all() if line.provider_id == provider_id), Decimal(0))
    spent = _by_month(lines)
    if not limit or not spent:
        return None
    return ceilings.ceiling(
        limit,
        spent,
        until=spent[-1][0] + ONE_DAY,
        end=date(grant.year + 1, 1, 1),
        earlier=[_by_month(year) for year in earlier],
    )


def _by_month(lines: Iterable[CostLine]) -> list[Line]:
    """One amount a month, on its last day."""
    return [(month_after(month) - ONE_DAY, amount) for month, amount in costs.by_month(lines)]


def month_after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def view_of(grant: Grant, user: User, today: date) -> GrantView:
    """The grant's lines for this user; its relations should be prefetched (`with_everything`)."""
    viewer = viewer_of(user, grant)
    amounts = [line for line in grant.amounts.all() if viewer.sees(line.provider_id)]
    return GrantView(
        grant=grant,
        viewer=viewer,
        rows=[_amount_row(line, viewer) for line in amounts],
        total=sum((line.amount for line in amounts), Decimal(0)),
        whole=len(amounts) == len(grant.amounts.all()),
        dues=_dues(grant, amounts, viewer, today),
        targets=[target_words(line) for line in grant.targets.all() if line.indicator in INDICATORS],
        obligations=obligations.views(
            [
                (obligation_line(row), INDICATORS[row.indicator].label if row.indicator in INDICATORS else "")
                for row in grant.obligations.all()
            ],
            grant.year,
            today,
        ),
        changes=list(grant.changes.all()),
        files=list(grant.files.all()),
        costs=_costs(grant, viewer),
        own=_own(amounts, user),
        today=today,
        determination_url=_determination_url(grant, user) if grant.year <= today.year else "",
    )


def _determination_url(grant: Grant, user: User) -> str:
    """The page of the determination on this user's side: for the municipality, and for who files the account."""
    if may(user, Permission.READ_RELEASED):
        return reverse("determination", args=[grant.pk])
    if grant.organisation_id in access_of(user).organisation_ids(Permission.FILE_REPORTS):
        return reverse("determination", args=[grant.municipality.slug, grant.organisation.slug, grant.year])
    return ""


def _own(amounts: list[GrantAmount], user: User) -> list[Organisation]:
    keeps = access_of(user).organisation_ids(Permission.KEEP_MONEY)
    return list(dict.fromkeys(line.provider for line in amounts if line.provider and line.provider_id in keeps))


def _amount_row(line: GrantAmount, viewer: Viewer) -> AmountRow:
    claimed = line.payment == Payment.CLAIM and viewer.sees_money(line.provider_id)
    return AmountRow(
        line.pk,
        amount_terms(line),
        claim_ceiling(line) if claimed else None,
        allottable=line.provider_id is None and line.amount > 0,
    )


def _dues(grant: Grant, amounts: list[GrantAmount], viewer: Viewer, today: date) -> list[Due]:
    """Instalments of what the viewer sees, and accepted claims of whose money they see, by day."""
    names = {line.pk: line.provider.name if line.provider else "" for line in amounts}
    found = []
    for row in grant.instalments.all():
        if row.amount_line_id in names:
            found.append(payments.due_of_instalment(row, names[row.amount_line_id], today))
        elif row.amount_line_id is None and viewer.amounts is None:
            found.append(payments.due_of_instalment(row, grant.organisation.name, today))
    for line in amounts:
        if viewer.sees_money(line.provider_id):
            found += [
                payments.due_of_claim(claim, today)
                for claim in line.claims.all()
                if claim.status == Claim.Status.ACCEPTED
            ]
    return sorted(found, key=lambda due: (due.due_on, due.to, due.key))


def _costs(grant: Grant, viewer: Viewer) -> list[CostRow]:
    """The newest statement of each provider."""
    newest: dict[int, CostStatement] = {}
    for statement in grant.cost_statements.all():  # newest number first
        if viewer.sees_money(statement.provider_id):
            newest.setdefault(statement.provider_id, statement)
    earlier = costs.handed_in_before(grant) if newest else {}
    return [
        CostRow(row, cost_ceiling(grant, row.provider_id, costs.statement_lines(row), earlier.get(row.provider_id, ())))
        for row in newest.values()
    ]


def with_everything(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """All that hangs on grants, in a number of queries that doesn't grow with them. Not the content of files."""
    return rows.select_related("organisation", "municipality").prefetch_related(
        "amounts__provider",
        Prefetch("amounts__claims", Claim.objects.select_related("provider").prefetch_related("payments")),
        "amounts__grant",
        "targets",
        "obligations",
        "instalments__payments",
        "changes",
        Prefetch("files", GrantFile.objects.defer("content")),
        Prefetch("cost_statements", CostStatement.objects.select_related("provider").order_by("provider", "-number")),
    )


def grant_page(rows: QuerySet[Grant], year: int | None, *, user: User, today: date) -> dict[str, object]:
    """The grants of one year (this year, or else the newest) and the years that there are. 404 for a year without."""
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    if year is None and years:
        year = today.year if today.year in years else years[0]
    elif year is not None and year not in years:
        raise Http404
    return {
        "year": year,
        "grants": [view_of(grant, user, today) for grant in with_everything(rows.filter(year=year or 0))],
        "years": [Tab(str(item), reverse("grants_of_year", args=[item]), item == year) for item in years],
        "may_edit": may(user, Permission.CHECK_REPORTS),
        "today": today,
    }
