"""Forms of signals: one line while working, and the text of a quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.models import Signal
from oco.form_fields import Form
from oco.models import District

Choices = Sequence[tuple[str, str]]


class SignalForm(Form):
    """`doors` are choices of a front door and provider ("12:34"); with one or none it isn't asked."""

    named = {"text": "het signaal", "domain": "het leefgebied"}
    field_order = ["text", "door", "domain", "district"]

    text = forms.CharField(
        label="Wat gaat er mis?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "w-full", "autocomplete": "off"}),
        help_text="Eén zin, bijvoorbeeld: wachtlijst schuldhulp 4 maanden. "
        "Noem geen persoon: geen naam, telefoonnummer, e-mailadres of geboortedatum.",
    )
    door = forms.ChoiceField(label="Voordeur", error_messages={"required": "Kies de voordeur."})
    domain = forms.ChoiceField(label="Leefgebied", error_messages={"required": "Kies het leefgebied."})
    district = forms.ChoiceField(label="Wijk", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        domains: Mapping[str, str],
        districts: Sequence[District],
        doors: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "domain", [("", "Kies …"), *domains.items()])
        self._districts = {str(district.pk): district for district in districts}
        choose(self, "district", [("", "hele gemeente"), *((str(each.pk), each.name) for each in districts)])
        if len(doors) > 1:
            choose(self, "door", [("", "Kies …"), *doors])
        else:
            del self.fields["door"]

    @property
    def chosen_district(self) -> District | None:
        return self._districts.get(self.cleaned_data["district"])


class BundleForm(Form):
    """Which signals the text is about, and the text. `signals` are all of one life domain in one quarter."""

    named = {"text": "de tekst voor het rapport"}

    signals = forms.MultipleChoiceField(label="Signalen waar de tekst over gaat", required=False)
    text = forms.CharField(
        label="Tekst voor het rapport",
        widget=text_area(6),
        help_text="Wat ziet u gebeuren, en wat is er nodig? Noem geen persoon. Aantallen komen er vanzelf bij.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, signals: Sequence[Signal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "signals", [(str(signal.pk), signal.text) for signal in signals])

    @property
    def picked(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["signals"]]
