"""The second wall: without any scope, the care side's login sees nothing that isn't theirs, and the lint finds nothing.

The world is tests/oco/town.py: two providers behind one front door of a partnership, a provider of its own, and another
municipality, where a second partnership runs the front door.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Q
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from cases.codes import DomainList
from cases.models import (
    AftercareContact,
    Client,
    Contact,
    DestructionCertificate,
    DestructionLine,
    DestructionList,
    HelpQuestion,
    Norms,
    Talk,
)
from oco import access, acting
from oco.access import Permission
from oco.database import lint, rows
from oco.database.free import FREE_OF_PERSONS
from oco.models import CareSession, Membership, Organisation, User
from oco.models.people import Role
from oco.sessions import SessionStore
from tests.oco.town import PLACES, Town, canary, make_town

CASES = tuple(
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.db_table in rows.CARE_ROWS and model._meta.app_label == "cases"
)


def test_every_table_of_cases_is_protected_or_free() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("cases").get_models(include_auto_created=True)}
    assert tables <= set(rows.protected()) | set(FREE_OF_PERSONS)
    assert {"cases_client", "cases_helpquestion", "cases_contact"} <= set(rows.protected())


# --- the lint ---------------------------------------------------------------------------------------------------------


def found() -> list[str]:
    with connection.cursor() as cursor:
        return lint.findings(cursor)


@pytest.mark.django_db
def test_the_database_has_every_wall() -> None:
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("CREATE TABLE leak (name text)", "leak is neither protected"),
        ("ALTER TABLE cases_contact NO FORCE ROW LEVEL SECURITY", "cases_contact has no row-level security"),
        ("DROP POLICY rows_of_care ON cases_talk", "oco_care may SELECT cases_talk and has no policy"),
        ("CREATE POLICY loose ON cases_talk USING (true)", "policy loose on cases_talk is for everybody"),
        ("CREATE VIEW names AS SELECT last_name FROM cases_client", "names looks with the rights of its owner"),
        (
            "GRANT EXECUTE ON FUNCTION oco_session_user() TO PUBLIC",
            "acts as its owner for everybody",
        ),
        ("ALTER FUNCTION oco_session_user() RESET search_path", "with a search_path that others decide on"),
        ("ALTER ROLE oco_care BYPASSRLS", "oco_care stands above the rules"),
        ("GRANT oco_worker TO oco_care", "oco_care can become oco_worker"),
        ("ALTER TABLE cases_draft OWNER TO oco_care", "oco_care owns cases_draft"),
        ("GRANT TRUNCATE ON cases_contact TO oco_care", "oco_care may TRUNCATE cases_contact"),
        ("GRANT UPDATE ON cases_contact TO oco_backup", "oco_backup may UPDATE cases_contact"),
        ("ALTER TABLE cases_contact DISABLE TRIGGER trail_update", "cases_contact has no trail_update that is on"),
        ("ALTER TABLE oco_logevent DISABLE TRIGGER trail_keep", "oco_logevent has no trail_keep that is on"),
        ("CREATE UNIQUE INDEX once ON cases_client (phone)", "once on cases_client tells that another's record exists"),
    ],
)
def test_the_lint_sees_what_is_broken(broken: str, sentence: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(broken)
        assert any(sentence in each for each in found())
        with pytest.raises(CommandError, match="niet heel"):
            call_command("check_walls")
        transaction.set_rollback(True)


# --- the town ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = two_partnerships()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or no table could be altered below
        yield made
        transaction.set_rollback(True)


def two_partnerships() -> Town:
    made = make_town()
    other = Organisation.objects.create(
        kind=Organisation.Kind.PARTNERSHIP,
        name="Samen Haarlem",
        slug="samen-haarlem",
        municipality=made["elsewhere"].municipality,
    )
    Norms.objects.create(organisation=other, valid_from=date(2020, 1, 1), domain_list=DomainList.WMO)
    door = made["elsewhere"].door
    door.run_by = door.partnership = other
    door.save()
    keeps = User.objects.create_user("coordinator@haarlem.example", name="Coördinator elsewhere")
    Membership.objects.create(user=keeps, organisation=other, role=Role.COORDINATOR, since="2020-01-01")
    made.actors["coordinator_elsewhere"] = keeps
    for place in ("beside", "door", "elsewhere"):
        made.actors[f"supporter_{place}"] = made[place].supporter
    return made


CARE_ACTORS = (
    *("nobody", "counter", "supporter", "coordinator", "manager", "joint_manager", "administrator"),
    *("supporter_beside", "supporter_door", "supporter_elsewhere", "coordinator_elsewhere"),
)


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def as_care(**told: str) -> Iterator[None]:
    """The care side's login, in a transaction in which these things were told; undone afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE oco_care")
        acting.tell(told or {"session": ""})
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, set[object]]:
    """All rows that can be seen, without any scope, by table."""
    return {
        model._meta.db_table: set(model._default_manager.order_by().values_list("pk", flat=True)) for model in CASES
    }


def theirs(user: User) -> dict[str, set[object]]:
    """What is theirs by the scopes of the application, asked as the owner, who sees all."""
    work = access.provider_ids(user, Permission.WORK_ON_QUESTIONS)
    written = HelpQuestion.objects.filter(written_by=user, triaged_at__isnull=True, closed_on__isnull=True)
    questions = HelpQuestion.objects.for_user(user) | written
    clients = Client.objects.for_user(user)
    found: dict[str, set[object]] = {}
    for model in CASES:
        names = {each.name for each in model._meta.get_fields()}
        rows_of = model._default_manager.order_by()
        if model is HelpQuestion:
            rows_of = questions
        elif model is Contact:
            rows_of = rows_of.filter(Q(question__in=questions) | Q(provider_id__in=work))
        elif model is AftercareContact or model is Talk or ("question" in names and "provider" not in names):
            rows_of = rows_of.filter(question__in=questions)
        elif hasattr(rows_of, "for_user"):
            rows_of = rows_of.for_user(user)
        elif model is DestructionLine or model is DestructionCertificate:
            rows_of = rows_of.filter(of_list__in=DestructionList.objects.for_user(user))
        elif "talk" in names:
            rows_of = rows_of.filter(talk__question__in=questions)
        elif "assessment" in names:
            rows_of = rows_of.filter(assessment__question__in=questions)
        elif "author" in names:
            rows_of = rows_of.filter(author=user)
        elif "one" in names:
            rows_of = rows_of.filter(one__in=clients, other__in=clients)
        elif "client" in names:
            rows_of = rows_of.filter(client__in=clients)
        elif model._meta.db_table == "cases_reminderchoice":
            rows_of = rows_of.filter(user=user)
        else:
            raise AssertionError(f"say whose {model._meta.db_table} is")
        found[model._meta.db_table] = set(rows_of.values_list("pk", flat=True))
    return found


# Where the policy is wider than the scope of a page, and why.
WIDER: dict[str, str] = {
    "cases_absence": "who gives questions out sees who is away",
    "cases_rightsrequest": "of one's own provider or organisation, decided ones too",
    "cases_setaside": "whom a client of one's own front door doesn't want again, for all who may propose somebody",
    "cases_signalbundle": "of one's own provider, also for who doesn't lead its team",
}


@pytest.mark.parametrize("actor", CARE_ACTORS)
def test_without_a_scope_nothing_is_seen_that_is_not_theirs(town: Town, actor: str) -> None:
    user = town.user(actor)
    own = theirs(user)
    with as_care(session=session_of(user)):
        assert acting.session_user() == user.pk
        seen = everything()
    for table, keys in seen.items():
        if table not in WIDER:
            assert keys - own[table] == set(), f"{actor} sees another's {table}"


@pytest.mark.parametrize("actor", CARE_ACTORS)
def test_no_row_of_another_place_is_seen(town: Town, actor: str) -> None:
    """By place and not by scope: also what is wider than a scope stays within one's own organisations."""
    home = {"supporter_beside": "beside", "supporter_door": "door"}.get(actor, "own")
    home = "elsewhere" if "elsewhere" in actor else home
    reached = {town[home].door.pk}
    with as_care(session=session_of(town.user(actor))):
        for model in CASES:
            names = {each.name for each in model._meta.get_fields()}
            path = next(
                (path for name, path in PATHS.items() if name in names),
                None,
            )
            if path is None:
                continue
            doors = set(model._default_manager.order_by().values_list(path, flat=True))
            assert doors <= reached, f"{actor} sees {model._meta.db_table} of another front door"


PATHS = {
    "front_door": "front_door",
    "question": "question__front_door",
    "client": "client__front_door",
    "one": "one__front_door",
    "talk": "talk__question__front_door",
    "assessment": "assessment__front_door",
}


def test_the_rows_of_others_are_there(town: Town) -> None:
    """Before "not seen" means anything."""
    for model in (Client, HelpQuestion, Contact):
        doors = set(model._default_manager.values_list("front_door", flat=True))
        assert doors >= {town[place].door.pk for place in PLACES}
    assert set(Contact.objects.values_list("provider", flat=True)) == {town[place].provider.pk for place in PLACES}
    filled = {table for table, keys in everything().items() if keys}
    assert len(filled) >= 25


def test_who_works_there_sees_their_own(town: Town) -> None:
    user = town.user("supporter")
    own = theirs(user)
    with as_care(session=session_of(user)):
        seen = everything()
    for table in ("cases_client", "cases_helpquestion", "cases_contact", "cases_signal", "cases_contactperson"):
        assert seen[table] == own[table] != set(), table


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"session": "een-sleutel-die-er-nooit-was"},
        {"session": "", "user": "{user}", "side": "care"},
        {"session": "{hash}", "user": "{user}"},
        {"user": "{user}", "purpose": "count"},
        {"user": "{user}", "purpose": "remove"},
        {"link": "geen-link"},
    ],
)
def test_without_the_secret_key_nothing_is_seen(town: Town, told: dict[str, str]) -> None:
    """Whatever somebody says of themselves; the hash that stands in the table is no key either."""
    user = town.user("manager")
    session_of(user)
    by_hand = {"user": str(user.pk), "hash": CareSession.objects.values_list("session_key", flat=True)[0]}
    with as_care(**{name: value.format(**by_hand) for name, value in told.items()}):
        assert acting.session_user() is None
        assert {table for table, keys in everything().items() if keys} == set()


def test_a_session_that_ended_opens_nothing(town: Town) -> None:
    key = session_of(town.user("supporter"))
    with as_care(session=key):
        assert Client.objects.exists()
    SessionStore(key).delete()
    with as_care(session=key):
        assert not Client.objects.exists()


@pytest.mark.parametrize("statement", ["SELECT * FROM oco_sessionuser", "UPDATE oco_sessionuser SET user_id = 1"])
def test_whose_a_session_is_cannot_be_read_or_changed(town: Town, statement: str) -> None:
    with as_care(), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_purpose_reaches_no_further_than_ones_own_front_doors(town: Town) -> None:
    for actor, purpose, sees in (
        ("joint_manager", "count", {town["own"].door.pk}),
        ("manager", "count", {town["own"].door.pk}),
        ("administrator", "remove", {town["own"].door.pk}),
        ("administrator", "count", set()),
        ("counter", "count", set()),
        ("joint_manager", "freeze", {town["own"].door.pk, town["door"].door.pk}),  # all of the municipality
        ("supporter", "freeze", {town["own"].door.pk}),  # their own lines, as always
        ("counter", "know", {town["own"].door.pk}),
        ("administrator", "know", set()),
        ("nobody", "remove", set()),
    ):
        with as_care(session=session_of(town.user(actor)), purpose=purpose):
            assert set(Contact.objects.values_list("front_door", flat=True)) == sees, (actor, purpose)


def test_nobody_writes_into_another_provider(town: Town) -> None:
    there = Contact.objects.filter(provider=town["beside"].provider)
    assert there.exists()
    with as_care(session=session_of(town.user("supporter"))):
        assert there.update(note="van een ander") == 0
        line = Contact.objects.first()
        assert line is not None
        line.pk, line.provider, line.question_id = None, town["door"].provider, 10**9
        line.front_door = town["door"].door
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            line.save(force_insert=True)


@pytest.mark.parametrize(
    "broken",
    [
        "ALTER TABLE cases_contact DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY rows_of_care ON cases_contact USING (true)",
    ],
)
def test_a_policy_that_is_taken_away_is_noticed(town: Town, broken: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(broken)
        with pytest.raises(AssertionError, match="sees another's cases_contact"):
            test_without_a_scope_nothing_is_seen_that_is_not_theirs(town, "supporter")
        transaction.set_rollback(True)


# --- many at once -----------------------------------------------------------------------------------------------------

THREADS, ASKED = 6, 300


@pytest.mark.django_db(transaction=True)
def test_requests_over_the_same_connections_do_not_leak() -> None:
    """People of four tenancies ask their pages through the real middleware, each thread over one connection that stays
    open: nobody gets a word of another place, and afterwards the connection knows nobody."""
    with override_settings(SIDE="care", SESSION_COOKIE_NAME="oco_zorg"):
        made = two_partnerships()
        people = {
            "own": made.user("supporter"),
            "beside": made.user("supporter_beside"),
            "door": made.user("supporter_door"),
            "elsewhere": made.user("supporter_elsewhere"),
        }
        keys = {place: session_of(user) for place, user in people.items()}
        questions = {place: made[place].objects["question"] for place in people}
        jobs = [list(people)[n % 4] for n in range(ASKED)]
        barrier = threading.Barrier(THREADS)

        def ask(mine: list[str]) -> tuple[int, list[str]]:
            leaks, shown = [], 0
            barrier.wait(60)
            for turn, place in enumerate(mine):
                browser = Browser()
                browser.cookies[settings.SESSION_COOKIE_NAME] = keys[place]
                pk = questions[place].pk  # type: ignore[attr-defined]
                url = reverse("question", args=[pk]) if turn % 3 else reverse("questions")
                text = browser.get(url).content.decode()
                shown += f"vraag {canary(place)}" in text
                leaks += [
                    f"{place}: {other}" for other in PLACES if other != place and f"vraag {canary(other)}" in text
                ]
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL ROLE oco_care")
                    leaks += ["left behind"] * Client.objects.count()
            connection.close()
            return shown, leaks

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(ask, [jobs[n::THREADS] for n in range(THREADS)]))
    assert [leak for _, leaks in answers for leak in leaks] == []
    assert sum(shown for shown, _ in answers) >= ASKED * 0.6  # the pages had something to leak
