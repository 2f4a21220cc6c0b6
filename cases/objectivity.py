"""Who helps a client is theirs to say: a fixed contact person, and another supporter when they doubt this one.

A client who doubts the supporter's objectivity gets another one. That is remembered for the person: this
supporter isn't proposed for them again and can't be given their questions, until it is taken back.
"""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from cases import linking
from cases.acts import Refused, act, keep, locked
from cases.casework import CLOSED
from cases.entries import Entry, Glance
from cases.models import Client, FixedContact, HelpQuestion, QuestionEvent, SetAside
from cases.own_supporter import refuse_set_aside, set_aside
from cases.triage import works_at
from oco import access, audit
from oco.access import Permission
from oco.models import Organisation, Participation, User

# --- the fixed contact person -----------------------------------------------------------------------------------------


def providers_to_fix(user: User, client: Client) -> list[Organisation]:
    """The providers behind the client's front door for which this user says who the fixed contact person is:
    their own, and all of them for who keeps the one list of questions."""
    joined = Organisation.objects.filter(participations__front_door_id=client.front_door_id)
    if client.front_door_id not in access.front_doors_run(user, Permission.TRIAGE):
        joined = joined.filter(pk__in=access.provider_ids(user, Permission.WORK_ON_QUESTIONS))
    return list(joined.order_by("participations__order", "name"))


def fix_contact(
    *, client: Client, provider: Organisation, supporter: User | None, by: User, today: date
) -> FixedContact | None:
    """Makes this supporter the client's fixed contact person at the provider, or (None) nobody. Who it was before
    stays to be read. Raises Refused for who doesn't work there, or whom the client didn't want any more."""
    with act():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        if not Participation.objects.filter(front_door_id=client.front_door_id, provider=provider).exists():
            raise Refused("Deze aanbieder werkt niet bij deze voordeur.", field="to")
        if supporter is not None:
            if not works_at(supporter, provider.pk, today=today):
                raise Refused("Deze ondersteuner werkt niet bij deze aanbieder.", field="to")
            refuse_set_aside(client, supporter, field="to")
        now = FixedContact.objects.filter(client=client, provider=provider, ended_at__isnull=True).first()
        if (now.supporter_id if now else None) == (supporter.pk if supporter else None):
            return now
        if now is not None:
            _end(now, by=by)
        if supporter is None:
            return None
        fixed = FixedContact.objects.create(client=client, provider=provider, supporter=supporter, by=by)
        audit.record(
            "fixed contact set", by=by, on=fixed, client=client.pk, provider=provider.pk, supporter=supporter.pk
        )
    return fixed


def _end(fixed: FixedContact, *, by: User) -> None:
    FixedContact.objects.filter(pk=fixed.pk).update(ended_at=timezone.now(), ended_by=by)
    audit.record("fixed contact ended", by=by, on=fixed, client=fixed.client_id, provider=fixed.provider_id)


# --- another supporter ------------------------------------------------------------------------------------------------


def ask_for_another(
    *, question: HelpQuestion, reason: str, supporter: User | None, by: User, today: date, version: int
) -> SetAside:
    """The client wants somebody else: to this colleague, or (None) free for the team, go this question and the other
    open ones that this person has with the same supporter there. Who it was is remembered and no fixed contact
    person any more. The reason stays out of the story, which that supporter reads too.

    Raises Refused, ChangedMeanwhile.
    """
    with act():
        # The client before the question: of two who do this at once for two questions the second finds hers moved.
        Client.objects.select_for_update(no_key=True).get(pk=question.client_id)
        question = locked(question, version=version)
        leaves = question.supporter
        if question.closed_on is not None:
            raise Refused(CLOSED)
        if leaves is None or question.provider_id is None:
            raise Refused("Deze vraag ligt bij niemand. Er is geen ondersteuner om te vervangen.")
        if not reason.strip():
            raise Refused("Schrijf op waarom de cliënt een ander wil.", field="reason")
        if supporter is not None:
            if supporter.pk == leaves.pk:
                raise Refused("Kies een andere ondersteuner dan nu.", field="supporter")
            if not works_at(supporter, question.provider_id, today=today):
                raise Refused("Deze ondersteuner werkt niet bij deze aanbieder.", field="supporter")
            refuse_set_aside(question.client, supporter, field="supporter")
        records = linking.records_of(question.client)
        aside = SetAside.objects.create(
            client=question.client, supporter=leaves, question=question, reason=reason.strip(), by=by
        )
        for fixed in FixedContact.objects.filter(client_id__in=records, supporter=leaves, ended_at__isnull=True):
            _end(fixed, by=by)
        theirs = HelpQuestion.objects.open().filter(
            client_id__in=records, provider_id=question.provider_id, supporter=leaves
        )
        for each in theirs.order_by("pk").select_for_update(of=("self",)):
            each.supporter = supporter
            keep(each, "supporter")
            QuestionEvent.objects.create(
                question=each,
                kind=QuestionEvent.Kind.OBJECTIVITY,
                by=by,
                note=f"{leaves.name} draagt over aan {supporter.name}." if supporter else f"{leaves.name} stopt.",
            )
        audit.record(
            "another supporter asked for",
            by=by,
            on=question,
            supporter=leaves.pk,
            to=supporter.pk if supporter else None,
        )
    return aside


def allow_again(*, aside: SetAside, by: User) -> None:
    """The client wants this supporter after all; taken back already it changes nothing."""
    with act():
        undone = SetAside.objects.filter(pk=aside.pk, undone_at__isnull=True).update(
            undone_at=timezone.now(), undone_by=by
        )
        if undone:
            audit.record("supporter allowed again", by=by, on=aside, client=aside.client_id)


def reads_reasons(user: User, question: HelpQuestion) -> bool:
    """Whether the user is told why: who keeps the front door's list, and who leads the team."""
    return question.front_door_id in access.front_doors_run(
        user, Permission.TRIAGE
    ) or question.provider_id in access.provider_ids(user, Permission.LEAD_TEAM)


def beside_question(glance: Glance) -> Entry | None:
    """On the page of a question: that the client asked for another supporter, and the way to do so."""
    question = glance.question
    told = reads_reasons(glance.user, question)
    may_ask = question.is_open and question.supporter_id is not None and (glance.can_work or told)
    asked = set_aside(linking.records_of(question.client)) if told else []
    standing = [aside for aside in asked if aside.undone_at is None and reads_reasons(glance.user, aside.question)]
    names = " en ".join(aside.supporter.name for aside in standing)
    if not may_ask and not names:
        return None
    url = reverse("other_supporter", args=[question.pk]) if may_ask else reverse("client", args=[question.client_id])
    state = f"de cliënt wil niet verder met {names}" if names else "als de cliënt daarom vraagt"
    return Entry("Andere ondersteuner", state, url, "person", attention=bool(names))
