"""Two people look at a list: leave lines out with a reason, approve what is left. A change takes approvals away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone

from cases.acts import Refused, act
from cases.entries import Waiting
from cases.models import DestructionLine, DestructionList
from cases.retention import carrying_out
from cases.retention.proposal import fingerprint_of
from oco import access, audit, jobs
from oco.access import Permission, access_of
from oco.models import User

Status = DestructionList.Status
MOST_YEARS = 10


class Seat(StrEnum):
    """For whom somebody approves: the team that knows the clients, or who administers and knows the rules."""

    LEAD = "lead"
    ADMIN = "admin"


def seats_of(user: User, of_list: DestructionList) -> list[Seat]:
    """In which of both seats this user may approve: none where they approved already, or the list isn't proposed."""
    if not of_list.is_proposed or user.pk in (of_list.lead_by_id, of_list.admin_by_id):
        return []
    seats = []
    if of_list.lead_by_id is None and of_list.provider_id in access.provider_ids(user, Permission.LEAD_TEAM):
        seats.append(Seat.LEAD)
    if of_list.admin_by_id is None and of_list.provider_id in access.administered_providers(user):
        seats.append(Seat.ADMIN)
    return seats


def _locked(of_list: DestructionList) -> DestructionList:
    fresh = DestructionList.objects.select_for_update(of=("self",)).select_related("provider").get(pk=of_list.pk)
    if not fresh.is_proposed:
        raise Refused(f"Deze lijst is niet meer te wijzigen: {fresh.get_status_display()}.")
    return fresh


def leave_out(*, line: DestructionLine, until: date, reason: str, by: User, today: date) -> None:
    """Takes somebody off the list until a day, with a reason. Approvals lapse. Raises Refused with the field."""
    with act():
        of_list = _locked(line.of_list)
        if until <= today:
            raise Refused("Kies een dag na vandaag.", field="until")
        if until > today.replace(year=today.year + MOST_YEARS, day=min(today.day, 28)):
            raise Refused(f"Kies een dag binnen {MOST_YEARS} jaar.", field="until")
        if not reason:
            raise Refused("Schrijf op waarom u deze regel weglaat.", field="reason")
        DestructionLine.objects.filter(pk=line.pk).update(
            left_out_until=until, left_out_reason=reason, left_out_at=timezone.now(), left_out_by=by
        )
        _changed(of_list)
        audit.record("destruction line left out", by=by, on=line, list=of_list.pk)


def put_back(*, line: DestructionLine, by: User) -> None:
    """Puts somebody back on the list. Approvals lapse; not left out it changes nothing. Raises Refused."""
    with act():
        of_list = _locked(line.of_list)
        back = DestructionLine.objects.filter(pk=line.pk, left_out_until__isnull=False)
        if back.update(left_out_until=None, left_out_reason="", left_out_at=None, left_out_by=None):
            _changed(of_list)
            audit.record("destruction line put back", by=by, on=line, list=of_list.pk)


def _changed(of_list: DestructionList) -> None:
    of_list.fingerprint = fingerprint_of(of_list)
    of_list.lead_by = of_list.lead_at = of_list.admin_by = of_list.admin_at = None
    of_list.save(update_fields=["fingerprint", "lead_by", "lead_at", "admin_by", "admin_at"])


def approve(*, of_list: DestructionList, seat: Seat, fingerprint: str, by: User) -> DestructionList:
    """Approves the list as the user saw it (`fingerprint`). With both approvals a job carries it out.

    Raises Refused: the list changed, the seat is taken or isn't theirs, or they sit in the other one.
    """
    with act():
        of_list = _locked(of_list)
        if of_list.fingerprint != fingerprint:
            raise Refused("De lijst is intussen veranderd. Kijk haar opnieuw na.")
        if by.pk in (of_list.lead_by_id, of_list.admin_by_id):
            raise Refused("U gaf al akkoord. Een tweede persoon geeft het andere akkoord.")
        if seat not in seats_of(by, of_list):
            raise Refused("Dit akkoord is al gegeven, of het is niet aan u.")
        if not of_list.lines.filter(left_out_until__isnull=True).exists():
            raise Refused("Er staat niemand meer op deze lijst.")
        now = timezone.now()
        if seat is Seat.LEAD:
            of_list.lead_by, of_list.lead_at = by, now
        else:
            of_list.admin_by, of_list.admin_at = by, now
        if of_list.lead_by_id and of_list.admin_by_id:
            of_list.status = Status.APPROVED
            of_list.job = jobs.enqueue(carrying_out.JOB, key=str(of_list.pk), by=by, list=of_list.pk)
        of_list.save(update_fields=["lead_by", "lead_at", "admin_by", "admin_at", "status", "job"])
        audit.record("destruction approved", by=by, on=of_list, seat=seat.value, fingerprint=fingerprint)
    return of_list


def try_again(*, of_list: DestructionList, by: User) -> None:
    """Asks once more for a job that failed; what was done stays done."""
    with act():
        fresh = DestructionList.objects.select_for_update(of=("self",)).get(pk=of_list.pk)
        if fresh.status == Status.APPROVED:
            fresh.job = jobs.enqueue(carrying_out.JOB, key=str(fresh.pk), by=by, list=fresh.pk)
            fresh.save(update_fields=["job"])


def waiting(user: User, _today: date) -> Iterator[Waiting]:
    """Lists that want this user's approval."""
    may = access_of(user)
    if not (may.may(Permission.LEAD_TEAM) or may.may(Permission.ADMINISTER)):
        return
    proposed = DestructionList.objects.for_user(user).filter(status=Status.PROPOSED).select_related("provider")
    for of_list in proposed:
        if seats_of(user, of_list):
            yield Waiting(
                on=timezone.localdate(of_list.made_at),
                what="Vernietigingslijst nakijken",
                about=of_list.provider.name,
                url=reverse("retention_list", args=[of_list.pk]),
                icon="trash",
                key="vernietigingslijsten",
                since=True,
            )
