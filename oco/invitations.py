"""Users come in by invitation: an e-mail with a link that holds for a week and works once."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from oco import audit
from oco.models import Invitation, Membership, Organisation, User
from oco.models.people import Role, Side
from oco.secret_hash import hashed

HOLDS_FOR = timedelta(days=7)


class InvitationRefused(Exception):
    """The link doesn't work (any more); the text is for the user."""


def side_of(organisation: Organisation) -> Side:
    """Users of a municipality sign in on its own side; all others on the care side."""
    return Side.MUNICIPALITY if organisation.kind == Organisation.Kind.MUNICIPALITY else Side.CARE


def roles_at(organisation: Organisation) -> list[Role]:
    """The roles that exist at a kind of organisation."""
    match organisation.kind:
        case Organisation.Kind.MUNICIPALITY:
            return [Role.POLICY_OFFICER, Role.ADMINISTRATOR]
        case Organisation.Kind.PARTNERSHIP:
            return [Role.COUNTER, Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR]
        case _:
            return [Role.COUNTER, Role.SUPPORTER, Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR]


@transaction.atomic
def give_role(*, user: User, organisation: Organisation, role: Role, by: User | None, since: date) -> Membership:
    """Gives a user a role, where they don't have it yet."""
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, until=None, defaults={"since": since}
    )
    if made:
        audit.record("role given", by=by, on=user, role=str(role), organisation=organisation.pk)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User, today: date) -> None:
    """Ends a role today: from now on it gives no access."""
    membership.until = max(today, membership.since)
    membership.save(update_fields=["until"])
    audit.record("role ended", by=by, on=membership.user, role=membership.role, organisation=membership.organisation_id)


@transaction.atomic
def invite(*, user: User, by: User | None, now: datetime) -> str:
    """Sends a fresh invitation; earlier ones stop working. Returns the link that was sent."""
    Invitation.objects.filter(user=user, used_at__isnull=True).delete()
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(user=user, token_hash=hashed(token), sent_at=now, sent_by=by, expires_at=now + HOLDS_FOR)
    base: str = settings.MUNICIPALITY_ADDRESS if user.side == Side.MUNICIPALITY else settings.CARE_ADDRESS
    link = base + reverse("accept_invitation", args=[token])
    audit.record("invited", by=by, on=user)
    transaction.on_commit(lambda: _mail(user.email, link))
    return link


def find(token: str, *, now: datetime) -> Invitation:
    """The invitation of a link. Raises InvitationRefused with the reason."""
    found = Invitation.objects.select_related("user").filter(token_hash=hashed(token)).first()
    if found is None:
        raise InvitationRefused("Deze link werkt niet. Kijk of u de hele link uit de e-mail hebt gebruikt.")
    if found.used_at is not None:
        raise InvitationRefused("Deze uitnodiging is al gebruikt. Log in met uw e-mailadres en wachtwoord.")
    if found.expires_at <= now:
        raise InvitationRefused("Deze uitnodiging is verlopen. Vraag uw beheerder om een nieuwe.")
    return found


@transaction.atomic
def accept(*, invitation: Invitation, password: str, now: datetime) -> User:
    """Sets the password and opens the account. Of two at once only the first counts."""
    used = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=now)
    if not used:
        raise InvitationRefused("Deze uitnodiging is al gebruikt. Log in met uw e-mailadres en wachtwoord.")
    user = invitation.user
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    audit.record("invitation accepted", by=user, on=user)
    return user


@transaction.atomic
def accept_without_password(*, user: User, now: datetime) -> bool:
    """Opens the account of an invited user who proved with their organisation's account who they are. False where no
    invitation is open."""
    used = Invitation.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now).update(used_at=now)
    if not used:
        return False
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("invitation accepted", by=user, on=user)
    return True


def is_open(user: User, *, now: datetime) -> bool:
    """Does an invitation wait for this user?"""
    return Invitation.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now).exists()


@transaction.atomic
def withdraw(*, user: User, by: User) -> bool:
    """Takes back the invitation that is open; its link stops working. False where there was none."""
    gone, _ = Invitation.objects.filter(user=user, used_at__isnull=True).delete()
    if gone:
        audit.record("invitation withdrawn", by=by, on=user)
    return bool(gone)


def _mail(address: str, link: str) -> None:
    send_mail(
        subject="Uitnodiging voor Naast",
        message=(
            "Goedendag,\n\n"
            "U bent uitgenodigd om te werken met Naast, het systeem voor cliëntondersteuning.\n"
            "Kies eerst uw wachtwoord. Dat doet u op deze pagina:\n\n"
            f"{link}\n\n"
            "De link werkt een week lang, en één keer.\n"
        ),
        from_email=None,
        recipient_list=[address],
    )
