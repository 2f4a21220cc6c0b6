"""Terms of an organisation: which holds on a day, and setting another. What held before can still be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cases.acts import Refused, act
from cases.models import DataKind, RetentionTerm
from cases.retention import rules
from cases.retention.rules import START, Term, Terms
from oco import audit
from oco.models import Organisation, User


def terms_of(organisation_id: int, today: date) -> Terms:
    """The terms that hold at an organisation on a day: its own, else the start values. One query."""
    return terms_of_all([organisation_id], today)[organisation_id]


def terms_of_all(organisations: Iterable[int], today: date) -> dict[int, Terms]:
    """The same for several, in one query."""
    found = {organisation: dict(START) for organisation in organisations}
    rows = RetentionTerm.objects.filter(organisation_id__in=found, valid_from__lte=today)
    for row in rows.order_by("valid_from", "pk"):
        found[row.organisation_id][DataKind(row.kind)] = Term(row.months, row.ground)
    return dict(found)


def set_term(
    *,
    organisation: Organisation,
    kind: DataKind,
    months: int | None,
    valid_from: date,
    ground: str,
    reason: str,
    by: User,
    today: date,
) -> RetentionTerm:
    """Sets a term from a day on. Lists that were proposed before keep theirs until they are carried out, and nothing
    goes before the longest of both. Raises Refused with the field."""
    with act():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # two terms look at each other
        if valid_from < today:
            raise Refused("Kies vandaag of een latere dag.", field="valid_from")
        if sentence := rules.term_refused(kind, months, terms_of(organisation.pk, valid_from)):
            raise Refused(sentence, field="number")
        term = RetentionTerm.objects.create(
            organisation=organisation,
            kind=kind,
            months=months,
            valid_from=valid_from,
            ground=ground,
            reason=reason,
            written_by=by,
        )
        audit.record("retention term set", by=by, on=term, kind=kind.value, months=months, organisation=organisation.pk)
    return term
