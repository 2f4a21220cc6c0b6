"""A little that is still to be looked at before the next report: no register is quite tidy."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F

from cases.models import Contact, HelpQuestion, QuestionDomain
from oco.models import FrontDoor

WITHOUT_DOMAIN = 6
WRITTEN_LATE = 9


def leave_untidy(door: FrontDoor, *, today: date) -> None:
    """Some recent questions without a domain, and some hours of five weeks ago that were written three weeks later."""
    recent = HelpQuestion.objects.filter(
        front_door=door, provider__isnull=False, received_on__range=(today - timedelta(days=40), today)
    ).order_by("pk")
    chosen = list(recent.values_list("pk", flat=True)[: WITHOUT_DOMAIN * 7 : 7])
    QuestionDomain.objects.filter(question__in=chosen).delete()
    lines = Contact.objects.filter(
        front_door=door,
        minutes__gt=0,
        question__closed_on__isnull=True,
        on__range=(today - timedelta(days=45), today - timedelta(days=25)),
    ).order_by("pk")
    late = list(lines.values_list("pk", flat=True)[: WRITTEN_LATE * 3 : 3])
    Contact.objects.filter(pk__in=late).update(written_at=F("written_at") + timedelta(days=20))
