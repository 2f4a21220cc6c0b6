"""The forms of django-allauth in the product's own language: its Dutch says "je", ours says "u".

Named in the settings ACCOUNT_FORMS and MFA_FORMS.
"""

# django-allauth carries no types, so its forms are Any to the checker.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from oco.form_fields import FormLanguage, speak_dutch

NEW_PASSWORD = "Minstens 12 tekens. Een zin van een paar woorden is makkelijk te onthouden."
CODE = "Zes cijfers uit uw app, of een van uw herstelcodes."


class Words(FormLanguage):
    """Gives fields our labels and hints, and takes away the placeholders that repeat the label."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in self.named:
                field.error_messages["required"] = forms.Field.default_error_messages["required"]
                speak_dutch(field, field.label, self.named[name])


class LoginForm(Words, account.LoginForm):
    labels: ClassVar = {"login": "E-mailadres", "password": "Wachtwoord"}
    named: ClassVar = {"login": "uw e-mailadres", "password": "uw wachtwoord"}


class ReauthenticateForm(Words, account.ReauthenticateForm):
    labels: ClassVar = {"password": "Wachtwoord"}
    named: ClassVar = {"password": "uw wachtwoord"}


class ResetPasswordForm(Words, account.ResetPasswordForm):
    labels: ClassVar = {"email": "E-mailadres"}
    named: ClassVar = {"email": "uw e-mailadres"}


class ResetPasswordKeyForm(Words, account.ResetPasswordKeyForm):
    labels: ClassVar = {"password1": "Nieuw wachtwoord", "password2": "Nieuw wachtwoord, nog een keer"}
    named: ClassVar = {"password1": "een nieuw wachtwoord", "password2": "het nieuwe wachtwoord nog een keer"}
    hints: ClassVar = {"password1": NEW_PASSWORD}


class SetPasswordForm(Words, account.SetPasswordForm):
    labels: ClassVar = {"password1": "Wachtwoord", "password2": "Wachtwoord, nog een keer"}
    named: ClassVar = {"password1": "een wachtwoord", "password2": "het wachtwoord nog een keer"}
    hints: ClassVar = {"password1": NEW_PASSWORD}


class ChangePasswordForm(Words, account.ChangePasswordForm):
    labels: ClassVar = {
        "oldpassword": "Wachtwoord van nu",
        "password1": "Nieuw wachtwoord",
        "password2": "Nieuw wachtwoord, nog een keer",
    }
    named: ClassVar = {
        "oldpassword": "het wachtwoord van nu",
        "password1": "een nieuw wachtwoord",
        "password2": "het nieuwe wachtwoord nog een keer",
    }
    hints: ClassVar = {"password1": NEW_PASSWORD}


class AuthenticateForm(Words, mfa.AuthenticateForm):
    labels: ClassVar = {"code": "Code"}
    named: ClassVar = {"code": "de code"}
    hints: ClassVar = {"code": CODE}


class ReauthenticateMfaForm(Words, mfa.ReauthenticateForm):
    labels: ClassVar = {"code": "Code"}
    named: ClassVar = {"code": "de code"}
    hints: ClassVar = {"code": CODE}


class ActivateTOTPForm(Words, totp.ActivateTOTPForm):
    labels: ClassVar = {"code": "Code uit de app"}
    named: ClassVar = {"code": "de code uit de app"}
    hints: ClassVar = {"code": "Zes cijfers."}


class AddWebAuthnForm(Words, webauthn.AddWebAuthnForm):
    labels: ClassVar = {"name": "Naam", "passwordless": "Hiermee ook inloggen zonder wachtwoord"}
    hints: ClassVar = {
        "name": "Bijvoorbeeld: laptop van de balie.",
        "passwordless": "Uw apparaat vraagt dan om uw vinger, gezicht of pincode.",
    }


class EditWebAuthnForm(Words, webauthn.EditWebAuthnForm):
    labels: ClassVar = {"name": "Naam"}
    named: ClassVar = {"name": "een naam"}
