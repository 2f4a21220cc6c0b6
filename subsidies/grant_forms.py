"""Forms of a grant: the decision, and its amounts, targets, instalments and obligations as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory

from oco.form_fields import DateField, DutchDecimalField, Form, MoneyField
from oco.models import Organisation
from reporting.indicators import INDICATORS
from reporting.terms import TargetLine
from subsidies.accounts import Account
from subsidies.agreements import Change, NewInstalment
from subsidies.forms import long_text
from subsidies.models import Grant, GrantAmount, Obligation, Target
from subsidies.terms import AmountTerms, ObligationLine


class GrantForm(Form):
    """The decision itself. `receiver` is left out when the grant exists; of one that was decided already the form asks
    about the change instead."""

    named: ClassVar[Mapping[str, str]] = {
        "receiver": "de ontvanger",
        "year": "het jaar",
        "change_on": "de datum van de wijziging",
        "change_reason": "de reden van de wijziging",
    }
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
        label="Wanneer betaalt u wat niet op declaratie gaat?",
        choices=[
            (QUARTERLY, "Op de gewone dagen: vier termijnen op de eerste werkdag van een kwartaal, de rest in januari"),
            (OWN, "In eigen termijnen"),
        ],
        initial=QUARTERLY,
        widget=forms.RadioSelect,
    )
    change_on = DateField(label="Wijziging besloten op", help_text="Bijvoorbeeld 15-6-2018.")
    change_reference = forms.CharField(label="Kenmerk van de wijziging", required=False, max_length=60)
    change_reason = long_text(
        "Waarom wijzigt de beschikking?",
        help_text="De aanbieder leest dit. Wat er eerst stond, blijft te lezen.",
        rows=3,
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
        if grant is not None and grant.decided_on is not None:
            del self.fields["number"], self.fields["decided_on"]
        else:
            del self.fields["change_on"], self.fields["change_reference"], self.fields["change_reason"]

    def change(self) -> Change | None:
        """The change that this form is about; None where the grant wasn't decided yet."""
        if "change_on" not in self.fields:
            return None
        found = self.cleaned_data
        return Change(found["change_on"], found["change_reason"], found["change_reference"])


RATES = [
    ("", "geen tarief"),
    ("hour:client", "per uur werk voor cliënten"),
    ("hour:other", "per uur ander werk"),
    ("trajectory:client", "per afgerond traject"),
]


class AmountForm(Form):
    """A line: to whom, for what, how much, and how it is paid."""

    named: ClassVar[Mapping[str, str]] = {"amount": "het bedrag", "payment": "de betaling"}
    provider = forms.ChoiceField(label="Aanbieder", required=False)
    purpose = forms.CharField(label="Doel", required=False, max_length=200)
    amount = MoneyField(label="Bedrag (euro)")
    payment = forms.ChoiceField(
        label="Betaling",
        required=False,
        choices=[("", "kies"), *((key, label) for key, label in GrantAmount.Payment.choices if key != "none")],
    )
    rate_for = forms.ChoiceField(label="Tarief bij declaratie", required=False, choices=RATES)
    rate = MoneyField(label="Tarief (euro)", required=False, min_value=Decimal("0.01"), max_digits=9)
    life_areas = forms.CharField(
        label="Leefgebieden", required=False, max_length=400, help_text="Met een komma ertussen."
    )

    def __init__(self, *args: Any, providers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(provider.pk): provider.name for provider in providers}
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            ("", "geen: reserve of gezamenlijk"),
            *self.names.items(),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        payment, to = cleaned.get("payment"), cleaned.get("provider")
        claimed = payment == GrantAmount.Payment.CLAIM
        # A reserve of which everything was allotted stays, as 0.
        if to and cleaned.get("amount") == 0:
            self.add_error("amount", "Vul een bedrag boven 0 in.")
        if not to and payment:
            self.add_error("payment", "Kies eerst een aanbieder. Een reserve wordt nog niet betaald.")
        if claimed and to:
            if not cleaned.get("rate_for"):
                self.add_error("rate_for", "Kies waarvoor het tarief geldt.")
            if cleaned.get("rate") is None and "rate" not in self.errors:
                self.add_error("rate", "Vul het tarief in.")
        elif cleaned.get("rate_for") or cleaned.get("rate"):
            self.add_error("rate_for", "Een tarief hoort alleen bij een declaratie per kwartaal.")
        return cleaned

    def line(self) -> AmountTerms:
        found = self.cleaned_data
        chosen = found["provider"]
        usual = GrantAmount.Payment.INSTALMENTS if chosen else GrantAmount.Payment.NONE
        per, _, work = found["rate_for"].partition(":")
        areas = (area.strip() for area in found["life_areas"].split(","))
        return AmountTerms(
            provider_id=int(chosen) if chosen else None,
            provider=self.names.get(chosen, ""),
            purpose=found["purpose"],
            amount=found["amount"],
            payment=found["payment"] or usual,
            life_areas=tuple(area for area in areas if area),
            rate_per=per,
            rate_work=work,
            rate=found["rate"],
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


class ObligationForm(Form):
    """A line: what to show, with what, and when."""

    named: ClassVar[Mapping[str, str]] = {"text": "de verplichting"}
    text = long_text("Verplichting", rows=2)
    evidence = forms.ChoiceField(
        label="Aan te tonen met", choices=Obligation.Evidence.choices, initial=Obligation.Evidence.TEXT
    )
    indicator = forms.ChoiceField(
        label="Welk cijfer", required=False, choices=[("", "wordt ingevuld"), *TARGET_CHOICES]
    )
    due = forms.ChoiceField(label="Wanneer", choices=Obligation.Due.choices, initial=Obligation.Due.DETERMINATION)
    due_on = DateField(label="Datum", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        dated = cleaned.get("due") == Obligation.Due.DATE
        if dated and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Vul de datum in.")
        if not dated and cleaned.get("due_on"):
            self.add_error("due_on", "Een datum hoort alleen bij ‘op een datum’.")
        if cleaned.get("indicator") and cleaned.get("evidence") != Obligation.Evidence.FIGURE:
            self.add_error("indicator", "Kies alleen een cijfer als u het met een cijfer laat aantonen.")
        return cleaned

    def line(self) -> ObligationLine:
        found = self.cleaned_data
        return ObligationLine(found["text"], found["evidence"], found["due"], found["due_on"], found["indicator"])


ObligationFormSet = formset_factory(ObligationForm, extra=1, can_delete=True, max_num=30)
AmountFormSet = formset_factory(AmountForm, extra=3, can_delete=True, max_num=40)
TargetFormSet = formset_factory(TargetForm, extra=2, can_delete=True, max_num=12)
InstalmentFormSet = formset_factory(InstalmentForm, extra=4, can_delete=True, max_num=24)


def filled(formset: BaseFormSet[Any]) -> list[Any]:
    """The forms of a valid formset that hold something and aren't to be removed."""
    return [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def initial_lines(grant: Grant | None) -> dict[str, list[dict[str, Any]]]:
    """The lines of a grant as its formsets show them; none without a grant."""
    if grant is None:
        return {"amounts": [], "targets": [], "instalments": [], "obligations": []}
    return {
        "amounts": [
            {
                "provider": str(line.provider_id or ""),
                "purpose": line.purpose,
                "amount": line.amount,
                "payment": line.payment if line.payment != GrantAmount.Payment.NONE else "",
                "rate_for": f"{line.rate_per}:{line.rate_work}" if line.rate_per else "",
                "rate": line.rate,
                "life_areas": ", ".join(line.life_areas),
            }
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
        # Only the municipality's own days; the usual ones follow from the amounts.
        "instalments": [
            {"due_on": line.due_on, "amount": line.amount}
            for line in grant.instalments.all()
            if line.amount_line_id is None
        ],
        "obligations": [
            {
                "text": line.text,
                "evidence": line.evidence,
                "indicator": line.indicator,
                "due": line.due,
                "due_on": line.due_on,
            }
            for line in grant.obligations.all()
        ],
    }
