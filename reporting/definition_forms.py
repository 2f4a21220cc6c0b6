"""Announcing a next edition of a definition. Nothing here knows a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from oco.form_fields import ChipCheckboxes, Form, WholeNumberField, speak_dutch
from oco.outcomes import Outcome
from oco.templatetags.oco import date_nl
from reporting.definitions import MOST_MINUTES, STANDARD, Counting, Edition, Rule
from reporting.editions import Wish


class AnnounceForm(Form):
    """What counts from when, and why. `seen` is the sentence that was shown before: who announces has read it."""

    named: ClassVar[Mapping[str, str]] = {
        "valid_from": "de dag",
        "answered": "de uitkomsten",
        "least_minutes": "de minuten",
        "reason": "de reden",
    }
    answered = forms.MultipleChoiceField(
        label="Deze uitkomsten tellen als antwoord",
        choices=Outcome.choices,
        widget=ChipCheckboxes,
        help_text="Wat u niet aankruist, telt bij ‘anders afgesloten’.",
    )
    least_minutes = WholeNumberField(
        label="Een contact telt vanaf (minuten)",
        min_value=0,
        max_value=MOST_MINUTES,
        help_text="Met 0 telt elk contact, ook als er geen tijd is geschreven.",
    )
    valid_from = forms.ChoiceField(
        label="Geldt vanaf", help_text="Een jaar waarover al een rapport is ingediend, kunt u niet kiezen."
    )
    reason = forms.CharField(
        label="Waarom verandert dit?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-full"}),
        help_text="Deze zin staat in het eerste rapport waarin het nieuw is.",
    )
    example = forms.CharField(
        label="Voorbeeld: telt zo",
        required=False,
        max_length=400,
        help_text="Laat leeg, dan maken we een voorbeeld.",
        widget=forms.TextInput(attrs={"class": "w-full"}),
    )
    counter_example = forms.CharField(
        label="Tegenvoorbeeld: telt niet zo",
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"class": "w-full"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: Rule, now: Edition, starts: Sequence[date], **kwargs: Any) -> None:
        initial = {"answered": sorted(now.counting.answered), "least_minutes": now.counting.least_minutes}
        super().__init__(*args, initial=initial, **kwargs)
        self.rule = rule
        del self.fields["least_minutes" if rule is Rule.ANSWERED else "answered"]
        days = self.fields["valid_from"]
        assert isinstance(days, forms.ChoiceField)
        days.choices = [(day.isoformat(), date_nl(day)) for day in starts]
        speak_dutch(days, "dag", "de dag")

    def wish(self) -> Wish:
        """What a valid form asks for."""
        data = self.cleaned_data
        counting = (
            Counting(answered=frozenset(data["answered"]))
            if self.rule is Rule.ANSWERED
            else Counting(answered=STANDARD.answered, least_minutes=int(data["least_minutes"]))
        )
        return Wish(
            self.rule,
            date.fromisoformat(data["valid_from"]),
            counting,
            data["reason"],
            data["example"].strip(),
            data["counter_example"].strip(),
        )
