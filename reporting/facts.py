"""The facts of records as plain values, for the tests of reporting/membership.py; and the levels that they count at.

Care side only. Above the user's own providers only what the user may read is looked at: that a client came to another
provider in some period is that provider's to tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from cases import linking
from cases.models import Client, Contact, HelpQuestion
from oco import acting
from oco.access import Permission, front_doors_run, provider_ids
from oco.acting import Purpose
from oco.models import FrontDoor, Organisation, User
from oco.periods import Period
from reporting import editions, membership, record_values, rollups
from reporting.indicators import INDICATORS
from reporting.membership import Answer, Condition
from reporting.record_values import Level, Stretch


def stretch_of(period: Period, municipality_id: int, *, today: date) -> Stretch:
    """A period with the definitions in force in it, and whether there are trajectories."""
    counting = editions.book_of(municipality_id).counting_on(period.start)
    there = rollups.have_trajectories(municipality_id, period.end)
    return Stretch(period.start, period.end, today, counting, there)


def levels_of(door: FrontDoor, providers: Iterable[Organisation]) -> list[Level]:
    """Each provider within the municipality, the partnership of the front door, and the municipality."""
    doors = list(FrontDoor.objects.filter(municipality_id=door.municipality_id).values_list("pk", "partnership_id"))
    everywhere = frozenset(pk for pk, _ in doors)
    found = [Level(provider.name, everywhere, provider.pk) for provider in providers]
    if door.partnership is not None:
        found.append(Level(door.partnership.name, frozenset(pk for pk, of in doors if of == door.partnership_id)))
    return [*found, Level(f"gemeente {door.municipality.name}", everywhere)]


def questions_of(rows: QuerySet[HelpQuestion]) -> dict[int, tuple[int, record_values.Question]]:
    """By key, each with the key of its client. One query."""
    return {
        row.pk: (
            row.client_id,
            record_values.Question(
                front_door=row.front_door_id,
                provider=row.provider_id,
                received_on=row.received_on,
                closed_on=row.closed_on,
                outcome=row.outcome,
                first_contact_due_on=row.first_contact_due_on,
                pick_up_due_on=row.pick_up_due_on,
                first_contact_on=row.first_contact_on,
                picked_up_on=row.picked_up_on,
                first_contact_paused_due_on=row.first_contact_paused_due_on,
                pick_up_paused_due_on=row.pick_up_paused_due_on,
                guideline_minutes=row.guideline_minutes,
                minutes=row.minutes_in_all or 0,
                trajectory_days=row.trajectory_days,
            ),
        )
        for row in rows.annotate(minutes_in_all=Sum("contacts__minutes"))
    }


def contact_of(row: Contact) -> record_values.Contact:
    return record_values.Contact(row.front_door_id, row.provider_id, row.on, row.minutes)


def clients_of(
    records: Iterable[Client], questions: QuerySet[HelpQuestion], contacts: QuerySet[Contact]
) -> dict[int, record_values.Client]:
    """By key, each with the facts of its person, so of linked records as well. `questions` and `contacts` are those
    that may be looked at. Four queries, however many records."""
    rows = list(records)
    linked = linking.records_by_client(row.pk for row in rows)
    person = {pk: min(group) for pk, group in linked.items()}  # the oldest stands for the person
    owner = {record: min(group) for group in linked.values() for record in group}
    asked: dict[int, list[record_values.Question]] = defaultdict(list)
    written: dict[int, list[record_values.Contact]] = defaultdict(list)
    for client_id, question in questions_of(questions.filter(client_id__in=owner)).values():
        asked[owner[client_id]].append(question)
    for row in contacts.filter(question__client_id__in=owner).select_related("question"):
        written[owner[row.question.client_id]].append(contact_of(row))
    numbers = dict(Client.objects.filter(pk__in=set(person.values())).values_list("pk", "number"))
    return {
        row.pk: record_values.Client(
            tuple(asked[person[row.pk]]),
            tuple(written[person[row.pk]]),
            "" if person[row.pk] == row.pk else numbers[person[row.pk]],
        )
        for row in rows
    }


# --- answers for a page -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """One figure: the same tests at these levels, with what comes of it. `unknown`: what decides isn't the reader's to
    see."""

    answer: Answer
    levels: tuple[Condition, ...]
    names: tuple[str, ...]
    unknown: bool = False

    @property
    def label(self) -> str:
        return INDICATORS[self.answer.indicator].label

    @property
    def where(self) -> str:
        """ "MEE, ZoSamen en gemeente Zoetermeer" """
        return " en ".join([", ".join(self.names[:-1]), self.names[-1]] if len(self.names) > 1 else self.names)

    @property
    def places(self) -> tuple[Condition, ...]:
        """The tests of the levels: as one line where all of them pass, for then they say the same."""
        if not all(level.passed for level in self.levels):
            return self.levels
        words = self.levels[0].words.removesuffix(f"{self.names[0]}.")
        return (Condition(True, f"{words}{self.where}."),)

    @property
    def verdict(self) -> str:
        where = self.where
        if self.unknown:
            return f"Bij {where} kunt u dit niet zien: deze cliënt is ook bij een andere aanbieder bekend."
        return f"{self.answer.verdict.removesuffix('.')}, bij {where}."


def grouped(answers: Iterable[tuple[Level, Answer, bool]]) -> list[Group]:
    """Levels at which a figure has the same tests and the same end are one group, in the order of the answers."""
    found: dict[tuple[str, tuple[Condition, ...], bool, bool], list[tuple[Level, Answer]]] = {}
    for level, answer, unknown in answers:
        found.setdefault((answer.indicator, answer.tests, answer.counts, unknown), []).append((level, answer))
    order = list(dict.fromkeys(indicator for indicator, _, _, _ in found))
    groups = [
        Group(rows[0][1], tuple(answer.level for _, answer in rows), tuple(level.name for level, _ in rows), key[3])
        for key, rows in found.items()
    ]
    return sorted(groups, key=lambda group: order.index(group.answer.indicator))


def of_question(row: HelpQuestion, period: Period, *, today: date) -> list[Group]:
    """For a question that the user may read, with its front door and provider."""
    stretch = stretch_of(period, row.front_door.municipality_id, today=today)
    ((_, question),) = questions_of(HelpQuestion.objects.filter(pk=row.pk)).values()
    levels = levels_of(row.front_door, [row.provider] if row.provider else [])
    return grouped(
        (level, answer, False) for level in levels for answer in membership.of_question(question, level, stretch)
    )


def of_contact(row: Contact, period: Period, *, today: date) -> list[Group]:
    stretch = stretch_of(period, row.front_door.municipality_id, today=today)
    levels = levels_of(row.front_door, [row.provider])
    return grouped(
        (level, answer, False) for level in levels for answer in membership.of_contact(contact_of(row), level, stretch)
    )


def of_client(row: Client, period: Period, *, user: User, today: date) -> list[Group]:
    """At the user's own providers from all that is theirs; above them from what the user may read. Where others know
    the client too, and that could decide, it says so in place of a guess."""
    stretch = stretch_of(period, row.front_door.municipality_id, today=today)
    records = linking.records_of(row)
    readable = HelpQuestion.objects.for_user(user)
    own = provider_ids(user, Permission.READ_QUESTIONS)
    with acting.purpose(Purpose.COUNT):  # that there are others, and nothing of what they are
        hidden = HelpQuestion.objects.filter(client_id__in=records).exclude(pk__in=readable.values("pk")).exists()
    seen = clients_of([row], readable, Contact.objects.for_user(user))[row.pk]
    mine = clients_of(
        [row], HelpQuestion.objects.filter(provider_id__in=own), Contact.objects.filter(provider_id__in=own)
    )[row.pk]
    providers = Organisation.objects.filter(
        kind=Organisation.Kind.PROVIDER, participations__front_door=row.front_door_id
    ).order_by("participations__order", "name")
    # Another provider's own count is that provider's; who keeps the one list of the front door sees them all.
    keeps_the_list = row.front_door_id in front_doors_run(user, Permission.TRIAGE)
    levels = levels_of(row.front_door, [each for each in providers if each.pk in own or keeps_the_list])
    answers: list[tuple[Level, Answer, bool]] = []
    for level in levels:
        theirs = mine if level.provider in own else seen
        for answer in membership.of_client(theirs, level, stretch):
            sure = level.provider in own or not hidden or _is_sure(answer)
            answers.append((level, answer, not sure))
    return grouped(answers)


def _is_sure(answer: Answer) -> bool:
    """Whether more facts couldn't change it: who counts by what one may see counts, and a linked record never does."""
    if answer.indicator == "new_clients":
        return not answer.tests[-1].passed  # known before, by what one may see
    return answer.counts or not answer.tests[0].passed
