"""What a password must be, in the product's own words: Django's Dutch is partly English, partly wrong."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from django.conf import settings
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

    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def get_error_message(self) -> str:
        return "Dit wachtwoord lijkt te veel op uw naam of e-mailadres. Kies een ander wachtwoord."

    def validate(self, password: str, user: User | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(self.get_error_message(), code=error.code) from None


# What everybody here would think of, in words that are tried first: the product, the work, the place, the season.
_WORDS = """
naast oco zosamen zorg client cliënt clienten cliënten clientondersteuning cliëntondersteuning ondersteuner
ondersteuning hulpvraag balie gemeente gemeentekant zorgkant wmo mee palet welzijn zoetermeer westerveld
wachtwoord password welkom geheim inloggen hallo winter lente zomer herfst voorjaar najaar januari februari maart
april mei juni juli augustus september oktober november december maandag dinsdag woensdag donderdag vrijdag
zaterdag zondag qwertyuiop qwerty azerty asdfgh
"""
OF_THIS_PLACE = frozenset(_WORDS.split())
_TOO_LITTLE = 5  # letters that are left when such words and all that isn't a letter are gone


class NotOfThisPlace:
    """Not put together from the words of this place and numbers alone: Naast2026!, Welkom01Welkom01."""

    def get_error_message(self) -> str:
        return "Dit wachtwoord is te makkelijk te raden voor wie Naast kent. Gebruik ook andere woorden."

    def get_help_text(self) -> str:
        return ""

    def validate(self, password: str, user: User | None = None) -> None:
        left = re.sub(r"[\W\d_]+", " ", password.lower())
        words = sorted(OF_THIS_PLACE | self._of_organisations(user), key=len, reverse=True)
        for word in words:
            left = left.replace(word, " ")
        if len(left.replace(" ", "")) <= _TOO_LITTLE:
            raise ValidationError(self.get_error_message(), code="password_of_this_place")

    @staticmethod
    def _of_organisations(user: User | None) -> set[str]:
        """The words of the names of the organisations where the person works."""
        if user is None or user.pk is None:
            return set()
        names = user.memberships.values_list("organisation__name", flat=True)
        return {word for name in names for word in re.findall(r"[^\W\d_]{3,}", name.lower())}


class NotWellKnown(django.CommonPasswordValidator):
    """None of the twenty thousand that are tried first, not the same twice over or with numbers behind it either, and
    not numbers alone."""

    def get_error_message(self) -> str:
        return "Dit wachtwoord is makkelijk te raden. Kies een ander wachtwoord."

    def validate(self, password: str, user: User | None = None) -> None:
        typed = password.lower().strip()
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", typed)
        half = bare[: len(bare) // 2] if bare == bare[: len(bare) // 2] * 2 else bare
        alike = len(set(typed)) <= 3  # aaaaaaaaaaaa, abababababab
        if not {typed, bare, half}.isdisjoint(self.passwords) or password.isdecimal() or alike:
            raise ValidationError(self.get_error_message(), code="password_too_common")


class NotBreached:
    """Not in the list of breached passwords that the installation has, where it has one (`BREACHED_PASSWORDS`): lines
    of "SHA-1 in capitals:count" in order, as haveibeenpwned.com gives them. Nothing is asked of another computer."""

    def get_help_text(self) -> str:
        return ""

    def validate(self, password: str, user: User | None = None) -> None:
        file: str = settings.BREACHED_PASSWORDS
        if file and is_listed(password, Path(file)):
            raise ValidationError(
                "Dit wachtwoord is ergens gelekt en wordt geprobeerd door wie wil inbreken. Kies een ander wachtwoord.",
                code="password_breached",
            )


def is_listed(password: str, file: Path) -> bool:
    """Halves the file until the line is found: some thirty reads in one of forty gigabytes."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()  # the rest of the line in which we landed
            line = lines.readline()
            if line and line[:40].upper() < wanted:
                low = middle + 1
            else:
                high = middle
        lines.seek(low)
        if low:
            lines.readline()
        return lines.readline()[:40].upper() == wanted
