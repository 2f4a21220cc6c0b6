"""A client with one of everything that is kept: all of it in the dossier, no word of it after a removal, and every
figure as it was. Records that are linked are one dossier, and go together."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from cases import (
    aftercare,
    attempts,
    between,
    case_talk,
    casework,
    clock,
    evaluation,
    handover,
    hours,
    instruments,
    intake,
    linking,
    objections,
    objectivity,
    outcome,
    people,
    referral,
    rights,
    signals,
    talks,
    wlz,
)
from cases.acts import Refused
from cases.codes import (
    Activity,
    AftercareKind,
    ArrangementStep,
    Attendance,
    CarerLoad,
    Fits,
    HowFound,
    ObjectionKind,
    Outcome,
    PauseReason,
    ReachBy,
    SupportTask,
    TermKind,
)
from cases.dossier import files as dossier_files
from cases.dossier.gathering import Dossier, as_json, dossier_of
from cases.dossier.parts import PARTS
from cases.models import (
    Assessment,
    Client,
    ClientLink,
    ContactPerson,
    DestructionLine,
    DestructionList,
    HelpQuestion,
    LinkedClient,
    OneTimeLink,
    OtherWork,
    Referral,
    Removal,
    RetentionHold,
    RightsRequest,
    SocialMapEntry,
    TargetGroup,
)
from cases.retention import approval, holds
from cases.told import WHAT
from oco.models.people import Role
from reporting import rollups
from reporting.figures import Scope
from tests.cases.world import TODAY, World, make_world

WORD = "kanarie"  # in every text that somebody wrote about the client
LATER = TODAY + timedelta(days=7)


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    made.person("Anja", made.mee, Role.MANAGER)
    return made


def _in_the_work(world: World, question: HelpQuestion) -> None:
    """All that is written while a question runs."""
    fatima = world.people["Fatima"]
    attempts.write_attempt(question=question, by=fatima, today=TODAY, note=f"Poging {WORD}")
    clock.pause(
        question=question, terms=[TermKind.PICK_UP], reason=PauseReason.CLIENT_ASKED, from_on=TODAY, until_on=LATER,
        note=f"Pauze {WORD}", by=fatima, today=TODAY,
    )  # fmt: skip
    item = case_talk.put_on_the_list(question=question, ask=f"Overleg {WORD}", by=fatima, today=TODAY)
    assert item is not None
    decision = case_talk.Decision(TODAY, f"Besluit {WORD}", f"Erbij {WORD}")
    case_talk.decide(item=item, decision=decision, by=fatima, today=TODAY, version=item.version)
    talk = talks.prepare(
        question=question,
        preparation=talks.Preparation(
            on=TODAY, place=f"Plaats {WORD}", official=f"Ambtenaar {WORD}", others_along=f"Mee {WORD}",
            client_wants=f"Wens {WORD}", bring=f"Brief {WORD}",
        ),
        domains={"care": talks.Domain(f"Goed {WORD}", f"Niet {WORD}", f"Wil {WORD}")},
        by=fatima,
    )  # fmt: skip
    assert talk is not None
    talks.write_outcome(
        talk=talk, on=TODAY, attendance=Attendance.WITH_US, outcome=f"Verslag {WORD}", by=fatima, today=TODAY,
        version=talk.version,
    )  # fmt: skip
    objections.begin(
        question=question,
        facts=objections.Facts(
            ObjectionKind.OBJECTION, f"Over {WORD}", announced_on=TODAY - timedelta(days=7), note=f"Bezwaar {WORD}"
        ),
        by=fatima,
        today=TODAY,
    )
    instruments.record_assessment(
        question=question, edition=instruments.EDITIONS["zrm_12"], phase=Assessment.Phase.START, on=TODAY,
        scores={"zrm_income": 2}, note=f"Meting {WORD}", by=fatima, today=TODAY,
    )  # fmt: skip
    hours.add_contact(
        question=question, by=fatima, today=TODAY, on=TODAY, activity=Activity.TALK, minutes=45, note=f"Contact {WORD}"
    )
    question.refresh_from_db()
    clock.wait(
        question=question, waits_for=f"Wacht op {WORD}", look_again_on=LATER, by=fatima, today=TODAY,
        version=question.version,
    )  # fmt: skip


def _referred(world: World, question: HelpQuestion) -> None:
    """Handed over: answered with no, to another provider, and to the Wlz with a link that still works."""
    fatima = world.people["Fatima"]
    agreed = referral.Consent(TODAY, Referral.ConsentHow.SPOKEN, tuple(WHAT))
    entry = SocialMapEntry.objects.create(front_door=world.front_door, name="Schuldhulp", written_by=fatima)
    receiver = referral.Receiver(entry=entry, email=f"{WORD}@elders.example", phone="+31687654321")
    made = referral.refer(
        question=question, on=TODAY, to=f"Naar {WORD}", kind=Referral.Kind.WARM, consent=True, note=f"Bij {WORD}",
        by=fatima, today=TODAY, receiver=receiver, agreed=agreed, receiver_note=f"Bericht {WORD}",
    )  # fmt: skip
    assert made is not None
    address = handover.make_link(referral=made, by=fatima, now=timezone.now())
    assert address is not None
    link = OneTimeLink.objects.get()
    handover.answer(link=link, answer=Referral.Answer.REFUSED, note=f"Nee {WORD}", now=timezone.now())
    wlz.record(
        question=question, since=TODAY, to=f"Zorgkantoor {WORD}", agreed=agreed, receiver=receiver,
        receiver_note=f"Wlz {WORD}", by=fatima, today=TODAY,
    )  # fmt: skip
    handover.make_link(referral=Referral.objects.get(to__startswith="Zorgkantoor"), by=fatima, now=timezone.now())


def _around(world: World, client: Client, question: HelpQuestion) -> None:
    fatima = world.people["Fatima"]
    person = people.ContactPersonFields(
        name=f"Buur {WORD}", relation=f"relatie {WORD}", phone="+31611111111", email=f"buur{WORD}@example.nl",
        note=f"Over de buur {WORD}", is_carer=True, carer_load=CarerLoad.OVERBURDENED, is_representative=True,
        mandate_for=f"Machtiging {WORD}", mandate_from=TODAY,
    )  # fmt: skip
    people.add_contact_person(client=client, fields=person, by=fatima)
    people.describe(
        client=client, household=f"Thuis {WORD}", safety=f"Hond {WORD}", is_carer=True, carer_load=CarerLoad.HEAVY,
        by=fatima, version=0,
    )  # fmt: skip
    group = TargetGroup.objects.create(front_door=world.front_door, name="ouderen")
    people.add_target_groups(client=client, groups=[group], by=fatima)
    linking.not_same(one=client, other=world.client("Naamgenoot"), by=fatima)
    question.refresh_from_db()
    objectivity.ask_for_another(
        question=question, reason=f"Klikt niet {WORD}", supporter=fatima, by=fatima, today=TODAY,
        version=question.version,
    )  # fmt: skip
    objectivity.fix_contact(client=client, provider=world.mee, supporter=fatima, by=fatima, today=TODAY)


@pytest.fixture
def known(world: World) -> Client:
    """A client of MEE on two records, with one of everything; all questions are closed."""
    fatima, joost = world.people["Fatima"], world.people["Joost"]
    client = world.client(
        f"{WORD}man", first_name="Bep", birth_date=date(1950, 3, 1), phone="+31612345678", postcode="2711 AB",
        email=f"{WORD}@example.nl", language=f"taal {WORD}", reach_by=ReachBy.PHONE, reach_when=f"na {WORD}",
    )  # fmt: skip
    question = world.question(provider=world.mee, supporter=joost, client=client, text=f"Vraag {WORD}")
    _around(world, client, question)
    question.refresh_from_db()
    _in_the_work(world, question)
    _referred(world, question)
    found = outcome.Found(
        arrangement={ArrangementStep.NETWORK: f"Netwerk {WORD}"}, tasks=[SupportTask.CLARIFY],
        how_found=next(iter(HowFound)),
    )  # fmt: skip
    signals.write(
        front_door=world.front_door, provider=world.mee, said=signals.Said("Wachtlijst van vier maanden", "care"),
        by=fatima, today=TODAY, question=question,
    )  # fmt: skip
    question.refresh_from_db()
    closing = casework.Closing(
        on=TODAY, outcome=Outcome.INFORMATION_ADVICE, score=8, fits=Fits.YES, survey_consent=True, found=found
    )
    casework.close(question=question, closing=closing, by=fatima, today=TODAY, version=question.version)
    question.refresh_from_db()
    evaluation.ask(question=question, mail=False, by=fatima, now=timezone.now())
    check = aftercare.plan(
        question=question, kind=AftercareKind.AFTERCARE, due_on=TODAY, note=f"Let op {WORD}", by=fatima, today=TODAY
    )
    assert check is not None
    aftercare.do(
        contact=check, on=TODAY, result=f"Het gaat {WORD}", minutes=10, by=fatima, today=TODAY, version=check.version
    )
    OtherWork.objects.update(note=f"bij {WORD}")  # somebody wrote something else there

    second = world.client(f"{WORD}vrouw", first_name="Beppie")
    other = world.question(provider=world.mee, supporter=fatima, client=second, text=f"Tweede {WORD}")
    casework.close(
        question=other, closing=casework.Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE), by=fatima, today=TODAY,
        version=other.version,
    )  # fmt: skip
    linking.link(one=client, other=second, reason=f"Zelfde {WORD}", by=fatima)
    client.refresh_from_db()
    intake.correct_client(
        client=client,
        fields=intake.ClientFields(last_name=f"{WORD}mens", language=f"taal {WORD}"),
        version=client.version,
        by=fatima,
    )
    _kept_longer(world, client)
    client.refresh_from_db()
    return client


def _kept_longer(world: World, client: Client) -> None:
    """For a while; and left out of a list, with a reason."""
    karin = world.people["Karin"]
    held = holds.hold(
        client=client, provider=world.mee, why=RetentionHold.Why.COMPLAINT, note=f"Klacht {WORD}",
        until=LATER, by=karin, today=TODAY,
    )  # fmt: skip
    assert held is not None
    holds.end(held=held, by=karin)
    of_list = DestructionList.objects.create(provider=world.mee, month=date(2026, 11, 1))
    line = DestructionLine.objects.create(
        of_list=of_list, client=client, kind="dossier", months=180, ground="Wmo", last_on=date(2010, 1, 1),
        due_on=date(2025, 1, 1),
    )  # fmt: skip
    approval.leave_out(line=line, until=LATER, reason=f"Weggelaten {WORD}", by=karin, today=TODAY)


def _asked(world: World, client: Client, kind: RightsRequest.Kind) -> RightsRequest:
    made = rights.receive(
        client=client, provider=world.mee, kind=kind, what=f"Ik wil {WORD}", received_on=TODAY,
        by=world.people["Karin"], today=TODAY,
    )  # fmt: skip
    assert made is not None
    return made


def _remove(world: World, client: Client) -> Removal:
    request = rights.decide(
        request=_asked(world, client, RightsRequest.Kind.REMOVAL), decision=RightsRequest.Decision.GRANTED,
        reason="Er is geen plicht om te bewaren.", by=world.people["Karin"], today=TODAY, version=1,
    )  # fmt: skip
    return rights.carry_out(request=request, by=world.people["Anja"], version=request.version)


def _words(dossier: Dossier) -> str:
    return str([[cell.text for cell in row] for section in dossier.sections for row in section.rows])


def _every_table() -> str:
    """Every row of every table of the database, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def _figures(world: World) -> list[object]:
    scopes = [
        Scope.of_organisation(world.partnership),
        Scope.of_organisation(world.mee, world.municipality),
        Scope.of_municipality(world.municipality),
    ]
    return [rollups.count(scope, date(2026, 1, 1), date(2027, 1, 1)) for scope in scopes]


# --- the dossier ------------------------------------------------------------------------------------------------------


def test_the_dossier_has_a_row_of_every_part(world: World, known: Client) -> None:
    _asked(world, known, RightsRequest.Kind.ACCESS)
    sections = dossier_of(known, world.mee, today=TODAY).sections
    nobody_looked = "Wie keek naar uw gegevens"  # from the log, and of no model of its own
    assert [section.heading for section in sections if not section.rows] == ["Verwijderingen", nobody_looked]
    assert len(sections) == len([part for part in PARTS if not part.hidden]) + 1


def test_every_text_about_the_client_is_in_the_dossier(world: World, known: Client) -> None:
    words = _words(dossier_of(known, world.mee, today=TODAY))
    for text in (
        f"Thuis {WORD}", f"Hond {WORD}", f"Buur {WORD}", f"Machtiging {WORD}", f"Klikt niet {WORD}", f"Poging {WORD}",
        f"Pauze {WORD}", f"Overleg {WORD}", f"Besluit {WORD}", f"Erbij {WORD}", f"Plaats {WORD}", f"Wens {WORD}",
        f"Goed {WORD}", f"Niet {WORD}", f"Wil {WORD}", f"Verslag {WORD}", f"Over {WORD}", f"Bezwaar {WORD}",
        f"Meting {WORD}", f"Naar {WORD}", f"Bericht {WORD}", f"Nee {WORD}", f"Zorgkantoor {WORD}", f"Let op {WORD}",
        f"Het gaat {WORD}", f"Wacht op {WORD}", f"taal {WORD}", f"na {WORD}", f"Zelfde {WORD}",
        f"Klacht {WORD}", f"Weggelaten {WORD}", "naam, telefoonnummer", "Joost", "warme overdracht",
    ):  # fmt: skip
        assert text in words, text


def test_what_is_private_to_a_contact_person_is_not_shown(world: World, known: Client) -> None:
    data = json.dumps(as_json(dossier_of(known, world.mee, today=TODAY)), ensure_ascii=False)
    for word in ("+31611111111", f"buur{WORD}@example.nl", f"Over de buur {WORD}", "overbelast"):
        assert word not in data, word
    assert "die zijn van de contactpersoon zelf" in " ".join(dossier_of(known, world.mee, today=TODAY).hidden)


@pytest.mark.parametrize("which", ["first", "second"])
def test_one_person_is_one_dossier_whichever_record_was_asked(world: World, known: Client, which: str) -> None:
    second = Client.objects.get(last_name=f"{WORD}vrouw")
    asked, linked = (known, second) if which == "first" else (second, known)
    dossier = dossier_of(asked, world.mee, today=TODAY)
    assert (dossier.number, dossier.linked) == (asked.number, [linked.number])
    assert f"Vraag {WORD}" in _words(dossier)
    assert f"Tweede {WORD}" in _words(dossier)
    assert as_json(dossier)["gekoppelde_clientnummers"] == [linked.number]
    assert linked.number in dossier_files.html_of(dossier)


def test_what_was_taken_apart_is_not_told(world: World, known: Client) -> None:
    second = Client.objects.get(last_name=f"{WORD}vrouw")
    linking.unlink(link=ClientLink.objects.get(), by=world.people["Fatima"])
    words = _words(dossier_of(known, world.mee, today=TODAY))
    for word in (second.number, f"Tweede {WORD}", f"Zelfde {WORD}"):
        assert word not in words, word


def test_another_provider_sees_none_of_the_work(world: World, known: Client) -> None:
    petra = world.people["Petra"]
    palet = world.question(provider=world.palet, supporter=petra, client=known, text="Vraag bij Palet")
    attempts.write_attempt(question=palet, by=petra, today=TODAY, note="Palet belde")
    theirs = _words(dossier_of(known, world.palet, today=TODAY))
    for part in ("Klikt niet", "Poging", "Pauze", "Overleg", "Wens", "Goed", "Bezwaar", "Meting", "Bericht", "Let op"):
        assert f"{part} {WORD}" not in theirs, part
    assert "Palet belde" in theirs
    assert "Palet belde" not in _words(dossier_of(known, world.mee, today=TODAY))


# --- removal ----------------------------------------------------------------------------------------------------------


def test_a_removal_leaves_no_word_in_any_table_and_every_figure(world: World, known: Client) -> None:
    before = _figures(world)
    assert WORD in _every_table()
    proof = _remove(world, known)
    left = [row for row in _every_table().lower().splitlines() if WORD in row]
    assert left == []
    texts = _every_table()
    for word in ("+31612345678", "+31611111111", "+31687654321", "1950-03-01", "2711 AB", "Beppie"):
        assert word not in texts, word
    assert _figures(world) == before
    assert proof.whole
    assert not ContactPerson.objects.exists()
    assert OtherWork.objects.get().minutes == 10


def test_a_removal_takes_every_record_of_the_person(world: World, known: Client) -> None:
    fatima, second = world.people["Fatima"], Client.objects.get(last_name=f"{WORD}vrouw")
    _remove(world, known)
    assert set(LinkedClient.objects.values_list("client_id", "person_id")) == {
        (known.pk, known.pk),
        (second.pk, known.pk),
    }
    with pytest.raises(Refused, match="zijn verwijderd"):
        linking.unlink(link=ClientLink.objects.get(), by=fatima)
    with pytest.raises(Refused, match="zijn verwijderd"):
        linking.link(one=second, other=world.client("Nieuw"), by=fatima)
    with pytest.raises(Refused, match="zijn verwijderd"):
        intake.correct_client(
            client=second, fields=intake.ClientFields(last_name="Terug"), version=second.version + 1, by=fatima
        )
    browser = Browser()
    browser.force_login(fatima)
    for client in (known, second):
        assert "De gegevens zijn verwijderd" in browser.get(reverse("client", args=[client.pk])).content.decode()
        for name in ("client_surroundings", "contact_person_new", "client_target_groups", "client_fixed_contact"):
            assert browser.post(reverse(name, args=[client.pk])).status_code == 404, name
    browser.post(reverse("client_unlink", args=[ClientLink.objects.get().pk]))
    assert LinkedClient.objects.count() == 2


def test_who_decides_and_who_carries_out_read_which_records_go(world: World, known: Client) -> None:
    second = Client.objects.get(last_name=f"{WORD}vrouw")
    request = _asked(world, known, RightsRequest.Kind.REMOVAL)
    karin, anja = Browser(), Browser()
    karin.force_login(world.people["Karin"])
    anja.force_login(world.people["Anja"])
    for name in ("rights_request", "rights_decide"):
        assert second.number in karin.get(reverse(name, args=[request.pk])).content.decode(), name
    karin.post(
        reverse("rights_decide", args=[request.pk]),
        {"decision": "granted", "reason": "Mag", "version": request.version},
    )
    assert second.number in anja.get(reverse("rights_carry_out", args=[request.pk])).content.decode()


def test_a_removal_waits_for_the_questions_of_every_record(world: World, known: Client) -> None:
    second = Client.objects.get(last_name=f"{WORD}vrouw")
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=second, text="Loopt nog")
    with pytest.raises(Refused, match="loopt nog"):
        _remove(world, known)


def test_another_provider_of_a_linked_record_keeps_the_identity(world: World, known: Client) -> None:
    second = Client.objects.get(last_name=f"{WORD}vrouw")
    palet = world.question(provider=world.palet, supporter=world.people["Petra"], client=second, text="Vraag van Palet")
    before = _figures(world)
    assert _remove(world, known).whole is False
    assert HelpQuestion.objects.get(pk=palet.pk).text == "Vraag van Palet"
    assert Client.objects.get(pk=second.pk).last_name == f"{WORD}vrouw"
    assert ContactPerson.objects.exists()  # around the person, kept at the front door
    left = {row.split(" ", 1)[0] for row in _every_table().splitlines() if WORD in row}
    assert left <= {
        "cases_client", "cases_clientkey", "cases_clientlink", "cases_clientsurroundings", "cases_contactperson",
        "cases_formertext",
    }  # fmt: skip
    assert _figures(world) == before


def test_a_link_that_was_given_out_answers_as_one_that_never_was(world: World, known: Client) -> None:
    question = HelpQuestion.objects.get(client=known)
    address = evaluation.ask(question=question, mail=False, by=world.people["Fatima"], now=timezone.now())
    assert address is not None
    path = "/" + address.split("/", 3)[3]
    browser = Browser()
    assert browser.get(path).status_code == 200
    _remove(world, known)
    gone, never = browser.get(path), browser.get(path[:-5] + "abcd/")
    assert (gone.status_code, gone.content) == (never.status_code, never.content)
    assert gone.status_code == 410
    assert not OneTimeLink.objects.exists()


def test_what_was_passed_on_stays_with_who_took_it(world: World, known: Client) -> None:
    """The new question is the other provider's; what stood at the one who passed it on goes."""
    fatima = world.people["Fatima"]
    question = world.question(provider=world.mee, supporter=fatima, client=known, text=f"Nog een {WORD}")
    made = between.pass_on(
        question=question,
        passing=between.Passing(
            world.palet, "Hulp bij geld", ["money"], TODAY, Referral.ConsentHow.SPOKEN, f"x {WORD}"
        ),
        consent=True,
        by=fatima,
        today=TODAY,
    )
    assert made is not None
    passed = made.passed_on
    assert passed is not None
    question.refresh_from_db()
    casework.close(
        question=question,
        closing=casework.Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE),
        by=fatima,
        today=TODAY,
        version=question.version,
    )
    _remove(world, known)
    passed.refresh_from_db()
    assert passed.text == "Hulp bij geld"
    made.refresh_from_db()
    assert (made.receiver_note, made.note) == ("", "")
