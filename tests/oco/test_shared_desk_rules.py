"""How long a session lasts, which PINs are too simple, and by what name somebody stands on a tile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from oco.shared_desk import rules, times
from oco.shared_desk.rules import Limits, Times

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("111111", "verschillende"),
        ("121212", "verschillende"),
        ("123456", "rijtje"),
        ("654321", "rijtje"),
        ("890123", "rijtje"),  # goes round
        ("135791", "rijtje"),  # steps of two
        ("369258", "rijtje"),
        ("147852", "veel mensen"),
        ("123123", "herhaalt"),
        ("471174", "herhaalt"),
        ("159753", "veel mensen"),
        ("112233", "veel mensen"),
        ("150384", "datum"),  # 15 March 1984
        ("290296", "datum"),  # a leap day
        ("840315", "datum"),  # written the other way round
        ("031584", "datum"),  # as in America
        ("195403", "datum"),  # March 1954
        ("121954", "datum"),
    ],
)
def test_a_pin_that_others_guess_is_refused(pin: str, reason: str) -> None:
    assert reason in rules.why_too_simple(pin)


@pytest.mark.parametrize("pin", ["274918", "907346", "583047", "640852", "718294"])
def test_other_pins_are_good(pin: str) -> None:
    assert rules.why_too_simple(pin) == ""


def test_most_pins_are_left() -> None:
    # 1,000,000 less dates (two ways of 366 x 100 and the third, with overlap), years and rows.
    good = sum(not rules.why_too_simple(f"{number:06d}") for number in range(0, 1_000_000, 7))
    assert good > 0.88 * 1_000_000 / 7


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["Henk Balie"], ["Henk B."]),
        (["Henk"], ["Henk"]),
        (["Anna van der Berg"], ["Anna B."]),
        (["Henk Balie", "Henk Boer", "Riet Balie"], ["Henk Ba.", "Henk Bo.", "Riet B."]),
        (["Jan Li", "Jan Lin"], ["Jan Li", "Jan Lin"]),
        (["Jan Bos", "Jan Bos"], ["Jan Bos", "Jan Bos"]),
        ([], []),
    ],
)
def test_tiles_show_a_first_name_and_as_few_letters_as_tell_people_apart(names: list[str], shown: list[str]) -> None:
    assert rules.short_names(names) == shown


def test_a_session_ends_by_idleness_or_by_length_whichever_comes_first() -> None:
    times = Times(began=1000, used=1500, limits=Limits(idle=600, whole=4000))
    assert times.left(1600) == 500  # 1500 + 600 - 1600
    assert times.ends_by_idleness(1600)
    late = Times(began=1000, used=4900, limits=Limits(idle=600, whole=4000))
    assert late.left(4950) == 50  # 1000 + 4000 - 4950
    assert not late.ends_by_idleness(4950)
    assert late.left(6000) == 0


def test_the_strictest_limits_hold() -> None:
    # A shared desk: 10 minutes and 4 hours, also for an administrator (15 minutes, 8 hours on an own computer).
    assert times.limits_for(frozenset({"administrator"}), at_desk=True) == Limits(600, 4 * 3600)
    assert times.limits_for(frozenset({"counter"}), at_desk=True) == Limits(600, 4 * 3600)
    assert times.limits_for(frozenset({"supporter", "administrator"}), at_desk=False) == Limits(900, 8 * 3600)
    assert times.limits_for(frozenset({"supporter"}), at_desk=False) == Limits(1800, 12 * 3600)


def test_passwords_and_pins_are_kept_as_a_slow_hash() -> None:
    source = (PROJECT / "tests/conftest.py").read_text()
    assert "PASSWORD_HASHERS" in source  # tests alone have a quick one: the setting itself is Django's, PBKDF2
    assert "PASSWORD_HASHERS" not in (PROJECT / "oco/settings/base.py").read_text()
    assert "make_password" in (PROJECT / "oco/shared_desk/pins.py").read_text()


# --- what pages ask by themselves ---------------------------------------------------------------------------------


def test_parts_of_pages_that_ask_by_themselves_are_known_to_be_no_use() -> None:
    """Whoever polls has an id that is in `times.WAITING`; nothing asks every so many seconds in another way."""
    polling = set()
    for template in (PROJECT / "templates").rglob("*.html"):
        text = template.read_text()
        assert not re.search(r'hx-trigger="[^"]*\bevery\b', text), template
        assert "http-equiv" not in text, template
        for tag in re.findall(
            r"<[a-z]+[^>]*hx-trigger=\"[^\"]*load delay[^>]*>", text.replace("{%", "").replace("%}", "")
        ):
            found = re.search(r'\bid="([^"]+)"', tag)
            assert found, (template, tag)
            polling.add(found[1])
    assert polling == times.WAITING


def test_scripts_keep_nothing_in_the_browser() -> None:
    """No localStorage, sessionStorage, IndexedDB, cache or cookie: on a shared computer the next one would find it."""
    scripts = list((PROJECT / "static/js").glob("*.js"))
    assert len(scripts) > 5
    for script in scripts:
        found = re.findall(
            r"\b(localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|serviceWorker)", script.read_text()
        )
        assert not found, script.name
    base = (PROJECT / "templates/base.html").read_text()
    assert '"historyCacheSize":0' in base  # or htmx would keep pages in localStorage
    assert "hx-push-url" not in "".join(page.read_text() for page in (PROJECT / "templates").rglob("*.html"))


def test_the_limits_are_settings() -> None:
    assert set(settings.SESSION_LIMITS) == {"shared desk", "own computer", "administrator"}
