"""Who looked at whom in the demo: four ordinary weeks of the team, and three days that stand out."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from cases import reading
from cases.demo.telling import Teller, moment
from cases.models import HelpQuestion, UnusualReading
from oco.models import LogEvent, User
from oco.workdays import is_working_day

WEEKS = 4


@dataclass
class Reader:
    """Writes the lines that looking at pages would have written then. As the owner, who alone can."""

    dice: random.Random
    cluster: int
    xact: int
    lines: list[LogEvent] = field(default_factory=list)

    def opens(self, user: User, question: HelpQuestion, at: datetime) -> None:
        for view, table, key in (
            ("client", "cases_client", question.client_id),
            ("question", "cases_helpquestion", question.pk),
        ):
            self.lines.append(
                LogEvent(
                    at=at,
                    kind=LogEvent.Kind.READ,
                    what=view,
                    result=200,
                    user=user,
                    side="care",
                    login="oco_care",
                    address="192.0.2.10",
                    request=uuid.UUID(int=self.dice.getrandbits(128), version=4),
                    record_kind=table,
                    record_id=str(key),
                    client_id=question.client_id,
                    cluster=self.cluster,
                    xact=self.xact,
                )
            )

    def opens_all(self, user: User, questions: Sequence[HelpQuestion], start: datetime, *, minutes: int) -> None:
        for number, question in enumerate(questions):
            self.opens(user, question, start + timedelta(minutes=minutes * number))


def tell(teller: Teller) -> None:
    who = teller.who
    with connection.cursor() as cursor:
        cursor.execute("SELECT oco_cluster(), pg_current_xact_id()::text::bigint")
        reader = Reader(random.Random(20), *cursor.fetchone())
    team = [who.supporter, *who.colleagues]
    own = {user.pk: list(_questions(teller).filter(supporter=user, closed_on=None)[:12]) for user in team}
    for days_ago in range(7 * WEEKS, 1, -1):
        day = teller.today - timedelta(days=days_ago)
        for user in team if is_working_day(day) else ():
            mine = own[user.pk]
            chosen = reader.dice.sample(mine, min(len(mine), reader.dice.randint(2, 5)))
            reader.opens_all(user, chosen, moment(day, reader.dice.randint(9, 15)), minutes=9)
    days = _unusual(teller, reader)
    LogEvent.objects.bulk_create(sorted(reader.lines, key=lambda line: line.at), batch_size=5000)
    for day in sorted(days):
        reading.find_unusual(day)
    _looked_into(teller)


def _questions(teller: Teller) -> QuerySet[HelpQuestion]:
    found = HelpQuestion.objects.filter(provider=teller.who.provider, front_door=teller.door)
    return found.select_related("client").order_by("pk")


def _unusual(teller: Teller, reader: Reader) -> set[date]:
    """Many in an hour, a Sunday evening, and somebody whose questions have long been closed."""
    one, two = teller.who.colleagues[:2]
    others = list(_questions(teller).filter(closed_on=None, supporter__isnull=False).exclude(supporter=one)[:15])
    reader.opens_all(one, others, moment(teller.ago(6), 16), minutes=3)
    sunday = teller.today - timedelta(days=teller.today.isoweekday() % 7 or 7)
    theirs = list(_questions(teller).filter(closed_on=None, supporter=two)[:2])
    reader.opens_all(two, theirs, moment(sunday, 22), minutes=6)
    long_ago = teller.today - timedelta(days=90)
    closed = _questions(teller).filter(closed_on__lt=long_ago, supporter__isnull=False).exclude(supporter=two)
    later = _questions(teller).exclude(closed_on__lt=long_ago).values("client_id")
    reader.opens_all(two, list(closed.exclude(client_id__in=later)[:1]), moment(teller.ago(13), 14), minutes=5)
    return {teller.ago(6), sunday, teller.ago(13)}


def _looked_into(teller: Teller) -> None:
    """The oldest has been talked about."""
    found = UnusualReading.objects.filter(provider=teller.who.provider).order_by("on", "pk").first()
    if found is not None:
        reading.look_into(
            found=found, remark="Belde mevrouw terug over een oude aanvraag. Klopt.", by=teller.who.manager
        )
