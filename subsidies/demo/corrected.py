"""One quarter of the demo that was corrected: questions entered late, two records of one person, one reopened."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cases import linking
from cases.demo.telling import moment
from cases.models import Client, Contact, HelpQuestion, QuestionDomain, QuestionEvent
from cases.numbers import next_number
from oco.models import FrontDoor, Organisation, User
from oco.periods import Period, PeriodKind
from oco.workdays import next_working_day
from reporting.models import Report
from subsidies import filing

LATE = 12
REASON = (
    "Twaalf vragen van een inloopspreekuur stonden nog op papier en zijn alsnog ingevoerd. "
    "Twee inschrijvingen bleken dezelfde persoon. Eén vraag was te vroeg afgesloten."
)


def correct(
    door: FrontDoor,
    periods: Sequence[Period],
    *,
    provider: Organisation,
    manager: User,
    coordinator: User,
    today: date,
) -> list[Report]:
    """Corrects the last quarter but one of the filed periods, and files anew whatever that opens. Gives the new
    versions; none where there are too few quarters."""
    quarters = [period for period in periods if period.kind is PeriodKind.QUARTER]
    if len(quarters) < 2 or door.partnership is None:
        return []
    quarter = quarters[-2]
    filed = filing.latest_version(door.partnership, door.municipality, quarter)
    if filed is None:
        return []
    opened_on = next_working_day(quarter.end + timedelta(days=40))
    if opened_on + timedelta(days=3) >= today:
        return []
    opened = filing.open_correction(report=filed, reason=REASON, by=manager, now=moment(opened_on, 10))
    dice = random.Random(quarter.code)
    _reopen(door, quarter, provider=provider, by=manager, at=moment(opened_on, 11))
    _enter_late(door, quarter, provider=provider, by=coordinator, at=moment(opened_on, 12), dice=dice)
    _link(door, quarter, by=coordinator)
    return [
        filing.file_report(
            organisation=door.partnership,
            municipality=door.municipality,
            period=period,
            reason=REASON,
            by=manager,
            now=moment(next_working_day(opened_on + timedelta(days=1)), 15),
        )
        for period in opened
    ]


def _answered(door: FrontDoor, quarter: Period, provider: Organisation) -> list[HelpQuestion]:
    rows = HelpQuestion.objects.filter(front_door=door, provider=provider, supporter__isnull=False)
    return list(rows.closed_in(quarter).received_in(quarter).select_related("client").order_by("pk"))


def _enter_late(
    door: FrontDoor, quarter: Period, *, provider: Organisation, by: User, at: datetime, dice: random.Random
) -> None:
    """Like questions that there are, of people who came again; each with an hour line."""
    for like in dice.sample(_answered(door, quarter, provider), k=LATE):
        assert like.supporter is not None  # of those that were answered
        question = HelpQuestion.objects.create(
            front_door=door,
            number=next_number("question"),
            client=like.client,
            provider=provider,
            supporter=like.supporter,
            text="Vraag van het inloopspreekuur, later ingevoerd.",
            channel=like.channel,
            district_id=like.district_id,
            how_found=like.how_found,
            received_on=like.received_on,
            triaged_at=at,
            triaged_by=by,
            first_contact_on=like.received_on,
            picked_up_on=like.received_on,
            closed_on=like.closed_on,
            outcome=like.outcome,
            first_contact_due_on=like.first_contact_due_on,
            pick_up_due_on=like.pick_up_due_on,
            guideline_minutes=like.guideline_minutes,
            written_at=at,
            written_by=by,
        )
        QuestionDomain.objects.create(question=question, domain="work_income")
        Contact.objects.create(
            question=question,
            front_door=door,
            provider=provider,
            supporter=like.supporter,
            on=like.received_on,
            activity="talk",
            minutes=dice.choice((30, 45, 60)),
            note="Gesprek op het inloopspreekuur.",
            written_at=at,
            written_by=like.supporter,
        )
        QuestionEvent.objects.create(question=question, kind=QuestionEvent.Kind.RECEIVED, at=at, by=by)


def _link(door: FrontDoor, quarter: Period, *, by: User) -> None:
    """Two records of people who both came in this quarter."""
    linked = Client.objects.filter(linked__isnull=False).values("pk")
    came = HelpQuestion.objects.filter(front_door=door).received_in(quarter).order_by("client_id")
    pair = list(came.exclude(client__in=linked).values_list("client_id", flat=True).distinct()[:2])
    if len(pair) == 2:
        one, other = Client.objects.filter(pk__in=pair).order_by("pk")
        linking.link(one=one, other=other, reason="Zelfde persoon, twee keer ingeschreven", by=by)


def _reopen(door: FrontDoor, quarter: Period, *, provider: Organisation, by: User, at: datetime) -> None:
    question = _answered(door, quarter, provider)[-1]
    HelpQuestion.objects.filter(pk=question.pk).update(closed_on=None, outcome="", reopened_on=at.date())
    QuestionEvent.objects.create(
        question=question, kind=QuestionEvent.Kind.REOPENED, at=at, by=by, note="Te vroeg afgesloten."
    )
