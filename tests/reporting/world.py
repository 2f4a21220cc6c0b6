"""Two municipalities with front doors, and the writing of a plain register into the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cases.models import (
    Client,
    Contact,
    Evaluation,
    HelpQuestion,
    OtherWork,
    QuestionDomain,
    Tally,
    Topic,
)
from oco.models import District, FrontDoor, Municipality, Organisation, Participation, User
from reporting.figures import Scope
from tests.reporting import naive


@dataclass(frozen=True)
class World:
    """ZoSamen with three providers in Zoetermeer, a front door of MEE's own beside it, and Haarlem as noise."""

    zoetermeer: Municipality
    haarlem: Municipality
    zosamen: Organisation
    mee: Organisation
    palet: Organisation
    third: Organisation
    doors: tuple[FrontDoor, FrontDoor, FrontDoor]  # ZoSamen, MEE's own, Haarlem
    districts: tuple[District, District]
    supporter: User

    def levels(self) -> dict[Scope, naive.Level]:
        """Each scope with what the naive count calls it."""
        zosamen, own, haarlem = (door.pk for door in self.doors)
        here = frozenset({zosamen, own})
        return {
            Scope.of_municipality(self.zoetermeer): naive.Level(here),
            Scope.of_municipality(self.haarlem): naive.Level(frozenset({haarlem})),
            Scope.of_organisation(self.zosamen): naive.Level(frozenset({zosamen})),
            **{
                Scope.of_organisation(provider, self.zoetermeer): naive.Level(here, provider.pk)
                for provider in (self.mee, self.palet, self.third)
            },
            Scope.of_organisation(self.mee, self.haarlem): naive.Level(frozenset({haarlem}), self.mee.pk),
        }

    def place(self, door: int, provider: int | None) -> tuple[int, int | None]:
        """The keys behind the numbers of a plain register: door 0-2, provider 0-2."""
        return self.doors[door].pk, None if provider is None else self.provider_keys[provider]

    @property
    def provider_keys(self) -> tuple[int, int, int]:
        return self.mee.pk, self.palet.pk, self.third.pk


def make_world() -> World:
    zoetermeer = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    haarlem = Municipality.objects.create(name="Haarlem", slug="haarlem", cbs_code="GM0392")
    kind = Organisation.Kind
    zosamen = Organisation.objects.create(
        kind=kind.PARTNERSHIP, name="ZoSamen", slug="zosamen", municipality=zoetermeer
    )
    mee, palet, third = (
        Organisation.objects.create(kind=kind.PROVIDER, name=name, slug=name.lower().replace(" ", "-"))
        for name in ("MEE", "Palet Welzijn", "Derde Aanbieder")
    )
    doors = (
        FrontDoor.objects.create(
            name="ZoSamen", slug="zosamen", municipality=zoetermeer, run_by=zosamen, partnership=zosamen
        ),
        FrontDoor.objects.create(name="MEE Zoetermeer", slug="mee-zoetermeer", municipality=zoetermeer, run_by=mee),
        FrontDoor.objects.create(name="MEE Haarlem", slug="mee-haarlem", municipality=haarlem, run_by=mee),
    )
    Participation.objects.bulk_create(
        Participation(front_door=door, provider=provider)
        for door, provider in (
            *((doors[0], provider) for provider in (mee, palet, third)),
            (doors[1], mee),
            (doors[2], mee),
        )
    )
    return World(
        zoetermeer=zoetermeer,
        haarlem=haarlem,
        zosamen=zosamen,
        mee=mee,
        palet=palet,
        third=third,
        doors=doors,
        districts=(
            District.objects.create(municipality=zoetermeer, name="Meerzicht", code="WK063713"),
            District.objects.create(municipality=zoetermeer, name="Oosterheem", code="WK063716"),
        ),
        supporter=User.objects.create_user("ondersteuner@mee.example", name="O. Steun"),
    )


def write(register: naive.Register, world: World) -> None:
    """Writes a plain register row by row as it is; its numbers are already the database's keys (`World.place`)."""
    clients = {
        key: Client(front_door_id=key[1], number=f"C{key[0]}-{key[1]}", last_name="Cliënt", sort_key=f"client {key[0]}")
        for key in {(q.client, q.door) for q in register.questions}
    }
    Client.objects.bulk_create(clients.values())
    questions = [
        HelpQuestion(
            front_door_id=q.door,
            number=f"V{place}",
            client=clients[q.client, q.door],
            provider_id=q.provider,
            channel=q.channel,
            district_id=q.district,
            urgent=q.urgent,
            received_on=q.received_on,
            first_contact_on=q.first_contact_on,
            picked_up_on=q.picked_up_on,
            closed_on=q.closed_on,
            reopened_on=q.reopened_on,
            first_contact_due_on=q.first_contact_due_on,
            pick_up_due_on=q.pick_up_due_on,
            guideline_minutes=q.guideline_minutes,
            outcome=q.outcome,
            over_guideline_reason=q.reason,
        )
        for place, q in enumerate(register.questions)
    ]
    HelpQuestion.objects.bulk_create(questions)
    QuestionDomain.objects.bulk_create(
        QuestionDomain(question=row, domain=domain)
        for row, q in zip(questions, register.questions, strict=True)
        for domain in q.domains
    )
    Contact.objects.bulk_create(
        Contact(
            question=questions[c.question],
            front_door_id=register.questions[c.question].door,
            provider_id=c.provider,
            supporter=world.supporter,
            on=c.on,
            activity=c.activity,
            minutes=c.minutes,
        )
        for c in register.contacts
    )
    OtherWork.objects.bulk_create(
        OtherWork(
            front_door_id=w.door,
            provider_id=w.provider,
            supporter=world.supporter,
            on=w.on,
            kind=w.kind,
            minutes=w.minutes,
        )
        for w in register.other_work
    )
    topics = {
        door: Topic.objects.create(front_door_id=door, name="formulier") for door in {t.door for t in register.tallies}
    }
    Tally.objects.bulk_create(
        Tally(
            front_door_id=t.door,
            provider_id=t.provider,
            topic=topics[t.door],
            channel=t.channel,
            district_id=t.district,
            on=t.on,
            undone_at=timezone.now() if t.undone else None,
        )
        for t in register.tallies
    )
    Evaluation.objects.bulk_create(
        Evaluation(question=questions[e.question], given_on=e.given_on, score=e.score, fits=e.fits)
        for e in register.evaluations
    )


def day(text: str) -> date:
    """`1-4-2018` as a date, for tables that people read."""
    dag, maand, jaar = (int(part) for part in text.split("-"))
    return date(jaar, maand, dag)
