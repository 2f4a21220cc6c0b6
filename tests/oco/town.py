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

from cases import casework, hours, intake, rights, saved_views
from cases.codes import Activity, Channel, DomainList, OtherWorkKind, Outcome
from cases.models import Desk, DossierFile, Norms, RegisterImport, RightsRequest, SavedView, Tally, Topic
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
    }
    if name != "beside":
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


def _invitation(user: User) -> None:
    now = timezone.now()
    Invitation.objects.create(
        user=user,
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
        sent_at=now,
        expires_at=now + timedelta(days=7),
    )
