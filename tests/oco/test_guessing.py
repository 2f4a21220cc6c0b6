"""Who guesses passwords waits longer and longer; a colleague whose address is tried comes in on their own computer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from oco import guessing, invitations
from oco.guessing import ADDRESS, KNOWN, STRANGERS, wait_after
from oco.models import KnownDevice, Organisation, SignInCount, User
from oco.models.people import Role, Side
from tests.oco.test_sign_in import PASSWORD, code_of, is_signed_in, sign_in, words

WRONG = "een ander wachtwoord"
WAIT = "Het is te vaak misgegaan."
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


@pytest.fixture
def user(db: None) -> User:
    mee = Organisation.objects.create(name="MEE", slug="mee", kind=Organisation.Kind.PROVIDER)
    user = User.objects.create_user("steun@mee.example", PASSWORD, name="Sanne Steun")
    invitations.give_role(user=user, organisation=mee, role=Role.SUPPORTER, by=None, since=NOON.date())
    return user


@pytest.fixture(autouse=True)
def care_side(user: User) -> Iterator[None]:
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE oco_care")
    with (
        override_settings(SIDE="care", ROOT_URLCONF="oco.urls.care"),
        time_machine.travel(NOON, tick=False),
    ):
        yield


@pytest.fixture
def known(user: User) -> Client:
    """The colleague's own computer: they signed in there once."""
    client = Client()
    assert sign_in(client).status_code == 302
    client.post("/uitloggen/")
    return client


def try_often(times: int, *, email: str = "steun@mee.example", **where: str) -> Any:
    answer = None
    for _ in range(times):
        answer = Client(**where).post("/inloggen/", {"login": email, "password": WRONG})  # type: ignore[arg-type]
    return answer


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (4_000, 900)]
)
def test_the_wait_doubles_and_never_passes_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures, STRANGERS) == timedelta(seconds=seconds)


def test_ones_own_browser_has_more_room_and_shorter_waits() -> None:
    assert [wait_after(count, KNOWN).total_seconds() for count in (9, 10, 11, 50)] == [0, 10, 20, 120]
    assert wait_after(49, ADDRESS) == timedelta()


# --- the colleague's side ---------------------------------------------------------------------------------------------


def test_a_stranger_does_not_shut_a_colleague_out_of_their_own_computer(known: Client) -> None:
    try_often(30)
    assert sign_in(known).status_code == 302
    assert is_signed_in(known)


def test_not_even_from_the_same_office(known: Client) -> None:
    """One network address for the whole building; somebody on the visitors' network guesses."""
    for number in range(ADDRESS.free + 5):
        try_often(1, email=f"iemand{number}@mee.example")
    assert WAIT in words(try_often(1, email="nog-iemand@mee.example"))
    assert sign_in(known).status_code == 302


def test_a_new_password_by_mail_makes_a_new_computer_ones_own(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    try_often(12)
    new_computer = Client()
    assert WAIT in words(sign_in(new_computer))
    with django_capture_on_commit_callbacks(execute=True):
        new_computer.post("/wachtwoord/vergeten/", {"email": user.email})
    link = next(
        word
        for message in mail.outbox
        for word in str(message.body).split()
        if word.startswith("http") and "/wachtwoord/nieuw/" in word
    )
    form = new_computer.get(link, follow=True)
    fresh = "vijf andere losse gewone woorden"
    new_computer.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    assert sign_in(new_computer, password=fresh).status_code == 302


def test_on_a_shared_computer_each_is_known_for_themselves(known: Client, user: User) -> None:
    colleague = User.objects.create_user("buur@mee.example", PASSWORD, name="B")
    mee = Organisation.objects.get(slug="mee")
    invitations.give_role(user=colleague, organisation=mee, role=Role.SUPPORTER, by=None, since=NOON.date())
    try_often(12, email=colleague.email)
    assert WAIT in words(sign_in(known, colleague.email))  # never signed in here
    with time_machine.travel(NOON + timedelta(minutes=16)):
        assert sign_in(known, colleague.email).status_code == 302
    assert KnownDevice.objects.count() == 2
    assert len(set(KnownDevice.objects.values_list("device_hash", flat=True))) == 1


def test_the_cookie_of_a_browser_lets_nobody_in(known: Client) -> None:
    assert WAIT not in words(sign_in(known, password=WRONG))
    assert not is_signed_in(known)


# --- the guesser's side -----------------------------------------------------------------------------------------------


def test_after_five_the_right_password_isn_t_looked_at_either() -> None:
    assert WAIT not in words(try_often(STRANGERS.free))
    stranger = Client()
    answer = words(sign_in(stranger))
    assert "Het is te vaak misgegaan. Wacht nog 30 seconden en probeer het opnieuw." in answer
    assert "Op een computer waarop u al eerder inlogde, hoeft u niet te wachten." in answer
    assert not is_signed_in(stranger)
    with time_machine.travel(NOON + timedelta(seconds=31)):
        assert sign_in(stranger).status_code == 302


def test_other_browsers_and_other_addresses_do_not_help_who_guesses() -> None:
    for number in range(STRANGERS.free):
        try_often(1, REMOTE_ADDR=f"192.0.2.{number}")
    assert WAIT in words(try_often(1, REMOTE_ADDR="198.51.100.7"))


def test_a_made_up_cookie_makes_no_browser_known(known: Client) -> None:
    made_up = Client()
    made_up.cookies["oco_bekend"] = "x" * 43
    try_often(STRANGERS.free)
    assert WAIT in words(made_up.post("/inloggen/", {"login": "steun@mee.example", "password": WRONG}))


def test_a_right_password_in_between_buys_no_new_guesses(known: Client) -> None:
    try_often(4)
    assert sign_in(Client()).status_code == 302
    try_often(1)
    assert WAIT in words(try_often(1))


def test_on_the_own_browser_guessing_waits_as_well(known: Client) -> None:
    for _ in range(KNOWN.free):
        assert WAIT not in words(sign_in(known, password=WRONG))
    answer = words(sign_in(known))
    assert "Wacht nog 10 seconden en probeer het opnieuw." in answer
    assert "Op een computer waarop" not in answer


def test_waiting_is_not_made_longer_by_asking_meanwhile() -> None:
    try_often(STRANGERS.free)
    try_often(20)
    assert "Wacht nog 30 seconden" in words(sign_in(Client()))


def test_whether_an_account_exists_makes_no_difference() -> None:
    answers = [words(try_often(count, email=email)) for email in ("niemand@mee.example",) for count in (5, 1)]
    assert [WAIT in answer for answer in answers] == [False, True]


def test_codes_of_the_second_step_are_counted_too(user: User, known: Client) -> None:
    TOTP.activate(user, "ABCDEFGHIJKLMNOP")
    stranger = Client()
    sign_in(stranger)
    for _ in range(STRANGERS.free):
        assert WAIT not in words(stranger.post("/tweede-stap/inloggen/", {"code": "000000"}))
    right = {"code": code_of("ABCDEFGHIJKLMNOP")}
    assert WAIT in words(stranger.post("/tweede-stap/inloggen/", right))
    sign_in(known)
    assert known.post("/tweede-stap/inloggen/", right).status_code == 302
    assert is_signed_in(known)


# --- what is told, and what is forgotten ------------------------------------------------------------------------------


def test_the_user_is_told_once_a_day_that_somebody_tries(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for minutes in range(0, 20 * 16, 16):
            with time_machine.travel(NOON + timedelta(minutes=minutes)):
                try_often(1)
                try_often(1, email="niemand@mee.example")
    told = [message for message in mail.outbox if "verkeerd wachtwoord" in message.subject]
    assert [message.to for message in told] == [[user.email]]
    assert "Er is niet ingelogd." in str(told[0].body)


def test_what_is_a_day_old_counts_no_more() -> None:
    try_often(10)
    assert guessing.forget_old(NOON + timedelta(hours=23)) == 0
    with time_machine.travel(NOON + timedelta(hours=25)):
        assert sign_in(Client()).status_code == 302
    try_often(1, email="een-ander@mee.example")
    assert SignInCount.objects.exists()
    guessing.forget_old(NOON + timedelta(hours=25))
    assert not SignInCount.objects.exists()


def test_the_table_tells_nobody_s_address(user: User) -> None:
    try_often(1)
    assert all(user.email not in row.key and len(row.key) == 64 for row in SignInCount.objects.all())


def test_both_sides_count_for_themselves() -> None:
    keys = []
    for side in ("care", "municipality"):
        with override_settings(SIDE=side):
            keys.append(guessing._key("password", "strangers", "a@x.example"))
    assert len(set(keys)) == 2
    assert Side.CARE in ("care",)
