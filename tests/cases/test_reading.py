"""Who looked at a client: on the manager's page, in the client's dossier; and what is unusual about it."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from cases import reading, reminders, rights
from cases.dossier import files as dossier_files
from cases.dossier.gathering import as_json, dossier_of
from cases.models import Client, RightsRequest, UnusualReading
from cases.reading_rules import Flag, Known, Look, ReadingRule, busiest_hour, flags, is_odd, same_surname
from oco import jobs
from oco.models import LogEvent, User
from oco.models.people import Role
from tests.cases.world import TODAY, World

HERE = timezone.get_default_timezone()


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HERE)


NINE = moment(2026, 11, 18, 9)  # a Wednesday


# --- rules ------------------------------------------------------------------------------------------------------------


def looks(*clients: int, at: datetime = NINE, every: int = 4) -> list[Look]:
    """These clients one after another, so many minutes apart."""
    return [Look(client, at + timedelta(minutes=every * n)) for n, client in enumerate(clients)]


def found(of: list[Look], **known: object) -> dict[ReadingRule, Flag]:
    defaults = {"is_supporter": True, "name": "Fatima de Vries", "own": frozenset(range(100))}
    return {flag.rule: flag for flag in flags(of, Known(**{**defaults, **known}))}  # type: ignore[arg-type]


def test_an_ordinary_day_has_nothing_unusual() -> None:
    assert found(looks(1, 2, 3, 1, 2), usual_hour=3) == {}


@pytest.mark.parametrize(
    ("many", "usual", "flagged"),
    [(12, None, False), (13, None, True), (13, 4, True), (13, 5, False), (15, 5, False), (16, 5, True)],
)
def test_many_clients_in_an_hour_against_what_is_usual(many: int, usual: int | None, flagged: bool) -> None:
    flag = found(looks(*range(many), every=1), usual_hour=usual).get(ReadingRule.MANY)
    assert (flag is not None) == flagged
    if flag:
        assert (flag.count, flag.usual) == (many, usual)


def test_the_busiest_hour_counts_each_client_once() -> None:
    assert busiest_hour(looks(1, 1, 2, 3, every=30)) == (1, 2)
    assert busiest_hour(looks(1, 2, 3, every=20)) == (1, 2, 3)  # 9.00, 9.20, 9.40
    assert busiest_hour([]) == ()


def test_clients_of_others_are_unusual_for_a_supporter_alone() -> None:
    strangers = looks(201, 202, 203)
    assert found(strangers)[ReadingRule.OUTSIDE].clients == (201, 202, 203)
    assert found(strangers, is_supporter=False) == {}
    assert found(looks(201, 202, 3)) == {}


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        (moment(2026, 11, 18, 6, 59), True),
        (moment(2026, 11, 18, 7, 0), False),
        (moment(2026, 11, 18, 20, 59), False),
        (moment(2026, 11, 18, 21, 0), True),
        (moment(2026, 11, 21, 12, 0), True),  # a Saturday
        (moment(2026, 12, 25, 12, 0), True),
    ],
)
def test_night_weekend_and_holidays(at: datetime, odd: bool) -> None:
    assert is_odd(at) == odd
    flagged = ReadingRule.ODD_HOURS in found(looks(1, at=at))
    assert flagged == odd


def test_who_often_works_then_is_not_unusual() -> None:
    night = looks(1, at=NINE.replace(hour=23))
    assert ReadingRule.ODD_HOURS in found(night, odd_days=3)
    assert found(night, odd_days=4) == {}


@pytest.mark.parametrize(
    ("reader", "client", "same"),
    [
        ("Fatima de Vries", "Vries", True),
        ("Fatima de Vries", "de Vries-Bakker", True),
        ("Fatima de Vries", "Fatima", False),
        ("Fatima de Vries", "Jansen", False),
        ("Fatima", "Fatima", False),
        ("Fatima de Vries", "", False),
    ],
)
def test_the_same_surname(reader: str, client: str, same: bool) -> None:
    assert same_surname(reader, client) == same


def test_a_namesake_who_is_ones_own_client_is_not_unusual() -> None:
    names = {201: "Vries", 3: "Vries"}
    assert found(looks(201, 3), names=names)[ReadingRule.SURNAME].clients == (201,)


def test_long_after_the_question_was_closed() -> None:
    closed_on = {201: NINE - timedelta(days=31), 202: NINE - timedelta(days=29)}
    assert found(looks(201, 202), closed_on=closed_on)[ReadingRule.CLOSED].clients == (201,)


# --- pages ------------------------------------------------------------------------------------------------------------


def as_user(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def text(browser: Browser, name: str, *args: object) -> str:
    response = browser.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_opening_a_page_is_a_look_with_who_what_when_and_where(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    text(as_user(world.people["Fatima"]), "question", question.pk)
    (line,) = LogEvent.objects.filter(kind="read", client_id=question.client_id)
    assert (line.user, line.what, line.result, line.login) == (world.people["Fatima"], "question", 200, "oco_care")
    assert (line.record_kind, line.record_id) == ("cases_helpquestion", str(question.pk))
    assert (line.side, line.address) == ("owner", "127.0.0.1")
    assert line.request is not None
    assert line.xact == _now("pg_current_xact_id()::text::bigint")


def _now(expression: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        return cursor.fetchone()[0]


def test_a_list_is_a_look_at_those_on_its_page_alone(world: World) -> None:
    mine = [world.question(provider=world.mee, supporter=world.people["Fatima"]) for _ in range(3)]
    other = world.question(provider=world.palet, supporter=world.people["Petra"])
    text(as_user(world.people["Fatima"]), "questions")
    seen = set(LogEvent.objects.filter(kind="read").values_list("client_id", flat=True))
    assert seen == {question.client_id for question in mine}
    assert other.client_id not in seen


@pytest.mark.parametrize(("who", "status"), [("Petra", 404), ("Wil", 403)])
def test_a_refused_attempt_is_logged_on_its_client(world: World, who: str, status: int) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    response = as_user(world.people[who]).get(reverse("question", args=[question.pk]))
    assert response.status_code == status
    (line,) = LogEvent.objects.filter(kind="denied")
    assert (line.client_id, line.user, line.result) == (question.client_id, world.people[who], status)


def test_an_attempt_on_what_is_not_there_is_logged_too(world: World) -> None:
    as_user(world.people["Petra"]).get(reverse("question", args=[987_654_321]))
    (line,) = LogEvent.objects.filter(kind="denied")
    assert (line.client_id, line.record_id) == (None, "987654321")


def test_a_look_that_ends_in_an_error_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cases.views.caseload.render", broken)
    browser = as_user(world.people["Fatima"])
    browser.raise_request_exception = False
    assert browser.get(reverse("question", args=[question.pk])).status_code == 500
    (line,) = LogEvent.objects.filter(client_id=question.client_id, result=500)
    assert (line.kind, line.user) == ("read", world.people["Fatima"])


def test_the_manager_sees_names_of_own_people_and_roles_of_others(world: World) -> None:
    client = world.client("Berg")
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)
    world.person("Mo", world.palet, Role.MANAGER)
    for who in ("Fatima", "Petra"):
        text(as_user(world.people[who]), "client", client.pk)
    page = text(as_user(world.people["Karin"]), "client_readers", client.pk)
    assert "Fatima" in page
    assert "Petra" not in page
    assert "Cliëntondersteuner van Palet Welzijn" in page
    assert "Gegevens van de cliënt" in page


def test_a_manager_without_a_question_of_the_client_sees_own_people_alone(world: World) -> None:
    client = world.client("Berg")
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)
    mo = world.person("Mo", world.palet, Role.MANAGER)
    for who in ("Fatima", "Petra"):
        text(as_user(world.people[who]), "client", client.pk)
    page = text(as_user(mo), "client_readers", client.pk)
    assert "Petra" in page
    assert "van MEE" not in page


def test_the_client_reads_who_looked_by_role_in_the_dossier(world: World) -> None:
    client = world.client("Berg")
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)
    for _ in range(2):
        text(as_user(world.people["Fatima"]), "client", client.pk)
    as_user(world.people["Petra"]).post(reverse("client_texts", args=[client.pk]))  # refused: saw nothing
    part = next(
        each for each in as_json(dossier_of(client, world.mee, today=TODAY))["onderdelen"] if each["code"] == "looks"
    )
    assert part["titel"] == "Wie keek naar uw gegevens"
    assert [row["who"] for row in part["rijen"]] == ["cliëntondersteuner van MEE"]
    assert part["rijen"][0]["times"] == 2
    assert "Fatima" not in str(part)


def test_making_and_fetching_a_dossier_are_looks(world: World, django_capture_on_commit_callbacks: object) -> None:
    client = world.client("Berg")
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)
    karin = world.people["Karin"]
    request = rights.receive(
        client=client,
        provider=world.mee,
        kind=RightsRequest.Kind.ACCESS,
        what="",
        received_on=TODAY,
        by=karin,
        today=TODAY,
    )
    assert request is not None
    file = dossier_files.ask(request=request, by=karin)
    assert file.job is not None
    assert jobs.run(file.job.pk)
    (made,) = LogEvent.objects.filter(what="dossier", kind="read")
    assert (made.client_id, made.user, made.side, made.job) == (client.pk, karin, "worker", file.job.pk)
    as_user(karin).post(reverse("dossier_file", args=[file.pk]), {"soort": "json"})
    assert LogEvent.objects.filter(what="dossier_file", client_id=client.pk).exists()


def test_the_page_of_looks_asks_as_much_of_many_as_of_few(world: World) -> None:
    client = world.client("Berg")
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=client)
    karin = as_user(world.people["Karin"])
    counts = []
    for many in (1, 6):
        for n in range(many):
            who = world.person(f"Mens {many} {n}", world.mee, Role.SUPPORTER)
            text(as_user(who), "client", client.pk)
        with _Counted() as counted:
            text(karin, "client_readers", client.pk)
        counts.append(counted.count)
    assert counts[0] == counts[1]


class _Counted:
    count = 0

    def __enter__(self) -> _Counted:
        self._wrapper = connection.execute_wrapper(self._see)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._wrapper.__exit__(None, None, None)

    def _see(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.count += 1
        return execute(sql, params, many, context)


# --- unusual ----------------------------------------------------------------------------------------------------------


def open_at(world: World, who: str, clients: list[Client], at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        browser = as_user(world.people[who])
        for client in clients:
            text(browser, "client", client.pk)
    with connection.cursor() as cursor:  # the database has its own clock
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE oco_logevent SET at = %s WHERE at > now() - interval '1 hour' AND kind = 'read'", [at])
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_the_night_finds_what_was_unusual_once(world: World) -> None:
    clients = [world.client(f"Ander{n}") for n in range(4)]
    for client in clients:
        world.question(provider=world.mee, supporter=world.people["Joost"], client=client)
    open_at(world, "Fatima", clients, NINE.replace(hour=22))
    assert reading.find_unusual(NINE.date()) == 2
    assert reading.find_unusual(NINE.date()) == 0
    rules = set(UnusualReading.objects.values_list("rule", "provider__name", "user__name", "count"))
    assert rules == {("outside", "MEE", "Fatima", 4), ("odd", "MEE", "Fatima", 4)}


def test_own_clients_in_working_hours_are_nothing_unusual(world: World) -> None:
    clients = [world.question(provider=world.mee, supporter=world.people["Fatima"]).client for _ in range(4)]
    open_at(world, "Fatima", clients, NINE)
    assert reading.find_unusual(NINE.date()) == 0


def test_the_job_looks_at_yesterday_once(world: World) -> None:
    job = reading.ask(today=date(2026, 11, 19))
    assert job is not None
    assert job.arguments == {"day": "2026-11-18"}
    assert reading.ask(today=date(2026, 11, 19)) is None
    assert jobs.run(job.pk)


@pytest.fixture
def finding(world: World) -> UnusualReading:
    client = world.client("Kanarie")
    return UnusualReading.objects.create(
        provider=world.mee, user=world.people["Fatima"], on=TODAY, rule="many", clients=[client.pk], count=14, usual=3
    )


def test_the_manager_of_the_provider_sees_it_and_says_what_came_of_it(world: World, finding: UnusualReading) -> None:
    karin = as_user(world.people["Karin"])
    page = text(karin, "unusual_reading")
    assert "14 cliënten geopend binnen een uur." in page
    assert "Meestal zijn dat er 3." in page
    url = reverse("unusual_reading_done", args=[finding.pk])
    assert "Vul wat u vond in." in karin.post(url, {"remark": " "}).content.decode()
    assert karin.post(url, {"remark": "Verving Joost."}).status_code == 302
    finding.refresh_from_db()
    assert (finding.remark, finding.looked_into_by) == ("Verving Joost.", world.people["Karin"])
    assert "Verving Joost." in text(karin, "unusual_reading")
    again = karin.post(url, {"remark": "Nog eens."})
    for said in ("Een collega heeft hier al naar gekeken.", "Verving Joost.", "Nog eens."):
        assert said in again.content.decode()


def test_it_waits_for_the_manager_until_it_was_looked_into(world: World, finding: UnusualReading) -> None:
    karin = world.people["Karin"]
    (item,) = reading.waiting(karin, TODAY)
    assert (item.what, item.about, item.on) == ("Opvallend leesgedrag bekijken", "1 melding", TODAY)
    assert list(reading.waiting(world.people["Fatima"], TODAY)) == []
    reading.look_into(found=finding, remark="Verving Joost.", by=karin)
    assert list(reading.waiting(karin, TODAY)) == []


def test_nobody_else_sees_it(world: World, finding: UnusualReading) -> None:
    mo = as_user(world.person("Mo", world.palet, Role.MANAGER))
    assert "Fatima" not in text(mo, "unusual_reading")
    assert mo.get(reverse("unusual_reading_done", args=[finding.pk])).status_code == 404
    assert as_user(world.people["Fatima"]).get(reverse("unusual_reading")).status_code == 403


def test_nobody_judges_their_own_reading(world: World, finding: UnusualReading) -> None:
    UnusualReading.objects.filter(pk=finding.pk).update(user=world.people["Karin"])
    url = reverse("unusual_reading_done", args=[finding.pk])
    answer = as_user(world.people["Karin"]).post(url, {"remark": "Niets aan de hand."})
    assert "Dit gaat over uzelf." in answer.content.decode()
    finding.refresh_from_db()
    assert finding.looked_into_at is None


def test_a_register_that_is_written_to_a_file_is_a_look_at_everybody_in_it(world: World, tmp_path: Path) -> None:
    clients = {world.question().client_id for _ in range(2)}
    call_command("export_register", str(tmp_path / "register.xlsx"), "--front-door", "ZoSamen", stdout=io.StringIO())
    lines = LogEvent.objects.filter(what="export_register", kind="read")
    assert set(lines.values_list("client_id", flat=True)) == clients
    assert not lines.exclude(user=None).exists()


def test_a_mail_that_only_counts_is_no_look(world: World) -> None:
    world.question(provider=world.mee, supporter=world.people["Fatima"])
    with time_machine.travel(NINE, tick=False):
        job = reminders.ask(now=timezone.now())
        assert job is not None
        assert jobs.run(job.pk)
    assert not LogEvent.objects.filter(kind="read").exists()
