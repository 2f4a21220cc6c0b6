"""The form that takes in a register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.imports.sheets import MOST_BYTES
from oco.form_fields import Form
from oco.models import FrontDoor
from oco.uploads import UploadField


class RegisterForm(Form):
    """A file, and the front door it is for where there is a choice. The file's name is not looked at."""

    named = {"front_door": "de voordeur", "file": "het register"}
    front_door: Any = forms.ModelChoiceField(label="Voordeur", queryset=FrontDoor.objects.none(), empty_label=None)
    file = UploadField(
        largest=MOST_BYTES,
        advice="Verdeel het over meer bestanden.",
        label="Bestand met het register",
        help_text="Een werkmap (.xlsx) met in elk geval de bladen clienten, hulpvragen en uren, of een zip met een "
        "csv-bestand per blad.",
        allow_empty_file=False,
        error_messages={"empty": "Dit bestand is leeg.", "required": "Kies een bestand."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.zip", "class": "w-full"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, front_doors: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["front_door"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = FrontDoor.objects.filter(pk__in=front_doors)
        if len(front_doors) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = front_doors[0]
