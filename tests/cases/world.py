"""A small world for tests of the work on questions: one front door with two providers, and somebody of each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.test import Client as Browser

from cases import intake, triage
from cases.codes import Channel
from cases.models import Client, HelpQuestion, Norms
from oco.models import District, FrontDoor, Membership, Municipality, Organisation, Participation, User
from oco.models.people import Role

# A Wednesday without a holiday near it.
TODAY = date(2026, 11, 18)
_numbers = count(1)


@dataclass
class World:
    """Front door ZoSamen with MEE and Palet Welzijn; norms of Zoetermeer since 2020."""

    municipality: Municipality
    partnership: Organisation
    mee: Organisation
    palet: Organisation
    front_door: FrontDoor
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str, organisation: Organisation, *roles: Role) -> User:
        user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@oco.example", "geheim", name=name)
        for role in roles:
            Membership.objects.create(user=user, organisation=organisation, role=role, since=date(2020, 1, 1))
        self.people[name] = user
        return user

    def client(self, last_name: str = "Berg", **fields: Any) -> Client:
        by = self.people["Wil"]
        return intake.register_client(
            front_door=self.front_door, fields=intake.ClientFields(last_name=last_name, **fields), by=by
        )

    def question(
        self,
        *,
        provider: Organisation | None = None,
        supporter: User | None = None,
        received_on: date = TODAY,
        urgent: bool = False,
        text: str = "Wie gaat er mee naar het gesprek?",
        client: Client | None = None,
    ) -> HelpQuestion:
        """A question as intake makes it; with a provider it is triaged as well."""
        (made,) = intake.register_questions(
            client=client or self.client(f"Berg{next(_numbers)}"),
            questions=[
                intake.NewQuestion(
                    text=text, domains=("care",), channel=Channel.COUNTER, received_on=received_on, urgent=urgent
                )
            ],
            by=self.people["Wil"],
            today=max(TODAY, received_on),
        )
        if provider is None:
            return made
        return triage.assign(question=made, provider=provider, supporter=supporter, by=self.people["Ruud"], today=TODAY)


def make_world() -> World:
    municipality = Municipality.objects.create(name="Zoetermeer", slug="zoetermeer", cbs_code="GM0637")
    District.objects.create(municipality=municipality, name="Meerzicht")
    partnership = Organisation.objects.create(
        kind="partnership", name="ZoSamen", slug="zosamen", municipality=municipality
    )
    mee = Organisation.objects.create(kind="provider", name="MEE", slug="mee")
    palet = Organisation.objects.create(kind="provider", name="Palet Welzijn", slug="palet")
    door = FrontDoor.objects.create(
        name="ZoSamen", slug="zosamen", municipality=municipality, run_by=partnership, partnership=partnership
    )
    for order, provider in enumerate((mee, palet)):
        Participation.objects.create(front_door=door, provider=provider, order=order)
    Norms.objects.create(organisation=partnership, valid_from=date(2020, 1, 1))
    world = World(municipality, partnership, mee, palet, door)
    world.person("Wil", partnership, Role.COUNTER)
    world.person("Ruud", partnership, Role.COORDINATOR)
    world.person("Fatima", mee, Role.SUPPORTER)
    world.person("Joost", mee, Role.SUPPORTER)
    world.person("Karin", mee, Role.MANAGER)
    world.person("Petra", palet, Role.SUPPORTER)
    return world


def as_(world: World, name: str) -> Browser:
    """A browser in which this person is signed in."""
    browser = Browser()
    browser.force_login(world.people[name])
    return browser
