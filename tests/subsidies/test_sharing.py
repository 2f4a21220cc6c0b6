"""Positive health comes into a report only where both sides want it, and each side decides for itself alone."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from oco import database_rights
from oco.models import AuditEvent, Municipality, Organisation, User
from subsidies import sharing
from subsidies.sharing import Standing
from tests.oco.town import Town, make_town
from tests.subsidies.test_municipality_side import as_login


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def as_(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize(
    ("shares", "wants", "shown"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_both_sides_must_want_it(shares: bool, wants: bool, shown: bool) -> None:
    assert Standing(shares, wants).shown is shown


def test_who_files_decides_for_the_organisation(town: Town) -> None:
    url = reverse("report_agreements", urlconf="oco.urls.care", args=["zoetermeer", "zosamen"])
    browser = as_(town.user("joint_manager"))
    page = browser.get(url).content.decode()
    assert page.count("wil het niet") == 2
    browser.post(url, {"share": "on"})
    organisation = Organisation.objects.get(slug="zosamen")
    assert organisation.shares_positive_health
    assert not Municipality.objects.get(slug="zoetermeer").wants_positive_health
    browser.post(url, {"share": "on"})  # again: nothing changes
    browser.post(url, {})
    organisation.refresh_from_db()
    assert not organisation.shares_positive_health
    said = AuditEvent.objects.filter(action__startswith="positive health").values_list("action", "record_id")
    assert list(said.order_by("at")) == [
        ("positive health shared", str(organisation.pk)),
        ("positive health kept out", str(organisation.pk)),
    ]
    assert as_(town.user("manager")).get(url).status_code == 403  # follows the joint report


@pytest.mark.parametrize("who", ["policy_officer", "town_administrator"])
def test_the_municipality_decides_for_itself_by_its_own_login(town: Town, who: str) -> None:
    with override_settings(SIDE="municipality", ROOT_URLCONF="oco.urls.municipality"):
        url = reverse("report_wishes")
        browser = as_(town.user(who))
        with as_login("oco_municipality"):
            assert "wil het niet" in browser.get(url).content.decode()
            browser.post(url, {"municipality": "zoetermeer", "want": "on"})
            foreign = browser.post(url, {"municipality": "haarlem", "want": "on"})
    assert foreign.status_code == 404
    assert dict(Municipality.objects.values_list("slug", "wants_positive_health")) == {
        "zoetermeer": True,
        "haarlem": False,
    }
    assert AuditEvent.objects.get(action="positive health wanted").by == town.user(who)
    zosamen = Organisation.objects.get(slug="zosamen")
    assert sharing.standing(zosamen, Municipality.objects.get(slug="zoetermeer")) == Standing(False, True)


@pytest.mark.django_db
def test_its_login_may_change_these_columns_and_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.role_column_grants"
            " WHERE grantee = 'oco_municipality' AND table_schema = 'public' AND privilege_type <> 'SELECT'"
            " AND (table_name, privilege_type::text) NOT IN ("
            "  SELECT table_name, privilege_type::text FROM information_schema.role_table_grants"
            "   WHERE grantee = 'oco_municipality')"
        )
        held = set(cursor.fetchall())
    assert held == {
        (table, column) for table, columns in database_rights.MUNICIPALITY_COLUMNS.items() for column in columns
    }


def test_its_login_cant_lower_the_number_that_is_hidden(town: Town) -> None:
    with (
        as_login("oco_municipality"),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Municipality.objects.update(hide_up_to=4)
