"""The round as it stands: parts, who files, what is late, and the mails about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from oco import jobs
from oco.models import Job
from oco.models.people import Role
from oco.periods import Period
from reporting.models import Report
from subsidies import arranging, filing, mails, notices, parts, reviews, rounds, threads
from subsidies.filing import FilingRefused
from subsidies.models import DrawingUp, FilingNote, Message, PartClosing
from subsidies.parts import PartRefused
from tests.subsidies.world import Q1, World, user

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 4, 19, 9, 0, tzinfo=UTC)  # a Thursday; the first quarter is due on 1 May
TODAY = NOW.date()
PAGE = ("zoetermeer", "zosamen", "2018-Q1")


@pytest.fixture(autouse=True)
def in_april() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agreed(world: World) -> World:
    """Reports are due from 2018 on, and MEE draws them up."""
    world.small_quarter()
    arranging.set_terms(
        municipality=world.municipality, valid_from=date(2018, 1, 1), terms=arranging.NewTerms(), by=world.officer
    )
    arranging.arrange(
        account=world.account, way=DrawingUp.Way.FIXED, first=world.mee, valid_from=date(2018, 1, 1), by=world.manager
    )
    return world


def file(world: World, **more: object) -> Report:
    return filing.file_report(
        organisation=world.zosamen,
        municipality=world.municipality,
        period=Q1,
        by=world.manager,
        **more,  # type: ignore[arg-type]
    )


def close(world: World, *, palet: bool = True) -> None:
    parts.close(account=world.account, period=Q1, provider=world.mee, by=world.mee_manager)
    if palet:
        parts.close(account=world.account, period=Q1, provider=world.palet, by=world.manager)


def test_the_line_of_a_period_says_when_who_and_which_parts(agreed: World) -> None:
    close(agreed, palet=False)
    line = rounds.line(agreed.account, Q1, today=TODAY)
    assert (line.due_on, line.drawn_up_by, line.closed_count) == (date(2018, 5, 1), agreed.mee, 1)
    assert line.missing == [agreed.palet]
    assert (line.filed, line.overdue, line.late_words) == (False, False, "over 12 dagen")
    late = rounds.line(agreed.account, Q1, today=date(2018, 5, 4))
    assert (late.overdue, late.late_words) == (True, "3 dagen te laat")


def test_what_began_before_the_terms_is_not_asked(agreed: World) -> None:
    assert rounds.line(agreed.account, Period.parse("2017-Q4"), today=TODAY).due_on is None
    assert rounds.overdue(agreed.account, today=date(2018, 5, 2)) == [
        rounds.line(agreed.account, Q1, today=date(2018, 5, 2))
    ]


def test_a_report_without_all_parts_needs_a_reason_that_is_kept(agreed: World) -> None:
    close(agreed, palet=False)
    with pytest.raises(FilingRefused, match=r"1 van de 2 delen is niet afgesloten: Palet Welzijn\."):
        file(agreed)
    report = file(agreed, without_parts="Hun systeem ligt eruit.")
    note = FilingNote.objects.get(report=report)
    assert (note.parts_missing, note.reason) == ("Palet Welzijn", "Hun systeem ligt eruit.")


def test_with_all_parts_closed_no_reason_is_asked_or_kept(agreed: World) -> None:
    close(agreed)
    note = FilingNote.objects.get(report=file(agreed, without_parts="Overbodig."))
    assert (note.parts_missing, note.reason, note.filed_as) == ("", "", "accountable")
    assert rounds.line(agreed.account, Q1, today=date(2018, 9, 1)).days_late == 0


def test_a_part_is_reopened_until_the_report_is_filed(agreed: World) -> None:
    close(agreed)
    with pytest.raises(PartRefused, match="al afgesloten"):
        close(agreed)
    parts.reopen(account=agreed.account, period=Q1, provider=agreed.mee, by=agreed.mee_manager)
    with pytest.raises(PartRefused, match="staat al open"):
        parts.reopen(account=agreed.account, period=Q1, provider=agreed.mee, by=agreed.mee_manager)
    first = PartClosing.objects.get(provider=agreed.mee)
    assert (first.closed_by_name, first.reopened_by_name) == ("Manager-Mee", "Manager-Mee")
    parts.close(account=agreed.account, period=Q1, provider=agreed.mee, by=agreed.mee_manager)
    file(agreed)
    with pytest.raises(PartRefused, match="al ingediend"):
        parts.reopen(account=agreed.account, period=Q1, provider=agreed.mee, by=agreed.mee_manager)


def test_a_period_that_runs_has_no_part_to_close(agreed: World) -> None:
    with pytest.raises(PartRefused, match="nog niet voorbij"):
        parts.close(account=agreed.account, period=Period.parse("2018-Q2"), provider=agreed.mee, by=agreed.mee_manager)


def test_a_fact_that_is_written_after_closing_is_warned_about_at_its_own_provider(agreed: World) -> None:
    close(agreed)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        agreed.question(date(2018, 3, 5), provider=agreed.palet)
    changed = {
        closing.provider.name: parts.changed_after(agreed.account, Q1, closing) for closing in PartClosing.objects.all()
    }
    assert changed == {"MEE": False, "Palet Welzijn": True}


def test_a_correction_asks_every_partner_once_more(agreed: World) -> None:
    close(agreed)
    filing.open_correction(report=file(agreed), reason="Vergeten vraag", by=agreed.manager)
    assert rounds.line(agreed.account, Q1, today=TODAY).closed_count == 0


def test_a_swap_changes_who_draws_up_for_that_period_alone(agreed: World) -> None:
    arranging.swap(account=agreed.account, period=Q1, to=agreed.palet, reason="Ziekte", by=agreed.manager)
    assert rounds.line(agreed.account, Q1, today=TODAY).drawn_up_by == agreed.palet
    assert rounds.line(agreed.account, Period.parse("2018-Q2"), today=TODAY).drawn_up_by == agreed.mee
    with pytest.raises(arranging.ArrangementRefused, match="hoort niet bij"):
        arranging.swap(account=agreed.account, period=Q1, to=agreed.zosamen, reason="Ziekte", by=agreed.manager)


@pytest.mark.parametrize(("who", "may_file"), [("lead", True), ("deputy", True), ("stranger", False)])
def test_the_lead_files_and_a_deputy_always_can(agreed: World, who: str, may_file: bool) -> None:
    close(agreed)
    person = {
        "lead": agreed.mee_manager,
        "deputy": user("manager-palet", agreed.palet, Role.MANAGER),
        "stranger": agreed.supporter,
    }[who]
    with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
        client = Client()
        client.force_login(person)
        answer = client.post(reverse("report_file", args=PAGE), {"key": "5b1c7f0e-8a44-4f1f-9a53-0d1f3a4b5c6d"})
        whole = client.get(reverse("report_version", args=(*PAGE, 1)))
    assert answer.status_code == (302 if may_file else 403)
    assert whole.status_code == 403  # who files sees its own figures and the joint totals
    assert [note.filed_as for note in FilingNote.objects.all()] == ([who] if may_file else [])


# --- mails -----------------------------------------------------------------------------------------------------------


def told(now: datetime = NOW) -> list[tuple[str, str]]:
    """Asks, lets the worker do it, and gives what went out: address and subject."""
    mail.outbox.clear()
    with time_machine.travel(now, tick=False):
        for job in mails.ask(now=now):
            assert jobs.run(job.pk)
    return sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)


def test_both_sides_are_warned_14_and_3_days_before_and_when_it_is_late_once_each(agreed: World) -> None:
    subject = "Rapport over het 1e kwartaal van 2018 van ZoSamen: uiterlijk 1 mei 2018"
    people = ("beleid-zoetermeer", "manager-mee", "manager-zosamen")
    assert told(datetime(2018, 4, 16, 9, tzinfo=UTC)) == []  # 15 days before
    first = told(datetime(2018, 4, 17, 9, tzinfo=UTC))
    assert first == [(person, subject) for person in people]
    assert told(datetime(2018, 4, 18, 9, tzinfo=UTC)) == []
    assert len(told(datetime(2018, 4, 30, 9, tzinfo=UTC))) == 3  # Saturday 28 April is caught up with on Monday
    late = told(datetime(2018, 5, 2, 9, tzinfo=UTC))
    assert late == [(person, "Te laat: rapport over het 1e kwartaal van 2018 van ZoSamen") for person in people]
    assert told(datetime(2018, 5, 3, 9, tzinfo=UTC)) == []
    assert len(told(datetime(2018, 5, 9, 9, tzinfo=UTC))) == 3


def test_no_warning_goes_out_at_night_or_once_the_report_is_filed(agreed: World) -> None:
    assert told(datetime(2018, 4, 17, 1, tzinfo=UTC)) == []
    close(agreed)
    file(agreed)
    told(datetime(2018, 5, 2, 9, tzinfo=UTC))
    assert not Job.objects.filter(key__contains="due-").exists()


def test_filed_asked_answered_and_accepted_are_told_to_the_other_people_without_their_words(agreed: World) -> None:
    close(agreed)
    report = file(agreed)
    assert told() == [("manager-mee", "Rapport over het 1e kwartaal van 2018 van ZoSamen is ingediend")]
    thread = reviews.ask(report=report, question="Waarom 17 bij Jansen?", by=agreed.officer)
    asked = told()
    assert [person for person, _ in asked] == ["manager-mee", "manager-zosamen"]
    assert all("Jansen" not in f"{message.subject} {message.body}" for message in mail.outbox)
    assert any("/rapporten/zoetermeer/zosamen/2018-Q1/" in message.body for message in mail.outbox)
    threads.write(thread=thread, text="Daardoor.", side=Message.Side.PROVIDER, by=agreed.manager)
    assert [person for person, _ in told()] == ["beleid-zoetermeer", "manager-mee"]
    threads.close(thread=thread, by=agreed.officer)
    reviews.accept(report=report, by=agreed.officer)
    assert told() == [
        (person, "Akkoord op het rapport van ZoSamen, 1e kwartaal 2018")
        for person in ("manager-mee", "manager-zosamen")
    ]
    assert told() == []


def test_a_job_that_runs_twice_mails_nobody_twice(agreed: World) -> None:
    close(agreed)
    file(agreed)
    (job,) = mails.ask(now=NOW)
    running = jobs.Running(job.pk, job.pk, job.arguments, None)
    mail.outbox.clear()
    for _ in range(2):
        with pytest.raises(jobs.TokenLost):  # the mails are sent, and then the lease turns out to be lost
            mails.tell(running)
    assert len(mail.outbox) == 1


# --- start pages -----------------------------------------------------------------------------------------------------


def test_what_is_late_stands_on_the_start_pages_of_both_sides_with_the_days(agreed: World) -> None:
    with time_machine.travel(date(2018, 5, 4), tick=False):
        with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
            (notice,) = notices.of_reports(agreed.mee_manager, date(2018, 5, 4))
            assert (notice.kind, notice.title) == (
                "danger",
                "Rapport over het 1e kwartaal van 2018 van ZoSamen is te laat",
            )
            assert notice.text == "3 dagen te laat, moest er zijn op 1 mei 2018"
            client = Client()
            client.force_login(agreed.mee_manager)
            assert "3 dagen te laat" in client.get(reverse("reports")).content.decode()
        with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
            client = Client()
            client.force_login(agreed.officer)
            assert "3 dagen te laat" in client.get(reverse("reports")).content.decode()
            client.force_login(agreed.other_officer)
            assert "te laat" not in client.get(reverse("reports")).content.decode()
    assert notices.of_reports(agreed.supporter, date(2018, 5, 4)) == []


def test_the_calendar_shows_the_year_to_both_sides(agreed: World) -> None:
    close(agreed, palet=False)
    with override_settings(ROOT_URLCONF="tests.subsidies.care_urls", SIDE="care"):
        client = Client()
        client.force_login(agreed.mee_manager)
        page = client.get(reverse("report_calendar", args=PAGE[:2])).content.decode()
    assert [words in page for words in ("1 mei 2018", "1 van 2", "niet gevraagd", "1 april 2019")] == [True] * 4
    with override_settings(ROOT_URLCONF="oco.urls.municipality", SIDE="municipality"):
        client = Client()
        client.force_login(agreed.officer)
        page = client.get(reverse("calendar")).content.decode()
    assert [words in page for words in ("1 mei 2018", "1 van 2", "Uitstel geven")] == [True] * 3
