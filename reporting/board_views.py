"""Care side: the dashboard of one's own organisation, from stored counts."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from oco.access import Permission, actor, require
from oco.periods import Period, PeriodKind
from reporting import board_stored, own
from reporting.board import Board, ProviderLine, way
from reporting.forms import FiguresForm
from reporting.own import Account

YEARS = 3


@require_safe
@require(Permission.SEE_FIGURES)
def board(request: HttpRequest) -> HttpResponse:
    """`?organisatie=zoetermeer.mee&periode=2026-Q3&aanbieder=MEE`; without them the first organisation and the last
    period of which all is in."""
    accounts = own.accounts_of(actor(request))
    if not accounts:
        return render(request, "reports/no_figures.html")
    today = timezone.localdate()
    start = {"organisatie": accounts[0].code, "periode": period_to_start(today).code}
    chosen = start | {name: request.GET[name] for name in start if name in request.GET}
    form = FiguresForm(chosen, accounts=accounts, periods=own.periods_until(today, YEARS))
    if not form.is_valid():
        raise Http404
    account, period, provider = form.account(), form.period(), request.GET.get("aanbieder", "")
    seen = board_stored.seen(account, period, provider=provider)
    if seen is None and provider:
        raise Http404

    def url(other: Period) -> str:
        return address(account, other, provider) if other.start <= today else ""

    context = {
        "form": form,
        "account": account,
        "organisation": provider or account.organisation.name,
        "municipality": account.municipality.name,
        "period": period,
        "words": period.in_words,
        "provider": provider,
        "whole_name": account.organisation.name,
        "whole_url": address(account, period),
        "seen": seen,
        "board": seen.board if seen else None,
        "way": way(period, range(today.year, today.year - YEARS, -1), url),
        "providers": provider_links(seen.board, account, period) if seen else [],
        "figures_url": f"{reverse('figures')}?{urlencode({'organisatie': account.code, 'periode': period.code})}",
    }
    return render(request, "boards/care.html", context)


def period_to_start(today: date) -> Period:
    """The last quarter that is over in this year; in the first one the running year."""
    last = Period.containing(today, PeriodKind.QUARTER).previous()
    return last if last.year == today.year else Period(today.year, PeriodKind.YEAR)


def address(account: Account, period: Period, provider: str = "") -> str:
    query = {"organisatie": account.code, "periode": period.code}
    if provider:
        query["aanbieder"] = provider
    return f"{reverse('board')}?{urlencode(query)}"


def provider_links(made: Board, account: Account, period: Period) -> list[tuple[ProviderLine, str]]:
    """The lines of the table by provider, each with the address of its own board; none for the whole."""
    return [(line, "" if line.is_whole else address(account, period, line.name)) for line in made.providers]
