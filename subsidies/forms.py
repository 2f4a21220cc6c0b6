"""Forms of both sides about reports and grants. Nothing here knows a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory

from oco.form_fields import ChipRadio, DateField, DutchDecimalField, Form, MoneyField, speak_dutch
from oco.models import Organisation
from oco.submissions import new_key
from reporting.documents import AmountLine, TargetLine
from reporting.indicators import INDICATORS
from subsidies.accounts import Account
from subsidies.agreements import NewInstalment
from subsidies.models import Grant, Review, Target


def _long_text(label: str, *, required: bool = True, help_text: str = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows, "class": "w-full"}),
    )


# --- care side -------------------------------------------------------------------------------------------------------


class FileForm(Form):
    """Handing in. A next version needs a reason."""

    named: ClassVar[Mapping[str, str]] = {"reason": "de reden"}
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = _long_text(
        "Waarom dient u een nieuwe versie in?",
        required=False,
        help_text="De gemeente leest dit. Noem geen namen van cliënten.",
    )

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key
        if version == 1:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            speak_dutch(self.fields["reason"], "reden", "de reden")


class CorrectionForm(Form):
    """Opening a filed period."""

    named: ClassVar[Mapping[str, str]] = {"reason": "de reden"}
    reason = _long_text(
        "Waarom opent u een correctie?",
        help_text="Bijvoorbeeld: 14 vragen stonden bij de verkeerde aanbieder. Noem geen namen van cliënten.",
    )


class AnswerForm(Form):
    """The answer to the municipality's question."""

    named: ClassVar[Mapping[str, str]] = {"answer": "uw antwoord"}
    answer = _long_text("Uw antwoord", help_text="De gemeente leest dit. Noem geen namen van cliënten.")


class ShareForm(Form):
    share = forms.BooleanField(label="Positieve gezondheid mag in onze rapporten", required=False)


# --- municipality side -----------------------------------------------------------------------------------------------


class WantForm(Form):
    want = forms.BooleanField(label="Wij willen positieve gezondheid in de rapporten", required=False)


class DecisionForm(Form):
    """In order, or a question."""

    named: ClassVar[Mapping[str, str]] = {"decision": "uw besluit"}
    decision = forms.ChoiceField(
        label="Uw besluit",
        choices=[
            (Review.Decision.ACCEPTED, "Akkoord"),
            (Review.Decision.SENT_BACK, "Terugsturen met een vraag"),
        ],
        widget=ChipRadio,
    )
    question = _long_text(
        "Uw vraag aan de aanbieder",
        required=False,
        help_text="Alleen als u terugstuurt. Het antwoord komt hier te staan.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == Review.Decision.SENT_BACK and not cleaned.get("question"):
            self.add_error("question", "Schrijf op wat u wilt weten.")
        if cleaned.get("decision") == Review.Decision.ACCEPTED and cleaned.get("question"):
            self.add_error("question", "U koos akkoord. Haal de vraag weg, of kies terugsturen.")
        return cleaned


class GrantForm(Form):
    """The decision itself. `receiver` is left out when the grant exists."""

    named: ClassVar[Mapping[str, str]] = {"receiver": "de ontvanger", "year": "het jaar"}
    QUARTERLY, OWN = "quarterly", "own"

    receiver = forms.ChoiceField(label="Wie krijgt de subsidie?")
    year = forms.IntegerField(
        label="Jaar",
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Vul een jaar in zoals 2018.",
            "min_value": "Vul een jaar in vanaf 2000.",
            "max_value": "Vul een jaar in tot en met 2100.",
        },
    )
    number = forms.CharField(
        label="Kenmerk", required=False, max_length=60, help_text="Het kenmerk op de beschikking, zoals 2018-0412."
    )
    decided_on = DateField(label="Besloten op", required=False, help_text="Bijvoorbeeld 15-12-2017.")
    payment = forms.ChoiceField(
        label="Hoe betaalt u?",
        choices=[(QUARTERLY, "In vier gelijke termijnen, een per kwartaal"), (OWN, "In eigen termijnen")],
        initial=QUARTERLY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, accounts: Sequence[Account], grant: Grant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grant is None:
            choices = [(str(account.organisation.pk), account.label) for account in accounts]
            self.fields["receiver"].choices = choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                self.fields["receiver"].initial = choices[0][0]
        else:
            del self.fields["receiver"], self.fields["year"]


class AmountForm(Form):
    """A line: to whom, for what, how much."""

    named: ClassVar[Mapping[str, str]] = {"amount": "het bedrag"}
    provider = forms.ChoiceField(label="Aanbieder", required=False)
    purpose = forms.CharField(label="Doel", required=False, max_length=200)
    amount = MoneyField(label="Bedrag (euro)", min_value=Decimal("0.01"))

    def __init__(self, *args: Any, providers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(provider.pk): provider.name for provider in providers}
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            ("", "geen: reserve of gezamenlijk"),
            *self.names.items(),
        ]

    def line(self) -> AmountLine:
        chosen = self.cleaned_data["provider"]
        return AmountLine(
            provider_id=int(chosen) if chosen else None,
            provider=self.names.get(chosen, ""),
            purpose=self.cleaned_data["purpose"],
            amount=self.cleaned_data["amount"],
        )


# What a grant can ask: figures of which a year has one number.
TARGET_CHOICES = [
    (key, INDICATORS[key].label)
    for key in (
        "unique_clients",
        "new_clients",
        "questions_answered",
        "questions_received",
        "simple_questions",
        "minutes_per_question_mean",
        "questions_above_guideline",
        "score_mean",
    )
]


class TargetForm(Form):
    """A line: which figure, at least or at most, how much."""

    named: ClassVar[Mapping[str, str]] = {"value": "de waarde", "indicator": "het cijfer"}
    indicator = forms.ChoiceField(label="Cijfer", choices=[("", "kies een cijfer"), *TARGET_CHOICES])
    direction = forms.ChoiceField(label="Richting", choices=Target.Direction.choices, initial=Target.Direction.AT_LEAST)
    value = DutchDecimalField(label="Waarde", max_value=10_000_000, min_value=0)

    def line(self) -> TargetLine:
        """The target in the unit of its figure: hours are written, minutes are kept."""
        indicator, value = self.cleaned_data["indicator"], self.cleaned_data["value"]
        kept = value * 60 if in_hours(indicator) else value
        return TargetLine(indicator, self.cleaned_data["direction"], kept.quantize(Decimal("0.01")))


def in_hours(indicator: str) -> bool:
    """Whether people write this figure in hours where it is kept in minutes."""
    return INDICATORS[indicator].unit in ("minutes", "minutes_each")


class InstalmentForm(Form):
    """A line: when, how much."""

    named: ClassVar[Mapping[str, str]] = {"due_on": "de betaaldag", "amount": "het bedrag"}
    due_on = DateField(label="Betaaldag")
    amount = MoneyField(label="Bedrag (euro)", min_value=Decimal("0.01"))

    def line(self) -> NewInstalment:
        return NewInstalment(self.cleaned_data["due_on"], self.cleaned_data["amount"])


AmountFormSet = formset_factory(AmountForm, extra=3, can_delete=True, max_num=40)
TargetFormSet = formset_factory(TargetForm, extra=2, can_delete=True, max_num=12)
InstalmentFormSet = formset_factory(InstalmentForm, extra=4, can_delete=True, max_num=24)


def filled(formset: BaseFormSet[Any]) -> list[Any]:
    """The forms of a valid formset that hold something and aren't to be removed."""
    return [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def initial_lines(grant: Grant | None) -> dict[str, list[dict[str, Any]]]:
    """The lines of a grant as its formsets show them; none without a grant."""
    if grant is None:
        return {"amounts": [], "targets": [], "instalments": []}
    return {
        "amounts": [
            {"provider": str(line.provider_id or ""), "purpose": line.purpose, "amount": line.amount}
            for line in grant.amounts.all()
        ],
        "targets": [
            {
                "indicator": line.indicator,
                "direction": line.direction,
                "value": (line.value / 60 if in_hours(line.indicator) else line.value).normalize() + 0,
            }
            for line in grant.targets.all()
        ],
        "instalments": [{"due_on": line.due_on, "amount": line.amount} for line in grant.instalments.all()],
    }


def is_quarterly(instalments: Sequence[Mapping[str, Any]], expected: Sequence[NewInstalment]) -> bool:
    """Whether these are just the four equal ones that the program makes."""
    written: list[tuple[date, Decimal]] = [(line["due_on"], line["amount"]) for line in instalments]
    return written == [(line.due_on, line.amount) for line in expected]
