"""Who must sign in with a second factor, and with what a session was made: one place that says whether that fits.

`asked_of` goes by role (OCO_SECOND_FACTOR_ROLES); `made_with` lists the proofs of this session. A way of signing in
that isn't by password or passkey (an organisation's own, a shared desk with its PIN) notes its proof with `proved_by`
and stands in `ENOUGH_WITHOUT_OWN`: the registered computer and the PIN are two.
"""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum
from functools import cache

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from oco.access import access_of
from oco.models import User


class Proof(StrEnum):
    """With what a session was made; the Dutch words are for the list of one's own sessions."""

    PASSWORD = "wachtwoord"
    APP = "code uit de app"
    RECOVERY_CODE = "herstelcode"
    PASSKEY = "toegangssleutel"
    ORGANISATION = "account van de organisatie"
    ORGANISATION_FACTOR = "tweede stap van de organisatie"
    PIN = "pincode op een gedeelde computer"


# A second factor that isn't kept here: nobody who shows it needs one of their own.
ENOUGH_WITHOUT_OWN = frozenset({Proof.ORGANISATION_FACTOR, Proof.PIN})
# Any of these is a second factor: something that one has, beside what one knows.
ENOUGH = frozenset({Proof.APP, Proof.RECOVERY_CODE, Proof.PASSKEY}) | ENOUGH_WITHOUT_OWN
_OF_TYPE = {
    Authenticator.Type.TOTP: Proof.APP,
    Authenticator.Type.RECOVERY_CODES: Proof.RECOVERY_CODE,
    Authenticator.Type.WEBAUTHN: Proof.PASSKEY,
}
# Proofs that no authenticator of the user gave, by the type under which the session notes them.
_ELSEWHERE = {"organisation": Proof.ORGANISATION_FACTOR, "pin": Proof.PIN}


def asked_of(user: User) -> bool:
    """Must this user, with the roles that they have today, have a second factor? Without any role they must."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    roles = access_of(user).roles
    return not roles or any(role.value in settings.SECOND_FACTOR_ROLES for role in roles)


def made_with(request: HttpRequest, user: User) -> frozenset[Proof]:
    """The proofs that this session was made with, those that were given on the way included."""
    found = set()
    for record in get_authentication_records(request, user):
        match record.get("method"), record.get("type"):
            case "password", _:
                found.add(Proof.PASSWORD)
            case "socialaccount", _:
                found.add(Proof.ORGANISATION)
            case "mfa", kind if kind in _ELSEWHERE:
                found.add(_ELSEWHERE[kind])
            case "mfa", kind if kind in _OF_TYPE:
                found.add(_OF_TYPE[kind])
    return frozenset(found)


def proved(request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    """A factor was set up in this session just now, and so was given."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=str(authenticator.type))


def proved_by(request: HttpRequest, user: User, proof: Proof) -> None:
    """Something else asked for a second factor: the organisation's own sign-in, or a shared computer its PIN."""
    kind = next(kind for kind, known in _ELSEWHERE.items() if known is proof)
    record_authentication(request, user, "mfa", type=kind)


def where_to(request: HttpRequest, user: User) -> str:
    """The name of the page that this session has to go to first; nothing where it has what is asked."""
    if not asked_of(user):
        return ""
    made = made_with(request, user)
    if made & ENOUGH_WITHOUT_OWN:
        return ""
    if not is_mfa_enabled(user):
        return "mfa_activate_totp"
    if made & ENOUGH:
        return ""
    # There is a factor, and this session never showed it: set up elsewhere meanwhile.
    codes = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    return "mfa_reauthenticate" if is_mfa_enabled(user, codes) else "mfa_reauthenticate_webauthn"


# --- the key of what is stored ----------------------------------------------------------------------------------------


def box() -> MultiFernet:
    """Encrypts with the first key of SECOND_FACTOR_KEYS and reads with any of them. Last, and for reading alone, the
    key of earlier versions, which followed from SECRET_KEY."""
    return _box(tuple(settings.SECOND_FACTOR_KEYS), settings.SECRET_KEY)


@cache
def _box(keys: tuple[str, ...], secret_key: str) -> MultiFernet:
    return MultiFernet([_fernet(b"", key) for key in keys] + [_fernet(b"second factor", secret_key)])


def _fernet(label: bytes, key: str) -> Fernet:
    """Any text of length is a key: it is hashed to the 32 bytes that are asked for."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(label + key.encode()).digest()))


def encrypt_anew() -> int:
    """Writes every secret that this login sees with the first key. Returns the number of rows. May run twice."""
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")  # a passkey's key is public
    count = 0
    with transaction.atomic():
        for row in rows.select_for_update():
            for name in ("secret", "seed"):
                if name in row.data:
                    row.data[name] = box().rotate(row.data[name].encode()).decode()
            row.save(update_fields=["data"])
            count += 1
    return count
