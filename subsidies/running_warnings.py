"""Warnings about targets for the manager's own pages, from the weeks that were counted last night. Care side only.

A manager of a provider behind a partnership's front door is warned about the joint target as well: the totals of the
whole stand in every report that they read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from oco.access import Permission, access_of
from oco.models import User
from oco.notices import Notice
from oco.periods import Period, PeriodKind
from reporting import agreed, expecting, own
from reporting.figures import Scope
from reporting.forecast import Forecast
from reporting.terms import TargetLine
from subsidies.accounts import Account, accounts_for
from subsidies.target_warnings import TargetWarning, warning_of


def for_user(user: User, today: date) -> Sequence[Notice]:
    """Nothing for who may not see figures, and where nothing was counted by week yet."""
    if not access_of(user).organisation_ids(Permission.SEE_FIGURES):
        return ()
    accounts = {_scope(account): account for account in accounts_for(user)}
    terms = {
        scope: found
        for scope, account in accounts.items()
        if (found := agreed.terms(account.organisation, account.municipality, today.year)) and found.targets
    }
    if not terms:
        return ()
    known = expecting.stored_forecasts(terms, today)
    mine = [each.code for each in own.accounts_of(user)] if known else []
    return [
        _notice(warning, accounts[scope], mine, today)
        for scope, found in terms.items()
        for line in found.targets
        if (guess := known.get((scope, line.indicator))) and (warning := _warning(line, guess, today))
    ]


def _warning(line: TargetLine, guess: Forecast, today: date) -> TargetWarning | None:
    return warning_of(line, guess.expected, guess.low, guess.high, until=today)


def _scope(account: Account) -> Scope:
    return Scope.of_organisation(account.organisation, account.municipality)


def _notice(warning: TargetWarning, account: Account, mine: Sequence[str], today: date) -> Notice:
    code = f"{account.municipality.slug}.{account.organisation.slug}"
    query = {"periode": Period(today.year, PeriodKind.YEAR).code}
    if mine:
        query["organisatie"] = code if code in mine else mine[0]
    return Notice(
        warning.kind,
        f"{account.organisation.name}, {warning.title[:1].lower()}{warning.title[1:]}",
        warning.text,
        f"{reverse('figures')}?{urlencode(query)}",
        "Bekijk de cijfers van dit jaar",
    )
