"""The form language: what people type, and what comes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError

from oco.dutch import national_phone, read_date
from oco.form_fields import (
    LONGEST_TEXT,
    ChipCheckboxes,
    DateField,
    DutchDecimalField,
    Form,
    HoursField,
    MinutesField,
    MoneyField,
    PhoneField,
    PlannedDateField,
    PostcodeField,
    WholeNumberField,
)

TODAY = date(2026, 11, 23)


def refusal(field: forms.Field, value: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return list(caught.value.messages)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31-12-2026", date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("31/12/2026", date(2026, 12, 31)),
        ("31 12 2026", date(2026, 12, 31)),
        ("31 december 2026", date(2026, 12, 31)),
        ("31 Dec 2026", date(2026, 12, 31)),
        ("3 mrt 2026", date(2026, 3, 3)),
        ("2026-12-31", date(2026, 12, 31)),
        ("1-2-26", date(2026, 2, 1)),
        ("  1-2-2026 ", date(2026, 2, 1)),
        ("29-2-2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, meant: date) -> None:
    assert read_date(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("15-3-84", date(1984, 3, 15)), ("1-2-26", date(2026, 2, 1)), ("24-11-26", date(1926, 11, 24))],
)
def test_two_digits_of_a_birth_year_lie_in_the_past(typed: str, meant: date) -> None:
    assert read_date(typed, today=TODAY, in_past=True) == meant


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("morgen", "Vul een datum in zoals 31-12-2026."),
        ("31-12", "Vul een datum in zoals 31-12-2026."),
        ("3 ma 2026", "Vul een datum in zoals 31-12-2026."),
        ("31-2-2026", "Deze datum bestaat niet. Kijk de dag en de maand na."),
        ("12-31-2026", "Deze datum bestaat niet. Kijk de dag en de maand na."),
    ],
)
def test_wrong_dates_are_explained(typed: str, answer: str) -> None:
    assert refusal(DateField(), typed) == [answer]


@time_machine.travel("2026-11-23 12:00:00+01:00", tick=False)
def test_a_date_in_the_past_refuses_tomorrow() -> None:
    assert DateField(in_past=True).clean("23-11-2026") == TODAY
    assert refusal(DateField(in_past=True), "24-11-2026") == ["Deze datum ligt in de toekomst."]


def test_the_date_picker_gets_the_form_that_browsers_read() -> None:
    class Plan(Form):
        on = PlannedDateField(label="Datum", initial=date(2026, 1, 2))

    assert 'type="date" name="on" value="2026-01-02"' in str(Plan()["on"])


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45),
        ("45 min", 45),
        ("90 minuten", 90),
        ("1:30", 90),
        ("0:05", 5),
        ("1,5 u", 90),
        ("1,5", 90),
        ("1.5 uur", 90),
        ("2 uur", 120),
        ("2u", 120),
        ("1u30", 90),
        ("1 uur 30 min", 90),
        ("1 uur en 5 minuten", 65),
        ("0,25", 15),
    ],
)
def test_minutes_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    assert MinutesField().clean(typed) == minutes


@pytest.mark.parametrize("typed", ["1.30", "1:75", "anderhalf", "-5", "1;30"])
def test_unclear_times_are_refused(typed: str) -> None:
    assert refusal(MinutesField(), typed) == ["Vul minuten in (45) of uren en minuten (1:30)."]


def test_more_than_a_day_is_questioned() -> None:
    assert MinutesField().clean("24:00") == 1440
    assert refusal(MinutesField(), "1441") == ["Dat is meer dan een dag. Kijk de tijd na."]


def test_a_bare_number_is_hours_where_hours_are_asked() -> None:
    assert HoursField().clean("2") == 120
    assert HoursField().clean("0:45") == 45
    assert HoursField().prepare_value(45) == "0:45"
    assert MinutesField().prepare_value(45) == 45
    assert MinutesField().prepare_value(90) == "1:30"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1.234", "1234"),
        ("1234", "1234"),
        ("1234,5", "1234.5"),
        ("1234.56", "1234.56"),
        ("€ 1.344.000", "1344000"),
        ("€ 12,-", "12"),
        ("0", "0"),
    ],
)
def test_amounts_with_dutch_groups_keep_their_size(typed: str, amount: str) -> None:
    assert MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1,234.56", "12.34.56", "1.23,4", "veel", "1.2345"])
def test_numbers_that_can_mean_two_things_are_refused(typed: str) -> None:
    assert refusal(MoneyField(), typed) == ["Vul een bedrag in zoals 1.234,56."]


def test_amounts_are_shown_as_they_are_typed() -> None:
    assert MoneyField().prepare_value(Decimal("1709768.5")) == "1.709.768,50"
    assert DutchDecimalField().prepare_value(Decimal("7.25")) == "7,25"
    assert MoneyField().clean(MoneyField().prepare_value(Decimal("1234.5"))) == Decimal("1234.50")
    assert refusal(MoneyField(), "-1") == ["Vul een bedrag van 0 of meer in."]


def test_whole_numbers_are_whole() -> None:
    assert WholeNumberField().clean("1.200") == 1200
    assert refusal(WholeNumberField(), "1,5") == ["Vul een heel getal in zoals 1.200."]


@pytest.mark.parametrize("typed", ["2711ab", "2711 AB", " 2711 ab "])
def test_postcodes_get_one_form(typed: str) -> None:
    assert PostcodeField().clean(typed) == "2711 AB"


@pytest.mark.parametrize("typed", ["2711", "0711 AB", "2711 SS", "AB 2711"])
def test_postcodes_that_do_not_exist_are_refused(typed: str) -> None:
    assert refusal(PostcodeField(), typed) == ["Vul een postcode in zoals 2711 AB."]


def test_four_digits_are_enough_where_the_field_says_so() -> None:
    assert PostcodeField(four_digits=True).clean("2711") == "2711"


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("079 321 87 65", "+31793218765", "079 321 8765"),
        ("(079) 3218765", "+31793218765", "079 321 8765"),
        ("06-12345678", "+31612345678", "06 12345678"),
        ("+31 6 12 34 56 78", "+31612345678", "06 12345678"),
        ("0032 470 12 34 56", "+32470123456", "+32 470 12 34 56"),
    ],
)
def test_phone_numbers_are_stored_once_and_shown_nationally(typed: str, stored: str, shown: str) -> None:
    assert PhoneField().clean(typed) == stored
    assert national_phone(stored) == shown


def test_phone_numbers_that_cannot_be_are_refused() -> None:
    assert refusal(PhoneField(), "12") == ["Vul een telefoonnummer in zoals 079 321 87 65 of 06 12 34 56 78."]


class Visit(Form):
    named: ClassVar = {"last_name": "de achternaam"}
    last_name = forms.CharField(label="Achternaam", help_text="Zonder tussenvoegsel")
    district = forms.ChoiceField(label="Wijk", choices=[("", "Kies"), ("a", "Buytenwegh")])
    domains = forms.MultipleChoiceField(
        label="Leefgebieden", choices=[("w", "Wonen"), ("z", "Zorg")], widget=ChipCheckboxes
    )
    agreed = forms.BooleanField(label="Akkoord")
    own = forms.CharField(label="Nummer", error_messages={"required": "Waar is het nummer?"})
    note = forms.CharField(label="Toelichting", required=False)


def test_an_empty_field_says_what_to_do() -> None:
    assert dict(Visit({}).errors) == {
        "last_name": ["Vul de achternaam in."],
        "district": ["Maak een keuze bij “Wijk”."],
        "domains": ["Maak een keuze bij “Leefgebieden”."],
        "agreed": ["Zet een vinkje bij “Akkoord”."],
        "own": ["Waar is het nummer?"],
    }


def test_optional_is_said_and_required_is_for_screen_readers() -> None:
    page = str(Visit())
    assert page.count("(niet verplicht)") == 1
    assert 'Toelichting <span class="optional">(niet verplicht)</span>' in page
    assert " required" not in page
    described = 'aria-describedby="id_last_name_helptext" id="id_last_name"'
    assert f'name="last_name" aria-required="true" autocomplete="off" {described}' in page


def test_the_summary_leads_to_every_mistake() -> None:
    page = str(Visit({}))
    assert "Er is iets mis met wat u invulde" in page
    assert '<a href="#id_last_name">Vul de achternaam in.</a>' in page
    assert '<a href="#id_domains_0">Maak een keuze bij “Leefgebieden”.</a>' in page
    assert 'id="id_domains_0"' in page
    assert 'aria-describedby="id_last_name_helptext id_last_name_error"' in page
    assert 'id="id_last_name_error"' in page
    assert "error-summary" not in str(Visit())


def test_chips_are_real_boxes_in_a_named_group() -> None:
    page = str(Visit({"domains": ["w"]}))
    assert '<legend class="form-label">Leefgebieden</legend>' in page
    assert '<span class="chip"><input type="checkbox" name="domains" value="w" ' in page
    assert page.count(" checked") == 1


# --- bounds that a form left open -------------------------------------------------------------------------------------


class _Open(Form):
    text = forms.CharField(label="Tekst")
    number = forms.IntegerField(label="Nummer")
    people = WholeNumberField(label="Mensen")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("text", "x" * (LONGEST_TEXT + 1), "Deze tekst is te lang. Maak hem korter dan 10.000 tekens."),
        ("number", "2147483648", "Dit getal is te groot. Kijk het na."),
        ("number", "-2147483648", "Dit getal is te klein. Kijk het na."),
        ("people", "9999999999", "Vul een getal van 2147483647 of minder in."),
        ("people", "9" * 400, "Vul een getal van 2147483647 of minder in."),
    ],
)
def test_what_no_column_and_no_page_can_hold_is_refused_at_the_field(field: str, value: str, error: str) -> None:
    form = _Open({"text": "x", "number": "1", "people": "1", field: value})
    assert form.errors == {field: [error]}


def test_bounds_that_a_form_gives_itself_stay() -> None:
    class Own(Form):
        text = forms.CharField(max_length=20_000)
        number = forms.IntegerField(max_value=5)

    assert Own({"text": "x" * 15_000, "number": "5"}).is_valid()
    assert list(Own({"text": "x", "number": "6"}).errors) == ["number"]
