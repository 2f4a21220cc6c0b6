"""Forms of a team: handing questions over, the case talk, who is away, and when somebody is reminded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.leaving import Rest
from cases.models import Absence, FixedContact, HelpQuestion
from cases.reminders import HOURS
from cases.triage import Colleague
from oco.form_fields import ChipCheckboxes, ChipRadio, Form, PlannedDateField
from oco.models import User
from oco.templatetags.oco import DAYS_LONG

Choices = Sequence[tuple[str, str]]


def labels(colleagues: Sequence[Colleague]) -> dict[str, str]:
    """Each person once, with how many questions they have and until when they are away."""
    return {str(person.user_id): person.label for person in colleagues}


class HandOverForm(Form):
    named = {"note": "de overdracht"}

    supporter = forms.ChoiceField(label="Overdragen aan", error_messages={"required": "Kies de ondersteuner."})
    note = forms.CharField(
        label="Overdracht",
        widget=text_area(4),
        help_text="Wat moet de nieuwe ondersteuner weten? Deze tekst staat bovenaan de vraag.",
    )

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "supporter", [("", "Kies …"), *labels(colleagues).items()])


class HandOverAllForm(Form):
    """A whole caseload: per question to whom and, where that is needed, a note of its own."""

    questions = forms.MultipleChoiceField(label="Vragen", error_messages={"required": "Kies minstens één vraag."})
    note = forms.CharField(
        label="Overdracht voor alle vragen",
        required=False,
        widget=text_area(3),
        help_text="Deze tekst staat bovenaan elke vraag. Bij een vraag kunt u er zelf iets aan toevoegen.",
    )
    among = forms.MultipleChoiceField(label="Verdelen over", required=False, widget=ChipCheckboxes)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[HelpQuestion],
        colleagues: Mapping[int, Sequence[Colleague]],
        rest: Rest,
        person: User,
        dividing: bool = False,
        **kwargs: Any,
    ) -> None:
        """`colleagues` by provider, without who hands over. `dividing`: only who gets what is asked for now."""
        super().__init__(*args, **kwargs)
        self._dividing, self._rest = dividing, rest
        self.fields["questions"].required = not rest
        choose(self, "questions", [(str(question.pk), question.number) for question in questions])
        everybody = labels([person for people in colleagues.values() for person in people])
        choose(self, "among", list(everybody.items()))
        for question in questions:
            people = labels(colleagues.get(question.provider_id or 0, ()))
            self.fields[f"to_{question.pk}"] = forms.ChoiceField(
                label=f"Vraag {question.number} naar", required=False, choices=[("", "Kies …"), *people.items()]
            )
            self.fields[f"note_{question.pk}"] = forms.CharField(
                label=f"Extra bij vraag {question.number}",
                required=False,
                max_length=1000,
                widget=forms.TextInput(attrs={"class": "w-full", "autocomplete": "off"}),
            )

        for contact in rest.fixed:
            self._rest_field(f"fixed_{contact.pk}", "Vaste contactpersoon", person, colleagues[contact.provider_id])
        for away in rest.stands_in:
            others = [each for each in colleagues[away.provider_id] if each.user_id != away.user_id]
            self._rest_field(f"stands_{away.pk}", f"Wie {away.user.name} vervangt", person, others)

    def _rest_field(self, name: str, label: str, person: User, people: Sequence[Colleague]) -> None:
        choices = [("", f"Blijft {person.name}"), *labels(people).items()]
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    def rest_to(self) -> tuple[dict[FixedContact, int], dict[Absence, int]]:
        """To whom the rest goes, of a form that is valid; what stays is not in it."""
        fixed = {each: self.cleaned_data[f"fixed_{each.pk}"] for each in self._rest.fixed}
        stands = {each: self.cleaned_data[f"stands_{each.pk}"] for each in self._rest.stands_in}
        return (
            {each: int(to) for each, to in fixed.items() if to},
            {each: int(to) for each, to in stands.items() if to},
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        picked, among = data.get("questions", ()), data.get("among", ())
        if self._dividing and not among and "among" not in self.errors:
            self.add_error("among", "Kies over wie u de vragen verdeelt.")
        if self._dividing:
            return data
        for pk in picked:
            if not data.get(f"to_{pk}") and not among and f"to_{pk}" not in self.errors:
                self.add_error(f"to_{pk}", "Kies wie deze vraag krijgt, of haal het vinkje weg.")
        if not picked:
            if not any(value for name, value in data.items() if name.startswith(("fixed_", "stands_"))):
                self.add_error(None, "Kies wat u overdraagt, en aan wie.")
            return data
        if not data.get("note") and not all(data.get(f"note_{pk}") for pk in picked):
            self.add_error("note", "Schrijf op wat de nieuwe ondersteuner moet weten.")
        return data

    def picked(self, questions: Sequence[HelpQuestion]) -> list[HelpQuestion]:
        return [question for question in questions if str(question.pk) in self.cleaned_data["questions"]]

    def note_of(self, question: HelpQuestion) -> str:
        """The note for all, and below it what was added for this question."""
        return f"{self.cleaned_data['note']}\n{self.cleaned_data[f'note_{question.pk}']}".strip()


class CaseTalkForm(Form):
    named = {"ask": "wat u wilt vragen"}

    ask = forms.CharField(
        label="Wat wilt u het team vragen?",
        widget=text_area(4),
        help_text="Bijvoorbeeld: wie kent een plek voor begeleid wonen? Noem de cliënt niet bij naam: "
        "de lijst kan op papier komen.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class DecisionForm(Form):
    named = {"on": "de datum", "text": "het besluit"}

    text = forms.CharField(label="Besluit", widget=text_area(3), help_text="Wat doet wie, en wanneer?")
    note = forms.CharField(label="Toelichting", required=False, widget=text_area(3))
    on = PlannedDateField(label="Besproken op")
    version = forms.IntegerField(widget=forms.HiddenInput)


class AbsenceForm(Form):
    """`who` are choices of a user and provider ("12:34"); with one it isn't asked."""

    named = {"first_day": "de eerste dag", "last_day": "de laatste dag"}

    who = forms.ChoiceField(label="Wie", error_messages={"required": "Kies wie er afwezig is."})
    first_day = PlannedDateField(label="Eerste dag afwezig")
    last_day = PlannedDateField(label="Laatste dag afwezig")
    replaced_by = forms.ChoiceField(
        label="Vervanger",
        required=False,
        help_text="Ziet de vragen bij Vandaag en krijgt de herinneringen. De vragen blijven op naam van wie weg is.",
    )
    note = forms.CharField(
        label="Voor de vervanger",
        required=False,
        widget=text_area(3),
        help_text="Wat moet de vervanger weten? Schrijf niet op waarom iemand afwezig is.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Choices, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "replaced_by", [("", "niemand"), *labels(colleagues).items()])
        if len(who) > 1:
            choose(self, "who", [("", "Kies …"), *who])
        else:
            del self.fields["who"]


class ReminderForm(Form):
    hour = forms.TypedChoiceField(
        label="Hoe laat", choices=[(hour, f"{hour} uur") for hour in HOURS], coerce=int, widget=forms.Select
    )
    weekdays = forms.MultipleChoiceField(
        label="Op welke dagen",
        choices=[(str(n), DAYS_LONG[n - 1]) for n in range(1, 6)],
        widget=ChipCheckboxes,
        help_text="Valt zo'n dag op een feestdag, dan komt de mail op de eerste werkdag erna.",
        error_messages={"required": "Kies minstens één dag."},
    )
    only_when_late = forms.TypedChoiceField(
        label="Wanneer",
        choices=[("nee", "als er iets te doen is"), ("ja", "alleen als er iets te laat is")],
        coerce=lambda value: value == "ja",
        widget=ChipRadio,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
