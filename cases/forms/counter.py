"""Forms of the counter: who came, and what they asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from cases.codes import Channel, HowFound, ReachBy
from cases.identity import Person, capitals, normal
from cases.intake import ClientFields, NewQuestion
from cases.models import Client, TargetGroup
from cases.tallies import Spot
from cases.typed import Typed
from oco.dutch import national_phone
from oco.form_fields import ChipCheckboxes, ChipRadio, DateField, Form, PhoneField, PostcodeField
from oco.models import District, FrontDoor, Organisation

MOST_QUESTIONS = 10
# What boxes suggest while somebody types.
COMMON_PREFIXES = ("de", "den", "ten", "ter", "van", "van de", "van den", "van der", "'t", "el")
COMMON_LANGUAGES = (
    *("Arabisch", "Berbers", "Chinees", "Duits", "Engels", "Farsi", "Frans", "Gebarentaal", "Koerdisch", "Oekraïens"),
    *("Papiaments", "Pools", "Portugees", "Roemeens", "Russisch", "Somalisch", "Spaans", "Tigrinya", "Turks"),
)
F = TypeVar("F", bound=forms.Form)


def _text(css: str = "w-full", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": css, "autocomplete": "off", **attrs})


class ClientForm(Form):
    """A client's identity. Only the last name has to be known."""

    named = {"last_name": "de achternaam"}

    first_name = forms.CharField(label="Voornaam", max_length=100, required=False, widget=_text())
    # Django's forms have an attribute of this name for something else; the field goes by its own name in `fields`.
    prefix = forms.CharField(  # type: ignore[assignment]
        label="Tussenvoegsel", max_length=30, required=False, widget=_text(list="tussenvoegsels")
    )
    last_name = forms.CharField(label="Achternaam", max_length=100, widget=_text())
    birth_surname = forms.CharField(
        label="Geboortenaam",
        max_length=100,
        required=False,
        widget=_text(),
        help_text="Alleen als die anders is dan de achternaam.",
    )
    birth_date = DateField(label="Geboortedatum", required=False, in_past=True)
    postcode = PostcodeField(label="Postcode", required=False)
    phone = PhoneField(label="Telefoon", required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "w-full", "autocomplete": "off"}),
        error_messages={"invalid": "Vul een e-mailadres in, zoals naam@voorbeeld.nl."},
    )
    district = forms.ModelChoiceField(
        label="Wijk", queryset=District.objects.none(), required=False, empty_label="Niet bekend"
    )

    def __init__(self, *args: Any, front_door: FrontDoor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = self.fields["district"]
        assert isinstance(district, forms.ModelChoiceField)
        district.queryset = District.objects.filter(municipality=front_door.municipality_id)

    @staticmethod
    def initial_of(client: Client) -> dict[str, Any]:
        return {
            "first_name": client.first_name,
            "prefix": client.prefix,
            "last_name": client.last_name,
            "birth_surname": client.birth_surname,
            "birth_date": client.birth_date,
            "postcode": client.postcode,
            "phone": national_phone(client.phone) if client.phone else "",
            "email": client.email,
            "district": client.district_id,
            "language": client.language,
            "reach_by": client.reach_by,
            "reach_when": client.reach_when,
        }

    @staticmethod
    def initial_from(typed: Typed) -> dict[str, Any]:
        """What was typed in the search box, so that nobody types it twice."""
        return {
            "first_name": typed.name.first_name,
            "prefix": typed.name.prefix,
            "last_name": typed.name.last_name,
            "birth_date": typed.birth_date,
            "postcode": typed.postcode,
            "phone": typed.phone,
        }

    def clean_birth_surname(self) -> str:
        """Empty where it only says the last name once more."""
        given = " ".join(str(self.cleaned_data["birth_surname"]).split())
        last_name, prefix = (str(self.cleaned_data.get(name) or "") for name in ("last_name", "prefix"))
        same = {normal(last_name), normal(f"{prefix} {last_name}")}
        return "" if normal(given) in same else capitals(given)

    def client_fields(self) -> ClientFields:
        known = ClientFields.__dataclass_fields__.keys() & self.cleaned_data.keys()
        return ClientFields(**{name: self.cleaned_data[name] for name in known})

    def person(self) -> Person:
        """What can be compared of what is in the form now, whether or not all of it is right."""
        self.is_valid()
        known: Mapping[str, Any] = self.cleaned_data
        return Person(
            last_name=f"{known.get('prefix', '')} {known.get('last_name', '')}".strip(),
            first_name=known.get("first_name", ""),
            birth_date=known.get("birth_date"),
            postcode=known.get("postcode", ""),
            phone=known.get("phone", ""),
            birth_surname=known.get("birth_surname", ""),
        )


class ReachableClientForm(ClientForm):
    """Also in which language and how somebody wants to be reached; not asked at the counter, between two visitors."""

    language = forms.CharField(
        label="Taal",
        max_length=40,
        required=False,
        widget=_text("w-medium", list="talen"),
        help_text="Alleen als het geen Nederlands is.",
    )
    reach_by = forms.ChoiceField(
        label="Liefst bereikt", choices=[("", "geen voorkeur"), *ReachBy.choices], required=False, widget=ChipRadio
    )
    reach_when = forms.CharField(
        label="Beste moment", max_length=100, required=False, widget=_text(), help_text="Bijvoorbeeld: na tien uur."
    )


class NewClientForm(ReachableClientForm):
    """Somebody who wasn't found, written down away from the counter."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class CorrectionForm(ReachableClientForm):
    """Corrects a client's identity; `version` is what the user saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(Form):
    """One question of a visit. In a hurry a few words or one domain will do; the rest is asked at triage."""

    text = forms.CharField(
        label="Wat is de vraag?",
        help_text="Schrijf de vraag op of kies een leefgebied. Eén van de twee is genoeg.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "w-full", "autocomplete": "off"}),
    )
    domains = forms.MultipleChoiceField(
        label="Leefgebied",
        widget=ChipCheckboxes,
        required=False,
        error_messages={"invalid_choice": "Kies een leefgebied uit de lijst."},
    )
    urgent = forms.BooleanField(label="Urgent", required=False)

    def __init__(self, *args: Any, domains: Mapping[str, str], urgent_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["domains"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(domains.items())
        self.fields[
            "urgent"
        ].help_text = f"Kies dit als wachten niet kan. Een urgente vraag wordt binnen {urgent_days} dagen opgepakt."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["text"].strip() and not data["domains"]:
            self.add_error("text", "Schrijf in het kort de vraag op, of kies een leefgebied.")
        return data


class VisitForm(Form):
    """Along which way and where, preset by the desk; and the key by which a form that is sent twice counts once."""

    named = {"received_on": "de datum"}

    key = forms.UUIDField(widget=forms.HiddenInput)
    milliseconds = forms.IntegerField(widget=forms.HiddenInput, required=False)
    channel = forms.ChoiceField(label="Ingang", choices=Channel.choices)
    place = forms.CharField(label="Plek", max_length=100, required=False, widget=_text("w-medium"))
    received_on = DateField(label="Datum", in_past=True)
    provider = forms.ModelChoiceField(
        label="Voor wie", queryset=Organisation.objects.none(), required=False, empty_label="De coördinator wijst toe"
    )
    how_found = forms.ChoiceField(
        label="Hoe bij ons gekomen", choices=[("", "Niet gevraagd"), *HowFound.choices], required=False
    )
    # Of a known client only what comes on top: the counter isn't shown what is there.
    target_groups = forms.MultipleChoiceField(
        label="Doelgroep", required=False, widget=ChipCheckboxes, help_text="Wat u kiest, komt erbij."
    )

    def __init__(self, *args: Any, spot: Spot, today: date, groups: Sequence[TargetGroup], **kwargs: Any) -> None:
        preset = {
            "key": uuid.uuid4(),
            "channel": spot.channel,
            "place": spot.place,
            "received_on": today,
            "provider": spot.provider and spot.provider.pk,
        }
        kwargs["initial"] = preset | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        provider = self.fields["provider"]
        assert isinstance(provider, forms.ModelChoiceField)
        provider.queryset = spot.front_door.providers.order_by("participations__order", "name")
        self._groups = {str(group.pk): group for group in groups}
        field = self.fields["target_groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(pk, group.name) for pk, group in self._groups.items()]

    def groups(self) -> list[TargetGroup]:
        """The chosen target groups of a valid form."""
        return [self._groups[pk] for pk in self.cleaned_data["target_groups"]]

    def question(self, form: QuestionForm, spot: Spot) -> NewQuestion:
        visit, asked = self.cleaned_data, form.cleaned_data
        return NewQuestion(
            text=asked["text"],
            domains=asked["domains"],
            channel=Channel(visit["channel"]),
            received_on=visit["received_on"],
            place=visit["place"],
            urgent=asked["urgent"],
            provider=visit["provider"],
            district=spot.district,
            how_found=visit["how_found"],
        )


def as_typed(form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """What was typed into a form so far, right or wrong, to draw it again without judging it."""
    found: dict[str, Any] = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if isinstance(field, forms.BooleanField):
            found[name] = key in data
        elif isinstance(field, forms.MultipleChoiceField):
            found[name] = data.getlist(key)
        elif key in data:
            found[name] = data[key]
    return found
