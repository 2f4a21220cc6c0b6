"""Forms of the talk with the municipality, and of an objection or a complaint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cases.codes import Attendance, ObjectionKind, ObjectionOutcome
from cases.forms.caseload import text_area
from cases.objections import Facts
from cases.talks import Domain, Preparation
from oco.form_fields import ChipRadio, DateField, Form, PlannedDateField

# The three questions of a life domain: field of the model, label.
OF_A_DOMAIN = (("goes_well", "Dit gaat goed"), ("goes_badly", "Dit lukt niet goed"), ("wants", "Dit wil de cliënt"))


def one_line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "w-full", **attrs})


@dataclass(frozen=True)
class DomainFields:
    """One life domain of the form; open where something is written."""

    label: str
    fields: list[BoundField]
    filled: bool


class TalkForm(Form):
    """The preparation: everything may stay empty, and the life domains fold out one by one."""

    named = {"on": "de datum", "at": "de tijd"}
    draft = ""
    kept_at: datetime | None = None

    on = PlannedDateField(label="Datum van het gesprek", required=False)
    at = forms.TimeField(
        label="Tijd",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "w-short"}, format="%H:%M"),
        error_messages={"invalid": "Vul een tijd in zoals 10:30."},
    )
    place = forms.CharField(label="Waar", required=False, max_length=200, widget=one_line())
    official = forms.CharField(
        label="Met wie van de gemeente", required=False, max_length=200, widget=one_line(autocomplete="off")
    )
    reported_on = DateField(
        label="Gemeld bij de gemeente op",
        required=False,
        in_past=True,
        help_text="De dag waarop de cliënt om hulp vroeg. Vanaf dan is er een week tijd voor een eigen plan.",
    )
    client_along = forms.BooleanField(label="De cliënt is er zelf bij", required=False, initial=True)
    supporter_along = forms.BooleanField(label="De cliëntondersteuner gaat mee", required=False, initial=True)
    carer_along = forms.BooleanField(label="De mantelzorger gaat mee", required=False)
    others_along = forms.CharField(
        label="Wie gaat er nog meer mee", required=False, max_length=200, widget=one_line(autocomplete="off")
    )
    client_wants = forms.CharField(
        label="Wat wil de cliënt bereiken?",
        required=False,
        widget=text_area(3),
        help_text="In de woorden van de cliënt. Dit staat groot op het blad voor het gesprek.",
    )
    bring = forms.CharField(
        label="Wat neemt de cliënt mee?",
        required=False,
        widget=text_area(3),
        help_text="Eén ding per regel, bijvoorbeeld: brief van de huisarts",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, domains: Mapping[str, str], **kwargs: Any) -> None:
        self._domains = domains
        super().__init__(*args, **kwargs)
        for key in domains:
            for name, label in OF_A_DOMAIN:
                self.fields[f"{key}-{name}"] = forms.CharField(label=label, required=False, widget=text_area(2))

    def domains(self) -> Iterator[DomainFields]:
        """The life domains with their three fields, as the page shows them."""
        for key, label in self._domains.items():
            fields = [self[f"{key}-{name}"] for name, _ in OF_A_DOMAIN]
            yield DomainFields(label, fields, any(field.value() for field in fields))

    def preparation(self) -> Preparation:
        data = self.cleaned_data
        return Preparation(**{name: data[name] for name in Preparation.__dataclass_fields__})

    def said(self) -> dict[str, Domain]:
        data = self.cleaned_data
        return {key: Domain(**{name: data[f"{key}-{name}"] for name, _ in OF_A_DOMAIN}) for key in self._domains}


class TalkOutcomeForm(Form):
    named = {"on": "de datum van het gesprek", "attendance": "hoe het gesprek ging"}

    attendance = forms.ChoiceField(
        label="Hoe ging het?",
        choices=Attendance.choices,
        widget=ChipRadio,
        error_messages={"required": "Kies hoe het gesprek ging."},
    )
    outcome = forms.CharField(
        label="Wat is er besproken en afgesproken?",
        required=False,
        widget=text_area(6),
        help_text="Ook wat de gemeente toezegt en wanneer het verslag komt.",
    )
    on = PlannedDateField(label="Datum van het gesprek")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ObjectionForm(Form):
    """What is known of it; the last days are worked out when it is saved."""

    named = {"about": "waarover het gaat", "announced_on": "de datum van het besluit"}
    draft = ""
    kept_at: datetime | None = None

    kind = forms.ChoiceField(
        label="Soort",
        choices=ObjectionKind.choices,
        widget=ChipRadio,
        help_text="Bezwaar: tegen een besluit van de gemeente. Beroep: bij de rechter, na het bezwaar. "
        "Klacht: over hoe iemand de cliënt behandelt.",
    )
    about = forms.CharField(
        label="Waarover gaat het?",
        max_length=200,
        widget=one_line(),
        help_text="Bijvoorbeeld: minder uren hulp bij het huishouden",
    )
    announced_on = DateField(
        label="Besluit verstuurd op",
        in_past=True,
        help_text="De datum op de brief met het besluit. Bij een klacht laat u dit leeg.",
    )
    filed_on = DateField(label="Ingediend op", required=False, in_past=True)
    committee = forms.BooleanField(label="Een commissie geeft advies of behandelt de klacht", required=False)
    extended = forms.BooleanField(label="De gemeente heeft het antwoord uitgesteld", required=False)
    outcome = forms.ChoiceField(
        label="Uitkomst", choices=[("", "nog niet bekend"), *ObjectionOutcome.choices], required=False
    )
    ended_on = DateField(label="Datum van de uitkomst", required=False, in_past=True)
    note = forms.CharField(label="Toelichting", required=False, widget=text_area(3))
    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["kind"].value() == ObjectionKind.COMPLAINT:
            self.fields["announced_on"].required = False
            self.fields["announced_on"].widget.attrs.pop("aria-required", None)

    def facts(self) -> Facts:
        data = self.cleaned_data
        return Facts(
            kind=ObjectionKind(data["kind"]),
            about=data["about"],
            announced_on=data["announced_on"],
            filed_on=data["filed_on"],
            committee=data["committee"],
            extended=data["extended"],
            ended_on=data["ended_on"],
            outcome=ObjectionOutcome(data["outcome"]) if data["outcome"] else None,
            note=data["note"],
        )
