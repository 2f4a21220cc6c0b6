"""Forms of both sides about reports and grants. Nothing here knows a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db import models

from oco.form_fields import ChipRadio, Form, speak_dutch
from oco.submissions import new_key
from reporting.versions import CODE_LENGTH, short_code
from subsidies import verification


def long_text(
    label: str, *, required: bool = True, help_text: str = "", rows: int = 4, max_length: int = 4000
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows, "class": "w-full"}),
    )


# --- care side -------------------------------------------------------------------------------------------------------


class FileForm(Form):
    """Handing in. A next version needs a reason; where something is left to look at, the report says what about it."""

    named: ClassVar[Mapping[str, str]] = {
        "reason": "de reden",
        "data_note": "wat u over de gegevens zegt",
        "without_parts": "de reden",
    }
    key = forms.UUIDField(widget=forms.HiddenInput)
    without_parts = long_text(
        "Waarom dient u in zonder alle delen?",
        help_text="De gemeente leest dit. Noem geen namen van cliënten.",
    )
    data_note = long_text(
        "Wat zegt u over de punten die openstaan?",
        help_text="Eén zin is genoeg. Dit komt in het rapport. Noem geen namen van cliënten.",
        rows=2,
    )
    reason = long_text(
        "Waarom dient u een nieuwe versie in?",
        required=False,
        help_text="De gemeente leest dit. Noem geen namen van cliënten.",
    )

    def __init__(
        self,
        *args: Any,
        version: int,
        something_left: bool = False,
        parts_missing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key
        if not something_left:
            del self.fields["data_note"]
        if not parts_missing:
            del self.fields["without_parts"]
        if version == 1:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            speak_dutch(self.fields["reason"], "reden", "de reden")


class CorrectionForm(Form):
    """Opening a filed period."""

    named: ClassVar[Mapping[str, str]] = {"reason": "de reden"}
    reason = long_text(
        "Waarom opent u een correctie?",
        help_text="Bijvoorbeeld: 14 vragen stonden bij de verkeerde aanbieder. Noem geen namen van cliënten.",
    )


class ProposalForm(Form):
    """What a colleague decides about a correction that was put forward."""

    class Choice(models.TextChoices):
        APPROVE = "approve", "Goedkeuren en indienen"
        SEND_BACK = "send_back", "Teruggeven"

    named: ClassVar[Mapping[str, str]] = {"choice": "uw besluit", "note": "wat er anders moet"}
    choice = forms.ChoiceField(label="Uw besluit", choices=Choice.choices, widget=ChipRadio)
    note = long_text(
        "Wat moet er anders?",
        required=False,
        help_text="Alleen nodig als u teruggeeft. Noem geen namen van cliënten.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("choice") == self.Choice.SEND_BACK and not cleaned.get("note", "").strip():
            self.add_error("note", "Schrijf op wat er anders moet.")
        return cleaned


class VerifyForm(Form):
    """Which report somebody has: its code, its file, or both."""

    code = forms.CharField(
        label="Controlecode",
        required=False,
        max_length=120,
        # With hyphens at which a line doesn't break.
        help_text="Staat onder aan elke bladzijde van de PDF. Bijvoorbeeld: "
        "3F2A\u201191BC\u201177D0\u201112AB\u20119C0E.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Bestand",
        required=False,
        allow_empty_file=True,
        help_text="De PDF of het Excel-bestand. Wij bewaren het niet.",
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"].strip()
        code = verification.cleaned(typed)
        if typed and not CODE_LENGTH <= len(code) <= 64:
            raise forms.ValidationError(
                "Een controlecode heeft 20 tekens: cijfers en de letters A tot en met F. Kijk de code na."
            )
        return short_code(code) if len(code) == CODE_LENGTH else code.upper()

    def clean_file(self) -> Any:  # of Django's own type; ours is HashedFile
        file = self.cleaned_data["file"]
        if file and file.too_large:
            raise forms.ValidationError("Dit bestand is te groot. Een rapport is kleiner dan 20 MB.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("code") and not cleaned.get("file"):
            self.add_error("code", "Vul de controlecode in, of kies een bestand.")
        return cleaned


class AnswerForm(Form):
    """The answer to one of the municipality's questions."""

    named: ClassVar[Mapping[str, str]] = {"answer": "uw antwoord"}
    thread = forms.IntegerField(widget=forms.HiddenInput)
    answer = long_text("Uw antwoord", help_text="De gemeente leest dit. Noem geen namen van cliënten.")


class ShareForm(Form):
    share = forms.BooleanField(label="Positieve gezondheid mag in onze rapporten", required=False)


# --- municipality side -----------------------------------------------------------------------------------------------


class WantForm(Form):
    want = forms.BooleanField(label="Wij willen positieve gezondheid in de rapporten", required=False)


class DecisionForm(Form):
    """In order, or a question about one figure or the whole."""

    named: ClassVar[Mapping[str, str]] = {"decision": "uw besluit"}
    ACCEPTED, ASKED = "accepted", "asked"
    decision = forms.ChoiceField(
        label="Uw besluit",
        choices=[(ACCEPTED, "Akkoord"), (ASKED, "Terugsturen met een vraag")],
        widget=ChipRadio,
    )
    indicator = forms.ChoiceField(
        label="Waar gaat uw vraag over?", required=False, help_text="Alleen als u een vraag stelt."
    )
    question = long_text(
        "Uw vraag aan de aanbieder",
        required=False,
        help_text="Stel elke vraag apart. Het antwoord komt eronder te staan.",
    )
    note = long_text(
        "Waarom bent u akkoord met vragen die nog openstaan?",
        required=False,
        help_text="Alleen als u akkoord gaat. De open vragen komen op de agenda van het gesprek.",
    )

    def __init__(
        self, *args: Any, indicators: Sequence[tuple[str, str]], open_questions: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "het hele rapport"), *indicators]  # type: ignore[attr-defined]
        if not open_questions:
            del self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == self.ASKED and not cleaned.get("question"):
            self.add_error("question", "Schrijf op wat u wilt weten.")
        if cleaned.get("decision") == self.ACCEPTED and cleaned.get("question"):
            self.add_error("question", "U koos akkoord. Haal de vraag weg, of kies terugsturen.")
        if cleaned.get("decision") == self.ACCEPTED and "note" in self.fields and not cleaned.get("note"):
            self.add_error("note", "Er staan nog vragen open. Sluit ze af, of schrijf op waarom u toch akkoord bent.")
        return cleaned
