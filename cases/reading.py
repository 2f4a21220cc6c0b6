"""Who looked at a client, and whose reading was unusual: from the log (oco/trail/)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cases import linking
from cases.acts import Refused, act
from cases.entries import Waiting
from cases.models import Client, HelpQuestion, UnusualReading
from cases.reading_rules import Flag, Known, Look, busiest_hour, flags, is_odd
from oco import audit, jobs
from oco.access import Permission, access_of
from oco.models import Job, LogEvent, Membership, Organisation, User
from oco.models.people import Role
from oco.templatetags.oco import plural

KIND = "unusual_reading"
USUAL_DAYS, FEWEST_DAYS = 28, 5
Read = LogEvent.Kind.READ

# What was looked at, for people. The name of an address or of a job first, else the kind of record.
_SEARCHED = "gevonden bij het zoeken"
_FILE = "in een bestand gezet"
WHAT: dict[str, str] = {
    **dict.fromkeys(("counter_search", "counter_alike", "find_client", "new_client", "counter_save"), _SEARCHED),
    **dict.fromkeys(("questions_file", "clients_file", "team_file", "export_register"), _FILE),
    "dossier": "dossier voor de cliënt gemaakt",
    "dossier_file": "dossier voor de cliënt opgehaald",
    "client_readers": "wie keek naar deze cliënt",
    "receive_handover": "overdracht gelezen met een link",
    "handover_done": "overdracht gelezen met een link",
    "cases_client": "gegevens van de cliënt",
    "cases_helpquestion": "hulpvraag",
    "cases_contact": "verslag van een contact",
    "cases_contactperson": "contactpersoon",
    "cases_referral": "verwijzing of overdracht",
    "cases_talk": "gesprek met de gemeente",
    "cases_objection": "bezwaar of klacht",
    "cases_aftercarecontact": "nazorg",
    "cases_casetalkitem": "caseoverleg",
    "cases_rightsrequest": "verzoek van de cliënt",
    "cases_signal": "signaal",
}
IN_A_LIST = "stond in een lijst"
# Who has no account: by the side that wrote the line. A management command has none.
_NOBODY = {"care": "iemand met een link", "worker": "het programma zelf"}


def what(event: LogEvent) -> str:
    return WHAT.get(event.what) or WHAT.get(event.record_kind) or IN_A_LIST


# --- who looked ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Who:
    """Who somebody was at a moment: ‘cliëntondersteuner van MEE’."""

    name: str
    roles: str
    organisation: Organisation | None

    @property
    def in_words(self) -> str:
        if self.organisation is None:
            return self.roles
        return f"{self.roles} van {self.organisation.name}"


@dataclass(frozen=True)
class Seen:
    """What one person looked at on one day, how often, and when last. `name` where the reader may know it."""

    at: datetime
    name: str
    who: str
    what: str
    times: int
    refused: bool


def looks_at(client: Client) -> QuerySet[LogEvent]:
    """All looks at the person with this record, and the refused attempts, the latest first. What the login of the
    process doesn't see is not there."""
    kinds = (Read, LogEvent.Kind.DENIED)
    return (
        LogEvent.objects.filter(client_id__in=linking.records_of(client), kind__in=kinds)
        .select_related("user")
        .order_by("-at", "-id")
    )


def by_day(events: Iterable[LogEvent], client: Client, *, named_at: Iterable[int]) -> list[Seen]:
    """The same, one line per person and day; what was refused apart. Names of the people of `named_at`; of others role
    and organisation."""
    found = list(events)
    people = _people({event.user_id for event in found if event.user_id}, client)
    led = set(named_at)
    grouped: dict[tuple[Any, ...], list[LogEvent]] = defaultdict(list)
    for event in found:
        day = timezone.localtime(event.at).date()
        grouped[day, event.user_id, event.side, event.kind == LogEvent.Kind.DENIED].append(event)
    seen = []
    for (day, user, side, refused), same in grouped.items():
        who = _who(people.get(user, ()), side, on=day, user=same[0].user)
        named = who.organisation is not None and who.organisation.pk in led
        looked = ", ".join(dict.fromkeys(what(event) for event in reversed(same)))
        times = len({event.request or event.pk for event in same})
        seen.append(Seen(same[0].at, who.name if named else "", who.in_words, looked, times, refused))
    return sorted(seen, key=lambda each: each.at, reverse=True)


def _people(users: Iterable[int], client: Client) -> dict[int, list[Membership]]:
    """What each of them was at the organisations behind the client's front door, first; else anywhere."""
    door = client.front_door
    here = {door.run_by_id, door.partnership_id, *door.participations.values_list("provider_id", flat=True)}
    held: dict[int, list[Membership]] = defaultdict(list)
    for each in Membership.objects.filter(user_id__in=list(users)).select_related("organisation").order_by("pk"):
        held[each.user_id].append(each)
    return {user: sorted(each, key=lambda one: one.organisation_id not in here) for user, each in held.items()}


def _who(held: Sequence[Membership], side: str, *, on: date, user: User | None) -> Who:
    then = [each for each in held if each.since <= on and (each.until is None or each.until > on)] or list(held)
    if user is None:
        return Who("", _NOBODY.get(side, "de technisch beheerder"), None)
    if not then:
        return Who(user.name, "iemand zonder rol", None)
    first = then[0].organisation
    roles = dict.fromkeys(Role(each.role).label for each in then if each.organisation_id == first.pk)
    return Who(user.name, ", ".join(roles), first)


# --- what was unusual ------------------------------------------------------------------------------------------------


def ask(*, today: date) -> Job | None:
    """Asks the worker for yesterday's reading, once."""
    day = today - timedelta(days=1)
    if Job.objects.filter(key=f"{KIND}:{day.isoformat()}").exists():
        return None
    return jobs.enqueue(KIND, key=day.isoformat(), day=day.isoformat())


@jobs.handler(KIND)
def _find(running: jobs.Running) -> dict[str, int]:
    return {"found": find_unusual(date.fromisoformat(running.arguments["day"]))}


def find_unusual(day: date) -> int:
    """Keeps what is unusual about the reading of this day, of the people of each provider; says how many are new.
    Twice on a day changes nothing."""
    before = UnusualReading.objects.count()
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)
    for provider in providers:
        UnusualReading.objects.bulk_create(_of_provider(provider, day), ignore_conflicts=True)
    return UnusualReading.objects.count() - before


def _of_provider(provider: Organisation, day: date) -> list[UnusualReading]:
    roles: dict[int, set[str]] = defaultdict(set)
    for user, role in Membership.objects.active_on(day).filter(organisation=provider).values_list("user", "role"):
        roles[user].add(role)
    looks = _opened(list(roles), provider, day)
    if not looks:
        return []
    users = User.objects.in_bulk(looks)
    past = _opened(list(looks), provider, day - timedelta(days=USUAL_DAYS), until=day)
    found = []
    for user, each in looks.items():
        known = _known(users[user], roles[user], provider, each, past.get(user, []), day)
        found += [_row(provider, users[user], day, flag) for flag in flags(each, known)]
    return found


def _row(provider: Organisation, user: User, day: date, flag: Flag) -> UnusualReading:
    return UnusualReading(
        provider=provider,
        user=user,
        on=day,
        rule=flag.rule.value,
        clients=list(flag.clients),
        count=flag.count,
        usual=flag.usual,
    )


def _opened(
    users: Sequence[int], provider: Organisation, day: date, *, until: date | None = None
) -> dict[int, list[Look]]:
    """Per user whom they opened from this day on, up to `until` (the day itself by default), at this provider's front
    doors. Who only stood in a list was not opened."""
    start = timezone.make_aware(datetime.combine(day, time()))
    end = timezone.make_aware(datetime.combine(until or day + timedelta(days=1), time()))
    clients = Client.objects.filter(front_door__participations__provider=provider).values("pk")
    events = LogEvent.objects.filter(
        kind=Read, user_id__in=users, at__gte=start, at__lt=end, client_id__in=clients
    ).exclude(record_kind="")
    found: dict[int, list[Look]] = defaultdict(list)
    for user, client, at in events.order_by("at").values_list("user_id", "client_id", "at"):
        assert user is not None
        assert client is not None
        found[user].append(Look(client, timezone.localtime(at)))
    return found


def _known(
    user: User, roles: set[str], provider: Organisation, looks: Sequence[Look], past: Sequence[Look], day: date
) -> Known:
    clients = {look.client for look in looks}
    days: dict[date, list[Look]] = defaultdict(list)
    for look in past:
        days[look.at.date()].append(look)
    hours = [len(busiest_hour(each)) for each in days.values()]
    here = HelpQuestion.objects.filter(client_id__in=clients, provider=provider)
    own = here.filter(Q(supporter=user) | Q(supporter=None) | Q(written_by=user)).values_list("client_id", flat=True)
    wrote = LogEvent.objects.filter(
        kind=LogEvent.Kind.CHANGE, user=user, client_id__in=clients, at__date=day
    ).values_list("client_id", flat=True)
    return Known(
        is_supporter=roles == {Role.SUPPORTER},
        name=user.name,
        usual_hour=round(median(hours)) if len(hours) >= FEWEST_DAYS else None,
        odd_days=len({each for each, those in days.items() if any(is_odd(look.at) for look in those)}),
        own=frozenset(own) | frozenset(each for each in wrote if each is not None),
        closed_on=_closed(here),
        names=dict(Client.objects.filter(pk__in=clients).values_list("pk", "last_name")),
    )


def _closed(questions: QuerySet[HelpQuestion]) -> dict[int, datetime]:
    """Clients of whom all these questions are closed: since when."""
    still_open = questions.filter(closed_on=None).values("client_id")
    ended = questions.exclude(client_id__in=still_open).values("client_id").annotate(last=Max("closed_on"))
    return {each["client_id"]: timezone.make_aware(datetime.combine(each["last"], time())) for each in ended}


def waiting(user: User, _today: date) -> Iterator[Waiting]:
    """One line for all findings in the user's team, but those about the user."""
    if not access_of(user).may(Permission.LEAD_TEAM):
        return
    theirs = UnusualReading.objects.for_user(user).to_look_into().exclude(user=user)
    found = theirs.order_by().aggregate(many=Count("pk"), first=Min("on"))
    if found["many"]:
        yield Waiting(
            on=found["first"],
            what="Opvallend leesgedrag bekijken",
            about=plural(found["many"], "melding,meldingen"),
            url=reverse("unusual_reading"),
            icon="eye",
            key="opvallend leesgedrag",
            since=True,
        )


def look_into(*, found: UnusualReading, remark: str, by: User) -> UnusualReading:
    """Notes what came of asking. Raises Refused where it is about oneself, or where somebody did it before."""
    with act():
        fresh = UnusualReading.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if fresh.user_id == by.pk:
            raise Refused("Dit gaat over uzelf. Laat een andere teamleider ernaar kijken.")
        if fresh.looked_into_at is not None:
            raise Refused("Een collega heeft hier al naar gekeken.")
        fresh.looked_into_at, fresh.looked_into_by, fresh.remark = timezone.now(), by, remark
        fresh.save(update_fields=["looked_into_at", "looked_into_by", "remark"])
        audit.record("unusual reading looked into", by=by, on=fresh)
    return fresh
