"""Totals of earlier years as providers declared them.

No persons stand behind a declared total here, so nothing can be counted again: a total that is out of line with the
provider's other years is questioned before it is accepted. An annual report once printed 541 for 1,541.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from statistics import median

from django.db import transaction
from django.utils import timezone

from oco import audit
from oco.models import Municipality, Organisation, User
from reporting.models import DeclaredTotal, YearNote

CLIENTS, QUESTIONS, GRANT = "unique_clients", "questions_answered", "grant_euro"
LABELS = {CLIENTS: "unieke cliënten", QUESTIONS: "beantwoorde vragen", GRANT: "subsidie in euro"}
COLUMNS = ("year", "provider", CLIENTS, QUESTIONS, GRANT)
# A total is questioned when it is more than this many times the middle one of the other years, or that much less.
# 2 lets the real years of Zoetermeer pass (at most 1.94: Palet's clients of 2016) and stops 541 for 1,541 (4.1).
OUT_OF_LINE = 2
OTHER_YEARS_NEEDED = 2  # below that nobody can say what is usual


class HistoryError(Exception):
    """Totals that can't be imported; one Dutch sentence per reason."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))


class TotalsQuestioned(HistoryError):
    """Totals that may be wrong: the user answers by correcting them or by explaining why they are right."""


@dataclass(frozen=True, order=True)
class TotalKey:
    """Whose total of what, in which year."""

    provider_id: int
    indicator: str
    year: int


@dataclass(frozen=True)
class Doubt:
    """Why a total is questioned. `usual` is the middle one of the other years."""

    value: Decimal
    usual: Decimal
    digit_lost: bool  # with one digit put before it, it would be in line


def out_of_line(totals: Mapping[int, Decimal]) -> dict[int, Doubt]:
    """The years of which the total is out of line with the other years, of one provider and one figure.

    The strangest goes first. The next ones must be out of line both with it and without it: 541 for 1,541 must not cast
    doubt on 2,847, nor its removal on 1,214.
    """
    left = dict(totals)
    suspects = {year for year in left if len(left) > OTHER_YEARS_NEEDED and _strangeness(year, left) > OUT_OF_LINE}
    found: dict[int, Doubt] = {}
    while suspects and len(left) > OTHER_YEARS_NEEDED:
        year = max(suspects, key=lambda year: (_strangeness(year, left), year))
        usual = _usual(year, left)
        if _times(left[year], usual) <= OUT_OF_LINE:
            break
        suspects.remove(year)
        value = left.pop(year)
        longer = [value + digit * 10 ** len(str(int(value))) for digit in range(1, 10)]
        digit_lost = value < usual and any(_times(other, usual) <= OUT_OF_LINE for other in longer)
        found[year] = Doubt(value, usual, digit_lost)
    return found


def _usual(year: int, totals: Mapping[int, Decimal]) -> Decimal:
    """The middle one of the other years."""
    return Decimal(median(value for other, value in totals.items() if other != year))


def _strangeness(year: int, totals: Mapping[int, Decimal]) -> Decimal:
    return _times(totals[year], _usual(year, totals))


def _times(one: Decimal, other: Decimal) -> Decimal:
    """How many times the smaller goes into the larger. Both 0 is once; only one of both 0 is endlessly often."""
    small, large = sorted((one, other))
    if small == 0:
        return Decimal(1) if large == 0 else Decimal("Infinity")
    return large / small


@dataclass(frozen=True)
class ImportResult:
    """How many totals are new, changed and the same; and the questioned ones that were accepted with an explanation."""

    added: int
    changed: int
    same: int
    accepted: int


def read_file(content: bytes, municipality: Municipality) -> dict[TotalKey, Decimal]:
    """The totals of a csv file with the columns year, provider, unique_clients, questions_answered and grant_euro; an
    empty cell is no total. Raises HistoryError with every fault by line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HistoryError(["Het bestand is geen UTF-8. Bewaar het als ‘CSV UTF-8’."]) from None
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise HistoryError([f"Deze kolommen ontbreken: {', '.join(missing)}."])
    providers = {
        row.name.casefold(): row.pk
        for row in Organisation.objects.filter(front_doors_served__municipality=municipality)
    }
    found: dict[TotalKey, Decimal] = {}
    faults: list[str] = []
    for number, row in enumerate(rows, start=2):
        provider = (row["provider"] or "").strip()
        year = (row["year"] or "").strip()
        known_year = len(year) == 4 and year.isdecimal() and 1990 <= int(year) <= timezone.localdate().year + 1
        if provider.casefold() not in providers:
            faults.append(f"Regel {number}: ‘{provider}’ is geen aanbieder in {municipality.name}.")
        if not known_year:
            faults.append(f"Regel {number}: ‘{year}’ is geen jaar.")
        if provider.casefold() not in providers or not known_year:
            continue
        for indicator in (CLIENTS, QUESTIONS, GRANT):
            cell = (row[indicator] or "").strip()
            if not cell:
                continue
            key = TotalKey(providers[provider.casefold()], indicator, int(year))
            if key in found:
                faults.append(f"Regel {number}: {provider} staat twee keer in {year}.")
                break
            try:
                found[key] = _number(cell, whole=indicator != GRANT)
            except ValueError:
                faults.append(f"Regel {number}, {indicator}: ‘{cell}’ is geen getal. Schrijf 1541, zonder punt.")
    if faults:
        raise HistoryError(faults)
    return found


def _number(cell: str, *, whole: bool) -> Decimal:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        raise ValueError(cell) from None
    # 1.541 could be a thousand and a half or one and a half: a count has no point in it.
    if not value.is_finite() or value < 0 or (whole and not cell.isdecimal()) or value != round(value, 2):
        raise ValueError(cell)
    return value


@transaction.atomic
def declare(
    *,
    municipality: Municipality,
    totals: Mapping[TotalKey, Decimal],
    by: User | None,
    explanation: str = "",
) -> ImportResult:
    """Stores declared totals; the same again changes nothing. All or none.

    Raises TotalsQuestioned for totals out of line with the provider's other years, unless `explanation` says why they
    are right; it is stored with those totals. What was explained before isn't asked again.
    """
    stored = {
        TotalKey(row.provider_id, row.indicator, row.year): row
        for row in DeclaredTotal.objects.select_for_update().filter(municipality=municipality)
    }
    series: dict[tuple[int, str], dict[int, Decimal]] = {}
    for key, value in [*((key, row.value) for key, row in stored.items()), *totals.items()]:
        series.setdefault((key.provider_id, key.indicator), {})[key.year] = value
    doubts = {
        TotalKey(provider_id, indicator, year): doubt
        for (provider_id, indicator), years in series.items()
        for year, doubt in out_of_line(years).items()
    }
    # Only what this import brings, and not what stands there with its explanation.
    asked = {
        key: doubt
        for key, doubt in doubts.items()
        if key in totals and not (key in stored and stored[key].value == doubt.value and stored[key].explanation)
    }
    if asked and not explanation.strip():
        raise TotalsQuestioned(_questions(asked))

    added = changed = same = 0
    for key, value in sorted(totals.items()):
        row = stored.get(key)
        why = explanation.strip() if key in asked else ""
        if row is None:
            added += 1
            DeclaredTotal.objects.create(
                municipality=municipality,
                provider_id=key.provider_id,
                year=key.year,
                indicator=key.indicator,
                value=value,
                explanation=why,
                declared_by=by,
            )
        elif row.value != value or (why and row.explanation != why):
            changed += 1
            row.value, row.explanation = value, why
            row.declared_at, row.declared_by = timezone.now(), by
            row.save(update_fields=["value", "explanation", "declared_at", "declared_by"])
        else:
            same += 1
    audit.record(
        "year totals declared",
        by=by,
        on=municipality,
        years=sorted({key.year for key in totals}),
        added=added,
        changed=changed,
        accepted=len(asked),
    )
    return ImportResult(added, changed, same, len(asked))


def _questions(asked: Mapping[TotalKey, Doubt]) -> list[str]:
    names = dict(Organisation.objects.filter(pk__in={key.provider_id for key in asked}).values_list("pk", "name"))
    return [
        f"{names[key.provider_id]}, {key.year}: {_dutch(doubt.value)} {LABELS[key.indicator]}. "
        f"In de andere jaren is dat rond {_dutch(doubt.usual)}. Klopt dit?"
        + (" Misschien is er een cijfer weggevallen." if doubt.digit_lost else "")
        for key, doubt in sorted(asked.items())
    ]


def _dutch(value: Decimal) -> str:
    return f"{value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}".replace(",", ".")


@transaction.atomic
def set_note(*, municipality: Municipality, year: int, text: str, by: User | None) -> YearNote:
    """What must be said beside a year's figures; an earlier note is replaced."""
    note, _ = YearNote.objects.update_or_create(municipality=municipality, year=year, defaults={"text": text})
    audit.record("year note set", by=by, on=note, year=year)
    return note
