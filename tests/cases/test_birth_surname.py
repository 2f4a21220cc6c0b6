"""The birth surname: asked for where it differs, found by, and a ground to think that two records are one person."""

from __future__ import annotations

from datetime import date

import pytest

from cases import identity, intake, search
from cases.exports import register_sheets
from cases.forms.counter import ClientForm
from cases.identity import Person, why_the_same
from cases.imports.columns import CLIENTS, SHEETS
from tests.cases.world import World


def test_a_partner_name_and_a_birth_surname_are_one_person() -> None:
    born = date(1948, 3, 14)
    one = Person(last_name="Bakker", first_name="Annie", birth_date=born, birth_surname="van der Meer")
    other = Person(last_name="van der Meer", first_name="Annie", birth_date=born)
    assert why_the_same(one, other) == "Zelfde geboortedatum en zelfde geboortenaam"
    assert why_the_same(other, one) == "Zelfde geboortedatum en zelfde geboortenaam"
    assert why_the_same(one, Person(last_name="Smit", first_name="Annie", birth_date=born)) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("Meer", ""),  # the last name once more, with or without its prefix
        ("van der meer", ""),
        ("de vries", "de Vries"),
        ("  De   Vries ", "De Vries"),
    ],
)
def test_the_form_keeps_it_only_where_it_differs(world: World, given: str, kept: str) -> None:
    form = ClientForm({"last_name": "Meer", "prefix": "van der", "birth_surname": given}, front_door=world.front_door)
    assert form.is_valid(), form.errors
    assert form.client_fields().birth_surname == kept


def test_a_client_is_found_by_the_birth_surname(world: World) -> None:
    by = world.people["Fatima"]
    fields = intake.ClientFields(last_name="Bakker", first_name="Annie", birth_surname="Zonneveld")
    client = intake.register_client(front_door=world.front_door, fields=fields, by=by)
    assert [hit.client_id for hit in search.search("zonneveld", by)] == [client.pk]
    assert [hit.client_id for hit in search.search("bakker", by)] == [client.pk]
    assert identity.person_of(client).birth_surname == "Zonneveld"
    columns = next(sheet for sheet in SHEETS if sheet.name == CLIENTS).columns
    (row,) = [row for row in register_sheets(world.front_door)[CLIENTS] if row[0] == client.number]
    assert dict(zip([column.name for column in columns], row, strict=True))["geboortenaam"] == "Zonneveld"
