"""The form with which a manager says what came of unusual reading."""

from __future__ import annotations

from django import forms

from cases.forms.caseload import text_area
from oco.form_fields import Form


class LookIntoForm(Form):
    named = {"remark": "wat u vond"}

    remark = forms.CharField(
        label="Wat vond u?",
        max_length=2000,
        help_text="Bijvoorbeeld: “Verving een collega die ziek was.” Schrijf niets op over de cliënt.",
        widget=text_area(3),
    )
