"""A table of the set-up file that knows its place, and the writing of a row with what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from oco.models import Organisation, User


class SetUpError(Exception):
    """Something in the file isn't right; the text says where and what."""


@dataclass
class Result:
    """What the file led to: how many rows were made, and whom it brought in."""

    made: dict[str, int] = field(default_factory=dict)
    new_users: list[User] = field(default_factory=list)

    def count(self, model: type[models.Model], made: bool) -> None:
        if made:
            name = str(model._meta.verbose_name)
            self.made[name] = self.made.get(name, 0) + 1


class Block:
    """A table of the file that knows its place, so that every mistake is told with it."""

    def __init__(self, values: object, place: str) -> None:
        if not isinstance(values, dict):
            raise SetUpError(f"{place}: hier hoort een blok met namen en waarden.")
        self._values = dict(values)
        self.place = place

    def take(self, name: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """The value of this name, checked for its kind; a name without default must be there."""
        value = self._values.pop(name, default)
        if value is ...:
            raise SetUpError(f"{self.place}: ‘{name}’ ontbreekt.")
        if value is not default and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            raise SetUpError(f"{self.place}: ‘{name}’ heeft een waarde die hier niet past: {value!r}.")
        return value

    def text(self, name: str, default: Any = ...) -> Any:
        return self.take(name, str, default)

    def number(self, name: str, default: Any = ...) -> Any:
        return self.take(name, int, default)

    def day(self, name: str, default: Any = ...) -> Any:
        value = self.take(name, date, default)
        if isinstance(value, datetime):
            raise SetUpError(f"{self.place}: schrijf bij ‘{name}’ alleen een datum, zoals 2026-01-31.")
        return value

    def blocks(self, name: str) -> Iterator[Block]:
        rows = self.take(name, list, [])
        for number, row in enumerate(rows, start=1):
            yield Block(row, f"{self.place}{name} {number}" if not self.place else f"{self.place}, {name} {number}")

    def choice(self, name: str, choices: type[models.TextChoices], default: Any = ...) -> Any:
        """A key of a list, written as its Dutch label or as the key itself."""
        value = self.text(name, default)
        if value is default and default is not ...:
            return value
        for key, label in choices.choices:
            if value in (key, label):
                return key
        known = ", ".join(str(label) for _, label in choices.choices)
        raise SetUpError(f"{self.place}: ‘{value}’ bij ‘{name}’ is niet bekend. Kies uit: {known}.")

    def done(self) -> None:
        """Fails on what nobody asked for: a mistyped name would otherwise be silently ignored."""
        if self._values:
            raise SetUpError(f"{self.place}: onbekend: {', '.join(sorted(self._values))}.")


M = TypeVar("M", bound=models.Model)


def put(model: type[M], block: Block, found_by: dict[str, Any], **values: Any) -> tuple[M, bool]:
    """Makes the row or updates it, after the model's own checks. True where it was made."""
    row = model._default_manager.filter(**found_by).first()
    made = row is None
    if row is None:
        row = model(**found_by)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise SetUpError(f"{block.place}: {_in_words(model, error)}") from error
    row.save()
    return row, made


def _in_words(model: type[models.Model], error: ValidationError) -> str:
    """‘CBS-code: Vul een CBS-code in, zoals GM0637.’"""
    words = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{model._meta.get_field(name).verbose_name}: "  # type: ignore[union-attr]
        words += [f"{label}{message}" for message in messages]
    return " ".join(words)


def known(organisations: dict[str, Organisation], name: object, block: Block) -> Organisation:
    """The organisation that the file calls so. Raises SetUpError."""
    if not isinstance(name, str) or name not in organisations:
        raise SetUpError(f"{block.place}: ‘{name}’ is geen organisatie van dit bestand.")
    return organisations[name]
