"""Which records are one person: the rule as a table, links that come and go, and pairs that may be the same."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import linking
from cases.acts import Refused
from cases.models import Client, ClientLink, LinkedClient, NotSamePerson
from oco.models import AuditEvent, FrontDoor
from tests.cases.world import World, make_world

BORN = date(1950, 3, 15)


def people() -> dict[int, int]:
    return dict(LinkedClient.objects.values_list("client_id", "person_id"))


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], {}),
        ([(1, 2)], {1: 1, 2: 1}),
        ([(2, 1)], {1: 1, 2: 1}),
        ([(1, 2), (3, 4)], {1: 1, 2: 1, 3: 3, 4: 3}),
        ([(3, 4), (1, 2), (2, 3)], {1: 1, 2: 1, 3: 1, 4: 1}),  # joined in the middle
        ([(5, 9), (7, 9)], {5: 5, 7: 5, 9: 5}),
        ([(1, 2), (2, 3), (1, 3)], {1: 1, 2: 1, 3: 1}),  # round
    ],
)
def test_who_is_linked_to_who_is_linked_is_one_person(pairs: list[tuple[int, int]], expected: dict[int, int]) -> None:
    assert linking.grouped(pairs) == expected


_PAIRS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=15)


@given(_PAIRS)
def test_the_oldest_stands_for_the_person_whatever_the_order(pairs: list[tuple[int, int]]) -> None:
    found = linking.grouped(pairs)
    assert found == linking.grouped(reversed(pairs))
    assert all(person <= record and found[person] == person for record, person in found.items())
    assert all(found[one] == found[other] for one, other in pairs)


# --- linking and taking apart -----------------------------------------------------------------------------------------


def test_two_records_count_as_one_and_both_keep_their_questions(world: World) -> None:
    one, other = world.client("Jansen"), world.client("Janssen")
    question = world.question(client=other)
    link = linking.link(one=other, other=one, reason="Zelfde geboortedatum", by=world.people["Ruud"])
    assert people() == {one.pk: one.pk, other.pk: one.pk}
    assert (link.one, link.other, link.by.name, link.reason) == (one, other, "Ruud", "Zelfde geboortedatum")
    question.refresh_from_db()
    assert question.client == other
    assert AuditEvent.objects.get(action="clients linked").details == {"clients": [one.pk, other.pk]}


def test_linking_twice_changes_nothing(world: World) -> None:
    one, other = world.client("Jansen"), world.client("Janssen")
    first = linking.link(one=one, other=other, by=world.people["Ruud"])
    assert linking.link(one=other, other=one, by=world.people["Fatima"]) == first
    assert (ClientLink.objects.count(), people()) == (1, {one.pk: one.pk, other.pk: one.pk})


def test_taken_apart_the_link_stays_with_by_whom(world: World) -> None:
    one, other = world.client("Jansen"), world.client("Janssen")
    link = linking.link(one=one, other=other, by=world.people["Ruud"])
    linking.unlink(link=link, by=world.people["Fatima"])
    linking.unlink(link=link, by=world.people["Ruud"])  # once more: nothing
    link.refresh_from_db()
    assert people() == {}
    assert link.undone_by == world.people["Fatima"]
    assert AuditEvent.objects.filter(action="clients taken apart").count() == 1
    linking.link(one=one, other=other, by=world.people["Ruud"])
    assert people() == {one.pk: one.pk, other.pk: one.pk}


def test_a_group_falls_into_the_parts_that_are_still_linked(world: World) -> None:
    a, b, c, d = (world.client(name) for name in ("A", "B", "C", "D"))
    by = world.people["Ruud"]
    linking.link(one=a, other=b, by=by)
    middle = linking.link(one=b, other=c, by=by)
    linking.link(one=c, other=d, by=by)
    assert set(people().values()) == {a.pk}
    linking.unlink(link=middle, by=by)
    assert people() == {a.pk: a.pk, b.pk: a.pk, c.pk: c.pk, d.pk: c.pk}


def test_a_record_of_another_front_door_is_refused(world: World) -> None:
    one = world.client("Jansen")
    elsewhere = FrontDoor.objects.create(
        name="Elders", slug="elders", municipality=world.municipality, run_by=world.palet
    )
    other = Client.objects.create(front_door=elsewhere, number="C-9", last_name="Jansen", sort_key="jansen")
    for act in (linking.link, linking.not_same):
        with pytest.raises(Refused, match="andere voordeur"):
            act(one=one, other=other, by=world.people["Ruud"])
        with pytest.raises(Refused, match="zichzelf"):
            act(one=one, other=one, by=world.people["Ruud"])


def test_who_is_said_to_be_two_people_is_linked_only_when_that_is_taken_back(world: World) -> None:
    one, other = world.client("Jansen"), world.client("Janssen")
    ruud, fatima = world.people["Ruud"], world.people["Fatima"]
    said = linking.not_same(one=other, other=one, by=ruud)
    assert (said.one, said.other) == (one, other)
    assert linking.not_same(one=one, other=other, by=fatima) == said
    linking.link(one=one, other=other, by=fatima)
    said.refresh_from_db()
    assert said.undone_by == fatima
    with pytest.raises(Refused, match="Maak ze eerst los"):
        linking.not_same(one=one, other=other, by=ruud)
    assert NotSamePerson.objects.filter(undone_at__isnull=True).count() == 0


def test_removing_the_oldest_record_leaves_the_others_linked(world: World) -> None:
    a, b, c = (world.client(name) for name in ("A", "B", "C"))
    by = world.people["Ruud"]
    linking.link(one=a, other=b, by=by)
    linking.link(one=b, other=c, by=by)
    rest = [b.pk, c.pk]
    a.delete()
    linking.rebuild(rest)
    assert people() == {b.pk: b.pk, c.pk: b.pk}


_STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), max_size=14)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_STEPS, after=_STEPS)
def test_taking_apart_what_was_linked_restores_who_was_one_person(
    world: World, before: list[tuple[bool, int, int]], after: list[tuple[bool, int, int]]
) -> None:
    """After any history: linking some more and undoing exactly that gives the same people again."""
    ClientLink.objects.all().delete()
    LinkedClient.objects.all().delete()
    clients, by = [world.client(name) for name in "ABCDEF"], world.people["Ruud"]
    for linked, one, other in before:
        _step(clients, linked, one, other, world)
    known = people()
    assert known == linking.grouped(ClientLink.objects.filter(undone_at__isnull=True).values_list("one_id", "other_id"))
    standing = set(ClientLink.objects.filter(undone_at__isnull=True).values_list("pk", flat=True))
    for _, one, other in after:
        _step(clients, True, one, other, world)
    for link in ClientLink.objects.filter(undone_at__isnull=True).exclude(pk__in=standing).order_by("?"):
        linking.unlink(link=link, by=by)
    assert people() == known


def _step(clients: list[Client], linked: bool, one: int, other: int, world: World) -> None:
    if one == other:
        return
    if linked:
        linking.link(one=clients[one], other=clients[other], by=world.people["Ruud"])
        return
    pair = linking.in_order(clients[one].pk, clients[other].pk)
    for link in ClientLink.objects.filter(one_id=pair[0], other_id=pair[1], undone_at__isnull=True):
        linking.unlink(link=link, by=world.people["Ruud"])


@pytest.mark.django_db(transaction=True)
def test_four_who_link_at_once_make_one_group() -> None:
    world = make_world()
    clients = [world.client(name) for name in "ABCDE"]
    errors: list[Exception] = []

    def link(one: Client, other: Client) -> None:
        try:
            linking.link(one=one, other=other, by=world.people["Ruud"])
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    pairs = [(clients[3], clients[4]), (clients[0], clients[1]), (clients[2], clients[1]), (clients[3], clients[2])]
    threads = [threading.Thread(target=link, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert people() == dict.fromkeys((client.pk for client in clients), clients[0].pk)


# --- pairs that may be the same ---------------------------------------------------------------------------------------


def found(world: World) -> list[tuple[str, str, str]]:
    look = linking.look({world.front_door.pk})
    assert look.go_on_from is None
    return [(pair.newer.first_name, pair.older.first_name, pair.reason) for pair in look.pairs]


def test_pairs_are_found_by_equal_keys_with_the_reason_in_words(world: World) -> None:
    world.client("Jansen", first_name="Jan", birth_date=BORN, phone="+31612345678")
    world.client("Janssen", first_name="Johan", birth_date=BORN)
    world.client("Jansen", first_name="Jan", postcode="2711 AB")
    world.client("Jansen", first_name="Piet", birth_date=BORN)  # a twin of the first
    world.client("Janssen", first_name="J.", phone="+31612345678", birth_date=BORN)
    world.client("Bakker", first_name="Anna", birth_date=BORN)
    assert found(world) == [
        ("J.", "Johan", "Zelfde geboortedatum en zelfde achternaam, voornaam lijkt op Johan"),
        ("J.", "Jan", "Zelfde geboortedatum en klinkt als Jansen"),
        ("Jan", "Jan", "Zelfde naam, geboortedatum niet bekend"),
        ("Johan", "Jan", "Zelfde geboortedatum en klinkt als Jansen"),
    ]


def test_linked_records_and_two_people_are_suggested_no_more(world: World) -> None:
    one, two, three = (world.client("Jansen", first_name="Jan", birth_date=BORN) for _ in range(3))
    by = world.people["Ruud"]
    assert len(found(world)) == 3
    linking.link(one=one, other=two, by=by)
    assert len(found(world)) == 2
    said = linking.not_same(one=two, other=three, by=by)
    linking.not_same(one=one, other=three, by=by)
    assert found(world) == []
    linking.undo_not_same(said=said, by=by)
    assert len(found(world)) == 1


def test_a_long_list_goes_on_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "CHUNK", 4)
    monkeypatch.setattr(linking, "LOOKED_AT", 8)
    monkeypatch.setattr(linking, "PER_PAGE", 2)
    for _ in range(3):
        world.client("Jansen", first_name="Jan", birth_date=BORN)
    for name in ("Bakker", "Visser", "Smit", "Mulder", "Bos", "Vos", "Peters", "Kok"):
        world.client(name, first_name="Anna")
    first = linking.look({world.front_door.pk})
    assert first.pairs == []  # eight records were looked at, the newest
    assert first.go_on_from is not None
    second = linking.look({world.front_door.pk}, before=first.go_on_from)
    assert len(second.pairs) == 2
    rest = linking.look({world.front_door.pk}, before=second.go_on_from)
    assert len(rest.pairs) == 1
    assert rest.go_on_from is None


def test_looking_asks_as_much_of_many_pairs_as_of_few(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            linking.look({world.front_door.pk})
        return len(asked)

    world.client("Jansen", first_name="Jan", birth_date=BORN)
    world.client("Jansen", first_name="Jan", birth_date=BORN)
    few = queries()
    for day in range(1, 9):
        for _ in range(2):
            world.client("Visser", first_name="Anna", birth_date=date(1960, 1, day))
    assert queries() == few
