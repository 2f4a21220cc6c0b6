"""Ten thousand requests at once by people of every tenant: nobody gets a word of another, and none is left anywhere.

In the normal run there are some hundreds; OCO_CROWD=10000 sends that many.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from cases import reminders
from cases.dossier import files as dossier_files
from cases.models import DossierFile, RightsRequest
from oco.embedded.paths import data_dir
from oco.models import Job, User
from oco.periods import Period, PeriodKind
from oco.settings.care import SESSION_COOKIE_NAME as CARE_COOKIE
from oco.settings.municipality import SESSION_COOKIE_NAME as MUNICIPALITY_COOKIE
from oco.workdays import is_working_day
from reporting import tasks as counting
from reporting.figures import Scope
from subsidies import mails
from tests.access import left, world
from tests.crowd.site import Site, running
from tests.oco.test_access_matrix import _session, settings_of
from tests.oco.town import PLACES, Town
from tests.told import Tell

# The world itself is committed (see `crowd`); what is asked of the worker is asked in a thread, and committed too.
pytestmark = pytest.mark.django_db
NUMBER = int(os.environ.get("OCO_CROWD", "400"))
THREADS = 16
COOKIES = {"care": CARE_COOKIE, "municipality": MUNICIPALITY_COOKIE}
# What anybody who works there opens, at their own place; `{key}` is at once the key of everything there.
CARE_PAGES = (
    *("/vandaag/", "/vragen/", "/vragen/{key}/", "/clienten/", "/clienten/{key}/", "/uren/", "/balie/", "/uitleg/"),
    *("/cijfers/", "/vragen/{other}/", "/clienten/{other}/"),
)
MUNICIPALITY_PAGES = ("/", "/rapporten/", "/rapporten/{key}/", "/uitleg/", "/rapporten/{other}/")


# The world gives a client the target group of a neighbour; it is a word of a list and of no person.
WORDS_OF_LISTS = ("cases.TargetGroup",)


@dataclass(frozen=True)
class Person:
    """Somebody with a session."""

    name: str
    place: str
    side: str
    session: str
    role: str

    def never(self, model: str, place: str) -> bool:
        """What this person sees on no page at all: another municipality, and people of another front door."""
        same_door = {place, self.place} <= {"own", "beside"} or place == self.place
        same_town = (place == "elsewhere") == (self.place == "elsewhere")
        of_people = model.startswith("cases.") and model not in WORDS_OF_LISTS
        return not same_town or (of_people and (not same_door or self.side == "municipality"))


@dataclass
class Seen:
    statuses: Counter[int] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)  # answers with a word of this place
    other: list[str] = field(default_factory=list)  # another status, or the name of somebody else

    def add(self, other: Seen) -> None:
        self.statuses += other.statuses
        self.shown += other.shown
        self.leaks += other.leaks
        self.other += other.other


# What somebody sees at an address when nobody else asks anything: status, and places and models of texts.
Alone = dict[tuple[str, str], tuple[int, frozenset[tuple[str, str]]]]


@dataclass(frozen=True)
class Crowd:
    site: Site
    town: Town
    people: tuple[Person, ...]
    alone: Alone


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any) -> Iterator[Crowd]:
    folder: Path = tmp_path_factory.mktemp("crowd")
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                town = world.make_world()
                _name_everybody()
                for place in PLACES:  # worked at by people who find questions, clients and figures
                    town.actors.setdefault(f"supporter_{place}", town[place].supporter)
            people = tuple(_people(town))
            with running(folder) as site:
                yield Crowd(site, town, people, ask_alone(site, people))
        finally:
            empty()


def _name_everybody() -> None:
    """A name that stands on every page of theirs and of nobody else's, with the canary of their place before it."""
    for user in User.objects.all():
        user.name = f"{user.name[:20]} wie{user.pk}wie"
        user.save(update_fields=["name"])


def _people(town: Town) -> Iterator[Person]:
    asked = [("own", role) for role in ("counter", "supporter", "coordinator", "manager", "joint_manager")]
    for place, role in asked:
        yield _person(town.user(role), place, "care", role)
    for place in ("beside", "door", "elsewhere"):
        yield _person(town[place].supporter, place, "care", "supporter")
    yield _person(town.user("policy_officer"), "own", "municipality", "policy_officer")
    elder = town["elsewhere"].objects["official"]
    assert isinstance(elder, User)
    yield _person(elder, "elsewhere", "municipality", "policy_officer")


def _person(user: User, place: str, side: str, role: str) -> Person:
    with settings_of(side):
        return Person(f"wie{user.pk}wie", place, side, _session(User.objects.get(pk=user.pk)), role)


def empty() -> None:
    """All tables but those of Django itself; triggers that keep rows don't stop the owner of a test's database."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if not name.startswith("django_")]
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables) + " CASCADE")
        cursor.execute("SET session_replication_role = origin")


# --- asking -------------------------------------------------------------------------------------------------------


def ask(lines: dict[str, http.client.HTTPConnection], site: Site, person: Person, path: str) -> tuple[int, str]:
    """Over a connection that stays open, and over which somebody else asked before. Gives the status and the text."""
    line = lines.setdefault(person.side, http.client.HTTPConnection("127.0.0.1", site.ports[person.side], timeout=300))
    headers = {"Cookie": f"{COOKIES[person.side]}={person.session}"}
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
    except (http.client.RemoteDisconnected, ConnectionError):  # it stood still for two seconds and was hung up
        line.close()
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
    return answer.status, world.readable(answer.read()) + str(answer.headers)


def ask_alone(site: Site, people: tuple[Person, ...]) -> Alone:
    """Every address by everybody, one after the other."""
    found: Alone = {}
    for person in people:
        for path in paths_of(person):
            status, text = ask({}, site, person, path)
            found[person.name, path] = status, frozenset(world.found_in(text))
    return found


def paths_of(person: Person) -> list[str]:
    """The pages of their side at their own place, and with the keys of each other one."""
    pages = CARE_PAGES if person.side == "care" else MUNICIPALITY_PAGES
    others = [world.BASE[place] for place in PLACES if place != person.place]
    return [
        page.format(key=world.BASE[person.place], other=other)
        for page in pages
        for other in (others if "{other}" in page else others[:1])
    ]


def judge(crowd: Crowd, person: Person, path: str, status: int, text: str, seen: Seen) -> None:
    seen.statuses[status] += 1
    found, (expected, alone) = world.found_in(text), crowd.alone[person.name, path]
    seen.shown.update({place for place, _ in found})
    for place, model in found:
        if (place, model) not in alone or person.never(model, place):
            seen.leaks.append(f"{person.role} of {person.place} at {path}: {model} of {place}")
    if status != expected:
        seen.other.append(f"{person.role} of {person.place} at {path}: {status}, alone {expected}")
    named = set(re.findall(r"wie\d+wie", text.partition("<header")[2].partition("</header>")[0]))
    if named - {person.name}:
        seen.other.append(f"{person.name} at {path} is called {named}")


def test_nobody_gets_a_word_of_another_tenant(crowd: Crowd, tell: Tell) -> None:
    barrier = threading.Barrier(THREADS)

    def visit(number: int) -> Seen:
        lots, seen = Random(number), Seen()
        connections: dict[str, http.client.HTTPConnection] = {}
        barrier.wait(60)
        for _ in range(-(-NUMBER // THREADS)):
            person = lots.choice(crowd.people)
            path = lots.choice(paths_of(person))
            judge(crowd, person, path, *ask(connections, crowd.site, person, path), seen)
        return seen

    seen = Seen()
    with ThreadPoolExecutor(THREADS) as pool:
        for each in pool.map(visit, range(THREADS)):
            seen.add(each)
    total = sum(seen.statuses.values())
    tell(
        f"{total} requests by {THREADS} at once, of {len(crowd.people)} people: {len(seen.leaks)} leaks, "
        f"{len(seen.other)} answers unlike those to one who asks alone; {dict(seen.statuses)}; "
        f"answers with words of a place: {dict(seen.shown)}"
    )
    assert not seen.leaks, "\n".join(sorted(set(seen.leaks))[:40])
    assert not seen.other, "\n".join(sorted(set(seen.other))[:40])
    assert not [status for status in seen.statuses if status >= 500]
    assert total >= NUMBER
    # The pages had something to leak, of every tenant.
    assert set(seen.shown) == set(PLACES)
    assert seen.statuses[200] > total * 0.4


# --- what is left ---------------------------------------------------------------------------------------------------


def test_no_word_of_anybody_is_left_in_logs_redis_and_jobs(crowd: Crowd, tell: Tell) -> None:
    """After documents, counts and mails of every tenant were made by the worker as well."""
    with ThreadPoolExecutor(1) as apart:
        asked = apart.submit(ask_for_everything, crowd.town).result()
    wait_for(asked)
    logs = [*crowd.site.logs, *sorted((data_dir() / "log").glob("*.log"))]
    said = {str(file): file.read_text(errors="replace") for file in logs}
    for where, text in {**said, "redis": left.in_redis(), "jobs": left.jobs()}.items():
        assert left.found(text) == set(), where
        assert not re.search(r"wie\d+wie|kanarie", text), where
    tell(
        f"{len(asked)} jobs, "
        f"{sum(text.count(chr(10)) for text in said.values())} lines in {len(said)} logs, "
        f"{len(crowd.site.mails)} mails"
    )
    assert all(job.status == Job.Status.DONE for job in Job.objects.filter(pk__in=[each.pk for each in asked]))


def test_documents_and_mails_hold_words_of_their_own_tenant_only(crowd: Crowd) -> None:
    looked, whose = Counter[str](), world.Whose({})
    for made in DossierFile.objects.filter(made_at__isnull=False):
        found = left.found(world.readable(bytes(made.pdf or b"")) + str(made.data))
        places = {place for place, model in found if model.startswith("cases.") and model not in WORDS_OF_LISTS}
        assert places <= {whose.place(made.request)}
        looked["dossier"] += bool(places)
    for mail in crowd.site.mails:
        found = left.found(mail.read_text(errors="replace"))
        assert not [model for _, model in found if model.startswith("cases.")], mail
        looked["mail"] += 1
    assert looked["dossier"] >= 3
    assert looked["mail"] >= 1


def ask_for_everything(town: Town) -> list[Job]:
    """A dossier and a count of every tenant, and the mails of today."""
    asked: list[Job | None] = []
    quarter = Period.containing(town.today, PeriodKind.QUARTER)
    for place in PLACES:
        of = town[place]
        request = of.objects["access_request"]
        assert isinstance(request, RightsRequest)
        asked.append(dossier_files.ask(request=request, by=of.supporter).job)
        asked.append(counting.enqueue([Scope.of_organisation(of.account, of.municipality)], quarter))
    working_day = next(day for n in range(7) if is_working_day(day := town.today + timedelta(days=n)))
    noon = datetime.combine(working_day, time(17), tzinfo=timezone.get_current_timezone())
    asked += [reminders.ask(now=noon), *mails.ask(now=timezone.now())]
    connection.close()
    # The world's proposals are rows with any values; no mail can be made of them.
    return [job for job in asked if job is not None and job.arguments.get("what") not in ("proposal", "sent_back")]


def wait_for(asked: list[Job]) -> None:
    until = monotonic() + 240
    mine = Job.objects.filter(pk__in=[job.pk for job in asked])
    while mine.filter(status__in=["queued", "running"]).exists():
        assert monotonic() < until, list(mine.exclude(status="done").values_list("kind", "status", "error"))
        sleep(0.3)


def test_a_message_with_two_lengths_is_refused(crowd: Crowd) -> None:
    """Request smuggling: with both lengths, or two different ones, the server answers 400 and hangs up."""
    for lengths in (
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 40\r\n",
    ):
        with socket.create_connection(("127.0.0.1", crowd.site.ports["care"]), timeout=20) as line:
            line.sendall(
                b"POST /inloggen/ HTTP/1.1\r\nHost: localhost\r\n"
                + lengths
                + b"\r\n0\r\n\r\nGET /uitleg/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
            said = b""
            while part := line.recv(65536):
                said += part
                if len(said) > 500_000:
                    break
        assert said.count(b"HTTP/1.1 ") == 1, said[:300]
        assert said.startswith(b"HTTP/1.1 400"), said[:200]
