"""Rows of the models that tests/oco/town.py has none of, so that keys of every model can be tried at every place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from tests.access.tables import BY_ITS_ACT, NEVER_AT, WITHOUT_TENANT
from tests.access.world import BASE, BELONGS, Model, Whose, all_models, label, number
from tests.oco.town import PLACES

_TODAY = date(2026, 3, 2)
# What a constraint asks for where the first choice or the number 1 won't do.
_VALUES: Mapping[str, Mapping[str, Any]] = {
    "cases.FormerText": {"field": "text", "record": "question"},
    "cases.OneTimeLink": {"expires_at": datetime(2027, 3, 2, 12, tzinfo=UTC)},
    "cases.SignalBundle": {"start": date(2026, 1, 1), "end": date(2026, 4, 1)},
    "cases.TermPause": {"until_on": date(2026, 3, 9)},
    "mfa.Authenticator": {"type": "webauthn", "data": {"name": "x", "credential": {}}},
    "reporting.WeekCounts": {"level": "provider", "values": [0] * 52},
    "subsidies.Cost": {"month": date(2026, 1, 1)},
}

# Names of codes that pages look up.
_CODES = {"indicator": "unique_clients", "domain": "housing", "form": "walk-in", "kind": "x"}


def add_what_is_missing() -> dict[str, set[str]]:
    """A row of every model at every place that has none. Answers with the places that stay without one, by model."""
    without: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for _ in range(3):  # a row may need one of a model that comes later
            rows = _rows()
            without = {}
            for place in PLACES:
                number(place)
                for model in all_models():
                    if label(model) in WITHOUT_TENANT or label(model) in BY_ITS_ACT or rows.get((model, place)):
                        continue
                    wanted = place not in NEVER_AT.get(label(model), ())
                    made = _make(model, place, rows) if wanted else None
                    if made is None:
                        without.setdefault(label(model), set()).add(place)
                    else:
                        rows.setdefault((model, place), []).append(made)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return without


Rows = dict[tuple[Model, str], list[models.Model]]


def _rows() -> Rows:
    whose, found = Whose({}), Rows()
    for model in all_models():
        if label(model) not in WITHOUT_TENANT:
            for row in model._base_manager.order_by("pk"):
                found.setdefault((model, whose.place(row)), []).append(row)
    return found


def _make(model: Model, place: str, rows: Rows) -> models.Model | None:
    """None where the database refuses it, or where it would belong to another place."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and not field.is_relation and not isinstance(field, models.CharField):
            continue
        given = _VALUES.get(label(model), {}).get(field.name)
        if given is not None:
            values[field.name] = given
        elif field.is_relation:
            if not field.null or field.name in BELONGS:
                before = sum(type(value) is field.related_model for value in values.values())
                values[field.name] = _other(field.related_model, place, rows, field.null, before)
        elif not field.has_default() and not field.null:
            values[field.name] = _value(field, place)
    try:
        with transaction.atomic():
            row = model._base_manager.create(**values)
            if Whose({}).place(row) != place:
                raise IntegrityError
            return row
    except (IntegrityError, ValueError):
        return None


def _other(model: Any, place: str, rows: Rows, optional: bool, before: int) -> models.Model | None:
    # A second provider shares the front door and the grant of the first.
    shared = {"beside": ("beside", "own"), "door": ("door", "own")}.get(place, (place,))
    for where in shared[:1] if optional else shared:
        if found := rows.get((model, where)):
            return found[min(before, len(found) - 1)]  # two people, two amounts
    return None


def _value(field: Any, place: str) -> Any:
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if field.choices:
        return field.choices[0][0]
    if field.name in _CODES:
        return _CODES[field.name]
    match field:
        case models.BigIntegerField():
            return BASE[place]
        case models.SlugField() | models.CharField() | models.TextField():
            return f"x{place}"[: field.max_length]
        case models.DateTimeField():
            return timezone.make_aware(datetime.combine(_TODAY, time(12)))
        case models.DateField():
            return _TODAY
        case models.TimeField():
            return time(12)
        case models.DecimalField():
            return Decimal(1)
        case models.BooleanField():
            return False
        case models.BinaryField():
            return b"x"
        case models.JSONField():
            return {}
    return [] if "Array" in type(field).__name__ else 1
