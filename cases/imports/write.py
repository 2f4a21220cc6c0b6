"""Saves a plan: in bulk, in the order of its references, inside the caller's transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection
from django.db.models import Model

from cases.identity import keys_of
from cases.imports.plan import Plan, noon
from cases.imports.sheets import Progress
from cases.models import Client, ClientKey, Contact, Evaluation, HelpQuestion, OtherWork, QuestionEvent
from oco.models import Membership, User

M = TypeVar("M", bound=Model)

BATCH = 2_000
UPDATE_BATCH = 250  # an update names every value twice; bigger statements only get slower
RECEIVED_NOTE, CHANGED_NOTE = "uit een register", "bijgewerkt uit een register"
# Numbers as they are made here (cases/numbers.py).
_OWN_NUMBERS = {
    "cases_client_numbers": re.compile(r"^C-(\d{6,9})$"),
    "cases_question_numbers": re.compile(r"^V-(\d{6,9})$"),
}
_AHEAD = 1_000_000


@dataclass
class Saver:
    """Counts what was saved, for the progress bar."""

    total: int
    progress: Progress
    _done: int = field(default=0)

    def add(self, model: type[M], rows: list[M], text: str) -> None:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            model._default_manager.bulk_create(part)
            self._step(len(part), text)

    def change(self, model: type[M], rows: list[M], fields: Iterable[str], text: str) -> None:
        names = sorted(fields)
        for start in range(0, len(rows), UPDATE_BATCH):
            part = rows[start : start + UPDATE_BATCH]
            model._default_manager.bulk_update(part, names)
            self._step(len(part), text)

    def _step(self, rows: int, text: str) -> None:
        self._done += rows
        self.progress(self._done * 100 // max(self.total, 1), text)


def save(plan: Plan, *, by: User | None, progress: Progress) -> None:
    """Writes everything in the plan. Needs a transaction; raises DatabaseError, with nothing saved, where the
    database refuses."""
    keys = _keys_of_new(plan)
    saver = Saver(
        len(plan.new_clients) + len(keys) + len(plan.new_questions) * 2 + len(plan.changed_questions) * 2
        + plan.several.count + len(plan.new_contacts) + len(plan.new_other_work)
        + sum(len(part.new) + len(part.changed) for part in plan.parts),
        progress,
    )  # fmt: skip
    User.objects.bulk_create(plan.new_users)
    Membership.objects.bulk_create(plan.new_memberships)
    saver.add(Client, plan.new_clients, "cliënten opslaan")
    saver.change(Client, plan.changed_clients, plan.client_fields, "cliënten bijwerken")
    changed = [client.pk for client in plan.new_keys_for if client.pk]
    ClientKey.objects.filter(client__in=changed).delete()
    saver.add(ClientKey, keys, "cliënten vindbaar maken")
    saver.add(HelpQuestion, plan.new_questions, "hulpvragen opslaan")
    saver.change(HelpQuestion, plan.changed_questions, {"version", *plan.question_fields}, "hulpvragen bijwerken")
    for model, gone in plan.several.gone.items():
        model._default_manager.filter(pk__in=gone).delete()
    for model, rows in plan.several.new.items():
        saver.add(model, rows, "leefgebieden en doelgroepen opslaan")
    Evaluation.objects.filter(pk__in=plan.gone_evaluations).delete()
    Evaluation.objects.bulk_create(plan.new_evaluations, batch_size=BATCH)
    Evaluation.objects.bulk_update(
        plan.changed_evaluations, ["score", "fits", "survey_consent", "given_on"], batch_size=UPDATE_BATCH
    )
    saver.add(QuestionEvent, _events(plan, by), "hulpvragen opslaan")
    Contact.objects.filter(pk__in=plan.gone_contacts).delete()
    saver.add(Contact, plan.new_contacts, "uren opslaan")
    OtherWork.objects.filter(pk__in=plan.gone_other_work).delete()
    saver.add(OtherWork, plan.new_other_work, "uren opslaan")
    for part in plan.parts:
        part.model._default_manager.filter(pk__in=part.gone).delete()
        saver.add(part.model, part.new, "andere bladen opslaan")
        saver.change(part.model, part.changed, part.fields, "andere bladen bijwerken")
    _pass_numbers("cases_client_numbers", (client.number for client in plan.new_clients))
    _pass_numbers("cases_question_numbers", (question.number for question in plan.new_questions))


def _keys_of_new(plan: Plan) -> list[ClientKey]:
    return [
        ClientKey(client=client, front_door_id=client.front_door_id, kind=kind, key=key)
        for client in plan.new_keys_for
        for kind, key in sorted(keys_of(client))
    ]


def _events(plan: Plan, by: User | None) -> list[QuestionEvent]:
    kind = QuestionEvent.Kind
    received = [
        QuestionEvent(question=question, kind=kind.RECEIVED, at=noon(question.received_on), by=by, note=RECEIVED_NOTE)
        for question in plan.new_questions
    ]
    changed = [
        QuestionEvent(question=question, kind=kind.CORRECTED, by=by, note=CHANGED_NOTE)
        for question in (*plan.changed_questions, *plan.told)
    ]
    return received + changed


def _pass_numbers(sequence: str, numbers: Iterable[str]) -> None:
    """Moves the sequence of own numbers past those of the file, so that the counter never gives one of them again.

    Only with `nextval`: the processes that serve requests may not set a sequence. Numbers more than a million
    ahead are left; the sequence won't come there.
    """
    used = [int(match[1]) for number in numbers if (match := _OWN_NUMBERS[sequence].match(number))]
    if not used:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        (now,) = cursor.fetchone()
        ahead = [number for number in used if now <= number < now + _AHEAD]
        if ahead:
            cursor.execute(
                "SELECT max(nextval(%s::regclass)) FROM generate_series(1, %s)", [sequence, max(ahead) - now]
            )
