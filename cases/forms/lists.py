"""Forms of the administrator's lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cases.codes import LIFE_DOMAINS, Channel, DomainList
from cases.forms.caseload import choose
from cases.lists import NormValues
from cases.models import Desk, TargetGroup, Topic
from cases.norms import NoNorms, domains_on
from oco.form_fields import Form, HoursField, PlannedDateField, WholeNumberField
from oco.models import District, FrontDoor, Organisation


class TopicForm(Form):
    named = {"name": "de naam"}

    name = forms.CharField(label="Naam", max_length=60, help_text="Kort: dit staat op de tegel.")
    domain = forms.ChoiceField(label="Leefgebied", required=False)

    def __init__(self, *args: Any, front_door: FrontDoor, topic: Topic | None, today: date, **kwargs: Any) -> None:
        initial = {"name": topic.name, "domain": topic.domain} if topic else {}
        super().__init__(*args, initial=initial, **kwargs)
        try:
            known = domains_on(front_door, today)
        except NoNorms:
            known = LIFE_DOMAINS[DomainList.WMO]
        choose(self, "domain", [("", "Geen"), *known.items()])
        if topic and topic.tallies.exists():
            self.fields[
                "name"
            ].help_text = "Eerdere turven krijgen ook deze naam. Is het iets anders? Maak een nieuw onderwerp."


class DeskForm(Form):
    named = {"name": "de naam"}

    name = forms.CharField(label="Naam", max_length=100, help_text="Bijvoorbeeld: Spreekuur Oosterheem.")
    channel = forms.ChoiceField(label="Ingang", choices=Channel.choices)
    provider = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Aanbieder",
        required=False,
        empty_label="Van iedereen",
        help_text="Staat hier altijd dezelfde aanbieder? Kies die dan.",
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label="Wijk", required=False, empty_label="Geen vaste wijk"
    )

    def __init__(self, *args: Any, front_door: FrontDoor, desk: Desk | None, **kwargs: Any) -> None:
        names = ("name", "channel", "provider", "district")
        super().__init__(*args, initial={name: getattr(desk, name) for name in names} if desk else {}, **kwargs)
        choices = {
            "provider": Organisation.objects.filter(participations__front_door=front_door).order_by("name"),
            "district": District.objects.filter(municipality=front_door.municipality_id),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class TargetGroupForm(Form):
    named = {"name": "de naam"}

    name = forms.CharField(label="Naam", max_length=60, help_text="Bijvoorbeeld: Mantelzorgers.")

    def __init__(self, *args: Any, group: TargetGroup | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": group.name} if group else {}, **kwargs)
        if group:
            self.fields[
                "name"
            ].help_text = (
                "Cliënten die er al bij horen, krijgen ook deze naam. Is het iets anders? Maak een nieuwe doelgroep."
            )


class NormsForm(Form):
    named = {
        "valid_from": "de datum",
        "first_contact_days": "het aantal dagen",
        "pick_up_urgent_days": "het aantal dagen",
        "pick_up_regular_days": "het aantal dagen",
        "attempts_before_pause": "het aantal pogingen",
        "guideline": "de uren",
    }

    valid_from = PlannedDateField(label="Geldt vanaf", help_text="Voor vragen die op deze dag of later binnenkomen.")
    first_contact_days = WholeNumberField(label="Eerste contact binnen (dagen)", min_value=1, max_value=365)
    pick_up_urgent_days = WholeNumberField(label="Urgente vraag oppakken binnen (dagen)", min_value=1, max_value=365)
    pick_up_regular_days = WholeNumberField(label="Gewone vraag oppakken binnen (dagen)", min_value=1, max_value=365)
    attempts_before_pause = WholeNumberField(
        label="Pogingen voor een pauze",
        min_value=1,
        max_value=10,
        help_text="Zo vaak niet bereikt, dan mag een termijn stilstaan.",
    )
    guideline = HoursField(label="Richtlijn per vraag (uren)", max_value=200 * 60)
    trajectory_days = WholeNumberField(label="Traject ten hoogste (dagen)", required=False, min_value=1, max_value=365)
    domain_list = forms.ChoiceField(label="Leefgebieden", choices=DomainList.choices, widget=forms.RadioSelect)

    def values(self) -> NormValues:
        """The norms of a valid form."""
        data = self.cleaned_data
        trajectory = data["trajectory_days"]
        return NormValues(
            first_contact_days=int(data["first_contact_days"]),
            pick_up_urgent_days=int(data["pick_up_urgent_days"]),
            pick_up_regular_days=int(data["pick_up_regular_days"]),
            guideline_minutes=data["guideline"],
            trajectory_days=None if trajectory is None else int(trajectory),
            domain_list=DomainList(data["domain_list"]),
            attempts_before_pause=int(data["attempts_before_pause"]),
        )
