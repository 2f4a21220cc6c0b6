"""Administration: users with their roles, and the organisations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oco import administration, invitations
from oco.access import Permission, actor, require
from oco.forms import NewUserForm, RoleForm, SupporterKindForm
from oco.models import FrontDoor, Membership
from oco.models.people import Role, Side, SupporterKind


@require(Permission.ADMINISTER)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    found = administration.users_for(actor(request), today=timezone.localdate())
    return render(request, "oco/users.html", {"users": found})


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    by = actor(request)
    form = NewUserForm(request.POST or None, organisations=administration.organisations_for(by))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user, new = administration.add_user(
                email=data["email"],
                name=data["name"],
                organisation=data["organisation"],
                role=Role(data["role"]),
                by=by,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except administration.AdministrationRefused as reason:
            form.add_error("email", str(reason))
        else:
            text = "De uitnodiging is verstuurd." if new else "Deze gebruiker bestond al en heeft de rol gekregen."
            messages.success(request, text)
            return redirect("user", pk=user.pk)
    return render(request, "oco/user_new.html", {"form": form})


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: their roles here, and a form for one more."""
    by, today = actor(request), timezone.localdate()
    found = get_object_or_404(administration.users_for(by, today=today), pk=pk)
    form = RoleForm(request.POST or None, organisations=administration.organisations_for(by))
    if request.method == "POST" and form.is_valid():
        organisation, role = form.cleaned_data["organisation"], Role(form.cleaned_data["role"])
        if invitations.side_of(organisation) != found.side:
            form.add_error("organisation", "Deze gebruiker hoort bij de andere kant.")
        else:
            invitations.give_role(user=found, organisation=organisation, role=role, by=by, since=today)
            messages.success(request, "De rol is gegeven.")
            return redirect("user", pk=pk)
    waiting = found.invitations.filter(used_at__isnull=True).order_by("-sent_at").first()
    context = {
        "found": found,
        "form": form,
        "kind_form": SupporterKindForm(initial={"kind": found.supporter_kind}) if found.side == Side.CARE else None,
        "waiting": waiting,
        "now": timezone.now(),
    }
    return render(request, "oco/user.html", context)


@require(Permission.ADMINISTER)
@require_POST
def user_supporter_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Professional, volunteer or expert by experience; only for hours that are still to be written."""
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()).filter(side=Side.CARE), pk=pk)
    form = SupporterKindForm(request.POST)
    if form.is_valid():
        administration.set_supporter_kind(user=found, kind=SupporterKind(form.cleaned_data["kind"]), by=by)
        messages.success(request, "De soort ondersteuner is opgeslagen. Het geldt voor nieuwe uren.")
    else:
        messages.error(request, "Kies wat voor ondersteuner dit is.")
    return redirect("user", pk=pk)


@require(Permission.ADMINISTER)
@require_POST
def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    invitations.invite(user=found, by=by, now=timezone.now())
    messages.success(request, "Er is een nieuwe uitnodiging verstuurd. De vorige werkt niet meer.")
    return redirect("user", pk=pk)


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def user_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then ends the access at once."""
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    if request.method == "POST":
        try:
            administration.block(user=found, by=by)
            messages.success(request, "De toegang is gestopt. Met een nieuwe uitnodiging gaat hij weer open.")
        except administration.AdministrationRefused as reason:
            messages.error(request, str(reason))
        return redirect("user", pk=pk)
    return render(request, "oco/user_block.html", {"found": found})


@require(Permission.ADMINISTER)
@require_POST
def role_end(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    by, today = actor(request), timezone.localdate()
    found = get_object_or_404(
        Membership.objects.active_on(today),
        pk=membership,
        user__in=administration.users_for(by, today=today),
        user_id=pk,
        organisation__in=administration.organisations_for(by),
    )
    try:
        administration.end_role(membership=found, by=by, today=today)
        messages.success(request, "De rol is gestopt.")
    except administration.AdministrationRefused as reason:
        messages.error(request, str(reason))
    return redirect("user", pk=pk)


@require(Permission.ADMINISTER)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The administrator's organisations, their front doors and districts."""
    by = actor(request)
    own = administration.organisations_for(by).select_related("municipality")
    doors = (
        FrontDoor.objects.filter(participations__provider__in=own)
        .distinct()
        .select_related("run_by", "partnership", "municipality")
        .prefetch_related("participations__provider")
    )
    districts = administration.districts_for(by).select_related("municipality")
    return render(request, "oco/organisations.html", {"own": own, "doors": doors, "districts": districts})
