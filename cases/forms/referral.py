"""Forms of referring, of a warm handover and of its receiver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.models import Referral, SocialMapEntry
from cases.referral import Consent, Facts, Receiver
from cases.told import WHAT
from oco.form_fields import ChipCheckboxes, ChipRadio, Form, PhoneField, PlannedDateField
from oco.models import Organisation

KEPT = {"": None, "ja": True, "nee": False}


class ConsentForm(Form):
    """What the client allows to be told, and to whom."""

    email = forms.EmailField(label="E-mail ontvanger", required=False)
    phone = PhoneField(label="Telefoon ontvanger", required=False)
    shares = forms.MultipleChoiceField(
        label="Wat mag de ontvanger weten?",
        choices=[(key, label) for key, label in WHAT.items()],
        required=False,
        widget=ChipCheckboxes,
        help_text="Loop dit samen met de cliënt na. De ontvanger ziet alleen wat u hier aanvinkt.",
    )
    receiver_note = forms.CharField(
        label="Bericht aan de ontvanger",
        required=False,
        widget=text_area(3),
        help_text="Alleen zichtbaar voor de ontvanger als u ‘bericht van de ondersteuner’ aanvinkt.",
    )
    consent_how = forms.ChoiceField(
        label="Hoe gaf de cliënt toestemming?",
        choices=[*Referral.ConsentHow.choices],
        required=False,
        widget=ChipRadio,
    )
    consent_on = PlannedDateField(label="Toestemming gegeven op", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.asks_consent(data) and data.get("shares"):
            if not data.get("consent_how"):
                self.add_error("consent_how", "Kies hoe de cliënt toestemming gaf.")
            if not data.get("consent_on") and "consent_on" not in self.errors:
                self.add_error("consent_on", "Vul in op welke dag de cliënt toestemming gaf.")
        return data

    def asks_consent(self, data: Mapping[str, Any]) -> bool:
        """Whether what may be told matters for what was filled in."""
        return True

    def agreed(self) -> Consent | None:
        """The consent of a valid form; None where nothing may be told yet."""
        data = self.cleaned_data
        if not (self.asks_consent(data) and data["shares"]):
            return None
        return Consent(data["consent_on"], Referral.ConsentHow(data["consent_how"]), tuple(data["shares"]))

    def receiver(self, entry: SocialMapEntry | None = None) -> Receiver:
        return Receiver(entry, self.cleaned_data["email"], self.cleaned_data["phone"])


class ChangeConsentForm(ConsentForm):
    """Changing what may be told: at least one thing, else the consent is withdrawn."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shares = self.fields["shares"]
        shares.required = True
        shares.error_messages["required"] = "Kies wat de ontvanger mag weten, of trek de toestemming in."


class ReferForm(ConsentForm):
    named = {"to": "naar wie u verwijst", "on": "de datum"}
    draft = ""
    kept_at: datetime | None = None

    to = forms.CharField(
        label="Naar wie",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "w-full"}),
        help_text="Organisatie of persoon. Zoek hierboven, of vul zelf in.",
    )
    kind = forms.ChoiceField(label="Hoe", choices=Referral.Kind.choices, widget=ChipRadio)
    consent = forms.BooleanField(label="De cliënt vindt het goed", required=False)
    note = forms.CharField(
        label="Toelichting", required=False, widget=text_area(3), help_text="Voor uzelf en uw collega’s."
    )
    on = PlannedDateField(label="Datum")
    entry = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def asks_consent(self, data: Mapping[str, Any]) -> bool:
        return data.get("kind") == Referral.Kind.WARM

    def receiver(self, entry: SocialMapEntry | None = None) -> Receiver:
        """The entry stays with the referral while its name stands in the field."""
        data = self.cleaned_data
        return Receiver(entry if entry and entry.name in data["to"] else None, data["email"], data["phone"])


class WlzForm(ConsentForm):
    named = {"since": "de ingangsdatum"}

    since = PlannedDateField(label="De indicatie gaat in op")
    consent = forms.BooleanField(label="De cliënt wil een warme overdracht", required=False)
    to = forms.CharField(
        label="Naar wie",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-full"}),
        help_text="De Wlz-cliëntondersteuner van het zorgkantoor.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def asks_consent(self, data: Mapping[str, Any]) -> bool:
        return bool(data.get("consent"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("consent") and not data.get("shares"):
            self.add_error("shares", "Kies wat de ontvanger mag weten.")
        return data


class WlzDayForm(Form):
    named = {"since": "de ingangsdatum"}

    since = PlannedDateField(label="De indicatie gaat in op")


class FactsForm(Form):
    """What became of a warm handover."""

    joint_talk_on = PlannedDateField(label="Gezamenlijk gesprek", required=False)
    first_appointment_on = PlannedDateField(label="Eerste afspraak bij de ontvanger", required=False)
    kept = forms.ChoiceField(
        label="Ging de eerste afspraak door?",
        choices=[("", "nog niet bekend"), ("ja", "ja"), ("nee", "nee")],
        required=False,
        widget=ChipRadio,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> Facts:
        data = self.cleaned_data
        return Facts(data["joint_talk_on"], data["first_appointment_on"], KEPT[data["kept"]])


class LinkForm(Form):
    mail = forms.BooleanField(required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(Form):
    """What the receiver says."""

    answer = forms.ChoiceField(
        label="Uw antwoord",
        choices=[
            (Referral.Answer.ACCEPTED, "Wij nemen de overdracht aan"),
            (Referral.Answer.REFUSED, "Wij nemen de overdracht niet aan"),
            (Referral.Answer.DONE, "Het is al afgerond"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies uw antwoord."},
    )
    note = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=1000,
        widget=text_area(3),
        help_text="Neemt u de overdracht niet aan? Schrijf dan op waarom niet.",
    )


class PassOnForm(Form):
    named = {
        "provider": "de aanbieder",
        "text": "wat de andere aanbieder mag weten",
        "consent_on": "de dag van de toestemming",
        "consent_how": "de manier",
    }

    provider = forms.ModelChoiceField(Organisation.objects.none(), label="Naar welke aanbieder", empty_label=None)
    text = forms.CharField(
        label="Wat mag de andere aanbieder weten?",
        widget=text_area(5),
        help_text="Dit wordt hun vraag. Wat verder bij uw vraag staat, zien zij niet.",
    )
    domains = forms.MultipleChoiceField(
        label="Leefgebieden",
        widget=ChipCheckboxes,
        error_messages={"required": "Kies minstens één leefgebied."},
    )
    consent = forms.BooleanField(label="De cliënt vindt het goed", required=False)
    consent_how = forms.ChoiceField(
        label="Hoe gaf de cliënt toestemming?", choices=[*Referral.ConsentHow.choices], widget=ChipRadio
    )
    consent_on = PlannedDateField(label="Toestemming gegeven op")
    note = forms.CharField(
        label="Toelichting", required=False, widget=text_area(2), help_text="Voor uzelf en uw collega’s."
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, providers: Sequence[Organisation], domains: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "domains", list(domains.items()))
        field = self.fields["provider"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(pk__in=[provider.pk for provider in providers])
        if len(providers) == 1:
            self.initial.setdefault("provider", providers[0].pk)


class OfferedForm(Form):
    """The other provider's answer."""

    answer = forms.ChoiceField(
        label="Uw antwoord",
        choices=[("aannemen", "Wij nemen de vraag aan"), ("terug", "Wij sturen de vraag terug")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies uw antwoord."},
    )
    reason = forms.CharField(
        label="Reden",
        required=False,
        max_length=500,
        widget=text_area(2),
        help_text="Nodig als u de vraag terugstuurt.",
    )
