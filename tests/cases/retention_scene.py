"""Clients of long ago, and a list about them from proposal to certificate."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.codes import Activity
from cases.models import Client, Contact, DestructionList, HelpQuestion
from cases.retention import approval, proposal
from cases.retention.approval import Seat
from oco import jobs
from oco.models import Organisation
from oco.models.people import Role
from tests.cases.world import TODAY, World, make_world

LONG_AGO = date(2011, 3, 14)  # more than 15 years before TODAY


def make_scene() -> World:
    """The world with a second manager of MEE, one of Palet and somebody who administers ZoSamen."""
    world = make_world()
    world.person("Anja", world.mee, Role.MANAGER)
    world.person("Paul", world.palet, Role.MANAGER)
    world.person("Bas", world.partnership, Role.ADMINISTRATOR)
    return world


def old(
    world: World,
    last_name: str = "Geheimer",
    *,
    closed_on: date = LONG_AGO,
    provider: Organisation | None = None,
    worked: bool = True,
    client: Client | None = None,
    **fields: Any,
) -> Client:
    """A client whose one question was closed on a day; `worked`: picked up, with an hour and a note."""
    client = client or world.client(last_name, first_name="Bep", **fields)
    question = world.question(client=client, provider=provider or world.mee, text=f"Vraag van {last_name}")
    days = {"first_contact_on": closed_on, "picked_up_on": closed_on} if worked else {}
    if worked:
        Contact.objects.create(
            question=question, front_door=world.front_door, provider=provider or world.mee,
            supporter=world.people["Fatima"], on=closed_on, activity=Activity.TALK, minutes=60,
            note=f"Gesprek met {last_name}",
        )  # fmt: skip
    HelpQuestion.objects.filter(pk=question.pk).update(
        received_on=closed_on, closed_on=closed_on, outcome="information_advice", **days
    )
    return client


def proposed(world: World, provider: Organisation | None = None, *, today: date = TODAY) -> DestructionList:
    return proposal.make(provider or world.mee, today=today)


def approved(world: World, of_list: DestructionList, lead: str = "Karin") -> DestructionList:
    """Both approvals; the job waits."""
    for seat, name in ((Seat.LEAD, lead), (Seat.ADMIN, "Bas")):
        of_list = approval.approve(of_list=of_list, seat=seat, fingerprint=of_list.fingerprint, by=world.people[name])
    return of_list


def carried_out(world: World, of_list: DestructionList, lead: str = "Karin") -> DestructionList:
    of_list = approved(world, of_list, lead)
    assert of_list.job is not None
    jobs.run(of_list.job.pk)
    of_list.refresh_from_db()
    return of_list


def name_of(client: Client) -> str:
    return Client.objects.get(pk=client.pk).full_name
