"""Around the invented clients: how they are reached, who stands beside them, what to know, and who is one person."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases import identity, linking
from cases.codes import CarerLoad, ReachBy
from cases.demo.people import Person
from cases.demo.telling import moment
from cases.models import Client, ClientLink, ClientSurroundings, ContactPerson, FixedContact, HelpQuestion
from oco.models import User

_PHONE = "+3179000{:04d}"
_FIRST_PHONE = 5000  # beyond the clients' own

HOUSEHOLDS = (
    "Woont alleen. De buurvrouw heeft een sleutel.",
    "Woont samen, de kinderen zijn het huis uit.",
    "Woont met twee schoolgaande kinderen.",
    "Woont bij zijn of haar ouders.",
    "Woont in bij een dochter, boven de winkel.",
)
SAFETY = (
    "Grote hond in huis. Bel eerst, dan gaat hij naar de gang.",
    "Ga met z'n tweeën op huisbezoek. Er is ruzie in huis geweest.",
    "Spreek af op kantoor, niet thuis.",
    "De trap in het portiek is glad en slecht verlicht.",
    "De ex-partner kan aan de deur komen. Bel bij gevaar 112.",
)
LANGUAGES = ("Turks", "Tarifit", "Arabisch", "Pools", "Engels", "Tigrinya", "Oekraïens", "Papiaments", "Dari")
MOMENTS = ("in de ochtend", "na 16.00 uur", "niet op maandag", "na het middageten", "alleen op dinsdag en donderdag")
RELATIONS = ("dochter", "zoon", "partner", "zus", "broer", "buurvrouw", "vriend", "nicht")
MANDATES = (
    "geld en post",
    "alle contact met de gemeente",
    "de zorgverzekeraar en de huisarts",
    "toeslagen en belasting",
)
NOTES = ("", "", "Werkt overdag, bel na 17.00 uur.", "Woont zelf in een andere plaats.", "Wil van elke afspraak weten.")
LOADS = {CarerLoad.LIGHT: 40, CarerLoad.HEAVY: 38, CarerLoad.OVERBURDENED: 22}


@dataclass(frozen=True)
class Bystanders:
    """First and last names for those who stand beside the clients."""

    first_names: Sequence[str]
    last_names: Sequence[str]


def put_around(
    clients: Sequence[Person],
    *,
    team: Mapping[int, Sequence[User]],
    names: Bystanders,
    dice: random.Random,
    today: date,
) -> None:
    """Languages, ways to be reached, households, safety notes, contact persons and fixed contact persons, in bulk."""
    changed: list[Client] = []
    surroundings: list[ClientSurroundings] = []
    beside: list[ContactPerson] = []
    fixed: list[FixedContact] = []
    for person in clients:
        client, by = person.client, dice.choice(team[person.mainly.pk])
        at = moment(today - timedelta(days=dice.randint(3, 300)), 14)
        if dice.random() < 0.16:
            client.language = dice.choice(LANGUAGES) if dice.random() < 0.5 else ""
            client.reach_by = dice.choice(
                (ReachBy.PHONE, ReachBy.PHONE, ReachBy.EMAIL if client.email else ReachBy.POST)
            )
            client.reach_when = dice.choice(MOMENTS) if dice.random() < 0.6 else ""
            changed.append(client)
        unsafe, known = dice.random() < 0.03, dice.random() < 0.12
        if unsafe or known:
            surroundings.append(
                ClientSurroundings(
                    client=client,
                    household=dice.choice(HOUSEHOLDS) if known else "",
                    safety=dice.choice(SAFETY) if unsafe else "",
                    written_at=at,
                    written_by=by,
                )
            )
        if dice.random() < 0.10:
            beside.append(_contact_person(client, names, dice, by=by, today=today, number=len(beside)))
        if dice.random() < 0.08:
            fixed.append(FixedContact(client=client, provider=person.mainly, supporter=by, at=at, by=by))
    Client.objects.bulk_update(changed, ["language", "reach_by", "reach_when"], batch_size=500)
    ClientSurroundings.objects.bulk_create(surroundings)
    ContactPerson.objects.bulk_create(beside)
    FixedContact.objects.bulk_create(fixed)


def _contact_person(
    client: Client, names: Bystanders, dice: random.Random, *, by: User, today: date, number: int
) -> ContactPerson:
    relation = dice.choice(RELATIONS)
    last_name = client.last_name if relation in ("dochter", "zoon", "zus", "broer") else dice.choice(names.last_names)
    carer, represents = dice.random() < 0.62, dice.random() < 0.2
    person = ContactPerson(
        client=client,
        name=f"{dice.choice(names.first_names)} {last_name}",
        relation=relation,
        phone=_PHONE.format(_FIRST_PHONE + number),
        note=dice.choice(NOTES),
        to_call=not (carer or represents) or dice.random() < 0.6,
        is_carer=carer,
        carer_load=dice.choices(list(LOADS), list(LOADS.values()))[0] if carer and dice.random() < 0.7 else "",
        is_representative=represents,
        written_by=by,
    )
    if represents:
        begin = today - timedelta(days=dice.randint(60, 900))
        end = begin + timedelta(days=dice.choice((180, 365, 730)))
        person.mandate_for, person.mandate_from = dice.choice(MANDATES), begin
        person.mandate_until = end if dice.random() < 0.6 else None  # some of these ended by now
    return person


def make_doubles(questions: Iterable[HelpQuestion], *, by: User, dice: random.Random, today: date) -> None:
    """Some who came last year were registered twice: most were linked since, some of them wrongly, others wait."""
    asked = {question.client_id: question.client for question in questions if question.received_on.year < today.year}
    known = [client for client in asked.values() if client.birth_date is not None and client.first_name]
    chosen = dice.sample(known, k=min(len(known) // 2 * 2, 30))
    pairs = [(min(pair, key=_key), max(pair, key=_key)) for pair in zip(chosen[::2], chosen[1::2], strict=True)]
    for n, (one, other) in enumerate(pairs):
        _look_alike(one, other, slip=n % 3, moved=n % 4 == 1)
        at = moment(today.replace(year=today.year - 1, month=2 + n % 9, day=3 + n), 11)
        if n < 10:
            link = linking.link(one=one, other=other, reason="Zelfde geboortedatum en telefoonnummer", by=by)
            ClientLink.objects.filter(pk=link.pk).update(at=at)
        if n == 9:
            linking.unlink(link=link, by=by)
            ClientLink.objects.filter(pk=link.pk).update(undone_at=at + timedelta(days=20))
        if n == 10:
            linking.not_same(one=one, other=other, by=by)


def _key(client: Client) -> int:
    return client.pk


def _look_alike(one: Client, other: Client, *, slip: int, moved: bool) -> None:
    """The newer record gets the identity of the older one, with what goes wrong when somebody types it anew."""
    other.first_name, other.prefix, other.last_name = one.first_name, one.prefix, one.last_name
    other.birth_surname = one.birth_surname
    other.birth_date, other.phone, other.email = one.birth_date, one.phone, ""
    if slip == 1:
        other.first_name = f"{one.first_name[0]}."
    if slip == 2:
        other.last_name = one.last_name[:-1] if one.last_name.endswith(("s", "n", "e")) else f"{one.last_name}s"
    if moved:
        other.phone = ""
    else:
        other.postcode, other.district_id = one.postcode, one.district_id
    other.sort_key = identity.sort_key(last_name=other.last_name, first_name=other.first_name)
    other.save(
        update_fields=[
            "first_name",
            "prefix",
            "last_name",
            "birth_surname",
            "birth_date",
            "phone",
            "email",
            "postcode",
            "district",
            "sort_key",
        ]
    )
    identity.update_keys(other)
