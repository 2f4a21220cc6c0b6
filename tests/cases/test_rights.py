"""A client's rights: the term of an answer, the dossier, corrections with their trace, and a removal by two people."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import casework, drafts, hours, intake, referral, removal, rights, search
from cases.acts import ChangedMeanwhile, Refused
from cases.codes import Activity, Channel, Fits, Outcome
from cases.dossier import files as dossier_files
from cases.dossier.gathering import as_json, dossier_of
from cases.dossier.part import Part
from cases.dossier.parts import PARTS
from cases.models import (
    Assessment,
    Client,
    ClientKey,
    ClientTargetGroup,
    Contact,
    DossierFile,
    Draft,
    Evaluation,
    FormerText,
    HelpQuestion,
    QuestionArrangement,
    Referral,
    Removal,
    RightsRequest,
    TargetGroup,
)
from cases.rights_rules import Reach, answer_due_on, may_extend, removal_reach
from oco import jobs
from oco.models import AuditEvent, Organisation, PeriodClosing
from oco.models.people import Role
from reporting import rollups
from reporting.figures import Scope
from tests.cases.world import TODAY, World, as_, make_world

Kind, Decision = RightsRequest.Kind, RightsRequest.Decision
SECRET = "geheim"  # in every text that somebody wrote about the client


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    made.person("Anja", made.mee, Role.MANAGER)
    made.person("Beer", made.partnership, Role.ADMINISTRATOR)
    made.person("Lot", made.palet, Role.MANAGER)
    return made


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "extended", "expected"),
    [
        (date(2026, 11, 18), False, date(2026, 12, 18)),  # a Friday
        (date(2026, 1, 31), False, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2027, 1, 29), False, date(2027, 3, 1)),  # no 29 February; the 28th is a Sunday
        (date(2026, 11, 25), False, date(2026, 12, 28)),  # Christmas, Boxing Day, a Sunday
        (date(2026, 11, 18), True, date(2027, 2, 18)),
        (date(2026, 10, 1), True, date(2027, 1, 4)),  # New Year's Day, Saturday, Sunday
    ],
)
def test_an_answer_comes_within_a_month_or_three(received_on: date, extended: bool, expected: date) -> None:
    assert answer_due_on(received_on, extended=extended) == expected


@pytest.mark.parametrize(
    ("days_left", "extended", "decided", "expected"),
    [(5, False, False, True), (0, False, False, True), (-1, False, False, False), (5, True, False, False),
     (5, False, True, False)],
)  # fmt: skip
def test_a_term_is_lengthened_once_and_in_time(days_left: int, extended: bool, decided: bool, expected: bool) -> None:
    due_on = TODAY + timedelta(days=days_left)
    assert may_extend(due_on=due_on, extended=extended, decided=decided, today=TODAY) is expected


@pytest.mark.parametrize(
    ("open_here", "known_elsewhere", "expected"),
    [
        (0, False, Reach.WHOLE),
        (0, True, Reach.CONTENT),
        (1, False, Reach.NOTHING),
        (2, True, Reach.NOTHING),
    ],
)
def test_how_far_a_removal_goes(open_here: int, known_elsewhere: bool, expected: Reach) -> None:
    assert removal_reach(open_here=open_here, known_elsewhere=known_elsewhere) is expected


# --- the registry -----------------------------------------------------------------------------------------------------


def _lead_to_a_client() -> set[type[models.Model]]:
    """Every model with a way to a client through foreign keys."""
    found: set[type[models.Model]] = {Client}
    while True:
        more = {
            model
            for model in apps.get_models()
            for each in model._meta.concrete_fields
            if each.related_model in found and model not in found
        }
        if not more:
            return found
        found |= more


def test_every_model_that_leads_to_a_client_is_in_the_dossier_or_says_why_not() -> None:
    assert {part.model for part in PARTS} == _lead_to_a_client()
    assert len({part.model for part in PARTS}) == len(PARTS)
    for part in PARTS:
        assert bool(part.columns) != bool(part.hidden), f"{part.heading}: shown with columns, or hidden with a reason"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.code)
def test_an_entry_names_what_is_there(part: Part) -> None:
    for path in part.client:
        assert path == "pk" or _end_of(part.model, path) is Client
    if part.provider is not None:
        assert _end_of(part.model, part.provider) is Organisation
    for column in part.columns:
        way, _, name = column.path.rpartition(".")
        holder = _end_of(part.model, way.replace(".", "__")) if way else part.model
        holder._meta.get_field(name)
    for name in (*part.empties, *part.keeps):
        part.model._meta.get_field(name)


def _end_of(model: type[models.Model], path: str) -> type[models.Model]:
    for step in path.split("__"):
        related = model._meta.get_field(step).related_model
        assert isinstance(related, type)
        model = related
    return model


@pytest.mark.parametrize("part", [part for part in PARTS if not part.goes], ids=lambda part: part.code)
def test_a_removal_leaves_no_free_text_that_nobody_thought_of(part: Part) -> None:
    free = {
        each.name
        for each in part.model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField | models.JSONField) and not each.choices
    }
    unthought = free - set(part.empties) - part.keeps - {"counts"}
    assert not unthought, f"{part.heading}: empty or keep {sorted(unthought)}"


# --- a client with everything -----------------------------------------------------------------------------------------


@pytest.fixture
def known(world: World) -> Client:
    """A client of MEE with a text in every place, whose question is closed; and a stranger beside them."""
    fatima = world.people["Fatima"]
    client = world.client(
        "Geheimer", first_name="Bep", birth_date=date(1950, 3, 1), phone="+31612345678", email="geheim@example.nl",
        postcode="2711 AB",
    )  # fmt: skip
    intake.correct_client(
        client=client,
        fields=intake.ClientFields(last_name="Geheimer", first_name="Beatrijs", birth_date=date(1950, 3, 1)),
        version=client.version,
        by=fatima,
    )
    group = TargetGroup.objects.create(front_door=world.front_door, name="ouderen")
    ClientTargetGroup.objects.create(client=client, target_group=group)
    question = world.question(provider=world.mee, supporter=fatima, client=client, text=f"Vraag {SECRET}")
    line = hours.add_contact(
        question=question, by=fatima, today=TODAY, on=TODAY, activity=Activity.TALK, minutes=45, note=f"Eerst {SECRET}"
    )
    assert line is not None
    hours.edit_contact(
        contact=line, by=fatima, today=TODAY, on=TODAY, activity=Activity.TALK, minutes=45, note=f"Nu {SECRET}",
        version=line.version,
    )  # fmt: skip
    referral.refer(
        question=question, on=TODAY, to=f"Wijkteam {SECRET}", kind=Referral.Kind.WARM, consent=True,
        note=f"Toelichting {SECRET}", by=fatima, today=TODAY,
    )  # fmt: skip
    QuestionArrangement.objects.create(question=question, step="network", note=f"Buurvrouw {SECRET}")
    Assessment.objects.create(
        question=question, client=client, front_door=world.front_door, provider=world.mee, instrument="zrm",
        edition="2017", phase="start", on=TODAY, note=f"Meting {SECRET}",
    ).scores.create(domain="zrm_income", score=3)  # fmt: skip
    question.refresh_from_db()
    casework.close(
        question=question,
        closing=casework.Closing(on=TODAY, outcome=Outcome.INFORMATION_ADVICE, score=8, fits=Fits.YES),
        by=fatima,
        today=TODAY,
        version=question.version,
    )
    world.question(provider=world.mee, supporter=fatima, client=world.client("Anders"), text="Van een ander")
    client.refresh_from_db()
    return client


def ask(
    world: World, client: Client, kind: RightsRequest.Kind = Kind.REMOVAL, provider: Organisation | None = None
) -> RightsRequest:
    made = rights.receive(
        client=client, provider=provider or world.mee, kind=kind, what=f"Ik wil {SECRET}",
        received_on=TODAY - timedelta(days=3), by=world.people["Karin"], today=TODAY,
    )  # fmt: skip
    assert made is not None
    return made


def grant(world: World, request: RightsRequest, by: str = "Karin") -> RightsRequest:
    return rights.decide(
        request=request, decision=Decision.GRANTED, reason="Er is geen plicht om te bewaren.",
        by=world.people[by], today=TODAY, version=request.version,
    )  # fmt: skip


# --- the dossier ------------------------------------------------------------------------------------------------------


def test_a_dossier_holds_everything_of_one_client(world: World, known: Client) -> None:
    dossier = dossier_of(known, world.mee, today=TODAY)
    rows = {section.heading: len(section.rows) for section in dossier.sections if section.rows}
    assert rows == {
        "Gegevens": 1, "Doelgroepen": 1, "Hulpvragen": 1, "Leefgebieden": 1, "Arrangement": 1, "Contacten": 1,
        "Gebeurtenissen": 3, "Verwijzingen": 1, "Metingen": 1, "Scores": 1, "Evaluaties": 1,
        # The note, and of the identity: first name, e-mail, postcode and telephone.
        "Eerdere teksten": 5,
    }  # fmt: skip
    words = str([[cell.text for cell in row] for section in dossier.sections for row in section.rows])
    for word in (
        "Geheimer",
        "01-03-1950",
        "ouderen",
        f"Nu {SECRET}",
        f"Eerst {SECRET}",
        "inkomen",
        "8",
        "+31612345678",
    ):
        assert word.lower() in words.lower(), word
    assert "Van een ander" not in words


def test_a_dossier_never_holds_another_providers_content(world: World, known: Client) -> None:
    palet = world.question(provider=world.palet, client=known, text="Vraag van Palet", supporter=world.people["Petra"])
    hours.add_contact(
        question=palet,
        by=world.people["Petra"],
        today=TODAY,
        on=TODAY,
        activity=Activity.TALK,
        minutes=5,
        note="Paletnoot",
    )
    world.question(client=known, text="Nog bij niemand")
    mee, theirs = (json.dumps(as_json(dossier_of(known, each, today=TODAY))) for each in (world.mee, world.palet))
    assert "Geheimer" in mee
    assert "Geheimer" in theirs
    assert "Palet" not in mee
    assert "Nog bij niemand" not in mee
    assert f"Vraag {SECRET}" not in theirs
    assert f"Eerst {SECRET}" not in theirs
    assert "Bep" in theirs  # a former first name is of the front door


def test_a_dossier_costs_the_same_however_much_there_is(world: World, known: Client) -> None:
    found = []
    known = Client.objects.select_related("front_door").get(pk=known.pk)
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            dossier_of(known, world.mee, today=TODAY)
        found.append(len(captured))
        for n in range(20):
            world.question(provider=world.mee, supporter=world.people["Fatima"], client=known, text=f"Nog een {n}")
    assert found[0] == found[1]


def test_the_json_names_every_field_by_code_and_label(world: World, known: Client) -> None:
    data = as_json(dossier_of(known, world.mee, today=TODAY))
    questions = next(part for part in data["onderdelen"] if part["code"] == "helpquestion")
    assert questions["titel"] == "Hulpvragen"
    assert {"code": "received_on", "label": "Ontvangen"} in questions["velden"]
    (row,) = questions["rijen"]
    assert (row["received_on"], row["urgent"]) == (TODAY.isoformat(), False)
    assert row["outcome"] == {"waarde": Outcome.INFORMATION_ADVICE.label, "code": "information_advice"}


def test_a_dossier_is_made_by_a_job_and_taken_by_who_asked(world: World, known: Client) -> None:
    request = ask(world, known, Kind.ACCESS)
    browser = as_(world, "Karin")
    browser.post(reverse("rights_dossier", args=[request.pk]))
    file = DossierFile.objects.get()
    assert file.job is not None
    assert "Het dossier wordt gemaakt" in browser.get(reverse("rights_request", args=[request.pk])).content.decode()
    assert SECRET not in str(file.job.arguments)
    assert jobs.run(file.job.pk)
    page = browser.get(reverse("dossier_state", args=[file.pk])).content.decode()
    assert "Het dossier is klaar" in page
    url = reverse("dossier_file", args=[file.pk])
    pdf = browser.post(url, {"als": "pdf"})
    assert pdf["Content-Disposition"] == f'attachment; filename="dossier-verzoek-{request.pk}.pdf"'
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf.content)))
    for word in ("Wat wij over u bewaren", "Geheimer", f"Vraag {SECRET}", "Waar niets staat", "Wat hier niet in staat"):
        assert word in text, word
    assert json.loads(browser.post(url, {"als": "json"}).content)["clientnummer"] == known.number
    taken = AuditEvent.objects.filter(action="dossier taken").order_by("at")
    assert [event.details for event in taken] == [{"kind": "pdf"}, {"kind": "json"}]
    assert as_(world, "Anja").post(url, {"als": "pdf"}).status_code == 404  # another manager makes their own
    assert browser.post(url, {"als": "exe"}).status_code == 404


def test_a_dossier_goes_after_a_day(world: World, known: Client) -> None:
    file = dossier_files.ask(request=ask(world, known, Kind.ACCESS), by=world.people["Karin"])
    assert file.job is not None
    jobs.run(file.job.pk)
    file.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert dossier_files.hand_out(file=file, kind="json", by=world.people["Karin"]) is None
        assert dossier_files.remove_old() == 1


def test_a_dossier_comes_with_a_request_to_see_it(world: World, known: Client) -> None:
    with pytest.raises(Refused, match="hoort bij een verzoek om inzage"):
        dossier_files.ask(request=ask(world, known, Kind.CORRECTION), by=world.people["Karin"])


# --- requests ---------------------------------------------------------------------------------------------------------


def test_a_request_is_written_down_decided_and_waits_for_the_manager(world: World, known: Client) -> None:
    browser = as_(world, "Karin")
    data = {
        "kind": "correction",
        "received_on": TODAY.isoformat(),
        "what": "Mijn naam klopt niet",
        "provider": world.mee.pk,
    }
    url = reverse("rights_new", args=[known.pk])
    key = str(browser.get(url).context["form"]["key"].value())
    browser.post(url, {**data, "key": key})
    browser.post(url, {**data, "key": key})
    request = RightsRequest.objects.get()
    assert (request.due_on, request.written_by) == (date(2026, 12, 18), world.people["Karin"])
    waiting = browser.get(reverse("today")).context["waiting"].first
    assert [(item.on, item.what, item.key) for item in waiting] == [
        (date(2026, 12, 18), "Verzoek om correctie beantwoorden", "verzoeken van cliënten")
    ]
    decide = reverse("rights_decide", args=[request.pk])
    refused = browser.post(decide, {"decision": "refused", "reason": " ", "version": request.version})
    assert refused.context["form"].errors == {"reason": ["Schrijf op waarom u het verzoek afwijst."]}
    browser.post(decide, {"decision": "refused", "reason": "De naam klopt.", "version": request.version})
    request.refresh_from_db()
    assert (request.decision, request.decided_on, request.decided_by) == ("refused", TODAY, world.people["Karin"])
    assert browser.get(reverse("today")).context["waiting"].total == 0
    again = browser.post(decide, {"decision": "granted", "reason": "", "version": request.version})
    assert "Op dit verzoek is al besloten." in again.content.decode()


def test_a_term_is_lengthened_with_a_reason(world: World, known: Client) -> None:
    request = ask(world, known, Kind.ACCESS)
    assert request.due_on == date(2026, 12, 15)
    browser, url = as_(world, "Karin"), reverse("rights_extend", args=[request.pk])
    assert browser.post(url, {"reason": "", "version": 1}).context["form"].errors == {"reason": ["Vul de reden in."]}
    browser.post(url, {"reason": "Het dossier is groot.", "version": request.version})
    request.refresh_from_db()
    assert (request.due_on, request.extended_on) == (date(2027, 2, 15), TODAY)
    with pytest.raises(Refused, match="één keer"):
        rights.extend(request=request, reason="x", by=world.people["Karin"], today=TODAY, version=request.version)


def test_requests_are_for_who_leads_the_team(world: World, known: Client) -> None:
    request = ask(world, known)
    for name in ("rights_request", "rights_decide", "rights_extend"):
        url = reverse(name, args=[request.pk])
        found = {who: as_(world, who).get(url).status_code for who in ("Karin", "Anja", "Lot", "Fatima", "Ruud")}
        assert found == {"Karin": 200, "Anja": 200, "Lot": 404, "Fatima": 403, "Ruud": 403}, name
    assert "Geheimer" in as_(world, "Karin").get(reverse("rights_requests")).content.decode()
    assert "Geheimer" not in as_(world, "Lot").get(reverse("rights_requests")).content.decode()
    assert as_(world, "Lot").get(reverse("rights_new", args=[known.pk])).status_code == 404
    assert as_(world, "Beer").get(reverse("rights_request", args=[request.pk])).status_code == 404


def test_the_list_of_requests_costs_the_same_for_one_and_many(world: World, known: Client) -> None:
    found = []
    for _ in range(2):
        grant(world, ask(world, known))
        ask(world, known, Kind.ACCESS)
        with CaptureQueriesContext(connection) as captured:
            assert as_(world, "Karin").get(reverse("rights_requests")).status_code == 200
        found.append(len(captured))
        ask(world, known, Kind.CORRECTION)
    assert found[0] == found[1]


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_keeps_what_stood_there(world: World) -> None:
    fatima = world.people["Fatima"]
    question = world.question(provider=world.mee, supporter=fatima, text="Wie gaat mee?")
    casework.edit_question(
        question=question, text="Wie gaat mee?", domains=["care"], by=fatima, version=question.version
    )
    assert not FormerText.objects.exists()  # nothing was reworded
    question.refresh_from_db()
    casework.edit_question(
        question=question, text="Wie kan mee?", domains=["care"], by=fatima, version=question.version
    )
    former = FormerText.objects.get()
    assert (former.record, former.record_id, former.text, former.by) == (
        "question",
        question.pk,
        "Wie gaat mee?",
        fatima,
    )
    assert (former.client, former.provider) == (question.client, world.mee)
    url = reverse("question_texts", args=[question.pk])
    page = as_(world, "Karin").get(url).content.decode()
    assert "Wie gaat mee?" in page
    assert "Wie kan mee?" in page
    shown = as_(world, "Karin").get(reverse("question", args=[question.pk])).context["beside"]
    assert ("Teksten", "1 keer gewijzigd", url) in [(entry.label, entry.state, entry.url) for entry in shown]
    assert "Wie gaat mee?" not in as_(world, "Fatima").get(reverse("question", args=[question.pk])).content.decode()
    found = {who: as_(world, who).get(url).status_code for who in ("Fatima", "Lot", "Ruud")}
    assert found == {"Fatima": 403, "Lot": 404, "Ruud": 403}


def test_former_identity_is_read_by_who_leads_the_team(world: World, known: Client) -> None:
    url = reverse("client_texts", args=[known.pk])
    page = as_(world, "Karin").get(url).content.decode()
    for word in ("Bep", "+31612345678", "geheim@example.nl", "2711 AB"):
        assert word in page, word
    assert as_(world, "Fatima").get(url).status_code == 403
    event = AuditEvent.objects.get(action="client corrected")
    assert event.details == {"fields": ["email", "first_name", "phone", "postcode"]}


def test_the_text_of_a_contact_is_corrected_after_closing_and_filing(world: World, known: Client) -> None:
    line = Contact.objects.get(question__client=known)
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 10, 1), end=date(2027, 1, 1), closed_by=world.people["Karin"]
    )
    browser, url = as_(world, "Karin"), reverse("correct_note", args=[line.pk])
    browser.post(url, {"note": "Verbeterd", "version": line.version})
    line.refresh_from_db()
    assert (line.note, line.minutes) == ("Verbeterd", 45)
    page = browser.get(reverse("question", args=[line.question_id])).content.decode()
    assert "Gewijzigd: de tekst van 18-11-2026." in page
    texts = list(FormerText.objects.filter(record="contact").values_list("text", flat=True))
    assert texts == [f"Nu {SECRET}", f"Eerst {SECRET}"]
    clash = browser.post(url, {"note": "Van een ander", "version": 1})
    assert "Iemand anders heeft dit intussen gewijzigd" in clash.content.decode()
    assert as_(world, "Fatima").get(url).status_code == 403
    assert as_(world, "Lot").get(url).status_code == 404


# --- removal ----------------------------------------------------------------------------------------------------------


def _all_texts() -> str:
    """Every value in every table of cases, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for model in apps.get_app_config("cases").get_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def _figures(world: World) -> list[Any]:
    scopes = [
        Scope.of_organisation(world.partnership),
        Scope.of_organisation(world.mee, world.municipality),
        Scope.of_municipality(world.municipality),
    ]
    return [rollups.count(scope, date(2026, 1, 1), date(2027, 1, 1)) for scope in scopes]


def test_a_removal_leaves_no_word_and_every_figure(world: World, known: Client) -> None:
    fatima, question = world.people["Fatima"], HelpQuestion.objects.get(client=known)
    drafts.save(author=fatima, form=f"question-{question.pk}-refer", data={"note": [SECRET]})
    drafts.save(author=fatima, form="walk-in", data={"note": ["van een ander"]})
    PeriodClosing.objects.create(
        front_door=world.front_door, start=date(2026, 10, 1), end=date(2027, 1, 1), closed_by=world.people["Karin"]
    )
    before = _figures(world)
    for word in (SECRET, "Geheimer", "1950-03-01", "+31612345678", "2711 AB", "Bep", "Beatrijs"):
        assert word in _all_texts(), word
    request = grant(world, ask(world, known))
    proof = rights.carry_out(request=request, by=world.people["Anja"], version=request.version)
    texts = _all_texts().lower()
    for word in (SECRET, "1950-03-01", "612345678", "2711", "bep", "bea", "buurvrouw", "wijkteam"):
        assert word not in texts, word
    assert _figures(world) == before
    known.refresh_from_db()
    assert (known.full_name, known.birth_date) == ("Verwijderd", None)
    assert not ClientKey.objects.filter(client=known).exists()
    assert search.search(known.number, fatima) == []
    assert list(Draft.objects.values_list("form", flat=True)) == ["walk-in"]
    assert (proof.whole, proof.decided_by, proof.by) == (True, world.people["Karin"], world.people["Anja"])
    assert dict(proof.counts).items() >= {"Gegevens": 1, "Hulpvragen": 1, "Contacten": 1}.items()
    assert "Van een ander" in _all_texts()  # the stranger's


def test_a_removal_takes_two_people_and_keeps_its_proof(world: World, known: Client) -> None:
    request = grant(world, ask(world, known))
    with pytest.raises(Refused, match="Een tweede persoon"):
        rights.carry_out(request=request, by=world.people["Karin"], version=request.version)
    proof = rights.carry_out(request=request, by=world.people["Beer"], version=request.version)
    with pytest.raises(DatabaseError), transaction.atomic():
        Removal.objects.filter(pk=proof.pk).update(ground="Anders")
    request.refresh_from_db()
    with pytest.raises(Refused, match="Er wacht hier geen verwijdering"):
        rights.carry_out(request=request, by=world.people["Anja"], version=request.version)
    page = as_(world, "Karin").get(reverse("rights_request", args=[request.pk])).content.decode()
    assert "Bewijs van verwijdering" in page
    event = AuditEvent.objects.get(action="client removed")
    assert event.details == {"client": known.pk, "whole": True, "rows": sum(number for _, number in proof.counts)}


def test_a_removal_is_refused_while_a_question_runs(world: World, known: Client) -> None:
    request = ask(world, known)
    late = grant(world, ask(world, known))
    world.question(provider=world.mee, supporter=world.people["Fatima"], client=known)
    with pytest.raises(Refused, match="loopt nog"):
        grant(world, request)
    with pytest.raises(Refused, match="loopt nog"):
        rights.carry_out(request=late, by=world.people["Anja"], version=late.version)
    assert Client.objects.get(pk=known.pk).last_name == "Geheimer"


def test_a_provider_removes_its_own_content_and_not_anothers(world: World, known: Client) -> None:
    palet = world.question(provider=world.palet, client=known, text="Vraag van Palet", supporter=world.people["Petra"])
    request = grant(world, ask(world, known))
    proof = rights.carry_out(request=request, by=world.people["Anja"], version=request.version)
    assert proof.whole is False
    known.refresh_from_db()
    palet.refresh_from_db()
    assert (known.last_name, palet.text) == ("Geheimer", "Vraag van Palet")
    assert HelpQuestion.objects.get(client=known, provider=world.mee).text == ""
    assert ClientKey.objects.filter(client=known).exists()
    assert set(FormerText.objects.values_list("record", flat=True)) == {"client"}  # of the identity, which stays


def test_the_administrator_carries_out_without_seeing_who(world: World, known: Client) -> None:
    request = grant(world, ask(world, known))
    browser = as_(world, "Beer")
    for name, args in (("rights_requests", []), ("rights_request", [request.pk]), ("rights_carry_out", [request.pk])):
        page = browser.get(reverse(name, args=args))
        assert page.status_code == 200
        assert known.number in page.content.decode()
        for word in ("Geheimer", "Beatrijs", SECRET):
            assert word not in page.content.decode(), (name, word)
    url = reverse("rights_carry_out", args=[request.pk])
    assert list(browser.post(url, {"version": request.version}).context["form"].errors) == ["sure"]
    browser.post(url, {"version": request.version, "sure": "on"})
    assert Removal.objects.get().by == world.people["Beer"]
    assert browser.get(reverse("rights_request", args=[request.pk])).status_code == 404  # nothing waits any more
    assert as_(world, "Anja").get(reverse("today")).context["waiting"].total == 0


def test_nothing_is_written_on_a_removed_client_any_more(world: World, known: Client) -> None:
    request = grant(world, ask(world, known))
    stale = known.version
    rights.carry_out(request=request, by=world.people["Anja"], version=request.version)
    fields = intake.ClientFields(last_name="Terug")
    with pytest.raises(Refused, match="zijn verwijderd"):
        intake.correct_client(client=known, fields=fields, version=stale, by=world.people["Fatima"])
    new = casework.NewForClient(text="x", domains=("care",), channel=Channel.COUNTER, received_on=TODAY)
    with pytest.raises(Refused, match="zijn verwijderd"):
        casework.new_question(client=known, new=new, by=world.people["Fatima"], today=TODAY)
    assert as_(world, "Karin").get(reverse("clients") + "?vraag=alle").context["rows"][0].client != known
    assert "De gegevens zijn verwijderd" in as_(world, "Karin").get(reverse("client", args=[known.pk])).content.decode()
    assert removal.is_removed(known)


def test_who_decided_on_an_older_page_sees_the_newer_one(world: World, known: Client) -> None:
    request = ask(world, known)
    grant(world, request, by="Anja")
    with pytest.raises(ChangedMeanwhile):
        grant(world, request)


def test_evaluations_and_scores_stay(world: World, known: Client) -> None:
    request = grant(world, ask(world, known))
    rights.carry_out(request=request, by=world.people["Anja"], version=request.version)
    assert Evaluation.objects.get(question__client=known).score == 8
    assert Assessment.objects.get(client=known).scores.get().score == 3
