"""Half-typed forms: kept, found again by their author alone, gone after saving and after a day."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from cases import drafts
from cases.models import Draft
from oco import submissions
from tests.cases import counter_scene
from tests.cases.counter_scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    return counter_scene.build()


TYPED = {"last_name": ["Jans"], "q0-domains": ["care", "housing"]}


def test_the_last_that_was_typed_is_kept_once(scene: Scene) -> None:
    drafts.save(author=scene.volunteer, form="walk-in", data={"last_name": ["J"]})
    drafts.save(author=scene.volunteer, form="walk-in", data=TYPED)
    assert [draft.data for draft in Draft.objects.all()] == [TYPED]


def test_a_draft_is_its_authors_alone(scene: Scene) -> None:
    drafts.save(author=scene.volunteer, form="walk-in", data=TYPED)
    found = drafts.find(author=scene.volunteer, form="walk-in")
    assert found is not None
    assert found.data == TYPED
    assert drafts.find(author=scene.coordinator, form="walk-in") is None


def test_typing_that_arrives_after_saving_makes_no_draft(scene: Scene) -> None:
    key = uuid.uuid4()
    typed = TYPED | {"key": [str(key)]}
    assert drafts.save(author=scene.volunteer, form="walk-in", data=typed) is not None
    with transaction.atomic():
        submissions.first_time(key, by=scene.volunteer)
    assert drafts.find(author=scene.volunteer, form="walk-in") is None
    drafts.discard(author=scene.volunteer, form="walk-in")
    assert drafts.save(author=scene.volunteer, form="walk-in", data=typed) is None
    assert Draft.objects.count() == 0


def test_drafts_go_after_a_day(scene: Scene) -> None:
    now = timezone.now()
    drafts.save(author=scene.volunteer, form="walk-in", data=TYPED)
    drafts.save(author=scene.coordinator, form="walk-in", data=TYPED)
    Draft.objects.filter(author=scene.volunteer).update(saved_at=now - timedelta(hours=24))
    Draft.objects.filter(author=scene.coordinator).update(saved_at=now - timedelta(hours=23, minutes=59))
    assert drafts.find(author=scene.volunteer, form="walk-in") is None
    assert drafts.remove_old(now=now) == 1
    assert [draft.author for draft in Draft.objects.all()] == [scene.coordinator]


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("dagboek", TYPED),
        ("client-x", TYPED),
        ("client-12-jansen 1950", TYPED),
        ("walk-in", {"q0-text": ["x" * (drafts.MOST_BYTES + 1)]}),
    ],
)
def test_what_is_no_form_or_far_too_long_is_not_kept(scene: Scene, form: str, data: dict[str, list[str]]) -> None:
    with pytest.raises(drafts.NotKept):
        drafts.save(author=scene.volunteer, form=form, data=data)
    assert Draft.objects.count() == 0


def test_the_page_keeps_and_throws_away(scene: Scene) -> None:
    browser = Browser()
    browser.force_login(scene.volunteer)
    url = reverse("draft_save", args=["walk-in"])
    answer = browser.post(url, {"last_name": "Jans", "q0-domains": ["care", "housing"], "milliseconds": "12"})
    assert answer.json() == {"saved": timezone.localtime(Draft.objects.get().saved_at).strftime("%H:%M")}
    assert Draft.objects.get().data == TYPED
    assert browser.get(url).status_code == 405
    assert browser.post(reverse("draft_discard", args=["walk-in"])).status_code == 204
    assert Draft.objects.count() == 0
    assert browser.post(reverse("draft_save", args=["dagboek"]), {"a": "b"}).status_code == 400


def test_after_signing_out_typing_is_not_taken(scene: Scene) -> None:
    answer = Browser().post(reverse("draft_save", args=["walk-in"]), {"last_name": "Jans"})
    assert (answer.status_code, Draft.objects.count()) == (302, 0)


def test_a_fresh_token_lets_an_old_page_go_on(scene: Scene) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(scene.volunteer)
    url = reverse("draft_save", args=["walk-in"])
    assert browser.post(url, {"last_name": "Jans", "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    token = browser.get(reverse("draft_token")).json()["token"]
    assert browser.post(url, {"last_name": "Jans", "csrfmiddlewaretoken": token}).status_code == 200
    assert Draft.objects.get().data == {"last_name": ["Jans"]}
