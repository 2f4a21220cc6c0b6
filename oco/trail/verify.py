"""Verifying the whole log: every batch with its lines, the chain, and the seals outside and in filed reports. Changes
nothing.

What it finds are Dutch sentences for the administrator; none means that the log is as it was sealed. It can't say
anything of the lines of the last minutes, which have no seal yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from oco.models import LogBatch
from oco.trail import anchors, filed, seals
from oco.trail.statements import LEAST_DAYS

MOST_FINDINGS = 50


@dataclass
class Verified:
    """What came of it. `told` holds what is no fault and yet must be known: a restore."""

    findings: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    batches: int = 0
    lines: int = 0
    emptied: int = 0
    filed: int = 0  # seals in filed reports
    last: str = ""  # as it is printed

    @property
    def ok(self) -> bool:
        return not self.findings


def verify(file: Path | None, *, now: datetime | None = None) -> Verified:
    """Goes over all of it once, from the first batch on. `file` holds the seals outside; None where this process has
    none."""
    found = Verified()
    with transaction.atomic(), connection.cursor() as cursor:
        seals.steady(cursor)
        in_reports = filed.all_seals()
        chain = list(LogBatch.objects.order_by("number"))
        for sentence in _chain(cursor, chain, found, now or timezone.now()):
            if len(found.findings) < MOST_FINDINGS:
                found.findings.append(sentence)
    found.filed = len(in_reports)
    found.findings += islice(filed.not_in(chain, in_reports), MOST_FINDINGS)
    if file is not None:
        found.findings += _outside(file, chain, found)
    if chain:
        found.last = seals.printed(chain[-1])
    return found


def _chain(cursor: Any, chain: list[LogBatch], found: Verified, now: datetime) -> Iterator[str]:
    previous, number = seals.FIRST, 0
    ends: dict[int, int] = {}
    for batch in chain:
        if batch.number != number + 1:
            yield f"Tussen zegel {number} en {batch.number} ontbreken zegels."
        elif batch.previous != previous:
            yield f"Zegel {batch.number} sluit niet aan op het zegel ervoor."
        if batch.seal != seals.seal_of(batch):
            yield f"De gegevens van zegel {batch.number} zijn veranderd."
        if batch.from_xact != ends.get(batch.cluster, 0):
            yield f"Zegel {batch.number} begint niet waar het vorige ophield."
        yield from _lines(cursor, batch, found, now)
        found.batches += 1
        previous, number = batch.seal, batch.number
        ends[batch.cluster] = batch.to_xact


def _lines(cursor: Any, batch: LogBatch, found: Verified, now: datetime) -> Iterator[str]:
    content = seals.content_of(cursor, batch.cluster, batch.from_xact, batch.to_xact)
    if batch.emptied_at is not None:
        found.emptied += 1
        if batch.emptied_at > now or batch.emptied_at - batch.sealed_at < timedelta(days=LEAST_DAYS):
            yield f"De regels onder zegel {batch.number} zijn weggehaald voor hun termijn voorbij was."
        elif content.events or content.acts:
            yield f"Onder zegel {batch.number} staan regels, terwijl hun termijn voorbij is."
        return
    found.lines += content.events + content.acts
    if (content.events, content.acts) != (batch.events, batch.acts):
        was, now_there = batch.events + batch.acts, content.events + content.acts
        yield f"Onder zegel {batch.number} stonden {was} regels, en nu {now_there}."
    elif content.sha256 != batch.content:
        yield f"Een regel onder zegel {batch.number} is veranderd."


def _outside(file: Path, chain: list[LogBatch], found: Verified) -> list[str]:
    try:
        outside = anchors.read(file)
    except FileNotFoundError:
        return ["Het bestand met zegels buiten de database is er niet."] if chain else []
    except anchors.AnchorsUnreadable as reason:
        return [str(reason)]
    found.told += [
        f"Na het terugzetten van een back-up ging de keten verder na zegel {line['restored_to']}: {line['reason']}"
        for line in outside.restores
    ]
    inside = {batch.number: batch.seal for batch in chain}
    wrong = [number for number, seal in sorted(outside.seals.items()) if inside.get(number) not in (None, seal)]
    findings = []
    if wrong:
        findings.append(f"De keten is vanaf zegel {wrong[0]} een andere dan buiten de database is bewaard.")
    last = chain[-1].number if chain else 0
    if outside.last > last:
        findings.append(f"De keten houdt op bij zegel {last}; buiten de database is zegel {outside.last} bewaard.")
    return findings
