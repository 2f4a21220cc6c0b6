"""Who takes a question, and how urgent it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import hours, triage
from cases.acts import ChangedMeanwhile, Refused
from cases.codes import Activity
from cases.models import HelpQuestion, Norms, QuestionEvent
from oco.closing import PeriodFiled
from oco.models import AuditEvent, Membership, Organisation, PeriodClosing
from oco.models.people import Role
from oco.templatetags.oco import date_nl
from tests.cases.world import TODAY, World


def test_a_question_at_the_partnership_waits_for_triage(world: World) -> None:
    question = world.question()
    assert question.provider is None
    assert list(HelpQuestion.objects.untriaged()) == [question]


def test_assigning_triages_and_says_to_whom(world: World) -> None:
    fatima, ruud = world.people["Fatima"], world.people["Ruud"]
    question = triage.assign(
        question=world.question(), provider=world.mee, supporter=fatima, by=ruud, today=TODAY, note="Belt liever niet."
    )
    question.refresh_from_db()
    assert (question.provider, question.supporter, question.triaged_by) == (world.mee, fatima, ruud)
    assert question.triaged_at is not None
    event = question.events.get(kind=QuestionEvent.Kind.ASSIGNED)
    assert (event.by, event.note) == (ruud, "Aan Fatima (MEE). Belt liever niet.")
    audit = AuditEvent.objects.get(action="question assigned")
    assert (audit.record_id, audit.by) == (str(question.pk), ruud)
    assert audit.details == {"provider": world.mee.pk, "supporter": fatima.pk}


def test_a_question_may_go_to_a_team_without_a_supporter(world: World) -> None:
    question = world.question(provider=world.mee)
    assert (question.provider, question.supporter) == (world.mee, None)
    assert question.triaged_at is not None
    assert not HelpQuestion.objects.untriaged().exists()


def test_a_supporter_of_another_provider_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="werkt niet bij deze aanbieder"):
        triage.assign(
            question=world.question(),
            provider=world.mee,
            supporter=world.people["Petra"],
            by=world.people["Ruud"],
            today=TODAY,
        )


def test_a_provider_of_another_front_door_is_refused(world: World) -> None:
    other = Organisation.objects.create(kind="provider", name="Elders", slug="elders")
    with pytest.raises(Refused, match="niet bij deze voordeur"):
        triage.assign(question=world.question(), provider=other, supporter=None, by=world.people["Ruud"], today=TODAY)


def test_what_one_provider_wrote_does_not_move_to_another(world: World) -> None:
    question = world.question(provider=world.mee, supporter=world.people["Fatima"])
    hours.add_contact(
        question=question, by=world.people["Fatima"], today=TODAY, on=TODAY, activity=Activity.PHONE, minutes=10
    )
    with pytest.raises(Refused, match="al aan gewerkt"):
        triage.assign(question=question, provider=world.palet, supporter=None, by=world.people["Ruud"], today=TODAY)
    question.refresh_from_db()
    assert question.provider == world.mee


def test_two_who_assign_at_once_the_second_is_told(world: World) -> None:
    question = world.question()
    seen = question.version
    triage.assign(
        question=question, provider=world.mee, supporter=None, by=world.people["Ruud"], today=TODAY, version=seen
    )
    with pytest.raises(ChangedMeanwhile) as clash:
        triage.assign(
            question=question, provider=world.palet, supporter=None, by=world.people["Ruud"], today=TODAY, version=seen
        )
    assert isinstance(clash.value.current, HelpQuestion)
    assert clash.value.current.provider == world.mee


def test_colleagues_show_their_open_questions(world: World) -> None:
    fatima = world.people["Fatima"]
    for _ in range(2):
        world.question(provider=world.mee, supporter=fatima)
    found = triage.colleagues([world.mee.pk], today=TODAY)
    assert [person.label for person in found] == ["Fatima · 2 open", "Joost · 0 open", "Karin · 0 open"]


def test_who_left_is_no_colleague(world: World) -> None:
    joost = world.people["Joost"]
    joost.memberships.update(until=TODAY)
    assert "Joost" not in [person.name for person in triage.colleagues([world.mee.pk], today=TODAY)]
    world.person("Nieuw", world.mee, Role.SUPPORTER)
    assert "Nieuw" in [person.name for person in triage.colleagues([world.mee.pk], today=TODAY)]


def test_who_leaves_is_named_with_the_last_day_where_every_role_has_one(world: World) -> None:
    joost = world.people["Joost"]
    joost.memberships.update(until=TODAY + timedelta(days=1))
    last = f"Joost · 0 open · gaat weg op {date_nl(TODAY)}"
    assert last in [person.label for person in triage.colleagues([world.mee.pk], today=TODAY)]
    Membership.objects.create(user=joost, organisation=world.mee, role=Role.MANAGER, since=TODAY)
    assert "Joost · 0 open" in [person.label for person in triage.colleagues([world.mee.pk], today=TODAY)]


def test_urgency_stamps_the_term_anew_from_the_day_of_receipt(world: World) -> None:
    received = TODAY - timedelta(days=1)  # Tuesday 17 November
    question = world.question(received_on=received)
    assert question.pick_up_due_on == date(2026, 12, 15)
    question = triage.change_urgency(
        question=question, urgent=True, reason="Huis wordt ontruimd", by=world.people["Ruud"], version=question.version
    )
    # 17 + 3 = Friday 20 November; first contact stays 14 days.
    assert (question.urgent, question.pick_up_due_on) == (True, date(2026, 11, 20))
    assert question.first_contact_due_on == date(2026, 12, 1)
    assert question.events.get(kind=QuestionEvent.Kind.URGENCY).note == "Nu urgent: Huis wordt ontruimd"


def test_urgency_takes_the_norms_of_the_day_of_receipt(world: World) -> None:
    question = world.question(received_on=TODAY - timedelta(days=1))
    Norms.objects.create(organisation=world.partnership, valid_from=TODAY, pick_up_urgent_days=1)
    question = triage.change_urgency(question=question, urgent=True, reason="Spoed", by=world.people["Ruud"])
    assert question.pick_up_due_on == date(2026, 11, 20)  # three days, not one


def test_urgency_needs_a_reason(world: World) -> None:
    with pytest.raises(Refused, match="Schrijf op waarom"):
        triage.change_urgency(question=world.question(), urgent=True, reason="  ", by=world.people["Ruud"])


def test_urgency_of_a_filed_term_is_refused(world: World) -> None:
    question = world.question(received_on=date(2026, 9, 1))  # both terms end in September
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 7, 1), end=date(2026, 10, 1), closed_by=world.people["Karin"]
    )
    with pytest.raises(PeriodFiled, match="3e kwartaal van 2026 is ingediend"):
        triage.change_urgency(question=question, urgent=True, reason="Spoed", by=world.people["Ruud"])
