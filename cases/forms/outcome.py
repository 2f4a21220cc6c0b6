"""What was found and done: fields that the form of a question and the form of its closing share.

Each field carries what it showed. Only what the user changed is written, so that a form that was open for long
doesn't put back what a colleague changed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from cases.codes import ArrangementStep, Moment, SupportTask
from cases.models import HelpQuestion
from cases.outcome import Arrangement, Found, arrangement_of, tasks_of, tasks_of_moment
from oco.form_fields import ChipCheckboxes, Form

_NOTE = {"class": "w-full", "autocomplete": "off"}


@dataclass(frozen=True)
class StepFields:
    """One step of the ladder as the form shows it."""

    tick: forms.BoundField
    note: forms.BoundField


class FoundFields(Form):
    """A tick and a few words a step, and the tasks below each of the three moments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in ArrangementStep:
            self.fields[f"step_{step.value}"] = forms.BooleanField(
                label=step.label.capitalize(), required=False, show_hidden_initial=True
            )
            self.fields[f"note_{step.value}"] = forms.CharField(
                label=f"Wat bij {step.label}",
                required=False,
                max_length=200,
                show_hidden_initial=True,
                widget=forms.TextInput(attrs=_NOTE),
            )
        for moment in Moment:
            self.fields[f"tasks_{moment.value}"] = forms.MultipleChoiceField(
                label=moment.label.capitalize(),
                choices=[(task.value, task.label) for task in tasks_of_moment(moment)],
                required=False,
                show_hidden_initial=True,
                widget=ChipCheckboxes,
            )

    @property
    def steps(self) -> list[StepFields]:
        return [StepFields(self[f"step_{step.value}"], self[f"note_{step.value}"]) for step in ArrangementStep]

    @property
    def moments(self) -> list[forms.BoundField]:
        return [self[f"tasks_{moment.value}"] for moment in Moment]

    def changed(self, *starts: str) -> bool:
        return any(name.startswith(starts) for name in self.changed_data)

    def arrangement(self) -> Arrangement:
        """What was ticked; words at a step are a tick as well."""
        found = {}
        for step in ArrangementStep:
            note = self.cleaned_data[f"note_{step.value}"]
            if self.cleaned_data[f"step_{step.value}"] or note:
                found[step] = note
        return found

    def tasks(self) -> list[SupportTask]:
        return [SupportTask(task) for moment in Moment for task in self.cleaned_data[f"tasks_{moment.value}"]]

    def found(self) -> Found:
        """What the user changed of it."""
        return Found(
            arrangement=self.arrangement() if self.changed("step_", "note_") else None,
            tasks=self.tasks() if self.changed("tasks_") else None,
        )


class FoundForm(FoundFields):
    version = forms.IntegerField(widget=forms.HiddenInput)


def as_found(question: HelpQuestion) -> dict[str, object]:
    """What the fields begin with. Two queries."""
    initial: dict[str, object] = {}
    for step, note in arrangement_of(question).items():
        initial |= {f"step_{step.value}": True, f"note_{step.value}": note}
    done = tasks_of(question)
    for moment in Moment:
        initial[f"tasks_{moment.value}"] = [task.value for task in done if task in tasks_of_moment(moment)]
    return initial
