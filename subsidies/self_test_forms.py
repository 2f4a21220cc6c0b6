"""The form of the self-test: three fields for each question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from oco.form_fields import ChipRadio, Form
from subsidies.models import SelfTestAnswer
from subsidies.self_test import Line, NewAnswer, SubjectLines


def _text(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "class": "w-full"})
    )


class SelfTestForm(Form):
    """Fields are `KEY-score`, `KEY-note` and `KEY-action`; all of them may stay empty."""

    def __init__(self, *args: Any, subjects: Sequence[SubjectLines], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = subjects
        for line in self._lines():
            key, answer = line.question.key, line.answer
            self.fields[f"{key}-score"] = forms.ChoiceField(
                label=line.question.text,
                help_text=line.question.help,
                required=False,
                choices=SelfTestAnswer.Score.choices,
                widget=ChipRadio,
                initial=answer.score if answer else "",
            )
            self.fields[f"{key}-note"] = _text("Toelichting")
            self.fields[f"{key}-note"].initial = answer.note if answer else ""
            self.fields[f"{key}-action"] = _text("Wat wij gaan doen")
            self.fields[f"{key}-action"].initial = answer.action if answer else ""

    def _lines(self) -> list[Line]:
        return [line for subject in self.subjects for line in subject.lines]

    def by_subject(self) -> list[tuple[SubjectLines, list[tuple[Line, Any, Any, Any]]]]:
        """For the page: each subject with its lines and the three fields of each."""
        return [
            (
                subject,
                [
                    (
                        line,
                        self[f"{line.question.key}-score"],
                        self[f"{line.question.key}-note"],
                        self[f"{line.question.key}-action"],
                    )
                    for line in subject.lines
                ],
            )
            for subject in self.subjects
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self._lines():
            key = line.question.key
            if not cleaned.get(f"{key}-score") and (cleaned.get(f"{key}-note") or cleaned.get(f"{key}-action")):
                self.add_error(f"{key}-score", "Kies ook een antwoord: ja, deels of nee.")
        return cleaned

    def answers(self) -> dict[str, NewAnswer]:
        """What was filled in, by key; after `is_valid`."""
        return {
            key: NewAnswer(*(self.cleaned_data[f"{key}-{part}"] for part in ("score", "note", "action")))
            for key in (line.question.key for line in self._lines())
        }
