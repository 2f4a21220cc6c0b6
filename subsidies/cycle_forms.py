"""Forms of the round: last days and uitstel, who draws up, parts, follow-up questions, and the agenda of the talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from oco.form_fields import ChipRadio, Form, PlannedDateField
from oco.models import Organisation
from subsidies.arranging import NewTerms
from subsidies.forms import long_text
from subsidies.models import ActionPoint, DrawingUp
from subsidies.models.cycle import LAST_DAY, MOST_MONTHS

NOT_ASKED = "none"


def _number(chosen: str) -> int | None:
    return None if chosen == NOT_ASKED else int(chosen)


def _months(label: str, first: int) -> forms.TypedChoiceField:
    choices = [
        (NOT_ASKED, "vragen wij niet"),
        *((str(number), f"{number + 1}e maand erna") for number in range(MOST_MONTHS + 1)),
    ]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=_number, initial=str(first))


def _day(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[(str(day), str(day)) for day in range(1, LAST_DAY + 1)], coerce=int, initial="1"
    )


class TermsForm(Form):
    """The municipality's last days, from a day on."""

    named: ClassVar[Mapping[str, str]] = {"valid_from": "de datum"}
    valid_from = PlannedDateField(
        label="Geldt voor periodes die beginnen vanaf", help_text="Eerdere periodes houden hun eigen datum."
    )
    quarter_months = _months("Kwartaalrapport", 1)
    quarter_day = _day("Dag van de maand, kwartaal")
    half_year_months = _months("Rapport over het eerste halfjaar", 1)
    half_year_day = _day("Dag van de maand, halfjaar")
    year_months = _months("Jaarrapport", 3)
    year_day = _day("Dag van de maand, jaar")

    def terms(self) -> NewTerms:
        return NewTerms(**{name: self.cleaned_data[name] for name in NewTerms.__dataclass_fields__})


class ExtensionForm(Form):
    named: ClassVar[Mapping[str, str]] = {"due_on": "de datum", "reason": "de reden"}
    due_on = PlannedDateField(label="Nieuwe uiterste datum")
    reason = long_text("Waarom geeft u uitstel?", help_text="De aanbieder leest dit.")


def _providers(field: forms.Field, providers: Sequence[Organisation]) -> None:
    field.choices = [(str(provider.pk), provider.name) for provider in providers]  # type: ignore[attr-defined]


class RolesForm(Form):
    """Who of the partnership draws up."""

    named: ClassVar[Mapping[str, str]] = {
        "way": "hoe u het verdeelt",
        "first": "de aanbieder",
        "valid_from": "de datum",
    }
    way = forms.ChoiceField(label="Wie stelt het rapport op?", choices=DrawingUp.Way.choices, widget=ChipRadio)
    first = forms.ChoiceField(
        label="Welke aanbieder?",
        help_text="Om de beurt: wie begint. Daarna volgt elk kwartaal de volgende.",
        widget=forms.RadioSelect,
    )
    valid_from = PlannedDateField(label="Geldt voor periodes die beginnen vanaf")

    def __init__(self, *args: Any, providers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _providers(self.fields["first"], providers)


class SwapForm(Form):
    named: ClassVar[Mapping[str, str]] = {"to": "de aanbieder", "reason": "de reden"}
    to = forms.ChoiceField(label="Wie stelt dit rapport op?", widget=forms.RadioSelect)
    reason = long_text("Waarom ruilt u?", help_text="De andere aanbieders en de gemeente lezen dit.")

    def __init__(self, *args: Any, providers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _providers(self.fields["to"], providers)


class FollowUpForm(Form):
    """The municipality writes on in a question that it asked."""

    named: ClassVar[Mapping[str, str]] = {"text": "uw bericht"}
    thread = forms.IntegerField(widget=forms.HiddenInput)
    text = long_text("Doorvragen", rows=3)


class RemarkForm(Form):
    """A remark on a finding, for the talk."""

    named: ClassVar[Mapping[str, str]] = {"answers": "wie antwoordt"}
    text = long_text("Uw opmerking", required=False, help_text="Leeg maken haalt het punt van de agenda.")
    answers = forms.ChoiceField(label="Wie antwoordt?")

    def __init__(self, *args: Any, parties: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"].choices = [(name, name) for name in parties]  # type: ignore[attr-defined]


class AgreedForm(Form):
    """What was agreed at the talk."""

    named: ClassVar[Mapping[str, str]] = {"kind": "wat het is", "text": "wat er is afgesproken"}
    kind = forms.ChoiceField(label="Wat is het?", choices=ActionPoint.Kind.choices, widget=ChipRadio)
    text = long_text("Wat is er afgesproken?", rows=3)
    owner = forms.ChoiceField(label="Wie doet het?", required=False)
    due_on = PlannedDateField(label="Voor wanneer?", required=False)

    def __init__(self, *args: Any, parties: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "niemand: het is een besluit"), *((name, name) for name in parties)]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == ActionPoint.Kind.ACTION:
            if not cleaned.get("owner"):
                self.add_error("owner", "Kies wie de actie doet.")
            if "due_on" not in self.errors and not cleaned.get("due_on"):
                self.add_error("due_on", "Vul in voor wanneer.")
        return cleaned
