"""Care side: the quality of the data, by person and kind, worked off in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from cases.models import Contact
from cases.views.answers import said_at
from oco.access import Permission, actor, require
from oco.form_fields import Form
from oco.keys import whole_number
from oco.models import User
from oco.periods import Period
from oco.templatetags.oco import date_nl
from oco.templatetags.oco import hours as in_hours
from subsidies import mending, quality
from subsidies.checklist_rules import FULL_DAY_MINUTES, LATE_AFTER_DAYS, Rule
from subsidies.mending import Item
from subsidies.views.shared import find_period

WORK = Permission.WORK_ON_QUESTIONS
ON_A_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One thing to look at, with the form that mends it where there is one."""

    item: Item
    question_id: int
    number: str
    facts: tuple[str, ...]
    form: Form | None
    after: str  # where the list goes on once this is mended


@require_safe
@require(WORK)
def overview(request: HttpRequest) -> HttpResponse:
    """People by kinds: for who leads a team everybody's, for a supporter their own row."""
    user = actor(request)
    period = _period(request, user)
    made = quality.matrix(user, period)
    found = {cell.rule.key for cell in made.totals if cell.count}
    context = {
        "period": period,
        "matrix": made,
        "kinds": [cell.rule for cell in made.totals if cell.count],
        "in_order": [cell.rule.short.lower() for cell in made.totals if not cell.count],
        "leads": bool(quality.leads(user)),
        "periods": [(each, f"{reverse('quality')}?periode={each.code}") for each in _periods()],
        "late_after": LATE_AFTER_DAYS,
        "rows": [(row, _linked(row, found, period)) for row in made.rows],
        "totals": [(cell, _address(cell.rule, period) if cell.count else "") for cell in made.totals if cell.count],
    }
    return render(request, "subsidies/quality.html", context)


def _linked(row: quality.Row, found: set[str], period: Period) -> list[tuple[quality.Cell, str]]:
    """The cells of the kinds that are found at all, each with the address of its list where there is something."""
    return [
        (cell, _address(cell.rule, period, row.person) if cell.count else "")
        for cell in row.cells
        if cell.rule.key in found
    ]


@require_safe
@require(WORK)
def kind(request: HttpRequest, key: str) -> HttpResponse:
    """What there is of one kind, of one person or of all."""
    return _list(request, _rule(key))


@require_POST
@require(WORK)
def mend(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Mends one thing, and goes on to the next one in the list."""
    user, rule = actor(request), _rule(key)
    found = mending.MENDINGS.get(rule.key)
    if found is None:
        raise Http404
    rows = quality.lines_of(user) if rule.lines is not None else quality.questions_of(user)
    item: Item = get_object_or_404(rows, pk=pk)  # type: ignore[assignment]
    if not mending.may_mend(item, user, quality.leads(user)):
        raise PermissionDenied
    form = mending.form_for(found, item, request.POST)
    if form.is_valid():
        with said_at(form):
            found.act(item, form.cleaned_data, user, timezone.localdate())
    if not form.is_valid():
        return _list(request, rule, sent=(pk, form))
    messages.success(request, f"Opgeslagen: {item.question.number if isinstance(item, Contact) else item.number}.")
    onward = whole_number(request.POST.get("verder"))
    anchor = "#lijst" if onward is None else f"#item-{onward}"
    return redirect(_address(rule, _period(request, user), _person(request)) + anchor)


def _list(request: HttpRequest, rule: Rule, *, sent: tuple[int, Form] | None = None) -> HttpResponse:
    user = actor(request)
    period, person = _period(request, user), _person(request)
    rows = quality.items(user, rule, period)
    if person is not None:
        rows = quality.of_person(rows, person)
    ordered = rows.order_by("on" if rule.lines else "received_on", "pk")
    page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("pagina"))
    query = {"periode": period.code} | ({} if person is None else {"wie": str(person)})
    context = {
        "rule": rule,
        "period": period,
        "person": person,
        "name": _name(user, person),
        "lines": _lines(user, rule, page, sent),
        "button": mending.MENDINGS[rule.key].button if rule.key in mending.MENDINGS else "",
        "page_obj": page,
        "query": f"&{urlencode(query)}",
        "sent": sent,
        "form": sent[1] if sent else None,
        "back": f"{reverse('quality')}?periode={period.code}",
        "mends": f"?{urlencode(query)}",
    }
    return render(request, "subsidies/quality_kind.html", context)


def _lines(user: User, rule: Rule, page: Page[Any], sent: tuple[int, Form] | None) -> list[Line]:
    found = mending.MENDINGS.get(rule.key)
    leads = quality.leads(user)
    items: list[Item] = list(page.object_list)
    lines = []
    for place, item in enumerate(items):
        form = None
        if found is not None and mending.may_mend(item, user, leads):
            form = sent[1] if sent and sent[0] == item.pk else mending.form_for(found, item)
        question = item.question if isinstance(item, Contact) else item
        onward = items[place + 1].pk if place + 1 < len(items) else (items[place - 1].pk if place else "")
        lines.append(Line(item, question.pk, question.number, _facts(item), form, str(onward)))
    return lines


def _facts(item: Item) -> tuple[str, ...]:
    """What is needed to see what is wrong; no name of a client."""
    who = item.supporter.name if item.supporter else "nog van niemand"
    if isinstance(item, Contact):
        days = (timezone.localtime(item.written_at).date() - item.on).days
        whole_day = getattr(item, "day_minutes", None)
        return (
            f"{item.get_activity_display()} op {date_nl(item.on)}, {in_hours(item.minutes)}",
            f"{days} dagen later geschreven" if days > 1 else "",
            f"die dag samen {in_hours(whole_day)}" if whole_day and whole_day > FULL_DAY_MINUTES else "",
            f"vraag ontvangen op {date_nl(item.question.received_on)}",
            f"afgesloten op {date_nl(item.question.closed_on)}" if item.question.closed_on else "",
            who,
        )
    return (
        f"ontvangen op {date_nl(item.received_on)}",
        f"afgesloten op {date_nl(item.closed_on)}" if item.closed_on else "",
        who,
    )


def _rule(key: str) -> Rule:
    if key not in quality.BY_KEY:
        raise Http404
    return quality.BY_KEY[key]


def _periods() -> list[Period]:
    return quality.periods(timezone.localdate())


def _period(request: HttpRequest, user: User) -> Period:
    if "periode" not in request.GET:
        return quality.period_to_work_on(user, timezone.localdate())
    return find_period(request.GET["periode"])


def _person(request: HttpRequest) -> int | None:
    asked = request.GET.get("wie", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return int(asked)


def _name(user: User, person: int | None) -> str:
    """Of a colleague in the own team, or oneself; nobody else's name."""
    if person is None:
        return ""
    if person == quality.NOBODY:
        return "Nog van niemand"
    if person == user.pk:
        return user.name
    today = timezone.localdate()
    return _colleague(user, person, today)


def _colleague(user: User, person: int, today: date) -> str:
    found = User.objects.filter(
        pk=person, memberships__organisation__in=quality.leads(user), memberships__since__lte=today
    ).first()
    if found is None:
        raise Http404
    return found.name


def _address(rule: Rule, period: Period, person: int | None = None) -> str:
    query = {"periode": period.code} | ({} if person is None else {"wie": str(person)})
    return f"{reverse('quality_kind', args=[rule.key])}?{urlencode(query)}"
