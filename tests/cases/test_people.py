"""Around a client: who stands beside them, what to know before a visit, target groups, whose client it is."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from cases import casework, intake, linking, objectivity, own_supporter, people, triage
from cases.acts import ChangedMeanwhile, Refused
from cases.codes import CarerLoad, Channel, HowFound
from cases.intake import ClientFields, NewQuestion
from cases.models import Client, ContactPerson, FixedContact, HelpQuestion, QuestionEvent, SetAside, TargetGroup
from cases.people import ContactPersonFields
from cases.rules import Mandate
from oco.models import AuditEvent, FrontDoor
from tests.cases.world import TODAY, World

ELS = ContactPersonFields(name="Els", relation="dochter", phone="+31612345678", to_call=True)


# --- contact persons --------------------------------------------------------------------------------------------------


def test_somebody_stands_beside_a_client_once(world: World) -> None:
    client, key = world.client(), uuid.uuid4()
    made = people.add_contact_person(client=client, fields=ELS, by=world.people["Fatima"], key=key)
    assert made is not None
    assert people.add_contact_person(client=client, fields=ELS, by=world.people["Fatima"], key=key) is None
    assert list(client.contact_persons.values_list("name", "relation", "to_call")) == [("Els", "dochter", True)]
    assert AuditEvent.objects.get(action="contact person added").details == {"client": client.pk}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "Els"}, "parts"),
        ({"name": "Els", "to_call": True, "carer_load": CarerLoad.HEAVY}, "parts"),
        ({"name": "Els", "to_call": True, "mandate_for": "alles"}, "parts"),
        ({"name": "Els", "to_call": True, "mandate_until": TODAY}, "parts"),
        ({"name": "Els", "is_representative": True, "mandate_from": TODAY}, "mandate_for"),
        ({"name": "Els", "is_representative": True, "mandate_for": "alles"}, "mandate_from"),
        (
            {
                "name": "Els",
                "is_representative": True,
                "mandate_for": "alles",
                "mandate_from": TODAY,
                "mandate_until": date(2026, 1, 1),
            },
            "mandate_until",
        ),
    ],
)
def test_what_cannot_be_of_a_contact_person(world: World, fields: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        people.add_contact_person(
            client=world.client(),
            fields=ContactPersonFields(**fields),  # type: ignore[arg-type]
            by=world.people["Fatima"],
        )
    assert refusal.value.field == field
    assert not ContactPerson.objects.exists()


def test_a_mandate_says_how_it_stands_today(world: World) -> None:
    client = world.client()
    fields = ContactPersonFields(
        name="Bas", is_representative=True, mandate_for="Wmo", mandate_from=TODAY, mandate_until=TODAY
    )
    people.add_contact_person(client=client, fields=fields, by=world.people["Fatima"])
    (beside,) = people.contact_persons([client.pk], today=TODAY)
    assert (beside.mandate, beside.parts) == (Mandate.HOLDS, ["vertegenwoordiger"])
    (later,) = people.contact_persons([client.pk], today=date(2026, 12, 1))
    assert later.mandate is Mandate.ENDED


def test_the_second_who_edits_is_told(world: World) -> None:
    person = people.add_contact_person(client=world.client(), fields=ELS, by=world.people["Fatima"])
    assert person is not None
    changed = people.edit_contact_person(
        person=person, fields=ContactPersonFields(name="Elsa", to_call=True), by=world.people["Karin"], version=1
    )
    assert (changed.name, changed.version, changed.written_by) == ("Elsa", 2, world.people["Karin"])
    with pytest.raises(ChangedMeanwhile):
        people.edit_contact_person(person=person, fields=ELS, by=world.people["Fatima"], version=1)
    with pytest.raises(ChangedMeanwhile):
        people.delete_contact_person(person=person, by=world.people["Fatima"], version=1)
    people.delete_contact_person(person=person, by=world.people["Fatima"], version=2)
    assert not ContactPerson.objects.exists()


# --- who may know -----------------------------------------------------------------------------------------------------


def test_a_client_is_known_to_who_reads_a_question_of_this_person(world: World) -> None:
    client, other = world.client("Jansen"), world.client("Janssen")
    world.question(client=client, provider=world.mee)

    def who() -> set[str]:
        return {name for name, user in world.people.items() if client in people.clients_known_to(user)}

    assert who() == {"Ruud", "Fatima", "Joost", "Karin"}  # not Petra of Palet, not Wil at the counter
    world.question(client=other, provider=world.palet)
    assert "Petra" not in who()
    linking.link(one=client, other=other, by=world.people["Ruud"])
    assert "Petra" in who()  # the same person: a dog bites whoever visits


def test_a_safety_note_marks_every_question_of_the_person(world: World) -> None:
    client, other = world.client("Jansen"), world.client("Janssen")
    own = world.question(client=client, provider=world.mee)
    linked = world.question(client=other, provider=world.mee)
    by = world.people["Fatima"]
    kwargs = {"household": "", "is_carer": False, "carer_load": "", "by": by}
    made = people.describe(client=client, safety=" De hond bijt. ", version=0, **kwargs)  # type: ignore[arg-type]
    assert (made.safety, made.version) == ("De hond bijt.", 1)

    def unsafe() -> set[int]:
        rows = people.with_safety(HelpQuestion.objects.all())
        return {question.pk for question in rows if question.__dict__["unsafe"]}

    assert unsafe() == {own.pk}
    linking.link(one=client, other=other, by=by)
    assert unsafe() == {own.pk, linked.pk}
    with pytest.raises(ChangedMeanwhile):
        people.describe(client=client, safety="", version=0, **kwargs)  # type: ignore[arg-type]
    people.describe(client=client, safety="", version=1, **kwargs)  # type: ignore[arg-type]
    assert unsafe() == set()
    # What was written isn't in the log.
    assert all("hond" not in str(event.details) for event in AuditEvent.objects.all())


# --- target groups, how found -----------------------------------------------------------------------------------------


def groups(world: World, *names: str) -> list[TargetGroup]:
    return [TargetGroup.objects.create(front_door=world.front_door, name=name, order=n) for n, name in enumerate(names)]


def held(client: Client) -> list[str]:
    return [group.name for group in people.target_groups_of([client.pk])]


def test_a_client_belongs_to_exactly_what_was_set(world: World) -> None:
    elders, ggz, young = groups(world, "Ouderen", "Ggz", "Jeugd")
    client, by = world.client(), world.people["Fatima"]
    people.set_target_groups(client=client, groups=[elders, ggz], by=by)
    people.set_target_groups(client=client, groups=[ggz, elders], by=by)  # the same: no second line in the log
    assert held(client) == ["Ouderen", "Ggz"]
    people.add_target_groups(client=client, groups=[young], by=by)
    assert held(client) == ["Ouderen", "Ggz", "Jeugd"]
    people.set_target_groups(client=client, groups=[], by=by)
    assert held(client) == []
    assert AuditEvent.objects.filter(action="target groups set").count() == 3


def test_a_target_group_of_another_front_door_is_refused(world: World) -> None:
    door = FrontDoor.objects.create(name="Elders", slug="elders", municipality=world.municipality, run_by=world.palet)
    group = TargetGroup.objects.create(front_door=door, name="Ouderen")
    with pytest.raises(Refused, match="andere voordeur"):
        people.set_target_groups(client=world.client(), groups=[group], by=world.people["Fatima"])


def test_a_group_out_of_use_stays_with_who_has_it(world: World) -> None:
    elders, ggz = groups(world, "Ouderen", "Ggz")
    TargetGroup.objects.filter(pk=elders.pk).update(active=False)
    assert list(people.target_groups(world.front_door)) == [ggz]
    assert list(people.target_groups(world.front_door, chosen=[elders.pk])) == [elders, ggz]


def test_how_found_and_target_groups_are_stamped_at_intake(world: World) -> None:
    elders, _ = groups(world, "Ouderen", "Ggz")
    new = NewQuestion(
        text="x", domains=["care"], channel=Channel.COUNTER, received_on=TODAY, how_found=HowFound.FAMILY_FRIENDS
    )
    written = intake.register_walk_in(
        front_door=world.front_door,
        client=ClientFields(last_name="Berg"),
        questions=[new],
        by=world.people["Wil"],
        key=uuid.uuid4(),
        today=TODAY,
        target_groups=[elders],
    )
    assert written.questions[0].how_found == "family_friends"
    assert held(written.client) == ["Ouderen"]


# --- the fixed contact person -----------------------------------------------------------------------------------------


def test_each_provider_has_a_fixed_contact_person_and_who_it_was_stays(world: World) -> None:
    client, by = world.client(), world.people["Ruud"]
    fatima, joost, petra = (world.people[name] for name in ("Fatima", "Joost", "Petra"))
    for provider, supporter in ((world.mee, fatima), (world.palet, petra), (world.mee, joost), (world.mee, joost)):
        objectivity.fix_contact(client=client, provider=provider, supporter=supporter, by=by, today=TODAY)
    assert own_supporter.wishes_of([client.pk])[client.pk].fixed == {world.mee.pk: joost.pk, world.palet.pk: petra.pk}
    assert [fixed.supporter for fixed in own_supporter.fixed_contacts([client.pk])] == [joost, petra, fatima]
    objectivity.fix_contact(client=client, provider=world.mee, supporter=None, by=by, today=TODAY)
    assert own_supporter.wishes_of([client.pk])[client.pk].fixed == {world.palet.pk: petra.pk}
    assert FixedContact.objects.filter(ended_by=by).count() == 2


def test_a_fixed_contact_person_works_at_the_provider(world: World) -> None:
    with pytest.raises(Refused, match="werkt niet bij deze aanbieder"):
        objectivity.fix_contact(
            client=world.client(),
            provider=world.mee,
            supporter=world.people["Petra"],
            by=world.people["Ruud"],
            today=TODAY,
        )


def test_a_linked_record_has_the_fixed_contact_person_of_the_person(world: World) -> None:
    one, other, by = world.client("Jansen"), world.client("Janssen"), world.people["Ruud"]
    fatima, joost = world.people["Fatima"], world.people["Joost"]
    objectivity.fix_contact(client=one, provider=world.mee, supporter=fatima, by=by, today=TODAY)
    linking.link(one=one, other=other, by=by)
    assert own_supporter.wishes_of([other.pk])[other.pk].fixed == {world.mee.pk: fatima.pk}
    objectivity.fix_contact(client=other, provider=world.mee, supporter=joost, by=by, today=TODAY)
    wishes = own_supporter.wishes_of([one.pk, other.pk])
    assert (wishes[one.pk].fixed, wishes[other.pk].fixed) == ({world.mee.pk: fatima.pk}, {world.mee.pk: joost.pk})


# --- another supporter ------------------------------------------------------------------------------------------------


def ask(world: World, question: HelpQuestion, to: str = "", *, reason: str = "Zij kent mijn zoon") -> SetAside:
    question.refresh_from_db()
    return objectivity.ask_for_another(
        question=question,
        reason=reason,
        supporter=world.people[to] if to else None,
        by=world.people["Karin"],
        today=TODAY,
        version=question.version,
    )


def test_a_client_gets_another_supporter_and_the_reason_stays_out_of_the_story(world: World) -> None:
    client, fatima = world.client(), world.people["Fatima"]
    first = world.question(client=client, provider=world.mee, supporter=fatima)
    second = world.question(client=client, provider=world.mee, supporter=fatima)
    objectivity.fix_contact(client=client, provider=world.mee, supporter=fatima, by=fatima, today=TODAY)
    aside = ask(world, first, "Joost")
    for question in (first, second):
        question.refresh_from_db()
        assert question.supporter == world.people["Joost"]
        event = question.events.get(kind=QuestionEvent.Kind.OBJECTIVITY)
        assert event.note == "Fatima draagt over aan Joost."
    assert (aside.reason, aside.supporter) == ("Zij kent mijn zoon", fatima)
    wishes = own_supporter.wishes_of([client.pk])[client.pk]
    assert not wishes.fixed
    assert wishes.set_aside == {fatima.pk}
    assert all("zoon" not in str(event.details) for event in AuditEvent.objects.all())


def test_without_a_colleague_the_question_is_free_for_the_team(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    ask(world, question)
    question.refresh_from_db()
    assert (question.supporter, question.provider) == (None, world.mee)


@pytest.mark.parametrize(
    ("to", "reason", "field"), [("Joost", " ", "reason"), ("Fatima", "x", "supporter"), ("Petra", "x", "supporter")]
)
def test_what_is_refused_when_a_client_asks_for_another(world: World, to: str, reason: str, field: str) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    with pytest.raises(Refused) as refusal:
        ask(world, question, to, reason=reason)
    assert refusal.value.field == field
    assert not SetAside.objects.exists()


def test_who_was_set_aside_gets_no_question_of_this_person_by_any_way(world: World) -> None:
    client, fatima, ruud = world.client(), world.people["Fatima"], world.people["Ruud"]
    ask(world, world.question(client=client, provider=world.mee, supporter=fatima))
    again = world.question(client=client, provider=world.mee)
    with pytest.raises(Refused, match="andere ondersteuner dan Fatima"):
        triage.assign(question=again, provider=world.mee, supporter=fatima, by=ruud, today=TODAY)
    with pytest.raises(Refused, match="andere ondersteuner dan Fatima"):
        casework.hand_over(questions=[again], supporter=fatima, note="x", by=world.people["Karin"], today=TODAY)
    with pytest.raises(Refused, match="andere ondersteuner dan Fatima"):
        casework.take(question=again, by=fatima, version=again.version)
    with pytest.raises(Refused, match="andere ondersteuner dan Fatima"):
        objectivity.fix_contact(client=client, provider=world.mee, supporter=fatima, by=ruud, today=TODAY)
    new = casework.NewForClient(text="x", domains=("care",), channel=Channel.COUNTER, received_on=TODAY)
    (made,) = casework.new_question(client=client, new=new, by=fatima, today=TODAY)
    assert (made.provider, made.supporter) == (world.mee, None)
    linked = world.client("Ander")
    linking.link(one=client, other=linked, by=ruud)
    with pytest.raises(Refused, match="andere ondersteuner dan Fatima"):
        triage.assign(
            question=world.question(client=linked), provider=world.mee, supporter=fatima, by=ruud, today=TODAY
        )


def test_a_client_may_want_the_supporter_after_all(world: World) -> None:
    client, fatima = world.client(), world.people["Fatima"]
    aside = ask(world, world.question(client=client, provider=world.mee, supporter=fatima))
    for _ in range(2):
        objectivity.allow_again(aside=aside, by=world.people["Karin"])
    assert AuditEvent.objects.filter(action="supporter allowed again").count() == 1
    question = world.question(client=client, provider=world.mee, supporter=fatima)
    assert question.supporter == fatima
    ask(world, question)  # and again another one
    assert SetAside.objects.filter(undone_at__isnull=True).count() == 1
