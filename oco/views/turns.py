"""Locking the screen, unlocking it, and signing in quickly at a shared desk."""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oco import audit, demo_here, second_factor, signed_in
from oco.account_forms import LoginForm
from oco.models import SharedDevice, User
from oco.second_factor import Proof
from oco.shared_desk import devices, locking, pins, rules, times
from oco.shared_desk.forms import PinForm, UnlockForm
from oco.shared_desk.pins import Tried
from oco.shared_desk.rules import PERSON_PLUS_DEVICE

_SAID = {
    Tried.WRONG: "Deze pincode klopt niet. Probeer het nog een keer.",
    Tried.OFF: "Uw pincode staat op deze computer uit. Log in met uw wachtwoord. Daarna werkt hij weer.",
}
WHY = ("asked", "switch", "full", "time")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def session_time(request: HttpRequest) -> HttpResponse:
    """How long this session still lasts, for the page that shows it. A POST says that somebody is there.

    `left`: whole seconds; `idle`: whether going on makes it longer; `to`: where who isn't signed in belongs.
    """
    running = times.of(request.session)
    if running is None:
        to = locking.page_for_visitors(request)
        held = to == reverse("locked")
        return JsonResponse({"left": 0, "locked": held, "to": to if held else locking.to_sign_in(request)})
    if request.method == "POST":
        times.use(request.session)
        running = times.of(request.session) or running
    now = time.time()
    answer = {"left": running.left(now), "idle": running.ends_by_idleness(now), "token": get_token(request)}
    return JsonResponse(answer)


@login_not_required
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """The session ends; the page shows the locked screen. Drafts were kept before, by the page itself."""
    if isinstance(request.user, User):
        why = request.POST.get("why", "asked")
        path = request.POST.get("next", "")
        locking.lock(request, path=path, why=why if why in WHY else "asked")
    return redirect(locking.page_for_visitors(request))


@dataclass(frozen=True)
class Tile:
    """A colleague who may sign in here with a PIN."""

    user: User
    name: str
    locked: bool  # who locked this screen


@login_not_required
@require_safe
@never_cache
def locked(request: HttpRequest) -> HttpResponse:
    """No client, no name of a page: who was here, and how to come back or to take over."""
    if isinstance(request.user, User):
        return redirect("home")
    return _show(request)


def _show(
    request: HttpRequest,
    *,
    chosen: User | None = None,
    pin_form: PinForm | None = None,
    unlock_form: UnlockForm | None = None,
    status: int = 200,
) -> HttpResponse:
    device = devices.of_request(request)
    first, why = locking.locked_user(request), locking.why_locked(request)
    tiles = _tiles(device, first)
    with_pin = {tile.user.pk for tile in tiles}
    if chosen is None and first is not None and why not in ("switch", "full") and first.pk in with_pin:
        chosen = first
    by_password = first is not None and (chosen == first or (chosen is None and why != "switch"))
    context = {
        "device": device,
        "first": first,
        "first_name": _name_of(first, tiles),
        "why": why,
        "tiles": tiles,
        "chosen": chosen,
        "chosen_name": _name_of(chosen, tiles),
        "pin_form": (pin_form or PinForm()) if chosen else None,
        "unlock_form": (unlock_form or UnlockForm(alone=chosen is None)) if by_password else None,
        "form": unlock_form or pin_form,  # the base template asks it for errors
        "demo_pin": demo_here.pin(),
        "passkeys": settings.MFA_PASSKEY_LOGIN_ENABLED,
    }
    return render(request, "shared_desk/locked.html", context, status=status)


def _tiles(device: SharedDevice | None, first: User | None) -> list[Tile]:
    people = pins.people_at(device) if device else []
    names = rules.short_names([person.name for person in people])
    return [Tile(person, name, person == first) for person, name in zip(people, names, strict=True)]


def _name_of(user: User | None, tiles: list[Tile]) -> str:
    if user is None:
        return ""
    return next((tile.name for tile in tiles if tile.user == user), rules.short_names([user.name])[0])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def quick_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The PIN of one colleague on this computer. Elsewhere, and for who has no PIN here, there is nothing."""
    if isinstance(request.user, User):
        return redirect("home")
    device = devices.of_request(request)
    if device is None:
        return redirect(locking.page_for_visitors(request))
    people = {person.pk: person for person in pins.people_at(device)}
    user = people.get(pk)
    if user is None:
        return redirect("locked")
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = pins.check(device=device, user=user, pin=form.cleaned_data["pin"])
        if tried is Tried.RIGHT:
            return _sign_in(request, user, device)
        form.add_error("pin", _SAID[tried])
    return _show(request, chosen=user, pin_form=form)


def _sign_in(request: HttpRequest, user: User, device: SharedDevice) -> HttpResponse:
    resumed = locking.page_to_resume(request, user)
    request.session["desk"] = {"id": device.pk, "name": device.name}
    request.session["signed_in_with"] = PERSON_PLUS_DEVICE
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    second_factor.proved_by(request, user, Proof.PIN)
    signed_in.note_beginning(request, how=Proof.PIN)
    audit.record("signed in", by=user, on=device, how=PERSON_PLUS_DEVICE)
    return redirect(resumed or "home")


@rate_limit(action="login")  # type: ignore[untyped-decorator]
@login_not_required
@require_POST
@never_cache
def unlock(request: HttpRequest) -> HttpResponse:
    """The password of who locked the screen: a full sign-in, with the second step where there is one."""
    user = locking.locked_user(request)
    if user is None or isinstance(request.user, User):
        return redirect(locking.page_for_visitors(request) if user is None else "home")
    form = UnlockForm(request.POST)
    if form.is_valid():
        full = LoginForm({"login": user.email, "password": form.cleaned_data["password"]}, request=request)
        if full.is_valid():
            answer: HttpResponse = full.login(request, redirect_url=reverse("home"))
            return answer
        for error in full.non_field_errors().as_data():
            wrong = error.code == "email_password_mismatch"
            form.add_error("password", "Dit wachtwoord klopt niet. Probeer het nog een keer." if wrong else error)
    return _show(request, unlock_form=form)
