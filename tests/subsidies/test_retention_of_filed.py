"""Years later the people behind a filed report are gone, and every figure of it is counted again to the same number."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from cases import linking
from cases.models import Client, DestructionList, HelpQuestion
from cases.retention import approval, proposal
from cases.retention.approval import Seat
from oco import jobs
from oco.models import Membership, Organisation, User
from oco.models.people import Role
from oco.periods import Period
from reporting import counted_records, record_lists, rollups
from reporting.documents import ReportDocument
from reporting.figures import Scope, of_roll_up, roll_ups
from reporting.models import CountedRecords, Report
from subsidies import filing
from tests.subsidies.world import FILED_AT, Q1, YEAR, World

pytestmark = pytest.mark.django_db
YEAR_FILED_AT = datetime(2019, 2, 1, 9, 30, tzinfo=UTC)
LATER = date(2035, 3, 1)


def _file(world: World, period: Period, now: datetime) -> None:
    filing.file_report(
        organisation=world.zosamen, municipality=world.municipality, period=period, by=world.manager, now=now
    )


def _destroy(provider: Organisation) -> DestructionList:
    people = []
    for name, role in (("leidt", Role.MANAGER), ("beheert", Role.ADMINISTRATOR)):
        user = User.objects.create_user(f"{name}@{provider.slug}.example", name=name)
        Membership.objects.create(user=user, organisation=provider, role=role, since=date(2020, 1, 1))
        people.append(user)
    made = proposal.make(provider, today=LATER)
    for seat, by in zip((Seat.LEAD, Seat.ADMIN), people, strict=True):
        made = approval.approve(of_list=made, seat=seat, fingerprint=made.fingerprint, by=by)
    assert made.job is not None
    assert jobs.run(made.job.pk)
    made.refresh_from_db()
    return made


def test_every_filed_figure_is_counted_again_to_the_same_after_the_people_are_gone(world: World) -> None:
    world.grant()
    world.small_quarter()
    one, other = HelpQuestion.objects.filter(closed_on__isnull=False).order_by("pk")[:2]
    linking.link(one=one.client, other=other.client, by=world.manager)
    _file(world, Q1, FILED_AT)
    for question in HelpQuestion.objects.filter(closed_on__isnull=True):  # open when it was filed, closed since
        HelpQuestion.objects.filter(pk=question.pk).update(closed_on=date(2018, 11, 1), outcome="information_advice")
    _file(world, YEAR, YEAR_FILED_AT)
    documents = {
        report.pk: (report.checksum, ReportDocument.from_json(report.released.data).checksum)
        for report in Report.objects.all()
    }
    records = list(CountedRecords.objects.order_by("pk").values())
    assert records
    with time_machine.travel(f"{LATER} 10:00+01:00", tick=True):
        lists = [_destroy(provider) for provider in (world.mee, world.palet)]
        assert [each.certificate.content["people"] for each in lists] == [4, 2]  # two of MEE's five are one person
        assert not Client.objects.exclude(last_name="Verwijderd").exists()
        for period, filed_at in ((Q1, FILED_AT), (YEAR, YEAR_FILED_AT)):
            scopes = [*rollups.scopes_of(world.zosamen), Scope.of_municipality(world.municipality)]
            assert len(scopes) == 4  # the partnership, both providers and the municipality
            for scope in scopes:
                roll_up = roll_ups(scope, period).get()
                assert roll_up.frozen_at is not None
                again = rollups.count(scope, period.start, period.end, today=filed_at.date())
                assert dict(again) == dict(of_roll_up(roll_up)), (scope.level, period.code)
            stands = counted_records.stands(scopes, period.start, period.end, today=filed_at.date())
            assert stands
        for report in Report.objects.all():
            found = report.checksum, ReportDocument.from_json(report.released.data).checksum
            assert found == documents[report.pk]
        listed = record_lists._clients(list(Client.objects.values_list("pk", flat=True)))
        assert {cells[1] for cells, _, _ in listed.values()} == {"verwijderd op 1 maart 2035"}
    assert list(CountedRecords.objects.order_by("pk").values()) == records
