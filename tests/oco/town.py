"""A small world for tests of access: two municipalities, four providers, somebody of every role.

Each tenancy has the same things, with a canary in every text, so that a test can look for what leaked:

| place | what it is |
|---|---|
| `own` | MEE, behind the front door of ZoSamen in Zoetermeer: where the users work |
| `beside` | Palet Welzijn, another provider behind the same front door |
| `door` | Noord, another front door in the same municipality |
| `elsewhere` | Spaarne, in another municipality |
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from cases import (
    absence,
    aftercare,
    attempts,
    between,
    case_talk,
    casework,
    handover,
    hours,
    instruments,
    intake,
    linking,
    links,
    objections,
    outcome,
    people,
    referral,
    rights,
    saved_views,
    signals,
    talks,
)
from cases.codes import (
    Activity,
    AftercareKind,
    ArrangementStep,
    Channel,
    DomainList,
    ObjectionKind,
    OtherWorkKind,
    Outcome,
    SupportTask,
)
from cases.models import (
    Assessment,
    Client,
    DataKind,
    Desk,
    DestructionCertificate,
    DestructionLine,
    DestructionList,
    DossierFile,
    HelpQuestion,
    Norms,
    OneTimeLink,
    Referral,
    RegisterImport,
    RetentionHold,
    RetentionTerm,
    RightsRequest,
    SavedView,
    SetAside,
    SocialMapEntry,
    Tally,
    Topic,
    UnusualReading,
)
from cases.retention import certificate
from oco import invitations
from oco.models import (
    DevicePin,
    District,
    FrontDoor,
    Invitation,
    Municipality,
    Organisation,
    Participation,
    SharedDevice,
    User,
)
from oco.models.people import Role, Side
from oco.periods import Period
from oco.shared_desk import devices
from reporting import editions
from reporting.definitions import STANDARD, Counting, Rule
from reporting.models import DefinitionEdition, GateRun, Report, ReportFile, ToldNumber
from reporting.terms import AmountLine
from subsidies import agenda, agreements, arranging, checks, filing, reviews
from subsidies.accounts import Account
from subsidies.determination import requests
from subsidies.models import ActionPoint, Determination, DeterminationLetter, DrawingUp, Grant, SentFile, SentRequest
from tests.oco import town_money

PLACES = ("own", "beside", "door", "elsewhere")
FILED = Period.parse("2025-Q1")
PASSWORD = "een lang en geheim woord"
TOKEN = "uitnodiging-van-de-matrix"
EVALUATION_TOKEN = "evaluatie-van-de-matrix"


def key_at(place: str) -> uuid.UUID:
    """The key at this place of every record that is known by a UUID."""
    return uuid.uuid5(uuid.NAMESPACE_URL, place)


def canary(place: str) -> str:
    """A word in every text that somebody wrote at this place, and nowhere else."""
    return f"kanarie{place}"


@dataclass
class Place:
    """What there is at one tenancy."""

    name: str
    municipality: Municipality
    door: FrontDoor
    provider: Organisation
    account: Organisation  # who answers to the municipality
    supporter: User
    objects: dict[str, object] = field(default_factory=dict)


@dataclass
class Town:
    """The whole of it: places by name, and who tries the doors."""

    places: dict[str, Place]
    actors: dict[str, User | None]
    today: date

    def __getitem__(self, place: str) -> Place:
        return self.places[place]

    def user(self, actor: str) -> User:
        found = self.actors[actor]
        assert found is not None
        return found


def make_town(
    *, today: date | None = None, filed: bool = False, at: Callable[[str], None] = lambda place: None
) -> Town:
    """Writes it all with the actions that the pages use. `filed`: each account has a filed report, with files.
    `at` hears at which place what follows is written."""
    today = today or timezone.localdate()
    at("own")
    zoetermeer = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    District.objects.create(municipality=zoetermeer, name="Wijk van Zoetermeer")
    at("elsewhere")
    haarlem = Municipality.objects.create(name="Haarlem", slug="haarlem", cbs_code="GM0392")
    District.objects.create(municipality=haarlem, name="Wijk van Haarlem")
    at("own")
    zosamen = _organisation("ZoSamen", Organisation.Kind.PARTNERSHIP, zoetermeer)
    providers = []
    for place_name, name in zip(PLACES, ("MEE", "Palet Welzijn", "Noord", "Spaarne"), strict=True):
        at(place_name)
        providers.append(_organisation(name, Organisation.Kind.PROVIDER, None))
    mee, palet, noord, spaarne = providers
    halls = []
    for place_name, municipality in (("own", zoetermeer), ("elsewhere", haarlem)):
        at(place_name)
        halls.append(_organisation(f"Gemeente {municipality.name}", Organisation.Kind.MUNICIPALITY, municipality))
    at("own")
    shared = _door("ZoSamen", zoetermeer, zosamen, [mee, palet], partnership=zosamen)
    at("door")
    northern = _door("Noord", zoetermeer, noord, [noord])
    at("elsewhere")
    western = _door("Spaarne", haarlem, spaarne, [spaarne])
    tenancies = {
        "own": (zoetermeer, shared, mee, zosamen),
        "beside": (zoetermeer, shared, palet, zosamen),
        "door": (zoetermeer, northern, noord, noord),
        "elsewhere": (haarlem, western, spaarne, spaarne),
    }
    places = {}
    for place_name, tenancy in tenancies.items():
        at(place_name)
        places[place_name] = _place(place_name, *tenancy, today)
    at("own")
    actors: dict[str, User | None] = {
        "visitor": None,
        "nobody": _user("nobody", Side.CARE),
        "counter": _user("counter", Side.CARE, (Role.COUNTER, zosamen)),
        "supporter": places["own"].supporter,
        "coordinator": _user("coordinator", Side.CARE, (Role.COORDINATOR, zosamen)),
        "manager": _user("manager", Side.CARE, (Role.MANAGER, mee)),
        "joint_manager": _user("joint_manager", Side.CARE, (Role.MANAGER, zosamen)),
        "administrator": _user("administrator", Side.CARE, (Role.ADMINISTRATOR, zosamen)),
        "policy_officer": _user("policy_officer", Side.MUNICIPALITY, (Role.POLICY_OFFICER, halls[0])),
        "town_administrator": _user("town_administrator", Side.MUNICIPALITY, (Role.ADMINISTRATOR, halls[0])),
    }
    town = Town(places, actors, today)
    at("elsewhere")
    elders = _user("elder", Side.MUNICIPALITY, (Role.POLICY_OFFICER, halls[1]))
    at("own")
    colleague = _user("town_colleague", Side.MUNICIPALITY, (Role.POLICY_OFFICER, halls[0]))
    places["own"].objects["official"] = colleague
    places["elsewhere"].objects["official"] = elders
    places["own"].objects["edition"] = _edition(zoetermeer, colleague, today)
    at("elsewhere")
    places["elsewhere"].objects["edition"] = _edition(haarlem, elders, today)
    manager = town.user("manager")
    for place in places.values():
        at(place.name)
        uploader = manager if place.name == "own" else place.supporter
        place.objects["register_import"] = _upload(place, uploader)
        asked = RightsRequest.objects.get(provider=place.provider, kind=RightsRequest.Kind.ACCESS)
        place.objects["dossier_file"] = DossierFile.objects.create(
            id=key_at(place.name), request=asked, asked_by=uploader
        )
        if filed and place.name != "beside":
            place.objects["report"] = _report(place)
    if filed:
        for place in places.values():
            at(place.name)
            of = places["own"] if place.name == "beside" else place
            grant = of.objects["grant"]
            assert isinstance(grant, Grant)
            uploader = manager if place.name == "own" else place.supporter
            town_money.furnish(place, grant, uploader=uploader, official=colleague, year=today.year)
            if place.name != "beside":
                official = elders if place.name == "elsewhere" else colleague
                place.objects |= _round(place, official, today)
    for sender, to in (("own", "beside"), ("beside", "own")):
        at(sender)
        _pass_on(places[sender], places[to], today)
    at("own")
    _invitation(places["own"].supporter)
    return town


def _kept(provider: Organisation, client: Client, who: User, word: str) -> dict[str, object]:
    """A term, a reason to keep longer, a list that waits, and one that was carried out with its certificate."""
    RetentionTerm.objects.create(
        organisation=provider,
        kind=DataKind.DOSSIER,
        months=180,
        valid_from=date(2020, 1, 1),
        ground=f"Grond {word}",
        reason=f"Reden {word}",
        written_by=who,
    )
    lists = [
        DestructionList.objects.create(provider=provider, month=month) for month in (date(2026, 1, 1), date(2026, 2, 1))
    ]
    lines = [
        DestructionLine.objects.create(
            of_list=each,
            client=client,
            kind=DataKind.DOSSIER,
            months=180,
            ground=f"Grond {word}",
            last_on=date(2010, 1, 1),
            due_on=date(2025, 1, 1),
        )
        for each in lists
    ]
    done, waits = lists
    other, now = User.objects.exclude(pk=who.pk).order_by("pk").first() or _user("first", Side.CARE), timezone.now()
    done.lead_by, done.lead_at, done.admin_by, done.admin_at = who, now, other, now
    done.status, done.done_at = DestructionList.Status.DONE, now
    done.save()
    content = certificate.content_of(done, number="VV-2026-001")
    made = DestructionCertificate.objects.create(
        of_list=done,
        provider=provider,
        number="VV-2026-001",
        content=content,
        checksum=certificate.checksum_of(content),
        pdf=b"%PDF-",
    )
    held = RetentionHold.objects.create(
        client=client,
        provider=provider,
        why=RetentionHold.Why.COMPLAINT,
        note=f"Klacht {word}",
        until=date(2030, 1, 1),
        written_by=who,
    )
    return {"destruction_list": waits, "destruction_line": lines[1], "certificate": made, "hold": held}


def _shared_device(place: Place, word: str) -> SharedDevice:
    device, _ = devices.register(front_door=place.door, name=f"Balie {word}", by=place.supporter)
    DevicePin.objects.create(device=device, user=place.supporter, pin_hash="x")
    return device


def _organisation(name: str, kind: Organisation.Kind, municipality: Municipality | None) -> Organisation:
    slug = name.lower().replace(" ", "-")
    return Organisation.objects.create(name=name, slug=slug, kind=kind, municipality=municipality)


def _door(
    name: str,
    municipality: Municipality,
    run_by: Organisation,
    providers: list[Organisation],
    partnership: Organisation | None = None,
) -> FrontDoor:
    door = FrontDoor.objects.create(
        name=name, slug=name.lower(), municipality=municipality, run_by=run_by, partnership=partnership
    )
    for order, provider in enumerate(providers):
        Participation.objects.create(front_door=door, provider=provider, order=order)
    Norms.objects.create(organisation=run_by, valid_from=date(2020, 1, 1), domain_list=DomainList.WMO)
    return door


def _user(name: str, side: Side, *roles: tuple[Role, Organisation]) -> User:
    user = User.objects.create_user(f"{name}@matrix.example", PASSWORD, name=f"Persoon {name}", side=side)
    for role, organisation in roles:
        invitations.give_role(user=user, organisation=organisation, role=role, by=None, since=date(2020, 1, 1))
    return user


def _place(
    name: str,
    municipality: Municipality,
    door: FrontDoor,
    provider: Organisation,
    account: Organisation,
    today: date,
) -> Place:
    who = _user("supporter" if name == "own" else f"{name}_supporter", Side.CARE, (Role.SUPPORTER, provider))
    place = Place(name, municipality, door, provider, account, who)
    word = canary(name)
    client = intake.register_client(
        front_door=door, fields=intake.ClientFields(last_name=f"Naam{word}", birth_date=date(1950, 3, 1)), by=who
    )
    texts = [f"Open vraag {word}", f"Gesloten vraag {word}", f"Vraag zonder ondersteuner {word}"]
    running, closed, free = intake.register_questions(
        client=client,
        questions=[
            intake.NewQuestion(
                text=text,
                domains=["housing"],
                channel=Channel.COUNTER,
                received_on=today - timedelta(days=5),
                provider=provider,
                supporter=None if text.startswith("Vraag zonder") else who,
            )
            for text in texts
        ],
        by=who,
        today=today,
    )
    contacts = [
        hours.add_contact(
            question=question,
            by=who,
            today=today,
            on=today,
            activity=Activity.TALK,
            minutes=30,
            note=f"Verslag {word}",
            key=uuid.uuid4(),
        )
        for question in (running, closed)
    ]
    instruments.record_assessment(
        question=running,
        edition=instruments.EDITIONS["zrm_12"],
        phase=Assessment.Phase.START,
        on=today,
        scores={"zrm_housing": 2},
        note=f"Meting {word}",
        by=who,
        today=today,
    )
    outcome.write_found(
        question=running,
        found=outcome.Found(arrangement={ArrangementStep.NETWORK: f"Buurvrouw {word}"}, tasks=[SupportTask.CLARIFY]),
        by=who,
        version=HelpQuestion.objects.get(pk=running.pk).version,
    )
    closed.refresh_from_db()
    casework.close(
        question=closed,
        closing=casework.Closing(on=today, outcome=Outcome.INFORMATION_ADVICE),
        by=who,
        today=today,
        version=closed.version,
    )
    place.objects = {
        "client": client,
        "question": running,
        "closed_question": closed,
        "free_question": free,
        "assessment": running,
        "contact": contacts[0],
        "other_work": hours.write_other_work(
            front_door=door,
            provider=provider,
            by=who,
            today=today,
            on=today,
            kind=OtherWorkKind.NETWORK,
            minutes=60,
            note=f"Overleg {word}",
            key=uuid.uuid4(),
        ),
        "attempt": attempts.write_attempt(question=running, by=who, today=today, note=f"Poging {word}"),
        "signal": signals.write(
            front_door=door,
            provider=provider,
            said=signals.Said(f"Signaal {word}", "housing"),
            by=who,
            today=today,
            question=running,
        ),
        "unusual_reading": UnusualReading.objects.create(
            provider=provider, user=who, on=today, rule=UnusualReading.Rule.MANY, clients=[], count=20
        ),
        "case_talk_item": case_talk.put_on_the_list(question=running, ask=f"Caseoverleg {word}", by=who, today=today),
        "absence": absence.plan(
            user=who,
            provider=provider,
            away=absence.Away(today + timedelta(days=60), today + timedelta(days=70)),
            by=who,
            today=today,
        ),
        "access_request": rights.receive(
            client=client,
            provider=provider,
            kind=RightsRequest.Kind.ACCESS,
            what=f"Overleg {word}",
            received_on=today,
            by=who,
            today=today,
        ),
        # As if it was granted before the questions came that run now.
        "removal_request": RightsRequest.objects.create(
            client=client,
            provider=provider,
            kind=RightsRequest.Kind.REMOVAL,
            received_on=today,
            due_on=today + timedelta(days=30),
            decision=RightsRequest.Decision.GRANTED,
            reason="Geen plicht om te bewaren",
            decided_on=today,
            decided_by=who,
            written_by=who,
        ),
        "saved_view": saved_views.save(
            of_list=SavedView.List.QUESTIONS, name=f"Weergave {word}", query="op=naam", is_default=False, by=who
        ),
        "user": who,
        "membership": who.memberships.get(),
        **_around(place, client, closed),
        "talk": talks.prepare(
            question=running,
            preparation=talks.Preparation(client_wants=f"Wens {word}"),
            domains={"housing": talks.Domain(goes_well=f"Verslag {word}")},
            by=who,
        ),
        "objection": objections.begin(
            question=running,
            facts=objections.Facts(ObjectionKind.OBJECTION, f"Verslag {word}", announced_on=today),
            by=who,
            today=today,
        ),
        "aftercare": aftercare.plan(
            question=closed, kind=AftercareKind.AFTERCARE, due_on=today, note=f"Verslag {word}", by=who, today=today
        ),
    }
    place.objects |= _kept(provider, client, who, word)
    place.objects["referral"] = _referral(running, who, today, word)
    if name == "own":
        place.objects |= _handover_tokens(running, who, today)
        _evaluation_link(closed)
    if name != "beside":
        place.objects["social_map_entry"] = SocialMapEntry.objects.create(
            front_door=door, name=f"Plek {word}", offer=f"Aanbod {word}"
        )
        topic = Topic.objects.create(front_door=door, name=f"Onderwerp {word}")
        place.objects |= {
            "topic": topic,
            "desk": Desk.objects.create(front_door=door, name=f"Balie {word}", provider=None),
            "shared_device": _shared_device(place, word),
            "norms": Norms.objects.get(organisation=door.run_by),
            "grant": _grant(account, provider, municipality, today.year),
        }
        _determined(place, who)
    place.objects["tally"] = Tally.objects.create(
        front_door=door, topic=Topic.objects.filter(front_door=door).get(), provider=provider, written_by=who
    )
    return place


def _around(place: Place, client: Client, closed: HelpQuestion) -> dict[str, object]:
    """Who stands beside the client, what to know before a visit, and records that are and aren't the same person."""
    who, word = place.supporter, canary(place.name)
    twin, stranger = (
        intake.register_client(front_door=place.door, fields=intake.ClientFields(last_name=f"Naam{word}"), by=who)
        for _ in range(2)
    )
    people.describe(
        client=client,
        household="",
        safety=f"De hond, zie de vraag {word}",
        is_carer=True,
        carer_load="heavy",
        by=who,
        version=0,
    )
    fields = people.ContactPersonFields(name="Els", to_call=True, note=f"Bel bij elke vraag {word}")
    return {
        "contact_person": people.add_contact_person(client=client, fields=fields, by=who),
        "client_link": linking.link(one=client, other=twin, by=who),
        "not_same": linking.not_same(one=client, other=stranger, by=who),
        # Taken back, so that it keeps nobody from a question.
        "set_aside": SetAside.objects.create(
            client=client,
            supporter=who,
            question=closed,
            reason=f"Geen vertrouwen bij de vraag {word}",
            by=who,
            undone_at=timezone.now(),
            undone_by=who,
        ),
    }


def _referral(question: HelpQuestion, by: User, today: date, word: str) -> Referral:
    made = referral.refer(
        question=question,
        on=today,
        to=f"Ontvanger {word}",
        kind=Referral.Kind.WARM,
        consent=True,
        note=f"Verslag {word}",
        by=by,
        today=today,
        agreed=referral.Consent(today, Referral.ConsentHow.SPOKEN, ("name", "text")),
    )
    assert made is not None
    return made


def _handover_tokens(question: HelpQuestion, by: User, today: date) -> dict[str, object]:
    """The tokens of a link to answer, and of one to report that it is done."""
    now = timezone.now()
    waiting, accepted = (_referral(question, by, today, canary("own")) for _ in range(2))
    address = handover.make_link(referral=waiting, by=by, now=now)
    other = handover.make_link(referral=accepted, by=by, now=now)
    assert address is not None
    assert other is not None
    link = links.find(other.split("/")[-2], purpose=OneTimeLink.Purpose.HANDOVER, now=now)
    second = handover.answer(link=link, answer=Referral.Answer.ACCEPTED, note="", now=now)
    return {"handover_token": address.split("/")[-2], "done_token": second.split("/")[-3]}


def _pass_on(sender: Place, to: Place, today: date) -> None:
    """A question at the sender is offered to the other provider; it stands at `to`. Of a client of its own: who reads
    the question knows the client."""
    client = intake.register_client(
        front_door=sender.door, fields=intake.ClientFields(last_name=f"Doorgestuurd {sender.name}"), by=sender.supporter
    )
    (question,) = intake.register_questions(
        client=client,
        questions=[
            intake.NewQuestion(
                text=f"Vraag om door te sturen {canary(sender.name)}",
                domains=["housing"],
                channel=Channel.COUNTER,
                received_on=today,
                provider=sender.provider,
            )
        ],
        by=sender.supporter,
        today=today,
    )
    made = between.pass_on(
        question=question,
        passing=between.Passing(
            provider=to.provider,
            text=f"Aangeboden vraag {canary(to.name)}",
            domains=["housing"],
            consent_on=today,
            consent_how=Referral.ConsentHow.SPOKEN,
        ),
        consent=True,
        by=sender.supporter,
        today=today,
    )
    assert made is not None
    to.objects["offered_question"] = made.passed_on


def _grant(account: Organisation, provider: Organisation, municipality: Municipality, year: int) -> Grant:
    return agreements.save_grant(
        organisation=account,
        municipality=municipality,
        year=year,
        number="",
        decided_on=None,
        amounts=[AmountLine(provider.pk, provider.name, "", Decimal(1000))],
        targets=[],
        instalments=None,
        by=None,
    )


def _determined(place: Place, who: User) -> None:
    """A request for determination that was sent, and the decision with its letter."""
    grant = place.objects["grant"]
    assert isinstance(grant, Grant)
    request = requests.start(grant=grant, by=who)
    document = requests.build_document(request)
    sent = SentRequest.objects.create(
        grant=grant,
        data=document.to_json(),
        checksum=document.checksum,
        sent_by=who,
        sent_by_name=who.name,
    )
    content = f"%PDF {canary(place.name)}".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    SentFile.objects.create(sent=sent, kind=SentFile.Kind.STATEMENT, content=content, sha256=sha256)
    decision = Determination.objects.create(
        grant=grant,
        sent=sent,
        number=f"Besluit {canary(place.name)}",
        decided_on=date(2026, 6, 1),
        granted=grant.total,
        paid=0,
        amount=grant.total,
        decided_by=who,
        decided_by_name=who.name,
    )
    DeterminationLetter.objects.create(determination=decision, content=content, sha256=sha256)


def _report(place: Place) -> Report:
    report = filing.file_report(
        organisation=place.account, municipality=place.municipality, period=FILED, by=place.supporter
    )
    for kind in (ReportFile.Format.PDF, ReportFile.Format.XLSX):
        content = f"bestand {canary(place.name)}".encode()
        ReportFile.objects.create(
            report=report, format=kind, content=content, sha256=hashlib.sha256(content).hexdigest()
        )
    GateRun.objects.create(report=report, passed=True, cells=120, hidden=80)
    ToldNumber.objects.create(
        report=report, counted_in=report, organisation=place.account, indicator="client_minutes", value=600
    )
    return report


def _round(place: Place, official: User, today: date) -> dict[str, object]:
    """Last days, uitstel, who draws up, a question, a remark and an action about the filed report."""
    account = Account(place.account, place.municipality)
    report = place.objects["report"]
    assert isinstance(report, Report)
    arranging.set_terms(
        municipality=place.municipality, valid_from=date(2025, 1, 1), terms=arranging.NewTerms(), by=official
    )
    arranging.extend(
        account=account, period=Period.parse("2025-Q2"), due_on=date(2025, 9, 1), reason="Uitstel", by=official
    )
    if account.organisation.kind == Organisation.Kind.PARTNERSHIP:
        arranging.arrange(
            account=account, way=DrawingUp.Way.FIXED, first=place.provider, valid_from=date(2025, 1, 1), by=None
        )
    finding = checks.Finding("sums", "Optellingen", "kloppen", "delen zijn het geheel", checks.Verdict.GOOD, "Goed.")
    agenda.remark(report=report, finding=finding, text="Bespreken", answers=place.account.name, by=official)
    return {
        "thread": reviews.ask(report=report, question=f"Waardoor {canary(place.name)}", by=official),
        "action_point": agenda.agree(
            report=report,
            kind=ActionPoint.Kind.ACTION,
            text=f"Actie {canary(place.name)}",
            owner=place.account.name,
            due_on=today,
            by=official,
        ),
    }


def _upload(place: Place, by: User) -> RegisterImport:
    return RegisterImport.objects.create(
        id=key_at(place.name),
        front_door=place.door,
        uploaded_by=by,
        kind=RegisterImport.Kind.CSV,
        content=canary(place.name).encode(),
        size=10,
    )


def _evaluation_link(question: HelpQuestion) -> None:
    now = timezone.now()
    OneTimeLink.objects.create(
        purpose=OneTimeLink.Purpose.EVALUATION,
        question=question,
        token_hash=hashlib.sha256(EVALUATION_TOKEN.encode()).hexdigest(),
        made_at=now,
        expires_at=now + timedelta(days=30),
    )


def _edition(municipality: Municipality, by: User, today: date) -> DefinitionEdition:
    """A change to come: from next year on a leaflet is no answer."""
    wish = editions.Wish(
        Rule.ANSWERED,
        date(today.year + 1, 1, 1),
        Counting(answered=STANDARD.answered - {"leaflet_referral"}),
        f"Afgesproken in {municipality.name}",
    )
    return editions.announce(municipality=municipality, wish=wish, by=by)


def _invitation(user: User) -> None:
    now = timezone.now()
    Invitation.objects.create(
        user=user,
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
        sent_at=now,
        expires_at=now + timedelta(days=7),
    )
