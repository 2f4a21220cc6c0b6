"""Forms of the clock: an attempt, a pause, waiting on somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.codes import PauseReason, ReachChannel, TermKind
from cases.forms.caseload import choose
from oco.form_fields import ChipCheckboxes, ChipRadio, Form, PlannedDateField


class AttemptForm(Form):
    """One click; how and a note only for who wants to say more."""

    channel = forms.ChoiceField(
        label="Hoe", choices=ReachChannel.choices, widget=ChipRadio, initial=ReachChannel.PHONE, required=False
    )
    note = forms.CharField(
        label="Toelichting", required=False, max_length=200, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class PauseForm(Form):
    named = {"from_on": "de eerste dag", "until_on": "de dag waarop de termijn weer loopt"}

    reason = forms.ChoiceField(
        label="Waarom staat de termijn stil?",
        choices=PauseReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de reden."},
    )
    terms = forms.MultipleChoiceField(
        label="Welke termijn", widget=ChipCheckboxes, error_messages={"required": "Kies welke termijn stilstaat."}
    )
    from_on = PlannedDateField(label="Staat stil vanaf")
    until_on = PlannedDateField(label="Loopt weer op", help_text="Hoogstens 90 dagen later.")
    note = forms.CharField(
        label="Toelichting", required=False, max_length=200, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, running: Sequence[TermKind], reason_help: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "terms", [(term.value, term.label) for term in running])
        self.fields["reason"].help_text = reason_help


class WaitForm(Form):
    named = {"waits_for": "waar deze vraag op wacht", "look_again_on": "de datum"}

    waits_for = forms.CharField(
        label="Waar wacht deze vraag op?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "w-full"}),
        help_text="Bijvoorbeeld: wachtlijst thuisbegeleiding",
    )
    look_again_on = PlannedDateField(label="Kijk opnieuw op")
    version = forms.IntegerField(widget=forms.HiddenInput)
