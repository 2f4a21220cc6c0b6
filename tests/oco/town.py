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
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from cases import (
    absence,
    aftercare,
    between,
    case_talk,
    casework,
    clock,
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
    Desk,
    DossierFile,
    HelpQuestion,
    Norms,
    OneTimeLink,
    Referral,
    RegisterImport,
    RightsRequest,
    SavedView,
    SetAside,
    SocialMapEntry,
    Tally,
    Topic,
)
from oco import invitations
from oco.models import District, FrontDoor, Invitation, Municipality, Organisation, Participation, User
from oco.models.people import Role, Side
from oco.periods import Period
from reporting.documents import AmountLine
from reporting.models import Report, ReportFile
from subsidies import agreements, filing
from subsidies.models import Grant

PLACES = ("own", "beside", "door", "elsewhere")
FILED = Period.parse("2025-Q1")
PASSWORD = "een lang en geheim woord"
TOKEN = "uitnodiging-van-de-matrix"
EVALUATION_TOKEN = "evaluatie-van-de-matrix"


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


def make_town(*, today: date | None = None, filed: bool = False) -> Town:
    """Writes it all with the actions that the pages use. `filed`: each account has a filed report, with files."""
    today = today or timezone.localdate()
    zoetermeer = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    haarlem = Municipality.objects.create(name="Haarlem", slug="haarlem", cbs_code="GM0392")
    for municipality in (zoetermeer, haarlem):
        District.objects.create(municipality=municipality, name=f"Wijk van {municipality.name}")
    zosamen = _organisation("ZoSamen", Organisation.Kind.PARTNERSHIP, zoetermeer)
    mee, palet, noord, spaarne = (
        _organisation(name, Organisation.Kind.PROVIDER, None) for name in ("MEE", "Palet Welzijn", "Noord", "Spaarne")
    )
    halls = [
        _organisation(f"Gemeente {municipality.name}", Organisation.Kind.MUNICIPALITY, municipality)
        for municipality in (zoetermeer, haarlem)
    ]
    shared = _door("ZoSamen", zoetermeer, zosamen, [mee, palet], partnership=zosamen)
    places = {
        "own": _place("own", zoetermeer, shared, mee, zosamen, today),
        "beside": _place("beside", zoetermeer, shared, palet, zosamen, today),
        "door": _place("door", zoetermeer, _door("Noord", zoetermeer, noord, [noord]), noord, noord, today),
        "elsewhere": _place(
            "elsewhere", haarlem, _door("Spaarne", haarlem, spaarne, [spaarne]), spaarne, spaarne, today
        ),
    }
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
    elders = _user("elder", Side.MUNICIPALITY, (Role.POLICY_OFFICER, halls[1]))
    colleague = _user("town_colleague", Side.MUNICIPALITY, (Role.POLICY_OFFICER, halls[0]))
    places["own"].objects["official"] = colleague
    places["elsewhere"].objects["official"] = elders
    manager = town.user("manager")
    for place in places.values():
        uploader = manager if place.name == "own" else place.supporter
        place.objects["register_import"] = _upload(place, uploader)
        asked = RightsRequest.objects.get(provider=place.provider, kind=RightsRequest.Kind.ACCESS)
        place.objects["dossier_file"] = DossierFile.objects.create(request=asked, asked_by=uploader)
        if filed and place.name != "beside":
            place.objects["report"] = _report(place)
    _pass_on(places["own"], places["beside"], today)
    _pass_on(places["beside"], places["own"], today)
    _invitation(places["own"].supporter)
    return town


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
        "attempt": clock.write_attempt(question=running, by=who, today=today, note=f"Poging {word}"),
        "signal": signals.write(
            front_door=door,
            provider=provider,
            said=signals.Said(f"Signaal {word}", "housing"),
            by=who,
            today=today,
            question=running,
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
            "norms": Norms.objects.get(organisation=door.run_by),
            "grant": _grant(account, provider, municipality, today.year),
        }
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


def _report(place: Place) -> Report:
    report = filing.file_report(
        organisation=place.account, municipality=place.municipality, period=FILED, by=place.supporter
    )
    for kind in (ReportFile.Format.PDF, ReportFile.Format.XLSX):
        content = f"bestand {canary(place.name)}".encode()
        ReportFile.objects.create(
            report=report, format=kind, content=content, sha256=hashlib.sha256(content).hexdigest()
        )
    return report


def _upload(place: Place, by: User) -> RegisterImport:
    return RegisterImport.objects.create(
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


def _invitation(user: User) -> None:
    now = timezone.now()
    Invitation.objects.create(
        user=user,
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
        sent_at=now,
        expires_at=now + timedelta(days=7),
    )
