"""The list of each month: whose data may go by term, per provider. Made by a job, once a month, however often asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cases.acts import act
from cases.models import Client, DataKind, DestructionLine, DestructionList, HelpQuestion, Removal
from cases.retention import rules, telling
from cases.retention.rules import Due, Standing, Terms
from cases.retention.standing import standings
from cases.retention.terms import terms_of
from oco import audit, jobs
from oco.models import FrontDoor, Job, Organisation, Participation

JOB = "retention_proposal"
MOST = 2_000  # lines of one list: more than two people can look through; the rest comes next month
AGAIN_AFTER = timedelta(days=1)  # a job that failed is asked for again
Status = DestructionList.Status


def providers() -> QuerySet[Organisation]:
    """Those that work behind a front door."""
    return Organisation.objects.filter(Exists(Participation.objects.filter(provider=OuterRef("pk")))).order_by("pk")


def ask(*, today: date) -> int:
    """Asks for the list of this month of every provider that has none; says for how many. Often is harmless."""
    month, asked = rules.month_of(today), 0
    have = DestructionList.objects.filter(month=month).values("provider_id")
    failed = Job.objects.filter(kind=JOB, status=Job.Status.FAILED, finished_at__gt=Now() - AGAIN_AFTER)
    tried = set(failed.values_list("key", flat=True))
    for provider in providers().exclude(pk__in=have):
        key = f"{provider.pk}:{month:%Y-%m}"
        if f"{JOB}:{key}" not in tried:
            jobs.enqueue(JOB, key=key, provider=provider.pk)
            asked += 1
    return asked


def latest_job(provider: int, today: date) -> Job | None:
    """The last try to make this month's list."""
    return Job.objects.filter(key=f"{JOB}:{provider}:{today:%Y-%m}").order_by("-queued_at").first()


@jobs.handler(JOB)
def make_asked(running: jobs.Running) -> dict[str, Any]:
    provider = Organisation.objects.get(pk=running.arguments["provider"])
    made = make(provider, today=timezone.localdate())
    return {"list": made.pk, "lines": made.lines.count()}


def make(provider: Organisation, *, today: date) -> DestructionList:
    """The list of this month; the one that is there already where it was made before. An earlier list that nobody
    approved to the end is replaced: who was on it is on the new one."""
    with act():
        Organisation.objects.select_for_update(no_key=True).get(pk=provider.pk)  # one at a time
        month = rules.month_of(today)
        if earlier := DestructionList.objects.filter(provider=provider, month=month).first():
            return earlier
        DestructionList.objects.filter(provider=provider, month__lt=month, status=Status.PROPOSED).update(
            status=Status.REPLACED
        )
        made = DestructionList.objects.create(provider=provider, month=month)
        lines = [
            DestructionLine(
                of_list=made,
                client_id=person.client,
                kind=due.kind,
                months=due.term.months or 0,
                ground=due.term.ground,
                last_on=due.last_on,
                due_on=due.on,
            )
            for person, due in _due(provider, today)
        ]
        DestructionLine.objects.bulk_create(lines, batch_size=500)
        made.status = Status.PROPOSED if lines else Status.NOTHING
        made.fingerprint = fingerprint_of(made)
        made.save(update_fields=["status", "fingerprint"])
        audit.record("destruction proposed", by=None, on=made, provider=provider.pk, lines=len(lines))
        if lines:
            telling.ask(made)
    return made


def fingerprint_of(of_list: DestructionList) -> str:
    """Of the lines as they stand in the database that are to be carried out."""
    lines = of_list.lines.filter(left_out_until__isnull=True)
    return rules.fingerprint(lines.values_list("client_id", "kind", "due_on", "months", "ground"))


def _due(provider: Organisation, today: date) -> list[tuple[Standing, Due]]:
    """Who may go today, the longest past first."""
    terms = terms_of(provider.pk, today)
    candidates = list(_candidates(provider, terms, today))
    later = DestructionLine.objects.filter(of_list__provider=provider, left_out_until__gt=today)
    left_out = set(later.values_list("client_id", flat=True))
    found = []
    for start in range(0, len(candidates), 1_000):
        for person in standings(provider, candidates[start : start + 1_000]):
            due = rules.due_now(person, terms, today=today)
            if due is not None and not left_out.intersection(person.records):
                found.append((person, due))
    unique = {person.client: (person, due) for person, due in found}
    return sorted(unique.values(), key=lambda each: (each[1].on, each[0].client))[:MOST]


def _candidates(provider: Organisation, terms: Terms, today: date) -> Iterator[int]:
    """Records of which nothing runs here, whose own term is over and that weren't emptied: all who may be due, and some
    who aren't, for a record that is linked may be younger."""
    worked_before = max(_before(terms, kind, today) for kind in (DataKind.DOSSIER, DataKind.TEXTS))
    walk_in_before = _before(terms, DataKind.WALK_IN, today)
    emptied = Removal.objects.filter(Q(whole=True) | Q(provider=provider, texts_only=False))
    questions = HelpQuestion.objects.filter(provider=provider).order_by().values("client_id")
    questions = questions.filter(~Exists(emptied.filter(client=OuterRef("client_id"))))
    picked_up = Q(picked_up_on__isnull=False) | Q(first_contact_on__isnull=False)
    closed = questions.annotate(
        last=Max("closed_on"),
        running=Count("pk", filter=Q(closed_on__isnull=True)),
        worked=Count("pk", filter=picked_up),
    ).filter(Q(running=0) & (Q(last__lte=worked_before) | Q(worked=0, last__lte=walk_in_before)))
    yield from closed.values_list("client_id", flat=True)
    nobodys = Client.objects.filter(front_door_id__in=first_of(provider), created_at__date__lte=walk_in_before)
    nobodys = nobodys.filter(~Exists(HelpQuestion.objects.filter(client=OuterRef("pk"))))
    nobodys = nobodys.filter(~Exists(emptied.filter(client=OuterRef("pk"))))
    yield from nobodys.order_by().values_list("pk", flat=True)


def _before(terms: Terms, kind: DataKind, today: date) -> date:
    """Who has had nothing since then may be past this term. Some days more: the last day of a month may be the 28th."""
    months = terms[kind].months
    return rules.months_later(today, -months) + timedelta(days=3) if months else date.min


def first_of(provider: Organisation) -> list[int]:
    """Front doors at which this provider is the first: clients without any question stand on its list."""
    first: dict[int, int] = {}
    for door, part in Participation.objects.order_by("order", "pk").values_list("front_door_id", "provider_id"):
        first.setdefault(door, part)
    return list(
        FrontDoor.objects.filter(pk__in=[door for door, of in first.items() if of == provider.pk]).values_list(
            "pk", flat=True
        )
    )


def first_due_on(provider: Organisation, terms: Terms) -> date | None:
    """The first day on which a dossier of this provider may go, as far as nothing more happens. For the page that has
    nothing to show: linked records and reasons to keep longer aren't looked at. One query."""
    months = terms[DataKind.DOSSIER].months
    emptied = Removal.objects.filter(provider=provider, client=OuterRef("client_id"))
    questions = HelpQuestion.objects.filter(provider=provider).order_by().values("client_id")
    people = questions.filter(~Exists(emptied)).annotate(
        last=Max("closed_on"), running=Count("pk", filter=Q(closed_on__isnull=True))
    )
    first: date | None = people.filter(running=0).aggregate(first=Min("last"))["first"]
    return rules.months_later(first, months) if first and months else None
