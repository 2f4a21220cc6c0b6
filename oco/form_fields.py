"""The form language: fields for dates, times, amounts, postcodes and telephone numbers as they are written in Dutch
(oco/dutch.py), sentences for what is missing, and chips. Forms inherit `Form` or `ModelForm` from here.

No browser validation (its messages are not ours and are poorly read aloud): the `<form>` carries `novalidate`,
controls say `aria-required`, and all errors stand in a summary above the form and at their fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import django
import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer
from django.template.backends.base import BaseEngine
from django.template.backends.django import DjangoTemplates
from django.utils import timezone
from stdnum.exceptions import ValidationError as NumberError
from stdnum.nl import postcode as dutch_postcode

from oco.dutch import national_phone, read_date, read_decimal, read_minutes, write_decimal

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"


class DutchFormRenderer(BaseRenderer):
    """Draws `{{ form }}` and fields with the product's own templates; widgets not overridden are Django's."""

    form_template_name = "components/_form.html"
    field_template_name = "components/_field.html"

    @cached_property
    def engine(self) -> BaseEngine:
        return DjangoTemplates(
            {
                "APP_DIRS": True,
                "DIRS": [TEMPLATES, Path(django.__file__).parent / "forms" / "templates"],
                "NAME": "forms",
                "OPTIONS": {"builtins": ["oco.templatetags.oco"]},
            }
        )

    def get_template(self, template_name: str) -> Any:  # the engine's own template type has no stub
        return self.engine.get_template(template_name)


# --- chips ----------------------------------------------------------------------------------------


class ChipRadio(forms.RadioSelect):
    """One choice out of a few, as chips. For up to seven choices."""

    template_name = "components/widgets/chips.html"


class ChipCheckboxes(forms.CheckboxSelectMultiple):
    """Several choices, as chips: life domains, target groups."""

    template_name = "components/widgets/chips.html"


class DatePicker(forms.DateInput):
    """The browser's own date control; it only reads yyyy-mm-dd, also in a Dutch page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def _text_input(css: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": css, "autocomplete": "off", **attrs})


# --- fields ---------------------------------------------------------------------------------------


class DateField(forms.DateField):
    """A known date, typed. For planning, where a calendar helps, take `PlannedDateField`.

    `in_past`: not after today, and a year of two digits lies in the past.
    """

    widget: Any = forms.DateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Vul een datum in zoals 31-12-2026.",
        "exist": "Deze datum bestaat niet. Kijk de dag en de maand na.",
        "future": "Deze datum ligt in de toekomst.",
    }

    def __init__(self, *, in_past: bool = False, **kwargs: Any) -> None:
        self.in_past = in_past
        kwargs.setdefault(
            "widget",
            forms.DateInput(format="%d-%m-%Y", attrs={"class": "w-date", "autocomplete": "off", "inputmode": "text"}),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        today = timezone.localdate()
        try:
            found = read_date(value, today=today, in_past=self.in_past)
        except ValueError as error:
            code = "exist" if str(error) == "exist" else "invalid"
            raise ValidationError(self.error_messages[code], code=code) from None
        if self.in_past and found > today:
            raise ValidationError(self.error_messages["future"], code="future")
        return found


class PlannedDateField(DateField):
    """A date that is chosen: today, next week. Shows the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DatePicker(attrs={"class": "w-date"}))
        super().__init__(**kwargs)


class MinutesField(forms.IntegerField):
    """Time spent; cleans to whole minutes. A bare number is minutes."""

    bare_is_hours = False
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Vul minuten in (45) of uren en minuten (1:30).",
        "max_value": "Dat is meer dan een dag. Kijk de tijd na.",
        "min_value": "Vul een tijd in van minstens %(limit_value)s minuut.",
    }

    def __init__(self, *, max_value: int | None = 24 * 60, min_value: int | None = 1, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _text_input("w-short"))
        super().__init__(max_value=max_value, min_value=min_value, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return read_minutes(str(value), bare_is_hours=self.bare_is_hours)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) and (self.bare_is_hours or value >= 60):
            return f"{value // 60}:{value % 60:02d}"
        return value


class HoursField(MinutesField):
    """Like `MinutesField`, but a bare number is hours: for a week sheet or a norm. Cleans to minutes."""

    bare_is_hours = True
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "Vul uren in (2) of uren en minuten (1:30)."}


class DutchDecimalField(forms.DecimalField):
    """A number with Dutch groups and comma. Django's own reads "1.234" as 1,234 without a word."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Vul een getal in zoals 1.234,56.",
        "max_decimal_places": "Vul hoogstens %(max)s cijfers achter de komma in.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _text_input("w-short", inputmode="decimal"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:  # Decimal or None; the stubs take DecimalField for an IntegerField
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return read_decimal(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal | int):
            places = max(0, -int(Decimal(value).as_tuple().exponent))
            return write_decimal(value, places if self.decimal_places is None else self.decimal_places)
        return value


class MoneyField(DutchDecimalField):
    """An amount in euros, two places, not below zero."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Vul een bedrag in zoals 1.234,56.",
        "min_value": "Vul een bedrag van 0 of meer in.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2, "min_value": 0, **kwargs})


class WholeNumberField(DutchDecimalField):
    """A whole number of 0 or more, with or without group dots; cleans to int."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Vul een heel getal in zoals 1.200.",
        "max_decimal_places": "Vul een heel getal in zoals 1.200.",
        "min_value": "Vul een getal van %(limit_value)s of meer in.",
        "max_value": "Vul een getal van %(limit_value)s of minder in.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"decimal_places": 0, "min_value": 0, **kwargs})

    def clean(self, value: Any) -> Any:  # int or None; Django's own signature is wider
        cleaned = super().clean(value)
        return None if cleaned is None else int(cleaned)


class PostcodeField(forms.CharField):
    """A Dutch postcode, cleaned to "2711 AB". With `four_digits` also its district, "2711"."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "Vul een postcode in zoals 2711 AB."}

    def __init__(self, *, four_digits: bool = False, **kwargs: Any) -> None:
        self.four_digits = four_digits
        kwargs.setdefault("widget", _text_input("w-short"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        if not text:
            return str(self.empty_value or "")
        if self.four_digits and re.fullmatch(r"[1-9]\d{3}", text):
            return text
        try:
            return str(dutch_postcode.validate(text))
        except NumberError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class PhoneField(forms.CharField):
    """A telephone number in any Dutch way of writing; stored as E.164 (+31...), shown nationally."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Vul een telefoonnummer in zoals 079 321 87 65 of 06 12 34 56 78."
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "class": "w-medium", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        if not text:
            return str(self.empty_value or "")
        try:
            parsed = phonenumbers.parse(text, "NL")
        except phonenumbers.NumberParseException:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not phonenumbers.is_valid_number(parsed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)

    def prepare_value(self, value: Any) -> Any:
        return national_phone(value) if isinstance(value, str) and value.startswith("+") else value


# --- forms ----------------------------------------------------------------------------------------


def required_message(field: forms.Field, label: str, named: str = "") -> str:
    """What to do about an empty field. `named` is the thing with its article: "de achternaam"."""
    thing = named or f"“{label}”"
    if isinstance(field, forms.FileField):
        return f"Kies een bestand bij {thing}."
    if isinstance(field, forms.BooleanField):
        return f"Zet een vinkje bij {thing}."
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return f"Maak een keuze bij {thing}."
    return f"Vul {thing} in."


class FormLanguage(forms.BaseForm):
    """What all forms share. `named` gives fields their words in errors: {"last_name": "de achternaam"}."""

    use_required_attribute = False
    named: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak_dutch(field, field.label or _words(name), self.named.get(name, ""))
            keep_within_bounds(field)

    def __getitem__(self, name: str) -> BoundField:
        """Where a field is drawn, also one that was added after the form was made."""
        if name in self.fields:
            leave_to_nobody(self.fields[name])
        return super().__getitem__(name)


# Of these a browser keeps what was typed and offers it to the next one at the same computer.
_KEPT_BY_BROWSERS = (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.Textarea, forms.Select)


def leave_to_nobody(field: forms.Field) -> None:
    """Tells the browser not to keep what is typed here. Fields of one's own account say what they are instead."""
    if isinstance(field.widget, _KEPT_BY_BROWSERS):
        field.widget.attrs.setdefault("autocomplete", "off")


def speak_dutch(field: forms.Field, label: Any, named: str = "") -> None:
    """Sets the sentence for an empty field, unless the form gave one, and tells screen readers what is required.

    Call it for a field that is added or made required after the form was made.
    """
    standard = forms.Field.default_error_messages["required"]
    if field.required and field.error_messages.get("required") == standard:
        field.error_messages["required"] = required_message(field, str(label), named)
    choices = field.widget.input_type in ("radio", "checkbox") if hasattr(field.widget, "input_type") else False
    if field.required and not choices and not field.widget.is_hidden:
        field.widget.attrs.setdefault("aria-required", "true")


# Three pages. Nobody types more at a counter, and a megabyte in one record makes every page that shows it slow.
LONGEST_TEXT: Final = 10_000
LARGEST_INTEGER: Final = 2_147_483_647  # of a column


def keep_within_bounds(field: forms.Field) -> None:
    """Bounds of a text or a whole number that its form left open: the database and the pages have them anyway."""
    if type(field) is forms.CharField and field.max_length is None:
        field.max_length = LONGEST_TEXT
        text = f"Deze tekst is te lang. Maak hem korter dan {LONGEST_TEXT:,} tekens.".replace(",", ".")
        field.validators.append(MaxLengthValidator(LONGEST_TEXT, text))
    whole = isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField)
    if (whole or isinstance(field, WholeNumberField)) and field.max_value is None:  # type: ignore[attr-defined]
        field.validators.append(MaxValueValidator(LARGEST_INTEGER, "Dit getal is te groot. Kijk het na."))
        field.validators.append(MinValueValidator(-LARGEST_INTEGER, "Dit getal is te klein. Kijk het na."))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


class Form(FormLanguage, forms.Form):
    """Base of every form without a model."""


M = TypeVar("M", bound=models.Model)

if TYPE_CHECKING:

    class _ModelForm(forms.ModelForm[M]):
        """Generic for the type checker only; Django's class takes no brackets when it runs."""
else:

    class _ModelForm(forms.ModelForm):
        def __class_getitem__(cls, _model: object) -> type:
            return cls


class ModelForm(FormLanguage, _ModelForm[M]):
    """Base of every form that fills a model's fields; the view calls an action, never `save()`."""
