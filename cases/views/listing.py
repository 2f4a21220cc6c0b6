"""The lists of questions and of clients. Filters stand in the address; what is searched is posted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import list_columns, search, triage
from cases.caseload import Row
from cases.codes import DOMAIN_LABELS
from cases.filters import ClientFilter, QuestionFilter
from cases.forms.caseload import SearchForm
from cases.list_columns import CLIENTS, QUESTIONS, ClientRow, client_rows, clients_with_questions, question_rows
from cases.models import Client, HelpQuestion, TargetGroup
from cases.views.asked import Asked, ask, context_of, file_of, opened_with_a_view, views_of
from oco.access import Permission, actor, front_doors, front_doors_run, provider_ids, require
from oco.models import District, Participation, User

MOST_FOUND = 100


def questions_asked(request: HttpRequest) -> Asked[Row, HelpQuestion]:
    user, day = actor(request), timezone.localdate()
    # A coordinator sees the questions of every provider behind the front doors they run; others their own.
    joined = Participation.objects.filter(front_door_id__in=front_doors_run(user, Permission.TRIAGE))
    providers = provider_ids(user, Permission.WORK_ON_QUESTIONS) | set(joined.values_list("provider_id", flat=True))
    people = triage.colleagues(providers, today=day)
    readable = HelpQuestion.objects.for_user(user)
    chosen = QuestionFilter(request.GET.dict(), readable, domains=DOMAIN_LABELS, colleagues=people, me=user.pk)
    rows = lambda keys: question_rows(keys, today=day)  # noqa: E731
    return ask(QUESTIONS, chosen, readable, request, rows=rows, words=("vraag", "vragen"), short=chosen.short)


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def questions(request: HttpRequest) -> HttpResponse:
    """All questions that the user may read."""
    views = views_of(request, QUESTIONS)
    if answer := opened_with_a_view(request, QUESTIONS, views):
        return answer
    asked, day, words = questions_asked(request), timezone.localdate(), _words(request)
    context: dict[str, Any] = {"words": words, "most_found": MOST_FOUND, "today": day}
    if words:
        found = asked.among.filter(_search(words, actor(request))).order_by("-received_on", "-pk")
        keys = list(found.values_list("pk", flat=True)[: MOST_FOUND + 1])
        context |= {"rows": question_rows(keys[:MOST_FOUND], today=day), "found": len(keys)}
    else:
        context |= context_of(asked, request, views)
    return render(request, "listing/questions.html", context)


@require_POST
@require(Permission.READ_QUESTIONS)
def questions_file(request: HttpRequest) -> HttpResponse:
    return file_of(questions_asked(request), request, back_to="questions", today=timezone.localdate())


def _words(request: HttpRequest) -> str:
    form = SearchForm(request.POST if request.method == "POST" else None)
    return str(form.cleaned_data["q"]).strip() if form.is_bound and form.is_valid() else ""


def _search(words: str, user: User) -> Q:
    """By number, by the question's words, and by whatever finds the client at the counter. Who types a whole number
    means that question, and not the client whose number or telephone begins with the same digits."""
    doors = front_doors(user, Permission.READ_QUESTIONS)
    whole = Q(front_door_id__in=doors, number__in={words, words.upper()})
    if HelpQuestion.objects.for_user(user).filter(whole).exists():
        return whole
    clients = search.matching(words, user)
    return Q(number__istartswith=words) | Q(text__icontains=words) | Q(client_id__in=clients)


def clients_asked(request: HttpRequest) -> Asked[ClientRow, Client]:
    user = actor(request)
    among = clients_with_questions(user)
    doors = front_doors(user, Permission.FIND_CLIENTS)
    chosen = ClientFilter(
        request.GET.dict(),
        among,
        districts=District.objects.filter(municipality__front_doors__in=doors).distinct().order_by("name"),
        groups=TargetGroup.objects.for_user(user),
        readable=HelpQuestion.objects.for_user(user),
    )
    rows = lambda keys: client_rows(keys, user=user)  # noqa: E731
    return ask(CLIENTS, chosen, among, request, rows=rows, words=("cliënt", "cliënten"), short=chosen.short)


@require_http_methods(["GET", "POST"])
@require(Permission.READ_QUESTIONS)
def clients(request: HttpRequest) -> HttpResponse:
    """The clients of the questions that the user may read: who, how many run, when they were last spoken to."""
    views = views_of(request, CLIENTS)
    if answer := opened_with_a_view(request, CLIENTS, views):
        return answer
    asked, words = clients_asked(request), _words(request)
    context: dict[str, Any] = {"words": words, "most_found": MOST_FOUND, "today": timezone.localdate()}
    if words:
        found = asked.among.filter(pk__in=search.matching(words, actor(request))).order_by("sort_key", "pk")
        keys = list(found.values_list("pk", flat=True)[: MOST_FOUND + 1])
        context |= {"rows": list_columns.client_rows(keys[:MOST_FOUND], user=actor(request)), "found": len(keys)}
    else:
        context |= context_of(asked, request, views)
    return render(request, "listing/clients.html", context)


@require_POST
@require(Permission.READ_QUESTIONS)
def clients_file(request: HttpRequest) -> HttpResponse:
    return file_of(clients_asked(request), request, back_to="clients", today=timezone.localdate())
