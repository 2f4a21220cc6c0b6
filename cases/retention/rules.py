"""Decisions about keeping and removing, pure: values in, values out; today is an argument.

Start values: 15 years for a dossier is what is generally given for Wmo 2015 article 5.3.4. The text of that article was
not at hand when this was written, and whether it holds for an independent supporter depends on role and contract: the
page says so, and who administers sets what holds (docs/decisions/0051-retention-terms.md).
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models.retention import SHORTEST, DataKind


@dataclass(frozen=True)
class Term:
    """A term in whole months, and the ground for it. No months: this kind has no term of its own."""

    months: int | None
    ground: str


Terms = Mapping[DataKind, Term]
START: dict[DataKind, Term] = {
    DataKind.DOSSIER: Term(
        180, "Startwaarde: 15 jaar, zoals vaak genoemd bij Wmo 2015 artikel 5.3.4. Laat dit nagaan."
    ),
    DataKind.WALK_IN: Term(
        12, "Startwaarde: 1 jaar. Na de verantwoording over het jaar zijn deze gegevens niet nodig."
    ),
    DataKind.TEXTS: Term(None, "Startwaarde: teksten gaan samen met het dossier."),
    DataKind.STAFF: Term(84, "Startwaarde: 7 jaar, zolang uren van een subsidie worden verantwoord. Laat dit nagaan."),
}


def months_later(day: date, months: int) -> date:
    """The day with the same number so many months on, or the month's last day where there is none."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_of(day: date) -> date:
    return day.replace(day=1)


def in_words(months: int | None) -> str:
    """‘15 jaar’, ‘1 jaar en 6 maanden’, ‘9 maanden’; ‘geen eigen termijn’ for None."""
    if months is None:
        return "geen eigen termijn"
    years, rest = divmod(months, 12)
    parts = [f"{years} jaar"] if years else []
    if rest or not years:
        parts.append(f"{rest} maand" if rest == 1 else f"{rest} maanden")
    return " en ".join(parts)


def term_refused(kind: DataKind, months: int | None, others: Terms) -> str:
    """Why this term can't be set, as a sentence; empty where it can. `others`: the terms that hold beside it."""
    if months is None:
        return "" if kind is DataKind.TEXTS else "Vul een termijn in."
    if months < SHORTEST[kind]:
        return (
            f"Kies {in_words(SHORTEST[kind])} of langer. Zo lang is het nodig om wat over een jaar is ingediend te"
            " kunnen nagaan."
        )
    texts, dossier = others[DataKind.TEXTS].months, others[DataKind.DOSSIER].months
    if kind is DataKind.TEXTS and dossier is not None and months >= dossier:
        return f"Kies een kortere termijn dan die van het dossier ({in_words(dossier)}), of laat het veld leeg."
    if kind is DataKind.DOSSIER and texts is not None and months <= texts:
        return f"De teksten blijven {in_words(texts)}. Maak eerst die termijn korter, of kies een langere."
    return ""


@dataclass(frozen=True)
class Standing:
    """How a person stands at one provider, over all records that are linked. Days; None where it never was."""

    records: tuple[int, ...]  # the oldest first
    open: int = 0  # questions that run here
    worked: bool = False  # a question was picked up here
    last_on: date | None = None  # of what is past: the last question closed, the last check after it
    emptied_on: date | None = None  # this provider removed all that it had
    texts_emptied_on: date | None = None
    gone: bool = False  # the identity was removed
    held_until: date | None = None  # the last day of the longest reason to keep it longer

    @property
    def client(self) -> int:
        return self.records[0]

    def is_held(self, today: date) -> bool:
        return self.held_until is not None and self.held_until >= today


@dataclass(frozen=True)
class Due:
    """That data of a kind may go on a day, and why."""

    kind: DataKind
    last_on: date
    on: date
    term: Term


def dues(standing: Standing, terms: Terms) -> list[Due]:
    """What is to be removed of this person at this provider and when, the soonest first; held or not."""
    last = standing.last_on
    if standing.gone or standing.open or last is None or _since(standing.emptied_on, last):
        return []
    kinds = [DataKind.DOSSIER if standing.worked else DataKind.WALK_IN]
    if standing.worked and not _since(standing.texts_emptied_on, last):
        kinds.append(DataKind.TEXTS)
    found = []
    for kind in kinds:
        if (months := terms[kind].months) is not None:
            found.append(Due(kind, last, months_later(last, months), terms[kind]))
    return sorted(found, key=lambda due: due.on)


def due_now(standing: Standing, terms: Terms, *, today: date) -> Due | None:
    """What goes today: the whole dossier where that is due, else its texts. None for who is held."""
    if standing.is_held(today):
        return None
    past = [due for due in dues(standing, terms) if due.on <= today]
    return next((due for due in past if due.kind is not DataKind.TEXTS), past[0] if past else None)


def _since(removed_on: date | None, last_on: date) -> bool:
    return removed_on is not None and removed_on >= last_on


OPEN_AGAIN = "Er loopt weer een vraag."
KEPT_LONGER = "Dit dossier wordt langer bewaard."
GONE_ALREADY = "De gegevens waren al weg."
SINCE_THEN = "Er is daarna nog iets gebeurd."
LONGER_TERM = "De termijn is intussen langer."


def why_skipped(standing: Standing, kind: DataKind, terms: Terms, *, last_on: date, today: date) -> str:
    """Why a person on an approved list isn't removed after all; empty where they are. `last_on`: their last activity
    as the list has it."""
    if standing.open:
        return OPEN_AGAIN
    if standing.is_held(today):
        return KEPT_LONGER
    found = next((due for due in dues(standing, terms) if due.kind is kind), None)
    if found is not None and found.on <= today:
        return ""
    if standing.last_on is not None and standing.last_on > last_on:
        return SINCE_THEN
    return LONGER_TERM if found is not None else GONE_ALREADY


def fingerprint(lines: Iterable[tuple[int, str, date, int, str]]) -> str:
    """SHA-256 of (client, kind, due on, months, ground) of each line, whatever their order."""
    texts = sorted(f"{client}|{kind}|{due_on}|{months}|{ground}" for client, kind, due_on, months, ground in lines)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def gone_from_backups_on(done_on: date, days: int) -> date:
    """The first day on which no backup holds what was removed on `done_on`: a backup of that day is kept so long."""
    return done_on + timedelta(days=days + 1)
