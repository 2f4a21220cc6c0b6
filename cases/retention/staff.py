"""Names of people who left: kept as long as what they wrote is accounted for, then taken from the account.

Their work stays under the same key, so that hours and figures do: the name is "oud-medewerker 12". Names in documents
that were filed, decided or certified stay; they are part of the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, Model, OuterRef, Q
from django.utils import timezone

from cases.acts import act
from cases.models import Absence, Contact, DataKind, Draft, HelpQuestion, OtherWork, ReminderChoice, SavedView
from cases.models.retention import SHORTEST
from cases.retention import rules
from cases.retention.terms import terms_of_all
from oco import audit
from oco.models import Invitation, Membership, Organisation, User

NAME = "oud-medewerker"
DOMAIN = "vertrokken.invalid"  # RFC 2606: no mail can ever arrive there
MOST = 200  # of one run


def left_on(user: User) -> date | None:
    """The last day on which somebody belonged to an organisation or wrote something; None for who still does."""
    ends = Membership.objects.filter(user=user)
    if ends.filter(until__isnull=True).exists():
        return None
    days: list[date | None] = [ends.aggregate(last=Max("until"))["last"], timezone.localdate(user.created_at)]
    for model in (Contact, OtherWork):
        days.append(model._default_manager.filter(supporter=user).aggregate(last=Max("on"))["last"])
    return max(day for day in days if day is not None)


def remove_left(*, today: date) -> int:
    """Takes the names of those who left longer ago than the term of each of their organisations. Says of how many."""
    running = HelpQuestion.objects.filter(supporter=OuterRef("pk"), closed_on__isnull=True)
    here = Membership.objects.filter(user=OuterRef("pk")).filter(Q(until__isnull=True) | Q(until__gt=today))
    gone = User.objects.filter(~Exists(here), ~Exists(running)).exclude(email__endswith=f"@{DOMAIN}")
    # A term is never shorter than this: who came later needn't be looked at.
    before = today - timedelta(days=30 * SHORTEST[DataKind.STAFF])
    removed = 0
    for user in gone.filter(created_at__date__lte=before).order_by("pk")[:MOST]:
        last = left_on(user)
        if last is not None and rules.months_later(last, _months(user, today)) <= today:
            forget(user)
            removed += 1
    return removed


def _months(user: User, today: date) -> int:
    """The longest term of the organisations for which somebody worked."""
    worked: Iterable[int] = Organisation.objects.filter(
        Q(memberships__user=user)
        | Exists(Contact.objects.filter(supporter=user, provider=OuterRef("pk")))
        | Exists(OtherWork.objects.filter(supporter=user, provider=OuterRef("pk")))
    ).values_list("pk", flat=True)
    start = rules.START[DataKind.STAFF].months or 0
    return max((terms[DataKind.STAFF].months or start for terms in terms_of_all(worked, today).values()), default=start)


def forget(user: User) -> None:
    """Takes name, address, ways to sign in and what was somebody's own."""
    with act():
        own: tuple[tuple[type[Model], str], ...] = (
            (Authenticator, "user"),
            (EmailAddress, "user"),
            (Invitation, "user"),
            (SavedView, "owner"),
            (ReminderChoice, "user"),
            (Draft, "author"),
            (Absence, "user"),
        )
        for model, column in own:
            model._default_manager.filter(**{column: user}).delete()
        user.name, user.email = f"{NAME} {user.pk}", f"{NAME}-{user.pk}@{DOMAIN}"
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["name", "email", "is_active", "password"])
        audit.record("staff name removed", by=None, on=user)
