"""Whatever happens after a filing: the reasons are disjoint, and they add up to the whole difference.

Random registers, random later acts, and corrections that are filed in between. What is known now is counted a second
way, by the roll-up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Client, Contact, Evaluation, HelpQuestion, OtherWork, QuestionDomain, Referral, Tally
from oco.models import User
from reporting import counted_records, known, rollups
from reporting.figures import Scope
from reporting.known import Kept
from reporting.models import Report
from reporting.reasons import Difference, Reason
from reporting.stands import KIND_OF, Kind, Stand
from tests.reporting import naive
from tests.reporting.test_rollups_property import PERIODS, registers, with_keys
from tests.reporting.world import World, link, make_world, write

pytestmark = pytest.mark.django_db

TODAY = date(2020, 1, 1)
ACTS = (
    *("late question", "late question", "late contact", "link", "unlink", "reopen", "close", "outcome"),
    *("received on", "closed on", "provider", "door", "client", "contact goes", "minutes", "domains"),
    *("tally undone", "late tally", "work", "evaluation", "referral", "file"),
)


@pytest.fixture
def world() -> World:
    return make_world()


@dataclass
class Story:
    """A register that goes on after it was filed."""

    world: World
    register: naive.Register
    clients: Mapping[int, Client]
    filer: User
    scopes: list[Scope]
    filed: list[tuple[Report, Kept]]

    def file(self) -> None:
        period = PERIODS[-1]
        stands = counted_records.stands(self.scopes, period.start, period.end, today=TODAY)
        report = Report.objects.create(
            municipality=self.world.zoetermeer,
            organisation=self.world.zosamen,
            start=period.start,
            end=period.end,
            version=len(self.filed) + 1,
            reason="Vergeten" if self.filed else "",
            filed_by=self.filer,
            filed_by_name="Manager",
            checksum="0" * 64,
        )
        known.keep(report, stands)
        kept = known.kept(report)
        assert kept is not None
        assert kept.stands == {scope: stands[scope] for scope in self.scopes} or _same(kept, stands)
        self.filed.append((report, kept))

    def act(self, what: str, pick: int, day: date, number: int) -> None:
        """One later act on the record that `pick` points at; nothing where there is none."""
        questions = list(HelpQuestion.objects.order_by("pk"))
        question = questions[pick % len(questions)]
        contacts = list(Contact.objects.order_by("pk"))
        contact = contacts[pick % len(contacts)] if contacts else None
        provider = self.world.provider_keys[number % 3]
        rows = HelpQuestion.objects.filter(pk=question.pk)
        match what:
            case "late question":
                fresh = HelpQuestion.objects.create(
                    front_door_id=question.front_door_id,
                    number=f"N{HelpQuestion.objects.count()}-{pick}",
                    client=question.client,
                    provider_id=provider,
                    channel="counter",
                    received_on=day,
                    closed_on=day if number % 2 else None,
                    outcome="information_advice" if number % 2 else "",
                    first_contact_due_on=day + timedelta(days=14),
                    pick_up_due_on=day + timedelta(days=28),
                    guideline_minutes=60,
                )
                self._contact(fresh, provider, day, number * 30)
            case "late contact":
                self._contact(question, provider, day, number * 30)
            case "link":
                here = sorted(key for key, client in self.clients.items() if client.front_door == question.front_door)
                if here and (pair := (here[pick % len(here)], here[number % len(here)]))[0] != pair[1]:
                    self.register.linked = [*self.register.linked, pair]
                    link(self.register, dict(self.clients))
            case "unlink":
                self.register.linked = self.register.linked[1:]
                link(self.register, dict(self.clients))
            case "reopen":
                if question.closed_on:
                    rows.update(closed_on=None, outcome="", reopened_on=day)
            case "close" | "closed on":
                on = max(day, question.received_on)
                rows.update(closed_on=on, outcome=question.outcome or "wlz")
            case "outcome":
                if question.closed_on:
                    rows.update(outcome=("no_solution", "wlz", "stopped")[number % 3])
            case "received on":
                closed = max(day, question.closed_on) if question.closed_on else None
                rows.update(received_on=day, first_contact_on=None, picked_up_on=None, closed_on=closed)
            case "provider":
                rows.update(provider_id=provider)
            case "door":
                rows.update(front_door=self.world.doors[number % 2])
            case "client":
                rows.update(client=questions[number % len(questions)].client)
            case "contact goes" if contact:
                contact.delete()
            case "minutes" if contact:
                Contact.objects.filter(pk=contact.pk).update(minutes=number * 15, on=day, provider_id=provider)
            case "domains":
                QuestionDomain.objects.filter(question=question).delete()
            case "tally undone":
                Tally.objects.filter(pk__in=list(Tally.objects.values_list("pk", flat=True)[:number])).update(
                    undone_at="2019-01-01T12:00:00Z"
                )
            case "late tally":
                topic = Tally.objects.values_list("topic_id", "front_door_id").first()
                if topic:
                    Tally.objects.create(topic_id=topic[0], front_door_id=topic[1], provider_id=provider, on=day)
            case "work":
                OtherWork.objects.filter(pk__in=list(OtherWork.objects.values_list("pk", flat=True)[:1])).update(
                    minutes=number + 1, people=number
                )
            case "evaluation":
                Evaluation.objects.update_or_create(
                    question=question, defaults={"given_on": day, "score": 7, "survey_consent": bool(number % 2)}
                )
            case "referral":
                if number % 2:
                    Referral.objects.filter(question=question).delete()
                else:
                    Referral.objects.create(
                        question=question, on=day, to="Wijkteam", kind="leaflet", written_by=self.world.supporter
                    )
            case "file":
                self.file()

    def _contact(self, question: HelpQuestion, provider: int, day: date, minutes: int) -> None:
        Contact.objects.create(
            question=question,
            front_door_id=question.front_door_id,
            provider_id=provider,
            supporter=self.world.supporter,
            on=day,
            activity="talk",
            minutes=minutes,
        )


def _same(kept: Kept, stands: Mapping[Scope, Stand]) -> bool:
    """A level that counted nothing keeps empty lists, where the listing has no list."""
    return all(
        kept.stands[scope].of(key) == stand.of(key) and kept.stands[scope].people(key) == stand.people(key)
        for scope, stand in stands.items()
        for key in KIND_OF
    )


def check(then: Kept, now: Mapping[Scope, Stand], story: Story) -> Counter[Reason]:
    """Every figure of every level: filed and now are what was counted, and the reasons are the whole difference."""
    period = PERIODS[-1]
    counted = rollups.count_all(story.scopes, period.start, period.end, today=TODAY)
    seen: Counter[Reason] = Counter()
    for scope, differences in known.explained(then, now).items():
        assert set(differences) == set(KIND_OF)
        for key, found in differences.items():
            assert found.then == then.stands[scope].figure(key)
            assert found.now == counted[scope].count(key)
            assert found.then + sum(change.amount for change in found.changes) == found.now
            _disjoint(found)
            seen.update(change.reason for change in found.changes)
    return seen


def _disjoint(found: Difference) -> None:
    """No record has two reasons. Of people: none that came or went has two; a link is about who stayed as well."""
    links = (Reason.LINKED, Reason.UNLINKED)
    every = [record for change in found.changes if change.reason not in links for record in change.records]
    assert len(every) == len(set(every))
    assert all(change.amount for change in found.changes)
    if KIND_OF[found.indicator] is not Kind.PERSON:
        assert not {change.reason for change in found.changes} & set(links)


acts = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 40),
        st.integers(0, 500).map(lambda number: date(2017, 10, 1) + timedelta(days=number)),
        st.integers(0, 7),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(register=registers(), later=acts)
def test_the_reasons_are_the_whole_difference(
    world: World, register: naive.Register, later: list[tuple[str, int, date, int]]
) -> None:
    with transaction.atomic():
        with_keys(register, world)
        scopes = [
            Scope.of_organisation(world.zosamen),
            *(Scope.of_organisation(each, world.zoetermeer) for each in (world.mee, world.palet, world.third)),
        ]
        story = Story(world, register, write(register, world), world.supporter, scopes, [])
        story.file()
        for what, pick, day, number in later:
            story.act(what, pick, day, number)
        now = counted_records.stands(scopes, PERIODS[-1].start, PERIODS[-1].end, today=TODAY)
        for _, kept in story.filed:
            check(kept, now, story)
        transaction.set_rollback(True)


def test_every_kind_of_act_is_met(world: World) -> None:
    """Not an empty agreement: one story in which most reasons come up."""
    register = naive.Register()
    for place in range(12):
        closed = date(2018, 3, 1) if place < 8 else None
        register.questions.append(
            naive.Question(
                client=place,
                door=0,
                provider=place % 2,
                received_on=date(2018, 2, 1),
                first_contact_due_on=date(2018, 2, 15),
                pick_up_due_on=date(2018, 3, 1),
                closed_on=closed,
                outcome="information_advice" if closed else "",
            )
        )
        register.contacts.append(naive.Contact(place, place % 2, date(2018, 2, 3), 60, "talk"))
    with_keys(register, world)
    clients = write(register, world)
    scopes = [
        Scope.of_organisation(world.zosamen),
        *(Scope.of_organisation(each, world.zoetermeer) for each in (world.mee, world.palet)),
    ]
    story = Story(world, register, clients, world.supporter, scopes, [])
    story.file()
    day = date(2018, 5, 1)
    for what, pick, on, number in (
        ("late question", 0, day, 1),
        ("link", 1, day, 3),
        ("reopen", 1, day, 0),
        ("close", 9, day, 0),
        ("outcome", 2, day, 0),
        ("provider", 3, day, 0),
        ("received on", 11, date(2019, 3, 1), 0),
        ("contact goes", 5, day, 0),
        ("minutes", 6, day, 5),
    ):
        story.act(what, pick, on, number)
    now = counted_records.stands(scopes, PERIODS[-1].start, PERIODS[-1].end, today=TODAY)
    seen = check(story.filed[0][1], now, story)
    expected = {
        *(Reason.LATE, Reason.LINKED, Reason.REOPENED, Reason.CLOSED, Reason.OUTCOME, Reason.MOVED_IN),
        *(Reason.MOVED_OUT, Reason.DATE, Reason.GONE, Reason.HOURS),
    }
    assert expected <= set(seen)
