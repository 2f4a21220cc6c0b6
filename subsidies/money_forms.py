"""Forms about money, of both sides. Nothing here knows a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from oco.dutch import MONTHS
from oco.form_fields import ChipRadio, DateField, Form, MoneyField, PlannedDateField, speak_dutch
from oco.models import Organisation
from oco.submissions import new_key
from oco.uploads import UploadField
from subsidies.agreements import Change
from subsidies.costs import LARGEST_FILE, CostLine
from subsidies.decisions import MOST_BYTES
from subsidies.forms import long_text
from subsidies.models import Claim, CostKind, CostWork, GrantChange


def _months(year: int, until: date | None = None) -> list[tuple[str, str]]:
    return [
        (date(year, n, 1).isoformat(), f"{name} {year}")
        for n, name in enumerate(MONTHS, 1)
        if until is None or date(year, n, 1) <= until
    ]


# --- care side -------------------------------------------------------------------------------------------------------


class CostForm(Form):
    """One amount by hand."""

    named: ClassVar[Mapping[str, str]] = {"amount": "het bedrag", "kind": "de kostensoort"}
    month = forms.ChoiceField(label="Maand")
    kind = forms.ChoiceField(label="Kostensoort", choices=CostKind.choices)
    work = forms.ChoiceField(label="Waarvoor", choices=CostWork.choices, widget=ChipRadio, initial=CostWork.CLIENT)
    amount = MoneyField(
        label="Bedrag (euro)",
        min_value=Decimal(-100_000_000),
        help_text="Dit komt in de plaats van wat er stond. Een creditbedrag begint met een min; 0 haalt het weg.",
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = _months(year)  # type: ignore[attr-defined]

    def line(self) -> CostLine:
        found = self.cleaned_data
        return CostLine(date.fromisoformat(found["month"]), found["kind"], found["work"], found["amount"])


class CostFileForm(Form):
    """A file of the bookkeeping. Its name is not looked at."""

    file = UploadField(
        largest=LARGEST_FILE,
        label="Bestand uit de boekhouding",
        help_text="Een .xlsx of .csv met de kolommen maand, kostensoort, werk en bedrag.",
        allow_empty_file=False,
        error_messages={"empty": "Dit bestand is leeg.", "required": "Kies een bestand."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "w-full"}),
    )


class HandInForm(Form):
    """Costs to the municipality."""

    named: ClassVar[Mapping[str, str]] = {"until": "de maand"}
    until = forms.ChoiceField(label="Kosten tot en met")
    note = long_text("Toelichting", required=False, help_text="De gemeente leest dit. Noem geen namen van cliënten.")

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), f"{MONTHS[month.month - 1]} {month.year}") for month in months
        ]

    def clean_until(self) -> date:
        return date.fromisoformat(self.cleaned_data["until"])


class ClaimForm(Form):
    """Sending in. After a question of the municipality it needs an answer."""

    named: ClassVar[Mapping[str, str]] = {"text": "uw antwoord"}
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = long_text("Toelichting", required=False, help_text="De gemeente leest dit. Noem geen namen van cliënten.")

    def __init__(self, *args: Any, answer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key
        if answer:
            self.fields["text"] = long_text(
                "Uw antwoord op de vraag", help_text="De gemeente leest dit. Noem geen namen van cliënten."
            )
            speak_dutch(self.fields["text"], "uw antwoord", "uw antwoord")


# --- municipality side -----------------------------------------------------------------------------------------------


class ClaimDecisionForm(Form):
    """In order, or a question."""

    named: ClassVar[Mapping[str, str]] = {"decision": "uw besluit"}
    decision = forms.ChoiceField(
        label="Uw besluit",
        choices=[(Claim.Status.ACCEPTED, "Akkoord"), (Claim.Status.RETURNED, "Terugsturen met een vraag")],
        widget=ChipRadio,
    )
    question = long_text(
        "Uw vraag aan de aanbieder",
        required=False,
        help_text="Alleen als u terugstuurt. Het antwoord komt hier te staan.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == Claim.Status.RETURNED and not cleaned.get("question"):
            self.add_error("question", "Schrijf op wat u wilt weten.")
        if cleaned.get("decision") == Claim.Status.ACCEPTED and cleaned.get("question"):
            self.add_error("question", "U koos akkoord. Haal de vraag weg, of kies terugsturen.")
        return cleaned


class PaymentForm(Form):
    """What was paid, and when."""

    named: ClassVar[Mapping[str, str]] = {"paid_on": "de dag", "amount": "het bedrag"}
    paid_on = PlannedDateField(label="Betaald op")
    amount = MoneyField(label="Bedrag (euro)", min_value=Decimal("0.01"))


class AllotForm(Form):
    """A part of the reserve to a provider."""

    named: ClassVar[Mapping[str, str]] = {
        "provider": "de aanbieder",
        "amount": "het bedrag",
        "decided_on": "de datum",
        "reason": "de reden",
    }
    provider = forms.ChoiceField(label="Aan wie?")
    purpose = forms.CharField(
        label="Waarvoor?",
        max_length=200,
        required=False,
        help_text="Heeft de aanbieder dit doel al? Dan komt het erbij.",
    )
    amount = MoneyField(label="Bedrag (euro)", min_value=Decimal("0.01"))
    decided_on = DateField(label="Besloten op", help_text="Bijvoorbeeld 15-6-2026.")
    reference = forms.CharField(label="Kenmerk", required=False, max_length=60)
    reason = long_text("Reden", help_text="De aanbieder leest dit.", rows=3)

    def __init__(self, *args: Any, providers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.providers = {str(provider.pk): provider for provider in providers}
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            ("", "kies een aanbieder"),
            *((key, provider.name) for key, provider in self.providers.items()),
        ]

    def change(self) -> Change:
        found = self.cleaned_data
        return Change(found["decided_on"], found["reason"], found["reference"])


class DecisionFileForm(Form):
    """The signed decision as a PDF. Its name is not kept."""

    change = forms.ChoiceField(label="Waar hoort het bij?", required=False)
    file = UploadField(
        largest=MOST_BYTES,
        label="Beschikking (PDF)",
        allow_empty_file=False,
        error_messages={"empty": "Dit bestand is leeg.", "required": "Kies een bestand."},
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf", "class": "w-full"}),
        help_text=f"Hoogstens {MOST_BYTES // 1_000_000} MB.",
    )

    def __init__(self, *args: Any, changes: Sequence[GrantChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changes:
            self.fields["change"].choices = [  # type: ignore[attr-defined]
                ("", "de beschikking zelf"),
                *((str(change.number), f"wijziging {change.number}") for change in changes),
            ]
        else:
            del self.fields["change"]
