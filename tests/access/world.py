"""The town of tests/oco/town.py, made to find leaks in: a canary in every text, and the same keys in every table.

- Each text of each row holds a canary: a letter that no Dutch text has, the place, and the number of the model.
- Of every model, the first row at a place has the same key as the first row of every other model there. A request with
  that key in an address or a form tries the keys of all models at once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import pypdfium2
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.access.tables import BY_ITS_ACT, CODES, LEFT_EMPTY, WITHOUT_TENANT
from tests.oco.town import PLACES, Town, key_at, make_town

FOREIGN = ("beside", "door", "elsewhere")
_STEP = 1_000_000
BASE = {place: (5 + order) * _STEP for order, place in enumerate(PLACES)}
MISSING_KEY = 999_999_999
SIGN = "\u029e"  # ʞ
_LETTERS = {"own": "o", "beside": "b", "door": "d", "elsewhere": "e"}
_CANARY = re.compile(f"{SIGN}([obde])(\\d\\d\\d)")

Model = type[models.Model]


@cache
def all_models() -> tuple[Model, ...]:
    return tuple(sorted(apps.get_models(), key=lambda model: model._meta.label))


def label(model: Model) -> str:
    return model._meta.label


# --- keys ---------------------------------------------------------------------------------------------------------


def number(place: str) -> None:
    """From here on new rows get keys of this place, in every table."""
    base = BASE[place]
    parts = [
        f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), COALESCE((SELECT max({column}) + 1"
        f" FROM {table} WHERE {column} >= {base} AND {column} < {base + _STEP}), {base}), false)"
        for table, column in _numbered()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))


@cache
def _numbered() -> tuple[tuple[str, str], ...]:
    return tuple(
        (model._meta.db_table, str(model._meta.pk.column))
        for model in all_models()
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    )


# --- whose a row is -----------------------------------------------------------------------------------------------

# The first of these that a row has says whose it is; a row of which the key alone says so has none.
BELONGS = (
    *("provider", "question", "request", "sent", "determination", "talk", "assessment", "referral", "amount_line"),
    *("claim", "instalment", "thread", "bundle", "roll_up", "report", "grant", "client", "one", "person"),
    *("uploaded_by", "organisation", "front_door", "municipality", "user", "owner", "author", "change", "by"),
)
_BY_KEY = {"oco.Municipality", "oco.Organisation", "oco.FrontDoor", "oco.User", "cases.Client"}


@dataclass
class Whose:
    """Says of every row at which place it belongs, looking each row up once."""

    known: dict[tuple[Model, Any], str]

    def place(self, row: models.Model) -> str:
        key = (type(row), row.pk)
        if key not in self.known:
            self.known[key] = self._place(row)
        return self.known[key]

    def _place(self, row: models.Model) -> str:
        if row._meta.label not in _BY_KEY:
            names = {field.name for field in row._meta.concrete_fields if field.is_relation}
            for name in BELONGS:
                if name in names and (other := getattr(row, name)) is not None:
                    return self.place(other)
        if isinstance(row.pk, int):
            for place, base in BASE.items():
                if base <= row.pk < base + _STEP:
                    return place
        return ""


# --- canaries -----------------------------------------------------------------------------------------------------


def canary(place: str, model: Model) -> str:
    return f"{SIGN}{_LETTERS[place]}{all_models().index(model):03}"


def found_in(text: str) -> set[tuple[str, str]]:
    """The places and models of which a canary stands in a text."""
    places = {letter: place for place, letter in _LETTERS.items()}
    return {(places[letter], label(all_models()[int(number)])) for letter, number in _CANARY.findall(text)}


def readable(content: bytes) -> str:
    """Whatever can be read in an answer: a page, and the inside of a workbook, a zip or a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(readable(archive.read(name)) for name in archive.namelist())
    text = content.decode(errors="replace")
    if content.startswith(b"%PDF") and b"%%EOF" in content[-1024:]:
        text += "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    if "\\u029e" in text:
        text = text.replace("\\u029e", SIGN)
    if "&#" in text:
        text = text.replace("&#670;", SIGN).replace("&#x29e;", SIGN)
    return unquote(text) if "%CA%9E" in text.upper() else text


def text_fields(model: Model) -> list[models.Field[Any, Any]]:
    """Those in which somebody can have written something."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.BinaryField)
        and not field.primary_key
        and not field.choices
        and not isinstance(field, models.SlugField | models.EmailField)  # mail to it would not go out
        and f"{label(model)}.{field.name}" not in CODES
    ]


def put_canaries() -> set[str]:
    """Writes one in every text of every row. Answers with the fields of which the database refuses it in some row."""
    whose, refused = Whose({}), set[str]()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # filed rows refuse any change
        for model in all_models():
            fields = text_fields(model)
            for row in model._base_manager.all() if fields else ():
                if place := whose.place(row):
                    for field in fields:
                        if not _put(cursor, row, field, canary(place, model)):
                            refused.add(f"{label(model)}.{field.name}")
        cursor.execute("SET LOCAL session_replication_role = origin")
    return refused


def _put(cursor: Any, row: models.Model, field: models.Field[Any, Any], word: str) -> bool:
    value = getattr(row, field.attname)
    if value is None:
        return True
    new: Any = bytes(value) + word.encode() if isinstance(field, models.BinaryField) else word + value
    if isinstance(new, str) and field.max_length:
        new = new[: field.max_length]
    try:
        with transaction.atomic():
            table, column, key = row._meta.db_table, field.column, row._meta.pk.column
            cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', [new, row.pk])
    except IntegrityError:
        return False
    return True


# --- all rows, to see what a request changed ------------------------------------------------------------------------


def rows_by_place(tables: set[str] | None = None) -> dict[tuple[str, str], dict[Any, tuple[Any, ...]]]:
    """The rows of these tables (all of them by default) by model and place: key to values."""
    whose = Whose({})
    found: dict[tuple[str, str], dict[Any, tuple[Any, ...]]] = {}
    for model in all_models():
        if label(model) in WITHOUT_TENANT or (tables is not None and model._meta.db_table not in tables):
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.all():
            values = tuple(_plain(getattr(row, name)) for name in names)
            found.setdefault((label(model), whose.place(row)), {})[row.pk] = values
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def points_at(model_label: str, key: Any) -> Iterator[tuple[str, str, str]]:
    """The keys in a row: field, model and place of what it points at."""
    model, whose = apps.get_model(model_label), Whose({})
    row = model._base_manager.filter(pk=key).first()
    if row is None:
        return
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is not None:
            other = getattr(row, field.name)
            if other is not None:
                yield field.name, label(type(other)), whose.place(other)


def make_world() -> Town:
    town = make_town(filed=True, at=number)
    from tests.access.more import add_what_is_missing

    without = add_what_is_missing()
    nowhere = {model for model, places in without.items() if places.issuperset(FOREIGN)} - set(BY_ITS_ACT)
    assert not nowhere, f"no key to try of {nowhere}: add to tests/access/more.py or tables.py"
    refused = put_canaries()
    more = refused - set(LEFT_EMPTY)
    assert not more, f"add to CODES or LEFT_EMPTY of tests/access/tables.py: {more}"
    number("own")
    return town


def foreign_keys(kind: str, town: Town) -> dict[str, Any]:
    """What stands for another tenant in a parameter of this kind, by place: the keys of every model at once."""
    if kind == "uuid":
        return {place: key_at(place) for place in FOREIGN}
    return {place: BASE[place] for place in FOREIGN}


Number = Callable[[str], None]
