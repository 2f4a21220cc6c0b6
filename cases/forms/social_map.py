"""Forms of the social map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.models import SocialMapEntry
from cases.social_map import EntryFields
from oco.form_fields import ChipCheckboxes, Form, PhoneField
from oco.models import District, FrontDoor


class EntryForm(Form):
    named = {"name": "de naam", "front_door": "de voordeur"}

    front_door = forms.ModelChoiceField(FrontDoor.objects.none(), label="Voordeur", empty_label=None)
    name = forms.CharField(
        label="Naam", max_length=200, help_text="Organisatie of persoon, bijvoorbeeld: Humanitas thuisadministratie"
    )
    offer = forms.CharField(
        label="Wat bieden zij?", required=False, widget=text_area(3), help_text="Voor wie, en hoe kom je er terecht?"
    )
    domains = forms.MultipleChoiceField(label="Leefgebieden", required=False, widget=ChipCheckboxes)
    tags = forms.CharField(
        label="Trefwoorden", required=False, max_length=200, help_text="Bijvoorbeeld: schulden, formulieren, post"
    )
    districts = forms.ModelMultipleChoiceField(
        District.objects.none(),
        label="Wijken",
        required=False,
        widget=ChipCheckboxes,
        help_text="Kies niets als het voor de hele gemeente is.",
    )
    phone = PhoneField(label="Telefoon", required=False)
    email = forms.EmailField(label="E-mail", required=False)
    website = forms.URLField(
        label="Website",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Vul een website in zoals www.humanitas.nl."},
    )
    address = forms.CharField(label="Adres", required=False, max_length=200)
    opening_hours = forms.CharField(
        label="Openingstijden", required=False, max_length=200, help_text="Bijvoorbeeld: ma tot en met do, 9 tot 12 uur"
    )
    active = forms.BooleanField(
        label="In gebruik", required=False, help_text="Zonder vinkje is deze plek niet meer te kiezen."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        doors: Sequence[FrontDoor],
        domains: Mapping[str, str],
        entry: SocialMapEntry | None = None,
        **kwargs: Any,
    ) -> None:
        initial = _as_written(entry) if entry else {"active": True, "front_door": doors[0].pk}
        super().__init__(*args, initial=initial, **kwargs)
        choose(self, "domains", list(domains.items()))
        for name, rows in (
            ("front_door", FrontDoor.objects.filter(pk__in=[door.pk for door in doors])),
            ("districts", District.objects.filter(municipality__in=[door.municipality_id for door in doors])),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if entry or len(doors) == 1:  # whose it is doesn't change
            del self.fields["front_door"]

    def values(self) -> EntryFields:
        """The fields of a valid form."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("front_door", "version")}
        return EntryFields(**{**data, "domains": tuple(data["domains"]), "districts": tuple(data["districts"])})


def _as_written(entry: SocialMapEntry) -> dict[str, object]:
    names = (
        *("name", "offer", "domains", "tags", "phone", "email", "website", "address"),
        *("opening_hours", "active", "version"),
    )
    return {name: getattr(entry, name) for name in names} | {
        "districts": [district.pk for district in entry.districts.all()]
    }


class MapFilter(Form):
    """Words, topic and district; nothing personal, so they stand in the address."""

    q = forms.CharField(label="Zoekwoorden", required=False, max_length=100)
    onderwerp = forms.ChoiceField(label="Leefgebied", required=False)
    wijk = forms.ModelChoiceField(District.objects.none(), label="Wijk", required=False, empty_label="alle")
    stand = forms.ChoiceField(
        label="Stand",
        choices=[("", "in gebruik"), ("nakijken", "na te kijken"), ("uit", "niet in gebruik")],
        required=False,
    )

    def __init__(self, *args: Any, doors: Sequence[FrontDoor], domains: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "onderwerp", [("", "alle"), *domains.items()])
        field = self.fields["wijk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = District.objects.filter(municipality__in=[door.municipality_id for door in doors])
