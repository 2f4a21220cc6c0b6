"""Forms of retention: a term, keeping longer, leaving a line out, approving."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import DataKind, RetentionHold
from cases.retention.rules import in_words
from oco.form_fields import ChipRadio, Form, PlannedDateField, WholeNumberField

UNITS = [("years", "jaar"), ("months", "maanden")]


class TermForm(Form):
    """A term for one kind of data of an organisation."""

    named = {
        "number": "de termijn",
        "unit": "jaar of maanden",
        "valid_from": "de dag",
        "ground": "de grond",
        "reason": "de reden",
    }

    number = WholeNumberField(label="Termijn", min_value=1, max_value=1200)
    unit = forms.ChoiceField(label="In", choices=UNITS, widget=ChipRadio)
    valid_from = PlannedDateField(label="Geldt vanaf")
    ground = forms.CharField(
        label="Grond", max_length=300, help_text="De wet of het contract waaruit de termijn volgt, met artikel."
    )
    reason = forms.CharField(label="Waarom wijzigt u de termijn?", max_length=300)

    def __init__(self, *args: Any, kind: DataKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        if kind is DataKind.TEXTS:
            self.fields["number"].required = False
            self.fields["number"].help_text = "Laat leeg: dan gaan de teksten samen met het dossier."
            self.fields["unit"].required = False

    @staticmethod
    def initial_of(months: int | None) -> dict[str, Any]:
        if months is None:
            return {"unit": "years"}
        return {"number": months // 12, "unit": "years"} if months % 12 == 0 else {"number": months, "unit": "months"}

    def months(self) -> int | None:
        """Of a valid form."""
        number = self.cleaned_data["number"]
        if number is None:
            return None
        return int(number) * (12 if self.cleaned_data["unit"] != "months" else 1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("number") and data.get("unit") == "years" and data["number"] > 100:
            self.add_error("number", f"Kies {in_words(1200)} of korter.")
        return data


class HoldForm(Form):
    """Keeping a client longer."""

    named = {"why": "de reden", "until": "de laatste dag", "provider": "de aanbieder"}

    why = forms.ChoiceField(label="Waarom?", choices=RetentionHold.Why.choices, widget=ChipRadio)
    note = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=300,
        help_text="De cliënt kan dit lezen. Verplicht bij ‘iets anders’.",
    )
    until = PlannedDateField(label="Tot en met", help_text="Daarna geldt de gewone termijn weer.")
    provider = forms.ChoiceField(label="Aanbieder")
    key = forms.UUIDField(widget=forms.HiddenInput)


class LeaveOutForm(Form):
    """Taking a line off the list."""

    named = {"reason": "de reden", "until": "de dag"}

    reason = forms.CharField(
        label="Waarom laat u deze regel weg?", max_length=300, help_text="Schrijf hier niets persoonlijks."
    )
    until = PlannedDateField(label="Niet vernietigen voor", help_text="Vanaf deze dag komt de regel weer op een lijst.")


class ApproveForm(Form):
    """Approving the list as it was seen."""

    sure = forms.BooleanField(
        label="Ik heb de lijst nagekeken. Deze gegevens mogen weg.",
        error_messages={"required": "Zet een vinkje als u zeker bent."},
    )
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seat = forms.ChoiceField(
        choices=[("lead", "teamleider"), ("admin", "functioneel beheerder")], widget=forms.HiddenInput
    )
