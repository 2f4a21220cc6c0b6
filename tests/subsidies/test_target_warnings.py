"""Whoever can still do something about a target hears in time that it will likely be missed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import timezone

from oco.models import User
from oco.notices import Notice
from reporting.figures import Scope
from reporting.models import ReleasedDocument, Report, WeekCounts
from reporting.terms import TargetLine
from reporting.weeks import WEEKLY, working_days
from subsidies import running_warnings
from subsidies.target_warnings import TargetWarning, of_document, warning_of
from subsidies.views import municipality
from tests.reporting import samples
from tests.subsidies.world import H1, World, let_through

UNTIL = date(2018, 7, 1)


def warn(direction: str, target: int, expected: int, low: int, high: int) -> TargetWarning | None:
    line = TargetLine("questions_answered", direction, Decimal(target))
    return warning_of(line, Decimal(expected), Decimal(low), Decimal(high), until=UNTIL)


@pytest.mark.parametrize(
    ("direction", "target", "kind"),
    [
        # Expected 4,700, between 4,550 and 4,860.
        ("at_least", 5000, "danger"),  # above the whole band
        ("at_least", 4860, "warning"),  # the band just reaches it
        ("at_least", 4701, "warning"),
        ("at_least", 4700, None),
        ("at_most", 4500, "danger"),
        ("at_most", 4550, "warning"),
        ("at_most", 4700, None),
    ],
)
def test_a_band_on_the_wrong_side_is_worse_than_an_expectation_there(
    direction: str, target: int, kind: str | None
) -> None:
    found = warn(direction, target, 4700, 4550, 4860)
    assert (found.kind if found else None) == kind


def test_a_warning_says_what_is_expected_and_how_likely_the_target_is() -> None:
    found = warn("at_least", 5000, 4700, 4550, 4860)
    assert found is not None
    assert found.title == "Beantwoorde vragen: het doel wordt waarschijnlijk niet gehaald"
    assert found.text == (
        "Verwacht voor heel 2018: 4.700, waarschijnlijk tussen 4.550 en 4.860. Het doel is ten minste 5.000. "
        "De kans dat het gehaald wordt, is klein. Gerekend tot en met 30 juni 2018."
    )


def test_a_document_warns_of_what_it_expects_itself() -> None:
    # Clients 1,154 (1,096 to 1,211) of 1,200: onzeker. Questions 5,404 of 5,000: no word. Means have no expectation.
    (found,) = of_document(samples.document(H1))
    assert (found.target.indicator, found.kind, found.until) == ("unique_clients", "warning", UNTIL)
    assert of_document(samples.document()) == []  # the year is over


# --- on the pages ----------------------------------------------------------------------------------------------------


def weeks(world: World, year: int, a_day: int, until: int = 52) -> None:
    """Of everything that is kept by week as much on every working day, for ZoSamen; counted in the night of 1 July."""
    scope = Scope.of_organisation(world.zosamen)
    WeekCounts.objects.bulk_create(
        WeekCounts(
            level=scope.level,
            municipality_id=scope.municipality_id,
            organisation_id=scope.organisation_id,
            year=year,
            indicator=name,
            values=[days * a_day if n < until else 0 for n, days in enumerate(working_days(year))],
            counted_at=datetime(2018, 7, 1, 1, tzinfo=UTC),
        )
        for name in WEEKLY
    )


def titles(user: User) -> list[str]:
    return [notice.title for notice in running_warnings.for_user(user, UNTIL)]


def test_a_manager_is_warned_by_last_nights_count(world: World) -> None:
    world.grant()  # 1,200 clients and 5,000 questions
    assert titles(world.manager) == []  # nothing was counted by week
    weeks(world, 2017, 15)
    weeks(world, 2018, 15, until=25)  # 15 a working day, 254 days: about 3,800
    assert titles(world.manager) == ["ZoSamen, beantwoorde vragen: het doel wordt waarschijnlijk niet gehaald"]
    assert titles(world.mee_manager) == titles(world.manager)
    assert titles(world.supporter) == []
    (notice,) = running_warnings.for_user(world.manager, UNTIL)
    assert notice.url == "/cijfers/?periode=2018&organisatie=zoetermeer.zosamen"
    WeekCounts.objects.all().delete()
    weeks(world, 2017, 25)
    weeks(world, 2018, 25, until=25)  # about 6,300
    assert titles(world.manager) == []


def test_the_municipality_is_warned_by_the_newest_report_of_this_year(
    world: World, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = samples.document(H1)
    report = Report.objects.create(
        municipality=world.municipality,
        organisation=world.zosamen,
        start=H1.start,
        end=H1.end,
        filed_by=world.manager,
        filed_by_name="M",
        checksum=document.checksum,
    )
    ReleasedDocument.objects.create(report=report, data=document.to_json())
    let_through(report)

    def warned(user: User, today: date) -> list[Notice]:
        monkeypatch.setattr(timezone, "localdate", lambda: today)
        request = rf.get("/rapporten/")
        request.user = user
        return municipality._warnings(request)

    # The address is that of the municipality's side, which isn't this process'.
    monkeypatch.setattr(municipality, "reverse", lambda name, args: f"/{name}/{args[0]}/")
    (notice,) = warned(world.officer, date(2018, 8, 1))
    assert notice.title == "ZoSamen, unieke cliënten: het doel is onzeker"
    assert notice.link == "Bekijk de verwachting in het rapport over het 1e halfjaar van 2018"
    assert notice.url == f"/report/{report.pk}/#expected"
    assert warned(world.other_officer, date(2018, 8, 1)) == []
    assert warned(world.officer, date(2019, 2, 1)) == []  # last year's target can't be helped any more
