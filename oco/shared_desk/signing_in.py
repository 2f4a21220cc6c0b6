"""What a full sign-in means at a shared desk, and how each session was made."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest

from oco.models import User
from oco.shared_desk import devices, pins


def how(request: HttpRequest, user: User) -> str:
    """How this session was made, as django-allauth noted it: "password", "password+totp", "password+recovery_codes",
    "passkey", or another method's name. With a PIN it is `rules.PERSON_PLUS_DEVICE`."""
    found: list[str] = []
    for record in get_authentication_records(request, user):
        method = str(record.get("method"))
        if method == "mfa":
            method = "passkey" if record.get("type") == "webauthn" and not found else str(record.get("type"))
        if method not in found:
            found.append(method)
    return "+".join(found)


def signed_in_fully(request: HttpRequest, user: User) -> None:
    """After a sign-in with all that is asked: notes how, and on a shared desk the PIN of this person works again."""
    request.session["signed_in_with"] = how(request, user)
    device = devices.of_request(request)
    if device is None:
        return
    devices.settle(request, device)
    if pins.turn_on(device=device, user=user):
        messages.info(request, "Uw pincode werkt op deze computer weer.")
