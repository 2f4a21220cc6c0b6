"""Forms of the inbox: who takes a question, how urgent it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.own_supporter import Wishes
from cases.triage import Colleague
from oco.form_fields import ChipRadio, Form
from oco.models import Organisation, User

Target = tuple[Organisation, User | None]


def target_choices(
    providers: Sequence[Organisation], colleagues: Sequence[Colleague], wishes: Wishes
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Per provider: the team as a whole, then each supporter with their load. The client's fixed contact person is
    named as such; whom the client didn't want any more isn't there."""
    return [
        (
            provider.name,
            [
                (f"{provider.pk}:", f"{provider.name} · team verdeelt"),
                *(
                    (
                        f"{provider.pk}:{person.user_id}",
                        f"{person.label} · vaste contactpersoon"
                        if wishes.fixed.get(provider.pk) == person.user_id
                        else person.label,
                    )
                    for person in colleagues
                    if person.provider_id == provider.pk and person.user_id not in wishes.set_aside
                ),
            ],
        )
        for provider in providers
    ]


class AssignForm(Form):
    """Provider and supporter in one choice: `12:34`, or `12:` for the team."""

    to = forms.ChoiceField(
        label="Toewijzen aan",
        error_messages={"required": "Kies wie de vraag krijgt.", "invalid_choice": "Kies iemand uit de lijst."},
        widget=forms.Select,
    )
    note = forms.CharField(
        label="Bericht erbij",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "w-full"}),
        help_text="Bijvoorbeeld: belt graag in de ochtend.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        providers: Sequence[Organisation],
        colleagues: Sequence[Colleague],
        wishes: Wishes,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._providers = {provider.pk: provider for provider in providers}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Kies …"), *target_choices(providers, colleagues, wishes)]

    def target(self) -> Target:
        """The chosen provider and supporter of a valid form."""
        provider, _, supporter = self.cleaned_data["to"].partition(":")
        return self._providers[int(provider)], User.objects.get(pk=supporter) if supporter else None


class UrgencyForm(Form):
    named = {"reason": "de reden"}

    urgent = forms.TypedChoiceField(
        label="Deze vraag is",
        choices=[("ja", "urgent"), ("nee", "gewoon")],
        coerce=lambda value: value == "ja",
        widget=ChipRadio,
    )
    reason = forms.CharField(label="Waarom", max_length=500, widget=forms.TextInput(attrs={"class": "w-full"}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
