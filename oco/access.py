"""Who may do what. The role table can be read aloud; views name the permission that they need.

A role that lacks the permission gets a 403 page; a record that isn't yours is a 404, because every
look-up begins at a QuerySet's `for_user`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from oco.models import FrontDoor, Membership, Organisation, Participation, User
from oco.models.people import Role, Side


class Permission(StrEnum):
    """What a view asks for; the Dutch words are for the page about roles."""

    USE_COUNTER = "inloop registreren en turven"
    FIND_CLIENTS = "cliënten zoeken"
    TRIAGE = "vragen beoordelen en toewijzen"
    READ_QUESTIONS = "hulpvragen lezen"
    WORK_ON_QUESTIONS = "aan hulpvragen werken"
    WRITE_HOURS = "uren schrijven"
    LEAD_TEAM = "het team zien en vragen overdragen"
    IMPORT_REGISTER = "een register importeren"
    SEE_FIGURES = "eigen cijfers zien"
    FILE_REPORTS = "rapporten indienen"
    KEEP_MONEY = "kosten en declaraties van de eigen aanbieder bijhouden"
    READ_RELEASED = "vrijgegeven rapporten lezen"
    CHECK_REPORTS = "rapporten beoordelen"
    ADMINISTER = "organisaties, gebruikers en lijsten beheren"


P = Permission
ROLE_TABLE: dict[Role, frozenset[Permission]] = {
    Role.COUNTER: frozenset({P.USE_COUNTER, P.FIND_CLIENTS}),
    Role.SUPPORTER: frozenset({P.USE_COUNTER, P.FIND_CLIENTS, P.READ_QUESTIONS, P.WORK_ON_QUESTIONS, P.WRITE_HOURS}),
    Role.COORDINATOR: frozenset({P.USE_COUNTER, P.FIND_CLIENTS, P.READ_QUESTIONS, P.TRIAGE}),
    Role.MANAGER: frozenset(
        {
            P.USE_COUNTER,
            P.FIND_CLIENTS,
            P.READ_QUESTIONS,
            P.WORK_ON_QUESTIONS,
            P.WRITE_HOURS,
            P.LEAD_TEAM,
            P.IMPORT_REGISTER,
            P.SEE_FIGURES,
            P.FILE_REPORTS,
            P.KEEP_MONEY,
        }
    ),
    Role.POLICY_OFFICER: frozenset({P.READ_RELEASED, P.CHECK_REPORTS}),
    Role.ADMINISTRATOR: frozenset({P.ADMINISTER}),
}

# A manager of a partnership draws up the joint report; the work on people is the providers' own.
PARTNERSHIP_MANAGER = frozenset({P.SEE_FIGURES, P.FILE_REPORTS})

# With a PIN at a shared desk everybody is a counter worker: who looked over a shoulder gains nothing that they haven't.
WITH_A_PIN = ROLE_TABLE[Role.COUNTER]


@dataclass(frozen=True)
class Grant:
    """One active membership, as far as access is concerned."""

    role: Role
    organisation_id: int
    organisation_kind: str
    by_pin: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        joint = self.role == Role.MANAGER and self.organisation_kind == Organisation.Kind.PARTNERSHIP
        held = PARTNERSHIP_MANAGER if joint else ROLE_TABLE[self.role]
        return held & WITH_A_PIN if self.by_pin else held


@dataclass(frozen=True)
class Access:
    """All that one user may do today; made once per request by `access_of`."""

    user_id: int
    grants: tuple[Grant, ...]

    def may(self, permission: Permission) -> bool:
        return any(permission in grant.permissions for grant in self.grants)

    def organisation_ids(self, permission: Permission) -> frozenset[int]:
        """The organisations at which the user has this permission."""
        return frozenset(grant.organisation_id for grant in self.grants if permission in grant.permissions)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)


def access_of(user: User, *, today: date | None = None) -> Access:
    """The user's access on a day (today by default), kept on the user object for this request."""
    known: Access | None = getattr(user, "_access", None)
    if known is None or today is not None:
        rows = (
            Membership.objects.active_on(today or timezone.localdate())
            .filter(user_id=user.pk)
            .values_list("role", "organisation_id", "organisation__kind")
        )
        by_pin = came_by_pin(user)
        known = Access(user.pk, tuple(Grant(Role(role), org, kind, by_pin) for role, org, kind in rows))
        if today is None:
            user._access = known  # type: ignore[attr-defined]
    return known


def came_by_pin(user: User) -> bool:
    """Whether this request's session was opened with a PIN (oco/shared_desk)."""
    return bool(getattr(user, "_came_by_pin", False))


def could_do_more(user: User) -> bool:
    """Whether who came by PIN has a role for which they'd have to sign in fully."""
    return came_by_pin(user) and any(
        replace(grant, by_pin=False).permissions - WITH_A_PIN for grant in access_of(user).grants
    )


def who_may(permission: Permission, *, front_door: FrontDoor, among: Collection[int]) -> frozenset[int]:
    """Which of these users have a permission at an organisation of this front door today. One query."""
    at = Q(organisation=front_door.run_by_id) | Q(organisation__participations__front_door=front_door)
    rows = (
        Membership.objects.active_on(timezone.localdate())
        .filter(at, user_id__in=list(among))
        .values_list("user_id", "role", "organisation_id", "organisation__kind")
    )
    return frozenset(user for user, role, org, kind in rows if permission in Grant(Role(role), org, kind).permissions)


def may(user: User, permission: Permission) -> bool:
    return access_of(user).may(permission)


def provider_ids(user: User, permission: Permission) -> frozenset[int]:
    """Organisations with this permission; only providers' ids match a provider column."""
    return access_of(user).organisation_ids(permission)


def front_doors(user: User, permission: Permission) -> frozenset[int]:
    """Front doors that the user reaches with this permission: run by, or worked behind by, an organisation
    of theirs. Kept on the user object for this request."""
    # By organisations, not by permission: most permissions of a user come from the same ones.
    cache: dict[frozenset[int], frozenset[int]] = user.__dict__.setdefault("_front_doors", {})
    organisations = access_of(user).organisation_ids(permission)
    if organisations not in cache:
        run = FrontDoor.objects.filter(run_by_id__in=organisations).order_by().values_list("pk")
        joined = Participation.objects.filter(provider_id__in=organisations).order_by().values_list("front_door_id")
        cache[organisations] = frozenset(pk for (pk,) in run.union(joined))
    return cache[organisations]


def front_doors_run(user: User, permission: Permission) -> frozenset[int]:
    """Front doors whose one list of questions the user keeps: those run by an organisation of theirs. Kept on the
    user object for this request, for a view and every list of questions in it ask."""
    cache: dict[frozenset[int], frozenset[int]] = user.__dict__.setdefault("_front_doors_run", {})
    organisations = access_of(user).organisation_ids(permission)
    if organisations not in cache:
        run = FrontDoor.objects.filter(run_by_id__in=organisations)
        cache[organisations] = frozenset(run.order_by().values_list("pk", flat=True))
    return cache[organisations]


def administrators(day: date) -> QuerySet[User]:
    """Who administers something on the care side on this day, and may sign in."""
    held = Membership.objects.active_on(day).filter(role=Role.ADMINISTRATOR)
    return User.objects.filter(side=Side.CARE, is_active=True, memberships__in=held).order_by("pk").distinct()


def administered_providers(user: User) -> frozenset[int]:
    """Providers that the user administers: their own organisations, and behind the front doors that these run. Kept on
    the user object for this request."""
    cache: dict[frozenset[int], frozenset[int]] = user.__dict__.setdefault("_administered", {})
    own = access_of(user).organisation_ids(Permission.ADMINISTER)
    if own not in cache:
        behind = Participation.objects.filter(front_door__run_by_id__in=own).order_by().values_list("provider_id")
        cache[own] = own | {pk for (pk,) in behind} if own else own
    return cache[own]


def actor(request: HttpRequest) -> User:
    """The signed-in user; the login-required middleware let nobody else through."""
    return cast(User, request.user)


Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def require(*permissions: Permission) -> Callable[[View[Rest]], View[Rest]]:
    """A view for who has at least one of these permissions; others get the 403 page."""

    def decorate(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            access = access_of(actor(request))
            if not any(access.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
