"""The demo's clients of long ago: a list that waits for two approvals, and one that was carried out last month."""

from __future__ import annotations

from datetime import date, timedelta

from cases import intake
from cases.codes import Activity, Channel, Outcome
from cases.demo.telling import moment
from cases.models import (
    Client,
    Contact,
    DestructionList,
    HelpQuestion,
    QuestionDomain,
    QuestionEvent,
    RetentionHold,
)
from cases.retention import carrying_out, certificate, holds, proposal, rules
from oco.models import FrontDoor, Organisation, User
from oco.workdays import next_working_day

YEARS = 15
# First name, last name, days since the term was over, a question and what was noted.
OF_MEE = (
    ("Riek", "Schouten", 150, "Hulp bij de verhuizing naar een aanleunwoning", "Samen de woningen bekeken."),
    ("Wim", "Terpstra", 96, "Bezwaar tegen het stoppen van de hulp bij het huishouden", "Bezwaar opgesteld."),
    ("Gerda", "Loos", 61, "Wil weten welke dagbesteding er is", "Twee plekken bezocht."),
    ("Hassan", "Bouzidi", 33, "Begrijpt de brief van de verzekeraar niet", "Brief uitgelegd, polis aangepast."),
)
OF_PALET = (
    ("Toos", "Wagenaar", 97, "Zoekt vervoer naar de huisarts", "Aangemeld bij de vrijwilligersdienst."),
    ("Arie", "Blom", 74, "Kan de trap niet meer op", "Aanvraag traplift voorbereid."),
)
WALK_INS = (("Sjaak", "Verhoef", 20), ("Mia", "Roos", 8))  # days since their year was over
KEPT = ("Joke", "Vermeer", 120, "Klacht over de begeleiding thuis", "De klacht loopt nog.")


def tell(door: FrontDoor, users: dict[str, User], *, today: date) -> None:
    """Writes them, and proposes. `users` by e-mail address."""
    mee, palet = (Organisation.objects.get(slug=slug) for slug in ("mee", "palet-welzijn"))
    mieke, fatima = users["teamleider@mee.example"], users["ondersteuner@mee.example"]
    for first_name, last_name, past, text, note in OF_MEE:
        _dossier(door, mee, fatima, (first_name, last_name), _ended(today, past), text, note)
    for first_name, last_name, past in WALK_INS:
        _walk_in(door, mee, fatima, (first_name, last_name), rules.months_later(today, -12) - timedelta(days=past))
    first_name, last_name, past, text, note = KEPT
    kept = _dossier(door, mee, fatima, (first_name, last_name), _ended(today, past), text, note)
    holds.hold(
        client=kept, provider=mee, why=RetentionHold.Why.COMPLAINT, note="Klacht bij de commissie, nog geen uitspraak.",
        until=next_working_day(today + timedelta(days=120)), by=mieke, today=today,
    )  # fmt: skip
    for first_name, last_name, past, text, note in OF_PALET:
        _dossier(
            door, palet, users["ondersteuner@palet.example"], (first_name, last_name), _ended(today, past), text, note
        )
    _done_last_month(palet, users["teamleider@palet.example"], users["beheer@zosamen.example"], today)
    proposal.make(mee, today=today)
    proposal.make(palet, today=today)


def _ended(today: date, past: int) -> date:
    return rules.months_later(today, -12 * YEARS) - timedelta(days=past)


def _client(door: FrontDoor, name: tuple[str, str], by: User, on: date) -> Client:
    client = intake.register_client(
        front_door=door, fields=intake.ClientFields(first_name=name[0], last_name=name[1]), by=by
    )
    Client.objects.filter(pk=client.pk).update(created_at=moment(on, 11))
    return client


def _question(client: Client, provider: Organisation, by: User, on: date, text: str, *, worked: bool) -> HelpQuestion:
    """Closed on a day, three weeks after it came. There are no norms of that time: terms as they are now."""
    received = on - timedelta(days=21)
    picked_up = {"first_contact_on": received + timedelta(days=2), "picked_up_on": received + timedelta(days=5)}
    question = HelpQuestion.objects.create(
        front_door=client.front_door,
        number=f"{client.number.replace('C', 'V')}-oud",
        client=client,
        provider=provider,
        supporter=by if worked else None,
        text=text,
        channel=Channel.COUNTER,
        received_on=received,
        triaged_at=moment(received, 15),
        first_contact_due_on=received + timedelta(days=14),
        pick_up_due_on=received + timedelta(days=28),
        guideline_minutes=600,
        closed_on=on,
        outcome=Outcome.INFORMATION_ADVICE if worked else Outcome.STOPPED,
        written_at=moment(received, 11),
        written_by=by,
        **(picked_up if worked else {}),
    )
    QuestionDomain.objects.create(question=question, domain="welfare")
    for kind, day in ((QuestionEvent.Kind.RECEIVED, received), (QuestionEvent.Kind.CLOSED, on)):
        QuestionEvent.objects.create(question=question, kind=kind, at=moment(day, 11), by=by)
    return question


def _dossier(
    door: FrontDoor, provider: Organisation, by: User, name: tuple[str, str], on: date, text: str, note: str
) -> Client:
    client = _client(door, name, by, on - timedelta(days=21))
    question = _question(client, provider, by, on, text, worked=True)
    Contact.objects.create(
        question=question,
        front_door=door,
        provider=provider,
        supporter=by,
        on=on - timedelta(days=7),
        activity=Activity.HOME_VISIT,
        minutes=75,
        note=note,
        written_at=moment(on - timedelta(days=7), 16),
        written_by=by,
    )
    return client


def _walk_in(door: FrontDoor, provider: Organisation, by: User, name: tuple[str, str], on: date) -> None:
    client = _client(door, name, by, on)
    _question(client, provider, by, on, "Vroeg naar een formulier, kwam niet terug", worked=False)


def _done_last_month(provider: Organisation, lead: User, admin: User, today: date) -> None:
    """A list that was approved and carried out in the middle of last month, with its certificate."""
    month = rules.month_of(rules.month_of(today) - timedelta(days=1))
    made = proposal.make(provider, today=month)
    if not made.lines.exists():
        return
    made.made_at = moment(month, 6)
    made.lead_by, made.lead_at = lead, moment(month + timedelta(days=7), 10)
    made.admin_by, made.admin_at = admin, moment(month + timedelta(days=9), 14)
    made.status = DestructionList.Status.APPROVED
    made.save()
    for line in made.lines.values_list("pk", flat=True):
        carrying_out.one(line, today=month)
    done_at = moment(month + timedelta(days=9), 14, 12)
    made.lines.update(done_at=done_at)
    made.status, made.done_at = DestructionList.Status.DONE, done_at
    made.save()
    certificate.make(made)
