"""What a password must be (OWASP ASVS 5.0, chapter 6.2, levels 1 and 2)."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from oco import invitations
from oco.models import Organisation, User
from oco.models.people import Role
from tests.oco.test_sign_in import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    wijk = Organisation.objects.create(name="Stichting Wijkwijzer", slug="wijk", kind=Organisation.Kind.PROVIDER)
    user = User.objects.create_user("sanne@wijk.example", name="Sanne Steunenberg")
    invitations.give_role(user=user, organisation=wijk, role=Role.SUPPORTER, by=None, since=user.created_at.date())
    return user


@pytest.mark.parametrize(
    "password",
    [
        "vier gewone losse woorden",  # 6.2.5: no rule about kinds of characters
        "zes  woorden  met   spaties erin",
        "paardbatterijnietje",
        "éénÜberraschungωλ",
        "x4!kQ9vbn#Tz",
        "een hele lange zin " * 20,  # 6.2.9: at least 64
        "naast mijn raam groeit een perenboom",
    ],
)
def test_a_sentence_of_any_kind_is_taken(user: User, password: str) -> None:
    validate_password(password, user)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elf tekens!", "ten minste 12 tekens"),
        ("Welkom01Welkom01", "makkelijk te raden"),
        ("Wachtwoord2026!", "makkelijk te raden"),
        ("Naast2026Naast!", "makkelijk te raden"),
        ("Zomer-2026-Zoetermeer", "makkelijk te raden"),
        ("Wijkwijzer2026!", "makkelijk te raden"),
        ("superman1234!", "makkelijk te raden"),
        ("dragondragon", "makkelijk te raden"),
        ("aaaaaaaaaaaaaa", "makkelijk te raden"),
        ("842019375610", "makkelijk te raden"),
        ("steunenberg1", "lijkt te veel op uw naam"),
    ],
)
def test_what_is_tried_first_is_refused_in_dutch(user: User, password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as found:
        validate_password(password, user)
    assert sentence in " ".join(found.value.messages)


def test_a_password_may_be_pasted_and_kept_by_a_manager(client: Client) -> None:
    page = words(client.get("/inloggen/"))
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert "maxlength" not in page.partition('type="password"')[2].partition(">")[0]
