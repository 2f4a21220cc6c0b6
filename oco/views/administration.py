"""Administration: users with their roles, and the organisations."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oco import administration, invitations, leaving, signed_in
from oco.access import Permission, actor, require
from oco.forms import NewUserForm, ResetSecondFactorForm, RoleForm, SupporterKindForm
from oco.models import FrontDoor, Membership, User
from oco.models.people import Role, Side, SupporterKind


@require(Permission.ADMINISTER)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    people = administration.people(actor(request), today=timezone.localdate(), now=timezone.now())
    return render(request, "oco/users.html", {"people": people})


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
        "last_day": leaving.last_day(found, administration.organisations_for(by), today=today),
        "has_second_factor": Authenticator.objects.filter(user=found).exists(),
        "sessions": signed_in.of(found).count(),
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


def _works_here(request: HttpRequest, found: User) -> bool:
    """Has this user a role at the administrator's organisations today? Who went elsewhere is for whoever is there."""
    here = bool(found.roles_now)  # type: ignore[attr-defined]  # of users_for
    if not here:
        messages.error(request, "Deze gebruiker heeft bij u geen rol meer. Geef eerst een rol.")
    return here


@require(Permission.ADMINISTER)
@require_POST
def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    if _works_here(request, found):
        invitations.invite(user=found, by=by, now=timezone.now())
        messages.success(request, "Er is een nieuwe uitnodiging verstuurd. De vorige werkt niet meer.")
    return redirect("user", pk=pk)


@require(Permission.ADMINISTER)
@require_POST
def user_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back the invitation that waits."""
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    if invitations.withdraw(user=found, by=by):
        messages.success(request, "De uitnodiging is ingetrokken. De link werkt niet meer.")
    else:
        messages.info(request, "Er stond geen uitnodiging open.")
    return redirect("user", pk=pk)


@require(Permission.ADMINISTER)
@require_POST
def user_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends all sessions of somebody, who can sign in again."""
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    if not _works_here(request, found):
        return redirect("user", pk=pk)
    raise_if_reauthentication_required(request, app="allauth.mfa")
    ended = administration.sign_out(user=found, by=by)
    said = "Deze gebruiker is overal uitgelogd." if ended else "Deze gebruiker was nergens ingelogd."
    messages.success(request, said)
    return redirect("user", pk=pk)


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def user_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes somebody's second factor away, with the reason."""
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    if not _works_here(request, found):
        return redirect("user", pk=pk)
    raise_if_reauthentication_required(request, app="allauth.mfa")
    form = ResetSecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            administration.reset_second_factor(
                user=found, reason=administration.ResetReason(form.cleaned_data["reason"]), by=by
            )
            messages.success(request, "De tweede stap is gewist. De gebruiker krijgt een e-mail.")
        except administration.AdministrationRefused as reason:
            messages.error(request, str(reason))
        return redirect("user", pk=pk)
    return render(request, "oco/user_second_factor.html", {"found": found, "form": form})


@require(Permission.ADMINISTER)
@require_http_methods(["GET", "POST"])
def user_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then ends the access at once."""
    by = actor(request)
    found = get_object_or_404(administration.users_for(by, today=timezone.localdate()), pk=pk)
    if not _works_here(request, found):
        return redirect("user", pk=pk)
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
