"""The social map: found by words, topic and district, kept up to date, and who is reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cases import social_map, waiting
from cases.acts import ChangedMeanwhile, Refused
from cases.models import SocialMapEntry
from oco.models import District, FrontDoor, Membership, User
from tests.cases.test_referral import NOW
from tests.cases.world import TODAY, World, as_


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def entry(world: World, name: str, *districts: District, **fields: object) -> SocialMapEntry:
    made = SocialMapEntry.objects.create(front_door=world.front_door, name=name, **fields)
    made.districts.set(districts)
    return made


def found(world: World, **chosen: str) -> list[str]:
    page = as_(world, "Fatima").get(reverse("social_map"), chosen)
    return [line.entry.name for line in page.context["lines"]]


def test_it_is_found_by_words_topic_and_district(world: World) -> None:
    meerzicht = District.objects.get(name="Meerzicht")
    centrum = District.objects.create(municipality=world.municipality, name="Centrum")
    entry(world, "Eetpunt", meerzicht, offer="Samen eten", domains=["welfare"])
    entry(world, "Schuldhulp", offer="Hulp met schulden", domains=["work_income"], tags="geld, post")
    entry(world, "Oud loket", active=False)
    entry(world, "Vers loket", checked_on=TODAY, checked_by=world.people["Fatima"])
    assert found(world) == ["Eetpunt", "Schuldhulp", "Vers loket"]
    assert found(world, q="POST geld") == ["Schuldhulp"]
    assert found(world, q="post eten") == []
    assert found(world, onderwerp="welfare") == ["Eetpunt"]
    assert found(world, wijk=str(meerzicht.pk)) == ["Eetpunt", "Schuldhulp", "Vers loket"]
    assert found(world, wijk=str(centrum.pk)) == ["Schuldhulp", "Vers loket"], "those for everybody stay"
    assert found(world, stand="nakijken") == ["Eetpunt", "Schuldhulp"]
    assert found(world, stand="uit") == ["Oud loket"]


def test_another_front_door_has_a_map_of_its_own(world: World) -> None:
    elsewhere = FrontDoor.objects.create(
        name="Elders", slug="elders", municipality=world.municipality, run_by=world.mee
    )
    SocialMapEntry.objects.create(front_door=elsewhere, name="Elders")
    entry(world, "Hier")
    petra = as_(world, "Petra")
    assert [line.entry.name for line in petra.get(reverse("social_map")).context["lines"]] == ["Hier"]
    other = SocialMapEntry.objects.get(name="Elders")
    for name, method in (("social_map_entry", petra.get), ("social_map_check", petra.post)):
        assert method(reverse(name, args=[other.pk])).status_code == 404
    assert found(world) == ["Elders", "Hier"]


def entry_data(**changes: object) -> dict[str, object]:
    return {
        "name": "Humanitas",
        "offer": "Thuisadministratie",
        "domains": ["work_income"],
        "tags": "",
        "phone": "079 321 87 65",
        "email": "post@humanitas.example",
        "website": "www.humanitas.nl",
        "address": "",
        "opening_hours": "",
        "active": "on",
        **changes,
    }


@pytest.mark.parametrize("name", ["Fatima", "Ruud", "Karin"])
def test_supporter_coordinator_and_manager_add_an_entry(world: World, name: str) -> None:
    response = as_(world, name).post(reverse("social_map_new"), entry_data())
    assert response.status_code == 302
    made = SocialMapEntry.objects.get()
    assert (made.name, made.phone, made.website) == ("Humanitas", "+31793218765", "https://www.humanitas.nl")
    assert (made.checked_on, made.checked_by, made.front_door) == (TODAY, world.people[name], world.front_door)


def test_a_name_stands_on_the_map_once_and_what_was_typed_stays(world: World) -> None:
    entry(world, "Humanitas")
    page = as_(world, "Fatima").post(reverse("social_map_new"), entry_data())
    assert page.context["form"].errors == {"name": ["Deze naam staat al op de sociale kaart."]}
    assert page.context["form"]["offer"].value() == "Thuisadministratie"


@pytest.mark.parametrize("website", ["javascript:alert(1)", "geen website"])
def test_only_a_website_is_a_website(world: World, website: str) -> None:
    page = as_(world, "Fatima").post(reverse("social_map_new"), entry_data(website=website))
    assert "website" in page.context["form"].errors


def test_of_two_who_edit_the_second_is_told(world: World) -> None:
    place = entry(world, "Humanitas")
    fields = social_map.EntryFields(name="Humanitas", offer="Meer")
    social_map.save_entry(entry=place, fields=fields, by=world.people["Fatima"], today=TODAY, version=1)
    with pytest.raises(ChangedMeanwhile):
        social_map.save_entry(entry=place, fields=fields, by=world.people["Joost"], today=TODAY, version=1)
    with pytest.raises(Refused, match="staat al"):
        social_map.save_entry(
            entry=SocialMapEntry(front_door=world.front_door), fields=fields, by=world.people["Joost"], today=TODAY
        )


def test_one_click_says_that_it_is_still_right(world: World) -> None:
    place = entry(world, "Humanitas", checked_on=date(2026, 1, 1), checked_by=world.people["Joost"])
    page = as_(world, "Fatima").post(reverse("social_map_check", args=[place.pk]), headers={"HX-Request": "true"})
    assert "nagekeken op 18 november 2026 door Fatima" in page.content.decode()
    place.refresh_from_db()
    assert (place.checked_on, place.checked_by) == (TODAY, world.people["Fatima"])


# --- who is reminded --------------------------------------------------------------------------------------------------


def reminded(world: World, name: str) -> list[str]:
    user = User.objects.get(pk=world.people[name].pk)
    return [each.about for each in waiting.for_user(user, today=TODAY)]


def old(world: World, name: str, by: str | None, *, days: int = 181) -> SocialMapEntry:
    return entry(
        world,
        name,
        checked_on=TODAY - timedelta(days=days) if by else None,
        checked_by=world.people[by] if by else None,
    )


def test_who_looked_last_is_reminded_and_the_manager_of_what_is_nobodys(world: World) -> None:
    old(world, "Van Fatima", "Fatima")
    old(world, "Nog vers", "Fatima", days=180)
    old(world, "Van Ruud", "Ruud")  # a coordinator has no page "Vandaag"
    old(world, "Van niemand", None)
    old(world, "Van Joost", "Joost")
    assert reminded(world, "Fatima") == ["Van Fatima"]
    assert sorted(reminded(world, "Karin")) == ["Van Ruud", "Van niemand"]
    Membership.objects.filter(user=world.people["Joost"]).update(until=TODAY)
    assert sorted(reminded(world, "Karin")) == ["Van Joost", "Van Ruud", "Van niemand"]


def test_never_more_than_a_handful_is_asked(world: World) -> None:
    for n in range(12):
        old(world, f"Plek {n:02}", "Fatima", days=200 + n)
    assert reminded(world, "Fatima") == ["Plek 11", "Plek 10", "Plek 09", "Plek 08", "Plek 07"]
