"""What a page says about when somebody's data go: on the client's page and in the dossier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import Client, DataKind, RetentionHold
from cases.retention import holds, rules
from cases.retention.rules import Standing, Terms
from cases.retention.standing import standings
from cases.retention.terms import terms_of_all
from oco.models import Organisation
from oco.templatetags.oco import date_nl


@dataclass(frozen=True)
class KeptUntil:
    """Until when one provider keeps somebody. `on` is None where a question runs or nothing is left."""

    provider: Organisation
    on: date | None
    sentence: str
    holds: Sequence[RetentionHold] = ()


def of_client(
    client: Client, records: Iterable[int], providers: Sequence[Organisation], *, today: date
) -> list[KeptUntil]:
    """For each of these providers. Seven queries for each, however much there is."""
    terms = terms_of_all([provider.pk for provider in providers], today)
    standing_holds: dict[int, list[RetentionHold]] = {}
    for held in holds.of_records(records, [provider.pk for provider in providers]):
        if held.ended_at is None and held.until >= today:
            standing_holds.setdefault(held.provider_id, []).append(held)
    return [
        _kept(
            provider,
            standings(provider, [client.pk])[0],
            terms[provider.pk],
            standing_holds.get(provider.pk, []),
            today,
        )
        for provider in providers
    ]


def _kept(
    provider: Organisation, standing: Standing, terms: Terms, held: Sequence[RetentionHold], today: date
) -> KeptUntil:
    dues = [due for due in rules.dues(standing, terms) if due.kind is not DataKind.TEXTS]
    if standing.open:
        return KeptUntil(provider, None, "Zolang een vraag loopt; daarna begint de termijn.", held)
    if not dues:
        return KeptUntil(provider, None, "Er is niets meer om te vernietigen.", held)
    due = dues[0]
    if standing.is_held(today) and standing.held_until is not None and standing.held_until >= due.on:
        return KeptUntil(
            provider, standing.held_until, f"Langer bewaard tot en met {date_nl(standing.held_until)}.", held
        )
    words = rules.in_words(due.term.months)
    return KeptUntil(provider, due.on, f"Vernietigen op {date_nl(due.on)}: {words} na {date_nl(due.last_on)}.", held)
