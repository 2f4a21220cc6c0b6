"""The form with which a printed seal of the log is looked up."""

from __future__ import annotations

from django import forms

from oco.form_fields import Form


class SealForm(Form):
    named = {"seal": "het zegel"}

    seal = forms.CharField(
        label="Zegel",
        max_length=100,
        help_text="Het staat achterin het rapport. Bijvoorbeeld 128-9f3c 52ab 77e0 1d4c.",
    )
