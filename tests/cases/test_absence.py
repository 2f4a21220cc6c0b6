"""Who is away and who stands in: what the replacement sees, and what stays with who is away."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import absence, case_talk, triage, waiting
from cases.absence import Away
from cases.acts import Refused
from cases.case_talk import Decision
from cases.models import Absence, Contact, HelpQuestion
from oco.models import Membership
from oco.models.people import Role
from tests.cases.world import TODAY, World, as_

LAST = TODAY + timedelta(days=14)


pytestmark = pytest.mark.usefixtures("today")


def away(world: World, *, by: str = "Joost", first: date = TODAY, last: date = LAST, stead: str = "Fatima") -> Absence:
    found = absence.plan(
        user=world.people["Joost"],
        provider=world.mee,
        away=Away(first, last, world.people[stead] if stead else None, "Let op de brief"),
        by=world.people[by],
        today=TODAY,
    )
    assert found is not None
    return found


def of_joost(world: World, last_name: str = "Zonneveld") -> HelpQuestion:
    return world.question(provider=world.mee, supporter=world.people["Joost"], client=world.client(last_name))


def form(**changes: object) -> dict[str, object]:
    return {
        "first_day": TODAY.isoformat(),
        "last_day": LAST.isoformat(),
        "replaced_by": "",
        "note": "",
        "key": str(uuid.uuid4()),
        **changes,
    }


def test_a_supporter_writes_their_own_absence(world: World) -> None:
    joost = as_(world, "Joost")
    data = form(replaced_by=world.people["Fatima"].pk)
    for _ in range(2):  # the same form twice
        assert joost.post(reverse("new_absence"), data).status_code == 302
    found = Absence.objects.get()
    assert (found.user, found.provider, found.replaced_by) == (
        world.people["Joost"],
        world.mee,
        world.people["Fatima"],
    )
    page = as_(world, "Fatima").get(reverse("absences")).content.decode()
    assert "Joost" in page
    assert "2 december 2026" in page
    assert "Joost" not in as_(world, "Petra").get(reverse("absences")).content.decode().split("<main")[1]


def test_a_manager_writes_it_for_the_team_and_a_supporter_for_nobody_else(world: World) -> None:
    who = f"{world.people['Joost'].pk}:{world.mee.pk}"
    as_(world, "Karin").post(reverse("new_absence"), form(who=who))
    assert Absence.objects.get().user == world.people["Joost"]
    page = as_(world, "Karin").get(reverse("team")).content.decode()
    assert "niemand vervangt" in page
    as_(world, "Fatima").post(reverse("new_absence"), form(who=who))
    assert Absence.objects.latest("pk").user == world.people["Fatima"]


def test_only_who_is_away_and_the_manager_change_it(world: World) -> None:
    found = away(world)
    for name in ("edit_absence", "delete_absence"):
        url = reverse(name, args=[found.pk])
        answers = {who: as_(world, who).get(url).status_code for who in ("Joost", "Karin", "Fatima", "Petra", "Ruud")}
        assert answers == {"Joost": 200, "Karin": 200, "Fatima": 404, "Petra": 404, "Ruud": 403}
    back = form(last_day=(TODAY + timedelta(days=3)).isoformat(), version=found.version)
    as_(world, "Joost").post(reverse("edit_absence", args=[found.pk]), back)
    found.refresh_from_db()
    assert found.last_day == TODAY + timedelta(days=3)
    as_(world, "Karin").post(reverse("delete_absence", args=[found.pk]), {"version": found.version})
    assert not Absence.objects.exists()


def test_what_the_rules_refuse(world: World) -> None:
    for case, sentence in (
        ({"last": TODAY - timedelta(days=1), "first": TODAY - timedelta(days=2)}, "al voorbij"),
        ({"first": LAST, "last": TODAY}, "voor de eerste dag"),
        ({"stead": "Joost"}, "Niemand vervangt zichzelf"),
        ({"stead": "Petra"}, "Petra werkt niet bij MEE"),
    ):
        with pytest.raises(Refused, match=sentence):
            away(world, **case)
    away(world)
    with pytest.raises(Refused, match="Er staat al een afwezigheid van 18 november 2026 tot en met 2 december 2026"):
        away(world, first=LAST, last=LAST)
    away(world, first=LAST + timedelta(days=1), last=LAST + timedelta(days=2))  # the day after
    with pytest.raises(Refused, match="Joost is zelf afwezig"):
        absence.plan(
            user=world.people["Fatima"],
            provider=world.mee,
            away=Away(LAST, LAST, world.people["Joost"]),
            by=world.people["Fatima"],
            today=TODAY,
        )


def test_the_database_takes_no_days_twice(world: World) -> None:
    found = away(world)
    days = {"user": found.user, "provider": world.mee, "first_day": LAST, "last_day": LAST}
    with pytest.raises(IntegrityError, match="absence_no_overlap"), transaction.atomic():
        Absence.objects.create(**days)
    Absence.objects.create(**{**days, "provider": world.palet})
    Absence.objects.create(**{**days, "user": world.people["Fatima"]})


def test_the_replacement_works_on_the_question_and_it_stays_with_who_is_away(world: World) -> None:
    question = of_joost(world)
    fatima = as_(world, "Fatima")
    assert "Zonneveld" not in fatima.get(reverse("today")).content.decode()
    away(world)
    page = fatima.get(reverse("today")).content.decode()
    assert "Ik vervang Joost tot en met 2 december 2026" in page
    assert "Let op de brief" in page
    assert "Zonneveld" in page
    fatima.post(
        reverse("add_contact", args=[question.pk]),
        {"note": "Gebeld", "activity": "phone", "minutes": "15", "on": TODAY.isoformat(), "key": str(uuid.uuid4())},
    )
    question.refresh_from_db()
    assert question.supporter == world.people["Joost"]
    assert Contact.objects.get().supporter == world.people["Fatima"]
    with time_machine.travel(f"{LAST + timedelta(days=1)} 10:00+01:00"):
        assert "Ik vervang" not in fatima.get(reverse("today")).content.decode()


def test_who_left_the_provider_stands_in_for_nobody(world: World) -> None:
    of_joost(world)
    away(world)
    Membership.objects.filter(user=world.people["Fatima"]).update(organisation=world.palet)
    page = as_(world, "Fatima").get(reverse("today")).content.decode()
    assert "Ik vervang" not in page
    assert "Zonneveld" not in page


def test_who_is_away_is_shown_as_such_where_somebody_is_chosen(world: World) -> None:
    away(world)
    labels = {each.name: each.label for each in triage.colleagues([world.mee.pk], today=TODAY)}
    assert labels["Joost"] == "Joost · 0 open · afwezig tot en met 2 december 2026"
    assert labels["Fatima"] == "Fatima · 0 open"
    question = world.question()
    assert (
        "afwezig tot en met 2 december"
        in as_(world, "Ruud").get(reverse("triage", args=[question.pk])).content.decode()
    )


def test_what_waits_for_who_is_away_waits_for_the_replacement(world: World) -> None:
    item = case_talk.put_on_the_list(question=of_joost(world), ask="Wat nu?", by=world.people["Joost"], today=TODAY)
    assert item is not None
    case_talk.decide(
        item=item, decision=Decision(TODAY, "Bellen"), by=world.people["Karin"], today=TODAY, version=item.version
    )
    assert waiting.for_user(world.people["Fatima"], today=TODAY) == []
    away(world)
    (waits,) = waiting.for_user(world.people["Fatima"], today=TODAY)
    assert waits.instead_of == "Joost"
    page = as_(world, "Fatima").get(reverse("waiting")).content.decode()
    assert "voor Joost" in page
    # Of Joost's work elsewhere the replacement, who doesn't work there, is told nothing.
    world.people["Joost"].__dict__.pop("_access", None)
    Membership.objects.create(
        user=world.people["Joost"], organisation=world.palet, role=Role.SUPPORTER, since=date(2020, 1, 1)
    )
    assert waiting.for_user(world.people["Fatima"], today=TODAY) == []
    assert "Zonneveld" in as_(world, "Fatima").get(reverse("today")).content.decode()


def test_today_costs_the_same_for_one_replaced_question_and_for_many(world: World) -> None:
    of_joost(world)
    away(world)
    fatima = as_(world, "Fatima")
    fatima.get(reverse("today"))
    with CaptureQueriesContext(connection) as one:
        fatima.get(reverse("today"))
    for n in range(4):
        of_joost(world, f"Naam{n}")
    with CaptureQueriesContext(connection) as many:
        fatima.get(reverse("today"))
    assert len(many) == len(one)
