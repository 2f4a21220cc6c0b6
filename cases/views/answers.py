"""What views share: a refusal is said at its field, and of two who edit at once nobody's text is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from cases import drafts
from cases.acts import ChangedMeanwhile, Refused
from cases.models import HelpQuestion
from oco import acting
from oco.access import Permission, actor, provider_ids
from oco.acting import Purpose
from oco.closing import PeriodFiled

M = TypeVar("M", bound=models.Model)


@dataclass
class Trial:
    """What came of an attempt. `current`: how the record stands now, where somebody else was first."""

    current: models.Model | None = None


@contextmanager
def said_at(form: BaseForm, *, day_field: str = "on") -> Iterator[Trial]:
    """Runs an act and puts its refusal in the form, so that `form.is_valid()` tells afterwards.

    A filed period is said at the date. Where somebody else was first the form keeps what was typed and
    takes the new version: who has seen both and saves again means it.
    """
    trial = Trial()
    try:
        yield trial
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except PeriodFiled as refusal:
        form.add_error(day_field if day_field in form.fields else None, str(refusal))
    except ChangedMeanwhile as clash:
        trial.current = clash.current
        form.add_error(None, "Iemand anders heeft dit intussen gewijzigd. Kijk wat er nu staat en sla dan opnieuw op.")
        if "version" in form.fields and isinstance(form.data, QueryDict):
            data = form.data.copy()
            data[form.add_prefix("version")] = str(clash.current.__dict__["version"])
            form.data = data


def readable_question(request: HttpRequest, pk: int) -> HelpQuestion:
    """A question that the user may read; 404 otherwise."""
    related = ("client", "client__district", "provider", "supporter", "front_door", "follows")
    # Of the question that this one follows, the number is told to everybody who reads this one.
    with acting.purpose(Purpose.RECEIVE):
        return get_object_or_404(HelpQuestion.objects.for_user(actor(request)).select_related(*related), pk=pk)


def own_question(request: HttpRequest, pk: int) -> HelpQuestion:
    """A question of a provider that the user works for; 404 otherwise, also for who may only read it."""
    related = ("client", "client__district", "provider", "supporter", "front_door", "follows")
    own = provider_ids(actor(request), Permission.WORK_ON_QUESTIONS)
    questions = HelpQuestion.objects.for_user(actor(request)).filter(provider_id__in=own)
    with acting.purpose(Purpose.RECEIVE):
        return get_object_or_404(questions.select_related(*related), pk=pk)


@dataclass(frozen=True)
class HalfTyped:
    """What a form begins with, and since when the half-typed part of it was kept (None: nothing was)."""

    initial: dict[str, object]
    kept_at: datetime | None = None


def half_typed(
    request: HttpRequest, name: str, initial: Mapping[str, object], *, several: frozenset[str] = frozenset()
) -> HalfTyped:
    """Takes up the user's own draft of this form. `several` names the fields with more than one value."""
    draft = drafts.find(author=actor(request), form=name)
    if draft is None:
        return HalfTyped(dict(initial))
    kept = {field: values if field in several else values[0] for field, values in draft.data.items() if values}
    return HalfTyped({**initial, **kept}, draft.saved_at)
