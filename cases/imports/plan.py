"""Lays a register beside what is known: what is new, what changes, what goes, and what can't be.

Nothing is written here. With `lock`, the questions and hour lines that may change are held until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from cases import clock
from cases.identity import sort_key
from cases.imports.cells import as_text, show
from cases.imports.check import Checker
from cases.imports.columns import CLIENTS, NAMES, QUESTIONS
from cases.imports.door import Door
from cases.imports.evaluations import evaluation_of, other_evaluation, take_over
from cases.imports.hours import HourPlanner
from cases.imports.part_plan import PartChanges, plan_parts
from cases.imports.parts import CLIENT, PARTS, QUESTION
from cases.imports.people import plan_people
from cases.imports.preview import Preview
from cases.imports.rows import ClientRow, QuestionRow, Row
from cases.imports.several import Several, SeveralPlan
from cases.models import Client, Contact, Evaluation, HelpQuestion, OtherWork
from oco.models import Membership, User
from oco.periods import Period

# What the database holds fixed once one of the days is filed (cases/triggers.py): the fields that are counted
# together, and the days, old and new, on which they are counted.
_FIXED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("received_on", "client_id", "provider_id", "channel", "district_id", "how_found"), ("received_on", "closed_on")),
    (("first_contact_on",), ("first_contact_on",)),
    (("picked_up_on",), ("picked_up_on",)),
    (("first_contact_due_on",), ("first_contact_on", "first_contact_due_on")),
    (
        ("urgent", "pick_up_due_on"),
        ("picked_up_on", "pick_up_due_on", "first_contact_on", "first_contact_due_on"),
    ),
    (("closed_on", "outcome", "over_guideline_reason"), ("closed_on",)),
)
_COLUMN = {
    "received_on": "ontvangen",
    "client_id": "clientnummer",
    "provider_id": "aanbieder",
    "channel": "kanaal",
    "district_id": "clientnummer",
    "how_found": "hoe gekomen",
    "first_contact_on": "eerste contact",
    "picked_up_on": "opgepakt",
    "first_contact_due_on": "ontvangen",
    "pick_up_due_on": "ontvangen",
    "urgent": "urgent",
    "closed_on": "afgesloten",
    "outcome": "uitkomst",
    "over_guideline_reason": "reden boven richtlijn",
}
_DAY_COLUMNS = ("received_on", "first_contact_on", "picked_up_on", "closed_on")
# What a client is found by; a change of anything else needs no new keys.
_KEY_FIELDS = frozenset({"last_name", "birth_surname", "prefix", "first_name", "birth_date", "postcode", "phone"})


@dataclass
class Plan:
    """Unsaved rows in the order in which they can be saved. Related rows refer to each other as objects."""

    preview: Preview = field(default_factory=Preview)
    new_users: list[User] = field(default_factory=list)
    new_memberships: list[Membership] = field(default_factory=list)
    new_clients: list[Client] = field(default_factory=list)
    changed_clients: list[Client] = field(default_factory=list)
    client_fields: set[str] = field(default_factory=set)
    new_keys_for: list[Client] = field(default_factory=list)
    new_questions: list[HelpQuestion] = field(default_factory=list)
    changed_questions: list[HelpQuestion] = field(default_factory=list)
    question_fields: set[str] = field(default_factory=set)
    several: SeveralPlan = field(default_factory=SeveralPlan)
    new_evaluations: list[Evaluation] = field(default_factory=list)
    changed_evaluations: list[Evaluation] = field(default_factory=list)
    gone_evaluations: list[int] = field(default_factory=list)
    new_contacts: list[Contact] = field(default_factory=list)
    gone_contacts: list[int] = field(default_factory=list)
    new_other_work: list[OtherWork] = field(default_factory=list)
    gone_other_work: list[int] = field(default_factory=list)
    parts: list[PartChanges] = field(default_factory=list)
    told: list[HelpQuestion] = field(default_factory=list)  # known ones that didn't change, but what stands beside did


def noon(day: date) -> datetime:
    """The moment that stands for a day of which the hour isn't known."""
    return timezone.make_aware(datetime.combine(day, time(12)))


class Planner:
    """Makes the plan of a checked file; `by` stands on every new row, empty from the command line."""

    def __init__(self, checker: Checker, door: Door, *, by: User | None, lock: bool) -> None:
        self.checker, self.register, self.door = checker, checker.register, door
        self.by, self.lock = by, lock
        self.now = timezone.now()
        # One list of problems: rows go on adding to it while the plan is made.
        self.plan = Plan(preview=Preview(problems=checker.problems))
        self.users: dict[str, User] = {}
        self.clients: dict[str, Client] = {}
        self.questions: dict[str, HelpQuestion] = {}
        self.touched: dict[str, HelpQuestion] = {}  # questions beside which something was written or changed
        self._notes: dict[str, int] = {}
        self._known_clients: set[int] | None = None

    def run(self) -> Plan:
        plan_people(self)
        self._clients()
        self._questions()
        HourPlanner(self).run()
        plan_parts(self)
        own = {id(q) for q in (*self.plan.new_questions, *self.plan.changed_questions)}
        self.plan.told = [question for question in self.touched.values() if id(question) not in own]
        self._mentions()
        preview = self.plan.preview
        preview.problems.sort(key=lambda p: (NAMES.index(p.sheet), p.row))
        preview.notes = [text.format(n=count) for text, count in self._notes.items()]
        return self.plan

    def note(self, text: str) -> None:
        self._notes[text] = self._notes.get(text, 0) + 1

    def filed(self, row: Row, column: str, period: Period, what: str) -> None:
        row.wrong(column, f"{what} Het rapport over {period.in_words} is ingediend.")

    # --- references ---

    def unknown_client(self, row: Row, number: str) -> None:
        """A number that is on its sheet, but with an error there, is no second problem."""
        if number not in self.checker.client_numbers:
            row.wrong("clientnummer", f"{show(number)} staat niet op het blad clienten en is hier niet bekend.")

    def unknown_question(self, row: Row, number: str) -> None:
        if number not in self.checker.question_numbers:
            row.wrong("vraagnummer", f"{show(number)} staat niet op het blad hulpvragen en is hier niet bekend.")

    def _mentions(self) -> None:
        """Rows with another error aren't planned, but what they refer to is looked up all the same."""
        for row, number in self.checker.client_mentions:
            if number not in self.clients:
                self.unknown_client(row, number)
        for row, number in self.checker.question_mentions:
            question = self.questions.get(number)
            if question is None or not self.mine(question):
                self.unknown_question(row, number)

    def _owners(self, owner: str) -> set[str]:
        """The numbers of clients or questions that the other sheets refer to."""
        sheets = [part.sheet for part in PARTS if part.owner == owner]
        return {row.owner_number for sheet in sheets for row in self.register.parts.get(sheet, ())}

    def may_know(self, client: Client) -> bool:
        """Whether people around this client may come in by this file: it is new, or has a question of a provider
        of this file. One query for all."""
        if self.door.whole or client.pk is None:
            return True
        if self._known_clients is None:
            clients = [each.pk for each in self.clients.values() if each.pk]
            found = HelpQuestion.objects.filter(client__in=clients, provider__in=self.door.may_import)
            own = (q.client_id for q in self.questions.values() if self.mine(q))
            self._known_clients = {*found.values_list("client_id", flat=True), *own}
        return client.pk in self._known_clients

    def change(self, question: HelpQuestion, changed: Iterable[str]) -> None:
        """Has fields of a known question saved that were set after its own row was compared."""
        self.plan.question_fields |= {_attribute(name) for name in changed}
        if not any(each is question for each in self.plan.changed_questions):
            question.version += 1
            self.plan.changed_questions.append(question)

    # --- clients ---

    def _clients(self) -> None:
        mentioned = {number for _, number in self.checker.client_mentions}
        wanted = {*self.register.clients, *(q.client_number for q in self.register.questions.values()), *mentioned}
        wanted |= self._owners(CLIENT)
        known = Client.objects.filter(front_door=self.door.front_door, number__in=list(wanted))
        self.clients = {client.number: client for client in known}
        self.plan.several.look_up(CLIENTS, [client.pk for client in self.clients.values()])
        counts = self.plan.preview.counts[CLIENTS]
        for number, row in self.register.clients.items():
            client = self.clients.get(number)
            if client is None:
                self.clients[number] = self._new_client(row)
                counts.new += 1
                self.plan.several.take_over(self.clients[number], row.several)
                continue
            changed = take_over(client, {"last_name": row.last_name, **row.values})
            other = self.plan.several.take_over(client, row.several)
            if changed or other:
                client.version += 1
                client.sort_key = sort_key(last_name=client.last_name, first_name=client.first_name)
                self.plan.changed_clients.append(client)
                self.plan.client_fields |= {_attribute(name) for name in (*changed, "version", "sort_key")}
                if changed.keys() & _KEY_FIELDS:
                    self.plan.new_keys_for.append(client)
                counts.changed += 1
            else:
                counts.unchanged += 1

    def _new_client(self, row: ClientRow) -> Client:
        client = Client(
            front_door=self.door.front_door,
            number=row.number,
            last_name=row.last_name,
            created_at=self.now,
            created_by=self.by,
        )
        for name, value in row.values.items():
            setattr(client, name, value)
        client.sort_key = sort_key(last_name=client.last_name, first_name=client.first_name)
        self.plan.new_clients.append(client)
        self.plan.new_keys_for.append(client)
        return client

    # --- questions ---

    def _questions(self) -> None:
        mentioned = {number for _, number in self.checker.question_mentions}
        wanted = {*self.register.questions, *(h.question_number for h in self.register.hours), *mentioned} - {""}
        wanted |= self._owners(QUESTION)
        found = HelpQuestion.objects.filter(front_door=self.door.front_door, number__in=list(wanted))
        if self.lock:
            found = found.order_by("pk").select_for_update(of=("self",))
        self.questions = {question.number: question for question in found.select_related("evaluation")}
        self.plan.several.look_up(QUESTIONS, [question.pk for question in self.questions.values()])
        counts = self.plan.preview.counts[QUESTIONS]
        for number, row in self.register.questions.items():
            client = self.clients.get(row.client_number)
            if client is None:
                self.unknown_client(row.row, row.client_number)
                continue
            if row.several.get("leefgebieden") == ():
                self.note("Hulpvragen zonder leefgebied: {n}.")
            question = self.questions.get(number)
            if question is None:
                self.questions[number] = self._new_question(row, client)
                counts.new += 1
            elif not self.mine(question):
                row.row.wrong("vraagnummer", f"{show(number)} is al in gebruik. Geef deze vraag een ander nummer.")
            elif self._changed_question(row, question, client):
                counts.changed += 1
            else:
                counts.unchanged += 1

    def mine(self, question: HelpQuestion) -> bool:
        return question.provider_id in self.door.may_import or (question.provider_id is None and self.door.whole)

    def _new_question(self, row: QuestionRow, client: Client) -> HelpQuestion:
        terms = self.door.terms(row.received_on, row.urgent)
        question = HelpQuestion(
            front_door=self.door.front_door,
            number=row.number,
            client=client,
            provider_id=row.provider_id,
            supporter=self.users.get(row.supporter or ""),
            district_id=client.district_id,
            received_on=row.received_on,
            urgent=row.urgent,
            first_contact_due_on=terms.first_contact_due_on,
            pick_up_due_on=terms.pick_up_due_on,
            guideline_minutes=terms.guideline_minutes,
            trajectory_days=terms.trajectory_days,
            written_at=self.now,
            written_by=self.by,
        )
        for name, value in row.values.items():
            setattr(question, name, value)
        if _was_triaged(question):
            question.triaged_at = noon(row.received_on)
        for name in _DAY_COLUMNS:
            day = getattr(question, name)
            if period := self.door.filed(day):
                self.filed(row.row, _COLUMN[name], period, f"Op {day:%d-%m-%Y} kan geen vraag meer worden toegevoegd.")
                break
        self.plan.new_questions.append(question)
        self.plan.several.take_over(question, row.several)
        if row.closed_on and row.says_something:
            self.plan.new_evaluations.append(evaluation_of(self, question, row))
        return question

    def _changed_question(self, row: QuestionRow, question: HelpQuestion, client: Client) -> bool:
        """Takes over what the file says; True where anything changed."""
        wanted: dict[str, object] = {
            "client_id": client.pk,
            "provider_id": row.provider_id,
            "received_on": row.received_on,
            **({"urgent": row.urgent} if row.row.has("urgent") else {}),
            **row.values,
        }
        supporter = self.users.get(row.supporter or "")
        if row.supporter is not None:
            wanted["supporter_id"] = supporter.pk if supporter else None
        elif row.provider_id != question.provider_id:
            wanted["supporter_id"] = None
        if (
            question.district_id is None
            and client.district_id
            and not self.door.filed(row.received_on, question.closed_on)
        ):
            wanted["district_id"] = client.district_id
        changed = take_over(question, wanted)
        # A new person or client has no key yet: the object goes along, and its key follows when it is saved.
        if supporter is not None and supporter.pk is None:
            changed.setdefault("supporter_id", None)
            question.supporter = supporter
        if "client_id" in changed:
            question.client = client
        if changed.keys() & {"received_on", "urgent"}:
            # Only then: terms stay as they were stamped, whatever the norms became since.
            terms = self.door.terms(question.received_on, question.urgent)
            stamped: dict[str, object] = {
                "first_contact_due_on": terms.first_contact_due_on,
                "pick_up_due_on": terms.pick_up_due_on,
            }
            changed |= take_over(question, stamped)
            if question.first_contact_paused_due_on or question.pick_up_paused_due_on:
                changed |= take_over(question, {**clock.lengthened(question)})
        if question.triaged_at is None and _was_triaged(question):
            changed |= take_over(question, {"triaged_at": noon(question.received_on)})
        if "closed_on" in changed and question.closed_on is None:
            self.note("Afgesloten hulpvragen die weer open worden: {n}.")
        self._check_order(row, question, changed)
        self._check_filed(row, question, changed)
        other = self._other_words(row, question)
        rated = other_evaluation(self, row, question, changed)
        if changed:
            self.plan.question_fields |= {_attribute(name) for name in changed}
        if changed or other or rated:
            question.version += 1
            self.plan.changed_questions.append(question)
        return bool(changed or other or rated)

    def _check_order(self, row: QuestionRow, question: HelpQuestion, changed: dict[str, object]) -> None:
        """Days that the file doesn't have may come to lie before a new day of receipt."""
        if "received_on" not in changed:
            return
        for name in _DAY_COLUMNS[1:]:
            day = getattr(question, name)
            if day is not None and day < question.received_on and name not in row.values:
                row.row.wrong("ontvangen", f"{question.received_on:%d-%m-%Y} ligt na {_COLUMN[name]} ({day:%d-%m-%Y}).")

    def _check_filed(self, row: QuestionRow, question: HelpQuestion, changed: dict[str, object]) -> None:
        said: set[str] = set()
        for names, days in _FIXED:
            touched = [name for name in names if name in changed]
            if not touched:
                continue
            old = [changed.get(day, getattr(question, day)) for day in days]
            new = [getattr(question, day) for day in days]
            period = self.door.filed(*(day for day in (*old, *new) if isinstance(day, date)))
            column = _COLUMN[touched[0]]
            if period and column not in said:
                said.add(column)
                value = as_text(row.row.cell(column))
                what = (
                    f"Hier kan geen {show(value)} meer komen te staan."
                    if value
                    else "Dit veld kan niet meer leeg worden."
                )
                self.filed(row.row, column, period, what)

    def _other_words(self, row: QuestionRow, question: HelpQuestion) -> bool:
        def check(kind: Several) -> None:
            if period := self.door.filed(*(getattr(question, day) for day in kind.days)):
                what = f"De {kind.named} kunnen niet meer {show(as_text(row.row.cell(kind.column)))} worden."
                self.filed(row.row, kind.column, period, what)

        return self.plan.several.take_over(question, row.several, refused=check)


def _attribute(name: str) -> str:
    return name.removesuffix("_id")


def _was_triaged(question: HelpQuestion) -> bool:
    """In a register a question of which somebody has the care, or that was worked on, was assessed."""
    # Someone new has no key yet, and asking for the object would be a query per question.
    supported = question.supporter_id is not None or question._state.fields_cache.get("supporter") is not None
    return supported or question.picked_up_on is not None or question.closed_on is not None
