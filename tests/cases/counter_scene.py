"""Two front doors side by side: ZoSamen with two providers and a desk, and another provider's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases import intake
from cases.codes import Channel
from cases.intake import ClientFields, NewQuestion
from cases.models import Client, Desk, Norms, Topic
from oco.models import District, FrontDoor, Membership, Municipality, Organisation, Participation, User
from oco.models.people import Role

SINCE = date(2016, 1, 1)
Kind = Organisation.Kind


@dataclass
class Scene:
    zosamen: FrontDoor
    elsewhere: FrontDoor
    mee: Organisation
    palet: Organisation
    centrum: District
    meerzicht: District
    forum: Desk
    walk_in_hour: Desk
    money: Topic
    forms: Topic
    volunteer: User  # at the counter of ZoSamen
    coordinator: User
    stranger: User  # at the counter of the other front door
    officer: User  # no role with clients at all

    def client(self, last_name: str, *, front_door: FrontDoor | None = None, **fields: object) -> Client:
        door = front_door or self.zosamen
        return intake.register_client(
            front_door=door,
            fields=ClientFields(last_name=last_name, **fields),  # type: ignore[arg-type]
            by=self.volunteer if door == self.zosamen else self.stranger,
        )

    def ask(self, client: Client, *, provider: Organisation | None = None, text: str = "Hulp bij een brief") -> None:
        intake.register_questions(
            client=client,
            questions=[
                NewQuestion(
                    text=text,
                    domains=["care"],
                    channel=Channel.COUNTER,
                    received_on=date(2026, 11, 2),
                    provider=provider,
                )
            ],
            by=self.volunteer,
        )


def build() -> Scene:
    place = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    centrum = District.objects.create(municipality=place, name="Centrum", order=1)
    meerzicht = District.objects.create(municipality=place, name="Meerzicht", order=2)
    mee = Organisation.objects.create(kind=Kind.PROVIDER, name="MEE", slug="mee")
    palet = Organisation.objects.create(kind=Kind.PROVIDER, name="Palet Welzijn", slug="palet")
    other = Organisation.objects.create(kind=Kind.PROVIDER, name="Kledingbank", slug="kledingbank")
    together = Organisation.objects.create(kind=Kind.PARTNERSHIP, name="ZoSamen", slug="zosamen", municipality=place)
    city = Organisation.objects.create(
        kind=Kind.MUNICIPALITY, name="Gemeente Zoetermeer", slug="gemeente-zoetermeer", municipality=place
    )
    zosamen = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=place, run_by=together, partnership=together
    )
    elsewhere = FrontDoor.objects.create(name="Kledingbank", slug="kledingbank", municipality=place, run_by=other)
    for order, provider in enumerate((mee, palet)):
        Participation.objects.create(front_door=zosamen, provider=provider, order=order)
    Participation.objects.create(front_door=elsewhere, provider=other)
    Norms.objects.create(organisation=together, valid_from=SINCE)
    Norms.objects.create(
        organisation=together, valid_from=date(2026, 1, 1), pick_up_urgent_days=2, guideline_minutes=480
    )
    Norms.objects.create(organisation=other, valid_from=SINCE)

    def user(name: str, organisation: Organisation, role: Role) -> User:
        made = User.objects.create_user(f"{name}@post.example", name=name.title())
        Membership.objects.create(user=made, organisation=organisation, role=role, since=SINCE)
        return made

    return Scene(
        zosamen=zosamen,
        elsewhere=elsewhere,
        mee=mee,
        palet=palet,
        centrum=centrum,
        meerzicht=meerzicht,
        forum=Desk.objects.create(front_door=zosamen, name="Balie Forum", order=1),
        walk_in_hour=Desk.objects.create(
            front_door=zosamen,
            name="Spreekuur Meerzicht",
            channel=Channel.WALK_IN_HOUR,
            district=meerzicht,
            provider=palet,
            order=2,
        ),
        money=Topic.objects.create(front_door=zosamen, name="Geldzaken", order=1),
        forms=Topic.objects.create(front_door=zosamen, name="Formulieren", order=2),
        volunteer=user("riet", together, Role.COUNTER),
        coordinator=user("karin", together, Role.COORDINATOR),
        stranger=user("joop", other, Role.COUNTER),
        officer=user("ada", city, Role.ADMINISTRATOR),
    )
