"""Questions of the municipality about a report, and what both sides write below them. Knows no client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from oco import audit
from oco.models import User
from reporting.indicators import INDICATORS
from reporting.models import Report
from subsidies.models import Message, Thread

WHOLE = "het hele rapport"


class ThreadRefused(Exception):
    """It can't be written or closed; the text is for the user."""


class Turn(StrEnum):
    """Who is to write next."""

    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    CLOSED = "closed"


def turn(written: Iterable[tuple[str, datetime]], *, closed: bool, newest_filed_at: datetime | None = None) -> Turn:
    """Pure. `written`: side and moment of each message. A version that was filed after the municipality's last word
    is an answer as well: it has the corrected figures."""
    if closed:
        return Turn.CLOSED
    last = dict(sorted(written, key=lambda item: item[1]))
    asked, answered = last.get(Message.Side.MUNICIPALITY), last.get(Message.Side.PROVIDER)
    latest = max((at for at in (answered, newest_filed_at) if at), default=None)
    return Turn.MUNICIPALITY if asked is None or (latest is not None and latest > asked) else Turn.PROVIDER


@dataclass(frozen=True)
class Talk:
    """A question with its messages and whose turn it is, for a page."""

    thread: Thread
    messages: tuple[Message, ...]
    turn: Turn

    @property
    def about(self) -> str:
        return about(self.thread.indicator)

    @property
    def is_open(self) -> bool:
        return self.turn is not Turn.CLOSED


def about(indicator: str) -> str:
    """What a question is about, in words; a figure that no longer exists keeps its key."""
    if not indicator:
        return WHOLE
    return INDICATORS[indicator].label if indicator in INDICATORS else indicator


def talks_about(report: Report, *, newest_filed_at: datetime | None = None) -> list[Talk]:
    """All questions about any version of this report, open ones first, in three queries."""
    rows = Thread.objects.about(report).select_related("report").prefetch_related("messages")
    filed_at = newest_filed_at or max((row.report.filed_at for row in rows), default=report.filed_at)
    filed_at = max(filed_at, report.filed_at)
    talks = [talk_of(row, newest_filed_at=filed_at) for row in rows]
    return sorted(talks, key=lambda talk: not talk.is_open)


def talk_of(thread: Thread, *, newest_filed_at: datetime | None) -> Talk:
    messages = tuple(thread.messages.all())
    written = [(message.side, message.written_at) for message in messages]
    return Talk(thread, messages, turn(written, closed=thread.closed_at is not None, newest_filed_at=newest_filed_at))


PeriodKey = tuple[int, int, object, object]  # organisation, municipality, start, end


def period_key(report: Report) -> PeriodKey:
    return report.organisation_id, report.municipality_id, report.start, report.end


def turns_by_period(reports: Iterable[Report]) -> dict[PeriodKey, list[Turn]]:
    """For the newest versions of many reports: whose turn it is in each question about them, in two queries."""
    newest = {period_key(report): report.filed_at for report in reports}
    rows = (
        Thread.objects.filter(
            report__organisation_id__in={key[0] for key in newest},
            report__municipality_id__in={key[1] for key in newest},
        )
        .select_related("report")
        .prefetch_related("messages")
    )
    found: dict[PeriodKey, list[Turn]] = {}
    for row in rows:
        key = period_key(row.report)
        if key in newest:
            found.setdefault(key, []).append(talk_of(row, newest_filed_at=newest[key]).turn)
    return found


def write(*, thread: Thread, text: str, side: Message.Side, by: User) -> Message:
    """An answer, or a further question. Raises ThreadRefused where the question is closed or the text is empty."""
    if not text.strip():
        raise ThreadRefused("Vul uw antwoord in." if side == Message.Side.PROVIDER else "Schrijf op wat u wilt weten.")
    with transaction.atomic():
        row = Thread.objects.select_for_update().get(pk=thread.pk)
        if row.closed_at is not None:
            raise ThreadRefused("Deze vraag is afgesloten. Er kan niets meer bij.")
        message = Message.objects.create(
            thread=row, side=side, text=text.strip(), written_by=by, written_by_name=by.name
        )
        audit.record("report question written", by=by, on=row, side=str(side), report=row.report_id)
    return message


def close(*, thread: Thread, by: User) -> Thread:
    """The municipality has its answer. Closing twice changes nothing."""
    with transaction.atomic():
        changed = Thread.objects.filter(pk=thread.pk, closed_at__isnull=True).update(
            closed_at=timezone.now(), closed_by=by, closed_by_name=by.name
        )
        if changed:
            audit.record("report question closed", by=by, on=thread, report=thread.report_id)
    thread.refresh_from_db()
    return thread
