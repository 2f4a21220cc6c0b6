"""Forms of the work on a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms

from cases.codes import Activity, Channel, Fits, HowFound, Outcome, OverGuidelineReason
from cases.forms.outcome import FoundFields
from cases.models import TargetGroup
from cases.outcome import Found
from cases.triage import Colleague
from oco.form_fields import ChipCheckboxes, ChipRadio, Form, MinutesField, PlannedDateField

# Travel has a field of its own.
WORK = [(choice.value, choice.label) for choice in Activity if choice != Activity.TRAVEL]


def text_area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "w-full", **attrs})


def choose(form: forms.BaseForm, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Gives a choice field the choices that are only known per request."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def people(colleagues: Sequence[Colleague], *, without: int = 0) -> list[tuple[str, str]]:
    return [(str(person.user_id), person.name) for person in colleagues if person.user_id != without]


class ContactForm(Form):
    """What was done and how long it took, in one act."""

    named = {"note": "wat u deed", "on": "de datum", "minutes": "de tijd", "activity": "wat u deed"}
    draft = ""  # the name under which half-typed work is kept, and since when something was
    kept_at: datetime | None = None

    note = forms.CharField(label="Wat hebt u gedaan?", required=False, widget=text_area(3))
    activity = forms.ChoiceField(label="Soort", choices=WORK, widget=ChipRadio, initial=Activity.PHONE)
    minutes = MinutesField(label="Tijd", help_text="45 of 1:30")
    on = PlannedDateField(label="Datum")
    second_supporter = forms.ChoiceField(
        label="Tweede ondersteuner", required=False, help_text="Die krijgt dezelfde tijd erbij."
    )
    travel_minutes = MinutesField(label="Reistijd", required=False, help_text="Per persoon, apart geteld")
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], me: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "second_supporter", [("", "Alleen ik"), *people(colleagues, without=me)])


class QuickMinutesForm(Form):
    """Time on a question from the list: minutes and what it was, today."""

    named = {"minutes": "de tijd"}

    activity = forms.ChoiceField(label="Soort", choices=WORK, initial=Activity.PHONE)
    # The cursor goes here when the form opens in a row.
    minutes = MinutesField(
        label="Tijd", widget=forms.TextInput(attrs={"class": "w-short", "autocomplete": "off", "autofocus": True})
    )
    note = forms.CharField(label="Wat", required=False, widget=forms.TextInput(attrs={"class": "w-full"}))
    key = forms.UUIDField(widget=forms.HiddenInput)


class EditContactForm(Form):
    named = {"on": "de datum", "minutes": "de tijd"}

    note = forms.CharField(label="Wat hebt u gedaan?", required=False, widget=text_area(6))
    activity = forms.ChoiceField(label="Soort", choices=Activity.choices, widget=ChipRadio)
    minutes = MinutesField(label="Tijd", help_text="Minuten, of uren en minuten: 45 of 1:30")
    on = PlannedDateField(label="Datum")
    version = forms.IntegerField(widget=forms.HiddenInput)


class EditQuestionForm(Form):
    text = forms.CharField(label="De vraag", required=False, widget=text_area(5))
    domains = forms.MultipleChoiceField(
        label="Leefgebieden",
        widget=ChipCheckboxes,
        error_messages={"required": "Kies minstens één leefgebied."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, domains: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "domains", list(domains.items()))


class NewQuestionForm(Form):
    named = {"text": "de vraag", "received_on": "de datum", "channel": "de ingang"}
    draft = ""
    kept_at: datetime | None = None

    text = forms.CharField(label="De vraag", widget=text_area(4))
    domains = forms.MultipleChoiceField(
        label="Leefgebieden",
        widget=ChipCheckboxes,
        error_messages={"required": "Kies minstens één leefgebied."},
    )
    urgent = forms.BooleanField(label="Deze vraag is urgent", required=False)
    channel = forms.ChoiceField(label="Ingang", choices=Channel.choices, initial=Channel.OWN_NUMBER)
    received_on = PlannedDateField(label="Ontvangen")
    how_found = forms.ChoiceField(
        label="Hoe bij ons gekomen", choices=[("", "Niet gevraagd"), *HowFound.choices], required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, domains: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "domains", list(domains.items()))


class ReasonForm(Form):
    reason = forms.ChoiceField(
        label="Waarom kost deze vraag meer tijd?",
        choices=OverGuidelineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de reden."},
    )
    reason_note = forms.CharField(label="Toelichting", required=False, widget=text_area(3))
    version = forms.IntegerField(widget=forms.HiddenInput)


NOT_ASKED = ("", "niet gevraagd")


class CloseForm(FoundFields):
    """How it ended. Above the guideline the reason is asked as well, and required.

    What was found and done, and who the client is, is asked for and never required. `groups`: the target groups of
    the front door; `received_filed`: how the client found us can't change any more.
    """

    named = {"on": "de datum"}

    outcome = forms.ChoiceField(
        label="Uitkomst",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de uitkomst."},
    )
    reason = forms.ChoiceField(
        label="Waarom meer uren dan de richtlijn?",
        choices=OverGuidelineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Deze vraag kostte meer uren dan de richtlijn. Kies de reden."},
    )
    reason_note = forms.CharField(label="Toelichting bij de reden", required=False, widget=text_area(2))
    score = forms.TypedChoiceField(
        label="Cijfer van de cliënt",
        choices=[NOT_ASKED, *((n, str(n)) for n in range(1, 11))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=ChipRadio,
    )
    fits = forms.ChoiceField(
        label="Past de oplossing volgens de cliënt?",
        choices=[NOT_ASKED, *Fits.choices],
        required=False,
        widget=ChipRadio,
    )
    survey_consent = forms.TypedChoiceField(
        label="Mag de gemeente de cliënt benaderen?",
        help_text="Voor het onderzoek naar wat cliënten van de ondersteuning vinden. Dat is anoniem.",
        choices=[NOT_ASKED, ("yes", "ja"), ("no", "nee")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=ChipRadio,
    )
    how_found = forms.ChoiceField(
        label="Hoe kwam de cliënt bij ons?",
        choices=[NOT_ASKED, *HowFound.choices],
        required=False,
        show_hidden_initial=True,
        widget=ChipRadio,
    )
    target_groups = forms.MultipleChoiceField(
        label="Doelgroepen van de cliënt",
        help_text="Kies er een of meer. Niets gekozen betekent: niet gevraagd.",
        required=False,
        show_hidden_initial=True,
        widget=ChipCheckboxes,
    )
    on = PlannedDateField(label="Afgesloten op")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, above: bool, groups: Sequence[TargetGroup], received_filed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups}
        choose(self, "target_groups", [(pk, group.name) for pk, group in self.groups.items()])
        hidden = [] if above else ["reason", "reason_note"]
        hidden += [] if groups else ["target_groups"]
        hidden += ["how_found"] if received_filed else []
        for name in hidden:
            del self.fields[name]

    def found(self) -> Found:
        """What the user changed of all that is asked for on the way out."""
        groups = [self.groups[pk] for pk in self.cleaned_data.get("target_groups", [])]
        return replace(
            super().found(),
            how_found=self.cleaned_data["how_found"] if self.changed("how_found") else None,
            target_groups=groups if self.changed("target_groups") else None,
        )


class ReopenForm(Form):
    named = {"reason": "de reden"}

    reason = forms.CharField(
        label="Waarom gaat deze vraag weer open?",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "w-full"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SearchForm(Form):
    """Sent by POST: what somebody searches may be a name."""

    q = forms.CharField(required=False, max_length=100)


class VersionForm(Form):
    """A button that says yes to a record as it was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
