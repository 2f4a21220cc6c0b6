"""What signing in says when it refuses. The adapters of `oco.accounts` lay these over django-allauth's own."""

from __future__ import annotations

from typing import Final

ACCOUNT_ERRORS: Final[dict[str, str]] = {
    "account_inactive": "Dit account staat uit. Vraag het aan de functioneel beheerder.",
    "email_password_mismatch": "Het e-mailadres of het wachtwoord klopt niet.",
    "enter_current_password": "Het wachtwoord van nu klopt niet.",
    "incorrect_code": "Deze code klopt niet. Wacht op een nieuwe code en probeer het opnieuw.",
    "incorrect_password": "Het wachtwoord klopt niet.",
    "invalid_login": "Inloggen is niet gelukt.",
    "invalid_or_expired_key": "Deze link werkt niet meer.",
    "invalid_password_reset": "Deze link werkt niet meer. Vraag een nieuwe aan.",
    "too_many_login_attempts": "Het is te vaak misgegaan. Wacht even en probeer het opnieuw.",
    "unknown_email": "Dit e-mailadres is niet bekend.",
    "rate_limited": "Dat ging te snel achter elkaar. Wacht even en probeer het opnieuw.",
}
MFA_ERRORS: Final[dict[str, str]] = {
    "cannot_delete_authenticator": "U kunt de tweede stap niet uitzetten.",
    "cannot_generate_recovery_codes": "Stel eerst een app of toegangssleutel in. Daarna kunt u herstelcodes maken.",
    "incorrect_code": "Deze code klopt niet. Wacht op een nieuwe code en probeer het opnieuw.",
    "unverified_email": "Bevestig eerst uw e-mailadres.",
}
