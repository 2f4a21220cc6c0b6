"""Topics, desks and norms: what was used stays, and nobody touches another front door's lists."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from cases import lists
from cases.acts import Refused
from cases.codes import Channel, DomainList
from cases.lists import NormValues
from cases.models import Desk, HelpQuestion, Norms, Tally, TargetGroup, Topic
from oco.models import AuditEvent, District, FrontDoor, Organisation, User
from oco.models.people import Role
from tests import wall
from tests.oco.town import Town, make_town

VALUES = NormValues(7, 2, 21, 480, 42, DomainList.POSITIVE_HEALTH)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def by(town: Town) -> User:
    return town.user("administrator")


@pytest.fixture
def door(town: Town) -> FrontDoor:
    Topic.objects.filter(front_door=town["own"].door, tallies__isnull=True).delete()
    return town["own"].door


@pytest.fixture
def page(client: Client, by: User) -> Client:
    client.force_login(by)
    return client


def add_topics(door: FrontDoor, by: User, *names: str) -> list[Topic]:
    return [lists.save_topic(topic=Topic(front_door=door), name=name, domain="", by=by) for name in names]


def names(door: FrontDoor) -> list[str]:
    return [topic.name for topic in door.topics.order_by("order") if not topic.name.startswith("Onderwerp kanarie")]


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def test_a_new_topic_comes_last(door: FrontDoor, by: User) -> None:
    add_topics(door, by, "Wonen", "Geld", "Zorg")
    assert names(door) == ["Wonen", "Geld", "Zorg"]


def test_a_topic_moves_up_and_down_and_stops_at_the_ends(door: FrontDoor, by: User) -> None:
    door.topics.update(order=99)
    wonen, geld, zorg = add_topics(door, by, "Wonen", "Geld", "Zorg")
    lists.move(entry=zorg, up=True, by=by)
    assert names(door) == ["Wonen", "Zorg", "Geld"]
    lists.move(entry=geld, up=False, by=by)
    assert names(door) == ["Wonen", "Zorg", "Geld"]
    lists.move(entry=wonen, up=False, by=by)
    assert names(door) == ["Zorg", "Wonen", "Geld"]


def test_topics_that_all_stood_at_the_same_place_can_be_moved(door: FrontDoor, by: User) -> None:
    topics = add_topics(door, by, "A", "B", "C")
    door.topics.update(order=0)
    lists.move(entry=topics[2], up=True, by=by)
    assert names(door) == ["A", "C", "B"]


def test_a_name_stands_once_at_a_front_door(door: FrontDoor, by: User, town: Town) -> None:
    add_topics(door, by, "Wonen")
    with pytest.raises(Refused, match="Dit onderwerp staat er al"):
        add_topics(door, by, " Wonen ")
    add_topics(town["door"].door, by, "Wonen")


def test_a_topic_out_of_use_keeps_its_tallies_and_leaves_the_counter(door: FrontDoor, by: User, town: Town) -> None:
    (topic,) = add_topics(door, by, "Wonen")
    Tally.objects.create(front_door=door, topic=topic)
    lists.use(entry=topic, active=False, by=by)
    counter = town.user("counter")
    assert topic not in Topic.objects.for_user(counter)
    assert topic.tallies.count() == 1
    lists.use(entry=topic, active=True, by=by)
    assert topic in Topic.objects.for_user(counter)


def test_a_desk_keeps_channel_provider_and_district(door: FrontDoor, by: User, town: Town) -> None:
    district = District.objects.get(municipality=door.municipality)
    desk = lists.save_desk(
        desk=Desk(front_door=door),
        name="Spreekuur",
        channel=Channel.WALK_IN_HOUR,
        provider=town["beside"].provider,
        district=district,
        by=by,
    )
    fresh = Desk.objects.get(pk=desk.pk)
    assert (fresh.channel, fresh.provider, fresh.district) == ("walk_in_hour", town["beside"].provider, district)


def test_every_change_is_in_the_log(door: FrontDoor, by: User) -> None:
    (topic,) = add_topics(door, by, "Wonen")
    lists.use(entry=topic, active=False, by=by)
    lists.move(entry=topic, up=True, by=by)
    found = AuditEvent.objects.filter(by=by, record_kind="cases.topic", record_id=str(topic.pk))
    assert {event.action for event in found} == {"list entry added", "list entry out of use", "list entry moved"}


# --- norms ----------------------------------------------------------------------------------------


def test_new_norms_begin_tomorrow_at_the_earliest(town: Town, by: User) -> None:
    zosamen = town["own"].account
    for day in (town.today, town.today - timedelta(days=1)):
        with pytest.raises(Refused, match="Nieuwe normen gaan op zijn vroegst morgen in"):
            lists.add_norms(organisation=zosamen, valid_from=day, values=VALUES, by=by, today=town.today)
    tomorrow = town.today + timedelta(days=1)
    norms = lists.add_norms(organisation=zosamen, valid_from=tomorrow, values=VALUES, by=by, today=town.today)
    now, coming, earlier = lists.norms_of(zosamen, today=town.today)
    assert now is not None
    assert (now.valid_from, coming, earlier) == (date(2020, 1, 1), [norms], [])
    assert lists.norms_of(zosamen, today=tomorrow)[0] == norms


def test_the_first_norms_may_begin_on_any_day(by: User) -> None:
    fresh = Organisation.objects.create(name="Nieuw", slug="nieuw", kind=Organisation.Kind.PROVIDER)
    lists.add_norms(organisation=fresh, valid_from=date(2019, 1, 1), values=VALUES, by=by, today=date(2026, 1, 1))
    assert fresh.norms.get().guideline_minutes == 480


def test_two_sets_do_not_begin_on_one_day(town: Town, by: User) -> None:
    day = town.today + timedelta(days=3)
    lists.add_norms(organisation=town["own"].account, valid_from=day, values=VALUES, by=by, today=town.today)
    with pytest.raises(Refused, match="Er zijn al normen die op deze dag ingaan"):
        lists.add_norms(organisation=town["own"].account, valid_from=day, values=VALUES, by=by, today=town.today)


def test_norms_that_hold_are_not_taken_back_and_those_to_come_are(town: Town, by: User) -> None:
    zosamen = town["own"].account
    day = town.today + timedelta(days=3)
    coming = lists.add_norms(organisation=zosamen, valid_from=day, values=VALUES, by=by, today=town.today)
    with pytest.raises(Refused, match="Deze normen zijn al ingegaan"):
        lists.withdraw_norms(norms=coming, by=by, today=day)
    lists.withdraw_norms(norms=coming, by=by, today=town.today)
    assert zosamen.norms.get().valid_from == date(2020, 1, 1)


def test_questions_keep_the_terms_that_were_stamped_on_them(town: Town, by: User) -> None:
    question = town["own"].objects["question"]
    assert isinstance(question, HelpQuestion)
    before = HelpQuestion.objects.values("first_contact_due_on", "pick_up_due_on", "guideline_minutes").get(
        pk=question.pk
    )
    day = town.today + timedelta(days=1)
    lists.add_norms(organisation=town["own"].account, valid_from=day, values=VALUES, by=by, today=town.today)
    after = HelpQuestion.objects.values(*before).get(pk=question.pk)
    assert after == before


# --- whose ----------------------------------------------------------------------------------------


def test_a_providers_administrator_does_not_keep_the_partnerships_lists(town: Town) -> None:
    of_mee = User.objects.create_user("b@mee.example", name="B")
    of_mee.memberships.create(organisation=town["own"].provider, role=Role.ADMINISTRATOR, since=date(2020, 1, 1))
    assert not lists.front_doors_for(of_mee).exists()
    assert not lists.norm_holders_for(of_mee).exists()
    of_noord = User.objects.create_user("b@noord.example", name="B")
    of_noord.memberships.create(organisation=town["door"].provider, role=Role.ADMINISTRATOR, since=date(2020, 1, 1))
    assert [door.name for door in lists.front_doors_for(of_noord)] == ["Noord"]
    assert [holder.name for holder in lists.norm_holders_for(of_noord)] == ["Noord"]


# --- the pages ------------------------------------------------------------------------------------


def test_the_page_shows_the_own_lists_and_no_others(page: Client, town: Town) -> None:
    words = text(page.get("/beheer/lijsten/"))
    assert "Voordeur ZoSamen" in words
    assert "Normen van ZoSamen" in words
    assert "binnen 14 dagen" in words
    assert "Onderwerp kanarieown" in words
    assert "Noord" not in words
    assert "kanariedoor" not in words


def test_a_topic_is_made_and_renamed_on_the_page(page: Client, door: FrontDoor) -> None:
    answer = page.post(
        "/beheer/lijsten/voordeur/zosamen/onderwerpen/nieuw/", {"name": "Wonen", "domain": "housing"}, follow=True
    )
    assert "‘Wonen’ is opgeslagen." in text(answer)
    topic = door.topics.get(name="Wonen")
    assert topic.domain == "housing"
    page.post(f"/beheer/lijsten/onderwerpen/{topic.pk}/", {"name": "Wonen en huur", "domain": ""})
    topic.refresh_from_db()
    assert (topic.name, topic.domain) == ("Wonen en huur", "")


def test_a_double_or_empty_name_is_said_at_the_field(page: Client, door: FrontDoor, by: User) -> None:
    add_topics(door, by, "Wonen")
    url = "/beheer/lijsten/voordeur/zosamen/onderwerpen/nieuw/"
    assert "Dit onderwerp staat er al." in text(page.post(url, {"name": "Wonen"}))
    assert "Vul de naam in." in text(page.post(url, {}))
    assert names(door) == ["Wonen"]


def test_a_used_topic_warns_that_earlier_tallies_change_name_too(page: Client, town: Town) -> None:
    topic = Topic.objects.distinct().get(front_door=town["own"].door, tallies__isnull=False)
    assert "Eerdere turven krijgen ook deze naam." in text(page.get(f"/beheer/lijsten/onderwerpen/{topic.pk}/"))


def test_a_desk_offers_providers_and_districts_of_its_own_front_door(page: Client) -> None:
    words = text(page.get("/beheer/lijsten/voordeur/zosamen/plekken/nieuw/"))
    assert ">Palet Welzijn</option>" in words
    assert ">Wijk van Zoetermeer</option>" in words
    assert ">Noord</option>" not in words
    assert ">Wijk van Haarlem</option>" not in words


def test_out_of_use_and_back_and_to_another_place(page: Client, door: FrontDoor, by: User) -> None:
    door.topics.update(order=99)
    first, second = add_topics(door, by, "A", "B")
    page.post(f"/beheer/lijsten/onderwerpen/{second.pk}/plaats/", {"naar": "omhoog"})
    assert names(door) == ["B", "A"]
    words = text(page.post(f"/beheer/lijsten/onderwerpen/{first.pk}/gebruik/", follow=True))
    assert "‘A’ staat niet meer aan de balie." in words
    assert "uit gebruik" in words
    page.post(f"/beheer/lijsten/onderwerpen/{first.pk}/gebruik/", {"in": "ja"})
    first.refresh_from_db()
    assert first.active


def test_new_norms_open_with_those_of_now(page: Client, town: Town) -> None:
    words = text(page.get("/beheer/lijsten/normen/zosamen/nieuw/"))
    assert 'name="first_contact_days" value="14"' in words
    day = town.today + timedelta(days=10)
    data = {
        "valid_from": day.isoformat(),
        "first_contact_days": "10",
        "pick_up_urgent_days": "2",
        "pick_up_regular_days": "20",
        "attempts_before_pause": "2",
        "guideline": "8",
        "trajectory_days": "",
        "domain_list": "wmo",
    }
    words = text(page.post("/beheer/lijsten/normen/zosamen/nieuw/", data, follow=True))
    assert "De nieuwe normen staan klaar." in words
    norms = Norms.objects.get(valid_from=day)
    assert (norms.first_contact_days, norms.guideline_minutes, norms.trajectory_days) == (10, 480, None)
    assert norms.attempts_before_pause == 2
    words = text(page.post(f"/beheer/lijsten/normen/{norms.pk}/intrekken/", follow=True))
    assert "De normen zijn ingetrokken." in words


def test_norms_from_today_are_refused_at_the_date(page: Client, town: Town) -> None:
    data = {"valid_from": town.today.isoformat(), "first_contact_days": "1", "pick_up_urgent_days": "1"}
    data |= {"pick_up_regular_days": "1", "attempts_before_pause": "3", "guideline": "1", "domain_list": "wmo"}
    assert "op zijn vroegst morgen in" in text(page.post("/beheer/lijsten/normen/zosamen/nieuw/", data))


def test_a_list_that_does_not_exist_is_not_found(page: Client) -> None:
    assert page.get("/beheer/lijsten/voordeur/zosamen/kleuren/nieuw/").status_code == 404
    assert page.get("/beheer/lijsten/voordeur/noord/plekken/nieuw/").status_code == 404


@pytest.mark.parametrize("count", [1, 9])
def test_the_page_asks_the_same_queries_however_long_the_lists(
    page: Client, door: FrontDoor, by: User, count: int, django_assert_num_queries: object
) -> None:
    add_topics(door, by, *(f"T{number}" for number in range(count)))
    with django_assert_num_queries(10 + wall.STATEMENTS):  # type: ignore[operator]
        page.get("/beheer/lijsten/")


def test_target_groups_are_kept_as_the_other_lists(page: Client, door: FrontDoor) -> None:
    new = f"/beheer/lijsten/voordeur/{door.slug}/doelgroepen/nieuw/"
    for name in ("Ouderen", "Nieuwkomers"):
        page.post(new, {"name": name})
    assert "Deze doelgroep staat er al" in text(page.post(new, {"name": "Ouderen"}))
    elders, newcomers = TargetGroup.objects.filter(front_door=door)
    page.post(f"/beheer/lijsten/doelgroepen/{newcomers.pk}/plaats/", {"naar": "omhoog"})
    page.post(f"/beheer/lijsten/doelgroepen/{elders.pk}/", {"name": "Ouderen (75+)"})
    page.post(f"/beheer/lijsten/doelgroepen/{newcomers.pk}/gebruik/", {})
    found = list(TargetGroup.objects.filter(front_door=door).values_list("name", "active"))
    assert found == [("Nieuwkomers", False), ("Ouderen (75+)", True)]
    assert "Ouderen (75+)" in text(page.get("/beheer/lijsten/"))
