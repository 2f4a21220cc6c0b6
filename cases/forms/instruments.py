"""The form in which an instrument is gone through: one row of scores a domain, filled in during the talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from cases.forms.caseload import choose, text_area
from cases.instruments import EDITIONS, NO_SCORE, Edition
from oco.form_fields import ChipRadio, Form, PlannedDateField


class AssessmentForm(Form):
    """A score for each domain, or "niet besproken". `editions`: those to choose from, of one instrument."""

    named = {"on": "de datum"}
    draft = ""
    kept_at: datetime | None = None

    on = PlannedDateField(label="Datum van het gesprek")
    edition = forms.ChoiceField(label="Versie", widget=ChipRadio)
    note = forms.CharField(label="Toelichting", required=False, widget=text_area(3))
    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, editions: Sequence[Edition], new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version" if new else "key"]
        self.scale = editions[0]
        choose(self, "edition", [(edition.key, edition.name) for edition in editions])
        if len(editions) == 1:
            self.fields["edition"].widget = forms.HiddenInput()
        for domain, label in self.scale.domains.items():
            self.fields[domain] = forms.TypedChoiceField(
                label=label[0].upper() + label[1:],
                choices=[("", "niet besproken"), *((str(score), str(score)) for score in self.scale.scores)],
                coerce=int,
                empty_value=None,
                required=False,
                initial="",
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[domain] for domain in self.scale.domains]

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and not self.scores():
            raise forms.ValidationError(NO_SCORE)
        return self.cleaned_data

    def scores(self) -> dict[str, int]:
        """The domains that were discussed."""
        given = {domain: self.cleaned_data.get(domain) for domain in self.scale.domains}
        return {domain: score for domain, score in given.items() if score is not None}

    def chosen_edition(self) -> Edition:
        return EDITIONS[self.cleaned_data["edition"]]
