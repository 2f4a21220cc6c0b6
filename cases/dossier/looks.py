"""Who looked at a client, as a part of the dossier: by role and organisation, not by name. The client may know that it
was looked at and by what kind of people; who exactly is for the manager to say when the client asks."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils import timezone

from cases import reading
from cases.dossier.part import Col
from cases.models import Client

CODE, HEADING = "looks", "Wie keek naar uw gegevens"
COLUMNS = (Col("Dag", "on"), Col("Wie", "who"), Col("Wat", "what"), Col("Hoe vaak", "times"))


def rows(client: Client) -> list[tuple[date, str, str, int]]:
    """Per day, kind of person and what was looked at, the latest first. Attempts that were refused saw nothing."""
    found: Counter[tuple[date, str, str]] = Counter()
    for seen in reading.by_day(reading.looks_at(client), client, named_at=()):
        if not seen.refused:
            found[timezone.localtime(seen.at).date(), seen.who, seen.what] += seen.times
    return [(*key, times) for key, times in sorted(found.items(), reverse=True)]
