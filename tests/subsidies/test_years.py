"""The years beside each other, as the set-up file of Zoetermeer has them and as the audit printed them."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from oco.models import Municipality, Organisation
from reporting.years_table import YearCount
from subsidies import set_up, years
from subsidies.accounts import Account
from tests.reporting.test_history import EXPECTED, as_text

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "zoetermeer.toml"


@pytest.fixture
def account() -> Account:
    set_up.set_up(set_up.read(EXAMPLE), by=None, today=date(2019, 6, 1))
    return Account(Organisation.objects.get(name="ZoSamen"), Municipality.objects.get())


def test_every_figure_is_the_audits(account: Account) -> None:
    rows = {row.year: row for row in years.year_rows(account, counted={}, last=2019)}
    for expected in csv.DictReader(StringIO(EXPECTED)):
        assert as_text(rows[int(expected["year"])]) == expected


def cells(tables: years.YearTables, caption: str, year: str) -> list[str]:
    table = next(table for table in tables.tables if table.caption == caption)
    return [cell.replace("\xa0", " ") for cell in next(row for row in table.rows if row.heading == year).cells]


def test_the_page_tells_declared_from_counted_and_carries_the_note(account: Account) -> None:
    mee, palet = (Organisation.objects.get(name=name) for name in ("MEE", "Palet Welzijn"))
    counted = {
        2019: {None: YearCount(1180, 5100), mee.pk: YearCount(590, 1500), palet.pk: YearCount(610, 3600)},
    }
    rows = years.year_rows(account, counted=counted, last=2020)
    tables = years.tables_of(account, rows, running=2020)
    assert cells(tables, "Unieke cliënten", "2018") == ["573", "581", "1.154", "opgegeven"]
    assert cells(tables, "Unieke cliënten", "2019") == ["590", "610", "1.180", "geteld"]
    # 590 + 610 = 1,200, and 20 people came to both.
    assert cells(tables, "Prijs, en verschil met het doel", "2018") == [
        *("€ 1.418", "€ 1.475", "€ 340", "€ 315", "\u221246", "+404"),
    ]
    assert [year for year, _ in tables.notes] == [2016]
    assert tables.sum_note
