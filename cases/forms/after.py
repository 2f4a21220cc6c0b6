"""Forms of what comes after closing: the client's answers, and checks later on."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.codes import AftercareKind, Fits
from cases.evaluation import Said
from cases.forms.caseload import text_area
from oco.form_fields import ChipRadio, Form, MinutesField, PlannedDateField

YES_NO = (("yes", "ja"), ("no", "nee"))
CONSENT = {"yes": True, "no": False}


class _AnswersForm(Form):
    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["score"], Fits(data["fits"]) if data["fits"] else None, CONSENT.get(data["consent"]))


class EvaluationForm(_AnswersForm):
    """What the client said, as a supporter writes it down."""

    named = {"on": "de datum"}

    score = forms.TypedChoiceField(
        label="Cijfer van de cliënt",
        choices=[("", "niet gevraagd"), *((n, str(n)) for n in range(1, 11))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=ChipRadio,
    )
    fits = forms.ChoiceField(
        label="Past de oplossing volgens de cliënt?",
        choices=[("", "niet gevraagd"), *Fits.choices],
        required=False,
        widget=ChipRadio,
    )
    consent = forms.ChoiceField(
        label="Mag de gemeente de cliënt benaderen voor het anonieme onderzoek?",
        choices=[("", "niet gevraagd"), *YES_NO],
        required=False,
        widget=ChipRadio,
        help_text="Het cliëntervaringsonderzoek: elk jaar vraagt de gemeente wat mensen van de hulp vinden.",
    )
    on = PlannedDateField(label="Gevraagd op")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ClientEvaluationForm(_AnswersForm):
    """The same three questions, for the client."""

    score = forms.TypedChoiceField(
        label="Welk cijfer geeft u onze hulp?",
        choices=[(n, str(n)) for n in range(1, 11)],
        coerce=int,
        widget=ChipRadio,
        help_text="1 is heel slecht, 10 is heel goed.",
        error_messages={"required": "Kies een cijfer van 1 tot en met 10."},
    )
    fits = forms.ChoiceField(
        label="Past de oplossing bij u?",
        choices=Fits.choices,
        widget=ChipRadio,
        error_messages={"required": "Kies ja, deels of nee."},
    )
    consent = forms.ChoiceField(
        label="Mag de gemeente u vragen om mee te doen aan een onderzoek?",
        choices=YES_NO,
        required=False,
        widget=ChipRadio,
        help_text="Het gaat over de hulp in uw gemeente. Uw naam staat niet bij de antwoorden. "
        "U mag deze vraag overslaan.",
    )


class AskForm(Form):
    """A link for the client, to hand over or to mail."""

    mail = forms.BooleanField(label="Mail de link ook naar de cliënt", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if email:
            self.fields["mail"].label = f"Mail de link ook naar {email}"
        else:
            del self.fields["mail"]


class PlanForm(Form):
    named = {"due_on": "de datum"}

    kind = forms.ChoiceField(
        label="Soort", choices=AftercareKind.choices, initial=AftercareKind.AFTERCARE, widget=ChipRadio
    )
    due_on = PlannedDateField(label="Wanneer")
    note = forms.CharField(
        label="Waar letten we op?", required=False, max_length=300, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class MoveForm(Form):
    named = {"due_on": "de datum"}

    due_on = PlannedDateField(label="Nieuwe datum")
    note = forms.CharField(
        label="Waar letten we op?", required=False, max_length=300, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DoneForm(Form):
    named = {"on": "de datum", "result": "hoe het gaat"}

    result = forms.CharField(label="Hoe gaat het met de cliënt?", widget=text_area(4))
    minutes = MinutesField(
        label="Tijd", required=False, help_text="45 of 1:30. Komt in uw uren als nazorg, niet bij de uren van de vraag."
    )
    on = PlannedDateField(label="Datum")
    version = forms.IntegerField(widget=forms.HiddenInput)


class SkipForm(Form):
    named = {"reason": "de reden"}

    reason = forms.CharField(
        label="Waarom gaat dit contact niet door?", max_length=200, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
