"""The years beside each other, as tables: counted and declared years told apart, with prices and targets.

Both sides show the same tables. The care side counts from its roll-ups; the municipality side knows a counted year only
from the annual report that was filed on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oco.periods import PeriodKind
from oco.templatetags.oco import euro, number
from reporting import history
from reporting.documents import ReportDocument
from reporting.models import DeclaredTotal, Report
from reporting.terms import GrantTerms
from reporting.years_table import SOURCE_LABELS, SUM_NOTE, Source, Total, YearCount, YearGrant, YearRow, years_table
from subsidies import agreements
from subsidies.accounts import Account, providers_of
from subsidies.checks import facts_of

DASH = "–"
COUNTED_UNTIL_NOW = "geteld tot nu toe"


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = True


YEAR = Column("Jaar", numeric=False)


@dataclass(frozen=True)
class Line:
    heading: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class YearTable:
    """For templates/components/_table.html."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True)
class YearTables:
    """The tables of one account, with what must be said beside them."""

    organisation: str
    tables: tuple[YearTable, ...]
    notes: tuple[tuple[int, str], ...]
    sum_note: str


def year_grant(terms: GrantTerms) -> YearGrant:
    """What the years table needs of a grant."""
    providers = {line.provider_id for line in terms.amounts if line.provider_id is not None}
    targets = {line.indicator: int(line.value) for line in terms.targets}
    return YearGrant(
        year=terms.year,
        total=terms.total,
        by_provider={pk: terms.of_provider(pk) for pk in providers},
        target_clients=targets.get(history.CLIENTS),
        target_questions=targets.get(history.QUESTIONS),
    )


def year_rows(account: Account, *, counted: Mapping[int, Mapping[int | None, YearCount]], last: int) -> list[YearRow]:
    """From the first year of which anything is known up to `last`, or the last grant where that is later."""
    organisation, municipality = account.organisation, account.municipality
    terms = [
        agreements.terms_of(grant)
        for grant in agreements.grants_with_lines().filter(organisation=organisation, municipality=municipality)
    ]
    declared = DeclaredTotal.objects.filter(municipality=municipality).values_list("year", flat=True)
    known = {*declared, *(item.year for item in terms), *counted}
    if not known:
        return []
    return years_table(
        municipality,
        min(known),
        max([last, *(item.year for item in terms)]),
        providers=providers_of(organisation, municipality),
        grants=[year_grant(item) for item in terms],
        counted=counted,
    )


def counted_by_release(account: Account) -> dict[int, dict[int | None, YearCount]]:
    """Counted years as the municipality may know them: from the newest version of each filed annual report."""
    names = {provider.name: provider.pk for provider in providers_of(account.organisation, account.municipality)}
    reports = (
        Report.objects.filter(organisation=account.organisation, municipality=account.municipality)
        .latest_released()
        .select_related("released")
    )
    found: dict[int, dict[int | None, YearCount]] = {}
    for report in reports:
        if report.period.kind is not PeriodKind.YEAR:
            continue
        facts = facts_of(ReportDocument.from_json(report.released.data))
        parties: dict[int | None, str] = {None: "", **{pk: name for name, pk in names.items()}}
        for key, name in parties.items():
            clients, questions = facts.total(history.CLIENTS, name), facts.total(history.QUESTIONS, name)
            if clients is not None and questions is not None:
                found.setdefault(report.period.year, {})[key] = YearCount(int(clients), int(questions))
    return found


def tables_of(account: Account, rows: list[YearRow], *, running: int) -> YearTables:
    """Clients, questions, and grant with price and targets: a row for each year.

    Of the `running` year there is a count until now, but no price and no difference with the target: half a year's
    clients beside a whole year's target would frighten for nothing.
    """
    return YearTables(
        organisation=account.organisation.name,
        tables=(
            _totals(rows, "Unieke cliënten", history.CLIENTS, running),
            _totals(rows, "Beantwoorde vragen", history.QUESTIONS, running),
            _money(rows),
            _against_targets(rows, running),
        ),
        notes=tuple((row.year, row.note) for row in rows if row.note),
        sum_note=SUM_NOTE if any(_is_declared(row) for row in rows) else "",
    )


def _is_declared(row: YearRow) -> bool:
    return row.unique_clients is not None and row.unique_clients.source is Source.DECLARED


def _providers(rows: list[YearRow]) -> list[str]:
    return [provider.name for provider in rows[0].providers] if rows else []


def _totals(rows: list[YearRow], caption: str, indicator: str, running: int) -> YearTable:
    names = _providers(rows)
    several = len(names) > 1
    lines = []
    for row in rows:
        parts: list[Total | None] = [getattr(provider, indicator) for provider in row.providers] if several else []
        together: Total | None = getattr(row, indicator)
        if together is None and not any(parts):
            continue
        source = together or next(part for part in parts if part is not None)
        cells = tuple(number(part.value) if part else DASH for part in [*parts, together])
        until_now = row.year == running and source.source is Source.COUNTED
        lines.append(Line(str(row.year), (*cells, COUNTED_UNTIL_NOW if until_now else SOURCE_LABELS[source.source])))
    columns = [Column(name) for name in names] if several else []
    headings = (YEAR, *columns, Column("Samen" if several else "Aantal"), Column("Hoe bekend"))
    return YearTable(caption, headings, tuple(lines))


def _money(rows: list[YearRow]) -> YearTable:
    names = _providers(rows)
    several = len(names) > 1
    lines = [
        Line(
            str(row.year),
            (*(euro(provider.grant, 0) for provider in row.providers if several), euro(row.grant, 0)),
        )
        for row in rows
        if row.grant is not None
    ]
    columns = [Column(name) for name in names] if several else []
    return YearTable("Subsidie in euro", (YEAR, *columns, Column("Samen" if several else "Bedrag")), tuple(lines))


def _against_targets(rows: list[YearRow], running: int) -> YearTable:
    lines = [
        Line(
            str(row.year),
            (
                euro(row.budget_price_client, 0),
                euro(row.real_price_client, 0) if row.year != running else DASH,
                euro(row.budget_price_question, 0),
                euro(row.real_price_question, 0) if row.year != running else DASH,
                signed(row.clients_minus_target) if row.year != running else DASH,
                signed(row.questions_minus_target) if row.year != running else DASH,
            ),
        )
        for row in rows
        if row.grant is not None
    ]
    return YearTable(
        "Prijs, en verschil met het doel",
        (
            YEAR,
            Column("Per cliënt, begroot"),
            Column("Per cliënt, echt"),
            Column("Per vraag, begroot"),
            Column("Per vraag, echt"),
            Column("Cliënten tegen doel"),
            Column("Vragen tegen doel"),
        ),
        tuple(lines),
    )


def signed(value: int | None) -> str:
    """+404, −46, 0."""
    return f"+{number(value)}" if value is not None and value > 0 else number(value)
