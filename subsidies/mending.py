"""Mending one thing in the list of the quality of the data: which form belongs to which kind, and which act it calls.

The acts are those of the question's own page, with the same refusals; here they stand where the fault is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms

from cases import casework, hours
from cases.codes import Activity, Outcome, OverGuidelineReason
from cases.models import Contact, HelpQuestion
from cases.norms import domains_on
from oco.form_fields import ChipCheckboxes, Form, MinutesField, PlannedDateField
from oco.models import User

Item = HelpQuestion | Contact


class DomainsForm(Form):
    domains = forms.MultipleChoiceField(
        label="Leefgebieden",
        widget=ChipCheckboxes,
        error_messages={"required": "Kies minstens één leefgebied."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class OutcomeForm(Form):
    """Closing what is done."""

    named: ClassVar[Mapping[str, str]] = {"on": "de datum"}
    outcome = forms.ChoiceField(
        label="Uitkomst",
        choices=[("", "kies een uitkomst"), *Outcome.choices],
        error_messages={"required": "Kies de uitkomst."},
    )
    on = PlannedDateField(label="Afgesloten op")
    reason = forms.ChoiceField(
        label="Reden boven de richtlijn",
        required=False,
        choices=[("", "niet boven de richtlijn"), *OverGuidelineReason.choices],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class LineForm(Form):
    """The day and the time of an hour line."""

    named: ClassVar[Mapping[str, str]] = {"on": "de datum", "minutes": "de tijd"}
    on = PlannedDateField(label="Datum")
    minutes = MinutesField(label="Tijd", help_text="Bijvoorbeeld 45 of 1:30")
    version = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class Mending:
    """A form with the words on its button, how it begins, and what it does. `act` raises as the acts of cases do."""

    form: type[Form]
    button: str
    initial: Callable[[Any], dict[str, object]]
    act: Callable[[Any, dict[str, Any], User, date], object]


def _set_domains(question: HelpQuestion, said: dict[str, Any], by: User, today: date) -> object:
    return casework.edit_question(
        question=question, text=question.text, domains=said["domains"], by=by, version=said["version"]
    )


def _close(question: HelpQuestion, said: dict[str, Any], by: User, today: date) -> object:
    closing = casework.Closing(
        on=said["on"],
        outcome=Outcome(said["outcome"]),
        reason=OverGuidelineReason(said["reason"]) if said["reason"] else None,
    )
    return casework.close(question=question, closing=closing, by=by, today=today, version=said["version"])


def _correct(line: Contact, said: dict[str, Any], by: User, today: date) -> object:
    return hours.edit_contact(
        contact=line,
        by=by,
        today=today,
        on=said["on"],
        activity=Activity(line.activity),
        minutes=said["minutes"],
        note=line.note,
        version=said["version"],
    )


def _version(item: Item) -> dict[str, object]:
    return {"version": item.version}


def _line(line: Contact) -> dict[str, object]:
    return {"on": line.on, "minutes": line.minutes, "version": line.version}


_LINE = Mending(LineForm, "Regel opslaan", _line, _correct)
# By kind; a kind that isn't here asks for more than a small form, and is mended on the page of its question.
MENDINGS: Mapping[str, Mending] = {
    "zonder-leefgebied": Mending(DomainsForm, "Leefgebied opslaan", _version, _set_domains),
    "stil": Mending(OutcomeForm, "Vraag afsluiten", _version, _close),
    "uren-voor-ontvangst": _LINE,
    "dag-te-vol": _LINE,
    "laat-geschreven": _LINE,
}


def form_for(mending: Mending, item: Item, data: Any = None) -> Form:
    """The form of one item; its names carry the item's key, so that many stand on one page."""
    form = mending.form(data, prefix=f"i{item.pk}", initial=mending.initial(item))
    if isinstance(form, DomainsForm) and isinstance(item, HelpQuestion):
        field = form.fields["domains"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(domains_on(item.front_door, item.received_on).items())
    return form


def may_mend(item: Item, user: User, leads: frozenset[int]) -> bool:
    """A line on an open question is for whose it is and who leads; a question for who works for its provider."""
    if isinstance(item, Contact):
        return item.question.is_open and hours.may_change(item, user, leads)
    return True
