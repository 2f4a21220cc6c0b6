"""Forms around the lists: a view that somebody saves."""

from __future__ import annotations

from django import forms

from oco.form_fields import Form


class ViewForm(Form):
    """The name of a view, and whether the list opens with it."""

    named = {"name": "de naam"}

    name = forms.CharField(
        label="Naam van de weergave", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_default = forms.BooleanField(label="De lijst hiermee openen", required=False)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())
