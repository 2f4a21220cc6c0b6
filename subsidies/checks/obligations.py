"""The obligations of the grant that fall due with this report: shown, or not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from subsidies.checks.finding import Finding, Handing, Verdict


def obligations(handing: Handing | None) -> Iterator[Finding]:
    """One finding for each obligation of `handing`; it holds those alone that are to be shown with this report."""
    for line in handing.obligations if handing else ():
        figure, verdict, sentence, size = _OF[line.shown]
        yield Finding(
            f"obligation-{line.number}",
            f"Verplichting {line.number}: {line.text}",
            figure,
            f"aan te tonen met {line.evidence}",
            verdict,
            sentence,
            size,
        )


_OF = {
    True: ("getoond", Verdict.GOOD, "De aanbieder heeft laten zien dat dit is gedaan.", Decimal(0)),
    False: ("niet getoond", Verdict.FAILED, "Bij deze verplichting is nog niets getoond. Vraag ernaar.", Decimal(1)),
    None: ("–", Verdict.UNKNOWN, "Dit staat niet in het rapport. Vraag ernaar in het gesprek.", Decimal(0)),
}
