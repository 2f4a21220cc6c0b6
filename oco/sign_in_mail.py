"""Mails to a user about their own account: what happened, and what to do when it wasn't them. Nothing else is in them.

Sent after the act is written. Where mail is away, the act stands and a line is in the log.
"""

from __future__ import annotations

from datetime import date
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from oco import signed_in
from oco.models import User
from oco.models.people import Side
from oco.templatetags.oco import date_nl

log = structlog.get_logger(__name__)


def new_device(user: User, request: HttpRequest) -> None:
    """Somebody signed in with a browser that wasn't used for this account before."""
    browser = signed_in.browser_of(request.META.get("HTTP_USER_AGENT", "")) or "een onbekende browser"
    _send(
        user.email,
        "Nieuw apparaat ingelogd bij Naast",
        f"Er is met uw account ingelogd op een apparaat dat wij nog niet kenden.\n\n"
        f"Wanneer: {_now()}\nWaarmee: {browser}\nVan netwerkadres: {signed_in.address_of(request)}\n\n"
        "Was u dit? Dan hoeft u niets te doen.\n"
        f"Was u dit niet? Kies meteen een nieuw wachtwoord: {_page(user, 'account_reset_password')}\n"
        "Bel daarna uw beheerder.",
    )


def many_failures(address: str) -> None:
    """Somebody tried a wrong password many times. Where there is no such account, nobody is told."""
    user = User.objects.filter(email=address.strip().lower(), is_active=True).first()
    if user is None or (settings.SIDE in ("care", "municipality") and user.side != settings.SIDE):
        return
    _send(
        user.email,
        "Vaak een verkeerd wachtwoord bij Naast",
        f"Op {_now()} is voor de zoveelste keer een verkeerd wachtwoord getypt bij uw account.\n"
        "Er is niet ingelogd. Op een nieuw apparaat moet nu even gewacht worden tussen twee pogingen.\n"
        "Op een computer waarop u al eerder inlogde, merkt u daar niets van.\n\n"
        "Was u dit zelf en weet u uw wachtwoord niet meer? Kies een nieuw wachtwoord:\n"
        f"{_page(user, 'account_reset_password')}\n\n"
        "Was u dit niet? Dan hoeft u niets te doen. Gebruikt u dit wachtwoord ook ergens anders? Kies dan een nieuw.",
    )


_CHANGES = {
    "password_changed": "Uw wachtwoord is gewijzigd.",
    "password_reset": "Uw wachtwoord is gewijzigd, met de link uit een e-mail.",
    "password_set": "Er is een wachtwoord ingesteld.",
    "totp_activated": "De app met codes is ingesteld als tweede stap.",
    "totp_deactivated": "De app met codes is uitgezet.",
    "webauthn_added": "Er is een toegangssleutel toegevoegd.",
    "webauthn_removed": "Er is een toegangssleutel verwijderd.",
    "recovery_codes_generated": "Er zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.",
}


def changed(user: User, what: str) -> None:
    """Something of how the user signs in was changed: a name of `_CHANGES`; of anything else there is no mail."""
    if what not in _CHANGES:
        return
    _send(
        user.email,
        "Er is iets gewijzigd aan uw account bij Naast",
        f"{_CHANGES[what]}\nWanneer: {_now()}\n\nWas u dit? Dan hoeft u niets te doen.\n"
        f"Was u dit niet? Kies meteen een nieuw wachtwoord: {_page(user, 'account_reset_password')}\n"
        "Bel daarna uw beheerder.",
    )


def colleague_leaves(leader: User, day: date) -> None:
    """To who leads a team: somebody of it goes, and may still have questions."""
    _send(
        leader.email,
        "Iemand van uw team gaat weg",
        f"Iemand van uw team stopt. De laatste dag is {date_nl(day)}.\n"
        "Kijk op de pagina Team wie het is en wat er nog over te dragen is:\n"
        f"{settings.CARE_ADDRESS if leader.side == Side.CARE else settings.MUNICIPALITY_ADDRESS}/",
    )


def second_factor_reset(user: User) -> None:
    """An administrator took the second factor away."""
    _send(
        user.email,
        "Uw tweede stap bij Naast is gewist",
        f"Op {_now()} heeft uw beheerder de tweede stap van uw account gewist.\n"
        "U bent overal uitgelogd. Bij de volgende keer inloggen stelt u de tweede stap opnieuw in.\n\n"
        "Hebt u hier niet om gevraagd? Bel dan meteen uw beheerder.",
    )


def sessions_ended(user: User) -> None:
    """An administrator ended all sessions."""
    _send(
        user.email,
        "U bent uitgelogd bij Naast",
        f"Op {_now()} heeft uw beheerder u op alle apparaten uitgelogd.\nU kunt gewoon weer inloggen.",
    )


def recovery_code_used(user: User, *, left: int) -> None:
    """A recovery code was used to sign in."""
    codes = "1 herstelcode" if left == 1 else f"{left} herstelcodes"
    _send(
        user.email,
        "Ingelogd bij Naast met een herstelcode",
        f"Op {_now()} is met een herstelcode ingelogd op uw account. U hebt nog {codes} over.\n"
        f"Nieuwe codes maakt u op de pagina Mijn account: {_page(user, 'mfa_index')}\n\n"
        "Was u dit niet? Kies meteen een nieuw wachtwoord en bel uw beheerder.",
    )


def _now() -> str:
    return str(date_nl(timezone.localtime(), "time"))


def _page(user: User, url_name: str) -> str:
    base: str = settings.MUNICIPALITY_ADDRESS if user.side == Side.MUNICIPALITY else settings.CARE_ADDRESS
    return base + reverse(url_name)


def _send(address: str, subject: str, text: str) -> None:
    def send() -> None:
        try:
            send_mail(subject, f"Goedendag,\n\n{text}\n", None, [address])
        except (SMTPException, OSError) as error:
            log.warning("mail about signing in failed", kind=type(error).__name__)

    transaction.on_commit(send)
