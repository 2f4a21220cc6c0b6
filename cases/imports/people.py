"""Lays the people of a register beside the users that are known. A file gives nobody access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from cases.imports.cells import show
from cases.imports.preview import Newcomer
from cases.imports.rows import Row
from oco.models import Membership, User
from oco.models.people import Role, Side

if TYPE_CHECKING:
    from cases.imports.plan import Planner


def plan_people(planner: Planner) -> None:
    """The first part of the plan: who did the work. Fills `planner.users` by e-mail address."""
    first_row: dict[str, Row] = {}
    places: dict[tuple[str, int], date] = {}
    uses: Iterable[tuple[str, int, date, Row]] = chain(
        ((q.supporter or "", q.provider_id, q.received_on, q.row) for q in planner.register.questions.values()),
        ((h.supporter, h.provider_id, h.on, h.row) for h in planner.register.hours),
    )
    for email, provider_id, day, row in uses:
        if email:
            first_row.setdefault(email, row)
            place = email, provider_id
            places[place] = min(day, places.get(place, day))
    planner.users = {user.email: user for user in User.objects.filter(email__in=list(first_row))}
    for email, row in first_row.items():
        user = planner.users.get(email)
        if user is None:
            # Somebody without a login: only a name to hours and questions.
            user = User(email=email, name=_name_of(email), side=Side.CARE, is_active=False, created_at=planner.now)
            user.set_unusable_password()
            planner.users[email] = user
            planner.plan.new_users.append(user)
        elif user.side != Side.CARE:
            row.wrong("ondersteuner", f"{show(email)} is een gebruiker van de gemeente en kan geen ondersteuner zijn.")
    # Who ever had a place at the provider keeps it as it is, also where it ended.
    at_home = set(
        Membership.objects.filter(user__email__in=list(first_row)).values_list("user__email", "organisation_id")
    )
    for (email, provider_id), day in sorted(places.items()):
        if (email, provider_id) not in at_home:
            user = planner.users[email]
            # A file never gives access: who can sign in gets a role from the administrator.
            may_sign_in = user.pk is not None and user.is_active
            if not may_sign_in:
                planner.plan.new_memberships.append(
                    Membership(user=user, organisation_id=provider_id, role=Role.SUPPORTER, since=day)
                )
            name = planner.door.provider_names[provider_id]
            planner.plan.preview.people.append(Newcomer(email, name, known=may_sign_in))


def _name_of(email: str) -> str:
    """A name to show until somebody gives the right one: "anne.bakker@…" -> "Anne Bakker"."""
    words = email.split("@")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words)[:100] or email[:100]
