"""Lists as data: one definition of the columns serves the headings, the sort links and the export alike.

Paging goes by key: an address holds the key of the last row (`na=812`), never its values, so that no name stands in it
and the thousandth page costs what the first one does. A page takes two queries: the keys of its rows here, and those
rows with all that the list shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from oco.keys import whole_number

Value = str | int | date | None
R = TypeVar("R")  # a row as the list shows it
M = TypeVar("M", bound=models.Model)

PER_PAGE = 50
COUNT_UP_TO = 1_000  # above it a list says "meer dan": counting all of them would cost more than the page
ORDER, AFTER, BEFORE = "op", "na", "voor"  # in the address


@dataclass(frozen=True)
class Field(Generic[R]):
    """A column of the export; `width` in characters."""

    label: str
    value: Callable[[R], Value]
    width: int = 16


@dataclass(frozen=True)
class Sort:
    """What a column sorts by. `long` sorts read every row, so they are offered where a list holds open work only."""

    by: str | Callable[[], Combinable]
    nullable: bool = False
    long: bool = False

    @property
    def expression(self) -> Combinable:
        return F(self.by) if isinstance(self.by, str) else self.by()


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column on the screen; its cell may show two things, which are two fields in the export."""

    key: str
    label: str
    fields: tuple[Field[R], ...]
    sort: Sort | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Order:
    """A column and a direction; rows that are equal stand in the order of their keys, so that paging misses none."""

    key: str
    sort: Sort
    descending: bool

    @property
    def code(self) -> str:
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True)
class Head:
    """A heading. `url`: sorts by this column, or the other way round; empty where it doesn't sort."""

    label: str
    url: str
    numeric: bool
    aria_sort: str  # ascending, descending, or nothing


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A list: its key, its name on the screen and in the file, its columns, and the order that it opens with."""

    key: str
    title: str
    columns: tuple[Column[R], ...]
    opens: str

    @property
    def fields(self) -> tuple[Field[R], ...]:
        return tuple(field for column in self.columns for field in column.fields)

    def order(self, asked: str, *, short: bool) -> Order:
        """The order that was asked for, or the one that the list opens with. `short`: also the long sorts."""
        found = self._order(asked, short=short) or self._order(self.opens, short=True)
        assert found is not None
        return found

    def _order(self, asked: str, *, short: bool) -> Order | None:
        sorts = {column.key: column.sort for column in self.columns if column.sort}
        sort = sorts.get(asked.removeprefix("-"))
        if sort is None or (sort.long and not short):
            return None
        return Order(asked.removeprefix("-"), sort, asked.startswith("-"))

    def heads(self, order: Order, filters: Mapping[str, str], *, short: bool) -> list[Head]:
        """The headings with their links; a sort that the list is too long for has none."""
        heads = []
        for column in self.columns:
            sorts = column.sort is not None and (short or not column.sort.long)
            chosen = sorts and column.key == order.key
            code = column.key if not chosen or order.descending else f"-{column.key}"
            heads.append(
                Head(
                    column.label,
                    f"?{urlencode({**filters, ORDER: code})}" if sorts else "",
                    column.numeric,
                    ("descending" if order.descending else "ascending") if chosen else "",
                )
            )
        return heads


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after the row with this key, or before it; neither is the beginning."""

    after: int | None = None
    before: int | None = None

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Cursor:
        after, before = (whole_number(query.get(name)) for name in (AFTER, BEFORE))
        return cls(after, None if after else before)


@dataclass(frozen=True)
class Page:
    """The keys of one page in order. `after` and `before`: where the next and the previous page begin."""

    keys: list[int]
    after: int | None
    before: int | None


def page(found: models.QuerySet[M], order: Order, cursor: Cursor, *, among: models.QuerySet[M]) -> Page:
    """One page of `found`. The row of the cursor is looked up `among` all that the user may read: it may have left
    the list since. Where it is gone altogether, or nothing precedes it, the page is the first one."""
    pivot = cursor.after or cursor.before
    back = cursor.before is not None
    keyed = _sorted(found, order, back=back)
    if pivot is not None:
        values = list(among.filter(pk=pivot).order_by().annotate(at=order.sort.expression).values_list("at", flat=True))
        if not values:
            return page(found, order, Cursor(), among=among)
        keyed = keyed.filter(_beyond(values[0], pivot, order, back=back))
    keys = list(keyed.values_list("pk", flat=True)[: PER_PAGE + 1])
    more, keys = len(keys) > PER_PAGE, keys[:PER_PAGE]
    if back and not more:
        return page(found, order, Cursor(), among=among)
    if back:
        keys.reverse()
    follows, precedes = (True, more) if back else (more, pivot is not None)
    return Page(keys, keys[-1] if follows and keys else None, keys[0] if precedes and keys else None)


def keys_of(found: models.QuerySet[M], order: Order, *, most: int) -> list[int]:
    """The keys of the whole list in order, at most so many."""
    return list(_sorted(found, order).values_list("pk", flat=True)[:most])


def _sorted(found: models.QuerySet[M], order: Order, *, back: bool = False) -> models.QuerySet[M]:
    """In the order, or `back` to front. Empty values stand last, whichever the direction."""
    descending = order.descending != back
    at, pk = F("at"), F("pk")
    # Only where there are empty values: an index that says nothing about them isn't used otherwise.
    nulls = ({"nulls_first": True} if back else {"nulls_last": True}) if order.sort.nullable else {}
    ordering = (at.desc(**nulls), pk.desc()) if descending else (at.asc(**nulls), pk.asc())
    ordered: models.QuerySet[Any] = found.order_by().annotate(at=order.sort.expression).order_by(*ordering)
    return ordered


def _beyond(value: object, pivot: int, order: Order, *, back: bool) -> Q:
    """What comes after the row with this value and key, in the order or back to front."""
    way = "lt" if order.descending != back else "gt"
    if value is None:
        same = Q(at__isnull=True, **{f"pk__{way}": pivot})
        return same | Q(at__isnull=False) if back else same
    beyond = Q(**{f"at__{way}": value}) | Q(**{"at": value, f"pk__{way}": pivot})
    if order.sort.nullable:
        return beyond if back else beyond | Q(at__isnull=True)
    # Says once more what follows from it: by this an index begins at the row instead of at its start.
    return Q(**{f"at__{way}e": value}) & beyond


def count(found: models.QuerySet[M]) -> int:
    """How many there are, and one more than COUNT_UP_TO where there are more."""
    return found.order_by().values("pk")[: COUNT_UP_TO + 1].count()


def counted(number: int, one: str, several: str) -> str:
    """‘1 vraag’, ‘312 vragen’, ‘meer dan 1.000 vragen’."""
    if number > COUNT_UP_TO:
        return f"meer dan {COUNT_UP_TO:,} {several}".replace(",", ".")
    return f"{number:,} {one if number == 1 else several}".replace(",", ".")
