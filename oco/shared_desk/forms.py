"""Forms of the shared desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from oco.form_fields import Form
from oco.models import FrontDoor
from oco.shared_desk.rules import PIN_LENGTH, why_too_simple

_NO_PIN = "Vul zes cijfers in."


class PinField(forms.CharField):
    """Six digits, not shown, for a keypad on a tablet. Never kept or filled in by the browser."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "class": "w-short pin-field",
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": str(PIN_LENGTH),
            "data-pin": str(PIN_LENGTH),
        }
        super().__init__(
            widget=forms.PasswordInput(attrs=attrs), strip=True, error_messages={"required": _NO_PIN}, **kwargs
        )

    def clean(self, value: Any) -> str:
        pin = str(super().clean(value))
        if len(pin) != PIN_LENGTH or not pin.isascii() or not pin.isdigit():
            raise forms.ValidationError(_NO_PIN)
        return pin


class PinForm(Form):
    """Signing in with a PIN."""

    pin = PinField(label="Pincode", help_text="Zes cijfers. Na het laatste cijfer gaat u vanzelf verder.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].widget.attrs |= {"data-pin-sends": "", "autofocus": True}


class ChoosePinForm(Form):
    """A new PIN, twice, for it isn't shown."""

    pin = PinField(
        label="Kies een pincode",
        help_text="Zes cijfers. Geen rijtje zoals 123456, en geen geboortedatum of postcode.",
    )
    again = PinField(label="Nog een keer dezelfde pincode")

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"]
        if reason := why_too_simple(pin):
            raise forms.ValidationError(reason)
        return pin

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", "De twee pincodes zijn niet gelijk. Typ twee keer dezelfde.")
        return data


class DeviceForm(Form):
    """This computer as a shared desk."""

    named = {"front_door": "de voordeur", "name": "de naam"}
    front_door = forms.ModelChoiceField(FrontDoor.objects.none(), label="Voordeur", empty_label=None)
    name = forms.CharField(
        label="Naam van deze computer",
        max_length=60,
        help_text="Zoals collega’s hem kennen. Bijvoorbeeld: Balie Stadhuis.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, doors: QuerySet[FrontDoor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["front_door"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = doors
        field.initial = doors.first()


class UnlockForm(Form):
    """The password of who locked the screen."""

    named = {"password": "uw wachtwoord"}
    password = forms.CharField(
        label="Wachtwoord",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, alone: bool = False, **kwargs: Any) -> None:
        """`alone`: it stands on the page by itself, and has the cursor."""
        super().__init__(*args, **kwargs)
        if alone:
            self.fields["password"].widget.attrs["autofocus"] = True
