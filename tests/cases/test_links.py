"""One-time links die by use, by expiry, by withdrawal, and by a newer one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases import links
from cases.models import OneTimeLink
from tests.cases.world import World

EVALUATION = OneTimeLink.Purpose.EVALUATION
NOW = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def _made(world: World, *, now: datetime = NOW) -> tuple[OneTimeLink, str]:
    question = world.question(provider=world.mee)
    # Any page with a token will do here.
    link, address = links.make(
        purpose=EVALUATION, question=question, by=world.people["Fatima"], now=now, url_name="accept_invitation"
    )
    return link, address.rstrip("/").rsplit("/", 1)[1]


def test_a_link_is_found_by_its_token_and_the_token_is_nowhere_kept(world: World) -> None:
    link, token = _made(world)
    assert links.find(token, purpose=EVALUATION, now=NOW) == link
    assert token not in str(OneTimeLink.objects.values().get())


def test_a_link_of_another_purpose_is_not_found(world: World) -> None:
    _, token = _made(world)
    with pytest.raises(links.LinkRefused, match="werkt niet"):
        links.find(token, purpose=OneTimeLink.Purpose.HANDOVER, now=NOW)


def test_a_used_link_is_refused_also_when_two_use_it_at_once(world: World) -> None:
    link, token = _made(world)
    links.use(link, now=NOW)
    with pytest.raises(links.LinkRefused, match="al gebruikt"):
        links.find(token, purpose=EVALUATION, now=NOW)
    with pytest.raises(links.LinkRefused, match="al gebruikt"):
        links.use(link, now=NOW)


def test_a_link_holds_until_its_last_moment(world: World) -> None:
    link, token = _made(world)
    last = NOW + timedelta(days=30)
    assert links.find(token, purpose=EVALUATION, now=last - timedelta(seconds=1)) == link
    with pytest.raises(links.LinkRefused, match="verlopen"):
        links.find(token, purpose=EVALUATION, now=last)


def test_a_withdrawn_link_answers_as_one_that_never_was(world: World) -> None:
    link, token = _made(world)
    links.withdraw(link=link, by=world.people["Fatima"], now=NOW)
    sentences = []
    for tried in (token, "nooit-gemaakt"):
        with pytest.raises(links.LinkRefused) as refusal:
            links.find(tried, purpose=EVALUATION, now=NOW)
        sentences.append(str(refusal.value))
    assert sentences[0] == sentences[1]
    with pytest.raises(links.LinkRefused):
        links.use(link, now=NOW)


def test_a_newer_link_ends_the_older(world: World) -> None:
    link, token = _made(world)
    links.make(purpose=EVALUATION, question=link.question, by=None, now=NOW, url_name="accept_invitation")
    with pytest.raises(links.LinkRefused, match="verlopen"):
        links.find(token, purpose=EVALUATION, now=NOW + timedelta(seconds=1))


def test_opening_is_noted_once(world: World) -> None:
    link, _ = _made(world)
    links.opened(link, now=NOW)
    links.opened(link, now=NOW + timedelta(hours=1))
    link.refresh_from_db()
    assert link.opened_at == NOW
