"""Forms of oco: users and roles, and choosing a first password."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from oco import administration, invitations
from oco.form_fields import ChipRadio, Form, PlannedDateField
from oco.models import Organisation, User
from oco.models.people import Role, SupporterKind


class RoleForm(Form):
    """A role at one of the administrator's organisations."""

    named = {"organisation": "de organisatie", "role": "de rol"}
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Organisatie", empty_label="Kies …")
    role = forms.ChoiceField(choices=Role.choices, label="Rol", widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations.order_by("name")
        known = {role for organisation in organisations for role in invitations.roles_at(organisation)}
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        organisation, role = data.get("organisation"), data.get("role")
        if organisation and role and Role(role) not in invitations.roles_at(organisation):
            self.add_error("role", f"Deze rol bestaat niet bij {organisation.name}. Kies een andere rol.")
        return data


class NewUserForm(RoleForm):
    """Somebody new, or somebody known who gets a role here."""

    named = {**RoleForm.named, "name": "de naam", "email": "het e-mailadres"}
    field_order = ["name", "email", "organisation", "role"]
    name = forms.CharField(label="Naam", max_length=100)
    email = forms.EmailField(label="E-mailadres", help_text="Hierheen gaat de uitnodiging.")


class SupporterKindForm(Form):
    kind = forms.ChoiceField(
        choices=SupporterKind.choices,
        label="Soort ondersteuner",
        widget=ChipRadio,
        error_messages={"required": "Kies wat voor ondersteuner dit is."},
    )


class FirstPasswordForm(Form):
    """The password with which an invitation is accepted; shown as typed, so once is enough."""

    named = {"password": "een wachtwoord", "again": "hetzelfde wachtwoord nog een keer"}
    password = forms.CharField(
        label="Kies een wachtwoord",
        help_text="Ten minste 12 tekens. Een zin van vier woorden is makkelijk te onthouden.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nog een keer hetzelfde wachtwoord",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", ValidationError("De wachtwoorden zijn niet gelijk. Typ twee keer hetzelfde."))
        return data


class ResetSecondFactorForm(Form):
    """Why somebody's second factor is taken away."""

    reason = forms.ChoiceField(
        choices=administration.ResetReason.choices,
        label="Waarom",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waarom u de tweede stap wist."},
    )


class LeavingForm(Form):
    """A last day, or now."""

    when = forms.ChoiceField(
        choices=[("day", "Na een laatste dag"), ("now", "Nu meteen")],
        label="Wanneer stopt de toegang?",
        widget=forms.RadioSelect,
        initial="day",
        error_messages={"required": "Kies wanneer de toegang stopt."},
    )
    last_day = PlannedDateField(
        label="Laatste dag",
        required=False,
        help_text="Bij ‘Na een laatste dag’. Tot en met deze dag kan de gebruiker inloggen.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == "day" and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "Vul de laatste dag in.")
        return data

    @property
    def day(self) -> date | None:
        """The last day of a form that is valid; None for now."""
        found: date | None = self.cleaned_data["last_day"] if self.cleaned_data["when"] == "day" else None
        return found
