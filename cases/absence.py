"""Somebody is away: from when until when, and who stands in. The questions stay with who is away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.acts import Refused, act, keep, locked
from cases.models import Absence, HelpQuestion
from cases.triage import works_at
from oco import audit, submissions
from oco.access import Permission, access_of
from oco.models import Organisation, User
from oco.templatetags.oco import date_nl

# What gives somebody questions of others, or lists of them.
_OF_OTHERS = frozenset({Permission.WORK_ON_QUESTIONS, Permission.TRIAGE, Permission.LEAD_TEAM})


@dataclass(frozen=True)
class Away:
    """From when until when (both included), who stands in, and what they should know."""

    first_day: date
    last_day: date
    replaced_by: User | None = None
    note: str = ""


def plan(
    *, user: User, provider: Organisation, away: Away, by: User, today: date, key: uuid.UUID | None = None
) -> Absence | None:
    """Writes that somebody is away from a provider. None when this form (`key`) was handled before.

    Raises Refused (with the field).
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        _hold(user)
        if not works_at(user, provider.pk, today=today):
            raise Refused(f"{user.name} werkt niet bij {provider.name}.", field="who")
        if away.last_day < today:
            raise Refused("Deze dagen zijn al voorbij.", field="last_day")
        _check(user, provider, away, today=today)
        absence = Absence.objects.create(
            user=user,
            provider=provider,
            first_day=away.first_day,
            last_day=away.last_day,
            replaced_by=away.replaced_by,
            note=away.note.strip(),
            written_by=by,
        )
        audit.record("absence planned", by=by, on=absence, user=user.pk, replaced_by=_key(away.replaced_by))
    return absence


def change(*, absence: Absence, away: Away, by: User, today: date, version: int) -> Absence:
    """Other days, another replacement. Raises Refused (with the field), ChangedMeanwhile."""
    with act():
        _hold(absence.user)
        absence = locked(absence, version=version)
        _check(absence.user, absence.provider, away, today=today, but=absence)
        absence.first_day, absence.last_day = away.first_day, away.last_day
        absence.replaced_by, absence.note = away.replaced_by, away.note.strip()
        keep(absence, "first_day", "last_day", "replaced_by", "note")
        audit.record("absence changed", by=by, on=absence, replaced_by=_key(away.replaced_by))
    return absence


def remove(*, absence: Absence, by: User, version: int) -> None:
    """It doesn't happen, or ends at once. Raises ChangedMeanwhile."""
    with act():
        absence = locked(absence, version=version)
        audit.record("absence removed", by=by, on=absence, user=absence.user_id)
        absence.delete()


def _key(user: User | None) -> int | None:
    return user.pk if user is not None else None


def _hold(user: User) -> None:
    """One after the other writes the absences of one person; the sentence comes before the constraint."""
    User.objects.select_for_update().get(pk=user.pk)


def _check(user: User, provider: Organisation, away: Away, *, today: date, but: Absence | None = None) -> None:
    if away.last_day < away.first_day:
        raise Refused("De laatste dag ligt voor de eerste dag.", field="last_day")
    if away.replaced_by is not None:
        if away.replaced_by == user:
            raise Refused("Niemand vervangt zichzelf. Kies een collega.", field="replaced_by")
        if not works_at(away.replaced_by, provider.pk, today=today):
            raise Refused(f"{away.replaced_by.name} werkt niet bij {provider.name}.", field="replaced_by")
    same_days = Q(first_day__lte=away.last_day, last_day__gte=away.first_day)
    others = Absence.objects.filter(same_days)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if other := others.filter(user=user, provider=provider).first():
        raise Refused(
            f"Er staat al een afwezigheid van {date_nl(other.first_day)} tot en met {date_nl(other.last_day)}. "
            "Wijzig die.",
            field="first_day",
        )
    if other := others.filter(user=away.replaced_by, provider=provider).first() if away.replaced_by else None:
        assert away.replaced_by is not None
        raise Refused(
            f"{away.replaced_by.name} is zelf afwezig van {date_nl(other.first_day)} tot en met "
            f"{date_nl(other.last_day)}. Kies een andere vervanger.",
            field="replaced_by",
        )


def may_change(absence: Absence, user: User, leads: frozenset[int]) -> bool:
    """Who is away, and who leads the team."""
    return absence.user_id == user.pk or absence.provider_id in leads


# --- who is away ----------------------------------------------------------------------------------------------------


def replaced_by(user: User, *, today: date) -> list[Absence]:
    """Whom this user stands in for today, where both still work there. One query."""
    own = access_of(user).organisation_ids(Permission.WORK_ON_QUESTIONS)
    found = Absence.objects.on_day(today).filter(replaced_by=user, provider_id__in=own)
    return list(found.select_related("user", "provider").order_by("user__name", "pk"))


def questions_of(absences: Sequence[Absence]) -> Q:
    """The questions that somebody stands in for; nothing where there is nobody."""
    found = Q(pk__in=[])
    for absence in absences:
        found |= Q(supporter_id=absence.user_id, provider_id=absence.provider_id)
    return found


def is_of(absence: Absence, question: HelpQuestion) -> bool:
    return (absence.user_id, absence.provider_id) == (question.supporter_id, question.provider_id)


def covers(replacement: User, absent: User) -> bool:
    """Whether all that waits for who is away may be read by who stands in: they work at the same organisations with
    the same permissions. Otherwise only the questions of the provider are shown."""
    theirs, own = access_of(absent), access_of(replacement)
    return all(theirs.organisation_ids(each) <= own.organisation_ids(each) for each in _OF_OTHERS)
