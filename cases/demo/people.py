"""Invented clients and supporters of one front door."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from faker import Faker

from cases import identity
from cases.models import Client, ClientKey
from oco.models import District, FrontDoor, Organisation, User
from oco.models.people import Side

_PREFIXES = ("van der", "van den", "van de", "van", "de", "den", "der", "ter", "ten", "te", "'t", "het", "in 't")
# A subscriber's number never begins with a 0, so nobody has these.
_PHONE = "+3179000{:04d}"


@dataclass(frozen=True)
class Person:
    """A client with the provider that they mostly come to."""

    client: Client
    mainly: Organisation


def make_supporters(names: Faker, providers: list[tuple[Organisation, int]], *, domain: str) -> dict[int, list[User]]:
    """Supporters per provider id: people with a first and a last name and an address that goes nowhere."""
    team: dict[int, list[User]] = {}
    for provider, size in providers:
        for _ in range(size):
            name = f"{names.unique.first_name()} {names.last_name()}"
            local = identity.normal(name).replace(" ", ".")
            user = User(email=f"{local}@{provider.slug}.{domain}", name=name, side=Side.CARE)
            user.set_unusable_password()
            team.setdefault(provider.pk, []).append(user)
    User.objects.bulk_create([user for users in team.values() for user in users])
    return team


# Names that partners bear; dealt out by number, so that all else in the demo stays as it is.
PARTNERS = (
    *(("de", "Jong"), ("", "Jansen"), ("de", "Vries"), ("van den", "Berg"), ("", "Bakker"), ("van", "Dijk")),
    *(("", "Visser"), ("", "Smit"), ("", "Meijer"), ("de", "Boer"), ("", "Mulder"), ("van der", "Meer"), ("", "Kaya")),
)


def make_clients(
    names: Faker,
    dice: random.Random,
    door: FrontDoor,
    *,
    shares: list[tuple[Organisation, float]],
    count: int,
    today: date,
    postcodes: Sequence[int] = range(2711, 2729),
) -> list[Person]:
    """`count` clients with names, ages, districts and telephone numbers; some lack a birth date or a number."""
    districts = list(District.objects.filter(municipality=door.municipality))
    weights = [3 + (district.pk * 7) % 5 for district in districts]
    people: list[Person] = []
    for number in range(1, count + 1):
        first_name, (prefix, last_name) = names.first_name(), split_prefix(names.last_name())
        provider = dice.choices([p for p, _ in shares], [share for _, share in shares])[0]
        # Palet works for older people, MEE for all ages.
        age = dice.triangular(66, 96, 79) if provider == shares[-1][0] else dice.triangular(18, 82, 41)
        born = today - timedelta(days=int(age * 365.25) + dice.randrange(365))
        client = Client(
            front_door=door,
            number=f"{1000 + number}",
            first_name=first_name,
            prefix=prefix,
            last_name=last_name,
            birth_date=born if dice.random() < 0.94 else None,
            postcode=f"{dice.choice(postcodes)} {dice.choice('ABCDEGHJKLNPRTVWXZ')}{dice.choice('ABCEGHJKLNPRTVWXZ')}",
            district=dice.choices(districts, weights)[0] if dice.random() < 0.97 else None,
            phone=_PHONE.format(number) if dice.random() < 0.85 else "",
            email=f"{identity.normal(first_name).replace(' ', '')}{number}@post.example" if dice.random() < 0.3 else "",
        )
        if age > 30 and number % 10 in (2, 5, 9):  # bears a partner's name, alone or in front of the own
            client.birth_surname = f"{prefix} {last_name}".strip()
            client.prefix, partner = PARTNERS[number % len(PARTNERS)]
            last_name = partner if number % 10 == 5 else f"{partner}-{client.birth_surname}"
            client.last_name = last_name
        client.sort_key = identity.sort_key(last_name=last_name, first_name=first_name)
        people.append(Person(client, provider))
    Client.objects.bulk_create([person.client for person in people], batch_size=1000)
    keys = [row for person in people for row in identity.rows_for(person.client, identity.keys_of(person.client))]
    ClientKey.objects.bulk_create(keys, batch_size=2000)
    return people


def split_prefix(name: str) -> tuple[str, str]:
    """‘van der Berg’ gives (‘van der’, ‘Berg’)."""
    for prefix in _PREFIXES:
        if name.lower().startswith(prefix + " "):
            return prefix, name[len(prefix) + 1 :]
    return "", name
