"""Forms of the week sheet: time on a question, and work that isn't bound to a client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.codes import Activity, OtherWorkKind
from cases.forms.caseload import choose
from cases.hours import WITH_PEOPLE
from cases.models import HelpQuestion
from oco.form_fields import ChipRadio, Form, MinutesField, PlannedDateField, WholeNumberField
from oco.models import Participation

# Aftercare is written at its question (cases/aftercare.py), so that the hours can be traced.
BY_HAND = [(kind.value, kind.label) for kind in OtherWorkKind if kind != OtherWorkKind.AFTERCARE]


class _WithPeople(Form):
    """Asks for the number of people at groups and information sessions. The page hides the field at other kinds, by
    its style sheet alone; what stands in it then isn't kept."""

    kind = forms.ChoiceField(label="Soort werk", choices=BY_HAND, widget=ChipRadio, initial=OtherWorkKind.NETWORK)
    people = WholeNumberField(
        label="Aantal mensen", min_value=1, error_messages={"required": "Vul in hoeveel mensen er waren."}
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") not in WITH_PEOPLE:
            self.errors.pop("people", None)
            data["people"] = None
        return data


class HoursLineForm(Form):
    """Time on one of the open questions that the user works on."""

    named = {"on": "de datum", "minutes": "de tijd"}

    question = forms.ChoiceField(label="Vraag", error_messages={"required": "Kies de vraag."})
    activity = forms.ChoiceField(label="Soort", choices=Activity.choices, initial=Activity.TALK)
    on = PlannedDateField(label="Datum")
    minutes = MinutesField(label="Tijd")
    note = forms.CharField(label="Wat", required=False, widget=forms.TextInput(attrs={"class": "w-full"}))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: Iterable[HelpQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = {str(question.pk): question for question in questions}
        choices = [(pk, f"{question.client.list_name} · {question.number}") for pk, question in self._questions.items()]
        choose(self, "question", [("", "Kies …"), *choices])

    def chosen(self) -> HelpQuestion:
        return self._questions[self.cleaned_data["question"]]


class OtherWorkForm(_WithPeople):
    named = {"on": "de datum", "minutes": "de tijd", "kind": "het soort werk"}
    field_order = ["kind", "people", "on", "minutes", "note"]

    on = PlannedDateField(label="Datum")
    minutes = MinutesField(label="Tijd")
    note = forms.CharField(
        label="Wat", required=False, max_length=200, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    where = forms.ChoiceField(label="Voor")
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {str(place.pk): place for place in places}
        choose(self, "where", [(pk, f"{p.provider.name}, {p.front_door.name}") for pk, p in self._places.items()])
        if len(places) == 1:
            self.fields["where"].widget = forms.HiddenInput()
            self.fields["where"].initial = str(places[0].pk)

    def place(self) -> Participation:
        return self._places[self.cleaned_data["where"]]


class EditOtherWorkForm(_WithPeople):
    named = {"on": "de datum", "minutes": "de tijd", "kind": "het soort werk"}
    field_order = ["kind", "people", "on", "minutes", "note", "version"]

    on = PlannedDateField(label="Datum")
    minutes = MinutesField(label="Tijd")
    note = forms.CharField(
        label="Wat", required=False, max_length=200, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def open_questions(questions: QuerySet[HelpQuestion]) -> QuerySet[HelpQuestion]:
    """Those to choose from, by the client's name."""
    return questions.filter(closed_on__isnull=True).select_related("client").order_by("client__sort_key", "pk")
