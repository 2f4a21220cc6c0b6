"""Frozen dataclasses to JSON and back, always the same way: what is filed keeps its bytes and its checksum.

Amounts and counts are Decimal there and text in JSON, never float; dates are ISO text.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints


def canonical_bytes(plain: Any) -> bytes:
    """The bytes that a checksum is about: sorted keys, no white space, UTF-8."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def checksum_of(plain: Any) -> str:
    """SHA-256 in hexadecimal of the canonical bytes."""
    return hashlib.sha256(canonical_bytes(plain)).hexdigest()


_Document = TypeVar("_Document")
OF_THE_PAGE = {"of_the_page": True}  # metadata of fields that aren't written down
UNLESS_EMPTY = {"unless_empty": True}  # of fields that came later: documents from before them keep their bytes


def _written(cls: Any) -> list[Field[Any]]:
    """The fields of a dataclass that are part of a document."""
    return [item for item in fields(cls) if not item.metadata.get("of_the_page")]


def as_plain(value: Any) -> Any:
    """Dataclasses, tuples, numbers, text, dates and enums as JSON has them. TypeError for anything else."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: as_plain(getattr(value, item.name))
            for item in _written(value)
            if getattr(value, item.name) or not item.metadata.get("unless_empty")
        }
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, Decimal):
        return write_exact(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a document")


def write_exact(value: Decimal) -> str:
    """Without trailing zeros or exponent, so that equal numbers have equal text: 12.50 -> "12.5"."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def read_document(cls: type[_Document], data: Mapping[str, Any], *, version: int, called: str) -> _Document:
    """The document that `as_plain` wrote. ValueError where the format is another or something is missing."""
    if data.get("format") != version:
        raise ValueError(f"format {data.get('format')} of a {called} is not known here")
    try:
        found: _Document = read_plain(cls, data)
        return found
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a {called}: {error}") from error


@cache
def _types(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def read_plain(kind: Any, value: Any) -> Any:
    """A value of type `kind` from plain data. KeyError or TypeError where something is missing or of another type."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return read_plain(next(part for part in get_args(kind) if part is not type(None)), value)
    if origin is tuple:
        return tuple(read_plain(get_args(kind)[0], item) for item in value)
    if is_dataclass(kind):
        hints = _types(kind)  # type: ignore[arg-type]
        written = [item for item in _written(kind) if item.name in value or not item.metadata.get("unless_empty")]
        return kind(**{item.name: read_plain(hints[item.name], value[item.name]) for item in written})  # type: ignore[operator]
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
