"""The norms: on time, within the guideline, enough scores to say something."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from oco.templatetags.oco import number, percent
from reporting.values import State
from subsidies.checks.finding import Facts, Finding, Verdict, share_of

# Marks of our own, where the field has no number: the rule is "always on time", and a few late ones happen.
ON_TIME_GOOD = Decimal("0.95")
ON_TIME_POOR = Decimal("0.85")
ABOVE_GUIDELINE_MUCH = Decimal("0.10")  # of the closed questions
FEW_SCORES = Decimal("0.10")  # of the closed questions

_TERMS = (
    ("first_contact", "Eerste contact op tijd", "altijd binnen de termijn voor het eerste contact"),
    ("pick_up", "Op tijd opgepakt", "altijd binnen de termijn om op te pakken"),
)


def on_time(facts: Facts) -> Iterator[Finding]:
    for key, title, rule in _TERMS:
        total, on_time = facts.total(f"{key}_total"), facts.total(f"{key}_on_time")
        if not total or on_time is None:
            continue
        share = min(on_time / total, Decimal(1))
        if share >= ON_TIME_GOOD:
            verdict = Verdict.GOOD
        else:
            verdict = Verdict.ATTENTION if share >= ON_TIME_POOR else Verdict.FAILED
        sentence = _late_sentence(facts, key, total, total - on_time)
        if verdict is not Verdict.GOOD:
            sentence += " Vraag waardoor dat komt."
        figure = "bijna 100%" if Decimal("0.995") <= share < 1 else percent(share)
        yield Finding(f"on-time-{key}", title, figure, rule, verdict, sentence, 1 - share)


def _late_sentence(facts: Facts, key: str, total: Decimal, rest: Decimal) -> str:
    """What was on time after a pause is said apart: it isn't on time, and not late either."""
    about = facts.about(f"{key}_total", f"{key}_on_time")
    if rest <= 0:
        return "Bijna alle vragen waren op tijd." if about else "Alle vragen waren op tijd."
    after_pause = facts.total(f"{key}_after_pause")
    if after_pause:
        return (
            f"{about.capitalize()}{number(rest)} van {number(total)} vragen waren niet op tijd. Daarvan waren "
            f"{facts.about(f'{key}_after_pause')}{number(min(after_pause, rest))} op tijd na een pauze; de andere "
            "waren te laat."
        )
    if any(line.indicator == f"{key}_after_pause" and line.value.hidden for line in facts.lines):
        return (
            f"{about.capitalize()}{number(rest)} van {number(total)} vragen waren te laat, of op tijd na een pauze. "
            "Hoeveel dat laatste er zijn, is verborgen."
        )
    return f"{about.capitalize()}{number(rest)} van {number(total)} vragen waren te laat."


def guideline(facts: Facts) -> Iterator[Finding]:
    above = facts.total("questions_above_guideline")
    closed = (facts.total("questions_answered") or 0) + (facts.total("questions_closed_otherwise") or 0)
    if above is None or not closed:
        return
    share = above / closed
    much = share > ABOVE_GUIDELINE_MUCH
    yield Finding(
        "above-guideline",
        "Vragen boven de richtlijn",
        f"{facts.about('questions_above_guideline')}{number(above)} ({percent(share)})",
        f"niet meer dan {percent(ABOVE_GUIDELINE_MUCH)} van de afgesloten vragen",
        Verdict.ATTENTION if much else Verdict.GOOD,
        f"Van {number(closed)} afgesloten vragen kostten er {facts.about('questions_above_guideline')}{number(above)} "
        "meer uren dan de richtlijn." + (" Kijk bij de redenen in het rapport, en bespreek ze." if much else ""),
        share,
    )
    if above:
        yield _reasons(facts, above)


def _reasons(facts: Facts, above: Decimal) -> Finding:
    missing = [line for line in facts.cells("questions_above_guideline", "reason") if line.member == ""]
    title, rule = "Redenen boven de richtlijn", "elke vraag boven de richtlijn heeft een reden"
    if not missing or missing[0].value.number == 0:
        return Finding("reasons", title, number(above), rule, Verdict.GOOD, "Er ontbreekt geen reden.")
    value = missing[0].value
    if value.number is None:
        sentence = "Bij weinig vragen ontbreekt de reden. Het getal is te klein om te laten zien."
        return Finding("reasons", title, value.text, rule, Verdict.GOOD, sentence)
    about = "ongeveer " if value.state is State.ROUNDED else ""
    sentence = f"Bij {about}{number(value.number)} van {number(above)} vragen ontbreekt de reden. Vraag ernaar."
    return Finding("reasons", title, value.text, rule, Verdict.ATTENTION, sentence, share_of(value.number, above))


def scores(facts: Facts) -> Iterator[Finding]:
    scores = facts.total("score_count")
    closed = (facts.total("questions_answered") or 0) + (facts.total("questions_closed_otherwise") or 0)
    if scores is None or not closed:
        return
    share = scores / closed
    few = share < FEW_SCORES
    yield Finding(
        "score-count",
        "Aantal cijfers van cliënten",
        f"{number(scores)} ({percent(share)})",
        f"ten minste {percent(FEW_SCORES)} van de afgesloten vragen",
        Verdict.ATTENTION if few else Verdict.GOOD,
        "Weinig cliënten gaven een cijfer. Het gemiddelde zegt dan niet veel."
        if few
        else "Genoeg cliënten gaven een cijfer om iets over het gemiddelde te zeggen.",
        max(FEW_SCORES - share, Decimal(0)) / FEW_SCORES,
    )
