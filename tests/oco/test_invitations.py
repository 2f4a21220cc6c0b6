"""Users come in by invitation: a link that holds for a week, works once, and is kept as a hash."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import invitations
from oco.invitations import InvitationRefused
from oco.models import AuditEvent, Invitation, Membership, Municipality, Organisation, User
from oco.models.people import Role, Side

pytestmark = pytest.mark.django_db
PASSWORD = "vier gewone losse woorden"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("nieuw@mee.example", name="Nieuw", is_active=False)


@pytest.fixture
def mee(db: None) -> Organisation:
    return Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_the_mail_holds_the_link_of_the_own_side(
    user: User, now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with override_settings(CARE_ADDRESS="https://zorg.example", MUNICIPALITY_ADDRESS="https://gemeente.example"):
        with django_capture_on_commit_callbacks(execute=True):
            link = invitations.invite(user=user, by=None, now=now)
        user.side = Side.MUNICIPALITY
        other = invitations.invite(user=user, by=None, now=now)
    assert link.startswith("https://zorg.example/uitnodiging/")
    assert other.startswith("https://gemeente.example/uitnodiging/")
    (message,) = mail.outbox
    assert message.to == ["nieuw@mee.example"]
    assert link in message.body
    assert "Nieuw" not in message.subject


def test_the_database_holds_no_link(user: User, now: datetime) -> None:
    token = token_of(invitations.invite(user=user, by=None, now=now))
    row = Invitation.objects.get()
    assert token not in str(row.__dict__)
    assert invitations.find(token, now=now) == row


def test_a_link_holds_for_a_week(user: User, now: datetime) -> None:
    token = token_of(invitations.invite(user=user, by=None, now=now))
    assert invitations.find(token, now=now + timedelta(days=7, seconds=-1)).user == user
    with pytest.raises(InvitationRefused, match=r"Deze uitnodiging is verlopen\. Vraag uw beheerder om een nieuwe"):
        invitations.find(token, now=now + timedelta(days=7))


def test_a_link_works_once(user: User, now: datetime) -> None:
    token = token_of(invitations.invite(user=user, by=None, now=now))
    invitation = invitations.find(token, now=now)
    invitations.accept(invitation=invitation, password=PASSWORD, now=now)
    with pytest.raises(InvitationRefused, match="al gebruikt"):
        invitations.find(token, now=now)
    with pytest.raises(InvitationRefused, match="al gebruikt"):  # of two that are open at once the second loses
        invitations.accept(invitation=invitation, password="een ander lang wachtwoord", now=now)
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(PASSWORD)


def test_a_new_invitation_ends_the_earlier_one(user: User, now: datetime) -> None:
    first = token_of(invitations.invite(user=user, by=None, now=now))
    second = token_of(invitations.invite(user=user, by=None, now=now))
    with pytest.raises(InvitationRefused, match="Deze link werkt niet"):
        invitations.find(first, now=now)
    assert invitations.find(second, now=now).user == user


def test_a_role_is_given_once_and_written_down(user: User, mee: Organisation) -> None:
    today = date(2026, 11, 1)
    first = invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=today)
    again = invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=today)
    assert first == again
    assert Membership.objects.count() == 1
    assert AuditEvent.objects.filter(action="role given").count() == 1


def test_a_role_that_ended_can_be_given_again(user: User, mee: Organisation) -> None:
    since, until = date(2026, 1, 1), date(2026, 11, 1)
    membership = invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=since)
    invitations.end_role(membership=membership, by=user, today=until)
    assert not Membership.objects.active_on(until).exists()
    invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=until)
    assert Membership.objects.active_on(until).count() == 1
    assert Membership.objects.count() == 2


def test_a_role_that_begins_later_ends_on_its_first_day(user: User, mee: Organisation) -> None:
    membership = invitations.give_role(
        user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=date(2027, 1, 1)
    )
    invitations.end_role(membership=membership, by=user, today=date(2026, 11, 1))
    assert membership.until == date(2027, 1, 1)
    assert not Membership.objects.active_on(date(2027, 1, 1)).exists()


def test_roles_that_exist_at_each_kind_of_organisation(mee: Organisation) -> None:
    town = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    hall = Organisation(kind=Organisation.Kind.MUNICIPALITY, municipality=town)
    joint = Organisation(kind=Organisation.Kind.PARTNERSHIP, municipality=town)
    assert invitations.roles_at(hall) == [Role.POLICY_OFFICER, Role.ADMINISTRATOR]
    assert Role.SUPPORTER not in invitations.roles_at(joint)
    assert Role.POLICY_OFFICER not in invitations.roles_at(mee)
    assert [invitations.side_of(each) for each in (hall, joint, mee)] == [Side.MUNICIPALITY, Side.CARE, Side.CARE]


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def page(user: User, now: datetime) -> str:
    return f"/uitnodiging/{token_of(invitations.invite(user=user, by=None, now=now))}/"


def test_who_follows_the_link_chooses_a_password_and_can_sign_in(client: Client, user: User, page: str) -> None:
    assert "Welkom bij Naast" in client.get(page).content.decode()
    answer = client.post(page, {"password": PASSWORD, "again": PASSWORD}, follow=True)
    assert "Uw wachtwoord is ingesteld. Log nu in." in answer.content.decode()
    signed_in = client.post("/inloggen/", {"login": user.email, "password": PASSWORD})
    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, "/")


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("", "", "Vul een wachtwoord in."),
        ("kort", "kort", "Dit wachtwoord is te kort. Gebruik ten minste 12 tekens."),
        (PASSWORD, "iets heel anders", "De wachtwoorden zijn niet gelijk. Typ twee keer hetzelfde."),
        (PASSWORD, "", "Vul hetzelfde wachtwoord nog een keer in."),
        ("123456789012", "123456789012", "Dit wachtwoord is makkelijk te raden. Kies een ander wachtwoord."),
        ("nieuw@mee.example", "nieuw@mee.example", "Dit wachtwoord lijkt te veel op uw naam of e-mailadres."),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_dutch(
    client: Client, user: User, page: str, password: str, again: str, sentence: str
) -> None:
    answer = client.post(page, {"password": password, "again": again})
    words = re.sub(r"\s+", " ", answer.content.decode())
    assert answer.status_code == 200
    assert sentence in words
    user.refresh_from_db()
    assert not user.is_active


def test_a_link_that_does_not_work_says_what_to_do(client: Client) -> None:
    answer = client.get("/uitnodiging/verzonnen/")
    assert answer.status_code == 410
    assert "Deze link werkt niet. Kijk of u de hele link uit de e-mail hebt gebruikt." in answer.content.decode()
