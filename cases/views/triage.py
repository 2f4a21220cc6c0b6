"""The inbox: every question whatever its channel, to whom it goes, and its deadlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import case_talk, caseload, linking, own_supporter, rules, tallies, triage, waiting
from cases.caseload import Row, with_work
from cases.forms.triage import AssignForm, UrgencyForm
from cases.models import HelpQuestion
from cases.norms import domain_label
from cases.triage import Colleague
from cases.views.answers import said_at
from oco.access import Permission, actor, front_doors_run, require
from oco.models import Organisation, Participation, User

PER_PAGE = 25


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    current: bool

    @property
    def url(self) -> str:
        return f"{reverse('inbox')}?lijst={self.key}"


@dataclass(frozen=True)
class InboxRow:
    """A question with the form to assign it at once."""

    row: Row
    form: AssignForm
    domains: list[str]


class Doors:
    """The providers and colleagues behind front doors, and what these clients want, looked up once for a whole list:
    six queries."""

    def __init__(self, front_doors: frozenset[int], *, clients: Iterable[int]) -> None:
        self.front_doors = front_doors
        self.wishes = own_supporter.wishes_of(clients)
        self.providers: dict[int, list[Organisation]] = defaultdict(list)
        for place in Participation.objects.filter(front_door_id__in=front_doors).select_related("provider"):
            self.providers[place.front_door_id].append(place.provider)
        ids = {provider.pk for providers in self.providers.values() for provider in providers}
        self.colleagues: list[Colleague] = triage.colleagues(ids, today=timezone.localdate())
        self.available = {(person.provider_id, person.user_id) for person in self.colleagues}

    def proposed(self, question: HelpQuestion) -> str:
        """Who the question is with; else the client's fixed contact person; else its provider. "" for a choice that
        is all the coordinator's."""
        if question.supporter_id is None:
            wishes = self.wishes[question.client_id]
            found = rules.proposed_supporter(
                provider=question.provider_id,
                fixed=wishes.fixed,
                available=self.available,
                set_aside=wishes.set_aside,
            )
            if found is not None:
                return f"{found[0]}:{found[1]}"
        return f"{question.provider_id}:{question.supporter_id or ''}" if question.provider_id else ""

    def form(self, question: HelpQuestion, data: object = None, *, in_list: bool = False) -> AssignForm:
        return AssignForm(
            data,
            initial={"version": question.version, "to": self.proposed(question)},
            providers=self.providers[question.front_door_id],
            colleagues=self.colleagues,
            wishes=self.wishes[question.client_id],
            auto_id=f"id_%s_{question.pk}" if in_list else "id_%s",
        )


def _in_my_inbox(user: User) -> QuerySet[HelpQuestion]:
    doors = front_doors_run(user, Permission.TRIAGE)
    return HelpQuestion.objects.for_user(user).open().filter(front_door_id__in=doors)


@require_safe
@require(Permission.TRIAGE)
def inbox(request: HttpRequest) -> HttpResponse:
    """New, nearly late, late and all open questions; urgent first, then the nearest deadline."""
    user, today = actor(request), timezone.localdate()
    mine = _in_my_inbox(user)
    lists = {
        "nieuw": ("Nieuw", Q(triaged_at__isnull=True)),
        "bijna": ("Bijna te laat", caseload.nearly_late(today)),
        "te-laat": ("Te laat", caseload.overdue(today)),
        "alle": ("Alle open", Q()),
    }
    chosen = request.GET.get("lijst", "nieuw")
    chosen = chosen if chosen in lists else "nieuw"
    counts = mine.aggregate(**{key.replace("-", "_"): Count("pk", filter=rule) for key, (_, rule) in lists.items()})
    tabs = [Tab(key, label, counts[key.replace("-", "_")], key == chosen) for key, (label, _) in lists.items()]
    found = (
        with_work(mine.filter(lists[chosen][1]))
        .select_related("client", "provider", "supporter", "front_door")
        .prefetch_related("domains")
        .order_by("-urgent", caseload.next_due(), "received_on", "pk")
    )
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    clients = [question.client_id for question in page_obj.object_list]
    doors = Doors(front_doors_run(user, Permission.TRIAGE), clients=clients)
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "page_obj": page_obj,
        "rows": [_inbox_row(row, doors) for row in caseload.rows(page_obj.object_list, today=today)],
        "today": today,
        "waiting": waiting.shown(user, today=today),
        "speeds": tallies.median_times(doors.front_doors, today=today),
    }
    return render(request, "triage/inbox.html", context)


def _inbox_row(row: Row, doors: Doors, form: AssignForm | None = None) -> InboxRow:
    domains = [domain_label(each.domain) for each in row.question.domains.all()]
    return InboxRow(row, form or doors.form(row.question, in_list=True), domains)


def _question(request: HttpRequest, pk: int) -> HelpQuestion:
    doors = front_doors_run(actor(request), Permission.TRIAGE)
    questions = HelpQuestion.objects.for_user(actor(request)).filter(front_door_id__in=doors)
    return get_object_or_404(
        with_work(questions).select_related("client__district", "provider", "supporter", "front_door"), pk=pk
    )


@require_safe
@require(Permission.TRIAGE)
def triage_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _question(request, pk))


def _show(
    request: HttpRequest,
    question: HelpQuestion,
    *,
    assign: AssignForm | None = None,
    urgency: UrgencyForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    (row,) = caseload.rows([question], today=today)
    others = HelpQuestion.objects.for_user(actor(request)).filter(client=question.client_id).exclude(pk=question.pk)
    context = {
        "question": question,
        "row": row,
        "domains": [domain_label(each.domain) for each in question.domains.all()],
        "set_aside": [
            aside for aside in own_supporter.set_aside(linking.records_of(question.client)) if aside.undone_at is None
        ],
        "events": question.events.exclude(case_talk.hidden_events(question, actor(request)))
        .select_related("by")
        .order_by("-at", "-pk"),
        "others": others.select_related("provider", "supporter")[:10],
        "assign_form": assign
        or Doors(frozenset({question.front_door_id}), clients=[question.client_id]).form(question),
        "urgency_form": urgency
        or UrgencyForm(initial={"urgent": "nee" if question.urgent else "ja", "version": question.version}),
        "today": today,
    }
    return render(request, "triage/question.html", context)


@require_POST
@require(Permission.TRIAGE)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """From the row of the inbox (htmx swaps the row) and from the page of the question."""
    question = _question(request, pk)
    in_list = request.headers.get("HX-Request") == "true"
    doors = Doors(frozenset({question.front_door_id}), clients=[question.client_id])
    form = doors.form(question, request.POST, in_list=in_list)
    if form.is_valid():
        provider, supporter = form.target()
        with said_at(form):
            triage.assign(
                question=question,
                provider=provider,
                supporter=supporter,
                by=actor(request),
                today=timezone.localdate(),
                version=form.cleaned_data["version"],
                note=form.cleaned_data["note"],
            )
    if form.is_valid():
        to = supporter.name if supporter else f"het team van {provider.name}"
        if in_list:
            return render(request, "triage/_assigned.html", {"question": question, "to": to})
        messages.success(request, f"Vraag {question.number} is toegewezen aan {to}.")
        return redirect("inbox")
    fresh = _question(request, pk)
    if in_list:
        (row,) = caseload.rows([fresh], today=timezone.localdate())
        return render(
            request, "triage/_row.html", {"item": _inbox_row(row, doors, form), "today": timezone.localdate()}
        )
    return _show(request, fresh, assign=form)


@require_POST
@require(Permission.TRIAGE)
def change_urgency(request: HttpRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    form = UrgencyForm(request.POST)
    if form.is_valid():
        with said_at(form):
            triage.change_urgency(
                question=question,
                urgent=form.cleaned_data["urgent"],
                reason=form.cleaned_data["reason"],
                by=actor(request),
                version=form.cleaned_data["version"],
            )
    if form.is_valid():
        messages.success(request, "De urgentie is gewijzigd. De termijn om op te pakken is opnieuw bepaald.")
        return redirect("triage", pk)
    return _show(request, _question(request, pk), urgency=form)
