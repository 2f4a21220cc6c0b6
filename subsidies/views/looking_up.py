"""Care side: what the address of a page names, and who may act on it. 404 for what isn't the user's to see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from oco.access import Permission, access_of, actor
from oco.models import Organisation
from reporting.models import Report
from subsidies import duties, rounds, stages
from subsidies.accounts import Account, accounts_for, providers_of
from subsidies.duties import Act, Duty
from subsidies.rounds import Line
from subsidies.stages import PeriodState
from subsidies.views.shared import find_period


def find_account(request: HttpRequest, municipality: str, organisation: str) -> Account:
    """The user's account with these slugs; 404 otherwise."""
    for account in accounts_for(actor(request)):
        if account.slugs == (municipality, organisation):
            return account
    raise Http404


def find_state(account: Account, code: str) -> PeriodState:
    """The period's state; 404 where it hasn't begun."""
    found = stages.state(account, find_period(code), today=timezone.localdate())
    if found is None:
        raise Http404
    return found


def find_version(request: HttpRequest, account: Account, code: str, version: int) -> Report:
    """This filed version of the account's report; 404 where there is none."""
    period = find_period(code)
    reports = Report.objects.select_related("organisation", "municipality").filter(
        organisation=account.organisation, municipality=account.municipality
    )
    return get_object_or_404(reports, start=period.start, end=period.end, version=version)


def find_to_act_on(
    request: HttpRequest, municipality: str, organisation: str, code: str, *, act: Act = Act.READ_WHOLE
) -> tuple[Account, PeriodState]:
    """The account and the state of the period; 403 for who hasn't the duty to do this."""
    account = find_account(request, municipality, organisation)
    state = find_state(account, code)
    if not duties.may(duties_of(request, rounds.line(account, state.period, today=timezone.localdate())), act):
        raise PermissionDenied
    return account, state


def own_providers(request: HttpRequest, account: Account) -> list[Organisation]:
    """The providers behind this account whose exact figures the user may see."""
    mine = access_of(actor(request)).organisation_ids(Permission.FILE_REPORTS)
    return [provider for provider in providers_of(account.organisation, account.municipality) if provider.pk in mine]


def duties_of(request: HttpRequest, line: Line) -> frozenset[Duty]:
    """What the user's organisations have to do in this report."""
    return duties.duties(
        access_of(actor(request)).organisation_ids(Permission.FILE_REPORTS),
        accountable=line.account.organisation.pk,
        lead=line.drawn_up_by.pk if line.drawn_up_by else None,
        providers=[part.provider.pk for part in line.parts],
        arranged=line.drawn_up_by is not None,
    )
