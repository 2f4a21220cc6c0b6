"""What was found and done for the client: the arrangement, the tasks, how they found us and who they are.

Written while the work runs, and asked for before closing. Nothing of it is required: what nobody asked stays empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from cases import people
from cases.acts import Refused, act, keep, locked
from cases.codes import MOMENT_OF, ArrangementStep, HowFound, Moment, SupportTask
from cases.entries import Entry, Glance
from cases.hours import CLOSED
from cases.models import HelpQuestion, QuestionArrangement, QuestionTask, TargetGroup
from oco import audit
from oco.closing import refuse_filed
from oco.models import User

Arrangement = Mapping[ArrangementStep, str]  # a step on which something was found, and what in a few words


@dataclass(frozen=True)
class Found:
    """What the user says now. None leaves it as it stands; an empty `how_found` is: not asked."""

    arrangement: Arrangement | None = None
    tasks: Collection[SupportTask] | None = None
    how_found: HowFound | str | None = None
    target_groups: Sequence[TargetGroup] | None = None


# --- what there is ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of the ladder, from one's own strength up."""

    label: str
    found: bool
    note: str


def ladder(arrangement: Arrangement) -> list[Step]:
    """All five steps in their order, those found marked."""
    return [Step(str(step.label), step in arrangement, arrangement.get(step, "")) for step in ArrangementStep]


def tasks_of_moment(moment: Moment) -> list[SupportTask]:
    return [task for task, its_moment in MOMENT_OF.items() if its_moment == moment]


def arrangement_of(question: HelpQuestion) -> dict[ArrangementStep, str]:
    """In the order of the ladder. One query."""
    notes = dict(question.arrangement.values_list("step", "note"))
    return {step: notes[step] for step in ArrangementStep if step in notes}


def tasks_of(question: HelpQuestion) -> list[SupportTask]:
    """In the order of the moments. One query."""
    done = set(question.tasks.values_list("task", flat=True))
    return [task for task in SupportTask if task in done]


def beside(glance: Glance) -> Entry | None:
    """ "eigen kracht, netwerk · 3 taken", for who works on the question. Two queries."""
    if not glance.can_work:
        return None
    steps = [str(step.label) for step in arrangement_of(glance.question)]
    tasks = len(tasks_of(glance.question))
    said = ", ".join(steps) or ("nog niet ingevuld" if glance.question.is_open else "niet ingevuld")
    state = f"{said} · {tasks} {'taak' if tasks == 1 else 'taken'}" if tasks else said
    return Entry("Gevonden en gedaan", state, reverse("found_and_done", args=[glance.question.pk]), "check-circle")


# --- acts ------------------------------------------------------------------------------------------------------------


def write_found(*, question: HelpQuestion, found: Found, by: User, version: int) -> HelpQuestion:
    """Keeps what was found and done so far. Raises Refused, PeriodFiled, ChangedMeanwhile."""
    with act():
        question = locked(question, version=version)
        if question.closed_on is not None:
            raise Refused(CLOSED)
        keep_found(question, found, by=by)
        keep(question)
    return question


def keep_found(question: HelpQuestion, found: Found, *, by: User) -> None:
    """The same within another act on a locked question that is still open. Raises PeriodFiled."""
    said: list[str] = []
    if found.arrangement is not None and _set_arrangement(question, found.arrangement):
        said.append("arrangement")
    if found.tasks is not None and _set_tasks(question, frozenset(found.tasks)):
        said.append("tasks")
    if found.how_found is not None and question.how_found != found.how_found:
        # Counted with the receipt of the question.
        refuse_filed(question.front_door_id, question.received_on)
        question.how_found = found.how_found
        question.save(update_fields=["how_found"])
        said.append("how found")
    if found.target_groups is not None:
        people.set_target_groups(client=question.client, groups=found.target_groups, by=by)
    if said:
        audit.record("outcome written", by=by, on=question, what=said)


def _set_arrangement(question: HelpQuestion, wanted: Arrangement) -> bool:
    """Whether anything changed."""
    known = arrangement_of(question)
    wanted = {step: note.strip() for step, note in wanted.items()}
    if known == wanted:
        return False
    question.arrangement.exclude(step__in=wanted).delete()
    for step, note in wanted.items():
        if known.get(step) != note:
            QuestionArrangement.objects.update_or_create(question=question, step=step, defaults={"note": note})
    return True


def _set_tasks(question: HelpQuestion, wanted: frozenset[SupportTask]) -> bool:
    known = frozenset(tasks_of(question))
    question.tasks.exclude(task__in=wanted).delete()
    QuestionTask.objects.bulk_create(
        QuestionTask(question=question, task=task) for task in SupportTask if task in wanted - known
    )
    return known != wanted
