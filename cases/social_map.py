"""Keeping and searching the social map: who offers what, by topic and district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from cases.acts import Refused, act, keep, locked
from cases.models import HelpQuestion, SocialMapEntry
from oco import audit
from oco.models import District, User

MOST_FOUND = 8  # in a form, while somebody types


@dataclass(frozen=True)
class EntryFields:
    """What stands on the map. Telephone number as "+31…"; without districts it is for the whole municipality."""

    name: str
    offer: str = ""
    domains: tuple[str, ...] = ()
    tags: str = ""
    districts: tuple[District, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    opening_hours: str = ""
    active: bool = True


_COLUMNS = ("name", "offer", "tags", "phone", "email", "website", "address", "opening_hours", "active")


def save_entry(
    *, entry: SocialMapEntry, fields: EntryFields, by: User, today: date, version: int | None = None
) -> SocialMapEntry:
    """Writes a new entry, or changes one. Who writes it looked at it. Raises Refused, ChangedMeanwhile."""
    with act():
        new = entry.pk is None
        if not new:
            entry = locked(entry, version=version)
        for column in _COLUMNS:
            setattr(entry, column, getattr(fields, column))
        entry.domains = list(fields.domains)
        entry.checked_on, entry.checked_by = today, by
        if new:
            entry.written_by = by
        try:
            entry.full_clean()
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="name") from error
        if new:
            entry.save()
        else:
            keep(entry, *_COLUMNS, "domains", "checked_on", "checked_by")
        entry.districts.set(fields.districts)
        audit.record("social map entry added" if new else "social map entry changed", by=by, on=entry)
    return entry


def still_right(*, entry: SocialMapEntry, by: User, today: date) -> SocialMapEntry:
    """Somebody looked: it is still right."""
    with act():
        entry = locked(entry)
        entry.checked_on, entry.checked_by = today, by
        keep(entry, "checked_on", "checked_by")
        audit.record("social map entry checked", by=by, on=entry)
    return entry


def search(
    entries: QuerySet[SocialMapEntry], *, words: str = "", domain: str = "", district: District | None = None
) -> QuerySet[SocialMapEntry]:
    """Entries in which every word occurs, on this topic, and for this district or the whole municipality."""
    for word in words.split():
        entries = entries.filter(Q(name__icontains=word) | Q(offer__icontains=word) | Q(tags__icontains=word))
    if domain:
        entries = entries.filter(domains__contains=[domain])
    if district is not None:
        entries = entries.filter(Q(districts=district) | Q(districts__isnull=True)).distinct()
    return entries


def for_question(question: HelpQuestion, *, words: str) -> list[SocialMapEntry]:
    """What a form for a referral offers: by the words that somebody types; without words what fits the
    question's domains and the client's district."""
    entries = SocialMapEntry.objects.active().filter(front_door_id=question.front_door_id)
    if words.strip():
        return list(search(entries, words=words)[:MOST_FOUND])
    domains = [each.domain for each in question.domains.all()]
    on_topic = Q(pk__in=[])
    for domain in domains:
        on_topic |= Q(domains__contains=[domain])
    return list(search(entries.filter(on_topic), district=question.client.district)[:MOST_FOUND])
