"""Shared computers: registering this one, the list of them, and one's own PIN on the one that somebody sits at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oco import access, demo_here
from oco.access import Permission, actor, require
from oco.shared_desk import devices, pins
from oco.shared_desk.forms import ChoosePinForm, DeviceForm


@require(Permission.ADMINISTER, Permission.LEAD_TEAM)
@require_safe
def shared_devices(request: HttpRequest) -> HttpResponse:
    """The computers of the user's front doors, and whether this is one of them."""
    by = actor(request)
    context = {"here": devices.of_request(request), "devices": devices.devices_of(by)}
    return render(request, "shared_desk/devices.html", context)


@require(Permission.ADMINISTER, Permission.LEAD_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def register_device(request: HttpRequest) -> HttpResponse:
    """Makes the computer on which this is asked a shared desk; who asked sees its limits at once."""
    by = actor(request)
    form = DeviceForm(request.POST or None, doors=devices.doors_of(by), initial=demo_here.suggested_device())
    if request.method == "POST" and form.is_valid():
        try:
            device, secret = devices.register(
                by=by, front_door=form.cleaned_data["front_door"], name=form.cleaned_data["name"]
            )
        except devices.DeviceRefused as reason:
            form.add_error("name", str(reason))
        else:
            demo_here.give_pins(device)
            devices.settle(request, device)
            messages.success(request, f"Deze computer is nu een gedeelde computer: {device.name}.")
            response = redirect("shared_devices")
            devices.remember(response, secret)
            return response
    return render(request, "shared_desk/register.html", {"form": form})


@require(Permission.ADMINISTER, Permission.LEAD_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then no PIN works there any more."""
    device = get_object_or_404(devices.devices_of(actor(request)), pk=pk)
    if request.method == "POST":
        devices.withdraw(device=device, by=actor(request))
        messages.success(request, f"{device.name} is geen gedeelde computer meer.")
        return redirect("shared_devices")
    return render(request, "shared_desk/withdraw.html", {"device": device})


@require_http_methods(["GET", "HEAD", "POST"])
def own_pin(request: HttpRequest) -> HttpResponse:
    """Choosing one's PIN for this computer, after a full sign-in on it."""
    user, device = actor(request), devices.of_request(request)
    if device is None or access.came_by_pin(user):
        return render(request, "shared_desk/no_pin.html", {"device": device, "form": None})
    form = ChoosePinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pins.choose(device=device, user=user, pin=form.cleaned_data["pin"])
        messages.success(request, "Uw pincode is ingesteld. De volgende keer kiest u uw naam en typt u uw pincode.")
        return redirect("home")
    context = {"form": form, "device": device, "held": pins.of_person(device, user)}
    return render(request, "shared_desk/own_pin.html", context)


@require_POST
def own_pin_remove(request: HttpRequest) -> HttpResponse:
    device = devices.of_request(request)
    if device is not None:
        pins.remove(device=device, user=actor(request))
        messages.success(request, "Uw pincode op deze computer is weg.")
    return redirect("home")
