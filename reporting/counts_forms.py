"""Choosing a period, and a figure of which to see the records. Everything in the address; nobody's person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from oco.form_fields import Form
from oco.periods import Period
from reporting.figures import FigureKey
from reporting.forms import FiguresForm, period_choices
from reporting.indicators import INDICATORS
from reporting.records import can_list


class PeriodForm(Form):
    periode = forms.ChoiceField(label="Periode")

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["periode"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = period_choices(periods)

    def period(self) -> Period:
        """The period of a valid form."""
        return Period.parse(self.cleaned_data["periode"])


class BehindForm(FiguresForm):
    """A figure: of whom, over what, which one, and of a breakdown which line."""

    asked: ClassVar[frozenset[str]] = frozenset({"organisatie", "periode", "cijfer", "uitsplitsing", "waarde"})

    cijfer = forms.ChoiceField(choices=[(key, indicator.label) for key, indicator in INDICATORS.items()])
    uitsplitsing = forms.CharField(required=False, max_length=30)
    waarde = forms.CharField(required=False, max_length=60, strip=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not can_list(data.get("cijfer", ""), data.get("uitsplitsing", "")):
            raise ValidationError("Achter dit cijfer staat geen lijst.")
        return data

    def key(self) -> FigureKey:
        data = self.cleaned_data
        member = data["waarde"] if data["uitsplitsing"] else ""
        return FigureKey(data["cijfer"], data["uitsplitsing"], member)

    def asked_for(self) -> dict[str, str]:
        """What stands in the address, for the next page of the list."""
        key = self.key()
        found = {"organisatie": self.account().code, "periode": self.period().code, "cijfer": key.indicator}
        return found | ({"uitsplitsing": key.dimension, "waarde": key.member} if key.dimension else {})
