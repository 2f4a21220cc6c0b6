"""What stands beside a question about referrals. Only `cases.beside` imports this."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cases.entries import Entry, Glance
from cases.models import Referral, WlzIndication
from cases.referral import stage_of, with_links
from cases.referral_rules import ATTENTION, WORDS
from oco import acting
from oco.acting import Purpose
from oco.templatetags.oco import date_nl


def referrals(glance: Glance) -> Entry | None:
    """The referral that asks for attention, or else the newest. One query."""
    found = list(with_links(Referral.objects.filter(question=glance.question)).order_by("-on", "-pk"))
    if not found:
        return None
    now = timezone.now()
    stages = {each.pk: stage_of(each, now=now) for each in found}
    shown = next((each for each in found if stages[each.pk] in ATTENTION), found[0])
    state = WORDS[stages[shown.pk]]
    if more := len(found) - 1:
        state = f"{state}; en nog {more} {'verwijzing' if more == 1 else 'verwijzingen'}"
    attention = stages[shown.pk] in ATTENTION and shown.answer_seen_at is None
    return Entry(f"Verwijzing: {shown.to}", state, reverse("referral", args=[shown.pk]), "send", attention)


@acting.purpose(Purpose.RECEIVE)
def offered(glance: Glance) -> Entry | None:
    """A question that another provider passed on, until somebody answers."""
    referral = Referral.objects.filter(passed_on=glance.question).select_related("question__provider").first()
    if referral is None or referral.question.provider is None:
        return None
    waits = not referral.answer and glance.question.supporter_id is None and glance.question.is_open
    state = "wacht op uw antwoord" if waits else "aangenomen"
    url = reverse("offered_question", args=[glance.question.pk])
    return Entry(f"Komt van {referral.question.provider.name}", state, url, "arrow-right", waits)


def wlz(glance: Glance) -> Entry | None:
    """A Wlz indication that was written on this question."""
    indication = WlzIndication.objects.filter(question=glance.question).first()
    if indication is None:
        return None
    ended = indication.since <= glance.today and glance.question.is_open
    state = f"vanaf {date_nl(indication.since)}" + ("; sluit de vraag af" if ended else "")
    return Entry("Wlz-indicatie", state, reverse("wlz", args=[glance.question.pk]), "send", ended)
