"""What the client says afterwards: asked at the closing, later by phone, or given with a one-time link."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from cases import links
from cases.acts import Refused, act, keep, locked
from cases.codes import Fits
from cases.entries import Entry, Glance
from cases.models import Evaluation, HelpQuestion, OneTimeLink, QuestionEvent
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.models import User
from oco.templatetags.oco import date_nl

PURPOSE = OneTimeLink.Purpose.EVALUATION
STILL_OPEN = "Deze vraag is nog open. Sluit de vraag eerst af."


@dataclass(frozen=True)
class Said:
    """The client's answers. `consent`: may be approached for the anonymous survey; None was not asked."""

    score: int | None = None
    fits: Fits | None = None
    consent: bool | None = None

    @property
    def is_empty(self) -> bool:
        return self.says_nothing_of_the_help and self.consent is None

    @property
    def says_nothing_of_the_help(self) -> bool:
        return self.score is None and self.fits is None


def keep_said(question: HelpQuestion, said: Said, *, on: date, by: User | None, by_client: bool = False) -> None:
    """Keeps what the client said, within the act's transaction; a new answer takes the place of an earlier one.

    A consent that wasn't asked now stays as it was, and a new word about the survey alone leaves an earlier score.
    Raises PeriodFiled.
    """
    if said.is_empty:
        return
    earlier = Evaluation.objects.filter(question=question).first()
    refuse_filed(question.front_door_id, on, earlier.given_on if earlier else None)
    told: dict[str, object] = {} if said.consent is None else {"survey_consent": said.consent}
    if earlier is None or not said.says_nothing_of_the_help:
        told |= {"given_on": on, "score": said.score, "fits": said.fits or "", "by_client": by_client, "written_by": by}
    Evaluation.objects.update_or_create(question=question, defaults=told)


def write(*, question: HelpQuestion, said: Said, on: date, by: User, today: date, version: int) -> HelpQuestion:
    """Writes down what the client said, on the phone or at a visit, on any day after the closing.

    What the client wrote themselves stays as it is. Raises Refused (with the field), PeriodFiled, ChangedMeanwhile.
    """
    with act():
        question = locked(question, version=version)
        if question.closed_on is None:
            raise Refused(STILL_OPEN)
        if on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="on")
        if on < question.closed_on:
            raise Refused("De vraag was toen nog open. Kies een latere dag.", field="on")
        if said.says_nothing_of_the_help:
            raise Refused("Vul een cijfer in of kies of de oplossing past.", field="score")
        if Evaluation.objects.filter(question=question, by_client=True).exists():
            raise Refused("De cliënt vulde dit zelf in. Dat blijft zo staan.")
        keep_said(question, said, on=on, by=by)
        keep(question)
        _tell(question, said, by=by, how="gevraagd aan de cliënt")
        audit.record("evaluation written", by=by, on=question)
    return question


def ask(*, question: HelpQuestion, mail: bool, by: User, now: datetime, key: uuid.UUID | None = None) -> str | None:
    """A fresh link for the client; an earlier one stops working. Returns its address, which is nowhere kept.

    `mail`: also sent to the client, in words that tell nothing of the question. None when this form (`key`) was
    handled before. Raises Refused, PeriodFiled.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        question = locked(question)
        if question.closed_on is None:
            raise Refused(STILL_OPEN)
        to = question.client.email
        if mail and not to:
            raise Refused("Van deze cliënt is geen e-mailadres bekend.", field="mail")
        earlier = Evaluation.objects.filter(question=question).first()
        refuse_filed(question.front_door_id, earlier.given_on if earlier else None)
        _, address = links.make(purpose=PURPOSE, question=question, by=by, now=now, url_name="client_evaluation")
        if mail:
            who = from_whom(question)
            transaction.on_commit(lambda: _mail(to, who=who, address=address))
        QuestionEvent.objects.create(
            question=question,
            kind=QuestionEvent.Kind.EVALUATED,
            by=by,
            note="Link naar de cliënt gemaild." if mail else "Link voor de cliënt gemaakt.",
        )
    return address


def answer(*, link: OneTimeLink, said: Said, now: datetime, today: date) -> None:
    """Keeps the client's own answers and uses the link up. Raises LinkRefused, PeriodFiled."""
    with act():
        question = locked(link.question)
        links.use(link, now=now)
        if question.closed_on is None:
            raise links.LinkRefused("Deze link werkt niet meer. Wij vragen het u later nog een keer.")
        keep_said(question, said, on=today, by=None, by_client=True)
        keep(question)
        _tell(question, said, by=None, how="door de cliënt zelf ingevuld")
        audit.record("evaluation given by the client", by=None, on=question)


def living_link(question: HelpQuestion, *, now: datetime) -> OneTimeLink | None:
    """The link that the client can still use."""
    alive = question.links.filter(purpose=PURPOSE, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    return alive.order_by("-made_at").first()


def withdraw(*, question: HelpQuestion, by: User, now: datetime) -> None:
    """Stops the link of this question, if there is one."""
    with act():
        if link := living_link(question, now=now):
            links.withdraw(link=link, by=by, now=now)


def from_whom(question: HelpQuestion) -> str:
    """The name under which the client knows the help."""
    return question.provider.name if question.provider else question.front_door.name


def _tell(question: HelpQuestion, said: Said, *, by: User | None, how: str) -> None:
    parts = [f"cijfer {said.score}" if said.score else "", f"past de oplossing: {said.fits.label}" if said.fits else ""]
    note = f"{', '.join(part for part in parts if part)} ({how})".capitalize()
    QuestionEvent.objects.create(question=question, kind=QuestionEvent.Kind.EVALUATED, by=by, note=note)


def _mail(to: str, *, who: str, address: str) -> None:
    send_mail(
        subject=f"Drie vragen van {who}",
        message=(
            "Goedendag,\n\n"
            f"U had contact met {who}. Wij horen graag wat u daarvan vond.\n"
            "Op deze pagina staan drie korte vragen. U hoeft niet in te loggen:\n\n"
            f"{address}\n\n"
            "De link werkt 30 dagen, en één keer. Wilt u niet meedoen? Dan hoeft u niets te doen.\n\n"
            f"Met vriendelijke groet,\n{who}\n"
        ),
        from_email=None,
        recipient_list=[to],
    )


# --- where it shows itself ----------------------------------------------------------------------------------------


def beside(glance: Glance) -> Entry | None:
    """What the client said, or whether they were asked; from the closing on."""
    if not glance.can_work:
        return None
    found = Evaluation.objects.filter(question=glance.question).first()
    if found is None and glance.question.is_open:
        return None
    asked = glance.question.links.filter(purpose=PURPOSE).order_by("made_at").last()
    if found is not None:
        state = f"cijfer {found.score}" if found.score else f"past: {found.get_fits_display()}"
        state += ", zelf ingevuld" if found.by_client else ""
    elif asked is not None and asked.used_at is None and asked.withdrawn_at is None:
        state = f"link gemaakt op {date_nl(asked.made_at)}, nog geen antwoord"
    else:
        state = "nog niet gevraagd"
    return Entry("Evaluatie", state, reverse("evaluation", args=[glance.question.pk]), "star")
