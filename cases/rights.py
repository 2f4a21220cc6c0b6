"""A client's request to see, correct or remove: written down, answered within its term, a removal by two people."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cases import former, linking, removal
from cases.acts import ChangedMeanwhile, Refused, act
from cases.entries import Waiting
from cases.models import Client, Contact, HelpQuestion, QuestionEvent, Removal, RetentionHold, RightsRequest
from cases.rights_rules import Reach, answer_due_on, may_extend
from oco import audit, submissions
from oco.access import Permission, access_of
from oco.models import Organisation, User

Kind, Decision = RightsRequest.Kind, RightsRequest.Decision
RUNS = "Een vraag van deze cliënt loopt nog. Sluit de vraag eerst af."


def receive(
    *,
    client: Client,
    provider: Organisation,
    kind: RightsRequest.Kind,
    what: str,
    received_on: date,
    by: User,
    today: date,
    key: uuid.UUID | None = None,
) -> RightsRequest | None:
    """Writes a request down; its term begins on the day of receipt. None when this form was handled before.

    Raises Refused.
    """
    with act():
        if key is not None and not submissions.first_time(key, by=by):
            return None
        if received_on > today:
            raise Refused("Deze datum ligt in de toekomst.", field="received_on")
        if not HelpQuestion.objects.filter(client=client, provider=provider).exists():
            raise Refused(f"{provider.name} kent deze cliënt niet.")
        request = RightsRequest.objects.create(
            client=client,
            provider=provider,
            kind=kind,
            what=what,
            received_on=received_on,
            due_on=answer_due_on(received_on),
            written_by=by,
        )
        audit.record("rights request received", by=by, on=request, kind=kind.value)
    return request


def _locked(request: RightsRequest, *, version: int | None) -> RightsRequest:
    fresh = (
        RightsRequest.objects.select_for_update(of=("self",)).select_related("client", "provider").get(pk=request.pk)
    )
    if version is not None and fresh.version != version:
        raise ChangedMeanwhile(fresh)
    return fresh


def _keep(request: RightsRequest, *fields: str) -> None:
    request.version += 1
    request.save(update_fields=[*fields, "version"])


def extend(*, request: RightsRequest, reason: str, by: User, today: date, version: int) -> RightsRequest:
    """Lengthens the term by two months, with a reason for the client. Raises Refused, ChangedMeanwhile."""
    with act():
        request = _locked(request, version=version)
        extended, decided = request.extended_on is not None, bool(request.decision)
        if not may_extend(due_on=request.due_on, extended=extended, decided=decided, today=today):
            raise Refused("Verlengen kan één keer, zolang de eerste termijn loopt en er nog geen besluit is.")
        request.extended_on, request.extension_reason = today, reason
        request.due_on = answer_due_on(request.received_on, extended=True)
        _keep(request, "extended_on", "extension_reason", "due_on")
        audit.record("rights request extended", by=by, on=request)
    return request


def decide(
    *, request: RightsRequest, decision: RightsRequest.Decision, reason: str, by: User, today: date, version: int
) -> RightsRequest:
    """Answers a request. A removal that is granted waits for a second person. Raises Refused, ChangedMeanwhile."""
    with act():
        request = _locked(request, version=version)
        if request.decision:
            raise Refused("Op dit verzoek is al besloten.")
        if not reason and decision == Decision.REFUSED:
            raise Refused("Schrijf op waarom u het verzoek afwijst.", field="reason")
        if request.kind == Kind.REMOVAL and decision == Decision.GRANTED:
            if not reason:
                raise Refused("Schrijf op waarom de gegevens weg mogen.", field="reason")
            if removal.reach_of(request.client, request.provider) is Reach.NOTHING:
                raise Refused(RUNS)
            if _is_held(request, today):
                raise Refused("Dit dossier wordt langer bewaard. Beëindig dat eerst op de pagina van de cliënt.")
        request.decision, request.reason = decision, reason
        request.decided_on, request.decided_by = today, by
        _keep(request, "decision", "reason", "decided_on", "decided_by")
        audit.record("rights request decided", by=by, on=request, kind=request.kind, decision=decision.value)
    return request


def _is_held(request: RightsRequest, today: date) -> bool:
    """Kept longer for a complaint or in court: AVG art. 17 (3) lets those go before."""
    records = linking.records_of(request.client)
    held = RetentionHold.objects.filter(client_id__in=records, provider=request.provider, ended_at__isnull=True)
    return held.filter(until__gte=today).exists()


def carry_out(*, request: RightsRequest, by: User, version: int) -> Removal:
    """Removes what was granted, as a second person. It can't be undone. Raises Refused, ChangedMeanwhile."""
    with act():
        request = _locked(request, version=version)
        if not request.waits_for_removal or request.decided_by is None:
            raise Refused("Er wacht hier geen verwijdering.")
        if request.decided_by_id == by.pk:
            raise Refused("U besloot zelf over dit verzoek. Een tweede persoon voert de verwijdering uit.")
        linking.one_at_a_time(request.client.front_door_id)  # nothing is linked or taken apart meanwhile
        client = request.client
        list(Client.objects.filter(pk__in=linking.records_of(client)).order_by("pk").select_for_update())
        reach = removal.reach_of(client, request.provider)
        if reach is Reach.NOTHING:
            raise Refused(RUNS)
        if removal.is_removed(client):
            raise Refused("De gegevens van deze cliënt zijn al verwijderd.")
        counts = removal.erase(client, request.provider, reach=reach)
        request.refresh_from_db()
        request.carried_out_at, request.carried_out_by = timezone.now(), by
        _keep(request, "carried_out_at", "carried_out_by")
        proof = Removal.objects.create(
            request=request,
            client=client,
            provider=request.provider,
            whole=reach is Reach.WHOLE,
            counts=counts,
            ground=request.reason,
            decided_by=request.decided_by,
            by=by,
        )
        audit.record(
            "client removed",
            by=by,
            on=proof,
            client=client.pk,
            whole=proof.whole,
            rows=sum(number for _, number in counts),
        )
    return proof


def correct_note(*, contact: Contact, note: str, by: User, version: int) -> Contact:
    """Corrects the text of a contact alone. It counts in no figure, so it can also where the question is closed or the
    period filed. The former text is kept. Raises ChangedMeanwhile."""
    with act():
        taken = Contact.objects.filter(pk=contact.pk, version=version).update(note=note, version=F("version") + 1)
        fresh = Contact.objects.select_related("question").get(pk=contact.pk)
        if not taken:
            raise ChangedMeanwhile(fresh)
        if contact.note != note:
            former.of_contact(fresh, was=contact.note, by=by)
            said = f"Gewijzigd: de tekst van {fresh.on.day}-{fresh.on.month}-{fresh.on.year}."
            QuestionEvent.objects.create(question=fresh.question, kind=QuestionEvent.Kind.CORRECTED, by=by, note=said)
        audit.record("note corrected", by=by, on=fresh, question=fresh.question_id)
    return fresh


def waiting(user: User, _today: date) -> Iterator[Waiting]:
    """Requests that want an answer, on the last day of their term, and removals that want a second person."""
    if not access_of(user).may(Permission.LEAD_TEAM):
        return
    found = RightsRequest.objects.for_user(user).select_related("client")
    for request in found.undecided():
        yield Waiting(
            on=request.due_on,
            what=f"Verzoek om {request.get_kind_display()} beantwoorden",
            about=f"{request.client.list_name}, uiterlijk",
            url=reverse("rights_request", args=[request.pk]),
            icon="lock",
            key="verzoeken van cliënten",
        )
    for request in found.filter(RightsRequest.objects.waits_for_a_second_person()).exclude(decided_by=user):
        yield Waiting(
            on=request.decided_on or timezone.localdate(),
            what="Verwijdering uitvoeren als tweede persoon",
            about=request.client.number,
            url=reverse("rights_request", args=[request.pk]),
            icon="trash",
            key="verwijderingen",
            since=True,
        )
