"""Filters of the lists. Values are codes and keys of staff, districts and groups: nothing personal, so that they may
stand in the address and in a saved view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import HiddenInput
from django_filters import ChoiceFilter, FilterSet

from cases import caseload
from cases.caseload import with_work
from cases.forms.caseload import people
from cases.models import Client, ClientTargetGroup, HelpQuestion, TargetGroup
from cases.triage import Colleague
from oco.form_fields import Form
from oco.models import District

ME, NOBODY = "ik", "niemand"
Choices = Sequence[tuple[str, str]]


class ListFilter(FilterSet):  # type: ignore[misc]
    """What the filters of all lists share: choices known per request, and what was chosen as text for an address."""

    class Meta:
        form = Form

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.filters[name].extra["choices"] = list(choices)

    @property
    def chosen(self) -> dict[str, str]:
        """The valid choices, in the order of the fields; whatever else stood in the address is left out."""
        self.form.is_valid()
        given = {name: str(value) for name, value in self.form.cleaned_data.items() if value}
        return {name: given[name] for name in self.form.fields if name in given}

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was chosen as a reader sees it: the label of the filter and of the choice."""
        return [
            (str(self.form.fields[name].label), dict(self.filters[name].extra["choices"]).get(value, value))
            for name, value in self.chosen.items()
        ]


class QuestionFilter(ListFilter):
    """Of the list of all questions."""

    status = ChoiceFilter(
        label="Stand",
        choices=[("open", "open"), ("dicht", "afgesloten"), ("alle", "alle")],
        empty_label=None,
        method="by_status",
    )
    urgent = ChoiceFilter(
        label="Urgentie", choices=[("ja", "urgent"), ("nee", "gewoon")], empty_label="alle", method="by_urgency"
    )
    leefgebied = ChoiceFilter(label="Leefgebied", field_name="domains__domain", choices=(), empty_label="alle")
    wie = ChoiceFilter(label="Ondersteuner", choices=(), empty_label="iedereen", method="by_person")

    def __init__(
        self, data: Mapping[str, str], *args: Any, domains: Mapping[str, str], colleagues: Sequence[Colleague], me: int,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__({"status": "open", **data}, *args, **kwargs)
        self.me = me
        everyone = dict(people(colleagues))
        mine = [(ME, "ikzelf")] if any(person.user_id == me for person in colleagues) else []
        self.offer("leefgebied", domains.items())
        self.offer("wie", [*mine, (NOBODY, "nog niemand"), *everyone.items()])

    @property
    def short(self) -> bool:
        """Whether only open questions are listed, of which there are never very many."""
        return self.chosen.get("status") == "open"

    def by_status(self, found: QuerySet[HelpQuestion], _name: str, value: str) -> QuerySet[HelpQuestion]:
        return found if value == "alle" else found.filter(closed_on__isnull=value == "open")

    def by_urgency(self, found: QuerySet[HelpQuestion], _name: str, value: str) -> QuerySet[HelpQuestion]:
        return found.filter(urgent=value == "ja")

    def by_person(self, found: QuerySet[HelpQuestion], _name: str, value: str) -> QuerySet[HelpQuestion]:
        if value == NOBODY:
            return found.filter(supporter__isnull=True)
        return found.filter(supporter_id=self.me if value == ME else int(value))


class TeamFilter(ListFilter):
    """Of the team's open questions: what they are about stands in tabs, whose they are in the table of people."""

    lijst = ChoiceFilter(label="Lijst", choices=(), widget=HiddenInput, method="by_list")
    wie = ChoiceFilter(label="Ondersteuner", choices=(), field_name="supporter_id")

    def __init__(self, data: Mapping[str, str], *args: Any, persons: Choices, today: date, **kwargs: Any) -> None:
        super().__init__({"lijst": "te-laat", **data}, *args, **kwargs)
        self.today = today
        self.offer("lijst", ((key, label) for key, (label, _) in team_lists(today).items()))
        self.offer("wie", persons)

    def by_list(self, found: QuerySet[HelpQuestion], _name: str, value: str) -> QuerySet[HelpQuestion]:
        return with_work(found).filter(team_lists(self.today)[value][1])


def team_lists(today: date) -> dict[str, tuple[str, Q]]:
    """The lists of the team page: key, what it is called, and what belongs to it."""
    return {
        "te-laat": ("Te laat", caseload.overdue(today)),
        "bijna": ("Bijna te laat", caseload.nearly_late(today)),
        "uren": ("Uren vanaf 80%", caseload.near_guideline()),
        "stil": ("30 dagen stil", caseload.untouched(today)),
        "niemand": ("Nog bij niemand", Q(supporter__isnull=True)),
        "alle": ("Alle open", Q()),
    }


class ClientFilter(ListFilter):
    """Of the list of clients."""

    vraag = ChoiceFilter(
        label="Vragen",
        choices=[("open", "met een open vraag"), ("dicht", "zonder open vraag"), ("alle", "alle")],
        empty_label=None,
        method="by_question",
    )
    wijk = ChoiceFilter(label="Wijk", choices=(), field_name="district_id", empty_label="alle")
    doelgroep = ChoiceFilter(label="Doelgroep", choices=(), empty_label="alle", method="by_group")

    def __init__(
        self, data: Mapping[str, str], *args: Any, districts: Iterable[District], groups: Iterable[TargetGroup],
        readable: QuerySet[HelpQuestion], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__({"vraag": "open", **data}, *args, **kwargs)
        self.readable = readable
        self.offer("wijk", ((str(district.pk), district.name) for district in districts))
        self.offer("doelgroep", ((str(group.pk), group.name) for group in groups))
        if not self.filters["doelgroep"].extra["choices"]:
            del self.filters["doelgroep"]  # a front door that keeps no list of groups

    @property
    def short(self) -> bool:
        return self.chosen.get("vraag") == "open"

    def by_question(self, found: QuerySet[Client], _name: str, value: str) -> QuerySet[Client]:
        running = self.readable.filter(client=OuterRef("pk"), closed_on__isnull=True)
        return found if value == "alle" else found.filter(Exists(running) if value == "open" else ~Exists(running))

    def by_group(self, found: QuerySet[Client], _name: str, value: str) -> QuerySet[Client]:
        return found.filter(Exists(ClientTargetGroup.objects.filter(client=OuterRef("pk"), target_group_id=int(value))))
