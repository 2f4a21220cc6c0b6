"""Taking turns at the counter's computer: sessions that end, the locked screen, registered computers and PINs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from cases import drafts
from cases.models import Draft, HelpQuestion
from oco import acting
from oco.models import AuditEvent, CareSession, DevicePin, Membership, SharedDevice, User
from oco.models.people import Role
from oco.sessions import key_hash
from oco.shared_desk import devices, pins
from oco.shared_desk.pins import Tried
from tests.cases import counter_scene
from tests.cases.counter_scene import SINCE, Scene

PASSWORD = "vier gewone losse woorden"
PIN, OTHER_PIN = "274918", "583047"
HTMX = {"HX-Request": "true"}
TYPED = {"last_name": ["Kanariegeel"], "q0-text": ["Over de scheiding"]}
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def scene(db: None) -> Scene:
    made = counter_scene.build()
    for person in (made.volunteer, made.coordinator, made.stranger):
        person.set_password(PASSWORD)
        person.save()
    return made


@pytest.fixture(autouse=True)
def care_side(db: None) -> Iterator[None]:
    cache.clear()
    with override_settings(SIDE="care"):
        yield


@pytest.fixture
def manager(scene: Scene) -> User:
    made = User.objects.create_user("mieke@post.example", PASSWORD, name="Mieke Leider")
    Membership.objects.create(user=made, organisation=scene.mee, role=Role.MANAGER, since=SINCE)
    return made


@pytest.fixture
def computer(scene: Scene, manager: User) -> tuple[SharedDevice, str]:
    return devices.register(front_door=scene.zosamen, name="Balie Stadhuis", by=manager)


def browser_at(computer: tuple[SharedDevice, str] | None = None, user: User | None = None) -> Browser:
    browser = Browser()
    if computer is not None:
        browser.cookies[settings.DEVICE_COOKIE_NAME] = computer[1]
    if user is not None:
        browser.force_login(user)
    return browser


def by_pin(computer: tuple[SharedDevice, str], user: User, pin: str = PIN) -> Browser:
    """Somebody who signed in with a PIN that they had chosen."""
    if not DevicePin.objects.filter(device=computer[0], user=user).exists():
        pins.choose(device=computer[0], user=user, pin=pin)
    browser = browser_at(computer)
    answer = browser.post(reverse("quick_sign_in", args=[user.pk]), {"pin": pin})
    assert answer.status_code == 302, words(answer)
    return browser


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def is_in(browser: Browser) -> bool:
    return browser.get(reverse("help")).status_code == 200


@contextmanager
def later(**passed: float) -> Iterator[None]:
    """So much later by this process' clock; the database's own stands."""
    with time_machine.travel(datetime.now(UTC) + timedelta(**passed), tick=False):
        yield


# --- how long -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("at_desk", "idle"), [(True, 10), (False, 30)])
def test_without_use_a_session_ends_by_the_server(
    scene: Scene, computer: tuple[SharedDevice, str], at_desk: bool, idle: int
) -> None:
    browser = browser_at(computer if at_desk else None, scene.volunteer)
    assert is_in(browser)
    with later(minutes=idle, seconds=-30):
        assert browser.get(reverse("session_time")).json()["left"] == pytest.approx(30, abs=16)
    with later(minutes=idle, seconds=1):
        answer = browser.get(reverse("counter"))
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("locked"))
        assert not is_in(browser)


@pytest.mark.parametrize(("at_desk", "hours"), [(True, 4), (False, 12)])
def test_however_busy_a_session_ends_after_its_whole_time(
    scene: Scene, computer: tuple[SharedDevice, str], at_desk: bool, hours: int
) -> None:
    browser = browser_at(computer if at_desk else None, scene.volunteer)
    for minute in range(0, hours * 60, 9):
        with later(minutes=minute):
            assert is_in(browser), minute
    with later(hours=hours, seconds=-20):
        told = browser.get(reverse("session_time")).json()
        assert (told["left"] <= 21, told["idle"]) == (True, False)
    with later(hours=hours, seconds=1):
        assert not is_in(browser)


def test_an_administrator_has_less_time_than_others(scene: Scene) -> None:
    browser = browser_at(None, scene.officer)
    with later(minutes=14):
        assert browser.get(reverse("session_time")).json()["left"] == pytest.approx(60, abs=2)
    with later(minutes=15, seconds=1):
        assert not is_in(browser)


def test_what_a_page_asks_by_itself_is_no_use_and_what_somebody_does_is(scene: Scene) -> None:
    browser = browser_at(None, scene.volunteer)
    waiting = HTMX | {"HX-Trigger": "files"}  # the part of a page that asks whether its files are there
    with later(minutes=20):
        assert browser.get(reverse("session_time")).status_code == 200
        assert browser.get(reverse("draft_token")).status_code == 200
        assert browser.get(reverse("counter"), headers=waiting).status_code == 200
        assert browser.get(reverse("session_time")).json()["left"] == pytest.approx(600, abs=2)
        # Typing that is kept, and what the page tells of keys and clicks.
        assert browser.post(reverse("draft_save", args=["walk-in"]), TYPED).status_code == 200
        assert browser.get(reverse("session_time")).json()["left"] == pytest.approx(1800, abs=2)
    with later(minutes=40):
        assert browser.post(reverse("session_time")).json()["left"] == pytest.approx(1800, abs=2)
    with later(minutes=69):
        assert is_in(browser)


def test_the_database_ends_a_session_on_its_own_clock(scene: Scene) -> None:
    browser = browser_at(None, scene.volunteer)
    assert is_in(browser)
    key = str(browser.session.session_key)
    row = CareSession.objects.get(session_key=key_hash(key))
    assert row.idle_until is not None
    assert row.idle_until - timezone.now() == pytest.approx(timedelta(minutes=30), abs=timedelta(seconds=30))
    with as_care(session=key):
        assert acting.session_user() == scene.volunteer.pk
    CareSession.objects.update(idle_until=timezone.now() - timedelta(hours=1))
    with as_care(session=key):
        assert acting.session_user() is None
    assert not is_in(browser)


def test_the_database_knows_how_long_a_session_lasts_at_a_desk(
    scene: Scene, computer: tuple[SharedDevice, str]
) -> None:
    by_pin(computer, scene.volunteer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM until - clock_timestamp()), device_id FROM oco_sessionuser")
        left, device = cursor.fetchone()
    assert float(left) == pytest.approx(4 * 3600, abs=30)
    assert device == computer[0].pk


@contextmanager
def as_care(**told: str) -> Iterator[None]:
    """The care side's login in a transaction in which these things were told; undone afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE oco_care")
        acting.tell(told)
        yield
        transaction.set_rollback(True)


def test_a_desk_that_is_recognised_later_shortens_the_session(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    browser = browser_at(None, scene.volunteer)  # came by a link from a mail: the strict cookie stayed behind
    assert browser.get(reverse("session_time")).json()["left"] > 1700
    browser.cookies[settings.DEVICE_COOKIE_NAME] = computer[1]
    assert browser.get(reverse("session_time")).json()["left"] <= 600


# --- the locked screen ----------------------------------------------------------------------------------------------


def lock(browser: Browser, page: str = "", **more: str) -> Any:
    return browser.post(reverse("lock"), {"next": page or reverse("counter"), **more})


def test_a_locked_screen_shows_nothing_of_a_client_and_its_session_is_gone(scene: Scene) -> None:
    client = scene.client("Kanariegeel")
    browser = browser_at(None, scene.coordinator)
    key = str(browser.session.session_key)
    page = reverse("client_identity", args=[client.pk])
    assert "Kanariegeel" in words(browser.get(page))
    answer = lock(browser, page)
    assert answer.headers["Location"] == reverse("locked")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    with as_care(session=key):
        assert acting.session_user() is None
    shown = browser.get(reverse("locked"))
    assert "no-store" in shown.headers["Cache-Control"]
    assert "<title>Vergrendeld – " in words(shown)
    assert "Karin" in words(shown)
    for told in ("Kanariegeel", page, scene.coordinator.email, client.number):
        assert told not in words(shown)
    assert browser.get(page).headers["Location"] == reverse("locked")
    assert AuditEvent.objects.filter(action="screen locked", by=scene.coordinator).count() == 1


def test_the_same_person_gets_back_to_the_same_page_with_the_draft_in_the_form(scene: Scene) -> None:
    browser = browser_at(None, scene.volunteer)
    browser.post(reverse("draft_save", args=["walk-in"]), {**TYPED, "front_door": scene.zosamen.pk, "number": "1"})
    lock(browser)
    assert not is_in(browser)
    wrong = browser.post(reverse("unlock"), {"password": "iets anders dan dit"})
    assert "Dit wachtwoord klopt niet." in words(wrong)
    assert not is_in(browser)
    answer = browser.post(reverse("unlock"), {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("counter")
    assert "Kanariegeel" in words(answer)
    assert "Over de scheiding" in words(answer)


def test_another_person_who_takes_over_finds_nothing_of_the_first(scene: Scene) -> None:
    browser = browser_at(None, scene.volunteer)
    browser.post(reverse("draft_save", args=["walk-in"]), {**TYPED, "front_door": scene.zosamen.pk, "number": "1"})
    client = scene.client("Kanariegeel")
    lock(browser, reverse("client_identity", args=[client.pk]))
    answer = browser.post(
        reverse("account_login"), {"login": scene.coordinator.email, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("inbox")
    assert "Over de scheiding" not in words(browser.get(reverse("counter")))
    with as_care(session=str(browser.session.session_key)):
        assert not Draft.objects.exists()
    assert drafts.find(author=scene.volunteer, form="walk-in") is not None
    # And the page of the first isn't offered later on either.
    assert browser.get(reverse("home")).headers["Location"] == reverse("inbox")


@pytest.mark.parametrize(
    "page", ["https://elders.example/", "//elders.example/", "/bestaat-niet/", "/uitloggen/", "/\\elders.example", ""]
)
def test_unlocking_leads_to_pages_of_this_site_only(scene: Scene, page: str) -> None:
    browser = browser_at(None, scene.volunteer)
    browser.post(reverse("lock"), {"next": page})
    answer = browser.post(reverse("unlock"), {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("counter")


def test_a_part_of_a_page_never_becomes_the_page_to_sign_in(scene: Scene) -> None:
    browser = browser_at(None, scene.volunteer)
    lock(browser)
    answer = browser.post(reverse("counter_search"), {"q": "jansen"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.content) == (200, reverse("locked"), b"")
    visitor = Browser().post(
        reverse("counter_search"),
        {"q": "jansen"},
        headers=HTMX | {"HX-Current-URL": f"http://testserver{reverse('counter')}"},
    )
    assert visitor.headers["HX-Redirect"] == f"{reverse('account_login')}?next={reverse('counter')}"
    assert visitor.content == b""


def test_time_that_is_up_is_found_by_a_part_of_a_page_too_and_leads_back_to_the_page(scene: Scene) -> None:
    browser = browser_at(None, scene.coordinator)
    asked = HTMX | {"HX-Current-URL": f"http://testserver{reverse('counter')}"}
    with later(minutes=31):
        answer = browser.post(reverse("counter_search"), {"q": "jansen"}, headers=asked)
        assert answer.headers["HX-Redirect"] == reverse("locked")
        told = browser.get(reverse("session_time")).json()
        assert told == {"left": 0, "locked": True, "to": reverse("locked")}
        answer = browser.post(reverse("unlock"), {"password": PASSWORD}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("counter")


def test_every_page_of_somebody_who_is_signed_in_can_be_locked(scene: Scene) -> None:
    shown = words(browser_at(None, scene.volunteer).get(reverse("counter")))
    assert 'aria-keyshortcuts="F8"' in shown
    assert f'action="{reverse("lock")}"' in shown
    assert f'data-session="{reverse("session_time")}" data-left="1' in shown


# --- registered computers -------------------------------------------------------------------------------------------


def test_who_keeps_the_front_door_registers_the_computer_that_they_sit_at(scene: Scene, manager: User) -> None:
    browser = browser_at(None, manager)
    answer = browser.post(reverse("register_device"), {"front_door": scene.zosamen.pk, "name": " Balie  Stadhuis "})
    assert answer.headers["Location"] == reverse("shared_devices")
    device = SharedDevice.objects.get()
    assert (device.name, device.front_door, device.registered_by) == ("Balie Stadhuis", scene.zosamen, manager)
    cookie = answer.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert cookie.value not in (device.secret_hash, "")
    shown = words(browser.get(reverse("shared_devices")))
    assert "Deze computer is aangemeld als <strong>Balie Stadhuis</strong>" in shown
    assert browser.get(reverse("session_time")).json()["left"] <= 600


@override_settings(SESSION_COOKIE_SECURE=True, DEVICE_COOKIE_NAME="__Host-oco_balie")
def test_with_https_the_cookie_is_this_hosts_alone(scene: Scene, manager: User) -> None:
    browser = Browser()
    browser.force_login(manager)
    answer = browser.post(reverse("register_device"), {"front_door": scene.zosamen.pk, "name": "Balie"}, secure=True)
    cookie = answer.cookies["__Host-oco_balie"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_front_door_of_others_is_not_on_offer(scene: Scene, manager: User) -> None:
    answer = browser_at(None, manager).post(
        reverse("register_device"), {"front_door": scene.elsewhere.pk, "name": "Balie"}
    )
    assert answer.status_code == 200
    assert not SharedDevice.objects.exists()


def test_a_name_stands_once_at_a_front_door(scene: Scene, manager: User, computer: tuple[SharedDevice, str]) -> None:
    answer = browser_at(None, manager).post(
        reverse("register_device"), {"front_door": scene.zosamen.pk, "name": "Balie Stadhuis"}
    )
    assert "Er is hier al een gedeelde computer met deze naam." in words(answer)


def test_withdrawing_ends_pins_and_sessions_there_at_once(
    scene: Scene, manager: User, computer: tuple[SharedDevice, str]
) -> None:
    at_desk = by_pin(computer, scene.volunteer)
    assert is_in(at_desk)
    answer = browser_at(None, manager).post(reverse("withdraw_device", args=[computer[0].pk]))
    assert answer.headers["Location"] == reverse("shared_devices")
    assert not is_in(at_desk)
    assert not DevicePin.objects.exists()
    again = at_desk.post(reverse("quick_sign_in", args=[scene.volunteer.pk]), {"pin": PIN})
    assert again.status_code == 302
    assert not is_in(at_desk)


def test_a_cookie_that_somebody_made_up_is_no_registered_computer(
    scene: Scene, computer: tuple[SharedDevice, str]
) -> None:
    for made_up in ("x" * 43, computer[0].secret_hash, "", "%00" * 10, computer[1][:-1] + "é"):
        browser = Browser()
        browser.cookies[settings.DEVICE_COOKIE_NAME] = made_up
        answer = browser.get(reverse("counter"))
        assert answer.headers["Location"].startswith(reverse("account_login")), made_up


def test_without_the_policies_too_only_its_own_secret_makes_a_registered_computer(
    scene: Scene, computer: tuple[SharedDevice, str]
) -> None:
    device, secret = computer
    for sent, found in ((secret, device), ("x" * 43, None), (device.secret_hash[:43], None), ("", None)):
        request = RequestFactory().get("/")
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = sent
        assert devices.of_request(request) == found, sent


def test_the_list_of_computers_asks_no_more_for_more_of_them(scene: Scene, manager: User) -> None:
    browser, counts = browser_at(None, manager), []
    for number in (1, 3):
        for each in range(number):
            devices.register(front_door=scene.zosamen, name=f"Balie {number} {each}", by=manager)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("shared_devices")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- PINs -----------------------------------------------------------------------------------------------------------


def test_a_pin_is_chosen_after_a_full_sign_in_and_then_opens_the_counter(
    scene: Scene, computer: tuple[SharedDevice, str]
) -> None:
    browser = browser_at(computer)
    browser.post(reverse("account_login"), {"login": scene.volunteer.email, "password": PASSWORD})
    assert browser.session["signed_in_with"] == "password"
    simple = browser.post(reverse("own_pin"), {"pin": "123456", "again": "123456"})
    assert "Dit is een rijtje" in words(simple)
    unequal = browser.post(reverse("own_pin"), {"pin": PIN, "again": OTHER_PIN})
    assert "De twee pincodes zijn niet gelijk." in words(unequal)
    assert browser.post(reverse("own_pin"), {"pin": PIN, "again": PIN}).status_code == 302
    browser.post(reverse("account_logout"))

    tiles = words(browser.get(reverse("counter"), follow=True))
    assert "Wie bent u?" in tiles
    assert "Riet" in tiles
    assert "Karin" not in tiles  # has no PIN here
    assert scene.volunteer.email not in tiles
    answer = browser.post(reverse("quick_sign_in", args=[scene.volunteer.pk]), {"pin": PIN}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("counter")
    assert browser.session["signed_in_with"] == "device+pin"
    bar = words(answer)
    assert "op Balie Stadhuis" in bar
    assert "Wissel van persoon" in bar


def test_a_pin_is_hashed_with_who_it_is_of_and_a_key(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    one = pins.choose(device=computer[0], user=scene.volunteer, pin=PIN)
    other = pins.choose(device=computer[0], user=scene.coordinator, pin=PIN)
    assert PIN not in one.pin_hash
    assert one.pin_hash.split("$")[-1] != other.pin_hash.split("$")[-1]
    with override_settings(SECRET_KEY="een andere sleutel"):
        assert pins.check(device=computer[0], user=scene.volunteer, pin=PIN) is Tried.WRONG
    assert pins.check(device=computer[0], user=scene.volunteer, pin=PIN) is Tried.RIGHT


def test_five_wrong_tries_turn_a_pin_off_on_this_computer_until_a_full_sign_in(
    scene: Scene, manager: User, computer: tuple[SharedDevice, str]
) -> None:
    pins.choose(device=computer[0], user=scene.volunteer, pin=PIN)
    second = devices.register(front_door=scene.zosamen, name="Balie Forum", by=manager)
    pins.choose(device=second[0], user=scene.volunteer, pin=OTHER_PIN)
    browser, page = browser_at(computer), reverse("quick_sign_in", args=[scene.volunteer.pk])
    for _ in range(4):
        assert "Deze pincode klopt niet." in words(browser.post(page, {"pin": "907346"}))
    assert "staat op deze computer uit" in words(browser.post(page, {"pin": "907346"}))
    # The right one doesn't help any more, and hasn't become a sixth try.
    assert "staat op deze computer uit" in words(browser.post(page, {"pin": PIN}))
    assert DevicePin.objects.get(device=computer[0]).wrong_tries == 5
    # On another computer the same person goes on.
    assert is_in(by_pin(second, scene.volunteer, OTHER_PIN))

    browser.post(reverse("account_login"), {"login": scene.volunteer.email, "password": PASSWORD})
    assert "Uw pincode werkt op deze computer weer." in words(browser.get(reverse("counter")))
    browser.post(reverse("account_logout"))
    assert is_in(by_pin(computer, scene.volunteer))


def test_the_right_pin_forgets_the_wrong_tries_before_it(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    pins.choose(device=computer[0], user=scene.volunteer, pin=PIN)
    for _ in range(3):
        for _ in range(4):
            assert pins.check(device=computer[0], user=scene.volunteer, pin="907346") is Tried.WRONG
        assert pins.check(device=computer[0], user=scene.volunteer, pin=PIN) is Tried.RIGHT


def test_a_pin_works_on_its_own_computer_only(scene: Scene, manager: User, computer: tuple[SharedDevice, str]) -> None:
    pins.choose(device=computer[0], user=scene.volunteer, pin=PIN)
    second = devices.register(front_door=scene.zosamen, name="Balie Forum", by=manager)
    for elsewhere in (browser_at(second), browser_at()):
        elsewhere.post(reverse("quick_sign_in", args=[scene.volunteer.pk]), {"pin": PIN})
        assert not is_in(elsewhere)
    with as_care(device=second[1]):
        assert not DevicePin.objects.exists()
    with as_care(session=""):
        assert not DevicePin.objects.exists()
        assert not SharedDevice.objects.exists()
    with as_care(device=computer[1]):
        assert DevicePin.objects.count() == 1


def test_who_left_the_front_door_or_may_not_sign_in_has_no_tile(
    scene: Scene, computer: tuple[SharedDevice, str]
) -> None:
    pins.choose(device=computer[0], user=scene.volunteer, pin=PIN)
    pins.choose(device=computer[0], user=scene.coordinator, pin=PIN)
    Membership.objects.filter(user=scene.volunteer).update(until=timezone.localdate())
    User.objects.filter(pk=scene.coordinator.pk).update(is_active=False)
    assert pins.people_at(computer[0]) == []
    browser = browser_at(computer)
    browser.post(reverse("quick_sign_in", args=[scene.volunteer.pk]), {"pin": PIN})
    assert not is_in(browser)


def test_no_pin_is_chosen_in_a_session_with_a_pin(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    browser = by_pin(computer, scene.volunteer)
    before = DevicePin.objects.get().pin_hash
    answer = browser.post(reverse("own_pin"), {"pin": OTHER_PIN, "again": OTHER_PIN})
    assert "Log eerst volledig in" in words(answer)
    assert DevicePin.objects.get().pin_hash == before


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_the_computer_and_the_pin_are_two_factors(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    assert is_in(by_pin(computer, scene.volunteer))
    alone = browser_at(computer, scene.coordinator)
    assert alone.get(reverse("help")).status_code == 302  # a password alone: to the page that makes a second factor


# --- what a PIN opens -----------------------------------------------------------------------------------------------


def test_with_a_pin_everybody_is_a_counter_worker(
    scene: Scene, manager: User, computer: tuple[SharedDevice, str]
) -> None:
    browser = by_pin(computer, manager)
    assert browser.get(reverse("counter")).status_code == 200
    for name in ("figures", "reports", "team", "questions", "shared_devices", "import_register"):
        answer = browser.get(reverse(name))
        assert answer.status_code == 403, name
        assert "Hiervoor logt u volledig in" in words(answer)
    menu = words(browser.get(reverse("counter")))
    assert reverse("figures") not in menu
    full = browser_at(computer, manager)
    assert full.get(reverse("questions")).status_code == 200


def test_signing_in_fully_leads_on_to_the_page_that_was_wanted(
    scene: Scene, manager: User, computer: tuple[SharedDevice, str]
) -> None:
    browser = by_pin(computer, manager)
    answer = browser.post(reverse("lock"), {"next": reverse("questions"), "why": "full"}, follow=True)
    assert "Ontgrendelen met wachtwoord" in words(answer)
    answer = browser.post(reverse("unlock"), {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("questions")
    assert answer.status_code == 200


def test_who_has_no_role_for_more_gets_the_plain_refusal(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    answer = by_pin(computer, scene.volunteer).get(reverse("questions"))
    assert answer.status_code == 403
    assert "Hiervoor logt u volledig in" not in words(answer)


def test_with_a_pin_the_database_too_shows_what_the_counter_sees(
    scene: Scene, manager: User, computer: tuple[SharedDevice, str]
) -> None:
    scene.ask(scene.client("Jansen"), provider=scene.mee)
    HelpQuestion.objects.update(triaged_at=timezone.now(), triaged_by=scene.coordinator)
    pin, full = by_pin(computer, manager), browser_at(None, manager)
    with as_care(session=str(full.session.session_key)):
        assert HelpQuestion.objects.count() == 1
    with as_care(session=str(pin.session.session_key)):
        assert acting.session_user() == manager.pk
        assert HelpQuestion.objects.count() == 0


def test_the_desk_stays_chosen_when_people_take_turns(scene: Scene, computer: tuple[SharedDevice, str]) -> None:
    browser = by_pin(computer, scene.volunteer)
    pins.choose(device=computer[0], user=scene.coordinator, pin=OTHER_PIN)
    browser.post(reverse("counter_spot"), {"spot": f"plek-{scene.walk_in_hour.pk}"})
    switched = browser.post(reverse("lock"), {"next": reverse("counter"), "why": "switch"}, follow=True)
    assert "Karin" in words(switched)
    browser.post(reverse("quick_sign_in", args=[scene.coordinator.pk]), {"pin": OTHER_PIN})
    shown = words(browser.get(reverse("counter")))
    assert f'<option value="plek-{scene.walk_in_hour.pk}" selected>' in shown
    assert "<strong>Karin</strong>" in shown


# --- forms that are kept by their address ---------------------------------------------------------------------------


def test_a_half_typed_form_is_kept_by_the_address_of_its_page(scene: Scene) -> None:
    client = scene.client("Jansen")
    browser, page = browser_at(None, scene.volunteer), reverse("client_identity", args=[client.pk])
    assert browser.post(reverse("page_draft"), {"draft_page": page}).json() == {"kept": True}
    kept = browser.post(reverse("page_draft_save"), {"draft_page": page, "last_name": "Kanariegeel"})
    assert kept.status_code == 200
    assert Draft.objects.get().form == f"client-{client.pk}-identity"
    found = browser.post(reverse("page_draft"), {"draft_page": page}).json()
    assert found["data"] == {"last_name": ["Kanariegeel"]}
    stranger = browser_at(None, scene.coordinator)
    assert stranger.post(reverse("page_draft"), {"draft_page": page}).json() == {"kept": True}
    browser.post(reverse("page_draft_discard"), {"draft_page": page})
    assert not Draft.objects.exists()


def test_a_form_that_was_saved_is_no_draft_any_more(scene: Scene) -> None:
    client = scene.client("Jansen")
    browser, page = browser_at(None, scene.volunteer), reverse("client_identity", args=[client.pk])
    browser.post(reverse("page_draft_save"), {"draft_page": page, "last_name": "J"})
    refused = browser.post(page, {"last_name": "", "version": client.version})
    assert refused.status_code == 200
    assert Draft.objects.exists()
    saved = browser.post(page, {"last_name": "Janssen", "version": client.version})
    assert saved.status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "page", ["/uitloggen/", "/wachtwoord/wijzigen/", "/bestaat-niet/", "", "x" * 400, "https://x.example/"]
)
def test_other_addresses_keep_nothing(scene: Scene, page: str) -> None:
    browser = browser_at(None, scene.volunteer)
    assert browser.post(reverse("page_draft"), {"draft_page": page}).json() == {"kept": False}
    assert browser.post(reverse("page_draft_save"), {"draft_page": page, "x": "y"}).status_code == 400
    assert not Draft.objects.exists()


def test_every_page_that_is_kept_has_a_name_that_a_draft_may_have() -> None:
    """And every long form of the care side is kept: in PAGES, or with a draft in its own view."""
    for name in sorted(drafts.PAGES):
        pattern = get_resolver().reverse_dict.getlist(name)
        assert pattern, name
        values = {
            parameter: {"period": "2025-Q1", "domain": "housing", "door": "zosamen", "provider": "palet-welzijn"}.get(
                parameter, 123456
            )
            for parameter in pattern[0][0][0][1]
        }
        made = drafts.name_of(resolve(reverse(name, kwargs=values)))
        assert made is not None
        assert drafts.FORM_NAME.match(made), made
        assert len(made) <= 60
