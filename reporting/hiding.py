"""What a report says of what is hidden in it, and of the check that nothing hidden can be worked out."""

from __future__ import annotations

from decimal import Decimal

from oco.periods import Period, periods_of_year
from oco.templatetags.oco import number
from reporting import disclosure
from reporting.disclosure import Release
from reporting.documents import FiledBy, Hiding
from reporting.let_out import Gate
from reporting.seen import span_of


def check_sentence(gate: Gate, period: Period, filed: FiledBy | None) -> str:
    """That a report was laid beside the others before it was released. Nobody reads it sooner (reporting/gate.py)."""
    if gate.released_before is None:
        return ""
    if filed is None:
        return "Voor het rapport wordt vrijgegeven, wordt nagerekend of er een verborgen getal uit te rekenen is."
    spans = {each.span for each in gate.released_before.filed.values()}
    others = [other.in_words for other in periods_of_year(period.year) if span_of(other) in spans and other != period]
    words = ["dit rapport", *(f"het rapport over {words}" for words in others)]
    if span_of(period) in spans:
        words.insert(1, "de eerdere versies ervan")
    together = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}"
    return (
        f"Voor de vrijgave is nagerekend of uit alle tabellen van {together} een verborgen getal is uit te rekenen. "
        "Dat kan niet."
    )


def hiding(release: Release, *, released: bool, checked: str = "") -> Hiding:
    """What was hidden among the figures of the whole in this period, in sentences."""
    if not released:
        return Hiding(
            0,
            0,
            0,
            (
                "In dit rapport is niets verborgen of afgerond. Het is alleen voor de organisatie zelf.",
                "Stuur het niet door: uit kleine aantallen kan iemand een persoon herkennen.",
            ),
        )
    sentences = [
        "Uit een klein getal is soms een persoon te herkennen. Daarom laten we kleine getallen niet zien.",
    ]
    if release.breakdowns:
        share = number(Decimal(100 * release.hidden) / release.cells if release.cells else Decimal(0))
        sentences += [
            f"Waar ‘verborgen’ staat, is het getal 0 tot en met {release.hide_up_to}. Soms is een groter getal "
            "verborgen, omdat u er anders een klein getal mee kunt uitrekenen.",
            f"De andere getallen in uitsplitsingen zijn afgerond op {disclosure.ROUND_TO}, uren op "
            f"{disclosure.HOURS_STEP // 60} uur. Daarom kloppen optellingen niet precies. De totalen zijn wel precies.",
            f"In deze periode zijn {number(release.hidden)} van de {number(release.cells)} getallen in uitsplitsingen "
            f"verborgen ({share}%).",
        ]
    else:
        sentences += disclosure.hidden_sentences(
            hidden=release.hidden, cells=release.cells, hide_up_to=release.hide_up_to, breakdowns=False
        )
    if checked:
        sentences.append(checked)
    return Hiding(release.hide_up_to, release.cells, release.hidden, tuple(sentences))
