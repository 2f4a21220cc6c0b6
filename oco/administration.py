"""What a functional administrator does: bring in users, give and end roles, keep names in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from oco import access, audit, devices, invitations, sign_in_mail, signed_in
from oco.access import Permission
from oco.models import District, Invitation, Membership, Organisation, User
from oco.models.people import Role, SupporterKind


class AdministrationRefused(Exception):
    """Not possible; the text is for the user."""


def organisations_for(user: User) -> QuerySet[Organisation]:
    """The administrator's organisations; with a partnership also the providers behind its front doors."""
    own = access.access_of(user).organisation_ids(Permission.ADMINISTER)
    return Organisation.objects.filter(
        Q(pk__in=own)
        | Q(participations__front_door__partnership__in=own)
        | Q(participations__front_door__run_by__in=own)
    ).distinct()


def users_for(user: User, *, today: date) -> QuerySet[User]:
    """People with a role at those organisations, with the roles that hold today in `roles_now`."""
    organisations = organisations_for(user)
    now = Membership.objects.active_on(today).filter(organisation__in=organisations).select_related("organisation")
    return (
        User.objects.filter(memberships__organisation__in=organisations)
        .distinct()
        .order_by("name", "pk")
        .prefetch_related(Prefetch("memberships", queryset=now, to_attr="roles_now"))
    )


class WayIn(models.TextChoices):
    """Where somebody's way in stands."""

    NONE = "none", "kan niet inloggen"
    INVITED = "invited", "uitgenodigd"
    EXPIRED = "expired", "uitnodiging verlopen"
    OPEN = "open", "mag inloggen"
    LEAVING = "leaving", "gaat weg"


@dataclass(frozen=True)
class Person:
    """A user in the list: what they may, until when, and where their way in stands."""

    user: User
    way_in: WayIn
    last_day: date | None


def people(user: User, *, today: date, now: datetime) -> list[Person]:
    """The users of `users_for` with where their way in stands; as many queries for one as for a hundred."""
    waiting = Invitation.objects.filter(user=OuterRef("pk"), used_at__isnull=True).order_by("-sent_at")
    found = users_for(user, today=today).annotate(invited_until=Subquery(waiting.values("expires_at")[:1]))
    return [Person(each, _way_in(each, now=now), _last_day(each)) for each in found]


def _last_day(user: User) -> date | None:
    ends = [role.until for role in user.roles_now]  # type: ignore[attr-defined]  # of users_for
    known = [until for until in ends if until is not None]
    return max(known) - timedelta(days=1) if known and len(known) == len(ends) else None


def _way_in(user: User, *, now: datetime) -> WayIn:
    if user.is_active:
        return WayIn.LEAVING if _last_day(user) else WayIn.OPEN
    until = user.__dict__["invited_until"]
    if until is None:
        return WayIn.NONE
    return WayIn.EXPIRED if until <= now else WayIn.INVITED


def districts_for(user: User) -> QuerySet[District]:
    """Districts of the municipalities that the administrator's organisations serve."""
    return District.objects.filter(municipality__organisations__in=organisations_for(user)).distinct()


@transaction.atomic
def add_user(
    *, email: str, name: str, organisation: Organisation, role: Role, by: User, now: datetime, today: date
) -> tuple[User, bool]:
    """Gives a role to who has this address, or makes the user and invites them. True where one was made.

    Raises AdministrationRefused where the role doesn't exist there, or the address belongs to the other side.
    """
    if role not in invitations.roles_at(organisation):
        raise AdministrationRefused(f"De rol {role.label} bestaat niet bij {organisation.name}.")
    address = email.strip().lower()
    side = invitations.side_of(organisation)
    user = User.objects.filter(email=address).first()
    new = user is None
    if user is None:
        user = User.objects.create_user(address, name=name, side=side, is_active=False)
        audit.record("user made", by=by, on=user)
    elif user.side != side:
        raise AdministrationRefused("Dit e-mailadres hoort al bij iemand aan de andere kant.")
    invitations.give_role(user=user, organisation=organisation, role=role, by=by, since=today)
    if new or not user.is_active:
        invitations.invite(user=user, by=by, now=now)
    return user, new


@transaction.atomic
def set_supporter_kind(*, user: User, kind: SupporterKind, by: User) -> None:
    """What somebody is for the client from now on; hours that they wrote keep what they were then."""
    user.supporter_kind = kind
    user.save(update_fields=["supporter_kind"])
    audit.record("supporter kind set", by=by, on=user, kind=kind.value)


@transaction.atomic
def block(*, user: User, by: User) -> None:
    """Ends access at once, with every session, until there is a new invitation. Roles stay: somebody whose telephone
    was stolen comes back. Who leaves: oco/leaving.py."""
    if user == by:
        raise AdministrationRefused("U kunt uw eigen toegang niet stoppen.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    signed_in.end_all(user=user, by=by)
    devices.forget_all(user)
    invitations.withdraw(user=user, by=by)
    audit.record("access ended", by=by, on=user)


class ResetReason(models.TextChoices):
    """Why somebody's second factor is taken away: a code, for a text in the log could say more than it should."""

    LOST = "lost", "Telefoon of sleutel kwijt"
    NEW = "new", "Nieuwe telefoon of sleutel"
    BROKEN = "broken", "Telefoon of sleutel kapot"
    ABUSE = "abuse", "Iemand anders heeft er misschien bij gekund"


@transaction.atomic
def reset_second_factor(*, user: User, reason: ResetReason, by: User) -> None:
    """Takes app, keys and recovery codes away and ends all sessions; the user makes new ones at the next sign-in and is
    told by mail. Raises AdministrationRefused."""
    if user == by:
        raise AdministrationRefused("Uw eigen tweede stap wijzigt u bij Mijn account. Vraag anders een collega.")
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise AdministrationRefused("Deze gebruiker heeft nog geen tweede stap ingesteld.")
    signed_in.end_all(user=user, by=by)
    devices.forget_all(user)
    audit.record("second factor reset", by=by, on=user, reason=reason.value)
    sign_in_mail.second_factor_reset(user)


@transaction.atomic
def sign_out(*, user: User, by: User) -> int:
    """Ends all sessions of somebody. Returns how many."""
    ended = signed_in.end_all(user=user, by=by)
    if ended:
        sign_in_mail.sessions_ended(user)
    return ended


@transaction.atomic
def end_role(*, membership: Membership, by: User, today: date) -> None:
    if membership.user == by and membership.role == Role.ADMINISTRATOR:
        raise AdministrationRefused("U kunt uw eigen rol als beheerder niet stoppen. Vraag het een andere beheerder.")
    invitations.end_role(membership=membership, by=by, today=today)
