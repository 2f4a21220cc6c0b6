"""Unique people over all front doors: off until there is a basis, counted when all have filed, gone at the close."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from cases.models import Client, HelpQuestion
from oco import jobs
from oco.models import FrontDoor, Job, Organisation, Participation, PeriodClosing
from oco.models.people import Role
from oco.periods import Period
from reporting import pseudonym_keys, unique_people
from reporting.models import PeopleBasis, PeopleCount, Pseudonym, Report
from subsidies import people_over_doors, people_years
from subsidies.models import Review
from tests.subsidies.world import World, user

YEAR = Period.parse("2018")
TODAY = date(2019, 3, 1)
NOW = datetime(2019, 3, 1, 9, tzinfo=UTC)
# Twenty people at ZoSamen and twenty-five at Noord, of whom twelve at both: 33 people. One of the twelve is spelled
# otherwise at Noord, one was born on a swapped day, and one has no birth date there but the same telephone.
BOTH = 12


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    settings.PSEUDONYM_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def _door(world: World) -> FrontDoor:
    noord = Organisation.objects.create(kind="provider", name="Noord", slug="noord")
    door = FrontDoor.objects.create(name="Noord", slug="noord", municipality=world.municipality, run_by=noord)
    Participation.objects.create(front_door=door, provider=noord)
    return door


def _client(world: World, door: FrontDoor, number: int, **changes: Any) -> None:
    values: dict[str, Any] = {
        "first_name": f"Naam{'abcdefghijklmnopqrstuvwxyz'[number % 26]}",
        "last_name": f"{'bdfghjklmnprtw'[number % 14]}aker{'aeou'[number // 14]}m",
        "birth_date": date(1940 + number, 1 + number % 12, 2 + number % 9),
        "postcode": f"{2711 + number} AB",
        "phone": f"+316{number:08}",
    }
    client = Client.objects.create(
        front_door=door, number=f"{door.pk}-{number}", sort_key=f"{number:03}", **(values | changes)
    )
    HelpQuestion.objects.create(
        front_door=door,
        number=f"V{door.pk}-{number}",
        client=client,
        channel="counter",
        received_on=date(2018, 5, 1),
        first_contact_due_on=date(2018, 5, 15),
        pick_up_due_on=date(2018, 5, 29),
        guideline_minutes=600,
    )


def _fill(world: World) -> FrontDoor:
    noord = _door(world)
    for number in range(20):
        _client(world, world.door, number)
    for number in range(20 - BOTH, 45 - BOTH):
        changes: dict[str, Any] = {}
        if number == 10:
            changes = {"last_name": "Naamgenoot", "birth_surname": f"{'bdfghjklmnprtw'[10]}aackeram"}
        if number == 12:
            born = date(1952, 1, 5)
            changes = {"birth_date": born.replace(month=5, day=1)}
        if number == 14:
            changes = {"birth_date": None}
        _client(world, noord, number, **changes)
    Client.objects.filter(number=f"{world.door.pk}-12").update(birth_date=date(1952, 1, 5))
    return noord


def _file(world: World, *doors: FrontDoor) -> None:
    for door in doors:
        PeriodClosing.objects.create(
            front_door=door, start=YEAR.start, end=YEAR.end, closed_by=world.manager, closed_at=NOW
        )


def _basis(world: World) -> PeopleBasis:
    return people_over_doors.confirm(
        municipality=world.municipality, decided_on=date(2018, 1, 5), text="Wmo 2015, DPIA 2018-3", by=world.officer
    )


def test_two_front_doors_are_counted_once_both_have_filed(world: World, keys: Path) -> None:
    noord = _fill(world)
    _basis(world)
    _file(world, world.door)
    assert unique_people.count_year(municipality=world.municipality, year=2018, now=NOW) is None
    assert Pseudonym.objects.count() == 0
    _file(world, noord)
    count = unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    assert count is not None
    # 20 + 25 = 45, 33 people: an overlap of 12, shown as 8 to 12. The largest front door has 25: 8 are not there.
    assert (count.total, count.low, count.high, count.likely) == (45, 33, 37, 35)
    assert count.sizes == {str(world.door.pk): 20, str(noord.pk): 25}
    assert count.unsure is None


def test_without_a_basis_nothing_is_compared(world: World, keys: Path) -> None:
    _file(world, world.door, _fill(world))
    assert unique_people.count_year(municipality=world.municipality, year=2018, now=NOW) is None
    people_years.ask(TODAY)
    assert not Job.objects.filter(kind=unique_people.COUNT).exists()
    assert (Pseudonym.objects.count(), PeopleCount.objects.count(), keys.exists()) == (0, 0, False)


def test_the_table_leads_to_no_client_and_is_drawn_anew(world: World, keys: Path) -> None:
    _file(world, world.door, _fill(world))
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    before = set(Pseudonym.objects.values_list("record", flat=True))
    assert len(before) == 45
    columns = {field.name for field in Pseudonym._meta.get_fields()}
    assert columns == {"id", "municipality", "year", "front_door", "record", "kind", "hash"}
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    after = set(Pseudonym.objects.values_list("record", flat=True))
    assert len(after) == 45
    assert not before & after


def test_the_key_is_a_file_that_only_its_owner_reads(world: World, keys: Path) -> None:
    key = pseudonym_keys.key_of(world.municipality, 2018)
    file = keys / "GM0637-2018.key"
    assert bytes.fromhex(file.read_text()) == key == pseudonym_keys.key_of(world.municipality, 2018)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert [each.name for each in keys.iterdir()] == [file.name]
    assert pseudonym_keys.key_of(world.municipality, 2019) != key
    assert pseudonym_keys.key_of(world.other_municipality, 2018) != key


def test_a_web_process_can_make_no_pseudonyms(world: World) -> None:
    """These tests run with settings that, as those of both web sides, don't say where the keys are."""
    _file(world, world.door, _fill(world))
    _basis(world)
    with pytest.raises(pseudonym_keys.NoKeysHere), transaction.atomic():
        unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    for login in ("oco_care", "oco_municipality"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            _pseudonyms_seen_by(login)
    assert _pseudonyms_seen_by("oco_worker") == 0


def _pseudonyms_seen_by(login: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {login}")
        cursor.execute("SELECT count(*) FROM reporting_pseudonym")
        (found,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        return int(found)


def test_a_handful_of_changes_leaves_the_count_as_it_was_shown(world: World, keys: Path) -> None:
    noord = _fill(world)
    _file(world, world.door, noord)
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    PeriodClosing.objects.all().delete()
    _client(world, noord, 3)  # who is at ZoSamen too: the overlap grows to 13, which would be shown as 13 to 17
    _file(world, world.door, noord)
    count = unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    assert count is not None
    assert (count.total, count.low, count.high) == (45, 33, 37)


def _reports(world: World, noord: FrontDoor, *, accepted: bool) -> None:
    for organisation in (world.zosamen, noord.run_by):
        report = Report.objects.create(
            municipality=world.municipality,
            organisation=organisation,
            start=YEAR.start,
            end=YEAR.end,
            filed_by=world.manager,
            filed_by_name="M",
            checksum="0" * 64,
        )
        if accepted or organisation == world.zosamen:
            Review.objects.create(report=report, decided_by=world.officer, decided_by_name="B")


def test_after_the_close_neither_pseudonyms_nor_key_are_left(world: World, keys: Path) -> None:
    noord = _fill(world)
    _file(world, world.door, noord)
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    assert Pseudonym.objects.exists()
    assert list(keys.iterdir())
    _reports(world, noord, accepted=True)
    asked = people_years.ask(TODAY)
    assert [job.kind for job in asked] == [unique_people.CLOSE]
    assert jobs.run(asked[0].pk)
    assert Pseudonym.objects.count() == 0
    assert list(keys.iterdir()) == []
    count = PeopleCount.objects.get()
    assert (count.low, count.high, count.closed_at is not None) == (33, 37, True)
    assert people_years.ask(TODAY) == []  # closed is closed: nothing is counted anew
    assert list(keys.iterdir()) == []


def test_a_year_is_not_closed_while_a_report_waits_until_the_last_day(world: World, keys: Path) -> None:
    noord = _fill(world)
    _file(world, world.door, noord)
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    _reports(world, noord, accepted=False)
    assert [job.kind for job in people_years.ask(date(2019, 10, 1))] == [unique_people.COUNT]
    assert [job.kind for job in people_years.ask(date(2019, 10, 2))] == [unique_people.CLOSE]


def test_withdrawing_the_basis_destroys_what_there_is(world: World, keys: Path) -> None:
    _file(world, world.door, _fill(world))
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    people_over_doors.withdraw(municipality=world.municipality, by=world.officer)
    (job,) = people_years.ask(TODAY)
    assert jobs.run(job.pk)
    assert (Pseudonym.objects.count(), list(keys.iterdir())) == (0, [])


# --- pages ----------------------------------------------------------------------------------------------------------


def _administrator(world: World) -> Browser:
    office = Organisation.objects.get(slug="gemeente-zoetermeer")
    browser = Browser()
    browser.force_login(user("beheer-zoetermeer", office, Role.ADMINISTRATOR))
    return browser


@pytest.fixture
def municipality_side(settings: Any) -> None:
    settings.ROOT_URLCONF, settings.SIDE = "oco.urls.municipality", "municipality"


@pytest.mark.usefixtures("municipality_side")
def test_the_administrator_confirms_the_basis_and_everybody_reads_it(world: World) -> None:
    _fill(world)
    browser = _administrator(world)
    page = browser.get(reverse("unique_people")).content.decode()
    assert "Dit staat uit" in page
    form = {"decided_on": "05-01-2018", "text": "Wmo 2015 artikel 5.1.1; DPIA 2018-3"}
    refused = browser.post(reverse("unique_people_basis"), form)
    assert "Zonder DPIA mag er niet worden geteld." in refused.content.decode()
    assert "DPIA 2018-3" in refused.content.decode()  # what was typed stands
    assert PeopleBasis.objects.count() == 0
    browser.post(reverse("unique_people_basis"), form | {"dpia_done": "on"})
    basis = PeopleBasis.objects.get()
    assert (basis.decided_on, basis.text) == (date(2018, 1, 5), form["text"])
    officer = Browser()
    officer.force_login(world.officer)
    page = officer.get(reverse("unique_people")).content.decode()
    assert form["text"] in page
    assert "Grondslag intrekken" not in page
    assert officer.get(reverse("unique_people_basis")).status_code == 403
    browser.post(reverse("unique_people_withdraw"))
    assert PeopleBasis.objects.get().withdrawn_at is not None


@pytest.mark.usefixtures("municipality_side")
def test_the_policy_officer_sees_the_interval_and_never_the_exact_count(world: World, keys: Path) -> None:
    _file(world, world.door, _fill(world))
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    browser = Browser()
    browser.force_login(world.officer)
    page = browser.get(reverse("unique_people")).content.decode()
    assert "tussen 33 en 37" in page
    assert "waarschijnlijk ongeveer 35" in page
    browser.force_login(world.other_officer)
    assert "tussen 33" not in browser.get(reverse("unique_people")).content.decode()


def test_the_care_side_sees_the_same(world: World, keys: Path, settings: Any) -> None:
    settings.ROOT_URLCONF = "oco.urls.care"
    _file(world, world.door, _fill(world))
    _basis(world)
    unique_people.count_year(municipality=world.municipality, year=2018, now=NOW)
    browser = Browser()
    browser.force_login(world.mee_manager)
    page = browser.get(reverse("unique_people")).content.decode()
    assert "tussen 33 en 37" in page
    assert "Grondslag intrekken" not in page
