"""What a functional administrator does: bring in users, give and end roles, keep names in order."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from oco import access, audit, invitations
from oco.access import Permission
from oco.models import District, Membership, Organisation, User
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
    """Ends access at once: sessions no longer count, for every request looks at `is_active`."""
    if user == by:
        raise AdministrationRefused("U kunt uw eigen toegang niet stoppen.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record("access ended", by=by, on=user)


@transaction.atomic
def end_role(*, membership: Membership, by: User, today: date) -> None:
    if membership.user == by and membership.role == Role.ADMINISTRATOR:
        raise AdministrationRefused("U kunt uw eigen rol als beheerder niet stoppen. Vraag het een andere beheerder.")
    invitations.end_role(membership=membership, by=by, today=today)
