"""Who may approve a corrected report, and which corrections wait for it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from oco.access import ROLE_TABLE, Permission
from oco.models import Membership, Organisation, User
from subsidies.accounts import Account
from subsidies.models import CorrectionProposal, ProposalQuerySet

# A partnership's manager files as well (oco/access.py), so the role is enough to know.
_ROLES = [role for role, permissions in ROLE_TABLE.items() if Permission.FILE_REPORTS in permissions]


def others(organisation: Organisation, by: User, *, today: date | None = None) -> list[User]:
    """Who else files reports for this organisation on a day and may sign in, by name."""
    rows = (
        Membership.objects.active_on(today or timezone.localdate())
        .filter(organisation=organisation, role__in=_ROLES, user__is_active=True)
        .exclude(user=by)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    return list({row.user_id: row.user for row in rows}.values())


def waiting(account: Account) -> ProposalQuerySet:
    """The corrections of an account that wait for approval."""
    rows = CorrectionProposal.objects.waiting().filter(
        organisation=account.organisation, municipality=account.municipality
    )
    return rows.select_related("proposed_by")
