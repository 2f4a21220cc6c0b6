"""Somebody leaves: roles end after a last day or now, and with the last of them everything that lets them in.

Roles say until when they give access (`Membership.until`, the first day that they don't), so access ends at midnight by
itself, whatever runs or doesn't. `close_ended` then takes away what could let somebody in again. Who also works
elsewhere keeps that: an administrator ends what is theirs. What leavers still have is for the teams to hand over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from oco import audit, devices, sign_in_mail, signed_in
from oco.models import DevicePin, Invitation, Membership, Organisation, User
from oco.models.people import Role, Side
from oco.templatetags.oco import date_nl

FURTHEST = timedelta(days=366)


class LeavingRefused(Exception):
    """Not possible; the text is for the user."""


def running(user: User, organisations: Iterable[Organisation], *, today: date) -> QuerySet[Membership]:
    """The roles there that give access today or later."""
    return Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=today), user=user, organisation__in=organisations
    )


def last_day(user: User, organisations: Iterable[Organisation], *, today: date) -> date | None:
    """The last day on which the user has a role there, where that is known; None where some role has no end."""
    return last_day_of(running(user, organisations, today=today))


def last_day_of(roles: Iterable[Membership]) -> date | None:
    """The last day on which one of these roles holds; None where some role has no end, and without roles."""
    days = [role.last_day for role in roles]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def has_left(user: User, *, today: date) -> bool:
    """Had roles, and none of them gives access any more, today or later."""
    held = Membership.objects.filter(user=user)
    return held.exists() and not held.filter(Q(until__isnull=True) | Q(until__gt=today)).exists()


@transaction.atomic
def plan(
    *,
    user: User,
    organisations: Iterable[Organisation],
    day: date,
    by: User,
    today: date,
    only: Collection[Role] = tuple(Role),
) -> bool:
    """The user's last day there: all roles end after it. True where that ends all access of theirs.

    Tells who leads the teams, so that the caseload is handed over in time. `only`: with other roles than these there,
    it is for an administrator. Raises LeavingRefused.
    """
    _check(user, by)
    if day < today:
        raise LeavingRefused("Deze dag is voorbij. Kies vandaag of later, of stop de toegang nu.")
    if day > today + FURTHEST:
        raise LeavingRefused("Deze dag is meer dan een jaar weg. Kies een dag die dichterbij is.")
    return _end_after(user, organisations, until=day + timedelta(days=1), by=by, today=today, only=only)


@transaction.atomic
def stop_now(
    *,
    user: User,
    organisations: Iterable[Organisation],
    by: User,
    today: date,
    only: Collection[Role] = tuple(Role),
) -> bool:
    """Ends all roles there this moment. True where no access is left, and then the account is closed as well."""
    _check(user, by)
    gone = _end_after(user, organisations, until=today, by=by, today=today, only=only)
    if gone:
        close(user=user, by=by)
    return gone


def _end_after(
    user: User,
    organisations: Iterable[Organisation],
    *,
    until: date,
    by: User,
    today: date,
    only: Collection[Role],
) -> bool:
    held = list(running(user, organisations, today=today).select_for_update().order_by("pk"))
    if not held:
        raise LeavingRefused("Deze gebruiker heeft hier geen rol die nog loopt.")
    if any(membership.role not in only for membership in held):
        raise LeavingRefused("Deze gebruiker heeft hier ook een andere rol. Vraag de functioneel beheerder.")
    teams = {membership.organisation_id for membership in held}
    for membership in held:
        membership.until = max(until, membership.since)
        membership.save(update_fields=["until"])
    audit.record("last day set", by=by, on=user, until=until.isoformat(), organisations=sorted(teams))
    leaders = User.objects.filter(
        is_active=True,
        memberships__in=Membership.objects.active_on(today).filter(role=Role.MANAGER, organisation__in=teams),
    )
    for leader in leaders.exclude(pk__in=[user.pk, by.pk]).distinct():
        sign_in_mail.colleague_leaves(leader, until - timedelta(days=1) if until > today else today)
    elsewhere = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=until), user=user)
    return not elsewhere.exists()


@transaction.atomic
def stay(*, user: User, organisations: Iterable[Organisation], by: User, today: date) -> int:
    """Takes the last day back, for roles that still run. Returns how many."""
    ended = running(user, organisations, today=today).filter(until__isnull=False)
    taken_back = 0
    for membership in ended.select_for_update().order_by("pk"):
        twice = Membership.objects.filter(
            user=user, organisation=membership.organisation_id, role=membership.role, until__isnull=True
        )
        if not twice.exists():
            Membership.objects.filter(pk=membership.pk).update(until=None)
            taken_back += 1
    if taken_back:
        audit.record("last day taken back", by=by, on=user)
    return taken_back


def close(*, user: User, by: User | None) -> None:
    """Takes away everything that lets the user in, and ends what is open. What they wrote stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    signed_in.end_all(user=user, by=by)
    devices.forget_all(user)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    if user.side == Side.CARE:  # the other side has no shared computers, and no right on their PINs
        DevicePin.objects.filter(user=user).delete()
    Invitation.objects.filter(user=user, used_at__isnull=True).delete()
    audit.record("access closed", by=by, on=user)


def close_ended(*, today: date) -> int:
    """Closes the accounts of who has left by today. Returns how many. May run twice."""
    held = Membership.objects.filter(user=OuterRef("pk")).order_by()
    still = held.filter(Q(until__isnull=True) | Q(until__gt=today))
    closed = 0
    for user in User.objects.filter(Exists(held), ~Exists(still), is_active=True).order_by("pk"):
        with transaction.atomic():
            close(user=user, by=None)
        closed += 1
    return closed


def carry_out(
    *,
    user: User,
    organisations: Iterable[Organisation],
    day: date | None,
    by: User,
    today: date,
    only: Collection[Role] = tuple(Role),
) -> str:
    """What the form asks: a last day, or (None) now. Returns what is told. Raises LeavingRefused."""
    if day is None:
        gone = stop_now(user=user, organisations=organisations, by=by, today=today, only=only)
        return (
            "De toegang is gestopt, op alle apparaten."
            if gone
            else "De rollen hier zijn gestopt. Deze gebruiker werkt ook ergens anders en kan daarvoor inloggen."
        )
    plan(user=user, organisations=organisations, day=day, by=by, today=today, only=only)
    return f"De laatste dag is {date_nl(day)}. Daarna kan deze gebruiker hier niet meer inloggen."


def _check(user: User, by: User) -> None:
    if user == by:
        raise LeavingRefused("U kunt uw eigen toegang niet stoppen. Vraag het een andere beheerder.")
