"""Home, explanation, and accepting an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from oco import devices, invitations, navigation, organisation_account
from oco.access import ROLE_TABLE, access_of, actor
from oco.forms import FirstPasswordForm
from oco.models.people import Role
from oco.shared_desk import locking


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everybody starts at their own work: the first page of the navigation, as `START` orders it. Who had locked the
    screen goes on where they were."""
    if resumed := locking.page_to_resume(request, actor(request)):
        return redirect(resumed)
    own = {item.url_name: item.url for item in navigation.items(request)}
    for url_name in navigation.START:
        if url_name in own:
            return redirect(own[url_name])
    raise PermissionDenied


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """What each role may do and what the words mean."""
    mine = access_of(actor(request)).roles
    roles = [
        {"label": role.label, "mine": role in mine, "may": sorted(permission.value for permission in ROLE_TABLE[role])}
        for role in Role
    ]
    return render(request, "oco/help.html", {"roles": roles})


@login_not_required
@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: choose a password, then sign in."""
    try:
        invitation = invitations.find(token, now=timezone.now())
        if organisation_account.is_only_way(invitation.user.email):
            messages.info(request, f"{organisation_account.only_way_sentence()} Daarmee neemt u de uitnodiging aan.")
            return redirect("account_login")
        form = FirstPasswordForm(request.POST or None, user=invitation.user)
        if request.method == "POST" and form.is_valid():
            invitations.accept(invitation=invitation, password=form.cleaned_data["password"], now=timezone.now())
            messages.success(request, "Uw wachtwoord is ingesteld. Log nu in.")
            answer = redirect("account_login")
            devices.remember(request, answer, invitation.user)
            return answer
    except invitations.InvitationRefused as reason:
        return render(request, "oco/invitation_refused.html", {"reason": str(reason)}, status=410)
    return render(request, "oco/accept_invitation.html", {"form": form})
