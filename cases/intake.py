"""A client and their questions come in: registered once, with terms stamped from the norms of that day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from cases import former, identity, people, removal, rules
from cases.acts import ChangedMeanwhile, Refused, act
from cases.codes import Channel, HowFound, ReachBy
from cases.models import Client, HelpQuestion, QuestionDomain, QuestionEvent, TargetGroup
from cases.norms import norms_on, term_norms
from cases.numbers import next_number
from oco import audit, submissions
from oco.closing import refuse_filed
from oco.models import District, FrontDoor, Organisation, User


@dataclass(frozen=True)
class ClientFields:
    """What is kept of a client's identity. Postcode as "2711 AB", telephone number as "+31…"."""

    last_name: str
    first_name: str = ""
    prefix: str = ""
    birth_date: date | None = None
    postcode: str = ""
    district: District | None = None
    phone: str = ""
    email: str = ""
    language: str = ""
    reach_by: ReachBy | str = ""
    reach_when: str = ""
    birth_surname: str = ""  # where it is another than the last name


@dataclass(frozen=True)
class NewQuestion:
    """A question as it comes in. Without a provider it waits for triage; with a supporter it was theirs at once."""

    text: str
    domains: Sequence[str]
    channel: Channel
    received_on: date
    place: str = ""
    urgent: bool = False
    provider: Organisation | None = None
    supporter: User | None = None
    follows: HelpQuestion | None = None
    district: District | None = None  # where the question came in, for a client whose district isn't known
    how_found: HowFound | str = ""  # how the client found the way, where it was asked


@dataclass(frozen=True)
class WalkIn:
    """What a visit led to. `again`: the same form had been handled before, nothing was written now."""

    client: Client
    questions: list[HelpQuestion]
    again: bool = False


@act()
def register_client(*, front_door: FrontDoor, fields: ClientFields, by: User, key: uuid.UUID | None = None) -> Client:
    """Writes a new client with a number of its own and the keys to find them by. With the `key` of a form that was
    handled before it gives that form's client and writes nothing."""
    if key and not submissions.first_time(key, by=by):
        return Client.objects.get(pk=submissions.earlier_result(key, by=by)["client"])
    client = _new_client(front_door, fields, by=by)
    if key:
        submissions.keep_result(key, {"client": client.pk})
    return client


def _new_client(front_door: FrontDoor, fields: ClientFields, *, by: User) -> Client:
    client = Client(
        front_door=front_door,
        number=next_number("client"),
        created_by=by,
        sort_key=identity.sort_key(last_name=fields.last_name, first_name=fields.first_name),
        **_columns(fields),
    )
    client.save(force_insert=True)
    identity.add_keys(client)
    audit.record("client registered", by=by, on=client)
    return client


@act()
def register_questions(
    *,
    client: Client,
    questions: Sequence[NewQuestion],
    by: User,
    key: uuid.UUID | None = None,
    today: date | None = None,
) -> list[HelpQuestion]:
    """Writes one or more questions of a client, with terms and guideline of the norms on the day of receipt.

    With the `key` of a form that was handled before it gives that form's questions and writes nothing.
    Behind a front door with one provider a question is that provider's.

    Raises PeriodFiled, NoNorms, and ValueError for a provider who isn't behind this front door or a day
    later than `today`.
    """
    if key and not submissions.first_time(key, by=by):
        numbers = submissions.earlier_result(key, by=by).get("questions", [])
        return list(HelpQuestion.objects.filter(pk__in=numbers, client=client).order_by("pk"))
    written = _new_questions(client, questions, by=by, today=today)
    if key:
        submissions.keep_result(key, {"client": client.pk, "questions": [question.pk for question in written]})
    return written


@act()
def register_walk_in(
    *,
    front_door: FrontDoor,
    client: Client | ClientFields,
    questions: Sequence[NewQuestion],
    by: User,
    key: uuid.UUID,
    today: date | None = None,
    target_groups: Sequence[TargetGroup] = (),
) -> WalkIn:
    """A visitor with questions, known or new, in one transaction. Sent twice it is written once. The target groups
    are added to those that the client has.

    Raises as `register_questions`, and ValueError for a client of another front door.
    """
    if not submissions.first_time(key, by=by):
        earlier = submissions.earlier_result(key, by=by)
        known = Client.objects.get(pk=earlier["client"])
        stored = HelpQuestion.objects.filter(pk__in=earlier["questions"]).order_by("pk")
        return WalkIn(known, list(stored), again=True)
    if isinstance(client, ClientFields):
        client = _new_client(front_door, client, by=by)
    elif client.front_door_id != front_door.pk:
        raise ValueError("client of another front door")
    written = _new_questions(client, questions, by=by, today=today)
    if target_groups:
        people.add_target_groups(client=client, groups=target_groups, by=by)
    submissions.keep_result(key, {"client": client.pk, "questions": [question.pk for question in written]})
    return WalkIn(client, written)


@act()
def correct_client(*, client: Client, fields: ClientFields, version: int, by: User) -> Client:
    """Changes a client's identity, if nobody else did since `version` was shown.

    What stood there is kept (cases/former.py). Raises Refused where the identity was removed, and ChangedMeanwhile,
    unless what stands there now is what was asked: the same form sent twice.
    """
    if removal.is_removed(client):
        raise Refused("De gegevens van deze cliënt zijn verwijderd.")
    columns = _columns(fields)
    changed = sorted(name for name, value in columns.items() if getattr(client, name) != value)
    taken = Client.objects.filter(pk=client.pk, version=version).update(
        **columns,
        version=F("version") + 1,
        sort_key=identity.sort_key(last_name=fields.last_name, first_name=fields.first_name),
    )
    current = Client.objects.select_related("district", "front_door").get(pk=client.pk)
    if not taken and all(getattr(current, name) == value for name, value in columns.items()):
        return current
    if not taken:
        raise ChangedMeanwhile(current)
    identity.update_keys(current)
    former.of_client(current, _in_words(client, changed), by=by)
    audit.record("client corrected", by=by, on=current, fields=changed)
    return current


def _in_words(client: Client, columns: Sequence[str]) -> list[tuple[str, str]]:
    """Fields of a client with what stands there, as a reader knows them."""
    return [(str(Client._meta.get_field(name).verbose_name), _word(client, name)) for name in columns]  # type: ignore[union-attr]


def _word(client: Client, name: str) -> str:
    value = getattr(client, name)
    if choice := getattr(client, f"get_{name}_display", None):
        return str(choice())
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else "" if value is None else str(value)


def _columns(fields: ClientFields) -> dict[str, object]:
    # asdict() would copy the district, a model, field by field.
    return {name: getattr(fields, name) for name in fields.__dataclass_fields__}


def _new_questions(
    client: Client, questions: Sequence[NewQuestion], *, by: User, today: date | None
) -> list[HelpQuestion]:
    providers = list(client.front_door.providers.all())
    return [_register(client, new, providers=providers, by=by, today=today) for new in questions]


def _register(
    client: Client, new: NewQuestion, *, providers: list[Organisation], by: User, today: date | None
) -> HelpQuestion:
    if new.received_on > (today or timezone.localdate()):
        raise ValueError("received in the future")
    provider = new.provider or (providers[0] if len(providers) == 1 else None)
    if provider is not None and provider not in providers:
        raise ValueError("provider of another front door")
    refuse_filed(client.front_door_id, new.received_on)
    norms = term_norms(norms_on(client.front_door, new.received_on))
    terms = rules.terms(norms, received_on=new.received_on, urgent=new.urgent)
    now = timezone.now()
    question = HelpQuestion.objects.create(
        front_door=client.front_door,
        number=next_number("question"),
        client=client,
        provider=provider,
        supporter=new.supporter,
        follows=new.follows,
        text=new.text.strip(),
        channel=new.channel,
        place=new.place,
        district=client.district or new.district,
        urgent=new.urgent,
        how_found=new.how_found,
        received_on=new.received_on,
        # Who takes a question on themselves has judged it.
        triaged_at=now if new.supporter else None,
        triaged_by=by if new.supporter else None,
        written_by=by,
        **asdict(terms),
    )
    QuestionDomain.objects.bulk_create(
        QuestionDomain(question=question, domain=domain) for domain in dict.fromkeys(new.domains)
    )
    kinds = QuestionEvent.Kind
    QuestionEvent.objects.bulk_create(
        QuestionEvent(question=question, kind=kind, at=now, by=by)
        for kind in ([kinds.RECEIVED, kinds.ASSIGNED] if new.supporter else [kinds.RECEIVED])
    )
    audit.record("question registered", by=by, on=question, channel=str(new.channel), urgent=new.urgent)
    return question
