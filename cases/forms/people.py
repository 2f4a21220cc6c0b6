"""Forms around a client: who stands beside them, what to know before a visit, linking records, their own supporter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.codes import CarerLoad
from cases.forms.caseload import choose, text_area
from cases.models import ClientSurroundings, ContactPerson, FixedContact, TargetGroup
from cases.people import ContactPersonFields
from cases.triage import Colleague
from oco.dutch import national_phone
from oco.form_fields import ChipCheckboxes, ChipRadio, Form, PhoneField, PlannedDateField
from oco.models import FrontDoor, Organisation, User

PARTS = {"to_call": "contactpersoon", "is_carer": "mantelzorger", "is_representative": "vertegenwoordiger"}
LOADS = [("", "niet gevraagd"), *CarerLoad.choices]


def _text(css: str = "w-full", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": css, "autocomplete": "off", **attrs})


class FindClientForm(Form):
    """Sent by POST: what somebody searches is a name."""

    q = forms.CharField(max_length=120, required=False)
    front_door = forms.ChoiceField(label="Voordeur", required=False)

    def __init__(self, *args: Any, front_doors: Sequence[FrontDoor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "front_door", [(str(door.pk), door.name) for door in front_doors])


class ContactPersonForm(Form):
    named = {"name": "de naam"}

    name = forms.CharField(label="Naam", max_length=120, widget=_text(), help_text="Voornaam en achternaam")
    relation = forms.CharField(
        label="Relatie",
        max_length=60,
        required=False,
        widget=_text("w-medium"),
        help_text="Dochter, buurman, bewindvoerder",
    )
    parts = forms.MultipleChoiceField(
        label="Deze persoon is",
        choices=list(PARTS.items()),
        widget=ChipCheckboxes,
        error_messages={"required": "Kies wat deze persoon is."},
    )
    phone = PhoneField(label="Telefoon", required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "w-full", "autocomplete": "off"}),
        error_messages={"invalid": "Vul een e-mailadres in, zoals naam@voorbeeld.nl."},
    )
    carer_load = forms.ChoiceField(label="Hoe zwaar is de mantelzorg?", choices=LOADS, required=False, widget=ChipRadio)
    mandate_for = forms.CharField(
        label="Waarvoor is de machtiging?",
        max_length=200,
        required=False,
        widget=_text(),
        help_text="Bijvoorbeeld: aanvraag Wmo en gesprekken met de gemeente.",
    )
    mandate_from = PlannedDateField(label="Geldt vanaf", required=False, help_text="De eerste dag")
    mandate_until = PlannedDateField(label="Geldt tot en met", required=False, help_text="Leeg: tot u die weghaalt")
    note = forms.CharField(label="Opmerking", required=False, widget=text_area(2))

    @staticmethod
    def initial_of(person: ContactPerson) -> dict[str, object]:
        same = ("name", "relation", "email", "carer_load", "mandate_for", "mandate_from", "mandate_until", "note")
        return {name: getattr(person, name) for name in (*same, "version")} | {
            "phone": national_phone(person.phone) if person.phone else "",
            "parts": [part for part in PARTS if getattr(person, part)],
        }

    def fields_of_person(self) -> ContactPersonFields:
        """What a valid form says."""
        data = self.cleaned_data
        parts: dict[str, Any] = {part: part in data["parts"] for part in PARTS}
        known = ContactPersonFields.__dataclass_fields__.keys() & data.keys()
        return ContactPersonFields(**{name: data[name] for name in known}, **parts)


class NewContactPersonForm(ContactPersonForm):
    key = forms.UUIDField(widget=forms.HiddenInput)


class EditContactPersonForm(ContactPersonForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SurroundingsForm(Form):
    safety = forms.CharField(
        label="Veiligheid",
        required=False,
        widget=text_area(3),
        help_text="Waar moet een collega op letten bij een bezoek? Dit staat bovenaan elke vraag van deze cliënt.",
    )
    household = forms.CharField(
        label="Thuissituatie",
        required=False,
        widget=text_area(3),
        help_text="Wie wonen er, en wat is goed om te weten voor een bezoek?",
    )
    is_carer = forms.BooleanField(label="De cliënt is zelf mantelzorger", required=False)
    carer_load = forms.ChoiceField(
        label="Hoe zwaar is die mantelzorg?", choices=LOADS, required=False, widget=ChipRadio
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(surroundings: ClientSurroundings | None) -> dict[str, object]:
        if surroundings is None:
            return {"version": 0, "carer_load": ""}
        same = ("safety", "household", "is_carer", "carer_load", "version")
        return {name: getattr(surroundings, name) for name in same}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("carer_load") and not data.get("is_carer"):
            self.add_error("is_carer", "Zet ook een vinkje bij mantelzorger, of haal de belasting weg.")
        return data


class TargetGroupsForm(Form):
    target_groups = forms.MultipleChoiceField(label="Doelgroepen", required=False, widget=ChipCheckboxes)

    def __init__(self, *args: Any, groups: Sequence[TargetGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {str(group.pk): group for group in groups}
        choose(self, "target_groups", [(pk, group.name) for pk, group in self._groups.items()])

    def groups(self) -> list[TargetGroup]:
        """The chosen groups of a valid form."""
        return [self._groups[pk] for pk in self.cleaned_data["target_groups"]]


class LinkForm(Form):
    named = {"number": "het cliëntnummer"}

    number = forms.CharField(
        label="Cliëntnummer van het andere dossier",
        max_length=30,
        widget=_text("w-medium"),
        help_text="Het staat onder de naam van de cliënt. Bijvoorbeeld: C-000123.",
    )
    reason = forms.CharField(label="Waarom is dit dezelfde persoon?", max_length=200, required=False, widget=_text())


class FixedContactForm(Form):
    """Provider and supporter in one choice: `12:34`, or `12:` for nobody."""

    to = forms.ChoiceField(
        label="Vaste contactpersoon",
        widget=forms.Select,
        error_messages={"required": "Maak een keuze.", "invalid_choice": "Kies iemand uit de lijst."},
    )

    def __init__(
        self,
        *args: Any,
        providers: Sequence[Organisation],
        colleagues: Sequence[Colleague],
        set_aside: frozenset[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._providers = {provider.pk: provider for provider in providers}
        choose(
            self,
            "to",
            [
                (
                    provider.name,
                    [
                        (f"{provider.pk}:", f"{provider.name} · niemand vast"),
                        *(
                            (f"{provider.pk}:{person.user_id}", person.label)
                            for person in colleagues
                            if person.provider_id == provider.pk and person.user_id not in set_aside
                        ),
                    ],
                )
                for provider in providers
            ],
        )

    @staticmethod
    def initial_of(standing: Sequence[FixedContact], providers: Sequence[Organisation]) -> Mapping[str, object]:
        """Opens at who it is now, at the first of these providers that has one."""
        now = {fixed.provider_id: fixed.supporter_id for fixed in standing if fixed.ended_at is None}
        for provider in providers:
            if provider.pk in now:
                return {"to": f"{provider.pk}:{now[provider.pk]}"}
        return {"to": f"{providers[0].pk}:"} if providers else {}

    def target(self) -> tuple[Organisation, User | None]:
        """The chosen provider and supporter of a valid form."""
        provider, _, supporter = self.cleaned_data["to"].partition(":")
        return self._providers[int(provider)], User.objects.get(pk=supporter) if supporter else None


class AnotherSupporterForm(Form):
    named = {"reason": "de reden"}

    reason = forms.CharField(
        label="Waarom wil de cliënt een ander?",
        widget=text_area(3),
        help_text="Alleen de coördinator en de teamleider lezen dit. Het staat niet in het verloop.",
    )
    supporter = forms.ChoiceField(label="Wie neemt het over?", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], without: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unique = {str(person.user_id): person.label for person in colleagues if person.user_id not in without}
        choose(self, "supporter", [("", "Nog niemand · het team verdeelt"), *unique.items()])
