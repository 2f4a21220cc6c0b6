"""The form of the basis for counting people over front doors. Nothing here knows a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from oco.form_fields import DateField, Form


class BasisForm(Form):
    """On what legal basis, decided when; ticking says that the DPIA was done."""

    named: ClassVar[Mapping[str, str]] = {"decided_on": "de datum van het besluit", "text": "de grondslag"}

    decided_on = DateField(label="Datum van het besluit", in_past=True)
    text = forms.CharField(
        label="Grondslag en DPIA",
        help_text="Op welke wet en welk besluit dit rust, en waar de DPIA te vinden is. De aanbieders lezen dit ook.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-full"}),
    )
    dpia_done = forms.BooleanField(
        label="De DPIA is gedaan en de functionaris gegevensbescherming heeft geadviseerd",
        error_messages={"required": "Zonder DPIA mag er niet worden geteld."},
    )
