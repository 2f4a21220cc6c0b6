"""What waits for somebody: in one list, the oldest first, ten on the page and the rest behind a link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases import waiting
from cases.entries import Waiting
from oco.models import User
from tests.cases.world import TODAY, World, as_

pytestmark = pytest.mark.usefixtures("today")


def item(days: int, *, about: str = "vraag 1", key: str = "nazorggesprekken", since: bool = False) -> Waiting:
    return Waiting(TODAY + timedelta(days=days), "Nazorg", about, "/vandaag/", "calendar", key, since=since)


def everybody_has(monkeypatch: pytest.MonkeyPatch, *items: Waiting) -> None:
    def source(user: User, today: date) -> Iterable[Waiting]:
        return items

    monkeypatch.setattr(waiting, "SOURCES", (source,))


@pytest.mark.parametrize(
    ("days", "since", "late"), [(-1, False, True), (0, False, False), (1, False, False), (-30, True, False)]
)
def test_late_is_what_had_a_last_day(days: int, since: bool, late: bool) -> None:
    assert item(days, since=since).is_late(TODAY) is late


def test_the_oldest_stands_first_and_kinds_stay_together() -> None:
    items = [item(-3, key="taken"), item(-2), item(-1, key="taken")]
    assert [(group.key, len(group.items)) for group in waiting.by_kind(items)] == [
        ("taken", 2),
        ("nazorggesprekken", 1),
    ]


@pytest.mark.parametrize(("name", "page"), [("Fatima", "today"), ("Ruud", "inbox"), ("Karin", "team")])
def test_ten_stand_on_the_page_and_all_of_them_behind_the_link(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, page: str
) -> None:
    browser = as_(world, name)
    assert "Wacht op u" not in browser.get(reverse(page)).content.decode().split("<main")[1]
    everybody_has(monkeypatch, *(item(-n, about=f"vraag {n}.") for n in range(12)))
    shown = browser.get(reverse(page)).content.decode()
    assert [n for n in range(12) if f"vraag {n}." in shown] == list(range(2, 12))
    assert "Toon alle 12" in shown
    assert "11 dagen te laat" in shown
    everything = browser.get(reverse("waiting")).content.decode()
    assert all(f"vraag {n}." in everything for n in range(12))
    assert "Nazorggesprekken" in everything


def test_what_waits_since_a_day_is_never_called_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_has(monkeypatch, item(-5, since=True), item(0))
    page = as_(world, "Fatima").get(reverse("today")).content.decode()
    assert "sinds vr 13 november" in page
    assert "te laat</span>" not in page
    assert "vandaag</span>" in page


def test_with_nothing_waiting_the_page_says_so(world: World) -> None:
    assert "Er wacht niets op u" in as_(world, "Fatima").get(reverse("waiting")).content.decode()
    assert as_(world, "Wil").get(reverse("waiting")).status_code == 403
