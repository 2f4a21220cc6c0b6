"""Sections of a report about clients: how many, of which groups, and what they think of it. Pure."""

from __future__ import annotations

from decimal import Decimal

from oco.templatetags.oco import number
from reporting import indicators
from reporting.comparing import breakdown, by_provider_over_time, compared, counted, to_see
from reporting.documents import Section, Table
from reporting.sheets import Material, found


def overlap_sentence(material: Material) -> str:
    """ "MEE 573 + Palet Welzijn 581 − bij beide 0 = 1.154", where all of it may be shown."""
    each = [found(material.now, party, "unique_clients") for party in material.providers]
    together = found(material.now, material.whole, "unique_clients")
    if not each or together.number is None or any(value.number is None for value in each):
        return ""
    both = sum((value.number or Decimal(0) for value in each), Decimal(0)) - together.number
    parts = " + ".join(f"{party.name} {value.text}" for party, value in zip(material.providers, each, strict=True))
    word = "bij allebei" if len(each) == 2 else "dubbel"
    return f"{parts} \u2212 {word} {number(both)} = {together.text}."


def clients(material: Material) -> Section:
    tables: list[Table] = []
    sentences: list[str] = []
    tables.append(by_provider_over_time(material, "clients", "Unieke cliënten", "unique_clients"))
    if material.providers and (sentence := overlap_sentence(material)):
        sentences.append(
            f"Wie bij meer aanbieders kwam, telt in het totaal één keer. Zo komt het totaal tot stand: {sentence}"
        )
    tables.append(
        compared(
            material,
            "clients_new",
            "Nieuw en teruggekomen",
            ["new_clients", "returning_clients"],
        )
    )
    groups = breakdown(
        material,
        "target_groups",
        "Naar doelgroep",
        ["unique_clients"],
        "target_group",
        heading="Doelgroep",
        note=indicators.OVERLAP_NOTES[indicators.Dimension.TARGET_GROUP],
    )
    shown, about_hidden = to_see([groups])
    return Section(
        "clients",
        "Cliënten",
        "Een unieke cliënt is een inwoner met een vraag in deze periode. Iedere inwoner telt één keer, "
        "ook met meer vragen.",
        (*tables, *shown),
        (),
        (*sentences, *about_hidden),
    )


def satisfaction(material: Material) -> Section:
    asked = counted(material, "survey_consents")
    fits = breakdown(material, "fits", "Paste de oplossing?", ["fits"], "fits", heading="Antwoord")
    return Section(
        "satisfaction",
        "Wat cliënten ervan vinden",
        "Na het afsluiten geven cliënten een cijfer van 1 tot 10, en zeggen zij of de oplossing paste. "
        "Niet iedereen geeft antwoord.",
        tuple(
            table
            for table in (
                compared(
                    material,
                    "scores",
                    "Cijfer van cliënten",
                    ["score_mean", "score_count", *(["survey_consents"] if asked else [])],
                ),
                fits,
            )
            if table.rows
        ),
    )
