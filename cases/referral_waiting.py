"""What waits for somebody about referrals and the social map. Only `cases.waiting` imports this."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.entries import Waiting
from cases.models import HelpQuestion, Referral, SocialMapEntry
from cases.referral import stage_of, with_links
from cases.referral_rules import ANSWERED, WORDS, Stage, stale_on
from cases.triage import WORKING_ROLES
from oco import access, acting
from oco.access import Permission
from oco.acting import Purpose
from oco.models import Membership, User

MOST_STALE = 5  # the map is looked through a handful at a time


def answers(user: User, today: date) -> Iterable[Waiting]:
    """Answers that came in and weren't read, and referrals without one after a week. One query."""
    mine = Q(question__supporter=user) | Q(question__supporter__isnull=True, written_by=user)
    rows = with_links(
        Referral.objects.for_user(user)
        .filter(mine, kind=Referral.Kind.WARM, answer_seen_at__isnull=True)
        .filter(~Q(answer="") | Q(links__isnull=False) | Q(passed_on__isnull=False))
        .distinct()
    ).select_related("question__client")
    now = timezone.now()
    for referral in rows:
        stage = stage_of(referral, now=now)
        if stage not in ANSWERED and stage not in (Stage.NO_ANSWER, Stage.EXPIRED):
            continue
        yield Waiting(
            on=referral.done_on or referral.answered_on or referral.on,
            what=f"{referral.to}: {WORDS[stage]}",
            about=referral.question.client.full_name,
            url=reverse("referral", args=[referral.pk]),
            icon="send",
            key="antwoorden op verwijzingen",
            since=True,
        )


def offered(user: User, today: date) -> Iterable[Waiting]:
    """For who leads a team: questions that another provider offers it. One query."""
    rows = HelpQuestion.objects.open().filter(
        provider_id__in=access.provider_ids(user, Permission.LEAD_TEAM),
        passed_from__isnull=False,
        passed_from__answer="",
        supporter__isnull=True,
    )
    with acting.purpose(Purpose.RECEIVE):
        found = list(rows.select_related("client", "passed_from__question__provider"))
    for question in found:
        sender = question.passed_from.question.provider
        yield Waiting(
            on=question.received_on,
            what=f"Aangeboden door {sender.name if sender else 'een andere aanbieder'}",
            about=question.client.full_name,
            url=reverse("offered_question", args=[question.pk]),
            icon="arrow-right",
            key="aangeboden vragen",
            since=True,
        )


def social_map(user: User, today: date) -> Iterable[Waiting]:
    """Entries to look at again: for who looked last, and for the manager where that person has left. One query."""
    at_work = Membership.objects.active_on(today).filter(role__in=WORKING_ROLES, user__is_active=True)
    mine = Q(checked_by=user)
    if access.may(user, Permission.LEAD_TEAM):
        mine |= Q(checked_by__isnull=True) | ~Q(checked_by__in=at_work.values("user_id"))
    rows = SocialMapEntry.objects.kept_by(user).stale_on(today).filter(mine).order_by("checked_on", "pk")
    for entry in rows[:MOST_STALE]:
        yield Waiting(
            on=stale_on(entry.checked_on) if entry.checked_on else timezone.localtime(entry.written_at).date(),
            what="Sociale kaart: klopt dit nog?",
            about=entry.name,
            url=reverse("social_map_entry", args=[entry.pk]),
            icon="map",
            key="plekken op de sociale kaart",
            since=True,
        )
