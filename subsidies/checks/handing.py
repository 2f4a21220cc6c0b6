"""What was agreed about handing in: in time, and with every partner's part."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from oco.templatetags.oco import date_nl, plural
from subsidies.checks.finding import Finding, Handing, Verdict

_MONTH = 30  # days late that weigh most


def handed_in(handing: Handing | None) -> Iterator[Finding]:
    if handing is None:
        return
    if handing.due_on is not None:
        late = max((handing.filed_on - handing.due_on).days, 0)
        extended = " Dat is de datum na uw uitstel." if handing.extended else ""
        yield Finding(
            "handed-in",
            "Op tijd ingediend",
            date_nl(handing.filed_on),
            f"uiterlijk {date_nl(handing.due_on)}",
            Verdict.FAILED if late else Verdict.GOOD,
            f"Het rapport kwam {plural(late, 'dag,dagen')} te laat.{extended}"
            if late
            else f"Het rapport kwam op tijd.{extended}",
            min(Decimal(late) / _MONTH, Decimal(1)),
        )
    if handing.parts_missing:
        yield Finding(
            "parts",
            "Delen van de partners",
            f"niet afgesloten: {handing.parts_missing}",
            "elke partner sluit zijn deel af",
            Verdict.ATTENTION,
            f"Het rapport is ingediend zonder dat alle delen klaar waren. De reden: {handing.reason}",
            Decimal(1),
        )
