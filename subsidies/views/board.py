"""Municipality side: the dashboard, from what was filed. Knows no client and no unreleased figure."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from oco.access import Permission, actor, require
from oco.periods import Period
from reporting.board import way
from subsidies import released_board
from subsidies.accounts import Account, accounts_in, municipalities_of
from subsidies.views.shared import find_period

READ = Permission.READ_RELEASED


@require(READ)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`?organisatie=zoetermeer.zosamen&periode=2026-Q3&aanbieder=MEE`; without them the first account and the quarter
    that was filed last."""
    accounts = {code(account): account for account in _accounts(request)}
    if not accounts:
        return render(request, "boards/none.html", {"text": "Er is nog geen organisatie met een voordeur."})
    account = accounts.get(request.GET.get("organisatie", next(iter(accounts))))
    if account is None:
        raise Http404
    reports = released_board.newest_reports(account)
    period = _period(request, released_board.first_to_show(reports))
    provider = request.GET.get("aanbieder", "")
    if period is None:
        text = f"{account.organisation.name} heeft nog geen rapport ingediend. Daarna staan de cijfers hier."
        return render(request, "boards/none.html", {"text": text})
    seen = released_board.seen(account, period, provider=provider, reports=reports)
    if seen is None and provider:
        raise Http404

    def url(other: Period) -> str:
        return address(account, other, provider) if other in reports else ""

    context = {
        "accounts": [(key, each, each == account) for key, each in accounts.items()],
        "account": account,
        "account_code": code(account),
        "organisation": provider or account.organisation.name,
        "municipality": account.municipality.name,
        "period": period,
        "words": period.in_words,
        "provider": provider,
        "whole_name": account.organisation.name,
        "whole_url": address(account, period),
        "report": seen.report if seen else None,
        "board": seen.board if seen else None,
        "way": way(period, released_board.years_of(reports), url),
        "providers": [
            (line, "" if line.is_whole else address(account, period, line.name)) for line in seen.board.providers
        ]
        if seen
        else [],
    }
    return render(request, "boards/municipality.html", context)


def _accounts(request: HttpRequest) -> list[Account]:
    return [
        account for municipality in municipalities_of(actor(request), READ) for account in accounts_in(municipality)
    ]


def _period(request: HttpRequest, start: Period | None) -> Period | None:
    if "periode" not in request.GET:
        return start
    return find_period(request.GET["periode"])


def code(account: Account) -> str:
    return ".".join(account.slugs)


def address(account: Account, period: Period, provider: str = "") -> str:
    query = {"organisatie": code(account), "periode": period.code}
    if provider:
        query["aanbieder"] = provider
    return f"{reverse('board')}?{urlencode(query)}"
