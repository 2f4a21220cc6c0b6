"""The forms of django-allauth in the product's own language: its Dutch says "je", ours says "u".

Named in the settings ACCOUNT_FORMS and MFA_FORMS.
"""

# django-allauth carries no types, so its forms are Any to the checker.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib import messages

from oco import guessing, organisation_account, sign_in_mail
from oco.form_fields import FormLanguage, speak_dutch

NEW_PASSWORD = "Minstens 12 tekens. Een zin van een paar woorden is makkelijk te onthouden."
CODE = "Zes cijfers uit uw app, of een van uw herstelcodes."


FEW_CODES = 2  # from here on the user is told to make new ones


def few_codes(left: int) -> str:
    """What who has few recovery codes left reads."""
    still = "geen herstelcodes meer" if not left else "nog 1 herstelcode" if left == 1 else f"nog {left} herstelcodes"
    return f"U hebt {still}. Maak nieuwe bij Mijn account."


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

    def clean_email(self) -> str:
        """Who signs in with their organisation has no password here. Goes by the domain, so it tells of nobody."""
        if organisation_account.is_only_way(self.cleaned_data["email"]):
            raise forms.ValidationError(organisation_account.only_way_sentence())
        found: str = super().clean_email()
        return found


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


class CountedCode(mfa.BaseAuthenticateForm):
    """A code that is typed wrong counts as a wrong password does (oco/guessing.py)."""

    def clean_code(self) -> str:
        attempt = guessing.begin(context.request, self.user.email, what="code")
        if attempt.wait:
            raise forms.ValidationError(attempt.sentence)
        try:
            code: str = super().clean_code()
        except forms.ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return code


class AuthenticateForm(Words, CountedCode, mfa.AuthenticateForm):
    labels: ClassVar = {"code": "Code"}
    named: ClassVar = {"code": "de code"}
    hints: ClassVar = {"code": CODE}

    def save(self) -> None:
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            self.authenticator.refresh_from_db()  # the code was crossed off on another copy
            left = len(self.authenticator.wrap().get_unused_codes())
            sign_in_mail.recovery_code_used(self.user, left=left)
            if left <= FEW_CODES:
                messages.warning(context.request, few_codes(left))


class ReauthenticateMfaForm(Words, CountedCode, mfa.ReauthenticateForm):
    labels: ClassVar = {"code": "Code"}
    named: ClassVar = {"code": "de code"}
    hints: ClassVar = {"code": CODE}


class ActivateTOTPForm(Words, totp.ActivateTOTPForm):
    labels: ClassVar = {"code": "Code uit de app"}
    named: ClassVar = {"code": "de code uit de app"}
    hints: ClassVar = {"code": "Zes cijfers."}


class CredentialField(forms.JSONField):
    """What a passkey answered, through the browser: an object. Anybody can send something else to the sign-in page."""

    most_signs = 20_000

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        refused = forms.ValidationError("Uw apparaat gaf geen antwoord dat wij kennen. Probeer het opnieuw.")
        if isinstance(value, str) and len(value) > self.most_signs:
            raise refused
        try:
            found = super().to_python(value)
        except (ValueError, RecursionError):  # thousands of digits, thousands of brackets
            raise refused from None
        if found is not None and not isinstance(found, dict):
            raise refused
        return found


class LoginWebAuthnForm(Words, webauthn.LoginWebAuthnForm):
    credential = CredentialField()


class ReauthenticateWebAuthnForm(Words, webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()


class AddWebAuthnForm(Words, webauthn.AddWebAuthnForm):
    credential = CredentialField()
    labels: ClassVar = {"name": "Naam", "passwordless": "Hiermee ook inloggen zonder wachtwoord"}
    hints: ClassVar = {
        "name": "Bijvoorbeeld: laptop van de balie.",
        "passwordless": "Uw apparaat vraagt dan om uw vinger, gezicht of pincode.",
    }


class EditWebAuthnForm(Words, webauthn.EditWebAuthnForm):
    labels: ClassVar = {"name": "Naam"}
    named: ClassVar = {"name": "een naam"}
