"""Two municipalities with front doors, and the writing of a plain register into the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.models import (
    Assessment,
    AssessmentScore,
    Client,
    ClientTargetGroup,
    Contact,
    Evaluation,
    HelpQuestion,
    LinkedClient,
    OtherWork,
    QuestionArrangement,
    QuestionDomain,
    QuestionTask,
    Referral,
    Signal,
    Tally,
    TargetGroup,
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
        Organisation.objects.create(
            kind=kind.PROVIDER, name=name, slug=name.lower().replace(" ", "-"), formality=formality
        )
        for name, formality in (("MEE", "formal"), ("Palet Welzijn", ""), ("Derde Aanbieder", "informal"))
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


def write(register: naive.Register, world: World) -> dict[int, Client]:
    """Writes a plain register row by row as it is; its numbers are already the database's keys (`World.place`).

    Gives the clients by their number; of one number at two front doors that of the last.
    """
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
            trajectory_days=q.trajectory_days,
            outcome=q.outcome,
            over_guideline_reason=q.reason,
            how_found=q.how_found,
            first_contact_paused_due_on=q.first_contact_paused_due_on,
            pick_up_paused_due_on=q.pick_up_paused_due_on,
        )
        for place, q in enumerate(register.questions)
    ]
    HelpQuestion.objects.bulk_create(questions)
    QuestionDomain.objects.bulk_create(
        QuestionDomain(question=row, domain=domain)
        for row, q in zip(questions, register.questions, strict=True)
        for domain in q.domains
    )
    pairs = list(zip(questions, register.questions, strict=True))
    QuestionTask.objects.bulk_create(QuestionTask(question=row, task=task) for row, q in pairs for task in q.tasks)
    QuestionArrangement.objects.bulk_create(
        QuestionArrangement(question=row, step=step) for row, q in pairs for step in q.steps
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
            supporter_kind=c.supporter_kind,
            written_at=timezone.make_aware(datetime.combine(c.on + timedelta(days=c.written_after), time(12))),
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
            people=w.people,
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
        Evaluation(
            question=questions[e.question],
            given_on=e.given_on,
            score=e.score,
            fits=e.fits,
            survey_consent=e.survey_consent,
        )
        for e in register.evaluations
    )
    Referral.objects.bulk_create(
        Referral(
            question=questions[r.question],
            on=r.on,
            to="Wijkteam",
            kind=r.kind,
            consent=True,
            joint_talk_on=r.joint_talk_on,
            first_appointment_on=None if r.first_appointment_kept is None else r.on,
            first_appointment_kept=r.first_appointment_kept,
            written_by=world.supporter,
        )
        for r in register.referrals
    )
    assessments = Assessment.objects.bulk_create(
        Assessment(
            question=questions[a.question],
            client=questions[a.question].client,
            front_door_id=register.questions[a.question].door,
            provider_id=a.provider,
            instrument=a.instrument,
            edition=a.edition,
            phase=a.phase,
            on=a.on,
        )
        for a in register.assessments
    )
    AssessmentScore.objects.bulk_create(
        AssessmentScore(assessment=row, domain=domain, score=score)
        for row, a in zip(assessments, register.assessments, strict=True)
        for domain, score in a.scores.items()
    )
    Signal.objects.bulk_create(
        Signal(
            front_door_id=s.door,
            provider_id=s.provider,
            question=None if s.question is None else questions[s.question],
            on=s.on,
            text="Wachtlijst",
            domain=s.domain,
            district_id=s.district,
        )
        for s in register.signals
    )
    by_number = {number: client for (number, _), client in clients.items()}
    _write_around(register, by_number)
    return by_number


def _write_around(register: naive.Register, clients: dict[int, Client]) -> None:
    """Target groups, the same names at each front door, and the records that are one person."""
    groups: dict[tuple[int, str], TargetGroup] = {}
    for number, names in register.target_groups.items():
        for name in names:
            if client := clients.get(number):
                door = client.front_door_id
                if (door, name) not in groups:
                    groups[door, name], _ = TargetGroup.objects.get_or_create(front_door_id=door, name=name)
                ClientTargetGroup.objects.create(client=client, target_group=groups[door, name])
    link(register, clients)


def link(register: naive.Register, clients: dict[int, Client]) -> None:
    """Writes `register.linked` over what was linked before: the oldest record stands for the person."""
    LinkedClient.objects.all().delete()
    together: dict[int, list[Client]] = {}
    for number in sorted({number for pair in register.linked for number in pair if number in clients}):
        together.setdefault(register.person(number), []).append(clients[number])
    for records in together.values():
        oldest = min(records, key=lambda client: client.pk)
        LinkedClient.objects.bulk_create(LinkedClient(client=client, person=oldest) for client in records)


def day(text: str) -> date:
    """`1-4-2018` as a date, for tables that people read."""
    dag, maand, jaar = (int(part) for part in text.split("-"))
    return date(jaar, maand, dag)
