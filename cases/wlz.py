"""A Wlz indication starts: support under the Wmo ends, with a warm handover to the Wlz supporter."""

from __future__ import annotations

import uuid
from datetime import date

from cases import referral, referral_rules
from cases.acts import Refused, act, locked
from cases.models import HelpQuestion, QuestionEvent, Referral, WlzIndication
from oco import audit, submissions
from oco.models import User


def record(
    *,
    question: HelpQuestion,
    since: date,
    to: str,
    agreed: referral.Consent | None,
    receiver: referral.Receiver,
    receiver_note: str,
    by: User,
    today: date,
    key: uuid.UUID | None = None,
) -> WlzIndication | None:
    """Writes from which day the indication holds and, with the client's consent, the warm handover.

    `agreed` is None where the client wants no handover. None when this form (`key`) was handled before.
    Raises Refused, PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is not None:
            raise Refused(referral.CLOSED)
        if WlzIndication.objects.filter(question=question).exists():
            raise Refused("De Wlz-indicatie staat er al.")
        if agreed is not None and not to:
            raise Refused("Vul in naar wie u overdraagt.", field="to")
        made: Referral | None = None
        if agreed is not None:
            made = referral.refer(
                question=question,
                on=today,
                to=to,
                kind=Referral.Kind.WARM,
                consent=True,
                note="",
                by=by,
                today=today,
                receiver=receiver,
                agreed=agreed,
                receiver_note=receiver_note,
            )
        indication = WlzIndication.objects.create(question=question, since=since, referral=made, written_by=by)
        how = f"Warme overdracht aan {to}." if made else "De cliënt wil geen overdracht."
        QuestionEvent.objects.create(
            question=question,
            kind=QuestionEvent.Kind.WLZ,
            by=by,
            note=f"Indicatie vanaf {_written(since)}. {how}",
        )
        audit.record("wlz indication written", by=by, on=indication, question=question.pk, handover=made is not None)
    return indication


def change_day(*, indication: WlzIndication, since: date, by: User) -> WlzIndication:
    """Corrects the day on which the indication starts. Raises Refused."""
    with act():
        question = locked(indication.question)
        if question.closed_on is not None:
            raise Refused(referral.CLOSED)
        WlzIndication.objects.filter(pk=indication.pk).update(since=since)
        QuestionEvent.objects.create(
            question=question, kind=QuestionEvent.Kind.WLZ, by=by, note=f"De indicatie gaat in op {_written(since)}."
        )
        audit.record("wlz indication corrected", by=by, on=indication)
    indication.since = since
    return indication


def since_of(question: HelpQuestion) -> date | None:
    """From which day this client has a Wlz indication, as far as this provider wrote it down; the earliest."""
    rows = WlzIndication.objects.filter(question__client=question.client_id, question__provider=question.provider_id)
    return rows.order_by("since").values_list("since", flat=True).first()


def warning(question: HelpQuestion, *, on: date) -> str:
    """What to say to who writes hours on a day after the indication; nothing before it. The hours are kept."""
    since = since_of(question)
    if since is None or not referral_rules.after_wlz(since=since, on=on):
        return ""
    return (
        f"De Wlz-indicatie ging in op {_written(since)}. Ondersteuning vanuit de Wmo stopt dan. "
        "De tijd is wel opgeslagen: kijk of de datum klopt."
    )


def _written(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"
