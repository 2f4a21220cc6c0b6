"""Forms of a client's rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.models import RightsRequest
from oco.form_fields import ChipRadio, Form, PlannedDateField
from oco.models import Organisation

Decision = RightsRequest.Decision


class RequestForm(Form):
    """A request of a client, as it came in."""

    named = {"received_on": "de datum", "kind": "het verzoek", "provider": "de aanbieder"}

    kind = forms.ChoiceField(
        label="Wat vraagt de cliënt?",
        choices=[
            (RightsRequest.Kind.ACCESS, "Inzage: alles zien wat er staat"),
            (RightsRequest.Kind.CORRECTION, "Correctie: iets laten verbeteren"),
            (RightsRequest.Kind.REMOVAL, "Verwijdering: gegevens laten wissen"),
        ],
        widget=ChipRadio,
    )
    received_on = PlannedDateField(label="Ontvangen", help_text="De termijn begint op deze dag.")
    what = forms.CharField(label="In de woorden van de cliënt", required=False, widget=text_area(4))
    provider = forms.ChoiceField(label="Aanbieder")
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, providers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "provider", [(str(provider.pk), provider.name) for provider in providers])
        if len(providers) == 1:
            self.fields["provider"].widget = forms.HiddenInput()
            self.initial["provider"] = str(providers[0].pk)


class ExtendForm(Form):
    named = {"reason": "de reden"}

    reason = forms.CharField(
        label="Waarom kost het meer tijd?", max_length=200, help_text="De cliënt krijgt deze reden te horen."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(Form):
    named = {"decision": "het besluit"}

    decision = forms.ChoiceField(label="Besluit", choices=Decision.choices, widget=ChipRadio)
    reason = forms.CharField(label="Grond", required=False, widget=text_area(4))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, removes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            "Waarom mogen de gegevens weg, of juist niet? Schrijf hier niets persoonlijks: deze tekst blijft staan."
            if removes
            else "Bij een afwijzing verplicht. De cliënt krijgt deze tekst te horen."
        )


class CarryOutForm(Form):
    sure = forms.BooleanField(
        label="Ik heb het besluit gelezen en verwijder de gegevens",
        error_messages={"required": "Zet een vinkje als u zeker bent."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(Form):
    note = forms.CharField(label="Wat is er gedaan", required=False, widget=text_area(8))
    version = forms.IntegerField(widget=forms.HiddenInput)
