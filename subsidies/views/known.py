"""Care side: what is known now beside what was filed, and the records behind each reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.models import Client, HelpQuestion, OtherWork, Tally
from oco.access import Permission, actor, require
from oco.models import Organisation
from oco.tabs import Tab
from oco.templatetags.oco import date_nl, hours, number
from reporting import known as known_records
from reporting.figures import Scope
from reporting.models import Report
from reporting.reasons import Change, Difference, Reason
from reporting.sheets import label_of, unit_of
from reporting.stands import FOLLOWS, KIND_OF, Kind
from reporting.versions import SIDE_BY_SIDE, signed
from subsidies import corrections
from subsidies.accounts import Account
from subsidies.views.looking_up import find_account, find_version, own_providers

FILE_REPORTS = Permission.FILE_REPORTS


@dataclass(frozen=True)
class ReasonLine:
    """ "+7 later ingevoerd", with where its records are listed."""

    text: str
    url: str


@dataclass(frozen=True)
class KnownLine:
    """A row of the table: filed, now, difference, and why."""

    label: str
    then: str
    now: str
    difference: str
    changed: bool
    reasons: tuple[ReasonLine, ...]


@require(FILE_REPORTS)
@require_GET
def known(request: HttpRequest, municipality: str, organisation: str, code: str, number: int) -> HttpResponse:
    """Per level: as filed, as known now, the difference and its reasons. A piece of the report's page, or a page."""
    account = find_account(request, municipality, organisation)
    filed = find_version(request, account, code, number)
    levels = _levels(request, account)
    level = _level(levels, request.GET.get("niveau", levels[0].slug))
    scope = Scope.of_organisation(level, account.municipality)
    found = corrections.since_filed(filed, [scope], today=timezone.localdate())
    url = reverse("report_known", args=[*account.slugs, code, number])
    differences = found.get(scope, {}) if found is not None else {}
    context = {
        "account": account,
        "report": filed,
        "words": filed.period.in_words,
        "level": level,
        "tabs": [Tab(each.name, f"{url}?niveau={each.slug}", each == level) for each in levels],
        "kept": found is not None and scope in found,
        "lines": [_line(differences[key], account, filed, level) for key in SIDE_BY_SIDE if key in differences],
        "others": [
            _line(each, account, filed, level)
            for key, each in differences.items()
            if key not in SIDE_BY_SIDE and (each.amount or each.changes)
        ],
        "follows": [(label_of(key), source) for key, source in FOLLOWS.items()],
        "url": url,
    }
    page = "subsidies/_known.html" if request.headers.get("HX-Request") else "subsidies/known.html"
    return render(request, page, context)


@require(FILE_REPORTS)
@require_GET
def records(
    request: HttpRequest,
    municipality: str,
    organisation: str,
    code: str,
    number: int,
    level: str,
    indicator: str,
    reason: str,
) -> HttpResponse:
    """The records behind a reason, for who may see them; others see how many there are."""
    account = find_account(request, municipality, organisation)
    filed = find_version(request, account, code, number)
    about = _level(_levels(request, account), level)
    if indicator not in KIND_OF or reason not in list(Reason):
        raise Http404
    scope = Scope.of_organisation(about, account.municipality)
    found = corrections.since_filed(filed, [scope], today=timezone.localdate())
    difference = found[scope].get(indicator) if found and scope in found else None
    changes = [each for each in difference.changes if each.reason == reason] if difference else []
    ids = sorted({record for change in changes for record in change.records})
    lines = _records(request, indicator, ids)
    page = Paginator(lines, 50).get_page(request.GET.get("pagina"))
    context = {
        "account": account,
        "report": filed,
        "words": filed.period.in_words,
        "level": about,
        "label": label_of(indicator),
        "reason": Reason(reason),
        "amounts": ", ".join(_amount(indicator, change) for change in changes) or "0",
        "total": len(ids),
        "unseen": len(ids) - len(lines),
        "page_obj": page,
        "back": f"{reverse('report_known', args=[*account.slugs, code, number])}?niveau={about.slug}",
    }
    return render(request, "subsidies/known_records.html", context)


def _levels(request: HttpRequest, account: Account) -> list[Organisation]:
    """Whose figures the user may see exactly: all levels for who accounts for them, otherwise one's own."""
    if not account.may_file:
        mine = own_providers(request, account)
        if not mine:
            raise Http404
        return mine
    ids = [scope.organisation_id for scope in corrections.scopes_of(account)]
    by_id = Organisation.objects.in_bulk([pk for pk in ids if pk is not None])
    return [by_id[pk] for pk in ids if pk is not None]


def _level(levels: list[Organisation], slug: str) -> Organisation:
    for each in levels:
        if each.slug == slug:
            return each
    raise Http404


# --- in words ---------------------------------------------------------------------------------------------------------


def _line(difference: Difference, account: Account, filed: Report, level: Organisation) -> KnownLine:
    indicator = difference.indicator
    reasons = tuple(
        ReasonLine(
            f"{_amount(indicator, change)} {change.reason.words}",
            reverse(
                "report_known_records",
                args=[*account.slugs, filed.period.code, filed.version, level.slug, indicator, change.reason.value],
            ),
        )
        for change in difference.changes
    )
    return KnownLine(
        label=label_of(indicator),
        then=_figure(indicator, difference.then),
        now=_figure(indicator, difference.now),
        difference=_step(indicator, difference.amount),
        changed=bool(difference.amount),
        reasons=reasons,
    )


def _figure(indicator: str, value: int) -> str:
    """A count, or minutes to the minute: rounded hours would not add up."""
    return hours(Decimal(value)) if unit_of(indicator) == "minutes" else number(Decimal(value))


def _step(indicator: str, amount: int) -> str:
    if unit_of(indicator) != "minutes" or not amount:
        return signed(amount)
    return f"{'+' if amount > 0 else '−'}{hours(Decimal(abs(amount)))}"


def _amount(indicator: str, change: Change) -> str:
    return _step(indicator, change.amount)


# --- the records ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordLine:
    """One record: what it is, when it was true, and when it was written."""

    title: str
    url: str
    happened: str
    written: str


def _records(request: HttpRequest, indicator: str, ids: list[int]) -> list[RecordLine]:
    user = actor(request)
    match KIND_OF[indicator]:
        case Kind.PERSON:
            people = Client.objects.for_user(user).filter(pk__in=ids).order_by("sort_key", "pk")
            return [
                RecordLine(
                    f"Cliënt {each.number}", reverse("client", args=[each.pk]), "", date_nl(each.created_at, "time")
                )
                for each in people
            ]
        case Kind.TALLY:
            tallies = Tally.objects.for_user(user).filter(pk__in=ids).select_related("topic").order_by("on", "pk")
            return [
                RecordLine(each.topic.name, "", date_nl(each.on), date_nl(each.written_at, "time")) for each in tallies
            ]
        case Kind.OTHER_WORK:
            work = OtherWork.objects.for_user(user).filter(pk__in=ids).order_by("on", "pk")
            return [
                RecordLine(
                    f"{each.get_kind_display()}, {hours(Decimal(each.minutes))}",
                    "",
                    date_nl(each.on),
                    date_nl(each.written_at, "time"),
                )
                for each in work
            ]
        case _:
            questions = (
                HelpQuestion.objects.for_user(user)
                .filter(known_records.questions_behind(indicator, ids))
                .distinct()
                .order_by("received_on", "pk")
            )
            return [
                RecordLine(
                    f"Vraag {each.number}",
                    reverse("question", args=[each.pk]),
                    f"ontvangen {date_nl(each.received_on)}"
                    + (f", afgesloten {date_nl(each.closed_on)}" if each.closed_on else ""),
                    date_nl(each.written_at, "time"),
                )
                for each in questions
            ]
