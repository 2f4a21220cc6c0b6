"""A small register to file: ZoSamen with MEE and Palet Welzijn in Zoetermeer, its people, its grant of 2018."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cases.models import Client, Contact, Evaluation, HelpQuestion, Norms, OtherWork, QuestionDomain, Tally, Topic
from oco.models import FrontDoor, Membership, Municipality, Organisation, Participation, User
from oco.models.people import Role, Side
from oco.periods import Period
from reporting.models import GateRun, Report
from reporting.terms import AmountLine, TargetLine
from subsidies import agreements
from subsidies.accounts import Account
from subsidies.models import Grant

Q1 = Period.parse("2018-Q1")
Q2 = Period.parse("2018-Q2")
H1 = Period.parse("2018-H1")
YEAR = Period.parse("2018")
FILED_AT = datetime(2018, 4, 12, 9, 30, tzinfo=UTC)


@dataclass
class World:
    """Who there is. Numbers of clients and questions are given in order."""

    municipality: Municipality
    other_municipality: Municipality
    zosamen: Organisation
    mee: Organisation
    palet: Organisation
    door: FrontDoor
    topic: Topic
    supporter: User
    manager: User  # of ZoSamen
    mee_manager: User
    officer: User
    other_officer: User
    made: dict[str, int] = field(default_factory=lambda: {"client": 0, "question": 0})

    @property
    def account(self) -> Account:
        return Account(self.zosamen, self.municipality)

    def other_provider(self) -> Organisation:
        """Runs a front door of its own in Haarlem."""
        other = Organisation.objects.create(kind=Organisation.Kind.PROVIDER, name="Elders", slug="elders")
        FrontDoor.objects.create(name="Elders", slug="elders", municipality=self.other_municipality, run_by=other)
        return other

    def client(self) -> Client:
        self.made["client"] += 1
        n = self.made["client"]
        return Client.objects.create(
            front_door=self.door, number=f"C{n}", last_name=f"Cliënt{n}", sort_key=f"client{n:06}"
        )

    def question(
        self,
        received_on: date,
        *,
        provider: Organisation | None = None,
        assigned: bool = True,
        client: Client | None = None,
        closed_on: date | None = None,
        minutes: int = 60,
        domain: str = "housing",
        urgent: bool = False,
        reason: str = "",
        outcome: str = "information_advice",
    ) -> HelpQuestion:
        """A question with one contact on the day of receipt, closed where `closed_on` says so."""
        self.made["question"] += 1
        provider = (provider or self.mee) if assigned else None
        question = HelpQuestion.objects.create(
            front_door=self.door,
            number=f"V{self.made['question']}",
            client=client or self.client(),
            provider=provider,
            channel="counter",
            urgent=urgent,
            received_on=received_on,
            first_contact_on=received_on,
            picked_up_on=received_on,
            first_contact_due_on=received_on + timedelta(days=14),
            pick_up_due_on=received_on + timedelta(days=28),
            guideline_minutes=600,
            closed_on=closed_on,
            outcome=outcome if closed_on else "",
            over_guideline_reason=reason,
        )
        if domain:
            QuestionDomain.objects.create(question=question, domain=domain)
        if minutes and provider:
            self.contact(question, received_on, minutes)
        return question

    def contact(self, question: HelpQuestion, on: date, minutes: int, *, days_later: int = 0) -> Contact:
        assert question.provider is not None
        return Contact.objects.create(
            question=question,
            front_door=self.door,
            provider=question.provider,
            supporter=self.supporter,
            on=on,
            activity="talk",
            minutes=minutes,
            written_at=datetime(on.year, on.month, on.day, 16, 0, tzinfo=UTC) + timedelta(days=days_later),
        )

    def tally(self, on: date) -> Tally:
        return Tally.objects.create(front_door=self.door, topic=self.topic, on=on)

    def other_work(self, on: date) -> OtherWork:
        return OtherWork.objects.create(
            front_door=self.door, provider=self.mee, supporter=self.supporter, on=on, kind="network", minutes=90
        )

    def evaluation(self, question: HelpQuestion, on: date) -> Evaluation:
        return Evaluation.objects.create(question=question, given_on=on, score=8, fits="yes")

    def grant(self, year: int = 2018) -> Grant:
        return agreements.save_grant(
            organisation=self.zosamen,
            municipality=self.municipality,
            year=year,
            number="2018-0412",
            decided_on=date(2017, 12, 15),
            amounts=[
                AmountLine(self.mee.pk, "MEE", "", Decimal("1370646")),
                AmountLine(self.palet.pk, "Palet Welzijn", "", Decimal("331060")),
            ],
            targets=[
                TargetLine("unique_clients", "at_least", Decimal(1200)),
                TargetLine("questions_answered", "at_least", Decimal(5000)),
                TargetLine("minutes_per_question_mean", "at_most", Decimal(600)),
            ],
            instalments=None,
            by=self.officer,
        )

    def small_quarter(self) -> None:
        """Three questions answered by MEE, two by Palet, one still open; a tally, other work and an evaluation."""
        for day in (8, 9, 10):
            self.question(date(2018, 1, day), closed_on=date(2018, 2, day))
        for day in (15, 16):
            self.question(date(2018, 1, day), provider=self.palet, closed_on=date(2018, 3, day))
        self.evaluation(self.question(date(2018, 2, 5), closed_on=date(2018, 3, 1)), date(2018, 3, 8))
        self.question(date(2018, 3, 20))
        self.tally(date(2018, 1, 8))
        self.other_work(date(2018, 1, 9))


def let_through(report: Report) -> Report:
    """As if the gate had attacked it and found nothing; tests/reporting/test_attack.py has the attack itself."""
    GateRun.objects.create(report=report, passed=True, cells=120, hidden=80)
    return report


def make_world() -> World:
    kind = Organisation.Kind
    zoetermeer = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    haarlem = Municipality.objects.create(name="Haarlem", slug="haarlem", cbs_code="GM0392")
    zosamen = Organisation.objects.create(
        kind=kind.PARTNERSHIP, name="ZoSamen", slug="zosamen", municipality=zoetermeer
    )
    mee = Organisation.objects.create(kind=kind.PROVIDER, name="MEE", slug="mee")
    palet = Organisation.objects.create(kind=kind.PROVIDER, name="Palet Welzijn", slug="palet-welzijn")
    offices = [
        Organisation.objects.create(
            kind=kind.MUNICIPALITY, name=f"Gemeente {place.name}", slug=f"gemeente-{place.slug}", municipality=place
        )
        for place in (zoetermeer, haarlem)
    ]
    door = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=zoetermeer, run_by=zosamen, partnership=zosamen
    )
    for order, provider in enumerate((mee, palet)):
        Participation.objects.create(front_door=door, provider=provider, order=order)
    Norms.objects.create(organisation=zosamen, valid_from=date(2015, 1, 1))
    return World(
        municipality=zoetermeer,
        other_municipality=haarlem,
        zosamen=zosamen,
        mee=mee,
        palet=palet,
        door=door,
        topic=Topic.objects.create(front_door=door, name="Formulieren"),
        supporter=user("ondersteuner", mee, Role.SUPPORTER),
        manager=user("manager-zosamen", zosamen, Role.MANAGER),
        mee_manager=user("manager-mee", mee, Role.MANAGER),
        officer=user("beleid-zoetermeer", offices[0], Role.POLICY_OFFICER),
        other_officer=user("beleid-haarlem", offices[1], Role.POLICY_OFFICER),
    )


def user(name: str, organisation: Organisation, role: Role) -> User:
    side = Side.MUNICIPALITY if organisation.kind == Organisation.Kind.MUNICIPALITY else Side.CARE
    made = User.objects.create_user(f"{name}@voorbeeld.example", "geheim-en-lang-genoeg", name=name.title(), side=side)
    Membership.objects.create(user=made, organisation=organisation, role=role, since=date(2015, 1, 1))
    return made
