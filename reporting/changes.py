"""What a corrected version says about the one before it: the figures side by side, and why they differ. Pure.

The totals of a report are exact, so their difference says nothing new. What it is made of is a breakdown like any
other: in a released document a reason of 0-7 is hidden, and one of more is rounded. A provider's own document is exact.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from oco.templatetags.oco import date_nl, number
from reporting import disclosure
from reporting.cells import HIDDEN, bounds
from reporting.disclosure import Released
from reporting.documents import ReportDocument, Row, Section, Table
from reporting.reasons import Change, Difference, Reason
from reporting.seen import Explained
from reporting.sheets import label_of
from reporting.versions import KEY, side_by_side, signed

TITLE = "Wat er is veranderd"
# The totals of which a corrected report gives the reasons.
EXPLAINED = ("unique_clients", "questions_received", "questions_answered")
# What could have made a total higher and lower: also a reason that isn't there is hidden, like every other 0.
_MORE: Mapping[str, frozenset[Reason]] = {
    "unique_clients": frozenset(
        {Reason.LATE, Reason.MOVED_IN, Reason.UNLINKED, Reason.CLOSED, Reason.DATE, Reason.HOURS, Reason.CHANGED}
    ),
    "questions_received": frozenset({Reason.LATE, Reason.MOVED_IN, Reason.DATE}),
    "questions_answered": frozenset({Reason.LATE, Reason.MOVED_IN, Reason.CLOSED, Reason.OUTCOME, Reason.DATE}),
}
_LESS: Mapping[str, frozenset[Reason]] = {
    "unique_clients": frozenset(
        {Reason.LINKED, Reason.GONE, Reason.MOVED_OUT, Reason.REOPENED, Reason.DATE, Reason.HOURS, Reason.CHANGED}
    ),
    "questions_received": frozenset({Reason.GONE, Reason.MOVED_OUT, Reason.DATE}),
    "questions_answered": frozenset({Reason.GONE, Reason.MOVED_OUT, Reason.REOPENED, Reason.OUTCOME, Reason.DATE}),
}


@dataclass(frozen=True)
class Correction:
    """Who made a next version of which report, and who agreed to it. `same_figures`: they are those of
    a version that the gate held back, with more hidden; `approved_by` agreed to them then."""

    earlier_version: int
    earlier_filed_at: datetime
    opened_by: str = ""
    opened_at: datetime | None = None
    filed_by: str = ""  # empty: a draft
    approved_by: str = ""
    alone: bool = False  # nobody else files reports there
    same_figures: bool = False

    def sentences(self) -> list[str]:
        found = []
        if self.opened_by and self.opened_at is not None:
            found.append(f"De correctie is geopend door {self.opened_by} op {date_nl(self.opened_at, 'time')}.")
        if self.same_figures:
            found.append(f"De nieuwe versie is ingediend door {self.filed_by}.")
            if self.approved_by:
                found.append(f"De cijfers zijn eerder goedgekeurd door {self.approved_by}.")
        elif self.filed_by:
            if self.alone or self.approved_by == self.filed_by:
                found.append(
                    f"De nieuwe versie is gemaakt en goedgekeurd door {self.filed_by}: bij deze organisatie dient "
                    "niemand anders rapporten in."
                )
            else:
                found.append(
                    f"De nieuwe versie is gemaakt door {self.filed_by} en goedgekeurd door {self.approved_by}."
                )
        return found


def section(
    correction: Correction,
    earlier: ReportDocument,
    now: ReportDocument,
    differences: Mapping[str, Difference] | None,
    *,
    hide_up_to: int | None,
    untold: Collection[str] = (),
) -> Section:
    """What a new version says about the one before. `differences`: of the whole that the document is about, by
    indicator; None where the earlier report was filed before its records were kept. `hide_up_to` None: exact.
    `untold`: indicators of which no reason may be told."""
    if differences is None:
        why = [
            f"Van versie {correction.earlier_version} is niet bijgehouden welke gegevens meetelden. De redenen van het "
            "verschil zijn daarom niet te geven."
        ]
    else:
        why = [
            sentence
            for indicator in EXPLAINED
            if indicator in differences
            for sentence in [_sentence(differences[indicator], hide_up_to, told=indicator not in untold)]
        ]
    return Section(
        key=KEY,
        title=TITLE,
        explanation=(
            f"Dit is een nieuwe versie. Versie {correction.earlier_version} is ingediend op "
            f"{date_nl(correction.earlier_filed_at)}. Die blijft bewaard."
        ),
        sentences=(*correction.sentences(), *why),
        tables=(_table(correction, earlier, now, hide_up_to is not None),),
    )


def with_section(document: ReportDocument, changes: Section) -> ReportDocument:
    """The document with the changes before its other sections."""
    return replace(document, sections=(changes, *document.sections))


def _table(correction: Correction, earlier: ReportDocument, now: ReportDocument, released: bool) -> Table:
    return Table(
        key="versions",
        title="De totalen naast elkaar",
        columns=(f"Versie {correction.earlier_version}", f"Versie {now.header.version}", "Verschil"),
        rows=tuple(Row(label, (old, new, more)) for label, old, new, more in side_by_side(earlier, now)),
        note="Uren zijn hele uren." if released else "Dit zijn uw eigen, precieze cijfers. Uren zijn hele uren.",
    )


# --- why --------------------------------------------------------------------------------------------------------------


def in_order(changes: Iterable[Change]) -> list[str]:
    return [f"{signed(change.amount)} {change.reason.words}" for change in changes]


NONE_TOLD = "De redenen zijn verborgen: het zijn kleine aantallen, of aantallen waarmee die zijn uit te rekenen."


def _sentence(difference: Difference, hide_up_to: int | None, *, told: bool = True) -> str:
    label = label_of(difference.indicator)
    if difference.then == difference.now:
        lead = f"{label}: {number(difference.now)}, evenveel als eerst."
    else:
        lead = f"{label}: van {number(difference.then)} naar {number(difference.now)} ({signed(difference.amount)})."
    if hide_up_to is None:
        return f"{lead} Waardoor: {', '.join(in_order(difference.changes))}." if difference.changes else lead
    if difference.then == difference.now:
        return lead  # the same sentence whether nothing happened or reasons cancel out
    shown = released_reasons(difference, hide_up_to) if told else []
    if not shown:
        return f"{lead} {NONE_TOLD}"
    parts = ", ".join(f"ongeveer {signed(amount)} {reason.words}" for reason, amount in shown)
    return f"{lead} Waardoor: {parts}. Andere redenen zijn kleine aantallen en daarom verborgen."


def released_reasons(difference: Difference, hide_up_to: int) -> list[tuple[Reason, Decimal]]:
    """The reasons that may be told, rounded; the rest is hidden, also what is 0.

    Where the total and the shown reasons together would narrow a hidden one to less than 0 up to the threshold,
    nothing is told.
    """
    more, less = _MORE[difference.indicator], _LESS[difference.indicator]
    cells: dict[tuple[Reason, bool], Released] = {
        **{(reason, False): disclosure.release_cell(0, hide_up_to) for reason in more},
        **{(reason, True): disclosure.release_cell(0, hide_up_to) for reason in less},
    }
    for change in difference.changes:
        cells[change.reason, change.amount < 0] = disclosure.release_cell(abs(change.amount), hide_up_to)
    shown = {key: cell for key, cell in cells.items() if not cell.hidden}
    least = most = difference.amount
    for (_, minus), cell in shown.items():
        low, high = bounds(cell, hide_up_to)
        least, most = (least + low, most + high) if minus else (least - high, most - low)
    hidden_more = sum(1 for (_, minus), cell in cells.items() if cell.hidden and not minus)
    hidden_less = sum(1 for (_, minus), cell in cells.items() if cell.hidden and minus)
    # What is left of the total is the hidden more minus the hidden less. Each hidden cell must be able to be 0 and to
    # be the threshold, whatever is left.
    room_more, room_less = (hidden_more - 1) * hide_up_to, (hidden_less - 1) * hide_up_to
    free = hidden_more > 1 and hidden_less > 1 and most <= room_more and least >= -room_less
    if not free:
        return []
    order = list(Reason)
    return [
        (reason, -cell.value if minus else cell.value)
        for (reason, minus), cell in sorted(shown.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
        if cell.value is not None
    ]


# --- read back --------------------------------------------------------------------------------------------------------

_LEAD = re.compile(r"(?P<label>.+): van (?P<then>[\d.]+) naar (?P<now>[\d.]+) \([^)]*\)\.")
_TOLD = re.compile(r"ongeveer (?P<sign>[+\u2212])(?P<amount>[\d.]+) (?P<words>[^,.]+)")


def explained_in(sentences: Iterable[str]) -> dict[str, Explained]:
    """By indicator what the sentences of a released version tell, read as they are printed. A total that is the same as
    before says nothing about reasons."""
    by_label = {label_of(indicator): indicator for indicator in EXPLAINED}
    by_words = {reason.words: reason for reason in Reason}
    found: dict[str, Explained] = {}
    for sentence in sentences:
        lead = _LEAD.match(sentence)
        indicator = by_label.get(lead["label"]) if lead else None
        if lead is None or indicator is None:
            continue
        more: dict[str, Released] = dict.fromkeys(_MORE[indicator], HIDDEN)
        less: dict[str, Released] = dict.fromkeys(_LESS[indicator], HIDDEN)
        for part in _TOLD.finditer(sentence, lead.end()):
            cells = more if part["sign"] == "+" else less
            cells[by_words[part["words"]]] = Released(Decimal(_whole(part["amount"])), rounded=True)
        found[indicator] = Explained(_whole(lead["then"]), _whole(lead["now"]), more, less)
    return found


def _whole(text: str) -> int:
    return int(text.replace(".", ""))
