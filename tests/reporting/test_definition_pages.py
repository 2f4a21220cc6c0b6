"""The page of definitions: the municipality announces by its own login, providers read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from oco.models import AuditEvent, User
from oco.outcomes import Outcome
from reporting import editions
from reporting.definitions import STANDARD, Counting
from reporting.models import DefinitionEdition
from tests.oco.town import Town, make_town
from tests.subsidies.test_municipality_side import as_login

HERE = "oco.urls.municipality"


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def as_(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def url(name: str, *args: object) -> str:
    return reverse(name, urlconf=HERE, args=args)


def wanted(town: Town, **changes: object) -> dict[str, object]:
    return {
        "least_minutes": "0",
        "valid_from": date(town.today.year + 1, 1, 1).isoformat(),
        "reason": "Ook bellen telt.",
        "step": "preview",
    } | changes


@pytest.mark.parametrize("who", ["policy_officer", "town_administrator"])
def test_who_announces_reads_the_sentence_first(town: Town, who: str) -> None:
    page = url("definition_announce", "zoetermeer", "client_work")
    with override_settings(SIDE="municipality", ROOT_URLCONF=HERE):
        browser = as_(town.user(who))
        with as_login("oco_municipality"):
            _announce(browser, page, town)
            listed = browser.get(url("definitions")).content.decode()
    made = DefinitionEdition.objects.get(rule="client_work")
    assert (made.least_minutes, made.number, made.announced_by) == (0, 2, town.user(who))
    assert "komt eraan" in listed
    assert f"vanaf 1 januari {town.today.year + 1}, 2e versie" in listed
    assert AuditEvent.objects.filter(action="definition announced", record_id=str(made.pk)).count() == 1


def _announce(browser: Browser, page: str, town: Town) -> None:
    """Not at once, not after changing what was seen, and then for good."""
    unseen = browser.post(page, wanted(town, step="announce")).content.decode()
    assert DefinitionEdition.objects.filter(rule="client_work").count() == 0
    assert "Zo komt het in het rapport" in unseen
    assert "(een contact, ook een van 0 minuten)" in unseen
    assert "Unieke cliënten" in unseen
    assert "Nieuwe cliënten" in unseen
    seen = unseen.partition('name="seen" value="')[2].partition('"')[0]
    other = browser.post(page, wanted(town, step="announce", seen=seen, least_minutes="15")).content.decode()
    assert "(een contact van 15 minuten of meer)" in other  # changed after the look: shown again
    assert DefinitionEdition.objects.filter(rule="client_work").count() == 0
    done = browser.post(page, wanted(town, step="announce", seen=seen))
    assert done.headers["Location"] == f"{url('definitions')}?gemeente=zoetermeer"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "de reden"),
        ({"least_minutes": "1"}, "Zo telt het dan al. Verander eerst iets."),
        ({"least_minutes": "61"}, "Vul een getal van 60 of minder in."),
    ],
)
def test_what_was_typed_survives_a_refusal(town: Town, changes: dict[str, object], sentence: str) -> None:
    page = url("definition_announce", "zoetermeer", "client_work")
    with override_settings(SIDE="municipality", ROOT_URLCONF=HERE):
        text = as_(town.user("policy_officer")).post(page, wanted(town, example="Mijn voorbeeld", **changes))
    assert sentence in text.content.decode()
    assert "Mijn voorbeeld" in text.content.decode()
    assert "Zo komt het in het rapport" not in text.content.decode()


def test_an_edition_is_withdrawn_by_the_municipalitys_login(town: Town) -> None:
    edition = town["own"].objects["edition"]
    assert isinstance(edition, DefinitionEdition)
    with override_settings(SIDE="municipality", ROOT_URLCONF=HERE):
        browser = as_(town.user("policy_officer"))
        with as_login("oco_municipality"):
            browser.post(url("definition_withdraw", edition.pk))
    with as_login("oco_municipality"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            DefinitionEdition.objects.filter(pk=edition.pk).update(sentence="Iets anders")
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT * FROM reporting_formerfigure")
    edition.refresh_from_db()
    assert edition.withdrawn_at is not None


def test_providers_read_the_definitions_of_their_municipality_and_change_none(town: Town) -> None:
    browser = as_(town.user("administrator"))
    text = browser.get(reverse("definitions", urlconf="oco.urls.care")).content.decode()
    assert "Afgesproken in Zoetermeer" in text
    assert "Haarlem" not in text
    assert "Nieuwe versie aankondigen" not in text
    assert "Intrekken" not in text
    assert browser.get("/definities/?gemeente=haarlem").status_code == 404
    assert browser.get("/definities/zoetermeer/answered/nieuw/").status_code == 404  # not an address of the care side
    assert text.count('<th scope="row"') > 30


def test_a_first_day_of_what_was_filed_is_not_offered(db: None) -> None:
    town = make_town(filed=True)  # the first quarter of 2025
    years = [day.year for day in editions.starts(town["own"].municipality, today=date(2025, 5, 1))]
    assert years == [2026, 2027]


def test_the_form_begins_with_what_counts_last(town: Town) -> None:
    page = url("definition_announce", "zoetermeer", "answered")
    with override_settings(SIDE="municipality", ROOT_URLCONF=HERE):
        text = as_(town.user("policy_officer")).get(page).content.decode()
    assert text.count("checked") == len(STANDARD.answered) - 1  # a leaflet is no answer any more, from next year on
    assert Counting().otherwise == {Outcome.NO_SOLUTION, Outcome.STOPPED, Outcome.MOVED_OR_DIED}
