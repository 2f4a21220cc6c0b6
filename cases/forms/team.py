"""Forms of the manager: handing questions over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.triage import Colleague
from oco.form_fields import Form


class HandOverForm(Form):
    named = {"note": "de overdracht"}

    supporter = forms.ChoiceField(label="Overdragen aan", error_messages={"required": "Kies de ondersteuner."})
    note = forms.CharField(
        label="Overdracht",
        widget=text_area(4),
        help_text="Wat moet de nieuwe ondersteuner weten? Deze tekst staat bovenaan de vraag.",
    )

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unique = {str(person.user_id): person.label for person in colleagues}
        choose(self, "supporter", [("", "Kies …"), *unique.items()])
