"""One model of a client's dossier: where it hangs, what the client sees of it, and what a removal leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from oco.models import Organisation

REMOVED = "Verwijderd"


@dataclass(frozen=True)
class Col:
    """A column: its Dutch label and the way to it from the row (`supporter.name`)."""

    label: str
    path: str
    show: Callable[[Any], object] | None = None  # where the stored value says nothing to a reader


@dataclass(frozen=True)
class Part:
    """One model of the dossier.

    `client`: look-ups that lead to the client; `provider`: the one to who keeps it, None where the front door does.
    `hidden`: why the client isn't shown it; `withheld`: which of its columns, and why. `shown` narrows the rows of the
    dossier. A removal writes `empties` over it, or takes the whole row where it `goes`; `keeps` are texts that hold
    nothing of a person.
    """

    model: type[models.Model]
    heading: str
    client: tuple[str, ...]
    provider: str | None
    columns: tuple[Col, ...] = ()
    hidden: str = ""
    withheld: str = ""
    shown: Q = field(default_factory=Q)
    empties: Mapping[str, object] = field(default_factory=dict)
    keeps: frozenset[str] = frozenset()
    goes: bool = False
    # Rows without a provider are of the identity: every provider shows them, and they go with the identity.
    shared: bool = False

    @property
    def code(self) -> str:
        return self.model._meta.model_name or ""

    def rows(self, records: Iterable[int], provider: Organisation) -> QuerySet[Any]:
        """What this provider keeps about the person with these records, and what is kept once at the front door."""
        mine = Q()
        for path in self.client:
            mine |= Q(**{f"{path}__in": list(records)})
        found = self.model._default_manager.filter(mine)
        if self.provider is not None:
            own = Q(**{self.provider: provider.pk})
            found = found.filter(own | Q(**{f"{self.provider}__isnull": True}) if self.shared else own)
        return found

    def of_provider(self, records: Iterable[int], provider: Organisation) -> QuerySet[Any]:
        """Of these the provider's own: what goes where the identity stays."""
        found = self.rows(records, provider)
        if self.provider is None:
            return found.none()
        return found.filter(**{self.provider: provider.pk})


def of_question(
    model: type[models.Model],
    heading: str,
    *columns: Col,
    keeps: frozenset[str] = frozenset(),
    goes: bool = False,
    **empties: object,
) -> Part:
    """A model that hangs on a question."""
    return Part(
        model, heading, ("question__client",), "question__provider", (Col("Vraag", "question.number"), *columns),
        empties=empties, keeps=keeps, goes=goes,
    )  # fmt: skip
