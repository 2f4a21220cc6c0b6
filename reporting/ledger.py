"""What was released before: the filed reports of a municipality over a year. Care side and worker."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from oco.models import Municipality
from reporting import reading
from reporting.cells import exact
from reporting.documents import ReportDocument
from reporting.figures import FigureKey
from reporting.indicators import Dimension
from reporting.linked import Earlier
from reporting.models import Report
from reporting.seen import Seen, Span

# Of what a claim tells: order of the report, period, party and figure.
PlaceTold = tuple[int, Span, str, FigureKey]


@dataclass(frozen=True)
class Told:
    """An exact number of one party that may be told outside the report that hides it. `counted_in`: its key."""

    party: str
    indicator: str
    value: Decimal
    counted_in: int


@dataclass
class Ledger:
    """Releases in the order in which they were filed, and which providers each whole consists of.

    `seen` is what reports say, and `told` what claims tell besides.
    """

    seen: list[Seen] = field(default_factory=list)
    partners: dict[str, dict[str, str]] = field(default_factory=dict)
    reports: int = 0
    filed: dict[tuple[str, Span], Seen] = field(default_factory=dict)  # by party and its period, the newest version
    told: dict[PlaceTold, Decimal] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)  # of reports, by their key

    def add(self, document: ReportDocument, *, key: int | None = None, told: Iterable[Told] = ()) -> None:
        """Takes in one more report, and what may be told outside it. What it repeats of another period isn't another
        counting of it."""
        own = Span(document.header.start, document.header.end)
        for each in reading.seen_in(document, self.reports):
            if each.span == own:
                self.filed[each.party, own] = each
                self.seen.append(each)
                continue
            known = [one.values for one in self.seen if (one.span, one.party) == (each.span, each.party)]
            values = {
                key: value
                for key, value in each.values.items()
                if not any(before.get(key) == value for before in known)
            }
            if values:
                self.seen.append(Seen(each.span, each.party, self.reports, values))
        if key is not None:
            self.orders[key] = self.reports
        self.reports += 1
        for whole, names in reading.partners_in(document).items():
            self.partners.setdefault(whole, {}).update(names)
        for number in told:
            if number.counted_in in self.orders:
                self._tell(self.orders[number.counted_in], own, number)

    def _tell(self, order: int, span: Span, number: Told) -> None:
        """The number is the provider's total, and its row in the breakdown of the whole."""
        self.told[order, span, number.party, FigureKey(number.indicator)] = number.value
        for whole, names in self.partners.items():
            for member in [member for member, party in names.items() if party == number.party]:
                self.told[order, span, whole, FigureKey(number.indicator, Dimension.PROVIDER, member)] = number.value

    def with_report(self, document: ReportDocument, *, key: int | None = None, told: Iterable[Told] = ()) -> Ledger:
        """As it would be with one report more."""
        more = Ledger(list(self.seen), {whole: dict(names) for whole, names in self.partners.items()}, self.reports)
        more.filed, more.told, more.orders = dict(self.filed), dict(self.told), dict(self.orders)
        more.add(document, key=key, told=told)
        return more

    def of_year(self, year: int) -> list[Seen]:
        """What was released about a year, by whichever report or claim."""
        whole = Span(date(year, 1, 1), date(year + 1, 1, 1))
        return [self._with_told(each) for each in self.seen if each.span.within(whole)]

    def _with_told(self, each: Seen) -> Seen:
        found = {
            key: exact(value)
            for (order, span, party, key), value in self.told.items()
            if (order, span, party) == (each.order, each.span, each.party) and key in each.values
        }
        return replace(each, values={**each.values, **found}, told=frozenset(found)) if found else each

    def earlier(self, party: str, span: Span, named: frozenset[FigureKey] = frozenset()) -> Earlier:
        """What was released of one party in the year of a span, for a release over that span."""
        return Earlier(span, [each for each in self.of_year(span.start.year) if each.party == party], named)


def of_years(municipality: Municipality, years: Collection[int], *, before: int | None = None) -> Ledger:
    """All released reports to this municipality over these years, also older versions, and what claims may tell beside
    them. `before`: only those that were filed before the report with this key."""
    found = Ledger()
    wanted = Q()
    for year in years:
        wanted |= Q(start__gte=date(year, 1, 1), end__lte=date(year + 1, 1, 1))
    # One that the gate held back was never seen; one that waits for the gate will be.
    rows = Report.objects.filter(wanted, municipality=municipality).exclude(gate__passed=False)
    rows = rows.select_related("released", "gate").prefetch_related("told_numbers__organisation")
    for report in rows.order_by("filed_at", "pk"):
        if before is not None and report.pk >= before:
            continue
        found.add(
            ReportDocument.from_json(report.released.data), key=report.pk, told=told_of(report) if _may(report) else ()
        )
    return found


def told_of(report: Report) -> list[Told]:
    """What claims may tell beside this report, where its gate lets them."""
    found = []
    for row in report.told_numbers.all():
        party = reading.party_of(row.organisation.kind, row.organisation.name)
        found.append(Told(party, row.indicator, row.value, row.counted_in_id))
    return found


def _may(report: Report) -> bool:
    run = getattr(report, "gate", None)
    return run is None or run.may_claim
