"""Somebody leaves: access ends after the last day, in a running session too, and nothing is left that lets them in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import acting, invitations, leaving
from oco.leaving import LeavingRefused
from oco.models import AuditEvent, CareSession, KnownDevice, Membership, Organisation, User
from oco.models.people import Role
from tests.oco.test_sign_in import PASSWORD, is_signed_in, sign_in, words

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
LAST = date(2026, 12, 4)


@pytest.fixture(autouse=True)
def care_side() -> Iterator[None]:
    cache.clear()
    with (
        override_settings(SIDE="care", ROOT_URLCONF="oco.urls.care"),
        time_machine.travel("2026-11-30 10:00+01:00", tick=True),
    ):
        yield


@pytest.fixture
def mee() -> Organisation:
    return Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)


def somebody(organisation: Organisation, role: Role, name: str) -> User:
    user = User.objects.create_user(f"{name}@mee.example", PASSWORD, name=name.capitalize())
    invitations.give_role(user=user, organisation=organisation, role=role, by=None, since=TODAY - timedelta(days=90))
    return user


@pytest.fixture
def leaver(mee: Organisation) -> User:
    return somebody(mee, Role.SUPPORTER, "joost")


@pytest.fixture
def by(mee: Organisation) -> User:
    return somebody(mee, Role.ADMINISTRATOR, "bea")


def plan(user: User, by: User, *organisations: Organisation, day: date = LAST) -> bool:
    return leaving.plan(user=user, organisations=organisations, day=day, by=by, today=TODAY)


# --- the last day -----------------------------------------------------------------------------------------------------


def test_until_the_end_of_the_last_day_one_works_and_at_midnight_one_is_out(
    mee: Organisation, leaver: User, by: User
) -> None:
    plan(leaver, by, mee)
    client = Client()
    with time_machine.travel("2026-12-04 23:59:30+01:00", tick=False):
        sign_in(client)
        client = Client()
        assert sign_in(client, leaver.email).status_code == 302
        assert client.get("/vandaag/").status_code == 200
    with time_machine.travel("2026-12-05 00:00:05+01:00", tick=False):
        answer = client.get("/vandaag/")
        assert answer.headers["Location"].startswith("/inloggen/")
        assert not is_signed_in(client)
        sign_in(client, leaver.email)  # with the right password
        assert not is_signed_in(client)


def test_a_running_session_loses_a_role_that_ends_at_the_next_click(mee: Organisation, leaver: User, by: User) -> None:
    more = invitations.give_role(user=leaver, organisation=mee, role=Role.MANAGER, by=by, since=TODAY)
    client = Client()
    client.force_login(leaver)
    assert client.get("/team/").status_code == 200
    invitations.end_role(membership=more, by=by, today=TODAY)
    assert client.get("/team/").status_code == 403
    assert client.get("/vandaag/").status_code == 200


def test_who_is_stopped_now_is_out_at_the_next_click_for_the_database_too(
    mee: Organisation, leaver: User, by: User
) -> None:
    client = Client()
    sign_in(client, leaver.email)
    assert client.get("/vandaag/").status_code == 200
    key = str(client.session.session_key)
    acting.tell({"session": key})
    assert acting.session_user() == leaver.pk
    assert leaving.stop_now(user=leaver, organisations=[mee], by=by, today=TODAY)
    assert not CareSession.objects.exists()  # before the click, which would take it away as well
    acting.tell({"session": key})
    assert acting.session_user() is None
    assert not is_signed_in(client)


def test_nothing_is_left_that_lets_a_leaver_in(mee: Organisation, leaver: User, by: User) -> None:
    sign_in(Client(), leaver.email)
    TOTP.activate(leaver, "A" * 32)
    leaving.stop_now(user=leaver, organisations=[mee], by=by, today=TODAY)
    leaver.refresh_from_db()
    assert not leaver.is_active
    for model in (Authenticator, KnownDevice):
        assert not model._default_manager.filter(user=leaver).exists(), model
    assert AuditEvent.objects.filter(action="access closed", record_id=str(leaver.pk)).count() == 1


def test_accounts_are_closed_by_themselves_after_the_last_day(mee: Organisation, leaver: User, by: User) -> None:
    plan(leaver, by, mee)
    without_roles = User.objects.create_user("los@mee.example", PASSWORD, name="L")
    assert leaving.close_ended(today=LAST) == 0
    assert leaving.close_ended(today=LAST + timedelta(days=1)) == 1
    assert leaving.close_ended(today=LAST + timedelta(days=1)) == 0  # may run twice
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert User.objects.get(pk=without_roles.pk).is_active  # never had a role: nothing ended
    assert User.objects.get(pk=by.pk).is_active
    assert AuditEvent.objects.filter(action="access closed").count() == 1


def test_who_also_works_elsewhere_keeps_that(mee: Organisation, leaver: User, by: User) -> None:
    other = Organisation.objects.create(name="Palet", slug="palet", kind=Organisation.Kind.PROVIDER)
    invitations.give_role(user=leaver, organisation=other, role=Role.COUNTER, by=None, since=TODAY)
    assert not leaving.stop_now(user=leaver, organisations=[mee], by=by, today=TODAY)
    leaver.refresh_from_db()
    assert leaver.is_active
    assert list(Membership.objects.active_on(TODAY).filter(user=leaver).values_list("organisation", flat=True)) == [
        other.pk
    ]


def test_a_last_day_can_be_taken_back(mee: Organisation, leaver: User, by: User) -> None:
    plan(leaver, by, mee)
    assert leaving.last_day(leaver, [mee], today=TODAY) == LAST
    assert leaving.stay(user=leaver, organisations=[mee], by=by, today=TODAY) == 1
    assert leaving.last_day(leaver, [mee], today=TODAY) is None


@pytest.mark.parametrize(
    ("day", "said"), [(TODAY - timedelta(days=1), "Deze dag is voorbij"), (date(2028, 1, 1), "meer dan een jaar weg")]
)
def test_a_day_that_is_none_is_refused(mee: Organisation, leaver: User, by: User, day: date, said: str) -> None:
    with pytest.raises(LeavingRefused, match=said):
        plan(leaver, by, mee, day=day)


def test_nobody_lets_themselves_out(mee: Organisation, by: User) -> None:
    with pytest.raises(LeavingRefused, match="uw eigen toegang"):
        plan(by, by, mee)


def test_who_leads_the_team_is_told_and_by_no_name(
    mee: Organisation, leaver: User, by: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    leader = somebody(mee, Role.MANAGER, "karin")
    with django_capture_on_commit_callbacks(execute=True):
        plan(leaver, by, mee)
    (message,) = mail.outbox
    assert message.to == [leader.email]
    assert "4 december 2026" in str(message.body)
    assert leaver.name not in f"{message.subject} {message.body}"


# --- the pages --------------------------------------------------------------------------------------------------------


def test_an_administrator_sets_the_last_day_sees_it_and_takes_it_back(
    mee: Organisation, leaver: User, by: User
) -> None:
    client = Client()
    client.force_login(by)
    url = f"/beheer/gebruikers/{leaver.pk}/"
    assert "Vul de laatste dag in." in words(client.post(f"{url}vertrek/", {"when": "day", "last_day": ""}))
    said = words(client.post(f"{url}vertrek/", {"when": "day", "last_day": "2026-12-04"}, follow=True))
    assert "De laatste dag is 4 december 2026." in said
    assert "Gaat toch niet weg" in said
    assert "laatste dag 4 december 2026" in words(client.get("/beheer/gebruikers/"))
    client.post(f"{url}vertrek/terug/")
    assert "gaat weg" not in words(client.get("/beheer/gebruikers/"))


def test_an_invitation_is_seen_withdrawn_and_sent_again(mee: Organisation, by: User) -> None:
    new = User.objects.create_user("nieuw@mee.example", name="Nieuw", is_active=False)
    invitations.give_role(user=new, organisation=mee, role=Role.COUNTER, by=by, since=TODAY)
    link = invitations.invite(user=new, by=by, now=timezone.now())
    client = Client()
    client.force_login(by)
    url = f"/beheer/gebruikers/{new.pk}/"
    assert "uitgenodigd" in words(client.get("/beheer/gebruikers/"))
    assert "Uitnodiging intrekken" in words(client.get(url))
    client.post(f"{url}uitnodiging-intrekken/")
    assert Client().get("/uitnodiging/" + link.partition("/uitnodiging/")[2]).status_code == 410
    assert "kan niet inloggen" in words(client.get("/beheer/gebruikers/"))
    client.post(f"{url}uitnodigen/")
    with time_machine.travel("2026-12-08 10:00+01:00"):
        client.force_login(by)
        assert "uitnodiging verlopen" in words(client.get("/beheer/gebruikers/"))


def test_the_right_password_after_leaving_says_that_the_account_is_off(
    mee: Organisation, leaver: User, by: User
) -> None:
    leaving.stop_now(user=leaver, organisations=[mee], by=by, today=TODAY)
    client = Client()
    answer = client.post("/inloggen/", {"login": leaver.email, "password": PASSWORD}, follow=True)
    assert not is_signed_in(client)
    assert "Dit account staat uit" in words(answer) or "klopt niet" in words(answer)


def test_row_policies_open_nothing_for_a_session_whose_user_was_stopped(
    mee: Organisation, leaver: User, by: User
) -> None:
    client = Client()
    sign_in(client, leaver.email)
    acting.tell({"session": str(client.session.session_key)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT oco_session_organisations('{supporter/provider}')")
        assert cursor.fetchone()[0] == [mee.pk]
        Membership.objects.filter(user=leaver).update(until=timezone.localdate())
        cursor.execute("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date")
        if cursor.fetchone()[0] >= TODAY:  # the database has its own clock
            cursor.execute("SELECT oco_session_organisations('{supporter/provider}')")
            assert cursor.fetchone()[0] == []


@pytest.mark.parametrize("act", ["uitloggen/", "tweede-stap/", "stoppen/", "uitnodigen/"])
def test_who_works_elsewhere_now_is_for_the_administrator_there(
    mee: Organisation, leaver: User, by: User, act: str
) -> None:
    other = Organisation.objects.create(name="Palet", slug="palet", kind=Organisation.Kind.PROVIDER)
    invitations.give_role(user=leaver, organisation=other, role=Role.COUNTER, by=None, since=TODAY)
    leaving.stop_now(user=leaver, organisations=[mee], by=by, today=TODAY)
    client = Client()
    client.force_login(by)
    answer = client.post(f"/beheer/gebruikers/{leaver.pk}/{act}", {"reason": "lost"}, follow=True)
    assert "Deze gebruiker heeft bij u geen rol meer." in words(answer)
    leaver.refresh_from_db()
    assert leaver.is_active
    assert not leaver.invitations.exists()
