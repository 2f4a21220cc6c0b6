"""Choosing whose figures, over which period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from oco.form_fields import Form
from oco.periods import Period
from reporting.own import Account


class FiguresForm(Form):
    """Chosen by address, so that a page can be kept and sent: organisations and periods, nobody's person."""

    organisatie = forms.ChoiceField(label="Organisatie")
    periode = forms.ChoiceField(label="Periode")

    def __init__(self, *args: Any, accounts: Sequence[Account], periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {account.code: account for account in accounts}
        organisations, chosen = self.fields["organisatie"], self.fields["periode"]
        assert isinstance(organisations, forms.ChoiceField)
        assert isinstance(chosen, forms.ChoiceField)
        organisations.choices = [(account.code, account.label) for account in accounts]
        chosen.choices = period_choices(periods)

    def account(self) -> Account:
        return self.accounts[self.cleaned_data["organisatie"]]

    def period(self) -> Period:
        return Period.parse(self.cleaned_data["periode"])


def period_choices(periods: Sequence[Period]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a field, by year."""
    by_year: dict[int, list[tuple[str, str]]] = {}
    for period in periods:
        by_year.setdefault(period.year, []).append((period.code, _name(period)))
    return [(str(year), names) for year, names in by_year.items()]


def _name(period: Period) -> str:
    return f"heel {period.year}" if period.code == str(period.year) else period.label
