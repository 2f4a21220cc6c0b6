"""A client's identity: a telephone number that changed, a name that was misheard."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from cases import intake
from cases.forms.counter import COMMON_LANGUAGES, COMMON_PREFIXES, CorrectionForm
from cases.models import Client
from cases.views.answers import said_at
from oco.access import Permission, actor, may, require
from oco.models import User


@require(Permission.FIND_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    clients = Client.objects.for_user(user).select_related("front_door", "district")
    client = get_object_or_404(clients, pk=pk)
    initial = CorrectionForm.initial_of(client) | {"version": client.version}
    form = CorrectionForm(request.POST or None, initial=initial, front_door=client.front_door)
    current = None
    if request.method == "POST" and form.is_valid():
        with said_at(form) as trial:
            intake.correct_client(
                client=client, fields=form.client_fields(), version=form.cleaned_data["version"], by=user
            )
        if form.is_valid():
            messages.success(request, "De gegevens zijn opgeslagen.")
            return redirect(_back(user, client))
        current = trial.current
    context = {
        "client": client,
        "form": form,
        "current": current,
        "back_url": _back(user, client),
        "prefixes": COMMON_PREFIXES,
        "languages": COMMON_LANGUAGES,
    }
    return render(request, "counter/identity.html", context)


def _back(user: User, client: Client) -> str:
    """The client's own page for who may read questions, the counter for the others."""
    if may(user, Permission.READ_QUESTIONS):
        try:
            return reverse("client", args=[client.pk])
        except NoReverseMatch:
            pass
    return reverse("counter")
