"""What a password must be, in the product's own words: Django's Dutch is partly English, partly wrong."""

from __future__ import annotations

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError

from oco.models import User


class LongEnough(django.MinimumLengthValidator):
    """At least so many characters; twelve by the settings."""

    def get_error_message(self) -> str:
        return f"Dit wachtwoord is te kort. Gebruik ten minste {self.min_length} tekens."

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(self.get_error_message(), code="password_too_short")


class NotLikeThePerson(django.UserAttributeSimilarityValidator):
    """Not the person's own name or address."""

    DEFAULT_USER_ATTRIBUTES = ("name", "email")

    def get_error_message(self) -> str:
        return "Dit wachtwoord lijkt te veel op uw naam of e-mailadres. Kies een ander wachtwoord."

    def validate(self, password: str, user: User | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(self.get_error_message(), code=error.code) from None


class NotWellKnown(django.CommonPasswordValidator):
    """None of the twenty thousand that are tried first, and not numbers alone."""

    def get_error_message(self) -> str:
        return "Dit wachtwoord is makkelijk te raden. Kies een ander wachtwoord."

    def validate(self, password: str, user: User | None = None) -> None:
        if password.lower().strip() in self.passwords or password.isdecimal():
            raise ValidationError(self.get_error_message(), code="password_too_common")
