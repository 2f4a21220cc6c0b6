"""The functional administrator: people and roles of the own organisations, and no client."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from oco import administration, invitations
from oco.administration import AdministrationRefused
from oco.models import AuditEvent, Membership, Organisation, User
from oco.models.people import Role, Side, SupporterKind
from tests import wall
from tests.oco.town import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def page(town: Town, client: Client) -> Client:
    """The administrator of ZoSamen, signed in."""
    client.force_login(town.user("administrator"))
    return client


def add(
    town: Town, email: str, role: Role = Role.SUPPORTER, organisation: Organisation | None = None
) -> tuple[User, bool]:
    return administration.add_user(
        email=email,
        name="Nieuw Iemand",
        organisation=town["own"].provider,
        role=role,
        by=town.user("administrator"),
        now=timezone.now(),
        today=town.today,
    )


def test_an_administrator_of_a_partnership_keeps_its_providers_too(town: Town) -> None:
    found = administration.organisations_for(town.user("administrator"))
    assert {organisation.name for organisation in found} == {"ZoSamen", "MEE", "Palet Welzijn"}
    at_the_town = administration.organisations_for(town.user("town_administrator"))
    assert {organisation.name for organisation in at_the_town} == {"Gemeente Zoetermeer"}
    assert not administration.organisations_for(town.user("manager")).exists()


def test_only_people_of_those_organisations_are_listed(town: Town) -> None:
    names = {user.name for user in administration.users_for(town.user("administrator"), today=town.today)}
    assert "Persoon beside_supporter" in names
    assert "Persoon door_supporter" not in names
    assert "Persoon policy_officer" not in names


def test_a_new_person_is_invited_and_can_not_sign_in_before(town: Town) -> None:
    user, new = add(town, " Nieuw@MEE.example ")
    assert new
    assert (user.email, user.is_active, user.side) == ("nieuw@mee.example", False, Side.CARE)
    assert user.memberships.get().role == Role.SUPPORTER
    assert user.invitations.count() == 1
    actions = set(AuditEvent.objects.filter(record_id=str(user.pk)).values_list("action", flat=True))
    assert {"user made", "role given", "invited"} <= actions


def test_somebody_known_gets_the_role_without_a_mail(town: Town) -> None:
    known = town["beside"].supporter
    user, new = add(town, known.email, Role.COUNTER)
    assert (user, new) == (known, False)
    assert not known.invitations.exists()
    assert known.memberships.count() == 2


def test_a_person_of_a_register_without_a_login_is_invited(town: Town) -> None:
    User.objects.create_user("uit-register@mee.example", name="R", is_active=False)
    user, new = add(town, "uit-register@mee.example")
    assert not new
    assert user.invitations.count() == 1


def test_somebody_of_the_other_side_is_refused(town: Town) -> None:
    with pytest.raises(AdministrationRefused, match="hoort al bij iemand aan de andere kant"):
        add(town, town.user("policy_officer").email)


def test_a_role_that_does_not_exist_there_is_refused(town: Town) -> None:
    with pytest.raises(AdministrationRefused, match="De rol beleidsmedewerker bestaat niet bij MEE"):
        add(town, "nieuw@mee.example", Role.POLICY_OFFICER)
    assert not User.objects.filter(email="nieuw@mee.example").exists()


def test_access_is_ended_but_not_ones_own(town: Town) -> None:
    by, gone = town.user("administrator"), town["own"].supporter
    administration.block(user=gone, by=by)
    gone.refresh_from_db()
    assert not gone.is_active
    with pytest.raises(AdministrationRefused, match="U kunt uw eigen toegang niet stoppen"):
        administration.block(user=by, by=by)


def test_an_administrator_keeps_the_own_role(town: Town) -> None:
    by = town.user("administrator")
    with pytest.raises(AdministrationRefused, match="Vraag het een andere beheerder"):
        administration.end_role(membership=by.memberships.get(), by=by, today=town.today)
    administration.end_role(membership=town["own"].supporter.memberships.get(), by=by, today=town.today)
    assert not Membership.objects.active_on(town.today).filter(user=town["own"].supporter).exists()


# --- the pages ------------------------------------------------------------------------------------


def test_a_person_is_invited_from_the_page(
    page: Client, town: Town, django_capture_on_commit_callbacks: object
) -> None:
    mee = town["own"].provider
    data = {"name": "Sanne Steun", "email": "sanne@mee.example", "organisation": mee.pk, "role": "supporter"}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = page.post("/beheer/gebruikers/nieuw/", data, follow=True)
    words = answer.content.decode()
    assert "De uitnodiging is verstuurd." in words
    assert "Sanne Steun" in words
    assert [message.to for message in mail.outbox] == [["sanne@mee.example"]]


def test_the_form_offers_no_organisation_of_others(page: Client, town: Town) -> None:
    words = page.get("/beheer/gebruikers/nieuw/").content.decode()
    assert ">MEE</option>" in words
    assert ">Noord</option>" not in words
    data = {"name": "X", "email": "x@x.example", "organisation": town["door"].provider.pk, "role": "supporter"}
    assert page.post("/beheer/gebruikers/nieuw/", data).status_code == 200
    assert not User.objects.filter(email="x@x.example").exists()


def test_a_mistake_in_the_form_is_said_at_its_field(page: Client, town: Town) -> None:
    words = page.post("/beheer/gebruikers/nieuw/", {"email": "geen adres"}).content.decode()
    for sentence in ("Vul de naam in.", "Maak een keuze bij de organisatie.", "Maak een keuze bij de rol."):
        assert sentence in words
    partnership = Organisation.objects.get(name="ZoSamen")
    data = {"name": "X", "email": "x@x.example", "organisation": partnership.pk, "role": "supporter"}
    assert (
        "Deze rol bestaat niet bij ZoSamen. Kies een andere rol."
        in page.post("/beheer/gebruikers/nieuw/", data).content.decode()
    )


def test_a_role_is_given_and_ended_on_the_page(page: Client, town: Town) -> None:
    user = town["own"].supporter
    url = f"/beheer/gebruikers/{user.pk}/"
    page.post(url, {"organisation": town["beside"].provider.pk, "role": "manager"})
    fresh = user.memberships.get(role=Role.MANAGER)
    assert fresh.organisation == town["beside"].provider
    answer = page.post(f"{url}rollen/{fresh.pk}/stoppen/", follow=True)
    assert "De rol is gestopt." in answer.content.decode()
    fresh.refresh_from_db()
    assert fresh.until == town.today


def test_who_is_blocked_is_out_at_the_next_click(page: Client, town: Town) -> None:
    user = town["own"].supporter
    theirs = Client()
    theirs.force_login(user)
    assert theirs.get("/vandaag/").status_code == 200
    url = f"/beheer/gebruikers/{user.pk}/stoppen/"
    assert "Mag deze gebruiker niet meer inloggen?" in page.get(url).content.decode()
    page.post(url)
    assert theirs.get("/vandaag/").status_code == 302
    page.post(f"/beheer/gebruikers/{user.pk}/uitnodigen/")
    assert user.invitations.filter(used_at__isnull=True).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_however_many_there_are(
    page: Client, town: Town, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        user = User.objects.create_user(f"n{number}@mee.example", name=f"N{number}")
        invitations.give_role(
            user=user, organisation=town["own"].provider, role=Role.COUNTER, by=None, since=town.today
        )
    with django_assert_num_queries(6 + wall.STATEMENTS):  # type: ignore[operator]
        page.get("/beheer/gebruikers/")


def test_organisations_front_doors_and_districts_are_shown(page: Client) -> None:
    words = page.get("/beheer/organisaties/").content.decode()
    for name in ("ZoSamen", "Palet Welzijn", "Wijk van Zoetermeer"):
        assert name in words
    for name in ("Noord", "Spaarne", "Wijk van Haarlem"):
        assert name not in words


def test_the_kind_of_supporter_is_set_on_the_page(page: Client, town: Town) -> None:
    person = town["own"].supporter
    url = f"/beheer/gebruikers/{person.pk}/"
    assert 'value="professional"' in page.get(url).content.decode()
    answer = page.post(f"{url}soort/", {"kind": "volunteer"}, follow=True)
    assert "De soort ondersteuner is opgeslagen." in answer.content.decode()
    person.refresh_from_db()
    assert person.supporter_kind == SupporterKind.VOLUNTEER
    assert AuditEvent.objects.filter(action="supporter kind set", record_id=str(person.pk)).exists()
    assert "Kies wat voor ondersteuner" in page.post(f"{url}soort/", follow=True).content.decode()
    assert page.post(f"/beheer/gebruikers/{town['elsewhere'].supporter.pk}/soort/").status_code == 404
